/* Appointments: times on a wall that changes its offset, a week of them, and the feed that other calendars read. */
#include "returns/tests/mission.h"

#include "returns/appointment.h"
#include "returns/calendar.h"
#include "system/random.h"
#include "system/zone.h"

static struct mission *mission;

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open();
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    mission = mission_close(mission);
    return 0;
}

static struct appointment *new_appointment(const struct return_case *file, const char *kind, int32_t day,
                                           const char *begins)
{
    struct appointment *row = record_new(mission->arena, &appointment_record);
    row->head.person = file->head.person;
    row->head.organisation = file->head.organisation;
    row->head.office = file->head.office;
    row->return_case = file->head.id;
    row->kind = text_from(kind);
    row->held_on = day;
    row->begins = text_from(begins);
    row->zone = TEXT("Africa/Casablanca");
    return row;
}

static struct problems problems;

static enum outcome keep(enum role role, struct appointment *row)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    row->head.assigned = mission->fixture->users[ROLE_CASEWORKER];
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = record_insert(&work, &appointment_record, row);
    problems = work.problems;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void test_times_as_people_type_them(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int32_t seconds;
    } READ[] = {{"09:30", 34200}, {"9:30", 34200},  {"9h30", 34200}, {"0930", 34200},   {"9", 32400},
                {"9h", 32400},    {"23:59", 86340}, {"00:00", 0},    {" 14.05 ", 50700}};
    static const char *const REFUSED[] = {"",      "24:00", "9:60",    "9:3",   "-1:00",
                                          "9:300", "noon",  "9:30:00", "12345", ":30"};
    int32_t seconds;
    for (size_t i = 0; i < COUNT(READ); i++) {
        assert_int_equal(appointment_time_read(text_from(READ[i].typed), &seconds), OK);
        assert_int_equal(seconds, READ[i].seconds);
    }
    for (size_t i = 0; i < COUNT(REFUSED); i++)
        assert_int_equal(appointment_time_read(text_from(REFUSED[i]), &seconds), INVALID);
}

/* The first change of Morocco's clock after today in each direction: before and after Ramadan. */
static int64_t next_change(bool back)
{
    const struct zone *zone = zone_find(TEXT("Africa/Casablanca"));
    int64_t at = zone_next_change(zone, mission->fixture->system.now);
    while (at != INSTANT_NONE && (zone_offset(zone, at) < zone_offset(zone, at - 1)) != back)
        at = zone_next_change(zone, at);
    return at;
}

static void test_the_clock_changes_at_ramadan(void **state)
{
    (void)state;
    const struct zone *zone = zone_find(TEXT("Africa/Casablanca"));
    struct person *person = mission_person(mission, "DIOP");
    struct return_case *file = mission_case(mission, person->head.id);
    int64_t forward = next_change(false);
    assert_true(forward != INSTANT_NONE); /* tzdata knows the coming years */
    int32_t day = zone_date(zone, forward);
    int32_t first = zone_second_of_day(zone, forward); /* of the new clock: the hour before it is left out */
    struct text gap = arena_format(mission->arena, "%02d:30", (int)(first / 3600) - 1);
    assert_int_equal(keep(ROLE_CASEWORKER, new_appointment(file, "interview", day, gap.at)), INVALID);
    assert_string_equal(problems.first->code, "time_left_out");
    /* ten in the morning stays ten in the morning, and is another instant */
    struct appointment *before = new_appointment(file, "interview", day - 1, "10:00");
    struct appointment *after = new_appointment(file, "interview", day + 1, "10:00");
    assert_int_equal(keep(ROLE_CASEWORKER, before), OK);
    assert_int_equal(keep(ROLE_CASEWORKER, after), OK);
    assert_true(appointment_instant(after) - appointment_instant(before) == 2 * DAY_MICROSECONDS - 3600 * MICROSECONDS);
}

static void test_what_is_to_come_has_not_taken_place(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "FALL");
    struct return_case *file = mission_case(mission, person->head.id);
    struct appointment *row = new_appointment(file, "consulate", mission->today + 3, "9h05");
    row->result = TEXT("kept");
    assert_int_equal(keep(ROLE_CASEWORKER, row), INVALID);
    row = new_appointment(file, "consulate", mission->today + 3, "9h05");
    assert_int_equal(keep(ROLE_FINANCE_PREPARER, row), FORBIDDEN);
    assert_int_equal(keep(ROLE_CASEWORKER, row), OK);
    assert_text(row->begins, "09:05");
    row = new_appointment(file, "consulate", mission->today + 3, "9:75");
    assert_int_equal(keep(ROLE_CASEWORKER, row), INVALID);
    row = new_appointment(file, "consulate", mission->today + 3, "9:00");
    row->zone = TEXT("Mars/Olympus");
    assert_int_equal(keep(ROLE_CASEWORKER, row), INVALID);
}

