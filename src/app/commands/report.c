/* sanad report: the figures of the pages as CSV, JSON or columns. */
#include <stdio.h>

#include "app/commands/commands.h"
#include "app/installation.h"
#include "returns/return_figures.h"
#include "system/clock.h"

enum { REPORT_MOST = 64 << 20 };

#define CUTS "month, nationality, sex, age_group, group, country_of_return, office, state, override_reason"

static enum outcome wrong_use(const char *option, const char *what)
{
    (void)fprintf(stderr, "sanad report: %s: %s (sanad report --help)\n", option, what);
    return INVALID;
}

static enum outcome read_day(const struct command_line *line, const char *option, int32_t *ret_date)
{
    struct text typed = command_value(line, option);
    if (text_is_empty(typed))
        return OK;
    return text_to_date(typed, ret_date) == OK ? OK : wrong_use(option, "a day is written as 2022-12-31");
}

static enum outcome read_dimensions(struct text names, struct figure_query *query)
{
    struct text name;
    query->by_count = 0;
    while (names.length > 0 && text_split(&names, ',', &name)) {
        if (query->by_count == FIGURE_CUTS)
            return wrong_use("--by", "four at most");
        if (figure_dimension_read(text_trim(name), &query->by[query->by_count]) != OK)
            return wrong_use("--by", CUTS);
        query->by_count++;
    }
    return OK;
}

static enum outcome read_measures(struct text names, struct figure_query *query)
{
    struct text name;
    query->measure_count = 0;
    while (names.length > 0 && text_split(&names, ',', &name)) {
        if (query->measure_count == FIGURE_MEASURES)
            return wrong_use("--measure", "each once");
        if (figure_measure_read(text_trim(name), &query->measures[query->measure_count]) != OK)
            return wrong_use("--measure", "applications, returns, withdrawn, overrides");
        query->measure_count++;
    }
    return OK;
}

static enum outcome read_query(const struct command_line *line, struct figure_query *query)
{
    int32_t year = day_from_date(zone_date(zone_find(line->settings.zone), clock_now())).year;
    struct text by = command_value(line, "--by");
    struct text measures = command_value(line, "--measure");
    query->from = date_from_day((struct calendar_day){year, 1, 1});
    query->to = date_from_day((struct calendar_day){year, 12, 31});
    enum outcome outcome = read_day(line, "--from", &query->from);
    if (outcome == OK)
        outcome = read_day(line, "--to", &query->to);
    if (outcome == OK)
        outcome = read_dimensions(text_is_empty(by) ? TEXT("nationality") : by, query);
    return outcome == OK ? read_measures(text_is_empty(measures) ? TEXT("returns") : measures, query) : outcome;
}

enum format { FORMAT_CSV, FORMAT_JSON, FORMAT_TEXT };

static enum outcome read_format(const struct command_line *line, enum format *ret_format)
{
    static const char *const NAMES[] = {[FORMAT_CSV] = "csv", [FORMAT_JSON] = "json", [FORMAT_TEXT] = "text"};
    struct text typed = command_value(line, "--format");
    if (text_is_empty(typed)) {
        *ret_format = FORMAT_TEXT;
        return OK;
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (text_is(typed, NAMES[i])) {
            *ret_format = (enum format)i;
            return OK;
        }
    return wrong_use("--format", "csv, json or text");
}

static enum outcome write_returns(struct work *work, const struct figure_query *query, enum format format,
                                  struct buffer *out)
{
    struct figure_table table;
    enum outcome outcome = figures_get(work, query, &table);
    if (outcome != OK)
        return outcome;
    if (format == FORMAT_JSON)
        return figures_json(work, &table, out);
    if (format == FORMAT_CSV)
        figures_csv(work, &table, out);
    else
        figures_text(work, &table, out);
    return OK;
}

static enum outcome write_money(struct work *work, struct buffer *out)
{
    struct money_row *rows;
    size_t count;
    enum outcome outcome = figures_money(work, &rows, &count);
    if (outcome == OK)
        figures_money_csv(rows, count, out);
    return outcome;
}

static enum outcome write_report(struct application *application, const struct command_line *line,
                                 const struct figure_query *query, enum format format)
{
    AUTO_BUFFER struct buffer out = buffer_open(REPORT_MOST);
    struct work work = work_of_system(application->db, application->keys, line->arena);
    bool money = text_is(text_from(line->operands[0]), "money");
    enum outcome outcome = money ? write_money(&work, &out) : write_returns(&work, query, format, &out);
    for (const struct problem *problem = work.problems.first; problem != NULL; problem = problem->next)
        (void)fprintf(stderr, "sanad report: --%.*s: %s\n", TEXT_ARG(problem->field), problem->message);
    if (outcome != OK || out.full)
        return outcome == OK ? TOO_LARGE : outcome;
    return fwrite(out.bytes, 1, out.length, stdout) == out.length ? OK : FAILED;
}

static int run(struct command_line *line)
{
    struct application application;
    struct figure_query query = {0};
    enum format format;
    bool known = line->operand_count == 1 &&
                 (text_is(text_from(line->operands[0]), "returns") || text_is(text_from(line->operands[0]), "money"));
    if (!known) {
        (void)fputs("usage: sanad report returns|money (sanad report --help)\n", stderr);
        return EXIT_WRONG_USE;
    }
    if (read_query(line, &query) != OK || read_format(line, &format) != OK)
        return EXIT_WRONG_USE;
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = installation_database(&application, true);
    if (outcome == OK)
        outcome = write_report(&application, line, &query, format);
    installation_close(&application);
    return outcome == OK ? EXIT_DONE : EXIT_REFUSED;
}

static const struct option OPTIONS[] = {
    {"--from", "DATE", "the first day of the period (1 January of this year)"},
    {"--to", "DATE", "its last day (31 December of this year)"},
    {"--by", "NAMES", CUTS ": up to four"},
    {"--measure", "NAMES", "applications, returns, withdrawn, overrides (returns)"},
    {"--format", "FORMAT", "csv, json or text (text); money is always CSV"},
};
const struct command report_command = {
    .name = "report",
    .summary = "prints the figures of returns by dimension, or committed, paid and left per budget line",
    .operands = "returns|money",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
