/* Organisations, offices, users and roles, as administrators keep them: pages and API. */
#include "base/tests/testing.h"

#include <stdio.h>

#include "identity/tests/fixture.h"
#include "system/clock.h"

#define OTHER_PASSWORD "un autre chemin vers la mer"

static struct fixture *fixture;
static struct loopback *administrator;

static int open_fixture(void **state)
{
    (void)state;
    fixture = fixture_open(NULL);
    administrator = fixture_role(fixture, ROLE_ADMINISTRATOR);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    administrator = loopback_close(administrator);
    fixture = fixture_close(fixture);
    return 0;
}

static struct parameter parameter(const char *name, struct text value)
{
    return (struct parameter){text_from(name), value};
}

static struct text id_text(struct identifier id) { return identifier_to_text(fixture->arena, id); }

static const char *user_path(struct identifier user, const char *behind)
{
    return arena_format(fixture->arena, "/en/users/%.*s%s", TEXT_ARG(id_text(user)), behind).at;
}

static bool is_signed_in(struct loopback *client) { return loopback_get(client, "/en/account")->status == 200; }

static int64_t count_roles(struct identifier user)
{
    struct value bind[] = {value_id(user), value_date(zone_date(fixture->application.zone, clock_now()))};
    return fixture_count(fixture,
                         SQL("t_roles", "SELECT COUNT(*) FROM role_assignment WHERE account = $1 "
                                        "AND (until IS NULL OR until >= $2)"),
                         bind, 2);
}

static struct identifier role_of(struct identifier user)
{
    struct rows rows;
    struct value bind[] = {value_id(user)};
    assert_int_equal(db_query(fixture->db,
                              SQL("t_role", "SELECT id FROM role_assignment WHERE account = $1 ORDER BY id"), bind, 1,
                              fixture->arena, &rows),
                     OK);
    return cell_id(&rows, 0, 0);
}

/* ---- users ---- */

static int try_password(struct loopback *client, const char *login, const char *password)
{
    const struct parameter form[] = {parameter("login", text_from(login)), parameter("password", text_from(password))};
    return loopback_post_parameters(client, "/en/sign-in", form, COUNT(form))->status;
}

static void change_first_password(struct loopback *client)
{
    assert_text(loopback_last(client)->location, "/en/account/password");
    assert_int_equal(loopback_follow(client)->status, 200);
    assert_true(loopback_shows(client, "Choose one of your own"));
    assert_int_equal(loopback_get(client, "/en/offices")->status, 303);
    assert_int_equal(loopback_get(client, "/en/account/tokens")->status, 303);
    assert_int_equal(loopback_post(client, "/en/account", "language=fr")->status, 403);
    const struct parameter form[] = {parameter("old_password", TEXT(FIXTURE_PASSWORD)),
                                     parameter("password", TEXT(OTHER_PASSWORD)),
                                     parameter("repeated", TEXT(OTHER_PASSWORD))};
    assert_int_equal(loopback_post_parameters(client, "/en/account/password", form, COUNT(form))->status, 303);
    assert_int_equal(loopback_get(client, "/en/account/tokens")->status, 200);
}

static void test_new_user(void **state)
{
    (void)state;
    assert_int_equal(loopback_get(administrator, "/en/users/new")->status, 200);
    struct parameter form[] = {parameter("login", TEXT("Samira.T")),
                               parameter("name", TEXT("Samira of the tests")),
                               parameter("language", TEXT("en")),
                               parameter("active", TEXT("yes")),
                               parameter("password", TEXT("too short")),
                               parameter("_key", arena_text(fixture->arena, loopback_hidden(administrator, "_key")))};
    assert_int_equal(loopback_post_parameters(administrator, "/en/users", form, COUNT(form))->status, 422);
    assert_true(loopback_shows(administrator, "12 characters at least"));
    assert_true(loopback_shows(administrator, "value=\"Samira of the tests\""));
    form[4].value = TEXT(FIXTURE_PASSWORD);
    assert_int_equal(loopback_post_parameters(administrator, "/en/users", form, COUNT(form))->status, 303);
    struct text location = arena_text(fixture->arena, loopback_last(administrator)->location);
    assert_int_equal(loopback_post_parameters(administrator, "/en/users", form, COUNT(form))->status, 303); /* twice */
    assert_true(text_equal(loopback_last(administrator)->location, location));
    assert_int_equal(loopback_follow(administrator)->status, 200);
    assert_true(loopback_shows(administrator, "Samira of the tests"));
    form[5].value = TEXT("another-form");
    assert_int_equal(loopback_post_parameters(administrator, "/en/users", form, COUNT(form))->status, 422);
    assert_true(loopback_shows(administrator, "This user name is taken"));

    struct loopback *client = fixture_visitor(fixture);
    const char *roles = arena_format(fixture->arena, "%.*s/roles", TEXT_ARG(location)).at;
    const struct parameter role[] = {parameter("role", TEXT("caseworker")),
                                     parameter("office", id_text(fixture->offices[1]->head.id))};
    assert_int_equal(loopback_post_parameters(administrator, roles, role, 2)->status, 303);
    assert_int_equal(try_password(client, "samira.t", FIXTURE_PASSWORD), 303);
    change_first_password(client);
    (void)loopback_close(client);
}

