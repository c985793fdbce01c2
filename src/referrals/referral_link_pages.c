/* For receivers without an account, on the sender's side: the link and its code, what became of them, and what the
   receiver said by telephone. */
#include "base/number.h"
#include "codec/qr.h"
#include "database/wall.h"
#include "job/job.h"
#include "notices/notices.h"
#include "referrals/referral_appointment.h"
#include "referrals/referral_message.h"
#include "referrals/referral_outside.h"
#include "referrals/referral_package_make.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "web/application.h"
#include "web/form.h"
#include "web/record_parts.h"
#include "web/record_routes.h"

enum { LINKS_SHOWN = 10, DEFAULT_DAYS = 3 };

/* What became of it on the other side, whoever looks. */
static enum outcome open_received(struct work *work, struct outside *ret)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what the receiver got lies in another organisation");
    void *row;
    enum outcome outcome = received_of(work, false, ret->row->head.id, ret->row->head.person, &ret->received);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &referral_received_record, ret->received, &row);
    if (outcome == OK)
        ret->received_state = record_head_of(row)->state;
    return outcome;
}

enum outcome outside_open_sent(struct request *request, bool over, struct outside *ret)
{
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier id;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &referral_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    *ret = (struct outside){.row = row};
    if (!actor_may_on(work->actor, &referral_write, &subject))
        return FORBIDDEN;
    outcome = record_get_unlimited(work, &referral_record, id, &row); /* with what is not for people */
    if (outcome != OK)
        return outcome;
    ret->row = row;
    if (ret->row->items_sent.length == 0 || (!over && !referral_is_open(ret->row->head.state)))
        return NOT_FOUND;
    return open_received(work, ret);
}

static enum outcome open_outside(struct request *request, struct outside *ret)
{
    return outside_open_sent(request, false, ret);
}

/* ---- what is shown ---- */

static const struct {
    const char *state, *shown, *tone; /* shown: N_() */
} STATES[] = {
    {"waiting", N_("Its mail has not left yet"), "warn"},
    {"open", N_("Not opened yet"), "accent"},
    {"used", N_("Opened"), "good"},
    {"shut", N_("Shut: the code was typed wrong too often"), "bad"},
    {"ended", N_("Ended"), "note"},
};

static struct text moment(struct work *work, int64_t instant)
{
    if (instant == INSTANT_NONE)
        return TEXT_NONE;
    return language_date_time(work->arena, work->language, zone_date(work->zone, instant),
                              zone_second_of_day(work->zone, instant));
}

/* Why a mail has not left, in words. */
static enum outcome trouble_of(struct work *work, const struct referral_link *link, struct text *ret_words)
{
    struct job job;
    const char *message;
    const char *advice;
    enum outcome outcome = job_get(work, link->job, &job);
    if (outcome == OK && job.problem.length > 0)
        *ret_words = text_from(tr(work->language, mail_explain(job.problem, &message, &advice)
                                                      ? message
                                                      : N_("It could not be sent; it is tried again.")));
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome fill_links(struct work *work, const struct outside *outside, struct referral_outside_view *view)
{
    struct referral_link *links;
    size_t count;
    enum outcome outcome = link_list(work, outside->row->head.id, LINKS_SHOWN, &links, &count);
    if (outcome != OK)
        return outcome;
    view->links = arena_array(work->arena, struct outside_link_line, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct outside_link_line *line = &view->links[view->link_count++];
        bool over = links[i].expires_at <= work->now;
        struct text state = over ? TEXT("ended") : links[i].state;
        for (size_t at = 0; at < sizeof STATES / sizeof *STATES; at++)
            if (text_is(state, STATES[at].state)) {
                line->state = STATES[at].shown;
                line->tone = STATES[at].tone;
            }
        line->made = moment(work, links[i].made_at);
        line->until = moment(work, links[i].expires_at);
        line->opened = moment(work, links[i].opened_at);
        line->read = moment(work, links[i].read_at);
        line->mailed = moment(work, links[i].mailed_at);
        line->waits = text_is(state, "waiting");
        view->has_live = view->has_live || !text_is(state, "ended");
        if (line->waits)
            outcome = trouble_of(work, &links[i], &line->trouble);
    }
    return outcome;
}

static void offer(struct work *work, const struct choice_list *list, struct text chosen, struct outside_choice **ret,
                  size_t *ret_count)
{
    *ret = arena_array(work->arena, struct outside_choice, list->count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < list->count; i++)
        (*ret)[(*ret_count)++] = (struct outside_choice){.code = text_from(list->choices[i].code),
                                                         .label = choice_name(&list->choices[i], work->language),
                                                         .selected = text_is(chosen, list->choices[i].code)};
}

/* What the receiver could do now: the steps that are the receiver's own. */
static bool is_receivers(const struct step *step)
{
    return step->right == &referral_answer && !text_is(text_from(step->action), "refer_on");
}

static void offer_steps(struct request *request, const struct outside *outside, struct referral_outside_view *view)
{
    const struct flow *flow = &referral_received_flow;
    struct work *work = &request->work;
    struct text typed = parameters_get(&request->form, TEXT("action"));
    view->steps = arena_array(work->arena, struct outside_choice, flow->step_count + 1);
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        if (step->from == NULL || !text_is(outside->received_state, step->from) || !is_receivers(step))
            continue;
        view->steps[view->step_count++] = (struct outside_choice){.code = text_from(step->action),
                                                                  .label = text_from(tr(work->language, step->label)),
                                                                  .selected = text_is(typed, step->action)};
    }
    struct text one;
    struct text services = outside->row->services;
    view->services = arena_array(work->arena, struct outside_choice, referral_services.count + 1);
    while (view->service_count < referral_services.count && text_split(&services, ',', &one))
        view->services[view->service_count++] =
            (struct outside_choice){.code = one, .label = choice_show(&referral_services, one, work->language)};
}

