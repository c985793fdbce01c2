#include "base/tests/testing.h"
#include "database/tests/place.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/loopback.h"
#include "web/tests/toy.h"
#include "web/web_store.h"

static int open_toy(void **state)
{
    *state = toy_open();
    return 0;
}

static int close_toy(void **state)
{
    *state = toy_close(*state);
    return 0;
}

static void loopback_closep(struct loopback **loopback) { *loopback = loopback_close(*loopback); }
#define AUTO_LOOPBACK __attribute__((cleanup(loopback_closep)))

static struct loopback *signed_in(struct toy *toy, const char *login)
{
    AUTO_ARENA struct arena *arena = arena_open(4096);
    struct loopback *client = loopback_open(&toy->application);
    loopback_read_with(client, toy->reader);
    struct text form = arena_format(arena, "login=%s", login);
    assert_int_equal(loopback_post(client, "/fr/sign-in", form.at)->status, 303);
    return client;
}

static void leads_to_a_language(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    assert_int_equal(loopback_get(client, "/sign-in?_next=%2Fnotes")->status, 302);
    assert_text(loopback_last(client)->location, "/fr/sign-in?_next=%2Fnotes");
    loopback_set_header(client, "Accept-Language", TEXT("en-GB,en;q=0.8"));
    loopback_get(client, "/sign-in");
    assert_text(loopback_last(client)->location, "/en/sign-in");
    assert_int_equal(loopback_get(client, "/ar/sign-in")->status, 200);
    loopback_get(client, "/sign-in");
    assert_text(loopback_last(client)->location, "/ar/sign-in"); /* remembered */
    assert_int_equal(loopback_post(client, "/sign-in", "login=amal")->status, 404);
    assert_int_equal(loopback_get(client, "/health")->status, 200);
    assert_int_equal(loopback_get(client, "/fr/health")->status, 404);
    assert_int_equal(loopback_get(client, "/fr/api/v1/notes/1")->status, 404);
    assert_int_equal(loopback_get(client, "/fr/ar/sign-in")->status, 404);
}

static void signs_in_and_out(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    loopback_read_with(client, toy->reader);
    assert_int_equal(loopback_get(client, "/en/notes/new?a=b")->status, 303);
    assert_text(loopback_last(client)->location, "/en/sign-in?_next=%2Fnotes%2Fnew%3Fa%3Db");
    assert_int_equal(loopback_follow(client)->status, 200);
    assert_text(loopback_hidden(client, "_next"), "/notes/new?a=b");
    assert_int_equal(loopback_post(client, "/en/sign-in", "login=nobody")->status, 422);
    assert_int_equal(loopback_post(client, "/en/sign-in", "login=amal&_next=%2Fnotes%2Fnew")->status, 303);
    assert_text(loopback_last(client)->location, "/en/notes/new");
    assert_int_equal(loopback_follow(client)->status, 200);
    AUTO_ARENA struct arena *arena = arena_open(4096);
    struct text cookie = arena_text(arena, loopback_cookie(client, "session"));
    assert_int_equal(cookie.length, 43);
    assert_int_equal(loopback_post(client, "/en/sign-out", "")->status, 303);
    assert_int_equal(loopback_cookie(client, "session").length, 0);
    loopback_set_cookie(client, "session", cookie);
    assert_int_equal(loopback_get(client, "/en/")->status, 303);
}

static void goes_only_to_pages_of_ours(void **state)
{
    struct toy *toy = *state;
    static const char *const NEXTS[] = {"https://evil.example/", "//evil.example", "/\\evil.example", "notes", ""};
    for (size_t i = 0; i < COUNT(NEXTS); i++) {
        AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
        const struct parameter form[] = {{TEXT("login"), TEXT("amal")}, {TEXT("_next"), text_from(NEXTS[i])}};
        assert_int_equal(loopback_post_parameters(client, "/fr/sign-in", form, 2)->status, 303);
        assert_text(loopback_last(client)->location, "/fr/");
    }
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    const struct parameter form[] = {{TEXT("login"), TEXT("amal")}, {TEXT("_next"), TEXT("/ar/notes?q=é \"")}};
    loopback_post_parameters(client, "/fr/sign-in", form, 2);
    assert_text(loopback_last(client)->location, "/fr/notes?q=%C3%A9%20%22");
}

