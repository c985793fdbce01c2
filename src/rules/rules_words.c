/* Reasons in words. */
#include "rules/rules_facts.h"

static const char *words_of(const struct rule_node *test, enum rule_unit unit)
{
    bool day = test->fact->kind == FACT_DATE;
    static const struct {
        const char *plain, *negated;
    } UNITS[][3] = {{{N_("{1}: within {3} days of {2}"), N_("{1}: not within {3} days of {2}")},
                     {N_("{1}: within {3} months of {2}"), N_("{1}: not within {3} months of {2}")},
                     {N_("{1}: within {3} years of {2}"), N_("{1}: not within {3} years of {2}")}},
                    {{N_("{1}: within {3} days before {2}"), N_("{1}: not within {3} days before {2}")},
                     {N_("{1}: within {3} months before {2}"), N_("{1}: not within {3} months before {2}")},
                     {N_("{1}: within {3} years before {2}"), N_("{1}: not within {3} years before {2}")}},
                    {{N_("{1}: within {3} days after {2}"), N_("{1}: not within {3} days after {2}")},
                     {N_("{1}: within {3} months after {2}"), N_("{1}: not within {3} months after {2}")},
                     {N_("{1}: within {3} years after {2}"), N_("{1}: not within {3} years after {2}")}}};
    switch (test->operator) {
    case IS:
        return test->negated ? N_("{1}: not {2}") : N_("{1}: {2}");
    case IS_ONE_OF:
        return test->negated ? N_("{1}: none of {2}") : N_("{1}: one of {2}");
    case IS_RECORDED:
        return test->negated ? N_("{1}: not recorded") : N_("{1}: recorded");
    case AT_LEAST:
        return day ? N_("{1}: on {2} or later") : N_("{1}: at least {2}");
    case AT_MOST:
        return day ? N_("{1}: on {2} or earlier") : N_("{1}: at most {2}");
    case MORE_THAN:
        return day ? N_("{1}: after {2}") : N_("{1}: more than {2}");
    case LESS_THAN:
        return day ? N_("{1}: before {2}") : N_("{1}: less than {2}");
    case WITHIN:
    case WITHIN_BEFORE:
    case WITHIN_AFTER:
        return test->negated ? UNITS[test->operator- WITHIN][unit].negated : UNITS[test->operator- WITHIN][unit].plain;
    case HOLDS_ONE_OF:
        return test->negated ? N_("{1}: holds none of {2}") : N_("{1}: holds one of {2}");
    case HOLDS_ALL_OF:
        return test->negated ? N_("{1}: does not hold all of {2}") : N_("{1}: holds all of {2}");
    case IN_TABLE:
        return test->negated ? N_("{1}: not on the list on {2}") : N_("{1}: on the list on {2}");
    case PARTLY_IN_TABLE:
        return test->negated ? N_("{1}: no part of it on the list on {2}") : N_("{1}: in part on the list on {2}");
    case COVERS:
        return test->negated ? N_("{1}: not on {2}") : N_("{1}: on {2} too");
    case LASTS:
        return N_("{1}: for at least {3}, on {2}");
    case ADDS_UP:
        return N_("{1}: at least {3} in all, up to {2}");
    case BEGINS_BEFORE:
        return test->negated ? N_("{1}: not begun before {2}") : N_("{1}: begun before {2}");
    case BEGINS_AT_MOST:
        return N_("{1}: begun on {2} or earlier");
    }
    return "{1}";
}

struct reason_words reason_words(struct arena *arena, const struct rule_facts *facts, const struct rule_node *test)
{
    struct reason_words words = {.message = words_of(test, rules_span_of(facts, test).unit),
                                 .value = rules_facts_get(facts, test->fact),
                                 .other = test->other,
                                 .other_value = rules_operand(facts, test),
                                 .span = rules_span_of(facts, test).number,
                                 .span_unit = rules_span_of(facts, test).unit,
                                 .gap = rules_gap_of(facts, test),
                                 .parameter = test->number_parameter,
                                 .span_parameter = test->span_parameter,
                                 .gap_parameter = test->gap_parameter};
    for (size_t i = 0; i < test->code_count; i++)
        words.other_value.text =
            i == 0 ? test->codes[0]
                   : arena_format(arena, "%.*s,%.*s", TEXT_ARG(words.other_value.text), TEXT_ARG(test->codes[i]));
    return words;
}

const char *reason_group(const struct rule_node *group)
{
    switch (group->kind) {
    case NODE_ALL:
        return N_("All of these");
    case NODE_ANY:
        return N_("One of these at least");
    case NODE_NONE:
        return N_("None of these");
    case NODE_NOT_ALL:
        return N_("Not all of these");
    case NODE_AT_LEAST:
        return N_("At least {1} of these");
    case NODE_SOMEBODY:
        return N_("{1}: one person of whom all of these hold");
    case NODE_NOBODY:
        return N_("{1}: nobody of whom all of these hold");
    case NODE_MEETS:
        return N_("Meets: {1}");
    case NODE_TEST:
        break;
    }
    return "";
}
