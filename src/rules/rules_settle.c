/* What would settle the unknown.  A set of facts settles a condition when it is decided whatever these facts turn out
   to be.  Each fact is tried with values on both sides of every limit that the condition knows: the answer is the same
   between two limits.  Work is bounded: past it a larger set is named than perhaps needed, never a wrong one. */
#include "rules/rules_facts.h"

enum { TRIED_MOST = 64, EVALUATIONS_MOST = 20000, ASKED_MOST = 16 };

struct open_fact {
    const struct rule_fact *fact;
    struct fact_value tried[TRIED_MOST];
    size_t tried_count;
    bool whole; /* all values that matter are among them */
};

struct search {
    struct arena *arena;
    struct rule_facts facts; /* a copy, to put values into */
    const struct rule_node *condition;
    struct open_fact *open;
    size_t open_count;
    size_t evaluations;
};

static bool is_open(const struct search *search, const struct rule_fact *fact)
{
    return fact != NULL && rules_facts_get(&search->facts, fact).state == FACT_UNKNOWN;
}

static void add_open(struct search *search, const struct rule_fact *fact)
{
    for (size_t i = 0; i < search->open_count; i++)
        if (search->open[i].fact == fact)
            return;
    search->open[search->open_count++] = (struct open_fact){.fact = fact, .whole = true};
}

/* The unknown facts of unknown tests, in the order of the text. */
static void collect(struct search *search, const struct reason *reason)
{
    if (reason->value != RULE_UNKNOWN)
        return;
    if (is_open(search, reason->node->fact))
        add_open(search, reason->node->fact);
    if (is_open(search, reason->node->other))
        add_open(search, reason->node->other);
    for (size_t i = 0; i < reason->node->child_count; i++)
        collect(search, &reason->children[i]);
}

/* ---- values to try ---- */

static void try_value(struct open_fact *open, struct fact_value value)
{
    for (size_t i = 0; i < open->tried_count; i++)
        if (open->tried[i].state == value.state && open->tried[i].number == value.number &&
            text_equal(open->tried[i].text, value.text))
            return;
    if (open->tried_count < TRIED_MOST)
        open->tried[open->tried_count++] = value;
    else
        open->whole = false;
}

static void try_around(struct open_fact *open, int64_t limit)
{
    for (int64_t number = limit - 1; number <= limit + 1; number++)
        try_value(open, (struct fact_value){.state = FACT_KNOWN, .number = number});
}

static void try_codes(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < test->code_count; i++) {
        try_value(open, fact_code(test->codes[i]));
        all =
            i == 0 ? test->codes[0] : arena_format(search->arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(test->codes[i]));
    }
    if (open->fact->kind == FACT_CODES && test->code_count > 0)
        try_value(open, fact_code(all));
    if (test->other != NULL && test->table == NULL)
        try_value(open, rules_facts_get(&search->facts, test->fact == open->fact ? test->other : test->fact));
}

static void try_table(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    const struct rule_table *table = &search->facts.tables[test->table - search->facts.set->tables];
    for (size_t i = 0; i < table->row_count; i++) {
        const struct rule_row *row = &table->rows[i];
        if (open->fact == test->fact)
            try_value(open, fact_code(row->key));
        if (open->fact == test->other && row->from != DATE_NONE)
            try_around(open, row->from);
        if (open->fact == test->other && row->until != DATE_NONE)
            try_around(open, row->until);
    }
}

/* The limits of a comparison with what is known; two unknown facts leave none, and nothing is said then. */
static void try_limits(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    bool right = test->fact != open->fact;
    struct fact_value other = right ? rules_facts_get(&search->facts, test->fact) : rules_operand(&search->facts, test);
    if (other.state == FACT_UNKNOWN) {
        open->whole = false;
        return;
    }
    if (other.state != FACT_KNOWN)
        return;
    try_around(open, other.number);
    if (test->operator== WITHIN || test->operator== WITHIN_BEFORE || test->operator== WITHIN_AFTER) {
        for (int64_t day = -2; day <= 2; day++) { /* months differ in length: a little on both sides */
            try_around(open, rules_day_shifted(other.number, test->span, test->unit) + day);
            try_around(open, rules_day_shifted(other.number, -test->span, test->unit) + day);
        }
    }
}

