/* Shared by the pages on which somebody proves who they are. */
#include "base/number.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "identity/user_pages.h"
#include "web/signed.h"

enum { MINUTE = 60 };

static struct seal_place passing_place(struct text purpose)
{
    return (struct seal_place){.table = TEXT("passing"), .field = purpose};
}

struct text passing_seal(struct request *request, struct text purpose, struct identifier user, struct text value)
{
    struct arena *arena = request->work.arena;
    struct text plain = arena_format(arena, "%.*s %lld %.*s", TEXT_ARG(identifier_to_text(arena, user)),
                                     (long long)request->work.now, TEXT_ARG(value));
    struct key key = web_key(request->application, purpose);
    struct text sealed = seal(arena, &key, passing_place(purpose), plain);
    key_forget(&key);
    return base64_encode(arena, sealed, BASE64_URL);
}

enum outcome passing_open(struct request *request, struct text purpose, struct text sealed, int64_t minutes,
                          struct identifier *ret_user, struct text *ret_value)
{
    struct arena *arena = request->work.arena;
    struct text bytes;
    struct text rest;
    struct text user;
    struct text at;
    int64_t made;
    if (text_is_empty(sealed) || base64_decode(arena, sealed, BASE64_URL, &bytes) != OK)
        return INVALID;
    enum outcome outcome = web_unseal(request->application, arena, purpose, passing_place(purpose), bytes, &rest);
    if (outcome != OK || !text_split(&rest, ' ', &user) || !text_split(&rest, ' ', &at) ||
        text_to_integer(at, 0, INT64_MAX, &made) != OK || text_to_identifier(user, ret_user) != OK)
        return INVALID;
    if (made > request->work.now || request->work.now - made > minutes * MINUTE * MICROSECONDS)
        return INVALID;
    *ret_value = rest;
    return OK;
}

bool password_is(const struct sign_in_user *user, struct text password)
{
    bool known = !text_is_empty(user->password_hash);
    bool matches = password_matches(known ? user->password_hash : sign_in_dummy_hash, password);
    return matches && known && user->active;
}

enum outcome account_own(struct request *request, struct sign_in_user *ret_user)
{
    return user_by_id(&request->work, request->actor.user, ret_user);
}

/* ---- failures ---- */

static struct text count_text(struct request *request, int64_t count)
{
    return language_number(request->work.arena, request->work.language, count);
}

static enum outcome say_locked(struct request *request, struct text field, int64_t minutes)
{
    return problem_add_with(&request->work.problems, TOO_MANY, "sign_in_locked", field,
                            N_("After too many tries this user name rests. Minutes until the next try: {1}."),
                            count_text(request, minutes), TEXT_NONE);
}

enum outcome sign_in_check_lock(struct request *request, struct text digest, struct text field)
{
    int64_t minutes;
    enum outcome outcome = sign_in_locked(&request->work, digest, &minutes);
    return outcome != OK || minutes == 0 ? outcome : say_locked(request, field, minutes);
}

static struct text failure_arguments(struct request *request, const struct sign_in_user *user, struct text digest,
                                     const char *what)
{
    struct arena *arena = request->work.arena;
    const struct settings *settings = request->application->settings;
    struct text who = identifier_is_none(user->id) ? TEXT_NONE : identifier_to_text(arena, user->id);
    return arena_format(arena, "{\"login\":\"%.*s\",\"user\":\"%.*s\",\"what\":\"%s\",\"most\":%lld,\"minutes\":%lld}",
                        TEXT_ARG(digest), TEXT_ARG(who), what, (long long)settings->lockout_failures,
                        (long long)settings->lockout_minutes);
}

enum outcome sign_in_count_failure(struct request *request, const struct sign_in_user *user, struct text digest,
                                   const char *what, const char *message, struct text field)
{
    struct text answer;
    const struct json_value *json;
    struct work *work = &request->work;
    enum outcome outcome =
        request_hand_over(request, "identity.failed", failure_arguments(request, user, digest, what), &answer);
    if (outcome != OK)
        return outcome;
    if (json_parse(work->arena, answer, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    int64_t minutes = json_integer_or(json_member(json, TEXT("minutes")), 0);
    if (minutes > 0)
        return say_locked(request, field, minutes);
    int64_t left = json_integer_or(json_member(json, TEXT("left")), 0);
    return problem_add_with(&work->problems, INVALID, "sign_in_failed", field, message, count_text(request, left),
                            count_text(request, request->application->settings->lockout_minutes));
}

enum outcome day_read(struct arena *arena, struct text typed, int32_t *ret_date)
{
    typed = text_trim(digits_to_ascii(arena, typed));
    if (typed.length == 10 && typed.at[2] == '/' && typed.at[5] == '/')
        typed = arena_format(arena, "%.4s-%.2s-%.2s", typed.at + 6, typed.at + 3, typed.at);
    return text_to_date(typed, ret_date);
}
