/* What is known, and how it is kept with a decision. */
#include "rules/rules_facts.h"

struct rule_facts *rules_facts_new(struct arena *arena, const struct rule_set *set)
{
    struct rule_facts *facts = arena_new(arena, struct rule_facts);
    facts->set = set;
    facts->values = arena_array(arena, struct fact_value, set->fact_count + 1);
    facts->tables = arena_array(arena, struct rule_table, set->table_count + 1);
    for (size_t i = 0; i < set->table_count; i++)
        facts->tables[i] = set->tables[i];
    return facts;
}

void rules_facts_put(struct rule_facts *facts, const char *name, struct fact_value value)
{
    const struct rule_fact *fact = rules_fact(facts->set, text_from(name));
    if (fact != NULL)
        facts->values[fact - facts->set->facts] = value;
}

void rules_facts_put_rows(struct rule_facts *facts, const char *table, const struct rule_row *rows, size_t count)
{
    for (size_t i = 0; i < facts->set->table_count; i++)
        if (facts->tables[i].given && text_is(facts->tables[i].name, table)) {
            facts->tables[i].rows = rows;
            facts->tables[i].row_count = count;
        }
}

struct fact_value rules_facts_get(const struct rule_facts *facts, const struct rule_fact *fact)
{
    return facts->values[fact - facts->set->facts];
}

struct fact_value fact_date(int32_t date)
{
    return date == DATE_NONE ? (struct fact_value){.state = FACT_NONE}
                             : (struct fact_value){.state = FACT_KNOWN, .number = date};
}

struct fact_value fact_code(struct text codes)
{
    return codes.length == 0 ? (struct fact_value){.state = FACT_NONE}
                             : (struct fact_value){.state = FACT_KNOWN, .text = codes};
}

int32_t rules_day_shifted(int64_t day, int64_t span, enum rule_unit unit)
{
    static const struct calendar_day FIRST = {1, 1, 1};
    static const struct calendar_day LAST = {9999, 12, 31};
    int64_t shifted = day + span;
    int64_t months = unit == UNIT_YEARS ? span * 12 : span;
    int32_t first = date_from_day(FIRST);
    int32_t last = date_from_day(LAST);
    if (unit != UNIT_DAYS)
        shifted = day + months * 31 > last    ? last
                  : day + months * 31 < first ? first
                                              : date_add_months((int32_t)day, (int32_t)months);
    return shifted < first ? first : shifted > last ? last : (int32_t)shifted;
}

/* ---- JSON ---- */

static void put_day(struct json_writer *writer, int64_t day)
{
    AUTO_ARENA struct arena *arena = arena_open(4096);
    if (day == DATE_NONE)
        json_put_null(writer);
    else
        json_put_text(writer, date_to_text(arena, (int32_t)day));
}

static void put_value(struct json_writer *writer, enum fact_kind kind, struct fact_value value)
{
    if (value.state == FACT_NONE)
        json_put_null(writer);
    else if (kind == FACT_FLAG)
        json_put_boolean(writer, value.number != 0);
    else if (kind == FACT_NUMBER)
        json_put_integer(writer, value.number);
    else if (kind == FACT_DATE)
        put_day(writer, value.number);
    else
        json_put_text(writer, value.text);
}

static bool row_matters(const struct rule_facts *facts, const struct rule_row *row)
{
    for (size_t i = 0; i < facts->set->fact_count; i++)
        if (facts->set->facts[i].kind == FACT_CODE && facts->values[i].state == FACT_KNOWN &&
            text_equal(facts->values[i].text, row->key))
            return true;
    return false;
}

static void put_row(struct json_writer *writer, const struct rule_row *row)
{
    json_object_begin(writer);
    json_key(writer, TEXT("key"));
    json_put_text(writer, row->key);
    json_key(writer, TEXT("part"));
    json_put_text_or_null(writer, row->part);
    json_key(writer, TEXT("from"));
    put_day(writer, row->from);
    json_key(writer, TEXT("until"));
    put_day(writer, row->until);
    json_object_end(writer);
}

