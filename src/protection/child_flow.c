/* The life of a best-interests determination: written, asked for, answered by the manager of protection. */
#include "protection/protection_rules.h"

static const struct flow_state STATES[] = {
    {"draft", N_("Being written"), STATE_NOW, true},
    {"pending", N_("Waits for approval"), STATE_WAITING, true},
    {"approved", N_("Approved"), STATE_NOW, true},
    {"rejected", N_("Not approved"), STATE_WAITING, false},
    {"cancelled", N_("Ended with its case"), STATE_ENDED, false},
};

/* Granted to nobody: these follow what becomes of the return case. */
static struct right by_the_case = {.name = "determination.by_the_case"};

static const struct step STEPS[] = {
    {.from = "draft",
     .action = "request",
     .to = "pending",
     .label = N_("Ask for approval"),
     .done = N_("Approval asked for"),
     .description = N_("The panel has decided; the manager of protection approves it or sends it back."),
     .right = &protection_write,
     .guard = determination_can_request,
     .effect = determination_requested,
     .task_right = &protection_approve,
     .task_label = N_("Answer a request for approval"),
     .task_days = 3},
    {.from = "pending",
     .action = "approve",
     .to = "approved",
     .label = N_("Approve the decision"),
     .done = N_("Decision approved"),
     .description = N_("It holds from now on until its last day."),
     .right = &protection_approve,
     .input = "comment",
     .guard = determination_can_answer,
     .effect = determination_answered},
    {.from = "pending",
     .action = "reject",
     .to = "rejected",
     .label = N_("Do not approve"),
     .done = N_("Not approved"),
     .description = N_("Say what lacks or what has to be weighed again."),
     .right = &protection_approve,
     .input = "comment",
     .required = "comment",
     .guard = determination_can_answer,
     .effect = determination_answered,
     .task_right = &protection_write,
     .task_label = N_("Take up a decision that was not approved"),
     .task_days = 5},
    {.from = "rejected",
     .action = "revise",
     .to = "draft",
     .label = N_("Write anew"),
     .done = N_("Taken up anew"),
     .description = N_("The panel looks at it again."),
     .right = &protection_write,
     .effect = determination_revised},
    {.from = "approved",
     .action = "review",
     .to = "draft",
     .label = N_("Review the decision"),
     .done = N_("Review begun"),
     .description = N_("Something changed. The decision no longer holds until it is approved again."),
     .right = &protection_write,
     .danger = true,
     .note_required = true,
     .effect = determination_revised},
    {.from = NULL,
     .action = "cancel",
     .to = "cancelled",
     .label = N_("End with the case"),
     .done = N_("Ended with its case"),
     .right = &by_the_case},
};

const struct flow determination_flow = {
    .name = "determination",
    .record = &determination_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};

/* ---- declared links ---- */

static const struct flow_state CONFLICT_STATES[] = {
    {"open", N_("Declared"), STATE_NOW, true},
    {"taken_back", N_("Taken back"), STATE_ENDED, false},
};

static const struct step CONFLICT_STEPS[] = {
    {.from = "open",
     .action = "take_back",
     .to = "taken_back",
     .label = N_("Take the link back"),
     .done = N_("Link taken back"),
     .description = N_("It was declared by mistake, or is over: say which. The declaration and the reason stay in the "
                       "history."),
     .right = &conflict_take_back,
     .note_required = true,
     .guard = conflict_can_take_back},
};

const struct flow conflict_flow = {
    .name = "conflict",
    .record = &conflict_record,
    .states = CONFLICT_STATES,
    .state_count = sizeof CONFLICT_STATES / sizeof *CONFLICT_STATES,
    .steps = CONFLICT_STEPS,
    .step_count = sizeof CONFLICT_STEPS / sizeof *CONFLICT_STEPS,
};
