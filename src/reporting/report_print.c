/* A donor's report on paper and as a workbook, in one of three languages. */
#include <unistd.h>

#include "codec/json.h"
#include "codec/sheet.h"
#include "print/paper.h"
#include "reporting/report_pages.h"
#include "reporting/report_rules.h"
#include "system/file.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { WORKBOOK_MOST = 16 << 20 };

bool report_total(const struct report_content *content, struct report_money *ret_total)
{
    struct report_money total = {0};
    for (size_t i = 0; i < content->line_count; i++) {
        const struct report_money *line = &content->lines[i];
        if (i > 0 && !text_is(text_from(line->budget.currency), total.budget.currency))
            return false;
        if (i == 0) {
            total.budget = total.committed = total.paid = line->budget;
            total.budget.minor = total.committed.minor = total.paid.minor = 0;
        }
        total.budget.minor += line->budget.minor;
        total.committed.minor += line->committed.minor;
        total.paid.minor += line->paid.minor;
    }
    *ret_total = total;
    return content->line_count > 0;
}

static struct text say(struct work *work, const char *message) { return text_from(tr(work->language, message)); }

static struct text per_cent(struct work *work, int64_t tenths)
{
    return tenths < 0 ? TEXT("–")
                      : arena_format(work->arena, "%.*s %%",
                                     TEXT_ARG(language_decimal(work->arena, work->language, tenths, 1)));
}

/* ---- paper ---- */

static void print_head(struct work *work, const struct report_content *content, struct paper *paper)
{
    const struct text period[] = {language_date(work->arena, work->language, content->period_from),
                                  language_date(work->arena, work->language, content->period_to)};
    paper_heading(paper, 1, choice_show(&report_kinds, content->kind, work->language));
    paper_fact(paper, say(work, N_("Grant")), content->grant_title);
    paper_fact(paper, say(work, N_("Donor")), content->donor);
    if (content->reference.length > 0)
        paper_fact(paper, say(work, N_("Donor's reference")), content->reference);
    paper_fact(paper, say(work, N_("Amount")), language_money(work->arena, work->language, content->grant_amount));
    paper_fact(paper, say(work, N_("Period")), tr_with(work->arena, work->language, N_("From {1} to {2}"), period, 2));
    paper_fact(paper, say(work, N_("Number")), content->number);
    if (content->replaces.length > 0) {
        const struct text numbers[] = {content->replaces,
                                       language_number(work->arena, work->language, content->edition)};
        paper_fact(paper, say(work, N_("Replaces")),
                   tr_with(work->arena, work->language, N_("{1} (this is edition {2})"), numbers, 2));
        paper_fact(paper, say(work, N_("What is corrected")), content->correction);
    }
}

static bool is_written_in(const struct language *language, const struct text texts[LANGUAGE_COUNT])
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == language)
            return texts[i].length > 0;
    return false;
}

/* Each line in its own direction. */
static void print_lines(struct work *work, struct text text, struct paper *paper)
{
    struct text line;
    while (text.length > 0 && text_split(&text, '\n', &line))
        paper_text(paper, line.length == 0 ? line : paper_isolate(work->arena, line));
}

static void print_parts(struct work *work, const struct report_content *content, struct paper *paper)
{
    for (size_t i = 0; i < content->part_count; i++) {
        const struct report_part *part = &content->parts[i];
        struct text text = report_in(work->language, part->texts);
        if (text.length == 0)
            continue;
        paper_heading(paper, 2, report_in(work->language, part->names));
        if (!is_written_in(work->language, part->texts))
            paper_note(paper, say(work, N_("This part is not written in this language; it stands here as it is.")));
        print_lines(work, text, paper);
    }
}

static struct text with_day(struct work *work, struct text value, int32_t day)
{
    if (day == DATE_NONE)
        return value;
    return arena_format(work->arena, "%.*s\n%.*s", TEXT_ARG(value),
                        TEXT_ARG(language_short_date(work->arena, work->language, day)));
}

