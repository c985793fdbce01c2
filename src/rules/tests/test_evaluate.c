/* Answers: every operator on both sides of its limit, three values, and what must hold of any condition. */
#include <stdlib.h>

#include "rules/tests/sample.h"

static struct rule_facts *facts_for(struct arena *arena, const struct rule_set *set, const char *wanted)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    struct text rest = text_from(wanted);
    struct text pair;
    while (rest.length > 0 && text_split(&rest, ' ', &pair)) {
        struct text name;
        (void)text_split(&pair, '=', &name);
        const struct rule_fact *fact = rules_fact(set, name);
        assert_non_null(fact);
        struct fact_value value = fact_code(pair);
        if (pair.length == 0)
            value = (struct fact_value){.state = FACT_NONE};
        else if (fact->kind == FACT_FLAG)
            value = fact_flag(text_is(pair, "yes"));
        else if (fact->kind == FACT_NUMBER)
            value = fact_number(strtoll(arena_string(arena, pair), NULL, 10));
        else if (fact->kind == FACT_DATE)
            value = fact_date(sample_day(arena_string(arena, pair)));
        rules_facts_put(facts, arena_string(arena, name), value);
    }
    return facts;
}

static const struct {
    const char *condition, *facts;
    enum rule_value value;
} CASES[] = {
    {"a is yes", "", RULE_UNKNOWN},
    {"a is yes", "a=yes", RULE_YES},
    {"a is yes", "a=no", RULE_NO},
    {"a is no", "a=no", RULE_YES},
    {"a is recorded", "a=no", RULE_YES},
    {"day is recorded", "", RULE_UNKNOWN},
    {"day is recorded", "day=", RULE_NO},
    {"day is not recorded", "day=", RULE_YES},
    {"day is not recorded", "", RULE_UNKNOWN},
    {"age is at least 18", "age=17", RULE_NO},
    {"age is at least 18", "age=18", RULE_YES},
    {"age is at most 18", "age=18", RULE_YES},
    {"age is at most 18", "age=19", RULE_NO},
    {"age is more than 18", "age=18", RULE_NO},
    {"age is more than 18", "age=19", RULE_YES},
    {"age is less than 18", "age=17", RULE_YES},
    {"age is less than 18", "age=18", RULE_NO},
    {"age is 18", "age=18", RULE_YES},
    {"age is not 18", "age=18", RULE_NO},
    {"age is not 18", "", RULE_UNKNOWN},
    {"age is at least grade", "age=3 grade=3", RULE_YES},
    {"age is at least grade", "age=3", RULE_UNKNOWN},
    {"age is at least grade", "age=3 grade=", RULE_NO},
    {"day is before 2026-03-01", "day=2026-02-28", RULE_YES},
    {"day is before 2026-03-01", "day=2026-03-01", RULE_NO},
    {"day is after filed", "day=2026-03-02 filed=2026-03-01", RULE_YES},
    {"day is after filed", "day=2026-03-01 filed=2026-03-01", RULE_NO},
    {"day is on or after filed", "day=2026-03-01 filed=2026-03-01", RULE_YES},
    {"day is on or before filed", "day=2026-03-02 filed=2026-03-01", RULE_NO},
    {"day is within 30 days of filed", "day=2026-03-31 filed=2026-03-01", RULE_YES},
    {"day is within 30 days of filed", "day=2026-04-01 filed=2026-03-01", RULE_NO},
    {"day is within 30 days of filed", "day=2026-01-30 filed=2026-03-01", RULE_YES},
    {"day is within 30 days before filed", "day=2026-03-02 filed=2026-03-01", RULE_NO},
    {"day is within 30 days before filed", "day=2026-01-30 filed=2026-03-01", RULE_YES},
    {"day is within 30 days after filed", "day=2026-02-28 filed=2026-03-01", RULE_NO},
    {"day is within 6 months after filed", "day=2026-09-01 filed=2026-03-01", RULE_YES},
    {"day is within 6 months after filed", "day=2026-09-02 filed=2026-03-01", RULE_NO},
    {"day is within 1 year before 2028-02-29", "day=2027-02-28", RULE_YES},
    {"day is within 1 year before 2028-02-29", "day=2027-02-27", RULE_NO},
    {"day is not within 30 days of filed", "day=2026-04-01 filed=2026-03-01", RULE_YES},
    {"country is GIN", "country=GIN", RULE_YES},
    {"country is GIN", "country=gin", RULE_NO},
    {"country is not GIN", "country=", RULE_YES},
    {"country is one of MLI, GIN", "country=GIN", RULE_YES},
    {"country is not one of MLI, GIN", "country=SEN", RULE_YES},
    {"needs holds x", "needs=y,x", RULE_YES},
    {"needs holds x", "needs=xy", RULE_NO},
    {"needs holds all of x, y", "needs=y,x,z", RULE_YES},
    {"needs holds all of x, y", "needs=x", RULE_NO},
    {"needs holds one of x, y", "needs=", RULE_NO},
    {"needs holds none of x, y", "needs=", RULE_YES},
    {"needs holds none of x, y", "needs=y", RULE_NO},
    {"country is in fixed on day", "country=GIN day=2026-03-01", RULE_YES},
    {"country is in fixed on day", "country=GIN day=2026-03-31", RULE_YES},
    {"country is in fixed on day", "country=GIN day=2026-04-01", RULE_NO},
    {"country is in fixed on day", "country=GIN day=2026-02-28", RULE_NO},
    {"country is in fixed on day", "country=MLI day=2026-03-01", RULE_NO},
    {"country is partly in fixed on day", "country=MLI day=1999-03-01", RULE_YES},
    {"country is not partly in fixed on day", "country=GIN day=2026-03-01", RULE_YES},
    {"country is not in fixed on day", "country=GIN", RULE_UNKNOWN},
    {"country is in closed on day", "country=GIN day=2026-03-01", RULE_NO},
    {"all of\n    - a is yes\n    - b is yes", "a=no", RULE_NO},
    {"all of\n    - a is yes\n    - b is yes", "a=yes", RULE_UNKNOWN},
    {"any of\n    - a is yes\n    - b is yes", "a=yes", RULE_YES},
    {"any of\n    - a is yes\n    - b is yes", "a=no", RULE_UNKNOWN},
    {"none of\n    - a is yes\n    - b is yes", "a=no b=no", RULE_YES},
    {"none of\n    - a is yes\n    - b is yes", "a=yes", RULE_NO},
    {"not all of\n    - a is yes\n    - b is yes", "a=no", RULE_YES},
    {"not all of\n    - a is yes\n    - b is yes", "a=yes", RULE_UNKNOWN},
    {"at least 2 of\n    - a is yes\n    - b is yes\n    - c is yes", "a=yes b=yes", RULE_YES},
    {"at least 2 of\n    - a is yes\n    - b is yes\n    - c is yes", "a=yes b=no", RULE_UNKNOWN},
    {"at least 2 of\n    - a is yes\n    - b is yes\n    - c is yes", "a=no b=no", RULE_NO},
};

