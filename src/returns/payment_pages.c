/* The payments that wait for finance, of plans and of tickets: to prepare, to release, to pay. */
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
    {"refunding", N_("Refunds to confirm"), N_("No refund of a ticket waits to be confirmed."), &payment_release},
    {"unused", N_("To claim from the carrier"), N_("No paid ticket was left unused."), &payment_prepare},
    {"claimed", N_("Claimed from the carrier"), N_("No carrier owes an answer."), &payment_prepare},
};

/* What the rows of a queue are: items of plans, tickets. */
static const struct payment_kind {
    struct record *record;
    const struct flow *flow;
    const char *base, *sort;
} KINDS[] = {
    {&return_item_record, &item_flow, "/return-items", "due"},
    {&return_ticket_record, &ticket_flow, "/return-tickets", "travel_on"},
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS, QUEUE_ROWS = 100 };

static void fill_item(struct request *request, const struct return_item *item, struct payment_row *ret)
{
    struct work *work = &request->work;
    const struct text words[] = {choice_show(&item_categories, item->category, work->language),
                                 language_number(work->arena, work->language, item->instalment)};
    ret->what = tr_with(work->arena, work->language, N_("{1}, instalment {2}"), words, 2);
    ret->return_case = item->return_case;
    ret->path = page_path(request, case_address(work->arena, item->return_case, "#plan"));
    ret->amount = item->amount;
    ret->due = item->due;
}

static void fill_ticket(struct request *request, const struct return_ticket *ticket, struct payment_row *ret)
{
    ret->what = text_from(tr(request->work.language, return_ticket_record.label));
    ret->return_case = ticket->return_case;
    ret->path = record_address(request, "/return-tickets", ticket->head.id, "");
    bool refund = text_is(ticket->head.state, "refunding");
    ret->amount = refund ? ticket->refund : ticket->amount;
    ret->due = refund ? ticket->refunded_on : ticket->travel_on;
}

static void fill_actions(struct request *request, const struct payment_kind *kind, const struct step_offer *offers,
                         size_t count, struct payment_row *ret, struct identifier id)
{
    struct work *work = &request->work;
    ret->actions = arena_array(work->arena, struct case_action, count + 1);
    for (size_t i = 0; i < count; i++)
        if (offers[i].allowed && !offers[i].step->danger)
            ret->actions[ret->action_count++] = (struct case_action){
                .step = offers[i].step,
                .path = record_address(
                    request, kind->base, id,
                    arena_string(work->arena, arena_format(work->arena, "steps/%s", offers[i].step->action))),
                .open = gate_is_open(&offers[i].gate)};
}

static enum outcome fill_row(struct request *request, const struct payment_kind *kind, void *row,
                             struct payment_row *ret)
{
    struct work *work = &request->work;
    const struct record_head *head = record_head_of(row);
    bool item = kind->record == &return_item_record;
    struct step_offer *offers;
    size_t count;
    void *whole;
    enum outcome outcome = record_get_unlimited(work, kind->record, head->id, &whole);
    if (outcome == OK)
        outcome = flow_offers(work, kind->flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    bool refund = text_is(head->state, "refunding");
    struct identifier prepared_by = item     ? ((const struct return_item *)whole)->prepared_by
                                    : refund ? ((const struct return_ticket *)whole)->refund_by
                                             : ((const struct return_ticket *)whole)->prepared_by;
    *ret = (struct payment_row){
        .person_id = head->person,
        .number = head->number,
        .line = field_to_show(work, record_field(kind->record, TEXT("budget_line")), row),
        .blocked = (refund || text_is(head->state, "prepared")) && identifier_equal(prepared_by, work->actor->user),
    };
    if (item)
        fill_item(request, row, ret);
    else
        fill_ticket(request, row, ret);
    ret->late = ret->due != DATE_NONE && ret->due < zone_date(work->zone, work->now);
    fill_actions(request, kind, offers, count, ret, head->id);
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
        persons[i] = list->rows[i].person_id;
        cases[i] = list->rows[i].return_case;
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

/* Of each kind the most urgent. */
static enum outcome fill_kind(struct request *request, const struct payment_kind *kind, struct text state,
                              struct payment_list_view *list)
{
    struct list_query query = {.filters = {{.values = &state, .value_count = 1}},
                               .filter_count = 1,
                               .sort = record_field(kind->record, text_from(kind->sort)),
                               .size = QUEUE_ROWS};
    struct list_page page;
    enum outcome outcome = record_list(&request->work, kind->record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++)
        outcome = fill_row(request, kind, page.rows[i], &list->rows[list->row_count++]);
    if (outcome == OK)
        list->more = list->more || page.next.length > 0;
    return outcome;
}

static enum outcome fill_queue(struct request *request, size_t at, struct payment_list_view *list)
{
    struct work *work = &request->work;
    enum outcome outcome = OK;
    *list = (struct payment_list_view){
        .title = QUEUES[at].title,
        .empty = QUEUES[at].empty,
        .id = text_from(QUEUES[at].state),
        .rows = arena_array(work->arena, struct payment_row, (size_t)KIND_COUNT * QUEUE_ROWS + 1)};
    for (size_t i = 0; i < KIND_COUNT && outcome == OK; i++)
        outcome = fill_kind(request, &KINDS[i], list->id, list);
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
