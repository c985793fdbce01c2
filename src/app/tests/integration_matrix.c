/* Generated from the tables themselves: every route with every role, and every record with every role in every output.
   What may be seen is asked of the one decision function; what is shown is asked of the program, through its door. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/wall_of_actor.h"
#include "app/features.h"
#include "app/profile.h"
#include "codec/json.h"
#include "database/tests/place.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "record/detail.h"
#include "record/history.h"
#include "record/keys.h"
#include "record/list.h"
#include "system/random.h"
#include "view/tests/html_tree.h"

enum { RECORDS_MOST = 120, FAULTS_MOST = 20 };

static struct fixture *mission;
static struct loopback *browsers[ROLE_COUNT];
static struct text tokens[ROLE_COUNT];

/* One full row of each record of the API, in the first office. */
struct sample {
    struct record *record;
    const void *row;
};
static struct sample samples[RECORDS_MOST];
static size_t sample_count;
static struct identifier person;

static size_t faults;
static void fault(const char *what, const char *role, struct text where, const char *detail, int status)
{
    if (faults++ < FAULTS_MOST)
        print_error("%s: %s: %.*s %s (%d)\n", what, role, TEXT_ARG(where), detail, status);
}

/* ---- rows in which every text says where it stands ---- */

/* No mark is the beginning of another: `conference` is not found in the mark of `conference_number`. */
static struct text mark(struct arena *arena, const struct record *record, const struct field *field)
{
    return arena_format(arena, "mark.%s.%s.", record->name, field->name);
}

static struct identifier sample_of(const struct record *record)
{
    for (size_t i = 0; i < sample_count; i++)
        if (samples[i].record == record)
            return record_head_of(samples[i].row)->id;
    return identifier_new();
}

static void fill(const struct record *record, const struct field *field, void *row)
{
    void *at = (char *)row + field->offset;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        *(struct text *)at = mark(mission->arena, record, field);
        break;
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        *(struct text *)at = text_from(field->choices->choices[0].code);
        break;
    case FIELD_DATE:
        *(int32_t *)at = 19000;
        break;
    case FIELD_PARTIAL_DATE:
        *(struct partial_date *)at = (struct partial_date){10000, PRECISION_DAY};
        break;
    case FIELD_INSTANT:
        *(int64_t *)at = INT64_C(19000) * DAY_MICROSECONDS;
        break;
    case FIELD_INTEGER:
        *(int64_t *)at = field->largest > 0 ? field->largest : 7;
        break;
    case FIELD_MONEY:
        *(struct money *)at = (struct money){123400, "MAD"};
        break;
    case FIELD_FLAG:
        ((struct flag *)at)->is = FLAG_YES;
        break;
    case FIELD_LINK:
        *(struct identifier *)at = field->target == NULL ? identifier_new() : sample_of(field->target);
        break;
    }
}

/* Stored without the feature's own checks: here only the descriptor counts. */
static void add_sample(struct record *record)
{
    struct record plain = *record;
    plain.check = NULL;
    plain.stored = NULL;
    void *row = record_new(mission->arena, record);
    struct record_head *head = record_head(row);
    head->organisation = mission->organisation->head.id;
    head->office = mission->offices[0]->head.id;
    head->assigned = mission->users[ROLE_CASEWORKER];
    if (record->about_person && sample_count > 0)
        head->person = person;
    for (size_t i = 0; i < record->field_count; i++)
        fill(record, &record->fields[i], row);
    enum outcome outcome = record_insert(&mission->system, &plain, row);
    if (outcome != OK)
        print_error("%s: %d\n", record->name, (int)outcome);
    assert_int_equal(outcome, OK);
    if (sample_count == 0)
        person = head->id;
    samples[sample_count++] = (struct sample){record, row};
}

/* A job under the id of the person, so that its page is asked for too. */
static void add_job(void)
{
    const struct job_order order = {
        .id = person, .kind = "mark.job.kind", .organisation = mission->offices[0]->head.organisation};
    struct identifier id;
    assert_int_equal(job_add(&mission->system, &order, &id), OK);
}

