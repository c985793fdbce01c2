/* What the page of a case shows, put together from the case, its preparations, its plan and their histories. */
#include <stdlib.h>
#include <string.h>

#include "identity/identity.h"
#include "persons/persons.h"
#include "returns/eligibility_view.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "web/record_parts.h"

enum { CHILDREN_MOST = 60, MOMENTS_PAGE = 20 };

/* The preparations and the items of one case, each with what may be read of it. */
struct children {
    void **rows;
    struct field_set *readable;
    size_t count;
};

static struct identifier case_of(const struct record *record, const void *row)
{
    const struct field *field = record_field(record, TEXT("return_case"));
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

static enum outcome get_children(struct work *work, const struct record *record, const struct return_case *file,
                                 struct children *ret)
{
    struct list_query query = {.person = file->head.person, .size = LIST_PAGE_MOST};
    struct list_page page;
    enum outcome outcome = record_list(work, record, &query, &page);
    if (outcome != OK)
        return outcome;
    *ret = (struct children){page.rows, page.readable, 0};
    for (size_t i = 0; i < page.count && ret->count < CHILDREN_MOST; i++)
        if (identifier_equal(case_of(record, page.rows[i]), file->head.id)) {
            ret->rows[ret->count] = page.rows[i];
            ret->readable[ret->count++] = page.readable[i];
        }
    return OK;
}

/* ---- where the case stands ---- */

/* A state beside the main way stands where the case will go on. */
static const struct {
    const char *state, *stands_at;
} BESIDE[] = {{"in_transit", "departed"}, {"postponed", "preparing"}, {"no_show", "booked"}};

static bool left_the_way(const struct return_case *file)
{
    if (text_is(file->head.state, "withdrawn"))
        return true;
    return text_is(file->head.state, "closed") && file->monitored_on == DATE_NONE;
}

static void fill_marks(struct work *work, const struct return_case *file, struct case_view *view)
{
    struct text here = file->head.state;
    view->marks = arena_array(work->arena, struct case_mark, return_flow.state_count);
    if (left_the_way(file))
        return;
    for (size_t i = 0; i < sizeof BESIDE / sizeof *BESIDE; i++)
        if (text_is(here, BESIDE[i].state))
            here = text_from(BESIDE[i].stands_at);
    for (size_t i = 0; i < return_flow.state_count; i++) {
        const struct flow_state *state = &return_flow.states[i];
        if (!state->on_main_path)
            continue;
        bool now = text_is(here, state->name);
        struct case_mark *mark = &view->marks[view->mark_count++];
        *mark = (struct case_mark){state->label, view->mark_now > 0 ? "next" : "done"};
        if (now) {
            mark->state = state->kind == STATE_ENDED ? "done" : "now";
            view->mark_now = (int64_t)view->mark_count;
        }
    }
}

static bool leads_on(const struct step *step)
{
    const struct flow_state *to = step->to == NULL ? NULL : flow_state(&return_flow, text_from(step->to));
    bool stays = step->from != NULL && step->to != NULL && text_is(text_from(step->from), step->to);
    return to != NULL && to->on_main_path && !stays && !step->danger;
}

static void fill_next(struct work *work, const struct step_offer *offer, struct case_view *view)
{
    struct case_next *next = &view->next;
    *next = (struct case_next){.step = offer->step, .gate = offer->gate.first};
    for (const struct gate_item *item = offer->gate.first; item != NULL; item = item->next) {
        next->all++;
        next->missing += !item->met;
    }
    next->holder_count = right_holders(work, offer->step->right, &next->holders);
}

static struct text step_path(struct request *request, const struct step_pages *pages, struct identifier id,
                             const struct step *step)
{
    struct arena *arena = request->work.arena;
    return record_address(request, pages->base, id, arena_string(arena, arena_format(arena, "steps/%s", step->action)));
}

/* "Despite a rule" where every rule is met. */
static bool has_no_reason(const struct step_offer *offer)
{
    for (const struct gate_item *item = offer->gate.first; item != NULL; item = item->next)
        if (!item->met && text_is(text_from(item->code), "no_rule_stops"))
            return true;
    return false;
}

static size_t fill_actions(struct request *request, const struct step_pages *pages, struct identifier id,
                           const struct step_offer *offers, size_t count, struct case_action *actions)
{
    size_t filled = 0;
    for (size_t i = 0; i < count; i++)
        if (offers[i].allowed && !has_no_reason(&offers[i]))
            actions[filled++] = (struct case_action){offers[i].step, step_path(request, pages, id, offers[i].step),
                                                     false, gate_is_open(&offers[i].gate)};
    return filled;
}

static enum outcome fill_offers(struct request *request, const struct return_case *file, struct case_view *view)
{
    struct step_offer *offers;
    size_t count;
    bool primary = false;
    enum outcome outcome = flow_offers(&request->work, &return_flow, file, &offers, &count);
    if (outcome != OK)
        return outcome;
    view->actions = arena_array(request->work.arena, struct case_action, count + 1);
    view->action_count = fill_actions(request, &case_steps, file->head.id, offers, count, view->actions);
    for (size_t i = 0; i < count && view->next.step == NULL; i++)
        if (leads_on(offers[i].step))
            fill_next(&request->work, &offers[i], view);
    for (size_t i = 0; i < view->action_count; i++) {
        view->actions[i].primary = !primary && leads_on(view->actions[i].step);
        if (!view->actions[i].primary)
            continue;
        primary = true;
        struct case_action first = view->actions[i];
        memmove(view->actions + 1, view->actions, i * sizeof first);
        view->actions[0] = first;
    }
    return OK;
}

/* ---- preparations ---- */

static const char *icon_of(struct text kind)
{
    static const struct {
        const char *kind, *icon;
    } ICONS[] = {{"travel_document", "passport"}, {"exit_authorisation", "leave"}, {"medical", "medical"}};
    for (size_t i = 0; i < sizeof ICONS / sizeof *ICONS; i++)
        if (text_is(kind, ICONS[i].kind))
            return ICONS[i].icon;
    return "project";
}

static enum outcome fill_forms(struct request *request, const struct return_milestone *row, size_t at,
                               struct case_milestone *view)
{
    struct work *work = &request->work;
    struct step_offer *offers;
    size_t count;
    enum outcome outcome = flow_offers(work, &milestone_flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    view->forms = arena_array(work->arena, struct step_form, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text prefix = arena_format(work->arena, "m%zu-%s-", at + 1, offers[i].step->action);
        if (offers[i].allowed && !offers[i].step->danger && !text_is(text_from(offers[i].step->action), "cancel"))
            outcome = step_form_make(request, &milestone_steps, offers[i].step, row, prefix, NULL,
                                     &view->forms[view->form_count++]);
    }
    return outcome;
}

static bool validity_ended(const struct work *work, const struct return_case *file, const struct return_milestone *row)
{
    int32_t on = file->travel_on != DATE_NONE ? file->travel_on : zone_date(work->zone, work->now);
    return file->departed_on == DATE_NONE && row->valid_until != DATE_NONE && row->valid_until < on;
}

static void show_milestone(struct work *work, const struct return_case *file, const struct return_milestone *row,
                           const struct flow_state *state, struct case_milestone *milestone)
{
    bool done = text_is(row->head.state, "settled") || text_is(row->head.state, "not_needed");
    *milestone = (struct case_milestone){.row = row,
                                         .title = choice_show(&milestone_kinds, row->kind, work->language),
                                         .icon = icon_of(row->kind),
                                         .state_label = state->label,
                                         .ended = done && validity_ended(work, file, row)};
    bool bad = milestone->ended || text_is(row->head.state, "refused");
    milestone->state = bad ? "late" : done ? "done" : text_is(row->head.state, "requested") ? "now" : "next";
    milestone->tone = bad ? "bad" : done ? "good" : text_is(row->head.state, "requested") ? "note" : "warn";
}

/* Always in the order of their kinds: people look for them in their places. */
static enum outcome fill_milestones(struct request *request, const struct return_case *file,
                                    const struct children *children, struct case_view *view)
{
    enum outcome outcome = OK;
    view->milestones = arena_array(request->work.arena, struct case_milestone, children->count + 1);
    for (size_t kind = 0; kind < milestone_kinds.count; kind++)
        for (size_t i = 0; i < children->count && outcome == OK; i++) {
            const struct return_milestone *row = children->rows[i];
            const struct flow_state *state = flow_state(&milestone_flow, row->head.state);
            if (!text_is(row->kind, milestone_kinds.choices[kind].code) || text_is(row->head.state, "cancelled") ||
                state == NULL)
                continue;
            struct case_milestone *milestone = &view->milestones[view->milestone_count++];
            show_milestone(&request->work, file, row, state, milestone);
            if (file->departed_on == DATE_NONE)
                outcome = fill_forms(request, row, i, milestone);
        }
    return outcome;
}

/* ---- the plan ---- */

static const char *item_tone(struct text state)
{
    static const struct {
        const char *state, *tone;
    } TONES[] = {{"proposed", NULL}, {"committed", "accent"}, {"prepared", "warn"}, {"released", "note"},
                 {"paid", "good"},   {"justified", "good"},   {"cancelled", "note"}};
    for (size_t i = 0; i < sizeof TONES / sizeof *TONES; i++)
        if (text_is(state, TONES[i].state))
            return TONES[i].tone;
    return NULL;
}

static enum outcome fill_item(struct request *request, const struct return_item *row, const struct field_set *readable,
                              struct case_item *item)
{
    struct work *work = &request->work;
    struct step_offer *offers;
    size_t count;
    struct subject subject = record_subject(row);
    const struct flow_state *state = flow_state(&item_flow, row->head.state);
    const struct field *line = record_field(&return_item_record, TEXT("budget_line"));
    void *whole;
    enum outcome outcome = flow_offers(work, &item_flow, row, &offers, &count);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &return_item_record, row->head.id, &whole);
    if (outcome != OK)
        return outcome;
    *item = (struct case_item){.row = row,
                               .title = choice_show(&item_categories, row->category, work->language),
                               .description = row->description,
                               .path = record_address(request, "/return-items", row->head.id, ""),
                               .state_label = state == NULL ? "" : state->label,
                               .tone = item_tone(row->head.state)};
    if (field_set_has(readable, record_field_index(&return_item_record, line)))
        item->line = field_to_show(work, line, row);
    item->may_edit = text_is(row->head.state, "proposed") && actor_may_on(work->actor, &return_plan, &subject);
    item->has_receipt =
        row->outside.is != FLAG_YES && (text_is(row->head.state, "paid") || text_is(row->head.state, "justified"));
    item->actions = arena_array(work->arena, struct case_action, count + 1);
    item->action_count = fill_actions(request, &item_steps, row->head.id, offers, count, item->actions);
    if (text_is(row->head.state, "prepared"))
        outcome = staff_name(work, ((const struct return_item *)whole)->prepared_by, &item->prepared_by);
    return outcome;
}

static enum outcome fill_items(struct request *request, const struct return_case *file, const struct children *children,
                               struct case_view *view)
{
    struct work *work = &request->work;
    struct item_sum *sums;
    struct subject subject = record_subject(file);
    enum outcome outcome = OK;
    view->items = arena_array(work->arena, struct case_item, children->count + 1);
    for (size_t i = 0; i < children->count && outcome == OK; i++)
        outcome = fill_item(request, children->rows[i], &children->readable[i], &view->items[view->item_count++]);
    if (outcome == OK)
        outcome = return_item_sums(work, file->head.id, file->head.person, &sums, &view->sum_count);
    if (outcome != OK)
        return outcome;
    view->sums = arena_array(work->arena, struct case_sum, view->sum_count + 1);
    for (size_t i = 0; i < view->sum_count; i++)
        view->sums[i] = (struct case_sum){sums[i].proposed, sums[i].committed, sums[i].paid};
    view->may_plan = return_may_plan(file) && actor_may_on(work->actor, &return_plan, &subject);
    return OK;
}

/* ---- counselling and decisions ---- */

static enum outcome fill_sessions(struct request *request, const struct return_case *file, struct case_view *view)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(file);
    struct children children;
    static const unsigned PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION;
    view->sees_sessions = actor_may_field(work->actor, &return_read, &return_read, PURPOSES, &subject);
    view->may_counsel = actor_may_on(work->actor, &return_counsel, &subject) && file->departed_on == DATE_NONE;
    if (!view->sees_sessions)
        return OK;
    enum outcome outcome = get_children(work, &return_counselling_record, file, &children);
    if (outcome != OK)
        return outcome;
    view->sessions = arena_array(work->arena, struct case_session, children.count + 1);
    for (size_t i = 0; i < children.count; i++) {
        const struct return_counselling *row = children.rows[i];
        view->sessions[view->session_count++] = (struct case_session){
            .row = row,
            .title = record_called(work, &return_counselling_record, row),
            .language = choice_show(&spoken_languages, row->language, work->language),
            .channel = choice_show(&counselling_channels, row->channel, work->language),
            .path = record_address(request, "/return-counselling", row->head.id, ""),
        };
    }
    return OK;
}

