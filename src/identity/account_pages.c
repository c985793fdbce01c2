/* One's own account: language, password. */
#include "identity/identity_pages.h"
#include "web/session.h"

const struct problem *problem_beside(const struct request *request, const char *field)
{
    return problem_for(&request->work.problems, text_from(field));
}

enum outcome role_lines(struct work *work, struct identifier account, struct role_line **ret_lines, size_t *ret_count)
{
    struct role_row *rows;
    size_t count;
    enum outcome outcome = role_list(work, account, &rows, &count);
    struct role_line *lines = outcome == OK ? arena_array(work->arena, struct role_line, count + 1) : NULL;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *office;
        outcome = record_get_unlimited(work, &office_record, rows[i].office, &office);
        if (outcome == OK)
            lines[i] = (struct role_line){.id = rows[i].id,
                                          .role = choice_show(&role_choices, rows[i].role, work->language),
                                          .office = office_record.title(work, office),
                                          .until = rows[i].until};
    }
    if (outcome != OK)
        return outcome;
    *ret_lines = lines;
    *ret_count = count;
    return OK;
}

/* ---- the account ---- */

static void fill_languages(struct request *request, const struct user_account *account, struct account_view *view)
{
    struct arena *arena = request->work.arena;
    struct form_choice *choices = arena_array(arena, struct form_choice, LANGUAGE_COUNT);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        struct text code = text_from(language_tag(language_at(i)));
        choices[i] = (struct form_choice){.code = code,
                                          .label = text_from(language_name(language_at(i))),
                                          .id = arena_join(arena, TEXT("language-"), code),
                                          .selected = text_equal(code, account->language)};
    }
    view->languages = choices;
    view->language_count = LANGUAGE_COUNT;
}

static enum outcome fill_account(struct request *request, struct account_view *view)
{
    struct work *work = &request->work;
    struct sign_in_user user;
    struct token_row *tokens;
    struct role_line *roles;
    size_t token_count;
    void *row;
    enum outcome outcome = account_own(request, &user);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &user_account_record, user.id, &row);
    if (outcome == OK)
        outcome = recovery_codes_left(work, user.id, &view->codes_left);
    if (outcome == OK)
        outcome = token_list(work, user.id, &tokens, &token_count);
    if (outcome == OK)
        outcome = role_lines(work, user.id, &roles, &view->role_count);
    if (outcome != OK)
        return outcome;
    const struct user_account *account = row;
    view->login = account->login;
    view->name = account->name;
    view->email = account->email;
    view->second_factor = user.second_factor;
    view->token_count = (int64_t)token_count;
    view->roles = roles;
    fill_languages(request, account, view);
    return OK;
}

enum outcome account_get(struct request *request, struct response *response)
{
    struct account_view view = {.page = page_open(request, N_("My account"))};
    enum outcome outcome = fill_account(request, &view);
    if (outcome != OK)
        return outcome;
    struct output out = page_output(request, response);
    account_page(&out, &view);
    return page_send(request, response, 200);
}

/* The language of the pages from the next sign-in on, and of what is sent. */
enum outcome account_post(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    void *before;
    if (request->redisplay)
        return account_get(request, response);
    const struct language *language = language_for(parameters_get(&request->form, TEXT("language")));
    if (language == NULL)
        return problem_add(&work->problems, INVALID, "link_unreadable", TEXT("language"), N_("Choose from the list."));
    enum outcome outcome = record_get_unlimited(work, &user_account_record, request->actor.user, &before);
    if (outcome != OK)
        return outcome;
    struct user_account *after = record_copy(work->arena, &user_account_record, before);
    after->language = text_from(language_tag(language));
    if (!text_equal(after->language, ((const struct user_account *)before)->language))
        outcome = record_update_by_step(work, &user_account_record, before, after, TEXT("language"));
    if (outcome != OK)
        return outcome;
    work->language = language;
    respond_notice(request, response, N_("Saved."));
    return respond_redirect(request, response, TEXT("/account"));
}

/* ---- the password ---- */

static enum outcome show_password(struct request *request, struct response *response)
{
    struct sign_in_user user;
    enum outcome outcome = account_own(request, &user);
    if (outcome != OK)
        return outcome;
    struct page *page = page_open(request, N_("Change the password"));
    page->has_form = true;
    page_trail(page, N_("My account"), TEXT("/account"));
    page_trail(page, N_("Change the password"), TEXT_NONE);
    struct account_password_view view = {.page = page,
                                         .must_change = user.must_change,
                                         .old_problem = problem_beside(request, "old_password"),
                                         .problem = problem_beside(request, "password"),
                                         .repeat_problem = problem_beside(request, "repeated")};
    struct output out = page_output(request, response);
    account_password_page(&out, &view);
    return page_send(request, response, request->work.problems.count == 0 ? 200 : 422);
}

enum outcome account_password_get(struct request *request, struct response *response)
{
    return show_password(request, response);
}

/* The new password alone: nothing here is secret to who may try it. */
static enum outcome check_new(struct request *request, const struct sign_in_user *user, struct text old,
                              struct text new)
{
    struct work *work = &request->work;
    enum outcome outcome = password_check(work, user->login, new);
    if (outcome == OK && text_equal(new, old))
        outcome = problem_add(&work->problems, INVALID, "password_same", TEXT("password"),
                              N_("This is the password you have already. Choose another."));
    if (outcome == OK && !text_equal(new, parameters_get(&request->form, TEXT("repeated"))))
        outcome = problem_add(&work->problems, INVALID, "password_differs", TEXT("repeated"),
                              N_("The two new passwords are not the same. Type both again."));
    return outcome;
}

enum outcome account_ask_password(struct request *request, const struct sign_in_user *user, const char *field)
{
    struct text digest = login_digest(&request->work, user->login);
    enum outcome outcome = sign_in_check_lock(request, digest, text_from(field));
    if (outcome != OK || password_is(user, parameters_get(&request->form, text_from(field))))
        return outcome;
    return sign_in_count_failure(request, user, digest, "own_password",
                                 N_("Your password is not right. Tries left before a pause of {2} minutes: {1}."),
                                 text_from(field));
}

enum outcome account_password_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    struct text answer;
    struct arena *arena = request->work.arena;
    struct text old = parameters_get(&request->form, TEXT("old_password"));
    struct text new = parameters_get(&request->form, TEXT("password"));
    if (request->redisplay)
        return show_password(request, response);
    enum outcome outcome = account_own(request, &user);
    if (outcome == OK)
        outcome = check_new(request, &user, old, new);
    if (outcome == OK)
        outcome = account_ask_password(request, &user, "old_password");
    if (outcome == INVALID || outcome == TOO_MANY)
        return show_password(request, response);
    struct text hash = outcome == OK ? password_hash(arena, new) : TEXT_NONE;
    if (outcome == OK && text_is_empty(hash))
        outcome = UNAVAILABLE; /* no memory for it just now */
    if (outcome == OK)
        outcome = request_hand_over(request, "identity.password",
                                    arena_format(arena, "{\"user\":\"%.*s\",\"hash\":\"%.*s\"}",
                                                 TEXT_ARG(identifier_to_text(arena, user.id)), TEXT_ARG(hash)),
                                    &answer);
    if (outcome == OK)
        outcome = session_open(request, response, user.id);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Your password is changed. You were signed out everywhere else."));
    return respond_redirect(request, response, TEXT("/account"));
}
