/* The page of the manager's figures: a form for period and filters, each table with its picture. */
#include "returns/programme_pages.h"

#include "codec/url.h"
#include "grants/grants.h"
#include "persons/persons.h"
#include "record/choice_order.h"
#include "record/form.h"
#include "returns/return_figures_store.h"
#include "web/record_parts.h"

enum { CHART_NAMES = 12, ADDRESS_MOST = 1024 };

/* ---- what is asked ---- */

static enum outcome read_day(struct request *request, const char *name, int32_t *date)
{
    struct text typed = text_trim(parameters_get(&request->query, text_from(name)));
    if (typed.length == 0)
        return OK;
    return field_from_text(&request->work, &(struct field){.name = name, .kind = FIELD_DATE}, typed, date,
                           &request->work.problems);
}

static struct text known_code(const struct request *request, const char *name, const struct choice_list *list)
{
    struct text typed = parameters_get(&request->query, text_from(name));
    return choice_find(list, typed) == NULL ? TEXT_NONE : typed;
}

static int age_group_of(struct text typed)
{
    for (int i = 0; typed.length > 0 && i < 5; i++)
        if (text_is(typed, figure_age_groups[i]))
            return i;
    return -1;
}

enum outcome programme_query_read(struct request *request, struct programme_query *ret_query)
{
    struct work *work = &request->work;
    int32_t first;
    int32_t year = day_from_date(zone_date(work->zone, work->now)).year;
    enum outcome outcome = figure_years(work, &first, &year);
    if (outcome < 0)
        return outcome;
    struct programme_query query = {.from = date_from_day((struct calendar_day){year, 1, 1}),
                                    .to = date_from_day((struct calendar_day){year, 12, 31}),
                                    .age_group = age_group_of(parameters_get(&request->query, TEXT("age_group")))};
    enum outcome from = read_day(request, "from", &query.from);
    enum outcome to = read_day(request, "to", &query.to);
    query.nationality = known_code(request, "nationality", &countries);
    query.country_of_return = known_code(request, "country_of_return", &countries);
    query.sex = known_code(request, "sex", &sexes);
    if (text_to_identifier(parameters_get(&request->query, TEXT("line")), &query.line) != OK)
        query.line = (struct identifier){0};
    *ret_query = query;
    return from == OK ? to : from;
}

/* The years of the first departure to the last, newest first. */
static enum outcome fill_years(struct request *request, const struct programme_query *query,
                               struct programme_view *view)
{
    struct work *work = &request->work;
    int32_t first;
    int32_t last;
    enum outcome outcome = figure_years(work, &first, &last);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    view->years = arena_array(work->arena, struct figure_year, FIGURE_PERIOD_YEARS);
    for (int32_t year = last; year >= first && year > last - FIGURE_PERIOD_YEARS; year--)
        view->years[view->year_count++] = (struct figure_year){
            .label = arena_format(work->arena, "%04d", year),
            .path = page_path(
                request, arena_format(work->arena, "/programme-figures?from=%04d-01-01&to=%04d-12-31", year, year)),
            .current = query->from == date_from_day((struct calendar_day){year, 1, 1}) &&
                       query->to == date_from_day((struct calendar_day){year, 12, 31})};
    return OK;
}

/* ---- the form ---- */

static struct programme_choice *add_choice(struct programme_view *view, struct arena *arena, const char *name,
                                           const char *label, const char *all, size_t most)
{
    struct programme_choice *choice = &view->choices[view->choice_count++];
    *choice = (struct programme_choice){.name = name, .label = label, .all = all};
    choice->options = arena_array(arena, struct programme_option, most + 1);
    return choice;
}

static void add_list(struct work *work, struct programme_view *view, const char *name, const char *label,
                     const char *all, const struct choice_list *list, struct text chosen)
{
    struct programme_choice *choice = add_choice(view, work->arena, name, label, all, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct choice *one = choice_at(list, work->language, i);
        struct text code = text_from(one->code);
        choice->options[choice->option_count++] =
            (struct programme_option){code, choice_name(one, work->language), text_equal(code, chosen)};
    }
}

static enum outcome add_lines(struct work *work, struct programme_view *view, struct identifier chosen)
{
    struct line_figures *lines;
    size_t count;
    enum outcome outcome = budget_lines_within_reach(work, DATE_NONE, &lines, &count);
    if (outcome != OK || count == 0)
        return outcome;
    struct programme_choice *choice =
        add_choice(view, work->arena, "line", N_("Budget line"), N_("All budget lines"), count);
    for (size_t i = 0; i < count; i++)
        choice->options[choice->option_count++] = (struct programme_option){
            identifier_to_text(work->arena, lines[i].line),
            arena_format(work->arena, "%.*s %.*s", TEXT_ARG(lines[i].code), TEXT_ARG(lines[i].title)),
            identifier_equal(lines[i].line, chosen)};
    return OK;
}

