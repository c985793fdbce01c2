/* The life of a referral on both sides.  What one side does follows on the other by itself: those steps are granted to
   nobody. */
#include "referrals/referral_package_make.h"
#include "referrals/referral_rules.h"

static const struct flow_state SENT_STATES[] = {
    {"draft", N_("Being written"), STATE_NOW, true},
    {"sent", N_("Sent"), STATE_WAITING, true},
    {"acknowledged", N_("Acknowledged"), STATE_WAITING, true},
    {"more_asked", N_("More is asked"), STATE_NOW, false},
    {"accepted", N_("Accepted"), STATE_WAITING, true},
    {"in_service", N_("In service"), STATE_WAITING, true},
    {"completed", N_("Completed"), STATE_ENDED, true},
    {"closed", N_("Completed, with what the person says"), STATE_ENDED, true},
    {"refused", N_("Refused"), STATE_ENDED, false},
    {"referred_on", N_("Another service is proposed"), STATE_ENDED, false},
    {"recalled", N_("Recalled"), STATE_ENDED, false},
    {"withdrawn", N_("Consent withdrawn"), STATE_ENDED, false},
    {"expired", N_("Consent or agreement has ended"), STATE_ENDED, false},
    {"cancelled", N_("Not sent"), STATE_ENDED, false},
};

static const struct flow_state RECEIVED_STATES[] = {
    {"sent", N_("Waits for an answer"), STATE_NOW, true},
    {"acknowledged", N_("Acknowledged"), STATE_NOW, true},
    {"more_asked", N_("More is asked"), STATE_WAITING, false},
    {"accepted", N_("Accepted"), STATE_NOW, true},
    {"in_service", N_("In service"), STATE_NOW, true},
    {"completed", N_("Completed"), STATE_ENDED, true},
    {"refused", N_("Refused"), STATE_ENDED, false},
    {"referred_on", N_("Another service is proposed"), STATE_ENDED, false},
    {"recalled", N_("Recalled by the sender"), STATE_ENDED, false},
    {"withdrawn", N_("Consent withdrawn"), STATE_ENDED, false},
    {"expired", N_("Consent or agreement has ended"), STATE_ENDED, false},
};

static struct right by_the_other_side = {.name = "referral.by_the_other_side"};

/* ---- the sender ---- */

/* Who holds a package outside is asked to destroy it. */
#define CALL_BACK(write)                                                                                \
    .task_right = (write), .task_for_assigned = true,                                                   \
    .task_label = N_("Ask the holder of a package to destroy it, and note the answer"), .task_days = 1, \
    .task_wanted = referral_package_is_outside
#define RECALL(state, write)                                                                                         \
    {                                                                                                                \
        .from = state, .action = "recall", .to = "recalled", .label = N_("Recall"),                                  \
        .done = N_("Recalled by the sender"),                                                                        \
        .description = N_("The receiver sees nothing of the person from now on, and is told that you recalled it."), \
        .right = (write), .danger = true, .note_required = true, .effect = referral_recalled, CALL_BACK(write)       \
    }
#define WITHDRAW(state, write)                                                                                    \
    {.from = state,                                                                                               \
     .action = "withdraw",                                                                                        \
     .to = "withdrawn",                                                                                           \
     .label = N_("The person withdraws consent"),                                                                 \
     .done = N_("Consent withdrawn"),                                                                             \
     .description = N_("What was sent is destroyed at once: the receiver's access ends, and no copy here can be " \
                       "opened again."),                                                                          \
     .right = (write),                                                                                            \
     .danger = true,                                                                                              \
     .effect = referral_withdrawn,                                                                                \
     CALL_BACK(write)},                                                                                           \
    {                                                                                                             \
        .from = state, .action = "expire", .to = "expired", .label = N_("Consent or agreement has ended"),        \
        .done = N_("Consent or agreement has ended"), .right = &by_the_other_side, .effect = referral_expired,    \
        CALL_BACK(write)                                                                                          \
    }
