/* Agreements at a glance: what ends, what is owed, the picture over time, what the profile knows besides. */
#include "agreements/agreement_pages.h"

#include <stdlib.h>

#include "web/form.h"
#include "web/record_parts.h"

enum { SOON_DAYS = 90, DRAWN_MOST = 60, SHOWN_MOST = 20, TILES = 5 };

static struct text day_text(struct work *work, int32_t day) { return date_to_text(work->arena, day); }

static enum outcome fill_tiles(struct request *request, int32_t today, struct agreement_overview_view *view)
{
    struct work *work = &request->work;
    struct agreement_counts counts;
    enum outcome outcome = agreement_count(work, today, today + SOON_DAYS, &counts);
    if (outcome != OK)
        return outcome;
    struct text from = day_text(work, today), to = day_text(work, today + SOON_DAYS);
    struct text yesterday = day_text(work, today - 1);
    const struct agreement_tile tiles[TILES] = {
        {N_("In force"), counts.in_force, TEXT("/agreements?state=in_force"), NULL},
        {N_("End within 90 days"), counts.ending,
         arena_format(work->arena, "/agreements?runs_until.from=%.*s&runs_until.to=%.*s", TEXT_ARG(from), TEXT_ARG(to)),
         counts.ending > 0 ? "late" : NULL},
        {N_("Obligations due within 90 days"), counts.due,
         arena_format(work->arena, "/agreement-obligations?state=open&due_on.from=%.*s&due_on.to=%.*s", TEXT_ARG(from),
                      TEXT_ARG(to)),
         NULL},
        {N_("Obligations past their day"), counts.late,
         arena_format(work->arena, "/agreement-obligations?state=open&due_on.to=%.*s", TEXT_ARG(yesterday)),
         counts.late > 0 ? "late" : NULL},
        {N_("Sources disagree"), counts.disputed, TEXT("/agreements?disputed=yes"), NULL},
    };
    view->tiles = arena_array(work->arena, struct agreement_tile, TILES);
    for (size_t i = 0; i < TILES; i++) {
        view->tiles[i] = tiles[i];
        view->tiles[i].path = page_path(request, tiles[i].path);
    }
    view->tile_count = TILES;
    return OK;
}

static int32_t begins(const struct agreement *row)
{
    int32_t first = partial_first(row->in_force_on);
    return first == DATE_NONE ? partial_first(row->signed_on) : first;
}

/* The earliest first; what has no date comes last. */
static int by_begin(const void *a, const void *b)
{
    int32_t x = begins(*(const struct agreement *const *)a), y = begins(*(const struct agreement *const *)b);
    if (x == y)
        return identifier_compare((*(const struct agreement *const *)a)->head.id,
                                  (*(const struct agreement *const *)b)->head.id);
    return x == DATE_NONE ? 1 : y == DATE_NONE ? -1 : x < y ? -1 : 1;
}

static enum outcome fill_picture(struct request *request, int32_t today, struct agreement_overview_view *view)
{
    struct work *work = &request->work;
    struct list_query query = {.size = DRAWN_MOST, .descending = true};
    struct list_page page;
    enum outcome outcome = record_list(work, &agreement_record, &query, &page);
    if (outcome != OK)
        return outcome;
    const struct agreement **rows = arena_array(work->arena, const struct agreement *, page.count + 1);
    for (size_t i = 0; i < page.count; i++)
        rows[i] = page.rows[i];
    if (page.count > 0)
        qsort(rows, page.count, sizeof *rows, by_begin);
    agreement_timeline(work, rows, page.count, today, view);
    for (size_t i = 0; i < page.count; i++) {
        const struct flow_state *state = flow_state(&agreement_flow, rows[i]->head.state);
        view->bars[i].tone = state == NULL ? NULL : flow_tone(&agreement_flow, rows[i]->head.state);
        view->bars[i].path = record_address(request, "/agreements", rows[i]->head.id, "");
    }
    view->more = page.total > (int64_t)page.count;
    return OK;
}

/* Rows of a record whose day lies up to `until`, soonest first. */
static enum outcome soon(struct work *work, const struct record *record, const char *field, const char *states,
                         int32_t until, struct list_page *ret_page)
{
    struct list_query query = {.size = SHOWN_MOST, .filter_count = 2};
    struct text rest = text_from(states), state;
    struct text *values = arena_array(work->arena, struct text, 4);
    query.filters[0] = (struct list_filter){.values = values};
    while (query.filters[0].value_count < 4 && text_split(&rest, ',', &state))
        values[query.filters[0].value_count++] = state;
    query.sort = record_field(record, text_from(field));
    query.filters[1] = (struct list_filter){.field = query.sort, .ranged = true, .from = INT64_MIN, .to = until};
    return record_list(work, record, &query, ret_page);
}

