/* Any bytes are read or refused at a place that exists; what is read is answered, and no fact that is added turns a
   decision.  The bytes behind the text choose the facts. */
#include <stdlib.h>

#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fact_value drawn(const struct rule_fact *fact, uint8_t byte)
{
    if (byte % 4 == 0)
        return (struct fact_value){.state = FACT_NONE};
    if (fact->kind == FACT_FLAG)
        return fact_flag(byte % 2);
    if (fact->kind == FACT_CODE || fact->kind == FACT_CODES)
        return fact_code(byte % 2 == 1 ? TEXT("GIN") : TEXT("a,b"));
    return fact_number(byte * 100);
}

static void answer(struct arena *arena, const struct rule_set *set, const uint8_t *bytes, size_t size)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    struct settlement settlement;
    enum rule_value before[RULES_RULES_MOST];
    for (size_t i = 0; i < set->rule_count; i++) {
        before[i] = rules_evaluate(arena, facts, set->rules[i].condition, NULL);
        if (i < 4)
            rules_settle(arena, facts, set->rules[i].condition, &settlement);
    }
    for (size_t at = 0; at < set->fact_count && size > 0; at++) {
        facts->values[at] = drawn(&set->facts[at], bytes[at % size]);
        for (size_t i = 0; i < set->rule_count; i++) {
            enum rule_value now = rules_evaluate(arena, facts, set->rules[i].condition, NULL);
            if (before[i] != RULE_UNKNOWN && now != before[i])
                abort();
            before[i] = now;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    const struct rule_set *set;
    struct rules_fault fault;
    struct text text = {(const char *)data, size};
    enum outcome outcome = rules_read(arena, text, &set, &fault);
    if (outcome == OK)
        answer(arena, set, data + size / 2, size - size / 2);
    else if (outcome < 0 || fault.message == NULL || fault.line == 0 || fault.column == 0)
        abort();
    return 0;
}
