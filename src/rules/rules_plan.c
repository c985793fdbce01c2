/* Many cases at a time.  A test of one fact becomes a comparison over a column, and gives two words of 64 bits: of the
   cases for which it is met, and for which it is not; groups are a few operations on such words.  What is no plain
   comparison (periods, tables, another fact, contested evidence) is asked of rules_evaluate, case by case. */
#include "rules/rules_plan.h"

#include "rules/rules_facts.h"

enum step_kind { STEP_RANGE, STEP_ANY_BITS, STEP_ALL_BITS, STEP_THERE, STEP_EACH, STEP_GROUP };
enum { BITS_MOST = 63 };

struct step {
    enum step_kind kind;
    const struct rule_node *node;
    size_t fact;         /* its place in the set */
    int64_t low, high;   /* of a range; bits in `low` */
    size_t first, count; /* of a group: its children, in plan->children */
};

/* The codes that tests name, of one fact: a bit each. */
struct coded {
    struct text codes[BITS_MOST];
    size_t count;
    bool spilled; /* there are more: such tests are asked one by one */
};

struct rules_plan {
    const struct rule_set *set;
    const struct rule_facts *like;
    struct step *steps; /* children before their group; the last one is the whole */
    size_t step_count;
    size_t *children;
    size_t child_count;
    struct coded *coded; /* by the place in the set; NULL: none */
    const size_t *asked; /* the facts of which there are columns */
    size_t asked_count;
};

struct words {
    uint64_t yes, no;
};
struct column {
    int64_t numbers[RULES_BLOCK];
    uint64_t known, none, contested;
};
struct rules_block {
    const struct rules_plan *plan;
    struct rule_facts *cases[RULES_BLOCK];
    size_t count;
    struct column *columns; /* by the place in plan->asked */
    struct words *answers;  /* by step */
};

/* ---- compiling ---- */

struct compiling {
    struct arena *arena;
    struct rules_plan *plan;
    size_t *places; /* of columns, by fact; SIZE_MAX: none */
    size_t *asked;
};

static size_t bit_of(const struct coded *coded, struct text code)
{
    for (size_t i = 0; i < coded->count; i++)
        if (text_equal(coded->codes[i], code))
            return i;
    return BITS_MOST;
}

static void collect_codes(struct compiling *compiling, const struct rule_node *node)
{
    struct rules_plan *plan = compiling->plan;
    for (size_t i = 0; i < node->child_count; i++)
        collect_codes(compiling, &node->children[i]);
    if (node->kind != NODE_TEST || (node->fact->kind != FACT_CODE && node->fact->kind != FACT_CODES))
        return;
    struct coded *coded = &plan->coded[node->fact - plan->set->facts];
    for (size_t i = 0; i < node->code_count; i++) {
        if (bit_of(coded, node->codes[i]) < BITS_MOST)
            continue;
        if (coded->count == BITS_MOST)
            coded->spilled = true;
        else
            coded->codes[coded->count++] = node->codes[i];
    }
}

static int64_t bits_of(const struct coded *coded, const struct rule_node *node)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < node->code_count; i++)
        bits |= UINT64_C(1) << bit_of(coded, node->codes[i]);
    return (int64_t)bits;
}

static void compile_codes(const struct rules_plan *plan, const struct rule_node *node, struct step *step)
{
    const struct coded *coded = &plan->coded[step->fact];
    if (coded->spilled || node->code_count == 0)
        return;
    if (node->operator== IS || node->operator== IS_ONE_OF || node->operator== HOLDS_ONE_OF)
        step->kind = STEP_ANY_BITS;
    else if (node->operator== HOLDS_ALL_OF)
        step->kind = STEP_ALL_BITS;
    else
        return;
    step->low = bits_of(coded, node);
}

static void compile_range(const struct rules_plan *plan, const struct rule_node *node, struct step *step)
{
    int64_t number = rules_operand(plan->like, node).number;
    static const bool PLAIN[] = {[IS] = true,        [AT_LEAST] = true,  [AT_MOST] = true,
                                 [MORE_THAN] = true, [LESS_THAN] = true, [BEGINS_AT_MOST] = false};
    if (!PLAIN[node->operator])
        return;
    step->kind = STEP_RANGE;
    step->low = node->operator== IS || node->operator== AT_LEAST ? number
                : node->operator== MORE_THAN                     ? number + 1
                                                                 : INT64_MIN;
    step->high = node->operator== IS || node->operator== AT_MOST ? number
                 : node->operator== LESS_THAN                    ? number - 1
                                                                 : INT64_MAX;
}