static enum outcome fill_ending(struct request *request, int32_t today, struct agreement_overview_view *view)
{
    struct work *work = &request->work;
    struct list_page page;
    enum outcome outcome =
        soon(work, &agreement_record, "runs_until", "signed,in_force,suspended", today + SOON_DAYS, &page);
    if (outcome != OK)
        return outcome;
    view->ending = (struct part_list){.id = "ending",
                                      .title = N_("What ends within 90 days"),
                                      .empty = N_("Nothing ends within 90 days."),
                                      .rows = arena_array(work->arena, struct part_row, page.count + 1)};
    for (size_t i = 0; i < page.count; i++) {
        const struct agreement *row = page.rows[i];
        struct text day = language_date(work->arena, work->language, row->runs_until);
        view->ending.rows[view->ending.row_count++] =
            (struct part_row){.title = agreement_called(work, row),
                              .badge = choice_show(&agreement_kinds, row->kind, work->language),
                              .line = tr_with(work->arena, work->language, N_("Last day: {1}"), &day, 1),
                              .late = row->runs_until < today,
                              .path = record_address(request, "/agreements", row->head.id, "")};
    }
    return OK;
}

static enum outcome fill_due(struct request *request, int32_t today, struct agreement_overview_view *view)
{
    struct work *work = &request->work;
    struct list_page page;
    enum outcome outcome = soon(work, &agreement_obligation_record, "due_on", "open", today + SOON_DAYS, &page);
    if (outcome != OK)
        return outcome;
    view->due = (struct part_list){.id = "due",
                                   .title = N_("What is owed within 90 days"),
                                   .empty = N_("Nothing is owed within 90 days."),
                                   .rows = arena_array(work->arena, struct part_row, page.count + 1)};
    for (size_t i = 0; i < page.count; i++) {
        const struct agreement_obligation *row = page.rows[i];
        struct text day = language_date(work->arena, work->language, row->due_on);
        view->due.rows[view->due.row_count++] =
            (struct part_row){.title = row->what,
                              .line = tr_with(work->arena, work->language, N_("Due on {1}"), &day, 1),
                              .late = row->due_on < today,
                              .path = record_address(request, "/agreement-obligations", row->head.id, "")};
    }
    return OK;
}

static enum outcome offer_profile(struct request *request, struct agreement_overview_view *view)
{
    size_t left;
    if (!actor_may(&request->actor, &agreement_keep))
        return OK;
    enum outcome outcome = agreements_left(&request->work, request->actor.organisation, &left);
    if (outcome == OK && left > 0) {
        view->take_over = page_path(request, TEXT("/agreement-overview"));
        view->key = form_key_new(request);
        view->left = (int64_t)left;
    }
    return outcome;
}

enum outcome agreement_overview(struct request *request, struct response *response)
{
    struct agreement_overview_view view = {0};
    int32_t today = zone_date(request->work.zone, request->work.now);
    enum outcome outcome = fill_tiles(request, today, &view);
    if (outcome == OK)
        outcome = fill_picture(request, today, &view);
    if (outcome == OK)
        outcome = fill_ending(request, today, &view);
    if (outcome == OK)
        outcome = fill_due(request, today, &view);
    if (outcome == OK)
        outcome = offer_profile(request, &view);
    if (outcome != OK)
        return outcome;
    if (actor_may(&request->actor, &agreement_keep))
        view.new_path = page_path(request, TEXT("/agreements/new"));
    view.list_path = page_path(request, TEXT("/agreements"));
    view.obligations_path = page_path(request, TEXT("/agreement-obligations"));
    view.page = page_open(request, agreement_record.plural);
    page_trail(view.page, agreement_record.plural, TEXT_NONE);
    struct output out = page_output(request, response);
    agreement_overview_page(&out, &view);
    return page_send(request, response, 200);
}

enum outcome agreement_take_over(struct request *request, struct response *response)
{
    size_t taken;
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = agreements_take_over(&request->work, request->actor.organisation, &taken);
    return outcome == OK ? form_done(request, response, TEXT("/agreement-overview"),
                                     N_("The agreements of the profile are in the register."))
                         : outcome;
}
