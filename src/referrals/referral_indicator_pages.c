/* The page of the indicators: a period, its sums, by theme, by city, by partner, why others were refused; the same as
   files. */
#include <string.h>

#include "agreements/agreements.h"
#include "base/number.h"
#include "codec/csv.h"
#include "codec/sheet.h"
#include "codec/url.h"
#include "record/form.h"
#include "referrals/referral_files.h"
#include "referrals/referral_indicators.h"
#include "referrals/referral_store.h"
#include "web/record_parts.h"

enum { ADDRESS_MOST = 4096, YEARS_OFFERED = 6, DRAWN_MOST = 12, DRAWN_SERIES = 3, MONTHS = 12, LAST_DAY = 31 };

static const struct {
    const char *code, *label;
} SIDES[BOARD_SIDES] = {
    [BOARD_RECEIVED] = {"received", N_("Sent to us")},
    [BOARD_SENT] = {"sent", N_("Sent by us")},
};
static const struct {
    const char *id, *title, *head, *file;
} CUTS[INDICATOR_CUTS] = {
    [CUT_THEME] = {"theme", N_("By theme of the memorandum"), N_("Theme"), "theme"},
    [CUT_CITY] = {"city", N_("By city"), N_("City"), "city"},
    [CUT_PARTNER] = {"partner", N_("By partner"), N_("Organisation"), "partner"},
};

struct indicator_query indicator_year(struct work *work, int32_t year)
{
    return (struct indicator_query){.sides = {true, true},
                                    .from = date_from_day((struct calendar_day){year, 1, 1}),
                                    .to = date_from_day((struct calendar_day){year, MONTHS, LAST_DAY}),
                                    .today = zone_date(work->zone, work->now),
                                    .now = work->now,
                                    .zone = work->zone};
}

/* ---- what is asked ---- */

static void read_period(struct request *request, struct indicator_query *query, struct indicators_view *view)
{
    static const char *const NAMES[] = {"from", "to"};
    struct work *work = &request->work;
    int32_t *dates[] = {&query->from, &query->to};
    struct text *kept[] = {&view->from_typed, &view->to_typed};
    for (size_t i = 0; i < 2; i++) {
        struct text typed = text_trim(parameters_get(&request->query, text_from(NAMES[i])));
        if (typed.length > 0)
            (void)field_from_text(work, &(struct field){.name = NAMES[i], .kind = FIELD_DATE}, typed, dates[i],
                                  &work->problems);
        *kept[i] = form_date_shown(work->arena, typed.length > 0 ? typed : date_to_text(work->arena, *dates[i]));
    }
    if (work->problems.count == 0 && query->from > query->to)
        (void)problem_add(&work->problems, INVALID, "period_reversed", TEXT("to"),
                          N_("The period ends before it begins."));
    view->problem = work->problems.first;
}

static void read_asked(struct request *request, struct indicator_query *ret_query, struct indicators_view *view)
{
    struct work *work = &request->work;
    struct text theme = parameters_get(&request->query, TEXT("theme"));
    struct text side = parameters_get(&request->query, TEXT("side"));
    *ret_query = indicator_year(work, day_from_date(zone_date(work->zone, work->now)).year);
    ret_query->theme = choice_find(&agreement_themes, theme) == NULL ? TEXT_NONE : theme;
    ret_query->city = text_trim(parameters_get(&request->query, TEXT("city")));
    for (size_t i = 0; i < BOARD_SIDES; i++)
        ret_query->sides[i] = !text_is(side, SIDES[BOARD_SIDES - 1 - i].code);
    read_period(request, ret_query, view);
}

static struct text file_path(struct request *request, const struct indicator_query *query, const char *path)
{
    struct arena *arena = request->work.arena;
    AUTO_BUFFER struct buffer address = buffer_open(ADDRESS_MOST);
    bool both = query->sides[BOARD_SENT] && query->sides[BOARD_RECEIVED];
    buffer_format(&address, "%s?from=%.*s&to=%.*s&side=%s", path, TEXT_ARG(date_to_text(arena, query->from)),
                  TEXT_ARG(date_to_text(arena, query->to)), both ? "" : SIDES[query->sides[BOARD_SENT]].code);
    url_encode_parameter(&address, false, TEXT("theme"), query->theme);
    url_encode_parameter(&address, false, TEXT("city"), query->city);
    return page_path(request, address.full ? text_from(path) : arena_text(arena, buffer_text(&address)));
}

