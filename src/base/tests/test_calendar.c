#include "base/tests/testing.h"

#include "base/calendar.h"

static int32_t date(int32_t year, int32_t month, int32_t day)
{
    return date_from_day((struct calendar_day){year, month, day});
}

static bool leap_by_hand(int32_t year)
{
    if (year % 400 == 0)
        return true;
    if (year % 100 == 0)
        return false;
    return year % 4 == 0;
}

/* Counts the days one by one, so that the formulas are compared with something that is not a formula. */
static void every_day_from_1900_to_2100(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    AUTO_ARENA struct arena *arena = arena_open(10000);
    int32_t count = -25567; /* 1 January 1900, a Monday */
    int32_t weekday = 0;
    for (int32_t year = 1900; year <= 2100; year++)
        for (int32_t month = 1; month <= 12; month++) {
            int32_t last = lengths[month - 1] + (month == 2 && leap_by_hand(year));
            assert_int_equal(calendar_days_in_month(year, month), last);
            for (int32_t day = 1; day <= last; day++, count++, weekday = (weekday + 1) % 7) {
                arena_reset(arena);
                struct calendar_day back = day_from_date(count);
                int32_t read = DATE_NONE;
                if (date(year, month, day) != count || back.year != year || back.month != month || back.day != day ||
                    date_weekday(count) != weekday || text_to_date(date_to_text(arena, count), &read) != OK ||
                    read != count)
                    fail_msg("%d-%d-%d", year, month, day);
            }
        }
    assert_int_equal(date(1970, 1, 1), 0);
    assert_int_equal(date_weekday(0), 3);
}

static void holds_at_the_ends_of_the_calendar(void **state)
{
    (void)state;
    static const int32_t years[] = {1, 4, 100, 400, 1582, 9999};
    for (size_t i = 0; i < COUNT(years); i++) {
        struct calendar_day back = day_from_date(date(years[i], 12, 31));
        assert_int_equal(back.year, years[i]);
        assert_int_equal(back.month, 12);
        assert_int_equal(back.day, 31);
        back = day_from_date(date(years[i], 1, 1));
        assert_int_equal(back.year, years[i]);
        assert_int_equal(back.day, 1);
    }
    assert_int_equal(date(1, 1, 1), -719162);
}

