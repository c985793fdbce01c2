/* Estimated weights of fields as a record with its life cycle: somebody decides that they count, and for how long. */
#include "duplicates/field_weights.h"
#include "duplicates/look.h"
#include "flow/flow.h"
#include "identity/identity.h"

static const struct field FIELDS[] = {
    FIELD(struct field_weights, persons, FIELD_INTEGER, .label = N_("Persons that it comes from"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct field_weights, same_expected, FIELD_INTEGER, .label = N_("Pairs of one person expected among them"),
          .flags = FIELD_COMPUTED),
    FIELD(struct field_weights, anchors, FIELD_INTEGER, .label = N_("Pairs that show how records of one person differ"),
          .flags = FIELD_COMPUTED),
    FIELD(struct field_weights, decisions, FIELD_INTEGER, .label = N_("Decisions that it was measured on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct field_weights, error_without, FIELD_INTEGER,
          .label = N_("Without it, probabilities are off by, of 1,000"), .flags = FIELD_COMPUTED | FIELD_LISTED,
          .largest = 1000),
    FIELD(struct field_weights, error_with, FIELD_INTEGER, .label = N_("With it, probabilities are off by, of 1,000"),
          .flags = FIELD_COMPUTED | FIELD_LISTED, .largest = 1000),
    FIELD(struct field_weights, weights, FIELD_INTEGER, .label = N_("Version of the weights"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct field_weights, learned, FIELD_TEXT, .label = N_("Weights"), .flags = FIELD_COMPUTED | FIELD_HIDDEN,
          .longest = 20000),
    FIELD(struct field_weights, decided_by, FIELD_LINK, .label = N_("Decided by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct field_weights, decided_on, FIELD_DATE, .label = N_("Decided on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

struct record field_weights_record = {
    .name = "field_weights",
    .path = "field-weights",
    .table = "field_weights",
    .label = N_("Weights of fields"),
    .plural = N_("Estimates of weights"),
    .kind = "FWT",
    .size = sizeof(struct field_weights),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &calibration_see,
    .create = &calibration_decide,
    .title = title,
};

static enum outcome can_use(struct work *work, const void *row, struct gate *gate)
{
    const struct field_weights *weights = row;
    bool measured = weights->decisions >= LEARN_DECISIONS;
    (void)work;
    gate_require(gate, !measured || weights->error_with <= weights->error_without, "not_better",
                 N_("With it, probabilities are nearer to what people decided than without it"), N_("Reviewers"),
                 TEXT_NONE);
    return OK;
}

static void decided(struct work *work, struct field_weights *weights)
{
    weights->decided_by = work->actor->user;
    weights->decided_on = zone_date(work->zone, work->now);
}

/* A calibration bends what other weights said. */
static enum outcome stop_calibration(struct work *work, struct identifier organisation)
{
    struct identifier calibration;
    struct calibration_numbers numbers;
    enum outcome outcome = calibration_now(work, organisation, &calibration, &numbers);
    if (outcome == OK)
        outcome = flow_move_forced(work, &calibration_flow, calibration, TEXT("stop"), TEXT_NONE);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* One counts at a time; then all pairs that wait are weighed anew. */
static enum outcome used(struct work *work, void *row)
{
    struct field_weights *weights = row;
    struct identifier before;
    const struct match_weights *ignored;
    decided(work, weights);
    enum outcome outcome = field_weights_now(work, weights->head.organisation, &before, &ignored);
    if (outcome == OK)
        outcome = flow_move_forced(work, &field_weights_flow, before, TEXT("stop"), TEXT_NONE);
    if (outcome == OK || outcome == NOT_FOUND)
        outcome = stop_calibration(work, weights->head.organisation);
    return outcome == OK ? look_begin(work) : outcome;
}

static enum outcome ended(struct work *work, void *row)
{
    struct field_weights *weights = row;
    decided(work, weights);
    enum outcome outcome = stop_calibration(work, weights->head.organisation);
    return outcome == OK ? look_begin(work) : outcome;
}

static enum outcome left(struct work *work, void *row)
{
    decided(work, row);
    return OK;
}

static const struct flow_state STATES[] = {
    {"proposed", N_("Proposed"), STATE_NOW, true},
    {"in_force", N_("In force"), STATE_NOW, true},
    {"ended", N_("No longer in force"), STATE_ENDED, true},
    {"left", N_("Set aside"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "proposed",
     .action = "use",
     .to = "in_force",
     .label = N_("Use it"),
     .done = N_("Put in force"),
     .description =
         N_("From now on each field weighs what the register shows, on receiving persons, in every comparison "
            "and in the list of pairs. What waits is weighed anew; a calibration in force ends, for it was of "
            "other weights. It can be taken back."),
     .right = &calibration_decide,
     .note_required = true,
     .guard = can_use,
     .effect = used},
    {.from = "proposed",
     .action = "leave",
     .to = "left",
     .label = N_("Set it aside"),
     .done = N_("Set aside"),
     .description = N_("Nothing changes."),
     .right = &calibration_decide,
     .effect = left},
    {.from = "in_force",
     .action = "stop",
     .to = "ended",
     .label = N_("Take it back"),
     .done = N_("Taken back"),
     .description = N_("The weights that came with the program count again; a calibration in force ends with these."),
     .right = &calibration_decide,
     .danger = true,
     .effect = ended},
};

const struct flow field_weights_flow = {
    .name = "field_weights",
    .record = &field_weights_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
