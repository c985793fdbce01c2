/* The waiting list in its order: priority, as far as the reader may know it, then the longest waiting. */
#include <stdlib.h>

#include "reintegration/reintegration_pages.h"
#include "web/record_parts.h"

enum { SHOWN_MOST = 200 };

struct entry {
    const struct reintegration_waiting *row;
    int64_t rank;
};

static int by_order(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->row->since_on != b->row->since_on)
        return a->row->since_on < b->row->since_on ? -1 : 1;
    return identifier_compare(a->row->head.id, b->row->head.id);
}

/* What protection holds most urgent comes first for who may read it; the reader empties it for others. */
static int64_t rank_of(const struct reintegration_waiting *row)
{
    int64_t rank = waiting_rank(row->priority);
    int64_t protection = waiting_rank(row->protection_priority);
    return protection < rank ? protection : rank;
}

struct gathering {
    struct entry entries[SHOWN_MOST + 1];
    size_t count;
    bool by_protection;
};

/* The most urgent of one priority, the oldest entries first. */
static enum outcome gather(struct request *request, const char *state, const char *priority,
                           struct gathering *gathering)
{
    struct text states[] = {text_from(state)};
    struct text priorities[] = {text_from(priority)};
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct list_page page;
    query.filters[query.filter_count++] = (struct list_filter){.values = states, .value_count = 1};
    query.filters[query.filter_count++] = (struct list_filter){
        .field = record_field(&waiting_record, TEXT("priority")), .values = priorities, .value_count = 1};
    enum outcome outcome = record_list(&request->work, &waiting_record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count && gathering->count <= SHOWN_MOST; i++) {
        const struct reintegration_waiting *row = page.rows[i];
        gathering->by_protection = gathering->by_protection || row->protection_priority.length > 0;
        gathering->entries[gathering->count++] = (struct entry){row, rank_of(row)};
    }
    return outcome;
}

static enum outcome gather_all(struct request *request, struct gathering *gathering)
{
    static const char *const OPEN[] = {"proposed", "waiting"};
    enum outcome outcome = OK;
    for (size_t p = 0; p < waiting_priorities.count; p++)
        for (size_t s = 0; s < sizeof OPEN / sizeof *OPEN && outcome == OK; s++)
            outcome = gather(request, OPEN[s], waiting_priorities.choices[p].code, gathering);
    qsort(gathering->entries, gathering->count, sizeof *gathering->entries, by_order);
    return outcome;
}

static struct waiting_line line_of(struct request *request, const struct reintegration_waiting *row)
{
    struct work *work = &request->work;
    int32_t today = zone_date(work->zone, work->now);
    size_t rank = (size_t)rank_of(row);
    const struct flow_state *state = flow_state(&waiting_flow, row->head.state);
    return (struct waiting_line){
        .case_number = field_to_show(work, record_field(&waiting_record, TEXT("return_case")), row),
        .path = record_address(request, "/waiting-entries", row->head.id, ""),
        .country = choice_show(&countries, row->country, work->language),
        .profile = choice_show(&entitlement_profiles, row->profile, work->language),
        .priority = rank < waiting_priorities.count
                        ? text_from(tr(work->language, waiting_priorities.choices[rank].label))
                        : TEXT_NONE,
        .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
        .tone = flow_tone(&waiting_flow, row->head.state),
        .offered = identifier_is_none(row->offered_line)
                       ? TEXT_NONE
                       : field_to_show(work, record_field(&waiting_record, TEXT("offered_line")), row),
        .wanted = row->wanted,
        .since_on = row->since_on,
        .days = row->since_on == DATE_NONE || row->since_on > today ? 0 : today - row->since_on,
    };
}

static enum outcome name_persons(struct work *work, const struct gathering *gathering, struct waiting_view *view)
{
    struct identifier persons[SHOWN_MOST];
    struct text names[SHOWN_MOST];
    for (size_t i = 0; i < view->line_count; i++)
        persons[i] = gathering->entries[i].row->head.person;
    enum outcome outcome = record_titles(work, &person_record, persons, view->line_count, names);
    for (size_t i = 0; i < view->line_count && outcome == OK; i++)
        view->lines[i].title = names[i];
    return outcome;
}

enum outcome waiting_show(struct request *request, struct response *response)
{
    struct gathering *gathering = arena_new(request->work.arena, struct gathering);
    struct waiting_view view = {0};
    enum outcome outcome = gather_all(request, gathering);
    if (outcome != OK)
        return outcome;
    view.more = gathering->count > SHOWN_MOST;
    view.by_protection = gathering->by_protection;
    view.line_count = view.more ? SHOWN_MOST : gathering->count;
    view.lines = arena_array(request->work.arena, struct waiting_line, view.line_count + 1);
    for (size_t i = 0; i < view.line_count; i++) {
        view.lines[i] = line_of(request, gathering->entries[i].row);
        view.lines[i].place = (int64_t)i + 1;
    }
    outcome = name_persons(&request->work, gathering, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Waiting list"));
    view.whole = page_path(request, TEXT("/waiting-entries"));
    page_trail(view.page, N_("Waiting list"), TEXT_NONE);
    struct output out = page_output(request, response);
    waiting_list_page(&out, &view);
    return page_send(request, response, 200);
}
