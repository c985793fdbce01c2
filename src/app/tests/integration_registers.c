/* The registers of data protection through their pages: what a processing needs before it begins, the clock of an
   incident and whom it was decided to tell, what was signed. */
#include "base/tests/testing.h"

#include <stdlib.h>

#include "app/features.h"
#include "app/profile.h"
#include "database/tests/place.h"
#include "identity/tests/fixture.h"
#include "privacy/privacy.h"
#include "web/internal.h"

static struct fixture *mission;
static struct loopback *officer, *caseworker, *colleague, *foreign;

static int open_mission(void **state)
{
    size_t count;
    struct fixture_options options = {.whole = true};
    (void)state;
    options.grants = features_grants(&count);
    options.grant_list_count = count;
    options.routes = features_routes(&count);
    options.route_list_count = count;
    options.actions = features_actions(&count);
    options.action_list_count = count;
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    (void)fixture_user(mission, TEXT("colleague"), ROLE_CASEWORKER, 0);
    (void)fixture_user_of(mission, TEXT("foreign"), ROLE_DATA_PROTECTION, fixture_other_organisation(mission));
    officer = fixture_role(mission, ROLE_DATA_PROTECTION);
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    colleague = fixture_client(mission, TEXT("colleague"));
    foreign = fixture_client(mission, TEXT("foreign"));
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    officer = loopback_close(officer);
    caseworker = loopback_close(caseworker);
    colleague = loopback_close(colleague);
    foreign = loopback_close(foreign);
    mission = fixture_close(mission);
    return 0;
}

/* A form sent as it is shown, with its hidden fields. */
static int send(struct loopback *client, const char *shown, const char *sent, const char *answers)
{
    if (loopback_get(client, shown)->status != 200)
        return loopback_last(client)->status;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text key = loopback_hidden(client, "_key");
    struct text version = loopback_hidden(client, "_version");
    struct text form = arena_format(arena, "_key=%.*s&_version=%.*s&%s", TEXT_ARG(key), TEXT_ARG(version), answers);
    return loopback_post(client, sent, form.at)->status;
}

/* Where the last answer leads. */
static const char *made(struct loopback *client)
{
    struct text location = loopback_last(client)->location;
    assert_int_equal(loopback_last(client)->status, 303);
    return arena_string(mission->arena, location);
}

static const char *behind(const char *path, const char *rest)
{
    return arena_format(mission->arena, "%s%s", path, rest).at;
}

static int step(struct loopback *client, const char *path, const char *action, const char *answers)
{
    const char *address = arena_format(mission->arena, "%s/steps/%s", path, action).at;
    return send(client, address, address, answers);
}

static void *row_at(const struct record *record, const char *path)
{
    struct identifier id;
    void *row;
    struct text text = text_from(path);
    assert_int_equal(text_to_identifier(text_slice(text, text.length - IDENTIFIER_TEXT, text.length), &id), OK);
    assert_int_equal(record_get_unlimited(&mission->system, record, id, &row), OK);
    return row;
}

static int64_t open_tasks(const char *label)
{
    const struct value bind[] = {value_text(text_from(label))};
    return fixture_count(mission, SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE done_at IS NULL AND label = $1"),
                         bind, 1);
}

/* Behind the forms, in a transaction of its own that is rolled back unless it succeeds. */
static enum outcome update(struct work *work, const struct record *record, const void *before, void *row)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work->db, true, &transaction), OK);
    enum outcome outcome = record_update(work, record, before, row);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

/* ---- processings ---- */

#define PROCESSING                                                                                                  \
    "name=Files&purpose=Return&controller=IOM&basis=consent&categories=Names&national_numbers=no&recipients=Nobody" \
    "&abroad=no&retention=Two+years&security=Sealed"

