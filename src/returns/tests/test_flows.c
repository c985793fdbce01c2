/* Generated from the three tables: every state × every action × every role, with every gate open and with every gate
   closed.  What must come of it is worked out here from the tables of steps and grants, not by the code under test. */
#include "returns/tests/mission.h"

#include <stdio.h>

#include "flow/task.h"
#include "ledger/ledger.h"
#include "reporting/reporting.h"
#include "system/random.h"
#include "web/record_parts.h"

static struct mission *mission;

/* Somebody, and the roles he holds; the second caseworker works in the other office. */
struct somebody {
    struct identifier user;
    enum role role;
    bool elsewhere;
};
static struct somebody people[ROLE_COUNT + 1];

/* A row of a flow that is put into any state. */
struct subject_row {
    const struct flow *flow;
    struct identifier id, person;
};

static struct person *woman, *child;
static struct return_case *open_case, *closed_case;
static struct subject_row open_rows[3], closed_rows[3];
static struct return_item *plan_item;

static int64_t execute(const char *name, const char *text, const struct value *bind, size_t count)
{
    int64_t changed = -1;
    struct sql sql = {name, text};
    AUTO_WALL struct wall_hold hold = wall_open(mission->fixture->served, "what a test puts in place");
    assert_int_equal(db_execute(mission->fixture->served, sql, bind, count, &changed), OK);
    return changed;
}

/* ---- what the tables say ---- */

static const struct flow_state *state_named(const struct flow *flow, const char *name)
{
    for (size_t i = 0; i < flow->state_count; i++)
        if (strcmp(flow->states[i].name, name) == 0)
            return &flow->states[i];
    return NULL;
}

static const struct step *wanted_step(const struct flow *flow, const struct flow_state *state, const char *action)
{
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        bool from_here = step->from == NULL ? state->kind != STATE_ENDED && strcmp(step->to, state->name) != 0
                                            : strcmp(step->from, state->name) == 0;
        if (from_here && strcmp(step->action, action) == 0)
            return step;
    }
    return NULL;
}

static bool granted(const struct somebody *who, const struct right *right)
{
    for (size_t i = 0; i < return_grant_count; i++)
        if (return_grants[i].role == who->role && return_grants[i].right == right)
            return return_grants[i].scope >= (who->elsewhere ? SCOPE_ORGANISATION : SCOPE_OFFICE);
    return false;
}

/* ---- rows in any state ---- */

static void set_state(const struct subject_row *row, const char *state)
{
    struct value bind[] = {value_text(text_from(state)), value_id(row->id)};
    if (row->flow == &return_flow)
        (void)execute("t_case_state", "UPDATE return_case SET state = $1 WHERE id = $2", bind, 2);
    else if (row->flow == &milestone_flow)
        (void)execute("t_milestone_state", "UPDATE return_milestone SET state = $1 WHERE id = $2", bind, 2);
    else
        (void)execute("t_item_state", "UPDATE return_item SET state = $1 WHERE id = $2", bind, 2);
}

static void set_item_state(struct identifier item, const char *state)
{
    struct subject_row row = {&item_flow, item, {{0}}};
    set_state(&row, state);
}

/* What the steps of a case ask of its plan differs, so the plan is put as the step wants it. */
static void fit_plan(const char *action)
{
    set_item_state(plan_item->head.id, strcmp(action, "agree_plan") == 0 ? "proposed" : "justified");
}

/* What another feature may do: cash is not handed over, and no item cancelled, while it says so. */
static bool cash_is_held;

static enum outcome hold_cash(struct work *work, const struct return_item *item, const char *action, struct gate *gate)
{
    (void)work, (void)item;
    if (cash_is_held && (strcmp(action, "pay") == 0 || strcmp(action, "cancel") == 0))
        gate_require(gate, false, "held", "Somebody looked at it", "Supervisor", TEXT_NONE);
    return OK;
}

static const struct return_companion HOLDER = {.require_item = hold_cash};