static void add_samples(void)
{
    size_t count;
    const struct resource_list *lists = features_resources(&count);
    add_sample(&person_record); /* first: the others are about her */
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++) {
            struct record *record = (struct record *)(uintptr_t)lists[i].resources[j].record;
            if (record != &person_record)
                add_sample(record);
        }
}

static int open_mission(void **state)
{
    size_t grant_count;
    size_t route_count;
    size_t action_count;
    struct fixture_options options = {.writes_everywhere = true};
    (void)state;
    options.grants = features_grants(&grant_count);
    options.grant_list_count = grant_count;
    options.routes = features_routes(&route_count);
    options.route_list_count = route_count;
    options.actions = features_actions(&action_count);
    options.action_list_count = action_count;
    options.whole = true;
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    add_samples();
    add_job();
    for (int role = 0; role < ROLE_COUNT; role++) {
        browsers[role] = fixture_role(mission, (enum role)role);
        if (token_make(&mission->system, mission->users[role], TEXT("matrix"), TEXT_NONE, DATE_NONE, &tokens[role]) !=
            OK)
            return -1;
    }
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        browsers[role] = loopback_close(browsers[role]);
    mission = fixture_close(mission);
    return 0;
}

/* ---- every route with every role ---- */

static struct text fill_pattern(struct arena *arena, const char *pattern, struct identifier id)
{
    struct text rest = text_from(pattern);
    struct text whole = TEXT_NONE;
    for (ptrdiff_t at = text_find_byte(rest, '{'); at >= 0; at = text_find_byte(rest, '{')) {
        ptrdiff_t end = text_find_byte(rest, '}');
        whole = arena_join(arena, whole, text_slice(rest, 0, (size_t)at));
        whole = arena_join(arena, whole, identifier_to_text(arena, id));
        rest = text_slice(rest, (size_t)end + 1, rest.length);
    }
    return arena_join(arena, whole, rest);
}

static bool is_api(const char *pattern) { return text_starts_with(text_from(pattern), TEXT("/api/")); }

/* The row that a route's address is about: that of the record whose path it begins with, else any. */
static struct identifier row_of(const char *pattern)
{
    for (size_t i = 0; i < sample_count; i++)
        if (text_find(text_from(pattern), text_from(samples[i].record->path)) > 0)
            return record_head_of(samples[i].row)->id;
    return person;
}

static int ask(struct loopback *browser, struct text token, const struct route *route, struct text path)
{
    static const char *const METHODS[] = {[METHOD_GET] = "GET",
                                          [METHOD_HEAD] = "HEAD",
                                          [METHOD_POST] = "POST",
                                          [METHOD_PATCH] = "PATCH",
                                          [METHOD_DELETE] = "DELETE"};
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text address = is_api(route->pattern) ? path : arena_join(arena, TEXT("/fr"), path);
    if (is_api(route->pattern)) {
        loopback_set_header(browser, "Authorization", arena_join(arena, TEXT("Bearer "), token));
        const struct loopback_answer *answer =
            loopback_send(browser, METHODS[route->method], address.at, "application/json", TEXT("{}"));
        int status = answer->status;
        loopback_set_header(browser, "Authorization", TEXT_NONE);
        return status;
    }
    struct text form = arena_format(arena, "_key=%.*s", TEXT_ARG(token_new(arena, 16)));
    return route->method == METHOD_POST ? loopback_post(browser, address.at, form.at)->status
                                        : loopback_get(browser, address.at)->status;
}

static void check_route(const struct route *route, enum role role)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    const char *name = role_entry(role)->name;
    struct text path = fill_pattern(arena, route->pattern, row_of(route->pattern));
    bool held = route->right == NULL || access_scope_of(role, route->right) != SCOPE_NONE;
    if (text_ends_with(path, TEXT("/sign-out")))
        return; /* it would end the session the other routes are asked with */
    int status = ask(browsers[role], tokens[role], route, path);
    if (status >= 500)
        fault("fails", name, path, "", status);
    if (!held && status != 403 && status != 404)
        fault("open without its right", name, path, route->right->name, status);
    if (held && status == 401)
        fault("not signed in", name, path, "", status);
    /* a row that does not exist, or is of others, is not found */
    if (text_find_byte(text_from(route->pattern), '{') < 0 || route->open_to_all)
        return;
    struct identifier none = identifier_new();
    struct text nowhere = fill_pattern(arena, route->pattern, none);
    status = ask(browsers[role], tokens[role], route, nowhere);
    struct text location = loopback_last(browsers[role])->location;
    bool sent_away = status == 303 && text_find(location, identifier_to_text(arena, none)) < 0;
    if (status == 303 && !sent_away)
        status = loopback_follow(browsers[role])->status;
    if ((status < 400 || status >= 500) && !sent_away)
        fault("answers for a row that does not exist", name, path, "", status);
}

