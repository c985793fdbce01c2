/* Data protection at a glance; what all its rows' pages share. */
#include "privacy/privacy_pages.h"
#include "web/record_parts.h"

enum { TILES_MOST = 12, TERMS_SHOWN = 60, MONTHS_BACK = 12, COUNT_MOST = 1000, ENDING_DAYS = 30 };

/* ---- below the fields of a row ---- */

enum outcome privacy_more_steps(struct request *request, const struct flow *flow, const char *base, const void *row,
                                struct privacy_more *more)
{
    return step_buttons(request, flow, base, row, &more->steps);
}

void privacy_show_more(struct output *out, const struct record_show_view *view)
{
    privacy_more_page(out, view->more, view->page->icons);
}

/* ---- at a glance ---- */

/* How many rows of a record stand in one of these states (comma-joined). */
static enum outcome count_states(struct work *work, const struct record *record, const char *states, int64_t *ret_count)
{
    struct list_query query = {.size = 1, .count_most = COUNT_MOST};
    struct list_page page;
    struct text rest = text_from(states), state;
    struct text *values = arena_array(work->arena, struct text, 8);
    query.filters[0].values = values;
    while (query.filters[0].value_count < 8 && text_split(&rest, ',', &state))
        values[query.filters[0].value_count++] = state;
    query.filter_count = 1;
    enum outcome outcome = record_list(work, record, &query, &page);
    if (outcome == OK)
        *ret_count = page.total;
    return outcome;
}

/* What has passed its day, before all else. */
static const struct overdue {
    const struct record *record;
    const char *state, *field, *base, *label; /* label is N_() */
} OVERDUE[] = {
    {&data_request_record, "received", "due_on", "/data-requests", N_("Requests past their day")},
    {&transfer_agreement_record, "in_force", "review_on", "/transfer-agreements", N_("Agreements past their review")},
};

static enum outcome add_overdue(struct request *request, const struct overdue *overdue, struct privacy_home_view *view)
{
    struct work *work = &request->work;
    const struct text state = text_from(overdue->state);
    int32_t yesterday = zone_date(work->zone, work->now) - 1;
    struct list_page page;
    struct list_query query = {.size = 1, .count_most = COUNT_MOST, .filter_count = 2};
    if (!actor_may(work->actor, overdue->record->read))
        return OK;
    query.filters[0] = (struct list_filter){.values = &state, .value_count = 1};
    query.filters[1] = (struct list_filter){.field = record_field(overdue->record, text_from(overdue->field)),
                                            .ranged = true,
                                            .from = INT64_MIN,
                                            .to = yesterday};
    enum outcome outcome = record_list(work, overdue->record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct text path = arena_format(work->arena, "%s?state=%s&%s.to=%.*s", overdue->base, overdue->state,
                                    overdue->field, TEXT_ARG(date_to_text(work->arena, yesterday)));
    view->tiles[view->tile_count++] = (struct privacy_tile){.label = overdue->label,
                                                            .count = page.total,
                                                            .path = page_path(request, path),
                                                            .tone = page.total > 0 ? "late" : NULL};
    return OK;
}

static enum outcome fill_tiles(struct request *request, struct privacy_home_view *view)
{
    static const struct {
        const struct record *record;
        const char *states, *label, *path; /* label is N_() */
    } WAITING[] = {
        {&data_request_record, "received", N_("Requests to answer"), "/data-requests?state=received&sort=due_on"},
        {&retention_proposal_record, "proposed,agreed", N_("Data kept too long, to decide"),
         "/retention-proposals?state=proposed&state=agreed"},
        {&legal_hold_record, "held", N_("Holds in force"), "/legal-holds?state=held"},
        {&broken_glass_record, "open,ended", N_("Emergency openings to review"),
         "/broken-glass?state=open&state=ended"},
        {&incident_record, "reported", N_("Incidents to assess"), "/incidents?state=reported"},
        {&processing_record, "recorded,filed,refused", N_("Processings that are not in order"),
         "/processings?state=recorded&state=filed&state=refused"},
    };
    struct work *work = &request->work;
    view->tiles = arena_array(work->arena, struct privacy_tile, TILES_MOST);
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof OVERDUE / sizeof *OVERDUE && outcome == OK; i++)
        outcome = add_overdue(request, &OVERDUE[i], view);
    for (size_t i = 0; i < sizeof WAITING / sizeof *WAITING && outcome == OK; i++) {
        struct privacy_tile *tile = &view->tiles[view->tile_count];
        if (!actor_may(work->actor, WAITING[i].record->read))
            continue;
        *tile =
            (struct privacy_tile){.label = WAITING[i].label, .path = page_path(request, text_from(WAITING[i].path))};
        outcome = count_states(work, WAITING[i].record, WAITING[i].states, &tile->count);
        tile->tone = NULL;
        view->tile_count++;
    }
    return outcome;
}

