/* Screenings and children: two readers, disputes, links that were declared, panels, and what each does to the return.
 */
#include "protection/tests/guarded.h"

#include <stdio.h>
#include <stdlib.h>

#include "flow/task.h"
#include "protection/indicator.h"
#include "protection/protection_rules.h"
#include "protection/protection_store.h"
#include "system/file.h"
#include "web/record_parts.h"

static struct mission *mission;
static struct identifier first, second, manager;

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open_protected();
    first = mission->fixture->users[ROLE_PROTECTION];
    manager = mission->fixture->users[ROLE_PROTECTION_MANAGER];
    second = guarded_second(mission);
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    mission = mission_close(mission);
    return 0;
}

static const struct return_case *stored(const struct return_case *file)
{
    return mission_row(mission, &return_case_record, file->head.id);
}

static struct text state_of(const struct flow *flow, struct identifier id) { return mission_state(mission, flow, id); }

#define REFUSED(code, ...)                                                            \
    do {                                                                              \
        struct work refused_work;                                                     \
        assert_int_equal(guarded_step(mission, __VA_ARGS__, &refused_work), INVALID); \
        assert_true(guarded_has_problem(&refused_work, code));                        \
    } while (0)
#define TAKEN(...) assert_int_equal(guarded_step(mission, __VA_ARGS__, NULL), OK)

static int64_t open_tasks(struct identifier subject)
{
    struct value bind[] = {value_id(subject)};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL "
                                        "AND needed_right IN ('protection.write', 'protection.approve')"),
                         bind, 1);
}

static void test_tables_are_sound(void **state)
{
    (void)state;
    assert_int_equal(flow_check(&screening_flow), OK);
    assert_int_equal(flow_check(&safety_flow), OK);
    assert_int_equal(flow_check(&determination_flow), OK);
}

/* The drawings in README.md are those of the tables.  SANAD_DRAW=1 prints them, to be put there. */
static void test_readme_draws_the_tables(void **state)
{
    static const struct flow *const FLOWS[] = {&screening_flow, &safety_flow, &determination_flow};
    struct text readme;
    (void)state;
    assert_int_equal(file_read(mission->arena,
                               arena_format(mission->arena, "%s/src/protection/README.md", getenv("TEST_TREE")).at,
                               1 << 20, &readme),
                     OK);
    for (size_t i = 0; i < COUNT(FLOWS); i++) {
        struct text drawing = flow_drawing(mission->arena, FLOWS[i]);
        if (getenv("SANAD_DRAW") != NULL)
            (void)printf("%.*s", TEXT_ARG(drawing));
        else if (text_find(readme, drawing) < 0)
            fail_msg("the drawing of %s in README.md is not that of its table", FLOWS[i]->name);
    }
}

/* ---- screening ---- */

static void test_two_readers(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "DIALLO", 30);
    struct identifier id = guarded_screening(mission, file);
    assert_text(state_of(&screening_flow, id), "draft");
    REFUSED("interview_missing", first, &screening_flow, id, "sign", "");
    REFUSED("next_step_missing", first, &screening_flow, id, "sign", "");
    guarded_fill(mission, id, "continue");
    TAKEN(first, &screening_flow, id, "sign", "");
    assert_int_equal(open_tasks(id), 1);
    REFUSED("same_reader", first, &screening_flow, id, "agree", "");
    REFUSED("same_reader", first, &screening_flow, id, "agree_noted", "second_note=Mine.");
    REFUSED("same_reader", first, &screening_flow, id, "disagree", "second_note=Mine.");
    /* what was signed is not changed under the signature */
    assert_int_equal(guarded_write(mission, second, &screening_record, id, "level=high"), INVALID);
    assert_text(stored(file)->head.state, "registered");
    TAKEN(second, &screening_flow, id, "agree", "");
    assert_text(stored(file)->head.state, "screened");
    assert_text(stored(file)->screening_outcome, "continue");
    assert_int_equal(open_tasks(id), 0);
    const struct protection_screening *row = mission_row(mission, &screening_record, id);
    assert_true(identifier_equal(row->first_reader, first));
    assert_true(identifier_equal(row->second_reader, second));
    mission_bring(mission, file, "counselled");
    assert_text(stored(file)->head.state, "counselled");
}

