/* Many cases at once: the answers and the trees are those of the answer one by one, for any condition and any facts;
   and a tree re-evaluates to itself. */
#include "rules/rules_plan.h"
#include "rules/tests/wide.h"

static void draw_condition(struct buffer *text, int indent, int depth)
{
    static const char *const GROUPS[] = {"all of", "any of", "none of", "not all of", "at least 2 of"};
    static const char *const TESTS[] = {"a is yes",
                                        "a is no",
                                        "a is recorded",
                                        "age is at least adult",
                                        "age is less than 17",
                                        "age is not 18",
                                        "filed is after first",
                                        "filed is within gap of 2012-07-01",
                                        "filed is not recorded",
                                        "stay covers filed",
                                        "stay lasts at least 5 days on filed without a gap longer than gap",
                                        "stay does not begin before 2012-06-20",
                                        "friend is recorded",
                                        "meets grown"};
    static const char *const PEOPLE[] = {"friend.town is tangier", "friend.town is not one of tangier, rabat",
                                         "friend.known covers filed", "friend.age is more than age"};
    if (depth == 0 || wide_draw(4) == 0) {
        buffer_format(text, "%s\n", TESTS[wide_draw(COUNT(TESTS))]);
        return;
    }
    if (wide_draw(5) == 0) {
        buffer_format(text, "%s friend with\n", wide_draw(2) == 0 ? "a" : "no");
        for (uint32_t i = wide_draw(2) + 1; i > 0; i--)
            buffer_format(text, "%*s- %s\n", indent, "", PEOPLE[wide_draw(COUNT(PEOPLE))]);
        return;
    }
    buffer_format(text, "%s\n", GROUPS[wide_draw(COUNT(GROUPS))]);
    for (uint32_t i = wide_draw(3) + 2; i > 0; i--) {
        buffer_format(text, "%*s- ", indent, "");
        draw_condition(text, indent + 2, depth - 1);
    }
}

static struct fact_value draw_value(struct arena *arena, const struct rule_fact *fact)
{
    static const char *const STAYS[] = {"2012-06-01..", "2012-06-25..2012-07-02; 2012-07-05..; complete",
                                        "not 2012-06-01..2012-06-30; 2012-06-20..", "complete"};
    struct fact_value value = {.state = FACT_UNKNOWN};
    if (wide_draw(4) == 0)
        return value;
    if (wide_draw(6) == 0)
        return (struct fact_value){.state = FACT_NONE};
    if (fact->kind == FACT_PERIOD) {
        assert_int_equal(rules_cell_read(arena, fact, text_from(STAYS[wide_draw(COUNT(STAYS))]), &value), OK);
        return value;
    }
    struct fact_claim *claims = arena_array(arena, struct fact_claim, 2);
    for (size_t i = 0; i < 2; i++) {
        claims[i].counts = true;
        claims[i].value = fact->kind == FACT_FLAG     ? fact_flag(wide_draw(2) == 0)
                          : fact->kind == FACT_CODE   ? fact_code(wide_draw(2) == 0 ? TEXT("rabat") : TEXT("tangier"))
                          : fact->kind == FACT_NUMBER ? fact_number(15 + wide_draw(6))
                                                      : fact_date(15510 + (int32_t)wide_draw(30));
    }
    return wide_draw(3) == 0 ? rules_evidence(arena, claims, 2) : claims[0].value;
}

static struct rule_facts *draw_facts(struct arena *arena, const struct rule_set *set)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    for (size_t i = 0; i < set->fact_count; i++) {
        const struct rule_fact *fact = &set->facts[i];
        if (fact->relation != NULL)
            continue;
        if (fact->kind != FACT_RELATION) {
            facts->values[i] = draw_value(arena, fact);
            continue;
        }
        facts->values[i].state = wide_draw(3) == 0 ? FACT_NONE : FACT_UNKNOWN;
        for (uint32_t people = wide_draw(3); people > 0; people--) {
            struct fact_value *values = rules_facts_add_person(arena, facts, fact);
            for (size_t f = 0; f < set->fact_count; f++)
                if (set->facts[f].relation == fact)
                    values[f] = draw_value(arena, &set->facts[f]);
        }
    }
    return facts;
}

static void same_tree(const struct reason *a, const struct reason *b)
{
    assert_int_equal(a->value, b->value);
    assert_ptr_equal(a->node, b->node);
    assert_int_equal(a->child_count, b->child_count);
    assert_int_equal(a->person, b->person);
    for (size_t i = 0; i < a->child_count; i++)
        same_tree(&a->children[i], &b->children[i]);
}