static void test_a_processing_is_filed_before_it_is_in_order(void **state)
{
    (void)state;
    assert_int_equal(send(officer, "/en/processings/new", "/en/processings", PROCESSING), 422);
    assert_int_equal(send(officer, "/en/processings/new", "/en/processings", PROCESSING "&sensitive=yes"), 303);
    const char *path = made(officer);
    struct processing *row = row_at(&processing_record, path);
    assert_text(row->formality, "authorisation");
    assert_text(row->head.state, "recorded");
    assert_int_equal(open_tasks("File a processing of personal data"), 1);
    assert_int_equal(loopback_get(officer, path)->status, 200);
    assert_true(loopback_shows(officer, "Authorisation, before it begins"));
    assert_true(loopback_shows(officer, "Have it confirmed."));
    assert_int_equal(step(officer, path, "clear", "decided_on=01%2F02%2F2022&receipt=A-1"), 303); /* back to the row */
    assert_text(((struct processing *)row_at(&processing_record, path))->head.state, "recorded");
    assert_int_equal(step(officer, path, "file", "filed_on=01%2F02%2F2099"), 422);
    assert_int_equal(step(officer, path, "file", "filed_on=01%2F02%2F2022"), 303);
    assert_int_equal(step(officer, path, "clear", "decided_on=31%2F01%2F2022&receipt=A-1"), 422);
    assert_int_equal(step(officer, path, "clear", "decided_on=01%2F03%2F2022"), 422);
    assert_int_equal(step(officer, path, "clear", "decided_on=01%2F03%2F2022&receipt=A-1"), 303);
    assert_text(((struct processing *)row_at(&processing_record, path))->head.state, "cleared");
    assert_int_equal(open_tasks("File a processing of personal data"), 0);
}

/* What was said to the authority stays as it was said. */
static void test_what_was_filed_does_not_change(void **state)
{
    (void)state;
    assert_int_equal(send(officer, "/en/processings/new", "/en/processings", PROCESSING "&sensitive=no"), 303);
    const char *path = made(officer);
    assert_text(((struct processing *)row_at(&processing_record, path))->formality, "declaration");
    assert_int_equal(step(officer, path, "file", "filed_on=01%2F02%2F2022"), 303);
    assert_int_equal(loopback_get(officer, behind(path, "/edit"))->status, 200);
    assert_true(loopback_shows(officer, "This is what the authority was told."));
    assert_false(loopback_shows(officer, "name=\"purpose\""));
    struct processing *row = row_at(&processing_record, path);
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_DATA_PROTECTION]);
    struct processing *changed = record_copy(mission->arena, &processing_record, row);
    changed->recipients = TEXT("Everybody");
    assert_int_equal(update(&work, &processing_record, row, changed), INVALID);
}

static void test_registers_are_their_organisations(void **state)
{
    (void)state;
    assert_int_equal(send(officer, "/en/processings/new", "/en/processings", PROCESSING "&sensitive=no"), 303);
    const char *path = made(officer);
    assert_int_equal(loopback_get(foreign, path)->status, 404);
    assert_int_equal(loopback_get(foreign, "/en/processings")->status, 200);
    assert_false(loopback_shows(foreign, "Files"));
    assert_int_equal(loopback_get(caseworker, path)->status, 403);
    assert_int_equal(loopback_get(caseworker, "/en/processings.csv")->status, 403);
    assert_int_equal(loopback_get(officer, "/en/processings.csv")->status, 200);
    assert_true(loopback_shows(officer, "Files"));
}

/* ---- incidents ---- */

#define INCIDENT \
    "kind=lost_device&noticed_at=14%2F01%2F2022+08%3A30&what=TELEPHONEPERDU&categories=Names&first_measures=Locked"

static const char *report(struct loopback *client)
{
    assert_int_equal(send(client, "/en/incidents/new", "/en/incidents", INCIDENT), 303);
    return made(client);
}

static void test_whoever_notices_reports_and_the_clock_runs(void **state)
{
    struct rows rows;
    (void)state;
    int64_t waiting = open_tasks("Assess an incident with personal data");
    const char *path = report(caseworker);
    struct incident *row = row_at(&incident_record, path);
    assert_int_equal(row->due_at - row->noticed_at, INT64_C(72) * 3600 * MICROSECONDS);
    assert_int_equal(open_tasks("Assess an incident with personal data"), waiting + 1);
    assert_true(identifier_equal(row->head.assigned, mission->users[ROLE_CASEWORKER]));
    assert_int_equal(loopback_get(caseworker, path)->status, 200);
    assert_int_equal(loopback_get(colleague, path)->status, 404);
    assert_int_equal(loopback_get(foreign, path)->status, 404);
    assert_int_equal(step(caseworker, path, "assess", "risk=none"), 403);
    /* nobody takes the clock for the law */
    assert_int_equal(loopback_get(officer, path)->status, 200);
    assert_true(loopback_shows(officer, "72 hours"));
    assert_true(loopback_shows(officer, "sets no duty"));
    assert_true(loopback_shows(officer, "Proposed by this project"));
    assert_int_equal(loopback_get(officer, "/en/privacy")->status, 200);
    assert_true(loopback_shows(officer, "An incident is assessed within"));
    /* what was seen stands sealed, and the log does not repeat it */
    assert_int_equal(db_query(mission->db, SQL("t_what", "SELECT what FROM incident"), NULL, 0, mission->arena, &rows),
                     OK);
    for (size_t i = 0; i < rows.count; i++)
        assert_true(text_find(cell_text(&rows, i, 0), TEXT("TELEPHONEPERDU")) < 0);
    assert_int_equal(send(caseworker, "/en/incidents/new", "/en/incidents",
                          "kind=other&noticed_at=14%2F01%2F2099+08%3A30&what=X&categories=Y&first_measures=Z"),
                     422);
}

