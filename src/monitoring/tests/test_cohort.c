/* Means, intervals, and what may be told of small groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tests/testing.h"
#include "monitoring/cohort.h"

static struct sums sums_of(const int64_t *values, size_t count)
{
    struct sums sums = {0};
    for (size_t i = 0; i < count; i++) {
        sums.count++;
        sums.sum += values[i];
        sums.squares += values[i] * values[i];
    }
    return sums;
}

static void intervals(void **state)
{
    (void)state;
    static const int64_t FIVE[] = {200, 400, 600, 800, 1000};
    struct sums sums = sums_of(FIVE, COUNT(FIVE));
    struct interval interval = interval_of(&sums);
    assert_int_equal(interval.mean, 600);
    assert_int_equal(interval.low, 207); /* 2.776 · 316.23 / √5 = 392.6 */
    assert_int_equal(interval.high, 993);
    sums = sums_of(FIVE, 1);
    interval = interval_of(&sums);
    assert_false(interval.has_bounds);
    assert_int_equal(interval.low, 200);
    static const int64_t ENDS[] = {0, 1000};
    sums = sums_of(ENDS, 2);
    interval = interval_of(&sums); /* wider than the scale: cut to its ends */
    assert_int_equal(interval.low, 0);
    assert_int_equal(interval.high, 1000);
    static const int64_t SAME[] = {500, 500, 500};
    sums = sums_of(SAME, 3);
    interval = interval_of(&sums);
    assert_int_equal(interval.low, 500);
    assert_int_equal(interval.high, 500);
}

/* Against a printed table: 40 and 100 degrees of freedom stand in it as 2.021 and 1.984. */
static void quantiles(void **state)
{
    (void)state;
    assert_true(interval_t(1) > 12.70 && interval_t(1) < 12.71);
    assert_true(interval_t(40) > 2.0205 && interval_t(40) < 2.0215);
    assert_true(interval_t(100) > 1.9835 && interval_t(100) < 1.9845);
    assert_true(interval_t(1000000) > 1.9599 && interval_t(1000000) < 1.9601);
    for (int64_t n = 2; n < 200; n++)
        assert_true(interval_t(n) < interval_t(n - 1));
}

/* ---- protection ---- */

static struct cohort_group groups[8];
static struct cohort cohort;

static void open_cohort(void) { cohort = (struct cohort){.groups = groups}; }

/* A group of so many persons at each of two rounds, not all of them the same. */
static void add(const char *key, int64_t first, int64_t second)
{
    const int64_t counts[2] = {first, second};
    struct cohort_group *group = &groups[cohort.count++];
    *group = (struct cohort_group){.key = text_from(key)};
    for (size_t m = 0; m < 2; m++)
        for (int64_t i = 0; i < counts[m]; i++) {
            int64_t value = 400 + 10 * i;
            group->sums[m].count++;
            group->sums[m].sum += value;
            group->sums[m].squares += value * value;
            cohort.total[m].count++;
            cohort.total[m].sum += value;
            cohort.total[m].squares += value * value;
        }
}

static void large_groups_stay(void **state)
{
    (void)state;
    open_cohort();
    add("GIN", 9, 8);
    add("SEN", 5, 5);
    cohort_protect(&cohort);
    assert_int_equal(cohort.count, 2);
    assert_true(cohort.protected);
    assert_int_equal(cohort.total[0].count, 14);
}

static void small_groups_merge(void **state)
{
    (void)state;
    open_cohort();
    add("CIV", 30, 28);
    add("GIN", 12, 10);
    add("SEN", 6, 3); /* small at the second round only: hidden at both */
    cohort_protect(&cohort);
    assert_int_equal(cohort.count, 2);
    assert_text(cohort.groups[0].key, "CIV");
    assert_true(cohort.groups[1].merged);
    assert_int_equal(cohort.groups[1].sums[0].count, 18);
    assert_int_equal(cohort.groups[1].sums[1].count, 13);
}

/* Two small groups alone would show themselves as the rest of the whole. */
static void two_small_groups_take_a_large_one(void **state)
{
    (void)state;
    open_cohort();
    add("CIV", 30, 28);
    add("GIN", 2, 2);
    add("MLI", 3, 2);
    add("SEN", 9, 9);
    cohort_protect(&cohort);
    assert_int_equal(cohort.count, 2);
    assert_text(cohort.groups[0].key, "CIV");
    assert_int_equal(cohort.groups[1].sums[0].count, 14);
}

static void nothing_to_hide_behind(void **state)
{
    (void)state;
    open_cohort();
    add("GIN", 4, 4);
    add("SEN", 4, 4);
    cohort_protect(&cohort);
    assert_int_equal(cohort.count, 0);
    assert_int_equal(cohort.total[0].count, 8);
    assert_false(cohort.too_few[0]);
}

static void a_small_whole_is_not_told(void **state)
{
    (void)state;
    open_cohort();
    add("GIN", 20, 2);
    add("SEN", 10, 1);
    cohort_protect(&cohort);
    assert_int_equal(cohort.count, 2); /* the first round is told, of the second nothing */
    assert_int_equal(cohort.groups[0].sums[0].count, 20);
    assert_int_equal(cohort.groups[0].sums[1].count, 0);
    assert_true(cohort.too_few[1]);
    assert_int_equal(cohort.total[1].count, 0);
}

/* A mean of people who all said the same tells what each of them said. */
static void unanimous_groups_count_as_small(void **state)
{
    (void)state;
    open_cohort();
    add("CIV", 30, 0);
    add("SEN", 10, 0);
    groups[1].sums[0] = (struct sums){10, 0, 0}; /* ten persons at the lowest end */
    cohort_protect(&cohort);
    assert_int_equal(cohort.count, 1);
    assert_true(cohort.groups[0].merged);
    assert_int_equal(cohort.groups[0].sums[0].count, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(large_groups_stay),
        cmocka_unit_test(small_groups_merge),
        cmocka_unit_test(two_small_groups_take_a_large_one),
        cmocka_unit_test(nothing_to_hide_behind),
        cmocka_unit_test(a_small_whole_is_not_told),
        cmocka_unit_test(unanimous_groups_count_as_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
