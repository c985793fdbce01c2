/* What falls due on a closed day is due on the next open one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "flow/closed_days.h"

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(8 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

#define HEAD "kind,day,name,from,until,source,mark\n"

static enum outcome read(const char *rows)
{
    size_t line = 0;
    const char *fault = NULL;
    enum outcome outcome = closed_days_read(arena, arena_join(arena, TEXT(HEAD), text_from(rows)), &line, &fault);
    assert_true(outcome == OK || (fault != NULL && line > 0));
    return outcome;
}

static int32_t day(const char *text)
{
    int32_t date;
    assert_int_equal(text_to_date(text_from(text), &date), OK);
    return date;
}

static void closed_days_move_to_open_ones(void **state)
{
    static const struct {
        const char *falls, *due;
    } CASES[] = {
        {"2026-04-29", "2026-04-29"}, /* a Wednesday */
        {"2026-05-02", "2026-05-04"}, /* a Saturday */
        {"2026-05-01", "2026-05-04"}, /* a holiday before a weekend */
        {"2023-01-14", "2023-01-16"}, /* not yet a holiday, but a Saturday */
        {"2025-01-14", "2025-01-15"}, /* a holiday since 2024 */
        {"2025-03-31", "2025-04-02"}, /* 1 and 2 Shawwal 1446 */
        {"2025-06-27", "2025-06-30"}, /* 1 Muharram 1447, a Friday */
        {"2026-07-07", "2026-07-08"}, /* announced for once */
        {"2027-07-07", "2027-07-07"},
    };
    (void)state;
    assert_int_equal(read("weekly,saturday,a,,,s,verified\nweekly,sunday,a,,,s,verified\n"
                          "yearly,05-01,a,,,s,from_memory\nyearly,01-14,a,2024,,s,from_memory\n"
                          "hijri,10-01,a,,,s,estimated\nhijri,10-02,a,,,s,estimated\nhijri,01-01,a,,,s,estimated\n"
                          "once,2026-07-07,a,,,s,proposed\n"),
                     OK);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct text due = date_to_text(arena, day_next_open(day(CASES[i].falls)));
        if (!text_is(due, CASES[i].due))
            fail_msg("%s is due on %.*s", CASES[i].falls, TEXT_ARG(due));
    }
}

/* Each day of many years belongs to one day of the other calendar: of 354 or 355 days a year is made. */
static void years_of_the_other_calendar_follow_each_other(void **state)
{
    int32_t last = 0;
    (void)state;
    assert_int_equal(read("hijri,01-01,a,,,s,estimated\n"), OK);
    for (int32_t date = day("1950-01-01"); date < day("2100-01-01"); date++) {
        if (!day_is_closed(date))
            continue;
        if (last != 0)
            assert_true(date - last == 354 || date - last == 355);
        last = date;
    }
    assert_true(last > day("2098-01-01"));
}

static void what_is_never_open_stays(void **state)
{
    (void)state;
    assert_int_equal(read("weekly,monday,a,,,s,proposed\nweekly,tuesday,a,,,s,proposed\n"
                          "weekly,wednesday,a,,,s,proposed\nweekly,thursday,a,,,s,proposed\n"
                          "weekly,friday,a,,,s,proposed\nweekly,saturday,a,,,s,proposed\n"
                          "weekly,sunday,a,,,s,proposed\n"),
                     OK);
    assert_int_equal(day_next_open(day("2026-05-02")), day("2026-05-02"));
    assert_int_equal(read(""), OK);
    assert_false(day_is_closed(day("2026-05-02")));
}

static void what_cannot_be_is_refused(void **state)
{
    static const char *const ROWS[] = {
        "daily,monday,a,,,s,verified\n",
        "weekly,caturday,a,,,s,verified\n",
        "yearly,02-30,a,,,s,verified\n",
        "yearly,13-01,a,,,s,verified\n",
        "yearly,5-1,a,,,s,verified\n",
        "hijri,01-31,a,,,s,verified\n",
        "once,2026-02-29,a,,,s,verified\n",
        "once,,a,,,s,verified\n",
        "weekly,monday,a,2026,2025,s,verified\n",
        "weekly,monday,a,x,,s,verified\n",
        "weekly,monday,a,,,s,official\n",
        "weekly,monday,a,,,s\n",
        "weekly,monday,\"a,,,s,verified\n",
    };
    (void)state;
    assert_int_equal(read("weekly,sunday,a,,,s,verified\n"), OK);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (read(ROWS[i]) != INVALID)
            fail_msg("read: %s", ROWS[i]);
    assert_true(day_is_closed(day("2026-05-03"))); /* what was read before still counts */
}

/* The profile that ships. */
static void the_profile_is_read(void **state)
{
    (void)state;
    assert_int_equal(closed_days_load(arena, getenv("TEST_PROFILE")), OK);
    assert_int_equal(day_next_open(day("2026-11-18")), day("2026-11-19"));
    assert_int_equal(closed_days_load(arena, "/nowhere"), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_days_move_to_open_ones),
        cmocka_unit_test(years_of_the_other_calendar_follow_each_other),
        cmocka_unit_test(what_is_never_open_stays),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(the_profile_is_read),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
