/* What a link opens, for who has no account: the code is asked, then exactly that is shown which the person agreed to;
   the answer is given there.  Wrong, used, ended and guessed links are answered alike. */
#include "codec/cookie.h"
#include "codec/hex.h"
#include "database/wall.h"
#include "referrals/referral_outside.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "system/random.h"
#include "web/form.h"
#include "web/record_parts.h"
#include "web/router.h"

#define COOKIE TEXT("outside")
enum { SESSION_BYTES = 24, TOKEN_MOST = 100, CODE_MOST = 40 };

/* ---- the code ---- */

static enum outcome send_form(struct request *request, struct response *response, int status)
{
    struct work *work = &request->work;
    struct text link = parameters_get(
        status == 200 && !method_changes(request->method) ? &request->query : &request->form, TEXT("link"));
    struct outside_open_view view = {.page = page_open(request, N_("A referral for you")),
                                     .link = link.length <= TOKEN_MOST ? link : TEXT_NONE};
    if (work->problems.first != NULL)
        view.problem = problem_sentence(work->arena, work->language, work->problems.first);
    view.page->narrow = true;
    view.page->has_form = true;
    struct output out = page_output(request, response);
    outside_open_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome outside_open_form(struct request *request, struct response *response)
{
    return send_form(request, response, 200);
}

static struct text hex(struct work *work, struct text bytes) { return hex_encode(work->arena, bytes); }

/* The same words, and as much work, for whatever is wrong. */
static enum outcome refuse(struct request *request, struct response *response, struct identifier link)
{
    struct work *work = &request->work;
    struct text answer;
    struct text origin = hex(work, referral_link_hash(work, "referral.link.origin", request->address));
    struct text id = identifier_is_none(link) ? TEXT_NONE : identifier_to_text(work->arena, link);
    enum outcome outcome = request_hand_over(
        request, "referral.link_failed",
        arena_format(work->arena, "{\"link\":\"%.*s\",\"hash\":\"%.*s\"}", TEXT_ARG(id), TEXT_ARG(origin)), &answer);
    if (outcome != OK)
        return outcome;
    (void)problem_add(&work->problems, INVALID, "link_opens_nothing", TEXT_NONE,
                      N_("This link and this code open nothing: mistyped, used already, or ended. Ask whoever sent it "
                         "for a new one."));
    return send_form(request, response, 422);
}

static enum outcome take(struct request *request, struct response *response, struct identifier link)
{
    struct work *work = &request->work;
    struct text answer;
    struct text session = token_new(work->arena, SESSION_BYTES);
    struct text hash = hex(work, referral_link_hash(work, "referral.link.session", session));
    enum outcome outcome =
        request_hand_over(request, "referral.link_opened",
                          arena_format(work->arena, "{\"link\":\"%.*s\",\"hash\":\"%.*s\"}",
                                       TEXT_ARG(identifier_to_text(work->arena, link)), TEXT_ARG(hash)),
                          &answer);
    if (outcome == NOT_FOUND) /* somebody was faster */
        return refuse(request, response, link);
    if (outcome != OK)
        return outcome;
    respond_cookie(request, response, COOKIE, session, COOKIE_SESSION);
    return respond_redirect(request, response, TEXT("/outside/referral"));
}

enum outcome outside_open(struct request *request, struct response *response)
{
    struct referral_link link = {0};
    struct work *work = &request->work;
    struct text token = text_trim(parameters_get(&request->form, TEXT("link")));
    struct text code = text_trim(parameters_get(&request->form, TEXT("code")));
    bool may = false;
    if (request->redisplay)
        return send_form(request, response, 200);
    enum outcome outcome = referral_link_may_try(work, request->address, &may);
    if (outcome != OK)
        return outcome;
    if (!may) {
        (void)problem_add(&work->problems, TOO_MANY, "link_tries", TEXT_NONE,
                          N_("Too many tries. Wait a quarter of an hour, then try again."));
        return send_form(request, response, 429);
    }
    if (token.length > TOKEN_MOST || code.length > CODE_MOST)
        token = code = TEXT_NONE;
    outcome = referral_link_find(work, token, code, &link);
    if (outcome == NOT_FOUND)
        return refuse(request, response, link.id);
    return outcome == OK ? take(request, response, link.id) : outcome;
}

/* ---- what is told ---- */

struct told {
    struct referral_link link;
    struct referral_received *row; /* NULL: access has ended */
};

static enum outcome open_told(struct request *request, struct told *ret)
{
    struct work *work = &request->work;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    ret->row = NULL;
    enum outcome outcome = referral_link_of_session(work, request_cookie(request, COOKIE), &ret->link);
    if (outcome != OK)
        return outcome;
    outcome = referral_told_now(work, ret->link.received, &ret->row);
    return outcome == NOT_FOUND ? OK : outcome;
}

static void add_fact(struct work *work, struct outside_fact *facts, size_t *count, const char *label, struct text value)
{
    if (value.length > 0)
        facts[(*count)++] = (struct outside_fact){text_from(tr(work->language, label)), value};
}

static struct text shown(struct work *work, const struct referral_received *row, const char *name)
{
    const struct field *field = record_field(&referral_received_record, text_from(name));
    return field_is_empty(field, row) ? TEXT_NONE : field_to_show(work, field, row);
}

/* Item by item, as the disclosure function left it: what an item does not fill is not asked for here. */
static void fill_told(struct work *work, const struct referral_received *row, struct outside_show_view *view)
{
    enum { FIELDS_MOST = 5 };
    const char *name;
    view->told = arena_array(work->arena, struct outside_fact, (size_t)REFERRAL_ITEMS * FIELDS_MOST);
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        for (size_t at = 0; (name = referral_item_field((enum referral_item)item, at)) != NULL; at++) {
            const struct field *field = record_field(&referral_received_record, text_from(name));
            add_fact(work, view->told, &view->told_count, field->label, shown(work, row, name));
        }
}

static void fill_facts(struct work *work, const struct referral_received *row, struct outside_show_view *view)
{
    static const char *const NAMES[] = {"priority", "service_name", "city", "services", "sent_by"};
    view->facts = arena_array(work->arena, struct outside_fact, 8);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const struct field *field = record_field(&referral_received_record, text_from(NAMES[i]));
        add_fact(work, view->facts, &view->fact_count, field->label, shown(work, row, NAMES[i]));
    }
    if (row->due_on != DATE_NONE)
        add_fact(work, view->facts, &view->fact_count, N_("Answer due on"),
                 language_date(work->arena, work->language, row->due_on));
}