static void a_new_sign_in_ends_the_session_before(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(4096);
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    struct text first = arena_text(arena, loopback_cookie(client, "session"));
    struct text idle = arena_text(arena, loopback_cookie(client, "idle"));
    assert_int_equal(loopback_post(client, "/fr/sign-in", "login=amal")->status, 303);
    assert_false(text_equal(first, loopback_cookie(client, "session")));
    assert_int_equal(loopback_get(client, "/fr/")->status, 200);
    loopback_set_cookie(client, "session", first);
    loopback_set_cookie(client, "idle", idle);
    assert_int_equal(loopback_get(client, "/fr/")->status, 303);
}

static void forged_cookies_open_nothing(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    AUTO_LOOPBACK struct loopback *amal = signed_in(toy, "amal");
    AUTO_LOOPBACK struct loopback *badr = signed_in(toy, "badr");
    struct text session = arena_text(arena, loopback_cookie(amal, "session"));
    struct text idle = arena_text(arena, loopback_cookie(amal, "idle"));
    for (size_t i = 0; i < 43; i += 7) {
        char *changed = arena_string(arena, session);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        loopback_set_cookie(amal, "session", (struct text){changed, session.length});
        assert_int_equal(loopback_get(amal, "/fr/")->status, 303);
    }
    loopback_set_cookie(amal, "session", session);
    for (size_t i = 0; i < idle.length; i += 5) {
        char *changed = arena_string(arena, idle);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        loopback_set_cookie(amal, "idle", (struct text){changed, idle.length});
        assert_int_equal(loopback_get(amal, "/fr/")->status, 303);
    }
    loopback_set_cookie(amal, "idle", loopback_cookie(badr, "idle")); /* of another session */
    assert_int_equal(loopback_get(amal, "/fr/")->status, 303);
    loopback_set_cookie(amal, "idle", TEXT_NONE);
    assert_int_equal(loopback_get(amal, "/fr/")->status, 303);
    loopback_set_cookie(amal, "idle", idle);
    assert_int_equal(loopback_get(amal, "/fr/")->status, 200);
    loopback_set_cookie(amal, "session", TEXT("\" OR 1=1 --"));
    assert_int_equal(loopback_get(amal, "/fr/")->status, 303);
}

static void sessions_end_by_time(void **state)
{
    struct toy *toy = *state;
    int64_t now = clock_now();
    const int64_t minute = 60 * MICROSECONDS;
    AUTO_ARENA struct arena *arena = arena_open(4096);
    clock_set(now);
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    struct text idle = arena_text(arena, loopback_cookie(client, "idle"));
    clock_set(now + 4 * minute);
    assert_int_equal(loopback_get(client, "/fr/")->status, 200);
    assert_true(text_equal(idle, loopback_cookie(client, "idle"))); /* not issued at every page */
    clock_set(now + 6 * minute);
    assert_int_equal(loopback_get(client, "/fr/")->status, 200);
    assert_false(text_equal(idle, loopback_cookie(client, "idle")));
    clock_set(now + 35 * minute); /* 29 minutes idle */
    assert_int_equal(loopback_get(client, "/fr/")->status, 200);
    clock_set(now + 66 * minute); /* 31 minutes idle */
    assert_int_equal(loopback_get(client, "/fr/")->status, 303);
    clock_set(now);
    assert_int_equal(loopback_post(client, "/fr/sign-in", "login=amal")->status, 303);
    for (int64_t passed = 20; passed < 600; passed += 20) {
        clock_set(now + passed * minute);
        assert_int_equal(loopback_get(client, "/fr/")->status, 200);
    }
    clock_set(now + 601 * minute); /* ten hours, however busy */
    assert_int_equal(loopback_get(client, "/fr/")->status, 303);
}

