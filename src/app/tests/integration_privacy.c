/* Data protection with the whole program: a broken glass opens one person and no more, and everything is in the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/wall_of_actor.h"
#include "app/features.h"
#include "app/profile.h"
#include "audit/audit.h"
#include "codec/json.h"
#include "database/schema.h"
#include "database/tests/place.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "privacy/privacy.h"
#include "protection/protection.h"
#include "record/list.h"
#include "returns/returns.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"
#include "web/internal.h"

static struct fixture *mission;
static struct loopback *caseworker, *officer, *supervisor;
static struct person *near, *far, *farther, *foreign;
static struct return_case *far_case;
static size_t copies;

/* ---- a mission ---- */

static struct person *add_person(const struct office *office, const char *family_name)
{
    struct person *person = record_new(mission->arena, &person_record);
    person->head.organisation = office->head.organisation;
    person->head.office = office->head.id;
    person->family_name = text_from(family_name);
    person->given_names = TEXT("Awa");
    person->nationality = TEXT("SEN");
    assert_int_equal(record_insert(&mission->system, &person_record, person), OK);
    return person;
}

/* Something in every field that must hold something. */
static void fill(const struct record *record, void *row)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        void *at = (char *)row + field->offset;
        if ((field->flags & FIELD_REQUIRED) == 0 || !field_is_empty(field, row))
            continue;
        if (field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES)
            *(struct text *)at = text_from(field->choices->choices[0].code);
        else if (field->kind == FIELD_TEXT || field->kind == FIELD_LINES)
            *(struct text *)at = TEXT("words");
        else if (field->kind == FIELD_DATE)
            *(int32_t *)at = 19000;
        else if (field->kind == FIELD_FLAG)
            ((struct flag *)at)->is = FLAG_YES;
        else if (field->kind == FIELD_LINK)
            *(struct identifier *)at = identifier_new();
    }
}

/* As the matrix does: here only who may see it counts. */
static void *add_row(const struct record *record, const struct person *person, void *row)
{
    struct record plain = *record;
    struct record_head *head = record_head(row);
    plain.check = NULL;
    plain.stored = NULL;
    fill(record, row);
    head->organisation = person->head.organisation;
    head->office = person->head.office;
    head->person = person->head.person;
    assert_int_equal(record_insert(&mission->system, &plain, row), OK);
    return row;
}

static int open_mission(void **state)
{
    size_t grant_count, route_count, action_count;
    struct fixture_options options = {.writes_everywhere = true, .whole = true};
    (void)state;
    options.grants = features_grants(&grant_count);
    options.grant_list_count = grant_count;
    options.routes = features_routes(&route_count);
    options.route_list_count = route_count;
    options.actions = features_actions(&action_count);
    options.action_list_count = action_count;
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    near = add_person(mission->offices[0], "NDIAYE");
    far = add_person(mission->offices[1], "FARSOMEWHERE");
    farther = add_person(mission->offices[1], "ELSEWHERE");
    foreign = add_person(fixture_other_organisation(mission), "FOREIGNER");
    far_case = record_new(mission->arena, &return_case_record);
    far_case->head.state = TEXT("registered");
    far_case->country_of_return = TEXT("SEN");
    (void)add_row(&return_case_record, far, far_case);
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    officer = fixture_role(mission, ROLE_DATA_PROTECTION);
    supervisor = fixture_role(mission, ROLE_SUPERVISOR);
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    caseworker = loopback_close(caseworker);
    officer = loopback_close(officer);
    supervisor = loopback_close(supervisor);
    mission = fixture_close(mission);
    return 0;
}

static const char *url(const char *base, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "/en/%s/%.*s%s", base, TEXT_ARG(identifier_to_text(mission->arena, id)), behind)
        .at;
}

static int status_of_page(struct loopback *client, const char *path) { return loopback_get(client, path)->status; }

static int64_t count(struct sql sql) { return fixture_count(mission, sql, NULL, 0); }

/* ---- breaking the glass ---- */

static int break_glass(struct loopback *client, struct text number)
{
    assert_int_equal(status_of_page(client, "/en/broken-glass/new"), 200);
    const struct parameter form[] = {{TEXT("_key"), arena_text(mission->arena, loopback_hidden(client, "_key"))},
                                     {TEXT("asked"), number},
                                     {TEXT("reason"), TEXT("danger")},
                                     {TEXT("explanation"), TEXT("She fainted at our counter.")}};
    return loopback_post_parameters(client, "/en/broken-glass/new", form, sizeof form / sizeof *form)->status;
}

static struct identifier newest_glass(void)
{
    struct rows rows;
    assert_int_equal(db_query(mission->db, SQL("t_glass", "SELECT id FROM broken_glass ORDER BY id DESC LIMIT 1"), NULL,
                              0, mission->arena, &rows),
                     OK);
    assert_int_equal(rows.count, 1);
    return cell_id(&rows, 0, 0);
}

