/* The page of the figures: period, charts, tables, each number with the list behind it. */
#include "returns/figure_pages.h"

#include <stdlib.h>

#include "codec/url.h"
#include "grants/grants.h"
#include "record/form.h"
#include "returns/return_figures_store.h"

enum { PANELS_MOST = 9, CHART_NAMES = 10 }; /* nine where figures are protected: sex and age are two */

struct making_page {
    struct request *request;
    struct figures_view *view;
    struct figure_query query;
};

static struct work *work_of(const struct making_page *making) { return &making->request->work; }

static struct text shown(struct work *work, int64_t number)
{
    return language_number(work->arena, work->language, number);
}

static struct text path_of(const struct making_page *making, const char *list, struct text query)
{
    struct arena *arena = work_of(making)->arena;
    return query.length == 0 ? TEXT_NONE
                             : page_path(making->request, arena_format(arena, "%s?%.*s", list, TEXT_ARG(query)));
}

static struct text list_path(const struct making_page *making, struct text query)
{
    return path_of(making, "/return-cases", query);
}

static struct text items_path(const struct making_page *making, const struct money_row *row, enum money_part part)
{
    return path_of(making, row->travel ? "/return-tickets" : "/return-items",
                   figures_money_list(work_of(making), row, row->travel, part));
}

/* ---- the period ---- */

/* The years that hold returns, newest first. */
static enum outcome list_years(struct making_page *making, int32_t first, int32_t last)
{
    struct work *work = work_of(making);
    struct figures_view *view = making->view;
    int32_t from = day_from_date(making->query.from).year;
    view->years = arena_array(work->arena, struct figure_year, FIGURE_PERIOD_YEARS);
    for (int32_t year = last; year >= first && year > last - FIGURE_PERIOD_YEARS; year--) {
        struct text path = arena_format(work->arena, "/figures?from=%04d-01-01&to=%04d-12-31", year, year);
        bool holds = false;
        enum outcome outcome = figure_year_holds(work, year, &holds);
        if (outcome != OK)
            return outcome;
        if (holds)
            view->years[view->year_count++] = (struct figure_year){.label = arena_format(work->arena, "%04d", year),
                                                                   .path = page_path(making->request, path),
                                                                   .current = year == from};
    }
    return OK;
}

static enum outcome read_period(struct making_page *making)
{
    struct work *work = work_of(making);
    struct figures_view *view = making->view;
    struct figure_query *query = &making->query;
    int32_t year = day_from_date(zone_date(work->zone, work->now)).year;
    int32_t first = year;
    enum outcome outcome = figure_years(work, &first, &year);
    if (outcome < 0)
        return outcome;
    query->from = date_from_day((struct calendar_day){year, 1, 1});
    query->to = date_from_day((struct calendar_day){year, 12, 31});
    const struct parameters *typed = &making->request->query;
    static const char *const NAMES[] = {"from", "to"};
    int32_t *dates[] = {&query->from, &query->to};
    struct text *kept[] = {&view->from_typed, &view->to_typed};
    for (size_t i = 0; i < 2; i++) {
        struct text text = text_trim(parameters_get(typed, text_from(NAMES[i])));
        if (text.length > 0)
            (void)field_from_text(work, &(struct field){.name = NAMES[i], .kind = FIELD_DATE}, text, dates[i],
                                  &work->problems);
        *kept[i] = form_date_shown(work->arena, text.length > 0 ? text : date_to_text(work->arena, *dates[i]));
    }
    return list_years(making, first, year);
}

/* ---- panels from tables ---- */

bool figure_panel_fits(const struct figure_panel *panel)
{
    enum { COLUMNS_MOST = 5, CHARACTERS_MOST = 6 };
    for (size_t i = 0; i < panel->line_count; i++)
        for (size_t at = 0; at < panel->column_count; at++)
            if (text_code_points(panel->lines[i].cells[at]) > CHARACTERS_MOST)
                return false;
    return panel->column_count <= COLUMNS_MOST;
}