/* ---- lists to choose from ---- */

static void offer(struct board_list *list, struct text code, struct text label, struct text chosen)
{
    list->options[list->count++] = (struct board_option){code, label, text_equal(code, chosen)};
}

static struct board_list open_list(struct work *work, const char *name, const char *label, const char *every,
                                   size_t most)
{
    return (struct board_list){.name = name,
                               .label = label,
                               .every = every,
                               .options = arena_array(work->arena, struct board_option, most + 1)};
}

static enum outcome fill_lists(struct request *request, const struct indicator_query *query,
                               struct indicators_view *view)
{
    struct work *work = &request->work;
    struct board_city *cities;
    size_t count = 0;
    bool both = query->sides[BOARD_SENT] && query->sides[BOARD_RECEIVED];
    struct text side = both ? TEXT_NONE : text_from(SIDES[query->sides[BOARD_SENT]].code);
    view->lists[0] = open_list(work, "side", N_("Direction"), N_("Both directions"), BOARD_SIDES);
    for (size_t i = 0; i < BOARD_SIDES; i++)
        offer(&view->lists[0], text_from(SIDES[i].code), text_from(tr(work->language, SIDES[i].label)), side);
    view->lists[1] = open_list(work, "theme", N_("Theme"), N_("All themes"), agreement_themes.count);
    for (size_t i = 0; i < agreement_themes.count; i++)
        if (strcmp(agreement_themes.choices[i].code, "unaccompanied_minors") != 0) /* none of these is counted here */
            offer(&view->lists[1], text_from(agreement_themes.choices[i].code),
                  choice_name(&agreement_themes.choices[i], work->language), query->theme);
    enum outcome outcome = board_cities(work, query->today - date_weekday(query->today), &cities, &count);
    view->lists[2] = open_list(work, "city", N_("City"), N_("All cities"), outcome == OK ? count : 0);
    for (size_t i = 0; outcome == OK && i < count; i++)
        offer(&view->lists[2], cities[i].city, cities[i].city, query->city);
    return outcome;
}

static enum outcome offer_report(struct request *request, const struct indicator_query *query,
                                 struct indicators_view *view)
{
    struct work *work = &request->work;
    int32_t year = day_from_date(query->today).year;
    int32_t asked = day_from_date(query->from).year;
    view->years = arena_array(work->arena, struct board_option, YEARS_OFFERED);
    for (int32_t i = 0; i < YEARS_OFFERED; i++) {
        struct text code = arena_format(work->arena, "%04d", year - i);
        view->years[view->year_count++] = (struct board_option){code, code, asked == year - i};
    }
    view->languages = arena_array(work->arena, struct board_option, LANGUAGE_COUNT);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        view->languages[i] =
            (struct board_option){text_from(language_tag(language_at(i))), text_from(language_name(language_at(i))),
                                  language_at(i) == work->language};
    view->pdf = page_path(request, TEXT("/referral-report.pdf"));
    view->workbook = page_path(request, TEXT("/referral-report.xlsx"));
    return indicator_report_choices(work, &view->agreements, &view->agreement_count);
}

/* ---- what is shown ---- */

static void fill_tiles(struct work *work, const struct indicator_table *table, struct indicators_view *view)
{
    struct text cells[INDICATOR_COLUMNS];
    indicator_cells(work, &table->total, false, cells);
    for (size_t i = 0; i < INDICATOR_COLUMNS; i++)
        view->tiles[i] = (struct indicator_tile){indicator_columns[i], cells[i]};
}

