/* The list behind the bell, who wants it by mail, and the administrator's page about mail. */
#include "notices/notice_pages.h"

#include "audit/audit.h"

enum { UNSEEN_MOST = 50, SEEN_MOST = 30, BELL_MOST = 99 };

struct right mail_see = {"mail.see", N_("See whether mail is sent"), 0};
struct right mail_try = {"mail.try", N_("Send a mail to try it"), 0};

const struct grant notice_grants[] = {
    {ROLE_ADMINISTRATOR, &mail_see, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &mail_try, SCOPE_MISSION},
    {ROLE_AUDITOR, &mail_see, SCOPE_MISSION},
};
const size_t notice_grant_count = sizeof notice_grants / sizeof *notice_grants;

/* ---- the bell ---- */

static int64_t count_unseen(struct request *request)
{
    int64_t count = 0;
    return notice_count(&request->work, request->actor.user, BELL_MOST, &count) == OK ? count : 0;
}

/* ---- the list ---- */

static struct text words_of(struct work *work, const struct notice_kind *kind, const struct notice_row *row,
                            struct text name)
{
    if (kind == NULL)
        return row->kind; /* of a version to come */
    struct text argument = kind->colleague ? name : row->number;
    if (kind->many == NULL)
        return tr_with(work->arena, work->language, kind->one, &argument, 1);
    int64_t count = row->count < 1 ? 1 : row->count;
    argument = language_number(work->arena, work->language, count);
    return tr_with(work->arena, work->language, tr_count(work->language, kind->one, kind->many, count), &argument, 1);
}

static enum outcome make_lines(struct request *request, const struct notice_row *rows, size_t count,
                               struct notice_line **ret_lines)
{
    struct work *work = &request->work;
    struct identifier *users = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    struct notice_line *lines = arena_array(work->arena, struct notice_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct notice_kind *kind = notice_kind_named(rows[i].kind);
        if (kind != NULL && kind->colleague)
            users[i] = rows[i].subject;
    }
    enum outcome outcome = record_titles(work, &colleague_record, users, count, names);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        const struct notice_kind *kind = notice_kind_named(rows[i].kind);
        struct text id = identifier_to_text(work->arena, rows[i].id);
        lines[i] = (struct notice_line){
            .path = page_path(request, arena_format(work->arena, "/notifications/%.*s/open", TEXT_ARG(id))),
            .words = words_of(work, kind, &rows[i], names[i]),
            .icon = kind == NULL || kind->icon == NULL ? "info" : kind->icon,
            .at = rows[i].at,
            .seen = rows[i].seen,
        };
    }
    *ret_lines = lines;
    return outcome;
}

static enum outcome show_list(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct notice_row *unseen;
    struct notice_row *seen;
    struct notice_list_view view = {0};
    enum outcome outcome = notice_list(work, work->actor->user, false, UNSEEN_MOST, &unseen, &view.unseen_count);
    if (outcome == OK)
        outcome = notice_list(work, work->actor->user, true, SEEN_MOST, &seen, &view.seen_count);
    if (outcome == OK)
        outcome = make_lines(request, unseen, view.unseen_count, &view.unseen);
    if (outcome == OK)
        outcome = make_lines(request, seen, view.seen_count, &view.seen);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Notifications"));
    struct output out = page_output(request, response);
    notice_list_page(&out, &view);
    return page_send(request, response, 200);
}

static enum outcome list_see(struct request *request, struct response *response)
{
    if (request->redisplay)
        return show_list(request, response);
    enum outcome outcome = notice_see(&request->work, request->actor.user, (struct identifier){{0}});
    return outcome == OK ? respond_redirect(request, response, TEXT("/notifications")) : outcome;
}

/* Where it leads; to the list when that is not said. */
static struct text place_of(struct work *work, const struct notice_row *row)
{
    const struct notice_kind *kind = notice_kind_named(row->kind);
    if (kind == NULL || kind->path == NULL)
        return TEXT("/notifications");
    bool many = kind->many != NULL && row->count > 1;
    if (kind->one_place || many || identifier_is_none(row->subject))
        return text_from(kind->path);
    return arena_format(work->arena, "%s/%.*s", kind->path, TEXT_ARG(identifier_to_text(work->arena, row->subject)));
}

static enum outcome open_one(struct request *request, struct response *response)
{
    struct identifier id;
    struct notice_row row;
    if (request->redisplay)
        return show_list(request, response);
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = notice_get(&request->work, request->actor.user, id, &row);
    if (outcome == OK)
        outcome = notice_see(&request->work, request->actor.user, id);
    return outcome == OK ? respond_redirect(request, response, place_of(&request->work, &row)) : outcome;
}

/* ---- who wants mail ---- */

static const struct {
    const char *label, *help;
} WISHES[] = {
    [MAIL_DAILY] = {N_("Every working morning"), N_("One mail, and only if something is due or was not read yet.")},
    [MAIL_AT_ONCE] = {N_("At once"), N_("When you are told something; what comes within five minutes is one mail.")},
    [MAIL_NEVER] = {N_("Never"), N_("You see it when you sign in.")},
};
enum { WISH_COUNT = sizeof WISHES / sizeof *WISHES };