/* Of whom it matters most the manager approves the assessment, who is none of its readers; else nobody waits for it. */
static void test_the_manager_approves_what_matters_most(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "KEITA", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_fill(mission, id, "continue");
    assert_int_equal(guarded_write(mission, first, &screening_record, id, "level=high"), OK);
    TAKEN(first, &screening_flow, id, "sign", "");
    TAKEN(second, &screening_flow, id, "agree", "");
    assert_text(stored(file)->screening_outcome, "continue"); /* the return does not wait for the approval */
    assert_int_equal(open_tasks(id), 1);
    assert_int_equal(guarded_step(mission, first, &screening_flow, id, "approve", "", NULL), FORBIDDEN);
    TAKEN(manager, &screening_flow, id, "approve", "approval_comment=Well read.");
    assert_text(state_of(&screening_flow, id), "approved");
    assert_int_equal(open_tasks(id), 0);
    const struct protection_screening *row = mission_row(mission, &screening_record, id);
    assert_true(identifier_equal(row->approved_by, manager));
    assert_int_equal(row->approved_on, mission->today);
    /* what was approved is not changed, and what is reopened is not approved any more */
    assert_int_equal(guarded_write(mission, first, &screening_record, id, "level=low"), INVALID);
    TAKEN(first, &screening_flow, id, "reopen", "");
    row = mission_row(mission, &screening_record, id);
    assert_true(identifier_is_none(row->approved_by));
    assert_int_equal(row->approved_on, DATE_NONE);
    assert_int_equal(row->approval_comment.length, 0);
    assert_text(stored(file)->screening_outcome, "wait");
}

static void test_what_is_not_approved_is_read_again(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "SANGARE", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_fill(mission, id, "continue");
    TAKEN(manager, &screening_flow, id, "sign", "");
    TAKEN(second, &screening_flow, id, "agree", "");
    assert_int_equal(open_tasks(id), 0); /* nothing grave was found: nobody waits, and yet it may be looked at */
    REFUSED("same_reader", manager, &screening_flow, id, "approve", "");
    REFUSED("same_reader", manager, &screening_flow, id, "reject", "approval_comment=No.");
    struct return_case *other = guarded_case(mission, "DOUMBIA", 30);
    id = guarded_screening(mission, other);
    guarded_sign(mission, id, "continue");
    assert_int_equal(guarded_step(mission, manager, &screening_flow, id, "reject", "", NULL), INVALID);
    TAKEN(manager, &screening_flow, id, "reject", "approval_comment=Ask about the employer.");
    assert_text(state_of(&screening_flow, id), "reopened");
    assert_text(stored(other)->screening_outcome, "wait");
    const struct protection_screening *row = mission_row(mission, &screening_record, id);
    assert_text(row->approval_comment, "Ask about the employer.");
    assert_true(identifier_is_none(row->first_reader));
    assert_int_equal(open_tasks(id), 1);
}

