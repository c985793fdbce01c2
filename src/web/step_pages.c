/* A step as a form, whatever its flow: what it asks, what it still misses, what it ends. */
#include "web/step_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

/* Set once, at start. */
static const struct record *users_record, *persons_record;

void step_pages_start(const struct record *users, const struct record *persons)
{
    users_record = users;
    persons_record = persons;
}

size_t right_holders(struct work *work, const struct right *right, struct text **ret_names)
{
    struct text *names = arena_array(work->arena, struct text, ROLE_COUNT);
    size_t count = 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (access_scope_of((enum role)role, right) != SCOPE_NONE)
            names[count++] = text_from(tr(work->language, role_entry((enum role)role)->label));
    *ret_names = names;
    return count;
}

/* A day that has come is today unless somebody says otherwise; a step that is taken again begins with empty answers. */
static void *blank_input(struct work *work, const struct step_pages *pages, const struct step *step, const void *row)
{
    const struct record *record = pages->flow->record;
    struct field_set asked = step_fields(pages->flow, step);
    bool again = step->from != NULL && step->to != NULL && text_is(text_from(step->from), step->to);
    void *input = record_copy(work->arena, record, row);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (!field_set_has(&asked, i))
            continue;
        if (again)
            field_clear(field, input);
        if (field->kind == FIELD_DATE && (field->flags & FIELD_PAST) != 0)
            *(int32_t *)(void *)((char *)input + field->offset) = zone_date(work->zone, work->now);
    }
    return input;
}

static void mark_required(const struct step_pages *pages, const struct step *step, struct form_view *form)
{
    struct field_set required = step_required(pages->flow, step);
    for (size_t s = 0; s < form->section_count; s++)
        for (size_t f = 0; f < form->sections[s].field_count; f++) {
            struct form_field *field = &form->sections[s].fields[f];
            if (field->field == NULL) /* of shape() */
                continue;
            field->required = field_set_has(&required, record_field_index(pages->flow->record, field->field));
            if (field->required && field->control == CONTROL_RADIO && field->choice_count > 0 &&
                field->choices[field->choice_count - 1].code.length == 0)
                field->choice_count--; /* "not given" is no answer to it */
        }
}

static struct text error_of(struct work *work, const char *name)
{
    const struct problem *problem = problem_for(&work->problems, text_from(name));
    return problem == NULL ? TEXT_NONE : problem_sentence(work->arena, work->language, problem);
}

/* The two fields that are no fields of a record stand beside the form's own: the summary leads to them too. */
static void link_errors(struct work *work, struct step_form *form)
{
    const struct problem *problem = work->problems.first;
    for (size_t i = 0; i < form->form.error_count && problem != NULL; i++, problem = problem->next) {
        struct text id = text_is(problem->field, "note")       ? form->note_id
                         : text_is(problem->field, "_confirm") ? form->confirm_id
                                                               : TEXT_NONE;
        if (!text_is_empty(id))
            form->form.errors[i].target = arena_format(work->arena, "#%.*s", TEXT_ARG(id));
    }
}

static enum outcome fill_gate(struct work *work, const struct step *step, const void *row, struct step_form *form)
{
    struct gate gate = {.arena = work->arena};
    enum outcome outcome = step->guard == NULL ? OK : step->guard(work, row, &gate);
    if (outcome != OK)
        return outcome;
    form->gate = gate.first;
    for (const struct gate_item *item = gate.first; item != NULL; item = item->next)
        form->missing += !item->met;
    return OK;
}

enum outcome step_form_make(struct request *request, const struct step_pages *pages, const struct step *step,
                            const void *row, struct text prefix, const struct parameters *typed, struct step_form *ret)
{
    struct work *work = &request->work;
    struct step_form form = {
        .step = step,
        .note_id = arena_format(work->arena, "%.*snote", TEXT_ARG(prefix)),
        .note_error_id = arena_format(work->arena, "%.*snote-error", TEXT_ARG(prefix)),
        .confirm_id = arena_format(work->arena, "%.*sconfirm", TEXT_ARG(prefix)),
        .confirm_error_id = arena_format(work->arena, "%.*sconfirm-error", TEXT_ARG(prefix)),
    };
    struct field_set fields = step_fields(pages->flow, step);
    struct form_options options = {.prefix = prefix};
    const void *input = blank_input(work, pages, step, row);
    struct text behind = arena_format(work->arena, "steps/%s", step->action);
    enum outcome outcome = record_form_view(work, pages->flow->record, input, &fields, typed, &options, &form.form);
    if (outcome == OK)
        outcome = fill_gate(work, step, row, &form);
    if (outcome == OK && pages->shape != NULL)
        outcome = pages->shape(work, step, row, typed, &form.form);
    if (outcome != OK)
        return outcome;
    mark_required(pages, step, &form.form);
    form.form.version = arena_format(work->arena, "%lld", (long long)record_head_of(row)->version);
    form.form.csrf = request->session.csrf;
    form.form.key = typed != NULL ? parameters_get(typed, TEXT("_key")) : form_key_new(request);
    form.action = record_address(request, pages->base, record_head_of(row)->id, arena_string(work->arena, behind));
    const struct flow_state *to = step->to == NULL ? NULL : flow_state(pages->flow, text_from(step->to));
    form.ends = to != NULL && to->kind == STATE_ENDED;
    form.holder_count = right_holders(work, step->right, &form.holders);
    if (typed != NULL) {
        form.note = parameters_get(typed, TEXT("note"));
        form.note_error = error_of(work, "note");
        form.confirm_error = error_of(work, "_confirm");
        link_errors(work, &form);
    }
    *ret = form;
    return OK;
}

