/* Journeys: flights, families, all or nobody booked, the day of departure, the receiving office. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "movements/tests/travelling.h"
#include "record/list.h"
#include "system/clock.h"
#include "system/file.h"
#include "web/record_parts.h"

static void test_tables_are_sound_and_drawn(void **state)
{
    static const struct flow *const FLOWS[] = {&movement_flow, &arrival_flow, &arrival_assessment_flow};
    struct text readme;
    (void)state;
    struct text path = arena_format(mission->arena, "%s/src/movements/README.md", getenv("TEST_TREE"));
    assert_int_equal(file_read(mission->arena, path.at, 1 << 20, &readme), OK);
    for (size_t i = 0; i < COUNT(FLOWS); i++) {
        assert_int_equal(flow_check(FLOWS[i]), OK);
        struct text drawing = flow_drawing(mission->arena, FLOWS[i]);
        if (getenv("SANAD_DRAW") != NULL)
            (void)printf("%.*s", TEXT_ARG(drawing));
        else if (text_find(readme, drawing) < 0)
            fail_msg("src/movements/README.md: the drawing of %s is not that of its table", FLOWS[i]->name);
    }
}

/* ---- flights ---- */

static void refused_leg(const struct movement *movement, const char *code, const char *from, int32_t departs_on,
                        const char *leaves, const char *to, int32_t arrives_on, const char *lands)
{
    struct work work;
    assert_int_equal(add_leg(movement, from, departs_on, leaves, to, arrives_on, lands, &work), INVALID);
    if (!guarded_has_problem(&work, code))
        fail_msg("%s is not said", code);
}

static void test_a_flight_that_lands_before_it_leaves_is_refused(void **state)
{
    struct movement *movement = new_movement(false);
    int32_t day = mission->today + 10;
    (void)state;
    refused_leg(movement, "lands_before_leaving", "CMN", day, "10:00", "CKY", day - 1, "12:00");
    refused_leg(movement, "lands_before_leaving", "CMN", day, "14:00", "TNR", day, "14:30");
    refused_leg(movement, "flight_too_long", "CMN", day, "10:00", "CKY", day + 2, "12:00");
    refused_leg(movement, "same_airport", "CMN", day, "10:00", "CMN", day, "12:00");
    refused_leg(movement, "time_unreadable", "CMN", day, "10.00", "CKY", day, "12:00");
    refused_leg(movement, "time_does_not_exist", "CMN", date_from_day((struct calendar_day){2026, 3, 22}), "02:30",
                "CKY", date_from_day((struct calendar_day){2026, 3, 22}), "06:00");
    assert_int_equal(now(movement)->departs_on, DATE_NONE);
}

static void test_the_journey_knows_its_flights(void **state)
{
    struct movement *movement = new_movement(false);
    struct movement_leg **legs;
    struct connection_note *notes;
    size_t count;
    int32_t day = mission->today + 10;
    (void)state;
    must(add_leg(movement, "IST", day, "20:00", "CKY", day + 1, "02:00", NULL), NULL, "second flight first");
    must(add_leg(movement, "CMN", day, "12:00", "IST", day, "18:45", NULL), NULL, "first flight");
    const struct movement *stored_row = now(movement);
    assert_string_equal(arena_string(mission->arena, stored_row->route), "CMN – IST – CKY");
    assert_int_equal(stored_row->departs_on, day);
    assert_int_equal(stored_row->arrives_on, day + 1);
    refused_leg(movement, "flights_overlap", "CMN", day, "13:00", "CKY", day, "17:00");
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    must(movement_legs(&work, movement->head.id, &legs, &count), &work, "legs");
    assert_int_equal(count, 2);
    assert_int_equal(movement_connections(mission->arena, legs, count, &notes), 1);
    assert_int_equal(notes[0].connection, CONNECTION_SHORT);
    assert_int_equal(notes[0].minutes, 75);
}

/* ---- booking ---- */