static void every_route_asks_every_role(void **state)
{
    size_t count;
    const struct route_list *lists = features_routes(&count);
    (void)state;
    faults = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            for (int role = 0; role < ROLE_COUNT; role++)
                check_route(&lists[i].routes[j], (enum role)role);
    assert_int_equal(faults, 0);
}

static void nobody_comes_in_unsigned(void **state)
{
    size_t count;
    const struct route_list *lists = features_routes(&count);
    AUTO_ARENA struct arena *arena = arena_open(1 << 22);
    (void)state;
    faults = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++) {
            const struct route *route = &lists[i].routes[j];
            struct text path = fill_pattern(arena, route->pattern, row_of(route->pattern));
            struct loopback *visitor = fixture_visitor(mission);
            int status = ask(visitor, TEXT("no-token"), route, path);
            /* pages lead to the sign-in, forms are kept for after it */
            bool shut = status == 401 || status == 403 || status == 303 ||
                        (status == 200 && loopback_shows(visitor, "name=\"password\""));
            if (!route->open_to_all && !shut)
                fault("open to nobody in particular", "nobody", path, "", status);
            (void)loopback_close(visitor);
        }
    assert_int_equal(faults, 0);
}

/* ---- every record with every role in every output ---- */

static bool holds(struct text body, struct text part) { return text_find(body, part) >= 0; }

static void check_json(const struct sample *sample, enum role role, const struct field_set *readable, bool reached)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    const struct record *record = sample->record;
    struct text id = identifier_to_text(arena, record_head_of(sample->row)->id);
    struct text path = arena_format(arena, "/api/v1/%s/%.*s", record->path, TEXT_ARG(id));
    loopback_set_header(browsers[role], "Authorization", arena_join(arena, TEXT("Bearer "), tokens[role]));
    const struct loopback_answer *answer = loopback_send(browsers[role], "GET", path.at, NULL, TEXT_NONE);
    const char *name = role_entry(role)->name;
    const struct json_value *object = NULL;
    if (reached ? answer->status != 200 : answer->status != 404 && answer->status != 403)
        fault("API", name, path, reached ? "is withheld" : "is given", answer->status);
    else if (reached && json_parse(arena, answer->body, JSON_LIMITS_REQUEST, &object, NULL) != OK)
        fault("API", name, path, "is no JSON", answer->status);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        bool shown = object != NULL && json_member(object, text_from(field->name)) != NULL;
        bool wanted = reached && field_set_has(readable, i);
        if (shown != wanted || (!wanted && holds(answer->body, mark(arena, record, field))))
            fault(wanted ? "API withholds" : "API gives", name, path, field->name, answer->status);
    }
    loopback_set_header(browsers[role], "Authorization", TEXT_NONE);
}

/* (The copy that a person may ask for holds all of it, by a right of its own.)
   Outputs that are not this role's show no field of it; those that are show no field that may not be read. */
static void check_page(const struct sample *sample, enum role role, const struct field_set *readable, bool reached,
                       struct text path, bool whole)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    const struct record *record = sample->record;
    const struct loopback_answer *answer = loopback_get(browsers[role], arena_string(arena, path));
    const char *name = role_entry(role)->name;
    if (answer->status >= 500)
        fault("page fails", name, path, "", answer->status);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (field->kind != FIELD_TEXT && field->kind != FIELD_LINES)
            continue;
        bool shown = holds(answer->body, mark(arena, record, field));
        bool may = reached && field_set_has(readable, i);
        if (shown && !may)
            fault("page shows", name, path, field->name, answer->status);
        if (whole && may && !shown && answer->status == 200)
            fault("page lacks", name, path, field->name, answer->status);
    }
}