static struct figure_panel *new_panel(struct making_page *making, const char *id, const char *title, const char *head)
{
    struct figure_panel *panel = &making->view->panels[making->view->panel_count++];
    *panel = (struct figure_panel){.title = title, .head = head, .id = text_from(id)};
    panel->chart.id = text_from(id);
    panel->chart.title = text_from(tr(work_of(making)->language, title));
    return panel;
}

static struct text export_path(const struct making_page *making, const struct figure_query *query, const char *ending)
{
    struct work *work = work_of(making);
    struct buffer address AUTO_BUFFER = buffer_open(1024);
    buffer_format(&address, "/figures.%s?from=%.*s&to=%.*s&by=", ending,
                  TEXT_ARG(date_to_text(work->arena, query->from)), TEXT_ARG(date_to_text(work->arena, query->to)));
    for (size_t i = 0; i < query->by_count; i++)
        buffer_format(&address, "%s%s", i == 0 ? "" : ",", figure_dimension_name(query->by[i])->name);
    for (size_t m = 0; m < query->measure_count; m++)
        buffer_format(&address, "%s%s", m == 0 ? "&measure=" : ",", figure_measure_name(query->measures[m])->name);
    return page_path(making->request, arena_text(work->arena, buffer_text(&address)));
}

static struct text label_of(struct work *work, const struct figure_table *table, const struct figure_row *row)
{
    if (row->merged)
        return text_from(tr(work->language, N_("Other groups together")));
    return figure_key_show(work, table->query.by[0], &row->keys[0]);
}

static void fill_lines(struct making_page *making, const struct figure_table *table, struct figure_panel *panel)
{
    struct work *work = work_of(making);
    panel->lines = arena_array(work->arena, struct figure_line, table->count + 1);
    panel->column_count = table->query.measure_count;
    for (size_t m = 0; m < table->query.measure_count; m++)
        panel->columns[m] = text_from(tr(work->language, figure_measure_name(table->query.measures[m])->label));
    for (size_t at = 0; at < table->count; at++) {
        const struct figure_row *row = &table->rows[at];
        struct figure_line *line = &panel->lines[panel->line_count++];
        line->label = label_of(work, table, row);
        line->path = row->merged ? TEXT_NONE : list_path(making, figure_row_list(work, table, row));
        for (size_t m = 0; m < table->query.measure_count; m++)
            line->cells[m] = shown(work, row->values[m]);
    }
    panel->total.label = text_from(tr(work->language, N_("Total")));
    panel->total.path = list_path(making, figure_row_list(work, table, NULL));
    for (size_t m = 0; m < table->query.measure_count; m++)
        panel->total.cells[m] = table->total_hidden ? TEXT("< 5") : shown(work, table->totals[m]);
    panel->csv = export_path(making, &table->query, "csv");
    panel->xlsx = export_path(making, &table->query, "xlsx");
}

static int by_value(const void *left, const void *right)
{
    const struct chart_point *a = left;
    const struct chart_point *b = right;
    return a->values[0] > b->values[0] ? -1 : a->values[0] < b->values[0];
}

/* "September 2022 in front with 230, Not known …": what the eye sees first. */
static struct text describe(struct work *work, const struct chart *chart)
{
    const struct chart_point *largest = chart->points;
    for (size_t i = 1; i < chart->count; i++)
        if (chart->points[i].values[0] > largest->values[0])
            largest = &chart->points[i];
    if (chart->count == 0)
        return TEXT_NONE;
    const struct text arguments[] = {largest->label, shown(work, largest->values[0])};
    return tr_with(work->arena, work->language, N_("The largest: {1} with {2}"), arguments, 2);
}

