/* A user as their administrator sees them: roles, first password, second factor, sessions. */
#include "identity/user_pages.h"
#include "codec/json.h"
#include "web/router.h"

#define USERS "/users"

/* ---- the page ---- */

static struct text below(const struct request *request, struct identifier user, const char *behind)
{
    struct arena *arena = request->work.arena;
    return page_path(request, arena_format(arena, USERS "/%.*s/%s", TEXT_ARG(identifier_to_text(arena, user)), behind));
}

static void fill_role_choices(struct request *request, struct user_more *more)
{
    struct form_choice *choices = arena_array(request->work.arena, struct form_choice, role_choices.count);
    struct text typed = parameters_get(&request->form, TEXT("role"));
    for (size_t i = 0; i < role_choices.count; i++) {
        struct text code = text_from(role_choices.choices[i].code);
        choices[i] = (struct form_choice){.code = code,
                                          .label = choice_show(&role_choices, code, request->work.language),
                                          .selected = text_equal(code, typed)};
    }
    more->choices = choices;
    more->choice_count = role_choices.count;
}

/* Offices of the user's own organisation. */
static enum outcome fill_offices(struct request *request, struct identifier organisation, struct user_more *more)
{
    struct work *work = &request->work;
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct list_page page;
    struct text typed = parameters_get(&request->form, TEXT("office"));
    enum outcome outcome = record_list(work, &office_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct record_head *head = record_head_of(page.rows[i]);
        struct text id = identifier_to_text(work->arena, head->id);
        if (identifier_equal(head->organisation, organisation))
            choices[more->office_count++] = (struct form_choice){
                .code = id, .label = office_record.title(work, page.rows[i]), .selected = text_equal(id, typed)};
    }
    more->offices = choices;
    return OK;
}

static void fill_paths(const struct request *request, struct identifier id, struct user_more *more)
{
    more->give_path = below(request, id, "roles");
    more->password_path = below(request, id, "password");
    more->second_factor_path = below(request, id, "second-factor/remove");
    more->sessions_path = below(request, id, "sessions/end");
}

static enum outcome fill_roles(struct request *request, struct identifier user, struct user_more *more)
{
    enum outcome outcome = role_lines(&request->work, user, &more->roles, &more->role_count);
    for (size_t i = 0; i < more->role_count && outcome == OK && more->may_write; i++) {
        struct text id = identifier_to_text(request->work.arena, more->roles[i].id);
        const char *behind = arena_format(request->work.arena, "roles/%.*s/end", TEXT_ARG(id)).at;
        more->roles[i].end_path = below(request, user, behind);
    }
    return outcome;
}

static enum outcome load_user(struct request *request, const void *row, void **ret_more)
{
    struct user_more *more = arena_new(request->work.arena, struct user_more);
    const struct record_head *head = record_head_of(row);
    struct subject subject = record_subject(row);
    struct sign_in_user user;
    more->may_write = actor_may_on(&request->actor, &user_write, &subject);
    more->self = identifier_equal(head->id, request->actor.user);
    more->problem = request->work.problems.first;
    enum outcome outcome = user_by_id(&request->work, head->id, &user);
    if (outcome == OK)
        outcome = fill_roles(request, head->id, more);
    if (outcome == OK && more->may_write)
        outcome = fill_offices(request, head->organisation, more);
    if (outcome != OK)
        return outcome;
    more->second_factor = user.second_factor;
    more->has_password = user.password_hash.length > 0;
    more->must_change = user.must_change;
    fill_role_choices(request, more);
    fill_paths(request, head->id, more);
    *ret_more = more;
    return OK;
}

const struct record_page_options user_options = {
    .record = &user_account_record,
    .base = USERS,
    .new_title = N_("A new user"),
    .edit_title = N_("Change the user"),
    .users = &user_account_record,
    .load_more = load_user,
    .show_more = user_more_page,
};

enum outcome user_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, &user_options);
}

/* The page again, with what was wrong; its address is that of the user, not that of the form. */
static enum outcome show_again(struct request *request, struct response *response)
{
    request->path = arena_format(request->work.arena, USERS "/%.*s", TEXT_ARG(request->parameters[0]));
    enum outcome outcome = record_page_show(request, response, &user_options);
    if (outcome == OK && !request->redisplay)
        response->status = 422;
    return outcome;
}

/* The user of the address, whom the actor may administer. */
static enum outcome find_user(struct request *request, struct sign_in_user *ret_user)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &user_account_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(&request->actor, &user_write, &subject))
        return FORBIDDEN;
    return user_by_id(&request->work, id, ret_user);
}

