/* The four preparations of a return, side by side: each a small flow. */
#include "returns/journey.h"

enum { MEDICAL_REPORT_DAYS = 14 };

static const struct choice KINDS[] = {
    {"travel_document", N_("Travel document"), {0}},
    {"exit_authorisation", N_("Exit authorisation"), {0}},
    {"project", N_("Reintegration project"), {0}},
    {"medical", N_("Medical check"), {0}},
};
struct choice_list milestone_kinds = {"milestone_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

enum { MILESTONE_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL };

static const struct field FIELDS[] = {
    FIELD(struct return_milestone, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct return_milestone, kind, FIELD_CHOICE, .label = N_("Preparation"), .choices = &milestone_kinds,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_milestone, requested_on, FIELD_DATE, .label = N_("Asked for on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_PAST),
    FIELD(struct return_milestone, settled_on, FIELD_DATE, .label = N_("Settled on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_PAST),
    FIELD(struct return_milestone, valid_until, FIELD_DATE, .label = N_("Valid until"),
          .flags = FIELD_COMPUTED | FIELD_LISTED,
          .help = N_("Empty when it does not end. A medical report holds 14 days, the airline's form 7.")),
    FIELD(struct return_milestone, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 1000),
};

static struct text milestone_title(struct work *work, const void *row)
{
    const struct return_milestone *milestone = row;
    return choice_show(&milestone_kinds, milestone->kind, work->language);
}

struct record return_milestone_record = {
    .name = "return_milestone",
    .path = "return-milestones",
    .table = "return_milestone",
    .label = N_("Preparation"),
    .plural = N_("Preparations"),
    .size = sizeof(struct return_milestone),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = MILESTONE_PURPOSES,
    .read = &return_read,
    .create = &return_approve,
    .update = &return_travel,
    .check = milestone_check,
    .stored = milestone_stored,
    .title = milestone_title,
};

enum outcome milestone_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct return_milestone *milestone = row;
    (void)work;
    (void)before;
    if (milestone->valid_until != DATE_NONE && milestone->settled_on != DATE_NONE &&
        milestone->valid_until < milestone->settled_on)
        (void)problem_add(problems, INVALID, "validity_ended", TEXT("valid_until"),
                          N_("This ends before the day it was settled: it cannot be used."));
    if (text_is(milestone->kind, "medical") && milestone->settled_on != DATE_NONE &&
        milestone->valid_until > milestone->settled_on + MEDICAL_REPORT_DAYS)
        (void)problem_add(problems, INVALID, "held_too_long", TEXT("valid_until"),
                          N_("A medical report holds 14 days at most."));
    return OK;
}

/* What is settled by hand leaves a paper with its days; a case that is booked is looked at again. */
enum outcome milestone_stored(struct work *work, const void *before, const void *row)
{
    const struct return_milestone *milestone = row;
    bool moved = before != NULL && !text_equal(record_head_of(before)->state, milestone->head.state);
    if (!moved || text_is(milestone->head.state, "cancelled")) /* with its case, which is about to be stored */
        return OK;
    enum outcome outcome = text_is(milestone->head.state, "settled") ? travel_paper_of_settled(work, milestone) : OK;
    return outcome == OK ? journey_look_again(work, milestone->return_case) : outcome;
}

/* Asked for, for the first time or again: what was settled before no longer counts. */
enum outcome milestone_requested(struct work *work, void *row)
{
    struct return_milestone *milestone = row;
    if (milestone->requested_on == DATE_NONE)
        milestone->requested_on = zone_date(work->zone, work->now);
    milestone->settled_on = DATE_NONE;
    milestone->valid_until = DATE_NONE;
    return OK;
}

enum outcome milestone_settled(struct work *work, void *row)
{
    struct return_milestone *milestone = row;
    if (milestone->settled_on == DATE_NONE)
        milestone->settled_on = zone_date(work->zone, work->now);
    if (milestone->valid_until == DATE_NONE && text_is(milestone->kind, "medical"))
        milestone->valid_until = milestone->settled_on + MEDICAL_REPORT_DAYS;
    return OK;
}

enum outcome milestone_not_needed(struct work *work, void *row)
{
    struct return_milestone *milestone = row;
    (void)work;
    milestone->settled_on = DATE_NONE;
    milestone->valid_until = DATE_NONE;
    return OK;
}

/* A travel document is settled only when one that is valid stands in the person's documents. */
enum outcome milestone_can_settle(struct work *work, const void *row, struct gate *gate)
{
    const struct return_milestone *milestone = row;
    bool has = true;
    enum outcome outcome = OK;
    if (text_is(milestone->kind, "travel_document"))
        outcome = person_has_document(work, milestone->head.person, TEXT(TRAVEL_DOCUMENTS),
                                      zone_date(work->zone, work->now), &has);
    struct text id = identifier_to_text(gate->arena, milestone->head.person);
    if (outcome == OK)
        gate_require(gate, has, "travel_document_missing",
                     N_("A passport or laissez-passer that is valid stands in the person's documents"),
                     N_("The consulate, through the caseworker"),
                     arena_format(gate->arena, "/persons/%.*s/documents/new", TEXT_ARG(id)));
    return outcome;
}

static const struct flow_state STATES[] = {
    {"open", N_("To be asked for"), STATE_NOW, true},   {"requested", N_("Asked for"), STATE_WAITING, true},
    {"settled", N_("Settled"), STATE_NOW, true},        {"refused", N_("Refused"), STATE_WAITING, false},
    {"not_needed", N_("Not needed"), STATE_NOW, false}, {"cancelled", N_("Cancelled"), STATE_ENDED, false},
};

/* Granted to nobody. */
static struct right by_the_program = {.name = "milestone.by_the_program"};

static const struct step STEPS[] = {
    {.from = "open",
     .action = "request",
     .to = "requested",
     .label = N_("Record the request"),
     .done = N_("Asked for"),
     .right = &return_travel,
     .input = "requested_on",
     .effect = milestone_requested,
     .task_right = &return_travel,
     .task_label = N_("Ask what became of it"),
     .task_days = 7},
    {.from = "open",
     .action = "settle",
     .to = "settled",
     .label = N_("Record that it is settled"),
     .done = N_("Settled"),
     .right = &return_travel,
     .input = "settled_on,valid_until",
     .guard = milestone_can_settle,
     .effect = milestone_settled},
    {.from = "open",
     .action = "not_needed",
     .to = "not_needed",
     .label = N_("Record that it is not needed"),
     .done = N_("Not needed"),
     .description = N_("The journey does not need it; say why."),
     .right = &return_travel,
     .note_required = true,
     .effect = milestone_not_needed},
    {.from = "requested",
     .action = "settle",
     .to = "settled",
     .label = N_("Record that it is settled"),
     .done = N_("Settled"),
     .right = &return_travel,
     .input = "settled_on,valid_until",
     .guard = milestone_can_settle,
     .effect = milestone_settled},
    {.from = "requested",
     .action = "refuse",
     .to = "refused",
     .label = N_("Record the refusal"),
     .done = N_("Refused"),
     .description = N_("It was refused, or the doctor does not allow the journey; say what was answered."),
     .right = &return_travel,
     .note_required = true,
     .task_right = &return_counsel,
     .task_for_assigned = true,
     .task_label = N_("Find another way after a refusal"),
     .task_days = 3},
    {.from = "refused",
     .action = "request",
     .to = "requested",
     .label = N_("Ask again"),
     .done = N_("Asked for anew"),
     .right = &return_travel,
     .input = "requested_on",
     .effect = milestone_requested,
     .task_right = &return_travel,
     .task_label = N_("Ask what became of it"),
     .task_days = 7},
    {.from = "refused",
     .action = "not_needed",
     .to = "not_needed",
     .label = N_("Record that it is not needed"),
     .done = N_("Not needed"),
     .description = N_("The journey does not need it; say why."),
     .right = &return_travel,
     .note_required = true,
     .effect = milestone_not_needed},
    {.from = "settled",
     .action = "renew",
     .to = "requested",
     .label = N_("Renew"),
     .done = N_("Asked for anew"),
     .right = &return_travel,
     .input = "requested_on",
     .effect = milestone_requested,
     .task_right = &return_travel,
     .task_label = N_("Ask what became of it"),
     .task_days = 7},
    {.from = "not_needed",
     .action = "request",
     .to = "requested",
     .label = N_("Record a request after all"),
     .done = N_("Asked for after all"),
     .right = &return_travel,
     .input = "requested_on",
     .effect = milestone_requested,
     .task_right = &return_travel,
     .task_label = N_("Ask what became of it"),
     .task_days = 7},
    /* follows the end of the case; people who find that it is not needed say so */
    {.from = NULL,
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel"),
     .done = N_("Preparation cancelled"),
     .right = &by_the_program,
     .note_required = true},
};

const struct flow milestone_flow = {
    .name = "milestone",
    .record = &return_milestone_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
