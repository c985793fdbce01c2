/* What a receiving office has written of somebody who arrived, on the page of the arrival; the steps of one. */
#include "movements/movement_pages.h"
#include "web/record_parts.h"

enum outcome arrival_assessment_lines(struct request *request, const struct movement_arrival *arrival,
                                      struct arrival_line *line)
{
    struct work *work = &request->work;
    struct identifier *ids;
    size_t count;
    struct subject subject = record_subject(arrival);
    bool arrived = text_is(arrival->head.state, "arrived") || text_is(arrival->head.state, "onward");
    enum outcome outcome = arrival_assessment_ids(work, arrival->head.id, arrival->head.person, &ids, &count);
    if (outcome != OK)
        return outcome;
    line->assessments = arena_array(work->arena, struct assessment_line, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct field_set readable;
        void *row;
        outcome = record_peek(work, &arrival_assessment_record, ids[i], &row, &readable);
        if (outcome != OK)
            break;
        const struct flow_state *state = flow_state(&arrival_assessment_flow, record_head_of(row)->state);
        line->assessments[line->assessment_count++] = (struct assessment_line){
            .on = ((const struct movement_assessment *)row)->assessed_on,
            .assessor = ((const struct movement_assessment *)row)->assessor,
            .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
            .tone = flow_tone(&arrival_assessment_flow, record_head_of(row)->state),
            .path = record_address(request, "/arrival-assessments", ids[i], ""),
        };
    }
    if (arrived && actor_may_on(work->actor, &arrival_assess, &subject))
        line->assess = record_address(request, "/arrivals", arrival->head.id, "arrival-assessments/new");
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome arrival_assessment_more(struct request *request, const void *row, void **ret_more)
{
    struct step_offer *offers;
    size_t count;
    struct arena *arena = request->work.arena;
    struct arrival_line *line = arena_new(arena, struct arrival_line);
    enum outcome outcome = flow_offers(&request->work, &arrival_assessment_flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    line->actions = arena_array(arena, struct movement_link, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!offers[i].allowed)
            continue;
        char *behind = arena_string(arena, arena_format(arena, "steps/%s", offers[i].step->action));
        line->actions[line->action_count] = (struct movement_link){
            .label = offers[i].step->label,
            .path = record_address(request, "/arrival-assessments", record_head_of(row)->id, behind),
            .primary = line->action_count == 0};
        line->action_count++;
    }
    *ret_more = line;
    return OK;
}

void arrival_assessment_show_more(struct output *out, const struct record_show_view *view)
{
    movement_arrival_steps_page(out, view->more);
}

/* What was handed in is not changed: its form asks for nothing. */
enum outcome arrival_assessment_limit(struct request *request, const void *row, struct field_set *fields,
                                      struct record_page_note *ret_note)
{
    if (text_is(record_head_of(row)->state, "draft"))
        return OK;
    *fields = (struct field_set){0};
    *ret_note = (struct record_page_note){
        .message = N_("This version is no draft any more: write a new version."),
        .link = N_("Assess the person"),
        .path = record_address(request, "/arrivals", ((const struct movement_assessment *)row)->arrival,
                               "arrival-assessments/new"),
    };
    return OK;
}