/* A step of a row through its form, with up to two answers. */
static int take(struct loopback *client, const char *base, struct identifier row, const char *action,
                struct parameter first, struct parameter second)
{
    const char *path = url(base, row, arena_format(mission->arena, "/steps/%s", action).at);
    if (status_of_page(client, path) != 200)
        return loopback_last(client)->status;
    const struct parameter form[] = {
        {TEXT("_key"), arena_text(mission->arena, loopback_hidden(client, "_key"))},
        {TEXT("_version"), arena_text(mission->arena, loopback_hidden(client, "_version"))},
        first,
        second};
    return loopback_post_parameters(client, path, form, sizeof form / sizeof *form)->status;
}

#define ANSWER(name, value) ((struct parameter){TEXT(name), text_from(value)})
#define NO_ANSWER ANSWER("nothing", "")

static int take_step(struct loopback *client, struct identifier glass, const char *action, const char *measures)
{
    return take(client, "broken-glass", glass, action, ANSWER("measures", measures), NO_ANSWER);
}

static void nothing_is_open_without_it(void **state)
{
    (void)state;
    assert_int_equal(status_of_page(caseworker, url("persons", near->head.id, "")), 200);
    assert_int_equal(status_of_page(caseworker, url("persons", far->head.id, "")), 404);
    assert_int_equal(status_of_page(caseworker, url("return-cases", far_case->head.id, "")), 404);
    assert_false(loopback_shows(caseworker, "FARSOMEWHERE"));
}

static void a_reason_opens_one_person_to_be_read(void **state)
{
    (void)state;
    assert_int_equal(break_glass(caseworker, far->head.number), 303);
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    assert_true(loopback_shows(caseworker, "FARSOMEWHERE"));
    assert_true(loopback_shows(caseworker, "You are reading a file that is not yours."));
    assert_true(loopback_shows(caseworker, arena_string(mission->arena, far_case->head.number)));
    assert_int_equal(status_of_page(caseworker, url("return-cases", far_case->head.id, "")), 200);
    assert_int_equal(status_of_page(caseworker, "/en/persons"), 200);
    assert_true(loopback_shows(caseworker, "FARSOMEWHERE"));
    assert_false(loopback_shows(caseworker, "ELSEWHERE"));
    /* nobody else of that office, and nothing of it is written */
    assert_int_equal(status_of_page(caseworker, url("persons", farther->head.id, "")), 404);
    int edit = status_of_page(caseworker, url("persons", far->head.id, "/edit"));
    assert_true(edit == 403 || edit == 404);
    int change = status_of_page(caseworker, url("return-cases", far_case->head.id, "/edit"));
    assert_true(change == 403 || change == 404);
    assert_true(fixture_audited(mission, AUDIT_BY_OPENING) >= 2);
    assert_int_equal(
        count(SQL("t_task", "SELECT count(*) FROM task WHERE record = 'broken_glass' AND done_at IS NULL")), 1);
}

static void protection_stays_shut(void **state)
{
    (void)state;
    struct protection_screening *screening = record_new(mission->arena, &screening_record);
    screening->head.state = TEXT("draft");
    screening->return_case = far_case->head.id;
    (void)add_row(&screening_record, far, screening);
    assert_int_equal(status_of_page(caseworker, url("screenings", screening->head.id, "")), 403);
    /* and it cannot be asked for by its number */
    assert_int_equal(break_glass(caseworker, screening->head.number), 422);
}

static void a_program_of_the_user_gets_nothing(void **state)
{
    struct text token;
    (void)state;
    assert_int_equal(
        token_make(&mission->system, mission->users[ROLE_CASEWORKER], TEXT("t"), TEXT_NONE, DATE_NONE, &token), OK);
    struct loopback *program = fixture_visitor(mission);
    loopback_set_header(program, "Authorization", arena_join(mission->arena, TEXT("Bearer "), token));
    struct text path = arena_format(mission->arena, "/api/v1/persons/%.*s",
                                    TEXT_ARG(identifier_to_text(mission->arena, far->head.id)));
    assert_int_equal(loopback_send(program, "GET", path.at, NULL, TEXT_NONE)->status, 404);
    (void)loopback_close(program);
}

static void the_log_says_it_in_plain_words(void **state)
{
    (void)state;
    assert_int_equal(status_of_page(caseworker, url("persons", far->head.id, "/access-log")), 403);
    assert_int_equal(status_of_page(officer, url("persons", far->head.id, "/access-log")), 200);
    assert_true(loopback_shows(officer, "who had no access, opened in an emergency"));
    assert_true(loopback_shows(officer, "to counsel and assist the person"));
    assert_false(loopback_shows(officer, "screening"));
    assert_true(loopback_shows(officer, "a confidential file"));
    /* narrowed to a day on which nothing happened */
    assert_int_equal(
        status_of_page(officer, url("persons", far->head.id, "/access-log?from=2001-01-01&until=2001-01-02")), 200);
    assert_true(loopback_shows(officer, "Nothing of this in the log"));
    assert_int_equal(status_of_page(officer, url("persons", far->head.id, "/access-log?from=nonsense")), 200);
    assert_true(loopback_shows(officer, "field-error"));
}

