/* Act, means and purpose: every combination, for an adult and for a child, against the table of the Palermo Protocol.
 */
#include "base/tests/testing.h"
#include "protection/indicator.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truth_table),
        cmocka_unit_test(test_codes_say_their_element),
        cmocka_unit_test(test_reasons_name_what_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