/* Nobody prepared it, or somebody else, or the actor: a payment is never released by who prepared it. */
static void fit_item(const struct subject_row *row, bool gates_open, struct identifier actor)
{
    struct identifier preparer = gates_open ? mission->fixture->users[ROLE_RECEPTION] : actor;
    if (gates_open && identifier_equal(actor, preparer))
        preparer = mission->fixture->users[ROLE_TRAINER];
    struct value bind[] = {value_id(preparer), value_id(row->id)};
    (void)execute("t_prepared", "UPDATE return_item SET prepared_by = $1, released_by = NULL WHERE id = $2", bind, 2);
    cash_is_held = !gates_open;
    if (cash_is_held)
        (void)execute("t_cash", "UPDATE return_item SET modality = 'cash' WHERE id = $1", &bind[1], 1);
}

/* "Despite a rule" wants one that is not met: nobody is sent to this country for now. */
static void fit_rules(const char *action)
{
    struct value bind[] = {value_id(identifier_new()), value_id(mission->fixture->organisation->head.id),
                           value_date(mission->today)};
    if (strstr(action, "_despite") != NULL)
        (void)execute("t_suspend",
                      "INSERT INTO suspended_place (id, organisation, version, created_at, changed_at, country, zone, "
                      "from_on) VALUES ($1, $2, 1, 0, 0, 'GIN', '', $3)",
                      bind, 3);
}

/* ---- one try ---- */

static enum outcome wanted(const struct somebody *who, const struct step *step, bool gates_open)
{
    if (!granted(who, &return_read) || step == NULL)
        return NOT_FOUND;
    if (!granted(who, step->right))
        return FORBIDDEN;
    return step->guard != NULL && !gates_open ? INVALID : OK;
}

static void check_taken(const struct subject_row *row, const struct step *step, const struct record_head *before)
{
    const struct record_head *after = record_head_of(mission_row(mission, row->flow->record, row->id));
    assert_string_equal(arena_string(mission->arena, after->state), step->to);
    assert_int_equal(after->version, before->version + 1);
    struct value bind[] = {value_id(row->id), value_text(text_from(step->action)), value_integer(after->version)};
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_history", "SELECT COUNT(*) FROM history WHERE subject = $1 AND action = $2 "
                                                    "AND version = $3"),
                                   bind, 3),
                     1);
    if (step->task_right == NULL || strcmp(step->to, step->from == NULL ? "" : step->from) == 0)
        return;
    struct value task[] = {value_id(row->id), value_text(text_from(step->task_right->name)),
                           value_text(text_from(step->task_label))};
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_task", "SELECT COUNT(*) FROM task WHERE subject = $1 AND needed_right = $2 "
                                                 "AND label = $3 AND done_at IS NULL"),
                                   task, 3),
                     1);
}

static void try_step(struct subject_row *row, const struct flow_state *state, const char *action,
                     const struct somebody *who, bool gates_open)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work work = fixture_work(mission->fixture, arena, who->user);
    const struct step *step = wanted_step(row->flow, state, action);
    enum outcome expected = wanted(who, step, gates_open);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    set_state(row, state->name);
    if (row->flow == &return_flow && gates_open) {
        fit_plan(action);
        fit_rules(action);
    } else if (row->flow == &return_flow) {
        set_item_state(closed_rows[2].id, "committed"); /* nothing proposed, nothing paid, not all done */
    }
    if (row->flow == &item_flow)
        fit_item(row, gates_open, who->user);
    void *before;
    assert_int_equal(record_get_unlimited(&work, row->flow->record, row->id, &before), OK);
    void *input = record_copy(arena, row->flow->record, before);
    mission_answers(mission, row->flow, input);
    enum outcome outcome =
        flow_move(&work, row->flow, row->id, record_head_of(before)->version, text_from(action), input, TEXT("Why."));
    if (outcome != expected)
        for (const struct problem *problem = work.problems.first; problem != NULL; problem = problem->next)
            (void)fprintf(stderr, "# %s (%.*s)\n", problem->code, TEXT_ARG(problem->field));
    if (outcome != expected)
        fail_msg("%s: %s from %s by %s%s with gates %s: %d instead of %d", row->flow->name, action, state->name,
                 role_entry(who->role)->name, who->elsewhere ? " of another office" : "",
                 gates_open ? "open" : "closed", (int)outcome, (int)expected);
    if (outcome == OK)
        check_taken(row, step, record_head_of(before));
    else
        assert_int_equal(record_head_of(mission_row(mission, row->flow->record, row->id))->version,
                         record_head_of(before)->version);
}