static void print_figure(struct work *work, const struct report_figure *figure, struct paper *paper)
{
    const struct text cells[] = {
        figure->code, report_in(work->language, figure->names),
        with_day(work, report_number_show(work, figure, figure->baseline), figure->baseline_on),
        with_day(work, report_number_show(work, figure, figure->target), figure->target_on),
        with_day(work, report_figure_show(work, figure), figure->counted_on)};
    paper_row(paper, cells);
}

static void print_definitions(struct work *work, const struct report_result *result, struct paper *paper)
{
    for (size_t i = 0; i < result->figure_count; i++) {
        const struct report_figure *figure = &result->figures[i];
        const struct text parts[] = {figure->code, report_in(work->language, figure->meanings), figure->source};
        if (parts[1].length > 0)
            paper_note(paper, tr_with(work->arena, work->language, N_("{1}: {2} Source: {3}"), parts, 3));
    }
}

static void print_results(struct work *work, const struct report_content *content, struct paper *paper)
{
    const struct paper_column columns[] = {{say(work, N_("Code")), 8, false},
                                           {say(work, N_("Indicator")), 40, false},
                                           {say(work, N_("Baseline")), 16, true},
                                           {say(work, N_("Target")), 16, true},
                                           {say(work, N_("Value")), 20, true}};
    paper_heading(paper, 2, say(work, N_("Results and indicators")));
    for (size_t i = 0; i < content->result_count; i++) {
        const struct report_result *result = &content->results[i];
        const struct text names[] = {choice_show(&report_levels, result->level, work->language), result->code,
                                     report_in(work->language, result->names)};
        paper_heading(paper, 3, tr_with(work->arena, work->language, N_("{1} {2}: {3}"), names, 3));
        if (result->figure_count == 0)
            continue;
        paper_table(paper, columns, sizeof columns / sizeof *columns);
        for (size_t f = 0; f < result->figure_count; f++)
            print_figure(work, &result->figures[f], paper);
        print_definitions(work, result, paper);
    }
}

/* The currency stands in the heading: a grant has one. */
static struct text amount(struct work *work, struct money money)
{
    return language_decimal(work->arena, work->language, money.minor, money_decimals(text_from(money.currency)));
}

static void print_line(struct work *work, struct text label, const struct report_money *line, struct paper *paper)
{
    struct money left = line->budget;
    left.minor -= line->committed.minor + line->paid.minor;
    const struct text cells[] = {label,
                                 amount(work, line->budget),
                                 amount(work, line->committed),
                                 amount(work, line->paid),
                                 amount(work, left),
                                 per_cent(work, report_burn(line))};
    paper_row(paper, cells);
}

static void print_money(struct work *work, const struct report_content *content, struct paper *paper)
{
    const struct paper_column columns[] = {{say(work, N_("Line")), 30, false},     {say(work, N_("Budget")), 18, true},
                                           {say(work, N_("Committed")), 18, true}, {say(work, N_("Paid")), 18, true},
                                           {say(work, N_("Balance")), 18, true},   {say(work, N_("Burnt")), 11, true}};
    struct report_money total;
    if (content->line_count == 0)
        return;
    struct text currency = text_from(content->grant_amount.currency);
    paper_heading(paper, 2, tr_with(work->arena, work->language, N_("Money, from the ledger ({1})"), &currency, 1));
    paper_table(paper, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < content->line_count; i++)
        print_line(
            work,
            arena_format(work->arena, "%.*s %.*s", TEXT_ARG(content->lines[i].code), TEXT_ARG(content->lines[i].title)),
            &content->lines[i], paper);
    if (report_total(content, &total))
        print_line(work, say(work, N_("Total")), &total, paper);
    struct text day = language_date(work->arena, work->language, zone_date(work->zone, content->made_at));
    paper_note(paper, tr_with(work->arena, work->language,
                              N_("As the ledger stood on {1}. Burnt: paid, as a share of the budget."), &day, 1));
    if (report_elapsed(content) >= 0) {
        struct text share = per_cent(work, report_elapsed(content));
        paper_note(paper, tr_with(work->arena, work->language,
                                  N_("Of the grant's time, {1} had passed at the end of the period."), &share, 1));
    }
}

