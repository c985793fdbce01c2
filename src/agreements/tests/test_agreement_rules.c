/* What sources say of a date, weighed: whatever order they come in, on the safe side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agreements/agreement_rules.h"
#include "base/tests/testing.h"

static int32_t day(int32_t year, int32_t month, int32_t date)
{
    return date_from_day((struct calendar_day){year, month, date});
}

static struct partial_date exact(int32_t year, int32_t month, int32_t date)
{
    return (struct partial_date){day(year, month, date), PRECISION_DAY};
}
static struct partial_date in_month(int32_t year, int32_t month)
{
    return (struct partial_date){day(year, month, 1), PRECISION_MONTH};
}
static struct partial_date in_year(int32_t year) { return (struct partial_date){day(year, 1, 1), PRECISION_YEAR}; }

static struct statement_of_date says(const char *event, struct partial_date date, const char *mark)
{
    return (struct statement_of_date){text_from(event), text_from(mark), TEXT("counts"), date};
}

static void what_a_month_and_a_year_can_mean(void **state)
{
    (void)state;
    assert_int_equal(partial_first(in_month(2024, 2)), day(2024, 2, 1));
    assert_int_equal(partial_last(in_month(2024, 2)), day(2024, 2, 29));
    assert_int_equal(partial_last(in_month(2023, 12)), day(2023, 12, 31));
    assert_int_equal(partial_last(in_year(1998)), day(1998, 12, 31));
    assert_int_equal(partial_last((struct partial_date){DATE_NONE, PRECISION_NONE}), DATE_NONE);
    assert_true(partial_agree(in_month(2006, 6), exact(2006, 6, 15)));
    assert_false(partial_agree(in_month(2006, 7), exact(2006, 6, 15)));
    assert_true(partial_agree(in_year(2006), in_month(2006, 12)));
}

/* The headquarters agreement: 15 June 2006 in one document, July 2006 in the other. */
static void two_that_disagree_are_both_kept_and_the_later_beginning_counts(void **state)
{
    (void)state;
    struct statement_of_date both[] = {says("in_force", exact(2006, 6, 15), "verified"),
                                       says("in_force", in_month(2006, 7), "verified")};
    for (int turn = 0; turn < 2; turn++) {
        struct agreement_term term = agreement_weigh(both, 2);
        assert_true(term.disputed);
        assert_int_equal(term.runs_from, day(2006, 7, 31));
        struct statement_of_date first = both[0];
        both[0] = both[1];
        both[1] = first;
    }
    both[1].standing = TEXT("settles");
    struct agreement_term term = agreement_weigh(both, 2);
    assert_false(term.disputed);
    assert_int_equal(term.runs_from, both[1].day.precision == PRECISION_DAY ? day(2006, 6, 15) : day(2006, 7, 31));
    both[1].standing = TEXT("aside");
    both[0].standing = TEXT("aside");
    assert_int_equal(agreement_weigh(both, 2).runs_from, DATE_NONE);
}

static void the_earlier_end_counts(void **state)
{
    (void)state;
    struct statement_of_date ends[] = {says("ends", in_year(2030), "verified"), says("ends", in_year(2029), "verified"),
                                       says("ends", exact(2027, 3, 1), "press")};
    struct agreement_term term = agreement_weigh(ends, 3);
    assert_int_equal(term.runs_until, day(2029, 1, 1)); /* the press does not outweigh what was read */
    assert_true(term.disputed);
}

static void the_surest_and_most_exact_counts(void **state)
{
    (void)state;
    struct statement_of_date dates[] = {says("signed", in_year(2018), "verified"),
                                        says("signed", exact(2018, 12, 9), "from_memory"),
                                        says("signed", in_month(2018, 12), "verified")};
    struct agreement_term term = agreement_weigh(dates, 3);
    assert_int_equal(term.signed_on.precision, PRECISION_MONTH);
    assert_false(term.disputed); /* they can all be true */
    assert_int_equal(term.runs_from, DATE_NONE);
}

static void what_cannot_be(void **state)
{
    (void)state;
    struct statement_of_date dates[] = {says("in_force", exact(2020, 1, 10), "verified"),
                                        says("ends", exact(2020, 1, 9), "verified")};
    struct agreement_term term = agreement_weigh(dates, 2);
    assert_int_equal(agreement_fault(&term), AGREEMENT_ENDS_BEFORE_IT_BEGINS);
    dates[1].day = in_month(2020, 1); /* it may end later in that month */
    term = agreement_weigh(dates, 2);
    assert_int_equal(agreement_fault(&term), AGREEMENT_SOUND);
    assert_true(term.runs_until < term.runs_from); /* and permits nothing until somebody knows the day */
    dates[1] = says("signed", exact(2020, 1, 11), "verified");
    term = agreement_weigh(dates, 2);
    assert_int_equal(agreement_fault(&term), AGREEMENT_IN_FORCE_BEFORE_SIGNED);
    dates[0] = says("ends", in_year(2019), "verified");
    term = agreement_weigh(dates, 2);
    assert_int_equal(agreement_fault(&term), AGREEMENT_ENDS_BEFORE_IT_IS_SIGNED);
    term = agreement_weigh(NULL, 0);
    assert_int_equal(agreement_fault(&term), AGREEMENT_SOUND);
}

static void what_comes_back(void **state)
{
    (void)state;
    assert_int_equal(recurrence_next(TEXT("month"), day(2024, 1, 31)), day(2024, 2, 29));
    assert_int_equal(recurrence_next(TEXT("year"), day(2024, 2, 29)), day(2025, 2, 28));
    assert_int_equal(recurrence_next(TEXT("quarter"), day(2024, 11, 30)), day(2025, 2, 28));
    assert_int_equal(recurrence_next(TEXT_NONE, day(2024, 1, 1)), DATE_NONE);
    assert_int_equal(recurrence_next(TEXT("week"), day(2024, 1, 1)), DATE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_month_and_a_year_can_mean),
        cmocka_unit_test(two_that_disagree_are_both_kept_and_the_later_beginning_counts),
        cmocka_unit_test(the_earlier_end_counts),
        cmocka_unit_test(the_surest_and_most_exact_counts),
        cmocka_unit_test(what_cannot_be),
        cmocka_unit_test(what_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
