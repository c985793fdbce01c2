/* The life of a donor's report: written, reviewed by somebody else, sent, and then never changed. */
#include "reporting/report_rules.h"

static const struct flow_state STATES[] = {
    {"planned", N_("Planned"), STATE_NOW, true},
    {"drafting", N_("Being written"), STATE_NOW, true},
    {"in_review", N_("In review"), STATE_WAITING, true},
    {"approved", N_("Ready to be sent"), STATE_NOW, true},
    {"sent", N_("Sent"), STATE_ENDED, true},
    {"replaced", N_("Replaced by a correction"), STATE_ENDED, false},
    {"dropped", N_("No longer expected"), STATE_ENDED, false},
};

/* Granted to nobody: follows when the correction is sent. */
static struct right by_the_correction = {.name = "report.by_the_correction"};

static const struct step BEGIN = {
    .task_right = &report_write, .task_label = N_("Begin a donor's report"), .task_due = "begin_by"};

#define DROP(state)                                                                                     \
    {                                                                                                   \
        .from = state, .action = "drop", .to = "dropped", .label = N_("No longer expected"),            \
        .description = N_("The donor does not expect this report. What was written stays to be read."), \
        .right = &report_write, .danger = true, .note_required = true                                   \
    }
#define SEND_BACK(state)                                                                                         \
    {                                                                                                            \
        .from = state, .action = "send_back", .to = "drafting", .label = N_("Send back to be corrected"),        \
        .done = N_("Sent back to be corrected"), .description = N_("Say what has to be changed."),               \
        .right = &report_review, .note_required = true, .effect = report_sent_back, .task_right = &report_write, \
        .task_label = N_("Correct a donor's report"), .task_due = "submit_by"                                    \
    }

static const struct step STEPS[] = {
    {.from = "planned",
     .action = "begin",
     .to = "drafting",
     .label = N_("Begin to write"),
     .done = N_("Begun"),
     .description = N_("The parts can be written; figures follow the data until the report is given for review."),
     .right = &report_write,
     .task_right = &report_write,
     .task_label = N_("Finish a donor's report and give it for review"),
     .task_due = "submit_by"},
    {.from = "drafting",
     .action = "submit",
     .to = "in_review",
     .label = N_("Give for review"),
     .done = N_("Given for review"),
     .description = N_("Texts, figures and money are kept as they stand now: this is what is reviewed and sent."),
     .right = &report_write,
     .guard = report_can_submit,
     .effect = report_submitted,
     .task_right = &report_review,
     .task_label = N_("Review a donor's report"),
     .task_due = "review_by"},
    {.from = "in_review",
     .action = "approve",
     .to = "approved",
     .label = N_("Reviewed: it can be sent"),
     .done = N_("Reviewed"),
     .description = N_("You have compared text, figures and money with what you know."),
     .right = &report_review,
     .guard = report_can_approve,
     .effect = report_approved,
     .task_right = &report_write,
     .task_label = N_("Send a report to its donor"),
     .task_due = "due_on"},
    SEND_BACK("in_review"),
    SEND_BACK("approved"),
    {.from = "approved",
     .action = "send",
     .to = "sent",
     .label = N_("It was sent to the donor"),
     .done = N_("Sent to the donor"),
     .description = N_("From now on it stays as it is. A mistake is corrected by a new report that says what it "
                       "replaces."),
     .right = &report_write,
     .input = "sent_on",
     .required = "sent_on",
     .danger = true,
     .guard = report_can_send,
     .effect = report_sent},
    {.from = "sent",
     .action = "correct",
     .to = "sent",
     .label = N_("Write a correction"),
     .done = N_("A correction was begun"),
     .description = N_("A new edition with the same texts is opened. This one stays as it was sent."),
     .right = &report_write,
     .input = "correction",
     .required = "correction",
     .guard = report_can_correct,
     .effect = report_corrected},
    {.from = "sent",
     .action = "replace",
     .to = "replaced",
     .label = N_("Replaced by a correction"),
     .right = &by_the_correction},
    DROP("planned"),
    DROP("drafting"),
};

const struct flow donor_report_flow = {
    .name = "donor_report",
    .record = &donor_report_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
