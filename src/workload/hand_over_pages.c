/* The form of a hand-over, what it would do, and what became of it. */
#include "identity/identity.h"
#include "web/form.h"
#include "workload/share.h"
#include "workload/workload_pages.h"

enum { RECEIVERS_MOST = 40, REASON_MOST = 500, WANTED_MOST = 100000 };

/* ---- what was typed ---- */

struct typed {
    struct identifier office, from;
    struct identifier to[RECEIVERS_MOST];
    size_t to_count;
    bool states[RETURN_OPEN_STATES];
    bool some;
    struct text reason;
};

static void read_typed(const struct parameters *parameters, struct typed *ret)
{
    size_t position = 0;
    struct text value;
    *ret = (struct typed){.office = ret->office};
    if (text_to_identifier(parameters_get(parameters, TEXT("from")), &ret->from) != OK)
        ret->from = (struct identifier){{0}};
    ret->some = text_is(parameters_get(parameters, TEXT("which")), "some");
    ret->reason = text_trim(parameters_get(parameters, TEXT("reason")));
    while (ret->to_count < RECEIVERS_MOST && parameters_next(parameters, TEXT("to"), &position, &value))
        if (text_to_identifier(value, &ret->to[ret->to_count]) == OK)
            ret->to_count++;
    position = 0;
    while (parameters_next(parameters, TEXT("state"), &position, &value))
        for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
            ret->states[i] = ret->states[i] || text_is(value, return_open_states[i]);
    for (size_t i = 0; i < RETURN_OPEN_STATES && !ret->some; i++)
        ret->states[i] = true;
}

static bool is_receiver(const struct typed *typed, struct identifier user)
{
    for (size_t i = 0; i < typed->to_count; i++)
        if (identifier_equal(typed->to[i], user))
            return true;
    return false;
}

/* ---- the form ---- */

struct office_load {
    struct case_load *cases;
    size_t count;
};

static int64_t open_cases(const struct office_load *load, struct identifier user, const bool *states)
{
    int64_t sum = 0;
    for (size_t i = 0; i < load->count; i++)
        if (identifier_equal(load->cases[i].assigned, user) && (states == NULL || states[load->cases[i].state]))
            sum += load->cases[i].count;
    return sum;
}

static struct text away_words(struct work *work, const struct away *away)
{
    struct text day = away == NULL ? TEXT_NONE : language_short_date(work->arena, work->language, away->until);
    return away == NULL ? TEXT_NONE : tr_with(work->arena, work->language, N_("away until {1}"), &day, 1);
}

static enum outcome fill_people(struct work *work, const struct typed *typed, const struct office_load *load,
                                struct hand_over_view *view)
{
    struct identifier *staff;
    struct away *away;
    size_t count;
    size_t away_count = 0;
    enum outcome outcome = return_staff(work, typed->office, &staff, &count);
    if (outcome == OK)
        outcome = absence_on(work, work->actor->organisation, zone_date(work->zone, work->now), &away, &away_count);
    if (outcome != OK)
        return outcome;
    struct text *names = arena_array(work->arena, struct text, count + 1);
    view->from = arena_array(work->arena, struct hand_over_person, count + 1);
    view->to = arena_array(work->arena, struct hand_over_person, count + 1);
    view->from_count = view->to_count = count;
    outcome = record_titles(work, &colleague_record, staff, count, names);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        view->from[i] = view->to[i] = (struct hand_over_person){
            .code = identifier_to_text(work->arena, staff[i]),
            .name = names[i],
            .away = away_words(work, absence_among(away, away_count, staff[i])),
            .open = open_cases(load, staff[i], NULL),
            .chosen = identifier_equal(staff[i], typed->from),
        };
        view->to[i].chosen = is_receiver(typed, staff[i]);
    }
    return outcome;
}