static void only_our_own_forms_are_taken(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(4096);
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    loopback_get(client, "/fr/notes/new");
    struct text token = arena_text(arena, loopback_hidden(client, "_csrf"));
    assert_int_equal(token.length, 43);
    loopback_set_csrf(client, TEXT("wrong"));
    assert_int_equal(loopback_post(client, "/fr/notes", "text=a")->status, 403);
    assert_true(loopback_shows(client, "name=\"text\" value=\"a\"")); /* our own page: it may be sent again */
    char *changed = arena_string(arena, token);
    changed[42] = changed[42] == 'A' ? 'E' : 'A';
    loopback_set_csrf(client, (struct text){changed, token.length});
    assert_int_equal(loopback_post(client, "/fr/notes", "text=a")->status, 403);
    assert_int_equal(loopback_post(client, "/fr/notes", "text=a&_csrf=")->status, 403);
    loopback_set_csrf(client, token);
    static const struct {
        const char *name;
        const char *value;
        int status;
    } CASES[] = {
        {"Origin", "https://evil.example", 403},
        {"Origin", "null", 403},
        {"Origin", "http://127.0.0.1:80801", 403},
        {"Origin", "", 303}, /* not told: the token decides */
        {"Referer", "http://127.0.0.1:8080.evil.example/", 403},
        {"Referer", "http://127.0.0.1:8080/fr/notes/new", 303},
        {"Referer", "", 303},
        {"Sec-Fetch-Site", "cross-site", 403},
        {"Sec-Fetch-Site", "same-site", 403},
        {"Sec-Fetch-Site", "same-origin", 303},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        loopback_set_header(client, CASES[i].name, text_from(CASES[i].value));
        int status = loopback_post(client, "/fr/notes", "text=a")->status;
        if (status != CASES[i].status)
            fail_msg("%s: %s gave %d", CASES[i].name, CASES[i].value, status);
    }
    assert_int_equal(toy_count(toy), 4);
    loopback_set_header(client, "Sec-Fetch-Site", TEXT("cross-site"));
    assert_int_equal(loopback_post(client, "/fr/sign-in", "login=badr")->status, 403); /* also without a session */
}

static void a_lost_session_keeps_the_form(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    int64_t now = clock_now();
    loopback_get(client, "/fr/notes/new");
    clock_set(now + 40 * 60 * MICROSECONDS);
    assert_int_equal(loopback_post(client, "/fr/notes", "text=d%C3%A9part+%26+%22retour%22")->status, 401);
    assert_true(loopback_shows(client, "sign in please"));
    struct text resume = arena_text(arena, loopback_hidden(client, "_resume"));
    assert_true(resume.length > 100);
    const struct parameter form[] = {{TEXT("login"), TEXT("amal")}, {TEXT("_resume"), resume}};
    const struct parameter other[] = {{TEXT("login"), TEXT("badr")}, {TEXT("_resume"), resume}};
    assert_int_equal(loopback_post_parameters(client, "/fr/sign-in", other, 2)->status, 303); /* another person */
    loopback_forget_cookies(client);
    assert_int_equal(loopback_post_parameters(client, "/ar/sign-in", form, 2)->status, 200);
    assert_text(loopback_hidden(client, "text"), "départ & \"retour\"");
    assert_true(loopback_shows(client, "lang=\"ar\""));
    assert_int_equal(toy_count(toy), 0);
    assert_int_equal(loopback_post(client, "/ar/notes", "text=again")->status, 303); /* with the page's new token */
    assert_int_equal(toy_count(toy), 1);
    for (size_t i = 0; i < resume.length; i += resume.length / 7) {
        char *changed = arena_string(arena, resume);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        const struct parameter forged[] = {{TEXT("login"), TEXT("amal")}, {TEXT("_resume"), {changed, resume.length}}};
        assert_int_equal(loopback_post_parameters(client, "/fr/sign-in", forged, 2)->status, 303);
    }
    clock_set(now + (40 + 119) * 60 * MICROSECONDS);
    assert_int_equal(loopback_post_parameters(client, "/fr/sign-in", form, 2)->status, 200);
    clock_set(now + (40 + 121) * 60 * MICROSECONDS);
    assert_int_equal(loopback_post_parameters(client, "/fr/sign-in", form, 2)->status, 303);
}

static void a_language_change_stores_nothing(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    loopback_get(client, "/fr/notes/new");
    assert_int_equal(loopback_post(client, "/ar/notes", "text=kept&_language=ar")->status, 200);
    assert_true(loopback_shows(client, "lang=\"ar\""));
    assert_text(loopback_hidden(client, "text"), "kept");
    assert_int_equal(toy_count(toy), 0);
}