/* A child's assessment is approved whatever was found; so is that of a victim, and a stop. */
static void test_who_needs_the_managers_approval(void **state)
{
    static const struct {
        const char *name;
        int32_t age;
        const char *values;
        bool wanted;
    } CASES[] = {
        {"ADULT", 30, "level=medium", false},       {"CHILD", 12, "level=low", true},
        {"HIGH", 30, "level=high", true},           {"STOPPED", 30, "next_step=stop", true},
        {"WAITING", 30, "next_step=wait", false},   {"VICTIM", 30, "decision=IDENTIFIED_AUTHORITY", true},
        {"NONE", 30, "decision=NOT_VICTIM", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct return_case *file = guarded_case(mission, CASES[i].name, CASES[i].age);
        struct identifier id = guarded_screening(mission, file);
        bool wanted = !CASES[i].wanted;
        guarded_fill(mission, id, "continue");
        assert_int_equal(guarded_write(mission, first, &screening_record, id, CASES[i].values), OK);
        assert_int_equal(
            screening_wants_approval(&mission->fixture->system, mission_row(mission, &screening_record, id), &wanted),
            OK);
        assert_int_equal(wanted, CASES[i].wanted);
    }
}

static void test_a_dispute_is_settled_by_a_third(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "BALDE", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_fill(mission, id, "continue");
    TAKEN(first, &screening_flow, id, "sign", "");
    assert_int_equal(guarded_step(mission, second, &screening_flow, id, "disagree", "", NULL), INVALID);
    TAKEN(second, &screening_flow, id, "disagree", "second_note=She is afraid of somebody.");
    assert_text(stored(file)->head.state, "registered");
    const char *settled = "level=high\ndecision=UNDETERMINED\nnext_step=stop\nthird_note=Not now.";
    REFUSED("same_reader", first, &screening_flow, id, "settle", settled);
    REFUSED("same_reader", second, &screening_flow, id, "settle", settled);
    TAKEN(manager, &screening_flow, id, "settle", settled);
    assert_text(stored(file)->screening_outcome, "stop");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "counsel"), INVALID);
    const struct protection_screening *row = mission_row(mission, &screening_record, id);
    assert_text(row->second_note, "She is afraid of somebody.");
}

static void test_what_a_victim_needs(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "SYLLA", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_fill(mission, id, "wait");
    assert_int_equal(guarded_write(mission, first, &screening_record, id,
                                   "acts=act_recruited\nmeans=means_documents\npurposes=purpose_domestic"),
                     OK);
    const struct protection_screening *row = mission_row(mission, &screening_record, id);
    assert_text(row->suggestion, "PRESUMED");
    assert_true(text_equal(row->indicator_version, indicator_version()) && indicator_version().length > 0);
    /* people decide otherwise than the marks suggest, and say why */
    REFUSED("reasons_missing", first, &screening_flow, id, "sign", "");
    assert_int_equal(guarded_write(mission, first, &screening_record, id,
                                   "decision=PRESUMED\ndecision_reason=Held in a house.\nretaliation_risk=high"),
                     OK);
    REFUSED("referral_consent_missing", first, &screening_flow, id, "sign", "");
    assert_int_equal(guarded_write(mission, first, &screening_record, id, "consent_to_refer=yes"), OK);
    REFUSED("safety_missing", first, &screening_flow, id, "sign", "");
    struct identifier safety;
    const void *parent = mission_row(mission, &screening_record, id);
    struct text owner = identifier_to_text(mission->arena, second);
    struct text caseworker = identifier_to_text(mission->arena, mission->fixture->users[ROLE_CASEWORKER]);
#define SAFETY "action=A safe place tonight.\ndue_at=2026-11-30T18:00:00Z\nowner=%.*s"
    assert_int_equal(guarded_add(mission, first, &safety_record, parent, "screening",
                                 arena_format(mission->arena, SAFETY, TEXT_ARG(caseworker)).at, &safety),
                     INVALID);
    assert_int_equal(guarded_add(mission, first, &safety_record, parent, "screening",
                                 arena_format(mission->arena, SAFETY, TEXT_ARG(owner)).at, &safety),
                     OK);
    assert_int_equal(open_tasks(safety), 1);
    TAKEN(first, &screening_flow, id, "sign", "");
    TAKEN(second, &screening_flow, id, "agree", "");
    assert_int_equal(open_tasks(safety), 1); /* it is not done because papers were signed */
    TAKEN(second, &safety_flow, safety, "finish", "result=She sleeps there.");
    assert_int_equal(open_tasks(safety), 0);
    assert_text(stored(file)->head.state, "registered"); /* told to wait, the case does not move */
    assert_text(stored(file)->screening_outcome, "wait");
}

static void test_choices_that_contradict_themselves(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "KEITA", 30);
    struct identifier id = guarded_screening(mission, file);
    assert_int_equal(guarded_write(mission, first, &screening_record, id, "priority_groups=none,destitute"), INVALID);
    assert_int_equal(guarded_write(mission, first, &screening_record, id, "copy_decision=withhold"), INVALID);
    guarded_sign(mission, id, "continue");
    /* whether a copy is given is said later too */
    assert_int_equal(guarded_write(mission, first, &screening_record, id, "copy_decision=give"), OK);
    assert_int_equal(guarded_add(mission, first, &factor_record, mission_row(mission, &screening_record, id),
                                 "screening", "factor=individual_age\ndirection=risk", NULL),
                     INVALID);
}