static void fill_form(struct request *request, const struct typed *typed, struct hand_over_view *view)
{
    const struct problems *problems = &request->work.problems;
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        const struct flow_state *state = flow_state(&return_flow, text_from(return_open_states[i]));
        view->states[i] = (struct hand_over_state){return_open_states[i], state == NULL ? "" : state->label,
                                                   typed->some && typed->states[i]};
    }
    view->some = typed->some;
    view->reason = typed->reason;
    view->office = identifier_to_text(request->work.arena, typed->office);
    view->from_problem = problem_for(problems, TEXT("account"));
    view->to_problem = problem_for(problems, TEXT("receivers"));
    view->state_problem = problem_for(problems, TEXT("states"));
    view->reason_problem = problem_for(problems, TEXT("reason"));
}

static enum outcome send_form(struct request *request, struct response *response, const struct typed *typed,
                              bool posted, int status)
{
    struct hand_over_view view = {0};
    struct office_load load;
    enum outcome outcome = return_load(&request->work, &standing_standard, typed->office, &load.cases, &load.count);
    if (outcome == OK)
        outcome = fill_people(&request->work, typed, &load, &view);
    if (outcome != OK)
        return outcome;
    fill_form(request, typed, &view);
    view.page = page_open(request, N_("Hand over cases"));
    view.page->has_form = true;
    view.key = posted ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    page_trail(view.page, N_("My team"), TEXT("/team"));
    page_trail(view.page, N_("Hand over cases"), TEXT_NONE);
    struct output out = page_output(request, response);
    hand_over_new_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome hand_over_new(struct request *request, struct response *response)
{
    struct typed typed = {0};
    enum outcome outcome = workload_office_of(request, &hand_over_order, &typed.office);
    if (outcome != OK)
        return outcome;
    read_typed(&request->query, &typed);
    return send_form(request, response, &typed, false, 200);
}

/* ---- what it would do ---- */

static enum outcome check(struct request *request, const struct typed *typed, int64_t cases)
{
    struct problems *problems = &request->work.problems;
    if (identifier_is_none(typed->from))
        (void)problem_add(problems, INVALID, "sender_missing", TEXT("account"), N_("Say whose cases go."));
    else if (cases == 0)
        (void)problem_add(problems, INVALID, "nothing_chosen", TEXT("states"),
                          N_("This colleague follows no such case in the office."));
    if (typed->to_count == 0)
        (void)problem_add(problems, INVALID, "no_receiver", TEXT("receivers"),
                          N_("Choose at least one colleague who takes the cases."));
    if (!identifier_is_none(typed->from) && is_receiver(typed, typed->from))
        (void)problem_add(problems, INVALID, "own_receiver", TEXT("receivers"),
                          N_("The cases go to others than whose they are."));
    if (text_is_empty(typed->reason) || text_code_points(typed->reason) > REASON_MOST ||
        !text_is_clean(typed->reason, true))
        (void)problem_add(problems, INVALID, "reason_missing", TEXT("reason"),
                          N_("Say why, in at most 500 characters."));
    return problems->count == 0 ? OK : INVALID;
}

static enum outcome fill_shares(struct work *work, const struct typed *typed, const struct office_load *load,
                                int64_t cases, struct hand_over_view *view)
{
    int64_t loads[RECEIVERS_MOST] = {0};
    struct identifier people[RECEIVERS_MOST + 1];
    struct text names[RECEIVERS_MOST + 1];
    for (size_t i = 0; i < typed->to_count; i++) {
        people[i] = typed->to[i];
        loads[i] = open_cases(load, typed->to[i], NULL);
    }
    people[typed->to_count] = typed->from;
    enum outcome outcome = record_titles(work, &colleague_record, people, typed->to_count + 1, names);
    if (outcome != OK)
        return outcome;
    view->shares = arena_array(work->arena, struct hand_over_share, typed->to_count + 1);
    view->share_count = typed->to_count;
    for (size_t i = 0; i < typed->to_count; i++)
        view->shares[i] = (struct hand_over_share){names[i], loads[i], 0};
    for (int64_t i = 0; i < cases && i < WANTED_MOST; i++)
        view->shares[share_next(loads, typed->to_count)].more++;
    view->sender = names[typed->to_count];
    view->sender_code = identifier_to_text(work->arena, typed->from);
    view->cases = cases;
    return OK;
}

static enum outcome send_check(struct request *request, struct response *response, const struct typed *typed,
                               const struct office_load *load, int64_t cases)
{
    struct hand_over_view view = {0};
    enum outcome outcome = fill_people(&request->work, typed, load, &view);
    if (outcome == OK)
        outcome = fill_shares(&request->work, typed, load, cases, &view);
    if (outcome != OK)
        return outcome;
    fill_form(request, typed, &view);
    view.page = page_open(request, N_("Hand over cases: check"));
    view.page->has_form = true;
    view.key = parameters_get(&request->form, TEXT("_key"));
    page_trail(view.page, N_("My team"), TEXT("/team"));
    page_trail(view.page, N_("Hand over cases"), TEXT_NONE);
    struct output out = page_output(request, response);
    hand_over_check_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- ordering ---- */

static enum outcome store(struct request *request, const struct typed *typed, struct identifier *ret_id)
{
    struct work *work = &request->work;
    AUTO_BUFFER struct buffer receivers = buffer_open(RECEIVERS_MOST * (IDENTIFIER_TEXT + 1));
    AUTO_BUFFER struct buffer states = buffer_open(4096);
    struct hand_over *row = record_new(work->arena, &hand_over_record);
    row->head.organisation = work->actor->organisation;
    row->head.office = typed->office;
    row->account = typed->from;
    row->reason = typed->reason;
    for (size_t i = 0; i < typed->to_count; i++)
        buffer_format(&receivers, "%s%.*s", i == 0 ? "" : ",", TEXT_ARG(identifier_to_text(work->arena, typed->to[i])));
    for (size_t i = 0; i < RETURN_OPEN_STATES && typed->some; i++)
        if (typed->states[i])
            buffer_format(&states, "%s%s", states.length == 0 ? "" : ",", return_open_states[i]);
    row->receivers = arena_text(work->arena, buffer_text(&receivers));
    row->states = arena_text(work->arena, buffer_text(&states));
    enum outcome outcome = hand_over_begin(work, row);
    *ret_id = row->head.id;
    return outcome;
}

static struct text path_of(struct arena *arena, struct identifier id)
{
    return arena_format(arena, "/hand-overs/%.*s", TEXT_ARG(identifier_to_text(arena, id)));
}

static enum outcome order(struct request *request, struct response *response, const struct typed *typed)
{
    struct identifier id;
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = store(request, typed, &id);
    if (outcome == INVALID)
        return send_form(request, response, typed, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, path_of(request->work.arena, id), N_("The hand-over begins in a moment."));
}

enum outcome hand_over_create(struct request *request, struct response *response)
{
    struct typed typed = {0};
    struct office_load load;
    enum outcome outcome = workload_office_of(request, &hand_over_order, &typed.office);
    if (outcome != OK)
        return outcome;
    read_typed(&request->form, &typed);
    if (request->redisplay || text_is(parameters_get(&request->form, TEXT("confirm")), "no"))
        return send_form(request, response, &typed, true, 200);
    outcome = return_load(&request->work, &standing_standard, typed.office, &load.cases, &load.count);
    if (outcome != OK)
        return outcome;
    int64_t cases = open_cases(&load, typed.from, typed.states);
    if (check(request, &typed, cases) != OK)
        return send_form(request, response, &typed, true, 422);
    if (text_is(parameters_get(&request->form, TEXT("confirm")), "yes"))
        return order(request, response, &typed);
    return send_check(request, response, &typed, &load, cases);
}

/* ---- what became of it ---- */

static struct text states_in_words(struct work *work, const struct hand_over *row)
{
    AUTO_BUFFER struct buffer words = buffer_open(4096);
    struct text rest = row->states;
    struct text name;
    while (text_split(&rest, ',', &name)) {
        const struct flow_state *state = flow_state(&return_flow, name);
        if (state != NULL)
            buffer_format(&words, "%s%s", words.length == 0 ? "" : " · ", tr(work->language, state->label));
    }
    return arena_text(work->arena, buffer_text(&words));
}

static void fill_buttons(struct request *request, const struct hand_over *row, const struct job *job,
                         struct hand_over_more *more)
{
    struct arena *arena = request->work.arena;
    struct text path = page_path(request, path_of(arena, row->head.id));
    struct subject subject = record_subject(row);
    bool over = text_is(row->progress, "returned") || text_is(row->progress, "failed");
    bool done = text_is(row->progress, "done");
    more->under_way = !over && !done && (job->state == JOB_QUEUED || job->state == JOB_RUNNING);
    if (over || more->under_way || !actor_may_on(&request->actor, &hand_over_order, &subject))
        return;
    more->undo = arena_join(arena, path, TEXT("/undo"));
    if (!done && !text_is(row->progress, "returning"))
        more->resume = arena_join(arena, path, TEXT("/resume"));
}

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct hand_over *order_row = row;
    struct hand_over_more *more = arena_new(work->arena, struct hand_over_more);
    struct handed_sum *sums;
    size_t count;
    struct identifier id;
    struct job job = {.state = JOB_DONE};
    enum outcome outcome = handed_sums(work, order_row->head.id, &sums, &count);
    if (outcome == OK && text_to_identifier(order_row->job, &id) == OK)
        outcome = job_get(work, id, &job);
    if (outcome != OK && outcome != NOT_FOUND) /* old jobs are forgotten */
        return outcome;
    struct identifier *users = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        users[i] = sums[i].receiver;
    outcome = record_titles(work, &colleague_record, users, count, names);
    more->shares = arena_array(work->arena, struct hand_over_share, count + 1);
    more->share_count = count;
    for (size_t i = 0; i < count && outcome == OK; i++)
        more->shares[i] = (struct hand_over_share){names[i], sums[i].planned, sums[i].given};
    more->states = states_in_words(work, order_row);
    fill_buttons(request, order_row, &job, more);
    *ret_more = more;
    return outcome;
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    struct hand_over_more *more = view->more;
    more->csrf = view->page->csrf;
    more->icons = view->page->icons;
    hand_over_more_page(out, more);
}

static const struct record_page_options OPTIONS = {
    .record = &hand_over_record,
    .base = "/hand-overs",
    .users = &colleague_record,
    .closed_list = true, /* one begins on the page of the team */
    .load_more = load_more,
    .show_more = show_more,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(hand_over_list, list)
HANDLER(hand_over_csv, csv)
HANDLER(hand_over_xlsx, xlsx)
HANDLER(hand_over_show, show)
HANDLER(hand_over_history, history)
HANDLER(hand_over_view_add, view_add)
HANDLER(hand_over_view_remove, view_remove)

static enum outcome act(struct request *request, struct response *response, const char *said,
                        enum outcome (*change)(struct work *work, struct identifier id))
{
    struct identifier id;
    void *row;
    struct field_set readable;
    if (request->redisplay)
        return hand_over_show(request, response);
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &hand_over_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(&request->actor, &hand_over_order, &subject))
        return FORBIDDEN;
    outcome = change(&request->work, id);
    if (outcome != OK && outcome != CONFLICT)
        return outcome;
    respond_notice(request, response, outcome == OK ? said : N_("It had changed meanwhile: nothing was done."));
    return respond_redirect(request, response, path_of(request->work.arena, id));
}

enum outcome hand_over_undo(struct request *request, struct response *response)
{
    return act(request, response, N_("The cases go back in a moment."), hand_over_take_back);
}

enum outcome hand_over_resume(struct request *request, struct response *response)
{
    return act(request, response, N_("It goes on in a moment."), hand_over_go_on);
}