/* Before it is accepted. */
#define ANSWERS(state, write)                                                                  \
    {.from = state,                                                                            \
     .action = "accept",                                                                       \
     .to = "accepted",                                                                         \
     .label = N_("Accept"),                                                                    \
     .done = N_("Accepted by the receiver"),                                                   \
     .right = &by_the_other_side,                                                              \
     .input = "acknowledged_at,on_time,answered_at,accepted_at,feedback_due_on"},              \
        {.from = state,                                                                        \
         .action = "refuse",                                                                   \
         .to = "refused",                                                                      \
         .label = N_("Refuse"),                                                                \
         .done = N_("Refused by the receiver"),                                                \
         .right = &by_the_other_side,                                                          \
         .input = "acknowledged_at,on_time,answered_at,refusal_reason,answer",                 \
         .task_right = (write),                                                                \
         .task_for_assigned = true,                                                            \
         .task_label = N_("Find another service for a refused referral"),                      \
         .task_days = 2},                                                                      \
        {.from = state,                                                                        \
         .action = "refer_on",                                                                 \
         .to = "referred_on",                                                                  \
         .label = N_("Propose another service"),                                               \
         .done = N_("The receiver proposes another service"),                                  \
         .right = &by_the_other_side,                                                          \
         .input = "acknowledged_at,on_time,answered_at,onward,answer",                         \
         .task_right = (write),                                                                \
         .task_for_assigned = true,                                                            \
         .task_label = N_("Ask the person whether a referral may go to the service proposed"), \
         .task_days = 2},                                                                      \
        RECALL(state, write), WITHDRAW(state, write)
#define ASK(state, write)                                                                              \
    {                                                                                                  \
        .from = state, .action = "ask", .to = "more_asked", .label = N_("Ask for more"),               \
        .done = N_("The receiver asks for more"), .right = &by_the_other_side,                         \
        .input = "acknowledged_at,on_time,question", .task_right = (write), .task_for_assigned = true, \
        .task_label = N_("Reply to what a receiver asks"), .task_days = 1                              \
    }
#define COMPLETE(state, write)                                                                          \
    {                                                                                                   \
        .from = state, .action = "complete", .to = "completed", .label = N_("Report what came of it"),  \
        .done = N_("Completed by the receiver"), .right = &by_the_other_side,                           \
        .input = "completed_at,outcomes,result_note", .task_right = (write), .task_for_assigned = true, \
        .task_label = N_("Ask the person what came of a referral"), .task_days = REFERRAL_FEEDBACK_DAYS \
    }

#define SENDER_STEPS(write)                                                                                        \
    {.from = "draft",                                                                                              \
     .action = "send",                                                                                             \
     .to = "sent",                                                                                                 \
     .label = N_("Send"),                                                                                          \
     .done = N_("Sent"),                                                                                           \
     .description = N_("The receiver gets what the person agreed to, and nothing more."),                          \
     .right = (write),                                                                                             \
     .guard = referral_can_send,                                                                                   \
     .effect = referral_sent},                                                                                     \
        {.from = "draft",                                                                                          \
         .action = "cancel",                                                                                       \
         .to = "cancelled",                                                                                        \
         .label = N_("Do not send"),                                                                               \
         .done = N_("Not sent"),                                                                                   \
         .description = N_("The draft stays with you; nobody else learns of it."),                                 \
         .right = (write)},                                                                                        \
        {.from = "sent",                                                                                           \
         .action = "acknowledge",                                                                                  \
         .to = "acknowledged",                                                                                     \
         .label = N_("Acknowledge"),                                                                               \
         .done = N_("Acknowledged by the receiver"),                                                               \
         .right = &by_the_other_side,                                                                              \
         .input = "acknowledged_at,on_time"},                                                                      \
        ASK("sent", write), ASK("acknowledged", write), ANSWERS("sent", write), ANSWERS("acknowledged", write),    \
        ANSWERS("more_asked", write),                                                                              \
        {.from = "more_asked",                                                                                     \
         .action = "reply",                                                                                        \
         .to = "acknowledged",                                                                                     \
         .label = N_("Reply"),                                                                                     \
         .done = N_("Replied"),                                                                                    \
         .description = N_("The receiver reads your reply. It tells no more than the person agreed to."),          \
         .right = (write),                                                                                         \
         .input = "reply",                                                                                         \
         .required = "reply",                                                                                      \
         .guard = referral_can_reply,                                                                              \
         .effect = referral_replied},                                                                              \
        {.from = "accepted",                                                                                       \
         .action = "begin",                                                                                        \
         .to = "in_service",                                                                                       \
         .label = N_("Begin the service"),                                                                         \
         .done = N_("Service begun"),                                                                              \
         .right = &by_the_other_side},                                                                             \
        COMPLETE("accepted", write), COMPLETE("in_service", write), WITHDRAW("accepted", write),                   \
        WITHDRAW("in_service", write),                                                                             \
    {                                                                                                              \
        .from = "completed", .action = "feedback", .to = "closed", .label = N_("Note what the person says of it"), \
        .done = N_("What the person says was noted"),                                                              \
        .description = N_("Did the help come, and was it the help that was needed?"), .right = (write),            \
        .input = "feedback", .required = "feedback"                                                                \
    }

