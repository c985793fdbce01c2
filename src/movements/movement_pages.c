/* Pages of journeys: list, forms, and the page of one with its flights, escorts and travellers. */
#include "movements/movement_pages.h"

#include <string.h>

#include "identity/identity.h"
#include "record/list.h"
#include "web/form.h"
#include "web/record_parts.h"

/* ---- forms ---- */

/* Offices that receive travellers: of other organisations. */
static enum outcome offer_offices(void *context, struct work *work, const struct field *field, const void *row,
                                  const struct form_choice **ret_choices, size_t *ret_count)
{
    struct identifier *ids;
    struct text *names;
    size_t count;
    (void)context, (void)row;
    if (field->offset != offsetof(struct movement, receiving_office))
        return NOT_FOUND;
    enum outcome outcome = receiving_offices(work, &ids, &names, &count);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct form_choice){.code = identifier_to_text(work->arena, ids[i]), .label = names[i]};
    *ret_choices = choices;
    *ret_count = count;
    return OK;
}

static const struct record_page_options OPTIONS = {
    .record = &movement_record,
    .base = "/movements",
    .flow = &movement_flow,
    .new_title = N_("Prepare a journey"),
    .edit_title = N_("Change the journey"),
    .users = &colleague_record,
    .links = offer_offices,
};

#define PAGE(NAME, CALL) \
    enum outcome NAME(struct request *request, struct response *response) { return CALL(request, response, &OPTIONS); }
PAGE(movement_list, record_page_list)
PAGE(movement_csv, record_page_csv)
PAGE(movement_xlsx, record_page_xlsx)
PAGE(movement_view_add, record_page_view_add)
PAGE(movement_view_remove, record_page_view_remove)
PAGE(movement_new, record_page_new)
PAGE(movement_create, record_page_create)
PAGE(movement_edit, record_page_edit)
PAGE(movement_save, record_page_save)
PAGE(movement_history, record_page_history)

/* ---- the page of one ---- */

enum outcome movement_target(struct request *request, struct movement **ret_movement)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &movement_record, id, &row, &readable);
    if (outcome == OK)
        *ret_movement = row;
    return outcome;
}

struct text minutes_shown(const struct work *work, int64_t minutes)
{
    struct text parts[] = {arena_format(work->arena, "%lld", (long long)(minutes / 60)),
                           arena_format(work->arena, "%02lld", (long long)(minutes % 60))};
    return tr_with(work->arena, work->language, N_("{1} h {2}"), parts, 2);
}

static struct text part_address(struct request *request, const char *base, struct identifier id, const char *behind)
{
    return record_address(request, base, id, behind);
}

static const char *warning_of(enum connection connection)
{
    static const char *const WARNINGS[] = {
        [CONNECTION_SOUND] = NULL,
        [CONNECTION_OVERLAPS] = N_("This flight leaves before the one before it has landed."),
        [CONNECTION_SHORT] =
            N_("Little time to change, for a group more so. Ask the airline whether the flights are booked as one."),
        [CONNECTION_OTHER_AIRPORT] = N_("This flight leaves from another airport than where the last one landed: who "
                                        "takes the group there?"),
        [CONNECTION_LONG] = N_("A long wait: where does the group sleep and eat?"),
    };
    return WARNINGS[connection];
}

static enum outcome fill_legs(struct request *request, const struct movement *movement, bool may,
                              struct movement_view *view)
{
    struct work *work = &request->work;
    struct movement_leg **legs;
    struct connection_note *notes;
    size_t count;
    enum outcome outcome = movement_legs(work, movement->head.id, &legs, &count);
    if (outcome != OK)
        return outcome;
    size_t note_count = movement_connections(work->arena, legs, count, &notes);
    view->legs = arena_array(work->arena, struct leg_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct leg_line *line = &view->legs[view->leg_count++];
        *line = (struct leg_line){.leg = legs[i],
                                  .from = choice_show(&airports, legs[i]->from_airport, work->language),
                                  .to = choice_show(&airports, legs[i]->to_airport, work->language)};
        line->duration_minutes = (legs[i]->arrives_at - legs[i]->departs_at) / (60 * MICROSECONDS);
        line->duration = minutes_shown(work, line->duration_minutes);
        if (i > 0)
            line->wait_minutes = (legs[i]->departs_at - legs[i - 1]->arrives_at) / (60 * MICROSECONDS);
        line->wait = minutes_shown(work, line->wait_minutes);
        for (size_t j = 0; j < note_count; j++)
            if (notes[j].leaves == legs[i])
                line->warning = warning_of(notes[j].connection);
        if (may && movement_is_planned(movement)) {
            line->edit = part_address(request, "/movement-legs", legs[i]->head.id, "edit");
            line->remove = part_address(request, "/movement-legs", legs[i]->head.id, "remove");
        }
    }
    if (may && movement_is_planned(movement))
        view->add_leg = part_address(request, "/movements", movement->head.id, "movement-legs/new");
    return OK;
}

