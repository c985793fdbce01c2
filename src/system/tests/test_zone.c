#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "system/file.h"
#include "system/zone.h"

static int64_t utc(const char *text)
{
    int64_t instant = 0;
    assert_int_equal(text_to_instant(text_from(text), &instant), OK);
    return instant;
}

static const struct zone *zone_of(const char *name)
{
    const struct zone *zone = zone_find(text_from(name));
    assert_non_null(zone);
    return zone;
}

/* From `zdump -v` with tzdata 2025b: the first instant of each new offset. */
static const struct {
    const char *zone, *instant;
    int32_t before, after;
} changes[] = {
    {"Africa/Casablanca", "1913-10-26T00:30:20Z", -1820, 0}, {"Africa/Casablanca", "2017-05-21T02:00:00Z", 3600, 0},
    {"Africa/Casablanca", "2017-07-02T02:00:00Z", 0, 3600},  {"Africa/Casablanca", "2018-10-28T02:00:00Z", 3600, 3600},
    {"Africa/Casablanca", "2019-05-05T02:00:00Z", 3600, 0},  {"Africa/Casablanca", "2019-06-09T02:00:00Z", 0, 3600},
    {"Africa/Casablanca", "2023-03-19T02:00:00Z", 3600, 0},  {"Africa/Casablanca", "2023-04-23T02:00:00Z", 0, 3600},
    {"Africa/Casablanca", "2024-03-10T02:00:00Z", 3600, 0},  {"Africa/Casablanca", "2024-04-14T02:00:00Z", 0, 3600},
    {"Africa/Casablanca", "2025-02-23T02:00:00Z", 3600, 0},  {"Africa/Casablanca", "2025-04-06T02:00:00Z", 0, 3600},
    {"Europe/Paris", "2025-03-30T01:00:00Z", 3600, 7200},    {"Europe/Paris", "2025-10-26T01:00:00Z", 7200, 3600},
    {"Europe/Paris", "2098-03-30T01:00:00Z", 3600, 7200},    {"Europe/Paris", "2099-10-25T01:00:00Z", 7200, 3600},
    {"Africa/Dakar", "1912-01-01T01:09:44Z", -4184, -3600},  {"Africa/Dakar", "1941-06-01T01:00:00Z", -3600, 0},
    {"America/Nuuk", "2098-03-30T01:00:00Z", -7200, -3600},  {"Asia/Gaza", "2088-03-27T00:00:00Z", 7200, 10800},
};

static void offsets_change_when_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const struct zone *zone = zone_of(changes[i].zone);
        int64_t at = utc(changes[i].instant);
        assert_int_equal(zone_offset(zone, at - 1), changes[i].before);
        assert_int_equal(zone_offset(zone, at), changes[i].after);
    }
    assert_int_equal(zone_offset(zone_of("Africa/Dakar"), utc("2150-07-01T00:00:00Z")), 0);
}

/* The C library reads the same files with its own code. */
static void the_c_library_agrees(void **state)
{
    (void)state;
    static const char *const names[] = {"Africa/Casablanca", "Europe/Paris",    "Africa/Dakar", "Asia/Gaza",
                                        "America/Nuuk",      "Europe/Dublin",   "Asia/Kolkata", "Australia/Lord_Howe",
                                        "Africa/Conakry",    "America/Santiago"};
    const int64_t first = utc("1905-01-01T00:00:00Z") / MICROSECONDS;
    const int64_t last = utc("2150-01-01T00:00:00Z") / MICROSECONDS;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct zone *zone = zone_of(names[i]);
        assert_int_equal(setenv("TZ", names[i], 1), 0);
        tzset();
        for (int64_t second = first; second < last; second += 6 * 3600 + 1) {
            struct tm wall;
            time_t time = (time_t)second;
            assert_non_null(localtime_r(&time, &wall));
            assert_int_equal(zone_offset(zone, second * MICROSECONDS), wall.tm_gmtoff);
        }
    }
}

