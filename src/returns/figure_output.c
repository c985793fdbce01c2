/* Figures as files and columns, and the lists behind them. */
#include "codec/csv.h"
#include "codec/json.h"
#include "codec/url.h"
#include "persons/persons.h"
#include "record/list.h"
#include "returns/return_figures_store.h"

enum { LIST_ADDRESS_MOST = 2048 };

static struct text show_of_state(struct work *work, struct text code)
{
    const struct flow_state *state = flow_state(&return_flow, code);
    return state == NULL ? code : text_from(tr(work->language, state->label));
}

static struct text show_of_group(struct work *work, struct text code)
{
    static const char *const GROUPS[][2] = {{"men", N_("Men")}, {"women", N_("Women")}, {"minors", N_("Minors")}};
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        if (text_is(code, GROUPS[i][0]))
            return text_from(tr(work->language, GROUPS[i][1]));
    return code;
}

static struct text show_of_month(struct work *work, struct text code)
{
    int32_t first;
    struct text day = arena_join(work->arena, code, TEXT("-01"));
    return text_to_date(day, &first) == OK ? language_month(work->arena, work->language, first) : code;
}

struct text figure_key_show(struct work *work, enum figure_dimension dimension, const struct figure_key *key)
{
    struct text name;
    if (key->code.length == 0)
        return text_from(tr(work->language, N_("Not known")));
    switch (dimension) {
    case FIGURE_NATIONALITY:
    case FIGURE_COUNTRY_OF_RETURN:
        return choice_show(&countries, key->code, work->language);
    case FIGURE_SEX:
        return choice_show(&sexes, key->code, work->language);
    case FIGURE_OVERRIDE_REASON:
        return choice_show(&override_reasons, key->code, work->language);
    case FIGURE_STATE:
        return show_of_state(work, key->code);
    case FIGURE_GROUP:
        return show_of_group(work, key->code);
    case FIGURE_MONTH:
        return show_of_month(work, key->code);
    case FIGURE_OFFICE:
        return figure_office_name(work, key->code, &name) == OK ? name : key->code;
    case FIGURE_AGE_GROUP:
    case FIGURE_DIMENSIONS:
        break;
    }
    return key->code;
}

/* ---- the list behind a row ---- */

static void add_parameter(struct buffer *address, const char *name, struct text value)
{
    url_encode_parameter(address, address->length == 0, text_from(name), value);
}

/* Of the list of cases, for each measure: the day that counts, and the age on it. */
static const struct {
    const char *from, *to, *age_from, *age_to;
} FILTERS[FIGURE_MEASURES] = {
    [FIGURE_APPLICATIONS] = {"received_on.from", "received_on.to", "age_at_application.from", "age_at_application.to"},
    [FIGURE_RETURNS] = {"departed_on.from", "departed_on.to", "age_at_departure.from", "age_at_departure.to"},
    [FIGURE_OVERRIDES] = {"overridden_on.from", "overridden_on.to", "age_at_application.from", "age_at_application.to"},
    [FIGURE_WITHDRAWN] = {"withdrawn_on.from", "withdrawn_on.to", "age_at_application.from", "age_at_application.to"},
};

static void add_days(struct work *work, struct buffer *address, enum figure_measure measure, int32_t from, int32_t to)
{
    add_parameter(address, FILTERS[measure].from, date_to_text(work->arena, from));
    add_parameter(address, FILTERS[measure].to, date_to_text(work->arena, to));
}