static void test_all_are_booked_or_nobody(void **state)
{
    struct movement *movement = evening(false);
    struct return_case *ready = prepared("BOOKED", true);
    struct return_case *late = prepared("LATE", false);
    struct work work;
    struct gate gate;
    (void)state;
    comes(movement, ready, 1);
    comes(movement, late, 1);
    assert_int_equal(step_of(operations, movement, "book", &work), INVALID);
    assert_true(guarded_has_problem(&work, "travellers_not_ready"));
    assert_true(text_is(state_of(ready), "preparing"));
    work = mission_work(mission, ROLE_OPERATIONS);
    must(traveller_misses(&work, now(movement), traveller(late), &gate), &work, "misses");
    assert_false(gate_is_open(&gate));
    must(traveller_misses(&work, now(movement), traveller(ready), &gate), &work, "misses");
    assert_true(gate_is_open(&gate));
    /* a case on a journey is not booked by itself */
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, ready->head.id, "book"), INVALID);
    settle(late);
    book(movement);
    assert_true(text_is(state_of(ready), "booked"));
    assert_true(text_is(state_of(late), "booked"));
    assert_int_equal(stored(ready)->travel_on, mission->today);
    assert_string_equal(arena_string(mission->arena, stored(late)->flight), "XX 525");
    assert_true(text_is(travels(late), "booked"));
    /* nor moved by itself */
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, late->head.id, "rebook"), INVALID);
    refused_leg(movement, "booked_already", "CKY", mission->today + 1, "12:00", "TNR", mission->today + 1, "20:00");
}

/* The passport ends in five days: what held for today's flight does not for next week's. */
static void test_a_moved_flight_is_checked_anew(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("MOVED", true);
    struct work work;
    (void)state;
    comes(movement, file, 1);
    book(movement);
    must(step_of(operations, movement, "reopen", &work), &work, "reopen");
    assert_true(text_is(state_of(file), "preparing"));
    assert_int_equal(stored(file)->travel_on, DATE_NONE);
    assert_true(text_is(travels(file), "planned"));
    assert_true(text_is(arrival(file)->head.state, "cancelled"));
    struct movement_leg **legs;
    size_t count;
    work = mission_work(mission, ROLE_OPERATIONS);
    must(movement_legs(&work, movement->head.id, &legs, &count), &work, "legs");
    struct text days = arena_format(mission->arena, "departs_on=%.*s\narrives_on=%.*s",
                                    TEXT_ARG(date_to_text(mission->arena, mission->today + 7)),
                                    TEXT_ARG(date_to_text(mission->arena, mission->today + 8)));
    must(guarded_write(mission, operations, &leg_record, legs[0]->head.id, arena_string(mission->arena, days)), NULL,
         "move the flight");
    assert_int_equal(now(movement)->departs_on, mission->today + 7);
    assert_int_equal(step_of(operations, movement, "book", &work), INVALID);
    assert_true(guarded_has_problem(&work, "travellers_not_ready"));
    mission_passport(mission, file->head.person, mission->today + 400);
    book(movement);
    assert_int_equal(stored(file)->travel_on, mission->today + 7);
    assert_true(text_is(arrival(file)->head.state, "expected"));
}

/* ---- families ---- */

static void test_one_brings_the_family(void **state)
{
    struct movement *movement = evening(false);
    struct return_case *files[] = {prepared("MOTHER", true), prepared("FATHER", true), prepared("AUNT", true)};
    (void)state;
    struct identifier household = family(files, 3);
    comes(movement, files[1], 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(identifier_equal(traveller(files[i])->household, household));
    /* none of them is booked on the page of the case */
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, files[0]->head.id, "book"), INVALID);
    book(movement);
    for (size_t i = 0; i < 3; i++)
        assert_true(text_is(state_of(files[i]), "booked"));
}

static void test_a_family_without_a_case_for_each_does_not_come(void **state)
{
    struct movement *movement = evening(false);
    struct person *child = mission_person(mission, "FORGOTTEN");
    struct return_case *mother = prepared("ALONE", true);
    struct return_case nobody = {.head.person = child->head.id,
                                 .head.organisation = child->head.organisation,
                                 .head.office = child->head.office};
    struct return_case *files[] = {mother, &nobody};
    struct work work;
    size_t added;
    (void)state;
    (void)family(files, 2);
    assert_int_equal(add_case(movement, mother, &added, &work), INVALID);
    assert_true(guarded_has_problem(&work, "family_not_whole"));
    /* nor by the page of the case, once there is one under way for the other */
    struct return_case *file = mission_case(mission, child->head.id);
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, mother->head.id, "book"), INVALID);
    assert_int_equal(add_case(movement, mother, &added, &work), INVALID);
    assert_true(text_is(state_of(file), "inquiry"));
}