static void a_wall_clock_reads_day_and_second(void **state)
{
    (void)state;
    const struct zone *zone = zone_of("Africa/Casablanca");
    int64_t late = utc("2025-01-31T23:30:00.5Z");
    assert_int_equal(zone_date(zone, late), date_from_day((struct calendar_day){2025, 2, 1}));
    assert_int_equal(zone_second_of_day(zone, late), 30 * 60);
    int64_t old = utc("1913-10-25T00:00:00Z"); /* before 1970 and west of Greenwich */
    assert_int_equal(zone_date(zone, old), date_from_day((struct calendar_day){1913, 10, 24}));
    assert_int_equal(zone_second_of_day(zone, old), 86400 - 1820);
    assert_int_equal(zone_date(zone, INSTANT_NONE), DATE_NONE);
}

static void instants_of_wall_times(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *day, *instant;
        int32_t second;
    } known[] = {
        {"Africa/Casablanca", "2025-01-15", "2025-01-15T08:00:00Z", 9 * 3600},
        {"Africa/Casablanca", "2025-03-10", "2025-03-10T09:00:00Z", 9 * 3600},        /* Ramadan */
        {"Africa/Casablanca", "2025-02-23", "2025-02-23T01:30:00Z", 2 * 3600 + 1800}, /* twice: the first */
        {"Africa/Casablanca", "2025-04-06", "2025-04-06T02:00:00Z", 2 * 3600 + 1800}, /* never: after the gap */
        {"Africa/Casablanca", "2025-04-06", "2025-04-06T02:00:00Z", 3 * 3600},
        {"Africa/Casablanca", "2025-04-06", "2025-04-06T01:59:59Z", 2 * 3600 - 1},
        {"Europe/Paris", "2098-03-30", "2098-03-30T01:00:00Z", 2 * 3600 + 60},
        {"Europe/Paris", "2098-10-26", "2098-10-26T00:30:00Z", 2 * 3600 + 1800},
        {"Africa/Dakar", "2098-10-26", "2098-10-26T02:30:00Z", 2 * 3600 + 1800},
        {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 12 * 3600}, /* a day that was left out */
        {"Pacific/Kiritimati", "2024-01-01", "2023-12-31T10:00:00Z", 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int32_t date = 0;
        assert_int_equal(text_to_date(text_from(known[i].day), &date), OK);
        assert_int_equal(zone_instant(zone_of(known[i].zone), date, known[i].second), utc(known[i].instant));
    }
    assert_true(zone_instant(zone_of("Europe/Paris"), DATE_NONE, 0) == INSTANT_NONE);
    assert_true(zone_instant(zone_of("Europe/Paris"), INT32_MAX, 0) == INSTANT_NONE);
}

static void there_and_back(void **state)
{
    (void)state;
    const struct zone *zone = zone_of("Africa/Casablanca");
    size_t moved = 0;
    for (int64_t at = utc("2015-01-01T00:00:00Z"); at < utc("2100-01-01T00:00:00Z"); at += 3600 * MICROSECONDS) {
        int64_t back = zone_instant(zone, zone_date(zone, at), zone_second_of_day(zone, at));
        assert_true(back == at || back == at - 3600 * MICROSECONDS);
        moved += back != at;
    }
    assert_in_range(moved, 70, 120); /* once for each time that the hour was repeated */
}

static void names_that_are_no_zones(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        "Africa",
        "Africa/",
        "Africa/Nowhere",
        "/etc/passwd",
        "../../../etc/passwd",
        "Africa/../Africa/Dakar",
        "tzdata.zi",
        "Europe//",
        "africa/dakar\n",
        "zone1970.tab",
        "Africa/Casablanca/Casablanca/Casablanca/Casablanca/Casablanca/Casablanca",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_null(zone_find(text_from(names[i])));
    assert_null(zone_find((struct text){"Africa/Dakar\0x", 14}));
    assert_ptr_equal(zone_of("Africa/Dakar"), zone_of("Africa/Dakar"));
    assert_string_equal(zone_name(zone_of("Africa/Dakar")), "Africa/Dakar");
}

/* A file with the 32-bit block empty, one type and a footer. */
static enum outcome read_with_footer(struct arena *arena, const char *footer, struct zone **ret)
{
    static const unsigned char type_count = 1;
    char *bytes = arena_zeroed(arena, 1, 44 + 44 + 6 + 4 + 256);
    memcpy(bytes, "TZif2", 5);
    memcpy(bytes + 44, "TZif2", 5);
    bytes[44 + 39] = (char)type_count;
    bytes[44 + 43] = 4;
    struct text end = arena_format(arena, "\n%s\n", footer);
    memcpy(bytes + 98, end.at, end.length);
    return zone_read(arena, TEXT("Test"), (struct text){bytes, 98 + end.length}, ret);
}

