/* One return from the request to its closure, through the pages, each step by the role that takes it; and what must not
   happen on the way. */
#include "returns/tests/mission.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/ledger.h"

static struct mission *mission;
static struct loopback *clients[ROLE_COUNT];

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open();
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        clients[role] = loopback_close(clients[role]);
    mission = mission_close(mission);
    return 0;
}

static struct loopback *as(enum role role)
{
    if (clients[role] == NULL)
        clients[role] = fixture_role(mission->fixture, role);
    return clients[role];
}

static const char *path_of(const char *base, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "/en/%s/%.*s%s", base, TEXT_ARG(identifier_to_text(mission->arena, id)), behind)
        .at;
}

/* The form that a page shows, sent with these answers. */
static const char *answers(struct loopback *client, const char *form)
{
    return arena_format(mission->arena, "_key=%.*s&_version=%.*s&%s", TEXT_ARG(loopback_hidden(client, "_key")),
                        TEXT_ARG(loopback_hidden(client, "_version")), form)
        .at;
}

static int get(struct loopback *client, const char *path) { return loopback_get(client, path)->status; }

static int submit(struct loopback *client, const char *path, const char *form)
{
    if (get(client, path) != 200)
        return loopback_last(client)->status;
    return loopback_post(client, path, answers(client, form))->status;
}

static const char *step_path(const char *base, struct identifier id, const char *action)
{
    return path_of(base, id, arena_format(mission->arena, "/steps/%s", action).at);
}

#define STEP(role, base, id, action, form)                                              \
    do {                                                                                \
        int step_status = submit(as(role), step_path(base, id, action), form);          \
        if (step_status != 303)                                                         \
            fail_msg("%s by %s: %d\n%.*s", action, role_entry(role)->name, step_status, \
                     TEXT_ARG(loopback_last(as(role))->body));                          \
    } while (0)

static const char *day(int32_t date)
{
    struct calendar_day parts = day_from_date(date);
    return arena_format(mission->arena, "%02d/%02d/%04d", (int)parts.day, (int)parts.month, (int)parts.year).at;
}

static struct identifier id_behind(struct text location, const char *start)
{
    struct identifier id = {{0}};
    struct text rest = text_slice(location, strlen(start), strlen(start) + IDENTIFIER_TEXT);
    assert_int_equal(text_to_identifier(rest, &id), OK);
    return id;
}

static int64_t open_tasks(struct identifier person)
{
    struct value bind[] = {value_id(person)};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE person = $1 AND done_at IS NULL"), bind, 1);
}

static struct ledger_figures figures(void)
{
    struct ledger_figures f;
    size_t faults = 1;
    assert_int_equal(ledger_figures(&mission->fixture->system, mission->line->head.id, &f), OK);
    assert_int_equal(ledger_verify(&mission->fixture->system, NULL, NULL, &faults), OK);
    assert_int_equal(faults, 0);
    return f;
}

static struct identifier only_item(struct identifier person)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    assert_int_equal(db_query(mission->fixture->db,
                              SQL("t_items", "SELECT id FROM return_item WHERE person = $1 ORDER BY id"), bind, 1,
                              mission->arena, &rows),
                     OK);
    assert_true(rows.count >= 1);
    return cell_id(&rows, 0, 0);
}

/* ---- the declaration on paper ---- */

static int64_t prints_noted(struct identifier id)
{
    struct value bind[] = {value_id(id)};
    return fixture_count(mission->fixture,
                         SQL("t_prints", "SELECT COUNT(*) FROM audit_event WHERE subject = $1 AND action = 'export'"),
                         bind, 1);
}

static void test_declaration_is_printed_by_who_counsels(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "SANOGO");
    struct return_case *file = mission_case(mission, person->head.id);
    const char *path = path_of("return-cases", file->head.id, "/declaration.pdf?in=ar");
    assert_int_equal(declaration_load(mission->arena, getenv("TEST_PROFILE")), OK);
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    assert_int_equal(get(caseworker, path), 200);
    assert_true(text_is(loopback_last(caseworker)->content_type, "application/pdf"));
    assert_true(text_starts_with(loopback_last(caseworker)->body, TEXT("%PDF-")));
    assert_true(text_find(loopback_last(caseworker)->body, TEXT("%%EOF")) > 0);
    assert_int_equal(prints_noted(file->head.id), 1);
    assert_int_equal(get(caseworker, path_of("return-cases", file->head.id, "/declaration.pdf?in=xx")), 404);
    assert_int_equal(get(caseworker, path_of("return-cases", file->head.id, "/declaration.pdf")), 404);
    assert_int_equal(get(as(ROLE_FINANCE_PREPARER), path), 403);
    assert_int_equal(get(as(ROLE_AUDITOR), path), 403);
    assert_int_equal(prints_noted(file->head.id), 1); /* what was refused was not printed */
    assert_int_equal(get(caseworker, path_of("return-cases", file->head.id, "")), 200);
    assert_true(loopback_shows(caseworker, "declaration.pdf?in=fr"));
    (void)fixture_user(mission->fixture, TEXT("away"), ROLE_CASEWORKER, 1);
    struct loopback *away = fixture_client(mission->fixture, TEXT("away"));
    assert_int_equal(get(away, path), 404);
    away = loopback_close(away);
    assert_int_equal(get(as(ROLE_OPERATIONS), path_of("return-cases", file->head.id, "")), 200);
    assert_false(loopback_shows(as(ROLE_OPERATIONS), "declaration.pdf"));
}

/* ---- the whole way ---- */

