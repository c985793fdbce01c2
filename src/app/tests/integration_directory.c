/* The directory of services through its pages: who keeps what, what nobody outside ever sees, how the last place goes
   to one of two, what nobody verified for long. */
#include "base/tests/testing.h"

#include <stdlib.h>

#include "access/wall_of_actor.h"
#include "app/features.h"
#include "app/profile.h"
#include "codec/json.h"
#include "database/tests/place.h"
#include "directory/directory.h"
#include "identity/tests/fixture.h"
#include "web/internal.h"

static struct fixture *mission;
static struct loopback *manager, *partner, *caseworker, *visitor;
static struct office *partner_office;
static char *site, *service; /* of the partner */

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
    partner_office = fixture_other_organisation(mission);
    (void)fixture_user_of(mission, TEXT("social.worker"), ROLE_PARTNER, partner_office);
    manager = fixture_role(mission, ROLE_PROGRAMME_MANAGER);
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    partner = fixture_client(mission, TEXT("social.worker"));
    visitor = fixture_visitor(mission);
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    manager = loopback_close(manager);
    partner = loopback_close(partner);
    caseworker = loopback_close(caseworker);
    visitor = loopback_close(visitor);
    mission = fixture_close(mission);
    return 0;
}

static char *text_of(struct text text) { return arena_string(mission->arena, text); }

static char *behind(const char *path, const char *rest)
{
    return text_of(arena_format(mission->arena, "%s%s", path, rest));
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

static char *made(struct loopback *client)
{
    assert_int_equal(loopback_last(client)->status, 303);
    return text_of(loopback_last(client)->location);
}

static char *id_text(const char *path)
{
    struct text text = text_from(path);
    return text_of(text_slice(text, text.length - IDENTIFIER_TEXT, text.length));
}

static struct identifier id_of(const char *path)
{
    struct identifier id;
    assert_int_equal(text_to_identifier(text_from(id_text(path)), &id), OK);
    return id;
}

static struct directory_service *stored(const char *path)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &directory_service_record, id_of(path), &row), OK);
    return row;
}

static char *site_form(struct identifier provider, const char *rest)
{
    return text_of(arena_format(mission->arena, "provider=%.*s&name=Centre&city=Tanger&province=01.511%s",
                                TEXT_ARG(identifier_to_text(mission->arena, provider)), rest));
}

static char *service_form(const char *of_site, const char *name, const char *rest)
{
    return text_of(
        arena_format(mission->arena, "site=%s&category=CAR-MED&name=%s&cost=free%s", id_text(of_site), name, rest));
}

#define NEW_SITE "/en/directory-sites/new", "/en/directory-sites"
#define NEW_SERVICE "/en/directory-services/new", "/en/directory-services"

/* ---- who keeps what ---- */

static void test_a_partner_keeps_its_own_part(void **state)
{
    struct identifier own = partner_office->head.organisation, other = mission->organisation->head.id;
    (void)state;
    assert_int_equal(send(partner, NEW_SITE, site_form(other, "")), 422);
    assert_int_equal(send(partner, NEW_SITE, site_form(own, "&region=04")), 422); /* the province lies elsewhere */
    assert_int_equal(send(partner, NEW_SITE, site_form(own, "&position=here")), 422);
    assert_int_equal(send(partner, NEW_SITE, site_form(own, "&position=35%2C7595%3B+-5%2C834")), 303);
    site = made(partner);
    assert_int_equal(send(partner, NEW_SERVICE, service_form(site, "Own", "&channel=print&age_from=20&age_to=10")),
                     422);
    assert_int_equal(send(partner, NEW_SERVICE, service_form(site, "Own", "&channel=mail")), 422);
    assert_int_equal(send(partner, NEW_SERVICE, service_form(site, "Own", "&channel=print&capacity=3&languages=fra")),
                     303);
    service = made(partner);
    assert_true(identifier_equal(stored(service)->head.organisation, own));
    assert_true(identifier_equal(stored(service)->provider, own));
    assert_int_equal(loopback_get(caseworker, service)->status, 200); /* everybody reads */
    assert_int_equal(loopback_get(caseworker, behind(service, "/edit"))->status, 403);
    assert_int_equal(loopback_get(caseworker, "/en/directory-services/new")->status, 403);
}

