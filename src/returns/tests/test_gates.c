/* Gates that somebody could try to walk around. */
#include "returns/tests/mission.h"

#include "returns/return_store.h"
#include "web/record_parts.h"

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

static struct return_case *case_of(const char *name)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    return mission_case(mission, person->head.id);
}

static void change_birth(const struct return_case *file, struct partial_date birth)
{
    struct work *work = &mission->fixture->system;
    const struct person *before = mission_row(mission, &person_record, file->head.person);
    struct person *row = record_copy(mission->arena, &person_record, before);
    row->birth = birth;
    assert_int_equal(record_update(work, &person_record, before, row), OK);
}

/* Nobody is taken for an adult of whom that is not known. */
static void test_a_child_by_year_needs_a_guardian(void **state)
{
    (void)state;
    struct return_case *file = case_of("BAH");
    int32_t year = day_from_date(mission->today).year;
    mission_bring(mission, file, "counselled");
    change_birth(file, (struct partial_date){DATE_NONE, PRECISION_NONE});
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"), INVALID);
    struct calendar_day first = {year - 18, 1, 1};
    change_birth(file, (struct partial_date){date_from_day(first), PRECISION_YEAR});
    bool new_year = day_from_date(mission->today).month == 12 && day_from_date(mission->today).day == 31;
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"),
                     new_year ? OK : INVALID);
    first.year = year - 19;
    change_birth(file, (struct partial_date){date_from_day(first), PRECISION_YEAR});
    if (!new_year)
        assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"), OK);
}

/* The outcome is protection's alone: nobody takes the step by hand, and until it says so nothing goes on. */
static void test_the_screening_speaks_for_itself(void **state)
{
    (void)state;
    struct return_case *file = case_of("FOFANA");
    mission_bring(mission, file, "registered");
    for (int role = 0; role < ROLE_COUNT; role++)
        assert_int_not_equal(mission_step(mission, (enum role)role, &return_flow, file->head.id, "screen"), OK);
    mission_counselling(mission, file, "voluntary,withdrawal");
    mission_screen(mission, file->head.id, "wait");
    assert_text(mission_state(mission, &return_flow, file->head.id), "registered");
    mission_screen(mission, file->head.id, "stop");
    assert_text(mission_state(mission, &return_flow, file->head.id), "screened");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "counsel"), INVALID);
    mission_screen(mission, file->head.id, "wait");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "counsel"), INVALID);
    mission_screen(mission, file->head.id, "continue");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "counsel"), OK);
    mission_bring(mission, file, "preparing");
    mission_screen(mission, file->head.id, "wait"); /* reopened late: it holds the journey back at once */
    assert_text(mission_state(mission, &return_flow, file->head.id), "preparing");
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "book"), INVALID);
}

/* Whoever took the declaration does not approve it, whomever the case was given to since. */
static void test_four_eyes_on_the_approval(void **state)
{
    (void)state;
    struct return_case *file = case_of("CONDE");
    struct identifier second = fixture_user(mission->fixture, TEXT("second.supervisor"), ROLE_SUPERVISOR, 0);
    mission_bring(mission, file, "counselled");
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "consent"), OK);
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "approve"), INVALID);
    assert_int_equal(mission_step_of(mission, second, &return_flow, file->head.id, "approve"), OK);
}

/* A journey is booked with four preparations, and nobody takes one away. */
static void test_no_preparation_is_cancelled_away(void **state)
{
    (void)state;
    struct return_case *file = case_of("KEITA");
    mission_bring(mission, file, "preparing");
    struct identifier exit = mission_milestone(mission, file, "exit_authorisation");
    for (int role = 0; role < ROLE_COUNT; role++)
        assert_int_not_equal(mission_step(mission, (enum role)role, &milestone_flow, exit, "cancel"), OK);
    struct value bind[] = {value_id(file->head.id)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_cancel", "UPDATE return_milestone SET state = CASE WHEN kind = "
                                                "'exit_authorisation' THEN 'cancelled' ELSE 'settled' END "
                                                "WHERE return_case = $1"),
                                bind, 1, NULL),
                     OK);
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "book"), INVALID);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_child_by_year_needs_a_guardian),
        cmocka_unit_test(test_the_screening_speaks_for_itself),
        cmocka_unit_test(test_four_eyes_on_the_approval),
        cmocka_unit_test(test_no_preparation_is_cancelled_away),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
