#include "web/clean_up.h"

#include "web/session.h"

static enum outcome run_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    return web_clean_up(work);
}

static enum outcome run_job(struct job_context *context)
{
    struct text answer;
    struct work *work = context->work;
    if (work->hand_over == NULL)
        return web_clean_up(work);
    return work->hand_over(work->hand_over_context, work, "web.clean_up", TEXT("{}"), &answer);
}

const struct internal_action clean_up_actions[] = {{"web.clean_up", run_action}, {NULL, NULL}};
const struct job_kind web_clean_up_job = {
    "web.clean_up", run_job, 60, 3, N_("Clean-up of sessions, forms sent and old jobs"), NULL};
