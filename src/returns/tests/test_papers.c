/* Papers and needs of a journey: until when they hold, what a booked flight that they do not reach raises and who is
   asked to mend it, and who reads what of somebody's health. */
#include "returns/tests/mission.h"

#include "database/wall.h"
#include "flow/task.h"
#include "returns/journey.h"
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

static struct return_case *case_of(const char *name, int32_t passport_until)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, passport_until);
    return mission_case(mission, person->head.id);
}

static const struct return_case *stored(const struct return_case *file)
{
    return mission_row(mission, &return_case_record, file->head.id);
}

/* ---- what people do ---- */

static void place(const struct return_case *file, struct record_head *head)
{
    head->person = file->head.person;
    head->organisation = file->head.organisation;
    head->office = file->head.office;
}

static struct problems problems;

static enum outcome keep(enum role role, const struct record *record, const void *before, void *row)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome =
        before == NULL ? record_insert(&work, record, row) : record_update(&work, record, before, row);
    problems = work.problems;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static bool said(const char *code)
{
    for (const struct problem *problem = problems.first; problem != NULL; problem = problem->next)
        if (text_is(text_from(code), problem->code))
            return true;
    return false;
}

static struct travel_paper *paper(const struct return_case *file, const char *kind, int32_t issued, int32_t until)
{
    struct travel_paper *row = record_new(mission->arena, &travel_paper_record);
    place(file, &row->head);
    row->return_case = file->head.id;
    row->kind = text_from(kind);
    row->issued_on = issued;
    row->valid_until = until;
    if (text_is(row->kind, "medical_report"))
        row->result = TEXT("fit");
    return row;
}

static struct travel_needs *needs(const struct return_case *file)
{
    struct travel_needs *row = record_new(mission->arena, &travel_needs_record);
    place(file, &row->head);
    row->return_case = file->head.id;
    row->escort = TEXT("none");
    row->wheelchair = TEXT("none");
    return row;
}

/* The booking of a journey in so many days, by operations. */
static enum outcome travel(const struct return_case *file, const char *action, int32_t day, const char *escort)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct return_case *now = stored(file);
    struct return_case *input = record_copy(mission->arena, &return_case_record, now);
    input->travel_on = day;
    input->carrier = TEXT("An airline");
    input->flight = TEXT("XX 9");
    input->escort = text_from(escort);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = flow_move(&work, &return_flow, file->head.id, now->head.version, text_from(action), input,
                                     TEXT("Moved by the carrier."));
    problems = work.problems;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static int64_t count_of(const struct return_case *file, const char *kind)
{
    struct value bind[] = {value_id(file->head.id), value_text(text_from(kind))};
    return fixture_count(mission->fixture,
                         SQL("t_warnings", "SELECT COUNT(*) FROM travel_warning WHERE return_case = $1 "
                                           "AND state = 'open' AND ($2 = '' OR kind = $2)"),
                         bind, 2);
}

static int64_t tasks_of(const struct return_case *file, const struct right *right)
{
    struct value bind[] = {value_id(file->head.person), value_text(text_from(right->name))};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE person = $1 AND needed_right = $2 "
                                        "AND record = 'travel_warning' AND done_at IS NULL"),
                         bind, 2);
}

static void night(void)
{
    struct work work = mission->fixture->system;
    const struct job_order order = {.kind = return_watch_job.name};
    work.hand_over = NULL;
    assert_int_equal(job_add(&work, &order, NULL), OK);
    assert_int_equal(job_run_next(&work, &return_watch_job, 1, TEXT("night")), OK);
    int64_t failed;
    assert_int_equal(job_count(&work, JOB_FAILED, &failed), OK);
    assert_int_equal(failed, 0);
}

/* ---- papers ---- */

