#include "job/job_hand_over.h"
#include "system/clock.h"

enum { LEASE_MARGIN = 30, LEASE_LONGEST = 120, NOTE_EVERY = 1, FINISH_SECONDS = 15, OTHERS_SECONDS = 30 };

static const struct job_kind *find_kind(const struct job_kind *kinds, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

bool job_kind_is_long(const struct job_kind *kind) { return kind->timeout_seconds > LEASE_LONGEST; }

/* Which kind comes next is not known when the lease begins: it lasts as long as the longest may, but for those that
   prolong it themselves. */
static int64_t lease_seconds(const struct job_kind *kinds, size_t count)
{
    int64_t longest = 0;
    for (size_t i = 0; i < count; i++)
        if (kinds[i].timeout_seconds > longest && !job_kind_is_long(&kinds[i]))
            longest = kinds[i].timeout_seconds;
    return longest + LEASE_MARGIN;
}

enum outcome job_progress(struct job_context *context, int64_t done, int64_t total)
{
    int64_t ticks = clock_ticks();
    context->ended = context->is_ending != NULL && context->is_ending();
    if (ticks > context->deadline || context->ended)
        return UNAVAILABLE;
    enum outcome outcome = job_check(context->work, context->lease);
    if (outcome == OK && ticks - context->noted >= NOTE_EVERY * MICROSECONDS) {
        context->noted = ticks;
        outcome = hand_over_note(context->work, context->lease, done, total);
    }
    if (outcome == CONFLICT)
        context->stopped = true;
    return outcome;
}

/* Runs it under its deadline, which also bounds each of its statements.  Whoever set one before has one for the rest.
 */
static enum outcome run(struct job_context *context)
{
    struct db *db = context->work->db;
    bool bounded = db->deadline != 0;
    context->deadline = clock_ticks() + context->kind->timeout_seconds * MICROSECONDS;
    db->deadline = context->deadline;
    enum outcome outcome = context->kind->run(context);
    db->deadline = bounded ? clock_ticks() + FINISH_SECONDS * MICROSECONDS : 0;
    context->work->now = clock_now();
    return outcome;
}

/* A lease that was lost meanwhile is no failure of this process: whoever has it now goes on. */
static enum outcome finish(struct job_context *context, enum outcome outcome)
{
    struct text problem = text_is_empty(context->problem) ? TEXT("failed") : context->problem;
    bool final = outcome > 0 || context->lease->attempt >= context->kind->attempts;
    if (outcome == OK)
        outcome = hand_over_done(context->work, context->lease, context->result);
    else if (context->stopped)
        outcome = hand_over_stopped(context->work, context->lease);
    else if (context->ended)
        outcome = hand_over_put_back(context->work, context->lease, 0);
    else
        outcome = hand_over_failed(context->work, context->lease, problem, final);
    return outcome == CONFLICT ? OK : outcome;
}

/* While hosts are brought to a new version one after the other, one that has it may be there. */
static enum outcome leave_to_others(struct work *work, const struct job *job, const struct job_lease *lease)
{
    if (work->now - job->created_at < DAY_MICROSECONDS)
        return hand_over_put_back(work, lease, OTHERS_SECONDS);
    return hand_over_failed(work, lease, TEXT("unknown_kind"), true);
}

enum outcome job_run_next(struct work *work, const struct job_kind *kinds, size_t count, struct text holder)
{
    return job_run_next_of(work, kinds, count, JOB_LANE_ALL, holder, NULL);
}

enum outcome job_run_next_of(struct work *work, const struct job_kind *kinds, size_t count, enum job_lane lane,
                             struct text holder, bool (*is_ending)(void))
{
    const struct job_wanted wanted = job_wanted_of(kinds, count, lane);
    struct job_lease lease;
    struct job job;
    bool due = false;
    work->now = clock_now();
    enum outcome outcome = job_is_due(work, &wanted, &due);
    if (outcome == OK && !due)
        return NOT_FOUND;
    if (outcome == OK)
        outcome = hand_over_take(work, holder, lease_seconds(kinds, count), &wanted, &lease);
    if (outcome == OK)
        outcome = job_get(work, lease.id, &job);
    if (outcome != OK)
        return outcome;
    struct job_context context = {
        .work = work, .job = &job, .kind = find_kind(kinds, count, job.kind), .lease = &lease, .is_ending = is_ending};
    if (context.kind == NULL)
        return leave_to_others(work, &job, &lease);
    if (job_kind_is_long(context.kind))
        outcome = hand_over_note(work, &lease, 0, 0);
    if (outcome != OK)
        return outcome == CONFLICT ? OK : outcome;
    return finish(&context, run(&context));
}

enum outcome job_start(struct work *work, struct text holder)
{
    work->now = clock_now();
    return hand_over_give_back(work, holder);
}
