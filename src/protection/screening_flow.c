/* The life of a screening and of a safety action. */
#include "protection/protection_rules.h"

static const struct flow_state STATES[] = {
    {"draft", N_("Being written"), STATE_NOW, true},
    {"first_read", N_("Waits for the second reader"), STATE_WAITING, true},
    {"disputed", N_("Waits for a third reader"), STATE_WAITING, false},
    {"decided", N_("Signed by its readers"), STATE_ENDED, true},
    {"approved", N_("Assessment approved"), STATE_ENDED, false},
    {"reopened", N_("Reopened"), STATE_NOW, false},
    {"cancelled", N_("Ended with its case"), STATE_ENDED, false},
};

/* Granted to nobody: these follow what becomes of the return case. */
static struct right by_the_case = {.name = "protection.by_the_case"};

#define SIGN(state)                                                                                            \
    {                                                                                                          \
        .from = state, .action = "sign", .to = "first_read", .label = N_("Sign as first reader"),              \
        .done = N_("Signed by the first reader"),                                                              \
        .description = N_("The screening is complete; another protection officer reads it before it counts."), \
        .right = &protection_write, .guard = screening_can_sign, .effect = screening_signed,                   \
        .task_right = &protection_write, .task_label = N_("Read a screening as second reader"), .task_days = 2 \
    }
/* The assessment counts once both have signed; of whom it matters most the manager of protection approves it. */
#define APPROVAL_TASK                                                                                             \
    .task_right = &protection_approve, .task_label = N_("Approve the assessment of a screening"), .task_days = 3, \
    .task_wanted = screening_wants_approval
#define REOPEN(state)                                                                                               \
    {                                                                                                               \
        .from = state, .action = "reopen", .to = "reopened", .label = N_("Reopen"), .done = N_("Reopened"),         \
        .description = N_("Something new was told or seen. The return waits until two readers have signed again."), \
        .right = &protection_write, .note_required = true, .guard = screening_can_reopen,                           \
        .effect = screening_reopened, .task_right = &protection_write, .task_label = N_("Screen again"),            \
        .task_days = 3                                                                                              \
    }
#define CANCEL(state)                                                                           \
    {                                                                                           \
        .from = state, .action = "cancel", .to = "cancelled", .label = N_("End with the case"), \
        .done = N_("Ended with its case"), .right = &by_the_case                                \
    }

static const struct step STEPS[] = {
    SIGN("draft"),
    SIGN("reopened"),
    {.from = "first_read",
     .action = "agree",
     .to = "decided",
     .label = N_("Agree and sign as second reader"),
     .done = N_("Signed by the second reader"),
     .description = N_("The screening counts from now on, and the return case is told what follows for it."),
     .right = &protection_write,
     .guard = screening_can_read,
     .effect = screening_agreed,
     APPROVAL_TASK},
    {.from = "first_read",
     .action = "agree_noted",
     .to = "decided",
     .label = N_("Sign, and note where you differ"),
     .done = N_("Signed by the second reader, who differs in part"),
     .description = N_("The screening counts as it is; what you see differently stands beside it."),
     .right = &protection_write,
     .input = "second_note",
     .required = "second_note",
     .guard = screening_can_read,
     .effect = screening_noted,
     APPROVAL_TASK},
    {.from = "first_read",
     .action = "disagree",
     .to = "disputed",
     .label = N_("Disagree: a third reader settles it"),
     .done = N_("Given to a third reader"),
     .description = N_("Nothing counts yet; a third protection officer decides."),
     .right = &protection_write,
     .input = "second_note",
     .required = "second_note",
     .guard = screening_can_read,
     .effect = screening_disputed,
     .task_right = &protection_write,
     .task_label = N_("Settle a screening as third reader"),
     .task_days = 2},
    {.from = "first_read",
     .action = "send_back",
     .to = "draft",
     .label = N_("Send back to be completed"),
     .done = N_("Sent back to be completed"),
     .description = N_("The first signature falls; say what lacks."),
     .right = &protection_write,
     .note_required = true,
     .effect = screening_sent_back,
     .task_right = &protection_write,
     .task_label = N_("Complete a screening"),
     .task_days = 2},
    {.from = "disputed",
     .action = "settle",
     .to = "decided",
     .label = N_("Settle and sign as third reader"),
     .done = N_("Settled by the third reader"),
     .description = N_("What you hold counts; both other readings stay in the history."),
     .right = &protection_write,
     .input = "level,level_reason,decision,decision_reason,next_step,third_note",
     .required = "level,decision,next_step,third_note",
     .guard = screening_can_settle,
     .effect = screening_settled,
     APPROVAL_TASK},
    {.from = "decided",
     .action = "approve",
     .to = "approved",
     .label = N_("Approve the assessment"),
     .done = N_("Assessment approved"),
     .description = N_("You stand behind what both readers found. The return was told already and goes on as it is."),
     .right = &protection_approve,
     .input = "approval_comment",
     .guard = screening_can_approve,
     .effect = screening_approved},
    {.from = "decided",
     .action = "reject",
     .to = "reopened",
     .label = N_("Do not approve the assessment"),
     .done = N_("Assessment not approved"),
     .description =
         N_("Both signatures fall, and the return waits until two readers have signed again. Say what lacks."),
     .right = &protection_approve,
     .input = "approval_comment",
     .required = "approval_comment",
     .danger = true,
     .guard = screening_can_approve,
     .effect = screening_rejected,
     .task_right = &protection_write,
     .task_label = N_("Screen again"),
     .task_days = 3},
    REOPEN("decided"),
    REOPEN("approved"),
    CANCEL("draft"),
    CANCEL("first_read"),
    CANCEL("disputed"),
    CANCEL("reopened"),
    {.from = "cancelled",
     .action = "revive",
     .to = "reopened",
     .label = N_("Begin anew"),
     .done = N_("Begun anew with its case"),
     .right = &by_the_case,
     .effect = screening_reopened},
};

const struct flow screening_flow = {
    .name = "screening",
    .record = &screening_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};

/* ---- what is done at once ---- */

static const struct flow_state SAFETY_STATES[] = {
    {"open", N_("To be done"), STATE_WAITING, true},
    {"done", N_("Done"), STATE_ENDED, true},
    {"dropped", N_("Not needed any more"), STATE_ENDED, false},
};

static const struct step SAFETY_BEGIN = {.task_right = &protection_write,
                                         .task_for_assigned = true,
                                         .task_label = N_("Immediate safety action"),
                                         .task_due = "due_on"};

static const struct step SAFETY_STEPS[] = {
    {.from = "open",
     .action = "finish",
     .to = "done",
     .label = N_("It is done"),
     .done = N_("Done"),
     .description = N_("What was done for the person's safety, and what came of it."),
     .right = &protection_write,
     .input = "result",
     .required = "result"},
    {.from = "open",
     .action = "drop",
     .to = "dropped",
     .label = N_("No longer needed"),
     .done = N_("Not needed any more"),
     .description = N_("Say why nothing has to be done any more."),
     .right = &protection_write,
     .note_required = true},
};

const struct flow safety_flow = {
    .name = "safety",
    .record = &safety_record,
    .states = SAFETY_STATES,
    .state_count = sizeof SAFETY_STATES / sizeof *SAFETY_STATES,
    .steps = SAFETY_STEPS,
    .step_count = sizeof SAFETY_STEPS / sizeof *SAFETY_STEPS,
    .begin = &SAFETY_BEGIN,
};
