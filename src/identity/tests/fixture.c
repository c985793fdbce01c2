#include "identity/tests/fixture.h"

#include "access/wall_of_actor.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "database/migrate.h"
#include "database/tests/place.h"
#include "record/keys.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"
#include "system/zone.h"
#include "web/record_api.h"
#include "web/record_pages.h"
#include "web/refusal.h"
#include "web/session.h"

enum { ARENA_LIMIT = 256 << 20, LISTS_MOST = 32 };

static void must(enum outcome outcome, const char *what)
{
    if (outcome == OK)
        return;
    (void)fprintf(stderr, "fixture: %s: outcome %d\n", what, (int)outcome);
    abort();
}

/* ---- rights, routes, actions ---- */

static void start_rights(const struct fixture_options *options)
{
    struct grant_list lists[LISTS_MOST] = {{identity_grants, identity_grant_count}};
    size_t count = 1;
    for (size_t i = 0; i < options->grant_list_count && count < LISTS_MOST; i++)
        lists[count++] = options->grants[i];
    access_start(lists, count);
}

static void add_routes(struct fixture *fixture, const struct fixture_options *options)
{
    struct route_list *lists = arena_array(fixture->arena, struct route_list, options->route_list_count + 2);
    const struct resource_list *resources = options->resources != NULL ? options->resources : &identity_resources;
    size_t count = 0;
    if (!options->whole) {
        lists[count++] = (struct route_list){identity_routes, identity_route_count};
        resource_routes(fixture->arena, resources, &lists[count++]);
    }
    for (size_t i = 0; i < options->route_list_count; i++)
        lists[count++] = options->routes[i];
    fixture->application.routes = lists;
    fixture->application.route_list_count = count;
}

static void add_actions(struct fixture *fixture, const struct fixture_options *options)
{
    static const struct internal_action *const OURS[] = {session_actions, refusal_actions, record_actions,
                                                         identity_actions};
    enum { OUR_COUNT = sizeof OURS / sizeof *OURS };
    const struct internal_action **lists =
        arena_array(fixture->arena, const struct internal_action *, OUR_COUNT + options->action_list_count);
    size_t count = 0;
    for (size_t i = 0; i < OUR_COUNT && !options->whole; i++)
        lists[count++] = OURS[i];
    for (size_t i = 0; i < options->action_list_count; i++)
        lists[count++] = options->actions[i];
    fixture->application.actions = lists;
    fixture->application.action_list_count = count;
}

static void describe(struct fixture *fixture, const struct fixture_options *options)
{
    struct application *application = &fixture->application;
    *application = (struct application){
        .settings = &fixture->settings,
        .keyring = fixture->keyring,
        .keys = fixture->keys,
        .db = fixture->served,
        .writes = true,
        .menu = options->menu,
        .menu_count = options->menu_count,
        .hooks = {identity_actor_of_user, identity_actor_of_token},
        .zone = zone_find(fixture->settings.zone),
        .style = TEXT("app.css"),
        .style_right_to_left = TEXT("app.rtl.css"),
        .script = TEXT("app.js"),
        .icons = TEXT("/assets/icons.svg"),
        .favicon = TEXT("favicon.svg"),
    };
    random_bytes(application->internal_secret, sizeof application->internal_secret);
    add_routes(fixture, options);
    add_actions(fixture, options);
    must(application_check(application), "routes");
}

/* ---- people ---- */

struct identifier fixture_user_of(struct fixture *fixture, struct text login, enum role role,
                                  const struct office *office)
{
    struct work *work = &fixture->system;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct user_account *account = record_new(fixture->arena, &user_account_record);
    account->head.organisation = office->head.organisation;
    account->login = login;
    account->name = login;
    account->language = TEXT("en");
    account->active.is = FLAG_YES;
    must(db_transaction_begin(fixture->db, true, &transaction), "transaction");
    must(record_insert(work, &user_account_record, account), "user");
    must(password_set(work, account->head.id, fixture->password_hash, false), "password");
    if (role != ROLE_COUNT)
        must(role_give(work, account->head.id, office, role), "role");
    must(db_transaction_commit(&transaction), "commit");
    return account->head.id;
}

