/* The queue of pairs, one pair side by side, and the form that merges the two. */
#include "base/number.h"
#include "duplicates/duplicate_pages.h"
#include "flow/flow.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { REASON_MOST = 500, BUTTONS_MOST = 8 };

/* ---- the queue ---- */

/* What waits, the most urgent first, unless the reader asks for something else. */
static enum outcome narrow(struct request *request, struct list_query *query)
{
    static struct text WAITING[3];
    bool by_state = false;
    WAITING[0] = TEXT("open");
    WAITING[1] = TEXT("asked");
    WAITING[2] = TEXT("undecided");
    (void)request;
    for (size_t i = 0; i < query->filter_count; i++)
        by_state = by_state || query->filters[i].field == NULL;
    if (!by_state && query->filter_count < LIST_FILTERS)
        query->filters[query->filter_count++] = (struct list_filter){.values = WAITING, .value_count = 3};
    if (query->sort == NULL && !query->by_title) {
        query->sort = record_field(&person_pair_record, TEXT("urgency"));
        query->descending = true;
    }
    return OK;
}

const struct record_page_options pair_page_options = {
    .record = &person_pair_record,
    .base = "/person-pairs",
    .flow = &pair_flow,
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true, /* one is found, or begins on the page of a person */
    .narrow = narrow,
};

/* ---- one pair ---- */

static struct text pair_path(struct arena *arena, struct identifier id, const char *behind)
{
    return record_path(arena, "/person-pairs", id, behind);
}

static void add_button(struct request *request, struct pair_view *view, const char *label, struct text path, bool main)
{
    if (view->button_count < BUTTONS_MOST)
        view->buttons[view->button_count++] = (struct pair_button){label, page_path(request, path), main};
}

static enum outcome add_steps(struct request *request, const struct person_pair *pair, struct pair_view *view)
{
    struct step_offer *offers;
    size_t count;
    struct work *work = &request->work;
    struct subject subject = record_subject(pair);
    bool decided = text_is(pair->head.state, "different");
    view->buttons = arena_array(work->arena, struct pair_button, BUTTONS_MOST);
    enum outcome outcome = flow_offers(work, &pair_flow, pair, &offers, &count);
    if (outcome == OK && !decided && !view->gone && actor_may_on(work->actor, &pair_merge, &subject))
        add_button(request, view, N_("The same person: merge"), pair_path(work->arena, pair->head.id, "merge"), true);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (offers[i].allowed)
            add_button(
                request, view, offers[i].step->label,
                pair_path(work->arena, pair->head.id, arena_format(work->arena, "steps/%s", offers[i].step->action).at),
                false);
    return outcome;
}

static struct text choice_or_none(const struct choice_list *list, struct text code, const struct work *work)
{
    return text_is_empty(code) ? TEXT_NONE : choice_show(list, code, work->language);
}

static void fill_head(struct request *request, const struct person_pair *pair, struct pair_view *view)
{
    struct work *work = &request->work;
    const struct flow_state *state = flow_state(&pair_flow, pair->head.state);
    view->number = pair->head.number;
    view->state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label));
    view->tone = flow_tone(&pair_flow, pair->head.state);
    view->probability = language_number(work->arena, work->language, pair->probability);
    view->harm = choice_or_none(&pair_harms, pair->harm, work);
    view->conflict = choice_or_none(&pair_conflicts, pair->conflict, work);
    view->found = choice_or_none(&pair_finders, pair->found_by, work);
    view->history = record_address(request, "/person-pairs", pair->head.id, "history");
}