static enum outcome fill_form(struct request *request, const struct programme_query *query, struct programme_view *view)
{
    struct work *work = &request->work;
    static const char *const NAMES[] = {"from", "to"};
    const int32_t dates[] = {query->from, query->to};
    struct text *kept[] = {&view->from_typed, &view->to_typed};
    for (size_t i = 0; i < 2; i++) {
        struct text typed = text_trim(parameters_get(&request->query, text_from(NAMES[i])));
        *kept[i] = form_date_shown(work->arena, typed.length > 0 ? typed : date_to_text(work->arena, dates[i]));
    }
    if (!figures_exact(work)) /* no filters: they would tell of small groups by subtraction */
        return OK;
    add_list(work, view, "nationality", N_("Nationality"), N_("All nationalities"), &countries, query->nationality);
    add_list(work, view, "country_of_return", N_("Country of return"), N_("All countries"), &countries,
             query->country_of_return);
    add_list(work, view, "sex", N_("Sex"), N_("All"), &sexes, query->sex);
    struct programme_choice *ages = add_choice(view, work->arena, "age_group", N_("Age group"), N_("All"), 5);
    for (int i = 0; i < 5; i++)
        ages->options[ages->option_count++] = (struct programme_option){
            text_from(figure_age_groups[i]), text_from(figure_age_groups[i]), i == query->age_group};
    return add_lines(work, view, query->line);
}

/* ---- panels ---- */

static struct text shown(struct work *work, const struct programme_table *table, const struct programme_row *row,
                         size_t column)
{
    if (!row->known[column])
        return TEXT("–");
    if (table->kinds[column] == COLUMN_PERCENT)
        return arena_format(work->arena, "%.*s %%",
                            TEXT_ARG(language_decimal(work->arena, work->language, row->values[column], 1)));
    if (table->kinds[column] != COLUMN_MONEY)
        return language_number(work->arena, work->language, row->values[column]);
    struct money money = {.minor = row->values[column]};
    __builtin_memcpy(money.currency, row->currency, 3);
    return language_money(work->arena, work->language, money);
}

static struct figure_line line_of(struct work *work, const struct programme_table *table,
                                  const struct programme_row *row)
{
    struct figure_line line = {.label = row->label};
    for (size_t i = 0; i < table->column_count; i++)
        line.cells[i] = shown(work, table, row, i);
    return line;
}

static struct text file_path(const struct request *request, const struct programme_query *query, const char *table,
                             const char *ending)
{
    struct arena *arena = request->work.arena;
    struct buffer address AUTO_BUFFER = buffer_open(ADDRESS_MOST);
    struct buffer parameters AUTO_BUFFER = buffer_open(ADDRESS_MOST);
    const struct {
        const char *name;
        struct text value;
    } PARTS[] = {{"table", text_from(table)},
                 {"from", date_to_text(arena, query->from)},
                 {"to", date_to_text(arena, query->to)},
                 {"nationality", query->nationality},
                 {"country_of_return", query->country_of_return},
                 {"sex", query->sex},
                 {"age_group", query->age_group < 0 ? TEXT_NONE : text_from(figure_age_groups[query->age_group])},
                 {"line", identifier_is_none(query->line) ? TEXT_NONE : identifier_to_text(arena, query->line)}};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (PARTS[i].value.length > 0)
            url_encode_parameter(&parameters, parameters.length == 0, text_from(PARTS[i].name), PARTS[i].value);
    struct text typed = buffer_text(&parameters);
    buffer_format(&address, "/programme-figures.%s?%.*s", ending, TEXT_ARG(typed));
    return page_path(request, arena_text(arena, buffer_text(&address)));
}

/* Of a time: the median, and what lies between it and nine in ten behind it. */
static void fill_chart(struct work *work, const struct programme_table *table, struct figure_panel *panel)
{
    bool times = table->kinds[table->charted - 1] == COLUMN_DAYS;
    struct chart *chart = &panel->chart;
    struct chart_point *points = arena_array(work->arena, struct chart_point, CHART_NAMES);
    struct text *names = arena_array(work->arena, struct text, 2);
    const struct chart_point *largest = NULL;
    names[0] = text_from(tr(work->language, N_("Median days")));
    names[1] = text_from(tr(work->language, N_("From the median to nine in ten")));
    for (size_t i = 0; i < table->row_count && chart->count < CHART_NAMES; i++) {
        const struct programme_row *row = &table->rows[i];
        size_t column = times ? 1 : 0;
        if (!row->known[column])
            continue;
        struct chart_point *point = &points[chart->count++];
        point->label = row->label;
        point->values[0] = row->values[column];
        point->values[1] = times && row->known[2] ? row->values[2] - row->values[1] : 0;
        largest = largest == NULL || point->values[0] > largest->values[0] ? point : largest;
    }
    chart->kind = CHART_BARS;
    chart->points = points;
    chart->series = times ? names : NULL;
    chart->series_count = times ? 2 : 1;
    if (largest == NULL)
        return;
    const struct text arguments[] = {largest->label, language_number(work->arena, work->language, largest->values[0])};
    chart->description = tr_with(work->arena, work->language, N_("The largest: {1} with {2}"), arguments, 2);
}