static void test_reopened_it_holds_the_journey(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "TRAORE", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_sign(mission, id, "continue");
    mission_bring(mission, file, "booked");
    TAKEN(second, &screening_flow, id, "reopen", "");
    assert_text(stored(file)->screening_outcome, "wait");
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "depart"), INVALID);
    TAKEN(second, &screening_flow, id, "sign", "");
    TAKEN(first, &screening_flow, id, "agree", "");
    assert_text(stored(file)->head.state, "booked");
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "depart"), OK);
}

static void test_withdrawn_and_come_back(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "CISSE", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_fill(mission, id, "continue");
    TAKEN(first, &screening_flow, id, "sign", "");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
    assert_text(state_of(&screening_flow, id), "cancelled");
    assert_int_equal(open_tasks(id), 0);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "reopen"), OK);
    assert_text(state_of(&screening_flow, id), "reopened");
    guarded_sign(mission, id, "continue");
    assert_text(stored(file)->head.state, "screened");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
    assert_text(state_of(&screening_flow, id), "decided");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "reopen"), OK);
    assert_text(state_of(&screening_flow, id), "reopened");
    assert_text(stored(file)->screening_outcome, "");
    assert_text(stored(file)->head.state, "registered");
}

/* ---- links between staff and persons ---- */

static void declare(struct identifier user, const struct return_case *file, const char *kind, enum outcome wanted)
{
    struct text account = identifier_to_text(mission->arena, user);
    assert_int_equal(guarded_add(mission, first, &conflict_record, stored(file), NULL,
                                 arena_format(mission->arena, "account=%.*s\nkind=%s", TEXT_ARG(account), kind).at,
                                 NULL),
                     wanted);
}

static void test_nobody_reads_for_their_own(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "CAMARA", 30);
    struct return_case *other = guarded_case(mission, "CONDE", 30);
    struct identifier id = guarded_screening(mission, file);
    declare(second, file, "relative", OK);
    declare(second, file, "relative", INVALID); /* once is enough */
    declare(mission->fixture->users[ROLE_SUPERVISOR], file, "self", OK);
    guarded_fill(mission, id, "continue");
    REFUSED("declared_link", second, &screening_flow, id, "sign", "");
    TAKEN(first, &screening_flow, id, "sign", "");
    REFUSED("declared_link", second, &screening_flow, id, "agree", "");
    TAKEN(manager, &screening_flow, id, "agree", "");
    mission_bring(mission, file, "consented");
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "approve"), INVALID);
    struct identifier colleague = fixture_user(mission->fixture, TEXT("other.supervisor"), ROLE_SUPERVISOR, 0);
    assert_int_equal(mission_step_of(mission, colleague, &return_flow, file->head.id, "approve"), OK);
    guarded_sign(mission, guarded_screening(mission, other), "continue"); /* somebody else's: nothing stands against */
    struct text supervisor = identifier_to_text(mission->arena, mission->fixture->users[ROLE_SUPERVISOR]);
    assert_int_equal(
        guarded_add(mission, mission->fixture->users[ROLE_CASEWORKER], &conflict_record, stored(other), NULL,
                    arena_format(mission->arena, "account=%.*s\nkind=other", TEXT_ARG(supervisor)).at, NULL),
        INVALID); /* of others one tells the supervisor */
}

/* Does the page of a declared link lead to the step that takes it back? */
static bool leads_to_take_back(struct identifier link)
{
    struct loopback *client = fixture_role(mission->fixture, ROLE_SUPERVISOR);
    struct text page =
        arena_format(mission->arena, "/en/declared-links/%.*s", TEXT_ARG(identifier_to_text(mission->arena, link)));
    assert_int_equal(loopback_get(client, page.at)->status, 200);
    bool leads = loopback_shows(client, "/steps/take_back");
    (void)loopback_close(client);
    return leads;
}