static void a_form_sent_twice_is_stored_once(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(4096);
    AUTO_LOOPBACK struct loopback *amal = signed_in(toy, "amal");
    AUTO_LOOPBACK struct loopback *badr = signed_in(toy, "badr");
    loopback_get(badr, "/fr/notes/new");
    loopback_get(amal, "/fr/notes/new");
    struct text form = arena_format(arena, "text=once&_key=%.*s", TEXT_ARG(loopback_hidden(amal, "_key")));
    assert_int_equal(loopback_post(amal, "/fr/notes", form.at)->status, 303);
    struct text location = arena_text(arena, loopback_last(amal)->location);
    assert_int_equal(loopback_post(amal, "/fr/notes", form.at)->status, 303);
    assert_true(text_equal(loopback_last(amal)->location, location));
    assert_int_equal(toy_count(toy), 1);
    assert_int_equal(loopback_post(badr, "/fr/notes", form.at)->status, 303); /* another person's key */
    assert_int_equal(toy_count(toy), 2);
}

static void a_notice_is_shown_once(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    loopback_get(client, "/en/notes/new");
    loopback_post(client, "/en/notes", "text=a");
    loopback_get(client, "/en/");
    assert_true(loopback_shows(client, "notice=Stored."));
    loopback_get(client, "/en/");
    assert_true(loopback_shows(client, "notice="));
    assert_false(loopback_shows(client, "Stored."));
    loopback_set_cookie(client, "notice", TEXT("WW91IGFyZSBoYWNrZWQ"));
    loopback_get(client, "/en/");
    assert_false(loopback_shows(client, "hacked"));
}

static void answers_with_the_right_status(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    assert_int_equal(loopback_get(client, "/fr/nothing")->status, 404);
    assert_true(loopback_shows(client, "<h1>"));
    assert_int_equal(loopback_get(client, "/fr/notes/not-an-id")->status, 404);
    assert_int_equal(loopback_get(client, "/fr/../etc/passwd")->status, 400);
    assert_int_equal(loopback_get(client, "/fr/%00")->status, 400);
    assert_int_equal(loopback_get(client, "/fr/?a=%ff")->status, 400);
    assert_int_equal(loopback_post(client, "/fr/notes/new", "a=b")->status, 405);
    assert_text(loopback_header(client, "Allow"), "GET");
    assert_int_equal(loopback_send(client, "PUT", "/fr/notes", "", TEXT_NONE)->status, 405);
    assert_int_equal(loopback_send(client, "POST", "/fr/notes", "text/plain", TEXT("a"))->status, 415);
    assert_int_equal(loopback_get(client, "/fr/secret")->status, 403);
    assert_int_equal(toy_refusals(toy), 1);
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    char *large = arena_string(arena, (struct text){arena_zeroed(arena, 1, BODY_MOST), BODY_MOST});
    memset(large, 'a', BODY_MOST);
    large[4] = '=';
    assert_int_equal(loopback_post(client, "/fr/notes", large)->status, 413);
    loopback_get(client, "/fr/notes/new");
    loopback_post(client, "/fr/notes", "text=fault");
    assert_int_equal(loopback_last(client)->status, 500);
    assert_true(loopback_shows(client, "INC-"));
    assert_int_equal(loopback_post(client, "/fr/notes", "text=conflict")->status, 409);
    assert_int_equal(loopback_post(client, "/fr/notes", "text=away")->status, 503);
    assert_text(loopback_header(client, "Retry-After"), "5");
    assert_int_equal(toy_count(toy), 0);
}

/* Which of the two did somebody before us believe?  The client must hear that it is its own fault. */
static void a_header_sent_twice_is_refused(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    loopback_set_header(client, "Cookie", TEXT("session=other"));
    assert_int_equal(loopback_get(client, "/fr/")->status, 400);
    assert_int_equal(loopback_send(client, "GET", "/api/v1/notes/1", "", TEXT_NONE)->status, 400);
    assert_true(loopback_shows(client, "\"/problems/malformed\""));
    loopback_set_header(client, "Cookie", TEXT_NONE);
    assert_int_equal(loopback_get(client, "/fr/")->status, 200);
}

