#include "flow/flow.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "flow/closed_days.h"
#include "flow/task.h"

void gate_require(struct gate *gate, bool met, const char *code, const char *message, const char *held_by,
                  struct text path)
{
    struct gate_item *item = arena_new(gate->arena, struct gate_item);
    *item = (struct gate_item){.code = code, .message = message, .held_by = held_by, .met = met};
    item->path = arena_text(gate->arena, path);
    if (gate->last == NULL)
        gate->first = item;
    else
        gate->last->next = item;
    gate->last = item;
}

bool gate_is_open(const struct gate *gate)
{
    for (const struct gate_item *item = gate->first; item != NULL; item = item->next)
        if (!item->met)
            return false;
    return true;
}

const struct flow_state *flow_state(const struct flow *flow, struct text name)
{
    for (size_t i = 0; i < flow->state_count; i++)
        if (text_is(name, flow->states[i].name))
            return &flow->states[i];
    return NULL;
}

static bool step_leaves(const struct flow *flow, const struct step *step, struct text state)
{
    if (step->from != NULL)
        return text_is(state, step->from);
    const struct flow_state *now = flow_state(flow, state);
    return now != NULL && now->kind != STATE_ENDED && !text_is(state, step->to == NULL ? "" : step->to);
}

const struct step *flow_step(const struct flow *flow, struct text state, struct text action)
{
    for (size_t i = 0; i < flow->step_count; i++)
        if (text_is(action, flow->steps[i].action) && step_leaves(flow, &flow->steps[i], state))
            return &flow->steps[i];
    return NULL;
}

/* Of steps with one name the first that says it stands for all: history keeps the name only. */
const char *flow_done(const struct flow *flow, struct text action)
{
    const char *label = NULL;
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        if (!text_is(action, step->action))
            continue;
        if (step->done != NULL)
            return step->done;
        label = label == NULL ? step->label : label;
    }
    return label;
}

/* ---- the table checked at start ---- */

static enum outcome refuse(const struct flow *flow, const char *name, const char *why)
{
    (void)fprintf(stderr, "sanad: flow %s: %s: %s\n", flow->name, name, why);
    return FAILED;
}

static bool names_fields(const struct flow *flow, const char *names)
{
    struct text rest = text_from(names);
    struct text name;
    while (rest.length > 0 && text_split(&rest, ',', &name))
        if (record_field(flow->record, name) == NULL)
            return false;
    return true;
}

static enum outcome check_step(const struct flow *flow, const struct step *step)
{
    struct field_set asked = step_fields(flow, step);
    struct field_set needed = step_required(flow, step);
    const struct field *due = step->task_due == NULL ? NULL : record_field(flow->record, text_from(step->task_due));
    if (!names_fields(flow, step->input) || !names_fields(flow, step->required))
        return refuse(flow, step->action, "asks for an unknown field");
    for (size_t i = 0; i < sizeof needed.words / sizeof *needed.words; i++)
        if ((needed.words[i] & ~asked.words[i]) != 0)
            return refuse(flow, step->action, "requires what it does not ask");
    if (step->task_due != NULL && (due == NULL || due->kind != FIELD_DATE))
        return refuse(flow, step->action, "its task is due on something that is no date");
    if ((step->task_right == NULL) != (step->task_label == NULL))
        return refuse(flow, step->action, "a task has a right and a label");
    if (step->right == NULL || step->label == NULL)
        return refuse(flow, step->action, "no right or no label");
    return OK;
}

static enum outcome check_steps(const struct flow *flow)
{
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        if ((step->from != NULL && flow_state(flow, text_from(step->from)) == NULL) ||
            (step->to != NULL && flow_state(flow, text_from(step->to)) == NULL))
            return refuse(flow, step->action, "unknown state");
        enum outcome outcome = check_step(flow, step);
        if (outcome != OK)
            return outcome;
        for (size_t j = 0; j < i; j++) {
            const struct step *other = &flow->steps[j];
            bool same = step->from == NULL || other->from == NULL || strcmp(step->from, other->from) == 0;
            if (same && strcmp(step->action, other->action) == 0)
                return refuse(flow, step->action, "named twice from one state");
        }
    }
    return OK;
}

static bool has_step(const struct flow *flow, const struct flow_state *state, bool into)
{
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        bool moves = step->to != NULL && (step->from == NULL || strcmp(step->from, step->to) != 0);
        if (into ? moves && strcmp(step->to, state->name) == 0
                 : moves && step_leaves(flow, step, text_from(state->name)))
            return true;
    }
    return false;
}

enum outcome flow_check(const struct flow *flow)
{
    enum outcome outcome = check_steps(flow);
    for (size_t i = 0; i < flow->state_count && outcome == OK; i++) {
        const struct flow_state *state = &flow->states[i];
        if (i > 0 && !has_step(flow, state, true))
            outcome = refuse(flow, state->name, "cannot be reached");
        else if (state->kind != STATE_ENDED && !has_step(flow, state, false))
            outcome = refuse(flow, state->name, "cannot be left");
    }
    return outcome;
}

