/* At night: what was not verified for long becomes a task of whoever keeps it.  An organisation that nobody signs in
   for has nobody to do it: its tasks are the coordination's. */
#include "directory/directory_store.h"

#include "flow/task.h"

static enum outcome open_task(struct work *work, const struct directory_service *service,
                              struct identifier coordination)
{
    struct identifier account;
    enum outcome outcome = organisation_account(work, service->head.organisation, &account);
    if (outcome != OK)
        return outcome;
    bool nobody = identifier_is_none(account);
    if (nobody && identifier_is_none(coordination))
        return OK;
    const struct task task = {
        .organisation = nobody ? coordination : service->head.organisation,
        .record = TEXT("directory_service"),
        .subject = service->head.id,
        .number = service->head.number,
        .label = TEXT(N_("Verify a service of the directory")),
        .right = text_from(directory_verify.name),
        .due = service->verify_by,
        .created_at = work->now,
        .done_at = INSTANT_NONE,
    };
    return task_open(work, &task);
}

static enum outcome open_tasks(struct work *work)
{
    struct directory_service **due;
    struct identifier coordination;
    size_t count;
    enum outcome outcome = coordinating_organisation(work, &coordination);
    if (outcome == OK)
        outcome = services_due(work, zone_date(work->zone, work->now), &due, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = open_task(work, due[i], coordination);
    return outcome;
}

static enum outcome open_here(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    return open_tasks(work);
}

static enum outcome run(struct job_context *context)
{
    struct text answer;
    struct work *work = context->work;
    if (work->hand_over == NULL)
        return open_tasks(work);
    return work->hand_over(work->hand_over_context, work, "directory.due", TEXT("{}"), &answer);
}

const struct internal_action directory_actions[] = {{"directory.due", open_here}, {NULL, NULL}};
const struct job_kind directory_due_job = {
    "directory.due", run, 60, 3, N_("Services of the directory to be verified"), NULL};