static void answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        AUTO_ARENA struct arena *arena = arena_open(4 << 20);
        const struct rule_set *set =
            sample_set(arena, arena_string(arena, arena_format(arena, "%s\n", CASES[i].condition)));
        struct rule_facts *facts = facts_for(arena, set, CASES[i].facts);
        print_message("# %s | %s\n", CASES[i].condition, CASES[i].facts);
        assert_int_equal(rules_evaluate(arena, facts, set->rules[0].condition, NULL), CASES[i].value);
    }
}

static void tells_its_reasons(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    const struct rule_set *set =
        sample_set(arena, "any of\n    - all of\n      - a is yes\n      - age is at least 18\n"
                          "    - country is one of GIN, MLI\n");
    const struct reason *reason;
    struct rule_facts *facts = facts_for(arena, set, "a=yes age=17 country=SEN");
    assert_int_equal(rules_evaluate(arena, facts, set->rules[0].condition, &reason), RULE_NO);
    assert_int_equal(reason->children[0].value, RULE_NO);
    assert_int_equal(reason->children[0].children[0].value, RULE_YES);
    assert_int_equal(reason->children[0].children[1].value, RULE_NO);
    struct reason_words words = reason_words(arena, facts, reason->children[0].children[1].node);
    assert_string_equal(words.message, "{1}: at least {2}");
    assert_int_equal(words.value.number, 17);
    assert_int_equal(words.other_value.number, 18);
    words = reason_words(arena, facts, reason->children[1].node);
    assert_text(words.other_value.text, "GIN,MLI");
    assert_string_equal(reason_group(reason->node), "One of these at least");
}

