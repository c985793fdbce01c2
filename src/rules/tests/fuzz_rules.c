/* Any bytes are read or refused at a place that exists; what is read is answered, and no fact that is added turns a
   decision; many at once answer as one by one does; facts are kept as they are.  The bytes behind the text choose the
   facts, and are read as cells. */
#include <stdlib.h>

#include "rules/rules_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fact_value drawn(struct arena *arena, const struct rule_fact *fact, uint8_t byte)
{
    static const struct text STAYS[] = {
        TEXT_CONSTANT("2014-01-01.."), TEXT_CONSTANT("not 2013-01-01..2014-02-01; ..2013-06-01"),
        TEXT_CONSTANT("2010-01-01..2012-01-01; 2012-02-01..; complete"), TEXT_CONSTANT("complete")};
    struct fact_value value = {.state = FACT_NONE};
    if (byte % 4 == 0)
        return value;
    if (fact->kind == FACT_FLAG)
        return fact_flag(byte % 2);
    if (fact->kind == FACT_PERIOD) {
        if (rules_cell_read(arena, fact, STAYS[byte % 4], &value) != OK)
            abort();
        return value;
    }
    if (fact->kind == FACT_CODE || fact->kind == FACT_CODES)
        return fact_code(byte % 2 == 1 ? TEXT("GIN") : TEXT("a,b"));
    return fact_number(byte * 100);
}

/* Facts of people are known as soon as the people are. */
static void draw_people(struct arena *arena, struct rule_facts *facts, const struct rule_fact *relation, uint8_t byte)
{
    const struct rule_set *set = facts->set;
    facts->values[relation - set->facts].state = FACT_NONE;
    for (int people = byte % 3; people > 0; people--) {
        struct fact_value *values = rules_facts_add_person(arena, facts, relation);
        for (size_t f = 0; f < set->fact_count && values != NULL; f++)
            if (set->facts[f].relation == relation)
                values[f] = drawn(arena, &set->facts[f], (uint8_t)(byte + f));
    }
}

static void compare_blocks(struct arena *arena, struct rule_facts *facts)
{
    const struct rule_set *set = facts->set;
    for (size_t i = 0; i < set->rule_count && i < 8; i++) {
        const struct rules_plan *plan = rules_plan_new(arena, facts, set->rules[i].condition);
        struct rules_block *block = rules_block_new(arena, plan);
        const struct reason *reason;
        if (!rules_block_add(block, facts))
            abort();
        rules_block_answer(block);
        if (rules_block_value(block, 0) != rules_evaluate(arena, facts, set->rules[i].condition, &reason) ||
            rules_block_reason(arena, block, 0)->value != reason->value)
            abort();
    }
}

static void keep(struct arena *arena, const struct rule_facts *facts)
{
    AUTO_BUFFER struct buffer kept = buffer_open(8 << 20);
    const struct json_value *json;
    struct rule_facts *again;
    struct json_writer writer = json_writer_open(&kept);
    rules_facts_write(&writer, facts);
    if (!json_finish(&writer) || json_parse(arena, buffer_text(&kept), JSON_LIMITS_REQUEST, &json, NULL) != OK)
        abort();
    if (rules_facts_read(arena, facts->set, json, &again) != OK)
        return; /* codes that the set does not have were drawn */
    for (size_t i = 0; i < facts->set->rule_count && i < 8; i++)
        if (rules_evaluate(NULL, facts, facts->set->rules[i].condition, NULL) !=
            rules_evaluate(NULL, again, facts->set->rules[i].condition, NULL))
            abort();
}

static void read_cells(struct arena *arena, const struct rule_set *set, struct text text)
{
    struct fact_value value;
    for (size_t i = 0; i < set->fact_count && i < 8; i++)
        if (rules_cell_read(arena, &set->facts[i], text, &value) < 0)
            abort();
}

static void answer(struct arena *arena, const struct rule_set *set, const uint8_t *bytes, size_t size)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    struct settlement settlement;
    enum rule_value before[RULES_RULES_MOST];
    for (size_t i = 0; i < set->rule_count; i++) {
        before[i] = rules_evaluate(arena, facts, set->rules[i].condition, NULL);
        if (i < 2)
            rules_settle(arena, facts, set->rules[i].condition, &settlement);
    }
    for (size_t at = 0; at < set->fact_count && size > 0; at++) {
        if (set->facts[at].kind == FACT_RELATION)
            draw_people(arena, facts, &set->facts[at], bytes[at % size]);
        else if (set->facts[at].relation == NULL)
            facts->values[at] = drawn(arena, &set->facts[at], bytes[at % size]);
        for (size_t i = 0; i < set->rule_count; i++) {
            enum rule_value now = rules_evaluate(arena, facts, set->rules[i].condition, NULL);
            if (before[i] != RULE_UNKNOWN && now != before[i])
                abort();
            before[i] = now;
        }
    }
    compare_blocks(arena, facts);
    keep(arena, facts);
    if (set->rule_count > 0)
        rules_settle(arena, facts, set->rules[0].condition, &settlement);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(512 << 20);
    const struct rule_set *set;
    struct rules_fault fault;
    struct text text = {(const char *)data, size};
    enum outcome outcome = rules_read(arena, text, &set, &fault);
    if (outcome == OK) {
        answer(arena, set, data + size / 2, size - size / 2);
        read_cells(arena, set, (struct text){(const char *)data + size / 2, size - size / 2});
    } else if (outcome < 0 || fault.message == NULL || fault.line == 0 || fault.column == 0) {
        abort();
    }
    return 0;
}
