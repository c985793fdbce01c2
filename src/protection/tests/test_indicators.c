/* Act, means and purpose: every combination, for an adult and for a child, against the table of the Palermo Protocol.
 */
#include "base/tests/testing.h"
#include "protection/indicator.h"
#include "protection/protection.h"

#include <stdlib.h>

static struct arena *arena;

static int load(void **state)
{
    (void)state;
    arena = arena_open(8 << 20);
    return indicators_load(arena, getenv("TEST_PROFILE")) == OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

enum {
    ACT = 1 << INDICATOR_ACT,
    MEANS = 1 << INDICATOR_MEANS,
    PURPOSE = 1 << INDICATOR_PURPOSE,
    SIGN = 1 << INDICATOR_SIGN
};

static void test_truth_table(void **state)
{
    static const struct {
        unsigned elements;
        const char *adult, *child;
    } TABLE[] = {
        {0, "NO_INDICATION", "NO_INDICATION"},
        {SIGN, "UNDETERMINED", "UNDETERMINED"},
        {ACT, "UNDETERMINED", "UNDETERMINED"},
        {MEANS, "UNDETERMINED", "UNDETERMINED"},
        {PURPOSE, "UNDETERMINED", "UNDETERMINED"},
        {ACT | MEANS, "UNDETERMINED", "UNDETERMINED"},
        {MEANS | PURPOSE, "UNDETERMINED", "UNDETERMINED"},
        {ACT | PURPOSE, "UNDETERMINED", "PRESUMED"}, /* of a child the means are not asked */
        {ACT | MEANS | PURPOSE, "PRESUMED", "PRESUMED"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(TABLE); i++)
        for (unsigned sign = 0; sign <= SIGN; sign += SIGN) {
            unsigned elements = TABLE[i].elements | sign;
            bool alone = TABLE[i].elements == 0 && sign != 0; /* a sign alone is to be asked about */
            assert_string_equal(indicator_suggests(elements, false), alone ? "UNDETERMINED" : TABLE[i].adult);
            assert_string_equal(indicator_suggests(elements, true), alone ? "UNDETERMINED" : TABLE[i].child);
        }
}

static void test_codes_say_their_element(void **state)
{
    bool seen[INDICATOR_ELEMENTS] = {false};
    (void)state;
    const struct choice_list *const lists[] = {&trafficking_acts, &trafficking_means, &trafficking_purposes,
                                               &trafficking_signs};
    for (size_t l = 0; l < COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->count; i++) {
            assert_int_equal(indicator_elements(text_from(lists[l]->choices[i].code)), 1U << l);
            seen[l] = true;
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(lists[l]->choices[i].code, lists[l]->choices[j].code);
        }
    for (int e = 0; e < INDICATOR_ELEMENTS; e++)
        assert_true(seen[e]);
    assert_int_equal(indicator_elements(TEXT("act_recruited,purpose_labour")), ACT | PURPOSE);
    assert_int_equal(indicator_elements(TEXT("act_of_an_older_list")), ACT);
    assert_int_equal(indicator_elements(TEXT("factor,actor")), 0);
    assert_int_equal(indicator_elements(TEXT_NONE), 0);
}

static void test_reasons_name_what_lacks(void **state)
{
    (void)state;
    assert_non_null(strstr(indicator_reason(MEANS | PURPOSE, false), "no act"));
    assert_non_null(strstr(indicator_reason(ACT | MEANS, true), "no purpose"));
    assert_non_null(strstr(indicator_reason(ACT | PURPOSE, false), "no means"));
    assert_non_null(strstr(indicator_reason(ACT | PURPOSE, true), "of a child"));
    assert_non_null(strstr(indicator_reason(0, true), "No indicator"));
}

/* ---- the list ---- */

#define HEAD "code,fr,ar,en,since,until,source,mark\n"
#define LINE(code, since, until) code ",un,واحد,one," since "," until ",somewhere,proposed\n"
#define REST LINE("means_a", "2026-11", "") LINE("purpose_a", "2026-11", "") LINE("sign_a", "2026-11", "")

static void test_versions_of_the_list(void **state)
{
    struct choice_fault fault;
    (void)state;
    assert_int_equal(
        indicators_read(arena, TEXT(HEAD LINE("act_old", "2026-11", "2027-03") LINE("act_new", "2027-03", "") REST),
                        &fault),
        OK);
    assert_true(text_is(indicator_version(), "2027-03"));
    /* what was marked on the list before is named and stays; nobody marks it anew */
    assert_true(choice_find(&trafficking_acts, TEXT("act_old"))->past);
    assert_false(choice_find(&trafficking_acts, TEXT("act_new"))->past);
    assert_true(text_is(indicator_past(TEXT("act_new,act_old"), TEXT_NONE), "act_old"));
    assert_true(text_is_empty(indicator_past(TEXT("act_new,act_old"), TEXT("act_old"))));
    assert_true(text_is_empty(indicator_past(TEXT("act_new"), TEXT_NONE)));
    assert_int_equal(indicators_load(arena, getenv("TEST_PROFILE")), OK);
    assert_true(text_is(indicator_version(), "2026-11"));
}

static void test_what_no_list_may_hold(void **state)
{
    static const struct {
        struct text content;
        size_t line;
    } CASES[] = {
        {TEXT_CONSTANT(HEAD LINE("act_a", "2026-11", "") LINE("act_a", "2026-11", "") REST), 3},
        {TEXT_CONSTANT(HEAD LINE("deed_a", "2026-11", "") REST), 2},
        {TEXT_CONSTANT(HEAD LINE("\"act_a,means_b\"", "2026-11", "") REST), 2},
        {TEXT_CONSTANT(HEAD LINE("act_a", "2026-13", "") REST), 2},
        {TEXT_CONSTANT(HEAD LINE("act_a", "", "") REST), 2},
        {TEXT_CONSTANT(HEAD LINE("act_a", "2026-11", "2026-11") REST), 2},
        {TEXT_CONSTANT(HEAD LINE("act_a", "2026-11", "later") REST), 2},
        {TEXT_CONSTANT(HEAD LINE("act_a", "2026-11", "2027-03") REST), 5}, /* no act is asked any more */
        {TEXT_CONSTANT(HEAD REST), 4},
        {TEXT_CONSTANT(HEAD "act_a,un,,one,2026-11,,somewhere,proposed\n" REST), 2},
        {TEXT_CONSTANT(HEAD "act_a,un,واحد,one,2026-11,,,proposed\n" REST), 2},
        {TEXT_CONSTANT(HEAD "act_a,un,واحد,one,2026-11,,somewhere,official\n" REST), 2},
        {TEXT_CONSTANT(HEAD "act_a,un,واحد,one,2026-11,,somewhere\n" REST), 2},
        {TEXT_CONSTANT(HEAD "act_a,\"un,واحد\n"), 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct choice_fault fault = {0, NULL};
        if (indicators_read(arena, CASES[i].content, &fault) != INVALID || fault.what == NULL ||
            fault.line != CASES[i].line)
            fail_msg("case %zu: line %zu, %s", i, fault.line, fault.what == NULL ? "nothing is wrong" : fault.what);
        assert_true(text_is(indicator_version(), "2026-11")); /* the list before stays */
    }
}

static void test_sources_are_told(void **state)
{
    bool verified = false;
    (void)state;
    struct text sources = indicator_sources(arena, TEXT("means_debt,means_threats,,of_no_list"), &verified);
    assert_true(verified);
    assert_true(text_starts_with(sources, TEXT("CTDC global data set")));
    assert_true(text_find(sources, TEXT("; ")) < 0); /* each once */
    sources = indicator_sources(arena, TEXT("means_debt,act_harboured"), &verified);
    assert_false(verified);
    assert_true(text_find(sources, TEXT("; Palermo Protocol")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truth_table),
        cmocka_unit_test(test_codes_say_their_element),
        cmocka_unit_test(test_reasons_name_what_lacks),
        cmocka_unit_test(test_versions_of_the_list),
        cmocka_unit_test(test_what_no_list_may_hold),
        cmocka_unit_test(test_sources_are_told),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
