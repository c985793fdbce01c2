/* What would settle the unknown. */
#include "rules/tests/sample.h"

static struct text names(struct arena *arena, const struct rule_fact *const *facts, size_t count)
{
    struct text all = TEXT("");
    for (size_t i = 0; i < count; i++)
        all = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(all), i == 0 ? "" : " ", TEXT_ARG(facts[i]->name));
    return all;
}

static void names_what_settles(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *single, *needed;
    } CASES[] = {
        {"a is yes\n", "a", "a"},
        {"all of\n    - a is yes\n    - b is yes\n", "", "a b"},
        {"any of\n    - c is yes\n    - a is yes\n    - b is yes\n", "", "c a b"},
        /* asked twice, decided at once: exactly one of the two tests holds */
        {"any of\n    - a is yes\n    - a is no\n", "a", "a"},
        /* 18 or more never needs b, less always does: both sides of the limit are tried */
        {"any of\n    - age is at least 18\n    - b is yes\n", "", "age b"},
        {"any of\n    - age is at least 18\n    - age is less than 18\n    - b is yes\n", "",
         "age b"}, /* there may be no age */
        /* a test on one fact that no value of it leaves open */
        {"all of\n    - day is recorded\n    - day is within 3 days of 2026-03-01\n", "day", "day"},
        {"country is in fixed on day\n", "", "country day"},
        {"all of\n    - needs holds x\n    - needs holds y\n", "needs", "needs"},
        {"at least 2 of\n    - a is yes\n    - b is yes\n    - c is yes\n", "", "a b c"},
        {"at least 3 of\n    - a is yes\n    - b is yes\n    - c is yes\n", "", "a b c"},
        {"all of\n    - any of\n      - a is yes\n      - a is no\n      - b is yes\n    - c is yes\n", "", "a c"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        AUTO_ARENA struct arena *arena = arena_open(8 << 20);
        const struct rule_set *set = sample_set(arena, CASES[i].condition);
        struct rule_facts *facts = rules_facts_new(arena, set);
        struct settlement settlement;
        print_message("# %s", CASES[i].condition);
        rules_settle(arena, facts, set->rules[0].condition, &settlement);
        assert_true(text_is(names(arena, settlement.single, settlement.single_count), CASES[i].single));
        assert_true(text_is(names(arena, settlement.needed, settlement.needed_count), CASES[i].needed));
    }
}

/* With what is known already the rest may be one fact; and what is decided asks nothing. */
static void counts_what_is_known(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    const struct rule_set *set = sample_set(arena, "any of\n    - age is at least 18\n    - all of\n      - a is yes\n"
                                                   "      - day is after filed\n");
    struct rule_facts *facts = rules_facts_new(arena, set);
    struct settlement settlement;
    rules_facts_put(facts, "age", fact_number(17));
    rules_facts_put(facts, "filed", fact_date(20000));
    rules_facts_put(facts, "a", fact_flag(true));
    rules_settle(arena, facts, set->rules[0].condition, &settlement);
    assert_text(names(arena, settlement.single, settlement.single_count), "day");
    rules_facts_put(facts, "a", fact_flag(false));
    rules_settle(arena, facts, set->rules[0].condition, &settlement);
    assert_int_equal(settlement.single_count, 0);
    assert_int_equal(settlement.needed_count, 0);
    assert_int_equal(facts->values[0].number, 0); /* the search left the facts alone */
}

/* Many facts: bounded, and never an empty answer. */
static void is_bounded(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(32 << 20);
    AUTO_BUFFER struct buffer text = buffer_open(1 << 18);
    struct rules_fault fault;
    const struct rule_set *set;
    struct settlement settlement;
    buffer_add(&text, TEXT(SAMPLE_HEAD SAMPLE_FACTS));
    for (int i = 0; i < 100; i++)
        buffer_format(&text, "fact n%d\n  kind number\n  holder desk\n%s", i, SAMPLE_LABEL);
    buffer_add(&text, TEXT(SAMPLE_RULE "all of\n"));
    for (int i = 0; i < 100; i++)
        buffer_format(&text, "    - n%d is at least %d\n", i, i);
    assert_int_equal(rules_read(arena, buffer_text(&text), &set, &fault), OK);
    rules_settle(arena, rules_facts_new(arena, set), set->rules[0].condition, &settlement);
    assert_int_equal(settlement.single_count, 0);
    assert_int_equal(settlement.needed_count, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_what_settles),
        cmocka_unit_test(counts_what_is_known),
        cmocka_unit_test(is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