static enum outcome print(struct work *work, const struct donor_report *report, const struct report_content *content,
                          struct buffer *body)
{
    bool sent = text_is(report->head.state, "sent") || text_is(report->head.state, "replaced");
    struct paper *paper = paper_open(
        work->arena, &(struct paper_options){
                         .language = language_tag(work->language),
                         .right_to_left = language_right_to_left(work->language),
                         .title = content->number,
                         .head = content->grant_title,
                         .foot = sent ? arena_format(work->arena, "SHA-256 %.*s", TEXT_ARG(report->content_hash))
                                      : say(work, N_("Draft: not sent to the donor")),
                         .code = content->number,
                         .page_number = say(work, N_("Page {1} of {2}")),
                         .made_at = content->made_at,
                     });
    print_head(work, content, paper);
    print_parts(work, content, paper);
    print_results(work, content, paper);
    print_money(work, content, paper);
    paper_note(paper, say(work, N_("Numbers of fewer than five persons are not told.")));
    return paper_print(paper, body);
}

/* ---- workbook ---- */

static void sheet_number(struct sheet *sheet, int64_t number)
{
    if (number == INTEGER_NONE)
        sheet_empty(sheet);
    else
        sheet_integer(sheet, number);
}

static void sheet_figure(struct work *work, const struct report_result *result, const struct report_figure *figure,
                         struct sheet *sheet)
{
    sheet_text(sheet, say(work, N_("Indicator")));
    sheet_text(sheet, result->code);
    sheet_text(sheet, figure->code);
    sheet_text(sheet, report_in(work->language, figure->names));
    sheet_number(sheet, figure->baseline);
    sheet_date(sheet, figure->baseline_on);
    sheet_number(sheet, figure->target);
    sheet_date(sheet, figure->target_on);
    if (figure->known == FIGURE_VALUE_KNOWN)
        sheet_number(sheet, figure->value);
    else
        sheet_text(sheet, report_figure_show(work, figure));
    sheet_date(sheet, figure->counted_on);
    sheet_text(sheet, report_in(work->language, figure->meanings));
    sheet_text(sheet, figure->source);
    sheet_row_end(sheet);
}

static void sheet_line(struct work *work, struct text code, struct text label, const struct report_money *line,
                       struct sheet *sheet)
{
    struct money left = line->budget;
    left.minor -= line->committed.minor + line->paid.minor;
    sheet_text(sheet, say(work, N_("Budget line")));
    sheet_empty(sheet);
    sheet_text(sheet, code);
    sheet_text(sheet, label);
    sheet_money(sheet, line->budget);
    sheet_money(sheet, line->committed);
    sheet_money(sheet, line->paid);
    sheet_money(sheet, left);
    if (report_burn(line) < 0)
        sheet_empty(sheet);
    else
        sheet_decimal(sheet, report_burn(line), 1);
    sheet_row_end(sheet);
}

static void sheet_heads(struct work *work, struct sheet *sheet, const char *const *heads, size_t count)
{
    sheet_row_end(sheet);
    for (size_t i = 0; i < count; i++)
        if (heads[i] == NULL)
            sheet_empty(sheet);
        else
            sheet_text(sheet, say(work, heads[i]));
    sheet_row_end(sheet);
}

static void sheet_content(struct work *work, const struct report_content *content, struct sheet *sheet)
{
    static const char *const MONEY[] = {N_("Kind"),      NULL,       N_("Code"),    N_("Title"),    N_("Budget"),
                                        N_("Committed"), N_("Paid"), N_("Balance"), N_("Burnt (%)")};
    static const char *const PARTS[] = {N_("Kind"), NULL, N_("Code"), N_("Title"), N_("Text")};
    struct report_money total;
    for (size_t i = 0; i < content->result_count; i++)
        for (size_t f = 0; f < content->results[i].figure_count; f++)
            sheet_figure(work, &content->results[i], &content->results[i].figures[f], sheet);
    sheet_heads(work, sheet, MONEY, sizeof MONEY / sizeof *MONEY);
    for (size_t i = 0; i < content->line_count; i++)
        sheet_line(work, content->lines[i].code, content->lines[i].title, &content->lines[i], sheet);
    if (report_total(content, &total))
        sheet_line(work, TEXT_NONE, say(work, N_("Total")), &total, sheet);
    sheet_heads(work, sheet, PARTS, sizeof PARTS / sizeof *PARTS);
    for (size_t i = 0; i < content->part_count; i++) {
        sheet_text(sheet, say(work, N_("Part")));
        sheet_empty(sheet);
        sheet_text(sheet, content->parts[i].code);
        sheet_text(sheet, report_in(work->language, content->parts[i].names));
        sheet_text(sheet, report_in(work->language, content->parts[i].texts));
        sheet_row_end(sheet);
    }
}