static bool add_ages(struct buffer *address, enum figure_measure measure, struct text group)
{
    static const struct {
        const char *group, *from, *to, *sex;
    } AGES[] = {{"0-4", NULL, "4", NULL},    {"5-11", "5", "11", NULL},   {"12-17", "12", "17", NULL},
                {"18-59", "18", "59", NULL}, {"60+", "60", NULL, NULL},   {"men", "18", NULL, "M"},
                {"women", "18", NULL, "F"},  {"minors", NULL, "17", NULL}};
    for (size_t i = 0; i < sizeof AGES / sizeof *AGES; i++) {
        if (!text_is(group, AGES[i].group))
            continue;
        if (AGES[i].from != NULL)
            add_parameter(address, FILTERS[measure].age_from, text_from(AGES[i].from));
        if (AGES[i].to != NULL)
            add_parameter(address, FILTERS[measure].age_to, text_from(AGES[i].to));
        if (AGES[i].sex != NULL)
            add_parameter(address, "sex", text_from(AGES[i].sex));
        return true;
    }
    return false;
}

/* "Not known": a list can be narrowed to what is not given, but for the groups, which several fields make. */
static bool add_unknown(struct buffer *address, enum figure_measure measure, enum figure_dimension dimension)
{
    if (dimension == FIGURE_GROUP || dimension == FIGURE_OFFICE)
        return false;
    struct text age = text_from(FILTERS[measure].age_from);
    struct text name = dimension == FIGURE_AGE_GROUP ? text_slice(age, 0, age.length - sizeof ".from" + 1)
                                                     : text_from(figure_dimension_name(dimension)->name);
    const struct field *field = record_field(&return_case_record, name);
    if (field == NULL || !list_finds_none(field))
        return false;
    url_encode_parameter(address, address->length == 0, name, TEXT(LIST_NONE));
    return true;
}

/* False when lists have no filter that says the same. */
static bool add_key(struct buffer *address, enum figure_measure measure, enum figure_dimension dimension,
                    const struct figure_key *key)
{
    if (dimension == FIGURE_MONTH)
        return true;
    if (key->code.length == 0)
        return add_unknown(address, measure, dimension);
    if (dimension == FIGURE_AGE_GROUP || dimension == FIGURE_GROUP)
        return add_ages(address, measure, key->code);
    add_parameter(address, figure_dimension_name(dimension)->name, key->code);
    return true;
}

struct text figure_row_list(struct work *work, const struct figure_table *table, const struct figure_row *row)
{
    const struct figure_query *query = &table->query;
    enum figure_measure measure = query->measures[0];
    struct buffer address AUTO_BUFFER = buffer_open(LIST_ADDRESS_MOST);
    int32_t from = query->from;
    int32_t to = query->to;
    if (table->protected || !actor_may(work->actor, &return_read))
        return TEXT_NONE;
    for (size_t i = 0; i < query->by_count && row != NULL; i++) {
        int32_t first;
        struct text day = arena_join(work->arena, row->keys[i].code, TEXT("-01"));
        if (query->by[i] != FIGURE_MONTH || text_to_date(day, &first) != OK)
            continue;
        int32_t last = date_add_months(first, 1) - 1;
        from = first > from ? first : from;
        to = last < to ? last : to;
    }
    add_days(work, &address, measure, from, to);
    for (size_t i = 0; i < query->by_count && row != NULL; i++)
        if (!add_key(&address, measure, query->by[i], &row->keys[i]))
            return TEXT_NONE;
    return address.full ? TEXT_NONE : arena_text(work->arena, buffer_text(&address));
}

struct text figure_pipeline_list(struct work *work, const struct pipeline *pipeline, const struct pipeline_row *row,
                                 int age)
{
    struct buffer address AUTO_BUFFER = buffer_open(LIST_ADDRESS_MOST);
    int32_t today = zone_date(work->zone, work->now);
    if (pipeline->protected || !actor_may(work->actor, &return_read))
        return TEXT_NONE;
    add_parameter(&address, "state", text_from(row->state->name));
    if (age >= 0 && age < PIPELINE_AGES - 1)
        add_parameter(&address, "state_since.from", date_to_text(work->arena, today - pipeline_up_to[age]));
    if (age > 0)
        add_parameter(&address, "state_since.to", date_to_text(work->arena, today - pipeline_up_to[age - 1] - 1));
    return arena_text(work->arena, buffer_text(&address));
}