static struct identifier open_by_reception(struct identifier person)
{
    const char *path = path_of("persons", person, "/return-cases/new");
    struct loopback *reception = as(ROLE_RECEPTION);
    assert_int_equal(get(reception, path), 200);
    const char *form = answers(
        reception,
        arena_format(mission->arena, "received_on=%s&channel=in_person&country_of_return=GIN", day(mission->today)).at);
    assert_int_equal(loopback_post(reception, path, form)->status, 303);
    struct text first = arena_text(mission->arena, loopback_last(reception)->location);
    assert_int_equal(loopback_post(reception, path, form)->status, 303); /* sent twice, stored once */
    assert_true(text_equal(loopback_last(reception)->location, first));
    assert_int_equal(loopback_follow(reception)->status, 200);
    assert_true(loopback_shows(reception, "Request received"));
    return id_behind(first, "/en/return-cases/");
}

static void prepare_everything(struct identifier id)
{
    const struct return_case *file = mission_row(mission, &return_case_record, id);
    const char *dates = arena_format(mission->arena, "settled_on=%s&valid_until=%s&note=", day(mission->today),
                                     day(mission->today + 14))
                            .at;
    struct identifier document = mission_milestone(mission, file, "travel_document");
    assert_int_equal(submit(as(ROLE_OPERATIONS), step_path("return-milestones", document, "settle"), dates), 422);
    assert_true(loopback_shows(as(ROLE_OPERATIONS), "passport or laissez-passer"));
    mission_passport(mission, file->head.person, mission->today + 300);
    for (size_t i = 0; i < milestone_kinds.count; i++)
        STEP(ROLE_OPERATIONS, "return-milestones", mission_milestone(mission, file, milestone_kinds.choices[i].code),
             "settle", dates);
}

static void counsel(struct identifier id)
{
    const char *form = arena_format(mission->arena,
                                    "held_on=%s&language=fr&interpreter=no&channel=office&explained=voluntary&"
                                    "explained=withdrawal&questions=How+long%%3F&note=",
                                    day(mission->today))
                           .at;
    assert_int_equal(submit(as(ROLE_CASEWORKER), path_of("return-cases", id, "/counselling/new"), form), 303);
    assert_int_equal(get(as(ROLE_CASEWORKER), path_of("return-cases", id, "")), 200);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "At the office"));
}

/* What the rules ask and nobody had said. */
static void say_conditions(struct identifier id)
{
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    assert_int_equal(get(caseworker, path_of("return-cases", id, "")), 200);
    assert_true(loopback_shows(caseworker, "Would settle it:"));
    assert_true(loopback_shows(caseworker, "Lacks the means to return alone"));
    assert_int_equal(get(caseworker, path_of("return-cases", id, "/edit")), 200);
    const char *form = answers(caseworker, "lacks_means=yes&previously_assisted=no&capacity_doubt=no&asylum_claim=no");
    assert_int_equal(loopback_post(caseworker, path_of("return-cases", id, ""), form)->status, 303);
    assert_int_equal(get(caseworker, path_of("return-cases", id, "")), 200);
    assert_false(loopback_shows(caseworker, "Would settle it:"));
}

/* The next page of the timeline. */
static void read_older(struct loopback *client, struct identifier id)
{
    struct text body = loopback_last(client)->body;
    ptrdiff_t at = text_find(body, TEXT("?before="));
    assert_true(at > 0);
    struct text mark = text_slice(body, (size_t)at, (size_t)at + strlen("?before=") + IDENTIFIER_TEXT);
    assert_int_equal(get(client, path_of("return-cases", id, arena_string(mission->arena, mark))), 200);
}

