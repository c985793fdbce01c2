/* Time, people, evidence and open points: answers on both sides of each limit, contradictions, and what must hold of
   any evidence. */
#include "rules/tests/wide.h"

static const struct {
    const char *condition, *facts;
    enum rule_value value;
} CASES[] = {
    {"stay covers 2014-01-01", "stay=2014-01-01..2014-01-01", RULE_YES},
    {"stay covers 2014-01-01", "stay=2014-01-02..", RULE_UNKNOWN},
    {"stay covers 2014-01-01", "stay=2014-01-02..; complete", RULE_NO},
    {"stay covers 2014-01-01", "stay=not 2013-12-31..2014-01-01", RULE_NO},
    {"stay covers 2014-01-01", "stay=not ..2013-12-31", RULE_UNKNOWN},
    {"stay covers 2014-01-01", "stay=-", RULE_NO},
    {"stay covers 2014-01-01", "", RULE_UNKNOWN},
    {"stay does not cover 2014-01-01", "stay=not ..2014-06-30", RULE_YES},
    {"stay does not cover filed", "stay=2014-01-01..&filed=2014-01-01", RULE_NO},
    {"stay covers filed", "stay=2014-01-01..", RULE_UNKNOWN},
    {"stay covers filed", "stay=2014-01-01..&filed=-", RULE_NO},
    {"stay covers first", "stay=2012-01-01..2012-12-31", RULE_YES}, /* a parameter: 2012-06-30 */
    {"stay is recorded", "stay=2014-01-01", RULE_YES},
    {"stay is recorded", "stay=complete", RULE_NO},
    {"stay is recorded", "stay=not 2014-01-01..2014-02-01", RULE_UNKNOWN},
    {"stay is recorded", "stay=-", RULE_NO},
    /* a leap day: a year before 29 February is 28 February */
    {"stay lasts at least 1 year on 2016-02-29", "stay=2015-02-28..", RULE_YES},
    {"stay lasts at least 1 year on 2016-02-29", "stay=2015-03-01..; complete", RULE_NO},
    {"stay lasts at least 6 months on filed", "stay=2014-03-30..2014-09-30&filed=2014-09-30", RULE_YES},
    {"stay lasts at least 10 days on filed", "stay=2014-03-31..2014-04-09; 2014-04-10..&filed=2014-04-10", RULE_YES},
    {"stay lasts at least 10 days on filed without a gap longer than 1 day",
     "stay=2014-03-31..2014-04-05; 2014-04-07..&filed=2014-04-10", RULE_YES},
    {"stay lasts at least 10 days on filed without a gap longer than 1 day",
     "stay=2014-03-31..2014-04-05; 2014-04-08..; complete&filed=2014-04-10", RULE_NO},
    {"stay lasts at least 60 days on filed without a gap longer than 1 month",
     "stay=2014-01-31..2014-01-31; 2014-03-01..&filed=2014-04-10", RULE_YES},
    {"stay lasts at least long on filed without a gap longer than gap",
     "stay=2012-04-10..2013-01-01; 2013-01-12..&filed=2014-04-10", RULE_YES},
    {"stay lasts at least long on filed without a gap longer than gap",
     "stay=2012-04-10..2013-01-01; 2013-01-13..; complete&filed=2014-04-10", RULE_NO},
    /* what lies before the window is not asked, nor what lies behind the day */
    {"stay lasts at least 1 year on filed", "stay=2001-01-01..2001-02-01; 2013-04-10..&filed=2014-04-10", RULE_YES},
    {"stay lasts at least 1 year on filed", "stay=2013-04-10..2014-04-10; not 2014-04-11..&filed=2014-04-10", RULE_YES},
    {"stay adds up to at least 10 days by filed",
     "stay=2014-01-01..2014-01-05; 2014-02-01..2014-02-05&filed=2014-03-01", RULE_YES},
    {"stay adds up to at least 10 days by filed",
     "stay=2014-01-01..2014-01-05; 2014-02-01..2014-02-04; complete&filed=2014-03-01", RULE_NO},
    {"stay adds up to at least 10 days by filed", "stay=2014-02-25..; complete&filed=2014-03-01", RULE_NO},
    {"stay adds up to at least 10 days by filed", "stay=2014-02-25..&filed=2014-03-01", RULE_UNKNOWN},
    {"stay adds up to at least 10 days by filed",
     "stay=2014-01-01..2014-01-10; 2014-01-05..2014-01-07&filed=2014-03-01",
     RULE_YES}, /* overlapping evidence counts once: ten days, not thirteen */
    {"stay adds up to at least 11 days by filed",
     "stay=2014-01-01..2014-01-10; 2014-01-05..2014-01-07; complete&filed=2014-03-01", RULE_NO},
    {"stay begins before 2014-01-01", "stay=2013-12-31..", RULE_YES},
    {"stay begins before 2014-01-01", "stay=2014-01-01..", RULE_UNKNOWN},
    {"stay begins before 2014-01-01", "stay=2014-01-01..; not ..2013-12-31", RULE_NO},
    {"stay begins on or before 2014-01-01", "stay=2014-01-01..", RULE_YES},
    {"stay does not begin before 2014-01-01", "stay=2014-01-01..; complete", RULE_YES},
    {"stay does not begin before 2014-01-01", "stay=-", RULE_YES},
    /* contradictions are not averaged */
    {"stay covers 2014-01-01", "stay=2013-01-01..; not 2013-12-01..2014-01-31", RULE_UNKNOWN},
    {"stay covers 2014-03-01", "stay=2013-01-01..; not 2013-12-01..2014-01-31", RULE_YES},
    {"stay lasts at least 1 month on 2014-04-01", "stay=2013-01-01..; not 2013-12-01..2014-01-31", RULE_YES},
    {"stay lasts at least 1 year on 2014-04-01", "stay=2013-01-01..; not 2013-12-01..2014-01-31; complete",
     RULE_UNKNOWN},
    /* people */
    {"a friend with\n    - friend.town is tangier\n    - friend.known covers 2014-01-01",
     "friend.town=tangier&friend.known=2013-01-01..", RULE_YES},
    {"a friend with\n    - friend.town is tangier\n    - friend.known covers 2014-01-01",
     "friend.town=tangier|rabat&friend.known=-|2013-01-01..", RULE_NO},
    {"a friend with\n    - friend.town is tangier\n    - friend.known covers 2014-01-01",
     "friend.town=tangier|rabat&friend.known=|2013-01-01..", RULE_UNKNOWN},
    {"no friend with\n    - friend.town is tangier", "friend.town=rabat|rabat", RULE_YES},
    {"no friend with\n    - friend.town is tangier", "friend.town=rabat|tangier", RULE_NO},
    {"no friend with\n    - friend.town is tangier", "friend.town=rabat|", RULE_YES},
    {"no friend with\n    - friend.town is tangier", "friend=-", RULE_YES},
    {"no friend with\n    - friend.town is tangier", "", RULE_UNKNOWN},
    {"friend is recorded", "friend=-", RULE_NO},
    {"friend is recorded", "friend.town=rabat", RULE_YES},
    {"a friend with\n    - a child with\n      - child.age is at most friend.age", "friend.age=9|30&child.age=10|20",
     RULE_YES},
    {"a friend with\n    - a child with\n      - child.age is at most friend.age", "friend.age=9|8&child.age=10|20",
     RULE_NO},
    /* open points */
    {"age is at least adult", "age=18", RULE_YES},
    {"age is at least adult", "age=17", RULE_NO},
    {"filed is before first", "filed=2012-06-29", RULE_YES},
    {"filed is before first", "filed=2012-06-30", RULE_NO},
    {"filed is within gap of first", "filed=2012-07-10", RULE_YES},
    {"filed is within gap of first", "filed=2012-07-11", RULE_NO},
};