static void a_search_that_points_elsewhere_is_in_the_log(void **state)
{
    const struct parameter form[] = {{TEXT("query"), farther->head.number}};
    (void)state;
    assert_int_equal(loopback_post_parameters(caseworker, "/en/search", form, 1)->status, 200);
    assert_true(loopback_shows(caseworker, "There is a record in another office"));
    assert_true(loopback_shows(caseworker, "/en/broken-glass/new?person="));
    assert_int_equal(status_of_page(officer, url("persons", farther->head.id, "/access-log")), 200);
    assert_true(loopback_shows(officer, "searched and was shown that this person is on record"));
}

static void it_says_why_something_cannot_be_seen(void **state)
{
    const struct parameter far_away[] = {{TEXT("number"), farther->head.number}};
    const struct parameter of_others[] = {{TEXT("number"), foreign->head.number}};
    (void)state;
    assert_int_equal(loopback_post_parameters(caseworker, "/en/why", far_away, 1)->status, 200);
    assert_true(loopback_shows(caseworker, "belongs to an office in which you hold no role"));
    assert_false(loopback_shows(caseworker, "ELSEWHERE"));
    assert_int_equal(loopback_post_parameters(caseworker, "/en/why", of_others, 1)->status, 200);
    assert_true(loopback_shows(caseworker, "Your organisation has no person and no case of this number."));
}

static void other_organisations_stay_shut(void **state)
{
    (void)state;
    assert_int_equal(break_glass(caseworker, foreign->head.number), 422);
    assert_true(loopback_shows(caseworker, "Your organisation has no person and no case of this number."));
    assert_int_equal(break_glass(caseworker, TEXT("RET-26-0000000-0")), 422);
    assert_int_equal(break_glass(caseworker, TEXT("<script>'; --")), 422);
}

static void nobody_reviews_their_own(void **state)
{
    struct identifier glass = newest_glass();
    (void)state;
    assert_int_equal(status_of_page(caseworker, url("broken-glass", glass, "")), 200);
    assert_true(take_step(caseworker, glass, "justify", "") >= 400);
    /* another caseworker does not even see it */
    (void)fixture_user(mission, TEXT("second"), ROLE_CASEWORKER, 0);
    struct loopback *second = fixture_client(mission, TEXT("second"));
    assert_int_equal(status_of_page(second, url("broken-glass", glass, "")), 404);
    assert_int_equal(status_of_page(second, url("persons", far->head.id, "")), 404);
    (void)loopback_close(second);
}

static void what_was_not_justified_ends_at_once(void **state)
{
    struct identifier glass = newest_glass();
    (void)state;
    assert_int_equal(status_of_page(officer, url("broken-glass", glass, "")), 200);
    assert_true(loopback_shows(officer, "She fainted at our counter."));
    assert_true(loopback_shows(officer, "who had no access, opened in an emergency"));
    assert_int_equal(take_step(officer, glass, "condemn", ""), 422);
    assert_int_equal(status_of_page(caseworker, url("persons", far->head.id, "")), 200);
    assert_int_equal(take_step(officer, glass, "condemn", "Spoken to; the person was told."), 303);
    assert_int_equal(status_of_page(caseworker, url("persons", far->head.id, "")), 404);
    assert_int_equal(status_of_page(caseworker, url("return-cases", far_case->head.id, "")), 404);
    assert_int_equal(count(SQL("t_open", "SELECT count(*) FROM access_opening")), 0);
    assert_int_equal(
        count(SQL("t_task", "SELECT count(*) FROM task WHERE record = 'broken_glass' AND done_at IS NULL")), 0);
}

static void it_ends_by_itself(void **state)
{
    (void)state;
    assert_int_equal(break_glass(caseworker, far_case->head.number), 303);
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    struct value past[] = {value_instant(clock_now() - MICROSECONDS)};
    assert_int_equal(db_execute(mission->db, SQL("t_past", "UPDATE access_opening SET until_at = $1"), past, 1, NULL),
                     OK);
    assert_int_equal(
        db_execute(mission->db, SQL("t_past_glass", "UPDATE broken_glass SET until_at = $1"), past, 1, NULL), OK);
    assert_int_equal(status_of_page(caseworker, url("persons", far->head.id, "")), 404);
    struct text answer;
    struct work work = mission->system;
    work.now = clock_now();
    assert_int_equal(privacy_actions[0].run(&work, TEXT("{}"), &answer), OK);
    assert_int_equal(count(SQL("t_ended", "SELECT count(*) FROM broken_glass WHERE state = 'ended'")), 1);
    /* the review still waits, and finds it right */
    assert_int_equal(take_step(supervisor, newest_glass(), "justify", ""), 303);
    assert_int_equal(status_of_page(supervisor, "/en/privacy"), 200);
}