/* Behind the second wall too: the rows, their history and the tasks are another organisation's. */
static void test_the_coordination_keeps_all(void **state)
{
    struct identifier other = mission->organisation->head.id;
    (void)state;
    assert_int_equal(send(manager, behind(service, "/edit"), service, "conditions=Call+before"), 303);
    assert_text(stored(service)->conditions, "Call before");
    assert_int_equal(loopback_get(manager, behind(service, "/history"))->status, 200);
    assert_true(loopback_shows(manager, "Call before"));
    assert_int_equal(send(manager, NEW_SITE, site_form(other, "")), 303);
    char *mission_site = made(manager);
    assert_int_equal(send(partner, NEW_SERVICE, service_form(mission_site, "Mission", "&channel=print")), 422);
    assert_int_equal(loopback_get(partner, behind(mission_site, "/edit"))->status, 403);
    assert_int_equal(send(manager, NEW_SERVICE, service_form(mission_site, "Mission", "&channel=print")), 303);
    char *of_mission = made(manager);
    assert_int_equal(loopback_post(partner, behind(of_mission, "/verified"), "")->status, 403);
    assert_int_equal(stored(of_mission)->verified_on, DATE_NONE);
}

static void test_an_organisation_without_accounts(void **state)
{
    (void)state;
    const char *form = "/en/directory-organisations/new", *all = "/en/directory-organisations";
    assert_int_equal(loopback_get(partner, form)->status, 403);
    assert_int_equal(send(manager, form, all, "code=NEW&name=New&kind=community&website=ftp%3A%2F%2Fx"), 422);
    assert_int_equal(send(manager, form, all, "code=NEW&name=New&kind=community&published=yes"), 303);
    char *organisation = made(manager);
    assert_int_equal(send(manager, form, all, "code=NEW&name=Second&kind=community"), 422); /* the code is taken */
    assert_int_equal(send(manager, NEW_SITE, site_form(id_of(organisation), "")), 303);
    char *its_site = made(manager);
    assert_int_equal(send(manager, NEW_SERVICE, service_form(its_site, "Far", "&channel=print")), 303);
    assert_int_equal(loopback_get(partner, behind(organisation, "/edit"))->status, 403);
}

/* ---- outside ---- */

static bool told_outside(const char *what)
{
    static const char *const LISTS[] = {"/en/services", "/fr/services", "/hsds/services?full=true&per_page=500",
                                        "/hsds/service_at_locations?full=true", "/hsds/services?minimal=true"};
    for (size_t i = 0; i < COUNT(LISTS); i++) {
        assert_int_equal(loopback_get(visitor, LISTS[i])->status, 200);
        if (loopback_shows(visitor, what))
            return true;
    }
    return false;
}

static void set(const char *path, struct loopback *client, const char *answers)
{
    assert_int_equal(send(client, behind(path, "/edit"), path, answers), 303);
}

static void publish(const char *yes)
{
    struct text id = identifier_to_text(mission->arena, partner_office->head.organisation);
    set(text_of(arena_format(mission->arena, "/en/directory-organisations/%.*s", TEXT_ARG(id))), manager, yes);
}

static int outside_status(const char *what)
{
    char *page = text_of(arena_format(mission->arena, "/en/services/%s%s", id_text(service), what));
    return loopback_get(visitor, page)->status;
}

static int hsds_status(void)
{
    return loopback_get(visitor, text_of(arena_format(mission->arena, "/hsds/services/%s", id_text(service))))->status;
}

static void test_what_is_hidden_is_nowhere(void **state)
{
    (void)state;
    const char *id = id_text(service);
    assert_false(told_outside(id)); /* its organisation is not published */
    assert_int_equal(hsds_status(), 404);
    publish("published=yes");
    assert_true(told_outside(id));
    assert_int_equal(hsds_status(), 200);
    assert_int_equal(outside_status(""), 200);
    set(service, manager, "hidden=yes");
    assert_false(told_outside(id));
    assert_int_equal(hsds_status(), 404);
    assert_int_equal(outside_status(""), 404);
    assert_int_equal(outside_status("/sheet.pdf"), 404);
    assert_int_equal(loopback_get(caseworker, service)->status, 200);
    set(service, manager, "hidden=no");
    assert_int_equal(outside_status(""), 200);
}

