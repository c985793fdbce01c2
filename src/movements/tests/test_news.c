/* What follows a journey besides its cases: what a receiving office is told, needs that the papers say, tickets. */
#include <stdlib.h>

#include "movements/tests/travelling.h"
#include "returns/journey.h"

/* ---- what a receiving office is told ---- */

static int64_t told(const char *kind, const struct movement *movement)
{
    struct value bind[] = {value_id(receiver), value_text(text_from(kind)), value_id(movement->head.id)};
    return fixture_count(mission->fixture,
                         SQL("t_told", "SELECT count(*) FROM notice WHERE account = $1 AND kind = $2 AND subject = $3"),
                         bind, 3);
}

static void test_a_receiving_office_is_told_of_its_journeys(void **state)
{
    struct movement *movement = evening(true);
    struct movement *unreceived = evening(false);
    struct movement *given_up = evening(true);
    struct return_case *first = prepared("TOLDONE", true);
    struct return_case *second = prepared("TOLDTWO", true);
    struct return_case *third = prepared("TOLDTHREE", true);
    struct work work;
    (void)state;
    comes(movement, first, 1);
    comes(movement, second, 1);
    comes(unreceived, third, 1);
    assert_int_equal(told("arrival.expected", movement), 0); /* nothing is certain before the booking */
    book(movement);
    book(unreceived);
    assert_int_equal(told("arrival.expected", movement), 1); /* of a journey, not of each who travels */
    assert_int_equal(told("arrival.expected", unreceived), 0);
    must(guarded_write(mission, operations, &traveller_record, traveller(first)->head.id, "needs=wheelchair"), NULL,
         "needs");
    must(guarded_write(mission, operations, &traveller_record, traveller(second)->head.id, "needs=diet"), NULL,
         "needs");
    assert_int_equal(told("arrival.changed", movement), 1); /* until it was read */
    assert_int_equal(told("arrival.called_off", movement), 0);
    must(step_of(operations, movement, "cancel", &work), &work, "cancel");
    assert_int_equal(told("arrival.called_off", movement), 1);
    must(step_of(operations, given_up, "cancel", &work), &work, "cancel");
    assert_int_equal(told("arrival.called_off", given_up), 0); /* of what was never booked nobody was told */
    /* what is kept is the number of the journey, and nobody's name */
    struct rows rows;
    must(db_query(mission->fixture->db, SQL("t_notices", "SELECT number FROM notice WHERE kind LIKE 'arrival.%'"), NULL,
                  0, mission->arena, &rows),
         NULL, "notices");
    for (size_t i = 0; i < rows.count; i++)
        assert_true(text_starts_with(cell_text(&rows, i, 0), TEXT("MOV")));
}

static void test_a_moved_or_shortened_journey_is_told(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *files[] = {prepared("MOVEDONE", true), prepared("MOVEDTWO", true)};
    struct work work;
    (void)state;
    comes(movement, files[0], 1);
    comes(movement, files[1], 1);
    book(movement);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, files[1]->head.id, "withdraw"), OK);
    assert_int_equal(told("arrival.changed", movement), 1);
    struct value bind[] = {value_id(receiver), value_instant(mission->fixture->system.now)};
    must(db_execute(mission->fixture->db,
                    SQL("t_seen", "UPDATE notice SET seen_at = $2 WHERE account = $1 AND seen_at IS NULL"), bind, 2,
                    NULL),
         NULL, "read");
    must(step_of(operations, movement, "reopen", &work), &work, "reopen");
    assert_int_equal(told("arrival.changed", movement), 2); /* the first was read: here is another */
    book(movement);
    assert_int_equal(told("arrival.expected", movement), 2);
}

/* ---- needs ---- */

static const char *needs_of(const struct return_case *file)
{
    struct text needs = traveller(file)->needs;
    return needs.length == 0 ? "" : arena_string(mission->arena, needs);
}

static struct identifier say_needs(const struct return_case *file, const char *values)
{
    struct identifier id;
    must(guarded_add(mission, mission->fixture->users[ROLE_CASEWORKER], &travel_needs_record, stored(file),
                     "return_case", values, &id),
         NULL, "needs of the case");
    return id;
}