static enum outcome show_preference(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct mail_preference preference;
    void *row;
    struct notice_wish *wishes = arena_array(work->arena, struct notice_wish, WISH_COUNT);
    enum outcome outcome = mail_preference_get(work, work->actor->user, &preference);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &user_account_record, work->actor->user, &row);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < WISH_COUNT; i++)
        wishes[i] = (struct notice_wish){mail_wish_name((enum mail_wish)i), WISHES[i].label, WISHES[i].help,
                                         preference.wish == (enum mail_wish)i};
    struct notice_preference_view view = {.page = page_open(request, N_("Notifications by mail")),
                                          .wishes = wishes,
                                          .wish_count = WISH_COUNT,
                                          .email = ((const struct user_account *)row)->email,
                                          .set_up = mail_is_set_up(notice_settings()),
                                          .problem = problem_for(&work->problems, TEXT("wish"))};
    page_trail(view.page, N_("My account"), TEXT("/account"));
    page_trail(view.page, N_("Notifications by mail"), TEXT_NONE);
    view.page->has_form = true;
    struct output out = page_output(request, response);
    notice_preference_page(&out, &view);
    return page_send(request, response, view.problem == NULL ? 200 : 422);
}

static enum outcome audit(struct request *request, const char *action, const char *what)
{
    const struct work *work = &request->work;
    const struct audit_event event = {
        .at = work->now,
        .organisation = work->actor->organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, work->actor->office),
        .action = text_from(action),
        .record = TEXT("user"),
        .subject = work->actor->user,
        .details = arena_format(work->arena, "{\"mail\":\"%s\"}", what),
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static enum outcome save_preference(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    enum mail_wish wish;
    if (request->redisplay)
        return show_preference(request, response);
    if (!mail_wish_from_name(parameters_get(&request->form, TEXT("wish")), &wish)) {
        (void)problem_add(&work->problems, INVALID, "link_unreadable", TEXT("wish"), N_("Choose from the list."));
        return show_preference(request, response);
    }
    enum outcome outcome = mail_preference_set(work, work->actor->organisation, work->actor->user, wish);
    if (outcome == OK)
        outcome = audit(request, "notification.preference", mail_wish_name(wish));
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Saved."));
    return respond_redirect(request, response, TEXT("/account/notifications"));
}

/* ---- for the administrator ---- */

static enum outcome fill_mail(struct request *request, struct mail_view *view)
{
    struct work *work = &request->work;
    const struct settings *settings = notice_settings();
    void *row;
    enum outcome outcome = record_get_unlimited(work, &user_account_record, work->actor->user, &row);
    if (outcome == OK)
        outcome = mail_last(work, &view->last);
    if (outcome == OK)
        outcome = job_count(work, JOB_FAILED, &view->failed);
    if (outcome != OK)
        return outcome;
    view->set_up = mail_is_set_up(settings);
    view->url = settings->smtp_url;
    view->from = settings->smtp_from;
    view->signs_in = !text_is_empty(settings->smtp_user);
    view->own_address = ((const struct user_account *)row)->email;
    view->may_try = view->set_up && !text_is_empty(view->own_address) && actor_may(work->actor, &mail_try);
    return OK;
}

static enum outcome show_mail(struct request *request, struct response *response)
{
    struct mail_view view = {0};
    enum outcome outcome = fill_mail(request, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Outgoing mail"));
    struct output out = page_output(request, response);
    mail_state_page(&out, &view);
    return page_send(request, response, 200);
}

static enum outcome try_mail(struct request *request, struct response *response)
{
    struct mail_view view = {0};
    if (request->redisplay)
        return show_mail(request, response);
    enum outcome outcome = fill_mail(request, &view);
    if (outcome == OK && !view.may_try)
        outcome = CONFLICT;
    if (outcome == OK)
        outcome = mail_order_trial(&request->work, request->actor.organisation, request->actor.user);
    if (outcome == OK)
        outcome = audit(request, "mail.tried", "trial");
    if (outcome != OK)
        return outcome;
    respond_notice(request, response,
                   N_("It leaves in a moment. If it does not arrive, look at the jobs of the system."));
    return respond_redirect(request, response, TEXT("/mail"));
}

const struct route notice_routes[] = {
    {METHOD_GET, "/notifications", ROUTE_READ, show_list, &own_account, .purpose = "what I was told"},
    {METHOD_POST, "/notifications", ROUTE_WRITE, list_see, &own_account, .purpose = "marks all of it as read"},
    {METHOD_POST, "/notifications/{id}/open", ROUTE_WRITE, open_one, &own_account,
     .purpose = "marks one as read and leads to what it is about"},
    {METHOD_GET, "/account/notifications", ROUTE_READ, show_preference, &own_account,
     .purpose = "whether I want mail, and when"},
    {METHOD_POST, "/account/notifications", ROUTE_WRITE, save_preference, &own_account,
     .purpose = "says whether I want mail"},
    {METHOD_GET, "/mail", ROUTE_READ, show_mail, &mail_see, .purpose = "whether mail is sent"},
    {METHOD_POST, "/mail", ROUTE_WRITE, try_mail, &mail_try, .purpose = "sends a mail to oneself to try it"},
};
const size_t notice_route_count = sizeof notice_routes / sizeof *notice_routes;

const struct menu_entry notice_menu[] = {
    {N_("Notifications"), "/notifications", &own_account, "bell", count_unseen, N_("not read yet"), .in_bar = true},
    {N_("Outgoing mail"), "/mail", &mail_see, "mail", .group = MENU_MISSION},
};
const size_t notice_menu_count = sizeof notice_menu / sizeof *notice_menu;