static enum outcome fill_decisions(struct request *request, const struct return_case *file, struct case_view *view)
{
    struct work *work = &request->work;
    struct children children;
    enum outcome outcome = OK;
    if (!view->sees_sessions)
        return OK;
    outcome = get_children(work, &return_decision_record, file, &children);
    if (outcome != OK)
        return outcome;
    view->decisions = arena_array(work->arena, struct case_decision, children.count + 1);
    for (size_t i = 0; i < children.count && outcome == OK; i++) {
        const struct return_decision *row = children.rows[i];
        struct case_decision *decision = &view->decisions[view->decision_count++];
        *decision = (struct case_decision){
            .row = row,
            .moment = choice_show(&decision_moments, row->moment, work->language),
            .answer = choice_show(&decision_answers, row->answer, work->language),
            .path = record_address(request, "/return-decisions", row->head.id, ""),
            .tone = text_is(row->answer, "met") ? "good" : "warn",
        };
        if (row->override_reason.length > 0)
            decision->reason = choice_show(&override_reasons, row->override_reason, work->language);
        outcome = staff_name(work, row->head.created_by, &decision->who);
    }
    return outcome;
}

static enum outcome fill_rules(struct request *request, const struct return_case *file, struct case_view *view)
{
    enum outcome outcome = fill_sessions(request, file, view);
    if (outcome == OK)
        outcome = fill_decisions(request, file, view);
    if (outcome != OK || !view->sees_sessions)
        return outcome;
    outcome = rules_view_of_case(request, file, &view->rules);
    view->asks_rules = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

/* ---- the timeline ---- */

struct moments {
    struct request *request;
    struct identifier before;
    struct case_moment *at;
    size_t count, room;
    bool more;
    struct history_names names;
};

static enum outcome add_moments(struct moments *moments, const struct record *record, const struct flow *flow,
                                const void *row, const struct field_set *readable, struct text about)
{
    struct work *work = &moments->request->work;
    bool follows = record == &return_milestone_record; /* it was opened by a step that is told already */
    struct history_words words = {.users = &colleague_record,
                                  .action = label_of_step,
                                  .context = flow,
                                  .without_making = follows,
                                  .names = &moments->names};
    struct history_view history;
    enum outcome outcome = record_history_view(work, record, row, readable, moments->before, &words, &history);
    if (outcome != OK)
        return outcome;
    struct text given = label_of_step(flow, work, TEXT("assign"));
    moments->more = moments->more || history.older.length > 0;
    for (size_t i = 0; i < history.item_count && moments->count < moments->room; i++) {
        bool moved = record != &return_case_record && text_equal(history.items[i].action, given);
        if ((follows && history.items[i].version == 1) || moved) /* with the case, which says it */
            continue;
        struct text *note = &history.items[i].note; /* the program's own notes are messages */
        if (note->length > 0)
            *note = text_from(tr(work->language, arena_string(work->arena, *note)));
        moments->at[moments->count++] = (struct case_moment){&history.items[i], about};
    }
    return OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct case_moment *one = a;
    const struct case_moment *other = b;
    return text_compare(other->item->id, one->item->id);
}

static enum outcome fill_moments(struct request *request, const struct return_case *file,
                                 const struct field_set *readable, const struct children *milestones,
                                 const struct children *items, struct case_view *view)
{
    struct work *work = &request->work;
    struct moments moments = {.request = request};
    struct text older = parameters_get(&request->query, TEXT("before"));
    if (!text_is_empty(older) && text_to_identifier(older, &moments.before) != OK)
        return NOT_FOUND;
    view->first_page = text_is_empty(older);
    moments.room = (1 + milestones->count + items->count) * HISTORY_PAGE;
    moments.at = arena_array(work->arena, struct case_moment, moments.room + 1);
    enum outcome outcome = add_moments(&moments, &return_case_record, &return_flow, file, readable, TEXT_NONE);
    for (size_t i = 0; i < milestones->count && outcome == OK; i++)
        outcome =
            add_moments(&moments, &return_milestone_record, &milestone_flow, milestones->rows[i],
                        &milestones->readable[i], record_called(work, &return_milestone_record, milestones->rows[i]));
    for (size_t i = 0; i < items->count && outcome == OK; i++)
        outcome = add_moments(&moments, &return_item_record, &item_flow, items->rows[i], &items->readable[i],
                              record_called(work, &return_item_record, items->rows[i]));
    if (outcome != OK)
        return outcome;
    qsort(moments.at, moments.count, sizeof *moments.at, newest_first);
    view->moments = moments.at;
    view->moment_count = moments.count < MOMENTS_PAGE ? moments.count : MOMENTS_PAGE;
    if (moments.more || moments.count > MOMENTS_PAGE)
        view->older = view->moments[view->moment_count - 1].item->id;
    return OK;
}

/* ---- the head and the rest ---- */

static enum outcome fill_person(struct request *request, const struct return_case *file, struct case_view *view)
{
    struct work *work = &request->work;
    struct field_set readable;
    void *row;
    enum outcome outcome = record_peek(work, &person_record, file->head.person, &row, &readable);
    if (outcome == NOT_FOUND) {
        view->title = file->head.number;
        return OK;
    }
    if (outcome != OK)
        return outcome;
    int32_t age = person_age(row, zone_date(work->zone, work->now));
    view->title = person_record.title(work, row);
    view->person_path = record_address(request, "/persons", file->head.person, "");
    if (age >= 0) {
        struct text number = arena_format(work->arena, "%d", (int)age);
        view->age = tr_with(work->arena, work->language, tr_count(work->language, "{1} year old", "{1} years old", age),
                            &number, 1);
    }
    return OK;
}

static enum outcome fill_others(struct request *request, const struct return_case *file, struct case_view *view)
{
    struct other_case *others;
    size_t count;
    enum outcome outcome = return_other_cases(&request->work, file, &others, &count);
    if (outcome != OK)
        return outcome;
    view->others = arena_array(request->work.arena, struct case_other, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct flow_state *state = flow_state(&return_flow, others[i].state);
        view->others[view->other_count++] =
            (struct case_other){others[i].number, record_address(request, "/return-cases", others[i].id, ""),
                                state == NULL ? "" : state->label};
    }
    return OK;
}

/* Sections and lines that hold nothing yet are left out: the page is long enough. */
static void keep_given(struct detail_view *detail)
{
    size_t sections = 0;
    for (size_t s = 0; s < detail->section_count; s++) {
        struct detail_section section = detail->sections[s];
        size_t items = 0;
        for (size_t i = 0; i < section.item_count; i++)
            if (section.items[i].value.length > 0)
                section.items[items++] = section.items[i];
        section.item_count = items;
        if (items > 0)
            detail->sections[sections++] = section;
    }
    detail->section_count = sections;
}

static enum outcome fill_head(struct request *request, const struct return_case *file, const struct field_set *readable,
                              struct case_view *view)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(file);
    const struct flow_state *state = flow_state(&return_flow, file->head.state);
    struct return_case *shown = record_copy(work->arena, &return_case_record, file);
    shown->generated.is = FLAG_UNKNOWN; /* a badge says so */
    *view = (struct case_view){
        .file = file,
        .id = identifier_to_text(work->arena, file->head.id),
        .nationality = choice_show(&countries, file->nationality, work->language),
        .country = choice_show(&countries, file->country_of_return, work->language),
        .state_label = state == NULL ? "" : state->label,
        .tone = flow_tone(&return_flow, file->head.state),
        .may_edit = actor_may_on(work->actor, &return_update, &subject),
        .may_assign = actor_may_on(work->actor, &return_assign, &subject),
        .detail = record_detail_view(work, &return_case_record, shown, readable),
    };
    if (left_the_way(file))
        view->tone = "note";
    keep_given(&view->detail);
    return staff_name(work, file->head.assigned, &view->caseworker);
}