static enum outcome fill_figures(struct work *work, struct privacy_home_view *view)
{
    struct glass_figure *figures;
    size_t count;
    view->since = date_add_months(zone_date(work->zone, work->now), -MONTHS_BACK);
    enum outcome outcome = glass_figures(work, view->since, &figures, &count);
    if (outcome != OK)
        return outcome;
    view->figures = arena_array(work->arena, struct privacy_figure, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct flow_state *state = flow_state(&broken_glass_flow, figures[i].state);
        view->figures[i] = (struct privacy_figure){
            .label = choice_show(&glass_reasons, figures[i].reason, work->language),
            .state = state == NULL ? figures[i].state : text_from(tr(work->language, state->label)),
            .count = figures[i].count,
        };
    }
    view->figure_count = count;
    return OK;
}

static enum outcome fill_consents(struct work *work, struct privacy_home_view *view)
{
    struct consent_figure *figures;
    view->ending_until = zone_date(work->zone, work->now) + ENDING_DAYS;
    enum outcome outcome = consent_figures(work, view->ending_until, &figures, &view->consent_count);
    for (size_t i = 0; outcome == OK && i < view->consent_count; i++)
        figures[i].purpose = choice_show(&consent_purposes, figures[i].purpose, work->language);
    view->consents = figures;
    return outcome;
}

static struct privacy_term_line term_line(struct work *work, struct text label, const struct privacy_term *term)
{
    return (struct privacy_term_line){label, privacy_term_shown(work, term),
                                      text_from(tr(work->language, term->source)), privacy_mark_label(term)};
}

static void fill_terms(struct work *work, struct privacy_home_view *view)
{
    static const struct {
        const char *kind, *code, *label; /* label is N_() */
    } TERMS[] = {
        {"glass", "minutes", N_("A file opened in an emergency stays open")},
        {"glass", "review", N_("The review is due after")},
        {"copy", "days", N_("A copy made for a person is kept after the answer")},
        {"clock", "access", N_("A request to see the data is answered within")},
        {"clock", "correction", N_("A request for correction is answered within")},
        {"clock", "objection", N_("An objection is answered within")},
        {"clock", "erasure", N_("A request to destroy the data is answered within")},
        {"incident", "assessment", N_("An incident is assessed within")},
    };
    const struct privacy_term *kept;
    view->terms = arena_array(work->arena, struct privacy_term_line, TERMS_SHOWN + 8);
    for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++) {
        const struct privacy_term *term = privacy_term(TERMS[i].kind, text_from(TERMS[i].code));
        if (term != NULL)
            view->terms[view->term_count++] = term_line(work, text_from(tr(work->language, TERMS[i].label)), term);
    }
    for (size_t i = 0; i < TERMS_SHOWN && (kept = privacy_term_at("retention", i)) != NULL; i++) {
        const struct record *record = privacy_record_named(text_from(kept->code));
        struct text what =
            text_from(tr(work->language, record == NULL ? N_("everything else about a person") : record->plural));
        const char *message = text_is(text_from(kept->event), "ended") ? N_("Kept after the end: {1}")
                                                                       : N_("Kept after the last change: {1}");
        view->terms[view->term_count++] =
            term_line(work, tr_with(work->arena, work->language, message, &what, 1), kept);
    }
}

static void fill_registers(struct request *request, struct privacy_home_view *view)
{
    static const struct {
        const char *label, *path; /* label is N_() */
        const struct record *record;
    } REGISTERS[] = {{N_("Register of processings"), "/processings", &processing_record},
                     {N_("Register of incidents"), "/incidents", &incident_record},
                     {N_("Register of transfers"), "/transfer-agreements", &transfer_agreement_record}};
    view->registers = arena_array(request->work.arena, struct privacy_line, sizeof REGISTERS / sizeof *REGISTERS);
    for (size_t i = 0; i < sizeof REGISTERS / sizeof *REGISTERS; i++)
        if (actor_may(request->work.actor, REGISTERS[i].record->read))
            view->registers[view->register_count++] =
                (struct privacy_line){.text = text_from(tr(request->work.language, REGISTERS[i].label)),
                                      .path = page_path(request, text_from(REGISTERS[i].path)),
                                      .at = INSTANT_NONE};
}

enum outcome privacy_home(struct request *request, struct response *response)
{
    struct privacy_home_view view = {0};
    enum outcome outcome = fill_tiles(request, &view);
    if (outcome == OK)
        outcome = fill_figures(&request->work, &view);
    if (outcome == OK)
        outcome = fill_consents(&request->work, &view);
    if (outcome != OK)
        return outcome;
    fill_terms(&request->work, &view);
    fill_registers(request, &view);
    view.page = page_open(request, N_("Data protection"));
    page_trail(view.page, N_("Data protection"), TEXT_NONE);
    struct output out = page_output(request, response);
    privacy_home_page(&out, &view);
    return page_send(request, response, 200);
}
