/* From the request to the answer. */
#include "privacy/privacy_store.h"

static enum outcome can_answer(struct work *work, const void *row, struct gate *gate)
{
    const struct data_request *request = row;
    (void)work;
    gate_require(gate, request->identity_checked.is == FLAG_YES, "identity_unchecked",
                 N_("It is certain who asks: nobody else is told anything"), N_("Data protection officer"), TEXT_NONE);
    return OK;
}

/* Was anything of the person changed since they asked?  A correction is done in the record itself, where before and
   after stand. */
static enum outcome is_corrected(struct work *work, const struct data_request *request, bool *ret_corrected)
{
    struct person_row *rows;
    struct audit_event *events;
    size_t row_count, count;
    enum outcome outcome = privacy_rows(work, request->head.person, &rows, &row_count);
    if (outcome != OK)
        return outcome;
    struct identifier *ids = arena_array(work->arena, struct identifier, row_count + 1);
    size_t id_count = 0;
    for (size_t i = 0; i < row_count; i++)
        if (rows[i].record != NULL && rows[i].record != &data_request_record)
            ids[id_count++] = rows[i].id;
    struct audit_query query = {.organisation = request->head.organisation,
                                .subjects = ids,
                                .subject_count = id_count,
                                .from = request->head.created_at,
                                .until = INT64_MAX,
                                .most = AUDIT_LOG_MOST};
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was corrected of the person, in any office");
    outcome = audit_log(work->db, work->arena, &query, &events, &count);
    *ret_corrected = false;
    for (size_t i = 0; outcome == OK && i < count; i++)
        *ret_corrected = *ret_corrected || text_is(events[i].action, "update") || text_is(events[i].action, "create");
    return outcome;
}

static enum outcome propose_erasure(struct work *work, const struct data_request *request)
{
    return retention_propose(work, request->head.person, TEXT("person_asked"), request->received_on);
}

static enum outcome answered(struct work *work, void *row)
{
    struct data_request *request = row;
    bool corrected = true;
    bool refused = text_is(request->outcome, "refused");
    enum outcome outcome = OK;
    request->answered_on = zone_date(work->zone, work->now);
    if (!refused && text_is(request->kind, "correction"))
        outcome = is_corrected(work, request, &corrected);
    if (outcome == OK && !corrected)
        return problem_add(&work->problems, INVALID, "nothing_corrected", TEXT("outcome"),
                           N_("Nothing of this person was changed since they asked. Correct the record first."));
    if (outcome == OK && !refused && text_is(request->kind, "erasure"))
        outcome = propose_erasure(work, request);
    return outcome;
}

static const struct flow_state STATES[] = {
    {"received", N_("To be answered"), STATE_WAITING, true},
    {"answered", N_("Answered"), STATE_ENDED, true},
    {"taken_back", N_("Taken back by the person"), STATE_ENDED, false},
};

static const struct step BEGIN = {
    .task_right = &request_answer, .task_label = N_("Answer a request about personal data"), .task_due = "due_on"};

static const struct step STEPS[] = {
    {.from = "received",
     .action = "answer",
     .to = "answered",
     .label = N_("Answer the request"),
     .done = N_("Answered"),
     .description = N_("What was done, or why not. The answer is then printed for the person."),
     .right = &request_answer,
     .input = "outcome,answer",
     .required = "outcome,answer",
     .guard = can_answer,
     .effect = answered},
    {.from = "received",
     .action = "take_back",
     .to = "taken_back",
     .label = N_("The person takes it back"),
     .done = N_("Taken back"),
     .description = N_("Write down when and how the person said so."),
     .right = &request_answer,
     .note_required = true},
};

const struct flow data_request_flow = {
    .name = "data_request",
    .record = &data_request_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