/* ---- the feed ---- */

static struct text unfold(struct text folded)
{
    char *plain = arena_string(mission->arena, folded);
    size_t length = 0;
    for (size_t at = 0; at < folded.length; at++) {
        if (at + 2 < folded.length && folded.at[at] == '\r' && folded.at[at + 1] == '\n' && folded.at[at + 2] == ' ') {
            at += 2;
            continue;
        }
        plain[length++] = folded.at[at];
    }
    return (struct text){plain, length};
}

/* What RFC 5545 wants of every calendar: lines of at most 75 octets, blocks that close in order, each event with UID,
   DTSTAMP and DTSTART, each TZID with its VTIMEZONE. */
static void check_calendar(struct text feed, size_t *ret_events)
{
    struct text rest = feed;
    struct text line;
    struct text blocks[4];
    struct text zones = TEXT_NONE;
    size_t depth = 0;
    size_t events = 0;
    unsigned seen = 0;
    for (size_t from = 0, at = 0; at + 1 < feed.length; at++)
        if (feed.at[at] == '\r') {
            assert_int_equal(feed.at[at + 1], '\n');
            assert_true(at - from <= 75);
            from = at + 2;
        } else {
            assert_true(feed.at[at] != '\n' || feed.at[at - 1] == '\r');
        }
    rest = unfold(feed);
    assert_true(text_starts_with(rest, TEXT("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")));
    while (text_split(&rest, '\n', &line)) {
        line = text_slice(line, 0, line.length - 1);
        if (text_starts_with(line, TEXT("BEGIN:"))) {
            assert_true(depth < COUNT(blocks));
            blocks[depth++] = text_slice(line, 6, line.length);
            seen = 0;
        } else if (text_starts_with(line, TEXT("END:"))) {
            assert_true(depth > 0 && text_equal(blocks[--depth], text_slice(line, 4, line.length)));
            if (text_is(text_slice(line, 4, line.length), "VEVENT")) {
                assert_int_equal(seen, 7);
                events++;
            }
        } else if (text_starts_with(line, TEXT("TZID:"))) {
            zones =
                arena_format(mission->arena, "%.*s%.*s ", TEXT_ARG(zones), TEXT_ARG(text_slice(line, 5, line.length)));
        } else if (depth == 2) {
            ptrdiff_t zone = text_find(line, TEXT(";TZID="));
            ptrdiff_t colon = text_find_byte(line, ':');
            if (zone > 0)
                assert_true(text_find(zones, text_slice(line, (size_t)zone + 6, (size_t)colon)) >= 0);
            seen |= text_starts_with(line, TEXT("UID:")) ? 1 : 0;
            seen |= text_starts_with(line, TEXT("DTSTAMP:")) && text_ends_with(line, TEXT("Z")) ? 2 : 0;
            seen |= text_starts_with(line, TEXT("DTSTART")) ? 4 : 0;
        }
        if (rest.length == 0)
            break;
    }
    assert_int_equal(depth, 0);
    *ret_events = events;
}

/* The offset that a reader of VTIMEZONE finds for a local time: that of the last observance that has begun. */
static struct text offset_in(struct text feed, struct text local)
{
    struct text rest = unfold(feed);
    struct text line;
    struct text begun = TEXT_NONE;
    struct text best = TEXT_NONE;
    struct text offset = TEXT_NONE;
    bool inside = false;
    while (text_split(&rest, '\n', &line)) {
        line = text_slice(line, 0, line.length == 0 ? 0 : line.length - 1);
        if (text_is(line, "BEGIN:VTIMEZONE"))
            inside = true;
        if (text_is(line, "END:VTIMEZONE"))
            break;
        if (inside && text_starts_with(line, TEXT("DTSTART:")))
            begun = text_slice(line, 8, line.length);
        if (inside && text_starts_with(line, TEXT("TZOFFSETTO:")) && text_compare(begun, local) <= 0 &&
            text_compare(begun, best) >= 0) {
            best = begun;
            offset = text_slice(line, 11, line.length);
        }
    }
    return offset;
}