/* A mistake is taken back by somebody whose link it is not; the declaration stays, and can be made again. */
static void test_a_link_is_taken_back_by_others(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "CONTE", 30);
    struct identifier screening = guarded_screening(mission, file);
    struct identifier supervisor = mission->fixture->users[ROLE_SUPERVISOR];
    struct text account = identifier_to_text(mission->arena, manager);
    struct identifier link;
    assert_int_equal(guarded_add(mission, first, &conflict_record, stored(file), NULL,
                                 arena_format(mission->arena, "account=%.*s\nkind=other", TEXT_ARG(account)).at, &link),
                     OK);
    guarded_fill(mission, screening, "continue");
    TAKEN(first, &screening_flow, screening, "sign", "");
    REFUSED("declared_link", manager, &screening_flow, screening, "agree", "");
    REFUSED("own_link", manager, &conflict_flow, link, "take_back", "");
    struct work work;
    assert_int_equal(guarded_step(mission, first, &conflict_flow, link, "take_back", "", &work), FORBIDDEN);
    assert_true(leads_to_take_back(link));
    TAKEN(supervisor, &conflict_flow, link, "take_back", "");
    assert_false(leads_to_take_back(link));
    assert_text(state_of(&conflict_flow, link), "taken_back");
    TAKEN(manager, &screening_flow, screening, "agree", "");
    declare(manager, file, "other", OK); /* it may be true again */
}

/* ---- children ---- */

static bool depart_asks(const struct return_case *file, const char *action, const char *code, bool met)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    struct step_offer *offers;
    size_t count;
    assert_int_equal(flow_offers(&work, &return_flow, stored(file), &offers, &count), OK);
    for (size_t i = 0; i < count; i++)
        for (const struct gate_item *item = offers[i].gate.first; item != NULL; item = item->next)
            if (text_is(text_from(offers[i].step->action), action) && text_is(text_from(item->code), code))
                return item->met == met;
    return false;
}

static void test_no_child_alone_leaves_undecided(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "SOW", 14);
    struct identifier child = guarded_child(mission, file);
    guarded_sign(mission, guarded_screening(mission, file), "continue");
    mission_bring(mission, file, "counselled");
    assert_true(depart_asks(file, "consent", "child_decision_missing", false)); /* nothing is known yet */
    assert_int_equal(guarded_write(mission, first, &child_record, child, "status=unaccompanied"), OK);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"), INVALID);
    struct identifier decision = guarded_determine(mission, child, mission->today + 90);
    assert_true(depart_asks(file, "consent", "child_decision_missing", true));
    assert_true(depart_asks(file, "consent", "child_guardian_missing", true));
    assert_true(depart_asks(file, "consent", "child_reception_missing", true));
    mission_bring(mission, file, "preparing");
    TAKEN(first, &determination_flow, decision, "review", ""); /* while it is reviewed it does not hold */
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "book"), INVALID);
    TAKEN(first, &determination_flow, decision, "request", "");
    TAKEN(manager, &determination_flow, decision, "approve", "");
    mission_bring(mission, file, "booked");
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "depart"), OK);
}

static void test_a_child_with_parents_needs_no_panel(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "BARRY", 9);
    guarded_sign(mission, guarded_screening(mission, file), "continue");
    assert_int_equal(guarded_write(mission, first, &child_record, guarded_child(mission, file), "status=accompanied"),
                     OK);
    mission_bring(mission, file, "departed");
    assert_text(stored(file)->head.state, "departed");
}

static void test_other_decisions_do_not_lead_home(void **state)
{
    static const char *const OTHERS[] = {"local", "pathway", "deferred"};
    (void)state;
    struct return_case *file = guarded_case(mission, "TOURE", 15);
    struct identifier child = guarded_child(mission, file);
    guarded_sign(mission, guarded_screening(mission, file), "continue");
    assert_int_equal(guarded_write(mission, first, &child_record, child, "status=separated"), OK);
    struct identifier decision = guarded_determine(mission, child, mission->today + 90);
    mission_bring(mission, file, "counselled");
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        TAKEN(first, &determination_flow, decision, "review", "");
        assert_int_equal(guarded_write(mission, first, &determination_record, decision,
                                       arena_format(mission->arena, "decision=%s", OTHERS[i]).at),
                         OK);
        TAKEN(first, &determination_flow, decision, "request", "");
        assert_int_equal(guarded_write(mission, first, &determination_record, decision, "decision=return"), INVALID);
        TAKEN(manager, &determination_flow, decision, "approve", "");
        assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"), INVALID);
    }
}