static bool has_route(struct text pattern)
{
    size_t count;
    const struct route_list *lists = features_routes(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            if (lists[i].routes[j].method == METHOD_GET && text_is(pattern, lists[i].routes[j].pattern))
                return true;
    return false;
}

static void check_pages(const struct sample *sample, enum role role, const struct field_set *readable, bool reached)
{
    static const struct {
        const char *behind;
        bool row, whole;
    } OUTPUTS[] = {{"/{id}", true, false},
                   {"/{id}/history", true, false},
                   {"/{id}/edit", true, false},
                   {"", false, false},
                   {".csv", false, true}};
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    struct text id = identifier_to_text(arena, record_head_of(sample->row)->id);
    for (size_t i = 0; i < sizeof OUTPUTS / sizeof *OUTPUTS; i++) {
        struct text pattern = arena_format(arena, "/%s%s", sample->record->path, OUTPUTS[i].behind);
        if (!has_route(pattern))
            continue;
        struct text path = OUTPUTS[i].row ? arena_format(arena, "/fr/%s/%.*s%s", sample->record->path, TEXT_ARG(id),
                                                         OUTPUTS[i].behind + strlen("/{id}"))
                                          : arena_format(arena, "/fr%.*s", TEXT_ARG(pattern));
        check_page(sample, role, readable, reached, path, OUTPUTS[i].whole);
    }
}

static void every_output_shows_what_may_be_read(void **state)
{
    (void)state;
    faults = 0;
    for (size_t i = 0; i < sample_count; i++)
        for (int role = 0; role < ROLE_COUNT; role++) {
            AUTO_ARENA struct arena *arena = arena_open(1 << 20);
            const struct sample *sample = &samples[i];
            struct work work = fixture_work(mission, arena, mission->users[role]);
            struct subject subject = record_subject(sample->row);
            bool reached = actor_may_on(work.actor, sample->record->read, &subject);
            struct field_set may = record_readable(&work, sample->record, sample->row);
            struct field_set readable = record_shown(sample->record, &may);
            check_json(sample, (enum role)role, &readable, reached);
            check_pages(sample, (enum role)role, &readable, reached);
        }
    assert_int_equal(faults, 0);
}

/* ---- every page with hostile texts ---- */

enum { HOSTILE_EACH = 3 };
static size_t pages_compared;

/* The tree of a page written with this text in place of all that comes from data; empty when it is no page of 200. */
static struct text page_tree(struct arena *arena, enum role role, struct text path,
                             struct text (*substitute)(struct text, void *), size_t *which)
{
    struct text tree = TEXT_NONE;
    struct text wrong = TEXT_NONE;
    mission->application.substitute = substitute;
    mission->application.substitute_context = which;
    const struct loopback_answer *answer = loopback_get(browsers[role], arena_string(arena, path));
    mission->application.substitute = NULL;
    if (answer->status != 200 || !text_starts_with(answer->content_type, TEXT("text/html")))
        return TEXT_NONE;
    if (html_tree_read(arena, answer->body, &tree, &wrong) != OK)
        fault("page is not well formed", role_entry(role)->name, path, arena_string(arena, wrong), answer->status);
    return tree;
}

static void compare_page(enum role role, const char *pattern, const char *language)
{
    static size_t turn;
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    struct text path =
        arena_format(arena, "/%s%.*s", language, TEXT_ARG(fill_pattern(arena, pattern, row_of(pattern))));
    size_t first = 0;
    (void)loopback_get(browsers[role], arena_string(arena, path)); /* takes a notice that a page before left */
    struct text harmless = page_tree(arena, role, path, harmless_text, &first);
    if (harmless.length == 0)
        return;
    pages_compared++;
    for (size_t i = 0; i < HOSTILE_EACH; i++) {
        size_t which = turn++ % HOSTILE_COUNT;
        struct text tree = page_tree(arena, role, path, hostile_text, &which);
        if (!text_equal(tree, harmless))
            fault("a text changed the page", role_entry(role)->name, path, "", (int)which);
    }
}

static void hostile_texts_change_no_page(void **state)
{
    static const enum role ROLES[] = {ROLE_RECEPTION,         ROLE_CASEWORKER,       ROLE_SUPERVISOR,
                                      ROLE_PROTECTION,        ROLE_OPERATIONS,       ROLE_FINANCE_PREPARER,
                                      ROLE_PROGRAMME_MANAGER, ROLE_DATA_PROTECTION,  ROLE_ADMINISTRATOR,
                                      ROLE_ANALYST,           ROLE_FINANCE_RELEASER, ROLE_AUDITOR};
    size_t count;
    const struct route_list *lists = features_routes(&count);
    (void)state;
    faults = 0;
    for (size_t r = 0; r < sizeof ROLES / sizeof *ROLES; r++)
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < lists[i].count; j++) {
                const struct route *route = &lists[i].routes[j];
                if (route->method == METHOD_GET && !is_api(route->pattern))
                    compare_page(ROLES[r], route->pattern, r % 2 == 0 ? "fr" : "ar");
            }
    print_message("# %zu pages compared\n", pages_compared);
    assert_true(pages_compared > 150);
    assert_int_equal(faults, 0);
}