static void fill_problems(struct work *work, struct text **ret, size_t *ret_count)
{
    *ret = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        (*ret)[(*ret_count)++] = problem_sentence(work->arena, work->language, problem);
}

static struct text behind(struct request *request, struct identifier id, const char *path)
{
    return record_address(request, "/referrals", id, path);
}

/* As the directory says mail reaches the service; where the coordination wrote none down, it is typed. */
static enum outcome known_address(struct work *work, struct identifier service, struct text *ret_address)
{
    struct field_set readable;
    void *row;
    enum outcome outcome = record_peek(work, &directory_service_record, service, &row, &readable);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct directory_service *found = row;
    *ret_address = text_is(found->channel, "mail") && found->channel_address.length > 0 ? found->channel_address
                                                                                        : found->focal_email;
    return OK;
}

static enum outcome show_secret(struct request *request, const struct outside_secret *secret,
                                struct referral_outside_view *view)
{
    struct work *work = &request->work;
    if (secret == NULL)
        return OK;
    view->package_code = secret->package_code;
    view->package_made = secret->package_made;
    view->code = secret->link.code;
    view->by_mail = secret->link.token.length == 0;
    if (view->by_mail)
        return OK;
    view->address = referral_link_address(work, request->application->settings->address, secret->link.token);
    return qr_draw(work->arena, view->address, &view->picture, &view->picture_box);
}

/* ---- packages ---- */

static void offer_covers(struct request *request, struct identifier referral, struct text id,
                         struct outside_package_line *line)
{
    struct arena *arena = request->work.arena;
    line->covers = arena_array(arena, struct page_link, LANGUAGE_COUNT);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        const struct language *language = language_at(i);
        struct text path =
            arena_format(arena, "outside/packages/%.*s/cover.pdf?in=%s", TEXT_ARG(id), language_tag(language));
        line->covers[line->cover_count++] =
            (struct page_link){.text = text_from(language_name(language)), .path = behind(request, referral, path.at)};
    }
}