/* An approval given before the booking ends before the flight. */
static void test_a_decision_that_ends_on_the_way(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "BAH", 13);
    struct identifier child = guarded_child(mission, file);
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    struct return_case *input;
    guarded_sign(mission, guarded_screening(mission, file), "continue");
    assert_int_equal(guarded_write(mission, first, &child_record, child, "status=unaccompanied"), OK);
    struct identifier decision = guarded_determine(mission, child, mission->today + 5);
    mission_bring(mission, file, "preparing");
    for (size_t i = 0; i < milestone_kinds.count; i++)
        assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &milestone_flow,
                                      mission_milestone(mission, file, milestone_kinds.choices[i].code), "settle"),
                         OK);
    const struct return_case *now = stored(file);
    input = record_copy(mission->arena, &return_case_record, now);
    mission_answers(mission, &return_flow, input);
    input->travel_on = mission->today + 6;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(flow_move(&work, &return_flow, file->head.id, now->head.version, TEXT("book"), input, TEXT_NONE),
                     INVALID);
    assert_true(guarded_has_problem(&work, "protection_ends_before"));
    db_transaction_end(&transaction);
    /* booked within its days; then its last day passes before the departure */
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "book"), OK);
    TAKEN(first, &determination_flow, decision, "review", "");
    struct text yesterday = date_to_text(mission->arena, mission->today - 1);
    assert_int_equal(guarded_write(mission, first, &determination_record, decision,
                                   arena_format(mission->arena, "valid_until=%.*s", TEXT_ARG(yesterday)).at),
                     OK);
    TAKEN(first, &determination_flow, decision, "request", "");
    REFUSED("decision_ended", manager, &determination_flow, decision, "approve", "");
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "depart"), INVALID);
}

static void test_panel_and_approval(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "DIOP", 16);
    struct identifier child = guarded_child(mission, file);
    struct identifier id;
    struct text today = date_to_text(mission->arena, mission->today);
    assert_int_equal(guarded_add(mission, first, &determination_record, mission_row(mission, &child_record, child),
                                 "child", "decision=return\nreasons=All told.", &id),
                     OK);
    REFUSED("quorum_missing", first, &determination_flow, id, "request", "");
    REFUSED("factors_missing", first, &determination_flow, id, "request", "");
    const char *members[] = {
        "present=yes\nundertaking_on=", "present=yes\nundertaking_on=", "present=yes\nundertaking_on="};
    for (size_t i = 0; i < COUNT(members); i++)
        assert_int_equal(
            guarded_add(
                mission, first, &panel_member_record, mission_row(mission, &determination_record, id), "determination",
                arena_format(mission->arena, "name=M\norganisation_name=O\n%s%.*s", members[i], TEXT_ARG(today)).at,
                NULL),
            OK);
    assert_int_equal(guarded_add(mission, first, &panel_member_record, mission_row(mission, &determination_record, id),
                                 "determination", "name=N\norganisation_name=O\npresent=yes", NULL),
                     OK); /* there without an undertaking */
    REFUSED("undertaking_missing", first, &determination_flow, id, "request", "");
    struct text long_after = date_to_text(mission->arena, mission->today + 500);
    assert_int_equal(guarded_write(mission, first, &determination_record, id,
                                   arena_format(mission->arena, "valid_until=%.*s", TEXT_ARG(long_after)).at),
                     INVALID);
    /* only the manager answers, and not what they asked for themselves */
    struct identifier determined = guarded_determine(mission, child, mission->today + 30);
    TAKEN(manager, &determination_flow, determined, "review", "");
    TAKEN(manager, &determination_flow, determined, "request", "");
    assert_int_equal(open_tasks(determined), 1);
    assert_int_equal(guarded_step(mission, first, &determination_flow, determined, "approve", "", NULL), FORBIDDEN);
    REFUSED("own_request", manager, &determination_flow, determined, "approve", "");
    struct identifier deputy = fixture_user(mission->fixture, TEXT("deputy"), ROLE_PROTECTION_MANAGER, 0);
    assert_int_equal(guarded_step(mission, deputy, &determination_flow, determined, "reject", "", NULL), INVALID);
    TAKEN(deputy, &determination_flow, determined, "reject", "comment=Ask the aunt.");
    TAKEN(first, &determination_flow, determined, "revise", "");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
    assert_text(state_of(&determination_flow, determined), "cancelled");
    assert_text(state_of(&determination_flow, id), "cancelled");
}