static void answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        AUTO_ARENA struct arena *arena = arena_open(8 << 20);
        const struct rule_set *set = wide_set(arena, CASES[i].condition);
        struct rule_facts *facts = sample_facts(arena, set, CASES[i].facts);
        print_message("# %s | %s\n", CASES[i].condition, CASES[i].facts);
        assert_int_equal(rules_evaluate(arena, facts, set->rules[1].condition, NULL), CASES[i].value);
    }
}

static struct rule_facts *facts_from(struct arena *arena, const struct rule_set *set, const char *json)
{
    const struct json_value *value;
    struct rule_facts *facts;
    assert_int_equal(json_parse(arena, text_from(json), JSON_LIMITS_REQUEST, &value, NULL), OK);
    assert_int_equal(rules_facts_read(arena, set, value, &facts), OK);
    return facts;
}

/* What is told without a paper, or with one that proves something else, is not known. */
static void only_proof_counts(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *facts;
        enum rule_value value;
    } PROOFS[] = {
        {"age is at least 18", "{\"facts\":{\"age\":18}}", RULE_YES},
        {"age is at least 18", "{\"facts\":{\"age\":{\"claims\":[{\"value\":18,\"document\":\"paper\"}]}}}", RULE_YES},
        {"age is at least 18", "{\"facts\":{\"age\":{\"claims\":[{\"value\":18,\"document\":\"stamp\"}]}}}",
         RULE_UNKNOWN},
        {"age is at least 18", "{\"facts\":{\"age\":{\"claims\":[{\"value\":18,\"told\":true}]}}}", RULE_UNKNOWN},
        {"age is at least 18",
         "{\"facts\":{\"age\":{\"claims\":[{\"value\":17,\"document\":\"paper\"},{\"value\":19,\"document\":\"paper\"}]"
         "}}}",
         RULE_UNKNOWN},
        {"age is at least 18",
         "{\"facts\":{\"age\":{\"claims\":[{\"value\":18,\"document\":\"paper\"},{\"value\":30,\"document\":\"paper\"}]"
         "}}}",
         RULE_YES}, /* whichever is right */
        {"age is at least 18",
         "{\"facts\":{\"age\":{\"claims\":[{\"value\":18,\"document\":\"paper\"},{\"value\":3,\"document\":\"stamp\"}]}"
         "}}",
         RULE_YES}, /* the second one proves nothing of an age */
        {"age is 18",
         "{\"facts\":{\"age\":{\"claims\":[{\"value\":17,\"document\":\"paper\"},{\"value\":19,\"document\":\"paper\"}]"
         "}}}",
         RULE_NO},
        {"age is recorded",
         "{\"facts\":{\"age\":{\"claims\":[{\"value\":17,\"document\":\"paper\"},{\"value\":null,\"document\":"
         "\"paper\"}]}}}",
         RULE_UNKNOWN},
        {"stay covers 2014-01-01",
         "{\"facts\":{\"stay\":{\"periods\":[{\"from\":\"2013-01-01\",\"until\":null,\"document\":\"stamp\"}]}}}",
         RULE_YES},
        {"stay covers 2014-01-01",
         "{\"facts\":{\"stay\":{\"periods\":[{\"from\":\"2013-01-01\",\"until\":null,\"document\":\"letter\"}]}}}",
         RULE_UNKNOWN},
        {"stay covers 2014-01-01",
         "{\"facts\":{\"stay\":{\"periods\":[{\"from\":\"2013-01-01\",\"until\":null,\"told\":true}]}}}", RULE_UNKNOWN},
        {"stay covers 2014-01-01",
         "{\"facts\":{\"stay\":{\"periods\":[{\"from\":null,\"until\":null,\"absent\":true}],\"complete\":true}}}",
         RULE_NO},
        {"a friend with\n    - friend.town is tangier",
         "{\"facts\":{\"friend\":[{\"town\":\"rabat\"},{\"town\":\"tangier\"}]}}", RULE_YES},
        {"a friend with\n    - friend.town is tangier", "{\"facts\":{\"friend\":[]}}", RULE_NO},
        {"a friend with\n    - friend.town is tangier", "{\"facts\":{\"friend\":[{}]}}", RULE_UNKNOWN},
        {"age is at least adult", "{\"facts\":{\"age\":18},\"parameters\":{\"adult\":\"21\"}}", RULE_NO},
    };
    for (size_t i = 0; i < COUNT(PROOFS); i++) {
        AUTO_ARENA struct arena *arena = arena_open(8 << 20);
        const struct rule_set *set = wide_set(arena, PROOFS[i].condition);
        print_message("# %s | %s\n", PROOFS[i].condition, PROOFS[i].facts);
        assert_int_equal(rules_evaluate(arena, facts_from(arena, set, PROOFS[i].facts), set->rules[1].condition, NULL),
                         PROOFS[i].value);
    }
}