static void test_papers_hold_as_long_as_they_may(void **state)
{
    (void)state;
    int32_t today = mission->today;
    struct return_case *file = case_of("SOUMAH", today + 800);
    mission_bring(mission, file, "preparing");
    struct travel_paper *row = paper(file, "medical_report", today, DATE_NONE);
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), OK);
    assert_int_equal(row->valid_until, today + 14);
    row = paper(file, "airline_form", today - 1, DATE_NONE);
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), OK);
    assert_int_equal(row->valid_until, today + 6);
    assert_int_equal(
        keep(ROLE_OPERATIONS, &travel_paper_record, NULL, paper(file, "medical_report", today, today + 15)), INVALID);
    assert_true(said("held_too_long"));
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, paper(file, "airline_form", today, today + 8)),
                     INVALID);
    assert_true(said("held_too_long"));
    row = paper(file, "exit_authorisation", today, DATE_NONE); /* nobody said that it ends */
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), OK);
    assert_int_equal(row->valid_until, DATE_NONE);
    row = paper(file, "exit_authorisation", today, today - 1);
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), INVALID);
    row = paper(file, "exit_authorisation", DATE_NONE, today + 30);
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), INVALID);
    assert_true(said("issue_missing"));
    row = paper(file, "exit_authorisation", today, DATE_NONE);
    row->result = TEXT("fit");
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), INVALID);
    row = paper(file, "medical_report", today, DATE_NONE);
    row->result = TEXT_NONE;
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, row), INVALID);
    assert_true(said("result_missing"));
    row = paper(file, "exit_authorisation", today, DATE_NONE);
    assert_int_equal(keep(ROLE_RECEPTION, &travel_paper_record, NULL, row), FORBIDDEN);
}

/* A paper settles the preparation that it is for, and a preparation settled by hand leaves a paper. */
static void test_a_paper_and_its_preparation_agree(void **state)
{
    (void)state;
    int32_t today = mission->today;
    struct return_case *file = case_of("BANGOURA", today + 800);
    mission_bring(mission, file, "preparing");
    struct identifier exit = mission_milestone(mission, file, "exit_authorisation");
    struct identifier medical = mission_milestone(mission, file, "medical");
    assert_int_equal(
        keep(ROLE_CASEWORKER, &travel_paper_record, NULL, paper(file, "exit_authorisation", today - 3, today + 40)),
        OK);
    const struct return_milestone *row = mission_row(mission, &return_milestone_record, exit);
    assert_text(row->head.state, "settled");
    assert_int_equal(row->settled_on, today - 3);
    assert_int_equal(row->valid_until, today + 40);
    assert_int_equal(keep(ROLE_CASEWORKER, &travel_paper_record, NULL, /* an older one found later changes nothing */
                          paper(file, "exit_authorisation", today - 30, today - 1)),
                     OK);
    row = mission_row(mission, &return_milestone_record, exit);
    assert_int_equal(row->valid_until, today + 40);
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &milestone_flow, medical, "settle"), OK);
    struct identifier *ids;
    size_t count;
    struct work *work = &mission->fixture->system;
    assert_int_equal(journey_rows(work, &travel_paper_record, file->head.id, file->head.person, &ids, &count), OK);
    assert_int_equal(count, 3);
    const struct travel_paper *left = mission_row(mission, &travel_paper_record, ids[2]);
    assert_text(left->kind, "medical_report");
    assert_int_equal(left->issued_on, today);
    struct travel_paper *unfit = paper(file, "medical_report", today, DATE_NONE);
    unfit->result = TEXT("not_now");
    assert_int_equal(keep(ROLE_HEALTH, &travel_paper_record, NULL, unfit), OK);
    row = mission_row(mission, &return_milestone_record, medical);
    assert_text(row->head.state, "refused");
    assert_int_equal(keep(ROLE_HEALTH, &travel_paper_record, NULL, paper(file, "medical_report", today, DATE_NONE)),
                     OK);
    row = mission_row(mission, &return_milestone_record, medical);
    assert_text(row->head.state, "settled");
}

/* ---- the flight ---- */

static struct return_case *prepared(const char *name, int32_t passport_until)
{
    struct return_case *file = case_of(name, passport_until);
    mission_bring(mission, file, "preparing");
    for (size_t i = 0; i < milestone_kinds.count; i++)
        assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &milestone_flow,
                                      mission_milestone(mission, file, milestone_kinds.choices[i].code), "settle"),
                         OK);
    return file;
}

