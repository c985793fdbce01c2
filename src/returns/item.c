/* The items of a reintegration plan and their payment with four eyes. */
#include "grants/grants.h"
#include "ledger/ledger.h"
#include "returns/return_money.h"
#include "returns/return_rules.h"
#include "system/random.h"

static const struct choice CATEGORIES[] = {
    {"micro_business", N_("Small business"), {0}},
    {"training", N_("Vocational training"), {0}},
    {"housing", N_("Housing"), {0}},
    {"health", N_("Health care"), {0}},
    {"education", N_("Schooling"), {0}},
    {"psychosocial", N_("Psychosocial support"), {0}},
    {"livelihood", N_("Tools, livestock or stock"), {0}},
    {"onward_transport", N_("Onward transport"), {0}},
    {"other", N_("Other aid"), {0}},
};
struct choice_list item_categories = {"item_categories", NULL, CATEGORIES, sizeof CATEGORIES / sizeof *CATEGORIES};

static const struct choice MODALITIES[] = {
    {"in_kind", N_("In kind"), {0}},
    {"cash", N_("In cash"), {0}},
    {"referral", N_("Through a partner"), {0}},
};
struct choice_list item_modalities = {"item_modalities", NULL, MODALITIES, sizeof MODALITIES / sizeof *MODALITIES};

enum {
    ITEM_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_FINANCE,
    SUM_PURPOSES = ITEM_PURPOSES | PURPOSE_REPORTING
};