static void give_birth(const struct return_case *file, int32_t date)
{
    struct work *work = &mission->fixture->system;
    const struct person *before = mission_row(mission, &person_record, file->head.person);
    struct person *row = record_copy(mission->arena, &person_record, before);
    row->birth = (struct partial_date){date, PRECISION_DAY};
    assert_int_equal(record_update(work, &person_record, before, row), OK);
}

static void agree_herself(const struct return_case *file)
{
    struct work *work = &mission->fixture->system;
    struct person_consent *row = record_new(mission->arena, &person_consent_record);
    row->head.organisation = file->head.organisation;
    row->head.office = file->head.office;
    row->head.person = file->head.person;
    row->purpose = TEXT("assistance");
    row->recipients = text_from(consent_recipients.choices[0].code);
    row->means = TEXT("signed");
    row->language = TEXT("fr");
    row->explained.is = FLAG_YES;
    row->interpreter.is = FLAG_NO;
    row->given_on = mission->today;
    assert_int_equal(record_insert(work, &person_consent_record, row), OK);
}

/* Seventeen when she asked, eighteen before she leaves: no panel any more, but her own word. */
static void test_of_age_on_the_way(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "KANE", 17);
    struct value bind[] = {value_date(mission->today - 40), value_id(file->head.id), value_date(mission->today - 41),
                           value_id(file->head.person)};
    guarded_sign(mission, guarded_screening(mission, file), "continue");
    mission_bring(mission, file, "counselled");
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_received", "UPDATE return_case SET received_on = $1 WHERE id = $2"), bind, 2,
                                NULL),
                     OK);
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_given", "UPDATE person_consent SET given_on = $1 WHERE person = $2"), bind + 2,
                                2, NULL),
                     OK);
    give_birth(file, date_add_months(mission->today - 10, -12 * 18)); /* of age ten days ago */
    assert_true(depart_asks(file, "consent", "own_consent_missing", false));
    assert_false(depart_asks(file, "consent", "child_decision_missing", false));
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"), INVALID);
    agree_herself(file);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "consent"), OK);
}

/* ---- nobody outside moves anything ---- */

static void set_state(const struct flow *flow, struct identifier id, const char *state)
{
    struct value bind[] = {value_text(text_from(state)), value_id(id)};
    struct sql sql = flow == &screening_flow ? SQL("t_s", "UPDATE protection_screening SET state = $1 WHERE id = $2")
                     : flow == &safety_flow
                         ? SQL("t_f", "UPDATE protection_safety SET state = $1 WHERE id = $2")
                         : SQL("t_d", "UPDATE protection_determination SET state = $1 WHERE id = $2");
    assert_int_equal(db_execute(mission->fixture->db, sql, bind, 2, NULL), OK);
}

static bool granted(enum role role, const struct right *right)
{
    for (size_t i = 0; i < protection_grant_count; i++)
        if (protection_grants[i].role == role && protection_grants[i].right == right)
            return true;
    return false;
}

static bool leaves(const struct flow *flow, const struct step *step, const struct flow_state *from)
{
    (void)flow;
    return step->from == NULL ? from->kind != STATE_ENDED && strcmp(step->to, from->name) != 0
                              : strcmp(step->from, from->name) == 0;
}

