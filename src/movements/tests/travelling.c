/* A mission that prepares journeys, for the tests of movements/. */
#include "movements/tests/travelling.h"

#include <stdio.h>
#include <stdlib.h>

#include "record/list.h"
#include "system/clock.h"
#include "web/record_parts.h"

struct mission *mission;
struct office *abroad;
struct identifier operations, second_officer, receiver;

/* Noon: flights of the same day have not left, and nobody's day ends while the tests run. */
int open_mission(void **state)
{
    const struct zone *zone = zone_find(TEXT("Africa/Casablanca"));
    (void)state;
    clock_set(zone_instant(zone, zone_date(zone, clock_now()), 12 * 3600));
    mission = mission_open_travelling();
    operations = mission->fixture->users[ROLE_OPERATIONS];
    second_officer = fixture_user(mission->fixture, TEXT("operations.second"), ROLE_OPERATIONS, 0);
    abroad = fixture_other_organisation(mission->fixture);
    receiver = fixture_user_of(mission->fixture, TEXT("receiver"), ROLE_RECEIVING_OFFICE, abroad);
    return 0;
}

int close_mission(void **state)
{
    (void)state;
    mission = mission_close(mission);
    clock_set(INSTANT_NONE);
    return 0;
}

void must(enum outcome outcome, const struct work *work, const char *what)
{
    if (outcome == OK)
        return;
    for (const struct problem *problem = work == NULL ? NULL : work->problems.first; problem != NULL;
         problem = problem->next)
        (void)fprintf(stderr, "# %s: %s (%.*s)\n", what, problem->code, TEXT_ARG(problem->field));
    fail_msg("%s: outcome %d", what, (int)outcome);
}

/* ---- a world ---- */

struct movement *new_movement(bool received)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct movement *row = record_new(mission->arena, &movement_record);
    row->head.organisation = mission->fixture->organisation->head.id;
    row->head.office = mission->fixture->offices[0]->head.id;
    if (received)
        row->receiving_office = abroad->head.id;
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    must(record_insert(&work, &movement_record, row), &work, "movement");
    must(db_transaction_commit(&transaction), NULL, "commit");
    return row;
}

enum outcome add_leg(const struct movement *movement, const char *from, int32_t departs_on, const char *leaves,
                     const char *to, int32_t arrives_on, const char *lands, struct work *ret_work)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct movement_leg *row = record_new(mission->arena, &leg_record);
    row->head.organisation = movement->head.organisation;
    row->head.office = movement->head.office;
    row->movement = movement->head.id;
    row->carrier = TEXT("An airline");
    row->flight = TEXT("XX 525");
    row->from_airport = text_from(from);
    row->departs_on = departs_on;
    row->departs_time = text_from(leaves);
    row->to_airport = text_from(to);
    row->arrives_on = arrives_on;
    row->arrives_time = text_from(lands);
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome = record_insert(&work, &leg_record, row);
    if (ret_work != NULL)
        *ret_work = work;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

/* Leaves this evening for Conakry. */
struct movement *evening(bool received)
{
    struct movement *movement = new_movement(received);
    must(add_leg(movement, "CMN", mission->today, "22:30", "CKY", mission->today + 1, "01:45", NULL), NULL, "leg");
    return movement;
}

const struct movement *now(const struct movement *movement)
{
    return mission_row(mission, &movement_record, movement->head.id);
}

void settle(const struct return_case *file)
{
    for (size_t i = 0; i < milestone_kinds.count; i++)
        must(mission_step(mission, ROLE_OPERATIONS, &milestone_flow,
                          mission_milestone(mission, file, milestone_kinds.choices[i].code), "settle"),
             NULL, "settle");
}

/* A case in preparation; ready: nothing is missing for a journey of these days. */
struct return_case *prepared(const char *name, bool ready)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 5);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "preparing");
    if (ready)
        settle(file);
    return file;
}

void consent_to(struct identifier person, const char *purpose, const char *recipient)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct person_consent *row = record_new(mission->arena, &person_consent_record);
    row->head.organisation = mission->fixture->organisation->head.id;
    row->head.office = mission->fixture->offices[0]->head.id;
    row->head.person = person;
    row->purpose = text_from(purpose);
    row->recipients = text_from(recipient);
    row->means = text_from(consent_means.choices[0].code);
    row->language = TEXT("fr");
    row->explained.is = FLAG_YES;
    row->interpreter.is = FLAG_NO;
    row->given_on = mission->today;
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    must(record_insert(&work, &person_consent_record, row), &work, "consent");
    must(db_transaction_commit(&transaction), NULL, "commit");
}

/* Every consent of this purpose, as the page of a person does it. */
void withdraw_consent(struct identifier person, const char *purpose)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct list_query query = {.person = person, .size = LIST_PAGE};
    struct list_page page;
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    must(record_list(&work, &person_consent_record, &query, &page), &work, "consents");
    for (size_t i = 0; i < page.count; i++) {
        struct person_consent *row = record_copy(mission->arena, &person_consent_record, page.rows[i]);
        if (!text_is(row->purpose, purpose))
            continue;
        row->withdrawn_on = mission->today;
        must(record_update(&work, &person_consent_record, page.rows[i], row), &work, "withdrawal");
    }
    must(person_consent_withdrawn(&work, person), &work, "what follows");
    must(db_transaction_commit(&transaction), NULL, "commit");
}

