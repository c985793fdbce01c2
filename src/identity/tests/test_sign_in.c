/* Signing in and one's own account, through the pages. */
#include "base/tests/testing.h"

#include <stdio.h>

#include <liboath/oath.h>

#include "codec/base32.h"
#include "identity/sign_in_rules.h"
#include "identity/tests/fixture.h"
#include "system/clock.h"
#include "web/session.h"

#define WRONG "The user name or the password is not right"
#define RESTS "this user name rests"
#define OTHER_PASSWORD "un autre chemin vers la mer"

static struct fixture *fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture = fixture_open(NULL);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture = fixture_close(fixture);
    return 0;
}

static struct parameter parameter(const char *name, struct text value)
{
    return (struct parameter){text_from(name), value};
}

static const struct loopback_answer *try_password(struct loopback *client, const char *login, const char *password)
{
    const struct parameter form[] = {parameter("login", text_from(login)), parameter("password", text_from(password))};
    return loopback_post_parameters(client, "/en/sign-in", form, COUNT(form));
}

static bool is_signed_in(struct loopback *client) { return loopback_get(client, "/en/account")->status == 200; }

/* A hidden field of the last page, kept beyond the next request. */
static struct text hidden(struct loopback *client, const char *name)
{
    return arena_text(fixture->arena, loopback_hidden(client, name));
}

/* ---- passwords ---- */

static void test_sign_in_and_out(void **state)
{
    (void)state;
    struct loopback *client = fixture_visitor(fixture);
    assert_int_equal(loopback_get(client, "/en/account")->status, 303);
    assert_text(loopback_last(client)->location, "/en/sign-in?_next=%2Faccount");
    assert_int_equal(loopback_follow(client)->status, 200);
    const struct parameter form[] = {parameter("login", TEXT(" Caseworker ")),
                                     parameter("password", TEXT(FIXTURE_PASSWORD)),
                                     parameter("_next", hidden(client, "_next"))};
    assert_int_equal(loopback_post_parameters(client, "/ar/sign-in", form, COUNT(form))->status, 303);
    assert_text(loopback_last(client)->location, "/en/account"); /* the user's language, not that of the page */
    assert_int_equal(loopback_follow(client)->status, 200);
    assert_true(loopback_shows(client, "Caseworker · <bdi>First office</bdi>"));
    assert_int_equal(fixture_audited(fixture, "sign_in.done"), 1);
    assert_int_equal(loopback_get(client, "/en/sign-in")->status, 303); /* nothing to sign in to */
    assert_int_equal(loopback_get(client, "/en/account")->status, 200);
    assert_int_equal(loopback_post(client, "/en/sign-out", "")->status, 303);
    assert_false(is_signed_in(client));
    assert_int_equal(fixture_audited(fixture, "sign_out"), 1);
    (void)loopback_close(client);
}

/* What an unknown name, a wrong password, a closed account and an account without a password are told is the same. */
static void test_refusals_are_alike(void **state)
{
    static const char *const LOGINS[] = {"nobody", "caseworker", "closed", "without", "", "'; DROP TABLE user_account"};
    (void)state;
    struct text first = TEXT_NONE;
    struct identifier closed = fixture_user(fixture, TEXT("closed"), ROLE_RECEPTION, 0);
    struct identifier without = fixture_user(fixture, TEXT("without"), ROLE_RECEPTION, 0);
    struct value bind[] = {value_id(closed)};
    assert_int_equal(
        db_execute(fixture->db, SQL("t1", "UPDATE user_account SET active = 2 WHERE id = $1"), bind, 1, NULL), OK);
    bind[0] = value_id(without);
    assert_int_equal(db_execute(fixture->db, SQL("t2", "DELETE FROM user_password WHERE account = $1"), bind, 1, NULL),
                     OK);
    for (size_t i = 0; i < COUNT(LOGINS); i++) {
        struct loopback *client = fixture_visitor(fixture);
        const char *password = i < 2 ? "this is not the password" : FIXTURE_PASSWORD;
        assert_int_equal(try_password(client, LOGINS[i], password)->status, 422);
        assert_true(loopback_shows(client, WRONG));
        ptrdiff_t at = text_find(loopback_last(client)->body, TEXT("role=\"alert\""));
        struct text said = text_slice(loopback_last(client)->body, (size_t)at, (size_t)at + 300);
        if (i == 0)
            first = arena_text(fixture->arena, said);
        assert_true(text_equal(said, first));
        (void)loopback_close(client);
    }
    assert_int_equal(fixture_audited(fixture, "sign_in.failed"), COUNT(LOGINS));
    assert_int_equal(
        fixture_count(fixture, SQL("t3", "SELECT COUNT(*) FROM audit_event WHERE details LIKE '%nobody%'"), NULL, 0),
        0); /* what was typed is not kept */
}