static void test_needs_come_from_the_papers(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("NEEDS", true);
    struct return_case *later = prepared("LATER", true);
    struct work work;
    (void)state;
    shares(file);
    struct identifier needs =
        say_needs(file, "escort=medical\nwheelchair=stairs\nmedication=yes\nhandover=yes\noxygen=no");
    comes(movement, file, 1);
    comes(movement, later, 1);
    assert_string_equal(needs_of(file), "wheelchair,walking_help,medication,medical_escort,handover");
    assert_string_equal(needs_of(later), "");
    /* what operations add stays, what the papers ask is not taken off by hand */
    assert_int_equal(guarded_write(mission, operations, &traveller_record, traveller(file)->head.id,
                                   "needs=walking_help,medication,medical_escort,handover,diet"),
                     INVALID);
    must(guarded_write(mission, operations, &traveller_record, traveller(file)->head.id,
                       "needs=wheelchair,walking_help,medication,medical_escort,handover,diet"),
         NULL, "diet");
    assert_int_equal(step_of(operations, movement, "book", &work), INVALID);
    assert_true(guarded_has_problem(&work, "escort_missing"));
    /* the papers change: what they no longer ask goes, what others added stays */
    must(guarded_write(mission, mission->fixture->users[ROLE_CASEWORKER], &travel_needs_record, needs,
                       "escort=none\nwheelchair=seat\nhandover=no"),
         NULL, "changed");
    assert_string_equal(needs_of(file), "wheelchair,medication,diet");
    (void)say_needs(later, "escort=none\nwheelchair=none\nstretcher=yes");
    assert_string_equal(needs_of(later), "stretcher");
}

/* Of who has left nothing is changed any more: it was provided as it was known then. */
static void test_needs_follow_until_the_departure(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("FLOWN", true);
    (void)state;
    shares(file);
    comes(movement, file, 1);
    book(movement);
    struct identifier needs = say_needs(file, "escort=none\nwheelchair=seat");
    assert_string_equal(needs_of(file), "wheelchair");
    assert_true(text_is(arrival(file)->needs, "wheelchair")); /* told to the office that waits */
    struct text today = date_to_text(mission->arena, mission->today);
    must(guarded_write(mission, operations, &travel_needs_record, needs,
                       arena_string(mission->arena, arena_format(mission->arena, "arranged_on=%.*s", TEXT_ARG(today)))),
         NULL, "arranged");
    assert_int_equal(mark_by(operations, movement, file, "boarded", "")->applied.is, FLAG_YES);
    must(guarded_write(mission, mission->fixture->users[ROLE_CASEWORKER], &travel_needs_record, needs,
                       "wheelchair=none\noxygen=yes"),
         NULL, "changed");
    assert_string_equal(needs_of(file), "wheelchair");
}

/* ---- tickets ---- */

static void test_tickets_are_summed_by_currency(void **state)
{
    struct movement *movement = evening(false);
    struct return_case *files[] = {prepared("TICKETA", true), prepared("TICKETB", true), prepared("TICKETC", true),
                                   prepared("TICKETD", true)};
    static const char *const COSTS[] = {"ticket_cost=1234.50 MAD", "ticket_cost=765.50 MAD", "ticket_cost=300 EUR", ""};
    struct loopback *officer = fixture_role(mission->fixture, ROLE_OPERATIONS);
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        comes(movement, files[i], 1);
        must(guarded_write(mission, operations, &traveller_record, traveller(files[i])->head.id, COSTS[i]), NULL,
             "ticket");
    }
    assert_int_equal(loopback_get(officer, address("movements", movement->head.id, ""))->status, 200);
    assert_int_equal(traveller(files[0])->ticket_cost.minor, 123450);
    assert_true(loopback_shows(officer, "2000.00"));
    assert_true(loopback_shows(officer, "300.00"));
    assert_true(loopback_shows(officer, "Without the ticket of one traveller"));
    (void)loopback_close(officer);
}

int main(void)
{
    const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(test_a_receiving_office_is_told_of_its_journeys),
        cmocka_unit_test(test_a_moved_or_shortened_journey_is_told),
        cmocka_unit_test(test_needs_come_from_the_papers),
        cmocka_unit_test(test_needs_follow_until_the_departure),
        cmocka_unit_test(test_tickets_are_summed_by_currency),
    };
    return cmocka_run_group_tests(TESTS, open_mission, close_mission);
}
