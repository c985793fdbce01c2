/* A condition answered with what is known (Kleene's three values). */
#include "rules/rules.h"

#include "rules/rules_facts.h"

static enum rule_value value_of(bool yes) { return yes ? RULE_YES : RULE_NO; }

static enum rule_value inverted(enum rule_value value)
{
    return value == RULE_YES ? RULE_NO : value == RULE_NO ? RULE_YES : RULE_UNKNOWN;
}

static bool code_in(struct text codes, struct text code)
{
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one))
        if (text_equal(one, code))
            return true;
    return false;
}

static bool one_of(const struct rule_node *node, struct text code)
{
    for (size_t i = 0; i < node->code_count; i++)
        if (text_equal(node->codes[i], code))
            return true;
    return false;
}

static bool holds(const struct rule_node *node, struct text codes, bool all)
{
    size_t found = 0;
    for (size_t i = 0; i < node->code_count; i++)
        found += code_in(codes, node->codes[i]);
    return all ? found == node->code_count : found > 0;
}

static bool is_within(const struct rule_node *node, int64_t day, int64_t other)
{
    int32_t from = rules_day_shifted(other, -node->span, node->unit);
    int32_t until = rules_day_shifted(other, node->span, node->unit);
    if (node->operator== WITHIN_AFTER)
        from = (int32_t)other;
    if (node->operator== WITHIN_BEFORE)
        until = (int32_t)other;
    return day >= from && day <= until;
}

static bool is_listed(const struct rule_table *table, struct text key, int64_t day, bool part)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct rule_row *row = &table->rows[i];
        bool now = (row->from == DATE_NONE || row->from <= day) && (row->until == DATE_NONE || day <= row->until);
        if (now && (row->part.length > 0) == part && text_equal(row->key, key))
            return true;
    }
    return false;
}

/* Both sides are known and there. */
static bool compare(const struct rule_facts *facts, const struct rule_node *node, struct fact_value value,
                    struct fact_value other)
{
    switch (node->operator) {
    case IS:
        return node->fact->kind == FACT_CODE ? text_equal(value.text, other.text) : value.number == other.number;
    case IS_ONE_OF:
        return one_of(node, value.text);
    case IS_RECORDED:
        return true;
    case AT_LEAST:
        return value.number >= other.number;
    case AT_MOST:
        return value.number <= other.number;
    case MORE_THAN:
        return value.number > other.number;
    case LESS_THAN:
        return value.number < other.number;
    case WITHIN:
    case WITHIN_BEFORE:
    case WITHIN_AFTER:
        return is_within(node, value.number, other.number);
    case HOLDS_ONE_OF:
        return holds(node, value.text, false);
    case HOLDS_ALL_OF:
        return holds(node, value.text, true);
    case IN_TABLE:
    case PARTLY_IN_TABLE:
        return is_listed(&facts->tables[node->table - facts->set->tables], value.text, other.number,
                         node->operator== PARTLY_IN_TABLE);
    }
    return false;
}

struct fact_value rules_operand(const struct rule_facts *facts, const struct rule_node *test)
{
    if (test->other != NULL)
        return rules_facts_get(facts, test->other);
    return (struct fact_value){FACT_KNOWN, test->number, test->code_count == 1 ? test->codes[0] : TEXT_NONE};
}

/* What is known not to be there is not compared: the plain question is answered no. */
static enum rule_value answer_test(const struct rule_facts *facts, const struct rule_node *node)
{
    struct fact_value value = rules_facts_get(facts, node->fact);
    struct fact_value other = rules_operand(facts, node);
    enum rule_value answer;
    if (value.state == FACT_NONE || other.state == FACT_NONE)
        answer = RULE_NO;
    else if (value.state == FACT_UNKNOWN || other.state == FACT_UNKNOWN)
        answer = RULE_UNKNOWN;
    else
        answer = value_of(compare(facts, node, value, other));
    return node->negated ? inverted(answer) : answer;
}

static enum rule_value answer_group(const struct rule_node *node, size_t yes, size_t no)
{
    size_t unknown = node->child_count - yes - no;
    switch (node->kind) {
    case NODE_ALL:
    case NODE_NOT_ALL: {
        enum rule_value all = no > 0 ? RULE_NO : unknown > 0 ? RULE_UNKNOWN : RULE_YES;
        return node->kind == NODE_ALL ? all : inverted(all);
    }
    case NODE_ANY:
    case NODE_NONE: {
        enum rule_value any = yes > 0 ? RULE_YES : unknown > 0 ? RULE_UNKNOWN : RULE_NO;
        return node->kind == NODE_ANY ? any : inverted(any);
    }
    case NODE_AT_LEAST:
        return yes >= node->least ? RULE_YES : yes + unknown >= node->least ? RULE_UNKNOWN : RULE_NO;
    case NODE_TEST:
        break;
    }
    return RULE_UNKNOWN;
}

/* Nested RULES_DEPTH_MOST times at most, which the reader saw to. */
static void answer(struct arena *arena, const struct rule_facts *facts, const struct rule_node *node,
                   struct reason *reason)
{
    size_t counts[3] = {0};
    *reason = (struct reason){.node = node};
    if (node->kind == NODE_TEST) {
        reason->value = answer_test(facts, node);
        return;
    }
    struct reason *children = arena == NULL ? NULL : arena_array(arena, struct reason, node->child_count + 1);
    for (size_t i = 0; i < node->child_count; i++) {
        struct reason child;
        answer(arena, facts, &node->children[i], &child);
        counts[child.value]++;
        if (children != NULL)
            children[i] = child;
    }
    reason->children = children;
    reason->value = answer_group(node, counts[RULE_YES], counts[RULE_NO]);
}

enum rule_value rules_evaluate(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                               const struct reason **ret_reason)
{
    struct reason reason;
    answer(ret_reason == NULL ? NULL : arena, facts, condition, &reason);
    if (ret_reason != NULL) {
        struct reason *kept = arena_new(arena, struct reason);
        *kept = reason;
        *ret_reason = kept;
    }
    return reason.value;
}

/* ---- in words ---- */

static const char *words_of(const struct rule_node *test)
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
        return test->negated
            ? UNITS[test->operator- WITHIN][test->unit].negated : UNITS[test->operator- WITHIN][test->unit].plain;
    case HOLDS_ONE_OF:
        return test->negated ? N_("{1}: holds none of {2}") : N_("{1}: holds one of {2}");
    case HOLDS_ALL_OF:
        return test->negated ? N_("{1}: does not hold all of {2}") : N_("{1}: holds all of {2}");
    case IN_TABLE:
        return test->negated ? N_("{1}: not on the list on {2}") : N_("{1}: on the list on {2}");
    case PARTLY_IN_TABLE:
        return test->negated ? N_("{1}: no part of it on the list on {2}") : N_("{1}: in part on the list on {2}");
    }
    return "{1}";
}

struct reason_words reason_words(struct arena *arena, const struct rule_facts *facts, const struct rule_node *test)
{
    struct reason_words words = {.message = words_of(test),
                                 .value = rules_facts_get(facts, test->fact),
                                 .other = test->other,
                                 .other_value = rules_operand(facts, test),
                                 .span = test->span};
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
    case NODE_TEST:
        break;
    }
    return "";
}
