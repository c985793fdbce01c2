/* More than the entitlement: asked for with a reason, signed by somebody else. */
#include "identity/identity.h"
#include "reintegration/reintegration_rules.h"

static const struct choice REASONS[] = {
    {"health", N_("Health or disability"), {0}}, {"family", N_("Size of the family"), {0}},
    {"prices", N_("Prices have risen"), {0}},    {"project", N_("The project needs it"), {0}},
    {"donor", N_("The donor agreed"), {0}},      {"other", N_("Another reason"), {0}},
};
static struct choice_list reasons = {"excess_reasons", NULL, REASONS, sizeof REASONS / sizeof *REASONS};

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_excess, MONEY_PURPOSES),
    FIELD(struct reintegration_excess, amount, FIELD_MONEY, .label = N_("Beyond the entitlement"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_excess, reason, FIELD_CHOICE, .label = N_("Reason"), .choices = &reasons,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct reintegration_excess, explanation, FIELD_LINES, .label = N_("In words"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 1000),
    FIELD(struct reintegration_excess, signed_by, FIELD_LINK, .label = N_("Second signature"),
          .target = &colleague_record, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_excess, signed_on, FIELD_DATE, .label = N_("Signed on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    const struct reintegration_excess *excess = row;
    return excess->amount.currency[0] == '\0' ? TEXT_NONE : language_money(work->arena, work->language, excess->amount);
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_excess *excess = row;
    const struct return_case *file;
    enum outcome outcome = reintegration_case(work, excess->return_case, row, &file);
    bool moves = before != NULL && !text_equal(record_head_of(before)->state, excess->head.state);
    if (before == NULL && excess->head.state.length == 0)
        excess->head.state = text_from(excess_flow.states[0].name);
    if (before != NULL && !moves && !text_is(excess->head.state, "requested"))
        (void)problem_add(problems, INVALID, "excess_fixed", TEXT_NONE,
                          N_("This was signed or refused: ask for another one."));
    if (excess->amount.currency[0] != '\0' && excess->amount.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("amount"), N_("The amount is more than zero."));
    return outcome < 0 ? outcome : OK;
}

static enum outcome stored(struct work *work, const void *before, const void *row)
{
    return before == NULL ? flow_begin(work, &excess_flow, row) : OK;
}

struct record excess_record = {
    .name = "reintegration_excess",
    .path = "second-signatures",
    .table = "reintegration_excess",
    .label = N_("More than the entitlement"),
    .plural = N_("Second signatures"),
    .check = check,
    .title = title,
    .stored = stored,
    OF_A_CASE(struct reintegration_excess, FIELDS, reintegration_write, MONEY_PURPOSES),
};

static enum outcome can_sign(struct work *work, const void *row, struct gate *gate)
{
    gate_require(gate, somebody_else(work, record_head_of(row)->created_by), "own_request",
                 N_("Somebody other than who asked for it signs"), N_("Another supervisor or the programme manager"),
                 TEXT_NONE);
    return OK;
}

static enum outcome signed_for(struct work *work, void *row)
{
    struct reintegration_excess *excess = row;
    excess->signed_by = work->actor->user;
    excess->signed_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome taken_back(struct work *work, void *row)
{
    struct reintegration_excess *excess = row;
    (void)work;
    excess->signed_by = (struct identifier){{0}};
    excess->signed_on = DATE_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"requested", N_("Waits for the second signature"), STATE_NOW, true},
    {"signed", N_("Signed by two"), STATE_NOW, true},
    {"refused", N_("Refused"), STATE_ENDED, false},
    {"ended", N_("Taken back"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "requested",
     .action = "sign",
     .to = "signed",
     .label = N_("Sign for it"),
     .done = N_("Signed for more than the entitlement"),
     .description = N_("The plan may then exceed the entitlement by this amount. It is shown in the reports."),
     .right = &excess_sign,
     .guard = can_sign,
     .effect = signed_for},
    {.from = "requested",
     .action = "refuse",
     .to = "refused",
     .label = N_("Refuse"),
     .done = N_("Refused"),
     .right = &excess_sign,
     .note_required = true},
    {.from = "signed",
     .action = "take_back",
     .to = "ended",
     .label = N_("Take the signature back"),
     .done = N_("Signature taken back"),
     .description = N_("What was committed meanwhile stays committed."),
     .right = &excess_sign,
     .note_required = true,
     .danger = true,
     .effect = taken_back},
};

static const struct step BEGIN = {
    .task_right = &excess_sign, .task_label = N_("Sign for more than the entitlement, or refuse"), .task_days = 5};

const struct flow excess_flow = {
    .name = "excess",
    .record = &excess_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
