/* The text of a set: what is read, and where a fault is named. */
#include "rules/tests/sample.h"

static void reads_a_set(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    const struct rule_set *set = sample_set(arena, "all of   # a comment\n"
                                                   "    - a is yes\n"
                                                   "    - at least 1 of\n"
                                                   "      - age is at least 18\n"
                                                   "      - country is one of GIN, MLI\n"
                                                   "\n"
                                                   "    - day is within 30 days before filed\n"
                                                   "  until 2026-12-31\n");
    assert_text(set->name, "sample");
    assert_int_equal(set->version, 3);
    assert_int_equal(set->until, DATE_NONE);
    assert_int_equal(set->fact_count, 9);
    assert_int_equal(set->tables[1].row_count, 2);
    assert_text(set->tables[1].rows[1].part, "North");
    const struct rule *rule = rules_rule(set, TEXT("one"));
    assert_non_null(rule);
    assert_text(rule->effect, "stop");
    assert_text(rule->label.in[1], "واحد");
    assert_text(rule->unmet.in[2], "No");
    assert_false(rule->source->verified);
    assert_int_equal(rule->until, sample_day("2026-12-31"));
    const struct rule_node *condition = rule->condition;
    assert_int_equal(condition->kind, NODE_ALL);
    assert_int_equal(condition->child_count, 3);
    assert_int_equal(condition->children[1].kind, NODE_AT_LEAST);
    assert_int_equal(condition->children[1].child_count, 2);
    assert_int_equal(condition->children[1].children[1].code_count, 2);
    assert_int_equal(condition->children[2].operator, WITHIN_BEFORE);
    assert_int_equal(condition->children[2].span, 30);
}

static void applies_by_moment_and_day(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    const struct rule_set *set = sample_set(arena, "a is yes\n  until 2026-06-30\n");
    const struct rule *rule = &set->rules[0];
    assert_true(rule_applies(set, rule, TEXT("approval"), sample_day("2026-01-01")));
    assert_true(rule_applies(set, rule, TEXT("approval"), sample_day("2026-06-30")));
    assert_false(rule_applies(set, rule, TEXT("approval"), sample_day("2026-07-01")));
    assert_false(rule_applies(set, rule, TEXT("approval"), sample_day("2025-12-31")));
    assert_false(rule_applies(set, rule, TEXT("departure"), sample_day("2026-02-01")));
    struct rule_set later = *set;
    later.version = 4;
    later.from = sample_day("2026-05-01");
    const struct rule_set *const sets[] = {&later, set};
    assert_ptr_equal(rules_in_force(sets, 2, TEXT("sample"), sample_day("2026-04-30")), set);
    assert_ptr_equal(rules_in_force(sets, 2, TEXT("sample"), sample_day("2026-05-01")), &later);
    assert_null(rules_in_force(sets, 2, TEXT("sample"), sample_day("2025-01-01")));
    assert_null(rules_in_force(sets, 2, TEXT("other"), sample_day("2026-05-01")));
}