static void test_a_family_split_over_two_journeys_is_found(void **state)
{
    struct movement *one = evening(false);
    struct movement *other = evening(false);
    struct return_case *files[] = {prepared("SPLIT", true), prepared("APART", true)};
    struct family_fault *faults;
    struct work work;
    size_t count, added;
    (void)state;
    comes(one, files[0], 1);
    comes(other, files[1], 1);
    (void)family(files, 2); /* recorded after both were on their journeys */
    work = mission_work(mission, ROLE_OPERATIONS);
    must(movement_family_faults(&work, now(one), &faults, &count), &work, "faults");
    assert_int_equal(count, 1);
    assert_non_null(strstr(faults[0].message, "split"));
    assert_true(text_equal(faults[0].other, other->head.number));
    assert_int_equal(step_of(operations, one, "book", &work), INVALID);
    assert_true(guarded_has_problem(&work, "family_split"));
    struct movement *third = evening(false);
    assert_int_equal(add_case(third, files[0], &added, &work), INVALID);
}

static enum outcome decide(const struct return_case *file, bool go_on, const char *note)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome = family_decide(&work, traveller(file), go_on, text_from(note));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void test_who_drops_out_holds_the_family(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *files[] = {prepared("HELD", true), prepared("DROPS", true), prepared("WAITS", true)};
    struct work work;
    (void)state;
    (void)family(files, 3);
    comes(movement, files[0], 3);
    book(movement);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, files[1]->head.id, "withdraw"), OK);
    assert_true(text_is(travels(files[1]), "withdrawn"));
    for (size_t i = 0; i < 3; i += 2) {
        assert_int_equal(traveller(files[i])->held.is, FLAG_YES);
        assert_true(text_is(traveller(files[i])->held_reason, "withdrawn"));
        assert_int_equal(tasks_of(traveller(files[i])->head.id), 1);
    }
    /* held: the departure is refused, and a mark of boarding does not count */
    struct movement_mark *mark = mark_by(operations, movement, files[0], "boarded", "");
    assert_int_equal(mark->applied.is, FLAG_NO);
    assert_true(text_is(state_of(files[0]), "booked"));
    assert_int_equal(decide(files[0], true, ""), INVALID);
    assert_int_equal(decide(files[0], true, "The aunt follows in May."), OK);
    assert_int_equal(traveller(files[2])->held.is, FLAG_NO);
    assert_int_equal(tasks_of(traveller(files[2])->head.id), 0);
    must(settle_mark(movement, files[0], mark, "Seen at the gate.", &work), &work, "settle");
    assert_true(text_is(state_of(files[0]), "departed"));
}

static void test_a_family_may_stay_as_well(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *files[] = {prepared("STAYS", true), prepared("STAYED", true)};
    (void)state;
    (void)family(files, 2);
    comes(movement, files[0], 2);
    book(movement);
    (void)mark_by(operations, movement, files[1], "denied", "document");
    assert_true(text_is(travels(files[1]), "denied"));
    assert_true(text_is(state_of(files[1]), "preparing"));
    assert_int_equal(traveller(files[0])->held.is, FLAG_YES);
    assert_int_equal(decide(files[0], false, "They want to leave together."), OK);
    assert_true(text_is(travels(files[0]), "removed"));
    assert_true(text_is(state_of(files[0]), "preparing"));
    assert_true(text_is(arrival(files[0])->head.state, "cancelled"));
}

/* ---- the day of departure ---- */