/* The decision function itself, against what the mission was promised: written by hand. */
static void promises_hold(void **state)
{
    static const struct {
        enum role role;
        const char *record, *field;
        bool may;
    } PROMISES[] = {
        {ROLE_RECEPTION, "person", "telephone", true},
        {ROLE_RECEPTION, "return_case", "situation", false},
        {ROLE_CASEWORKER, "return_case", "screening_outcome", true},
        {ROLE_CASEWORKER, "protection_screening", "decision", false},
        {ROLE_SUPERVISOR, "protection_screening", "level", false},
        {ROLE_AUDITOR, "protection_screening", "interviewed_on", false},
        {ROLE_DATA_PROTECTION, "protection_screening", "interview_note", false},
        {ROLE_SUPERVISOR, "protection_child", "status", false},
        {ROLE_PROGRAMME_MANAGER, "protection_determination", "decision", false},
        {ROLE_PROTECTION, "protection_screening", "priority_groups", true},
        {ROLE_PROTECTION_MANAGER, "protection_determination", "reasons", true},
        {ROLE_OPERATIONS, "return_case", "situation", false},
        {ROLE_OPERATIONS, "return_case", "flight", true},
        {ROLE_FINANCE_PREPARER, "person", "family_name", true},
        {ROLE_FINANCE_PREPARER, "person", "telephone", false},
        {ROLE_FINANCE_RELEASER, "return_case", "destination", false},
        {ROLE_PROGRAMME_MANAGER, "return_case", "country_of_return", true},
        {ROLE_PROGRAMME_MANAGER, "return_case", "destination", false},
        {ROLE_PROGRAMME_MANAGER, "person", "family_name", false},
        {ROLE_ANALYST, "person", "nationality", false},
        {ROLE_ADMINISTRATOR, "person", "family_name", false},
        {ROLE_ADMINISTRATOR, "return_case", "country_of_return", false},
        {ROLE_AUDITOR, "person", "family_name", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof PROMISES / sizeof *PROMISES; i++)
        for (size_t j = 0; j < sample_count; j++) {
            const struct record *record = samples[j].record;
            if (strcmp(record->name, PROMISES[i].record) != 0)
                continue;
            AUTO_ARENA struct arena *arena = arena_open(1 << 20);
            struct work work = fixture_work(mission, arena, mission->users[PROMISES[i].role]);
            struct field_set readable = record_readable(&work, record, samples[j].row);
            const struct field *field = record_field(record, text_from(PROMISES[i].field));
            assert_non_null(field);
            if (field_set_has(&readable, record_field_index(record, field)) != PROMISES[i].may)
                fail_msg("%s, %s: %s", role_entry(PROMISES[i].role)->name, record->name, field->name);
        }
}

/* ---- the second wall ---- */

static struct actor of_the_other_office(enum role role)
{
    static struct assignment held;
    held = (struct assignment){mission->organisation->head.id, mission->offices[1]->head.id, role};
    return (struct actor){.user = mission->users[role],
                          .organisation = held.organisation,
                          .office = held.office,
                          .assignments = &held,
                          .assignment_count = 1};
}

/* A reader of the record that forgot its limits: everybody who has an account may read all of it. */
static bool shows_without_limits(const struct sample *sample, struct db *db, const struct actor *actor)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    struct record broken = *sample->record;
    struct list_query query = {.size = 10};
    struct list_page page = {0};
    void *row = NULL;
    struct field_set readable;
    struct work work = work_of_system(db, mission->keys, arena);
    broken.read = &own_account;
    broken.sensitive = false;
    work.actor = actor;
    wall_set_actor(db, arena, actor);
    enum outcome got = record_peek(&work, &broken, record_head_of(sample->row)->id, &row, &readable);
    assert_true(got == OK || got == NOT_FOUND);
    assert_int_equal(record_list(&work, &broken, &query, &page), OK);
    return got == OK || page.count > 0;
}