struct identifier fixture_user(struct fixture *fixture, struct text login, enum role role, size_t office)
{
    return fixture_user_of(fixture, login, role, fixture->offices[office]);
}

static struct office *add_office(struct fixture *fixture, const struct organisation *organisation, struct text name)
{
    struct office *office = record_new(fixture->arena, &office_record);
    office->head.organisation = organisation->head.id;
    office->name = name;
    office->city = TEXT("Oujda");
    must(office_add(&fixture->system, office), "office");
    return office;
}

static struct organisation *add_organisation(struct fixture *fixture, struct text code)
{
    struct organisation *organisation = record_new(fixture->arena, &organisation_record);
    organisation->code = code;
    organisation->name = code;
    must(organisation_add(&fixture->system, organisation), "organisation");
    return organisation;
}

struct office *fixture_other_organisation(struct fixture *fixture)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    must(db_transaction_begin(fixture->db, true, &transaction), "transaction");
    struct office *office = add_office(fixture, add_organisation(fixture, TEXT("OTHER")), TEXT("Office of others"));
    must(db_transaction_commit(&transaction), "commit");
    return office;
}

static void add_people(struct fixture *fixture)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    fixture->password_hash =
        arena_text(fixture->arena, password_hash(fixture->arena, TEXT(FIXTURE_PASSWORD))); /* slow: once */
    must(db_transaction_begin(fixture->db, true, &transaction), "transaction");
    fixture->organisation = add_organisation(fixture, TEXT("OURS"));
    fixture->offices[0] = add_office(fixture, fixture->organisation, TEXT("First office"));
    fixture->offices[1] = add_office(fixture, fixture->organisation, TEXT("Second office"));
    for (int role = 0; role < ROLE_COUNT; role++)
        fixture->users[role] = fixture_user(fixture, text_from(role_entry((enum role)role)->name), (enum role)role, 0);
    must(db_transaction_commit(&transaction), "commit");
}

/* ---- opening and closing ---- */

static void open_settings(struct fixture *fixture)
{
    struct settings *settings = &fixture->settings;
    must(settings_read(fixture->arena, fixture->directory, NULL, settings), "settings");
    settings->address = TEXT("http://sanad.test");
    settings->secure_cookies = false;
    settings->mission_name = TEXT("Mission of the tests");
    settings->run = text_from(fixture->directory);
    settings->lockout_failures = 5;
    settings->lockout_minutes = 15;
    settings->require_second_factor = false;
}

static void open_served(struct fixture *fixture)
{
    fixture->served = fixture->db;
    fixture->served_reader = fixture->reader;
    if (!place_is_shared())
        return;
    struct text address = place_serve(fixture->arena, fixture->database);
    must(db_open(address, false, &fixture->served), "database");
    must(db_open(address, true, &fixture->served_reader), "reader");
}

struct fixture *fixture_open(const struct fixture_options *options)
{
    static const struct fixture_options NOTHING;
    struct arena *arena = arena_open(ARENA_LIMIT);
    struct fixture *fixture = arena_new(arena, struct fixture);
    if (options == NULL)
        options = &NOTHING;
    random_start();
    fixture->arena = arena;
    fixture->writes_everywhere = options->writes_everywhere;
    fixture->directory = arena_string(arena, TEXT("/tmp/sanad_test_XXXXXX"));
    if (mkdtemp(fixture->directory) == NULL)
        abort();
    fixture->database = place_open(arena, fixture->directory, "test.db");
    const char *ring = arena_format(arena, "%s/keys", fixture->directory).at;
    must(directory_make(ring, 0700), "keyring");
    must(keyring_make(ring, TEXT_NONE), "keyring");
    must(keyring_open(ring, TEXT_NONE, &fixture->keyring), "keyring");
    fixture->keys = keys_open(fixture->keyring);
    must(db_open(fixture->database, false, &fixture->db), "database");
    must(migrate(fixture->db, migrations, migration_count), "migrations");
    must(db_open(fixture->database, true, &fixture->reader), "reader");
    open_served(fixture);
    start_rights(options);
    identity_start(false);
    open_settings(fixture);
    fixture->system = work_of_system(fixture->db, fixture->keys, arena);
    add_people(fixture);
    describe(fixture, options);
    return fixture;
}