static void test_the_zone_tells_each_change(void **state)
{
    (void)state;
    const struct zone *zone = zone_find(TEXT("Africa/Casablanca"));
    AUTO_BUFFER struct buffer out = buffer_open(1 << 20);
    struct work *work = &mission->fixture->system;
    struct calendar_entry entries[3];
    int32_t changes[] = {zone_date(zone, next_change(true)), zone_date(zone, next_change(false))};
    int32_t from = changes[0] < changes[1] ? changes[0] : changes[1];
    int32_t until = changes[0] < changes[1] ? changes[1] : changes[0];
    int32_t days[] = {from - 3, from + 3, until + 3};
    size_t events;
    for (size_t i = 0; i < 3; i++)
        entries[i] = (struct calendar_entry){.id = identifier_new(),
                                             .day = days[i],
                                             .seconds = 10 * 3600,
                                             .minutes = 30,
                                             .zone = TEXT("Africa/Casablanca"),
                                             .kind = TEXT("Interview"),
                                             .number = TEXT("RET-1"),
                                             .place = TEXT("Salle 3; couloir, fond\\gauche"),
                                             .version = 2};
    calendar_write(work, entries, 3, &out);
    check_calendar(buffer_text(&out), &events);
    assert_int_equal(events, 3);
    for (size_t i = 0; i < 3; i++) {
        int32_t offset = zone_offset(zone, zone_instant(zone, days[i], 10 * 3600));
        struct calendar_day day = day_from_date(days[i]);
        struct text local =
            arena_format(mission->arena, "%04d%02d%02dT100000", (int)day.year, (int)day.month, (int)day.day);
        struct text found = offset_in(buffer_text(&out), local);
        assert_true(text_is(found, offset == 0 ? "+0000" : "+0100"));
    }
    struct text plain = unfold(buffer_text(&out));
    assert_true(text_find(plain, TEXT("LOCATION:Salle 3\\; couloir\\, fond\\\\gauche\r\n")) > 0);
    assert_true(text_find(plain, TEXT("SEQUENCE:1\r\n")) > 0);
}

static struct text made_address(struct loopback *client)
{
    (void)loopback_get(client, "/en/appointments/calendar");
    const char *form = arena_format(mission->arena, "_key=%.*s", TEXT_ARG(loopback_hidden(client, "_key"))).at;
    assert_int_equal(loopback_post(client, "/en/appointments/calendar", form)->status, 200);
    struct text page = loopback_last(client)->body;
    ptrdiff_t at = text_find(page, TEXT("id=\"address-mine\">"));
    assert_true(at > 0);
    struct text rest = text_slice(page, (size_t)at + 18, page.length);
    struct text address = text_slice(rest, 0, (size_t)text_find_byte(rest, '<'));
    ptrdiff_t path = text_find(address, TEXT("/en/appointments.ics"));
    assert_true(path > 0);
    return arena_text(mission->arena, text_slice(address, (size_t)path, address.length));
}

static void test_the_feed_names_nobody(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "SEYDIVOIRE");
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "booked");
    struct appointment *row = new_appointment(file, "consulate", mission->today + 2, "10:30");
    row->place = TEXT("Consulat, entrée B");
    row->note = TEXT("Awa vient avec sa soeur");
    assert_int_equal(keep(ROLE_CASEWORKER, row), OK);
    struct appointment *off = new_appointment(file, "medical", mission->today + 4, "08:00");
    off->result = TEXT("cancelled");
    assert_int_equal(keep(ROLE_CASEWORKER, off), OK);
    struct loopback *client = fixture_role(mission->fixture, ROLE_CASEWORKER);
    struct text address = made_address(client);
    assert_int_equal(fixture_audited(mission->fixture, "calendar.address_made"), 1);
    (void)loopback_get(client, "/en/appointments/calendar"); /* it is shown once */
    assert_false(loopback_shows(client, "appointments.ics?key="));
    struct loopback *visitor = fixture_visitor(mission->fixture);
    assert_int_equal(loopback_get(visitor, address.at)->status, 200);
    struct text feed = arena_text(mission->arena, loopback_last(visitor)->body);
    struct text number =
        ((const struct return_case *)mission_row(mission, &return_case_record, file->head.id))->head.number;
    size_t events;
    assert_true(text_starts_with(loopback_last(visitor)->content_type, TEXT("text/calendar")));
    check_calendar(feed, &events);
    assert_true(events >= 2);
    struct text plain = unfold(feed);
    assert_true(text_find(plain, number) > 0);
    assert_true(text_find(plain, TEXT("Consulate")) > 0);
    assert_true(text_find(plain, TEXT("LOCATION:Consulat\\, entrée B")) > 0);
    assert_true(text_find(plain, TEXT("STATUS:CANCELLED")) > 0);
    static const char *const NEVER[] = {"SEYDIVOIRE", "Awa", "soeur", "Guin", "1990"};
    for (size_t i = 0; i < COUNT(NEVER); i++)
        assert_true(text_find(plain, text_from(NEVER[i])) < 0);
    /* the key opens nothing else, and no other key opens the feed */
    struct text key = text_slice(address, (size_t)text_find_byte(address, '=') + 1, address.length);
    loopback_set_header(visitor, "Authorization", arena_format(mission->arena, "Bearer %.*s", TEXT_ARG(key)));
    static const char *const CLOSED[] = {"/api/v1/appointments", "/api/v1/return-cases", "/api/v1/travel-papers"};
    for (size_t i = 0; i < COUNT(CLOSED); i++)
        assert_int_equal(loopback_get(visitor, CLOSED[i])->status, 403);
    loopback_set_header(visitor, "Authorization", TEXT_NONE);
    assert_int_equal(loopback_get(visitor, "/en/appointments.ics")->status, 404);
    assert_int_equal(loopback_get(visitor, "/en/appointments.ics?key=")->status, 404);
    assert_int_equal(loopback_get(visitor, "/en/appointments.ics?key=abc")->status, 404);
    struct work work = mission->fixture->system;
    struct text whole;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(token_make(&work, mission->fixture->users[ROLE_CASEWORKER], TEXT("api"), TEXT("return.read"),
                                mission->today + 20, &whole),
                     OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    address = arena_format(mission->arena, "/en/appointments.ics?key=%.*s", TEXT_ARG(whole));
    assert_int_equal(loopback_get(visitor, address.at)->status, 404);
    (void)loopback_close(visitor);
    (void)loopback_close(client);
}

