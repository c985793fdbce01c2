/* The yearly report of a memorandum, for both parties: on paper and as a workbook, in one of three languages.  It
   leaves the organisation, so that no group of fewer than FIGURE_LEAST stands in it, whoever prints it. */
#include "agreements/agreements.h"
#include "base/number.h"
#include "codec/sheet.h"
#include "print/paper.h"
#include "record/list.h"
#include "referrals/referral_files.h"
#include "referrals/referral_indicators.h"
#include "referrals/referral_store.h"
#include "returns/returns.h"
#include "web/record_parts.h"

enum { AGREEMENTS_MOST = 100, PARTIES_MOST = 60, YEAR_FIRST = 2000, YEAR_LAST = 2199 };

struct report {
    struct work *work;
    int32_t year;
    struct text organisation;
    struct indicator_report under;
    struct indicator_table tables[INDICATOR_CUTS];
    struct indicator_reasons reasons;
    struct guarded_view guarded;
};

static struct text say(struct work *work, const char *message) { return text_from(tr(work->language, message)); }

/* ---- the memorandum ---- */

static struct text title_of(struct work *work, const struct agreement *agreement)
{
    const struct text titles[LANGUAGE_COUNT] = {agreement->title_fr, agreement->title_ar, agreement->title_en};
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == work->language && titles[i].length > 0)
            return titles[i];
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (titles[i].length > 0)
            return titles[i];
    return agreement->head.number;
}

/* Referrals are counted under what names themes. */
static bool counts_referrals(const struct agreement *agreement)
{
    return agreement->themes.length > 0 && !text_is(agreement->head.state, "draft") &&
           (text_is(agreement->kind, "memorandum") || text_is(agreement->kind, "convention") ||
            text_is(agreement->kind, "other"));
}

enum outcome indicator_report_choices(struct work *work, struct board_option **ret_options, size_t *ret_count)
{
    struct list_query query = {.size = AGREEMENTS_MOST, .descending = true};
    struct list_page page;
    *ret_options = arena_array(work->arena, struct board_option, AGREEMENTS_MOST + 1);
    *ret_count = 0;
    if (!actor_may(work->actor, &agreement_see))
        return OK;
    enum outcome outcome = record_list(work, &agreement_record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++)
        if (counts_referrals(page.rows[i]))
            (*ret_options)[(*ret_count)++] =
                (struct board_option){identifier_to_text(work->arena, record_head_of(page.rows[i])->id),
                                      title_of(work, page.rows[i]), *ret_count == 0};
    return outcome;
}

static enum outcome add_parties(struct work *work, struct indicator_report *report)
{
    struct text id = identifier_to_text(work->arena, report->agreement);
    struct list_query query = {.size = PARTIES_MOST, .filter_count = 1};
    struct list_page page;
    query.filters[0] = (struct list_filter){
        .field = record_field(&agreement_party_record, TEXT("agreement")), .values = &id, .value_count = 1};
    enum outcome outcome = record_list(work, &agreement_party_record, &query, &page);
    if (outcome != OK)
        return outcome;
    report->partners = arena_array(work->arena, struct identifier, page.count + 1);
    report->partner_names = arena_array(work->arena, struct text, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct agreement_party *party = page.rows[i];
        if (identifier_equal(party->party, work->actor->organisation) || text_is(party->part, "witness") ||
            text_is(party->part, "depositary"))
            continue;
        report->partner_names[report->partner_count] = party->name;
        report->partners[report->partner_count] = party->party;
        if (identifier_is_none(party->party)) {
            outcome = organisation_coded(work, party->code, &report->partners[report->partner_count]);
            if (outcome != OK && outcome != NOT_FOUND)
                return outcome;
        }
        report->partner_count++;
    }
    return OK;
}