static void who_opened_it_may_close_it(void **state)
{
    (void)state;
    assert_int_equal(break_glass(caseworker, far->head.number), 303);
    assert_int_equal(take_step(caseworker, newest_glass(), "end", ""), 303);
    assert_int_equal(status_of_page(caseworker, url("persons", far->head.id, "")), 404);
    /* to whom the file is open anyway nothing is broken */
    assert_int_equal(break_glass(caseworker, near->head.number), 303);
    assert_int_equal(count(SQL("t_mine", "SELECT count(*) FROM access_opening")), 0);
}

/* ---- requests ---- */

static struct identifier newest_of(struct sql sql)
{
    struct rows rows;
    assert_int_equal(db_query(mission->db, sql, NULL, 0, mission->arena, &rows), OK);
    assert_true(rows.count > 0);
    return cell_id(&rows, 0, 0);
}

static int ask(struct loopback *client, const struct person *person, const char *kind, const char *certain)
{
    const char *path = url("persons", person->head.id, "/data-requests/new");
    if (status_of_page(client, path) != 200)
        return loopback_last(client)->status;
    const struct parameter form[] = {{TEXT("_key"), arena_text(mission->arena, loopback_hidden(client, "_key"))},
                                     {TEXT("kind"), text_from(kind)},
                                     {TEXT("received_on"), TEXT("2026-01-05")},
                                     {TEXT("means"), TEXT("present")},
                                     {TEXT("language"), TEXT("ar")},
                                     {TEXT("asked_by"), TEXT("self")},
                                     {TEXT("identity_checked"), text_from(certain)},
                                     {TEXT("asked"), TEXT("My name is spelled wrongly.")}};
    return loopback_post_parameters(client, path, form, sizeof form / sizeof *form)->status;
}

#define NEWEST_REQUEST newest_of(SQL("t_request", "SELECT id FROM data_request ORDER BY id DESC LIMIT 1"))

static void a_request_has_a_clock_and_a_task(void **state)
{
    struct value late[] = {value_date(date_from_day((struct calendar_day){2026, 1, 15}))};
    (void)state;
    assert_int_equal(ask(caseworker, near, "correction", "yes"), 303);
    assert_int_equal(
        fixture_count(mission, SQL("t_due", "SELECT count(*) FROM data_request WHERE due_on = $1"), late, 1), 1);
    assert_int_equal(
        count(SQL("t_request_task", "SELECT count(*) FROM task WHERE record = 'data_request' AND done_at IS "
                                    "NULL AND needed_right = 'data_request.answer'")),
        1);
    /* who recorded it does not answer it, and of other offices nothing is recorded */
    assert_true(take(caseworker, "data-requests", NEWEST_REQUEST, "answer", NO_ANSWER, NO_ANSWER) >= 400);
    assert_int_equal(ask(caseworker, far, "access", "yes"), 404);
    assert_int_equal(status_of_page(officer, "/en/data-requests?state=received"), 200);
    assert_true(loopback_shows(officer, "To have something corrected"));
}

static void change_name(struct person *person, const char *name)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct work work = fixture_work(mission, arena, mission->users[ROLE_SUPERVISOR]);
    struct field_set readable;
    void *before;
    work.now = clock_now();
    assert_int_equal(record_peek(&work, &person_record, person->head.id, &before, &readable), OK);
    struct person *after = record_copy(arena, &person_record, before);
    after->family_name = text_from(name);
    assert_int_equal(record_update(&work, &person_record, before, after), OK);
}

static void a_correction_is_answered_once_it_is_done(void **state)
{
    struct identifier request = NEWEST_REQUEST;
    struct parameter done = ANSWER("outcome", "granted"), words = ANSWER("answer", "صُحِّح اسمكم.");
    (void)state;
    assert_int_equal(status_of_page(officer, url("data-requests", request, "/answer.pdf")), 404);
    assert_int_equal(take(officer, "data-requests", request, "answer", NO_ANSWER, NO_ANSWER), 422);
    assert_int_equal(take(officer, "data-requests", request, "answer", done, words), 422);
    assert_true(loopback_shows(officer, "Nothing of this person was changed since they asked."));
    change_name(near, "N'DIAYE");
    assert_int_equal(take(officer, "data-requests", request, "answer", done, words), 303);
    assert_int_equal(status_of_page(officer, url("data-requests", request, "/answer.pdf")), 200);
    assert_true(text_starts_with(loopback_last(officer)->body, TEXT("%PDF-")));
    assert_int_equal(status_of_page(officer, url("persons", near->head.id, "/access-log.pdf?in=ar")), 200);
    assert_true(text_starts_with(loopback_last(officer)->body, TEXT("%PDF-")));
}

static void nobody_unknown_is_answered(void **state)
{
    (void)state;
    assert_int_equal(ask(caseworker, near, "access", "no"), 303);
    assert_int_equal(take(officer, "data-requests", NEWEST_REQUEST, "answer", ANSWER("outcome", "refused"),
                          ANSWER("answer", "We do not know you.")),
                     422);
    assert_int_equal(
        take(officer, "data-requests", NEWEST_REQUEST, "take_back", ANSWER("note", "By telephone."), NO_ANSWER), 303);
}