/* Evidence, people and open points are kept with a decision, byte for byte. */
static void everything_is_kept(void **state)
{
    (void)state;
    static const char WHOLE[] =
        "{\"facts\":{\"age\":{\"claims\":[{\"value\":17,\"document\":\"paper\",\"reference\":\"p. 3\"},{\"value\":19,"
        "\"told\":true}]},\"stay\":{\"periods\":[{\"from\":\"2013-01-01\",\"until\":null,\"document\":\"stamp\"},{"
        "\"from\":"
        "null,\"until\":\"2012-12-31\",\"absent\":true,\"told\":true}],\"complete\":true},\"friend\":[{\"town\":"
        "\"rabat\"},"
        "{\"town\":null,\"known\":{\"periods\":[]}}],\"child\":[]},\"tables\":{},\"parameters\":{\"gap\":\"10 days\","
        "\"long\":\"2 years\",\"adult\":\"21\",\"first\":\"2012-06-30\"}}";
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    AUTO_BUFFER struct buffer kept = buffer_open(1 << 16);
    const struct rule_set *set = wide_set(arena, "age is 18");
    struct json_writer writer = json_writer_open(&kept);
    rules_facts_write(&writer, facts_from(arena, set, WHOLE));
    assert_true(json_finish(&writer));
    assert_string_equal(arena_string(arena, buffer_text(&kept)), WHOLE);
}