/* Of a user too: names that do not end, turn directions round, hold NUL or are no text. */
static void test_harmful_names_of_users(void **state)
{
    char long_name[10000];
    memset(long_name, 'a', sizeof long_name);
    const struct text names[] = {{long_name, sizeof long_name},
                                 TEXT("Sami\u202era"),
                                 TEXT("Sami\0ra"),
                                 TEXT("Sami\xff"),
                                 TEXT("\u2066Sami"),
                                 TEXT("Sami\x1b[2J")};
    (void)state;
    assert_int_equal(loopback_get(administrator, "/en/users/new")->status, 200);
    struct parameter form[] = {parameter("login", TEXT("harmful")),
                               parameter("name", TEXT("Harmful of the tests")),
                               parameter("language", TEXT("en")),
                               parameter("active", TEXT("yes")),
                               parameter("password", TEXT(FIXTURE_PASSWORD)),
                               parameter("_key", arena_text(fixture->arena, loopback_hidden(administrator, "_key")))};
    int64_t before = fixture_count(fixture, SQL("t_users", "SELECT COUNT(*) FROM user_account"), NULL, 0);
    for (size_t field = 0; field < 2; field++) {
        struct text sound = form[field].value;
        for (size_t i = 0; i < COUNT(names); i++) {
            form[field].value = names[i];
            int status = loopback_post_parameters(administrator, "/en/users", form, COUNT(form))->status;
            if (status != 422 && status != 400)
                fail_msg("%s %zu: %d", field == 0 ? "login" : "name", i, status);
        }
        form[field].value = sound;
    }
    assert_int_equal(fixture_count(fixture, SQL("t_users", "SELECT COUNT(*) FROM user_account"), NULL, 0), before);
    /* at the door they are nobody's, whatever their length */
    struct loopback *visitor = fixture_visitor(fixture);
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct parameter door[] = {parameter("login", names[i]), parameter("password", names[i])};
        int status = loopback_post_parameters(visitor, "/en/sign-in", door, COUNT(door))->status;
        if (status != 422 && status != 400 && status != 401)
            fail_msg("sign-in %zu: %d", i, status);
    }
    (void)loopback_close(visitor);
}

static void test_password_from_administrator(void **state)
{
    (void)state;
    struct identifier user = fixture->users[ROLE_TRAINER];
    struct loopback *client = fixture_role(fixture, ROLE_TRAINER);
    const struct parameter weak[] = {parameter("password", TEXT("trainer-trainer-1"))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(user, "/password"), weak, 1)->status, 422);
    assert_true(loopback_shows(administrator, "may not hold the user name"));
    assert_true(is_signed_in(client));
    const struct parameter sound[] = {parameter("password", TEXT(FIXTURE_PASSWORD))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(user, "/password"), sound, 1)->status, 303);
    assert_false(is_signed_in(client));
    assert_int_equal(fixture_audited(fixture, "password.given"), 1);
    assert_int_equal(try_password(client, "trainer", FIXTURE_PASSWORD), 303);
    change_first_password(client);
    (void)loopback_close(client);
}

static void test_sessions_ended(void **state)
{
    (void)state;
    struct identifier user = fixture->users[ROLE_TRAINER];
    struct loopback *client = fixture_role(fixture, ROLE_TRAINER);
    assert_int_equal(loopback_post(administrator, user_path(user, "/sessions/end"), "")->status, 303);
    assert_false(is_signed_in(client));
    assert_int_equal(loopback_post(administrator, user_path(user, "/second-factor/remove"), "")->status, 303);
    assert_int_equal(fixture_audited(fixture, "second_factor.removed"), 1);
    (void)loopback_close(client);
}

/* Nobody but an administrator keeps accounts, whatever they send. */
static void test_others_may_not(void **state)
{
    static const enum role ROLES[] = {ROLE_CASEWORKER, ROLE_SUPERVISOR, ROLE_AUDITOR, ROLE_DATA_PROTECTION};
    static const char *const PATHS[] = {"/password", "/second-factor/remove", "/sessions/end", "/roles", ""};
    (void)state;
    struct identifier user = fixture->users[ROLE_TRAINER];
    for (size_t i = 0; i < COUNT(ROLES); i++) {
        struct loopback *client = fixture_role(fixture, ROLES[i]);
        for (size_t j = 0; j < COUNT(PATHS); j++)
            assert_int_equal(loopback_post(client, user_path(user, PATHS[j]), "role=administrator")->status, 403);
        assert_int_equal(loopback_post(client, "/en/users", "login=x")->status, 403);
        assert_int_equal(loopback_get(client, "/en/users")->status, ROLES[i] == ROLE_CASEWORKER ? 403 : 200);
        (void)loopback_close(client);
    }
    assert_int_equal(count_roles(user), 1);
}