/* ---- the copy ---- */

static void run_job(const char *kind)
{
    size_t kind_count;
    const struct job_kind *kinds = features_jobs(&kind_count);
    struct work work = mission->system;
    work.now = clock_now();
    work.hand_over = internal_run_here;
    work.hand_over_context = &mission->application;
    assert_int_equal(job_run_next(&work, kinds, kind_count, TEXT("test")), OK);
    struct value bind[] = {value_text(text_from(kind))};
    assert_int_equal(fixture_count(mission,
                                   SQL("t_job_kind", "SELECT count(*) FROM job WHERE kind = $1 AND state <> 'done'"),
                                   bind, 1),
                     0);
}

/* Every record about persons is in the copy, or left out with a reason: a new one cannot be forgotten. */
static void a_copy_holds_everything(void **state)
{
    const struct json_value *object = NULL;
    const struct record *record;
    struct identifier request;
    (void)state;
    assert_int_equal(ask(caseworker, near, "access", "yes"), 303);
    request = NEWEST_REQUEST;
    assert_int_equal(status_of_page(officer, url("data-requests", request, "/copy.json")), 200);
    assert_true(loopback_shows(officer, "My name is spelled wrongly."));
    assert_int_equal(json_parse(mission->arena, loopback_last(officer)->body, JSON_LIMITS_REQUEST, &object, NULL), OK);
    const struct json_value *records = json_member(object, TEXT("records"));
    const struct json_value *left_out = json_member(object, TEXT("left_out"));
    size_t seen = 0;
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL; i++, seen++) {
        bool in = json_member(records, text_from(record->name)) != NULL;
        bool out = json_text_or(json_member(left_out, text_from(record->name)), TEXT_NONE).length > 0;
        if (in == out)
            fail_msg("%s is neither in the copy nor left out of it", record->name);
        assert_true(!record->confidential || out);
    }
    assert_true(seen > 10);
    assert_true(json_member(records, TEXT("person"))->count == 1);
    assert_true(take(caseworker, "data-requests", request, "answer", NO_ANSWER, NO_ANSWER) >= 400);
    assert_int_equal(status_of_page(caseworker, url("data-requests", request, "/copy.json")), 403);
}

static void a_copy_is_made_by_a_job_and_goes_again(void **state)
{
    struct identifier request = NEWEST_REQUEST;
    (void)state;
    assert_int_equal(status_of_page(officer, url("data-requests", request, "")), 200);
    assert_int_equal(loopback_post(officer, url("data-requests", request, "/copy"), "")->status, 303);
    assert_int_equal(loopback_post(officer, url("data-requests", request, "/copy"), "")->status,
                     303); /* pressed twice */
    run_job("privacy.copy");
    assert_int_equal(count(SQL("t_copies", "SELECT count(*) FROM attachment WHERE kind = 'copy'")), 1);
    assert_int_equal(status_of_page(officer, url("data-requests", request, "")), 200);
    assert_true(loopback_shows(officer, "Copy of what is held"));
    assert_int_equal(take(officer, "data-requests", request, "answer", ANSWER("outcome", "granted"),
                          ANSWER("answer", "Here it is.")),
                     303);
    struct value long_ago[] = {value_date(zone_date(mission->application.zone, clock_now()) - 40)};
    assert_int_equal(db_execute(mission->db,
                                SQL("t_long_ago", "UPDATE data_request SET state_since = $1 WHERE kind = 'access'"),
                                long_ago, 1, NULL),
                     OK);
    struct text answer;
    struct work work = mission->system;
    work.now = clock_now();
    assert_int_equal(privacy_actions[0].run(&work, TEXT("{}"), &answer), OK);
    assert_int_equal(count(SQL("t_copies", "SELECT count(*) FROM attachment WHERE kind = 'copy'")), 0);
    /* for somebody who is not known there is none */
    assert_int_equal(ask(caseworker, near, "access", "no"), 303);
    assert_int_equal(status_of_page(officer, url("data-requests", NEWEST_REQUEST, "/copy.json")), 303);
}

