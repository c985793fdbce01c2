/* The payments that wait for finance: to prepare, to release, to pay. */
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "web/record_parts.h"

static const struct {
    const char *state, *title, *empty;
    struct right *right;
} QUEUES[] = {
    {"prepared", N_("To release"), N_("No payment waits to be released."), &payment_release},
    {"committed", N_("To prepare"), N_("No payment waits to be prepared."), &payment_prepare},
    {"released", N_("To pay"), N_("No released payment waits for its receipt."), &payment_prepare},
};

static enum outcome fill_row(struct request *request, void *row, struct payment_row *ret)
{
    struct work *work = &request->work;
    const struct return_item *item = row;
    const struct flow_state *state = flow_state(&item_flow, item->head.state);
    struct step_offer *offers;
    size_t count;
    void *whole;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, item->head.id, &whole);
    if (outcome == OK)
        outcome = flow_offers(work, &item_flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    struct identifier prepared_by = ((const struct return_item *)whole)->prepared_by;
    *ret = (struct payment_row){
        .item = item,
        .category = choice_show(&item_categories, item->category, work->language),
        .line = field_to_show(work, record_field(&return_item_record, TEXT("budget_line")), row),
        .path = page_path(request, case_address(work->arena, item->return_case, "#plan")),
        .state_label = state->label,
        .late = item->due != DATE_NONE && item->due < zone_date(work->zone, work->now),
        .blocked = text_is(item->head.state, "prepared") && identifier_equal(prepared_by, work->actor->user),
        .actions = arena_array(work->arena, struct case_action, count + 1),
    };
    for (size_t i = 0; i < count; i++)
        if (offers[i].allowed && !offers[i].step->danger)
            ret->actions[ret->action_count++] = (struct case_action){
                .step = offers[i].step,
                .path = record_address(
                    request, "/return-items", item->head.id,
                    arena_string(work->arena, arena_format(work->arena, "steps/%s", offers[i].step->action))),
                .open = gate_is_open(&offers[i].gate)};
    return staff_name(work, prepared_by, &ret->prepared_by);
}

static enum outcome name_rows(struct request *request, struct payment_list_view *list)
{
    struct work *work = &request->work;
    struct identifier *persons = arena_array(work->arena, struct identifier, list->row_count + 1);
    struct identifier *cases = arena_array(work->arena, struct identifier, list->row_count + 1);
    struct text *names = arena_array(work->arena, struct text, list->row_count + 1);
    struct text *numbers = arena_array(work->arena, struct text, list->row_count + 1);
    for (size_t i = 0; i < list->row_count; i++) {
        persons[i] = list->rows[i].item->head.person;
        cases[i] = list->rows[i].item->return_case;
    }
    enum outcome outcome = record_titles(work, &person_record, persons, list->row_count, names);
    if (outcome == OK)
        outcome = record_titles(work, &return_case_record, cases, list->row_count, numbers);
    for (size_t i = 0; i < list->row_count && outcome == OK; i++) {
        list->rows[i].person = names[i];
        list->rows[i].case_number = numbers[i];
    }
    return outcome;
}

static enum outcome fill_queue(struct request *request, size_t at, struct payment_list_view *list)
{
    struct work *work = &request->work;
    struct text state = text_from(QUEUES[at].state);
    struct list_query query = {.filters = {{.values = &state, .value_count = 1}},
                               .filter_count = 1,
                               .sort = record_field(&return_item_record, TEXT("due")),
                               .size = 100};
    struct list_page page;
    enum outcome outcome = record_list(work, &return_item_record, &query, &page);
    if (outcome != OK)
        return outcome;
    *list = (struct payment_list_view){.title = QUEUES[at].title,
                                       .empty = QUEUES[at].empty,
                                       .id = state,
                                       .rows = arena_array(work->arena, struct payment_row, page.count + 1),
                                       .more = page.next.length > 0};
    for (size_t i = 0; i < page.count && outcome == OK; i++)
        outcome = fill_row(request, page.rows[i], &list->rows[list->row_count++]);
    if (outcome == OK)
        outcome = name_rows(request, list);
    return outcome == OK ? return_payment_sums(work, QUEUES[at].state, &list->sums, &list->sum_count) : outcome;
}

enum outcome payment_list(struct request *request, struct response *response)
{
    enum { QUEUE_COUNT = sizeof QUEUES / sizeof *QUEUES };
    struct payments_view view = {.lists = arena_array(request->work.arena, struct payment_list_view, QUEUE_COUNT)};
    enum outcome outcome = OK;
    for (size_t i = 0; i < QUEUE_COUNT && outcome == OK; i++)
        if (actor_may(&request->actor, QUEUES[i].right))
            outcome = fill_queue(request, i, &view.lists[view.list_count++]);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Payments"));
    struct output out = page_output(request, response);
    payments_page(&out, &view);
    return page_send(request, response, 200);
}
