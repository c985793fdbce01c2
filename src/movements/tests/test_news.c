/* What follows a journey besides its cases: what a receiving office is told, needs that the papers say, tickets. */
#include <stdlib.h>

#include "movements/tests/travelling.h"
#include "record/list.h"
#include "reintegration/reintegration.h"
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

/* ---- assessments by the receiving office ---- */

static int64_t versions_of(const struct return_case *file, const char *side)
{
    struct value bind[] = {value_id(file->head.id), value_text(text_from(side))};
    return fixture_count(mission->fixture,
                         SQL("t_versions", "SELECT count(*) FROM reintegration_assessment WHERE return_case = $1 AND "
                                           "side = $2 AND state = 'submitted'"),
                         bind, 2);
}

static void arrives(const struct movement *movement, const struct return_case *file)
{
    struct work work;
    struct text today = date_to_text(mission->arena, mission->today);
    char *arrived = arena_string(mission->arena, arena_format(mission->arena, "arrived_on=%.*s", TEXT_ARG(today)));
    (void)mark_by(operations, movement, file, "boarded", "");
    must(guarded_step(mission, receiver, &arrival_flow, arrival(file)->head.id, "confirm", arrived, &work), &work,
         "confirm");
}

static enum outcome assess(const struct return_case *file, const char *values, struct identifier *ret_id)
{
    return guarded_add(mission, receiver, &arrival_assessment_record, arrival(file), "arrival", values, ret_id);
}

static const struct reintegration_assessment *newest_version(const struct return_case *file)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id)};
    must(db_query(mission->fixture->db,
                  SQL("t_version", "SELECT id FROM reintegration_assessment WHERE return_case = $1 "
                                   "ORDER BY edition DESC LIMIT 1"),
                  bind, 1, mission->arena, &rows),
         NULL, "version");
    assert_int_equal(rows.count, 1);
    return mission_row(mission, &assessment_record, cell_id(&rows, 0, 0));
}

#define FOUND "skills=Welding.\nwishes=A workshop.\nneeds=Tools.\nrisks=Debts.\nproject=Metal work."

static void test_the_receiving_office_assesses_in_its_own_name(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *file = prepared("ASSESSED", true);
    struct identifier id;
    struct work work;
    struct text today = date_to_text(mission->arena, mission->today);
    char *values = arena_string(
        mission->arena, arena_format(mission->arena, "assessed_on=%.*s\nassessor=Conakry\n" FOUND, TEXT_ARG(today)));
    (void)state;
    return_assessed = assessment_from_origin;
    return_newest_assessment = assessment_for_origin;
    comes(movement, file, 1);
    book(movement);
    assert_int_equal(assess(file, values, &id), INVALID); /* nobody is assessed before the arrival */
    arrives(movement, file);
    must(assess(file,
                arena_string(mission->arena,
                             arena_format(mission->arena, "assessed_on=%.*s\nassessor=Conakry", TEXT_ARG(today))),
                &id),
         NULL, "begin");
    assert_int_equal(versions_of(file, "origin"), 0); /* a draft is the office's own */
    assert_int_equal(guarded_step(mission, receiver, &arrival_assessment_flow, id, "send", "", &work), INVALID);
    assert_true(guarded_has_problem(&work, "assessment_incomplete"));
    must(guarded_write(mission, receiver, &arrival_assessment_record, id, FOUND), NULL, "write");
    must(guarded_step(mission, receiver, &arrival_assessment_flow, id, "send", "", &work), &work, "send");
    assert_int_equal(versions_of(file, "origin"), 1);
    const struct reintegration_assessment *version = newest_version(file);
    assert_true(text_is(version->project, "Metal work."));
    assert_true(text_is(version->assessor, "Conakry"));
    assert_true(identifier_equal(version->submitted_by, receiver));
    assert_true(identifier_equal(version->head.organisation, mission->fixture->organisation->head.id));
    assert_int_equal(tasks_of(version->head.id), 1); /* a supervisor of the mission approves */
    /* what was handed in is not changed; who sees it otherwise writes another, beside it */
    assert_int_equal(guarded_write(mission, receiver, &arrival_assessment_record, id, "risks=None."), INVALID);
    must(assess(file, values, &id), NULL, "another");
    must(guarded_step(mission, receiver, &arrival_assessment_flow, id, "send", "", &work), &work, "send another");
    assert_int_equal(versions_of(file, "origin"), 2);
    assert_int_equal(newest_version(file)->edition, 2);
}

/* What the host country found goes to the office only where the person agreed to that, and its reading is audited. */
static void test_it_begins_with_what_may_be_passed_on(void **state)
{
    struct movement *movement = evening(true);
    struct return_case *open = prepared("OPENLY", true);
    struct return_case *silent = prepared("SILENTLY", true);
    struct return_case *const ALL[] = {open, silent};
    struct loopback *client = fixture_client(mission->fixture, TEXT("receiver"));
    (void)state;
    return_assessed = assessment_from_origin;
    return_newest_assessment = assessment_for_origin;
    shares(open);
    for (size_t i = 0; i < COUNT(ALL); i++) {
        struct identifier id;
        struct work system = mission->fixture->system;
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        struct reintegration_assessment *row = record_new(mission->arena, &assessment_record);
        row->head.person = ALL[i]->head.person;
        row->head.organisation = ALL[i]->head.organisation;
        row->head.office = ALL[i]->head.office;
        row->return_case = ALL[i]->head.id;
        row->side = TEXT("host");
        row->assessed_on = mission->today;
        row->assessor = TEXT("Rabat");
        row->project = TEXT("Beekeeping before leaving");
        system.problems = problems_open(mission->arena);
        must(db_transaction_begin(system.db, true, &transaction), NULL, "transaction");
        must(record_insert(&system, &assessment_record, row), &system, "host's assessment");
        must(db_transaction_commit(&transaction), NULL, "commit");
        id = row->head.id;
        assert_false(identifier_is_none(id));
        comes(movement, ALL[i], 1);
    }
    book(movement);
    for (size_t i = 0; i < COUNT(ALL); i++) {
        arrives(movement, ALL[i]);
        assert_int_equal(loopback_get(client, address("arrivals", arrival(ALL[i])->head.id, ""))->status, 200);
        assert_true(loopback_shows(client, "Assess the person"));
        assert_int_equal(
            loopback_get(client, address("arrivals", arrival(ALL[i])->head.id, "/arrival-assessments/new"))->status,
            200);
        assert_int_equal(loopback_shows(client, "Beekeeping"), i == 0);
    }
    struct value bind[] = {value_id(receiver), value_text(text_from(assessment_record.name))};
    assert_int_equal(
        fixture_count(
            mission->fixture,
            SQL("t_read", "SELECT count(*) FROM audit_event WHERE made_by = $1 AND record = $2 AND action = 'read'"),
            bind, 2),
        1);
    /* another office, and the mission itself, do not reach it */
    struct loopback *stranger = fixture_role(mission->fixture, ROLE_RECEIVING_OFFICE);
    assert_int_equal(
        loopback_get(stranger, address("arrivals", arrival(open)->head.id, "/arrival-assessments/new"))->status, 404);
    (void)loopback_close(stranger);
    (void)loopback_close(client);
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
        cmocka_unit_test(test_the_receiving_office_assesses_in_its_own_name),
        cmocka_unit_test(test_it_begins_with_what_may_be_passed_on),
        cmocka_unit_test(test_tickets_are_summed_by_currency),
    };
    return cmocka_run_group_tests(TESTS, open_mission, close_mission);
}