/* A table with a column `person` is that of a record, or says here why it holds nothing that a copy would. */
static void no_table_about_persons_is_forgotten(void **state)
{
    static const char *const OTHERS[] = {
        "attachment",
        "attachment_chunk", /* files: named in the copy, given one by one */
        "custom_value",     /* the index of fields that the rows hold */
        "data_key",
        "person_key",       /* keys */
        "history",          /* what the rows were before */
        "hand_over_case",   /* who followed the case before, and since */
        "monitoring_score", /* what figures count; the answers are in the copy */
        "task",             /* what waits for staff */
        "erasure",
        "person_erasure",
        "erasure_proof", /* what was destroyed */
    };
    struct db_table *tables;
    size_t table_count;
    (void)state;
    assert_int_equal(db_tables(mission->db, mission->arena, &tables, &table_count), OK);
    for (size_t i = 0; i < table_count; i++) {
        bool about = false, known = false;
        const struct record *record;
        for (size_t j = 0; j < tables[i].column_count; j++)
            about = about || strcmp(tables[i].columns[j].name, "person") == 0;
        for (size_t j = 0; (record = privacy_record_at(j)) != NULL; j++)
            known = known || strcmp(record->table, tables[i].name) == 0;
        for (size_t j = 0; j < sizeof OTHERS / sizeof *OTHERS; j++)
            known = known || strcmp(OTHERS[j], tables[i].name) == 0;
        if (about && !known)
            fail_msg("%s holds rows about persons and is in no copy", tables[i].name);
    }
}

/* ---- what is kept too long ---- */

static void run_nightly(void)
{
    size_t kind_count;
    const struct job_kind *kinds = features_jobs(&kind_count);
    const struct job_order order = {.kind = "privacy.nightly"};
    struct work work = mission->system;
    work.now = clock_now();
    assert_int_equal(job_add(&work, &order, NULL), OK);
    assert_int_equal(job_run_next(&work, kinds, kind_count, TEXT("test")), OK);
    assert_int_equal(count(SQL("t_job", "SELECT count(*) FROM job WHERE kind = 'privacy.nightly' AND state <> 'done'")),
                     0);
}

#define PROPOSALS count(SQL("t_proposals", "SELECT count(*) FROM retention_proposal WHERE state = 'proposed'"))
#define NEWEST_PROPOSAL newest_of(SQL("t_proposal", "SELECT id FROM retention_proposal ORDER BY id DESC LIMIT 1"))

/* All rows of a person as they were so many years ago. */
static void age(const struct person *person, int years)
{
    int64_t then = clock_now() - (int64_t)years * 366 * DAY_MICROSECONDS;
    struct value bind[] = {value_instant(then), value_date(zone_date(mission->application.zone, then)),
                           value_id(person->head.person)};
    assert_int_equal(db_execute(mission->db,
                                SQL("t_age", "UPDATE person SET created_at = $1, changed_at = $1, state_since = $2 "
                                             "WHERE person = $3"),
                                bind, 3, NULL),
                     OK);
}

static void what_is_due_is_proposed_at_night(void **state)
{
    (void)state;
    run_nightly();
    assert_int_equal(PROPOSALS, 0); /* nobody is due */
    age(farther, 3);
    age(far, 3); /* but has a case that is open */
    run_nightly();
    assert_int_equal(PROPOSALS, 1);
    run_nightly();
    assert_int_equal(PROPOSALS, 1);
    assert_int_equal(status_of_page(officer, "/en/retention-proposals"), 200);
    assert_true(loopback_shows(officer, "ELSEWHERE"));
    assert_int_equal(status_of_page(caseworker, "/en/retention-proposals"), 403);
}

static void a_hold_stops_it(void **state)
{
    const char *path = url("persons", farther->head.id, "/legal-holds/new");
    (void)state;
    assert_int_equal(status_of_page(supervisor, path), 403);
    assert_int_equal(status_of_page(officer, path), 200);
    const struct parameter form[] = {{TEXT("_key"), arena_text(mission->arena, loopback_hidden(officer, "_key"))},
                                     {TEXT("basis"), TEXT("court")},
                                     {TEXT("reason"), TEXT("Order 12 of the court of Tangier.")}};
    assert_int_equal(loopback_post_parameters(officer, path, form, 3)->status, 303);
    assert_int_equal(take(officer, "retention-proposals", NEWEST_PROPOSAL, "agree", NO_ANSWER, NO_ANSWER), 422);
    assert_int_equal(status_of_page(officer, url("persons", farther->head.id, "/erase")), 200);
    assert_true(loopback_shows(officer, "A court or an authority ordered it"));
    struct identifier hold = newest_of(SQL("t_hold", "SELECT id FROM legal_hold ORDER BY id DESC LIMIT 1"));
    assert_int_equal(take(officer, "legal-holds", hold, "lift", NO_ANSWER, NO_ANSWER), 422);
    assert_int_equal(take(officer, "legal-holds", hold, "lift", ANSWER("note", "The court is done."), NO_ANSWER), 303);
}

/* Do these bytes stand anywhere in the database's file?  In a copy, whose log is taken into the file as it is closed.
 */
static bool lies_in_files(struct text bytes)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    struct text path = text_slice(mission->database, strlen("sqlite:"), mission->database.length);
    struct text copy = arena_format(arena, "%s/copy-%zu", mission->directory, ++copies);
    struct text content;
    struct db *db;
    static const char *const BEHIND[] = {"", "-wal"};
    for (size_t i = 0; i < sizeof BEHIND / sizeof *BEHIND; i++) {
        const char *from = arena_format(arena, "%.*s%s", TEXT_ARG(path), BEHIND[i]).at;
        const char *to = arena_format(arena, "%.*s%s", TEXT_ARG(copy), BEHIND[i]).at;
        if (file_read(arena, from, (size_t)200 << 20, &content) == OK)
            assert_int_equal(file_write(to, content, 0600), OK);
    }
    assert_int_equal(db_open(arena_join(arena, TEXT("sqlite:"), copy), false, &db), OK);
    (void)db_close(db);
    assert_int_equal(file_read(arena, copy.at, (size_t)200 << 20, &content), OK);
    return text_find(content, bytes) >= 0;
}