static void try_test(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    if (test->fact != open->fact && test->other != open->fact)
        return;
    if (test->table != NULL)
        try_table(search, open, test);
    else if (open->fact->kind == FACT_CODE || open->fact->kind == FACT_CODES)
        try_codes(search, open, test);
    else if (open->fact->kind != FACT_FLAG && test->operator!= IS_RECORDED)
        try_limits(search, open, test);
}

static void try_node(struct search *search, struct open_fact *open, const struct rule_node *node)
{
    if (node->kind == NODE_TEST)
        try_test(search, open, node);
    for (size_t i = 0; i < node->child_count; i++)
        try_node(search, open, &node->children[i]);
}

/* A flag is yes or no; anything else may also be found not to be, or to be something no rule names. */
static void fill_tried(struct search *search)
{
    for (size_t i = 0; i < search->open_count; i++) {
        struct open_fact *open = &search->open[i];
        if (open->fact->kind == FACT_FLAG) {
            try_value(open, fact_flag(true));
            try_value(open, fact_flag(false));
            continue;
        }
        try_value(open, (struct fact_value){.state = FACT_NONE});
        if (open->fact->kind == FACT_CODE || open->fact->kind == FACT_CODES)
            try_value(open, fact_code(TEXT("?")));
        else
            try_value(open, fact_number(0));
        try_node(search, open, search->condition);
    }
}

/* ---- is a set of facts enough? ---- */

static bool decides(struct search *search, const size_t *asked, size_t count)
{
    if (count == 0) {
        search->evaluations++;
        return search->evaluations <= EVALUATIONS_MOST &&
               rules_evaluate(NULL, &search->facts, search->condition, NULL) != RULE_UNKNOWN;
    }
    struct open_fact *open = &search->open[asked[0]];
    struct fact_value *value = &search->facts.values[open->fact - search->facts.set->facts];
    bool all = open->whole;
    for (size_t i = 0; i < open->tried_count && all; i++) {
        *value = open->tried[i];
        all = decides(search, asked + 1, count - 1);
    }
    value->state = FACT_UNKNOWN;
    return all;
}

/* The first set of `size` facts that decides, by the places of `open`. */
static bool find_set(struct search *search, size_t size, size_t from, size_t *asked, size_t chosen)
{
    if (chosen == size)
        return decides(search, asked, size);
    for (size_t i = from; i < search->open_count && search->evaluations <= EVALUATIONS_MOST; i++) {
        asked[chosen] = i;
        if (find_set(search, size, i + 1, asked, chosen + 1))
            return true;
    }
    return false;
}

static void fill_needed(struct search *search, struct settlement *ret)
{
    size_t asked[ASKED_MOST];
    size_t size = 2;
    ret->needed = arena_array(search->arena, const struct rule_fact *, search->open_count + 1);
    if (ret->single_count > 0) {
        ret->needed[ret->needed_count++] = ret->single[0];
        return;
    }
    while (size < search->open_count && size < ASKED_MOST && !find_set(search, size, 0, asked, 0))
        size++;
    bool found = size < search->open_count && size < ASKED_MOST && search->evaluations <= EVALUATIONS_MOST;
    for (size_t i = 0; i < (found ? size : search->open_count); i++)
        ret->needed[ret->needed_count++] = search->open[found ? asked[i] : i].fact;
}

void rules_settle(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                  struct settlement *ret)
{
    const struct reason *reason;
    *ret = (struct settlement){0};
    if (rules_evaluate(arena, facts, condition, &reason) != RULE_UNKNOWN)
        return;
    struct search search = {.arena = arena, .facts = *facts, .condition = condition};
    search.facts.values = arena_array(arena, struct fact_value, facts->set->fact_count + 1);
    for (size_t i = 0; i < facts->set->fact_count; i++)
        search.facts.values[i] = facts->values[i];
    search.open = arena_array(arena, struct open_fact, facts->set->fact_count + 1);
    collect(&search, reason);
    fill_tried(&search);
    ret->single = arena_array(arena, const struct rule_fact *, search.open_count + 1);
    for (size_t i = 0; i < search.open_count; i++)
        if (decides(&search, &i, 1))
            ret->single[ret->single_count++] = search.open[i].fact;
    fill_needed(&search, ret);
}