static void refuses_hostile_facts(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "{\"facts\":{\"stay\":\"2013-01-01\"}}",
        "{\"facts\":{\"stay\":{\"periods\":[{\"from\":\"2014-01-01\",\"until\":\"2013-01-01\"}]}}}",
        "{\"facts\":{\"stay\":{\"periods\":{}}}}",
        "{\"facts\":{\"age\":{\"claims\":[]}}}",
        "{\"facts\":{\"age\":{\"claims\":[{\"document\":\"paper\"}]}}}",
        "{\"facts\":{\"friend\":{}}}",
        "{\"facts\":{\"friend\":[7]}}",
        "{\"facts\":{\"friend\":[{\"age\":true}]}}",
        "{\"facts\":{\"friend\":[{\"town\":\"atlantis\"}]}}",
        "{\"facts\":{\"friend.town\":\"rabat\"}}",
        "{\"facts\":{\"friend\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}}",
        "{\"facts\":{},\"parameters\":{\"adult\":\"eighteen\"}}",
        "{\"facts\":{},\"parameters\":{\"nothing\":\"1\"}}",
        "{\"facts\":{},\"parameters\":{\"gap\":10}}",
    };
    static const struct {
        const char *fact, *cell;
    } CELLS[] = {{"stay", "2014-01-01...2014-02-01"},
                 {"stay", "2014-02-01..2014-01-01"},
                 {"stay", ";"},
                 {"stay", "2014-13-01"},
                 {"stay", "not"},
                 {"age", "18.5"},
                 {"age", "99999999999999999999"},
                 {"filed", "03/03/2014"},
                 {"friend.town", "Rabat"},
                 {"friend", "2"},
                 {"a", "maybe"}};
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    const struct rule_set *set = wide_set(arena, "age is 18");
    const struct json_value *json;
    struct rule_facts *facts;
    struct fact_value value;
    struct text faulty;
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        print_message("# %s\n", WRONG[i]);
        assert_int_equal(json_parse(arena, text_from(WRONG[i]), JSON_LIMITS_REQUEST, &json, NULL), OK);
        assert_int_equal(rules_facts_read_with(arena, set, json, &facts, &faulty), INVALID);
        assert_true(faulty.length > 0);
    }
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        print_message("# %s=%s\n", CELLS[i].fact, CELLS[i].cell);
        assert_int_equal(
            rules_cell_read(arena, rules_fact(set, text_from(CELLS[i].fact)), text_from(CELLS[i].cell), &value),
            INVALID);
    }
}