static enum outcome done(struct request *request, struct response *response, const char *notice)
{
    respond_notice(request, response, notice);
    return respond_redirect(request, response,
                            arena_format(request->work.arena, USERS "/%.*s", TEXT_ARG(request->parameters[0])));
}

/* ---- roles ---- */

static enum outcome read_role(struct request *request, const struct sign_in_user *user,
                              struct role_assignment **ret_assignment)
{
    struct work *work = &request->work;
    struct role_assignment *assignment = record_new(work->arena, &role_assignment_record);
    struct text until = parameters_get(&request->form, TEXT("until"));
    assignment->head.organisation = user->organisation;
    assignment->account = user->id;
    assignment->role = parameters_get(&request->form, TEXT("role"));
    if (text_to_identifier(parameters_get(&request->form, TEXT("office")), &assignment->held_in) != OK)
        (void)problem_add(&work->problems, INVALID, "required", TEXT("office"),
                          N_("Say in which office the role is held."));
    if (choice_find(&role_choices, assignment->role) == NULL)
        (void)problem_add(&work->problems, INVALID, "required", TEXT("role"), N_("Choose a role."));
    if (!text_is_empty(text_trim(until)) && (day_read(work->arena, until, &assignment->until) != OK ||
                                             assignment->until < zone_date(work->zone, work->now)))
        (void)problem_add(&work->problems, INVALID, "date_unreadable", TEXT("until"),
                          N_("The last day of a role is today or later, as DD/MM/YYYY."));
    *ret_assignment = assignment;
    return work->problems.count == 0 ? OK : INVALID;
}

enum outcome user_role_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    struct role_assignment *assignment;
    if (request->redisplay)
        return show_again(request, response);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = find_user(request, &user);
    if (outcome == OK)
        outcome = read_role(request, &user, &assignment);
    if (outcome == OK)
        outcome = record_insert(&request->work, &role_assignment_record, assignment);
    if (outcome == INVALID)
        return show_again(request, response);
    if (outcome == OK)
        outcome =
            form_key_keep(request, arena_format(request->work.arena, USERS "/%.*s", TEXT_ARG(request->parameters[0])));
    return outcome == OK ? done(request, response, N_("The role is given.")) : outcome;
}

/* From now on: its last day was yesterday. */
enum outcome user_role_end_post(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct sign_in_user user;
    struct identifier id;
    struct field_set readable;
    void *before;
    enum outcome outcome = find_user(request, &user);
    if (outcome == OK)
        outcome = request_id(request, 1, &id);
    if (outcome == OK)
        outcome = record_peek(work, &role_assignment_record, id, &before, &readable);
    if (outcome != OK)
        return outcome;
    struct role_assignment *after = record_new(work->arena, &role_assignment_record);
    *after = *(const struct role_assignment *)before;
    if (!identifier_equal(after->account, user.id))
        return NOT_FOUND;
    after->until = zone_date(work->zone, work->now) - 1;
    outcome = record_update(work, &role_assignment_record, before, after);
    if (outcome == INVALID)
        return show_again(request, response);
    return outcome == OK ? done(request, response, N_("The role is ended.")) : outcome;
}

/* ---- how they sign in ---- */

enum outcome user_password_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    struct text answer;
    struct arena *arena = request->work.arena;
    struct text password = parameters_get(&request->form, TEXT("password"));
    if (request->redisplay)
        return show_again(request, response);
    enum outcome outcome = find_user(request, &user);
    if (outcome == OK && identifier_equal(user.id, request->actor.user))
        return respond_redirect(request, response, TEXT(ACCOUNT_PASSWORD));
    if (outcome == OK)
        outcome = password_check(&request->work, user.login, password);
    if (outcome == INVALID)
        return show_again(request, response);
    struct text hash = outcome == OK ? password_hash(arena, password) : TEXT_NONE;
    if (outcome == OK && text_is_empty(hash))
        outcome = UNAVAILABLE;
    if (outcome == OK)
        outcome = request_hand_over(request, "identity.password",
                                    arena_format(arena, "{\"user\":\"%.*s\",\"hash\":\"%.*s\"}",
                                                 TEXT_ARG(identifier_to_text(arena, user.id)), TEXT_ARG(hash)),
                                    &answer);
    return outcome == OK
               ? done(request, response,
                      N_("The password is set. Tell it to the user, who will choose another when signing in."))
               : outcome;
}

enum outcome user_second_factor_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    enum outcome outcome = find_user(request, &user);
    if (outcome == OK && identifier_equal(user.id, request->actor.user))
        return respond_redirect(request, response, TEXT(ACCOUNT_SECOND_FACTOR)); /* there the password is asked */
    if (outcome == OK)
        outcome = account_remove_second_factor(&request->work, &user);
    return outcome == OK ? done(request, response, N_("The second factor is removed.")) : outcome;
}