static void lock_out(const char *login)
{
    struct loopback *client = fixture_visitor(fixture);
    for (int i = 1; i < 5; i++) {
        assert_int_equal(try_password(client, login, "wrong every time")->status, 422);
        assert_true(loopback_shows(client, WRONG));
    }
    assert_int_equal(try_password(client, login, "wrong every time")->status, 429);
    assert_true(loopback_shows(client, RESTS));
    assert_true(loopback_shows(client, "next try: 15."));
    assert_int_equal(try_password(client, login, FIXTURE_PASSWORD)->status, 429);
    assert_false(is_signed_in(client));
    (void)loopback_close(client);
}

static void test_lockout(void **state)
{
    (void)state;
    int64_t start = clock_now();
    lock_out("caseworker");
    lock_out("never-heard-of"); /* an unknown name rests alike */
    assert_int_equal(fixture_audited(fixture, "sign_in.locked"), 2);
    struct loopback *other = fixture_role(fixture, ROLE_SUPERVISOR); /* others are not touched */
    (void)loopback_close(other);
    clock_set(start + INT64_C(14) * 60 * MICROSECONDS);
    struct loopback *client = fixture_visitor(fixture);
    assert_int_equal(try_password(client, "caseworker", FIXTURE_PASSWORD)->status, 429);
    clock_set(start + INT64_C(16) * 60 * MICROSECONDS);
    assert_int_equal(try_password(client, "caseworker", FIXTURE_PASSWORD)->status, 303);
    assert_true(is_signed_in(client));
    (void)loopback_close(client);
}

/* Four failures and a success, again and again, never lock. */
static void test_success_clears_failures(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct loopback *client = fixture_visitor(fixture);
        for (int i = 0; i < 4; i++)
            assert_int_equal(try_password(client, "trainer", "wrong every time")->status, 422);
        assert_int_equal(try_password(client, "trainer", FIXTURE_PASSWORD)->status, 303);
        (void)loopback_close(client);
    }
}

/* ---- sessions ---- */

static void test_closed_account_ends_session(void **state)
{
    (void)state;
    struct loopback *client = fixture_role(fixture, ROLE_CASEWORKER);
    struct loopback *administrator = fixture_role(fixture, ROLE_ADMINISTRATOR);
    assert_true(is_signed_in(client));
    struct text id = identifier_to_text(fixture->arena, fixture->users[ROLE_CASEWORKER]);
    const char *edit = arena_format(fixture->arena, "/en/users/%.*s/edit", TEXT_ARG(id)).at;
    const char *save = arena_format(fixture->arena, "/en/users/%.*s", TEXT_ARG(id)).at;
    assert_int_equal(loopback_get(administrator, edit)->status, 200);
    const struct parameter form[] = {parameter("_version", hidden(administrator, "_version")),
                                     parameter("active", TEXT("no"))};
    assert_int_equal(loopback_post_parameters(administrator, save, form, COUNT(form))->status, 303);
    assert_false(is_signed_in(client));
    (void)loopback_close(client);
    (void)loopback_close(administrator);
}