enum outcome indicator_report_find(struct work *work, struct identifier agreement, struct indicator_report *ret_report)
{
    struct indicator_report report = {.agreement = agreement};
    struct field_set readable;
    void *row;
    *ret_report = report;
    if (identifier_is_none(agreement))
        return OK;
    enum outcome outcome = record_get(work, &agreement_record, agreement, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct agreement *found = row;
    if (!counts_referrals(found))
        return NOT_FOUND;
    report.title = title_of(work, found);
    report.number = found->head.number;
    report.themes = found->themes;
    outcome = add_parties(work, &report);
    if (outcome == OK)
        *ret_report = report;
    return outcome;
}

/* ---- what it says ---- */

static enum outcome collect(struct work *work, struct identifier agreement, struct report *report)
{
    struct indicator_query query = indicator_year(work, report->year);
    struct indicator_facts facts;
    struct text arabic, code;
    enum outcome outcome = indicator_report_find(work, agreement, &report->under);
    if (outcome != OK)
        return outcome;
    query.partners = report->under.partners;
    query.partner_count = report->under.partner_count;
    query.themes = report->under.themes;
    outcome = organisation_called(work, work->actor->organisation, &report->organisation, &arabic, &code);
    if (outcome == OK && language_right_to_left(work->language) && arabic.length > 0)
        report->organisation = arabic;
    if (outcome == OK)
        outcome = indicator_facts_read(work, &query, &facts);
    if (outcome != OK)
        return outcome;
    for (int cut = 0; cut < INDICATOR_CUTS; cut++) {
        indicator_fold(work->arena, &facts, (enum indicator_cut)cut, &report->tables[cut]);
        indicator_protect(work->arena, &report->tables[cut]);
    }
    indicator_reasons(work->arena, &facts, &report->reasons);
    indicator_reasons_protect(work->arena, &report->reasons);
    outcome = indicator_partner_names(work, &report->tables[CUT_PARTNER]);
    return outcome == OK ? indicator_guarded_view(work, report->year, &report->guarded) : outcome;
}

static struct text reason_shown(struct work *work, const struct indicator_share *share)
{
    return share->merged ? say(work, N_("Others together"))
                         : choice_show(&referral_refusals, share->reason, work->language);
}

static struct text total_of_reasons(struct work *work, const struct indicator_reasons *reasons)
{
    return reasons->hidden ? say(work, N_("fewer than 5"))
                           : language_number(work->arena, work->language, reasons->total);
}

static const struct {
    const char *title, *head;
} CUTS[INDICATOR_CUTS] = {
    [CUT_THEME] = {N_("By theme of the memorandum"), N_("Theme")},
    [CUT_CITY] = {N_("By city"), N_("City")},
    [CUT_PARTNER] = {N_("By partner"), N_("Organisation")},
};

/* ---- on paper ---- */

static void print_head(const struct report *report, struct paper *paper)
{
    struct work *work = report->work;
    struct text year = arena_format(work->arena, "%04d", report->year);
    paper_heading(paper, 1, tr_with(work->arena, work->language, N_("Referrals of {1}: yearly report"), &year, 1));
    paper_fact(paper, say(work, N_("Organisation")), report->organisation);
    if (report->under.title.length > 0)
        paper_fact(paper, say(work, N_("Memorandum")), report->under.title);
    for (size_t i = 0; i < report->under.partner_count; i++)
        paper_fact(paper, say(work, N_("With")), report->under.partner_names[i]);
    if (report->under.title.length == 0)
        paper_fact(paper, say(work, N_("With")), say(work, N_("All partners")));
    paper_fact(paper, say(work, N_("As of")),
               language_date(work->arena, work->language, zone_date(work->zone, work->now)));
}

static void print_line(const struct report *report, struct text label, const struct indicator_line *line,
                       struct paper *paper)
{
    struct text cells[1 + INDICATOR_COLUMNS] = {label};
    indicator_cells(report->work, line, true, cells + 1);
    paper_row(paper, cells);
}

static void print_table(const struct report *report, enum indicator_cut cut, struct paper *paper)
{
    enum { NAME_SHARE = 26, NUMBER_SHARE = 12 };
    struct work *work = report->work;
    const struct indicator_table *table = &report->tables[cut];
    struct paper_column columns[1 + INDICATOR_COLUMNS] = {{say(work, CUTS[cut].head), NAME_SHARE, false}};
    paper_heading(paper, 2, say(work, CUTS[cut].title));
    if (table->total_hidden) {
        paper_text(paper, say(work, N_("Fewer than five, or none: nothing is told.")));
        return;
    }
    for (size_t i = 0; i < INDICATOR_COLUMNS; i++)
        columns[1 + i] = (struct paper_column){say(work, indicator_columns[i]), NUMBER_SHARE, true};
    paper_table(paper, columns, 1 + INDICATOR_COLUMNS);
    for (size_t i = 0; i < table->count; i++)
        print_line(report, indicator_key_show(work, cut, &table->lines[i]), &table->lines[i], paper);
    print_line(report, say(work, N_("Together")), &table->total, paper);
}

static void print_reasons(const struct report *report, struct paper *paper)
{
    struct work *work = report->work;
    const struct paper_column columns[] = {{say(work, N_("Reason of the refusal")), 60, false},
                                           {say(work, N_("Referrals")), 20, true}};
    paper_heading(paper, 2, say(work, N_("Refusals by reason")));
    if (report->reasons.total == 0) {
        paper_text(paper, say(work, N_("None was refused.")));
        return;
    }
    paper_table(paper, columns, 2);
    for (size_t i = 0; i < report->reasons.count; i++) {
        const struct text cells[] = {reason_shown(work, &report->reasons.at[i]),
                                     language_number(work->arena, work->language, report->reasons.at[i].count)};
        paper_row(paper, cells);
    }
    const struct text total[] = {say(work, N_("Together")), total_of_reasons(work, &report->reasons)};
    paper_row(paper, total);
}

static void print_guarded(const struct report *report, struct paper *paper)
{
    struct work *work = report->work;
    paper_heading(paper, 2, say(work, N_("Protection referrals")));
    if (!report->guarded.told) {
        paper_text(paper, say(work, N_("Fewer than five, or none: nothing is told.")));
        return;
    }
    paper_fact(paper, say(work, N_("Were sent")), report->guarded.sent);
    paper_fact(paper, say(work, N_("Were accepted")), report->guarded.accepted);
    paper_fact(paper, say(work, N_("Were completed")), report->guarded.completed);
    for (size_t i = 0; i < report->guarded.city_count; i++)
        paper_fact(paper, report->guarded.cities[i].label, report->guarded.cities[i].cells[0]);
    paper_note(paper, say(work, N_("Of the whole organisation with all partners, in steps of five; cities with fewer "
                                   "than five are left out. They stand in none of the figures above.")));
}

static enum outcome print(struct request *request, struct report *report, struct response *response)
{
    (void)request;
    struct work *work = report->work;
    struct text year = arena_format(work->arena, "%04d", report->year);
    struct text title = tr_with(work->arena, work->language, N_("Referrals of {1}: yearly report"), &year, 1);
    struct paper *paper =
        paper_open(work->arena, &(struct paper_options){.language = language_tag(work->language),
                                                        .right_to_left = language_right_to_left(work->language),
                                                        .title = title,
                                                        .head = title,
                                                        .foot = report->under.number,
                                                        .page_number = say(work, N_("Page {1} of {2}")),
                                                        .made_at = work->now});
    print_head(report, paper);
    for (int cut = 0; cut < INDICATOR_CUTS; cut++)
        print_table(report, (enum indicator_cut)cut, paper);
    paper_note(paper,
               say(work, N_("Acknowledged on time: of those whose time has passed or that were acknowledged. Accepted: "
                            "of those answered. Completed: of those accepted. No feedback: of those whose outcome was "
                            "due.")));
    print_reasons(report, paper);
    print_guarded(report, paper);
    paper_note(paper, say(work, N_("Numbers of fewer than five persons are not told.")));
    const struct text labels[] = {say(work, N_("For the first party")), say(work, N_("For the second party"))};
    paper_signatures(paper, labels, 2);
    return paper_print(paper, &response->body);
}

/* ---- as a workbook ---- */

static void sheet_share(struct sheet *sheet, int per_cent)
{
    if (per_cent < 0)
        sheet_empty(sheet);
    else
        sheet_integer(sheet, per_cent);
}

static void sheet_line(const struct report *report, struct text cut, struct text label,
                       const struct indicator_line *line, struct sheet *sheet)
{
    const struct indicator_sums *sums = &line->sums;
    (void)report;
    sheet_text(sheet, cut);
    sheet_text(sheet, label);
    sheet_integer(sheet, sums->sent);
    sheet_share(sheet, indicator_per_cent(sums->on_time, sums->due, true));
    sheet_share(sheet, indicator_per_cent(sums->accepted, sums->answered, true));
    sheet_share(sheet, indicator_per_cent(sums->completed, sums->accepted, true));
    for (size_t span = 0; span < INDICATOR_SPANS; span++)
        if (line->median[span] == INTEGER_NONE)
            sheet_empty(sheet);
        else
            sheet_decimal(sheet, line->median[span], 1);
    sheet_share(sheet, indicator_per_cent(sums->silent, sums->reported, true));
    sheet_row_end(sheet);
}

static void sheet_fact(struct sheet *sheet, struct text label, struct text key, struct text value)
{
    sheet_text(sheet, label);
    sheet_text(sheet, key);
    sheet_text(sheet, value);
    sheet_row_end(sheet);
}

static void fill_sheet(void *context, struct work *work, struct sheet *sheet)
{
    static const char *const HEADS[] = {N_("By"),
                                        N_("Group"),
                                        N_("Were sent"),
                                        N_("Acknowledged on time (%)"),
                                        N_("Accepted (%)"),
                                        N_("Completed (%)"),
                                        N_("Median days to the answer"),
                                        N_("Median days to the outcome"),
                                        N_("No feedback (%)")};
    enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS };
    const struct report *report = context;
    struct text titles[HEAD_COUNT];
    for (size_t i = 0; i < HEAD_COUNT; i++)
        titles[i] = say(work, HEADS[i]);
    sheet_header(sheet, titles, HEAD_COUNT);
    for (int cut = 0; cut < INDICATOR_CUTS; cut++)
        for (size_t i = 0; i < report->tables[cut].count && !report->tables[cut].total_hidden; i++)
            sheet_line(report, say(work, CUTS[cut].head),
                       indicator_key_show(work, (enum indicator_cut)cut, &report->tables[cut].lines[i]),
                       &report->tables[cut].lines[i], sheet);
    if (report->tables[CUT_THEME].total_hidden)
        sheet_fact(sheet, say(work, N_("Together")), TEXT_NONE, say(work, N_("fewer than 5")));
    else
        sheet_line(report, say(work, N_("Together")), TEXT_NONE, &report->tables[CUT_THEME].total, sheet);
    sheet_row_end(sheet);
    struct text reason = say(work, N_("Reason of the refusal"));
    for (size_t i = 0; i < report->reasons.count; i++) {
        sheet_text(sheet, reason);
        sheet_text(sheet, reason_shown(work, &report->reasons.at[i]));
        sheet_integer(sheet, report->reasons.at[i].count);
        sheet_row_end(sheet);
    }
    sheet_row_end(sheet);
    struct text guarded = say(work, N_("Protection referrals"));
    if (!report->guarded.told) {
        sheet_fact(sheet, guarded, TEXT_NONE, say(work, N_("Fewer than five, or none: nothing is told.")));
        return;
    }
    sheet_fact(sheet, guarded, say(work, N_("Were sent")), report->guarded.sent);
    sheet_fact(sheet, guarded, say(work, N_("Were accepted")), report->guarded.accepted);
    sheet_fact(sheet, guarded, say(work, N_("Were completed")), report->guarded.completed);
    for (size_t i = 0; i < report->guarded.city_count; i++)
        sheet_fact(sheet, guarded, report->guarded.cities[i].label, report->guarded.cities[i].cells[0]);
}