static void test_whole_way(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "DIALLO");
    struct identifier id = open_by_reception(person->head.id);
    const char *today = day(mission->today);
    assert_int_equal(submit(as(ROLE_CASEWORKER), step_path("return-cases", id, "register"), "note="), 422);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "agrees that their data are kept"));
    mission_consents(mission, person->head.id);
    STEP(ROLE_CASEWORKER, "return-cases", id, "register", "note=First+interview");
    mission_screen(mission, id, "continue");
    assert_int_equal(submit(as(ROLE_CASEWORKER), step_path("return-cases", id, "counsel"), "note="), 422);
    counsel(id);
    STEP(ROLE_CASEWORKER, "return-cases", id, "counsel", "note=");
    STEP(ROLE_CASEWORKER, "return-cases", id, "consent",
         arena_format(mission->arena, "declared_on=%s&declaration_means=signed&note=", today).at);
    assert_int_equal(submit(as(ROLE_SUPERVISOR), step_path("return-cases", id, "approve"), "note="), 422);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "Every rule of eligibility is met"));
    say_conditions(id);
    assert_int_equal(get(as(ROLE_CASEWORKER), step_path("return-cases", id, "approve")), 403);
    assert_int_equal(get(as(ROLE_CASEWORKER), path_of("return-cases", id, "")), 200);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "/attachments/new"));
    assert_int_equal(submit(as(ROLE_SUPERVISOR), step_path("return-cases", id, "approve"), "note="), 422);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "write why the return is taken on"));
    STEP(ROLE_SUPERVISOR, "return-cases", id, "approve", "decision_note=The+scanner+is+broken&note=");
    prepare_everything(id);
    STEP(ROLE_OPERATIONS, "return-cases", id, "book",
         arena_format(mission->arena, "travel_on=%s&carrier=An+airline&flight=XX+1&note=", today).at);
    STEP(ROLE_OPERATIONS, "return-cases", id, "depart",
         arena_format(mission->arena, "departed_on=%s&pocket_money=30&pocket_money_currency=EUR&note=", today).at);
    assert_int_equal(get(as(ROLE_CASEWORKER), step_path("return-cases", id, "withdraw")), 303); /* too late */
    STEP(ROLE_OPERATIONS, "return-cases", id, "arrive", arena_format(mission->arena, "arrived_on=%s&note=", today).at);
    const char *item_form = arena_format(mission->arena,
                                         "category=micro_business&modality=in_kind&description=A+shop&amount=12000"
                                         "&amount_currency=NOK&budget_line=%.*s&instalment=1&due=%s",
                                         TEXT_ARG(identifier_to_text(mission->arena, mission->line->head.id)), today)
                                .at;
    assert_int_equal(submit(as(ROLE_CASEWORKER), path_of("return-cases", id, "/items/new"), item_form), 303);
    STEP(ROLE_CASEWORKER, "return-cases", id, "agree_plan",
         arena_format(mission->arena, "plan_agreed_on=%s&note=", today).at);
    assert_int_equal(figures().committed, 1200000);
    struct identifier item = only_item(person->head.id);
    assert_int_equal(get(as(ROLE_FINANCE_PREPARER), "/en/payments"), 200);
    assert_true(loopback_shows(as(ROLE_FINANCE_PREPARER), "To prepare"));
    STEP(ROLE_FINANCE_PREPARER, "return-items", item, "prepare", "note=");
    STEP(ROLE_FINANCE_RELEASER, "return-items", item, "release", "note=");
    assert_int_equal(get(as(ROLE_FINANCE_PREPARER), path_of("return-items", item, "/receipt")), 404); /* not paid yet */
    STEP(ROLE_FINANCE_PREPARER, "return-items", item, "pay",
         arena_format(mission->arena, "paid_on=%s&receipt=R-77&note=", today).at);
    assert_int_equal(figures().paid, 1200000);
    assert_int_equal(get(as(ROLE_FINANCE_PREPARER), path_of("return-items", item, "/receipt")), 200);
    assert_true(loopback_shows(as(ROLE_FINANCE_PREPARER), "R-77"));
    assert_true(loopback_shows(as(ROLE_FINANCE_PREPARER), "finance_releaser"));
    STEP(ROLE_CASEWORKER, "return-cases", id, "begin_delivery", "note=");
    STEP(ROLE_CASEWORKER, "return-items", item, "justify", "proof_note=A+photo&note=");
    STEP(ROLE_CASEWORKER, "return-cases", id, "monitor",
         arena_format(mission->arena, "monitored_on=%s&monitoring_note=The+shop+is+open&note=", today).at);
    STEP(ROLE_SUPERVISOR, "return-cases", id, "close", "closure_reason=support_ended&note=");
    assert_int_equal(open_tasks(person->head.id), 0);
    assert_int_equal(get(as(ROLE_SUPERVISOR), path_of("return-cases", id, "")), 200);
    assert_false(loopback_shows(as(ROLE_SUPERVISOR), "First interview"));
    read_older(as(ROLE_SUPERVISOR), id);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "First interview")); /* a note, at the end of the timeline */
    assert_int_equal(get(as(ROLE_SUPERVISOR), path_of("return-cases", id, "")), 200);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "support came to its end"));
    const struct return_case *file = mission_row(mission, &return_case_record, id);
    assert_int_equal(file->age_at_departure, file->age_at_application);
    assert_text(mission_state(mission, &milestone_flow, mission_milestone(mission, file, "medical")), "settled");
}

/* ---- nobody does both ---- */

static struct return_item *planned_item(const char *name, int64_t minor, struct return_case **ret_file)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "arrived");
    struct return_item *item = mission_item(mission, file, 1, minor);
    *ret_file = file;
    return item;
}

static struct loopback *both_roles(void)
{
    struct identifier user = fixture_user(mission->fixture, TEXT("both"), ROLE_FINANCE_PREPARER, 0);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(mission->fixture->db, true, &transaction), OK);
    assert_int_equal(role_give(&mission->fixture->system, user, mission->fixture->offices[0], ROLE_FINANCE_RELEASER),
                     OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return fixture_client(mission->fixture, TEXT("both"));
}

static void test_four_eyes(void **state)
{
    (void)state;
    struct return_case *file;
    struct return_item *item = planned_item("BARRY", 100000, &file);
    struct loopback *both = both_roles();
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    assert_int_equal(submit(both, step_path("return-items", item->head.id, "prepare"), "note="), 303);
    assert_int_equal(submit(both, step_path("return-items", item->head.id, "release"), "note="), 422);
    assert_true(loopback_shows(both, "Somebody other than who prepared it"));
    assert_text(mission_state(mission, &item_flow, item->head.id), "prepared");
    assert_int_equal(get(both, "/en/payments"), 200);
    assert_true(loopback_shows(both, "You prepared it"));
    struct value bind[] = {value_id(item->head.id)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_cheat", "UPDATE return_item SET released_by = prepared_by WHERE id = $1"), bind,
                                1, NULL) == OK,
                     false); /* the table refuses it too */
    STEP(ROLE_FINANCE_RELEASER, "return-items", item->head.id, "release", "note=");
    both = loopback_close(both);
}

/* ---- two at once ---- */