static void remove_directory(struct arena *arena, const char *path)
{
    DIR *entries = opendir(path);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (entry->d_name[0] != '.' && unlinkat(dirfd(entries), entry->d_name, 0) != 0)
            remove_directory(arena, arena_format(arena, "%s/%s", path, entry->d_name).at);
    if (entries != NULL)
        (void)closedir(entries);
    (void)rmdir(path);
}

struct fixture *fixture_close(struct fixture *fixture)
{
    if (fixture == NULL)
        return NULL;
    if (fixture->served != fixture->db) {
        fixture->served = db_close(fixture->served);
        fixture->served_reader = db_close(fixture->served_reader);
    }
    fixture->reader = db_close(fixture->reader);
    fixture->db = db_close(fixture->db);
    fixture->keys = keys_close(fixture->keys);
    fixture->keyring = keyring_close(fixture->keyring);
    remove_directory(fixture->arena, fixture->directory);
    place_close(fixture->arena, fixture->database);
    clock_set(INSTANT_NONE);
    (void)arena_close(fixture->arena);
    return NULL;
}

/* ---- browsers ---- */

struct loopback *fixture_visitor(struct fixture *fixture)
{
    struct loopback *client = loopback_open(&fixture->application);
    if (!fixture->writes_everywhere)
        loopback_read_with(client, fixture->served_reader);
    return client;
}

struct loopback *fixture_client(struct fixture *fixture, struct text login)
{
    struct loopback *client = fixture_visitor(fixture);
    const struct parameter form[] = {{TEXT("login"), login}, {TEXT("password"), TEXT(FIXTURE_PASSWORD)}};
    const struct loopback_answer *answer = loopback_post_parameters(client, "/en/sign-in", form, 2);
    if (answer->status != 303) {
        (void)fprintf(stderr, "fixture: %.*s cannot sign in: status %d\n", TEXT_ARG(login), answer->status);
        abort();
    }
    (void)loopback_get(client, "/en/account"); /* a page whose forms carry the session's token */
    return client;
}

struct loopback *fixture_role(struct fixture *fixture, enum role role)
{
    return fixture_client(fixture, text_from(role_entry(role)->name));
}

struct work fixture_work(struct fixture *fixture, struct arena *arena, struct identifier user)
{
    struct work work = work_of_system(fixture->served, fixture->keys, arena);
    struct actor *actor = arena_new(arena, struct actor);
    must(identity_actor_of_user(&work, user, actor), "actor");
    work.actor = actor;
    wall_set_actor(fixture->served, arena, actor);
    return work;
}

int64_t fixture_count(struct fixture *fixture, struct sql sql, const struct value *bind, size_t count)
{
    struct rows rows;
    AUTO_WALL struct wall_hold hold = wall_open(fixture->served, "what a test counts");
    must(db_query(fixture->served, sql, bind, count, fixture->arena, &rows), sql.name);
    return cell_integer(&rows, 0, 0);
}

int64_t fixture_audited(struct fixture *fixture, const char *action)
{
    struct value bind[] = {value_text(text_from(action))};
    return fixture_count(fixture, SQL("fixture_audited", "SELECT COUNT(*) FROM audit_event WHERE action = $1"), bind,
                         1);
}