static void test_marks_move_the_cases(void **state)
{
    struct movement *movement = evening(false);
    struct return_case *boards = prepared("BOARDS", true);
    struct return_case *absent = prepared("ABSENT", true);
    struct return_case *refused = prepared("REFUSED", true);
    struct return_case *changes = prepared("CHANGES", true);
    struct return_case *const ALL[] = {boards, absent, refused, changes};
    struct work work;
    (void)state;
    for (size_t i = 0; i < COUNT(ALL); i++)
        comes(movement, ALL[i], 1);
    must(guarded_write(mission, operations, &traveller_record, traveller(boards)->head.id,
                       "pocket_money=600.00 MAD\nneeds=wheelchair,diet"),
         NULL, "needs");
    book(movement);
    assert_int_equal(step_of(operations, movement, "leave", &work), INVALID);
    assert_true(guarded_has_problem(&work, "marks_missing"));
    (void)mark_by(operations, movement, boards, "boarded", "");
    (void)mark_by(operations, movement, absent, "no_show", "");
    (void)mark_by(operations, movement, refused, "denied", "border_police");
    (void)mark_by(operations, movement, changes, "withdrew", "");
    assert_true(text_is(state_of(boards), "departed"));
    assert_int_equal(stored(boards)->pocket_money.minor, 60000);
    assert_int_equal(stored(boards)->departed_on, mission->today);
    assert_true(text_is(state_of(absent), "no_show"));
    assert_true(text_is(state_of(refused), "preparing"));
    assert_true(text_is(state_of(changes), "withdrawn"));
    assert_true(text_is(travels(refused), "denied"));
    must(step_of(operations, movement, "leave", &work), &work, "leave");
    must(step_of(operations, movement, "transit", &work), &work, "transit");
    assert_true(text_is(state_of(boards), "in_transit"));
    assert_int_equal(step_of(operations, movement, "complete", &work), INVALID);
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, boards->head.id, "arrive"), OK);
    must(step_of(operations, movement, "complete", &work), &work, "complete");
    /* who did not come may come on another journey */
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, absent->head.id, "resume"), OK);
    comes(evening(false), absent, 1);
}

static void test_marks_that_differ_wait_for_somebody(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("DISPUTED", true);
    struct work work;
    (void)state;
    comes(movement, file, 1);
    book(movement);
    (void)mark_by(operations, movement, file, "boarded", "");
    (void)mark_by(second_officer, movement, file, "boarded", "");
    assert_int_not_equal(traveller(file)->disputed.is, FLAG_YES);
    struct movement_mark *second = mark_by(second_officer, movement, file, "no_show", "");
    assert_int_equal(second->applied.is, FLAG_NO);
    assert_true(text_is(second->why_not, "differs"));
    assert_int_equal(traveller(file)->disputed.is, FLAG_YES);
    assert_int_equal(tasks_of(traveller(file)->head.id), 1);
    assert_true(text_is(state_of(file), "departed"));
    assert_int_equal(step_of(operations, movement, "leave", &work), INVALID);
    assert_true(guarded_has_problem(&work, "marks_differ"));
    assert_int_equal(settle_mark(movement, file, second, "", &work), INVALID);
    must(settle_mark(movement, file, second, "The seat stayed empty.", &work), &work, "settle");
    assert_true(text_is(state_of(file), "no_show"));
    assert_int_equal(stored(file)->departed_on, DATE_NONE);
    assert_true(text_is(traveller(file)->boarding, "no_show"));
    assert_int_not_equal(traveller(file)->disputed.is, FLAG_YES);
    assert_int_equal(tasks_of(traveller(file)->head.id), 0);
    assert_true(text_is(arrival(file)->head.state, "cancelled"));
    assert_int_equal(marks_of(file), 3);
}

static void test_a_mark_is_stored_once_however_often_it_comes(void **state)
{
    struct movement *movement = evening(false);
    struct return_case *file = prepared("ONCE", true);
    struct loopback *client = fixture_role(mission->fixture, ROLE_OPERATIONS);
    (void)state;
    comes(movement, file, 1);
    book(movement);
    char *path =
        arena_string(mission->arena, arena_format(mission->arena, "/fr/movements/%.*s/departure",
                                                  TEXT_ARG(identifier_to_text(mission->arena, movement->head.id))));
    assert_int_equal(loopback_get(client, path)->status, 200);
    struct text key = loopback_hidden(client, "_key");
    struct text id = identifier_to_text(mission->arena, traveller(file)->head.id);
    char *form =
        arena_string(mission->arena, arena_format(mission->arena, "_key=%.*s&traveller=%.*s&outcome=boarded&at=1",
                                                  TEXT_ARG(key), TEXT_ARG(id)));
    for (int i = 0; i < 3; i++)
        assert_int_equal(loopback_post(client, path, form)->status, 303);
    assert_int_equal(marks_of(file), 1);
    assert_true(text_is(state_of(file), "departed"));
    /* what is no outcome, nobody's traveller, or a refusal without a reason is not taken */
    char *wrong =
        arena_string(mission->arena, arena_format(mission->arena, "traveller=%.*s&outcome=flew", TEXT_ARG(id)));
    assert_int_equal(loopback_post(client, path, wrong)->status, 422);
    char *silent =
        arena_string(mission->arena, arena_format(mission->arena, "traveller=%.*s&outcome=denied", TEXT_ARG(id)));
    assert_int_equal(loopback_post(client, path, silent)->status, 422);
    assert_int_equal(loopback_post(client, path, "traveller=x&outcome=boarded")->status, 404);
    (void)loopback_close(client);
}

