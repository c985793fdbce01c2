/* A condition answered with what is known (Kleene's three values). */
#include "rules/rules_facts.h"

static enum rule_value value_of(bool yes) { return yes ? RULE_YES : RULE_NO; }

static enum rule_value inverted(enum rule_value value)
{
    return value == RULE_YES ? RULE_NO : value == RULE_NO ? RULE_YES : RULE_UNKNOWN;
}

bool rules_code_in(struct text codes, struct text code)
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
        found += rules_code_in(codes, node->codes[i]);
    return all ? found == node->code_count : found > 0;
}

static bool is_within(const struct rule_node *node, struct rule_amount span, int64_t day, int64_t other)
{
    int32_t from = rules_day_shifted(other, -span.number, span.unit);
    int32_t until = rules_day_shifted(other, span.number, span.unit);
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
        return is_within(node, rules_span_of(facts, node), value.number, other.number);
    case HOLDS_ONE_OF:
        return holds(node, value.text, false);
    case HOLDS_ALL_OF:
        return holds(node, value.text, true);
    case IN_TABLE:
    case PARTLY_IN_TABLE:
        return is_listed(&facts->tables[node->table - facts->set->tables], value.text, other.number,
                         node->operator== PARTLY_IN_TABLE);
    case COVERS:
    case LASTS:
    case ADDS_UP:
    case BEGINS_BEFORE:
    case BEGINS_AT_MOST:
        break; /* of periods: rules_periods.c */
    }
    return false;
}

struct fact_value rules_operand(const struct rule_facts *facts, const struct rule_node *test)
{
    if (test->other != NULL)
        return rules_facts_get(facts, test->other);
    int64_t number = test->number_parameter == NULL
                         ? test->number
                         : facts->parameters[test->number_parameter - facts->set->parameters].number;
    return (struct fact_value){
        .state = FACT_KNOWN, .number = number, .text = test->code_count == 1 ? test->codes[0] : TEXT_NONE};
}

struct rule_amount rules_span_of(const struct rule_facts *facts, const struct rule_node *test)
{
    return test->span_parameter == NULL ? (struct rule_amount){test->span, test->unit}
                                        : facts->parameters[test->span_parameter - facts->set->parameters];
}

struct rule_amount rules_gap_of(const struct rule_facts *facts, const struct rule_node *test)
{
    return test->gap_parameter == NULL ? test->gap : facts->parameters[test->gap_parameter - facts->set->parameters];
}

/* What is known not to be there is not compared: the plain question is answered no. */
static enum rule_value answer_plain(const struct rule_facts *facts, const struct rule_node *node,
                                    struct fact_value value, struct fact_value other)
{
    if (value.state == FACT_NONE || other.state == FACT_NONE)
        return RULE_NO;
    if (value.state == FACT_UNKNOWN || other.state == FACT_UNKNOWN)
        return RULE_UNKNOWN;
    if (node->fact->kind == FACT_PERIOD)
        return rules_period_answer(facts, node, value.periods, other.number);
    return value_of(compare(facts, node, value, other));
}

/* The value that claim `at` gives; one value where nothing is contested. */
static bool claimed(struct fact_value value, size_t at, struct fact_value *ret)
{
    if (value.state != FACT_CONTESTED) {
        *ret = value;
        return at == 0;
    }
    size_t seen = 0;
    for (size_t i = 0; i < value.evidence->count; i++)
        if (value.evidence->claims[i].counts && seen++ == at) {
            *ret = value.evidence->claims[i].value;
            return true;
        }
    return false;
}

/* Evidence that disagrees is not averaged: the answer stands where every reading of it gives the same. */
static enum rule_value answer_contested(const struct rule_facts *facts, const struct rule_node *node,
                                        struct fact_value value, struct fact_value other)
{
    struct fact_value left;
    struct fact_value right;
    bool first = true;
    enum rule_value all = RULE_UNKNOWN;
    for (size_t i = 0; claimed(value, i, &left); i++)
        for (size_t j = 0; claimed(other, j, &right); j++) {
            enum rule_value one = answer_plain(facts, node, left, right);
            if (!first && one != all)
                return RULE_UNKNOWN;
            all = one;
            first = false;
        }
    return all;
}