static enum outcome write_workbook(struct request *request, struct report *report, struct response *response)
{
    return referral_sheet_write(request, report->work, N_("Referrals of the year"), fill_sheet, report, response);
}

/* ---- their addresses ---- */

/* "?year=2026&agreement=0190…&in=ar" */
static enum outcome make(struct request *request, struct response *response,
                         enum outcome (*write)(struct request *, struct report *, struct response *),
                         const char *format)
{
    struct work work = request->work;
    struct report report = {.work = &work};
    struct identifier agreement = {{0}};
    const struct language *language = language_for(parameters_get(&request->query, TEXT("in")));
    struct text asked = parameters_get(&request->query, TEXT("agreement"));
    int64_t year = day_from_date(zone_date(work.zone, work.now)).year;
    struct text typed = parameters_get(&request->query, TEXT("year"));
    if ((typed.length > 0 && text_to_integer(typed, YEAR_FIRST, YEAR_LAST, &year) != OK) ||
        (asked.length > 0 && text_to_identifier(asked, &agreement) != OK))
        return NOT_FOUND;
    report.year = (int32_t)year;
    if (language != NULL)
        work.language = language;
    enum outcome outcome = collect(&work, agreement, &report);
    if (outcome == OK)
        outcome = write(request, &report, response);
    return outcome == OK ? referral_file_send(request, response, "referral-report", format) : outcome;
}

enum outcome referral_report_pdf(struct request *request, struct response *response)
{
    return make(request, response, print, "pdf");
}

enum outcome referral_report_xlsx(struct request *request, struct response *response)
{
    return make(request, response, write_workbook, "xlsx");
}