struct text figures_money_list(struct work *work, const struct money_row *row, bool tickets, enum money_part part)
{
    static const char *const STATES[][2] = {
        [MONEY_COMMITTED] = {"committed,prepared,released", "committed,prepared,released"},
        [MONEY_PAID] = {"paid,justified", "paid,unused,claimed,refunding,refunded,lost"}};
    struct buffer address AUTO_BUFFER = buffer_open(LIST_ADDRESS_MOST);
    const struct record *record = tickets ? &return_ticket_record : &return_item_record;
    const struct field *line = record_field(record, TEXT("budget_line"));
    if (!actor_may(work->actor, &return_read) || !list_filters_by(work, record, line))
        return TEXT_NONE;
    add_parameter(&address, line->name, identifier_to_text(work->arena, row->line));
    if (part != MONEY_ALL)
        add_parameter(&address, "state", text_from(STATES[part][tickets]));
    return arena_text(work->arena, buffer_text(&address));
}

/* ---- files ---- */

/* What stands in a file: codes, but the names of offices. */
static struct text key_of_file(struct work *work, enum figure_dimension dimension, const struct figure_key *key)
{
    return dimension == FIGURE_OFFICE && key->code.length > 0 ? figure_key_show(work, dimension, key) : key->code;
}

static void csv_keys(struct work *work, const struct figure_table *table, const struct figure_row *row,
                     struct csv_writer *writer)
{
    for (size_t i = 0; i < table->query.by_count; i++)
        csv_text(writer, row->merged ? (i == 0 ? TEXT("other") : TEXT_NONE)
                                     : key_of_file(work, table->query.by[i], &row->keys[i]));
}

void figures_csv(struct work *work, const struct figure_table *table, struct buffer *ret)
{
    const struct figure_query *query = &table->query;
    struct csv_writer writer = csv_writer_open(ret, ',');
    for (size_t i = 0; i < query->by_count; i++)
        csv_text(&writer, text_from(figure_dimension_name(query->by[i])->name));
    for (size_t m = 0; m < query->measure_count; m++)
        csv_text(&writer, text_from(figure_measure_name(query->measures[m])->name));
    csv_row_end(&writer);
    for (size_t at = 0; query->by_count > 0 && at < table->count; at++) {
        csv_keys(work, table, &table->rows[at], &writer);
        for (size_t m = 0; m < query->measure_count; m++)
            csv_integer(&writer, table->rows[at].values[m]);
        csv_row_end(&writer);
    }
    for (size_t i = 0; i < query->by_count; i++)
        csv_text(&writer, i == 0 ? TEXT("total") : TEXT_NONE);
    for (size_t m = 0; m < query->measure_count; m++)
        if (table->total_hidden)
            csv_text(&writer, TEXT_NONE);
        else
            csv_integer(&writer, table->totals[m]);
    csv_row_end(&writer);
}

static void json_values(const struct figure_table *table, const int64_t *values, struct json_writer *writer)
{
    for (size_t m = 0; m < table->query.measure_count; m++) {
        json_key(writer, text_from(figure_measure_name(table->query.measures[m])->name));
        json_put_integer(writer, values[m]);
    }
}

