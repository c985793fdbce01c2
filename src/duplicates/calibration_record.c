/* A calibration as a record with its life cycle: somebody decides that it counts, and for how long. */
#include "duplicates/calibrations.h"
#include "duplicates/look.h"
#include "flow/flow.h"
#include "identity/identity.h"

struct right calibration_see = {"calibration.see", N_("See which probabilities of duplicates count"), 0};
struct right calibration_decide = {"duplicate.calibrate", N_("Decide which probabilities of duplicates count"), 0,
                                   ROWS_PERSONS};

static const struct field FIELDS[] = {
    FIELD(struct person_calibration, decisions, FIELD_INTEGER, .label = N_("Decisions that it comes from"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct person_calibration, same_total, FIELD_INTEGER, .label = N_("Of these: the same person"),
          .flags = FIELD_COMPUTED),
    FIELD(struct person_calibration, error_without, FIELD_INTEGER,
          .label = N_("Without it, probabilities are off by, of 1,000"), .flags = FIELD_COMPUTED | FIELD_LISTED,
          .largest = 1000),
    FIELD(struct person_calibration, error_with, FIELD_INTEGER,
          .label = N_("With it, on decisions that it does not come from, of 1,000"),
          .flags = FIELD_COMPUTED | FIELD_LISTED, .largest = 1000),
    FIELD(struct person_calibration, from_200, FIELD_INTEGER, .label = N_("What was 200 of 1,000 becomes"),
          .flags = FIELD_COMPUTED, .largest = 1000),
    FIELD(struct person_calibration, from_500, FIELD_INTEGER, .label = N_("What was 500 of 1,000 becomes"),
          .flags = FIELD_COMPUTED, .largest = 1000),
    FIELD(struct person_calibration, from_800, FIELD_INTEGER, .label = N_("What was 800 of 1,000 becomes"),
          .flags = FIELD_COMPUTED, .largest = 1000),
    FIELD(struct person_calibration, from_950, FIELD_INTEGER, .label = N_("What was 950 of 1,000 becomes"),
          .flags = FIELD_COMPUTED, .largest = 1000),
    FIELD(struct person_calibration, slope, FIELD_INTEGER, .label = N_("Slope, in millionths"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct person_calibration, shift, FIELD_INTEGER, .label = N_("Shift, in millionths"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN, .smallest = -100000000, .largest = 100000000),
    FIELD(struct person_calibration, weights, FIELD_INTEGER, .label = N_("Version of the weights"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct person_calibration, base, FIELD_INTEGER, .label = N_("Version of the weights of fields"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct person_calibration, decided_by, FIELD_LINK, .label = N_("Decided by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct person_calibration, decided_on, FIELD_DATE, .label = N_("Decided on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

struct record person_calibration_record = {
    .name = "person_calibration",
    .path = "person-calibrations",
    .table = "person_calibration",
    .label = N_("Calibration"),
    .plural = N_("Calibrations"),
    .kind = "CAL",
    .size = sizeof(struct person_calibration),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &calibration_see,
    .create = &calibration_decide,
    .title = title,
};

static enum outcome can_use(struct work *work, const void *row, struct gate *gate)
{
    const struct person_calibration *calibration = row;
    const struct match_weights *ignored;
    int64_t base = 0;
    enum outcome outcome = calibration_base(work, calibration->head.organisation, &ignored, &base);
    if (outcome != OK)
        return outcome;
    gate_require(gate, (calibration->base == INTEGER_NONE ? 0 : calibration->base) == base, "other_weights",
                 N_("Fields weigh what they weighed when it was proposed: otherwise propose another one"),
                 N_("Administrators"), TEXT_NONE);
    gate_require(gate, calibration->error_with <= calibration->error_without, "not_better",
                 N_("With it, probabilities are nearer to what people decided than without it"), N_("Reviewers"),
                 TEXT_NONE);
    return OK;
}

static void decided(struct work *work, struct person_calibration *calibration)
{
    calibration->decided_by = work->actor->user;
    calibration->decided_on = zone_date(work->zone, work->now);
}

/* One counts at a time; then all pairs that wait are weighed anew. */
static enum outcome used(struct work *work, void *row)
{
    struct person_calibration *calibration = row;
    struct identifier before;
    struct calibration_numbers numbers;
    decided(work, calibration);
    enum outcome outcome = calibration_now(work, calibration->head.organisation, &before, &numbers);
    if (outcome == OK)
        outcome = flow_move_forced(work, &calibration_flow, before, TEXT("stop"), TEXT_NONE);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    return look_begin(work);
}

static enum outcome ended(struct work *work, void *row)
{
    decided(work, row);
    return look_begin(work);
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
         N_("From now on probabilities are those on this page, on receiving persons, in every comparison and "
            "in the list of pairs. What waits is weighed anew. It can be taken back."),
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
     .description = N_("The probabilities that came with the program count again, until another calibration is used."),
     .right = &calibration_decide,
     .danger = true,
     .effect = ended},
};

const struct flow calibration_flow = {
    .name = "calibration",
    .record = &person_calibration_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