static void missing_days_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *facts, *from, *until;
    } MISSING[] = {
        {"stay lasts at least 1 year on 2014-04-01", "stay=2013-06-01..2013-12-31; 2014-02-01..", "2013-04-01",
         "2013-05-31"},
        {"stay lasts at least 1 year on 2014-04-01", "stay=2013-04-30..2013-12-31; 2014-02-01..", "2014-01-01",
         "2014-01-31"},
        {"stay lasts at least 1 year on 2014-04-01", "", "2013-04-01", "2014-04-01"},
        {"stay covers 2014-04-01", "stay=2014-04-02..", "2014-04-01", "2014-04-01"},
    };
    for (size_t i = 0; i < COUNT(MISSING); i++) {
        AUTO_ARENA struct arena *arena = arena_open(8 << 20);
        const struct rule_set *set = wide_set(arena, MISSING[i].condition);
        struct rule_span span;
        print_message("# %s | %s\n", MISSING[i].condition, MISSING[i].facts);
        assert_true(reason_missing(sample_facts(arena, set, MISSING[i].facts), set->rules[1].condition, &span));
        assert_int_equal(span.from, sample_day(MISSING[i].from));
        assert_int_equal(span.until, sample_day(MISSING[i].until));
    }
}

/* ---- any evidence ---- */

static struct period_claim drawn(bool absent)
{
    int32_t from = 16000 + (int32_t)wide_draw(400);
    return (struct period_claim){.from = wide_draw(12) == 0 ? DATE_NONE : from,
                                 .until = wide_draw(12) == 0 ? DATE_NONE : from + (int32_t)wide_draw(200),
                                 .absent = absent};
}

/* More proof that something was so turns no yes, and more denial no no; proof that contradicts nothing turns nothing
   that was decided.  Days, one by one, say the same as spans. */
static void more_evidence_turns_nothing_it_does_not_contradict(void **state)
{
    (void)state;
    static const char *const CONDITIONS[] = {
        "stay covers 2014-02-01",
        "stay lasts at least 6 months on 2014-07-01 without a gap longer than 10 days",
        "stay lasts at least 90 days on 2014-07-01",
        "stay adds up to at least 200 days by 2014-09-01",
        "stay begins before 2014-01-15",
        "stay begins on or before 2014-01-15",
        "stay is recorded"};
    size_t decided[3] = {0};
    for (size_t round = 0; round < 3000; round++) {
        AUTO_ARENA struct arena *arena = arena_open(8 << 20);
        const struct rule_set *set = wide_set(arena, CONDITIONS[round % COUNT(CONDITIONS)]);
        struct rule_facts *facts = rules_facts_new(arena, set);
        struct period_claim claims[8];
        const struct rule_node *condition = set->rules[1].condition;
        enum rule_value before = RULE_UNKNOWN;
        for (size_t count = 0; count < COUNT(claims); count++) {
            claims[count] = drawn(wide_draw(4) == 0);
            struct fact_value value = rules_periods(arena, claims, count + 1, false);
            rules_facts_put(facts, "stay", value);
            enum rule_value now = rules_evaluate(arena, facts, condition, NULL);
            bool contested = value.periods->contested.count > 0;
            if (!contested && before != RULE_UNKNOWN)
                assert_int_equal(now, before);
            if (before == RULE_YES && !claims[count].absent)
                assert_int_equal(now, RULE_YES);
            if (before == RULE_NO && claims[count].absent)
                assert_int_equal(now, RULE_NO);
            for (int32_t day = 15900; day < 16700; day += 7) {
                bool proved = false;
                bool denied = false;
                for (size_t i = 0; i <= count; i++) {
                    bool in = (claims[i].from == DATE_NONE || claims[i].from <= day) &&
                              (claims[i].until == DATE_NONE || day <= claims[i].until);
                    proved = proved || (in && !claims[i].absent);
                    denied = denied || (in && claims[i].absent);
                }
                assert_int_equal(wide_has(value.periods->certain, day), proved && !denied);
                assert_int_equal(wide_has(value.periods->possible, day), proved || !denied);
                assert_int_equal(wide_has(value.periods->contested, day), proved && denied);
            }
            decided[now]++;
            before = now;
        }
    }
    assert_true(decided[RULE_YES] > 500 && decided[RULE_NO] > 100 && decided[RULE_UNKNOWN] > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(only_proof_counts),
        cmocka_unit_test(everything_is_kept),
        cmocka_unit_test(refuses_hostile_facts),
        cmocka_unit_test(missing_days_are_named),
        cmocka_unit_test(more_evidence_turns_nothing_it_does_not_contradict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