/* No more pages in the file; a server says the same of its own disk. */
static void fill_disk(const struct toy *toy, bool full)
{
    struct text script = full ? TEXT("PRAGMA max_page_count = 1") : TEXT("PRAGMA max_page_count = 100000");
    if (place_is_shared())
        script = full ? TEXT("CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $fill$ BEGIN"
                             " RAISE disk_full; END $fill$;"
                             "CREATE TRIGGER fill BEFORE INSERT ON toy_note EXECUTE FUNCTION fill()")
                      : TEXT("DROP TRIGGER fill ON toy_note");
    assert_int_equal(toy->db->back_end->script(toy->db, script), OK);
}

/* Not "try again": it will not be better in a moment, and somebody must be told. */
static void a_full_disk_is_said_and_the_form_survives(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    char *form = arena_zeroed(toy->arena, 1, 60000);
    memset(form, 'a', 59999);
    memcpy(form, "text=", 5);
    loopback_get(client, "/en/notes/new");
    fill_disk(toy, true);
    assert_int_equal(loopback_post(client, "/en/notes", form)->status, 507);
    assert_text(loopback_header(client, "Retry-After"), "");
    assert_true(loopback_shows(client, "The disk of the server is full"));
    assert_true(loopback_shows(client, "Send again"));
    assert_true(text_is(loopback_hidden(client, "text"), form + 5));
    loopback_set_header(client, "Authorization", TEXT("Bearer token-of-amal"));
    for (int status = 201, i = 0; status == 201 && i < 1000; i++)
        status = loopback_send(client, "POST", "/api/v1/notes", "application/json", TEXT("{}"))->status;
    assert_int_equal(loopback_last(client)->status, 507);
    assert_true(loopback_shows(client, "\"/problems/disk_full\""));
    loopback_set_header(client, "Authorization", TEXT_NONE);
    int64_t before = toy_count(toy);
    fill_disk(toy, false);
    assert_int_equal(loopback_post(client, "/en/notes", form)->status, 303);
    assert_int_equal(toy_count(toy), before + 1);
}

static void health_says_that_the_disk_is_full(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    toy->settings.data = text_from(toy->directory);
    toy->settings.disk_reserve_bytes = 1;
    assert_int_equal(loopback_get(client, "/health")->status, 200);
    assert_text(loopback_last(client)->body, "well\n");
    toy->settings.disk_reserve_bytes = INT64_MAX;
    assert_int_equal(loopback_get(client, "/health")->status, 507);
    assert_text(loopback_last(client)->body, "disk full\n");
}

static void every_answer_is_closed_to_others(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    static const char *const PATHS[] = {"/health", "/fr/sign-in", "/fr/nothing", "/fr/", "/"};
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        loopback_get(client, PATHS[i]);
        struct text policy = loopback_header(client, "Content-Security-Policy");
        assert_true(text_starts_with(policy, TEXT("default-src 'none'; ")));
        assert_int_equal(text_find(policy, TEXT("unsafe")), -1);
        assert_text(loopback_header(client, "X-Content-Type-Options"), "nosniff");
        assert_text(loopback_header(client, "Referrer-Policy"), "same-origin");
        assert_text(loopback_header(client, "Cache-Control"), "no-store");
    }
    toy->settings.secure_cookies = true;
    AUTO_LOOPBACK struct loopback *secure = loopback_open(&toy->application);
    loopback_post(secure, "/fr/sign-in", "login=amal");
    struct text headers = loopback_last(secure)->headers;
    assert_true(text_find(headers, TEXT("Set-Cookie: __Host-session=")) > 0);
    assert_true(text_find(headers, TEXT("HttpOnly")) > 0);
    assert_true(text_find(headers, TEXT("SameSite=Lax")) > 0);
    assert_true(text_find(headers, TEXT("Secure")) > 0);
    assert_int_equal(loopback_get(secure, "/fr/")->status, 200);
}

static void a_reader_that_writes_fails(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    assert_true(loopback_get(client, "/fr/wrong")->status >= 500);
    assert_int_equal(toy_count(toy), 0);
}

static void streams_and_heads(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    assert_int_equal(loopback_get(client, "/fr/export")->status, 200);
    assert_text(loopback_last(client)->body, "line 3\nline 2\nline 1\n");
    assert_text(loopback_header(client, "Content-Disposition"),
                "attachment; filename=\"notes ____.csv\"; filename*=UTF-8''notes%20%22%C3%A9%22.csv");
    assert_text(loopback_header(client, "Content-Length"), "");
    assert_int_equal(loopback_send(client, "HEAD", "/health", "", TEXT_NONE)->status, 200);
    assert_text(loopback_last(client)->body, "");
    assert_text(loopback_header(client, "Content-Length"), "5");
}