/* ---- roles ---- */

static void test_give_and_end_role(void **state)
{
    (void)state;
    struct identifier user = fixture->users[ROLE_TRAINER];
    struct loopback *client = fixture_role(fixture, ROLE_TRAINER);
    assert_int_equal(loopback_get(client, "/en/offices")->status, 403);
    struct parameter form[] = {parameter("role", TEXT("caseworker")),
                               parameter("office", id_text(fixture->offices[1]->head.id)),
                               parameter("until", TEXT("31/02/2022"))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(user, "/roles"), form, 3)->status, 422);
    form[2].value = TEXT("");
    form[0].value = TEXT("emperor");
    assert_int_equal(loopback_post_parameters(administrator, user_path(user, "/roles"), form, 3)->status, 422);
    assert_int_equal(count_roles(user), 1);
    form[0].value = TEXT("caseworker");
    assert_int_equal(loopback_post_parameters(administrator, user_path(user, "/roles"), form, 3)->status, 303);
    assert_int_equal(loopback_get(client, "/en/offices")->status, 200); /* at once */
    const char *end = arena_format(fixture->arena, "/roles/%.*s/end", TEXT_ARG(id_text(role_of(user)))).at;
    assert_int_equal(loopback_post(administrator, user_path(user, end), "")->status, 303);
    assert_int_equal(count_roles(user), 1);
    /* a role of somebody else, under this user's address */
    end =
        arena_format(fixture->arena, "/roles/%.*s/end", TEXT_ARG(id_text(role_of(fixture->users[ROLE_CASEWORKER])))).at;
    assert_int_equal(loopback_post(administrator, user_path(user, end), "")->status, 404);
    (void)loopback_close(client);
}

static void test_own_last_role(void **state)
{
    (void)state;
    struct identifier self = fixture->users[ROLE_ADMINISTRATOR];
    const char *end = arena_format(fixture->arena, "/roles/%.*s/end", TEXT_ARG(id_text(role_of(self)))).at;
    assert_int_equal(loopback_post(administrator, user_path(self, end), "")->status, 422);
    assert_true(loopback_shows(administrator, "your last role as administrator"));
    assert_int_equal(loopback_get(administrator, user_path(self, "/edit"))->status, 200);
    const struct parameter close[] = {parameter("_version", loopback_hidden(administrator, "_version")),
                                      parameter("active", TEXT("no"))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(self, ""), close, 2)->status, 422);
    /* with a second one, the first may go */
    const struct parameter form[] = {parameter("role", TEXT("administrator")),
                                     parameter("office", id_text(fixture->offices[1]->head.id))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(self, "/roles"), form, 2)->status, 422);
    assert_true(loopback_shows(administrator, "Nobody gives a role to themselves"));
    (void)fixture_user(fixture, TEXT("second.administrator"), ROLE_ADMINISTRATOR, 0);
    struct loopback *second = fixture_client(fixture, TEXT("second.administrator"));
    assert_int_equal(loopback_get(second, user_path(self, ""))->status, 200);
    assert_int_equal(loopback_post_parameters(second, user_path(self, "/roles"), form, 2)->status, 303);
    (void)loopback_close(second);
    assert_int_equal(loopback_post(administrator, user_path(self, end), "")->status, 303);
    assert_int_equal(loopback_get(administrator, "/en/users")->status, 200);
}

/* ---- other organisations ---- */

static void test_other_organisation(void **state)
{
    (void)state;
    struct office *office = fixture_other_organisation(fixture);
    struct identifier stranger = fixture_user_of(fixture, TEXT("stranger"), ROLE_CASEWORKER, office);
    assert_int_equal(loopback_get(administrator, user_path(stranger, ""))->status, 404);
    assert_int_equal(loopback_post(administrator, user_path(stranger, "/sessions/end"), "")->status, 404);
    const struct parameter password[] = {parameter("password", TEXT(OTHER_PASSWORD))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(stranger, "/password"), password, 1)->status,
                     404);
    struct parameter form[] = {parameter("role", TEXT("caseworker")), parameter("office", id_text(office->head.id))};
    assert_int_equal(loopback_post_parameters(administrator, user_path(stranger, "/roles"), form, 2)->status, 404);
    assert_int_equal(
        loopback_post_parameters(administrator, user_path(fixture->users[ROLE_TRAINER], "/roles"), form, 2)->status,
        422); /* our user in their office */
    assert_int_equal(count_roles(fixture->users[ROLE_TRAINER]), 1);
    assert_int_equal(loopback_get(administrator, "/en/users")->status, 200);
    assert_false(loopback_shows(administrator, "stranger"));
    const char *edit = arena_format(fixture->arena, "/en/offices/%.*s", TEXT_ARG(id_text(office->head.id))).at;
    assert_int_equal(loopback_get(administrator, edit)->status, 200); /* offices of all are known */
    assert_int_equal(loopback_post(administrator, edit, "_version=1&name=Ours")->status, 403);
}

