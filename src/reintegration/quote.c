/* Quotes for an item in kind: how many were asked for, which one is taken and why, and who approves it. */
#include "identity/identity.h"
#include "reintegration/reintegration_store.h"

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_quote, MONEY_PURPOSES),
    FIELD(struct reintegration_quote, item, FIELD_LINK, .label = N_("Item of the plan"), .target = &return_item_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct reintegration_quote, supplier, FIELD_LINK, .label = N_("Supplier"), .target = &supplier_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_quote, amount, FIELD_MONEY, .label = N_("Price"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_quote, received_on, FIELD_DATE, .label = N_("Quote received on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_quote, valid_until, FIELD_DATE, .label = N_("Valid until")),
    FIELD(struct reintegration_quote, offer, FIELD_LINES, .label = N_("What is offered"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED, .longest = 1000),
    FIELD(struct reintegration_quote, choice_reason, FIELD_LINES, .label = N_("Why this one"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 1000,
          .help = N_("Needed when it is not the cheapest.")),
    FIELD(struct reintegration_quote, chosen_by, FIELD_LINK, .label = N_("Chosen by"), .target = &colleague_record,
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_quote, chosen_on, FIELD_DATE, .label = N_("Chosen on"), .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_quote, approved_by, FIELD_LINK, .label = N_("Approved by"), .target = &colleague_record,
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_quote, approved_on, FIELD_DATE, .label = N_("Approved on"), .flags = FIELD_COMPUTED),
};

static struct text title(struct work *work, const void *row)
{
    return field_to_show(work, record_field(&quote_record, TEXT("supplier")), row);
}

static enum outcome get_supplier(struct work *work, const struct reintegration_quote *quote,
                                 const struct reintegration_supplier **ret_supplier)
{
    void *row;
    *ret_supplier = NULL;
    enum outcome outcome = record_get_unlimited(work, &supplier_record, quote->supplier, &row);
    if (outcome == OK && identifier_equal(record_head_of(row)->organisation, quote->head.organisation))
        *ret_supplier = row;
    return outcome < 0 ? outcome : OK;
}

static enum outcome check_supplier(struct work *work, const struct reintegration_quote *quote,
                                   struct problems *problems)
{
    const struct reintegration_supplier *supplier;
    if (identifier_is_none(quote->supplier))
        return OK;
    enum outcome outcome = get_supplier(work, quote, &supplier);
    if (outcome != OK)
        return outcome;
    if (supplier == NULL)
        (void)problem_add(problems, INVALID, "supplier_unknown", TEXT("supplier"), N_("Choose from the list."));
    else if (!supplier_usable(supplier, zone_date(work->zone, work->now)))
        (void)problem_add(problems, INVALID, "supplier_excluded", TEXT("supplier"),
                          N_("This supplier is suspended or blacklisted."));
    return OK;
}

static void check_fixed(const struct reintegration_quote *old, const struct reintegration_quote *quote,
                        struct problems *problems)
{
    static const char *const FIXED[] = {"supplier", "amount", "received_on", "valid_until", "offer"};
    if (text_is(old->head.state, "received") || !text_equal(old->head.state, quote->head.state))
        return;
    for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; i++)
        if (!field_equal(record_field(&quote_record, text_from(FIXED[i])), old, quote))
            (void)problem_add(problems, INVALID, "quote_fixed", text_from(FIXED[i]),
                              N_("This quote was chosen or set aside: record another one."));
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_quote *quote = row;
    const struct return_case *file;
    enum outcome outcome = reintegration_case(work, quote->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    if (before == NULL && quote->head.state.length == 0)
        quote->head.state = text_from(quote_flow.states[0].name);
    if (before != NULL)
        check_fixed(before, quote, problems);
    if (quote->amount.currency[0] != '\0' && quote->amount.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("amount"), N_("The amount is more than zero."));
    if (quote->valid_until != DATE_NONE && quote->valid_until < quote->received_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("valid_until"),
                          N_("The end lies before the beginning."));
    outcome = reintegration_item_check(work, quote->item, quote->return_case, problems);
    bool moves = before != NULL && !text_equal(record_head_of(before)->state, quote->head.state);
    return outcome == OK && !moves ? check_supplier(work, quote, problems) : outcome;
}

struct record quote_record = {
    .name = "reintegration_quote",
    .path = "quotes",
    .table = "reintegration_quote",
    .label = N_("Quote"),
    .plural = N_("Quotes"),
    .check = check,
    .title = title,
    OF_A_CASE(struct reintegration_quote, FIELDS, reintegration_write, MONEY_PURPOSES),
};

/* ---- life cycle ---- */

static enum outcome require_usable(struct work *work, const struct reintegration_quote *quote, struct gate *gate)
{
    const struct reintegration_supplier *supplier;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = get_supplier(work, quote, &supplier);
    if (outcome != OK)
        return outcome;
    gate_require(gate, supplier != NULL && supplier_usable(supplier, today), "supplier_excluded",
                 N_("The supplier is neither suspended nor blacklisted"), N_("Programme manager"), TEXT_NONE);
    gate_require(gate, quote->valid_until == DATE_NONE || quote->valid_until >= today, "quote_ended",
                 N_("The quote is still valid"), N_("The supplier"), TEXT_NONE);
    return OK;
}

static enum outcome can_choose(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_quote *quote = row;
    struct quote_need need;
    struct quote_row *quotes;
    void *item;
    size_t count;
    bool taken = false;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, quote->item, &item);
    if (outcome == OK)
        outcome = quotes_needed(work, item, &need);
    if (outcome == OK)
        outcome = quotes_of_item(work, quote->item, quote->head.person, &quotes, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        taken = taken || text_is(quotes[i].state, "chosen") || text_is(quotes[i].state, "approved");
    /* quotes of one supplier count once */
    int64_t suppliers = 0;
    for (size_t i = 0; i < count; i++) {
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again = again || identifier_equal(quotes[i].supplier, quotes[j].supplier);
        suppliers += !again;
    }
    gate_require(gate, suppliers >= need.quotes, "quotes_missing",
                 N_("As many quotes of different suppliers as the rule asks for"), N_("Caseworker"), TEXT_NONE);
    gate_require(gate, !taken, "quote_taken", N_("No other quote for this item is chosen"), N_("Supervisor"),
                 TEXT_NONE);
    return require_usable(work, quote, gate);
}

/* Is one of the quotes that could be taken cheaper? */
static enum outcome find_cheaper(struct work *work, const struct reintegration_quote *quote, bool *ret_cheaper)
{
    struct quote_row *quotes;
    size_t count;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = quotes_of_item(work, quote->item, quote->head.person, &quotes, &count);
    *ret_cheaper = false;
    for (size_t i = 0; outcome == OK && i < count; i++) {
        struct money worth;
        if (identifier_equal(quotes[i].id, quote->head.id) ||
            (quotes[i].valid_until != DATE_NONE && quotes[i].valid_until < today))
            continue;
        outcome = reintegration_worth(work, quotes[i].amount, text_from(quote->amount.currency), &worth);
        if (outcome < 0)
            return outcome;
        /* what cannot be compared may be cheaper */
        *ret_cheaper = *ret_cheaper || outcome == NOT_FOUND || worth.minor < quote->amount.minor;
        outcome = OK;
    }
    return outcome;
}

static enum outcome chosen(struct work *work, void *row)
{
    struct reintegration_quote *quote = row;
    bool cheaper;
    enum outcome outcome = find_cheaper(work, quote, &cheaper);
    if (outcome != OK)
        return outcome;
    if (cheaper && text_is_empty(text_trim(quote->choice_reason)))
        return problem_add(&work->problems, INVALID, "choice_reason_missing", TEXT("choice_reason"),
                           N_("Another quote is cheaper: say why this one is taken."));
    quote->chosen_by = work->actor->user;
    quote->chosen_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome can_approve(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_quote *quote = row;
    gate_require(gate, somebody_else(work, quote->chosen_by), "own_choice",
                 N_("Somebody other than who chose it approves it"), N_("Another supervisor"), TEXT_NONE);
    return require_usable(work, quote, gate);
}

static enum outcome approved(struct work *work, void *row)
{
    struct reintegration_quote *quote = row;
    quote->approved_by = work->actor->user;
    quote->approved_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome taken_back(struct work *work, void *row)
{
    struct reintegration_quote *quote = row;
    (void)work;
    quote->chosen_by = quote->approved_by = (struct identifier){{0}};
    quote->chosen_on = quote->approved_on = DATE_NONE;
    quote->choice_reason = TEXT_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"received", N_("Received"), STATE_NOW, true},
    {"chosen", N_("Chosen, waits for approval"), STATE_NOW, true},
    {"approved", N_("Approved"), STATE_NOW, true},
    {"set_aside", N_("Set aside"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "received",
     .action = "choose",
     .to = "chosen",
     .label = N_("Choose this quote"),
     .done = N_("Quote chosen"),
     .right = &reintegration_write,
     .input = "choice_reason",
     .guard = can_choose,
     .effect = chosen,
     .task_right = &reintegration_approve,
     .task_label = N_("Approve the quote"),
     .task_days = 5},
    {.from = "chosen",
     .action = "approve",
     .to = "approved",
     .label = N_("Approve the quote"),
     .done = N_("Quote approved"),
     .right = &reintegration_approve,
     .guard = can_approve,
     .effect = approved},
    {.from = "chosen",
     .action = "send_back",
     .to = "received",
     .label = N_("Send back"),
     .done = N_("Sent back"),
     .right = &reintegration_approve,
     .note_required = true,
     .effect = taken_back,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Choose a quote again"),
     .task_days = 5},
    {.from = "approved",
     .action = "withdraw",
     .to = "received",
     .label = N_("Take the approval back"),
     .done = N_("Approval taken back"),
     .description = N_("The supplier does not deliver, or was excluded since."),
     .right = &reintegration_approve,
     .note_required = true,
     .effect = taken_back},
    {.from = "received",
     .action = "set_aside",
     .to = "set_aside",
     .label = N_("Set aside"),
     .done = N_("Quote set aside"),
     .description = N_("It does not count among the quotes any more."),
     .right = &reintegration_write,
     .note_required = true},
};

const struct flow quote_flow = {
    .name = "quote",
    .record = &quote_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
