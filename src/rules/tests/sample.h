/* A small set of rules for the tests: a head, facts of every kind, and one rule with the condition given. */
#ifndef RULES_TESTS_SAMPLE_H
#define RULES_TESTS_SAMPLE_H

#include "base/tests/testing.h"

#include "rules/rules.h"

#define SAMPLE_LABEL "  fr \"Un\"\n  ar \"واحد\"\n  en \"One\"\n"
#define SAMPLE_HEAD "rules sample\nversion 3\nfrom 2026-01-01\ntitle\n" SAMPLE_LABEL
#define SAMPLE_FACT(name, kind) "fact " name "\n  kind " kind "\n  holder desk\n" SAMPLE_LABEL
#define SAMPLE_FACTS                                                                                         \
    "source s\n  text \"Own proposal\"\n  unverified\nholder desk\n" SAMPLE_LABEL SAMPLE_FACT("a", "yes-no") \
        SAMPLE_FACT("b", "yes-no") SAMPLE_FACT("c", "yes-no") SAMPLE_FACT("age", "number")                   \
            SAMPLE_FACT("grade", "number") SAMPLE_FACT("day", "day") SAMPLE_FACT("filed", "day")             \
                SAMPLE_FACT("country", "code") SAMPLE_FACT(                                                  \
                    "needs", "codes") "table closed\n  given\n"                                              \
                                      "table fixed\n  - GIN from 2026-03-01 until 2026-03-31\n  - MLI part North\n"
#define SAMPLE_RULE                                                     \
    "rule one\n  source s\n  at approval\n  effect stop\n" SAMPLE_LABEL \
    "  unmet fr \"Non\"\n  unmet ar \"لا\"\n  unmet en \"No\"\n  when "
#define SAMPLE SAMPLE_HEAD SAMPLE_FACTS SAMPLE_RULE

/* The set whose one rule has this condition; the test fails, with the fault, when it is refused. */
static inline const struct rule_set *sample_set(struct arena *arena, const char *condition)
{
    const struct rule_set *set;
    struct rules_fault fault = {0};
    struct text text = arena_format(arena, "%s%s", SAMPLE, condition);
    enum outcome outcome = rules_read(arena, text, &set, &fault);
    if (outcome != OK)
        fail_msg("line %zu, column %zu: %s (%.*s)", fault.line, fault.column, fault.message, TEXT_ARG(fault.found));
    return set;
}

/* Facts from "name=cell&name=cell", cells as a table has them; of several people with "|" between them. */
static inline struct rule_facts *sample_facts(struct arena *arena, const struct rule_set *set, const char *given)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    struct text rest = text_from(given);
    struct text pair;
    while (rest.length > 0 && text_split(&rest, '&', &pair)) {
        struct text name = TEXT_NONE;
        (void)text_split(&pair, '=', &name);
        const struct rule_fact *fact = rules_fact(set, name);
        if (fact == NULL)
            fail_msg("no fact %.*s", TEXT_ARG(name));
        if (fact->relation == NULL) {
            assert_int_equal(rules_cell_read(arena, fact, pair, &facts->values[fact - set->facts]), OK);
            continue;
        }
        struct rule_people *people = &facts->people[fact->relation - set->facts];
        struct text one;
        for (size_t i = 0; pair.length > 0 && text_split(&pair, '|', &one); i++) {
            struct fact_value *values =
                i < people->count ? people->at[i] : rules_facts_add_person(arena, facts, fact->relation);
            assert_int_equal(rules_cell_read(arena, fact, one, &values[fact - set->facts]), OK);
        }
    }
    return facts;
}

static inline int32_t sample_day(const char *text)
{
    int32_t day;
    assert_int_equal(text_to_date(text_from(text), &day), OK);
    return day;
}

#endif
