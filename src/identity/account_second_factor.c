/* Setting up, renewing and removing one's second factor. */
#include "codec/base32.h"
#include "codec/qr.h"
#include "identity/identity_pages.h"
#include "web/session.h"

enum { SETUP_MINUTES = 60, SHOWN_MINUTES = 10 };

#define SETUP TEXT("second_factor.setup")
#define SHOWN TEXT("second_factor.codes")

/* ---- recovery codes, shown once ---- */

enum outcome recovery_codes_show(struct request *request, struct response *response, const struct text *codes)
{
    struct arena *arena = request->work.arena;
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        all = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(all), i > 0 ? " " : "", TEXT_ARG(codes[i]));
    struct page *page = page_open(request, N_("Your recovery codes"));
    page->narrow = true;
    page->has_form = true;
    struct recovery_codes_view view = {.page = page,
                                       .codes = codes,
                                       .code_count = RECOVERY_CODES,
                                       .shown = passing_seal(request, SHOWN, request->actor.user, all),
                                       .path = page_path(request, TEXT(ACCOUNT_SECOND_FACTOR))};
    struct output out = page_output(request, response);
    recovery_codes_page(&out, &view);
    return page_send(request, response, 200);
}

bool recovery_codes_again(struct request *request, struct text *ret_codes, size_t *ret_count)
{
    struct identifier user;
    struct text all;
    size_t count = 0;
    struct text sealed = parameters_get(&request->form, TEXT("shown"));
    if (passing_open(request, SHOWN, sealed, SHOWN_MINUTES, &user, &all) != OK ||
        !identifier_equal(user, request->actor.user))
        return false;
    while (count < RECOVERY_CODES && text_split(&all, ' ', &ret_codes[count]))
        count++;
    *ret_count = count;
    return count == RECOVERY_CODES;
}

/* ---- the page ---- */

static enum outcome fill_setup(struct request *request, const struct sign_in_user *user, struct text secret,
                               struct account_second_factor_view *view)
{
    struct arena *arena = request->work.arena;
    view->sealed = passing_seal(request, SETUP, user->id, base32_encode(arena, secret));
    view->secret = totp_secret_shown(arena, secret);
    view->address = totp_address(arena, request->application->settings->mission_name, user->login, secret);
    return qr_draw(arena, view->address, &view->qr_path, &view->qr_box);
}

static enum outcome show(struct request *request, struct response *response, struct text secret)
{
    struct sign_in_user user;
    enum outcome outcome = account_own(request, &user);
    if (outcome != OK)
        return outcome;
    struct page *page = page_open(request, N_("Second factor"));
    page->has_form = true;
    page_trail(page, N_("My account"), TEXT("/account"));
    page_trail(page, N_("Second factor"), TEXT_NONE);
    struct account_second_factor_view view = {.page = page,
                                              .confirmed = user.second_factor,
                                              .required = request->application->settings->require_second_factor,
                                              .problem = request->work.problems.first};
    outcome = recovery_codes_left(&request->work, user.id, &view.codes_left);
    if (outcome == OK && !user.second_factor)
        outcome = fill_setup(request, &user, secret, &view);
    if (outcome != OK)
        return outcome;
    struct output out = page_output(request, response);
    account_second_factor_page(&out, &view);
    return page_send(request, response, request->work.problems.count == 0 ? 200 : 422);
}

enum outcome account_second_factor_get(struct request *request, struct response *response)
{
    return show(request, response, totp_secret_new(request->work.arena));
}

/* ---- setting it up ---- */

/* The secret that the page showed, which this user brings back; a new one when it is too old or another's. */
static bool shown_secret(struct request *request, struct text *ret_secret)
{
    struct identifier user;
    struct text written;
    struct text sealed = parameters_get(&request->form, TEXT("setup"));
    return passing_open(request, SETUP, sealed, SETUP_MINUTES, &user, &written) == OK &&
           identifier_equal(user, request->actor.user) && base32_decode(request->work.arena, written, ret_secret) == OK;
}