static void names_the_place_of_a_fault(void **state)
{
    (void)state;
    static const struct {
        const char *condition;
        size_t line, column; /* line counted from that of "when", which is 1 */
        const char *found;
    } CASES[] = {
        {"b2 is yes\n", 1, 8, "b2"},
        {"a is maybe\n", 1, 13, "maybe"},
        {"a is at least 3\n", 1, 13, "at"},
        {"age is at least many\n", 1, 24, "many"},
        {"age is at least 3 4\n", 1, 26, "4"},
        {"age is at least\n", 1, 23, ""},
        {"age is at least day\n", 1, 24, "day"},
        {"day is before 2026-02-30\n", 1, 22, "2026-02-30"},
        {"day is within 3 weeks of filed\n", 1, 24, "weeks"},
        {"day is within 3 days around filed\n", 1, 29, "around"},
        {"country is one of GIN MLI\n", 1, 30, "MLI"},
        {"country is in nowhere on day\n", 1, 22, "nowhere"},
        {"country is in closed on age\n", 1, 32, "age"},
        {"all of\n", 2, 1, ""},
        {"all of\n    a is yes\n", 2, 5, "a"},
        {"all of\n    - a is yes\n      - b is yes\n", 3, 7, "-"},
        {"all of\n      - a is yes\n    - b is yes\n", 3, 5, "-"},
        {"at least 3 of\n    - a is yes\n    - b is yes\n", 4, 1, ""},
        {"a is yes\n  when b is yes\n", 2, 3, "when"},
        {"a is yes\n  effect\n", 2, 9, ""},
        {"a is yes\n  colour blue\n", 2, 3, "colour"},
        {"a is yes\nrule one\n", 2, 6, "one"},
        {"a is \"yes\n", 1, 13, ""},
        {"a is\tyes\n", 1, 1, ""},
        {"a is yes €\n", 1, 17, ""},
    };
    size_t head = 1;
    for (const char *at = SAMPLE; *at != '\0'; at++)
        head += *at == '\n';
    for (size_t i = 0; i < COUNT(CASES); i++) {
        AUTO_ARENA struct arena *arena = arena_open(4 << 20);
        const struct rule_set *set;
        struct rules_fault fault;
        print_message("# %s", CASES[i].condition);
        assert_int_equal(rules_read(arena, arena_format(arena, "%s%s", SAMPLE, CASES[i].condition), &set, &fault),
                         INVALID);
        assert_int_equal(fault.line, head + CASES[i].line - 1);
        assert_int_equal(fault.column, CASES[i].column);
        assert_true(text_is(fault.found, CASES[i].found));
        assert_non_null(fault.message);
    }
}

/* Whatever line is left out of a sound text, what is left is refused, but for the few that may be missing. */
static void every_line_is_needed(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *scratch = arena_open(1 << 20);
    struct text whole = arena_format(scratch, "%sa is yes\n", SAMPLE);
    size_t refused = 0;
    size_t lines = 0;
    for (size_t from = 0; from < whole.length; lines++) {
        AUTO_ARENA struct arena *arena = arena_open(4 << 20);
        const struct rule_set *set;
        struct rules_fault fault;
        size_t until = from;
        while (whole.at[until] != '\n')
            until++;
        struct text without = arena_join(arena, text_slice(whole, 0, from), text_slice(whole, until + 1, whole.length));
        struct text line = text_slice(whole, from, until);
        bool optional = text_starts_with(line, TEXT("table ")) || text_starts_with(line, TEXT("  - ")) ||
                        text_starts_with(line, TEXT("  given"));
        enum outcome outcome = rules_read(arena, without, &set, &fault);
        if (!optional && outcome != INVALID)
            fail_msg("not missed: %.*s", TEXT_ARG(line));
        refused += outcome == INVALID;
        from = until + 1;
    }
    assert_true(refused > lines / 2);
}

static void is_bounded(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    AUTO_BUFFER struct buffer text = buffer_open(1 << 20);
    const struct rule_set *set;
    struct rules_fault fault;
    buffer_add(&text, TEXT(SAMPLE));
    buffer_add(&text, TEXT("all of\n"));
    for (int depth = 0; depth < 40; depth++)
        buffer_format(&text, "%*s- all of\n", 4 + depth, "");
    assert_int_equal(rules_read(arena, buffer_text(&text), &set, &fault), INVALID);
    buffer_clear(&text);
    buffer_add(&text, TEXT(SAMPLE));
    buffer_add(&text, TEXT("all of\n"));
    for (int i = 0; i < RULES_NODES_MOST; i++)
        buffer_add(&text, TEXT("    - a is yes\n"));
    assert_int_equal(rules_read(arena, buffer_text(&text), &set, &fault), INVALID);
    buffer_clear(&text);
    while (text.length <= RULES_TEXT_MOST)
        buffer_add(&text, TEXT("# nothing\n"));
    assert_int_equal(rules_read(arena, buffer_text(&text), &set, &fault), TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_set),
        cmocka_unit_test(applies_by_moment_and_day),
        cmocka_unit_test(names_the_place_of_a_fault),
        cmocka_unit_test(every_line_is_needed),
        cmocka_unit_test(is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