static void knows_which_days_exist(void **state)
{
    (void)state;
    static const struct {
        struct calendar_day day;
        bool exists;
    } cases[] = {
        {{2024, 2, 29}, true},  {{2023, 2, 29}, false}, {{1900, 2, 29}, false}, {{2000, 2, 29}, true},
        {{2022, 4, 31}, false}, {{2022, 0, 1}, false},  {{2022, 13, 1}, false}, {{2022, 1, 0}, false},
        {{2022, -1, 1}, false}, {{0, 1, 1}, false},     {{10000, 1, 1}, false}, {{9999, 12, 31}, true},
        {{1, 1, 1}, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(calendar_day_exists(cases[i].day), cases[i].exists);
}

static void adds_months_to_the_last_day(void **state)
{
    (void)state;
    assert_int_equal(date_add_months(date(2023, 1, 31), 1), date(2023, 2, 28));
    assert_int_equal(date_add_months(date(2024, 1, 31), 1), date(2024, 2, 29));
    assert_int_equal(date_add_months(date(2024, 2, 29), 12), date(2025, 2, 28));
    assert_int_equal(date_add_months(date(2023, 11, 30), 3), date(2024, 2, 29));
    assert_int_equal(date_add_months(date(2023, 12, 15), 1), date(2024, 1, 15));
    assert_int_equal(date_add_months(date(2024, 1, 15), -1), date(2023, 12, 15));
    assert_int_equal(date_add_months(date(2024, 3, 31), -13), date(2023, 2, 28));
    assert_int_equal(date_add_months(date(2024, 3, 31), 0), date(2024, 3, 31));
}

static void counts_completed_years(void **state)
{
    (void)state;
    int32_t leapling = date(2004, 2, 29);
    assert_int_equal(age_in_years(leapling, date(2022, 2, 28)), 17);
    assert_int_equal(age_in_years(leapling, date(2022, 3, 1)), 18);
    assert_int_equal(age_in_years(leapling, date(2024, 2, 28)), 19);
    assert_int_equal(age_in_years(leapling, date(2024, 2, 29)), 20);
    assert_int_equal(age_in_years(leapling, leapling), 0);
    assert_int_equal(age_in_years(date(2000, 6, 15), date(2018, 6, 14)), 17);
    assert_int_equal(age_in_years(date(2000, 6, 15), date(2018, 6, 15)), 18);
    assert_int_equal(age_in_years(date(2000, 12, 31), date(2001, 1, 1)), 0);
}

/* Every leap birthday from 1904 to 2096: 18 completed on the day that the rule names and not a day before. */
static void every_leap_birthday(void **state)
{
    (void)state;
    for (int32_t year = 1904; year <= 2080; year += 4) {
        int32_t born = date(year, 2, 29);
        int32_t grown = leap_by_hand(year + 18) ? date(year + 18, 2, 29) : date(year + 18, 3, 1);
        assert_int_equal(age_in_years(born, grown), 18);
        assert_int_equal(age_in_years(born, grown - 1), 17);
    }
}

static void refuses_what_is_no_date(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT_CONSTANT(""),           TEXT_CONSTANT("2022-3-31"),  TEXT_CONSTANT("2022-02-29"),
        TEXT_CONSTANT("31/03/2022"), TEXT_CONSTANT("2022-03-3a"), TEXT_CONSTANT("2022-03-31 "),
        TEXT_CONSTANT("-022-03-31"), TEXT_CONSTANT("2022--3-31"), TEXT_CONSTANT("2022-03--1"),
        TEXT_CONSTANT("0000-01-01"), TEXT_CONSTANT("2022-00-10"), TEXT_CONSTANT("2022/03/31"),
        TEXT_CONSTANT("20220331"),   TEXT_CONSTANT("+022-03-31"), TEXT_CONSTANT("2022-03-00"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int32_t read = 42;
        assert_int_equal(text_to_date(bad[i], &read), INVALID);
        assert_int_equal(read, 42);
    }
    AUTO_ARENA struct arena *arena = arena_open(1000);
    assert_text(date_to_text(arena, DATE_NONE), "");
}

static void reads_and_writes_instants(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    int64_t instant;
    assert_int_equal(text_to_instant(TEXT("2022-03-31T14:05:00Z"), &instant), OK);
    assert_int_equal(instant, (int64_t)date(2022, 3, 31) * DAY_MICROSECONDS + INT64_C(50700) * MICROSECONDS);
    assert_text(instant_to_text(arena, instant), "2022-03-31T14:05:00.000000Z");
    assert_int_equal(text_to_instant(TEXT("1969-12-31T23:59:59.9999999Z"), &instant), OK);
    assert_int_equal(instant, -1);
    assert_text(instant_to_text(arena, -1), "1969-12-31T23:59:59.999999Z");
    assert_text(instant_to_text(arena, -DAY_MICROSECONDS), "1969-12-31T00:00:00.000000Z");
    assert_int_equal(text_to_instant(TEXT("2022-03-31T14:05:00.5Z"), &instant), OK);
    assert_int_equal(instant % MICROSECONDS, 500000);
    assert_text(instant_to_text(arena, INSTANT_NONE), "");
}

static void refuses_what_is_no_instant(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT_CONSTANT("2022-03-31"),
        TEXT_CONSTANT("2022-03-31T14:05:00"),
        TEXT_CONSTANT("2022-03-31 14:05:00Z"),
        TEXT_CONSTANT("2022-03-31T24:00:00Z"),
        TEXT_CONSTANT("2022-03-31T14:60:00Z"),
        TEXT_CONSTANT("2022-03-31T14:05:60Z"),
        TEXT_CONSTANT("2022-03-31T14:05:00.Z"),
        TEXT_CONSTANT("2022-03-31T14:05:00.1.2Z"),
        TEXT_CONSTANT("2022-03-31T14:05:00,5Z"),
        TEXT_CONSTANT("2022-03-31T14:05:00+01:00Z"),
        TEXT_CONSTANT("2022-02-30T14:05:00Z"),
        TEXT_CONSTANT("2022-03-31T-1:05:00Z"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t read = 42;
        if (text_to_instant(bad[i], &read) != INVALID || read != 42)
            fail_msg("%s was read", bad[i].at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_from_1900_to_2100), cmocka_unit_test(holds_at_the_ends_of_the_calendar),
        cmocka_unit_test(knows_which_days_exist),      cmocka_unit_test(adds_months_to_the_last_day),
        cmocka_unit_test(counts_completed_years),      cmocka_unit_test(every_leap_birthday),
        cmocka_unit_test(refuses_what_is_no_date),     cmocka_unit_test(reads_and_writes_instants),
        cmocka_unit_test(refuses_what_is_no_instant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