static void fill_chart(struct work *work, enum indicator_cut cut, const struct indicator_table *table,
                       struct indicator_panel *panel)
{
    static const char *const SERIES[DRAWN_SERIES] = {N_("Were completed"), N_("Accepted, not completed yet"),
                                                     N_("Not accepted, or not answered yet")};
    struct chart_point *points = arena_array(work->arena, struct chart_point, DRAWN_MOST);
    struct text *series = arena_array(work->arena, struct text, DRAWN_SERIES);
    size_t count = 0;
    for (size_t i = 0; i < DRAWN_SERIES; i++)
        series[i] = text_from(tr(work->language, SERIES[i]));
    for (size_t i = 0; i < table->count && count < DRAWN_MOST; i++) {
        const struct indicator_sums *sums = &table->lines[i].sums;
        points[count++] =
            (struct chart_point){indicator_key_show(work, cut, &table->lines[i]),
                                 {sums->completed, sums->accepted - sums->completed, sums->sent - sums->accepted}};
    }
    struct text title = text_from(tr(work->language, CUTS[cut].title));
    panel->chart = (struct chart){.kind = CHART_BARS,
                                  .id = text_from(CUTS[cut].id),
                                  .title = title,
                                  .description = title,
                                  .series = series,
                                  .series_count = DRAWN_SERIES,
                                  .points = points,
                                  .count = count};
}

static enum outcome add_panel(struct work *work, const struct indicator_facts *facts, enum indicator_cut cut,
                              struct indicators_view *view)
{
    struct indicator_table table;
    struct indicator_panel *panel = &view->panels[view->panel_count++];
    indicator_fold(work->arena, facts, cut, &table);
    enum outcome outcome = cut == CUT_PARTNER ? indicator_partner_names(work, &table) : OK;
    if (outcome != OK)
        return outcome;
    *panel = (struct indicator_panel){.title = CUTS[cut].title, .head = CUTS[cut].head, .id = text_from(CUTS[cut].id)};
    panel->rows = arena_array(work->arena, struct indicator_row_view, table.count + 1);
    for (size_t i = 0; i < table.count; i++) {
        panel->rows[i].label = indicator_key_show(work, cut, &table.lines[i]);
        indicator_cells(work, &table.lines[i], false, panel->rows[i].cells);
    }
    panel->count = table.count;
    panel->total.label = text_from(tr(work->language, N_("Together")));
    indicator_cells(work, &table.total, false, panel->total.cells);
    fill_chart(work, cut, &table, panel);
    if (cut == CUT_THEME) {
        fill_tiles(work, &table, view);
        view->nothing = table.total.sums.sent == 0;
    }
    return OK;
}

static void fill_reasons(struct work *work, const struct indicator_facts *facts, struct indicators_view *view)
{
    struct indicator_reasons reasons;
    indicator_reasons(work->arena, facts, &reasons);
    view->reasons = arena_array(work->arena, struct indicator_reason_view, reasons.count + 1);
    for (size_t i = 0; i < reasons.count; i++)
        view->reasons[view->reason_count++] = (struct indicator_reason_view){
            .label = choice_show(&referral_refusals, reasons.at[i].reason, work->language),
            .count = reasons.at[i].count,
            .share = indicator_share_show(work, indicator_per_cent(reasons.at[i].count, reasons.total, false))};
}

/* ---- protection ---- */

static struct text told_in_fives(struct work *work, int64_t count)
{
    struct text shown = language_number(work->arena, work->language, count);
    return count == 0 ? text_from(tr(work->language, N_("fewer than 5")))
                      : tr_with(work->arena, work->language, N_("at least {1}"), &shown, 1);
}

enum outcome indicator_guarded_view(struct work *work, int32_t year, struct guarded_view *ret_view)
{
    struct indicator_query query = indicator_year(work, year);
    struct indicator_group *groups;
    struct indicator_table table;
    size_t count = 0;
    enum outcome outcome = indicator_guarded_read(work, &query, &groups, &count);
    if (outcome != OK)
        return outcome;
    indicator_guarded_fold(work->arena, groups, count, &table);
    *ret_view = (struct guarded_view){.told = !table.total_hidden};
    if (table.total_hidden)
        return OK;
    ret_view->sent = told_in_fives(work, table.total.sums.sent);
    ret_view->accepted = told_in_fives(work, table.total.sums.accepted);
    ret_view->completed = told_in_fives(work, table.total.sums.completed);
    ret_view->cities = arena_array(work->arena, struct indicator_row_view, table.count + 1);
    for (size_t i = 0; i < table.count; i++) {
        struct indicator_row_view *row = &ret_view->cities[ret_view->city_count++];
        row->label = indicator_key_show(work, CUT_CITY, &table.lines[i]);
        row->cells[0] = told_in_fives(work, table.lines[i].sums.sent);
    }
    return OK;
}

