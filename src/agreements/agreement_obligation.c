/* What the mission owes under an agreement: to whom it falls, by when, and what was done. */
#include "agreements/agreement_store.h"
#include "flow/task.h"

static const struct field FIELDS[] = {
    FIELD(struct agreement_obligation, agreement, FIELD_LINK, .label = N_("Agreement"), .target = &agreement_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_FILTERED | FIELD_LISTED),
    FIELD(struct agreement_obligation, what, FIELD_TEXT, .label = N_("What is owed"), .longest = 250,
          .flags = FIELD_REQUIRED),
    FIELD(struct agreement_obligation, owner, FIELD_LINK, .label = N_("Who does it"), .target = &colleague_record,
          .flags = FIELD_LISTED, .help = N_("Nobody: it waits for whoever keeps the register.")),
    FIELD(struct agreement_obligation, due_on, FIELD_DATE, .label = N_("Due on"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct agreement_obligation, every, FIELD_CHOICE, .label = N_("Comes back"),
          .choices = &agreement_recurrences, .flags = FIELD_LISTED, .help = N_("Empty: once.")),
    FIELD(struct agreement_obligation, done_on, FIELD_DATE, .label = N_("Done on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct agreement_obligation, done_by, FIELD_LINK, .label = N_("Said by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct agreement_obligation, proof, FIELD_TEXT, .label = N_("Where it can be seen"), .longest = 250,
          .flags = FIELD_COMPUTED),
    FIELD(struct agreement_obligation, told_of, FIELD_DATE, .label = N_("Told of"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
};

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct agreement_obligation *)row)->what;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct agreement_obligation *obligation = row;
    const struct agreement *agreement;
    const struct agreement_obligation *known = before;
    obligation->head.assigned = obligation->owner;
    if (known != NULL && !text_is(known->head.state, "open"))
        (void)problem_add(problems, INVALID, "obligation_over", TEXT_NONE,
                          N_("The obligation is met or was dropped: what stands here stays."));
    enum outcome outcome = agreement_parent(work, &obligation->head, obligation->agreement, &agreement);
    if (outcome == NOT_FOUND)
        return identifier_is_none(obligation->agreement) ? OK
                                                         : problem_add(problems, INVALID, "agreement_missing",
                                                                       TEXT("agreement"), N_("Choose the agreement."));
    if (outcome == OK && before == NULL && text_is(agreement->head.state, "dropped"))
        (void)problem_add(problems, INVALID, "agreement_dropped", TEXT("agreement"),
                          N_("That agreement was not concluded: nothing is owed under it."));
    return outcome;
}

static enum outcome stored(struct work *work, const void *before, const void *row)
{
    const struct agreement_obligation *now = row;
    if (before == NULL || identifier_equal(record_head_of(before)->assigned, now->head.assigned))
        return OK;
    return task_assign(work, text_from(agreement_obligation_record.name), now->head.id, (struct identifier){{0}},
                       now->head.assigned);
}

struct record agreement_obligation_record = {
    .name = "agreement_obligation",
    .path = "agreement-obligations",
    .table = "agreement_obligation",
    .label = N_("Obligation of an agreement"),
    .plural = N_("Obligations of agreements"),
    .kind = "OBL",
    .size = sizeof(struct agreement_obligation),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &agreement_see,
    .create = &agreement_keep,
    .update = &agreement_keep,
    .check = check,
    .title = title,
    .stored = stored,
};

enum outcome agreement_obligation_store(struct work *work, void *row)
{
    struct agreement_obligation *obligation = row;
    obligation->head.state = text_from(agreement_obligation_flow.states[0].name);
    enum outcome outcome = record_insert(work, &agreement_obligation_record, obligation);
    return outcome == OK ? flow_begin(work, &agreement_obligation_flow, obligation) : outcome;
}

/* A changed day moves the task along. */
enum outcome agreement_obligation_change(struct work *work, const void *before, void *row)
{
    const struct agreement_obligation *known = before;
    struct agreement_obligation *now = row;
    enum outcome outcome = record_update(work, &agreement_obligation_record, before, row);
    if (outcome != OK || known->due_on == now->due_on)
        return outcome;
    outcome = task_close_all(work, text_from(agreement_obligation_record.name), now->head.id, (struct identifier){{0}});
    return outcome == OK ? flow_begin(work, &agreement_obligation_flow, now) : outcome;
}

/* ---- until it is met ---- */

static enum outcome done(struct work *work, void *row)
{
    struct agreement_obligation *obligation = row;
    int32_t next = recurrence_next(obligation->every, obligation->due_on);
    obligation->done_by = work->actor->user;
    if (obligation->done_on > zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "date_in_future", TEXT("done_on"),
                           N_("This date lies in the future."));
    if (next == DATE_NONE)
        return OK;
    const struct agreement *agreement;
    enum outcome outcome = agreement_parent(work, &obligation->head, obligation->agreement, &agreement);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (agreement->runs_until != DATE_NONE && next > agreement->runs_until)
        return OK;
    struct agreement_obligation *following = record_new(work->arena, &agreement_obligation_record);
    following->head.organisation = obligation->head.organisation;
    following->head.office = obligation->head.office;
    following->head.state = text_from(agreement_obligation_flow.states[0].name);
    following->agreement = obligation->agreement;
    following->what = obligation->what;
    following->owner = obligation->owner;
    following->due_on = next;
    following->every = obligation->every;
    static const struct actor PROGRAM = {.system = true}; /* who meets one may not be who records them */
    struct work own = *work;
    own.actor = &PROGRAM;
    outcome = agreement_obligation_store(&own, following);
    work->problems = own.problems;
    return outcome;
}

static const struct flow_state STATES[] = {
    {"open", N_("To be met"), STATE_NOW, true},
    {"done", N_("Met"), STATE_ENDED, true},
    {"dropped", N_("No longer owed"), STATE_ENDED, false},
};

#define MEETING                                                                                                    \
    .task_right = &agreement_fulfil, .task_label = N_("Meet an obligation of an agreement"), .task_due = "due_on", \
    .task_for_assigned = true

static const struct step BEGIN = {MEETING};

static const struct step STEPS[] = {
    {.from = "open",
     .action = "meet",
     .to = "done",
     .label = N_("It is met"),
     .done = N_("Met"),
     .description = N_("Say when, and where it can be seen. What comes back is recorded for the next day."),
     .right = &agreement_fulfil,
     .input = "done_on,proof",
     .required = "done_on",
     .effect = done},
    {.from = "open",
     .action = "drop",
     .to = "dropped",
     .label = N_("It is no longer owed"),
     .done = N_("No longer owed"),
     .description = N_("Say why, and who decided it."),
     .right = &agreement_keep,
     .note_required = true},
};

const struct flow agreement_obligation_flow = {
    .name = "agreement_obligation",
    .record = &agreement_obligation_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