static void fill_chart(struct making_page *making, const struct figure_table *table, enum chart_kind kind,
                       struct figure_panel *panel)
{
    struct work *work = work_of(making);
    struct chart *chart = &panel->chart;
    struct chart_point *points = arena_array(work->arena, struct chart_point, table->count + 1);
    bool same_year = day_from_date(table->query.from).year == day_from_date(table->query.to).year;
    chart->kind = kind;
    chart->series_count = 1;
    for (size_t at = 0; at < table->count; at++) {
        struct chart_point *point = &points[chart->count++];
        const struct figure_key *key = &table->rows[at].keys[0];
        bool month = table->query.by[0] == FIGURE_MONTH && !table->rows[at].merged;
        point->label = month ? text_slice(key->code, same_year ? 5 : 2, key->code.length)
                             : label_of(work, table, &table->rows[at]);
        point->values[0] = table->rows[at].values[0];
    }
    chart->points = points;
    chart->description = describe(work, chart);
    if (kind == CHART_BARS && chart->count > 1) {
        qsort(points, chart->count, sizeof *points, by_value);
        chart->count = chart->count > CHART_NAMES ? CHART_NAMES : chart->count;
    }
}

/* One table of returns by a dimension, with its chart. */
static enum outcome add_table(struct making_page *making, const char *id, const char *title,
                              enum figure_dimension dimension, enum chart_kind kind)
{
    struct figure_query query = making->query;
    struct figure_table table;
    query.by[0] = dimension;
    query.by_count = 1;
    query.measures[0] = FIGURE_RETURNS;
    query.measure_count = 1;
    enum outcome outcome = figures_get(work_of(making), &query, &table);
    if (outcome != OK)
        return outcome;
    struct figure_panel *panel = new_panel(making, id, title, figure_dimension_name(dimension)->label);
    fill_lines(making, &table, panel);
    panel->nothing = table.count == 0 && !table.total_hidden;
    fill_chart(making, &table, kind, panel);
    if (kind == CHART_BARS && table.count > CHART_NAMES)
        panel->note = N_("The chart shows the first ten, the table all of them.");
    return OK;
}

/* Only where there are several: one office's figures are those above. */
static enum outcome add_offices(struct making_page *making)
{
    enum outcome outcome = add_table(making, "office", N_("Returns by office"), FIGURE_OFFICE, CHART_BARS);
    if (outcome == OK && making->view->panels[making->view->panel_count - 1].line_count < 2)
        making->view->panel_count--;
    return outcome;
}

/* Where a supervisor passed a rule by; nothing where nobody did. */
static enum outcome add_overrides(struct making_page *making)
{
    struct figure_query query = making->query;
    struct figure_table table;
    query.by[0] = FIGURE_OVERRIDE_REASON;
    query.by_count = 1;
    query.measures[0] = FIGURE_OVERRIDES;
    query.measure_count = 1;
    enum outcome outcome = figures_get(work_of(making), &query, &table);
    if (outcome != OK || (table.totals[0] == 0 && !table.total_hidden))
        return outcome;
    struct figure_panel *panel = new_panel(making, "overrides", N_("Returns taken on despite a rule, by reason"),
                                           figure_dimension_name(FIGURE_OVERRIDE_REASON)->label);
    panel->note = N_("At the approval or at the departure; a case counts once, by its last reason.");
    fill_lines(making, &table, panel);
    panel->open = true;
    return OK;
}

/* ---- sex and age together, where exact numbers are shown ---- */

static size_t series_of(struct text sex) { return text_is(sex, "F") ? 0 : text_is(sex, "M") ? 1 : 2; }