static const struct step SENT_BEGIN = {.task_right = &referral_write,
                                       .task_for_assigned = true,
                                       .task_label = N_("Send a referral, or decide not to"),
                                       .task_days = 3};
static const struct step SENT_STEPS[] = {SENDER_STEPS(&referral_write)};
static const struct step GUARDED_BEGIN = {.task_right = &guarded_referral_write,
                                          .task_for_assigned = true,
                                          .task_label = N_("Send a referral, or decide not to"),
                                          .task_days = 3};
static const struct step GUARDED_STEPS[] = {SENDER_STEPS(&guarded_referral_write)};

/* ---- the receiver ---- */

#define REFUSE(state, answers)                                                                                    \
    {.from = state,                                                                                               \
     .action = "refuse",                                                                                          \
     .to = "refused",                                                                                             \
     .label = N_("Refuse"),                                                                                       \
     .done = N_("Refused"),                                                                                       \
     .description = N_("The sender is told why at once. You see nothing of the person from then on."),            \
     .right = (answers),                                                                                          \
     .input = "refusal_reason,answer",                                                                            \
     .required = "refusal_reason",                                                                                \
     .danger = true,                                                                                              \
     .effect = received_refused},                                                                                 \
    {                                                                                                             \
        .from = state, .action = "refer_on", .to = "referred_on", .label = N_("Propose another service"),         \
        .done = N_("Another service proposed"),                                                                   \
        .description = N_("The sender asks the person whether the referral may go there. You see nothing of the " \
                          "person from then on, and are told what becomes of it."),                               \
        .right = (answers), .input = "onward,answer", .required = "onward", .effect = received_referred_on        \
    }
#define ACCEPT(state, answers)                                                                                  \
    {                                                                                                           \
        .from = state, .action = "accept", .to = "accepted", .label = N_("Accept"), .done = N_("Accepted"),     \
        .description = N_("From now on you answer for it. A place of this week is taken."), .right = (answers), \
        .guard = received_can_accept, .effect = received_accepted, .task_right = (answers),                     \
        .task_label = N_("Report what came of a referral"), .task_due = "feedback_due_on"                       \
    }
#define OVER(state)                                                                                          \
    {.from = state,                                                                                          \
     .action = "recall",                                                                                     \
     .to = "recalled",                                                                                       \
     .label = N_("Recall"),                                                                                  \
     .done = N_("Recalled by the sender"),                                                                   \
     .right = &by_the_other_side,                                                                            \
     .effect = received_let_go},                                                                             \
        {.from = state,                                                                                      \
         .action = "withdraw",                                                                               \
         .to = "withdrawn",                                                                                  \
         .label = N_("The person withdraws consent"),                                                        \
         .done = N_("Consent withdrawn"),                                                                    \
         .right = &by_the_other_side,                                                                        \
         .effect = received_let_go},                                                                         \
    {                                                                                                        \
        .from = state, .action = "expire", .to = "expired", .label = N_("Consent or agreement has ended"),   \
        .done = N_("Consent or agreement has ended"), .right = &by_the_other_side, .effect = received_let_go \
    }
#define MORE(state, answers)                                                                                           \
    {                                                                                                                  \
        .from = state, .action = "ask", .to = "more_asked", .label = N_("Ask for more"), .done = N_("More asked"),     \
        .description = N_("The sender replies as far as the person agreed."), .right = (answers), .input = "question", \
        .required = "question", .effect = received_asked                                                               \
    }
#define REPORT(state, answers)                                                                                        \
    {                                                                                                                 \
        .from = state, .action = "complete", .to = "completed", .label = N_("Report what came of it"),                \
        .done = N_("Completed"),                                                                                      \
        .description = N_("The outcome of each service that was asked. You see nothing of the person from then on."), \
        .right = (answers), .input = "outcomes,result_note", .required = "outcomes", .effect = received_completed     \
    }