static void test_a_flight_that_moves_is_looked_at_again(void **state)
{
    (void)state;
    int32_t today = mission->today;
    struct return_case *file = prepared("KABA", today + 30);
    assert_int_equal(travel(file, "book", today + 15, "none"), INVALID); /* the report holds 14 days */
    assert_int_equal(travel(file, "book", today + 14, "none"), OK);
    assert_int_equal(count_of(file, ""), 0);
    assert_int_equal(stored(file)->risk_since, DATE_NONE);
    assert_int_equal(travel(file, "rebook", today - 1, "none"), INVALID);
    assert_int_equal(travel(file, "rebook", today + 20, "none"), OK); /* it did move: nothing is refused */
    assert_int_equal(count_of(file, ""), 1);
    assert_int_equal(count_of(file, "medical"), 1);
    assert_int_equal(tasks_of(file, &return_travel), 1);
    assert_int_equal(stored(file)->risk_since, today);
    assert_int_equal(travel(file, "rebook", today + 70, "none"), OK); /* the passport and the rest end too */
    assert_int_equal(count_of(file, "travel_document"), 1);
    assert_int_equal(count_of(file, "exit_authorisation"), 1);
    assert_int_equal(count_of(file, "project"), 1);
    assert_int_equal(count_of(file, "medical"), 1);
    assert_int_equal(tasks_of(file, &return_counsel), 2);
    night(); /* finds nothing new, and says nothing twice */
    assert_int_equal(count_of(file, ""), 4);
    assert_int_equal(travel(file, "rebook", today + 10, "none"), OK);
    assert_int_equal(count_of(file, ""), 0);
    assert_int_equal(tasks_of(file, &return_travel) + tasks_of(file, &return_counsel), 0);
    assert_int_equal(stored(file)->risk_since, DATE_NONE);
}

static void test_a_renewed_paper_ends_the_risk(void **state)
{
    (void)state;
    int32_t today = mission->today;
    struct return_case *file = prepared("SYLLA", today + 800);
    assert_int_equal(travel(file, "book", today + 12, "none"), OK);
    assert_int_equal(travel(file, "rebook", today + 30, "none"), OK);
    assert_int_equal(count_of(file, "medical"), 1);
    struct travel_paper *row = paper(file, "medical_report", today, DATE_NONE);
    assert_int_equal(keep(ROLE_HEALTH, &travel_paper_record, NULL, row), OK);
    assert_int_equal(count_of(file, "medical"), 1); /* 14 days are still too few */
    assert_int_equal(travel(file, "rebook", today + 13, "none"), OK);
    assert_int_equal(count_of(file, ""), 0);
    struct identifier medical = mission_milestone(mission, file, "medical");
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &milestone_flow, medical, "renew"), OK);
    assert_int_equal(count_of(file, "preparation"), 1); /* opened again: at once, not at night */
    assert_int_equal(stored(file)->risk_since, today);
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &milestone_flow, medical, "settle"), OK);
    assert_int_equal(count_of(file, ""), 0);
    assert_int_equal(stored(file)->risk_since, DATE_NONE);
    assert_int_equal(travel(file, "rebook", today + 60, "none"), OK);
    assert_true(count_of(file, "") > 0);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
    assert_int_equal(count_of(file, ""), 0); /* nothing is left of it */
    assert_int_equal(stored(file)->risk_since, DATE_NONE);
    assert_int_equal(tasks_of(file, &return_travel) + tasks_of(file, &return_counsel), 0);
}

/* What changes elsewhere is found at night: a place suspended, a consent that ends, a rule that is no longer met. */
static void test_the_night_finds_what_changed_elsewhere(void **state)
{
    (void)state;
    int32_t today = mission->today;
    struct return_case *file = prepared("DIAKITE", today + 800);
    assert_int_equal(travel(file, "book", today + 10, "none"), OK);
    night();
    assert_int_equal(count_of(file, ""), 0);
    struct suspended_place *suspension = record_new(mission->arena, &suspended_place_record);
    suspension->head.organisation = mission->fixture->organisation->head.id;
    suspension->country = TEXT("GIN");
    suspension->from_on = today + 9; /* not yet today, but on the day of the flight */
    suspension->reason = TEXT("Unrest");
    suspension->source = TEXT("Nobody");
    assert_int_equal(keep(ROLE_PROGRAMME_MANAGER, &suspended_place_record, NULL, suspension), OK);
    struct value bind[] = {value_date(today + 9), value_id(file->head.person)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_consent", "UPDATE person_consent SET expires_on = $1 WHERE person = $2 "
                                                 "AND purpose = 'assistance'"),
                                bind, 2, NULL),
                     OK);
    assert_int_equal(count_of(file, ""), 0);
    night();
    assert_int_equal(count_of(file, "suspended"), 1);
    assert_int_equal(count_of(file, "consent"), 1);
    assert_int_equal(count_of(file, ""), 2);
    assert_int_equal(tasks_of(file, &return_counsel), 2);
    const struct return_case *before = stored(file);
    assert_int_equal(before->risk_since, today);
    struct return_case *doubted = record_copy(mission->arena, &return_case_record, before);
    doubted->capacity_doubt.is = FLAG_YES;
    doubted->capacity_confirmed_on = today - 20;
    doubted->capacity_confirmed_until = today + 9;
    doubted->capacity_confirmed_by = TEXT("A doctor");
    assert_int_equal(keep(ROLE_CASEWORKER, &return_case_record, before, doubted), OK);
    night();
    assert_int_equal(count_of(file, "rule"), 1); /* the confirmation ends one day before the flight */
    struct suspended_place *lifted = record_copy(mission->arena, &suspended_place_record, suspension);
    lifted->until_on = today + 9;
    assert_int_equal(keep(ROLE_PROGRAMME_MANAGER, &suspended_place_record,
                          mission_row(mission, &suspended_place_record, suspension->head.id), lifted),
                     OK);
    night();
    assert_int_equal(count_of(file, "suspended"), 0);
    assert_int_equal(count_of(file, ""), 2);
}

