/* Times of flights: what is compared in UTC, what the clocks of a place skip, what a wait is worth saying. */
#include "base/tests/testing.h"
#include "movements/itinerary.h"

static const struct zone *casablanca, *conakry, *antananarivo;

static int find_zones(void **state)
{
    (void)state;
    casablanca = zone_find(TEXT("Africa/Casablanca"));
    conakry = zone_find(TEXT("Africa/Conakry"));
    antananarivo = zone_find(TEXT("Indian/Antananarivo"));
    return casablanca == NULL || conakry == NULL || antananarivo == NULL ? -1 : 0;
}

static int32_t day(int32_t year, int32_t month, int32_t of_month)
{
    return date_from_day((struct calendar_day){year, month, of_month});
}

static int64_t at(const struct zone *zone, int32_t date, int32_t hour, int32_t minute)
{
    int64_t instant = INSTANT_NONE;
    assert_int_equal(wall_clock_instant(zone, date, hour * 3600 + minute * 60, &instant), OK);
    return instant;
}

static void test_times_are_read_as_tickets_write_them(void **state)
{
    static const char *const WRONG[] = {"",      "9:30",   "09.30", "24:00", "23:60", "09:3a",
                                        "-9:30", "09:30 ", "0930",  "٠٩:٣٠", "09:300"};
    int32_t seconds = -1;
    (void)state;
    assert_int_equal(clock_time_read(TEXT("00:00"), &seconds), OK);
    assert_int_equal(seconds, 0);
    assert_int_equal(clock_time_read(TEXT("23:59"), &seconds), OK);
    assert_int_equal(seconds, 86340);
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_int_equal(clock_time_read(text_from(WRONG[i]), &seconds), INVALID);
    assert_int_equal(seconds, 86340);
}

/* 10:00 in Casablanca (UTC+1) to 09:30 in Conakry (UTC) is half an hour in the air; 08:59 would be before it left. */
static void test_a_flight_is_judged_in_utc(void **state)
{
    int32_t date = day(2026, 11, 20);
    int64_t leaves = at(casablanca, date, 10, 0);
    (void)state;
    assert_int_equal(flight_fault(leaves, at(conakry, date, 9, 30)), FLIGHT_SOUND);
    assert_int_equal(flight_fault(leaves, at(conakry, date, 9, 0)), FLIGHT_LANDS_BEFORE_LEAVING);
    assert_int_equal(flight_fault(leaves, at(conakry, date, 8, 59)), FLIGHT_LANDS_BEFORE_LEAVING);
    /* later by the clock on the wall, and yet before: Antananarivo is two hours ahead of Casablanca */
    assert_int_equal(flight_fault(leaves, at(antananarivo, date, 11, 30)), FLIGHT_LANDS_BEFORE_LEAVING);
    assert_int_equal(flight_fault(leaves, at(antananarivo, date, 12, 1)), FLIGHT_SOUND);
    assert_int_equal(flight_fault(leaves, at(antananarivo, date + 1, 12, 1)), FLIGHT_TOO_LONG);
}

/* Morocco goes back to UTC for Ramadan and forward again after it: in 2026 on 15 February and 22 March. */
static void test_the_clocks_of_ramadan(void **state)
{
    int64_t instant = 7;
    int32_t forward = day(2026, 3, 22);
    int32_t back = day(2026, 2, 15);
    (void)state;
    assert_int_equal(wall_clock_instant(casablanca, forward, 2 * 3600 + 1800, &instant), NOT_FOUND);
    assert_int_equal(instant, 7);
    assert_int_equal(at(casablanca, forward, 3, 0) - at(casablanca, forward, 1, 59), 60 * MICROSECONDS);
    /* an hour that comes twice is the first of both */
    assert_int_equal(at(casablanca, back, 3, 0) - at(casablanca, back, 2, 0), 2 * 3600 * MICROSECONDS);
    /* the same timetable before and during Ramadan: one hour more in the air by UTC */
    int64_t before = at(conakry, back - 1, 13, 0) - at(casablanca, back - 1, 10, 0);
    int64_t during = at(conakry, back + 1, 13, 0) - at(casablanca, back + 1, 10, 0);
    assert_int_equal(before - during, 3600 * MICROSECONDS);
}

static enum connection wait_of(const char *lands_in, const char *leaves_from, int64_t minutes)
{
    int64_t found;
    enum connection connection =
        connection_between((struct flight_end){text_from(lands_in), 0},
                           (struct flight_end){text_from(leaves_from), minutes * 60 * MICROSECONDS}, &found);
    assert_int_equal(found, minutes);
    return connection;
}

static void test_short_and_long_waits_are_said(void **state)
{
    (void)state;
    assert_int_equal(wait_of("IST", "IST", CONNECTION_MINUTES - 1), CONNECTION_SHORT);
    assert_int_equal(wait_of("IST", "IST", CONNECTION_MINUTES), CONNECTION_SOUND);
    assert_int_equal(wait_of("IST", "IST", WAIT_HOURS_MOST * 60), CONNECTION_SOUND);
    assert_int_equal(wait_of("IST", "IST", WAIT_HOURS_MOST * 60 + 1), CONNECTION_LONG);
    assert_int_equal(wait_of("CDG", "ORY", CHANGE_OF_AIRPORT_MINUTES - 1), CONNECTION_SHORT);
    assert_int_equal(wait_of("CDG", "ORY", CHANGE_OF_AIRPORT_MINUTES), CONNECTION_OTHER_AIRPORT);
    assert_int_equal(wait_of("IST", "IST", -1), CONNECTION_OVERLAPS);
}

int main(void)
{
    const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(test_times_are_read_as_tickets_write_them),
        cmocka_unit_test(test_a_flight_is_judged_in_utc),
        cmocka_unit_test(test_the_clocks_of_ramadan),
        cmocka_unit_test(test_short_and_long_waits_are_said),
    };
    return cmocka_run_group_tests(TESTS, find_zones, NULL);
}