static void footers_are_read_or_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "C",
        "CE-1",
        "CET",
        "CET-25",
        "<+1-1",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "<+01>-1 ",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0,",
        "CET-1CEST,J0,J365",
        "CET-1CEST,J1,366",
        "CET-1CEST,J1/168,J365",
        "CET-1:60",
        "CET--1",
    };
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct zone *zone = NULL;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(read_with_footer(arena, wrong[i], &zone), INVALID);
    assert_null(zone);
    /* Summer time all year round, the example of RFC 8536. */
    assert_int_equal(read_with_footer(arena, "EST5EDT,0/0,J365/25", &zone), OK);
    for (int64_t at = utc("2024-12-31T00:00:00Z"); at < utc("2025-01-02T00:00:00Z"); at += 1800 * MICROSECONDS)
        assert_int_equal(zone_offset(zone, at), -4 * 3600);
    assert_int_equal(read_with_footer(arena, "<+0330>-3:30<+04>,J60/0,300/-1:30", &zone), OK);
    assert_int_equal(zone_offset(zone, utc("2024-02-29T20:29:59Z")), 12600);
    assert_int_equal(zone_offset(zone, utc("2024-02-29T20:30:00Z")),
                     16200); /* J60 is always 1 March; one hour more by default */
    assert_int_equal(read_with_footer(arena, "", &zone), OK);
    assert_int_equal(zone_offset(zone, utc("2024-02-29T20:30:00Z")), 0);
}

static void a_file_cut_short_is_refused(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    struct text bytes;
    struct zone *zone = NULL;
    assert_int_equal(file_read(arena, "/usr/share/zoneinfo/Africa/Dakar", 1 << 16, &bytes), OK);
    for (size_t length = 0; length < bytes.length; length++) {
        struct text part = arena_text(arena, text_slice(bytes, 0, length));
        assert_int_equal(zone_read(arena, TEXT("Test"), part, &zone), INVALID);
    }
    assert_int_equal(zone_read(arena, TEXT("Test"), bytes, &zone), OK);
}

/* Every change is found, in order, and none is made up: the same offsets as asked hour by hour. */
static void changes_are_found_one_by_one(void **state)
{
    (void)state;
    static const char *const ZONES[] = {"Africa/Casablanca", "Europe/Paris", "Africa/Abidjan", "Africa/Cairo"};
    for (size_t i = 0; i < sizeof ZONES / sizeof *ZONES; i++) {
        const struct zone *zone = zone_find(text_from(ZONES[i]));
        int64_t next = zone_next_change(zone, utc("2025-01-01T00:00:00Z"));
        int32_t offset = zone_offset(zone, utc("2025-01-01T00:00:00Z"));
        for (int64_t at = utc("2025-01-01T00:00:00Z"); at < utc("2028-01-01T00:00:00Z"); at += 1800 * MICROSECONDS) {
            bool changed = zone_offset(zone, at) != offset;
            assert_int_equal(changed, next != INSTANT_NONE && at >= next);
            if (!changed)
                continue;
            assert_true(zone_offset(zone, next - 1) == offset);
            offset = zone_offset(zone, at);
            next = zone_next_change(zone, next);
        }
    }
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    struct zone *zone = NULL;
    assert_int_equal(read_with_footer(arena, "EST5EDT,0/0,J365/25", &zone), OK); /* always summer: no end */
    assert_true(zone_next_change(zone, utc("2026-01-01T00:00:00Z")) == INSTANT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_change_when_the_table_says),
        cmocka_unit_test(the_c_library_agrees),
        cmocka_unit_test(a_wall_clock_reads_day_and_second),
        cmocka_unit_test(instants_of_wall_times),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(names_that_are_no_zones),
        cmocka_unit_test(footers_are_read_or_refused),
        cmocka_unit_test(a_file_cut_short_is_refused),
        cmocka_unit_test(changes_are_found_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