/* ---- needs ---- */

static void agree_to_transfer(const struct return_case *file)
{
    struct person_consent *row = record_new(mission->arena, &person_consent_record);
    place(file, &row->head);
    row->purpose = TEXT("transfer");
    row->recipients = TEXT("carrier");
    row->means = TEXT("signed");
    row->language = TEXT("fr");
    row->explained.is = FLAG_YES;
    row->interpreter.is = FLAG_NO;
    row->given_on = mission->today;
    assert_int_equal(keep(ROLE_CASEWORKER, &person_consent_record, NULL, row), OK);
}

static void test_needs_are_asked_for_in_time(void **state)
{
    (void)state;
    int32_t today = mission->today;
    struct return_case *file = prepared("CISSE", today + 800);
    struct travel_needs *row = needs(file);
    row->escort = TEXT("medical");
    row->airline_form.is = FLAG_YES;
    assert_int_equal(keep(ROLE_HEALTH, &travel_needs_record, NULL, row), OK);
    assert_int_equal(keep(ROLE_CASEWORKER, &travel_needs_record, NULL, needs(file)), INVALID); /* one for a case */
    assert_true(said("needs_said_already"));
    assert_int_equal(travel(file, "book", today + 10, "medical"), INVALID); /* nobody agreed that others are told */
    assert_true(said("transfer_consent_missing"));
    agree_to_transfer(file);
    assert_int_equal(travel(file, "book", today + 10, "none"), INVALID);
    assert_true(said("escort_missing"));
    assert_int_equal(travel(file, "book", today + 5, "medical"), INVALID); /* within the week a form can be there */
    assert_true(said("airline_form_missing"));
    assert_int_equal(travel(file, "book", today + 10, "medical"), OK); /* before it none could hold */
    assert_int_equal(count_of(file, "airline_form"), 0);
    assert_int_equal(count_of(file, "arrangements"), 1);
    assert_int_equal(travel(file, "rebook", today + 6, "medical"), OK);
    assert_int_equal(count_of(file, "airline_form"), 1);
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_paper_record, NULL, paper(file, "airline_form", today, DATE_NONE)),
                     OK);
    assert_int_equal(count_of(file, "airline_form"), 0);
    const struct travel_needs *before = mission_row(mission, &travel_needs_record, row->head.id);
    struct travel_needs *arranged = record_copy(mission->arena, &travel_needs_record, before);
    arranged->arranged_on = today;
    assert_int_equal(keep(ROLE_CASEWORKER, &travel_needs_record, before, arranged), FORBIDDEN); /* whose it is */
    arranged = record_copy(mission->arena, &travel_needs_record, before);
    arranged->arranged_on = today;
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_needs_record, before, arranged), OK);
    assert_int_equal(count_of(file, ""), 0);
}

/* ---- who reads what of somebody's health ---- */

static int form_of(enum role role, const struct return_case *file, const char *base, const char *asked)
{
    struct loopback *client = fixture_role(mission->fixture, role);
    struct text path = arena_format(mission->arena, "/en/return-cases/%.*s/%s/new",
                                    TEXT_ARG(identifier_to_text(mission->arena, file->head.id)), base);
    int status = loopback_get(client, path.at)->status;
    int answer = status == 200 && !loopback_shows(client, asked) ? 0 : status; /* 0: a form without that question */
    (void)loopback_close(client);
    return answer;
}