/* Every state, every step, every role: outside the wall the file does not exist; a step from elsewhere neither. */
static void try_all(const struct flow *flow, struct identifier id)
{
    for (size_t s = 0; s < flow->state_count; s++)
        for (size_t t = 0; t < flow->step_count; t++)
            for (int role = 0; role < ROLE_COUNT; role++) {
                const struct step *step = &flow->steps[t];
                struct work work;
                set_state(flow, id, flow->states[s].name);
                enum outcome outcome =
                    guarded_step(mission, mission->fixture->users[role], flow, id, step->action, "", &work);
                bool there = false;
                for (size_t i = 0; i < flow->step_count; i++)
                    there = there || (strcmp(flow->steps[i].action, step->action) == 0 &&
                                      leaves(flow, &flow->steps[i], &flow->states[s]));
                if (!granted((enum role)role, &protection_read) || !there)
                    assert_int_equal(outcome, NOT_FOUND);
                else if (!granted((enum role)role, step->right))
                    assert_int_equal(outcome, FORBIDDEN);
                else
                    assert_true(outcome == OK || outcome == INVALID);
            }
}

static void test_every_step_of_every_role(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "LY", 12);
    struct identifier screening = guarded_screening(mission, file);
    struct identifier safety;
    struct text owner = identifier_to_text(mission->arena, first);
    const void *parent = mission_row(mission, &screening_record, screening);
    assert_int_equal(
        guarded_add(
            mission, first, &safety_record, parent, "screening",
            arena_format(mission->arena, "action=Call.\ndue_at=2026-11-30T18:00:00Z\nowner=%.*s", TEXT_ARG(owner)).at,
            &safety),
        OK);
    struct identifier decision = guarded_determine(mission, guarded_child(mission, file), mission->today + 30);
    try_all(&screening_flow, screening);
    try_all(&safety_flow, safety);
    try_all(&determination_flow, decision);
}

/* ---- the audit log says that, not what ---- */

static void test_the_log_tells_nothing(void **state)
{
    (void)state;
    struct return_case *file = guarded_case(mission, "NDIAYE", 30);
    struct identifier id = guarded_screening(mission, file);
    guarded_sign(mission, id, "stop");
    struct rows rows;
    struct value bind[] = {value_id(id)};
    assert_int_equal(db_query(mission->fixture->db,
                              SQL("t_audit", "SELECT action, details FROM audit_event WHERE subject = $1 ORDER BY id"),
                              bind, 1, mission->arena, &rows),
                     OK);
    assert_true(rows.count >= 4); /* made, filled, signed, signed again */
    for (size_t at = 0; at < rows.count; at++) {
        struct text action = cell_text(&rows, at, 0);
        assert_true(text_is(action, "create") || text_is(action, "update") || text_is(action, "read"));
        assert_true(text_find(cell_text(&rows, at, 1), TEXT("level")) < 0);
        assert_true(text_find(cell_text(&rows, at, 1), TEXT("state")) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sound),
        cmocka_unit_test(test_readme_draws_the_tables),
        cmocka_unit_test(test_two_readers),
        cmocka_unit_test(test_the_manager_approves_what_matters_most),
        cmocka_unit_test(test_what_is_not_approved_is_read_again),
        cmocka_unit_test(test_who_needs_the_managers_approval),
        cmocka_unit_test(test_a_dispute_is_settled_by_a_third),
        cmocka_unit_test(test_what_a_victim_needs),
        cmocka_unit_test(test_choices_that_contradict_themselves),
        cmocka_unit_test(test_reopened_it_holds_the_journey),
        cmocka_unit_test(test_withdrawn_and_come_back),
        cmocka_unit_test(test_nobody_reads_for_their_own),
        cmocka_unit_test(test_a_link_is_taken_back_by_others),
        cmocka_unit_test(test_no_child_alone_leaves_undecided),
        cmocka_unit_test(test_a_child_with_parents_needs_no_panel),
        cmocka_unit_test(test_other_decisions_do_not_lead_home),
        cmocka_unit_test(test_a_decision_that_ends_on_the_way),
        cmocka_unit_test(test_panel_and_approval),
        cmocka_unit_test(test_of_age_on_the_way),
        cmocka_unit_test(test_every_step_of_every_role),
        cmocka_unit_test(test_the_log_tells_nothing),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