static void test_forged_origin_and_token(void **state)
{
    (void)state;
    struct loopback *client = fixture_visitor(fixture);
    loopback_set_header(client, "Origin", TEXT("http://elsewhere.example"));
    assert_int_equal(try_password(client, "caseworker", FIXTURE_PASSWORD)->status, 403);
    (void)loopback_close(client);
    client = fixture_role(fixture, ROLE_CASEWORKER);
    loopback_set_csrf(client, TEXT("not-the-token"));
    assert_int_equal(loopback_post(client, "/en/account", "language=ar")->status, 403);
    assert_int_equal(loopback_post(client, "/en/account/tokens", "label=x")->status, 403);
    assert_int_equal(loopback_post(client, "/en/account/password", "password=x")->status, 403);
    assert_int_equal(loopback_post(client, "/en/sign-out", "")->status, 403);
    loopback_set_csrf(client, (struct text){0});
    assert_true(is_signed_in(client));
    (void)loopback_close(client);
}

/* A form sent after the session ended comes back once the same person has signed in. */
static void test_lost_session_keeps_form(void **state)
{
    (void)state;
    struct loopback *client = fixture_role(fixture, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(fixture->db, true, &transaction), OK);
    assert_int_equal(session_end_all(&fixture->system, fixture->users[ROLE_CASEWORKER]), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(loopback_post(client, "/en/account/tokens", "label=Nightly+figures&expires_on=x")->status, 401);
    assert_true(loopback_shows(client, "What you typed is kept"));
    const struct parameter form[] = {parameter("login", TEXT("caseworker")),
                                     parameter("password", TEXT(FIXTURE_PASSWORD)),
                                     parameter("_resume", hidden(client, "_resume"))};
    assert_int_equal(loopback_post_parameters(client, "/en/sign-in", form, COUNT(form))->status, 200);
    assert_true(loopback_shows(client, "value=\"Nightly figures\""));
    (void)loopback_close(client);
}

static void test_language_switch_keeps_login(void **state)
{
    (void)state;
    struct loopback *client = fixture_visitor(fixture);
    assert_int_equal(loopback_post(client, "/ar/sign-in", "login=nadia&password=secret&_language=ar")->status, 200);
    assert_true(loopback_shows(client, "dir=\"rtl\""));
    assert_true(loopback_shows(client, "value=\"nadia\""));
    assert_false(loopback_shows(client, "value=\"secret\""));
    assert_int_equal(fixture_audited(fixture, "sign_in.failed"), 0);
    (void)loopback_close(client);
}

/* ---- the second factor ---- */

static struct text code_at(struct text secret, int64_t now)
{
    char code[TOTP_DIGITS + 1];
    assert_int_equal(
        oath_totp_generate(secret.at, secret.length, (time_t)(now / MICROSECONDS), TOTP_SECONDS, 0, TOTP_DIGITS, code),
        OATH_OK);
    return arena_text(fixture->arena, text_from(code));
}

/* The secret as the page shows it, in groups. */
static struct text shown_secret(struct loopback *client)
{
    struct text body = loopback_last(client)->body;
    struct text secret;
    ptrdiff_t at = text_find(body, TEXT("<code dir=\"ltr\">"));
    assert_true(at >= 0);
    struct text rest = text_slice(body, (size_t)at + 16, body.length);
    assert_int_equal(base32_decode(fixture->arena, text_slice(rest, 0, (size_t)text_find_byte(rest, '<')), &secret),
                     OK);
    assert_int_equal(secret.length, TOTP_SECRET_BYTES);
    return secret;
}

/* The first recovery code on the page. */
static struct text first_code(struct loopback *client)
{
    struct text body = loopback_last(client)->body;
    ptrdiff_t at = text_find(body, TEXT("<li translate=\"no\">"));
    assert_true(at >= 0);
    return arena_text(fixture->arena, text_slice(body, (size_t)at + 19, (size_t)at + 28));
}

struct enrolled {
    struct text secret, recovery;
};

/* Sets up the second factor of a role's user, with a code of a step that is then used up. */
static struct enrolled enrol(enum role role)
{
    struct enrolled enrolled;
    struct loopback *client = fixture_role(fixture, role);
    assert_int_equal(loopback_get(client, "/en/account/second-factor")->status, 200);
    assert_true(loopback_shows(client, "<svg width=\"220\""));
    assert_true(loopback_shows(client, "otpauth://totp/Mission%20of%20the%20tests:"));
    enrolled.secret = shown_secret(client);
    struct parameter form[] = {parameter("setup", hidden(client, "setup")), parameter("code", TEXT("000000"))};
    assert_int_equal(loopback_post_parameters(client, "/en/account/second-factor", form, 2)->status, 422);
    assert_true(text_equal(shown_secret(client), enrolled.secret)); /* no need to scan again */
    form[0] = parameter("setup", hidden(client, "setup"));
    form[1] = parameter("code", code_at(enrolled.secret, clock_now()));
    assert_int_equal(loopback_post_parameters(client, "/en/account/second-factor", form, 2)->status, 200);
    enrolled.recovery = first_code(client);
    const struct parameter again[] = {parameter("shown", hidden(client, "shown")), parameter("_language", TEXT("ar"))};
    assert_int_equal(loopback_post_parameters(client, "/ar/account/second-factor", again, 2)->status, 200);
    assert_true(text_equal(first_code(client), enrolled.recovery));
    assert_true(is_signed_in(client)); /* its own session goes on */
    (void)loopback_close(client);
    return enrolled;
}

/* The password is right; the page that asks for the code is shown. */
static struct text challenge(struct loopback *client, const char *login)
{
    assert_int_equal(try_password(client, login, FIXTURE_PASSWORD)->status, 200);
    assert_true(loopback_shows(client, "Second check"));
    assert_false(is_signed_in(client));
    assert_int_equal(try_password(client, login, FIXTURE_PASSWORD)->status, 200);
    return hidden(client, "challenge");
}

static const struct loopback_answer *give(struct loopback *client, const char *path, const char *name, struct text code,
                                          struct text sealed)
{
    const struct parameter form[] = {parameter(name, code), parameter("challenge", sealed)};
    return loopback_post_parameters(client, path, form, COUNT(form));
}

#define CODE_PATH "/en/sign-in/second-factor"
#define RECOVERY_PATH "/en/sign-in/recovery"

static void test_second_factor(void **state)
{
    (void)state;
    int64_t start = clock_now();
    struct enrolled enrolled = enrol(ROLE_CASEWORKER);
    struct loopback *client = fixture_visitor(fixture);
    struct text sealed = challenge(client, "caseworker");
    struct text used = code_at(enrolled.secret, start);
    assert_int_equal(give(client, CODE_PATH, "code", used, sealed)->status, 422); /* used when it was set up */
    clock_set(start + 60 * MICROSECONDS);
    struct text fresh = code_at(enrolled.secret, clock_now());
    assert_int_equal(give(client, CODE_PATH, "code", TEXT("000000"), sealed)->status, 422);
    assert_int_equal(give(client, CODE_PATH, "code", fresh, sealed)->status, 303);
    assert_true(is_signed_in(client));
    struct loopback *thief = fixture_visitor(fixture); /* saw the code over the shoulder */
    sealed = challenge(thief, "caseworker");
    assert_int_equal(give(thief, CODE_PATH, "code", fresh, sealed)->status, 422);
    assert_true(loopback_shows(thief, "used already"));
    assert_false(is_signed_in(thief));
    (void)loopback_close(client);
    (void)loopback_close(thief);
}

static void test_recovery_code_once(void **state)
{
    (void)state;
    struct enrolled enrolled = enrol(ROLE_CASEWORKER);
    struct loopback *client = fixture_visitor(fixture);
    struct text sealed = challenge(client, "caseworker");
    assert_int_equal(give(client, RECOVERY_PATH, "recovery", TEXT("0000-0000"), sealed)->status, 422);
    assert_int_equal(give(client, RECOVERY_PATH, "recovery", enrolled.recovery, sealed)->status, 303);
    assert_true(is_signed_in(client));
    assert_int_equal(loopback_get(client, "/en/account")->status, 200);
    assert_true(loopback_shows(client, "9 recovery codes are left"));
    struct loopback *again = fixture_visitor(fixture);
    sealed = challenge(again, "caseworker");
    assert_int_equal(give(again, RECOVERY_PATH, "recovery", enrolled.recovery, sealed)->status, 422);
    assert_false(is_signed_in(again));
    (void)loopback_close(client);
    (void)loopback_close(again);
}

static void test_forged_challenge(void **state)
{
    (void)state;
    int64_t start = clock_now();
    struct enrolled one = enrol(ROLE_CASEWORKER);
    struct enrolled other = enrol(ROLE_SUPERVISOR);
    struct loopback *client = fixture_visitor(fixture);
    struct text sealed = challenge(client, "caseworker");
    clock_set(start + 60 * MICROSECONDS);
    /* another person's challenge takes that person's code, not ours */
    assert_int_equal(give(client, CODE_PATH, "code", code_at(other.secret, clock_now()), sealed)->status, 422);
    struct text code = code_at(one.secret, clock_now());
    char *bent = arena_string(fixture->arena, sealed);
    bent[sealed.length / 2] = bent[sealed.length / 2] == 'A' ? 'B' : 'A';
    assert_int_equal(give(client, CODE_PATH, "code", code, text_from(bent))->status, 422);
    assert_true(loopback_shows(client, "Sign in again"));
    assert_int_equal(give(client, CODE_PATH, "code", code, TEXT_NONE)->status, 422);
    assert_int_equal(give(client, CODE_PATH, "code", code, TEXT("AAAA"))->status, 422);
    /* what the setup page seals is no challenge */
    struct loopback *signed_in = fixture_role(fixture, ROLE_RECEPTION);
    (void)loopback_get(signed_in, "/en/account/second-factor");
    assert_int_equal(give(client, CODE_PATH, "code", code, hidden(signed_in, "setup"))->status, 422);
    clock_set(start + (60 + 5 * 60 + 1) * MICROSECONDS);
    assert_int_equal(give(client, CODE_PATH, "code", code_at(one.secret, clock_now()), sealed)->status, 422);
    assert_true(loopback_shows(client, "This took too long"));
    assert_false(is_signed_in(client));
    (void)loopback_close(signed_in);
    (void)loopback_close(client);
}

/* A password alone does not clear the failures at the code: they add up to a lockout. */
static void test_codes_lock(void **state)
{
    (void)state;
    (void)enrol(ROLE_CASEWORKER);
    struct loopback *client = fixture_visitor(fixture);
    for (int i = 1; i <= 5; i++) {
        struct text sealed = challenge(client, "caseworker");
        int status = give(client, CODE_PATH, "code", TEXT("123456"), sealed)->status;
        assert_int_equal(status, i < 5 ? 422 : 429);
    }
    assert_int_equal(try_password(client, "caseworker", FIXTURE_PASSWORD)->status, 429);
    (void)loopback_close(client);
}

static void test_required_second_factor(void **state)
{
    (void)state;
    struct loopback *client = fixture_role(fixture, ROLE_ADMINISTRATOR);
    fixture->settings.require_second_factor = true;
    identity_start(true);
    assert_int_equal(loopback_get(client, "/en/users")->status, 303);
    assert_text(loopback_last(client)->location, "/en/account/second-factor");
    assert_int_equal(loopback_follow(client)->status, 200);
    assert_true(loopback_shows(client, "Set it up before you go on"));
    struct text secret = shown_secret(client);
    assert_int_equal(loopback_post(client, "/en/account", "language=ar")->status, 403);
    assert_int_equal(loopback_get(client, "/en/account/tokens")->status, 303);
    assert_int_equal(loopback_get(client, "/en/account/second-factor")->status, 200);
    secret = shown_secret(client);
    const struct parameter form[] = {parameter("setup", hidden(client, "setup")),
                                     parameter("code", code_at(secret, clock_now()))};
    assert_int_equal(loopback_post_parameters(client, "/en/account/second-factor", form, 2)->status, 200);
    assert_int_equal(loopback_get(client, "/en/users")->status, 200);
    (void)loopback_close(client);
}

/* On an engine where every process writes itself, nothing is handed over. */
static void test_without_writing_worker(void **state)
{
    (void)state;
    const struct fixture_options options = {.writes_everywhere = true};
    fixture = fixture_close(fixture);
    fixture = fixture_open(&options);
    (void)enrol(ROLE_CASEWORKER);
    struct loopback *client = fixture_visitor(fixture);
    assert_int_equal(try_password(client, "nobody", "wrong every time")->status, 422);
    assert_int_equal(try_password(client, "trainer", FIXTURE_PASSWORD)->status, 303);
    assert_int_equal(fixture_audited(fixture, "sign_in.failed"), 1);
    (void)loopback_close(client);
}

static void test_renew_and_remove(void **state)
{
    (void)state;
    int64_t start = clock_now();
    struct enrolled enrolled = enrol(ROLE_CASEWORKER);
    clock_set(start + 60 * MICROSECONDS);
    struct loopback *client = fixture_visitor(fixture);
    struct text sealed = challenge(client, "caseworker");
    assert_int_equal(give(client, CODE_PATH, "code", code_at(enrolled.secret, clock_now()), sealed)->status, 303);
    assert_true(is_signed_in(client));
    const char *codes = "/en/account/second-factor/codes";
    const char *removal = "/en/account/second-factor/remove";
    const struct parameter right[] = {parameter("password", TEXT(FIXTURE_PASSWORD))};
    assert_int_equal(loopback_post(client, codes, "password=not+this+one")->status, 422);
    assert_int_equal(loopback_post(client, removal, "password=not+this+one")->status, 422);
    assert_int_equal(loopback_post_parameters(client, codes, right, 1)->status, 200);
    assert_false(text_equal(first_code(client), enrolled.recovery));
    assert_true(is_signed_in(client));
    assert_int_equal(loopback_post_parameters(client, removal, right, 1)->status, 303);
    assert_true(is_signed_in(client));
    assert_int_equal(fixture_audited(fixture, "second_factor.removed"), 1);
    struct loopback *plain = fixture_role(fixture, ROLE_CASEWORKER); /* the password alone is enough again */
    (void)loopback_close(plain);
    (void)loopback_close(client);
}

/* ---- the password ---- */

static const struct loopback_answer *change_password(struct loopback *client, const char *old, const char *new,
                                                     const char *repeated)
{
    const struct parameter form[] = {parameter("old_password", text_from(old)), parameter("password", text_from(new)),
                                     parameter("repeated", text_from(repeated))};
    return loopback_post_parameters(client, "/en/account/password", form, COUNT(form));
}

static void test_change_password(void **state)
{
    (void)state;
    struct loopback *client = fixture_role(fixture, ROLE_CASEWORKER);
    struct loopback *elsewhere = fixture_role(fixture, ROLE_CASEWORKER);
    assert_int_equal(change_password(client, "not the old one", OTHER_PASSWORD, OTHER_PASSWORD)->status, 422);
    assert_true(loopback_shows(client, "Your password is not right"));
    assert_int_equal(change_password(client, FIXTURE_PASSWORD, "short", "short")->status, 422);
    assert_int_equal(change_password(client, FIXTURE_PASSWORD, OTHER_PASSWORD, "un autre chemin")->status, 422);
    assert_int_equal(change_password(client, FIXTURE_PASSWORD, FIXTURE_PASSWORD, FIXTURE_PASSWORD)->status, 422);
    assert_true(is_signed_in(elsewhere));
    assert_int_equal(change_password(client, FIXTURE_PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD)->status, 303);
    assert_true(is_signed_in(client));
    assert_false(is_signed_in(elsewhere));
    assert_int_equal(try_password(elsewhere, "caseworker", FIXTURE_PASSWORD)->status, 422);
    assert_int_equal(try_password(elsewhere, "caseworker", OTHER_PASSWORD)->status, 303);
    assert_int_equal(fixture_audited(fixture, "password.changed"), 1);
    (void)loopback_close(client);
    (void)loopback_close(elsewhere);
}

/* ---- tokens ---- */

static struct text make_token(struct loopback *client, const char *scopes)
{
    assert_int_equal(loopback_get(client, "/en/account/tokens")->status, 200);
    int32_t last = zone_date(fixture->application.zone, clock_now()) + 30;
    struct parameter form[] = {parameter("label", TEXT("Figures")), parameter("scopes", text_from(scopes)),
                               parameter("expires_on", date_to_text(fixture->arena, last)),
                               parameter("_key", hidden(client, "_key"))};
    assert_int_equal(loopback_post_parameters(client, "/en/account/tokens", form, COUNT(form))->status, 200);
    struct text body = loopback_last(client)->body;
    ptrdiff_t at = text_find(body, TEXT("id=\"token\">"));
    assert_true(at >= 0);
    struct text rest = text_slice(body, (size_t)at + 11, body.length);
    struct text token = arena_text(fixture->arena, text_slice(rest, 0, (size_t)text_find_byte(rest, '<')));
    assert_int_equal(loopback_post_parameters(client, "/en/account/tokens", form, COUNT(form))->status, 303);
    return token;
}

static int api(struct text token, const char *path)
{
    struct loopback *program = fixture_visitor(fixture);
    loopback_set_header(program, "Authorization", arena_join(fixture->arena, TEXT("Bearer "), token));
    int status = loopback_get(program, path)->status;
    (void)loopback_close(program);
    return status;
}

static void test_tokens(void **state)
{
    (void)state;
    int64_t start = clock_now();
    struct loopback *client = fixture_role(fixture, ROLE_ADMINISTRATOR);
    struct text token = make_token(client, "organisation.read");
    assert_int_equal(fixture_count(fixture, SQL("t4", "SELECT COUNT(*) FROM api_token"), NULL, 0), 1); /* sent twice */
    assert_int_equal(loopback_get(client, "/en/account/tokens")->status, 200);
    assert_false(loopback_shows(client, arena_string(fixture->arena, token)));
    assert_true(loopback_shows(client, "Figures"));
    assert_int_equal(api(token, "/api/v1/offices"), 200);
    assert_int_equal(api(token, "/api/v1/users"), 403); /* its owner may, the token may not */
    assert_int_equal(api(TEXT("forged"), "/api/v1/offices"), 401);
    assert_int_equal(api(token, "/en/account"), 303); /* no page opens to a token */
    struct text revoke = loopback_last(client)->body;
    ptrdiff_t at = text_find(revoke, TEXT("/en/account/tokens/"));
    assert_true(at >= 0);
    struct text rest = text_slice(revoke, (size_t)at, revoke.length);
    struct text path = text_slice(rest, 0, (size_t)text_find_byte(rest, '"'));
    assert_int_equal(loopback_post(client, arena_string(fixture->arena, path), "")->status, 303);
    assert_int_equal(api(token, "/api/v1/offices"), 401);
    assert_int_equal(fixture_audited(fixture, "token.made"), 1);
    assert_int_equal(fixture_audited(fixture, "token.revoked"), 1);
    assert_int_equal(loopback_get(client, "/en/account")->status, 200);
    token = make_token(client, "organisation.read");
    clock_set(start + 32 * DAY_MICROSECONDS);
    assert_int_equal(api(token, "/api/v1/offices"), 401); /* its last day is over */
    (void)loopback_close(client);
}

static void test_token_beyond_own_rights(void **state)
{
    static const struct {
        const char *label, *scopes;
        int32_t days;
        int status;
    } CASES[] = {
        {"Figures", "user.write", 30, 422},
        {"Figures", "account.own", 30, 422},
        {"Figures", "no.such", 30, 422},
        {"Figures", "", 30, 422},
        {"", "organisation.read", 30, 422},
        {"Figures", "organisation.read", 0, 422},
        {"Figures", "organisation.read", 1000, 422},
        {"Figures", "organisation.read", 1, 200},
    };
    (void)state;
    struct loopback *client = fixture_role(fixture, ROLE_CASEWORKER);
    int32_t today = zone_date(fixture->application.zone, clock_now());
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct parameter form[] = {parameter("label", text_from(CASES[i].label)),
                                   parameter("expires_on", date_to_text(fixture->arena, today + CASES[i].days)),
                                   parameter("scopes", text_from(CASES[i].scopes))};
        assert_int_equal(loopback_post_parameters(client, "/en/account/tokens", form, COUNT(form))->status,
                         CASES[i].status);
    }
    assert_int_equal(fixture_count(fixture, SQL("t5", "SELECT COUNT(*) FROM api_token"), NULL, 0), 1);
    (void)loopback_close(client);
}