static void test_two_release_at_once(void **state)
{
    (void)state;
    struct return_case *file;
    struct return_item *item = planned_item("BAH", 100000, &file);
    (void)fixture_user(mission->fixture, TEXT("releaser2"), ROLE_FINANCE_RELEASER, 0);
    struct loopback *officers[] = {as(ROLE_FINANCE_RELEASER), fixture_client(mission->fixture, TEXT("releaser2"))};
    const char *paths[2];
    const char *forms[2];
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, item->head.id, "prepare"), OK);
    for (size_t i = 0; i < 2; i++) {
        paths[i] = step_path("return-items", item->head.id, "release");
        assert_int_equal(get(officers[i], paths[i]), 200);
        forms[i] = arena_format(mission->arena, "%s&_csrf=%.*s", answers(officers[i], "note="),
                                TEXT_ARG(loopback_hidden(officers[i], "_csrf")))
                       .at;
    }
    loopback_post_together(officers, paths, forms, 2);
    assert_int_equal(loopback_last(officers[0])->status, 303);
    const struct return_item *after = mission_row(mission, &return_item_record, item->head.id);
    assert_true(identifier_equal(after->released_by, mission->fixture->users[ROLE_FINANCE_RELEASER]));
    assert_int_equal(after->head.version, item->head.version + 3); /* commit, prepare, one release */
    assert_int_equal(get(officers[1], path_of("return-cases", file->head.id, "")), 200);
    assert_true(loopback_shows(officers[1], "can no longer be taken"));
    officers[1] = loopback_close(officers[1]);
}

static void test_last_money_goes_to_one(void **state)
{
    (void)state;
    int64_t left = figures().available;
    struct return_case *files[2];
    struct return_item *items[2];
    struct loopback *officers[] = {as(ROLE_CASEWORKER), as(ROLE_SUPERVISOR)};
    const char *paths[2];
    const char *forms[2];
    const char *form = arena_format(mission->arena, "plan_agreed_on=%s&note=", day(mission->today)).at;
    for (size_t i = 0; i < 2; i++) {
        items[i] = planned_item(i == 0 ? "SYLLA" : "KEITA", left - 100, &files[i]);
        paths[i] = step_path("return-cases", files[i]->head.id, "agree_plan");
        assert_int_equal(get(officers[i], paths[i]), 200);
        forms[i] = arena_format(mission->arena, "%s&_csrf=%.*s", answers(officers[i], form),
                                TEXT_ARG(loopback_hidden(officers[i], "_csrf")))
                       .at;
    }
    loopback_post_together(officers, paths, forms, 2);
    assert_int_equal(loopback_last(officers[0])->status, 303);
    assert_int_equal(loopback_last(officers[1])->status, 422);
    assert_true(loopback_shows(officers[1], "left: choose another line or a smaller amount"));
    assert_int_equal(figures().available, 100);
    assert_text(mission_state(mission, &item_flow, items[0]->head.id), "committed");
    assert_text(mission_state(mission, &item_flow, items[1]->head.id), "proposed");
    assert_text(mission_state(mission, &return_flow, files[1]->head.id), "arrived");
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, files[0]->head.id, "close_early"), OK);
    assert_int_equal(figures().available, left); /* given back */
    assert_text(mission_state(mission, &item_flow, items[0]->head.id), "cancelled");
    assert_int_equal(open_tasks(files[0]->head.person), 0);
}

/* ---- withdrawal ---- */

static void test_withdrawal_stops_everything(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "CAMARA");
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "booked");
    struct return_item *item = mission_item(mission, file, 1, 50000);
    struct identifier medical = mission_milestone(mission, file, "medical");
    const char *path = step_path("return-cases", file->head.id, "withdraw");
    assert_int_equal(submit(as(ROLE_CASEWORKER), path, "note=Changed+her+mind"), 422); /* asks twice */
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "Confirm that this is meant"));
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "Changed her mind"));
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "XX 123"));
    assert_int_equal(submit(as(ROLE_CASEWORKER), path, "note=&_confirm=yes"), 422); /* why? */
    assert_int_equal(submit(as(ROLE_CASEWORKER), path, "note=Changed+her+mind&_confirm=yes"), 303);
    assert_text(mission_state(mission, &return_flow, file->head.id), "withdrawn");
    assert_text(mission_state(mission, &milestone_flow, medical), "cancelled");
    assert_text(mission_state(mission, &item_flow, item->head.id), "cancelled");
    assert_int_equal(open_tasks(person->head.id), 0);
    const struct return_case *after = mission_row(mission, &return_case_record, file->head.id);
    assert_int_equal(after->travel_on, DATE_NONE);
    assert_int_equal(after->withdrawn_on, mission->today);
    STEP(ROLE_CASEWORKER, "return-cases", file->head.id, "reopen", "note=Asks+again");
    after = mission_row(mission, &return_case_record, file->head.id);
    assert_int_equal(after->declared_on, DATE_NONE);
}

static void test_consent_withdrawn_elsewhere(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "TOURE");
    mission_consents(mission, person->head.id);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "preparing");
    struct work work = mission_work(mission, ROLE_RECEPTION);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(person_consent_withdrawn(&work, person->head.id), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_text(mission_state(mission, &return_flow, file->head.id), "withdrawn");
    assert_int_equal(open_tasks(person->head.id), 0);
}

/* ---- stale forms ---- */

