/* sanad import: a file checked and stored, or an import undone, from the command line of the host. */
#include <stdio.h>

#include "app/commands/acting.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "app/served.h"
#include "exchange/exchange.h"
#include "record/form.h"
#include "system/file.h"

enum { FILE_MOST = 512 << 20, IMPORT_ARENA = 1 << 30, WISHES_MOST = 300 };

static enum outcome say(const char *what, struct text about)
{
    (void)fprintf(stderr, "sanad import: %.*s%s%s\n", TEXT_ARG(about), about.length > 0 ? ": " : "", what);
    return INVALID;
}

static void say_problems(const struct work *work)
{
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next) {
        struct text sentence = problem_sentence(work->arena, work->language, problem);
        (void)fprintf(stderr, "sanad import: %.*s\n", TEXT_ARG(sentence));
    }
}

/* "Nom=family_name;Né le=birth:dmy:year" */
static size_t read_wishes(struct text typed, struct text *wishes)
{
    size_t count = 0;
    while (typed.length > 0 && count < WISHES_MOST && text_split(&typed, ';', &wishes[count]))
        count += wishes[count].length > 0;
    return count;
}

static bool print_fault(void *context, struct text line)
{
    (void)context;
    return printf("%.*s\n", TEXT_ARG(line)) > 0;
}

static enum outcome print_sums(struct work *work, struct identifier run, struct import_sums *ret_sums)
{
    enum outcome outcome = import_sums(work, run, ret_sums);
    if (outcome == OK)
        (void)fprintf(stderr,
                      "sanad import: %.*s %s: %lld lines, %lld good, %lld that change a row, %lld with faults, %lld "
                      "known, %lld known with other "
                      "values, %lld like somebody known, %lld stored\n",
                      TEXT_ARG(ret_sums->number), ret_sums->state, (long long)ret_sums->lines,
                      (long long)ret_sums->good, (long long)ret_sums->renewed, (long long)ret_sums->bad,
                      (long long)ret_sums->known, (long long)ret_sums->changed, (long long)ret_sums->alike,
                      (long long)ret_sums->done);
    return outcome;
}

static enum outcome store(struct work *work, const struct command_line *line, struct identifier run)
{
    struct import_sums sums;
    bool only_good = command_has(line, "--only-good");
    enum outcome outcome = import_run_now(work, run, "check");
    if (outcome == OK)
        outcome = import_faults(work, run, print_fault, NULL);
    if (outcome == OK)
        outcome = print_sums(work, run, &sums);
    if (outcome != OK || command_has(line, "--check"))
        return outcome == OK && sums.bad + sums.changed > 0 ? INVALID : outcome;
    if (!only_good && sums.bad + sums.changed > 0)
        return say("nothing was stored: --only-good stores the good lines", TEXT(""));
    if (sums.good + sums.renewed + (command_has(line, "--alike") ? sums.alike : 0) == 0)
        return OK;
    outcome = import_run_now(work, run, "store");
    return outcome == OK ? print_sums(work, run, &sums) : outcome;
}

static enum outcome take(struct work *work, const struct command_line *line)
{
    struct text wishes[WISHES_MOST];
    struct import_order order = {.kind = import_kind_named(text_from(line->operands[0])),
                                 .file_name = text_from(line->operands[1]),
                                 .sheet = command_value(line, "--sheet"),
                                 .encoding = command_value(line, "--encoding")};
    const struct import_wish wish = {.changes = wishes,
                                     .count = read_wishes(command_value(line, "--columns"), wishes),
                                     .only_good = command_has(line, "--only-good"),
                                     .alike = command_has(line, "--alike")};
    struct identifier run;
    if (order.kind == NULL)
        return say("nothing of this name is imported: persons, cases, counselling, papers, items, payments, sites, "
                   "services",
                   text_from(line->operands[0]));
    if (file_read(work->arena, line->operands[1], FILE_MOST, &order.bytes) != OK)
        return say("cannot be read", order.file_name);
    enum outcome outcome = import_take(work, &order, &run);
    if (outcome == OK)
        outcome = import_map(work, run, &wish);
    return outcome == OK ? store(work, line, run) : outcome;
}

static enum outcome undo(struct work *work, struct text number)
{
    struct identifier run;
    struct import_sums sums;
    enum outcome outcome = import_find(work, number, &run);
    if (outcome == NOT_FOUND)
        return say("there is no import of this number", number);
    if (outcome == OK)
        outcome = import_run_now(work, run, "undo");
    if (outcome == OK)
        outcome = print_sums(work, run, &sums);
    if (outcome == OK && sums.left_out > 0)
        return say("rows were changed since and stay: its page names them", number);
    return outcome;
}

static enum outcome act(struct application *application, const struct command_line *line)
{
    AUTO_ARENA struct arena *arena = arena_open(IMPORT_ARENA);
    struct actor actor;
    struct work work;
    enum outcome outcome = acting_as(application, arena, "import", command_value(line, "--as"), &actor, &work);
    if (outcome != OK)
        return outcome;
    outcome = command_has(line, "--undo") ? undo(&work, command_value(line, "--undo")) : take(&work, line);
    say_problems(&work);
    if (outcome == FORBIDDEN)
        (void)say("this account may not import such rows", TEXT(""));
    if (outcome == CONFLICT)
        (void)say("the import has moved on: look at its page", TEXT(""));
    return outcome;
}

static int run(struct command_line *line)
{
    struct application application;
    size_t operands = command_has(line, "--undo") ? 0 : 2;
    if (line->operand_count != operands || !command_has(line, "--as")) {
        (void)fputs("usage: sanad import KIND FILE --as LOGIN (sanad import --help)\n", stderr);
        return EXIT_WRONG_USE;
    }
    if (!db_has_many_writers(line->settings.database) && mission_is_served(line->arena, &line->settings)) {
        (void)say("this mission is served, and one process writes: import on its page", TEXT(""));
        return EXIT_REFUSED;
    }
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = installation_database(&application, false);
    if (outcome == OK)
        outcome = act(&application, line);
    installation_close(&application);
    return outcome == OK ? EXIT_DONE : EXIT_REFUSED;
}

static const struct option OPTIONS[] = {
    {"--as", "LOGIN", "whose account imports: with its rights, in its office"},
    {"--check", NULL, "only checks: prints each fault as line, column, what, and stores nothing"},
    {"--only-good", NULL, "stores the good lines; else all of them or none"},
    {"--alike", NULL, "stores lines that resemble somebody known, too"},
    {"--columns", "LIST", "\"HEADING=field;HEADING=field:dmy:year\": what the headings do not say by themselves"},
    {"--sheet", "NAME", "of a workbook (its first visible sheet)"},
    {"--encoding", "NAME", "of a CSV: UTF-8, Windows-1252, Windows-1256, UTF-16LE, UTF-16BE (found by itself)"},
    {"--undo", "NUMBER", "takes the rows of that import away again"},
};
const struct command import_command = {
    .name = "import",
    .summary = "checks and stores the lines of a CSV or XLSX file, or undoes an import",
    .operands = "persons|cases|counselling|papers|items|payments|sites|services FILE",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