static void compile_test(struct compiling *compiling, const struct rule_node *node, struct step *step)
{
    const struct rules_plan *plan = compiling->plan;
    const struct rule_fact *fact = node->fact;
    step->kind = STEP_EACH;
    if (fact->relation != NULL || node->other != NULL || fact->kind == FACT_PERIOD)
        return;
    step->fact = (size_t)(fact - plan->set->facts);
    if (node->operator== IS_RECORDED)
        step->kind = STEP_THERE;
    else if (fact->kind == FACT_CODE || fact->kind == FACT_CODES)
        compile_codes(plan, node, step);
    else
        compile_range(plan, node, step);
    if (step->kind == STEP_EACH)
        return;
    if (compiling->places[step->fact] == SIZE_MAX) {
        compiling->places[step->fact] = compiling->plan->asked_count;
        compiling->asked[compiling->plan->asked_count++] = step->fact;
    }
    step->fact = compiling->places[step->fact];
}

static size_t count_nodes(const struct rule_node *node)
{
    size_t count = 1;
    for (size_t i = 0; i < node->child_count; i++)
        count += count_nodes(&node->children[i]);
    return count;
}

/* As deep as conditions are nested; gives the place of its step. */
static size_t compile(struct compiling *compiling, const struct rule_node *node)
{
    struct rules_plan *plan = compiling->plan;
    struct step step = {.node = node};
    if (node->kind == NODE_TEST) {
        compile_test(compiling, node, &step);
    } else if (node->relation != NULL || node->kind == NODE_AT_LEAST) {
        step.kind = STEP_EACH;
    }
    if (node->kind != NODE_TEST && step.kind != STEP_EACH) {
        step.kind = STEP_GROUP;
        step.first = plan->child_count;
        step.count = node->child_count;
        plan->child_count += node->child_count;
        for (size_t i = 0; i < node->child_count; i++) {
            size_t child = compile(compiling, &node->children[i]);
            plan->children[step.first + i] = child;
        }
    }
    plan->steps[plan->step_count] = step;
    return plan->step_count++;
}

const struct rules_plan *rules_plan_new(struct arena *arena, const struct rule_facts *like,
                                        const struct rule_node *condition)
{
    size_t nodes = count_nodes(condition);
    struct rules_plan *plan = arena_new(arena, struct rules_plan);
    struct compiling compiling = {.arena = arena, .plan = plan};
    plan->set = like->set;
    plan->like = like;
    plan->steps = arena_array(arena, struct step, nodes);
    plan->children = arena_array(arena, size_t, nodes);
    plan->coded = arena_array(arena, struct coded, like->set->fact_count + 1);
    compiling.asked = arena_array(arena, size_t, like->set->fact_count + 1);
    compiling.places = arena_array(arena, size_t, like->set->fact_count + 1);
    for (size_t i = 0; i < like->set->fact_count; i++)
        compiling.places[i] = SIZE_MAX;
    collect_codes(&compiling, condition);
    (void)compile(&compiling, condition);
    plan->asked = compiling.asked;
    return plan;
}

/* ---- cases ---- */

struct rules_block *rules_block_new(struct arena *arena, const struct rules_plan *plan)
{
    struct rules_block *block = arena_new(arena, struct rules_block);
    block->plan = plan;
    block->columns = arena_array(arena, struct column, plan->asked_count + 1);
    block->answers = arena_array(arena, struct words, plan->step_count);
    return block;
}

void rules_block_clear(struct rules_block *block)
{
    block->count = 0;
    for (size_t i = 0; i < block->plan->asked_count; i++)
        block->columns[i].known = block->columns[i].none = block->columns[i].contested = 0;
}

size_t rules_block_count(const struct rules_block *block) { return block->count; }

struct rule_facts *rules_block_case(const struct rules_block *block, size_t at) { return block->cases[at]; }

static int64_t coded_value(const struct coded *coded, struct text codes)
{
    uint64_t bits = 0;
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one)) {
        size_t bit = bit_of(coded, one);
        bits |= bit < BITS_MOST ? UINT64_C(1) << bit : 0;
    }
    return (int64_t)bits;
}

bool rules_block_add(struct rules_block *block, struct rule_facts *facts)
{
    const struct rules_plan *plan = block->plan;
    if (block->count == RULES_BLOCK)
        return false;
    size_t at = block->count++;
    uint64_t bit = UINT64_C(1) << at;
    block->cases[at] = facts;
    for (size_t i = 0; i < plan->asked_count; i++) {
        const struct fact_value *value = &facts->values[plan->asked[i]];
        enum fact_kind kind = plan->set->facts[plan->asked[i]].kind;
        struct column *column = &block->columns[i];
        column->numbers[at] = 0;
        if (value->state == FACT_KNOWN) {
            column->known |= bit;
            column->numbers[at] = kind == FACT_CODE || kind == FACT_CODES
                                      ? coded_value(&plan->coded[plan->asked[i]], value->text)
                                      : value->number;
        } else if (value->state == FACT_NONE) {
            column->none |= bit;
        } else if (value->state == FACT_CONTESTED) {
            column->contested |= bit;
        }
    }
    return true;
}

/* ---- answers ---- */

static struct words of_range(const int64_t *numbers, int64_t low, int64_t high)
{
    uint64_t met = 0;
    uint64_t width = (uint64_t)high - (uint64_t)low;
    for (size_t i = 0; i < RULES_BLOCK; i++)
        met |= (uint64_t)((uint64_t)numbers[i] - (uint64_t)low <= width) << i;
    return (struct words){met, ~met};
}

