/* Signing in: a user name and a password, then a code where the user set that up.  The handlers run where passwords are
   hashed and write nothing themselves. */
#include "codec/hex.h"
#include "identity/identity_pages.h"
#include "web/resume.h"
#include "web/router.h"
#include "web/session.h"

enum { CHALLENGE_MINUTES = 5, LOGIN_MOST = 200 };

#define CHALLENGE TEXT("sign_in.challenge")

/* ---- pages ---- */

static struct sign_in_view view_open(struct request *request, const char *title)
{
    struct page *page = page_open(request, title);
    page->narrow = true;
    page->has_form = true;
    return (struct sign_in_view){
        .page = page, .resume = request->resume, .next = page_next(request), .problem = request->work.problems.first};
}

static int status_of_problems(const struct request *request)
{
    const struct problem *problem = request->work.problems.first;
    return problem == NULL ? 200 : status_of(problem->outcome);
}

static enum outcome show_sign_in(struct request *request, struct response *response, struct text login)
{
    struct sign_in_view view = view_open(request, N_("Sign in"));
    view.login = login;
    struct output out = page_output(request, response);
    sign_in_page(&out, &view);
    return page_send(request, response, status_of_problems(request));
}

static enum outcome show_second_factor(struct request *request, struct response *response, struct text challenge)
{
    struct sign_in_view view = view_open(request, N_("Second check"));
    view.challenge = challenge;
    view.recovery = view.problem != NULL && text_is(view.problem->field, "recovery");
    struct output out = page_output(request, response);
    second_factor_page(&out, &view);
    return page_send(request, response, status_of_problems(request));
}

/* A refusal is shown as a page; what is unexpected is passed on. */
static enum outcome refuse_sign_in(struct request *request, struct response *response, enum outcome outcome,
                                   struct text login)
{
    return outcome == INVALID || outcome == TOO_MANY ? show_sign_in(request, response, login) : outcome;
}

enum outcome sign_in_get(struct request *request, struct response *response)
{
    if (request->session.open && !method_changes(request->method))
        return respond_redirect(request, response, page_next(request));
    return show_sign_in(request, response, TEXT_NONE);
}

/* The addresses of the second step, asked for without its form. */
enum outcome sign_in_again(struct request *request, struct response *response)
{
    return respond_redirect(request, response, TEXT(WEB_SIGN_IN));
}

/* ---- it worked ---- */

/* Bound to the password that was right: a challenge does not outlive a change of it. */
static struct text password_mark(struct request *request, const struct sign_in_user *user)
{
    unsigned char digest[DIGEST_BYTES];
    hash_bytes(user->password_hash, digest);
    return hex_encode(request->work.arena, (struct text){(const char *)digest, DIGEST_BYTES});
}

static enum outcome go_on(struct request *request, struct response *response, const struct sign_in_user *user)
{
    const struct language *chosen = language_for(user->language);
    if (chosen != NULL)
        request->work.language = chosen;
    if (!text_is_empty(request->actor.confined_to))
        return respond_redirect(request, response, request->actor.confined_to);
    struct text next = page_next(request);
    enum outcome outcome = web_resume(request, response);
    return outcome == NOT_FOUND ? respond_redirect(request, response, next) : outcome;
}

/* `code` is a further member of the arguments: what the second step took. */
static enum outcome complete(struct request *request, struct response *response, const struct sign_in_user *user,
                             struct text digest, const char *what, struct text code)
{
    struct arena *arena = request->work.arena;
    struct text answer;
    struct text arguments =
        arena_format(arena, "{\"user\":\"%.*s\",\"login\":\"%.*s\",\"what\":\"%s\"%.*s}",
                     TEXT_ARG(identifier_to_text(arena, user->id)), TEXT_ARG(digest), what, TEXT_ARG(code));
    enum outcome outcome = request_hand_over(request, "identity.signed_in", arguments, &answer);
    if (outcome == OK)
        outcome = session_open(request, response, user->id);
    return outcome == OK ? go_on(request, response, user) : outcome;
}

/* ---- the password ---- */

static struct text typed_login(struct request *request)
{
    struct text login = text_trim(parameters_get(&request->form, TEXT("login")));
    if (login.length > LOGIN_MOST)
        return TEXT_NONE;
    char *small = arena_string(request->work.arena, login);
    for (size_t i = 0; i < login.length; i++)
        if (small[i] >= 'A' && small[i] <= 'Z')
            small[i] = (char)(small[i] + 32);
    return (struct text){small, login.length};
}

static enum outcome wrong_password(struct request *request, struct response *response, const struct sign_in_user *user,
                                   struct text login, struct text digest)
{
    enum outcome outcome = sign_in_count_failure(
        request, user, digest, "password",
        N_("The user name or the password is not right. Tries left before a pause of {2} minutes: {1}."), TEXT_NONE);
    return refuse_sign_in(request, response, outcome, login);
}