static void fill_sex_and_age(struct making_page *making, const struct figure_table *table, struct figure_panel *panel)
{
    static const char *const NAMES[] = {N_("Women and girls"), N_("Men and boys"), N_("Other or not known")};
    struct work *work = work_of(making);
    struct chart_point *points = arena_array(work->arena, struct chart_point, 6);
    struct text *names = arena_array(work->arena, struct text, 3);
    int64_t totals[4] = {0};
    for (size_t s = 0; s < 3; s++)
        names[s] = panel->columns[s] = text_from(tr(work->language, NAMES[s]));
    panel->columns[3] = text_from(tr(work->language, N_("Total")));
    panel->column_count = 4;
    panel->lines = arena_array(work->arena, struct figure_line, 6);
    for (size_t at = 0; at < table->count; at++) {
        const struct figure_row *row = &table->rows[at];
        size_t series = series_of(row->keys[1].code);
        int64_t *sum = &points[row->keys[0].rank].values[series];
        /* two groups in one number: the list of the line holds them */
        panel->lines[row->keys[0].rank].paths[series] =
            *sum > 0 ? TEXT_NONE : list_path(making, figure_row_list(work, table, row));
        *sum += row->values[0];
    }
    for (size_t age = 0; age < 6; age++) {
        struct figure_line *line = &panel->lines[panel->line_count++];
        struct figure_key key = {text_from(figure_age_groups[age]), (int64_t)age};
        struct figure_table one = {.query = table->query};
        one.query.by_count = 1;
        int64_t sum = 0;
        line->label = points[age].label = figure_key_show(work, FIGURE_AGE_GROUP, &key);
        line->path = list_path(making, figure_row_list(work, &one, &(struct figure_row){.keys = {key}}));
        for (size_t s = 0; s < 3; s++) {
            sum += points[age].values[s];
            totals[s] += points[age].values[s];
            line->cells[s] = shown(work, points[age].values[s]);
        }
        line->cells[3] = shown(work, sum);
        totals[3] += sum;
    }
    panel->total.label = text_from(tr(work->language, N_("Total")));
    panel->total.path = list_path(making, figure_row_list(work, table, NULL));
    for (size_t s = 0; s < 4; s++)
        panel->total.cells[s] = shown(work, totals[s]);
    panel->chart.kind = CHART_COLUMNS;
    panel->chart.points = points;
    bool known = points[5].values[0] + points[5].values[1] + points[5].values[2] == 0;
    panel->chart.count = totals[3] == 0 ? 0 : known ? 5 : 6;
    panel->nothing = totals[3] == 0;
    panel->chart.series = names;
    panel->chart.series_count = totals[2] > 0 ? 3 : 2;
    panel->chart.description = describe(work, &panel->chart);
    panel->csv = export_path(making, &table->query, "csv");
    panel->xlsx = export_path(making, &table->query, "xlsx");
}

static enum outcome add_sex_and_age(struct making_page *making)
{
    struct figure_query query = making->query;
    struct figure_table table;
    if (making->view->protected) {
        enum outcome outcome = add_table(making, "sex", N_("Returns by sex"), FIGURE_SEX, CHART_BARS);
        return outcome == OK ? add_table(making, "age", N_("Returns by age group"), FIGURE_AGE_GROUP, CHART_COLUMNS)
                             : outcome;
    }
    query.by[0] = FIGURE_AGE_GROUP;
    query.by[1] = FIGURE_SEX;
    query.by_count = 2;
    query.measures[0] = FIGURE_RETURNS;
    query.measure_count = 1;
    enum outcome outcome = figures_get(work_of(making), &query, &table);
    if (outcome == OK)
        fill_sex_and_age(making, &table,
                         new_panel(making, "sex-age", N_("Returns by sex and age group"), N_("Age group")));
    return outcome;
}

/* ---- pipeline, money, sums ---- */