enum rule_value rules_test_answer(const struct rule_facts *facts, const struct rule_node *node)
{
    struct fact_value value = rules_facts_get(facts, node->fact);
    struct fact_value other = rules_operand(facts, node);
    enum rule_value answer = value.state == FACT_CONTESTED || other.state == FACT_CONTESTED
                                 ? answer_contested(facts, node, value, other)
                                 : answer_plain(facts, node, value, other);
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
    case NODE_SOMEBODY: /* of one person */
    case NODE_NOBODY:
    case NODE_MEETS:
        return no > 0 ? RULE_NO : unknown > 0 ? RULE_UNKNOWN : RULE_YES;
    case NODE_TEST:
        break;
    }
    return RULE_UNKNOWN;
}

static void answer(struct arena *arena, const struct rule_facts *facts, const struct rule_node *node,
                   struct reason *reason);

static enum rule_value answer_children(struct arena *arena, const struct rule_facts *facts,
                                       const struct rule_node *node, struct reason *reason)
{
    size_t counts[3] = {0};
    struct reason *children = arena == NULL ? NULL : arena_array(arena, struct reason, node->child_count + 1);
    for (size_t i = 0; i < node->child_count; i++) {
        struct reason child;
        answer(arena, facts, &node->children[i], &child);
        counts[child.value]++;
        if (children != NULL)
            children[i] = child;
    }
    reason->children = children;
    reason->child_count = node->child_count;
    return answer_group(node, counts[RULE_YES], counts[RULE_NO]);
}

static int rank(enum rule_value value) { return value == RULE_YES ? 2 : value == RULE_UNKNOWN ? 1 : 0; }

/* One person of the relation for whom all holds; the reasons are those of who comes closest. */
static void answer_people(struct arena *arena, const struct rule_facts *facts, const struct rule_node *node,
                          struct reason *reason)
{
    struct rule_people *people = &facts->people[node->relation - facts->set->facts];
    struct fact_value known = rules_facts_get(facts, node->relation);
    size_t outer = people->asked;
    reason->value = known.state == FACT_KNOWN || known.state == FACT_NONE ? RULE_NO : RULE_UNKNOWN;
    if (known.state == FACT_KNOWN && people->count == 0)
        reason->value = RULE_UNKNOWN; /* there is somebody of whom nothing is known */
    for (size_t i = 0; i < people->count && known.state == FACT_KNOWN; i++) {
        struct reason one = {.node = node, .person = i + 1};
        people->asked = i + 1;
        one.value = answer_children(arena, facts, node, &one);
        if (reason->person == 0 || rank(one.value) > rank(reason->value))
            *reason = one;
    }
    people->asked = outer;
    if (node->kind == NODE_NOBODY)
        reason->value = inverted(reason->value);
}

/* Nested RULES_DEPTH_MOST times at most, which the reader saw to. */
static void answer(struct arena *arena, const struct rule_facts *facts, const struct rule_node *node,
                   struct reason *reason)
{
    *reason = (struct reason){.node = node};
    if (node->kind == NODE_TEST)
        reason->value = rules_test_answer(facts, node);
    else if (node->relation != NULL)
        answer_people(arena, facts, node, reason);
    else
        reason->value = answer_children(arena, facts, node, reason);
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

/* ---- the whole of a set ---- */

static bool counts_in_whole(const struct rule *rule)
{
    return !text_is(rule->effect, "decision") && !text_is(rule->effect, "check");
}

const struct rule_node *rules_whole(struct arena *arena, const struct rule_set *set, struct text moment, int32_t day)
{
    struct rule_node *all = arena_new(arena, struct rule_node);
    struct rule_node *any = arena_new(arena, struct rule_node);
    struct rule_node *rules = arena_array(arena, struct rule_node, set->rule_count + 1);
    struct rule_node *categories = arena_array(arena, struct rule_node, set->rule_count + 1);
    *any = (struct rule_node){.kind = NODE_ANY, .children = categories};
    *all = (struct rule_node){.kind = NODE_ALL, .children = rules};
    for (size_t i = 0; i < set->rule_count; i++) {
        const struct rule *rule = &set->rules[i];
        struct rule_node meets = {
            .kind = NODE_MEETS, .line = rule->line, .rule = rule, .children = rule->condition, .child_count = 1};
        if (!rule_applies(set, rule, moment, day) || !counts_in_whole(rule))
            continue;
        if (rule->category)
            categories[any->child_count++] = meets;
        else
            rules[all->child_count++] = meets;
    }
    if (any->child_count > 0)
        rules[all->child_count++] = *any;
    return all;
}