/* ---- lists and API ---- */

static void test_offices(void **state)
{
    (void)state;
    assert_int_equal(loopback_get(administrator, "/en/offices/new")->status, 200);
    const struct parameter form[] = {parameter("name", TEXT("Third office")), parameter("city", TEXT("Nador")),
                                     parameter("_key", loopback_hidden(administrator, "_key"))};
    assert_int_equal(loopback_post_parameters(administrator, "/en/offices", form, COUNT(form))->status, 303);
    assert_int_equal(loopback_follow(administrator)->status, 200);
    assert_true(loopback_shows(administrator, "Third office"));
    assert_int_equal(fixture_count(fixture, SQL("t_offices", "SELECT COUNT(*) FROM office WHERE office = id"), NULL, 0),
                     3);
    static const char *const PAGES[] = {"/en/organisations", "/fr/offices",       "/ar/users",     "/en/roles",
                                        "/en/offices.csv",   "/en/users.csv",     "/en/roles.csv", "/en/users/new",
                                        "/ar/account",       "/fr/account/tokens"};
    for (size_t i = 0; i < COUNT(PAGES); i++)
        if (loopback_get(administrator, PAGES[i])->status != 200)
            fail_msg("%s: %d", PAGES[i], loopback_last(administrator)->status);
}

static int api(struct loopback *program, const char *method, const char *path, const char *body)
{
    return loopback_send(program, method, path, "application/json", text_from(body))->status;
}

static void test_api(void **state)
{
    (void)state;
    struct text token;
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    struct work work = fixture_work(fixture, arena, fixture->users[ROLE_ADMINISTRATOR]);
    assert_int_equal(token_make(&work, fixture->users[ROLE_ADMINISTRATOR], TEXT("test"), TEXT_NONE, DATE_NONE, &token),
                     OK);
    struct loopback *program = fixture_visitor(fixture);
    loopback_set_header(program, "Authorization", arena_join(arena, TEXT("Bearer "), token));
    assert_int_equal(api(program, "GET", "/api/v1/users", ""), 200);
    assert_true(loopback_shows(program, "\"login\":\"caseworker\""));
    assert_false(loopback_shows(program, "argon2"));
    loopback_set_header(program, "Idempotency-Key", TEXT("one"));
    assert_int_equal(api(program, "POST", "/api/v1/users",
                         "{\"login\":\"from-a-program\",\"name\":\"Programs\",\"language\":\"fr\",\"active\":true}"),
                     201);
    struct loopback *client = fixture_visitor(fixture);
    assert_int_equal(try_password(client, "from-a-program", ""), 422); /* it has no password yet */
    loopback_set_header(program, "Idempotency-Key", TEXT("two"));
    assert_int_equal(api(program, "POST", "/api/v1/organisations", "{\"code\":\"X\",\"name\":\"X\"}"), 403);
    assert_int_equal(fixture_count(fixture, SQL("t_orgs", "SELECT COUNT(*) FROM organisation"), NULL, 0), 1);
    struct office *office = fixture_other_organisation(fixture);
    loopback_set_header(program, "Idempotency-Key", TEXT("three"));
    const char *role = arena_format(arena, "{\"account\":\"%.*s\",\"held_in\":\"%.*s\",\"role\":\"auditor\"}",
                                    TEXT_ARG(id_text(fixture->users[ROLE_TRAINER])), TEXT_ARG(id_text(office->head.id)))
                           .at;
    assert_int_equal(api(program, "POST", "/api/v1/roles", role), 422);
    assert_int_equal(count_roles(fixture->users[ROLE_TRAINER]), 1);
    (void)loopback_close(client);
    (void)loopback_close(program);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_new_user),
        CASE(test_harmful_names_of_users),
        CASE(test_password_from_administrator),
        CASE(test_sessions_ended),
        CASE(test_others_may_not),
        CASE(test_give_and_end_role),
        CASE(test_own_last_role),
        CASE(test_other_organisation),
        CASE(test_offices),
        CASE(test_api),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