/* ---- offers and moves ---- */

static enum outcome run_guard(struct work *work, const struct step *step, const void *row, struct gate *gate)
{
    *gate = (struct gate){.arena = work->arena};
    return step->guard == NULL ? OK : step->guard(work, row, gate);
}

enum outcome flow_offers(struct work *work, const struct flow *flow, const void *row, struct step_offer **ret_offers,
                         size_t *ret_count)
{
    struct step_offer *offers = arena_array(work->arena, struct step_offer, flow->step_count + 1);
    struct subject subject = record_subject(row);
    size_t count = 0;
    void *whole = NULL; /* what guards look at, which is more than the actor may read: read for the first of them */
    enum outcome outcome = OK;
    for (size_t i = 0; i < flow->step_count && outcome == OK; i++) {
        const struct step *step = &flow->steps[i];
        if (!step_leaves(flow, step, record_head_of(row)->state))
            continue;
        struct step_offer *offer = &offers[count++];
        *offer = (struct step_offer){.step = step, .allowed = actor_may_on(work->actor, step->right, &subject)};
        if (step->guard != NULL && whole == NULL)
            outcome = record_get_unlimited(work, flow->record, record_head_of(row)->id, &whole);
        if (outcome == OK)
            outcome = run_guard(work, step, whole, &offer->gate);
    }
    if (outcome != OK)
        return outcome;
    *ret_offers = offers;
    *ret_count = count;
    return OK;
}

static enum outcome refuse_gate(struct work *work, const struct gate *gate)
{
    for (const struct gate_item *item = gate->first; item != NULL; item = item->next)
        if (!item->met)
            (void)problem_add_with(&work->problems, INVALID, item->code, TEXT_NONE, item->message, item->argument,
                                   text_from(item->held_by == NULL ? "" : tr(work->language, item->held_by)));
    return INVALID;
}

static enum outcome check_note(struct work *work, const struct step *step, struct text note)
{
    if (step->note_required && text_is_empty(text_trim(note)))
        return problem_add(&work->problems, INVALID, "note_required", TEXT("note"),
                           N_("Say why: it stays in the file's history."));
    if (!text_is_clean(note, true) || text_code_points(note) > 2000)
        return problem_add(&work->problems, INVALID, "note_unreadable", TEXT("note"),
                           N_("This note is too long or holds characters that cannot be stored."));
    return OK;
}

static int32_t task_day(const struct work *work, const struct flow *flow, const struct step *step, const void *row)
{
    const struct field *field = step->task_due == NULL ? NULL : record_field(flow->record, text_from(step->task_due));
    if (field != NULL && !field_is_empty(field, row))
        return *(const int32_t *)(const void *)((const char *)row + field->offset);
    return step->task_days > 0 ? day_next_open(zone_date(work->zone, work->now) + step->task_days) : DATE_NONE;
}

static enum outcome open_task(struct work *work, const struct flow *flow, const struct step *step, const void *row)
{
    const struct record_head *head = record_head_of(row);
    bool wanted = true;
    enum outcome outcome = OK;
    if (step == NULL || step->task_right == NULL)
        return OK;
    if (step->task_wanted != NULL)
        outcome = step->task_wanted(work, row, &wanted);
    if (outcome != OK || !wanted)
        return outcome;
    struct task task = {
        .person = head->person,
        .organisation = head->organisation,
        .office = head->office,
        .for_assigned = step->task_for_assigned,
        .record = text_from(flow->record->name),
        .subject = head->id,
        .number = head->number,
        .label = text_from(step->task_label),
        .right = text_from(step->task_right->name),
        .due = task_day(work, flow, step, row),
    };
    if (step->task_for_assigned)
        task.assigned = head->assigned;
    return task_open(work, &task);
}

enum outcome flow_begin(struct work *work, const struct flow *flow, const void *row)
{
    return open_task(work, flow, flow->begin, row);
}

/* A step that leads back to where it began and names no task leaves the one that waits. */
static enum outcome renew_tasks(struct work *work, const struct flow *flow, const struct step *step, const void *row)
{
    const struct record_head *head = record_head_of(row);
    bool stays = step->to == NULL || (step->from != NULL && strcmp(step->from, step->to) == 0);
    if (stays && step->task_right == NULL)
        return OK;
    enum outcome outcome = task_close_all(work, text_from(flow->record->name), head->id, head->person);
    return outcome == OK ? open_task(work, flow, step, row) : outcome;
}

static struct field_set named_fields(const struct flow *flow, const char *names)
{
    struct field_set set = {0};
    struct text rest = text_from(names);
    struct text name;
    while (rest.length > 0 && text_split(&rest, ',', &name)) {
        const struct field *field = record_field(flow->record, name);
        if (field != NULL)
            field_set_add(&set, record_field_index(flow->record, field));
    }
    return set;
}

