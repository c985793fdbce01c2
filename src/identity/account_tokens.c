/* One's own tokens for the API. */
#include "identity/user_pages.h"

enum { SHOWN_MINUTES = 10, TOKEN_YEARS_MOST = 2 };

#define SHOWN TEXT("token.shown")
#define TOKENS "/account/tokens"

/* ---- what a token may do ---- */

static bool is_chosen(const struct request *request, const char *name)
{
    size_t position = 0;
    struct text value;
    while (parameters_next(&request->form, TEXT("scopes"), &position, &value))
        if (text_is(value, name))
            return true;
    return false;
}

/* The rights the user holds, but for that over the own account: a token makes no tokens. */
static void fill_scopes(const struct request *request, struct account_tokens_view *view)
{
    struct arena *arena = request->work.arena;
    struct scope_choice *scopes = arena_array(arena, struct scope_choice, access_right_count() + 1);
    for (size_t i = 0; i < access_right_count(); i++) {
        const struct right *right = access_right(i);
        if (right != &own_account && actor_may(&request->actor, right))
            scopes[view->scope_count++] = (struct scope_choice){.name = text_from(right->name),
                                                                .id = arena_format(arena, "scope-%zu", i),
                                                                .label = right->label,
                                                                .chosen = is_chosen(request, right->name)};
    }
    view->scopes = scopes;
}

static struct scope_choice *scopes_of(struct arena *arena, struct text names, size_t *ret_count)
{
    struct scope_choice *scopes = arena_array(arena, struct scope_choice, access_right_count() + 1);
    size_t count = 0;
    struct text name;
    while (count < access_right_count() && text_split(&names, ',', &name)) {
        const struct right *right = access_right_named(name);
        if (right != NULL)
            scopes[count++] = (struct scope_choice){.name = name, .label = right->label};
    }
    *ret_count = count;
    return scopes;
}

/* ---- the page ---- */

static enum outcome fill_tokens(struct request *request, struct account_tokens_view *view)
{
    struct arena *arena = request->work.arena;
    struct token_row *rows;
    enum outcome outcome = token_list(&request->work, request->actor.user, &rows, &view->token_count);
    if (outcome != OK)
        return outcome;
    struct token_line *lines = arena_array(arena, struct token_line, view->token_count + 1);
    for (size_t i = 0; i < view->token_count; i++) {
        struct text id = identifier_to_text(arena, rows[i].id);
        struct text path = arena_format(arena, TOKENS "/%.*s/revoke", TEXT_ARG(id));
        lines[i] = (struct token_line){.label = rows[i].label,
                                       .revoke_path = page_path(request, path),
                                       .created_at = rows[i].created_at,
                                       .expires_on = rows[i].expires_on};
        lines[i].scopes = scopes_of(arena, rows[i].scopes, &lines[i].scope_count);
    }
    view->tokens = lines;
    return OK;
}

static enum outcome show(struct request *request, struct response *response, struct text token)
{
    struct page *page = page_open(request, N_("Tokens for programs"));
    page->has_form = true;
    page_trail(page, N_("My account"), TEXT("/account"));
    page_trail(page, N_("Tokens for programs"), TEXT_NONE);
    struct account_tokens_view view = {.page = page,
                                       .key = form_key_new(request),
                                       .label_problem = problem_beside(request, "label"),
                                       .scope_problem = problem_beside(request, "scopes"),
                                       .date_problem = problem_beside(request, "expires_on"),
                                       .token = token};
    enum outcome outcome = fill_tokens(request, &view);
    if (outcome != OK)
        return outcome;
    if (text_is_empty(token)) {
        view.label = parameters_get(&request->form, TEXT("label"));
        view.expires_on = parameters_get(&request->form, TEXT("expires_on"));
    } else {
        request->form = (struct parameters){0}; /* the form below the new token is empty again */
        view.shown = passing_seal(request, SHOWN, request->actor.user, token);
    }
    fill_scopes(request, &view);
    struct output out = page_output(request, response);
    account_tokens_page(&out, &view);
    return page_send(request, response, request->work.problems.count == 0 ? 200 : 422);
}

enum outcome account_tokens_get(struct request *request, struct response *response)
{
    return show(request, response, TEXT_NONE);
}

/* ---- making one ---- */

static struct text token_shown(struct request *request)
{
    struct identifier user;
    struct text token;
    struct text sealed = parameters_get(&request->form, TEXT("shown"));
    if (passing_open(request, SHOWN, sealed, SHOWN_MINUTES, &user, &token) != OK ||
        !identifier_equal(user, request->actor.user))
        return TEXT_NONE;
    return token;
}

static void read_scopes(struct request *request, struct text *ret_scopes)
{
    struct work *work = &request->work;
    struct text all = TEXT_NONE;
    struct text name;
    size_t position = 0;
    while (parameters_next(&request->form, TEXT("scopes"), &position, &name)) {
        const struct right *right = access_right_named(name);
        if (right == NULL || right == &own_account || !actor_may(&request->actor, right)) {
            (void)problem_add(&work->problems, INVALID, "scope_not_held", TEXT("scopes"),
                              N_("A token can only do what you may do yourself."));
            return;
        }
        all = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(all), all.length > 0 ? "," : "", TEXT_ARG(name));
    }
    if (text_is_empty(all))
        (void)problem_add(&work->problems, INVALID, "scope_missing", TEXT("scopes"),
                          N_("Choose what the token may do."));
    *ret_scopes = all;
}

static void read_expiry(struct request *request, int32_t *ret_date)
{
    struct work *work = &request->work;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = day_read(work->arena, parameters_get(&request->form, TEXT("expires_on")), ret_date);
    if (outcome != OK || *ret_date <= today || *ret_date > date_add_months(today, 12 * TOKEN_YEARS_MOST))
        (void)problem_add(&work->problems, INVALID, "expiry_unreadable", TEXT("expires_on"),
                          N_("Give the last day of the token: after today, and within two years."));
}

enum outcome account_tokens_post(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct text token;
    struct text scopes = TEXT_NONE;
    int32_t expires_on = DATE_NONE;
    if (request->redisplay)
        return show(request, response, token_shown(request));
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    read_scopes(request, &scopes);
    read_expiry(request, &expires_on);
    outcome = work->problems.count > 0 ? INVALID : OK;
    if (outcome == OK)
        outcome = token_make(work, request->actor.user, text_trim(parameters_get(&request->form, TEXT("label"))),
                             scopes, expires_on, &token);
    if (outcome == INVALID)
        return show(request, response, TEXT_NONE);
    if (outcome == OK)
        outcome = form_key_keep(request, TEXT(TOKENS));
    if (outcome == OK)
        outcome = identity_audit(work, TEXT("token.made"), request->actor.organisation, request->actor.user,
                                 arena_format(work->arena, "{\"scopes\":\"%.*s\"}", TEXT_ARG(scopes)));
    return outcome == OK ? show(request, response, token) : outcome;
}

enum outcome token_revoke_post(struct request *request, struct response *response)
{
    struct identifier id;
    struct work *work = &request->work;
    if (request->redisplay)
        return show(request, response, TEXT_NONE);
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = token_revoke(work, request->actor.user, id);
    if (outcome == OK)
        outcome = identity_audit(
            work, TEXT("token.revoked"), request->actor.organisation, request->actor.user,
            arena_format(work->arena, "{\"token\":\"%.*s\"}", TEXT_ARG(identifier_to_text(work->arena, id))));
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("The token is revoked."));
    return respond_redirect(request, response, TEXT(TOKENS));
}