static enum outcome add_pipeline(struct making_page *making)
{
    static const char *const AGES[PIPELINE_AGES] = {N_("Up to 7 days"), N_("8 to 30"), N_("31 to 90"),
                                                    N_("More than 90")};
    struct work *work = work_of(making);
    struct pipeline pipeline;
    enum outcome outcome = figures_pipeline(work, &pipeline);
    if (outcome != OK)
        return outcome;
    struct figure_panel *panel = new_panel(making, "pipeline", N_("Cases under way, by stage"), N_("Stage"));
    struct chart_point *points = arena_array(work->arena, struct chart_point, pipeline.count + 2);
    panel->note = N_("Today, whatever the period; days since the case came into its stage.");
    panel->lines = arena_array(work->arena, struct figure_line, pipeline.count + 2);
    panel->columns[0] = text_from(tr(work->language, N_("Cases")));
    panel->column_count = pipeline.protected ? 1 : 1 + PIPELINE_AGES;
    for (size_t i = 0; i < PIPELINE_AGES; i++)
        panel->columns[1 + i] = text_from(tr(work->language, AGES[i]));
    for (size_t i = 0; i < pipeline.count; i++) {
        const struct pipeline_row *row = &pipeline.rows[i];
        struct figure_line *line = &panel->lines[panel->line_count++];
        line->label = text_from(tr(work->language, row->state->label));
        if (!pipeline.protected || row->count > 0)
            points[panel->chart.count++] = (struct chart_point){line->label, {row->count}};
        line->cells[0] = pipeline.protected && row->count == 0 ? TEXT("–") : shown(work, row->count);
        for (size_t age = 0; age < PIPELINE_AGES; age++)
            line->cells[1 + age] = shown(work, row->ages[age]);
        line->path = list_path(making, figure_pipeline_list(work, &pipeline, row, -1));
        for (int age = 0; age < PIPELINE_AGES; age++)
            if (row->ages[age] > 0)
                line->paths[1 + age] = list_path(making, figure_pipeline_list(work, &pipeline, row, age));
    }
    if (pipeline.merged > 0) {
        struct figure_line *line = &panel->lines[panel->line_count++];
        line->label = text_from(tr(work->language, N_("Other groups together")));
        line->cells[0] = shown(work, pipeline.merged);
        points[panel->chart.count++] = (struct chart_point){line->label, {pipeline.merged}};
    }
    panel->chart.kind = CHART_BARS;
    panel->chart.series_count = 1;
    panel->chart.points = points;
    panel->chart.description = describe(work, &panel->chart);
    panel->open = true;
    return OK;
}

static enum outcome add_money(struct making_page *making)
{
    static const char *const COLUMNS[] = {N_("Budget"), N_("Committed"), N_("Paid"), N_("Left")};
    struct work *work = work_of(making);
    struct money_row *rows;
    size_t count;
    if (!actor_may(work->actor, &grant_read))
        return OK;
    enum outcome outcome = figures_money(work, &rows, &count);
    if (outcome != OK || count == 0)
        return outcome;
    struct figure_panel *panel = new_panel(making, "money", N_("Committed, paid and left"), N_("Budget line"));
    struct chart_point *points = arena_array(work->arena, struct chart_point, count);
    struct text *names = arena_array(work->arena, struct text, 3);
    panel->lines = arena_array(work->arena, struct figure_line, count);
    panel->column_count = 4;
    for (size_t i = 0; i < 4; i++)
        panel->columns[i] = text_from(tr(work->language, COLUMNS[i]));
    for (size_t i = 0; i < 3; i++)
        names[i] = text_from(tr(work->language, COLUMNS[i + 1]));
    for (size_t i = 0; i < count; i++) {
        struct figure_line *line = &panel->lines[panel->line_count++];
        const struct money amounts[] = {rows[i].budget, rows[i].committed, rows[i].paid, rows[i].left};
        int64_t unit = 1;
        for (int decimals = money_decimals(text_from(rows[i].budget.currency)); decimals > 0; decimals--)
            unit *= 10;
        line->label = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(rows[i].code), TEXT_ARG(rows[i].title));
        line->path = items_path(making, &rows[i], MONEY_ALL);
        line->paths[1] = rows[i].committed.minor > 0 ? items_path(making, &rows[i], MONEY_COMMITTED) : TEXT_NONE;
        line->paths[2] = rows[i].paid.minor > 0 ? items_path(making, &rows[i], MONEY_PAID) : TEXT_NONE;
        points[i].label = line->label;
        for (size_t c = 0; c < 4; c++)
            line->cells[c] = language_money(work->arena, work->language, amounts[c]);
        for (size_t c = 0; c < 3; c++)
            points[i].values[c] = amounts[c + 1].minor < 0 ? 0 : amounts[c + 1].minor / unit;
    }
    panel->note = N_("Today, per budget line, in the currency of its grant.");
    panel->chart.kind = CHART_BARS;
    panel->chart.series = names;
    panel->chart.series_count = 3;
    panel->chart.points = points;
    panel->chart.count = count;
    return OK;
}