struct field_set step_fields(const struct flow *flow, const struct step *step)
{
    return named_fields(flow, step->input);
}

struct field_set step_required(const struct flow *flow, const struct step *step)
{
    return named_fields(flow, step->required);
}

static enum outcome check_required(struct work *work, const struct flow *flow, const struct step *step, const void *row)
{
    struct field_set set = step_required(flow, step);
    enum outcome outcome = OK;
    for (size_t i = 0; i < flow->record->field_count; i++)
        if (field_set_has(&set, i) && field_is_empty(&flow->record->fields[i], row))
            outcome = problem_add_with(&work->problems, INVALID, "required", text_from(flow->record->fields[i].name),
                                       N_("“{1}” is needed."),
                                       text_from(tr(work->language, flow->record->fields[i].label)), TEXT_NONE);
    return outcome;
}

static void copy_input(const struct flow *flow, const struct step *step, const void *input, void *row)
{
    struct field_set set = step_fields(flow, step);
    for (size_t i = 0; i < flow->record->field_count; i++)
        if (field_set_has(&set, i))
            field_copy(&flow->record->fields[i], input, row);
}

/* The step is allowed and its gate open: state, effect, history, tasks. */
static enum outcome take(struct work *work, const struct flow *flow, const struct step *step, const void *before,
                         const void *input, struct text note, bool forced)
{
    void *row = record_copy(work->arena, flow->record, before);
    struct record_head *head = record_head(row);
    if (step->to != NULL) {
        head->state = text_from(step->to);
        head->state_since = zone_date(work->zone, work->now);
    }
    size_t already = work->problems.count;
    enum outcome outcome = OK;
    if (input != NULL)
        copy_input(flow, step, input, row);
    if (!forced)
        outcome = check_required(work, flow, step, row);
    if (outcome == OK && step->effect != NULL)
        outcome = step->effect(work, row);
    if (outcome == OK && work->problems.count > already)
        outcome = INVALID;
    if (outcome != OK)
        return outcome;
    struct text reason = work->reason;
    work->reason = note;
    outcome = record_update_by_step(work, flow->record, before, row, text_from(step->action));
    work->reason = reason;
    return outcome == OK ? renew_tasks(work, flow, step, row) : outcome;
}

enum outcome flow_move(struct work *work, const struct flow *flow, struct identifier id, int64_t version,
                       struct text action, const void *input, struct text note)
{
    void *row;
    struct gate gate;
    enum outcome outcome = record_get_unlimited(work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, flow->record->read, &subject))
        return NOT_FOUND;
    if (record_head_of(row)->version != version)
        return CONFLICT;
    const struct step *step = flow_step(flow, record_head_of(row)->state, action);
    if (step == NULL)
        return NOT_FOUND;
    if (!actor_may_on(work->actor, step->right, &subject))
        return FORBIDDEN;
    outcome = check_note(work, step, note);
    if (outcome == OK)
        outcome = run_guard(work, step, row, &gate);
    if (outcome == OK && !gate_is_open(&gate))
        outcome = refuse_gate(work, &gate);
    return outcome == OK ? take(work, flow, step, row, input, note, false) : outcome;
}

enum outcome flow_move_forced_with(struct work *work, const struct flow *flow, struct identifier id, struct text action,
                                   const void *input, struct text note)
{
    AUTO_WALL struct wall_hold hold =
        wall_widen(work->db, "what follows from a step elsewhere is not the choice of who took it");
    void *row;
    enum outcome outcome = record_get_unlimited(work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    const struct step *step = flow_step(flow, record_head_of(row)->state, action);
    return step == NULL ? NOT_FOUND : take(work, flow, step, row, input, note, true);
}

enum outcome flow_move_forced(struct work *work, const struct flow *flow, struct identifier id, struct text action,
                              struct text note)
{
    return flow_move_forced_with(work, flow, id, action, NULL, note);
}

struct text flow_drawing(struct arena *arena, const struct flow *flow)
{
    struct buffer drawing AUTO_BUFFER = buffer_open(64 * 1024);
    buffer_format(&drawing, "digraph %s {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n", flow->name);
    for (size_t i = 0; i < flow->state_count; i++)
        if (flow->states[i].kind == STATE_ENDED)
            buffer_format(&drawing, "  %s [peripheries=2];\n", flow->states[i].name);
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        if (step->from != NULL && step->to != NULL)
            buffer_format(&drawing, "  %s -> %s [label=\"%s\"];\n", step->from, step->to, step->action);
        for (size_t j = 0; step->from == NULL && step->to != NULL && j < flow->state_count; j++)
            if (step_leaves(flow, step, text_from(flow->states[j].name)))
                buffer_format(&drawing, "  %s -> %s [label=\"%s\", style=dashed];\n", flow->states[j].name, step->to,
                              step->action);
    }
    buffer_format(&drawing, "}\n");
    return arena_text(arena, buffer_text(&drawing));
}
