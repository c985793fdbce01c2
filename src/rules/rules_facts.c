/* What is known. */
#include "rules/rules_facts.h"

#include "base/number.h"

struct rule_facts *rules_facts_new(struct arena *arena, const struct rule_set *set)
{
    struct rule_facts *facts = arena_new(arena, struct rule_facts);
    facts->set = set;
    facts->values = arena_array(arena, struct fact_value, set->fact_count + 1);
    facts->tables = arena_array(arena, struct rule_table, set->table_count + 1);
    facts->parameters = arena_array(arena, struct rule_amount, set->parameter_count + 1);
    facts->people = arena_array(arena, struct rule_people, set->fact_count + 1);
    for (size_t i = 0; i < set->table_count; i++)
        facts->tables[i] = set->tables[i];
    for (size_t i = 0; i < set->parameter_count; i++)
        facts->parameters[i] = set->parameters[i].standard;
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
    if (fact->relation == NULL)
        return facts->values[fact - facts->set->facts];
    const struct rule_people *people = &facts->people[fact->relation - facts->set->facts];
    return people->asked == 0 || people->asked > people->count
               ? (struct fact_value){.state = FACT_UNKNOWN}
               : people->at[people->asked - 1][fact - facts->set->facts];
}

struct fact_value *rules_facts_add_person(struct arena *arena, struct rule_facts *facts,
                                          const struct rule_fact *relation)
{
    struct rule_people *people = &facts->people[relation - facts->set->facts];
    if (people->at == NULL)
        people->at = arena_array(arena, struct fact_value *, RULES_PEOPLE_MOST);
    if (people->count == RULES_PEOPLE_MOST)
        return NULL;
    facts->values[relation - facts->set->facts] = (struct fact_value){.state = FACT_KNOWN};
    struct fact_value *values = arena_array(arena, struct fact_value, facts->set->fact_count);
    people->at[people->count++] = values;
    return values;
}

/* ---- open points ---- */

bool rules_unit_of(struct text word, enum rule_unit *ret)
{
    static const struct {
        const char *one, *many;
        enum rule_unit unit;
    } UNITS[] = {{"day", "days", UNIT_DAYS}, {"month", "months", UNIT_MONTHS}, {"year", "years", UNIT_YEARS}};
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
        if (text_is(word, UNITS[i].one) || text_is(word, UNITS[i].many)) {
            *ret = UNITS[i].unit;
            return true;
        }
    return false;
}

const char *rules_unit_word(enum rule_unit unit)
{
    return unit == UNIT_DAYS ? "days" : unit == UNIT_MONTHS ? "months" : "years";
}

static enum outcome read_amount(struct text value, struct rule_amount *ret)
{
    struct text number = TEXT_NONE;
    struct rule_amount amount;
    (void)text_split(&value, ' ', &number);
    if (text_to_integer(number, 0, RULES_SPAN_MOST, &amount.number) != OK || !rules_unit_of(value, &amount.unit))
        return INVALID;
    *ret = amount;
    return OK;
}

enum outcome rules_parameter_put(struct rule_facts *facts, struct text name, struct text value)
{
    for (size_t i = 0; i < facts->set->parameter_count; i++) {
        const struct rule_parameter *parameter = &facts->set->parameters[i];
        struct rule_amount amount = {0};
        int32_t day = 0;
        if (!text_equal(parameter->name, name))
            continue;
        enum outcome outcome = INVALID;
        if (parameter->kind == PARAMETER_SPAN)
            outcome = read_amount(value, &amount);
        else if (parameter->kind == PARAMETER_NUMBER)
            outcome = text_to_integer(value, -1000000000000, 1000000000000, &amount.number);
        else if (text_to_date(value, &day) == OK) {
            amount.number = day;
            outcome = OK;
        }
        if (outcome == OK)
            facts->parameters[i] = amount;
        return outcome;
    }
    return NOT_FOUND;
}

/* ---- evidence ---- */

bool rules_document_proves(const struct rule_fact *fact, struct text document)
{
    for (size_t i = 0; i < fact->document_count; i++)
        if (text_equal(fact->documents[i]->code, document))
            return true;
    return fact->document_count == 0;
}

static bool same_value(struct fact_value a, struct fact_value b)
{
    return a.state == b.state && a.number == b.number && text_equal(a.text, b.text);
}

struct fact_value rules_evidence(struct arena *arena, const struct fact_claim *claims, size_t count)
{
    struct fact_evidence *evidence = arena_new(arena, struct fact_evidence);
    struct fact_value value = {.state = FACT_UNKNOWN};
    *evidence = (struct fact_evidence){claims, count};
    for (size_t i = 0; i < count; i++) {
        if (!claims[i].counts)
            continue;
        if (value.state == FACT_UNKNOWN)
            value = claims[i].value;
        else if (!same_value(value, claims[i].value))
            value = (struct fact_value){.state = FACT_CONTESTED};
        if (value.state == FACT_CONTESTED)
            break;
    }
    value.evidence = evidence;
    return value;
}

/* ---- constants ---- */

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
    int64_t shifted = day + span;
    int64_t months = unit == UNIT_YEARS ? span * 12 : span;
    int32_t first = rules_day_first();
    int32_t last = rules_day_last();
    if (unit != UNIT_DAYS)
        shifted = day + months * 31 > last    ? last
                  : day + months * 31 < first ? first
                                              : date_add_months((int32_t)day, (int32_t)months);
    return shifted < first ? first : shifted > last ? last : (int32_t)shifted;
}