enum outcome figures_json(struct work *work, const struct figure_table *table, struct buffer *ret)
{
    const struct figure_query *query = &table->query;
    struct json_writer writer = json_writer_open(ret);
    json_object_begin(&writer);
    json_key(&writer, TEXT("from"));
    json_put_text(&writer, date_to_text(work->arena, query->from));
    json_key(&writer, TEXT("to"));
    json_put_text(&writer, date_to_text(work->arena, query->to));
    json_key(&writer, TEXT("protected"));
    json_put_boolean(&writer, table->protected);
    json_key(&writer, TEXT("rows"));
    json_array_begin(&writer);
    for (size_t at = 0; query->by_count > 0 && at < table->count; at++) {
        const struct figure_row *row = &table->rows[at];
        json_object_begin(&writer);
        for (size_t i = 0; i < query->by_count; i++) {
            json_key(&writer, text_from(figure_dimension_name(query->by[i])->name));
            json_put_text_or_null(&writer,
                                  row->merged ? TEXT("other") : key_of_file(work, query->by[i], &row->keys[i]));
        }
        json_values(table, row->values, &writer);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_key(&writer, TEXT("total"));
    if (table->total_hidden) {
        json_put_null(&writer);
    } else {
        json_object_begin(&writer);
        json_values(table, table->totals, &writer);
        json_object_end(&writer);
    }
    json_object_end(&writer);
    return json_finish(&writer) ? OK : FAILED;
}

static void text_cell(struct buffer *ret, struct text text, size_t width, bool right)
{
    size_t length = text_code_points(text);
    size_t pad = length < width ? width - length : 0;
    if (!right)
        buffer_add(ret, text);
    for (size_t i = 0; i < pad; i++)
        buffer_add_byte(ret, ' ');
    if (right)
        buffer_add(ret, text);
    buffer_add(ret, TEXT("  "));
}

enum { KEY_WIDTH = 18, VALUE_WIDTH = 12 };

static void text_values(struct work *work, const struct figure_table *table, const int64_t *values, struct buffer *ret)
{
    for (size_t m = 0; m < table->query.measure_count; m++)
        text_cell(ret, arena_format(work->arena, "%lld", (long long)values[m]), VALUE_WIDTH, true);
    buffer_add_byte(ret, '\n');
}

void figures_text(struct work *work, const struct figure_table *table, struct buffer *ret)
{
    const struct figure_query *query = &table->query;
    for (size_t i = 0; i < query->by_count; i++)
        text_cell(ret, text_from(figure_dimension_name(query->by[i])->name), KEY_WIDTH, false);
    for (size_t m = 0; m < query->measure_count; m++)
        text_cell(ret, text_from(figure_measure_name(query->measures[m])->name), VALUE_WIDTH, true);
    buffer_add_byte(ret, '\n');
    for (size_t at = 0; query->by_count > 0 && at < table->count; at++) {
        const struct figure_row *row = &table->rows[at];
        for (size_t i = 0; i < query->by_count; i++)
            text_cell(ret, row->merged ? TEXT("other") : figure_key_show(work, query->by[i], &row->keys[i]), KEY_WIDTH,
                      false);
        text_values(work, table, row->values, ret);
    }
    for (size_t i = 0; i < query->by_count; i++)
        text_cell(ret, i == 0 ? TEXT("total") : TEXT_NONE, KEY_WIDTH, false);
    if (!table->total_hidden)
        text_values(work, table, table->totals, ret);
}

void figures_money_csv(const struct money_row *rows, size_t count, struct buffer *ret)
{
    static const char *const HEAD[] = {"grant",  "budget_line", "title", "currency",
                                       "budget", "committed",   "paid",  "left"};
    struct csv_writer writer = csv_writer_open(ret, ',');
    for (size_t i = 0; i < sizeof HEAD / sizeof *HEAD; i++)
        csv_text(&writer, text_from(HEAD[i]));
    csv_row_end(&writer);
    for (size_t at = 0; at < count; at++) {
        const struct money_row *row = &rows[at];
        struct text currency = text_from(row->budget.currency);
        const int64_t amounts[] = {row->budget.minor, row->committed.minor, row->paid.minor, row->left.minor};
        csv_text(&writer, row->grant);
        csv_text(&writer, row->code);
        csv_text(&writer, row->title);
        csv_text(&writer, currency);
        for (size_t i = 0; i < 4; i++)
            csv_decimal(&writer, amounts[i], money_decimals(currency));
        csv_row_end(&writer);
    }
}
