#include "web/session.h"

#include "access/wall_of_actor.h"
#include "base/number.h"
#include "codec/base64.h"
#include "codec/cookie.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "system/random.h"
#include "web/signed.h"
#include "web/web_store.h"

enum { TOKEN_BYTES = 32, ACTION_MOST = 4096, MINUTE = 60 };

#define SESSION_COOKIE TEXT("session")
#define IDLE_COOKIE TEXT("idle")

static struct text bytes_of(const unsigned char *bytes, size_t size)
{
    return (struct text){(const char *)bytes, size};
}

static struct text hash_of(struct arena *arena, struct text token)
{
    unsigned char hash[DIGEST_BYTES];
    hash_bytes(token, hash);
    return arena_text(arena, bytes_of(hash, sizeof hash));
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* Under the key in force, 0, or the one before; empty behind the last. */
static struct text csrf_of(const struct request *request, struct text token, size_t at)
{
    unsigned char signature[DIGEST_BYTES];
    struct key key;
    if (!web_key_at(request->application, TEXT("csrf"), at, &key))
        return TEXT_NONE;
    mac_bytes(&key, token, signature);
    key_forget(&key);
    return base64_encode(request->work.arena, bytes_of(signature, sizeof signature), BASE64_URL);
}

static struct text idle_value(struct arena *arena, struct identifier session, int64_t at)
{
    return arena_format(arena, "%.*s %lld", TEXT_ARG(identifier_to_text(arena, session)), (long long)at);
}

/* When the idle cookie says this session was last in use; INSTANT_NONE when it does not. */
static int64_t last_seen(const struct request *request, struct identifier session)
{
    struct text value;
    struct text first;
    struct identifier named;
    int64_t at;
    struct text written = request_cookie(request, IDLE_COOKIE);
    if (text_is_empty(written) ||
        signed_read(request->application, request->work.arena, TEXT("idle"), written, &value) != OK)
        return INSTANT_NONE;
    if (!text_split(&value, ' ', &first) || text_to_identifier(first, &named) != OK ||
        !identifier_equal(named, session) || text_to_integer(value, 0, INT64_MAX, &at) != OK)
        return INSTANT_NONE;
    return at;
}

static bool is_idle(const struct request *request, int64_t seen_at)
{
    int64_t allowed = request->application->settings->session_idle_minutes * MINUTE * MICROSECONDS;
    return seen_at == INSTANT_NONE || request->work.now - seen_at > allowed;
}

static enum outcome fill_actor(struct request *request, enum outcome outcome)
{
    if (outcome != OK)
        return outcome;
    request->actor.origin = request->address;
    wall_set_actor(request->work.db, request->work.arena, &request->actor);
    return OK;
}

static enum outcome actor_of_user(struct request *request, struct identifier user)
{
    if (request->application->hooks.actor_of_user == NULL)
        return NOT_FOUND;
    return fill_actor(request, request->application->hooks.actor_of_user(&request->work, user, &request->actor));
}

static bool is_over(const struct request *request, const struct session_row *row)
{
    return row->ended_at != INSTANT_NONE || row->expires_at <= request->work.now ||
           is_idle(request, request->session.seen_at);
}

static enum outcome read_cookie_session(struct request *request)
{
    struct session_row row;
    struct session *session = &request->session;
    struct text token = request_cookie(request, SESSION_COOKIE);
    if (text_is_empty(token))
        return OK;
    enum outcome outcome = session_row_read(&request->work, hash_of(request->work.arena, token), &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    *session = (struct session){.id = row.id, .user = row.user, .ended = true, .seen_at = last_seen(request, row.id)};
    if (is_over(request, &row))
        return OK;
    outcome = actor_of_user(request, session->user);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    session->ended = false;
    session->open = true;
    session->csrf = csrf_of(request, token, 0);
    session->csrf_before = csrf_of(request, token, 1);
    return OK;
}

static enum outcome read_bearer(struct request *request)
{
    struct text header = request->header(request, "Authorization");
    if (text_is_empty(header) || request->application->hooks.actor_of_token == NULL)
        return OK;
    struct text scheme = text_slice(header, 0, 7);
    if (!text_equal_ignoring_case(scheme, TEXT("Bearer ")))
        return UNAUTHENTICATED;
    struct text token = text_trim(text_slice(header, scheme.length, header.length));
    enum outcome outcome =
        fill_actor(request, request->application->hooks.actor_of_token(&request->work, token, &request->actor));
    if (outcome != OK)
        return outcome == NOT_FOUND ? UNAUTHENTICATED : outcome;
    request->session = (struct session){.open = true, .by_token = true, .user = request->actor.user};
    return OK;
}

enum outcome session_read(struct request *request)
{
    return request->api ? read_bearer(request) : read_cookie_session(request);
}

/* --- opening and ending ------------------------------------------------------------------------------------------- */

static void put_member(struct json_writer *json, struct text name, struct text value)
{
    json_key(json, name);
    json_put_text(json, value);
}

static struct text open_arguments(struct request *request, struct identifier id, struct text token,
                                  struct identifier user)
{
    struct arena *arena = request->work.arena;
    AUTO_BUFFER struct buffer buffer = buffer_open(ACTION_MOST);
    struct json_writer json = json_writer_open(&buffer);
    int64_t hours = request->application->settings->session_hours;
    json_object_begin(&json);
    put_member(&json, TEXT("id"), identifier_to_text(arena, id));
    put_member(&json, TEXT("hash"), hex_encode(arena, hash_of(arena, token)));
    put_member(&json, TEXT("user"), identifier_to_text(arena, user));
    if (request->session.open && !request->session.by_token)
        put_member(&json, TEXT("previous"), identifier_to_text(arena, request->session.id));
    json_key(&json, TEXT("seconds"));
    json_put_integer(&json, hours * 60 * MINUTE);
    json_object_end(&json);
    return json_finish(&json) ? arena_text(arena, buffer_text(&buffer)) : TEXT_NONE;
}

static void issue_idle(struct request *request, struct response *response)
{
    struct arena *arena = request->work.arena;
    struct text value = idle_value(arena, request->session.id, request->work.now);
    respond_cookie(request, response, IDLE_COOKIE, signed_write(request->application, arena, TEXT("idle"), value),
                   request->application->settings->session_idle_minutes * MINUTE);
    request->session.seen_at = request->work.now;
}

enum outcome session_open(struct request *request, struct response *response, struct identifier user)
{
    struct text answer;
    struct text token = token_new(request->work.arena, TOKEN_BYTES);
    struct identifier id = identifier_new();
    struct text arguments = open_arguments(request, id, token, user);
    enum outcome outcome = request_hand_over(request, "session.open", arguments, &answer);
    if (outcome != OK)
        return outcome;
    outcome = actor_of_user(request, user);
    if (outcome != OK)
        return outcome;
    request->session = (struct session){.open = true, .id = id, .user = user, .csrf = csrf_of(request, token, 0)};
    respond_cookie(request, response, SESSION_COOKIE, token, COOKIE_SESSION);
    issue_idle(request, response);
    return OK;
}

enum outcome session_end(struct request *request, struct response *response)
{
    respond_cookie(request, response, SESSION_COOKIE, TEXT_NONE, 0);
    respond_cookie(request, response, IDLE_COOKIE, TEXT_NONE, 0);
    if (!request->session.open || request->session.by_token)
        return OK;
    struct text answer;
    struct text arguments = arena_format(request->work.arena, "{\"id\":\"%.*s\"}",
                                         TEXT_ARG(identifier_to_text(request->work.arena, request->session.id)));
    enum outcome outcome = request_hand_over(request, "session.end", arguments, &answer);
    if (outcome == OK)
        request->session = (struct session){0};
    return outcome;
}

void session_refresh(struct request *request, struct response *response)
{
    const struct session *session = &request->session;
    if (session->open && !session->by_token &&
        request->work.now - session->seen_at > IDLE_REISSUE_SECONDS * MICROSECONDS)
        issue_idle(request, response);
}

/* --- in the writing worker ---------------------------------------------------------------------------------------- */

static enum outcome read_id(const struct json_value *json, struct text name, struct identifier *ret_id)
{
    return text_to_identifier(json_text_or(json_member(json, name), TEXT_NONE), ret_id);
}

static enum outcome run_open(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct identifier id;
    struct identifier user;
    struct identifier previous;
    struct text hash;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        read_id(json, TEXT("id"), &id) != OK || read_id(json, TEXT("user"), &user) != OK ||
        hex_decode(work->arena, json_text_or(json_member(json, TEXT("hash")), TEXT_NONE), &hash) != OK ||
        hash.length != DIGEST_BYTES)
        return FAILED;
    if (json_member(json, TEXT("previous")) != NULL) {
        if (read_id(json, TEXT("previous"), &previous) != OK)
            return FAILED;
        enum outcome outcome = session_row_end(work, previous);
        if (outcome != OK)
            return outcome;
    }
    int64_t seconds = json_integer_or(json_member(json, TEXT("seconds")), 0);
    struct session_row row = {id, user, work->now, work->now + seconds * MICROSECONDS, INSTANT_NONE};
    *ret_answer = TEXT("{}");
    return session_row_add(work, &row, hash);
}

static enum outcome run_end(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct identifier id;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        read_id(json, TEXT("id"), &id) != OK)
        return FAILED;
    *ret_answer = TEXT("{}");
    return session_row_end(work, id);
}

const struct internal_action session_actions[] = {{"session.open", run_open}, {"session.end", run_end}, {NULL, NULL}};
