#include "base/tests/testing.h"

#include "workload/share.h"

static void who_has_the_least_gets_the_next(void **state)
{
    int64_t loads[] = {7, 2, 4};
    (void)state;
    assert_int_equal(share_next(loads, 3), 1);
    assert_int_equal(share_next(loads, 3), 1);
    assert_int_equal(share_next(loads, 3), 1); /* 4 and 4: the first of them */
    assert_int_equal(share_next(loads, 3), 2);
    assert_int_equal(loads[0], 7);
}

/* However unequal they were, at the end nobody has more than one more than who got something. */
static void ends_level(void **state)
{
    int64_t loads[] = {90, 0, 13, 41};
    (void)state;
    for (int i = 0; i < 300; i++)
        (void)share_next(loads, 4);
    for (int i = 0; i < 4; i++)
        assert_in_range(loads[i], 111, 112); /* 444 in all */
    int64_t one[] = {3};
    assert_int_equal(share_next(one, 1), 0);
    assert_int_equal(one[0], 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_has_the_least_gets_the_next), cmocka_unit_test(ends_level)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