static void test_stale_form_keeps_what_was_typed(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "CONTE");
    mission_consents(mission, person->head.id);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "preparing");
    prepare_everything(file->head.id);
    struct loopback *officer = as(ROLE_OPERATIONS);
    const char *path = step_path("return-cases", file->head.id, "book");
    const char *typed =
        arena_format(mission->arena, "travel_on=%s&carrier=A+long+way&flight=XX+1&note=", day(mission->today)).at;
    assert_int_equal(get(officer, path), 200);
    const char *form = answers(officer, typed);
    assert_int_equal(submit(as(ROLE_SUPERVISOR), path_of("return-cases", file->head.id, "/edit"), "destination=Kankan"),
                     303);
    assert_int_equal(loopback_post(officer, path, form)->status, 409);
    assert_true(loopback_shows(officer, "A long way"));
    assert_text(mission_state(mission, &return_flow, file->head.id), "preparing");
    const char *again = answers(officer, typed);
    assert_int_equal(loopback_post(officer, path, again)->status, 303);
    const struct return_case *after = mission_row(mission, &return_case_record, file->head.id);
    assert_text(after->carrier, "A long way");
    assert_text(after->destination, "Kankan");
}

static void test_stale_form_names_who_saved(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "KEITA");
    mission_consents(mission, person->head.id);
    struct return_case *file = mission_case(mission, person->head.id);
    const char *edit = path_of("return-cases", file->head.id, "/edit");
    const char *save = path_of("return-cases", file->head.id, "");
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    assert_int_equal(get(caseworker, edit), 200);
    const char *form = answers(caseworker, "destination=Conakry");
    assert_int_equal(get(as(ROLE_SUPERVISOR), edit), 200);
    assert_int_equal(
        loopback_post(as(ROLE_SUPERVISOR), save, answers(as(ROLE_SUPERVISOR), "destination=Kankan"))->status, 303);
    assert_int_equal(loopback_post(caseworker, save, form)->status, 409);
    struct text name;
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    assert_int_equal(record_titles(&work, &colleague_record, &work.actor->user, 1, &name), OK);
    assert_true(name.length > 0);
    assert_true(loopback_shows(caseworker, arena_format(mission->arena, "%.*s</bdi> saved on", TEXT_ARG(name)).at) ||
                loopback_shows(caseworker, arena_format(mission->arena, "%.*s saved on", TEXT_ARG(name)).at));
}

/* ---- who sees what ---- */

static void test_other_offices_see_nothing(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "SOUMAH");
    struct return_case *file = mission_case(mission, person->head.id);
    (void)fixture_user(mission->fixture, TEXT("far"), ROLE_CASEWORKER, 1);
    struct loopback *far = fixture_client(mission->fixture, TEXT("far"));
    assert_int_equal(get(far, path_of("return-cases", file->head.id, "")), 404);
    assert_int_equal(get(far, step_path("return-cases", file->head.id, "register")), 404);
    assert_int_equal(get(far, path_of("persons", person->head.id, "/return-cases/new")), 404);
    assert_int_equal(loopback_post(far, step_path("return-cases", file->head.id, "register"), "note=")->status, 404);
    assert_int_equal(get(as(ROLE_CASEWORKER), step_path("return-cases", file->head.id, "fly")), 404);
    far = loopback_close(far);
}

static void test_assigning(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "BALDE");
    struct return_case *file = mission_case(mission, person->head.id);
    struct identifier caseworker = mission->fixture->users[ROLE_CASEWORKER];
    const char *path = path_of("return-cases", file->head.id, "/assign");
    const char *to =
        arena_format(mission->arena, "assigned=%.*s", TEXT_ARG(identifier_to_text(mission->arena, caseworker))).at;
    assert_int_equal(get(as(ROLE_CASEWORKER), path), 403);
    assert_int_equal(
        submit(as(ROLE_SUPERVISOR), path,
               arena_format(mission->arena, "assigned=%.*s",
                            TEXT_ARG(identifier_to_text(mission->arena, mission->fixture->users[ROLE_TRAINER])))
                   .at),
        422);
    assert_int_equal(submit(as(ROLE_SUPERVISOR), path, to), 303);
    const struct return_case *after = mission_row(mission, &return_case_record, file->head.id);
    assert_true(identifier_equal(after->head.assigned, caseworker));
    struct value bind[] = {value_id(file->head.id), value_id(caseworker)};
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_given", "SELECT COUNT(*) FROM task WHERE subject = $1 AND assigned = $2"),
                                   bind, 2),
                     1);
    assert_int_equal(get(as(ROLE_CASEWORKER), "/en/"), 200);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "Hold the first interview"));
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "BALDE"));
}

/* No change without history: what hangs on a case tells who follows it from now on. */
static void test_children_follow_their_case(void **state)
{
    struct return_case *file;
    struct return_item *item = planned_item("KABA", 1000, &file);
    const char *path = path_of("return-cases", file->head.id, "/assign");
    (void)state;
    struct identifier second = fixture_user(mission->fixture, TEXT("second.caseworker"), ROLE_CASEWORKER, 0);
    struct value of_item[] = {value_id(item->head.id), value_id(second)};
    const char *away =
        arena_format(mission->arena, "assigned=%.*s", TEXT_ARG(identifier_to_text(mission->arena, second))).at;
    assert_int_equal(submit(as(ROLE_SUPERVISOR), path, away), 303);
    assert_true(
        identifier_equal(record_head_of(mission_row(mission, &return_item_record, item->head.id))->assigned, second));
    assert_int_equal(
        fixture_count(mission->fixture,
                      SQL("t_moved", "SELECT COUNT(*) FROM history h JOIN return_item i ON i.id = h.subject "
                                     "AND i.version = 2 WHERE h.subject = $1 AND h.action = 'assign' "
                                     "AND i.assigned = $2"),
                      of_item, 2),
        1); /* no change without history */
    assert_int_equal(get(as(ROLE_SUPERVISOR), path_of("return-cases", file->head.id, "")), 200);
}