static struct words of_bits(const int64_t *numbers, uint64_t bits, bool all)
{
    uint64_t met = 0;
    if (all)
        for (size_t i = 0; i < RULES_BLOCK; i++)
            met |= (uint64_t)(((uint64_t)numbers[i] & bits) == bits) << i;
    else
        for (size_t i = 0; i < RULES_BLOCK; i++)
            met |= (uint64_t)(((uint64_t)numbers[i] & bits) != 0) << i;
    return (struct words){met, ~met};
}

static void put_answer(struct words *words, uint64_t bit, enum rule_value value)
{
    words->yes = value == RULE_YES ? words->yes | bit : words->yes & ~bit;
    words->no = value == RULE_NO ? words->no | bit : words->no & ~bit;
}

static struct words answer_each(const struct rules_block *block, const struct rule_node *node)
{
    struct words words = {0, 0};
    for (size_t i = 0; i < block->count; i++)
        put_answer(&words, UINT64_C(1) << i, rules_evaluate(NULL, block->cases[i], node, NULL));
    return words;
}

static struct words answer_test(const struct rules_block *block, const struct step *step)
{
    const struct column *column = &block->columns[step->fact];
    struct words words = {~UINT64_C(0), 0};
    if (step->kind == STEP_RANGE)
        words = of_range(column->numbers, step->low, step->high);
    else if (step->kind != STEP_THERE)
        words = of_bits(column->numbers, (uint64_t)step->low, step->kind == STEP_ALL_BITS);
    words.yes &= column->known;
    words.no = (words.no & column->known) | column->none;
    if (step->node->negated)
        words = (struct words){words.no, words.yes};
    for (uint64_t left = column->contested; left != 0; left &= left - 1) {
        size_t at = (size_t)__builtin_ctzll(left);
        put_answer(&words, UINT64_C(1) << at, rules_test_answer(block->cases[at], step->node));
    }
    return words;
}

static struct words answer_group(const struct rules_block *block, const struct step *step)
{
    bool any = step->node->kind == NODE_ANY || step->node->kind == NODE_NONE;
    bool inverted = step->node->kind == NODE_NONE || step->node->kind == NODE_NOT_ALL;
    struct words words = any ? (struct words){0, ~UINT64_C(0)} : (struct words){~UINT64_C(0), 0};
    for (size_t i = 0; i < step->count; i++) {
        struct words child = block->answers[block->plan->children[step->first + i]];
        words = any ? (struct words){words.yes | child.yes, words.no & child.no}
                    : (struct words){words.yes & child.yes, words.no | child.no};
    }
    return inverted ? (struct words){words.no, words.yes} : words;
}

void rules_block_answer(struct rules_block *block)
{
    for (size_t i = 0; i < block->plan->step_count; i++) {
        const struct step *step = &block->plan->steps[i];
        block->answers[i] = step->kind == STEP_GROUP  ? answer_group(block, step)
                            : step->kind == STEP_EACH ? answer_each(block, step->node)
                                                      : answer_test(block, step);
    }
}

static enum rule_value value_at(struct words words, size_t at)
{
    return (words.yes >> at & 1) != 0 ? RULE_YES : (words.no >> at & 1) != 0 ? RULE_NO : RULE_UNKNOWN;
}

enum rule_value rules_block_value(const struct rules_block *block, size_t at)
{
    return value_at(block->answers[block->plan->step_count - 1], at);
}

enum rule_value rules_block_rule(const struct rules_block *block, size_t at, const struct rule *rule)
{
    for (size_t i = 0; i < block->plan->step_count; i++)
        if (block->plan->steps[i].node->rule == rule)
            return value_at(block->answers[i], at);
    return RULE_UNKNOWN;
}

static void fill_reason(struct arena *arena, const struct rules_block *block, size_t at, size_t place,
                        struct reason *ret)
{
    const struct step *step = &block->plan->steps[place];
    if (step->kind == STEP_EACH && step->node->kind != NODE_TEST) {
        const struct reason *whole;
        (void)rules_evaluate(arena, block->cases[at], step->node, &whole);
        *ret = *whole;
        return;
    }
    *ret = (struct reason){.value = value_at(block->answers[place], at), .node = step->node};
    if (step->kind != STEP_GROUP)
        return;
    struct reason *children = arena_array(arena, struct reason, step->count + 1);
    for (size_t i = 0; i < step->count; i++)
        fill_reason(arena, block, at, block->plan->children[step->first + i], &children[i]);
    ret->children = children;
    ret->child_count = step->count;
}

const struct reason *rules_block_reason(struct arena *arena, const struct rules_block *block, size_t at)
{
    struct reason *reason = arena_new(arena, struct reason);
    fill_reason(arena, block, at, block->plan->step_count - 1, reason);
    return reason;
}