/* Kept with a decision and read again, the facts give the same answers; a list given with them too. */
static void facts_are_kept(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    AUTO_BUFFER struct buffer kept = buffer_open(1 << 16);
    const struct rule_set *set = sample_set(arena, "country is in closed on day\n");
    static const struct rule_row ROWS[] = {{TEXT_CONSTANT("GIN"), {0}, 20000, DATE_NONE},
                                           {TEXT_CONSTANT("MLI"), {0}, 20000, DATE_NONE}};
    struct rule_facts *facts = facts_for(arena, set, "a=no age=-4 day=2026-03-01 filed= country=GIN needs=x,y");
    rules_facts_put_rows(facts, "closed", ROWS, 2);
    rules_facts_put_rows(facts, "fixed", ROWS, 2); /* not given: stays as the text has it */
    struct json_writer writer = json_writer_open(&kept);
    rules_facts_write(&writer, facts);
    assert_true(json_finish(&writer));
    assert_text(buffer_text(&kept), "{\"facts\":{\"a\":false,\"age\":-4,\"day\":\"2026-03-01\",\"filed\":null,"
                                    "\"country\":\"GIN\",\"needs\":\"x,y\"},\"tables\":{\"closed\":[{\"key\":\"GIN\","
                                    "\"part\":null,\"from\":\"2024-10-04\",\"until\":null}]}}");
    const struct json_value *json;
    struct rule_facts *again;
    assert_int_equal(json_parse(arena, buffer_text(&kept), JSON_LIMITS_REQUEST, &json, NULL), OK);
    assert_int_equal(rules_facts_read(arena, set, json, &again), OK);
    assert_int_equal(rules_evaluate(arena, again, set->rules[0].condition, NULL), RULE_YES);
    for (size_t i = 0; i < set->fact_count; i++) {
        assert_int_equal(facts->values[i].state, again->values[i].state);
        assert_int_equal(facts->values[i].number, again->values[i].number);
        assert_true(text_equal(facts->values[i].text, again->values[i].text));
    }
    static const char *const WRONG[] = {"{}", "{\"facts\":{\"nobody\":true}}", "{\"facts\":{\"a\":\"yes\"}}",
                                        "{\"facts\":{\"day\":\"soon\"}}",
                                        "{\"facts\":{},\"tables\":{\"closed\":[{}]}}"};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        assert_int_equal(json_parse(arena, text_from(WRONG[i]), JSON_LIMITS_REQUEST, &json, NULL), OK);
        assert_int_equal(rules_facts_read(arena, set, json, &again), INVALID);
    }
}

/* ---- any condition ---- */

static uint32_t seed;
static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void draw_condition(struct buffer *text, int indent, int depth)
{
    static const char *const GROUPS[] = {"all of", "any of", "none of", "not all of", "at least 1 of"};
    static const char *const TESTS[] = {"a is yes",
                                        "b is no",
                                        "c is yes",
                                        "age is at least 18",
                                        "grade is less than age",
                                        "day is recorded",
                                        "day is after filed",
                                        "country is GIN",
                                        "country is not in fixed on day",
                                        "needs holds all of x, y",
                                        "day is within 2 months of filed",
                                        "country is not one of GIN, MLI"};
    if (depth == 0 || draw(3) == 0) {
        buffer_format(text, "%s\n", TESTS[draw(COUNT(TESTS))]);
        return;
    }
    buffer_format(text, "%s\n", GROUPS[draw(COUNT(GROUPS))]);
    for (uint32_t i = draw(3) + 1; i > 0; i--) {
        buffer_format(text, "%*s- ", indent, "");
        draw_condition(text, indent + 2, depth - 1);
    }
}

static struct fact_value draw_value(const struct rule_fact *fact)
{
    static const char *const COUNTRIES[] = {"GIN", "MLI", "SEN"};
    static const char *const NEEDS[] = {"x", "x,y", "z"};
    if (fact->kind == FACT_FLAG)
        return fact_flag(draw(2) == 1);
    if (draw(5) == 0)
        return (struct fact_value){.state = FACT_NONE};
    if (fact->kind == FACT_CODE)
        return fact_code(text_from(COUNTRIES[draw(3)]));
    if (fact->kind == FACT_CODES)
        return fact_code(text_from(NEEDS[draw(3)]));
    return fact_number(fact->kind == FACT_DATE ? 20500 + draw(120) : 15 + draw(6));
}

/* What is decided stays decided whatever is learnt; with all known nothing stays open; and a value that is decided
   although facts lack is the one that any completion gives. */
static void knowing_more_never_turns_a_decision(void **state)
{
    (void)state;
    size_t open = 0;
    for (seed = 1; seed < 4000u * 7919u; seed += 7919u) {
        uint32_t kept = seed;
        AUTO_ARENA struct arena *arena = arena_open(4 << 20);
        AUTO_BUFFER struct buffer text = buffer_open(1 << 16);
        draw_condition(&text, 4, 3);
        const struct rule_set *set = sample_set(arena, arena_string(arena, buffer_text(&text)));
        struct rule_facts *facts = rules_facts_new(arena, set);
        const struct rule_node *condition = set->rules[0].condition;
        enum rule_value before = rules_evaluate(arena, facts, condition, NULL);
        for (size_t left = set->fact_count; left > 0; left--) {
            size_t at = draw((uint32_t)set->fact_count);
            while (facts->values[at].state != FACT_UNKNOWN)
                at = (at + 1) % set->fact_count;
            facts->values[at] = draw_value(&set->facts[at]);
            const struct reason *reason;
            enum rule_value now = rules_evaluate(arena, facts, condition, &reason);
            assert_int_equal(now, reason->value);
            if (before != RULE_UNKNOWN)
                assert_int_equal(now, before);
            open += before == RULE_UNKNOWN;
            before = now;
        }
        assert_int_not_equal(before, RULE_UNKNOWN);
        seed = kept;
    }
    assert_true(open > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(tells_its_reasons),
        cmocka_unit_test(facts_are_kept),
        cmocka_unit_test(knowing_more_never_turns_a_decision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