void rules_facts_write(struct json_writer *writer, const struct rule_facts *facts)
{
    json_object_begin(writer);
    json_key(writer, TEXT("facts"));
    json_object_begin(writer);
    for (size_t i = 0; i < facts->set->fact_count; i++)
        if (facts->values[i].state != FACT_UNKNOWN) {
            json_key(writer, facts->set->facts[i].name);
            put_value(writer, facts->set->facts[i].kind, facts->values[i]);
        }
    json_object_end(writer);
    json_key(writer, TEXT("tables"));
    json_object_begin(writer);
    for (size_t i = 0; i < facts->set->table_count; i++) {
        if (!facts->tables[i].given)
            continue;
        json_key(writer, facts->tables[i].name);
        json_array_begin(writer);
        for (size_t row = 0; row < facts->tables[i].row_count; row++)
            if (row_matters(facts, &facts->tables[i].rows[row]))
                put_row(writer, &facts->tables[i].rows[row]);
        json_array_end(writer);
    }
    json_object_end(writer);
    json_object_end(writer);
}

static enum outcome get_day(const struct json_value *value, int32_t *ret_day)
{
    if (json_is_nothing(value)) {
        *ret_day = DATE_NONE;
        return OK;
    }
    return value->kind == JSON_KIND_TEXT ? text_to_date(value->text, ret_day) : INVALID;
}

static enum outcome get_value(const struct json_value *value, enum fact_kind kind, struct fact_value *ret)
{
    int32_t day;
    if (value->kind == JSON_KIND_NULL) {
        *ret = (struct fact_value){.state = FACT_NONE};
        return OK;
    }
    switch (kind) {
    case FACT_FLAG:
        *ret = fact_flag(value->boolean);
        return value->kind == JSON_KIND_BOOLEAN ? OK : INVALID;
    case FACT_NUMBER:
        *ret = fact_number(value->integer);
        return value->kind == JSON_KIND_INTEGER ? OK : INVALID;
    case FACT_DATE:
        if (get_day(value, &day) != OK)
            return INVALID;
        *ret = fact_date(day);
        return OK;
    case FACT_CODE:
    case FACT_CODES:
        *ret = fact_code(value->text);
        return value->kind == JSON_KIND_TEXT && value->text.length > 0 ? OK : INVALID;
    }
    return INVALID;
}

static enum outcome get_rows(struct arena *arena, const struct json_value *list, struct rule_table *table)
{
    if (json_is_nothing(list))
        return OK;
    if (list->kind != JSON_KIND_ARRAY || list->count > RULES_ROWS_MOST)
        return INVALID;
    struct rule_row *rows = arena_array(arena, struct rule_row, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *row = &list->items[i];
        rows[i].key = json_text_or(json_member(row, TEXT("key")), TEXT_NONE);
        rows[i].part = json_text_or(json_member(row, TEXT("part")), TEXT_NONE);
        if (rows[i].key.length == 0 || get_day(json_member(row, TEXT("from")), &rows[i].from) != OK ||
            get_day(json_member(row, TEXT("until")), &rows[i].until) != OK)
            return INVALID;
    }
    table->rows = rows;
    table->row_count = list->count;
    return OK;
}

enum outcome rules_facts_read(struct arena *arena, const struct rule_set *set, const struct json_value *json,
                              struct rule_facts **ret_facts)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    const struct json_value *values = json_member(json, TEXT("facts"));
    const struct json_value *tables = json_member(json, TEXT("tables"));
    if (values == NULL || values->kind != JSON_KIND_OBJECT)
        return INVALID;
    for (size_t i = 0; i < values->count; i++) {
        const struct rule_fact *fact = rules_fact(set, values->items[i].name);
        if (fact == NULL || get_value(&values->items[i], fact->kind, &facts->values[fact - set->facts]) != OK)
            return INVALID;
    }
    for (size_t i = 0; i < set->table_count; i++)
        if (set->tables[i].given && get_rows(arena, json_member(tables, set->tables[i].name), &facts->tables[i]) != OK)
            return INVALID;
    *ret_facts = facts;
    return OK;
}