static enum outcome fill_packages(struct request *request, const struct outside *outside,
                                  struct referral_outside_view *view)
{
    struct work *work = &request->work;
    struct referral_package *packages;
    struct key public;
    size_t count;
    struct identifier referral = outside->row->head.id;
    enum outcome outcome = package_list(work, referral, &packages, &count);
    if (outcome != OK)
        return outcome;
    view->packages = arena_array(work->arena, struct outside_package_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct outside_package_line *line = &view->packages[view->package_count++];
        struct text id = identifier_to_text(work->arena, packages[i].id);
        line->made = moment(work, packages[i].made_at);
        line->recalled = moment(work, packages[i].recalled_at);
        line->code = text_is(packages[i].kind, "code");
        if (packages[i].destroyed_on != DATE_NONE)
            line->destroyed = language_date(work->arena, work->language, packages[i].destroyed_on);
        if (view->open)
            line->file = behind(request, referral, arena_format(work->arena, "outside/packages/%.*s", TEXT_ARG(id)).at);
        view->to_call_back = view->to_call_back || (!view->open && packages[i].destroyed_on == DATE_NONE);
        offer_covers(request, referral, id, line);
    }
    outcome = receiver_key_get(work, outside->row->receiver, &public);
    if (outcome == OK)
        view->known_key = package_fingerprint_shown(work->arena, package_fingerprint(work->arena, &public));
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome outside_send_page(struct request *request, struct response *response, const struct outside *outside,
                               const struct outside_secret *secret, int status)
{
    struct work *work = &request->work;
    const struct referral *row = outside->row;
    struct referral_outside_view view = {
        .number = row->head.number,
        .receiver = row->addressee,
        .service = row->service_name,
        .back = behind(request, row->head.id, ""),
        .key = form_key_new(request),
        .make_action = behind(request, row->head.id, "outside"),
        .end_action = behind(request, row->head.id, "outside/end"),
        .answer_action = behind(request, row->head.id, "outside/answer"),
        .mail_set_up = mail_is_set_up(request->application->settings),
        .typed_address = parameters_get(&request->form, TEXT("address")),
        .typed_channel = parameters_get(&request->form, TEXT("channel")),
        .typed_days = DEFAULT_DAYS,
        .package_action = behind(request, row->head.id, "outside/packages"),
        .destroyed_action = behind(request, row->head.id, "outside/destroyed"),
        .typed_key = parameters_get(&request->form, TEXT("public_key")),
        .open = referral_is_open(row->head.state),
    };
    enum outcome outcome = fill_links(work, outside, &view);
    if (outcome == OK)
        outcome = fill_packages(request, outside, &view);
    if (outcome == OK && view.typed_address.length == 0)
        outcome = known_address(work, row->service, &view.typed_address);
    if (outcome == OK)
        outcome = show_secret(request, secret, &view);
    if (outcome != OK)
        return outcome;
    (void)!text_to_integer(parameters_get(&request->form, TEXT("days")), 1, LINK_DAYS_MOST, &view.typed_days);
    offer_steps(request, outside, &view);
    offer(work, &referral_refusals, parameters_get(&request->form, TEXT("refusal_reason")), &view.reasons,
          &view.reason_count);
    offer(work, &referral_outcomes, TEXT_NONE, &view.outcomes, &view.outcome_count);
    fill_problems(work, &view.problems, &view.problem_count);
    view.page = page_open(request, N_("Receiver without an account"));
    view.page->has_form = true;
    page_trail(view.page, referral_record.plural, TEXT("/referrals"));
    page_trail_text(view.page, row->head.number, record_path(work->arena, "/referrals", row->head.id, ""));
    page_trail(view.page, N_("Receiver without an account"), TEXT_NONE);
    struct output out = page_output(request, response);
    referral_outside_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome referral_outside_show(struct request *request, struct response *response)
{
    struct outside outside;
    enum outcome outcome = outside_open_sent(request, true, &outside);
    return outcome == OK ? outside_send_page(request, response, &outside, NULL, 200) : outcome;
}

/* ---- the link ---- */

enum outcome referral_outside_link(struct request *request, struct response *response)
{
    struct outside outside;
    struct outside_secret secret = {0};
    struct work *work = &request->work;
    enum outcome outcome = open_outside(request, &outside);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return outside_send_page(request, response, &outside, NULL, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    struct link_wish wish = {.channel = parameters_get(&request->form, TEXT("channel")),
                             .address = text_trim(parameters_get(&request->form, TEXT("address")))};
    (void)!text_to_integer(parameters_get(&request->form, TEXT("days")), 0, LINK_DAYS_MOST, &wish.days);
    if (text_is(wish.channel, "mail") && !mail_is_set_up(request->application->settings))
        outcome = problem_add(&work->problems, INVALID, "no_mail_server", TEXT("channel"),
                              N_("No mail server is set up: print the link."));
    if (outcome == OK)
        outcome = referral_link_make(work, outside.row, &wish, &secret.link);
    if (outcome == INVALID)
        return outside_send_page(request, response, &outside, NULL, 422);
    /* What is shown once is not shown again by sending the form again: that leads to the page without it. */
    if (outcome == OK)
        outcome = form_key_keep(request, record_path(work->arena, "/referrals", outside.row->head.id, "outside"));
    return outcome == OK ? outside_send_page(request, response, &outside, &secret, 200) : outcome;
}

enum outcome referral_outside_end(struct request *request, struct response *response)
{
    struct outside outside;
    struct work *work = &request->work;
    enum outcome outcome = open_outside(request, &outside);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return outside_send_page(request, response, &outside, NULL, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = referral_link_end(work, outside.row);
    struct text back = record_path(work->arena, "/referrals", outside.row->head.id, "outside");
    return outcome == OK ? form_done(request, response, back, N_("The link opens nothing any more.")) : outcome;
}

/* ---- what the receiver said ---- */

/* "shelter=provided, cash=unavailable" of one question for each service. */
static struct text outcomes_typed(struct request *request, struct text services)
{
    struct arena *arena = request->work.arena;
    struct text outcomes = TEXT_NONE;
    struct text one;
    while (text_split(&services, ',', &one)) {
        struct text name = arena_format(arena, "outcome_%.*s", TEXT_ARG(one));
        struct text said = parameters_get(&request->form, name);
        if (said.length > 0)
            outcomes = arena_format(arena, "%.*s%s%.*s=%.*s", TEXT_ARG(outcomes), outcomes.length > 0 ? "," : "",
                                    TEXT_ARG(one), TEXT_ARG(said));
    }
    return outcomes;
}

static bool is_offered(const struct outside *outside, struct text action)
{
    const struct step *step = flow_step(&referral_received_flow, outside->received_state, action);
    return step != NULL && is_receivers(step);
}

enum outcome outside_words_check(struct work *work, struct text words, const char *field)
{
    if (text_is_clean(words, true) && text_code_points(words) <= OUTSIDE_WORDS_MOST)
        return OK;
    return problem_add(&work->problems, INVALID, "text_unclean", text_from(field),
                       N_("This text is too long, or holds characters that cannot be stored."));
}

enum outcome referral_outside_answer(struct request *request, struct response *response)
{
    struct outside outside;
    struct work *work = &request->work;
    enum outcome outcome = open_outside(request, &outside);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return outside_send_page(request, response, &outside, NULL, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    struct text said = text_trim(parameters_get(&request->form, TEXT("said")));
    struct outside_answer answer = {.received = outside.received,
                                    .how = "typed",
                                    .action = parameters_get(&request->form, TEXT("action")),
                                    .refusal_reason = parameters_get(&request->form, TEXT("refusal_reason")),
                                    .outcomes = outcomes_typed(request, outside.row->services)};
    if (!is_offered(&outside, answer.action))
        outcome = problem_add(&work->problems, INVALID, "choice_unknown", TEXT("action"), N_("Choose from the list."));
    if (outcome == OK)
        outcome = outside_words_check(work, said, "said");
    if (text_is(answer.action, "ask"))
        answer.question = said;
    else if (text_is(answer.action, "complete"))
        answer.result_note = said;
    else
        answer.answer = said;
    if (outcome == OK)
        outcome = referral_answer_outside(work, &answer);
    if (outcome == INVALID)
        return outside_send_page(request, response, &outside, NULL, 422);
    struct text back = record_path(work->arena, "/referrals", outside.row->head.id, "");
    return outcome == OK ? form_done(request, response, back, N_("Noted, as typed in by you for the receiver."))
                         : outcome;
}

/* ---- routes ---- */

#define MESSAGES(base, write, side)                                                                    \
    GET_OF(base "/{id}/messages", referral_message_show, write, &(side), "messages about a referral"), \
        POST_OF(base "/{id}/messages", referral_message_post, write, &(side), "write one to the other side")

#define APPOINTMENTS(base, options, see, keep)                                                                     \
    GET_OF(base, record_route_list, see, &(options), "list"),                                                      \
        SLOW_OF(base ".csv", record_route_csv, see, &(options), "the list as CSV"),                                \
        SLOW_OF(base ".xlsx", record_route_xlsx, see, &(options), "the list as a workbook"),                       \
        {METHOD_POST,                                                                                              \
         base "/filters",                                                                                          \
         ROUTE_READ,                                                                                               \
         record_route_filter,                                                                                      \
         .right = (see),                                                                                           \
         .context = &(options),                                                                                    \
         .changes_nothing = true,                                                                                  \
         .purpose = "filters of the list, as typed"},                                                              \
        GET_OF(base "/filters", record_route_filter, see, &(options), "leads to the list"),                        \
        POST_OF(base "/views", record_route_view_add, see, &(options), "save a view"),                             \
        POST_OF(base "/views/{id}", record_route_view_remove, see, &(options), "delete a saved view"),             \
        GET_OF(base "/{id}", record_route_show, see, &(options), "page of one"),                                   \
        GET_OF(base "/{id}/edit", record_route_edit, keep, &(options), "form to change one"),                      \
        POST_OF(base "/{id}", record_route_save, keep, &(options), "change one"),                                  \
        POST_OF(base "/{id}/edit", record_route_save, keep, &(options), "the same; its form in another language"), \
        GET_OF(base "/{id}/history", record_route_history, see, &(options), "what became of one")

const struct route referral_outside_routes[] = {
    GET("/referrals/{id}/outside", referral_outside_show, &referral_write, "for a receiver without an account"),
    POST("/referrals/{id}/outside", referral_outside_link, &referral_write, "make a link that opens once"),
    GET("/referrals/{id}/outside/end", referral_outside_show, &referral_write, "the same page, in another language"),
    POST("/referrals/{id}/outside/end", referral_outside_end, &referral_write, "end the links of a referral"),
    GET("/referrals/{id}/outside/answer", referral_outside_show, &referral_write, "the same page, in another language"),
    POST("/referrals/{id}/outside/answer", referral_outside_answer, &referral_write,
         "type in what a receiver without an account answered"),
    GET("/referrals/{id}/outside/packages", referral_outside_show, &referral_write,
        "the same page, in another language"),
    {METHOD_POST, "/referrals/{id}/outside/packages", ROUTE_SLOW, referral_package_post, .right = &referral_write,
     .purpose = "make a package for a receiver without an account"},
    SLOW("/referrals/{id}/outside/packages/{package}", referral_package_file, &referral_write, "a package"),
    SLOW("/referrals/{id}/outside/packages/{package}/cover.pdf", referral_package_print, &referral_write,
         "the cover of a package, in three copies"),
    GET("/referrals/{id}/outside/destroyed", referral_outside_show, &referral_write,
        "the same page, in another language"),
    POST("/referrals/{id}/outside/destroyed", referral_package_destroyed, &referral_write,
         "note that the holder of a package destroyed it"),
    GET_OF("/referrals/{id}/appointments/new", referral_appointment_new, &referral_write, &message_sent,
           "form of an appointment with the service"),
    POST_OF("/referrals/{id}/appointments/new", referral_appointment_create, &referral_write, &message_sent,
            "make an appointment with the service"),
    GET_OF("/received-referrals/{id}/appointments/new", referral_appointment_new, &referral_answer, &message_received,
           "form of an appointment with one's service"),
    POST_OF("/received-referrals/{id}/appointments/new", referral_appointment_create, &referral_answer,
            &message_received, "make an appointment with one's service"),
    APPOINTMENTS("/referral-appointments", referral_appointment_options, &referral_appointment_read,
                 &referral_appointment_keep),
    MESSAGES("/referrals", &referral_write, message_sent),
    MESSAGES("/received-referrals", &referral_answer, message_received),
    MESSAGES("/guarded-referrals", &guarded_referral_write, message_guarded_sent),
    MESSAGES("/guarded-received", &guarded_referral_answer, message_guarded_received),
    {METHOD_GET, "/outside", ROUTE_READ, outside_open_form, .open_to_all = true,
     .purpose = "where a link of a referral leads: asks for the code"},
    {METHOD_POST, "/outside", ROUTE_SLOW, outside_open, .open_to_all = true, .purpose = "opens a link with its code"},
    {METHOD_GET, "/outside/referral", ROUTE_READ, outside_show, .open_to_all = true,
     .purpose = "what a receiver without an account is told"},
    {METHOD_POST, "/outside/referral", ROUTE_WRITE, outside_answer, .open_to_all = true,
     .purpose = "a receiver without an account answers"},
};
const size_t referral_outside_route_count = sizeof referral_outside_routes / sizeof *referral_outside_routes;