static const struct field FIELDS[] = {
    FIELD(struct return_item, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_item, category, FIELD_CHOICE, .label = N_("Kind of aid"), .choices = &item_categories,
          .purposes = SUM_PURPOSES, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct return_item, modality, FIELD_CHOICE, .label = N_("How it is given"), .choices = &item_modalities,
          .purposes = SUM_PURPOSES, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct return_item, description, FIELD_LINES, .label = N_("What exactly"), .flags = FIELD_SEALED,
          .longest = 1000),
    FIELD(struct return_item, amount, FIELD_MONEY, .label = N_("Amount"), .purposes = SUM_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct return_item, budget_line, FIELD_LINK, .label = N_("Budget line"), .target = &budget_line_record,
          .purposes = SUM_PURPOSES, .flags = FIELD_REQUIRED | FIELD_FILTERED),
    FIELD(struct return_item, instalment, FIELD_INTEGER, .label = N_("Instalment (1 or 2)"), .purposes = SUM_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_LISTED, .smallest = 1, .largest = 2,
          .help = N_("The first on arrival, the second six months later on proof of the project.")),
    FIELD(struct return_item, due, FIELD_DATE, .label = N_("Due on"),
          .flags = FIELD_LISTED | FIELD_SORTED | FIELD_FILTERED),
    FIELD(struct return_item, line_amount, FIELD_MONEY, .label = N_("Amount on the budget line"),
          .purposes = SUM_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_item, rate_millionths, FIELD_INTEGER, .label = N_("Exchange rate, in millionths"),
          .purposes = SUM_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_item, rate_note, FIELD_LINES, .label = N_("Exchange rate used"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED, .longest = 1000),
    FIELD(struct return_item, prepared_by, FIELD_LINK, .label = N_("Prepared by"), .purposes = PURPOSE_FINANCE,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_item, released_by, FIELD_LINK, .label = N_("Released by"), .purposes = PURPOSE_FINANCE,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_item, released_on, FIELD_DATE, .label = N_("Released on"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED),
    FIELD(struct return_item, paid_on, FIELD_DATE, .label = N_("Paid on"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct return_item, receipt, FIELD_TEXT, .label = N_("Receipt number"),
          .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 60),
    FIELD(struct return_item, justified_on, FIELD_DATE, .label = N_("Proof seen on"),
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_item, proof_note, FIELD_LINES, .label = N_("What proves it"),
          .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct return_item, imported, FIELD_TEXT, .label = N_("Brought by the import"), .purposes = SUM_PURPOSES,
          .flags = FIELD_COMPUTED, .longest = 40),
    FIELD(struct return_item, outside, FIELD_FLAG, .label = N_("Paid before, outside these books"),
          .purposes = SUM_PURPOSES, .flags = FIELD_COMPUTED),
};

static struct text item_title(struct work *work, const void *row)
{
    const struct return_item *item = row;
    return choice_show(&item_categories, item->category, work->language);
}

struct record return_item_record = {
    .name = "return_item",
    .path = "return-items",
    .table = "return_item",
    .label = N_("Item of the plan"),
    .plural = N_("Items of plans"),
    .kind = "AID",
    .size = sizeof(struct return_item),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = ITEM_PURPOSES,
    .about = &person_record,
    .read = &return_read,
    .create = &return_plan,
    .update = &return_plan,
    .check = item_check,
    .title = item_title,
};

static enum outcome get_case(struct work *work, const struct return_item *item, const struct return_case **ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, item->return_case, &row);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

/* After the plan was agreed only its wording and its day may still change: the money is committed. */
static void check_fixed(const struct return_item *old, const struct return_item *item, struct problems *problems)
{
    static const char *const FIXED[] = {"amount", "budget_line", "category", "modality", "instalment"};
    if (text_is(old->head.state, "proposed") || !text_equal(old->head.state, item->head.state))
        return;
    for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; i++)
        if (!field_equal(record_field(&return_item_record, text_from(FIXED[i])), old, item))
            (void)problem_add(problems, INVALID, "item_committed", text_from(FIXED[i]),
                              N_("The plan was agreed: this amount is committed. Cancel the item and add another."));
}

static enum outcome check_case(struct work *work, const struct return_item *item, struct problems *problems)
{
    const struct return_case *file = NULL;
    enum outcome outcome = get_case(work, item, &file);
    if (outcome < 0)
        return outcome;
    if (outcome == NOT_FOUND || !identifier_equal(file->head.person, item->head.person))
        return problem_add(problems, INVALID, "case_missing", TEXT("return_case"),
                           N_("An item belongs to the plan of a return case."));
    if (item->outside.is != FLAG_YES && !return_may_plan(file))
        (void)problem_add(problems, INVALID, "no_plan_now", TEXT_NONE,
                          N_("A plan is made from the preparation of the return until its last visit."));
    return OK;
}

/* A line that serves others only is not chosen; what was planned on it before it said so stays. */
static enum outcome check_served(struct work *work, const struct return_item *before, const struct return_item *item,
                                 const struct budget_line *line, struct problems *problems)
{
    const struct return_case *file;
    struct line_serves person;
    const struct line_serves serves = {line->countries_of_return, line->nationalities, line->profiles};
    if (before != NULL && identifier_equal(before->budget_line, item->budget_line))
        return OK;
    enum outcome outcome = get_case(work, item, &file);
    if (outcome == OK)
        outcome = funding_of(work, file, zone_date(work->zone, work->now), &person);
    if (outcome == OK && !line_serves(&serves, &person))
        (void)problem_add(problems, INVALID, "line_serves_others", TEXT("budget_line"),
                          N_("This line serves other countries, nationalities or persons."));
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome check_line(struct work *work, const struct return_item *before, const struct return_item *item,
                               struct problems *problems)
{
    void *line;
    if (identifier_is_none(item->budget_line))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &budget_line_record, item->budget_line, &line);
    if (outcome < 0)
        return outcome;
    if (outcome == NOT_FOUND || !identifier_equal(record_head_of(line)->organisation, item->head.organisation))
        return problem_add(problems, INVALID, "budget_line_unknown", TEXT("budget_line"), N_("Choose from the list."));
    return check_served(work, before, item, line, problems);
}

enum outcome item_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct return_item *item = row;
    enum outcome outcome = OK;
    if (before == NULL && item->head.state.length == 0)
        item->head.state = text_from(item_flow.states[0].name);
    if (before != NULL)
        check_fixed(before, item, problems);
    else
        outcome = check_case(work, item, problems);
    if (item->amount.currency[0] != '\0' && item->amount.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("amount"), N_("The amount is more than zero."));
    outcome = outcome < 0 ? outcome : check_line(work, before, item, problems);
    return outcome == INVALID ? OK : outcome;
}

/* ---- guards ---- */

/* An item that is added after the plan was agreed. */
enum outcome item_can_commit(struct work *work, const void *row, struct gate *gate)
{
    const struct return_item *item = row;
    const struct return_case *file;
    enum outcome outcome = get_case(work, item, &file);
    if (outcome == OK)
        gate_require(gate,
                     text_is(file->head.state, "planned") || text_is(file->head.state, "in_delivery") ||
                         text_is(file->head.state, "monitored"),
                     "plan_not_agreed", N_("The plan of the case was agreed"), N_("Caseworker"), TEXT_NONE);
    return outcome == OK ? companions_require_item(work, item, "commit", gate) : outcome;
}

enum outcome item_can_prepare(struct work *work, const void *row, struct gate *gate)
{
    const struct return_item *item = row;
    const struct return_case *file;
    enum outcome outcome = get_case(work, item, &file);
    if (outcome == OK)
        outcome = companions_require_item(work, item, "prepare", gate);
    if (outcome != OK || item->instalment != 2)
        return outcome;
    int32_t today = zone_date(work->zone, work->now);
    gate_require(gate, file->arrived_on != DATE_NONE && date_add_months(file->arrived_on, 6) <= today,
                 "six_months_not_over", N_("Six months have passed since the arrival"), N_("Time"), TEXT_NONE);
    gate_require(gate, file->monitored_on != DATE_NONE, "project_not_seen",
                 N_("A visit has shown that the project exists"), N_("Caseworker"), TEXT_NONE);
    return OK;
}

enum outcome item_can_release(struct work *work, const void *row, struct gate *gate)
{
    const struct return_item *item = row;
    bool other = !identifier_is_none(work->actor->user) && !identifier_is_none(item->prepared_by) &&
                 !identifier_equal(item->prepared_by, work->actor->user);
    gate_require(gate, other, "prepared_by_same", N_("Somebody other than who prepared it releases the payment"),
                 N_("Another finance officer"), TEXT_NONE);
    return companions_require_item(work, item, "release", gate);
}

/* Cash is handed over now; a transfer was made, and only its record is missing. */
static enum outcome can_pay(struct work *work, const void *row, struct gate *gate)
{
    const struct return_item *item = row;
    return text_is(item->modality, "cash") ? companions_require_item(work, item, "pay", gate) : OK;
}

/* What binds the mission towards others ends before the item does. */
static enum outcome can_cancel(struct work *work, const void *row, struct gate *gate)
{
    return companions_require_item(work, row, "cancel", gate);
}

/* ---- effects ---- */

enum outcome item_prepared(struct work *work, void *row)
{
    struct return_item *item = row;
    item->prepared_by = work->actor->user;
    item->released_by = (struct identifier){0};
    item->released_on = DATE_NONE;
    return OK;
}

enum outcome item_released(struct work *work, void *row)
{
    struct return_item *item = row;
    item->released_by = work->actor->user;
    item->released_on = zone_date(work->zone, work->now);
    return OK;
}

enum outcome item_sent_back(struct work *work, void *row)
{
    struct return_item *item = row;
    (void)work;
    item->prepared_by = (struct identifier){0};
    item->released_by = (struct identifier){0};
    item->released_on = DATE_NONE;
    return OK;
}

/* The day stands on the receipt: nobody was paid for a plan before they had come home, or before it was released.  What
   was invoiced for less is paid with less, and the line gets the rest back. */
enum outcome item_paid(struct work *work, void *row)
{
    struct return_item *item = row;
    const struct return_case *file;
    enum outcome outcome = get_case(work, item, &file);
    if (outcome != OK)
        return outcome;
    if (file->arrived_on != DATE_NONE && item->paid_on < file->arrived_on)
        return problem_add(&work->problems, INVALID, "before_arrival", TEXT("paid_on"),
                           N_("This day lies before the arrival."));
    if (item->released_on != DATE_NONE && item->paid_on < item->released_on)
        return problem_add(&work->problems, INVALID, "before_release", TEXT("paid_on"),
                           N_("This day lies before the release of the payment."));
    struct money owed;
    outcome = companions_owed(work, item, &owed);
    if (outcome != OK)
        return outcome;
    item->line_amount = return_share_of(item->line_amount, owed, item->amount);
    return ledger_post(work, identifier_new(), item->head.id, item->line_amount, TEXT_NONE);
}

enum outcome item_justified(struct work *work, void *row)
{
    struct return_item *item = row;
    item->justified_on = zone_date(work->zone, work->now);
    return OK;
}

enum outcome item_cancelled(struct work *work, void *row) { return return_uncharge(work, record_head_of(row)->id); }

static const struct flow_state STATES[] = {
    {"proposed", N_("Proposed"), STATE_NOW, true},
    {"committed", N_("Committed"), STATE_NOW, true},
    {"prepared", N_("Payment prepared"), STATE_NOW, true},
    {"released", N_("Payment released"), STATE_NOW, true},
    {"paid", N_("Paid"), STATE_NOW, true},
    {"justified", N_("Paid and proved"), STATE_ENDED, true},
    {"cancelled", N_("Cancelled"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    /* taken by the case's step "agree the plan"; alone, for an item that is added later */
    {.from = "proposed",
     .action = "commit",
     .to = "committed",
     .label = N_("Commit on the budget line"),
     .done = N_("Committed on the budget line"),
     .description = N_("Puts the amount aside on its budget line; refused when the line has less left."),
     .right = &return_approve,
     .guard = item_can_commit,
     .effect = item_committed,
     .task_right = &payment_prepare,
     .task_label = N_("Prepare the payment"),
     .task_days = 7,
     .task_due = "due"},
    {.from = "committed",
     .action = "prepare",
     .to = "prepared",
     .label = N_("Prepare the payment"),
     .done = N_("Payment prepared"),
     .description = N_("Somebody else must release it."),
     .right = &payment_prepare,
     .guard = item_can_prepare,
     .effect = item_prepared,
     .task_right = &payment_release,
     .task_label = N_("Release the payment"),
     .task_days = 3},
    {.from = "prepared",
     .action = "release",
     .to = "released",
     .label = N_("Release the payment"),
     .done = N_("Payment released"),
     .description = N_("You have seen the plan, the amount and the budget line, and somebody else prepared it."),
     .right = &payment_release,
     .guard = item_can_release,
     .effect = item_released,
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
     .effect = item_sent_back,
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
     .guard = can_pay,
     .effect = item_paid,
     .task_right = &return_plan,
     .task_for_assigned = true,
     .task_label = N_("Collect the proof of use"),
     .task_days = 90},
    {.from = "paid",
     .action = "justify",
     .to = "justified",
     .label = N_("Record the proof"),
     .done = N_("Proof recorded"),
     .right = &return_plan,
     .input = "proof_note",
     .required = "proof_note",
     .effect = item_justified},
    {.from = "proposed",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Take out of the plan"),
     .done = N_("Item cancelled"),
     .right = &return_plan,
     .guard = can_cancel,
     .effect = item_cancelled},
    {.from = "committed",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel and give back to the line"),
     .right = &return_plan,
     .note_required = true,
     .danger = true,
     .guard = can_cancel,
     .effect = item_cancelled},
    {.from = "prepared",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel and give back to the line"),
     .right = &return_plan,
     .note_required = true,
     .danger = true,
     .guard = can_cancel,
     .effect = item_cancelled},
    {.from = "released",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel and give back to the line"),
     .right = &payment_release,
     .note_required = true,
     .danger = true,
     .guard = can_cancel,
     .effect = item_cancelled},
};

const struct flow item_flow = {
    .name = "item",
    .record = &return_item_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