/* An officer at the gate without a line marks "boarded"; meanwhile a caseworker in the town records that the person
   withdraws their consent.  The mark comes later: the return has ended, and somebody has to find the person. */
static void test_consent_withdrawn_while_boarding_is_recorded_elsewhere(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("BETWEEN", true);
    struct work work;
    (void)state;
    shares(file);
    comes(movement, file, 1);
    book(movement);
    const struct movement_arrival *told = arrival(file);
    assert_true(told->name.length > 0);
    withdraw_consent(file->head.person, "assistance");
    assert_true(text_is(state_of(file), "withdrawn"));
    struct movement_mark *mark = mark_by(operations, movement, file, "boarded", "");
    assert_int_equal(mark->applied.is, FLAG_NO);
    assert_true(text_is(mark->why_not, "withdrawn"));
    assert_true(text_is(state_of(file), "withdrawn"));
    assert_int_equal(stored(file)->departed_on, DATE_NONE);
    assert_int_equal(traveller(file)->disputed.is, FLAG_YES);
    assert_int_equal(tasks_of(traveller(file)->head.id), 1);
    /* what the receiving office was told is destroyed */
    struct value bind[] = {value_id(told->head.id)};
    assert_int_equal(
        fixture_count(mission->fixture, SQL("t_keys", "SELECT count(*) FROM data_key WHERE subject = $1"), bind, 1), 0);
    assert_int_equal(settle_mark(movement, file, mark, "She flew.", &work), INVALID);
    assert_true(guarded_has_problem(&work, "case_cannot_follow"));
}

/* The other order: the departure stands, and whoever is under way is expected without a name. */
static void test_consent_withdrawn_after_boarding(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("AFTER", true);
    (void)state;
    consent_to(file->head.person, "assistance", "receiving_office");
    comes(movement, file, 1);
    book(movement);
    (void)mark_by(operations, movement, file, "boarded", "");
    assert_true(arrival(file)->name.length > 0);
    withdraw_consent(file->head.person, "assistance");
    assert_true(text_is(state_of(file), "departed"));
    assert_true(text_is(arrival(file)->head.state, "expected"));
    assert_int_equal(arrival(file)->name.length, 0);
}

static void test_death_during_the_process(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *files[] = {prepared("DIED", true), prepared("WIDOW", true)};
    struct work work;
    (void)state;
    (void)family(files, 2);
    comes(movement, files[0], 2);
    book(movement);
    must(guarded_step(mission, mission->fixture->users[ROLE_SUPERVISOR], &return_flow, files[0]->head.id, "close_early",
                      "closure_reason=died", &work),
         &work, "close");
    assert_true(text_is(travels(files[0]), "ended"));
    assert_true(text_is(arrival(files[0])->head.state, "cancelled"));
    assert_int_equal(traveller(files[1])->held.is, FLAG_YES);
    assert_true(text_is(traveller(files[1])->held_reason, "ended"));
    struct movement_mark *mark = mark_by(operations, movement, files[0], "boarded", "");
    assert_true(text_is(mark->why_not, "ended"));
    assert_true(text_is(state_of(files[0]), "closed"));
    /* the widow may leave, when somebody says so */
    assert_int_equal(decide(files[1], true, "She wants to bury him at home."), OK);
    assert_int_equal(mark_by(operations, movement, files[1], "boarded", "")->applied.is, FLAG_YES);
}

/* ---- the receiving office ---- */

static struct loopback *receiving_client(void) { return fixture_client(mission->fixture, TEXT("receiver")); }