static bool seen_before(const struct flow *flow, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(flow->steps[i].action, flow->steps[at].action) == 0)
            return true;
    return false;
}

static size_t try_flow(struct subject_row *row, bool gates_open)
{
    const struct flow *flow = row->flow;
    size_t tried = 0;
    for (size_t a = 0; a < flow->step_count; a++)
        for (size_t s = 0; s < flow->state_count && !seen_before(flow, a); s++)
            for (size_t p = 0; p < COUNT(people); p++, tried++)
                try_step(row, &flow->states[s], flow->steps[a].action, &people[p], gates_open);
    return tried;
}

/* ---- the two worlds ---- */

static void set_travel(struct identifier file, int32_t travel_on)
{
    struct value bind[] = {value_date(travel_on), value_id(file)};
    (void)execute("t_travel", "UPDATE return_case SET travel_on = $1, departed_on = $1 WHERE id = $2", bind, 2);
}

/* Everything that any step wants is there. */
static void make_open_world(void)
{
    woman = mission_person(mission, "DIALLO");
    mission_consents(mission, woman->head.id);
    mission_passport(mission, woman->head.id, mission->today + 800);
    open_case = mission_case(mission, woman->head.id);
    mission_bring(mission, open_case, "preparing");
    plan_item = mission_item(mission, open_case, 1, 100000);
    struct return_item *item = mission_item(mission, open_case, 1, 200000);
    mission_bring(mission, open_case, "planned"); /* both are committed on the line */
    set_item_state(plan_item->head.id, "justified");
    set_item_state(item->head.id, "cancelled");
    set_travel(open_case->head.id, mission->today);
    open_rows[0] = (struct subject_row){&return_flow, open_case->head.id, woman->head.id};
    open_rows[1] =
        (struct subject_row){&milestone_flow, mission_milestone(mission, open_case, "travel_document"), woman->head.id};
    open_rows[2] = (struct subject_row){&item_flow, item->head.id, woman->head.id};
}

/* As a released item has it: its money is reserved on the line. */
static void commit_item(const struct return_item *item)
{
    struct work work = fixture_work(mission->fixture, mission->arena, mission->fixture->users[ROLE_SUPERVISOR]);
    const struct ledger_transfer order = {.id = item->head.id,
                                          .debit = mission->line->head.id,
                                          .credit = mission->line->spending_account,
                                          .amount = item->amount,
                                          .record = TEXT("return_item"),
                                          .subject = item->head.id};
    struct value bind[] = {value_id(item->head.id)};
    assert_int_equal(ledger_commit(&work, &order), OK);
    (void)execute("t_line_amount",
                  "UPDATE return_item SET line_amount = amount, line_amount_currency = amount_currency "
                  "WHERE id = $1",
                  bind, 1);
}

/* A child without guardian, consent or passport; screening says stop; a second instalment far too early. */
static void make_closed_world(void)
{
    child = mission_person(mission, "SOW");
    mission_consents_of(mission, child->head.id, day_from_date(mission->today).year - 10);
    closed_case = mission_case(mission, child->head.id);
    struct work work = fixture_work(mission->fixture, mission->arena, mission->fixture->users[ROLE_SUPERVISOR]);
    struct return_milestone *milestone = record_new(mission->arena, &return_milestone_record);
    milestone->head = closed_case->head;
    milestone->head.id = (struct identifier){{0}};
    milestone->head.number = TEXT_NONE;
    milestone->head.state = TEXT("open");
    milestone->return_case = closed_case->head.id;
    milestone->kind = TEXT("travel_document");
    assert_int_equal(record_insert(&work, &return_milestone_record, milestone), OK);
    struct value bind[] = {value_id(closed_case->head.id), value_date(mission->today)};
    (void)execute("t_preparing", "UPDATE return_case SET state = 'preparing' WHERE id = $1", bind, 1);
    struct return_item *item = mission_item(mission, closed_case, 2, 300000);
    void *stored;
    assert_int_equal(record_get_unlimited(&work, &return_case_record, closed_case->head.id, &stored), OK);
    struct return_case *stopped = record_copy(work.arena, &return_case_record, stored);
    stopped->screening_outcome = TEXT("stop");
    assert_int_equal(record_update_by_step(&work, &return_case_record, stored, stopped, TEXT("screen")), OK);
    (void)execute("t_closed",
                  "UPDATE return_case SET state = 'inquiry', arrived_on = $2 "
                  "WHERE id = $1",
                  bind, 2);
    commit_item(item);
    struct value born[] = {value_id(child->head.id)};
    (void)execute("t_child", "UPDATE person SET sex = NULL WHERE id = $1", born, 1);
    (void)execute("t_consents", "DELETE FROM person_consent WHERE person = $1", born, 1);
    closed_rows[0] = (struct subject_row){&return_flow, closed_case->head.id, child->head.id};
    closed_rows[1] = (struct subject_row){&milestone_flow, milestone->head.id, child->head.id};
    closed_rows[2] = (struct subject_row){&item_flow, item->head.id, child->head.id};
}

