/* Deliveries of an item: in parts or whole, with the recipient's signature; what comes back or does not work. */
#include "document/document.h"
#include "reintegration/reintegration_store.h"

static const struct choice SIGNATURES[] = {
    {"signed", N_("Signed"), {0}},
    {"fingerprint", N_("Fingerprint"), {0}},
    {"witness", N_("A witness signed"), {0}},
    {"none", N_("None"), {0}},
};
static struct choice_list signatures = {"delivery_signatures", NULL, SIGNATURES,
                                        sizeof SIGNATURES / sizeof *SIGNATURES};

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_delivery, MONEY_PURPOSES),
    FIELD(struct reintegration_delivery, item, FIELD_LINK, .label = N_("Item of the plan"),
          .target = &return_item_record, .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct reintegration_delivery, delivered_on, FIELD_DATE, .label = N_("Delivered on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_delivery, what, FIELD_LINES, .label = N_("What was delivered"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 1000),
    FIELD(struct reintegration_delivery, value, FIELD_MONEY, .label = N_("Value"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_delivery, complete, FIELD_FLAG, .label = N_("The item is complete with it"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_delivery, recipient, FIELD_TEXT, .label = N_("Received by"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 120),
    FIELD(struct reintegration_delivery, signature, FIELD_CHOICE, .label = N_("Signature of the recipient"),
          .choices = &signatures, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_delivery, receipt, FIELD_TEXT, .label = N_("Number of the delivery note"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED, .longest = 60),
};

static struct text title(struct work *work, const void *row)
{
    const struct reintegration_delivery *delivery = row;
    struct text day = delivery->delivered_on == DATE_NONE
                          ? TEXT_NONE
                          : language_date(work->arena, work->language, delivery->delivered_on);
    return day.length == 0 ? TEXT_NONE : tr_with(work->arena, work->language, N_("Delivery of {1}"), &day, 1);
}

/* What was delivered together is never worth more than the item. */
static enum outcome check_value(struct work *work, const struct reintegration_delivery *delivery,
                                struct problems *problems)
{
    struct money *values;
    struct money worth;
    void *found;
    size_t count;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, delivery->item, &found);
    if (outcome != OK || delivery->value.currency[0] == '\0')
        return outcome == NOT_FOUND ? OK : outcome;
    const struct return_item *item = found;
    if (!text_is(text_from(delivery->value.currency), item->amount.currency)) {
        (void)problem_add(problems, INVALID, "currency_differs", TEXT("value"),
                          N_("Give the value in the currency of the item."));
        return OK;
    }
    outcome = deliveries_of_item(work, delivery->item, delivery->head.person, delivery->head.id, &values, &count);
    int64_t sum = delivery->value.minor;
    for (size_t i = 0; outcome == OK && i < count; i++) {
        outcome = reintegration_worth(work, values[i], text_from(item->amount.currency), &worth);
        if (outcome == OK)
            sum += worth.minor;
    }
    if (outcome >= 0 && sum > item->amount.minor)
        (void)problem_add(problems, INVALID, "more_than_the_item", TEXT("value"),
                          N_("With this, more is delivered than the item is worth."));
    return outcome < 0 ? outcome : OK;
}

static void check_order(const struct return_case *file, const struct reintegration_delivery *delivery,
                        struct problems *problems)
{
    if (delivery->delivered_on != DATE_NONE &&
        (file->arrived_on == DATE_NONE || delivery->delivered_on < file->arrived_on))
        (void)problem_add(problems, INVALID, "before_arrival", TEXT("delivered_on"),
                          N_("This day lies before the arrival."));
    if (delivery->value.currency[0] != '\0' && delivery->value.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("value"), N_("The amount is more than zero."));
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_delivery *delivery = row;
    const struct return_case *file;
    enum outcome outcome = reintegration_case(work, delivery->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    if (before == NULL && delivery->head.state.length == 0)
        delivery->head.state = text_from(delivery_flow.states[0].name);
    bool moves = before != NULL && !text_equal(record_head_of(before)->state, delivery->head.state);
    if (before != NULL && !moves && !text_is(delivery->head.state, "delivered"))
        (void)problem_add(problems, INVALID, "delivery_fixed", TEXT_NONE,
                          N_("This delivery was accepted or has come back: it is not changed any more."));
    check_order(file, delivery, problems);
    outcome = reintegration_item_check(work, delivery->item, delivery->return_case, problems);
    return outcome == OK && !text_is(delivery->head.state, "returned") ? check_value(work, delivery, problems)
                                                                       : outcome;
}

struct record delivery_record = {
    .name = "reintegration_delivery",
    .path = "deliveries",
    .table = "reintegration_delivery",
    .label = N_("Delivery"),
    .plural = N_("Deliveries"),
    .check = check,
    .title = title,
    OF_A_CASE(struct reintegration_delivery, FIELDS, reintegration_write, MONEY_PURPOSES),
};

/* ---- life cycle ---- */

static enum outcome can_accept(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_delivery *delivery = row;
    struct attachment *files;
    size_t count;
    bool receipt = !text_is(delivery->signature, "none");
    enum outcome outcome = attachment_list(work, &delivery_record, row, &files, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        receipt = receipt || text_is(files[i].kind, "receipt");
    if (outcome == OK)
        gate_require(gate, receipt, "receipt_missing", N_("The recipient signed, or a signed receipt is on file"),
                     N_("Caseworker"), TEXT_NONE);
    return outcome;
}

static const struct flow_state STATES[] = {
    {"delivered", N_("Delivered"), STATE_NOW, true},
    {"accepted", N_("Received as ordered"), STATE_ENDED, true},
    {"defective", N_("Defective"), STATE_WAITING, false},
    {"returned", N_("Sent back to the supplier"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "delivered",
     .action = "accept",
     .to = "accepted",
     .label = N_("Confirm that it is as ordered"),
     .done = N_("Confirmed as ordered"),
     .right = &reintegration_write,
     .guard = can_accept},
    {.from = "delivered",
     .action = "defect",
     .to = "defective",
     .label = N_("Record a defect"),
     .done = N_("Defect recorded"),
     .right = &reintegration_write,
     .note_required = true,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Have the defect put right"),
     .task_days = 14},
    {.from = "delivered",
     .action = "return",
     .to = "returned",
     .label = N_("Send back to the supplier"),
     .done = N_("Sent back to the supplier"),
     .right = &reintegration_write,
     .note_required = true},
    {.from = "defective",
     .action = "replace",
     .to = "delivered",
     .label = N_("Record that it was put right"),
     .done = N_("Put right"),
     .right = &reintegration_write,
     .note_required = true},
    {.from = "defective",
     .action = "return",
     .to = "returned",
     .label = N_("Send back to the supplier"),
     .right = &reintegration_write,
     .note_required = true},
};

const struct flow delivery_flow = {
    .name = "delivery",
    .record = &delivery_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