static void test_pages_of_every_role(void **state)
{
    static const char *const PAGES[] = {"/", "/return-cases", "/payments", "/grants", "/exchange-rates"};
    static const char *const TAGS[] = {"fr", "ar", "en"};
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        for (size_t p = 0; p < COUNT(PAGES); p++)
            for (size_t l = 0; l < COUNT(TAGS); l++) {
                int status = get(as((enum role)role), arena_format(mission->arena, "/%s%s", TAGS[l], PAGES[p]).at);
                if (p == 0 ? status != 200 : status != 200 && status != 403)
                    fail_msg("/%s%s for %s: %d", TAGS[l], PAGES[p], role_entry((enum role)role)->name, status);
            }
}

/* ---- money of the programme ---- */

static void test_programme_manager_keeps_grants(void **state)
{
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    (void)state;
    assert_int_equal(submit(manager, "/en/grants/new",
                            "title=Second+grant&donor=Another&amount=1000&amount_currency=EUR&starts_on=&ends_on="),
                     303);
    struct identifier grant = id_behind(arena_text(mission->arena, loopback_last(manager)->location), "/en/grants/");
    const char *lines = path_of("grants", grant, "/lines/new");
    assert_int_equal(submit(manager, lines, "code=1&title=Aid&amount=700&amount_currency=EUR"), 303);
    assert_int_equal(submit(manager, lines, "code=2&title=More&amount=301&amount_currency=EUR"), 422); /* beyond it */
    assert_true(loopback_shows(manager, "more than the grant"));
    assert_int_equal(submit(manager, lines, "code=2&title=More&amount=300&amount_currency=NOK"), 422);
    assert_int_equal(submit(manager, lines, "code=2&title=More&amount=300&amount_currency=EUR"), 303);
    assert_int_equal(get(manager, path_of("grants", grant, "")), 200);
    assert_true(loopback_shows(manager, "<svg class=\"chart\""));
    assert_int_equal(get(as(ROLE_CASEWORKER), lines), 403);
}

static void test_finance_records_rates(void **state)
{
    struct loopback *finance = as(ROLE_FINANCE_PREPARER);
    const char *form = arena_format(mission->arena, "from=EUR&to=MAD&rate=10%%2C845&day=%s&source=Bulletin+of+the+day",
                                    day(mission->today))
                           .at;
    (void)state;
    assert_int_equal(submit(finance, "/en/exchange-rates/new", "from=EUR&to=EUR&rate=x&day=31/02/2026&source="), 422);
    assert_true(loopback_shows(finance, "two different currencies"));
    assert_int_equal(submit(finance, "/en/exchange-rates/new", form), 303);
    assert_int_equal(get(finance, "/en/exchange-rates"), 200);
    assert_true(loopback_shows(finance, "Bulletin of the day"));
    assert_int_equal(get(as(ROLE_CASEWORKER), "/en/exchange-rates"), 403);
}

/* ---- money ---- */

static const char *item_answers(const char *amount, const char *more)
{
    return arena_format(mission->arena,
                        "category=micro_business&modality=in_kind&description=&amount=%s&amount_currency=NOK"
                        "&budget_line=%.*s&instalment=1&due=&_warned=%s",
                        amount, TEXT_ARG(identifier_to_text(mission->arena, mission->line->head.id)), more)
        .at;
}

/* A proposal may exceed its line, but not unseen; the commitment is refused as ever. */
static void test_more_than_the_line_holds(void **state)
{
    struct return_case *file;
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    struct return_item *first = planned_item("BANGOURA", 1000, &file);
    const char *path = path_of("return-cases", file->head.id, "/items/new");
    (void)state;
    assert_int_equal(submit(caseworker, path, item_answers("2000000", "")), 422);
    assert_true(loopback_shows(caseworker, "id=\"field-amount-error\""));
    assert_true(loopback_shows(caseworker, "send the form once more"));
    const char *warned = arena_string(mission->arena, loopback_hidden(caseworker, "_warned"));
    assert_int_equal(loopback_post(caseworker, path, answers(caseworker, item_answers("3000000", warned)))->status,
                     422);
    const char *again = arena_string(mission->arena, loopback_hidden(caseworker, "_warned"));
    assert_int_equal(loopback_post(caseworker, path, answers(caseworker, item_answers("3000000", again)))->status, 303);
    const char *edit = path_of("return-items", first->head.id, "/edit");
    const char *save = path_of("return-items", first->head.id, "");
    assert_int_equal(get(caseworker, edit), 200);
    assert_int_equal(loopback_post(caseworker, save, answers(caseworker, item_answers("4000000", "")))->status, 422);
    again = arena_string(mission->arena, loopback_hidden(caseworker, "_warned"));
    assert_int_equal(loopback_post(caseworker, save, answers(caseworker, item_answers("4000000", again)))->status, 303);
    const char *agreed = arena_format(mission->arena, "plan_agreed_on=%s&note=", day(mission->today)).at;
    assert_int_equal(submit(caseworker, step_path("return-cases", file->head.id, "agree_plan"), agreed), 422);
    assert_true(loopback_shows(caseworker, "choose another line or a smaller amount"));
}