/* ---- the page ---- */

struct step_request {
    struct request *request;
    struct response *response;
    const struct step_pages *pages;
    const struct step *step; /* NULL: not from this state */
    void *row;               /* whole, as stored */
    struct text back;
};

/* Reads the row within the actor's reach.  `show`: its data are shown, which is audited. */
static enum outcome open_step(struct request *request, struct response *response, bool show,
                              struct step_request *ret_step)
{
    struct record_target target;
    struct step_request opened = {request, response, request->route->context, NULL, NULL, TEXT_NONE};
    const struct flow *flow = opened.pages->flow;
    struct field_set readable;
    void *seen;
    enum outcome outcome = record_target_find(request, flow->record, 0, &target);
    if (outcome == OK && show)
        outcome = record_get(&request->work, flow->record, target.id, &seen, &readable);
    if (outcome != OK)
        return outcome;
    opened.row = target.now;
    opened.step = flow_step(flow, record_head_of(opened.row)->state, request->parameters[1]);
    opened.back = opened.pages->back != NULL
                      ? opened.pages->back(request->work.arena, opened.row)
                      : record_path(request->work.arena, opened.pages->base, record_head_of(opened.row)->id, "");
    *ret_step = opened;
    return OK;
}

static bool action_exists(const struct flow *flow, struct text action)
{
    for (size_t i = 0; i < flow->step_count; i++)
        if (text_is(action, flow->steps[i].action))
            return true;
    return false;
}

static enum outcome check_right(const struct step_request *opened)
{
    struct subject subject = record_subject(opened->row);
    return actor_may_on(&opened->request->actor, opened->step->right, &subject) ? OK : FORBIDDEN;
}

/* The link of a row to what it belongs to; NULL: it stands for itself. */
static const struct field *parent_link(const struct step_pages *pages)
{
    return pages->parent == NULL ? NULL : record_field(pages->flow->record, text_from(pages->parent));
}

static struct text called_in_trail(struct work *work, const struct step_pages *pages, const void *row)
{
    const struct field *link = parent_link(pages);
    if (pages->called != NULL)
        return pages->called(work, row);
    return link != NULL ? field_to_show(work, link, row) : record_called(work, pages->flow->record, row);
}

static void add_trail(const struct step_request *opened, struct step_view *view)
{
    struct work *work = &opened->request->work;
    const struct step_pages *pages = opened->pages;
    const struct field *link = parent_link(pages);
    const struct record *list = pages->list != NULL ? pages->list : link != NULL ? link->target : pages->flow->record;
    page_trail(view->page, list->plural, arena_format(work->arena, "/%s", list->path));
    page_trail_text(view->page, called_in_trail(work, pages, opened->row), opened->back);
    page_trail(view->page, opened->step->label, TEXT_NONE);
    view->page->has_form = true;
}

static struct text done_of_step(const void *flow, struct work *work, struct text action)
{
    const char *done = flow_done(flow, action);
    return done == NULL ? TEXT_NONE : text_from(tr(work->language, done));
}

/* What others did since the form was opened. */
static enum outcome fill_since(const struct step_request *opened, int64_t seen, struct step_view *view)
{
    struct request *request = opened->request;
    const struct flow *flow = opened->pages->flow;
    struct history_words words = {users_record, NULL, flow};
    struct field_set readable = record_readable(&request->work, flow->record, opened->row);
    words.action = opened->pages->done != NULL ? opened->pages->done : done_of_step;
    enum outcome outcome = record_history_view(&request->work, flow->record, opened->row, &readable,
                                               (struct identifier){0}, &words, &view->since);
    if (outcome != OK)
        return outcome;
    size_t count = 0;
    while (count < view->since.item_count && view->since.items[count].version > seen)
        count++;
    view->since.item_count = count;
    view->since.older = TEXT_NONE;
    view->stale = true;
    return OK;
}

static enum outcome send_step(const struct step_request *opened, bool typed, bool stale, int status)
{
    struct request *request = opened->request;
    struct work *work = &request->work;
    struct step_view view = {.page = page_open(request, opened->step->label)};
    enum outcome outcome = step_form_make(request, opened->pages, opened->step, opened->row, TEXT_NONE,
                                          typed ? &request->form : NULL, &view.form);
    if (outcome == OK && opened->step->danger && opened->pages->consequences != NULL)
        outcome =
            opened->pages->consequences(work, opened->step, opened->row, &view.consequences, &view.consequence_count);
    if (outcome == OK && opened->pages->facts != NULL)
        outcome = opened->pages->facts(work, opened->row, &view.facts, &view.fact_count);
    if (outcome == OK && stale)
        outcome = fill_since(opened, form_version(request), &view);
    if (outcome == OK && persons_record != NULL && !identifier_is_none(record_head_of(opened->row)->person))
        outcome = record_titles(work, persons_record, &record_head_of(opened->row)->person, 1, &view.about);
    if (outcome != OK)
        return outcome;
    add_trail(opened, &view);
    view.cancel = page_path(request, opened->back);
    struct output out = page_output(request, opened->response);
    step_page_page(&out, &view);
    return page_send(request, opened->response, status);
}