enum outcome case_view_make(struct request *request, const struct return_case *file, const struct field_set *readable,
                            struct case_view *view)
{
    struct children milestones;
    struct children items;
    struct work *work = &request->work;
    enum outcome outcome = fill_head(request, file, readable, view);
    if (outcome == OK)
        outcome = fill_person(request, file, view);
    if (outcome == OK)
        outcome = fill_others(request, file, view);
    if (outcome == OK)
        outcome = companions_links(work, file, &view->links, &view->link_count);
    for (size_t i = 0; i < view->link_count; i++)
        view->links[i].path = page_path(request, view->links[i].path);
    if (outcome == OK)
        outcome = fill_offers(request, file, view);
    if (outcome == OK)
        outcome = get_children(work, &return_milestone_record, file, &milestones);
    if (outcome == OK)
        outcome = get_children(work, &return_item_record, file, &items);
    if (outcome == OK)
        outcome = fill_milestones(request, file, &milestones, view);
    if (outcome == OK)
        outcome = fill_items(request, file, &items, view);
    if (outcome == OK)
        outcome = fill_rules(request, file, view);
    if (outcome == OK)
        outcome = journey_view_make(request, file, &view->journey);
    if (outcome == OK)
        outcome = appointments_view_make(request, file, &view->appointments);
    if (outcome != OK)
        return outcome;
    if (file->imported.length > 0)
        outcome = return_unchecked_steps(work, file, &view->unchecked, &view->unchecked_count);
    if (outcome != OK)
        return outcome;
    view->imported_at = choice_show(&return_stages, file->imported_stage, work->language);
    fill_marks(work, file, view);
    return fill_moments(request, file, readable, &milestones, &items, view);
}