static enum outcome set_up(struct request *request, struct response *response, struct text secret, int64_t step)
{
    struct sign_in_user user;
    struct text codes[RECOVERY_CODES];
    enum outcome outcome = account_own(request, &user);
    if (outcome == OK && user.second_factor)
        return respond_redirect(request, response, TEXT(ACCOUNT_SECOND_FACTOR)); /* sent twice */
    if (outcome == OK)
        outcome = account_set_second_factor(&request->work, &user, secret, step, codes);
    if (outcome == OK)
        outcome = session_open(request, response, user.id);
    return outcome == OK ? recovery_codes_show(request, response, codes) : outcome;
}

enum outcome account_second_factor_post(struct request *request, struct response *response)
{
    struct text codes[RECOVERY_CODES];
    size_t count;
    struct text secret;
    int64_t step;
    struct work *work = &request->work;
    if (request->redisplay && recovery_codes_again(request, codes, &count))
        return recovery_codes_show(request, response, codes);
    bool known = shown_secret(request, &secret);
    if (request->redisplay)
        return show(request, response, known ? secret : totp_secret_new(work->arena));
    if (!known) {
        (void)problem_add(&work->problems, INVALID, "setup_over", TEXT("code"),
                          N_("This page was too old. Scan the new code, then type what your telephone shows."));
        return show(request, response, totp_secret_new(work->arena));
    }
    enum outcome outcome =
        totp_check(work->arena, secret, parameters_get(&request->form, TEXT("code")), work->now, &step);
    if (outcome == OK)
        return set_up(request, response, secret, step);
    if (outcome != INVALID)
        return outcome;
    (void)problem_add(
        &work->problems, INVALID, "code_wrong", TEXT("code"),
        N_("This is not the code that belongs to the secret shown here. Check the clock of your telephone "
           "and type the code that it shows now."));
    return show(request, response, secret);
}

/* ---- once it is there ---- */

static enum outcome ask(struct request *request, struct response *response, struct sign_in_user *ret_user)
{
    enum outcome outcome = account_own(request, ret_user);
    if (outcome == OK && !ret_user->second_factor)
        return respond_redirect(request, response, TEXT(ACCOUNT_SECOND_FACTOR));
    if (outcome == OK)
        outcome = account_ask_password(request, ret_user, "password");
    return outcome == INVALID || outcome == TOO_MANY ? show(request, response, TEXT_NONE) : outcome;
}

enum outcome second_factor_remove_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    struct text answer;
    struct arena *arena = request->work.arena;
    if (request->redisplay)
        return show(request, response, totp_secret_new(arena));
    enum outcome outcome = ask(request, response, &user);
    if (outcome != OK || response->status != 0)
        return outcome;
    outcome = request_hand_over(
        request, "identity.second_factor_remove",
        arena_format(arena, "{\"user\":\"%.*s\"}", TEXT_ARG(identifier_to_text(arena, user.id))), &answer);
    if (outcome == OK)
        outcome = session_open(request, response, user.id);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Your second factor is removed. You were signed out everywhere else."));
    return respond_redirect(request, response, TEXT(ACCOUNT_SECOND_FACTOR));
}

static struct text codes_arguments(struct request *request, struct identifier user, const struct text *digests)
{
    struct arena *arena = request->work.arena;
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        all = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(all), i > 0 ? "," : "", TEXT_ARG(digests[i]));
    return arena_format(arena, "{\"user\":\"%.*s\",\"digests\":\"%.*s\"}", TEXT_ARG(identifier_to_text(arena, user)),
                        TEXT_ARG(all));
}

enum outcome recovery_codes_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    struct text answer;
    struct text codes[RECOVERY_CODES];
    struct text digests[RECOVERY_CODES];
    size_t count;
    if (request->redisplay)
        return recovery_codes_again(request, codes, &count)
                   ? recovery_codes_show(request, response, codes)
                   : show(request, response, totp_secret_new(request->work.arena));
    enum outcome outcome = ask(request, response, &user);
    if (outcome != OK || response->status != 0)
        return outcome;
    outcome = recovery_codes_new(&request->work, user.id, codes, digests);
    if (outcome == OK)
        outcome =
            request_hand_over(request, "identity.recovery_codes", codes_arguments(request, user.id, digests), &answer);
    return outcome == OK ? recovery_codes_show(request, response, codes) : outcome;
}