static int open_worlds(void **state)
{
    (void)state;
    static const struct return_companion *const COMPANIONS[] = {&reporting_companion, &HOLDER};
    mission = mission_open();
    returns_start(COMPANIONS, sizeof COMPANIONS / sizeof *COMPANIONS);
    for (int role = 0; role < ROLE_COUNT; role++)
        people[role] = (struct somebody){mission->fixture->users[role], (enum role)role, false};
    people[ROLE_COUNT] =
        (struct somebody){fixture_user(mission->fixture, TEXT("elsewhere"), ROLE_CASEWORKER, 1), ROLE_CASEWORKER, true};
    make_open_world();
    make_closed_world();
    return 0;
}

static int close_worlds(void **state)
{
    (void)state;
    mission = mission_close(mission);
    return 0;
}

/* ---- the tests ---- */

static void test_tables_are_sound(void **state)
{
    (void)state;
    assert_int_equal(flow_check(&return_flow), OK);
    assert_int_equal(flow_check(&milestone_flow), OK);
    assert_int_equal(flow_check(&item_flow), OK);
    assert_non_null(state_named(&return_flow, "withdrawn"));
}

static void test_every_step_with_its_gates_open(void **state)
{
    (void)state;
    size_t tried = 0;
    for (size_t i = 0; i < COUNT(open_rows); i++)
        tried += try_flow(&open_rows[i], true);
    (void)printf("# %zu steps tried with open gates\n", tried);
    assert_true(tried > 5000);
}

static void test_every_step_with_its_gates_closed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(closed_rows); i++)
        (void)try_flow(&closed_rows[i], false);
}

/* Withdrawal is there in every state before departure, and in none after it. */
static void test_withdrawal_until_departure(void **state)
{
    static const char *const BEFORE[] = {"inquiry",   "registered", "screened",  "counselled", "consented",
                                         "preparing", "booked",     "postponed", "no_show"};
    (void)state;
    for (size_t s = 0; s < return_flow.state_count; s++) {
        bool before = false;
        for (size_t i = 0; i < COUNT(BEFORE); i++)
            before = before || strcmp(BEFORE[i], return_flow.states[s].name) == 0;
        const struct step *step = flow_step(&return_flow, text_from(return_flow.states[s].name), TEXT("withdraw"));
        assert_int_equal(step != NULL, before);
        if (step != NULL)
            assert_null(step->guard); /* nothing may stand in its way */
    }
}

/* No state is a trap: from each that has not ended a supervisor's step leads to an end. */
static void test_every_case_can_be_ended(void **state)
{
    (void)state;
    for (size_t s = 0; s < return_flow.state_count; s++) {
        const struct flow_state *from = &return_flow.states[s];
        if (from->kind == STATE_ENDED)
            continue;
        assert_non_null(flow_step(&return_flow, text_from(from->name), TEXT("close_early")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sound),
        cmocka_unit_test(test_withdrawal_until_departure),
        cmocka_unit_test(test_every_case_can_be_ended),
        cmocka_unit_test(test_every_step_with_its_gates_open),
        cmocka_unit_test(test_every_step_with_its_gates_closed),
    };
    return cmocka_run_group_tests(tests, open_worlds, close_worlds);
}