/* The state from which the step leads was left meanwhile: the case says what happened. */
static enum outcome step_is_over(const struct step_request *opened)
{
    if (!action_exists(opened->pages->flow, opened->request->parameters[1]))
        return NOT_FOUND;
    respond_notice(opened->request, opened->response,
                   N_("This step can no longer be taken: the file has moved on. The history below says who did what."));
    return respond_redirect(opened->request, opened->response, opened->back);
}

enum outcome step_show(struct request *request, struct response *response)
{
    struct step_request opened;
    enum outcome outcome = open_step(request, response, true, &opened);
    if (outcome != OK)
        return outcome;
    if (opened.step == NULL)
        return step_is_over(&opened);
    outcome = check_right(&opened);
    return outcome == OK ? send_step(&opened, false, false, 200) : outcome;
}

/* What the flow does not ask, and the note, so that all that lacks is said at once. */
static enum outcome check_confirmed(const struct step_request *opened)
{
    struct request *request = opened->request;
    if (!opened->step->danger || text_is(parameters_get(&request->form, TEXT("_confirm")), "yes"))
        return OK;
    if (opened->step->note_required && text_is_empty(text_trim(parameters_get(&request->form, TEXT("note")))))
        (void)problem_add(&request->work.problems, INVALID, "note_required", TEXT("note"),
                          N_("Say why: it stays in the file's history."));
    return problem_add(&request->work.problems, INVALID, "not_confirmed", TEXT("_confirm"),
                       N_("Confirm that this is meant."));
}

static enum outcome move(const struct step_request *opened)
{
    struct request *request = opened->request;
    const struct flow *flow = opened->pages->flow;
    struct field_set fields = step_fields(flow, opened->step);
    void *input = record_copy(request->work.arena, flow->record, opened->row);
    enum outcome outcome = check_confirmed(opened);
    enum outcome read = record_form_read(&request->work, flow->record, &fields, &request->form, input);
    if (read >= 0 && opened->pages->read != NULL) {
        enum outcome more = opened->pages->read(&request->work, opened->step, opened->row, &request->form, input);
        read = more == OK ? read : more;
    }
    if (read < 0)
        return read;
    if (outcome != OK || read != OK)
        return INVALID;
    return flow_move(&request->work, flow, record_head_of(opened->row)->id, form_version(request),
                     text_from(opened->step->action), input, text_trim(parameters_get(&request->form, TEXT("note"))));
}

static enum outcome step_taken(const struct step_request *opened)
{
    enum outcome outcome = form_key_keep(opened->request, opened->back);
    if (outcome != OK)
        return outcome;
    respond_notice(opened->request, opened->response, N_("Saved."));
    return respond_redirect(opened->request, opened->response, opened->back);
}

enum outcome step_take(struct request *request, struct response *response)
{
    struct step_request opened;
    struct text location;
    enum outcome outcome = open_step(request, response, request->redisplay, &opened);
    if (outcome != OK)
        return outcome;
    if (!request->redisplay) {
        outcome = form_key_seen(request, &location);
        if (outcome != NOT_FOUND)
            return outcome == OK ? respond_redirect(request, response, location) : outcome;
    }
    if (opened.step == NULL)
        return step_is_over(&opened);
    outcome = check_right(&opened);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_step(&opened, true, false, 200);
    outcome = move(&opened);
    if (outcome == OK)
        return step_taken(&opened);
    if (outcome == CONFLICT) /* either the form is old, or the ledger or another writer was faster */
        return send_step(&opened, true, form_version(request) != record_head_of(opened.row)->version, 409);
    return outcome == INVALID ? send_step(&opened, true, false, 422) : outcome;
}

enum outcome step_buttons(struct request *request, const struct flow *flow, const char *base, const void *row,
                          struct step_buttons *ret_buttons)
{
    struct arena *arena = request->work.arena;
    struct step_offer *offers;
    size_t count;
    enum outcome outcome = flow_offers(&request->work, flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    struct step_buttons buttons = {.at = arena_array(arena, struct step_button, count + 1)};
    for (size_t i = 0; i < count; i++) {
        if (!offers[i].allowed)
            continue;
        for (const struct gate_item *item = offers[i].gate.first; item != NULL && buttons.waits == NULL;
             item = item->next)
            buttons.waits = item->met ? NULL : item->message;
        if (gate_is_open(&offers[i].gate))
            buttons.at[buttons.count++] = (struct step_button){
                offers[i].step, record_address(request, base, record_head_of(row)->id,
                                               arena_format(arena, "steps/%s", offers[i].step->action).at)};
    }
    *ret_buttons = buttons;
    return OK;
}