enum outcome user_sessions_post(struct request *request, struct response *response)
{
    struct sign_in_user user;
    enum outcome outcome = find_user(request, &user);
    if (outcome == OK)
        outcome = account_end_sessions(&request->work, &user);
    return outcome == OK ? done(request, response, N_("The user is signed out everywhere.")) : outcome;
}

/* ---- a new user ---- */

static struct user_account *new_user(struct request *request)
{
    struct user_account *account = record_new(request->work.arena, &user_account_record);
    account->head.organisation = request->actor.organisation;
    account->language = text_from(language_tag(request->work.language));
    account->active.is = FLAG_YES;
    return account;
}

static enum outcome show_new(struct request *request, struct response *response, const struct user_account *account)
{
    struct work *work = &request->work;
    struct field_set fields = record_form_fields(work, &user_account_record, account);
    struct form_options options = {0};
    bool typed = method_changes(request->method);
    struct user_new_view view = {.problem = problem_beside(request, "password"),
                                 .action = page_path(request, TEXT(USERS))};
    enum outcome outcome = record_form_view(work, &user_account_record, account, &fields, typed ? &request->form : NULL,
                                            &options, &view.form);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, user_options.new_title);
    view.page->has_form = true;
    page_trail(view.page, user_account_record.plural, TEXT(USERS));
    page_trail(view.page, user_options.new_title, TEXT_NONE);
    view.form.csrf = view.page->csrf;
    view.form.key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    struct output out = page_output(request, response);
    user_new_page(&out, &view);
    return page_send(request, response, work->problems.count == 0 ? 200 : 422);
}

enum outcome user_new_get(struct request *request, struct response *response)
{
    return show_new(request, response, new_user(request));
}

static struct text user_arguments(struct request *request, const struct user_account *account, struct text hash)
{
    enum { ARGUMENTS_MOST = 64 * 1024 };
    struct arena *arena = request->work.arena;
    AUTO_BUFFER struct buffer buffer = buffer_open(ARGUMENTS_MOST);
    struct json_writer json = json_writer_open(&buffer);
    json_object_begin(&json);
    for (size_t i = 0; i < user_account_record.field_count; i++) {
        json_key(&json, text_from(user_account_record.fields[i].name));
        json_put_text(&json, field_to_text(arena, &user_account_record.fields[i], account));
    }
    json_key(&json, TEXT("hash"));
    json_put_text(&json, hash);
    json_key(&json, TEXT("key"));
    json_put_text(&json, parameters_get(&request->form, TEXT("_key")));
    json_object_end(&json);
    return json_finish(&json) ? arena_text(arena, buffer_text(&buffer)) : TEXT_NONE;
}

static enum outcome read_new(struct request *request, struct user_account *account)
{
    struct work *work = &request->work;
    struct field_set fields = record_form_fields(work, &user_account_record, account);
    enum outcome outcome = record_form_read(work, &user_account_record, &fields, &request->form, account);
    if (outcome == OK)
        outcome = record_check(work, &user_account_record, NULL, account);
    enum outcome password = password_check(work, account->login, parameters_get(&request->form, TEXT("password")));
    return outcome == OK ? password : outcome;
}

static enum outcome add_user(struct request *request, struct response *response, const struct user_account *account)
{
    struct text answer;
    const struct json_value *json;
    struct work *work = &request->work;
    struct text hash = password_hash(work->arena, parameters_get(&request->form, TEXT("password")));
    if (text_is_empty(hash))
        return UNAVAILABLE;
    enum outcome outcome =
        request_hand_over(request, "identity.user_add", user_arguments(request, account, hash), &answer);
    if (outcome == INVALID) /* checked here a moment ago: only the name can have been taken since */
        return problem_add(&work->problems, INVALID, "login_taken", TEXT("login"), N_("This user name is taken."));
    if (outcome != OK)
        return outcome;
    if (json_parse(work->arena, answer, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    respond_notice(request, response,
                   N_("The user is made. Give them a role, and tell them the password: they will choose another."));
    return respond_redirect(request, response, json_text_or(json_member(json, TEXT("location")), TEXT(USERS)));
}

enum outcome user_create_post(struct request *request, struct response *response)
{
    struct user_account *account = new_user(request);
    struct subject subject = record_subject(account);
    if (!actor_may_on(&request->actor, &user_write, &subject))
        return FORBIDDEN;
    if (request->redisplay)
        return show_new(request, response, account);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = read_new(request, account);
    if (outcome == OK)
        outcome = add_user(request, response, account);
    return outcome == INVALID ? show_new(request, response, account) : outcome;
}
