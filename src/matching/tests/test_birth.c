/* Births: what lists write, how two agree, what is packed. */
#include "matching/birth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const int32_t TODAY = 19300; /* in November 2022 */

static struct birth read(const char *written)
{
    struct birth birth;
    if (birth_read(text_from(written), TODAY, &birth) != OK)
        fail_msg("not read: %s", written);
    return birth;
}

static void reads_what_lists_write(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        int32_t year, month, day;
        int precision;
        bool placeholder;
    } CASES[] = {
        {"1996-11-28", 1996, 11, 28, BIRTH_DAY, false},
        {"28/11/1996", 1996, 11, 28, BIRTH_DAY, false},
        {"28.11.96", 1996, 11, 28, BIRTH_DAY, false},
        {"3/4/22", 2022, 4, 3, BIRTH_DAY, false},
        {"3/4/23", 1923, 4, 3, BIRTH_DAY, false},
        {"11/28/1996", 1996, 11, 28, BIRTH_DAY, false},
        {"19961128", 1996, 11, 28, BIRTH_DAY, false},
        {"28111996", 1996, 11, 28, BIRTH_DAY, false},
        {"1996-11-28T00:00", 1996, 11, 28, BIRTH_DAY, false},
        {"١٩٩٦-١١-٢٨", 1996, 11, 28, BIRTH_DAY, false},
        {"1996-01-01", 1996, 1, 1, BIRTH_YEAR, true},
        {"~1996-05-03", 1996, 5, 3, BIRTH_YEAR, true},
        {"1996", 1996, 0, 0, BIRTH_YEAR, false},
        {"11/1996", 1996, 11, 0, BIRTH_MONTH, false},
        {"1996-11", 1996, 11, 0, BIRTH_MONTH, false},
        {"1996-13-44", 1996, 13, 44, BIRTH_DAY, false},
        {"", 0, 0, 0, BIRTH_UNKNOWN, false},
        {"1994-1998", 1996, 0, 0, BIRTH_RANGE, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct birth birth = read(CASES[i].written);
        if (birth.year != CASES[i].year || birth.month != CASES[i].month || birth.day != CASES[i].day ||
            birth.precision != CASES[i].precision || birth.placeholder != CASES[i].placeholder)
            fail_msg("%s: %d %d %d, precision %d", CASES[i].written, birth.year, birth.month, birth.day,
                     birth.precision);
    }
    static const char *const NONE[] = {"about 1996",  "1996-11-28-3", "96", "0000", "1998-1994",   "1/2",
                                       "19961128123", "28/11/199",    "/",  "x",    "13/1996/1996"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        struct birth birth = {.year = 7};
        if (birth_read(text_from(NONE[i]), TODAY, &birth) != INVALID || birth.year != 7)
            fail_msg("read: %s", NONE[i]);
    }
}

static void knows_how_two_agree(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum birth_level level;
    } CASES[] = {
        {"1996-11-28", "28/11/1996", BIRTH_SAME_DAY},
        {"1996-11-08", "1996-08-11", BIRTH_SWAPPED},
        {"1996-11-28", "1996-11-26", BIRTH_ONE_DIGIT},
        {"1996-11-28", "1986-11-28", BIRTH_ONE_DIGIT},
        {"1996-11-28", "1996-11-03", BIRTH_TWO_OF_THREE},
        {"1996-11", "1996-11-28", BIRTH_SAME_MONTH},
        {"1996-01-01", "1996", BIRTH_SAME_YEARS},
        {"1996-01-01", "1996-11-28", BIRTH_IN_YEAR},
        {"1994-1998", "1996-11-28", BIRTH_IN_RANGE},
        {"1994-1998", "1999-05-05", BIRTH_ONE_YEAR},
        {"1996-01-01", "1997", BIRTH_ONE_YEAR},
        {"1996", "1998-05-05", BIRTH_TWO_YEARS},
        {"1996", "1991-05-05", BIRTH_FIVE_YEARS},
        {"1996", "1986", BIRTH_ROUND_YEARS},
        {"1996", "1980-01-01", BIRTH_FAR},
        {"1996-11-28", "1996-03-02", BIRTH_SAME_YEAR_ONLY},
        {"1996-11-28", "1995-03-02", BIRTH_NEAR},
        {"1996-11-28", "1975-03-02", BIRTH_DIFFERENT},
        {"1996-11", "1996-03-02", BIRTH_SAME_YEAR_ONLY},
        {"1996-02-31", "1996-02-21", BIRTH_ONE_DIGIT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct birth a = read(CASES[i].a);
        struct birth b = read(CASES[i].b);
        if (birth_compare(&a, &b) != CASES[i].level || birth_compare(&b, &a) != CASES[i].level ||
            birth_compare_packed(birth_pack(&a), birth_pack(&b)) != CASES[i].level)
            fail_msg("%s, %s: %d, not %d", CASES[i].a, CASES[i].b, birth_compare(&a, &b), CASES[i].level);
    }
}

static void takes_ages_for_intervals(void **state)
{
    (void)state;
    struct birth birth;
    struct birth known = read("1996-11-28");
    int32_t on = date_from_day((struct calendar_day){2022, 11, 27});
    assert_int_equal(birth_from_age(25, on, &birth), OK);
    assert_int_equal(birth_compare(&birth, &known), BIRTH_IN_RANGE);
    assert_int_equal(birth_from_age(26, on, &birth), OK); /* 26 only the day after */
    assert_int_equal(birth_compare(&birth, &known), BIRTH_ONE_YEAR);
    assert_int_equal(birth_from_age(-1, on, &birth), INVALID);
    assert_int_equal(birth_from_age(131, on, &birth), INVALID);
}

static void keeps_what_it_packs(void **state)
{
    (void)state;
    static const char *const WRITTEN[] = {"1996-11-28", "1996-01-01", "1996", "1996-11", "1994-1998", "1996-13-44", ""};
    for (size_t i = 0; i < sizeof WRITTEN / sizeof *WRITTEN; i++) {
        struct birth birth = read(WRITTEN[i]);
        struct birth again = birth_unpack(birth_pack(&birth));
        assert_int_equal(birth.year, again.year);
        assert_int_equal(birth.month, again.month);
        assert_int_equal(birth.day, again.day);
        assert_int_equal(birth.precision, again.precision);
        assert_int_equal(birth.placeholder, again.placeholder);
        assert_int_equal(birth.first, again.first);
        assert_int_equal(birth.last, again.last);
    }
}

static void refuses_days_that_do_not_exist(void **state)
{
    (void)state;
    struct birth birth;
    assert_int_equal(birth_from_parts(1996, 2, 30, false, &birth), INVALID);
    assert_int_equal(birth_from_parts(1996, 0, 3, false, &birth), INVALID);
    assert_int_equal(birth_from_parts(0, 1, 3, false, &birth), INVALID);
    assert_int_equal(birth_from_parts(1996, 2, 29, false, &birth), OK);
    assert_int_equal(birth.first, birth.last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_lists_write),         cmocka_unit_test(knows_how_two_agree),
        cmocka_unit_test(takes_ages_for_intervals),       cmocka_unit_test(keeps_what_it_packs),
        cmocka_unit_test(refuses_days_that_do_not_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