static void add_panel(struct request *request, const struct programme *programme, const struct programme_table *table,
                      struct programme_view *view)
{
    struct work *work = &request->work;
    struct figure_panel *panel = &view->panels[view->panel_count++];
    *panel = (struct figure_panel){.title = table->title,
                                   .note = table->note,
                                   .head = table->head,
                                   .id = text_from(table->id),
                                   .open = table->charted == 0};
    panel->chart.id = panel->id;
    panel->chart.title = text_from(tr(work->language, table->title));
    panel->nothing = table->row_count == 0;
    panel->column_count = table->column_count;
    panel->lines = arena_array(work->arena, struct figure_line, table->row_count + 1);
    for (size_t i = 0; i < table->column_count; i++)
        panel->columns[i] = text_from(tr(work->language, table->columns[i]));
    for (size_t i = 0; i < table->row_count; i++)
        panel->lines[panel->line_count++] = line_of(work, table, &table->rows[i]);
    if (table->has_total)
        panel->total = line_of(work, table, &table->total);
    if (table->charted > 0)
        fill_chart(work, table, panel);
    panel->csv = file_path(request, &programme->query, table->id, "csv");
    panel->xlsx = file_path(request, &programme->query, table->id, "xlsx");
}

static void add_sum(struct programme_view *view, const char *label, struct text value)
{
    view->sums[view->sum_count++] = (struct figure_sum){.label = label, .value = value};
}

static void add_sums(struct work *work, const struct programme *programme, struct programme_view *view)
{
    const struct programme_table *table = programme_table(programme, TEXT("time-by-nationality"));
    if (table == NULL || table->row_count == 0)
        return;
    add_sum(view, N_("Persons who departed"), shown(work, table, &table->total, 0));
    add_sum(view, N_("days in the median"), shown(work, table, &table->total, 1));
    add_sum(view, N_("days for nine in ten"), shown(work, table, &table->total, 2));
    add_sum(view, N_("within 8 weeks"), shown(work, table, &table->total, 3));
}

static enum outcome fill_view(struct request *request, const struct programme_query *query, struct programme_view *view)
{
    struct work *work = &request->work;
    struct programme programme;
    enum outcome outcome = programme_get(work, query, &programme);
    if (outcome != OK)
        return outcome;
    view->shown = true;
    view->protected = programme.protected;
    view->from = programme.query.from;
    view->to = programme.query.to;
    view->as_of = programme.as_of;
    view->panels = arena_array(work->arena, struct figure_panel, programme.count);
    add_sums(work, &programme, view);
    for (size_t i = 0; i < programme.count; i++) {
        if (programme.tables[i].map && programme_map_make(work, &programme.tables[i], &view->map))
            view->map_at = view->panel_count;
        add_panel(request, &programme, &programme.tables[i], view);
    }
    return OK;
}

static enum outcome show_programme(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct programme_view *view = arena_new(work->arena, struct programme_view);
    struct programme_query query;
    enum outcome outcome = programme_query_read(request, &query);
    if (outcome < 0)
        return outcome;
    enum outcome filled = fill_years(request, &query, view);
    if (filled == OK)
        filled = fill_form(request, &query, view);
    if (filled != OK)
        return filled;
    if (outcome == OK)
        outcome = fill_view(request, &query, view);
    if (outcome != OK && outcome != INVALID)
        return outcome;
    if (work->problems.first != NULL)
        view->error = problem_sentence(work->arena, work->language, work->problems.first);
    view->page = page_open(request, N_("How the programme goes"));
    struct output out = page_output(request, response);
    programme_page(&out, view);
    return page_send(request, response, outcome == INVALID ? 422 : 200);
}

const struct route programme_routes[] = {
    {METHOD_GET, "/programme-figures", ROUTE_READ, show_programme, .right = &return_figures,
     .purpose = "the manager's figures: times, who left, plans, cost, countries"},
    {METHOD_GET, "/programme-figures.csv", ROUTE_READ, programme_as_csv, .right = &return_figures,
     .purpose = "one of these tables as CSV"},
    {METHOD_GET, "/programme-figures.xlsx", ROUTE_SLOW, programme_as_xlsx, .right = &return_figures,
     .purpose = "one of these tables as XLSX"},
};
const size_t programme_route_count = sizeof programme_routes / sizeof *programme_routes;