void shares(const struct return_case *file) { consent_to(file->head.person, "transfer", "receiving_office"); }

/* A household of these persons, who all travel with it. */
struct identifier family(struct return_case *const *files, size_t count)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct household *household = record_new(mission->arena, &household_record);
    household->head.organisation = files[0]->head.organisation;
    household->head.office = files[0]->head.office;
    household->head_person = files[0]->head.person;
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    must(record_insert(&work, &household_record, household), &work, "household");
    for (size_t i = 0; i < count; i++) {
        struct household_member *member = record_new(mission->arena, &household_member_record);
        member->head.organisation = household->head.organisation;
        member->head.office = household->head.office;
        member->head.person = files[i]->head.person;
        member->household = household->head.id;
        member->relation = text_from(i == 0 ? "head" : "spouse");
        member->travelling.is = FLAG_YES;
        must(record_insert(&work, &household_member_record, member), &work, "member");
    }
    must(db_transaction_commit(&transaction), NULL, "commit");
    return household->head.id;
}

enum outcome add_case(const struct movement *movement, const struct return_case *file, size_t *ret_added,
                      struct work *ret_work)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    size_t added = 0;
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome = movement_add_case(&work, now(movement), file->head.id, &added);
    *ret_work = work;
    *ret_added = added;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

void comes(const struct movement *movement, const struct return_case *file, size_t wanted)
{
    struct work work;
    size_t added;
    must(add_case(movement, file, &added, &work), &work, "comes along");
    assert_int_equal(added, wanted);
}

enum outcome step_of(struct identifier user, const struct movement *movement, const char *action, struct work *ret_work)
{
    return guarded_step(mission, user, &movement_flow, movement->head.id, action, "", ret_work);
}

void book(const struct movement *movement)
{
    struct work work;
    must(step_of(operations, movement, "book", &work), &work, "book");
}

struct text state_of(const struct return_case *file) { return mission_state(mission, &return_flow, file->head.id); }

const struct return_case *stored(const struct return_case *file)
{
    return mission_row(mission, &return_case_record, file->head.id);
}

/* The last of a case, whatever became of it. */
const struct movement_traveller *traveller(const struct return_case *file)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id)};
    must(db_query(
             mission->fixture->db,
             SQL("t_traveller", "SELECT id FROM movement_traveller WHERE return_case = $1 ORDER BY id DESC LIMIT 1"),
             bind, 1, mission->arena, &rows),
         NULL, "traveller");
    assert_int_equal(rows.count, 1);
    return mission_row(mission, &traveller_record, cell_id(&rows, 0, 0));
}

struct text travels(const struct return_case *file) { return traveller(file)->head.state; }

int64_t marks_of(const struct return_case *file)
{
    struct value bind[] = {value_id(traveller(file)->head.id)};
    return fixture_count(mission->fixture, SQL("t_marks", "SELECT count(*) FROM movement_mark WHERE traveller = $1"),
                         bind, 1);
}

const struct movement_arrival *arrival(const struct return_case *file)
{
    struct rows rows;
    struct value bind[] = {value_id(traveller(file)->head.id)};
    must(db_query(mission->fixture->db,
                  SQL("t_arrival", "SELECT id FROM movement_arrival WHERE traveller = $1 ORDER BY id DESC LIMIT 1"),
                  bind, 1, mission->arena, &rows),
         NULL, "arrival");
    assert_int_equal(rows.count, 1);
    return mission_row(mission, &arrival_record, cell_id(&rows, 0, 0));
}

struct movement_mark *mark_by(struct identifier user, const struct movement *movement, const struct return_case *file,
                              const char *outcome, const char *reason)
{
    struct work work = fixture_work(mission->fixture, mission->arena, user);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct movement_mark *mark = NULL;
    const struct mark_order order = {text_from(outcome), text_from(reason), INSTANT_NONE};
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    must(departure_mark_take(&work, now(movement), traveller(file)->head.id, &order, &mark), &work, "mark");
    must(db_transaction_commit(&transaction), NULL, "commit");
    return mark;
}

enum outcome settle_mark(const struct movement *movement, const struct return_case *file,
                         const struct movement_mark *mark, const char *note, struct work *ret_work)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome =
        departure_mark_settle(&work, now(movement), traveller(file)->head.id, mark->head.id, text_from(note));
    *ret_work = work;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

int64_t tasks_of(struct identifier subject)
{
    struct value bind[] = {value_id(subject)};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT count(*) FROM task WHERE subject = $1 AND done_at IS NULL"), bind, 1);
}

/* ---- tables ---- */

char *address(const char *base, struct identifier id, const char *behind)
{
    return arena_string(mission->arena, arena_format(mission->arena, "/fr/%s/%.*s%s", base,
                                                     TEXT_ARG(identifier_to_text(mission->arena, id)), behind));
}