static void test_payment_is_not_dated_before_its_release(void **state)
{
    struct return_case *file;
    struct return_item *item = planned_item("CONDE", 1000, &file);
    struct value bind[] = {value_date(mission->today - 30), value_id(file->head.id)};
    (void)state;
    STEP(ROLE_CASEWORKER, "return-cases", file->head.id, "agree_plan",
         arena_format(mission->arena, "plan_agreed_on=%s&note=", day(mission->today)).at);
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_arrived", "UPDATE return_case SET arrived_on = $1 WHERE id = $2"), bind, 2,
                                NULL),
                     OK);
    STEP(ROLE_FINANCE_PREPARER, "return-items", item->head.id, "prepare", "note=");
    STEP(ROLE_FINANCE_RELEASER, "return-items", item->head.id, "release", "note=");
    struct loopback *preparer = as(ROLE_FINANCE_PREPARER);
    assert_int_equal(submit(preparer, step_path("return-items", item->head.id, "pay"),
                            arena_format(mission->arena, "paid_on=%s&receipt=R-78&note=", day(mission->today - 1)).at),
                     422);
    assert_true(loopback_shows(preparer, "before the release of the payment"));
    STEP(ROLE_FINANCE_PREPARER, "return-items", item->head.id, "pay",
         arena_format(mission->arena, "paid_on=%s&receipt=R-78&note=", day(mission->today)).at);
}

/* ---- forms ---- */

static void test_errors_lead_to_their_fields(void **state)
{
    struct return_case *file;
    struct loopback *supervisor = as(ROLE_SUPERVISOR);
    struct loopback *finance = as(ROLE_FINANCE_PREPARER);
    (void)planned_item("DOUMBOUYA", 1000, &file);
    (void)state;
    assert_int_equal(
        submit(supervisor, step_path("return-cases", file->head.id, "close_early"), "closure_reason=died&note="), 422);
    assert_true(loopback_shows(supervisor, "<a href=\"#note\">"));
    assert_true(loopback_shows(supervisor, "<a href=\"#confirm\">"));
    assert_true(loopback_shows(supervisor, "aria-describedby=\"confirm-error\""));
    assert_int_equal(submit(finance, "/en/exchange-rates/new", "from=USD&to=USD&rate=x&day=&source="), 422);
    static const char *const NAMES[] = {"from", "rate", "day", "source"};
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        assert_true(loopback_shows(finance, arena_format(mission->arena, "<a href=\"#rate-%s\">", NAMES[i]).at));
        assert_true(loopback_shows(finance, arena_format(mission->arena, "id=\"rate-%s-error\"", NAMES[i]).at));
    }
    assert_true(loopback_shows(finance, "aria-describedby=\"rate-source-error rate-source-help\""));
}

/* ---- the export says what the list says ---- */

/* The cell behind the case's number. */
static struct text exported_person(struct loopback *client, struct text number)
{
    assert_int_equal(get(client, "/en/return-cases.csv"), 200);
    struct text body = loopback_last(client)->body;
    ptrdiff_t at = text_find(body, arena_join(mission->arena, number, TEXT(",")));
    assert_true(at > 0);
    struct text rest = text_slice(body, (size_t)at + number.length + 1, body.length);
    return text_slice(rest, 0, (size_t)text_find_byte(rest, ','));
}

static void test_exports_name_the_person_as_the_list_does(void **state)
{
    struct person *person = mission_person(mission, "TRAORETEST");
    struct return_case *file = mission_case(mission, person->head.id);
    const struct return_case *stored = mission_row(mission, &return_case_record, file->head.id);
    static const enum role ROLES[] = {ROLE_CASEWORKER, ROLE_FINANCE_PREPARER, ROLE_PROGRAMME_MANAGER};
    (void)state;
    for (size_t i = 0; i < COUNT(ROLES); i++) {
        struct work work = mission_work(mission, ROLES[i]);
        struct text title;
        assert_int_equal(record_titles(&work, &person_record, &person->head.id, 1, &title), OK);
        assert_true(text_equal(exported_person(as(ROLES[i]), stored->head.number), title));
        bool named = text_find(title, TEXT("TRAORETEST")) >= 0;
        assert_int_equal(named, ROLES[i] != ROLE_PROGRAMME_MANAGER);
    }
}

/* ---- the API takes the same steps ---- */