static void test_a_revoked_address_is_none(void **state)
{
    (void)state;
    struct loopback *client = fixture_role(mission->fixture, ROLE_OPERATIONS);
    struct loopback *visitor = fixture_visitor(mission->fixture);
    struct text address = made_address(client);
    assert_int_equal(loopback_get(visitor, address.at)->status, 200);
    struct value bind[] = {value_id(mission->fixture->users[ROLE_OPERATIONS])};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_close", "UPDATE user_account SET active = 2 WHERE id = $1"), bind, 1, NULL),
                     OK);
    assert_int_equal(loopback_get(visitor, address.at)->status, 404); /* who left reads nothing */
    assert_int_equal(db_execute(mission->fixture->db, SQL("t_open", "UPDATE user_account SET active = 1 WHERE id = $1"),
                                bind, 1, NULL),
                     OK);
    assert_int_equal(loopback_get(visitor, address.at)->status, 200);
    (void)loopback_get(client, "/en/account/tokens");
    struct text page = loopback_last(client)->body;
    ptrdiff_t at = text_find(page, TEXT("/en/account/tokens/"));
    assert_true(at > 0 && loopback_shows(client, "Calendar"));
    struct text rest = text_slice(page, (size_t)at, page.length);
    struct text path = arena_text(mission->arena, text_slice(rest, 0, (size_t)text_find_byte(rest, '"')));
    assert_int_equal(loopback_post(client, path.at, "")->status, 303);
    assert_int_equal(loopback_get(visitor, address.at)->status, 404);
    (void)loopback_close(visitor);
    (void)loopback_close(client);
}

/* ---- the week ---- */

static void test_a_week_shows_appointments_and_flights(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "NDAO");
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "booked"); /* travels today */
    struct appointment *row = new_appointment(file, "interview", mission->today, "16:45");
    row->place = TEXT("Office two");
    assert_int_equal(keep(ROLE_RECEPTION, row), OK);
    struct loopback *client = fixture_role(mission->fixture, ROLE_CASEWORKER);
    assert_int_equal(loopback_get(client, "/en/appointments/week")->status, 200);
    assert_true(loopback_shows(client, "16:45"));
    assert_true(loopback_shows(client, "Office two"));
    assert_true(loopback_shows(client, "Flight"));
    assert_true(loopback_shows(client, "NDAO"));
    assert_int_equal(loopback_get(client, "/en/appointments/week?from=2020-01-06")->status, 200);
    assert_true(loopback_shows(client, "06/01/2020"));
    assert_false(loopback_shows(client, "NDAO"));
    assert_int_equal(loopback_get(client, "/en/appointments/week?from=2020-13-06")->status, 404);
    assert_int_equal(loopback_get(client, "/en/appointments")->status, 200);
    struct text path = arena_format(mission->arena, "/en/return-cases/%.*s",
                                    TEXT_ARG(identifier_to_text(mission->arena, file->head.id)));
    assert_int_equal(loopback_get(client, path.at)->status, 200);
    assert_true(loopback_shows(client, "Office two"));
    (void)loopback_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_as_people_type_them),
        cmocka_unit_test(test_the_clock_changes_at_ramadan),
        cmocka_unit_test(test_what_is_to_come_has_not_taken_place),
        cmocka_unit_test(test_the_zone_tells_each_change),
        cmocka_unit_test(test_the_feed_names_nobody),
        cmocka_unit_test(test_a_revoked_address_is_none),
        cmocka_unit_test(test_a_week_shows_appointments_and_flights),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
