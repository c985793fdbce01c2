/* Facts as JSON: how they are kept with a decision, and how others hand them over. */
#include "rules/rules_facts.h"

/* ---- writing ---- */

static void put_day(struct json_writer *writer, int64_t day)
{
    AUTO_ARENA struct arena *arena = arena_open(4096);
    if (day == DATE_NONE)
        json_put_null(writer);
    else
        json_put_text(writer, date_to_text(arena, (int32_t)day));
}

static void put_plain(struct json_writer *writer, enum fact_kind kind, struct fact_value value)
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

static void put_named(struct json_writer *writer, const char *name, struct text text)
{
    if (text.length == 0)
        return;
    json_key(writer, text_from(name));
    json_put_text(writer, text);
}

static void put_true(struct json_writer *writer, const char *name, bool value)
{
    if (!value)
        return;
    json_key(writer, text_from(name));
    json_put_boolean(writer, true);
}

static void put_claims(struct json_writer *writer, enum fact_kind kind, const struct fact_evidence *evidence)
{
    json_object_begin(writer);
    json_key(writer, TEXT("claims"));
    json_array_begin(writer);
    for (size_t i = 0; i < evidence->count; i++) {
        const struct fact_claim *claim = &evidence->claims[i];
        json_object_begin(writer);
        json_key(writer, TEXT("value"));
        put_plain(writer, kind, claim->value);
        put_named(writer, "document", claim->document);
        put_named(writer, "reference", claim->reference);
        put_true(writer, "told", claim->document.length == 0 && !claim->counts);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_object_end(writer);
}

static void put_periods(struct json_writer *writer, const struct fact_periods *periods)
{
    json_object_begin(writer);
    json_key(writer, TEXT("periods"));
    json_array_begin(writer);
    for (size_t i = 0; i < periods->claim_count; i++) {
        const struct period_claim *claim = &periods->claims[i];
        json_object_begin(writer);
        json_key(writer, TEXT("from"));
        put_day(writer, claim->from);
        json_key(writer, TEXT("until"));
        put_day(writer, claim->until);
        put_true(writer, "absent", claim->absent);
        put_named(writer, "document", claim->document);
        put_named(writer, "reference", claim->reference);
        put_true(writer, "told", claim->document.length == 0 && claim->told);
        json_object_end(writer);
    }
    json_array_end(writer);
    put_true(writer, "complete", periods->complete);
    json_object_end(writer);
}

static void put_value(struct json_writer *writer, const struct rule_fact *fact, struct fact_value value)
{
    if (value.evidence != NULL)
        put_claims(writer, fact->kind, value.evidence);
    else if (value.periods != NULL)
        put_periods(writer, value.periods);
    else
        put_plain(writer, fact->kind, value);
}

static bool is_said(struct fact_value value) { return value.state != FACT_UNKNOWN || value.evidence != NULL; }

static void put_people(struct json_writer *writer, const struct rule_facts *facts, const struct rule_fact *relation)
{
    const struct rule_people *people = &facts->people[relation - facts->set->facts];
    json_array_begin(writer);
    for (size_t i = 0; i < people->count; i++) {
        json_object_begin(writer);
        for (size_t f = 0; f < facts->set->fact_count; f++)
            if (facts->set->facts[f].relation == relation && is_said(people->at[i][f])) {
                struct text name = facts->set->facts[f].name;
                json_key(writer, text_slice(name, relation->name.length + 1, name.length));
                put_value(writer, &facts->set->facts[f], people->at[i][f]);
            }
        json_object_end(writer);
    }
    if (people->count == 0 && facts->values[relation - facts->set->facts].state == FACT_KNOWN) {
        json_object_begin(writer); /* there is somebody of whom nothing is known */
        json_object_end(writer);
    }
    json_array_end(writer);
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

static void put_tables(struct json_writer *writer, const struct rule_facts *facts)
{
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
}

static void put_parameters(struct json_writer *writer, const struct rule_facts *facts)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    if (facts->set->parameter_count == 0)
        return;
    json_key(writer, TEXT("parameters"));
    json_object_begin(writer);
    for (size_t i = 0; i < facts->set->parameter_count; i++) {
        const struct rule_parameter *parameter = &facts->set->parameters[i];
        json_key(writer, parameter->name);
        json_put_text(writer, rules_parameter_text(arena, parameter, facts->parameters[i]));
    }
    json_object_end(writer);
}

struct text rules_parameter_text(struct arena *arena, const struct rule_parameter *parameter, struct rule_amount amount)
{
    if (parameter->kind == PARAMETER_DATE)
        return date_to_text(arena, (int32_t)amount.number);
    if (parameter->kind == PARAMETER_NUMBER)
        return arena_format(arena, "%lld", (long long)amount.number);
    return arena_format(arena, "%lld %s", (long long)amount.number, rules_unit_word(amount.unit));
}

void rules_facts_write(struct json_writer *writer, const struct rule_facts *facts)
{
    json_object_begin(writer);
    json_key(writer, TEXT("facts"));
    json_object_begin(writer);
    for (size_t i = 0; i < facts->set->fact_count; i++) {
        const struct rule_fact *fact = &facts->set->facts[i];
        if (fact->relation != NULL || !is_said(facts->values[i]))
            continue;
        json_key(writer, fact->name);
        if (fact->kind == FACT_RELATION)
            put_people(writer, facts, fact);
        else
            put_value(writer, fact, facts->values[i]);
    }
    json_object_end(writer);
    put_tables(writer, facts);
    put_parameters(writer, facts);
    json_object_end(writer);
}

/* ---- reading ---- */

struct facts_reading {
    struct arena *arena;
    struct rule_facts *facts;
    struct text faulty; /* the fact that is read */
};

static enum outcome get_day(const struct json_value *value, int32_t *ret_day)
{
    if (json_is_nothing(value)) {
        *ret_day = DATE_NONE;
        return OK;
    }
    return value->kind == JSON_KIND_TEXT ? text_to_date(value->text, ret_day) : INVALID;
}

bool rules_codes_known(const struct rule_fact *fact, struct text codes)
{
    struct text one;
    while (!fact->open_codes && codes.length > 0 && text_split(&codes, ',', &one)) {
        size_t at = 0;
        while (at < fact->label_count && !text_equal(fact->labels[at].code, one))
            at++;
        if (at == fact->label_count)
            return false;
    }
    return true;
}

static enum outcome get_plain(const struct json_value *value, const struct rule_fact *fact, struct fact_value *ret)
{
    int32_t day;
    if (value->kind == JSON_KIND_NULL) {
        *ret = (struct fact_value){.state = FACT_NONE};
        return OK;
    }
    switch (fact->kind) {
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
        return value->kind == JSON_KIND_TEXT && value->text.length > 0 && rules_codes_known(fact, value->text)
                   ? OK
                   : INVALID;
    case FACT_PERIOD:
    case FACT_RELATION:
        break;
    }
    return INVALID;
}

static enum outcome get_claims(struct facts_reading *reading, const struct json_value *list,
                               const struct rule_fact *fact, struct fact_value *ret)
{
    if (list->kind != JSON_KIND_ARRAY || list->count > RULES_CLAIMS_MOST || list->count == 0)
        return INVALID;
    struct fact_claim *claims = arena_array(reading->arena, struct fact_claim, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *item = &list->items[i];
        const struct json_value *value = json_member(item, TEXT("value"));
        if (value == NULL || get_plain(value, fact, &claims[i].value) != OK)
            return INVALID;
        claims[i].document = json_text_or(json_member(item, TEXT("document")), TEXT_NONE);
        claims[i].reference = json_text_or(json_member(item, TEXT("reference")), TEXT_NONE);
        claims[i].counts = claims[i].document.length == 0 ? !json_boolean_or(json_member(item, TEXT("told")), false)
                                                          : rules_document_proves(fact, claims[i].document);
    }
    *ret = rules_evidence(reading->arena, claims, list->count);
    return OK;
}

static enum outcome get_period(const struct json_value *item, const struct rule_fact *fact, struct period_claim *ret)
{
    if (item->kind != JSON_KIND_OBJECT || get_day(json_member(item, TEXT("from")), &ret->from) != OK ||
        get_day(json_member(item, TEXT("until")), &ret->until) != OK)
        return INVALID;
    if (ret->from != DATE_NONE && ret->until != DATE_NONE && ret->until < ret->from)
        return INVALID;
    ret->absent = json_boolean_or(json_member(item, TEXT("absent")), false);
    ret->document = json_text_or(json_member(item, TEXT("document")), TEXT_NONE);
    ret->reference = json_text_or(json_member(item, TEXT("reference")), TEXT_NONE);
    ret->told = ret->document.length == 0 ? json_boolean_or(json_member(item, TEXT("told")), false)
                                          : !rules_document_proves(fact, ret->document);
    return OK;
}

static enum outcome get_periods(struct facts_reading *reading, const struct json_value *value,
                                const struct rule_fact *fact, struct fact_value *ret)
{
    const struct json_value *list = json_member(value, TEXT("periods"));
    if (list == NULL || list->kind != JSON_KIND_ARRAY || list->count > RULES_CLAIMS_MOST)
        return INVALID;
    struct period_claim *claims = arena_array(reading->arena, struct period_claim, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        if (get_period(&list->items[i], fact, &claims[i]) != OK)
            return INVALID;
    *ret = rules_periods(reading->arena, claims, list->count,
                         json_boolean_or(json_member(value, TEXT("complete")), false));
    return OK;
}

static enum outcome get_value(struct facts_reading *reading, const struct json_value *value,
                              const struct rule_fact *fact, struct fact_value *ret)
{
    const struct json_value *claims = json_member(value, TEXT("claims"));
    reading->faulty = fact->name;
    if (value->kind == JSON_KIND_NULL)
        return get_plain(value, fact, ret);
    if (fact->kind == FACT_PERIOD)
        return get_periods(reading, value, fact, ret);
    return claims == NULL ? get_plain(value, fact, ret) : get_claims(reading, claims, fact, ret);
}

static const struct rule_fact *fact_of_person(const struct rule_set *set, const struct rule_fact *relation,
                                              struct text name)
{
    for (size_t i = 0; i < set->fact_count; i++)
        if (set->facts[i].relation == relation &&
            text_equal(text_slice(set->facts[i].name, relation->name.length + 1, set->facts[i].name.length), name))
            return &set->facts[i];
    return NULL;
}

static enum outcome get_people(struct facts_reading *reading, const struct json_value *list,
                               const struct rule_fact *relation)
{
    const struct rule_set *set = reading->facts->set;
    struct fact_value *known = &reading->facts->values[relation - set->facts];
    reading->faulty = relation->name;
    *known = (struct fact_value){.state = FACT_NONE};
    if (list->kind == JSON_KIND_NULL)
        return OK;
    if (list->kind != JSON_KIND_ARRAY)
        return INVALID;
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *person = &list->items[i];
        struct fact_value *values = rules_facts_add_person(reading->arena, reading->facts, relation);
        if (values == NULL || person->kind != JSON_KIND_OBJECT)
            return INVALID;
        for (size_t f = 0; f < person->count; f++) {
            const struct rule_fact *fact = fact_of_person(set, relation, person->items[f].name);
            if (fact == NULL || get_value(reading, &person->items[f], fact, &values[fact - set->facts]) != OK)
                return INVALID;
        }
    }
    return OK;
}

static enum outcome get_facts(struct facts_reading *reading, const struct json_value *values)
{
    const struct rule_set *set = reading->facts->set;
    if (values == NULL || values->kind != JSON_KIND_OBJECT)
        return INVALID;
    for (size_t i = 0; i < values->count; i++) {
        const struct rule_fact *fact = rules_fact(set, values->items[i].name);
        reading->faulty = values->items[i].name;
        if (fact == NULL || fact->relation != NULL)
            return INVALID;
        enum outcome outcome = fact->kind == FACT_RELATION ? get_people(reading, &values->items[i], fact)
                                                           : get_value(reading, &values->items[i], fact,
                                                                       &reading->facts->values[fact - set->facts]);
        if (outcome != OK)
            return outcome;
    }
    return OK;
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

static enum outcome get_parameters(struct facts_reading *reading, const struct json_value *list)
{
    if (json_is_nothing(list))
        return OK;
    if (list->kind != JSON_KIND_OBJECT)
        return INVALID;
    for (size_t i = 0; i < list->count; i++) {
        reading->faulty = list->items[i].name;
        if (list->items[i].kind != JSON_KIND_TEXT ||
            rules_parameter_put(reading->facts, list->items[i].name, list->items[i].text) != OK)
            return INVALID;
    }
    return OK;
}

enum outcome rules_facts_read_with(struct arena *arena, const struct rule_set *set, const struct json_value *json,
                                   struct rule_facts **ret_facts, struct text *ret_faulty)
{
    struct facts_reading reading = {arena, rules_facts_new(arena, set), TEXT("facts")};
    const struct json_value *tables = json_member(json, TEXT("tables"));
    enum outcome outcome = get_facts(&reading, json_member(json, TEXT("facts")));
    if (outcome == OK)
        outcome = get_parameters(&reading, json_member(json, TEXT("parameters")));
    for (size_t i = 0; i < set->table_count && outcome == OK; i++) {
        reading.faulty = set->tables[i].name;
        if (set->tables[i].given)
            outcome = get_rows(arena, json_member(tables, set->tables[i].name), &reading.facts->tables[i]);
    }
    if (outcome == OK)
        *ret_facts = reading.facts;
    else
        *ret_faulty = reading.faulty;
    return outcome;
}

enum outcome rules_facts_read(struct arena *arena, const struct rule_set *set, const struct json_value *json,
                              struct rule_facts **ret_facts)
{
    struct text faulty;
    return rules_facts_read_with(arena, set, json, ret_facts, &faulty);
}
