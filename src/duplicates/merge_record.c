/* A merge as a record with its life cycle: undoing it is a step. */
#include "duplicates/duplicate_store.h"
#include "identity/identity.h"
#include "persons/persons.h"

static const struct field FIELDS[] = {
    FIELD(struct person_merge, kept_person, FIELD_LINK, .label = N_("The record that was kept"),
          .target = &person_record, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct person_merge, kept_number, FIELD_TEXT, .label = N_("Its number"), .flags = FIELD_COMPUTED,
          .longest = 40),
    FIELD(struct person_merge, absorbed_number, FIELD_TEXT, .label = N_("The record that became part of it"),
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 40),
    FIELD(struct person_merge, absorbed_person, FIELD_LINK, .label = N_("Its identifier"), .target = &person_record,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct person_merge, pair, FIELD_LINK, .label = N_("Possible duplicate"), .target = &person_pair_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_merge, row_total, FIELD_INTEGER, .label = N_("Entries that went over"),
          .flags = FIELD_COMPUTED),
    FIELD(struct person_merge, reason, FIELD_LINES, .label = N_("Why"), .flags = FIELD_COMPUTED | FIELD_SEALED,
          .longest = 500),
    FIELD(struct person_merge, undone_by, FIELD_LINK, .label = N_("Undone by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_merge, undone_on, FIELD_DATE, .label = N_("Undone on"), .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    const struct person_merge *merge = row;
    const struct text numbers[] = {merge->absorbed_number, merge->kept_number};
    return tr_with(work->arena, work->language, N_("{1} merged into {2}"), numbers, 2);
}

struct record person_merge_record = {
    .name = "person_merge",
    .path = "person-merges",
    .table = "person_merge",
    .label = N_("Merged record"),
    .plural = N_("Merged records"),
    .kind = "MRG",
    .size = sizeof(struct person_merge),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_OVERSIGHT,
    .read = &pair_read,
    .create = &pair_merge,
    .title = title,
};

static enum outcome can_undo(struct work *work, const void *row, struct gate *gate)
{
    const struct person_merge *merge = row;
    bool there = false;
    enum outcome outcome = merge_can_be_undone(work, merge, &there);
    if (outcome == OK)
        gate_require(gate, there, "kept_is_gone",
                     N_("The record that was kept is there: neither destroyed, nor part of another one meanwhile"),
                     N_("Supervisor"), TEXT_NONE);
    return outcome;
}

static enum outcome undone(struct work *work, void *row)
{
    struct person_merge *merge = row;
    merge->undone_by = work->actor->user;
    merge->undone_on = zone_date(work->zone, work->now);
    return merge_part(work, merge);
}

static const struct flow_state STATES[] = {
    {"merged", N_("Merged"), STATE_NOW, true},
    {"undone", N_("Undone"), STATE_ENDED, true},
};

static const struct step STEPS[] = {
    {.from = "merged",
     .action = "undo",
     .to = "undone",
     .label = N_("Undo the merging"),
     .done = N_("Merging undone"),
     .description = N_("Both records are there again, each with what was its own. What was added since stays with the "
                       "record that was kept, except what belongs to a file that goes back."),
     .right = &pair_merge,
     .note_required = true,
     .danger = true,
     .guard = can_undo,
     .effect = undone},
};

const struct flow merge_flow = {
    .name = "merge",
    .record = &person_merge_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
