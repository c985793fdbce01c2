/* Orders to suppliers: placed by somebody other than who wrote them, delivered with a paper, invoiced within what was
   ordered, and the invoice accepted by somebody else again.  The payment of the item waits for it. */
#include <string.h>

#include "document/document.h"
#include "identity/identity.h"
#include "reintegration/reintegration_store.h"

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_order, MONEY_PURPOSES),
    FIELD(struct reintegration_order, item, FIELD_LINK, .label = N_("Item of the plan"), .target = &return_item_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct reintegration_order, supplier, FIELD_LINK, .label = N_("Supplier"), .target = &supplier_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_order, goods, FIELD_LINES, .label = N_("What is ordered"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 1000),
    FIELD(struct reintegration_order, amount, FIELD_MONEY, .label = N_("Price agreed"),
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("In the currency of the item, all taxes and the transport included.")),
    FIELD(struct reintegration_order, due_on, FIELD_DATE, .label = N_("To be delivered by"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_order, placed_on, FIELD_DATE, .label = N_("Placed on"), .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_order, placed_by, FIELD_LINK, .label = N_("Placed by"), .target = &colleague_record,
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_order, delivered_on, FIELD_DATE, .label = N_("All delivered on"),
          .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_order, invoice, FIELD_TEXT, .label = N_("Invoice number"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 60),
    FIELD(struct reintegration_order, invoiced, FIELD_MONEY, .label = N_("Amount of the invoice"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_order, invoiced_on, FIELD_DATE, .label = N_("Date of the invoice"),
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct reintegration_order, invoice_by, FIELD_LINK, .label = N_("Invoice recorded by"),
          .target = &colleague_record, .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_order, accepted_by, FIELD_LINK, .label = N_("Invoice accepted by"),
          .target = &colleague_record, .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_COMPUTED),
};

static struct text title(struct work *work, const void *row)
{
    return field_to_show(work, record_field(&order_record, TEXT("supplier")), row);
}

/* Of the row's organisation; NULL: it is not there. */
static enum outcome get_supplier(struct work *work, const struct reintegration_order *order,
                                 const struct reintegration_supplier **ret_supplier)
{
    void *row;
    *ret_supplier = NULL;
    enum outcome outcome = record_get_unlimited(work, &supplier_record, order->supplier, &row);
    if (outcome == OK && identifier_equal(record_head_of(row)->organisation, order->head.organisation))
        *ret_supplier = row;
    return outcome < 0 ? outcome : OK;
}

static enum outcome get_item(struct work *work, const struct reintegration_order *order,
                             const struct return_item **ret_item)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, order->item, &row);
    if (outcome == OK)
        *ret_item = row;
    return outcome;
}

static enum outcome check_supplier(struct work *work, const struct reintegration_order *order,
                                   struct problems *problems)
{
    const struct reintegration_supplier *supplier;
    if (identifier_is_none(order->supplier))
        return OK;
    enum outcome outcome = get_supplier(work, order, &supplier);
    if (outcome != OK)
        return outcome;
    if (supplier == NULL)
        (void)problem_add(problems, INVALID, "supplier_unknown", TEXT("supplier"), N_("Choose from the list."));
    else if (!supplier_usable(supplier, zone_date(work->zone, work->now)))
        (void)problem_add(problems, INVALID, "supplier_excluded", TEXT("supplier"),
                          N_("This supplier is suspended or blacklisted."));
    return OK;
}

/* An order is for an item in kind, in its currency, and for no more than it. */
static enum outcome check_amount(struct work *work, const struct reintegration_order *order, struct problems *problems)
{
    const struct return_item *item;
    enum outcome outcome = get_item(work, order, &item);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (!text_is(item->modality, "in_kind"))
        (void)problem_add(problems, INVALID, "not_in_kind", TEXT("item"), N_("Orders are for items in kind."));
    if (order->amount.currency[0] == '\0')
        return OK;
    if (order->amount.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("amount"), N_("The amount is more than zero."));
    if (strcmp(order->amount.currency, item->amount.currency) != 0)
        (void)problem_add(problems, INVALID, "currency_differs", TEXT("amount"),
                          N_("Give the price in the currency of the item."));
    else if (order->amount.minor > item->amount.minor)
        (void)problem_add(problems, INVALID, "more_than_the_item", TEXT("amount"),
                          N_("The price is higher than the item's amount: choose another supplier, or cancel the item "
                             "and add another."));
    return OK;
}

static enum outcome check_new(struct work *work, struct reintegration_order *order, struct problems *problems)
{
    struct order_row open;
    if (order->head.state.length == 0)
        order->head.state = text_from(order_flow.states[0].name);
    if (order->due_on != DATE_NONE && order->due_on < zone_date(work->zone, work->now))
        (void)problem_add(problems, INVALID, "day_over", TEXT("due_on"), N_("This day is over."));
    enum outcome outcome = order_of_item(work, order->item, order->head.person, &open);
    if (outcome == OK)
        (void)problem_add(problems, INVALID, "ordered_already", TEXT("item"),
                          N_("There is an order for this item: cancel it first."));
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_order *order = row;
    const struct return_case *file;
    enum outcome outcome = reintegration_case(work, order->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    bool moves = before != NULL && !text_equal(record_head_of(before)->state, order->head.state);
    if (before == NULL)
        outcome = check_new(work, order, problems);
    else if (!moves && !text_is(order->head.state, "drafted"))
        (void)problem_add(problems, INVALID, "order_fixed", TEXT_NONE,
                          N_("This order was placed: it is not changed any more. Cancel it and write another."));
    if (outcome == OK)
        outcome = reintegration_item_check(work, order->item, order->return_case, problems);
    if (outcome == OK && !moves)
        outcome = check_amount(work, order, problems);
    return outcome == OK && !moves ? check_supplier(work, order, problems) : outcome;
}

static enum outcome stored(struct work *work, const void *before, const void *row)
{
    return before == NULL ? flow_begin(work, &order_flow, row) : OK;
}

struct record order_record = {
    .name = "reintegration_order",
    .path = "supplier-orders",
    .table = "reintegration_order",
    .label = N_("Order"),
    .plural = N_("Orders to suppliers"),
    .kind = "ORD",
    .check = check,
    .title = title,
    .stored = stored,
    OF_A_CASE(struct reintegration_order, FIELDS, reintegration_write, MONEY_PURPOSES),
};

/* The quote that was approved names supplier and price. */
enum outcome order_begin(struct work *work, void *row)
{
    struct reintegration_order *order = row;
    struct quote_row *quotes;
    size_t count;
    if (identifier_is_none(order->item))
        return OK;
    enum outcome outcome = quotes_of_item(work, order->item, order->head.person, &quotes, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (text_is(quotes[i].state, "approved")) {
            order->supplier = quotes[i].supplier;
            order->amount = quotes[i].amount;
        }
    return outcome;
}

/* ---- guards ---- */

static enum outcome require_quote(struct work *work, const struct reintegration_order *order,
                                  const struct return_item *item, struct gate *gate)
{
    struct quote_need need;
    struct quote_row *quotes;
    size_t count;
    bool fits = false;
    enum outcome outcome = quotes_needed(work, item, &need);
    if (outcome != OK || need.quotes == 0)
        return outcome;
    outcome = quotes_of_item(work, item->head.id, item->head.person, &quotes, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        fits = fits || (text_is(quotes[i].state, "approved") && identifier_equal(quotes[i].supplier, order->supplier));
    gate_require(gate, fits, "quote_missing", N_("A quote of this supplier was chosen and approved"),
                 N_("Caseworker, then a supervisor"), TEXT_NONE);
    return outcome;
}

static enum outcome can_place(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_order *order = row;
    const struct reintegration_supplier *supplier;
    const struct return_item *item;
    enum outcome outcome = get_item(work, order, &item);
    if (outcome == OK)
        outcome = get_supplier(work, order, &supplier);
    if (outcome != OK)
        return outcome;
    gate_require(gate, somebody_else(work, order->head.created_by), "own_order",
                 N_("Somebody other than who wrote the order places it"), N_("Another supervisor"), TEXT_NONE);
    gate_require(gate, supplier != NULL && supplier_usable(supplier, zone_date(work->zone, work->now)),
                 "supplier_excluded", N_("The supplier is neither suspended nor blacklisted"), N_("Programme manager"),
                 TEXT_NONE);
    gate_require(gate, text_is(item->head.state, "committed"), "not_committed",
                 N_("The item's amount is committed on its budget line, and no payment of it was prepared"),
                 N_("Supervisor"), TEXT_NONE);
    return require_quote(work, order, item, gate);
}

/* A signed paper lies with the order, and what came was accepted as ordered and complete. */
static enum outcome can_deliver(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_order *order = row;
    struct attachment *files;
    size_t count;
    bool paper = false;
    bool complete;
    enum outcome outcome = attachment_list(work, &order_record, row, &files, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        paper = paper || text_is(files[i].kind, "delivery_note") || text_is(files[i].kind, "receipt");
    if (outcome == OK)
        outcome = delivery_complete(work, order->item, order->head.person, &complete);
    if (outcome != OK)
        return outcome;
    gate_require(gate, paper, "paper_missing",
                 N_("The signed delivery note or receipt is among the files of the order"), N_("Caseworker"),
                 TEXT_NONE);
    gate_require(gate, complete, "delivery_missing", N_("A delivery that completes the item was received as ordered"),
                 N_("Caseworker"), TEXT_NONE);
    return OK;
}

static enum outcome can_accept(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_order *order = row;
    gate_require(gate, somebody_else(work, order->invoice_by), "own_invoice",
                 N_("Somebody other than who recorded the invoice accepts it"), N_("Another finance officer"),
                 TEXT_NONE);
    return OK;
}

/* ---- effects ---- */

static enum outcome placed(struct work *work, void *row)
{
    struct reintegration_order *order = row;
    order->placed_by = work->actor->user;
    order->placed_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome delivered(struct work *work, void *row)
{
    const struct reintegration_order *order = row;
    if (order->delivered_on < order->placed_on)
        return problem_add(&work->problems, INVALID, "before_order", TEXT("delivered_on"),
                           N_("This day lies before the order."));
    return OK;
}

/* Never more than was ordered, and so never more than the item. */
static enum outcome invoiced(struct work *work, void *row)
{
    struct reintegration_order *order = row;
    struct problems *problems = &work->problems;
    if (strcmp(order->invoiced.currency, order->amount.currency) != 0)
        return problem_add(problems, INVALID, "currency_differs", TEXT("invoiced"),
                           N_("Give the amount in the currency of the order."));
    if (order->invoiced.minor <= 0)
        return problem_add(problems, INVALID, "amount_zero", TEXT("invoiced"), N_("The amount is more than zero."));
    if (order->invoiced.minor > order->amount.minor)
        return problem_add(problems, INVALID, "more_than_ordered", TEXT("invoiced"),
                           N_("This is more than was ordered: have the supplier correct the invoice."));
    if (order->invoiced_on < order->placed_on)
        return problem_add(problems, INVALID, "before_order", TEXT("invoiced_on"),
                           N_("This day lies before the order."));
    order->invoice_by = work->actor->user;
    return OK;
}

static enum outcome accepted(struct work *work, void *row)
{
    ((struct reintegration_order *)row)->accepted_by = work->actor->user;
    return OK;
}

static enum outcome sent_back(struct work *work, void *row)
{
    struct reintegration_order *order = row;
    (void)work;
    order->invoice = TEXT_NONE;
    order->invoiced = (struct money){0, ""};
    order->invoiced_on = DATE_NONE;
    order->invoice_by = (struct identifier){{0}};
    return OK;
}

/* ---- life cycle ---- */

static const struct flow_state STATES[] = {
    {"drafted", N_("Written, waits for approval"), STATE_NOW, true},
    {"placed", N_("Placed"), STATE_WAITING, true},
    {"delivered", N_("Delivered"), STATE_NOW, true},
    {"invoiced", N_("Invoice to be accepted"), STATE_NOW, true},
    {"accepted", N_("Invoice accepted"), STATE_ENDED, true},
    {"recalled", N_("To be called off at the supplier"), STATE_WAITING, false},
    {"cancelled", N_("Cancelled"), STATE_ENDED, false},
};

/* Granted to nobody: the end of the case takes it. */
static struct right by_the_end = {.name = "reintegration.by_the_end"};

static const struct step BEGIN = {
    .task_right = &reintegration_approve, .task_label = N_("Approve an order to a supplier"), .task_days = 5};

#define TO_INVOICE                                                                                                    \
    .task_right = &reintegration_write, .task_for_assigned = true, .task_label = N_("Record the supplier's invoice"), \
    .task_days = 14

static const struct step STEPS[] = {
    {.from = "drafted",
     .action = "place",
     .to = "placed",
     .label = N_("Approve and place the order"),
     .done = N_("Order placed"),
     .description = N_("You have seen the item, the supplier and the price, and somebody else wrote the order."),
     .right = &reintegration_approve,
     .guard = can_place,
     .effect = placed,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Have the order delivered, with a signed paper"),
     .task_due = "due_on",
     .task_days = 30},
    {.from = "placed",
     .action = "deliver",
     .to = "delivered",
     .label = N_("Confirm that all was delivered"),
     .done = N_("All delivered"),
     .right = &reintegration_write,
     .input = "delivered_on",
     .required = "delivered_on",
     .guard = can_deliver,
     .effect = delivered,
     TO_INVOICE},
    {.from = "delivered",
     .action = "invoice",
     .to = "invoiced",
     .label = N_("Record the invoice"),
     .done = N_("Invoice recorded"),
     .description = N_("Somebody else must accept it. The item is then paid with the amount of the invoice."),
     .right = &reintegration_write,
     .input = "invoice,invoiced,invoiced_on",
     .required = "invoice,invoiced,invoiced_on",
     .effect = invoiced,
     .task_right = &payment_prepare,
     .task_label = N_("Accept the invoice of a supplier"),
     .task_days = 5},
    {.from = "invoiced",
     .action = "accept",
     .to = "accepted",
     .label = N_("Accept the invoice"),
     .done = N_("Invoice accepted"),
     .description = N_("You have compared the invoice with the order, the delivery note and the item of the plan."),
     .right = &payment_prepare,
     .guard = can_accept,
     .effect = accepted},
    {.from = "invoiced",
     .action = "send_back",
     .to = "delivered",
     .label = N_("Send back"),
     .done = N_("Sent back"),
     .right = &payment_prepare,
     .note_required = true,
     .effect = sent_back,
     TO_INVOICE},
    {.from = "drafted",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel the order"),
     .done = N_("Order cancelled"),
     .right = &reintegration_write,
     .note_required = true,
     .danger = true},
    {.from = "placed",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel the order"),
     .description = N_("Tell the supplier first: what was answered belongs into the note."),
     .right = &reintegration_approve,
     .note_required = true,
     .danger = true},
    {.from = "placed",
     .action = "recall",
     .to = "recalled",
     .label = N_("Have the order called off"),
     .done = N_("To be called off: the case ended"),
     .right = &by_the_end,
     .task_right = &reintegration_approve,
     .task_label = N_("Call an order off at its supplier: the case ended"),
     .task_days = 3},
    {.from = "recalled",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Note that the supplier was told"),
     .done = N_("Order cancelled"),
     .description = N_("What the supplier answered belongs into the note."),
     .right = &reintegration_approve,
     .note_required = true},
};

const struct flow order_flow = {
    .name = "order",
    .record = &order_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};

/* ---- the payment of an item that was ordered ---- */

enum outcome order_require(struct work *work, const struct return_item *item, const char *action, struct text path,
                           struct gate *gate)
{
    struct order_row order;
    enum outcome outcome = order_of_item(work, item->head.id, item->head.person, &order);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (text_is(text_from(action), "prepare"))
        gate_require(gate, text_is(order.state, "accepted"), "invoice_missing",
                     N_("What was ordered was delivered, and its invoice accepted"), N_("Caseworker, then finance"),
                     path);
    else if (text_is(text_from(action), "cancel"))
        gate_require(gate, text_is(order.state, "drafted"), "order_placed",
                     N_("No order to a supplier is placed for this item"), N_("Supervisor"), path);
    return OK;
}

enum outcome order_owed(struct work *work, const struct return_item *item, struct money *ret_owed)
{
    struct order_row order;
    enum outcome outcome = order_of_item(work, item->head.id, item->head.person, &order);
    if (outcome == OK && text_is(order.state, "accepted"))
        *ret_owed = order.invoiced;
    return outcome == NOT_FOUND ? OK : outcome;
}