static void fill_reasons(struct request *request, struct outside_show_view *view)
{
    struct work *work = &request->work;
    struct text typed = parameters_get(&request->form, TEXT("refusal_reason"));
    view->reasons = arena_array(work->arena, struct outside_choice, referral_refusals.count + 1);
    for (size_t i = 0; i < referral_refusals.count; i++)
        view->reasons[view->reason_count++] =
            (struct outside_choice){.code = text_from(referral_refusals.choices[i].code),
                                    .label = choice_name(&referral_refusals.choices[i], work->language),
                                    .selected = text_is(typed, referral_refusals.choices[i].code)};
}

static bool may_answer(struct text state) { return flow_step(&referral_received_flow, state, TEXT("accept")) != NULL; }

static enum outcome send_told(struct request *request, struct response *response, const struct told *told, int status)
{
    struct work *work = &request->work;
    struct outside_show_view view = {.page = page_open(request, N_("A referral for you")),
                                     .action = page_path(request, TEXT("/outside/referral")),
                                     .note = parameters_get(&request->form, TEXT("answer"))};
    view.until = language_date_time(work->arena, work->language, zone_date(work->zone, told->link.expires_at),
                                    zone_second_of_day(work->zone, told->link.expires_at));
    view.problems = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        view.problems[view.problem_count++] = problem_sentence(work->arena, work->language, problem);
    if (told->row != NULL) {
        const struct flow_state *state = flow_state(&referral_received_flow, told->row->head.state);
        view.number = told->row->sent_number;
        view.origin = told->row->origin;
        view.state = text_from(tr(work->language, state->label));
        view.may_answer = may_answer(told->row->head.state);
        fill_facts(work, told->row, &view);
        fill_told(work, told->row, &view);
        fill_reasons(request, &view);
    }
    view.page->has_form = view.may_answer;
    struct output out = page_output(request, response);
    outside_show_page(&out, &view);
    return page_send(request, response, status);
}

/* Who comes with no session of a link is asked for one. */
static enum outcome ask_for_link(struct request *request, struct response *response)
{
    return respond_redirect(request, response, TEXT("/outside"));
}

static enum outcome note_reading(struct request *request, const struct told *told)
{
    struct text answer;
    struct text id = identifier_to_text(request->work.arena, told->link.id);
    return request_hand_over(request, "audit.link_read",
                             arena_format(request->work.arena, "{\"link\":\"%.*s\"}", TEXT_ARG(id)), &answer);
}

enum outcome outside_show(struct request *request, struct response *response)
{
    struct told told;
    enum outcome outcome = open_told(request, &told);
    if (outcome == NOT_FOUND)
        return ask_for_link(request, response);
    if (outcome == OK && told.row != NULL) /* nothing is shown that was not noted first */
        outcome = note_reading(request, &told);
    return outcome == OK ? send_told(request, response, &told, 200) : outcome;
}

/* ---- the answer ---- */

static enum outcome close_page(struct request *request, struct response *response)
{
    respond_cookie(request, response, COOKIE, TEXT_NONE, 0);
    respond_notice(request, response, N_("Closed. The link opens nothing any more."));
    return respond_redirect(request, response, TEXT("/outside"));
}

enum outcome outside_answer(struct request *request, struct response *response)
{
    struct told told;
    struct work *work = &request->work;
    struct text action = parameters_get(&request->form, TEXT("action"));
    enum outcome outcome = open_told(request, &told);
    if (outcome == NOT_FOUND)
        return ask_for_link(request, response);
    if (outcome != OK)
        return outcome;
    if (request->redisplay || told.row == NULL)
        return send_told(request, response, &told, 200);
    if (text_is(action, "close")) {
        outcome = referral_link_close(work, &told.link);
        return outcome == OK ? close_page(request, response) : outcome;
    }
    const struct outside_answer answer = {.received = told.link.received,
                                          .how = "link",
                                          .action = action,
                                          .refusal_reason = parameters_get(&request->form, TEXT("refusal_reason")),
                                          .answer = text_trim(parameters_get(&request->form, TEXT("answer")))};
    if (!text_is(action, "accept") && !text_is(action, "refuse"))
        return INVALID;
    outcome = outside_words_check(work, answer.answer, "answer");
    if (outcome == OK)
        outcome = referral_answer_outside(work, &answer);
    if (outcome == INVALID)
        return send_told(request, response, &told, 422);
    if (outcome == CONFLICT) /* answered, recalled or withdrawn in the meantime */
        return respond_redirect(request, response, TEXT("/outside/referral"));
    if (outcome != OK)
        return outcome;
    respond_notice(request, response,
                   text_is(action, "accept") ? N_("Thank you: the referral is accepted.")
                                             : N_("Thank you: the sender is told that you refuse."));
    return respond_redirect(request, response, TEXT("/outside/referral"));
}