static void the_api_speaks_to_programs(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    struct text note = TEXT("{\"text\":\"a\"}");
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status,
                     401); /* no cookies */
    assert_text(loopback_last(client)->content_type, "application/problem+json");
    assert_text(loopback_header(client, "WWW-Authenticate"), "Bearer");
    loopback_set_header(client, "Authorization", TEXT("Bearer token-of-nobody"));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status, 401);
    loopback_set_header(client, "Authorization", TEXT("Bearer token-of-amal"));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "text/plain", note)->status, 415);
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status, 201);
    char *location = arena_string(arena, loopback_last(client)->location);
    assert_int_equal(loopback_get(client, location)->status, 200);
    assert_text(loopback_header(client, "ETag"), "\"7\"");
    loopback_set_header(client, "If-None-Match", TEXT("\"6\", W/\"7\""));
    assert_int_equal(loopback_get(client, location)->status, 304);
    assert_text(loopback_last(client)->body, "");
    loopback_set_header(client, "If-None-Match", TEXT("\"6\""));
    assert_int_equal(loopback_get(client, location)->status, 200);
    assert_int_equal(
        loopback_send(client, "POST", "/api/v1/notes", "application/json", TEXT("{\"text\":\"bad\"}"))->status, 422);
    assert_true(loopback_shows(client, "\"bad_text\""));
    assert_true(loopback_shows(client, "#/text"));
    assert_int_equal(toy_count(toy), 1);
}

static void an_idempotency_key_gives_the_same_answer(void **state)
{
    struct toy *toy = *state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    struct text note = TEXT("{\"text\":\"a\"}");
    loopback_set_header(client, "Authorization", TEXT("Bearer token-of-amal"));
    loopback_set_header(client, "Idempotency-Key", TEXT("key-1"));
    assert_int_equal(
        loopback_send(client, "POST", "/api/v1/notes", "application/json", TEXT("{\"text\":\"bad\"}"))->status, 422);
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status, 201);
    struct text body = arena_text(arena, loopback_last(client)->body);
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status, 201);
    assert_true(text_equal(body, loopback_last(client)->body));
    assert_int_equal(toy_count(toy), 1);
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", TEXT("{}"))->status, 422);
    assert_true(loopback_shows(client, "idempotency_key_reused"));
    loopback_set_header(client, "Idempotency-Key", TEXT("key-2"));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status, 201);
    assert_int_equal(toy_count(toy), 2);
    struct work work = {.db = toy->db, .arena = toy->arena};
    assert_int_equal(api_answers_forget(&work), OK); /* somebody was erased: no answer is kept */
    assert_int_equal(loopback_send(client, "POST", "/api/v1/notes", "application/json", note)->status, 201);
    assert_int_equal(toy_count(toy), 3);
}

static void only_the_secret_opens_the_inner_door(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    loopback_set_header(client, "Sanad-Action", TEXT("session.end"));
    loopback_set_header(client, "Sanad-Internal",
                        TEXT("0000000000000000000000000000000000000000000000000000000000000000"));
    assert_int_equal(loopback_get(client, "/fr/")->status, 200); /* a client's headers are HTTP_…: never ours */
    assert_text(loopback_header(client, "Sanad-Outcome"), "");
}

/* A token that was given less does not get more by handing a write over. */
static void a_narrow_token_stays_narrow_in_the_writing_worker(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = loopback_open(&toy->application);
    loopback_read_with(client, toy->reader);
    loopback_set_header(client, "Authorization", TEXT("Bearer token-of-amal"));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/ask", "application/json", TEXT("{}"))->status, 200);
    loopback_set_header(client, "Authorization", TEXT("Bearer narrow-token-of-amal"));
    assert_int_equal(loopback_send(client, "POST", "/api/v1/ask", "application/json", TEXT("{}"))->status, 403);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_toy, close_toy)
#define TEST_ON_POSTGRES(name)                                                         \
    {                                                                                  \
        place_is_shared() ? #name : #name " # SKIP TEST_DATABASE names no PostgreSQL", \
            place_is_shared() ? (name) : place_nothing, open_toy, close_toy, NULL      \
    }