/* A token stops with the account, and while its owner still has the password somebody else gave. */
static void test_token_follows_its_owner(void **state)
{
    (void)state;
    struct loopback *client = fixture_role(fixture, ROLE_CASEWORKER);
    struct text token = make_token(client, "organisation.read");
    struct value bind[] = {value_id(fixture->users[ROLE_CASEWORKER])};
    assert_int_equal(api(token, "/api/v1/offices"), 200);
    assert_int_equal(db_execute(fixture->db, SQL("t6", "UPDATE user_password SET must_change = 1 WHERE account = $1"),
                                bind, 1, NULL),
                     OK);
    assert_int_equal(api(token, "/api/v1/offices"), 401);
    assert_int_equal(db_execute(fixture->db, SQL("t7", "UPDATE user_password SET must_change = 0 WHERE account = $1"),
                                bind, 1, NULL),
                     OK);
    assert_int_equal(
        db_execute(fixture->db, SQL("t8", "DELETE FROM role_assignment WHERE account = $1"), bind, 1, NULL), OK);
    assert_int_equal(api(token, "/api/v1/offices"), 403);
    assert_int_equal(
        db_execute(fixture->db, SQL("t9", "UPDATE user_account SET active = 2 WHERE id = $1"), bind, 1, NULL), OK);
    assert_int_equal(api(token, "/api/v1/offices"), 401);
    (void)loopback_close(client);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_sign_in_and_out),
        CASE(test_refusals_are_alike),
        CASE(test_lockout),
        CASE(test_success_clears_failures),
        CASE(test_closed_account_ends_session),
        CASE(test_forged_origin_and_token),
        CASE(test_lost_session_keeps_form),
        CASE(test_language_switch_keeps_login),
        CASE(test_second_factor),
        CASE(test_recovery_code_once),
        CASE(test_forged_challenge),
        CASE(test_codes_lock),
        CASE(test_required_second_factor),
        CASE(test_without_writing_worker),
        CASE(test_renew_and_remove),
        CASE(test_change_password),
        CASE(test_tokens),
        CASE(test_token_beyond_own_rights),
        CASE(test_token_follows_its_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