/* A form asks what its reader may say. */
static void test_forms_ask_what_may_be_said(void **state)
{
    (void)state;
    struct return_case *file = prepared("TRAORE", mission->today + 800);
    assert_int_equal(form_of(ROLE_OPERATIONS, file, "travel-needs", "wheelchair"), 403);
    assert_int_equal(form_of(ROLE_RECEPTION, file, "travel-needs", "wheelchair"), 403);
    assert_int_equal(form_of(ROLE_CASEWORKER, file, "travel-needs", "name=\"wheelchair\""), 200);
    assert_int_equal(form_of(ROLE_CASEWORKER, file, "travel-needs", "name=\"condition\""), 0);
    assert_int_equal(form_of(ROLE_CASEWORKER, file, "travel-needs", "name=\"arranged_on\""), 0);
    assert_int_equal(form_of(ROLE_HEALTH, file, "travel-needs", "name=\"condition\""), 200);
    assert_int_equal(form_of(ROLE_OPERATIONS, file, "travel-papers", "name=\"issued_on\""), 200);
    assert_int_equal(form_of(ROLE_OPERATIONS, file, "travel-papers", "name=\"findings\""), 0);
    assert_int_equal(form_of(ROLE_HEALTH, file, "travel-papers", "name=\"findings\""), 200);
    assert_int_equal(form_of(ROLE_CASEWORKER, file, "travel-medication", "medicine"), 403);
}

static bool shows(struct loopback *client, const char *base, struct identifier id, const char *text)
{
    struct text path =
        arena_format(mission->arena, "/en/%s/%.*s", base, TEXT_ARG(identifier_to_text(mission->arena, id)));
    (void)loopback_get(client, path.at);
    return loopback_shows(client, text);
}

static void test_details_of_health_have_few_readers(void **state)
{
    (void)state;
    struct return_case *file = prepared("KEITA", mission->today + 800);
    struct travel_needs *row = needs(file);
    row->wheelchair = TEXT("seat");
    row->to_arrange = TEXT("A chair at both airports");
    row->condition = TEXT("Fractured hip");
    assert_int_equal(keep(ROLE_HEALTH, &travel_needs_record, NULL, row), OK);
    struct travel_medication *medicine = record_new(mission->arena, &travel_medication_record);
    place(file, &medicine->head);
    medicine->return_case = file->head.id;
    medicine->medicine = TEXT("Paracetamol");
    medicine->daily = 3;
    medicine->days = 20;
    assert_int_equal(keep(ROLE_OPERATIONS, &travel_medication_record, NULL, medicine), FORBIDDEN);
    assert_int_equal(keep(ROLE_HEALTH, &travel_medication_record, NULL, medicine), OK);
    assert_int_equal(medicine->quantity, 60);
    const struct travel_needs *told = mission_row(mission, &travel_needs_record, row->head.id);
    assert_int_equal(told->medication.is, FLAG_YES); /* operations learn that something travels in the cabin */
    struct travel_paper *report = paper(file, "medical_report", mission->today, DATE_NONE);
    report->findings = TEXT("Hip operated in May");
    assert_int_equal(keep(ROLE_HEALTH, &travel_paper_record, NULL, report), OK);
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct loopback *client = fixture_role(mission->fixture, (enum role)role);
        bool health = role == ROLE_HEALTH;
        assert_int_equal(shows(client, "return-cases", file->head.id, "Paracetamol"), health);
        assert_int_equal(shows(client, "travel-needs", row->head.id, "Fractured hip"), health);
        assert_int_equal(shows(client, "travel-papers", report->head.id, "Hip operated"), health);
        assert_int_equal(shows(client, "travel-medication", medicine->head.id, "Paracetamol"), health);
        (void)loopback_close(client);
    }
    struct loopback *operations = fixture_role(mission->fixture, ROLE_OPERATIONS);
    assert_true(shows(operations, "return-cases", file->head.id, "A chair at both airports"));
    assert_true(loopback_shows(operations, "Medication travels in the cabin"));
    assert_true(shows(operations, "travel-papers", report->head.id, "Fit to travel"));
    (void)loopback_close(operations);
    struct loopback *finance = fixture_role(mission->fixture, ROLE_FINANCE_PREPARER);
    assert_false(shows(finance, "return-cases", file->head.id, "A chair at both airports"));
    (void)loopback_close(finance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_papers_hold_as_long_as_they_may),
        cmocka_unit_test(test_a_paper_and_its_preparation_agree),
        cmocka_unit_test(test_a_flight_that_moves_is_looked_at_again),
        cmocka_unit_test(test_a_renewed_paper_ends_the_risk),
        cmocka_unit_test(test_the_night_finds_what_changed_elsewhere),
        cmocka_unit_test(test_needs_are_asked_for_in_time),
        cmocka_unit_test(test_forms_ask_what_may_be_said),
        cmocka_unit_test(test_details_of_health_have_few_readers),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