static void test_a_receiving_office_sees_its_arrivals_and_nothing_else(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *known = prepared("KNOWN", true);
    struct return_case *silent = prepared("SILENT", true);
    struct loopback *client = receiving_client();
    (void)state;
    shares(known);
    comes(movement, known, 1);
    comes(movement, silent, 1);
    must(guarded_write(mission, operations, &traveller_record, traveller(known)->head.id, "needs=wheelchair"), NULL,
         "needs");
    must(guarded_write(mission, operations, &traveller_record, traveller(silent)->head.id, "needs=oxygen"), NULL,
         "needs");
    book(movement);
    assert_int_equal(loopback_get(client, "/en/arrivals")->status, 200);
    assert_true(loopback_shows(client, "KNOWN"));
    assert_true(loopback_shows(client, "Wheelchair"));
    assert_true(loopback_shows(client, "XX 525"));
    assert_false(loopback_shows(client, "SILENT"));
    assert_false(loopback_shows(client, "Oxygen"));
    assert_true(loopback_shows(client, "Name not passed on"));
    const char *const SHUT[] = {"/fr/movements",
                                "/fr/movements/new",
                                "/fr/departures",
                                "/fr/persons",
                                "/fr/return-cases",
                                "/fr/suspended-places",
                                "/fr/payments",
                                "/fr/figures",
                                address("movements", movement->head.id, ""),
                                address("movements", movement->head.id, "/departure"),
                                address("movements", movement->head.id, "/manifest.pdf"),
                                address("movements", movement->head.id, "/manifest.xlsx"),
                                address("movement-travellers", traveller(known)->head.id, ""),
                                address("persons", known->head.person, ""),
                                address("return-cases", known->head.id, "")};
    for (size_t i = 0; i < COUNT(SHUT); i++) {
        int status = loopback_get(client, SHUT[i])->status;
        if (status != 403 && status != 404)
            fail_msg("%s is open to a receiving office: %d", SHUT[i], status);
    }
    /* another receiving office, and the mission itself, do not see them either */
    struct identifier arrived = arrival(known)->head.id;
    assert_int_equal(loopback_get(client, address("arrivals", arrived, ""))->status, 200);
    struct loopback *mission_client = fixture_role(mission->fixture, ROLE_RECEIVING_OFFICE);
    assert_int_equal(loopback_get(mission_client, address("arrivals", arrived, ""))->status, 404);
    struct loopback *officer = fixture_role(mission->fixture, ROLE_OPERATIONS);
    assert_int_equal(loopback_get(officer, address("arrivals", arrived, ""))->status, 403);
    (void)loopback_close(officer);
    (void)loopback_close(mission_client);
    (void)loopback_close(client);
}

static enum outcome answer(const struct return_case *file, const char *action, const char *values, struct work *work)
{
    return guarded_step(mission, receiver, &arrival_flow, arrival(file)->head.id, action, values, work);
}

static void test_the_receiving_office_confirms_the_arrival(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *comes_home = prepared("HOME", true);
    struct return_case *lost = prepared("LOST", true);
    struct return_case *early = prepared("EARLY", true);
    struct return_case *const ALL[] = {comes_home, lost, early};
    struct work work;
    struct text today = date_to_text(mission->arena, mission->today);
    char *arrived = arena_string(mission->arena, arena_format(mission->arena, "arrived_on=%.*s", TEXT_ARG(today)));
    (void)state;
    for (size_t i = 0; i < COUNT(ALL); i++)
        comes(movement, ALL[i], 1);
    book(movement);
    (void)mark_by(operations, movement, comes_home, "boarded", "");
    (void)mark_by(operations, movement, lost, "boarded", "");
    must(answer(comes_home, "confirm", arrived, &work), &work, "confirm");
    assert_true(text_is(state_of(comes_home), "arrived"));
    assert_int_equal(stored(comes_home)->arrived_on, mission->today);
    must(answer(comes_home, "onward", "onward_means=bus\nonward_place=Kankan", &work), &work, "onward");
    assert_string_equal(arena_string(mission->arena, traveller(comes_home)->onward_place), "Kankan");
    must(answer(lost, "missing", "", &work), &work, "missing");
    assert_int_equal(traveller(lost)->not_arrived.is, FLAG_YES);
    assert_true(text_is(state_of(lost), "departed"));
    assert_int_equal(tasks_of(traveller(lost)->head.id), 1);
    must(answer(lost, "confirm", arrived, &work), &work, "came the next day");
    assert_int_equal(traveller(lost)->not_arrived.is, FLAG_NO);
    assert_true(text_is(state_of(lost), "arrived"));
    /* met before anybody marked the departure: the case follows when that is marked */
    must(answer(early, "confirm", arrived, &work), &work, "confirm before the mark");
    assert_true(text_is(state_of(early), "booked"));
    assert_int_equal(tasks_of(traveller(early)->head.id), 1);
    (void)mark_by(operations, movement, early, "boarded", "");
    assert_true(text_is(state_of(early), "arrived"));
    assert_true(text_is(travels(early), "arrived"));
}