static struct text key_of(const struct person *person)
{
    struct rows rows;
    struct value bind[] = {value_id(person->head.person)};
    assert_int_equal(db_query(mission->db, SQL("t_key", "SELECT wrapped FROM data_key WHERE person = $1"), bind, 1,
                              mission->arena, &rows),
                     OK);
    assert_true(rows.count > 0);
    return cell_text(&rows, 0, 0);
}

static void two_people_destroy_it_and_it_is_proven(void **state)
{
    struct identifier proposal = NEWEST_PROPOSAL;
    struct text key = key_of(farther);
    bool files = text_starts_with(mission->database, TEXT("sqlite:"));
    (void)state;
    assert_true(!files || lies_in_files(key)); /* the test finds what is there */
    assert_int_equal(take(officer, "retention-proposals", proposal, "agree", NO_ANSWER, NO_ANSWER), 303);
    assert_int_equal(take(officer, "retention-proposals", proposal, "confirm", ANSWER("_confirm", "yes"), NO_ANSWER),
                     422);
    assert_int_equal(take(supervisor, "retention-proposals", proposal, "confirm", NO_ANSWER, NO_ANSWER), 422);
    assert_int_equal(take(supervisor, "retention-proposals", proposal, "confirm", ANSWER("_confirm", "yes"), NO_ANSWER),
                     303);
    assert_int_equal(status_of_page(officer, url("persons", farther->head.id, "/certificate")), 200);
    assert_true(loopback_shows(officer, "What was looked for afterwards"));
    assert_int_equal(status_of_page(officer, url("persons", farther->head.id, "")), 200);
    assert_false(loopback_shows(officer, "ELSEWHERE"));
    if (files) {
        assert_false(lies_in_files(key));
    }
    /* it is not proposed again, and figures keep their column */
    run_nightly();
    assert_int_equal(PROPOSALS, 0);
    assert_int_equal(count(SQL("t_figures", "SELECT count(*) FROM person WHERE nationality = 'SEN'")), 4);
}

static void a_request_to_destroy_leads_to_a_proposal(void **state)
{
    (void)state;
    assert_int_equal(ask(caseworker, near, "erasure", "yes"), 303);
    assert_int_equal(take(officer, "data-requests", NEWEST_REQUEST, "answer", ANSWER("outcome", "granted"),
                          ANSWER("answer", "Your data will be destroyed.")),
                     303);
    assert_int_equal(PROPOSALS, 1);
    assert_int_equal(take(officer, "retention-proposals", NEWEST_PROPOSAL, "keep", ANSWER("kept_until", "2020-01-01"),
                          ANSWER("note", "Not yet.")),
                     422);
    assert_int_equal(take(officer, "retention-proposals", NEWEST_PROPOSAL, "keep", ANSWER("kept_until", "2031-01-01"),
                          ANSWER("note", "Not yet.")),
                     303);
}

static void the_register_shows_consents(void **state)
{
    (void)state;
    assert_int_equal(status_of_page(officer, "/en/person-consents?purpose=data"), 200);
    assert_int_equal(status_of_page(officer, "/en/person-consents?expires_on.from=2026-01-01&sort=expires_on"), 200);
    assert_int_equal(status_of_page(caseworker, "/en/person-consents"), 403);
    assert_int_equal(status_of_page(officer, "/en/privacy"), 200);
    assert_true(loopback_shows(officer, "From memory, to be verified"));
}

static enum outcome load_terms(const char *content)
{
    const char *path = arena_format(mission->arena, "%s/data_protection.csv", mission->directory).at;
    assert_int_equal(file_write(path, text_from(content), 0600), OK);
    return privacy_terms_load(mission->arena, mission->directory);
}