#define RECEIVER_STEPS(answers)                                                                         \
    {.from = "sent",                                                                                    \
     .action = "acknowledge",                                                                           \
     .to = "acknowledged",                                                                              \
     .label = N_("Acknowledge"),                                                                        \
     .done = N_("Acknowledged"),                                                                        \
     .description = N_("The sender knows that somebody looks at it."),                                  \
     .right = (answers),                                                                                \
     .effect = received_acknowledged,                                                                   \
     .task_right = (answers),                                                                           \
     .task_label = N_("Accept or refuse a referral"),                                                   \
     .task_due = "due_on"},                                                                             \
        ACCEPT("sent", answers), ACCEPT("acknowledged", answers), ACCEPT("more_asked", answers),        \
        REFUSE("sent", answers), REFUSE("acknowledged", answers), REFUSE("more_asked", answers),        \
        MORE("sent", answers), MORE("acknowledged", answers),                                           \
        {.from = "more_asked",                                                                          \
         .action = "reply",                                                                             \
         .to = "acknowledged",                                                                          \
         .label = N_("Reply"),                                                                          \
         .done = N_("The sender replied"),                                                              \
         .right = &by_the_other_side,                                                                   \
         .input = "reply",                                                                              \
         .task_right = (answers),                                                                       \
         .task_label = N_("Accept or refuse a referral"),                                               \
         .task_due = "due_on"},                                                                         \
        {.from = "accepted",                                                                            \
         .action = "begin",                                                                             \
         .to = "in_service",                                                                            \
         .label = N_("Begin the service"),                                                              \
         .done = N_("Service begun"),                                                                   \
         .description = N_("The person has come, or was reached."),                                     \
         .right = (answers),                                                                            \
         .effect = received_begun,                                                                      \
         .task_right = (answers),                                                                       \
         .task_label = N_("Report what came of a referral"),                                            \
         .task_due = "feedback_due_on"},                                                                \
        REPORT("accepted", answers), REPORT("in_service", answers), OVER("sent"), OVER("acknowledged"), \
        OVER("more_asked"), OVER("accepted"), OVER("in_service")

static const struct step RECEIVED_BEGIN = {
    .task_right = &referral_answer, .task_label = N_("Answer a referral"), .task_due = "due_on"};
static const struct step RECEIVED_STEPS[] = {RECEIVER_STEPS(&referral_answer)};
static const struct step GUARDED_RECEIVED_BEGIN = {
    .task_right = &guarded_referral_answer, .task_label = N_("Answer a referral"), .task_due = "due_on"};
static const struct step GUARDED_RECEIVED_STEPS[] = {RECEIVER_STEPS(&guarded_referral_answer)};

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))
#define FLOW(name_, record_, states_, steps_, begin_)                                                              \
    {                                                                                                              \
        .name = name_, .record = &(record_), .states = states_, .state_count = COUNT_OF(states_), .steps = steps_, \
        .step_count = COUNT_OF(steps_), .begin = &(begin_)                                                         \
    }

const struct flow referral_flow = FLOW("referral", referral_record, SENT_STATES, SENT_STEPS, SENT_BEGIN);
const struct flow referral_received_flow =
    FLOW("referral_received", referral_received_record, RECEIVED_STATES, RECEIVED_STEPS, RECEIVED_BEGIN);
const struct flow guarded_referral_flow =
    FLOW("guarded_referral", guarded_referral_record, SENT_STATES, GUARDED_STEPS, GUARDED_BEGIN);
const struct flow guarded_received_flow =
    FLOW("guarded_received", guarded_received_record, RECEIVED_STATES, GUARDED_RECEIVED_STEPS, GUARDED_RECEIVED_BEGIN);

const struct record *referral_record_of(bool guarded) { return guarded ? &guarded_referral_record : &referral_record; }
const struct record *received_record_of(bool guarded)
{
    return guarded ? &guarded_received_record : &referral_received_record;
}
const struct flow *referral_flow_of(bool guarded) { return guarded ? &guarded_referral_flow : &referral_flow; }
const struct flow *received_flow_of(bool guarded) { return guarded ? &guarded_received_flow : &referral_received_flow; }

bool referral_is_open(struct text state)
{
    const struct flow_state *known = flow_state(&referral_flow, state);
    return known != NULL && known->kind != STATE_ENDED && !text_is(state, "draft");
}