/* ---- the page ---- */

enum outcome indicator_partner_names(struct work *work, struct indicator_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        struct identifier id;
        struct text name, arabic, code;
        if (table->lines[i].merged || text_to_identifier(table->lines[i].key, &id) != OK)
            continue;
        enum outcome outcome = organisation_called(work, id, &name, &arabic, &code);
        if (outcome != OK && outcome != NOT_FOUND)
            return outcome;
        if (outcome == OK)
            table->lines[i].key = language_right_to_left(work->language) && arabic.length > 0 ? arabic : name;
    }
    return OK;
}

static enum outcome fill(struct request *request, const struct indicator_query *query, struct indicators_view *view)
{
    struct work *work = &request->work;
    struct indicator_facts facts;
    int32_t year = day_from_date(query->to).year;
    enum outcome outcome = indicator_facts_read(work, query, &facts);
    for (int cut = 0; cut < INDICATOR_CUTS && outcome == OK; cut++)
        outcome = add_panel(work, &facts, (enum indicator_cut)cut, view);
    if (outcome != OK)
        return outcome;
    fill_reasons(work, &facts, view);
    view->year = arena_format(work->arena, "%04d", year);
    view->csv = file_path(request, query, "/referral-indicators.csv");
    view->xlsx = file_path(request, query, "/referral-indicators.xlsx");
    return indicator_guarded_view(work, year, &view->guarded);
}

