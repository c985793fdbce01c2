/* A set with everything that facts may be, and one rule whose condition a test writes. */
#ifndef RULES_TESTS_WIDE_H
#define RULES_TESTS_WIDE_H

#include "rules/tests/sample.h"

#define WIDE_FACT(name, kind, more) "fact " name "\n  kind " kind "\n  holder desk\n" more SAMPLE_LABEL
#define WIDE_RULE(head, code)                                  \
    head " " code "\n  source s\n  at approval\n" SAMPLE_LABEL \
         "  unmet fr \"Non\"\n  unmet ar \"لا\"\n  unmet en \"No\"\n"
#define WIDE_HEAD                                                                                                      \
    SAMPLE_HEAD                                                                                                        \
    "source s\n  text \"Own proposal\"\n  unverified\nholder desk\n" SAMPLE_LABEL                                      \
    "document paper\n  source s\n" SAMPLE_LABEL "document stamp\n  source s\n" SAMPLE_LABEL                            \
    "parameter gap\n  default 10 days\n  source s\n" SAMPLE_LABEL                                                      \
    "parameter long\n  default 2 years\n  source s\n" SAMPLE_LABEL                                                     \
    "parameter adult\n  default 18\n  source s\n" SAMPLE_LABEL                                                         \
    "parameter first\n  default 2012-06-30\n  source s\n" SAMPLE_LABEL WIDE_FACT("a", "yes-no", "")                    \
        WIDE_FACT("age", "number", "  proved by paper\n") WIDE_FACT("filed", "day", "")                                \
            WIDE_FACT("stay", "period", "  proved by stamp, paper\n") WIDE_FACT("friend", "relation", "")              \
                WIDE_FACT("friend.town", "code",                                                                       \
                          "  code rabat fr \"Rabat\"\n  code rabat ar \"الرباط\"\n  code rabat en \"Rabat\"\n"   \
                          "  code tangier fr \"Tanger\"\n  code tangier ar \"طنجة\"\n  code tangier en \"Tangier\"\n") \
                    WIDE_FACT("friend.known", "period", "") WIDE_FACT("friend.age", "number", "")                      \
                        WIDE_FACT("child", "relation", "") WIDE_FACT("child.age", "number", "")                        \
                            WIDE_RULE("rule", "grown") "  effect stop\n  when age is at least adult\n"

/* The rule is the second one, a category. */
static inline const struct rule_set *wide_set(struct arena *arena, const char *condition)
{
    const struct rule_set *set;
    struct rules_fault fault = {0};
    struct text text = arena_format(arena, "%s%s  when %s\n", WIDE_HEAD, WIDE_RULE("category", "one"), condition);
    enum outcome outcome = rules_read(arena, text, &set, &fault);
    if (outcome != OK)
        fail_msg("line %zu, column %zu: %s (%.*s)", fault.line, fault.column, fault.message, TEXT_ARG(fault.found));
    return set;
}

static inline bool wide_has(struct rule_spans spans, int32_t day)
{
    for (size_t i = 0; i < spans.count; i++)
        if (spans.at[i].from <= day && day <= spans.at[i].until)
            return true;
    return false;
}

static uint32_t wide_seed = 20140102;
static inline uint32_t wide_draw(uint32_t below)
{
    wide_seed = wide_seed * 1664525u + 1013904223u;
    return (wide_seed >> 8) % below;
}

#endif