static void test_whom_it_was_decided_to_tell_is_told(void **state)
{
    (void)state;
    const char *path = report(caseworker);
    assert_int_equal(step(officer, path, "close", "lessons=Locks"),
                     303); /* back to the row: there is nothing to close */
    assert_text(((struct incident *)row_at(&incident_record, path))->head.state, "reported");
    assert_int_equal(step(officer, path, "assess", "risk=high&assessment=Names&tell_authority=yes&tell_persons=no"),
                     422);
    assert_int_equal(step(officer, path, "assess", "risk=high&assessment=Names&tell_authority=yes&tell_persons=yes"),
                     303);
    assert_int_equal(step(officer, path, "close", "lessons=Locks"), 422);
    assert_int_equal(step(officer, path, "tell_authority", "authority_on=13%2F01%2F2022"), 422);
    assert_int_equal(step(officer, path, "tell_authority", "authority_on=14%2F01%2F2022"), 303);
    assert_int_equal(step(officer, path, "close", "lessons=Locks"), 422);
    assert_int_equal(step(officer, path, "tell_persons", "persons_on=15%2F01%2F2022"), 303);
    assert_int_equal(step(officer, path, "close", "lessons=Locks"), 303);
    assert_text(((struct incident *)row_at(&incident_record, path))->head.state, "closed");
}

/* ---- agreements ---- */

#define AGREEMENT                                                                                  \
    "party=Ally&party_kind=association&purpose=Shelter&elements=Names&safeguards=Sealed&onward=no" \
    "&tells_incidents=yes&starts_on=01%2F02%2F2022&review_on=01%2F02%2F2023"

static void test_a_transfer_rests_on_something_and_is_signed(void **state)
{
    (void)state;
    assert_int_equal(
        send(officer, "/en/transfer-agreements/new", "/en/transfer-agreements", AGREEMENT "&country=SEN&basis=none"),
        422);
    assert_int_equal(
        send(officer, "/en/transfer-agreements/new", "/en/transfer-agreements", AGREEMENT "&country=MAR&basis=consent"),
        422);
    assert_int_equal(
        send(officer, "/en/transfer-agreements/new", "/en/transfer-agreements", AGREEMENT "&country=SEN&basis=consent"),
        303);
    const char *path = made(officer);
    assert_int_equal(step(officer, path, "sign", "signed_on=01%2F02%2F2022"), 422); /* where is the paper? */
    assert_int_equal(step(officer, path, "sign", "signed_on=01%2F02%2F2022&place=Safe"), 303);
    struct transfer_agreement *row = row_at(&transfer_agreement_record, path);
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_DATA_PROTECTION]);
    struct transfer_agreement *changed = record_copy(mission->arena, &transfer_agreement_record, row);
    changed->elements = TEXT("Everything");
    assert_int_equal(update(&work, &transfer_agreement_record, row, changed), INVALID);
    assert_int_equal(step(officer, path, "review", "review_on=01%2F02%2F2021&note=Read"), 422);
    assert_int_equal(step(officer, path, "review", "review_on=01%2F02%2F2030&note=Read"), 303);
    assert_int_equal(open_tasks("Review an agreement about a transfer of data"), 1);
}

static void test_flows_are_sound(void **state)
{
    (void)state;
    assert_int_equal(flow_check(&processing_flow), OK);
    assert_int_equal(flow_check(&incident_flow), OK);
    assert_int_equal(flow_check(&transfer_agreement_flow), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flows_are_sound),
        cmocka_unit_test(test_a_processing_is_filed_before_it_is_in_order),
        cmocka_unit_test(test_what_was_filed_does_not_change),
        cmocka_unit_test(test_registers_are_their_organisations),
        cmocka_unit_test(test_whoever_notices_reports_and_the_clock_runs),
        cmocka_unit_test(test_whom_it_was_decided_to_tell_is_told),
        cmocka_unit_test(test_a_transfer_rests_on_something_and_is_signed),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