static void test_the_address_of_a_shelter_is_not_told(void **state)
{
    (void)state;
    set(site, manager, "address=7+secret+street&access_note=behind+the+mill&telephone=0599000000");
    assert_int_equal(outside_status(""), 200);
    assert_true(loopback_shows(visitor, "7 secret street"));
    set(site, manager, "address_hidden=yes");
    assert_int_equal(outside_status(""), 200);
    assert_false(loopback_shows(visitor, "secret street"));
    assert_false(loopback_shows(visitor, "the mill"));
    assert_false(loopback_shows(visitor, "0599000000"));
    assert_int_equal(hsds_status(), 200);
    assert_false(loopback_shows(visitor, "secret street"));
    assert_false(loopback_shows(visitor, "0599000000"));
    assert_false(loopback_shows(visitor, "latitude"));
    assert_false(loopback_shows(visitor, "the mill"));
    assert_false(told_outside("secret street"));
    assert_true(loopback_get(caseworker, site)->status == 200 && loopback_shows(caseworker, "7 secret street"));
    set(site, manager, "address_hidden=no");
}

static const struct json_value *answer(const char *path)
{
    const struct json_value *json;
    assert_int_equal(loopback_get(visitor, path)->status, 200);
    assert_text(loopback_last(visitor)->content_type, "application/json");
    struct text body = arena_text(mission->arena, loopback_last(visitor)->body);
    assert_int_equal(json_parse(mission->arena, body, JSON_LIMITS_REQUEST, &json, NULL), OK);
    return json;
}

static int64_t number(const struct json_value *json, const char *name)
{
    return json_integer_or(json_member(json, text_from(name)), -1);
}

static void test_pages_of_the_interface(void **state)
{
    static const char *const REFUSED[] = {"page=0", "page=x", "per_page=501", "format=csv", "modified_after=soon"};
    (void)state;
    assert_text(json_text_or(json_member(answer("/hsds"), TEXT("version")), TEXT_NONE), "3.0");
    const struct json_value *page = answer("/hsds/services?per_page=1&page=2");
    int64_t total = number(page, "total_items");
    assert_true(total >= 2);
    assert_int_equal(number(page, "total_pages"), total);
    assert_int_equal(number(page, "size"), 1);
    assert_false(json_boolean_or(json_member(page, TEXT("first_page")), true));
    page = answer("/hsds/services?page=999");
    assert_true(json_boolean_or(json_member(page, TEXT("empty")), false));
    assert_int_equal(number(page, "total_items"), total);
    assert_int_equal(number(answer("/hsds/services?search=FAR"), "total_items"), 1);
    assert_int_equal(number(answer("/hsds/services?search=%25"), "total_items"), 0);
    assert_int_equal(number(answer("/hsds/services?taxonomy_term_id=no"), "total_items"), 0);
    assert_int_equal(number(answer("/hsds/services?modified_after=2999-01-01"), "total_items"), 0);
    assert_int_equal(number(answer("/hsds/services?modified_after=2020-01-01T00:00:00Z"), "total_items"), total);
    assert_true(number(answer("/hsds/taxonomy_terms?per_page=500"), "total_items") > 20);
    for (size_t i = 0; i < COUNT(REFUSED); i++)
        assert_int_equal(loopback_get(visitor, behind("/hsds/services?", REFUSED[i]))->status, 422);
    assert_int_equal(loopback_get(visitor, "/hsds/services/1")->status, 404);
    assert_int_equal(loopback_get(visitor, "/hsds/taxonomies/00000000-0000-0000-0000-000000000000")->status, 404);
    const struct json_value *organisations = answer("/hsds/organizations");
    assert_int_equal(number(organisations, "total_items"), 2); /* the partner and the one without accounts */
}

/* ---- finding ---- */

static void test_what_fits_comes_first_and_why_the_rest_does_not(void **state)
{
    (void)state;
    set(service, manager, "for_sex=F&age_from=18");
    assert_int_equal(loopback_get(caseworker, "/en/directory?category=CAR-MED&sex=M&age=30&province=01.511")->status,
                     200);
    assert_true(loopback_shows(caseworker, "It receives others: Women and girls only."));
    struct text body = loopback_last(caseworker)->body;
    ptrdiff_t far = text_find(body, TEXT(">Far<")), own = text_find(body, text_from(id_text(service)));
    assert_true(far > 0 && own > far);
    assert_int_equal(loopback_get(caseworker, "/en/directory?sex=F&age=17")->status, 200);
    assert_true(loopback_shows(caseworker, "Only from the age of 18."));
    assert_int_equal(loopback_get(caseworker, "/en/directory?age=many")->status, 200);
    assert_true(loopback_shows(caseworker, "Write the age as a number"));
    assert_int_equal(loopback_get(caseworker, "/en/directory?category=%3Cscript%3E")->status, 200);
    assert_false(loopback_shows(caseworker, "<script>alert"));
    set(service, manager, "for_sex=&age_from=");
}

