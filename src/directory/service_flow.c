/* A service is open, suspended for some time, or closed; "verified today" keeps who looked and when. */
#include "directory/directory_store.h"

#include "flow/task.h"

static enum outcome verified(struct work *work, void *row)
{
    struct directory_service *service = row;
    int32_t today = zone_date(work->zone, work->now);
    service->verified_on = today;
    service->verified_by = work->actor->user;
    service->verify_by = service_verify_by(today);
    AUTO_WALL struct wall_hold hold =
        wall_open(work->db, "the task to verify a service may lie with another organisation than who verifies it");
    return task_close_all(work, TEXT("directory_service"), service->head.id, (struct identifier){0});
}

static enum outcome suspended(struct work *work, void *row)
{
    struct directory_service *service = row;
    if (service->suspended_from == DATE_NONE)
        service->suspended_from = zone_date(work->zone, work->now);
    if (service->suspended_until != DATE_NONE && service->suspended_until < service->suspended_from)
        return problem_add(&work->problems, INVALID, "end_before_start", TEXT("suspended_until"),
                           N_("The end lies before the beginning."));
    return OK;
}

static enum outcome resumed(struct work *work, void *row)
{
    struct directory_service *service = row;
    service->suspended_from = service->suspended_until = service->closed_on = DATE_NONE;
    return verified(work, row);
}

static enum outcome closed(struct work *work, void *row)
{
    struct directory_service *service = row;
    if (service->closed_on == DATE_NONE)
        service->closed_on = zone_date(work->zone, work->now);
    service->verify_by = DATE_NONE;
    AUTO_WALL struct wall_hold hold =
        wall_open(work->db, "the task to verify a service may lie with another organisation than who closes it");
    return task_close_all(work, TEXT("directory_service"), service->head.id, (struct identifier){0});
}

static const struct flow_state STATES[] = {
    {"open", N_("Open"), STATE_NOW, true},
    {"suspended", N_("Suspended"), STATE_WAITING, false},
    {"closed", N_("Closed"), STATE_ENDED, true},
};

#define VERIFY(from_, to_)                                                                                   \
    {                                                                                                        \
        .from = from_, .action = "verify", .to = to_, .label = N_("Verified today"), .done = N_("Verified"), \
        .description = N_("Everything here was asked for and is still true."), .right = &directory_keep,     \
        .effect = verified                                                                                   \
    }

static const struct step STEPS[] = {
    VERIFY("open", "open"),
    {.from = "open",
     .action = "suspend",
     .to = "suspended",
     .label = N_("Suspend"),
     .done = N_("Suspended"),
     .description = N_("For some time nobody is sent there. Say why."),
     .right = &directory_keep,
     .input = "suspended_from,suspended_until",
     .note_required = true,
     .effect = suspended},
    {.from = "suspended",
     .action = "resume",
     .to = "open",
     .label = N_("It runs again"),
     .done = N_("Running again"),
     .description = N_("People are sent there again. It counts as verified today."),
     .right = &directory_keep,
     .effect = resumed},
    VERIFY("suspended", "suspended"),
    {.from = "open",
     .action = "close",
     .to = "closed",
     .label = N_("Close for good"),
     .done = N_("Closed"),
     .description = N_("It is not offered any more. What was sent there stays as it is. Say why."),
     .right = &directory_keep,
     .input = "closed_on",
     .note_required = true,
     .danger = true,
     .effect = closed},
    {.from = "suspended",
     .action = "close",
     .to = "closed",
     .label = N_("Close for good"),
     .done = N_("Closed"),
     .description = N_("It is not offered any more. What was sent there stays as it is. Say why."),
     .right = &directory_keep,
     .input = "closed_on",
     .note_required = true,
     .danger = true,
     .effect = closed},
};

const struct flow directory_service_flow = {
    .name = "directory_service",
    .record = &directory_service_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};

enum outcome service_begin(struct work *work, void *row)
{
    record_head(row)->state = text_from(STATES[0].name);
    enum outcome outcome = record_insert(work, &directory_service_record, row);
    return outcome == OK ? flow_begin(work, &directory_service_flow, row) : outcome;
}

enum outcome service_add_as_is(struct work *work, struct directory_service *service, const char *state)
{
    service->head.state = text_from(state);
    return record_insert(work, &directory_service_record, service);
}