static enum outcome fill_escorts(struct request *request, const struct movement *movement, bool may,
                                 struct movement_view *view)
{
    struct work *work = &request->work;
    struct identifier *ids;
    size_t count;
    enum outcome outcome = escort_ids(work, movement->head.id, &ids, &count);
    if (outcome != OK)
        return outcome;
    bool open = text_is(movement->head.state, "planned") || text_is(movement->head.state, "booked");
    view->escorts = arena_array(work->arena, struct escort_line, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct field_set readable;
        void *row;
        outcome = record_peek(work, &escort_record, ids[i], &row, &readable);
        if (outcome != OK)
            break;
        const struct movement_escort *escort = row;
        struct escort_line *line = &view->escorts[view->escort_count++];
        *line = (struct escort_line){.kind = choice_show(&escort_kinds, escort->kind, work->language),
                                     .name = escort->name,
                                     .telephone = escort->telephone,
                                     .note = escort->note};
        if (may && open) {
            line->edit = part_address(request, "/movement-escorts", escort->head.id, "edit");
            line->remove = part_address(request, "/movement-escorts", escort->head.id, "remove");
        }
    }
    if (may && open)
        view->add_escort = part_address(request, "/movements", movement->head.id, "movement-escorts/new");
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome fill_families(struct request *request, const struct movement *movement, struct movement_view *view)
{
    struct work *work = &request->work;
    struct family_fault *faults;
    size_t count;
    if (!movement_is_planned(movement) && !text_is(movement->head.state, "booked"))
        return OK;
    enum outcome outcome = movement_family_faults(work, movement, &faults, &count);
    if (outcome != OK)
        return outcome;
    view->families = arena_array(work->arena, struct family_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct problem problem = {.message = faults[i].message, .arguments = {faults[i].person, faults[i].other}};
        view->families[view->family_count++].sentence = problem_sentence(work->arena, work->language, &problem);
    }
    return OK;
}

static enum outcome fill_steps(struct request *request, const struct movement *movement, struct movement_view *view)
{
    struct step_offer *offers;
    size_t count;
    struct arena *arena = request->work.arena;
    const struct flow_state *state = flow_state(&movement_flow, movement->head.state);
    enum outcome outcome = flow_offers(&request->work, &movement_flow, movement, &offers, &count);
    if (outcome != OK)
        return outcome;
    view->state_label = state == NULL ? "" : state->label;
    view->tone = flow_tone(&movement_flow, movement->head.state);
    view->actions = arena_array(arena, struct movement_link, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!offers[i].allowed)
            continue;
        const struct step *step = offers[i].step;
        char *behind = arena_string(arena, arena_format(arena, "steps/%s", step->action));
        struct movement_link *action = &view->actions[view->action_count++];
        *action = (struct movement_link){.label = step->label,
                                         .path = part_address(request, "/movements", movement->head.id, behind),
                                         .danger = step->danger};
        if (view->next != NULL || offers[i].gate.first == NULL)
            continue;
        view->next = step;
        view->gate = offers[i].gate.first;
        for (const struct gate_item *item = view->gate; item != NULL; item = item->next)
            view->missing += !item->met;
        action->primary = view->missing == 0;
    }
    return OK;
}