/* ---- true until when ---- */

static int64_t tasks_of(const char *path, struct identifier organisation)
{
    const struct value bind[] = {value_id(id_of(path)), value_id(organisation)};
    return fixture_count(mission,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE done_at IS NULL AND subject = $1 AND "
                                        "organisation = $2"),
                         bind, 2);
}

static void run_due(void)
{
    struct job job = {0};
    struct job_context context = {.work = &mission->system, .job = &job, .kind = &directory_due_job};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    assert_int_equal(directory_due_job.run(&context), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void test_what_nobody_verified_is_a_task(void **state)
{
    struct identifier own = partner_office->head.organisation;
    const struct json_value *far = answer("/hsds/services?search=FAR");
    const struct json_value *first = json_element(json_member(far, TEXT("contents")), 0);
    char *of_nobody = text_of(json_text_or(json_member(first, TEXT("id")), TEXT_NONE));
    (void)state;
    run_due();
    run_due(); /* once for each */
    assert_int_equal(tasks_of(service, own), 1);
    assert_int_equal(tasks_of(of_nobody, mission->organisation->head.id), 1); /* nobody signs in there */
    assert_int_equal(loopback_get(partner, "/en/")->status, 200);
    assert_true(loopback_shows(partner, "Verify a service of the directory"));
    assert_int_equal(loopback_get(manager, service)->status, 200);
    assert_true(loopback_shows(manager, "Nobody has verified this service yet."));
    assert_int_equal(loopback_post(manager, behind(service, "/verified"), "")->status, 303);
    struct directory_service *row = stored(service);
    assert_true(identifier_equal(row->verified_by, mission->users[ROLE_PROGRAMME_MANAGER]));
    assert_int_equal(row->verify_by, date_add_months(row->verified_on, 6));
    assert_int_equal(tasks_of(service, own), 0);
    run_due();
    assert_int_equal(tasks_of(service, own), 0);
    assert_int_equal(loopback_get(partner, behind(service, "/history"))->status, 200);
    assert_true(loopback_shows(partner, "Verified"));
}

/* ---- places ---- */

static struct identifier holder(unsigned char number) { return (struct identifier){{1, number}}; }

static enum outcome take(struct work *work, unsigned char who, int64_t places, struct service_week *ret)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    int32_t monday = date_from_day((struct calendar_day){2026, 6, 1});
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = service_place_take(work, id_of(service), monday + 2, holder(who), places, ret);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void test_places_are_taken_moved_and_given_back(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    struct work work = fixture_work(mission, arena, mission->users[ROLE_CASEWORKER]);
    struct service_week week = {0};
    int32_t monday = date_from_day((struct calendar_day){2026, 6, 1});
    (void)state;
    work.db = mission->served; /* whoever works here takes a place, whosever the service is */
    wall_set_actor(work.db, arena, work.actor);
    assert_int_equal(take(&work, 1, 2, &week), OK);
    assert_int_equal(week.week, monday);
    assert_int_equal(week.left, 1);
    assert_int_equal(take(&work, 2, 2, &week), CONFLICT);
    assert_int_equal(take(&work, 2, 0, &week), INVALID);
    assert_int_equal(take(&work, 2, 1, &week), OK);
    assert_int_equal(week.left, 0);
    assert_int_equal(take(&work, 1, 1, &week), OK); /* the same holder needs less: it does not hold three */
    assert_int_equal(week.left, 1);
    assert_int_equal(take(&work, 1, 3, &week), CONFLICT);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(service_place_take(&work, id_of(service), monday + 7, holder(1), 3, &week), OK);
    assert_int_equal(week.left, 0);
    assert_int_equal(service_week_get(&work, id_of(service), monday, &week), OK);
    assert_int_equal(week.taken, 1); /* what the holder had in the other week is free again */
    assert_int_equal(service_place_give_back(&work, id_of(service), holder(1)), OK);
    assert_int_equal(service_place_give_back(&work, id_of(service), holder(1)), OK);
    assert_int_equal(service_place_give_back(&work, id_of(service), holder(2)), OK);
    assert_int_equal(service_week_get(&work, id_of(service), monday, &week), OK);
    assert_int_equal(week.taken, 0);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(service_place_take(&work, holder(9), monday, holder(1), 1, &week), NOT_FOUND);
}

/* Both saw that one is left before either took it. */
static void test_the_last_place_goes_to_one(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    AUTO_DB struct db *second = NULL;
    struct work one = mission->system, other = mission->system;
    struct service_week week = {0};
    int32_t monday = date_from_day((struct calendar_day){2026, 6, 8});
    struct db_transaction late = {0};
    (void)state;
    assert_int_equal(db_open(mission->database, false, &second), OK);
    wall_open_for_system(second);
    one.arena = other.arena = arena;
    other.db = second;
    AUTO_TRANSACTION struct db_transaction first = {0};
    assert_int_equal(db_transaction_begin(one.db, true, &first), OK);
    assert_int_equal(service_place_take(&one, id_of(service), monday, holder(1), 2, &week), OK);
    if (db_has_many_writers(mission->database)) { /* its snapshot is older than what the first commits */
        assert_int_equal(db_transaction_begin(other.db, true, &late), OK);
        assert_int_equal(service_week_get(&other, id_of(service), monday, &week), OK);
        assert_int_equal(week.left, 3);
    }
    assert_int_equal(service_place_take(&one, id_of(service), monday, holder(2), 1, &week), OK);
    assert_int_equal(db_transaction_commit(&first), OK);
    if (db_has_many_writers(mission->database)) {
        enum outcome raced = service_place_take(&other, id_of(service), monday, holder(3), 1, &week);
        assert_int_equal(raced, UNAVAILABLE); /* run again, as every request that lost a race */
        db_transaction_end(&late);
    }
    assert_int_equal(db_transaction_begin(other.db, true, &late), OK);
    assert_int_equal(service_place_take(&other, id_of(service), monday, holder(3), 1, &week), CONFLICT);
    assert_int_equal(service_week_get(&other, id_of(service), monday, &week), OK); /* the transaction goes on */
    assert_int_equal(week.taken, 3);
    db_transaction_end(&late);
}

static void test_a_closed_service_takes_nobody(void **state)
{
    struct service_week week;
    const char *step = behind(service, "/steps/suspend"), *close = behind(service, "/steps/close");
    struct service_day day;
    int32_t today = zone_date(mission->system.zone, mission->system.now);
    (void)state;
    assert_int_equal(send(manager, step, step, "note="), 422);
    assert_int_equal(send(manager, step, step, "note=Repairs"), 303);
    assert_int_equal(service_place_take(&mission->system, id_of(service), today, holder(5), 1, &week), INVALID);
    assert_int_equal(service_open_on(&mission->system, id_of(service), today, &day), OK);
    assert_false(day.open);
    assert_int_equal(send(partner, close, close, "note=Over&_confirm=yes"), 303);
    assert_text(stored(service)->head.state, "closed");
    assert_int_equal(service_place_take(&mission->system, id_of(service), today, holder(5), 1, &week), INVALID);
    assert_int_equal(outside_status(""), 404);
    assert_false(told_outside(id_text(service)));
    assert_int_equal(loopback_post(partner, behind(service, "/verified"), "")->status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_partner_keeps_its_own_part),
        cmocka_unit_test(test_the_coordination_keeps_all),
        cmocka_unit_test(test_an_organisation_without_accounts),
        cmocka_unit_test(test_what_is_hidden_is_nowhere),
        cmocka_unit_test(test_the_address_of_a_shelter_is_not_told),
        cmocka_unit_test(test_pages_of_the_interface),
        cmocka_unit_test(test_what_fits_comes_first_and_why_the_rest_does_not),
        cmocka_unit_test(test_what_nobody_verified_is_a_task),
        cmocka_unit_test(test_places_are_taken_moved_and_given_back),
        cmocka_unit_test(test_the_last_place_goes_to_one),
        cmocka_unit_test(test_a_closed_service_takes_nobody),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