static enum outcome write_workbook(struct work *work, const struct report_content *content, int descriptor,
                                   const char *directory)
{
    static const char *const HEADS[] = {
        N_("Kind"),   N_("Result"),     N_("Code"),  N_("Indicator"),  N_("Baseline"),        N_("Baseline of"),
        N_("Target"), N_("Target for"), N_("Value"), N_("Counted on"), N_("What is counted"), N_("Source")};
    struct text titles[sizeof HEADS / sizeof *HEADS];
    struct sheet *sheet;
    enum outcome outcome =
        sheet_open_descriptor(descriptor, directory, content->number, language_right_to_left(work->language), &sheet);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        titles[i] = say(work, HEADS[i]);
    sheet_header(sheet, titles, sizeof HEADS / sizeof *HEADS);
    sheet_content(work, content, sheet);
    return sheet_close(sheet);
}

static enum outcome workbook(struct request *request, struct work *work, const struct report_content *content,
                             struct buffer *body)
{
    const char *directory = arena_string(work->arena, request->application->settings->run);
    struct text bytes;
    int descriptor = -1;
    enum outcome outcome = file_unnamed(directory, &descriptor);
    if (outcome != OK)
        return outcome;
    outcome = write_workbook(work, content, descriptor, directory);
    if (outcome == OK)
        outcome =
            file_read(work->arena, arena_format(work->arena, "/proc/self/fd/%d", descriptor).at, WORKBOOK_MOST, &bytes);
    (void)close(descriptor);
    if (outcome != OK)
        return FAILED;
    buffer_add(body, bytes);
    return OK;
}

/* ---- their addresses ---- */

static enum outcome audit(struct request *request, const struct donor_report *report, const char *format,
                          const struct language *language)
{
    AUTO_BUFFER struct buffer details = buffer_open(1024);
    struct json_writer json = json_writer_open(&details);
    json_object_begin(&json);
    json_key(&json, TEXT("format"));
    json_put_text(&json, text_from(format));
    json_key(&json, TEXT("language"));
    json_put_text(&json, text_from(language_tag(language)));
    json_object_end(&json);
    if (!json_finish(&json))
        return FAILED;
    return record_audit_print(request, &donor_report_record, report->head.id, buffer_text(&details));
}

static enum outcome print_out(struct request *request, struct response *response, const char *format)
{
    struct work work = request->work;
    struct identifier id;
    struct field_set readable;
    struct report_content *content;
    void *row;
    const struct language *language = language_for(parameters_get(&request->query, TEXT("in")));
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &donor_report_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct donor_report *report = row;
    if (language != NULL)
        work.language = language;
    outcome = report_content_get(&work, report, &content);
    if (outcome == OK)
        outcome = audit(request, report, format, work.language);
    if (outcome != OK)
        return outcome;
    bool paper = text_is(text_from(format), "pdf");
    outcome =
        paper ? print(&work, report, content, &response->body) : workbook(request, &work, content, &response->body);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type =
        paper ? TEXT("application/pdf") : TEXT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    response->download_name =
        arena_format(work.arena, "%.*s-%s.%s", TEXT_ARG(content->number), language_tag(work.language), format);
    return OK;
}

enum outcome donor_report_pdf(struct request *request, struct response *response)
{
    return print_out(request, response, "pdf");
}

enum outcome donor_report_workbook(struct request *request, struct response *response)
{
    return print_out(request, response, "xlsx");
}