/* What a group's reasons say together is what the group says. */
static enum rule_value again(const struct reason *reason)
{
    size_t counts[3] = {0};
    const struct rule_node *node = reason->node;
    if (node->kind == NODE_TEST || reason->child_count == 0)
        return reason->value;
    for (size_t i = 0; i < reason->child_count; i++)
        counts[again(&reason->children[i])]++;
    enum rule_value all = counts[RULE_NO] > 0 ? RULE_NO : counts[RULE_UNKNOWN] > 0 ? RULE_UNKNOWN : RULE_YES;
    enum rule_value any = counts[RULE_YES] > 0 ? RULE_YES : counts[RULE_UNKNOWN] > 0 ? RULE_UNKNOWN : RULE_NO;
    static const enum rule_value INVERTED[] = {
        [RULE_UNKNOWN] = RULE_UNKNOWN, [RULE_YES] = RULE_NO, [RULE_NO] = RULE_YES};
    if (node->kind == NODE_AT_LEAST)
        return counts[RULE_YES] >= node->least                          ? RULE_YES
               : counts[RULE_YES] + counts[RULE_UNKNOWN] >= node->least ? RULE_UNKNOWN
                                                                        : RULE_NO;
    return node->kind == NODE_ANY                                    ? any
           : node->kind == NODE_NONE                                 ? INVERTED[any]
           : node->kind == NODE_NOT_ALL || node->kind == NODE_NOBODY ? INVERTED[all]
                                                                     : all;
}

static void as_one_by_one(void **state)
{
    (void)state;
    size_t seen[3] = {0};
    for (int round = 0; round < 300; round++) {
        AUTO_ARENA struct arena *arena = arena_open(256 << 20);
        AUTO_BUFFER struct buffer text = buffer_open(1 << 16);
        struct rule_facts *cases[RULES_BLOCK];
        draw_condition(&text, 4, 3);
        const struct rule_set *set = wide_set(arena, arena_string(arena, buffer_text(&text)));
        const struct rule_node *whole = rules_whole(arena, set, TEXT("approval"), sample_day("2026-01-01"));
        const struct rules_plan *plan = rules_plan_new(arena, rules_facts_new(arena, set), whole);
        struct rules_block *block = rules_block_new(arena, plan);
        size_t count = round % 3 == 0 ? RULES_BLOCK : wide_draw(RULES_BLOCK);
        for (int again_filled = 0; again_filled < 2; again_filled++) {
            rules_block_clear(block);
            for (size_t i = 0; i < count; i++) {
                cases[i] = draw_facts(arena, set);
                assert_true(rules_block_add(block, cases[i]));
            }
            rules_block_answer(block);
            for (size_t i = 0; i < count; i++) {
                const struct reason *reason;
                enum rule_value value = rules_evaluate(arena, cases[i], whole, &reason);
                assert_int_equal(rules_block_value(block, i), value);
                assert_int_equal(rules_block_rule(block, i, &set->rules[0]),
                                 rules_evaluate(NULL, cases[i], set->rules[0].condition, NULL));
                assert_int_equal(rules_block_rule(block, i, &set->rules[1]),
                                 rules_evaluate(NULL, cases[i], set->rules[1].condition, NULL));
                same_tree(rules_block_reason(arena, block, i), reason);
                assert_int_equal(again(reason), value);
                seen[value]++;
            }
        }
        if (count == RULES_BLOCK)
            assert_false(rules_block_add(block, cases[0]));
    }
    assert_true(seen[RULE_YES] > 300 && seen[RULE_NO] > 300 && seen[RULE_UNKNOWN] > 300);
}

/* Kept facts give the same tree again. */
static void kept_facts_answer_the_same(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        AUTO_ARENA struct arena *arena = arena_open(64 << 20);
        AUTO_BUFFER struct buffer text = buffer_open(1 << 16);
        AUTO_BUFFER struct buffer kept = buffer_open(1 << 20);
        const struct json_value *json;
        struct rule_facts *read;
        const struct reason *first;
        const struct reason *second;
        draw_condition(&text, 4, 3);
        const struct rule_set *set = wide_set(arena, arena_string(arena, buffer_text(&text)));
        struct rule_facts *facts = draw_facts(arena, set);
        struct json_writer writer = json_writer_open(&kept);
        rules_facts_write(&writer, facts);
        assert_true(json_finish(&writer));
        assert_int_equal(json_parse(arena, buffer_text(&kept), JSON_LIMITS_REQUEST, &json, NULL), OK);
        assert_int_equal(rules_facts_read(arena, set, json, &read), OK);
        (void)rules_evaluate(arena, facts, set->rules[1].condition, &first);
        (void)rules_evaluate(arena, read, set->rules[1].condition, &second);
        same_tree(first, second);
    }
}

/* Codes beyond what fits into a word are answered all the same. */
static void many_codes(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    AUTO_BUFFER struct buffer text = buffer_open(1 << 16);
    buffer_add(&text, TEXT("country is one of C0"));
    for (int i = 1; i < 100; i++)
        buffer_format(&text, ", C%d", i);
    buffer_add(&text, TEXT("\n"));
    const struct rule_set *set = sample_set(arena, arena_string(arena, buffer_text(&text)));
    const struct rules_plan *plan = rules_plan_new(arena, rules_facts_new(arena, set), set->rules[0].condition);
    struct rules_block *block = rules_block_new(arena, plan);
    static const char *const FACTS[] = {
        "country=C0", "country=C62", "country=C63", "country=C99", "country=C100", "country=-", ""};
    for (size_t i = 0; i < COUNT(FACTS); i++)
        assert_true(rules_block_add(block, sample_facts(arena, set, FACTS[i])));
    rules_block_answer(block);
    for (size_t i = 0; i < COUNT(FACTS); i++)
        assert_int_equal(rules_block_value(block, i), i < 4 ? RULE_YES : i < 6 ? RULE_NO : RULE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_one_by_one),
        cmocka_unit_test(kept_facts_answer_the_same),
        cmocka_unit_test(many_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