/* Of two that are one by now, the page says where. */
static enum outcome find_merge(struct request *request, const struct person_pair *pair, struct pair_view *view)
{
    struct identifier merge, kept;
    struct work *work = &request->work;
    enum outcome outcome = merge_of_absorbed(work, pair->first_person, TEXT_NONE, &merge, &kept);
    if (outcome == NOT_FOUND)
        outcome = merge_of_absorbed(work, pair->second_person, TEXT_NONE, &merge, &kept);
    view->gone = outcome == OK;
    if (outcome == OK)
        view->merged = record_address(request, "/person-merges", merge, "");
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome find_pair(struct request *request, const struct right *right, struct person_pair **ret_pair)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek_whole(&request->work, &person_pair_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (right != NULL && !actor_may_on(&request->actor, right, &subject))
        return FORBIDDEN;
    *ret_pair = row;
    return OK;
}

static struct page *open_page(struct request *request, struct text title)
{
    struct page *page = page_open_text(request, title);
    page_trail(page, person_pair_record.plural, TEXT("/person-pairs"));
    return page;
}

enum outcome pair_show(struct request *request, struct response *response)
{
    struct person_pair *pair;
    struct person *persons[2];
    struct pair_view view = {0};
    enum outcome outcome = find_pair(request, NULL, &pair);
    if (outcome == OK)
        outcome = find_merge(request, pair, &view);
    if (outcome != OK)
        return outcome;
    if (!view.gone) {
        outcome = pair_compare_view(request, pair->first_person, pair->second_person, &view, persons);
        view.gone = outcome == NOT_FOUND; /* erased, or out of this reader's reach */
        if (outcome == OK)
            outcome = pair_explain(&request->work, pair, persons, &view);
    }
    if (outcome < 0)
        return outcome;
    fill_head(request, pair, &view);
    outcome = add_steps(request, pair, &view);
    if (outcome != OK)
        return outcome;
    view.page = open_page(request, view.number);
    page_trail_text(view.page, view.number, TEXT_NONE);
    struct output out = page_output(request, response);
    pair_show_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- the form that merges ---- */

struct merge_form {
    struct request *request;
    struct response *response;
    struct person_pair *pair;
    struct person *persons[2]; /* the kept one first */
    struct pair_view view;
    const struct parameters *typed; /* NULL: nothing was */
};

/* Whom the form keeps: who was asked for, else who has an open case, else the older record. */
static enum outcome choose_kept(struct merge_form *form, bool *ret_second)
{
    struct work *work = &form->request->work;
    const struct parameters *from = form->typed != NULL ? form->typed : &form->request->query;
    struct text keep = parameters_get(from, TEXT("keep"));
    struct identifier id;
    enum return_stake first = RETURN_NO_STAKE, second = RETURN_NO_STAKE;
    if (text_to_identifier(keep, &id) == OK) {
        *ret_second = identifier_equal(id, form->pair->second_person);
        return OK;
    }
    enum outcome outcome = return_stake_of(work, form->pair->first_person, &first);
    if (outcome == OK)
        outcome = return_stake_of(work, form->pair->second_person, &second);
    *ret_second = second > first; /* identifiers rise with time: the first is the older one */
    return outcome;
}

static enum outcome open_form(struct request *request, struct response *response, struct merge_form *form)
{
    bool second = false;
    *form = (struct merge_form){.request = request, .response = response};
    if (request->method == METHOD_POST)
        form->typed = &request->form;
    enum outcome outcome = find_pair(request, &pair_merge, &form->pair);
    if (outcome == OK)
        outcome = find_merge(request, form->pair, &form->view);
    if (outcome == OK && !form->view.gone)
        outcome = choose_kept(form, &second);
    if (outcome != OK || form->view.gone)
        return outcome;
    struct identifier kept = second ? form->pair->second_person : form->pair->first_person;
    struct identifier other = second ? form->pair->first_person : form->pair->second_person;
    return pair_compare_view(request, kept, other, &form->view, form->persons);
}

/* "take_family_name=other": what was chosen, among the fields that the reader sees. */
static struct field_set read_taken(struct merge_form *form)
{
    struct field_set taken = {0};
    struct arena *arena = form->request->work.arena;
    for (size_t i = 0; i < form->view.line_count; i++) {
        struct pair_line *line = &form->view.lines[i];
        const struct field *field = record_field(&person_record, line->name);
        struct text name = arena_format(arena, "take_%.*s", TEXT_ARG(line->name));
        if (form->typed != NULL && parameters_has(form->typed, name))
            line->take_other = text_is(parameters_get(form->typed, name), "other");
        if (line->take_other)
            field_set_add(&taken, record_field_index(&person_record, field));
    }
    return taken;
}

static void fill_obstacles(struct merge_form *form, const struct problems *problems)
{
    struct work *work = &form->request->work;
    form->view.obstacles = arena_array(work->arena, struct text, problems->count + 1);
    form->view.obstacle_count = 0;
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next)
        if (!text_is(problem->field, "reason"))
            form->view.obstacles[form->view.obstacle_count++] = problem_sentence(work->arena, work->language, problem);
}

static enum outcome send_form(struct merge_form *form, int status)
{
    struct request *request = form->request;
    struct work *work = &request->work;
    struct text path = pair_path(work->arena, form->pair->head.id, "merge");
    struct pair_view *view = &form->view;
    (void)read_taken(form);
    fill_head(request, form->pair, view);
    view->action = page_path(request, path);
    view->cancel = page_path(request, pair_path(work->arena, form->pair->head.id, ""));
    view->sides[1].keep_path =
        page_path(request, arena_format(work->arena, "%.*s?keep=%.*s", TEXT_ARG(path), TEXT_ARG(view->sides[1].code)));
    view->key = form->typed != NULL ? parameters_get(form->typed, TEXT("_key")) : TEXT_NONE;
    if (text_is_empty(view->key))
        view->key = form_key_new(request);
    view->reason = form->typed != NULL ? parameters_get(form->typed, TEXT("reason")) : TEXT_NONE;
    const struct problem *problem = problem_for(&work->problems, TEXT("reason"));
    view->reason_error = problem == NULL ? TEXT_NONE : problem_sentence(work->arena, work->language, problem);
    view->page = open_page(request, text_from(tr(work->language, N_("Merge two records"))));
    page_trail_text(view->page, view->number, pair_path(work->arena, form->pair->head.id, ""));
    page_trail(view->page, N_("Merge"), TEXT_NONE);
    view->page->has_form = view->obstacle_count == 0;
    struct output out = page_output(request, form->response);
    pair_merge_page(&out, view);
    return page_send(request, form->response, status);
}

static enum outcome to_merge(struct merge_form *form)
{
    respond_notice(form->request, form->response, N_("These two records are merged already."));
    struct text path = form->view.merged;
    struct text base = page_path(form->request, TEXT_NONE); /* the address has its language, a redirect adds it */
    return respond_redirect(form->request, form->response, text_slice(path, base.length, path.length));
}

enum outcome pair_merge_show(struct request *request, struct response *response)
{
    struct merge_form *form = arena_new(request->work.arena, struct merge_form);
    enum outcome outcome = open_form(request, response, form);
    if (outcome != OK)
        return outcome;
    if (form->view.gone)
        return to_merge(form);
    struct problems problems = problems_open(request->work.arena);
    outcome = merge_obstacles(&request->work, form->persons[0], form->persons[1], &problems);
    if (outcome < 0)
        return outcome;
    fill_obstacles(form, &problems);
    return send_form(form, 200);
}

static int64_t typed_version(const struct merge_form *form, const char *name)
{
    int64_t version = 0;
    return text_to_integer(parameters_get(form->typed, text_from(name)), 1, INT64_MAX, &version) == OK ? version : 0;
}

/* Says first that they are the same, in the name of who merges; a decision that was taken stands. */
static enum outcome decide(struct merge_form *form, struct text reason)
{
    struct work *work = &form->request->work;
    const struct record_head *head = &form->pair->head;
    if (text_is(head->state, "same"))
        return OK;
    enum outcome outcome = flow_move(work, &pair_flow, head->id, head->version, TEXT("same"), NULL, reason);
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}

static enum outcome check_reason(struct work *work, struct text reason)
{
    if (text_is_empty(reason) || text_code_points(reason) > REASON_MOST || !text_is_clean(reason, true))
        return problem_add(&work->problems, INVALID, "reason_missing", TEXT("reason"),
                           N_("Say why, in at most 500 characters."));
    return OK;
}

static enum outcome merge_now(struct merge_form *form, struct identifier *ret_merge)
{
    struct work *work = &form->request->work;
    struct merge_order order = {
        .pair = form->pair->head.id,
        .kept = form->persons[0]->head.id,
        .absorbed = form->persons[1]->head.id,
        .kept_version = typed_version(form, "kept_version"),
        .absorbed_version = typed_version(form, "absorbed_version"),
        .taken = read_taken(form),
        .reason = text_trim(parameters_get(form->typed, TEXT("reason"))),
    };
    enum outcome outcome = check_reason(work, order.reason);
    if (outcome == OK)
        outcome = decide(form, order.reason);
    return outcome == OK ? merge_persons(work, &order, ret_merge) : outcome;
}

enum outcome pair_merge_run(struct request *request, struct response *response)
{
    struct merge_form *form = arena_new(request->work.arena, struct merge_form);
    AUTO_TRANSACTION struct db_transaction attempt = {0};
    struct identifier merge;
    enum outcome outcome;
    if (!request->redisplay && form_answered(request, response, &outcome))
        return outcome;
    outcome = open_form(request, response, form);
    if (outcome != OK)
        return outcome;
    if (form->view.gone)
        return to_merge(form);
    if (request->redisplay)
        return send_form(form, 200);
    outcome = db_transaction_begin(request->work.db, true, &attempt); /* a refusal leaves the request's own */
    if (outcome == OK)
        outcome = merge_now(form, &merge);
    if (outcome == OK)
        outcome = db_transaction_commit(&attempt);
    if (outcome == OK)
        return form_done(request, response, record_path(request->work.arena, "/person-merges", merge, ""),
                         N_("The two records are one now. It can be undone."));
    if (outcome != INVALID && outcome != CONFLICT)
        return outcome;
    db_transaction_end(&attempt);
    if (outcome == CONFLICT)
        (void)problem_add(&request->work.problems, INVALID, "changed_since", TEXT_NONE,
                          N_("One of the records, or what was said about them, changed while you were looking. Look "
                             "again at what stands here now, then merge."));
    fill_obstacles(form, &request->work.problems);
    return send_form(form, outcome == CONFLICT ? 409 : 422);
}