/* A profile's file that cannot be read stops the start; what it does not name keeps counting as the program has it. */
static void bad_terms_are_refused(void **state)
{
#define HEAD "kind,code,count,unit,event,source,mark\n"
    (void)state;
    assert_int_equal(privacy_terms_load(mission->arena, "/nowhere"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,0,days,received,x,proposed\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,-3,days,received,x,proposed\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,99999999999999999999,days,received,x,proposed\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,3,weeks,received,x,proposed\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,3,days,received,x,certain\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,3,days,received,x\n"), FAILED);
    assert_int_equal(load_terms(HEAD ",access,3,days,received,x,proposed\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,\"access,3,days\n"), FAILED);
    assert_int_equal(load_terms(HEAD "clock,access,3,days,received,\"a, b\",verified\n"), OK);
    assert_int_equal(ask(caseworker, near, "access", "yes"), 303);
    struct value due[] = {value_date(date_from_day((struct calendar_day){2026, 1, 8}))};
    assert_int_equal(
        fixture_count(mission, SQL("t_due_soon", "SELECT count(*) FROM data_request WHERE due_on = $1"), due, 1), 1);
    assert_int_equal(break_glass(caseworker, far->head.number), 303); /* minutes it does not name */
    assert_int_equal(privacy_terms_load(mission->arena, getenv("TEST_PROFILE")), OK);
}

/* What the person's own keys do not seal would outlive them: such rows hold nothing that was typed. */
static void nothing_typed_outlives_the_persons_keys(void **state)
{
    const struct record *record;
    (void)state;
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL; i++)
        for (size_t j = 0; record->seal_with == SEAL_ORGANISATION && j < record->field_count; j++)
            if (record->fields[j].kind == FIELD_TEXT || record->fields[j].kind == FIELD_LINES)
                fail_msg("%s.%s is sealed with the organisation's key", record->name, record->fields[j].name);
}

/* ---- the decision itself ---- */

/* An opening takes rights that are held to one more place: it gives none, and none that is not for reading. */
static void an_opening_widens_where_and_never_what(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct identifier home = identifier_new(), here = identifier_new(), there = identifier_new();
    struct opening opening = {
        .glass = identifier_new(), .person = identifier_new(), .organisation = home, .office = there};
    struct subject subject = {home, there, {{0}}, opening.person};
    struct subject other = {home, there, {{0}}, identifier_new()};
    struct subject abroad = {identifier_new(), there, {{0}}, opening.person};
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct assignment held = {home, here, (enum role)role};
        struct actor actor = {
            .user = identifier_new(), .organisation = home, .assignments = &held, .assignment_count = 1};
        struct actor opened = actor;
        opened.openings = &opening;
        opened.opening_count = 1;
        for (size_t i = 0; i < access_right_count(); i++) {
            const struct right *right = access_right(i);
            bool before = actor_may_on(&actor, right, &subject);
            bool after = actor_may_on(&opened, right, &subject);
            bool holds = access_scope_of((enum role)role, right) != SCOPE_NONE;
            assert_int_equal(after, before || (right->glass && holds));
            assert_int_equal(actor_may_on(&opened, right, &other), actor_may_on(&actor, right, &other));
            assert_int_equal(actor_may_on(&opened, right, &abroad), actor_may_on(&actor, right, &abroad));
            assert_int_equal(actor_opening(&opened, right, &subject) != NULL, after && !before);
            assert_true(right->opens != ROWS_PROTECTION || !right->glass);
            assert_false(right->glass && right->opens == ROWS_NONE);
        }
        /* the wall of each office: as it was, and the office of what was opened where such rows are read at all */
        struct text narrow = wall_of_actor(arena, &actor, false);
        assert_true(text_find(narrow, identifier_to_text(arena, there)) < 0);
        bool reads = access_scope_of((enum role)role, &person_read) != SCOPE_NONE;
        struct text widened = wall_of_actor(arena, &opened, false);
        assert_true(!reads || text_find(widened, identifier_to_text(arena, there)) >= 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_open_without_it),
        cmocka_unit_test(a_reason_opens_one_person_to_be_read),
        cmocka_unit_test(protection_stays_shut),
        cmocka_unit_test(a_program_of_the_user_gets_nothing),
        cmocka_unit_test(the_log_says_it_in_plain_words),
        cmocka_unit_test(a_search_that_points_elsewhere_is_in_the_log),
        cmocka_unit_test(it_says_why_something_cannot_be_seen),
        cmocka_unit_test(other_organisations_stay_shut),
        cmocka_unit_test(nobody_reviews_their_own),
        cmocka_unit_test(what_was_not_justified_ends_at_once),
        cmocka_unit_test(it_ends_by_itself),
        cmocka_unit_test(who_opened_it_may_close_it),
        cmocka_unit_test(a_request_has_a_clock_and_a_task),
        cmocka_unit_test(a_correction_is_answered_once_it_is_done),
        cmocka_unit_test(nobody_unknown_is_answered),
        cmocka_unit_test(a_copy_holds_everything),
        cmocka_unit_test(a_copy_is_made_by_a_job_and_goes_again),
        cmocka_unit_test(no_table_about_persons_is_forgotten),
        cmocka_unit_test(what_is_due_is_proposed_at_night),
        cmocka_unit_test(a_hold_stops_it),
        cmocka_unit_test(two_people_destroy_it_and_it_is_proven),
        cmocka_unit_test(a_request_to_destroy_leads_to_a_proposal),
        cmocka_unit_test(the_register_shows_consents),
        cmocka_unit_test(bad_terms_are_refused),
        cmocka_unit_test(nothing_typed_outlives_the_persons_keys),
        cmocka_unit_test(an_opening_widens_where_and_never_what),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