static enum outcome add_sums(struct making_page *making)
{
    struct work *work = work_of(making);
    struct figures_view *view = making->view;
    for (int measure = 0; measure < FIGURE_MEASURES; measure++) {
        struct figure_query query = making->query;
        struct figure_table table;
        query.by_count = 0;
        query.measures[0] = (enum figure_measure)measure;
        query.measure_count = 1;
        enum outcome outcome = figures_get(work, &query, &table);
        if (outcome != OK)
            return outcome;
        view->protected = table.protected;
        view->from = table.query.from;
        view->to = table.query.to;
        view->sums[view->sum_count++] =
            (struct figure_sum){.label = figure_measure_name((enum figure_measure)measure)->label,
                                .value = table.total_hidden ? TEXT("< 5") : shown(work, table.totals[0]),
                                .path = list_path(making, figure_row_list(work, &table, NULL))};
    }
    return OK;
}

static enum outcome fill_view(struct making_page *making)
{
    enum outcome outcome = add_sums(making);
    if (outcome == OK)
        outcome = add_pipeline(making);
    if (outcome == OK)
        outcome = add_table(making, "month", N_("Returns by month"), FIGURE_MONTH, CHART_COLUMNS);
    if (outcome == OK)
        outcome = add_table(making, "nationality", N_("Returns by nationality"), FIGURE_NATIONALITY, CHART_BARS);
    if (outcome == OK)
        outcome = add_sex_and_age(making);
    if (outcome == OK)
        outcome = add_offices(making);
    if (outcome == OK)
        outcome = add_table(making, "group", N_("Returns of men, women and minors"), FIGURE_GROUP, CHART_BARS);
    if (outcome == OK)
        outcome = add_overrides(making);
    return outcome == OK ? add_money(making) : outcome;
}

static enum outcome show_figures(struct request *request, struct response *response)
{
    struct figures_view *view = arena_new(request->work.arena, struct figures_view);
    struct making_page making = {.request = request, .view = view};
    view->page = page_open(request, N_("Figures of returns"));
    view->panels = arena_array(request->work.arena, struct figure_panel, PANELS_MOST);
    enum outcome outcome = read_period(&making);
    view->from = making.query.from;
    view->to = making.query.to;
    if (outcome == OK)
        outcome = request->work.problems.count > 0 ? INVALID : fill_view(&making);
    if (outcome != OK && outcome != INVALID)
        return outcome;
    view->problem = request->work.problems.first;
    struct output out = page_output(request, response);
    figures_page(&out, view);
    return page_send(request, response, outcome == INVALID ? 422 : 200);
}

const struct route figure_routes[] = {
    {METHOD_GET, "/figures", ROUTE_READ, show_figures, .right = &return_figures, .purpose = "figures of returns"},
    {METHOD_GET, "/figures.csv", ROUTE_READ, figures_as_csv, .right = &return_figures, .purpose = "a table as CSV"},
    {METHOD_GET, "/figures.xlsx", ROUTE_SLOW, figures_as_xlsx, .right = &return_figures, .purpose = "a table as XLSX"},
};
const size_t figure_route_count = sizeof figure_routes / sizeof *figure_routes;