enum outcome referral_indicators_show(struct request *request, struct response *response)
{
    struct indicator_query query;
    struct indicators_view view = {0};
    read_asked(request, &query, &view);
    view.from = query.from;
    view.to = query.to;
    enum outcome outcome = fill_lists(request, &query, &view);
    if (outcome == OK && view.problem == NULL)
        outcome = fill(request, &query, &view);
    if (outcome == OK)
        outcome = offer_report(request, &query, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Indicators of referrals"));
    page_trail(view.page, N_("Coordination board"), TEXT("/referral-board"));
    page_trail(view.page, N_("Indicators of referrals"), TEXT_NONE);
    struct output out = page_output(request, response);
    referral_indicators_page(&out, &view);
    return page_send(request, response, view.problem == NULL ? 200 : 422);
}

/* ---- files: a row for each theme, city and partner ---- */

struct indicator_file {
    struct indicator_table tables[INDICATOR_CUTS];
    struct indicator_reasons reasons;
};

static enum outcome read_file(struct request *request, struct indicator_file *file)
{
    struct work *work = &request->work;
    struct indicators_view view = {0};
    struct indicator_query query;
    struct indicator_facts facts;
    read_asked(request, &query, &view);
    if (view.problem != NULL)
        return INVALID;
    enum outcome outcome = indicator_facts_read(work, &query, &facts);
    if (outcome != OK)
        return outcome;
    for (int cut = 0; cut < INDICATOR_CUTS; cut++)
        indicator_fold(work->arena, &facts, (enum indicator_cut)cut, &file->tables[cut]);
    indicator_reasons(work->arena, &facts, &file->reasons);
    return indicator_partner_names(work, &file->tables[CUT_PARTNER]);
}

enum { NUMBERS = 8 };
static void numbers_of(const struct indicator_sums *sums, int64_t ret_numbers[NUMBERS])
{
    const int64_t numbers[NUMBERS] = {sums->sent,     sums->due,       sums->on_time,  sums->answered,
                                      sums->accepted, sums->completed, sums->reported, sums->silent};
    memcpy(ret_numbers, numbers, sizeof numbers);
}

static void csv_line(struct csv_writer *writer, const char *cut, struct text key, const struct indicator_line *line)
{
    int64_t numbers[NUMBERS];
    numbers_of(&line->sums, numbers);
    csv_text(writer, text_from(cut));
    csv_text(writer, key);
    for (size_t i = 0; i < NUMBERS; i++)
        csv_integer(writer, numbers[i]);
    for (size_t span = 0; span < INDICATOR_SPANS; span++)
        if (line->median[span] == INTEGER_NONE)
            csv_text(writer, TEXT_NONE);
        else
            csv_decimal(writer, line->median[span], 1);
    csv_row_end(writer);
}

enum outcome referral_indicators_csv(struct request *request, struct response *response)
{
    static const char *const NAMES[] = {"by",
                                        "of",
                                        "sent",
                                        "clock_over",
                                        "on_time",
                                        "answered",
                                        "accepted",
                                        "completed",
                                        "reported",
                                        "silent",
                                        "median_days_answer",
                                        "median_days_outcome"};
    struct indicator_file file;
    enum outcome outcome = read_file(request, &file);
    if (outcome != OK)
        return outcome;
    struct csv_writer writer = csv_writer_open(&response->body, ',');
    csv_byte_order_mark(&writer);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        csv_text(&writer, text_from(NAMES[i]));
    csv_row_end(&writer);
    for (size_t cut = 0; cut < INDICATOR_CUTS; cut++)
        for (size_t i = 0; i < file.tables[cut].count; i++)
            csv_line(&writer, CUTS[cut].file, file.tables[cut].lines[i].key, &file.tables[cut].lines[i]);
    csv_line(&writer, "total", TEXT_NONE, &file.tables[CUT_THEME].total);
    return referral_file_send(request, response, "referral-indicators", "csv");
}

static void sheet_line(struct sheet *sheet, struct text cut, struct text key, const struct indicator_line *line)
{
    int64_t numbers[NUMBERS];
    numbers_of(&line->sums, numbers);
    sheet_text(sheet, cut);
    sheet_text(sheet, key);
    for (size_t i = 0; i < NUMBERS; i++)
        sheet_integer(sheet, numbers[i]);
    for (size_t span = 0; span < INDICATOR_SPANS; span++)
        if (line->median[span] == INTEGER_NONE)
            sheet_empty(sheet);
        else
            sheet_decimal(sheet, line->median[span], 1);
    sheet_row_end(sheet);
}

static void fill_sheet(void *context, struct work *work, struct sheet *sheet)
{
    static const char *const HEADS[] = {N_("By"),
                                        N_("Group"),
                                        N_("Were sent"),
                                        N_("Acknowledged, or their time has passed"),
                                        N_("Acknowledged on time"),
                                        N_("Answered"),
                                        N_("Were accepted"),
                                        N_("Were completed"),
                                        N_("Completed, or the day of the outcome has passed"),
                                        N_("No feedback"),
                                        N_("Median days to the answer"),
                                        N_("Median days to the outcome")};
    enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS };
    const struct indicator_file *file = context;
    struct text titles[HEAD_COUNT];
    for (size_t i = 0; i < HEAD_COUNT; i++)
        titles[i] = text_from(tr(work->language, HEADS[i]));
    sheet_header(sheet, titles, HEAD_COUNT);
    for (int cut = 0; cut < INDICATOR_CUTS; cut++)
        for (size_t i = 0; i < file->tables[cut].count; i++) {
            const struct indicator_line *line = &file->tables[cut].lines[i];
            sheet_line(sheet, text_from(tr(work->language, CUTS[cut].head)),
                       indicator_key_show(work, (enum indicator_cut)cut, line), line);
        }
    sheet_line(sheet, text_from(tr(work->language, N_("Together"))), TEXT_NONE, &file->tables[CUT_THEME].total);
    sheet_row_end(sheet);
    for (size_t i = 0; i < file->reasons.count; i++) {
        sheet_text(sheet, text_from(tr(work->language, N_("Reason of the refusal"))));
        sheet_text(sheet, choice_show(&referral_refusals, file->reasons.at[i].reason, work->language));
        sheet_integer(sheet, file->reasons.at[i].count);
        sheet_row_end(sheet);
    }
}

enum outcome referral_indicators_xlsx(struct request *request, struct response *response)
{
    struct indicator_file file;
    enum outcome outcome = read_file(request, &file);
    if (outcome == OK)
        outcome =
            referral_sheet_write(request, &request->work, N_("Indicators of referrals"), fill_sheet, &file, response);
    return outcome == OK ? referral_file_send(request, response, "referral-indicators", "xlsx") : outcome;
}
