/* The departure-day list: a small page for a telephone with a bad line.  Each traveller has a form of its own with a
   one-time key, so that a mark that was kept on the telephone and sent again is stored once. */
#include "base/number.h"
#include "movements/movement_pages.h"
#include "record/list.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { DAYS_BEHIND = 3, DAYS_AHEAD = 14, MILLISECOND = 1000 };

/* ---- which journeys ---- */

static enum outcome fill_days(struct request *request, struct departures_view *view)
{
    struct work *work = &request->work;
    struct list_query query = {.size = LIST_PAGE_MOST, .filter_count = 1};
    struct list_page page;
    query.sort = record_field(&movement_record, TEXT("departs_on"));
    query.filters[0] = (struct list_filter){
        .field = query.sort, .ranged = true, .from = view->today - DAYS_BEHIND, .to = view->today + DAYS_AHEAD};
    enum outcome outcome = record_list(work, &movement_record, &query, &page);
    if (outcome != OK)
        return outcome;
    view->days = arena_array(work->arena, struct departure_day, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct movement *movement = page.rows[i];
        const struct flow_state *state = flow_state(&movement_flow, movement->head.state);
        const struct zone *zone = airport_zone(movement->departs_from);
        int32_t second = zone_second_of_day(zone == NULL ? work->zone : zone, movement->departs_at);
        if (!text_is(movement->head.state, "booked") && !text_is(movement->head.state, "departed"))
            continue;
        view->days[view->count++] =
            (struct departure_day){.number = movement->head.number,
                                   .route = movement->route,
                                   .path = record_address(request, "/movements", movement->head.id, "departure"),
                                   .day = movement->departs_on,
                                   .flight = movement->flight,
                                   .time = arena_format(work->arena, "%02d:%02d", second / 3600, second / 60 % 60),
                                   .state_label = state == NULL ? "" : state->label};
    }
    return OK;
}

enum outcome departures_today(struct request *request, struct response *response)
{
    struct departures_view view = {.today = zone_date(request->work.zone, request->work.now)};
    enum outcome outcome = fill_days(request, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Departures"));
    struct output out = page_output(request, response);
    movement_departures_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- one list ---- */

static void fill_reasons(struct work *work, struct departure_view *view)
{
    const struct choice_list *reasons = record_field(&mark_record, TEXT("reason"))->choices;
    view->reasons = arena_array(work->arena, struct form_choice, reasons->count + 1);
    for (size_t i = 0; i < reasons->count; i++)
        view->reasons[view->reason_count++] = (struct form_choice){
            .code = text_from(reasons->choices[i].code), .label = choice_name(&reasons->choices[i], work->language)};
}

static bool is_open(const struct traveller_line *line) { return line->boarding.length == 0 && !line->disputed; }

static enum outcome fill_list(struct request *request, const struct movement *movement, struct departure_view *view)
{
    struct work *work = &request->work;
    struct traveller_line *lines;
    size_t count;
    int64_t hidden;
    enum outcome outcome = traveller_lines(request, movement, &lines, &count, &hidden);
    if (outcome != OK)
        return outcome;
    view->lines = arena_array(work->arena, struct departure_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct departure_line *line = &view->lines[view->count++];
        *line = (struct departure_line){.traveller = &lines[i],
                                        .traveller_id = text_slice(lines[i].id, 2, lines[i].id.length),
                                        .key = form_key_new(request),
                                        .open = is_open(&lines[i])};
        *(line->open ? &view->open_count : &view->marked_count) += 1;
    }
    fill_reasons(work, view);
    return OK;
}

static enum outcome send_list(struct request *request, struct response *response, const struct movement *movement,
                              int status)
{
    struct work *work = &request->work;
    const struct zone *zone = airport_zone(movement->departs_from);
    struct departure_view view = {
        .movement = movement,
        .number = movement->head.number,
        .path = record_address(request, "/movements", movement->head.id, ""),
        .action = record_address(request, "/movements", movement->head.id, "departure"),
        .owner = identifier_to_text(work->arena, request->actor.user),
    };
    enum outcome outcome = fill_list(request, movement, &view);
    if (outcome != OK)
        return outcome;
    int32_t second = movement->departs_at == INSTANT_NONE
                         ? 0
                         : zone_second_of_day(zone == NULL ? work->zone : zone, movement->departs_at);
    view.time = arena_format(work->arena, "%02d:%02d", second / 3600, second / 60 % 60);
    view.errors = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        view.errors[view.error_count++] = problem_sentence(work->arena, work->language, problem);
    view.page = page_open(request, N_("Departure-day list"));
    page_trail(view.page, N_("Departures"), TEXT("/departures"));
    page_trail_text(view.page, view.number, TEXT_NONE);
    struct output out = page_output(request, response);
    movement_departure_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome open_list(struct request *request, struct movement **ret)
{
    enum outcome outcome = movement_target(request, ret);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(*ret);
    return actor_may_on(&request->actor, &departure_mark, &subject) ? OK : FORBIDDEN;
}

enum outcome departure_list(struct request *request, struct response *response)
{
    struct movement *movement;
    enum outcome outcome = open_list(request, &movement);
    return outcome == OK ? send_list(request, response, movement, 200) : outcome;
}

/* Milliseconds since 1970, as a telephone's clock has them. */
static int64_t moment_of(const struct request *request)
{
    int64_t milliseconds;
    struct text typed = parameters_get(&request->form, TEXT("at"));
    if (text_to_integer(typed, 0, INT64_MAX / MILLISECOND, &milliseconds) != OK)
        return INSTANT_NONE;
    return milliseconds * MILLISECOND;
}

static void say_what_became(struct request *request, struct response *response, const struct movement_mark *mark)
{
    if (mark->applied.is == FLAG_YES || text_is(mark->why_not, "agrees"))
        respond_notice(request, response, N_("Marked."));
    else
        respond_notice(request, response,
                       N_("The mark is kept, and does not count yet: it contradicts what stands. See the line."));
}

enum outcome departure_take(struct request *request, struct response *response)
{
    struct movement *movement;
    struct movement_mark *mark;
    struct identifier traveller;
    struct text location;
    enum outcome outcome = open_list(request, &movement);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_list(request, response, movement, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    struct text typed = parameters_get(&request->form, TEXT("traveller"));
    if (text_to_identifier(typed, &traveller) != OK)
        return NOT_FOUND;
    const struct mark_order order = {.outcome = parameters_get(&request->form, TEXT("outcome")),
                                     .reason = parameters_get(&request->form, TEXT("reason")),
                                     .marked_at = moment_of(request)};
    outcome = departure_mark_take(&request->work, movement, traveller, &order, &mark);
    if (outcome == INVALID)
        return send_list(request, response, movement, 422);
    if (outcome != OK)
        return outcome;
    struct text id = identifier_to_text(request->work.arena, movement->head.id);
    location = arena_format(request->work.arena, "/movements/%.*s/departure#t-%.*s", TEXT_ARG(id), TEXT_ARG(typed));
    outcome = form_key_keep(request, location);
    if (outcome != OK)
        return outcome;
    say_what_became(request, response, mark);
    return respond_redirect(request, response, location);
}
