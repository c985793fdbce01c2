/* The life of a round and of an interview. */
#include "monitoring/monitoring_rules.h"

static const struct flow_state ROUND_STATES[] = {
    {"planned", N_("Planned"), STATE_WAITING, true},
    {"due", N_("To be held"), STATE_NOW, true},
    {"done", N_("Held"), STATE_ENDED, true},
    {"refused", N_("The person did not want it"), STATE_ENDED, false},
    {"unreachable", N_("The person was not reached"), STATE_ENDED, false},
    {"cancelled", N_("Ended with its case"), STATE_ENDED, false},
};

/* Granted to nobody: the calendar and the return case lead to these. */
static struct right by_the_program = {.name = "monitoring.by_the_program"};

#define FALLS_DUE                                                                     \
    .task_right = &monitoring_write, .task_for_assigned = true, .task_due = "due_on", \
    .task_label = N_("Call or visit the person after the return")
#define CANCEL(state)                                                                           \
    {                                                                                           \
        .from = state, .action = "cancel", .to = "cancelled", .label = N_("End with the case"), \
        .done = N_("Ended with its case"), .right = &by_the_program                             \
    }
#define TAKE_UP(state)                                                                                               \
    {                                                                                                                \
        .from = state, .action = "take_up", .to = "due", .label = N_("Take up again"), .done = N_("Taken up again"), \
        .description = N_("The person was reached, or wants it after all."), .right = &monitoring_write,             \
        .note_required = true, FALLS_DUE                                                                             \
    }

static const struct step ROUND_STEPS[] = {
    {.from = "planned",
     .action = "fall_due",
     .to = "due",
     .label = N_("Falls due"),
     .done = N_("Fell due"),
     .right = &by_the_program,
     FALLS_DUE},
    {.from = "planned",
     .action = "begin_early",
     .to = "due",
     .label = N_("Hold it now"),
     .done = N_("Taken up before its day"),
     .description = N_("The person is there, or can be reached, before the day on which the round is due."),
     .right = &monitoring_write,
     FALLS_DUE},
    {.from = "due",
     .action = "not_reached",
     .to = "due",
     .label = N_("Not reached"),
     .done = N_("Tried in vain"),
     .description = N_("An attempt counts, by telephone or at the door; the round stays open."),
     .right = &monitoring_write,
     .input = "attempted_on,attempt_mode,attempt_note",
     .required = "attempted_on,attempt_mode",
     .effect = round_not_reached},
    {.from = "due",
     .action = "finish",
     .to = "done",
     .label = N_("End the round"),
     .done = N_("Round held"),
     .description = N_("What was asked is enough; nothing more is asked in this round."),
     .right = &monitoring_write,
     .guard = round_can_finish,
     .effect = round_finished},
    {.from = "due",
     .action = "refuse",
     .to = "refused",
     .label = N_("The person does not want it"),
     .done = N_("The person did not want it"),
     .description = N_("Nothing follows from it: their aid stays what it is."),
     .right = &monitoring_write,
     .input = "attempted_on,attempt_mode,attempt_note",
     .required = "attempted_on,attempt_mode"},
    {.from = "due",
     .action = "give_up",
     .to = "unreachable",
     .label = N_("Give up: not reached"),
     .done = N_("Given up: not reached"),
     .description = N_("After several attempts in vain. The figures count it apart from a refusal."),
     .right = &monitoring_write,
     .guard = round_can_give_up},
    TAKE_UP("refused"),
    TAKE_UP("unreachable"),
    CANCEL("planned"),
    CANCEL("due"),
};

const struct flow round_flow = {
    .name = "monitoring_round",
    .record = &round_record,
    .states = ROUND_STATES,
    .state_count = sizeof ROUND_STATES / sizeof *ROUND_STATES,
    .steps = ROUND_STEPS,
    .step_count = sizeof ROUND_STEPS / sizeof *ROUND_STEPS,
};

static const struct flow_state INTERVIEW_STATES[] = {
    {"draft", N_("Being filled in"), STATE_NOW, true},
    {"done", N_("Complete"), STATE_ENDED, true},
    {"abandoned", N_("Broken off"), STATE_ENDED, false},
};

static const struct step INTERVIEW_STEPS[] = {
    {.from = "draft",
     .action = "finish",
     .to = "done",
     .label = N_("End the interview"),
     .done = N_("Interview ended"),
     .description = N_("All that has to be answered is; the score is worked out."),
     .right = &monitoring_write,
     .guard = interview_can_finish,
     .effect = interview_finished},
    {.from = "draft",
     .action = "abandon",
     .to = "abandoned",
     .label = N_("Break off"),
     .done = N_("Broken off"),
     .description = N_("The person stopped. What was answered stays in the file and counts in no figure."),
     .right = &monitoring_write,
     .danger = true,
     .note_required = true},
    {.from = "done",
     .action = "reopen",
     .to = "draft",
     .label = N_("Correct an answer"),
     .done = N_("Opened to be corrected"),
     .description = N_("It counts in no figure until it is ended again."),
     .right = &monitoring_write,
     .note_required = true,
     .effect = interview_reopened},
    {.from = "abandoned",
     .action = "resume",
     .to = "draft",
     .label = N_("Go on with it"),
     .done = N_("Gone on with"),
     .description = N_("The person wants to go on."),
     .right = &monitoring_write,
     .note_required = true},
};

const struct flow interview_flow = {
    .name = "monitoring_interview",
    .record = &interview_record,
    .states = INTERVIEW_STATES,
    .state_count = sizeof INTERVIEW_STATES / sizeof *INTERVIEW_STATES,
    .steps = INTERVIEW_STEPS,
    .step_count = sizeof INTERVIEW_STEPS / sizeof *INTERVIEW_STEPS,
};
