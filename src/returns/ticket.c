/* Tickets that are owed to a carrier, their payment with four eyes, and what comes back of one that nobody flew with.
 */
#include <string.h>

#include "grants/grants.h"
#include "ledger/ledger.h"
#include "returns/return_money.h"
#include "returns/return_rules.h"
#include "system/random.h"

enum {
    TICKET_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL | PURPOSE_FINANCE,
    SUM_PURPOSES = TICKET_PURPOSES | PURPOSE_REPORTING
};

enum { CLAIM_DAYS = 7, ANSWER_DAYS = 30 };

static const struct field FIELDS[] = {
    FIELD(struct return_ticket, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_ticket, source, FIELD_LINK, .label = N_("Traveller"), .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_ticket, travel_on, FIELD_DATE, .label = N_("Day of travel"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_SORTED | FIELD_FILTERED),
    FIELD(struct return_ticket, amount, FIELD_MONEY, .label = N_("Cost of the ticket"), .purposes = SUM_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_ticket, budget_line, FIELD_LINK, .label = N_("Budget line"), .target = &budget_line_record,
          .purposes = SUM_PURPOSES, .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct return_ticket, line_amount, FIELD_MONEY, .label = N_("Amount on the budget line"),
          .purposes = SUM_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_ticket, rate_note, FIELD_LINES, .label = N_("Exchange rate used"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED, .longest = 1000),
    FIELD(struct return_ticket, prepared_by, FIELD_LINK, .label = N_("Prepared by"), .purposes = PURPOSE_FINANCE,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_ticket, released_by, FIELD_LINK, .label = N_("Released by"), .purposes = PURPOSE_FINANCE,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_ticket, released_on, FIELD_DATE, .label = N_("Released on"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED),
    FIELD(struct return_ticket, paid_on, FIELD_DATE, .label = N_("Paid on"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct return_ticket, receipt, FIELD_TEXT, .label = N_("Invoice number"),
          .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 60),
    FIELD(struct return_ticket, refund, FIELD_MONEY, .label = N_("Given back by the carrier"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED, .help = N_("In the currency of the ticket, and no more than was paid for it.")),
    FIELD(struct return_ticket, refunded_on, FIELD_DATE, .label = N_("Received back on"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_ticket, credit_note, FIELD_TEXT, .label = N_("Number of the credit note"),
          .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 60),
    FIELD(struct return_ticket, refund_by, FIELD_LINK, .label = N_("Refund asked for or recorded by"),
          .purposes = PURPOSE_FINANCE, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_ticket, refund_confirmed_by, FIELD_LINK, .label = N_("Refund confirmed by"),
          .purposes = PURPOSE_FINANCE, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
};

static struct text ticket_title(struct work *work, const void *row)
{
    (void)row;
    return text_from(tr(work->language, N_("Ticket")));
}

static enum outcome ticket_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    (void)work, (void)problems;
    if (before == NULL && record_head_of(row)->state.length == 0)
        record_head(row)->state = text_from(ticket_flow.states[0].name);
    return OK;
}

static enum outcome ticket_stored(struct work *work, const void *before, const void *row)
{
    return before == NULL ? flow_begin(work, &ticket_flow, row) : OK;
}

struct record return_ticket_record = {
    .name = "return_ticket",
    .path = "return-tickets",
    .table = "return_ticket",
    .label = N_("Ticket"),
    .plural = N_("Tickets"),
    .kind = "TIC",
    .size = sizeof(struct return_ticket),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = TICKET_PURPOSES,
    .about = &person_record,
    .read = &return_read,
    .create = &return_travel,
    .check = ticket_check,
    .title = ticket_title,
    .stored = ticket_stored,
};

/* ---- guards and effects ---- */

static bool is_another(const struct work *work, struct identifier first)
{
    return !identifier_is_none(work->actor->user) && !identifier_is_none(first) &&
           !identifier_equal(first, work->actor->user);
}

static enum outcome can_release(struct work *work, const void *row, struct gate *gate)
{
    const struct return_ticket *ticket = row;
    bool other = is_another(work, ticket->prepared_by);
    gate_require(gate, other, "prepared_by_same", N_("Somebody other than who prepared it releases the payment"),
                 N_("Another finance officer"), TEXT_NONE);
    return OK;
}

static enum outcome prepared(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    ticket->prepared_by = work->actor->user;
    return OK;
}

static enum outcome released(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    ticket->released_by = work->actor->user;
    ticket->released_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome sent_back(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    (void)work;
    ticket->prepared_by = (struct identifier){{0}};
    return OK;
}

static enum outcome paid(struct work *work, void *row)
{
    const struct return_ticket *ticket = row;
    if (ticket->released_on != DATE_NONE && ticket->paid_on < ticket->released_on)
        return problem_add(&work->problems, INVALID, "before_release", TEXT("paid_on"),
                           N_("This day lies before the release of the payment."));
    return ledger_post(work, identifier_new(), ticket->head.id, ticket->line_amount, TEXT_NONE);
}

static enum outcome cancelled(struct work *work, void *row) { return return_uncharge(work, record_head_of(row)->id); }

/* ---- a paid ticket that nobody flew with ---- */

/* By hand, of somebody who did not come or was refused.  A journey that is given up takes the step of itself. */
static enum outcome can_give_up(struct work *work, const void *row, struct gate *gate)
{
    const struct return_ticket *ticket = row;
    void *found;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, ticket->return_case, &found);
    if (outcome != OK)
        return outcome;
    const struct return_case *file = found;
    bool flew = file->departed_on != DATE_NONE && file->departed_on >= ticket->travel_on;
    bool will = file->departed_on == DATE_NONE && text_is(file->head.state, "booked") &&
                ticket->travel_on >= zone_date(work->zone, work->now);
    gate_require(gate, !flew && !will, "ticket_in_use", N_("Nobody flew with this ticket, or will"),
                 N_("Operations officer"), TEXT_NONE);
    return OK;
}

static enum outcome claimed(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    ticket->refund_by = work->actor->user;
    return OK;
}

/* What came back is neither nothing nor more than was paid, in the same currency, on a day since the payment. */
static enum outcome refund_recorded(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    struct problems *problems = &work->problems;
    if (strcmp(ticket->refund.currency, ticket->amount.currency) != 0)
        return problem_add(problems, INVALID, "refund_currency", TEXT("refund"),
                           N_("Give the refund in the currency of the ticket."));
    if (ticket->refund.minor <= 0)
        return problem_add(problems, INVALID, "amount_zero", TEXT("refund"), N_("The amount is more than zero."));
    if (ticket->refund.minor > ticket->amount.minor)
        return problem_add(problems, INVALID, "refund_too_much", TEXT("refund"),
                           N_("This is more than was paid for the ticket."));
    if (ticket->refunded_on < ticket->paid_on)
        return problem_add(problems, INVALID, "before_payment", TEXT("refunded_on"),
                           N_("This day lies before the payment."));
    ticket->refund_by = work->actor->user;
    return OK;
}

static enum outcome refund_sent_back(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    (void)work;
    ticket->refund = (struct money){0, ""};
    ticket->refunded_on = DATE_NONE;
    ticket->credit_note = TEXT_NONE;
    return OK;
}

static enum outcome can_confirm(struct work *work, const void *row, struct gate *gate)
{
    const struct return_ticket *ticket = row;
    gate_require(gate, is_another(work, ticket->refund_by), "refund_by_same",
                 N_("Somebody other than who asked for the refund or recorded it decides on it"),
                 N_("Another finance officer"), TEXT_NONE);
    return OK;
}

static enum outcome refunded(struct work *work, void *row)
{
    struct return_ticket *ticket = row;
    ticket->refund_confirmed_by = work->actor->user;
    return return_refund_line(work, ticket->head.id, ticket->amount, ticket->refund, &ticket->line_amount);
}

/* ---- the flow ---- */

static const struct flow_state STATES[] = {
    {"committed", N_("Committed"), STATE_NOW, true},
    {"prepared", N_("Payment prepared"), STATE_NOW, true},
    {"released", N_("Payment released"), STATE_NOW, true},
    {"paid", N_("Paid"), STATE_ENDED, true},
    {"unused", N_("Paid, not used"), STATE_WAITING, false},
    {"claimed", N_("Claimed from the carrier"), STATE_WAITING, false},
    {"refunding", N_("Refund to be confirmed"), STATE_WAITING, false},
    {"refunded", N_("Refunded"), STATE_ENDED, false},
    {"lost", N_("Paid, nothing came back"), STATE_ENDED, false},
    {"cancelled", N_("Given back"), STATE_ENDED, false},
};

static const struct step BEGIN = {.task_right = &payment_prepare,
                                  .task_label = N_("Prepare the payment of a ticket"),
                                  .task_days = 7,
                                  .task_due = "travel_on"};

#define TO_CLAIM                                                                                                   \
    .task_right = &payment_prepare, .task_label = N_("Claim a ticket from the carrier: the journey was given up"), \
    .task_days = CLAIM_DAYS
#define TO_FOLLOW                                                                                       \
    .task_right = &payment_prepare, .task_label = N_("Record what the carrier gave back for a ticket"), \
    .task_days = ANSWER_DAYS

#define CANCEL(state, who)                                                                                     \
    {                                                                                                          \
        .from = state, .action = "cancel", .to = "cancelled", .label = N_("Cancel and give back to the line"), \
        .done = N_("Given back to the line"),                                                                  \
        .description = N_("The carrier asks nothing for this ticket, or gave the booking up."), .right = who,  \
        .note_required = true, .danger = true, .effect = cancelled                                             \
    }

static const struct step STEPS[] = {
    {.from = "committed",
     .action = "prepare",
     .to = "prepared",
     .label = N_("Prepare the payment"),
     .done = N_("Payment prepared"),
     .description = N_("Somebody else must release it."),
     .right = &payment_prepare,
     .effect = prepared,
     .task_right = &payment_release,
     .task_label = N_("Release the payment"),
     .task_days = 3},
    {.from = "prepared",
     .action = "release",
     .to = "released",
     .label = N_("Release the payment"),
     .done = N_("Payment released"),
     .description =
         N_("You have seen the carrier's invoice, the amount and the budget line, and somebody else prepared "
            "it."),
     .right = &payment_release,
     .guard = can_release,
     .effect = released,
     .task_right = &payment_prepare,
     .task_label = N_("Pay and keep the receipt"),
     .task_days = 7},
    {.from = "prepared",
     .action = "send_back",
     .to = "committed",
     .label = N_("Send back"),
     .done = N_("Sent back"),
     .right = &payment_release,
     .description = N_("Back to who prepares payments, with what must be put right."),
     .note_required = true,
     .effect = sent_back,
     .task_right = &payment_prepare,
     .task_label = N_("Put the payment right and prepare it again"),
     .task_days = 3},
    {.from = "released",
     .action = "pay",
     .to = "paid",
     .label = N_("Record the payment"),
     .done = N_("Payment recorded"),
     .right = &payment_prepare,
     .input = "paid_on,receipt",
     .required = "paid_on,receipt",
     .effect = paid},
    /* taken by a journey that is given up; by hand, of somebody who did not come */
    {.from = "paid",
     .action = "give_up",
     .to = "unused",
     .label = N_("Note that nobody flew with it"),
     .done = N_("Not used"),
     .right = &payment_prepare,
     .note_required = true,
     .guard = can_give_up,
     TO_CLAIM},
    {.from = "unused",
     .action = "use_again",
     .to = "paid",
     .label = N_("It is used after all"),
     .done = N_("Used after all"),
     .right = &payment_prepare,
     .note_required = true},
    {.from = "unused",
     .action = "claim",
     .to = "claimed",
     .label = N_("Claim it from the carrier"),
     .done = N_("Claimed from the carrier"),
     .description = N_("What was asked of the carrier, when and how. The ticket then serves no other journey."),
     .right = &payment_prepare,
     .note_required = true,
     .effect = claimed,
     TO_FOLLOW},
    {.from = "claimed",
     .action = "refund",
     .to = "refunding",
     .label = N_("Record what came back"),
     .done = N_("Refund recorded"),
     .description = N_("Somebody else must confirm it before it is on the budget line again."),
     .right = &payment_prepare,
     .input = "refund,refunded_on,credit_note",
     .required = "refund,refunded_on,credit_note",
     .effect = refund_recorded,
     .task_right = &payment_release,
     .task_label = N_("Confirm the refund of a ticket"),
     .task_days = 3},
    {.from = "refunding",
     .action = "confirm",
     .to = "refunded",
     .label = N_("Confirm the refund"),
     .done = N_("Refund confirmed, back on the budget line"),
     .description = N_("You have seen the carrier's credit note and the money on the account."),
     .right = &payment_release,
     .guard = can_confirm,
     .effect = refunded},
    {.from = "refunding",
     .action = "send_back",
     .to = "claimed",
     .label = N_("Send back"),
     .right = &payment_release,
     .note_required = true,
     .effect = refund_sent_back,
     TO_FOLLOW},
    {.from = "claimed",
     .action = "write_off",
     .to = "lost",
     .label = N_("Note that nothing comes back"),
     .done = N_("Nothing came back"),
     .description = N_("The carrier's answer. The sum paid on the line stays as it is."),
     .right = &payment_release,
     .note_required = true,
     .danger = true,
     .guard = can_confirm},
    CANCEL("committed", &payment_prepare),
    CANCEL("prepared", &payment_prepare),
    CANCEL("released", &payment_release),
};

const struct flow ticket_flow = {
    .name = "ticket",
    .record = &return_ticket_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
