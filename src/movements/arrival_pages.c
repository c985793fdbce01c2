/* What a receiving office sees: who is expected, on which flight, with what; and its answers. */
#include "identity/identity.h"
#include "movements/movement_pages.h"
#include "record/list.h"
#include "web/record_parts.h"

enum { DAYS_BEHIND = 30, DAYS_AHEAD = 60 };

static struct text shown(struct work *work, const char *field, const void *row)
{
    const struct field *known = record_field(&arrival_record, text_from(field));
    return field_is_empty(known, row) ? TEXT_NONE : field_to_show(work, known, row);
}

static enum outcome fill_actions(struct request *request, const struct movement_arrival *arrival,
                                 struct arrival_line *line)
{
    struct step_offer *offers;
    size_t count;
    struct arena *arena = request->work.arena;
    enum outcome outcome = flow_offers(&request->work, &arrival_flow, arrival, &offers, &count);
    if (outcome != OK)
        return outcome;
    line->actions = arena_array(arena, struct movement_link, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!offers[i].allowed || !gate_is_open(&offers[i].gate))
            continue;
        char *behind = arena_string(arena, arena_format(arena, "steps/%s", offers[i].step->action));
        line->actions[line->action_count] =
            (struct movement_link){.label = offers[i].step->label,
                                   .path = record_address(request, "/arrivals", arrival->head.id, behind),
                                   .primary = line->action_count == 0};
        line->action_count++;
    }
    return OK;
}

static enum outcome fill_line(struct request *request, const struct movement_arrival *arrival,
                              struct arrival_line *line)
{
    struct work *work = &request->work;
    const struct flow_state *state = flow_state(&arrival_flow, arrival->head.state);
    struct text means = shown(work, "onward_means", arrival);
    *line = (struct arrival_line){
        .name = arrival_record.title(work, arrival),
        .number = arrival->head.number,
        .path = record_address(request, "/arrivals", arrival->head.id, ""),
        .flight = arrival->flight,
        .route = arrival->route,
        .time = arrival->expected_time,
        .airport = shown(work, "airport", arrival),
        .needs = shown(work, "needs", arrival),
        .escorts = shown(work, "escorts", arrival),
        .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
        .tone = flow_tone(&arrival_flow, arrival->head.state),
        .expected_on = arrival->expected_on,
        .arrived_on = arrival->arrived_on,
        .family = arrival->family,
    };
    line->onward = means.length == 0 || arrival->onward_place.length == 0
                       ? means
                       : arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(means), TEXT_ARG(arrival->onward_place));
    return fill_actions(request, arrival, line);
}

enum outcome arrival_list(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct arrivals_view view = {.today = zone_date(work->zone, work->now)};
    struct list_query query = {.size = LIST_PAGE_MOST, .filter_count = 1};
    struct list_page page;
    query.sort = record_field(&arrival_record, TEXT("expected_on"));
    query.filters[0] = (struct list_filter){
        .field = query.sort, .ranged = true, .from = view.today - DAYS_BEHIND, .to = view.today + DAYS_AHEAD};
    enum outcome outcome = record_list(work, &arrival_record, &query, &page);
    if (outcome == OK)
        outcome = record_audit_reads(work, &arrival_record, page.rows, page.count);
    if (outcome != OK)
        return outcome;
    view.lines = arena_array(work->arena, struct arrival_line, page.count + 1);
    for (size_t pass = 0; pass < 2; pass++) /* what waits for an answer first */
        for (size_t i = 0; i < page.count && outcome == OK; i++) {
            const struct flow_state *state = flow_state(&arrival_flow, record_head_of(page.rows[i])->state);
            bool ended = state == NULL || state->kind == STATE_ENDED;
            if (ended == (pass == 1))
                outcome = fill_line(request, page.rows[i], &view.lines[view.count++]);
        }
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, arrival_record.plural);
    struct output out = page_output(request, response);
    movement_arrivals_page(&out, &view);
    return page_send(request, response, 200);
}

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct arrival_line *line = arena_new(request->work.arena, struct arrival_line);
    *ret_more = line;
    enum outcome outcome = fill_line(request, row, line);
    return outcome == OK ? arrival_assessment_lines(request, row, line) : outcome;
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    movement_arrival_more_page(out, view->more, view->page->icons);
}

static const struct record_page_options OPTIONS = {
    .record = &arrival_record,
    .base = "/arrivals",
    .flow = &arrival_flow,
    .users = &colleague_record,
    .closed_list = true,
    .load_more = load_more,
    .show_more = show_more,
};

enum outcome arrival_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, &OPTIONS);
}

enum outcome arrival_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}