/* In the three languages of the pages, as those who read it speak. */
static void fill_manifests(struct request *request, const struct movement *movement, struct movement_view *view)
{
    static const char *const FORMS[] = {"pdf", "xlsx"};
    struct arena *arena = request->work.arena;
    struct subject subject = record_subject(movement);
    if (!actor_may_on(&request->actor, &manifest_print, &subject))
        return;
    view->manifests = arena_array(arena, struct movement_link, 2 * LANGUAGE_COUNT + 1);
    for (size_t form = 0; form < 2; form++)
        for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
            const struct language *language = language_at(i);
            char *behind =
                arena_string(arena, arena_format(arena, "manifest.%s?in=%s", FORMS[form], language_tag(language)));
            struct text name = text_from(language_name(language));
            const char *label = form == 0 ? N_("Manifest, PDF: {1}") : N_("Manifest, workbook: {1}");
            view->manifests[view->manifest_count++] =
                (struct movement_link){.text = tr_with(arena, request->work.language, label, &name, 1),
                                       .path = part_address(request, "/movements", movement->head.id, behind),
                                       .icon = form == 0 ? "print" : "download"};
        }
}

/* Nothing is added across currencies. */
static void add_ticket(struct movement_view *view, struct money cost)
{
    size_t at = 0;
    while (at < view->ticket_count && strcmp(view->tickets[at].currency, cost.currency) != 0)
        at++;
    if (at == view->ticket_count)
        view->tickets[view->ticket_count++] = cost;
    else if (__builtin_add_overflow(view->tickets[at].minor, cost.minor, &view->tickets[at].minor))
        view->tickets[at].minor = INT64_MAX;
}

/* Only of who sees all who travel: a part would be taken for the whole. */
static void sum_tickets(struct request *request, struct movement_view *view)
{
    view->tickets = arena_array(request->work.arena, struct money, view->traveller_count + 1);
    for (size_t i = 0; i < view->traveller_count && view->hidden == 0; i++)
        if (view->travellers[i].ticket_cost.currency[0] != 0)
            add_ticket(view, view->travellers[i].ticket_cost);
        else
            view->without_cost++;
}

static enum outcome fill_page(struct request *request, const struct movement *movement, struct movement_view *view)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(movement);
    bool may = actor_may_on(work->actor, &movement_write, &subject);
    bool marks = actor_may_on(work->actor, &departure_mark, &subject);
    view->movement = movement;
    view->number = movement->head.number;
    view->generated = movement->generated.is == FLAG_YES;
    view->route = movement->route;
    view->from = choice_show(&airports, movement->departs_from, work->language);
    view->to = choice_show(&airports, movement->arrives_in, work->language);
    view->history = part_address(request, "/movements", movement->head.id, "history");
    bool ended = text_is(movement->head.state, "completed") || text_is(movement->head.state, "cancelled");
    if (may && !ended)
        view->edit = part_address(request, "/movements", movement->head.id, "edit");
    if (may && movement_is_planned(movement))
        view->add_traveller = part_address(request, "/movements", movement->head.id, "travellers/new");
    if (marks && (text_is(movement->head.state, "booked") || text_is(movement->head.state, "departed")))
        view->departure = part_address(request, "/movements", movement->head.id, "departure");
    enum outcome outcome = fill_legs(request, movement, may, view);
    if (outcome == OK)
        outcome = fill_escorts(request, movement, may, view);
    if (outcome == OK)
        outcome = fill_steps(request, movement, view);
    if (outcome == OK)
        outcome = fill_families(request, movement, view);
    if (outcome == OK)
        outcome = traveller_lines(request, movement, &view->travellers, &view->traveller_count, &view->hidden);
    if (outcome == OK)
        sum_tickets(request, view);
    fill_manifests(request, movement, view);
    return outcome;
}

enum outcome movement_show(struct request *request, struct response *response)
{
    struct movement_view view = {0};
    struct movement *movement;
    enum outcome outcome = movement_target(request, &movement);
    if (outcome == OK)
        outcome = fill_page(request, movement, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open_text(request, view.number);
    page_trail(view.page, movement_record.plural, TEXT("/movements"));
    page_trail_text(view.page, view.number, TEXT_NONE);
    struct output out = page_output(request, response);
    movement_show_page(&out, &view);
    return page_send(request, response, 200);
}