/* ---- one state for a page ---- */

static struct toy *stored_in;

static void store_one(void)
{
    AUTO_DB struct db *other = NULL;
    const struct value bind[] = {value_id(identifier_new())};
    assert_int_equal(db_open(stored_in->database, false, &other), OK);
    assert_int_equal(
        db_execute(other, SQL("store_one", "INSERT INTO toy_note (id, written) VALUES ($1, 'x')"), bind, 1, NULL), OK);
}

static void a_page_sees_one_state(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    if (place_is_shared())
        loopback_read_with(client, NULL); /* there every process writes */
    stored_in = toy;
    toy_between = store_one;
    (void)loopback_get(client, "/en/twice");
    assert_text(loopback_last(client)->body, "0 0");
    (void)loopback_get(client, "/en/twice");
    assert_text(loopback_last(client)->body, "1 1");
    toy_between = NULL;
    (void)loopback_get(client, "/en/twice");
    assert_text(loopback_last(client)->body, "2 2");
}

/* On PostgreSQL the audit rows of a page are of its own transaction. */
static void a_page_is_audited_in_its_own_state(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    loopback_read_with(client, NULL);
    stored_in = toy;
    toy_between = store_one;
    (void)loopback_get(client, "/en/twice?seen");
    toy_between = NULL;
    struct text body = loopback_last(client)->body; /* it counts what audit.seen stored, and nobody else's */
    assert_int_equal(loopback_last(client)->status, 200);
    assert_text(body, "0 1");
    assert_int_equal(toy_count(toy), 2);
}

/* What a page reads is handed over once, when its handler has ended, whatever that answered. */
static void reads_are_audited_together(void **state)
{
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    assert_int_equal(loopback_get(client, "/en/reads?n=")->status, 200);
    assert_int_equal(toy_count(toy), 0);
    assert_int_equal(loopback_get(client, "/en/reads?n=x")->status, 200);
    assert_int_equal(toy_count(toy), 1);
    assert_int_equal(loopback_get(client, "/en/reads?n=xxx")->status, 200);
    assert_int_equal(toy_count(toy), 2);
    assert_int_equal(loopback_get(client, "/en/reads?n=xx&refuse")->status, 404);
    assert_int_equal(toy_count(toy), 3);
}

/* Neither as a page nor as one that says what was wrong. */
static void nothing_is_shown_that_cannot_be_audited(void **state)
{
    static const char *const PATHS[] = {"/en/reads?n=x", "/en/reads?n=xx", "/en/reads?n=xx&wrong"};
    struct toy *toy = *state;
    AUTO_LOOPBACK struct loopback *client = signed_in(toy, "amal");
    toy_refuses_reads = true;
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        assert_int_equal(loopback_get(client, PATHS[i])->status, 503);
        assert_true(text_find(loopback_last(client)->body, TEXT("shown")) < 0);
    }
    toy_refuses_reads = false;
    assert_int_equal(toy_count(toy), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(leads_to_a_language),
        TEST(signs_in_and_out),
        TEST(goes_only_to_pages_of_ours),
        TEST(a_new_sign_in_ends_the_session_before),
        TEST(forged_cookies_open_nothing),
        TEST(sessions_end_by_time),
        TEST(only_our_own_forms_are_taken),
        TEST(a_lost_session_keeps_the_form),
        TEST(a_language_change_stores_nothing),
        TEST(a_form_sent_twice_is_stored_once),
        TEST(a_notice_is_shown_once),
        TEST(answers_with_the_right_status),
        TEST(a_header_sent_twice_is_refused),
        TEST(a_full_disk_is_said_and_the_form_survives),
        TEST(health_says_that_the_disk_is_full),
        TEST(every_answer_is_closed_to_others),
        TEST(a_reader_that_writes_fails),
        TEST(streams_and_heads),
        TEST(the_api_speaks_to_programs),
        TEST(an_idempotency_key_gives_the_same_answer),
        TEST(only_the_secret_opens_the_inner_door),
        TEST(a_narrow_token_stays_narrow_in_the_writing_worker),
        TEST(a_page_sees_one_state),
        TEST(reads_are_audited_together),
        TEST(nothing_is_shown_that_cannot_be_audited),
        TEST_ON_POSTGRES(a_page_is_audited_in_its_own_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