/* The rows lie in the first office.  Reception of the second one is shown persons and cases by a reader without limits
   where nothing stands behind it, and nothing where PostgreSQL does. */
static void behind_a_broken_reader_stands_the_wall(void **state)
{
    struct actor actor = of_the_other_office(ROLE_RECEPTION);
    size_t shut = 0;
    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        struct subject subject = record_subject(samples[i].row);
        assert_true(shows_without_limits(&samples[i], mission->db, &actor));
        if (samples[i].record->read->opens == ROWS_NONE)
            continue; /* of the whole organisation */
        assert_false(actor_may_on(&actor, samples[i].record->read, &subject));
        if (shows_without_limits(&samples[i], mission->served, &actor))
            fail_msg("%s: a row of another office is shown", samples[i].record->name);
        shut++;
    }
    assert_true(shut >= 8);
}

/* What a page says, without what differs between any two of them. */
static struct text answer_of(struct arena *arena, enum role role, struct text path, struct db *db, int *ret_status)
{
    struct text tree = TEXT_NONE;
    struct text wrong;
    mission->application.db = db;
    const struct loopback_answer *answer = loopback_get(browsers[role], arena_string(arena, path));
    mission->application.db = mission->served;
    *ret_status = answer->status;
    if (text_starts_with(answer->content_type, TEXT("text/html")) &&
        html_tree_read(arena, answer->body, &tree, &wrong) == OK)
        return tree;
    bool dated = text_starts_with(answer->content_type, TEXT("application/")); /* says when it was made */
    return dated ? TEXT_NONE : arena_text(arena, answer->body);
}

/* Every route that reads, as every role: the same with the wall as without. */
static void the_wall_changes_no_answer(void **state)
{
    size_t count;
    size_t compared = 0;
    const struct route_list *lists = features_routes(&count);
    (void)state;
    faults = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            for (int role = 0; role < ROLE_COUNT; role++) {
                AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
                const struct route *route = &lists[i].routes[j];
                int walled;
                int open;
                if (route->method != METHOD_GET || is_api(route->pattern))
                    continue;
                struct text path = arena_format(arena, "/fr%.*s",
                                                TEXT_ARG(fill_pattern(arena, route->pattern, row_of(route->pattern))));
                (void)loopback_get(browsers[role], arena_string(arena, path)); /* takes a notice that was left */
                struct text with = answer_of(arena, (enum role)role, path, mission->served, &walled);
                struct text without = answer_of(arena, (enum role)role, path, mission->db, &open);
                if (walled != open || (walled == 200 && !text_equal(with, without)))
                    fault("the wall changed an answer", role_entry((enum role)role)->name, path, "", walled);
                compared += walled == 200 ? 1 : 0;
            }
    print_message("# %zu answers compared\n", compared);
    assert_true(compared > 200);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(promises_hold),
        cmocka_unit_test(every_output_shows_what_may_be_read),
        cmocka_unit_test(hostile_texts_change_no_page),
        cmocka_unit_test(every_route_asks_every_role),
        cmocka_unit_test(nobody_comes_in_unsigned),
        ON_POSTGRES(the_wall_changes_no_answer),
        ON_POSTGRES(behind_a_broken_reader_stands_the_wall),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