static struct loopback *api_client(enum role role)
{
    struct work work = mission_work(mission, role);
    struct text token;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(token_make(&work, work.actor->user, TEXT("test"), TEXT_NONE, DATE_NONE, &token), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    struct loopback *client = fixture_visitor(mission->fixture);
    loopback_set_header(client, "Authorization", arena_format(mission->arena, "Bearer %.*s", TEXT_ARG(token)));
    return client;
}

static void test_api_opens_a_case_and_takes_a_step(void **state)
{
    struct loopback *client = api_client(ROLE_CASEWORKER);
    (void)state;
    struct person *person = mission_person(mission, "FOFANA");
    mission_consents(mission, person->head.id);
    struct text body =
        arena_format(mission->arena, "{\"person\": \"%.*s\", \"channel\": \"online\", \"country_of_return\": \"SEN\"}",
                     TEXT_ARG(identifier_to_text(mission->arena, person->head.id)));
    int status = loopback_send(client, "POST", "/api/v1/return-cases", "application/json", body)->status;
    if (status != 201)
        fail_msg("%d %.*s", status, TEXT_ARG(loopback_last(client)->body));
    struct identifier id =
        id_behind(arena_text(mission->arena, loopback_last(client)->location), "/api/v1/return-cases/");
    const char *step = arena_format(mission->arena, "/api/v1/return-cases/%.*s/steps/register",
                                    TEXT_ARG(identifier_to_text(mission->arena, id)))
                           .at;
    assert_int_equal(loopback_send(client, "POST", step, "application/json", TEXT("{}"))->status, 428);
    loopback_set_header(client, "If-Match", TEXT("\"7\""));
    assert_int_equal(loopback_send(client, "POST", step, "application/json", TEXT("{}"))->status, 412);
    loopback_set_header(client, "If-Match", TEXT("\"1\""));
    assert_int_equal(loopback_send(client, "POST", step, "application/json", TEXT("{}"))->status, 200);
    assert_text(mission_state(mission, &return_flow, id), "registered");
    assert_int_equal(open_tasks(person->head.id), 1);
    struct text session = arena_format(
        mission->arena,
        "{\"return_case\": \"%.*s\", \"held_on\": \"%.*s\", \"language\": \"fr\","
        " \"interpreter\": false, \"channel\": \"office\", \"explained\": [\"voluntary\"]}",
        TEXT_ARG(identifier_to_text(mission->arena, id)), TEXT_ARG(date_to_text(mission->arena, mission->today)));
    status = loopback_send(client, "POST", "/api/v1/return-counselling", "application/json", session)->status;
    if (status != 201)
        fail_msg("%d %.*s", status, TEXT_ARG(loopback_last(client)->body));
    status = loopback_send(client, "POST", "/api/v1/return-counselling", "application/json",
                           TEXT("{\"return_case\": \"00000000-0000-7000-8000-000000000000\"}"))
                 ->status;
    assert_int_equal(status, 422);
    client = loopback_close(client);
}

static int64_t count_sessions(struct identifier person)
{
    struct value bind[] = {value_id(person)};
    struct rows rows;
    assert_int_equal(db_query(mission->fixture->db,
                              SQL("sessions_of", "SELECT COUNT(*) FROM return_counselling WHERE person = $1"), bind, 1,
                              mission->arena, &rows),
                     OK);
    return cell_integer(&rows, 0, 0);
}

/* A case and what hangs on it in one request: all of it or nothing. */
static void test_case_comes_with_its_sessions(void **state)
{
    (void)state;
    struct loopback *client = api_client(ROLE_CASEWORKER);
    struct person *person = mission_person(mission, "KOUYATE");
    mission_consents(mission, person->head.id);
    static const char SESSION[] = "{\"held_on\": \"%.*s\", \"language\": \"%s\", \"interpreter\": false,"
                                  " \"channel\": \"office\", \"explained\": [\"voluntary\"]}";
    struct text today = date_to_text(mission->arena, mission->today);
    struct text good = arena_format(mission->arena, SESSION, TEXT_ARG(today), "fr");
    struct text wrong = arena_format(mission->arena, SESSION, TEXT_ARG(today), "no such language");
    struct text head =
        arena_format(mission->arena, "{\"person\": \"%.*s\", \"channel\": \"online\", \"country_of_return\": \"SEN\",",
                     TEXT_ARG(identifier_to_text(mission->arena, person->head.id)));
    struct text body = arena_format(mission->arena, "%.*s \"return-counselling\": [%.*s, %.*s]}", TEXT_ARG(head),
                                    TEXT_ARG(good), TEXT_ARG(wrong));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/return-cases", "application/json", body)->status, 422);
    assert_true(loopback_shows(client, "\"pointer\":\"#/return-counselling/1/language\""));
    assert_int_equal(count_sessions(person->head.id), 0);
    body = arena_format(mission->arena, "%.*s \"return-counselling\": {}}", TEXT_ARG(head));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/return-cases", "application/json", body)->status, 422);
    assert_true(loopback_shows(client, "\"pointer\":\"#/return-counselling\""));
    body = arena_format(mission->arena, "%.*s \"return-counselling\": [%.*s, %.*s, %.*s]}", TEXT_ARG(head),
                        TEXT_ARG(good), TEXT_ARG(good), TEXT_ARG(good));
    const struct loopback_answer *answer =
        loopback_send(client, "POST", "/api/v1/return-cases", "application/json", body);
    if (answer->status != 201)
        fail_msg("%d %.*s", answer->status, TEXT_ARG(answer->body));
    assert_true(loopback_shows(client, "\"return-counselling\":[\"0"));
    assert_int_equal(count_sessions(person->head.id), 3);
    client = loopback_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_way),
        cmocka_unit_test(test_declaration_is_printed_by_who_counsels),
        cmocka_unit_test(test_four_eyes),
        cmocka_unit_test(test_two_release_at_once),
        cmocka_unit_test(test_withdrawal_stops_everything),
        cmocka_unit_test(test_consent_withdrawn_elsewhere),
        cmocka_unit_test(test_stale_form_keeps_what_was_typed),
        cmocka_unit_test(test_stale_form_names_who_saved),
        cmocka_unit_test(test_other_offices_see_nothing),
        cmocka_unit_test(test_assigning),
        cmocka_unit_test(test_children_follow_their_case),
        cmocka_unit_test(test_case_comes_with_its_sessions),
        cmocka_unit_test(test_programme_manager_keeps_grants),
        cmocka_unit_test(test_finance_records_rates),
        cmocka_unit_test(test_more_than_the_line_holds),
        cmocka_unit_test(test_payment_is_not_dated_before_its_release),
        cmocka_unit_test(test_errors_lead_to_their_fields),
        cmocka_unit_test(test_exports_name_the_person_as_the_list_does),
        cmocka_unit_test(test_api_opens_a_case_and_takes_a_step),
        cmocka_unit_test(test_pages_of_every_role),
        cmocka_unit_test(test_last_money_goes_to_one),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
