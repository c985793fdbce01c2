/* Two people decide that data are destroyed; what must stay is held. */
#include "privacy/privacy_store.h"

/* Every reason of a feature why the data are still needed is a line of what is missing. */
static enum outcome add_obstacles(struct work *work, struct identifier person, struct gate *gate)
{
    struct problems obstacles = problems_open(work->arena);
    enum outcome outcome = person_may_erase(work, person, &obstacles);
    if (outcome < 0)
        return outcome;
    for (const struct problem *problem = obstacles.first; problem != NULL; problem = problem->next)
        gate_require(gate, false, problem->code, problem->message, N_("Data protection officer"), TEXT_NONE);
    if (obstacles.count == 0)
        gate_require(gate, true, "nothing_holds", N_("Nothing obliges us to keep the data"),
                     N_("Data protection officer"), TEXT_NONE);
    return OK;
}

static enum outcome can_agree(struct work *work, const void *row, struct gate *gate)
{
    return add_obstacles(work, record_head_of(row)->person, gate);
}

static enum outcome can_confirm(struct work *work, const void *row, struct gate *gate)
{
    const struct retention_proposal *proposal = row;
    bool same = identifier_equal(proposal->agreed_by, work->actor->user);
    gate_require(gate, !same, "same_person", N_("Somebody other than who agreed confirms it"),
                 N_("Data protection officer or supervisor"), TEXT_NONE);
    return add_obstacles(work, proposal->head.person, gate);
}

static enum outcome agreed(struct work *work, void *row)
{
    struct retention_proposal *proposal = row;
    proposal->agreed_by = work->actor->user;
    proposal->agreed_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome confirmed(struct work *work, void *row)
{
    struct retention_proposal *proposal = row;
    proposal->confirmed_by = work->actor->user;
    proposal->destroyed_on = zone_date(work->zone, work->now);
    enum outcome outcome = person_erase_now(work, proposal->head.person, proposal->reason);
    return outcome == CONFLICT ? OK : outcome; /* it was done by hand meanwhile */
}

static enum outcome kept(struct work *work, void *row)
{
    struct retention_proposal *proposal = row;
    int32_t today = zone_date(work->zone, work->now);
    if (proposal->kept_until <= today)
        return problem_add(&work->problems, INVALID, "day_past", TEXT("kept_until"), N_("Give a day that is to come."));
    return OK;
}

static enum outcome reopened(struct work *work, void *row)
{
    struct retention_proposal *proposal = row;
    (void)work;
    proposal->agreed_by = (struct identifier){{0}};
    proposal->agreed_on = DATE_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"proposed", N_("Proposed"), STATE_WAITING, true},
    {"agreed", N_("Agreed, to be confirmed"), STATE_WAITING, true},
    {"destroyed", N_("Destroyed"), STATE_ENDED, true},
    {"kept", N_("Kept for now"), STATE_ENDED, false},
};

enum { DECIDE_DAYS = 30, CONFIRM_DAYS = 14 };
#define DECIDE \
    .task_right = &retention_decide, .task_label = N_("Decide whether data are destroyed"), .task_days = DECIDE_DAYS

static const struct step BEGIN = {DECIDE};

#define KEEP(state)                                                                                         \
    {                                                                                                       \
        .from = state, .action = "keep", .to = "kept", .label = N_("Keep the data for now"),                \
        .done = N_("Kept for now"), .description = N_("Say until when; the note says why."),                \
        .right = &retention_decide, .input = "kept_until", .required = "kept_until", .note_required = true, \
        .effect = kept                                                                                      \
    }

static const struct step STEPS[] = {
    {.from = "proposed",
     .action = "agree",
     .to = "agreed",
     .label = N_("Agree: the data go"),
     .done = N_("Agreed"),
     .description = N_("Nothing is destroyed yet: a second person confirms."),
     .right = &retention_decide,
     .guard = can_agree,
     .effect = agreed,
     .task_right = &retention_decide,
     .task_label = N_("Confirm that data are destroyed"),
     .task_days = CONFIRM_DAYS},
    {.from = "agreed",
     .action = "confirm",
     .to = "destroyed",
     .label = N_("Confirm and destroy the data for ever"),
     .done = N_("Destroyed"),
     .description = N_("Names, contacts, documents, files and every key go now; a certificate proves it."),
     .right = &retention_decide,
     .danger = true,
     .guard = can_confirm,
     .effect = confirmed},
    {.from = "agreed",
     .action = "send_back",
     .to = "proposed",
     .label = N_("Send back"),
     .done = N_("Sent back"),
     .description = N_("Say what should be looked at again."),
     .right = &retention_decide,
     .note_required = true,
     .effect = reopened,
     DECIDE},
    KEEP("proposed"),
    KEEP("agreed"),
};

const struct flow retention_flow = {
    .name = "retention_proposal",
    .record = &retention_proposal_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};

/* ---- holds ---- */

static enum outcome lifted(struct work *work, void *row)
{
    ((struct legal_hold *)row)->lifted_on = zone_date(work->zone, work->now);
    return OK;
}

static const struct flow_state HOLD_STATES[] = {
    {"held", N_("In force"), STATE_NOW, true},
    {"lifted", N_("Lifted"), STATE_ENDED, true},
};

static const struct step HOLD_STEPS[] = {
    {.from = "held",
     .action = "lift",
     .to = "lifted",
     .label = N_("Lift the hold"),
     .done = N_("Lifted"),
     .description = N_("The data may be destroyed again when they are due. Say why the hold is over."),
     .right = &hold_keep,
     .note_required = true,
     .effect = lifted},
};

const struct flow legal_hold_flow = {
    .name = "legal_hold",
    .record = &legal_hold_record,
    .states = HOLD_STATES,
    .state_count = sizeof HOLD_STATES / sizeof *HOLD_STATES,
    .steps = HOLD_STEPS,
    .step_count = sizeof HOLD_STEPS / sizeof *HOLD_STEPS,
};