enum outcome sign_in_post(struct request *request, struct response *response)
{
    struct sign_in_user user = {0};
    struct text login = typed_login(request);
    struct text digest = login_digest(&request->work, login);
    if (request->redisplay)
        return show_sign_in(request, response, login);
    enum outcome outcome = sign_in_check_lock(request, digest, TEXT_NONE);
    if (outcome != OK)
        return refuse_sign_in(request, response, outcome, login);
    outcome = user_by_login(&request->work, login, &user);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    /* An unknown name is checked against a hash like any other: both refusals take as long and read the same. */
    if (!password_is(&user, parameters_get(&request->form, TEXT("password"))))
        return wrong_password(request, response, &user, login, digest);
    if (user.second_factor)
        return show_second_factor(request, response,
                                  passing_seal(request, CHALLENGE, user.id, password_mark(request, &user)));
    outcome = complete(request, response, &user, digest, "password", TEXT_NONE);
    if (outcome == CONFLICT || outcome == NOT_FOUND || outcome == TOO_MANY)
        return wrong_password(request, response, &user, login, digest);
    return outcome;
}

/* ---- the second step ---- */

static enum outcome too_late(struct request *request, struct response *response)
{
    (void)problem_add(&request->work.problems, INVALID, "challenge_over", TEXT_NONE,
                      N_("This took too long. Sign in again."));
    return show_sign_in(request, response, TEXT_NONE);
}

/* INVALID: forged, too old, or the account changed since. */
static enum outcome read_challenge(struct request *request, struct sign_in_user *ret_user)
{
    struct identifier id;
    struct text mark;
    struct sign_in_user user;
    struct text sealed = parameters_get(&request->form, TEXT("challenge"));
    enum outcome outcome = passing_open(request, CHALLENGE, sealed, CHALLENGE_MINUTES, &id, &mark);
    if (outcome == OK)
        outcome = user_by_id(&request->work, id, &user);
    if (outcome != OK)
        return outcome == NOT_FOUND ? INVALID : outcome;
    if (!user.active || !user.second_factor || !text_equal(mark, password_mark(request, &user)))
        return INVALID;
    *ret_user = user;
    return OK;
}

/* Checks what was typed; `ret_code` is what the writing worker then takes. */
typedef enum outcome code_check(struct request *request, const struct sign_in_user *user, struct text *ret_code);

static enum outcome check_totp(struct request *request, const struct sign_in_user *user, struct text *ret_code)
{
    struct second_factor factor;
    int64_t step;
    enum outcome outcome = second_factor_get(&request->work, user, &factor);
    if (outcome == OK)
        outcome = totp_check(request->work.arena, factor.secret, parameters_get(&request->form, TEXT("code")),
                             request->work.now, &step);
    if (outcome == OK && step <= factor.last_step)
        outcome = INVALID;
    if (outcome == OK)
        *ret_code = arena_format(request->work.arena, ",\"step\":%lld", (long long)step);
    return outcome == NOT_FOUND ? INVALID : outcome;
}

static enum outcome check_recovery(struct request *request, const struct sign_in_user *user, struct text *ret_code)
{
    struct text digest;
    enum outcome outcome =
        recovery_code_digest(&request->work, user->id, parameters_get(&request->form, TEXT("recovery")), &digest);
    if (outcome == OK)
        *ret_code = arena_format(request->work.arena, ",\"recovery\":\"%.*s\"", TEXT_ARG(digest));
    return outcome;
}

static enum outcome second_step(struct request *request, struct response *response, code_check *check, const char *what,
                                const char *message, struct text field)
{
    struct sign_in_user user;
    struct text code;
    struct text challenge = parameters_get(&request->form, TEXT("challenge"));
    if (request->redisplay)
        return show_second_factor(request, response, challenge);
    enum outcome outcome = read_challenge(request, &user);
    if (outcome != OK)
        return outcome == INVALID ? too_late(request, response) : outcome;
    struct text digest = login_digest(&request->work, user.login);
    outcome = sign_in_check_lock(request, digest, field);
    if (outcome == OK)
        outcome = check(request, &user, &code);
    if (outcome == OK) {
        outcome = complete(request, response, &user, digest, what, code);
        if (outcome == CONFLICT || outcome == NOT_FOUND || outcome == TOO_MANY)
            outcome = INVALID; /* used, or locked, in the meantime */
    }
    if (outcome == INVALID)
        outcome = sign_in_count_failure(request, &user, digest, what, message, field);
    if (outcome == INVALID || outcome == TOO_MANY)
        return show_second_factor(request, response, challenge);
    return outcome;
}

enum outcome second_factor_post(struct request *request, struct response *response)
{
    return second_step(request, response, check_totp, "second_factor",
                       N_("This code is not right, or it was used already: wait for the next one. Tries left before a "
                          "pause of {2} minutes: {1}."),
                       TEXT("code"));
}

enum outcome recovery_post(struct request *request, struct response *response)
{
    return second_step(request, response, check_recovery, "recovery",
                       N_("This is none of your recovery codes, or it was used already. Tries left before a pause of "
                          "{2} minutes: {1}."),
                       TEXT("recovery"));
}

/* ---- signing out ---- */

enum outcome sign_out_post(struct request *request, struct response *response)
{
    enum outcome outcome = OK;
    if (request->session.open)
        outcome = identity_audit(&request->work, TEXT("sign_out"), request->actor.organisation, request->actor.user,
                                 TEXT_NONE);
    if (outcome == OK)
        outcome = session_end(request, response);
    return outcome == OK ? respond_redirect(request, response, TEXT(WEB_SIGN_IN)) : outcome;
}
