/* The proof of the project before its second instalment: seen by one, accepted by another. */
#include "identity/identity.h"
#include "reintegration/reintegration_store.h"

static const struct choice MEANS[] = {
    {"visit", N_("Visit"), {0}},
    {"video", N_("Video call"), {0}},
    {"photos", N_("Photographs"), {0}},
    {"documents", N_("Invoices and documents"), {0}},
    {"partner", N_("Report of a partner"), {0}},
};
static struct choice_list proof_means = {"proof_means", NULL, MEANS, sizeof MEANS / sizeof *MEANS};

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_proof, MONEY_PURPOSES),
    FIELD(struct reintegration_proof, item, FIELD_LINK, .label = N_("For the second instalment"),
          .target = &return_item_record, .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct reintegration_proof, seen_on, FIELD_DATE, .label = N_("Seen on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_proof, means, FIELD_CHOICE, .label = N_("How it was seen"), .choices = &proof_means,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_proof, finding, FIELD_LINES, .label = N_("What became of the project"),
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 2000),
    FIELD(struct reintegration_proof, decided_by, FIELD_LINK, .label = N_("Decided by"), .target = &colleague_record,
          .purposes = CARE_PURPOSES | PURPOSE_FINANCE, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_proof, decided_on, FIELD_DATE, .label = N_("Decided on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    const struct reintegration_proof *proof = row;
    struct text day =
        proof->seen_on == DATE_NONE ? TEXT_NONE : language_date(work->arena, work->language, proof->seen_on);
    return day.length == 0 ? TEXT_NONE : tr_with(work->arena, work->language, N_("Proof of {1}"), &day, 1);
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_proof *proof = row;
    const struct return_case *file;
    void *item;
    enum outcome outcome = reintegration_case(work, proof->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    bool moves = before != NULL && !text_equal(record_head_of(before)->state, proof->head.state);
    if (before == NULL && proof->head.state.length == 0)
        proof->head.state = text_from(proof_flow.states[0].name);
    if (before != NULL && !moves && !text_is(proof->head.state, "recorded"))
        (void)problem_add(problems, INVALID, "proof_fixed", TEXT_NONE,
                          N_("This proof was decided on: record another one."));
    if (proof->seen_on != DATE_NONE && (file->arrived_on == DATE_NONE || proof->seen_on < file->arrived_on))
        (void)problem_add(problems, INVALID, "before_arrival", TEXT("seen_on"),
                          N_("This day lies before the arrival."));
    outcome = reintegration_item_check(work, proof->item, proof->return_case, problems);
    if (outcome == OK && !identifier_is_none(proof->item))
        outcome = record_get_unlimited(work, &return_item_record, proof->item, &item);
    if (outcome == OK && !identifier_is_none(proof->item) && ((const struct return_item *)item)->instalment != 2)
        (void)problem_add(problems, INVALID, "not_second_instalment", TEXT("item"),
                          N_("A proof is for an item of the second instalment."));
    return outcome < 0 ? outcome : OK;
}

static enum outcome stored(struct work *work, const void *before, const void *row)
{
    return before == NULL ? flow_begin(work, &proof_flow, row) : OK;
}

struct record proof_record = {
    .name = "reintegration_proof",
    .path = "project-proofs",
    .table = "reintegration_proof",
    .label = N_("Proof of the project"),
    .plural = N_("Proofs of the project"),
    .check = check,
    .title = title,
    .stored = stored,
    OF_A_CASE(struct reintegration_proof, FIELDS, reintegration_write, MONEY_PURPOSES),
};

static enum outcome can_accept(struct work *work, const void *row, struct gate *gate)
{
    gate_require(gate, somebody_else(work, record_head_of(row)->created_by), "own_proof",
                 N_("Somebody other than who recorded it accepts the proof"), N_("Another supervisor"), TEXT_NONE);
    return OK;
}

static enum outcome decided(struct work *work, void *row)
{
    struct reintegration_proof *proof = row;
    proof->decided_by = work->actor->user;
    proof->decided_on = zone_date(work->zone, work->now);
    return OK;
}

static const struct flow_state STATES[] = {
    {"recorded", N_("Recorded, not accepted yet"), STATE_NOW, true},
    {"accepted", N_("Accepted"), STATE_ENDED, true},
    {"refused", N_("Refused"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "recorded",
     .action = "accept",
     .to = "accepted",
     .label = N_("Accept the proof"),
     .done = N_("Proof accepted"),
     .description = N_("The second instalment can then be prepared, six months after the arrival."),
     .right = &reintegration_approve,
     .guard = can_accept,
     .effect = decided},
    {.from = "recorded",
     .action = "refuse",
     .to = "refused",
     .label = N_("Refuse the proof"),
     .done = N_("Proof refused"),
     .right = &reintegration_approve,
     .note_required = true,
     .guard = can_accept,
     .effect = decided},
};

static const struct step BEGIN = {
    .task_right = &reintegration_approve, .task_label = N_("Look at the proof of the project"), .task_days = 7};

const struct flow proof_flow = {
    .name = "proof",
    .record = &proof_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