/* ---- the manifest ---- */

static void test_the_manifest_is_for_those_who_need_it(void **state)
{
    static const char *const LANGUAGES[] = {"fr", "ar", "en"};
    struct movement *movement = evening(false);
    struct return_case *file = prepared("LISTED", true);
    struct loopback *officer = fixture_role(mission->fixture, ROLE_OPERATIONS);
    (void)state;
    comes(movement, file, 1);
    int64_t audited = fixture_audited(mission->fixture, "export");
    for (size_t i = 0; i < COUNT(LANGUAGES); i++) {
        char *behind = arena_string(mission->arena, arena_format(mission->arena, "/manifest.pdf?in=%s", LANGUAGES[i]));
        const struct loopback_answer *answered = loopback_get(officer, address("movements", movement->head.id, behind));
        assert_int_equal(answered->status, 200);
        assert_true(text_starts_with(answered->body, TEXT("%PDF")));
    }
    assert_int_equal(loopback_get(officer, address("movements", movement->head.id, "/manifest.xlsx"))->status, 200);
    assert_int_equal(loopback_get(officer, address("movements", movement->head.id, "/manifest.pdf?in=xx"))->status,
                     404);
    assert_int_equal(fixture_audited(mission->fixture, "export"), audited + 4);
    /* the passport's number stands on no page of the journey */
    assert_int_equal(loopback_get(officer, address("movements", movement->head.id, ""))->status, 200);
    assert_false(loopback_shows(officer, "A123"));
    (void)loopback_close(officer);
    static const enum role OTHERS[] = {ROLE_CASEWORKER, ROLE_SUPERVISOR, ROLE_PROTECTION, ROLE_PROGRAMME_MANAGER};
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        struct loopback *client = fixture_role(mission->fixture, OTHERS[i]);
        assert_int_equal(loopback_get(client, address("movements", movement->head.id, ""))->status, 200);
        assert_int_equal(loopback_get(client, address("movements", movement->head.id, "/manifest.pdf"))->status, 403);
        assert_int_equal(loopback_get(client, address("movements", movement->head.id, "/manifest.xlsx"))->status, 403);
        (void)loopback_close(client);
    }
}

int main(void)
{
    const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(test_tables_are_sound_and_drawn),
        cmocka_unit_test(test_a_flight_that_lands_before_it_leaves_is_refused),
        cmocka_unit_test(test_the_journey_knows_its_flights),
        cmocka_unit_test(test_all_are_booked_or_nobody),
        cmocka_unit_test(test_a_moved_flight_is_checked_anew),
        cmocka_unit_test(test_one_brings_the_family),
        cmocka_unit_test(test_a_family_without_a_case_for_each_does_not_come),
        cmocka_unit_test(test_a_family_split_over_two_journeys_is_found),
        cmocka_unit_test(test_who_drops_out_holds_the_family),
        cmocka_unit_test(test_a_family_may_stay_as_well),
        cmocka_unit_test(test_marks_move_the_cases),
        cmocka_unit_test(test_marks_that_differ_wait_for_somebody),
        cmocka_unit_test(test_a_mark_is_stored_once_however_often_it_comes),
        cmocka_unit_test(test_consent_withdrawn_while_boarding_is_recorded_elsewhere),
        cmocka_unit_test(test_consent_withdrawn_after_boarding),
        cmocka_unit_test(test_death_during_the_process),
        cmocka_unit_test(test_a_receiving_office_sees_its_arrivals_and_nothing_else),
        cmocka_unit_test(test_the_receiving_office_confirms_the_arrival),
        cmocka_unit_test(test_the_manifest_is_for_those_who_need_it),
    };
    return cmocka_run_group_tests(TESTS, open_mission, close_mission);
}
