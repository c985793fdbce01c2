/* Work that is done later: mail, files, exports, nightly checks.  A job is a row added in the transaction that wants it
   done, so that it is there when the change is and not otherwise; the jobs process takes rows one by one under a lease.
   A job may run twice (a process died after its effect): what it does must bear that.

   On SQLite only the writing worker writes: the jobs process hands each of its few writes over (work->hand_over, see
   record/work.h) and the worker calls job_perform().  Where hand_over is NULL they are done at once. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "record/work.h"

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };
const char *job_state_name(enum job_state state); /* "queued" … as stored */

enum { JOB_URGENT = 0, JOB_ORDINARY = 100, JOB_IDLE = 200 }; /* priorities: the smaller goes first */

struct job {
    struct identifier id, organisation, user; /* zeros: the mission's own */
    struct text kind;
    enum job_state state;
    int64_t priority, run_after, attempts, attempt_limit;
    int64_t progress_done, progress_total; /* total 0: not known */
    struct text arguments, result;         /* as given, sealed by the caller */
    struct text problem;                   /* code of what went wrong last; never personal data */
    int64_t created_at, finished_at;
};

/* A running job's holder; the attempt tells it from one that took over. */
struct job_lease {
    struct identifier id;
    struct text holder;
    int64_t attempt;
};

/* A kind of job, in a table that app/ gives.  A problem of the job's own making is a positive outcome and final; a
   negative one is tried again later until its attempts are used up. */
struct job_context;
struct job_kind {
    const char *name;
    enum outcome (*run)(struct job_context *context);
    int64_t timeout_seconds;
    int64_t attempts;
};

struct job_context {
    struct work *work; /* db, arena and so on for this job; its writes go through work->hand_over */
    const struct job *job;
    const struct job_kind *kind;
    const struct job_lease *lease;
    int64_t deadline;    /* clock_ticks() */
    int64_t noted;       /* clock_ticks() of the last progress written */
    bool stopped;        /* progress was refused: cancelled or lease lost */
    struct text result;  /* set by the job */
    struct text problem; /* a code, set by the job when it fails; empty: "failed" */
};

struct job_order {
    struct identifier id; /* made by the caller when it seals the arguments for it; zeros: a new one */
    const char *kind;
    struct identifier organisation, user;
    int64_t priority;      /* JOB_ORDINARY */
    int64_t run_after;     /* an instant; 0: now */
    int64_t attempt_limit; /* 0: 5 */
    struct text arguments;
    struct text once; /* adding again under the same key changes nothing; empty: no such key */
};

/* In the caller's transaction.  ret_id (may be NULL) is that of the row there already when `once` was used before. */
enum outcome job_add(struct work *work, const struct job_order *order, struct identifier *ret_id) MUST_CHECK;
/* A waiting job is cancelled at once, a running one at its next progress.  NOT_FOUND; CONFLICT when it has ended. */
enum outcome job_cancel(struct work *work, struct identifier id) MUST_CHECK;
enum outcome job_get(struct work *work, struct identifier id, struct job *ret_job) MUST_CHECK; /* NOT_FOUND */
/* Newest first, older than `before` (zeros: from the newest), of an organisation and, unless zeros, of one user;
   without arguments and results. */
enum outcome job_list(struct work *work, struct identifier organisation, struct identifier user,
                      struct identifier before, size_t most, struct job **ret_jobs, size_t *ret_count) MUST_CHECK;
/* Is anything due?  Reads only. */
enum outcome job_is_due(struct work *work, bool *ret_due) MUST_CHECK;

/* So many are in this state; of those that ended, as long as they are kept. */
enum outcome job_count(struct work *work, enum job_state state, int64_t *ret_count) MUST_CHECK;

/* The queue's own writes, for the runner and its tests.  Those with a lease are refused with CONFLICT when it is no
   longer this holder's at this attempt. */
/* Ends or puts back what lost its holder, then takes the first that is due.  NOT_FOUND: nothing is. */
enum outcome job_take(struct work *work, struct text holder, int64_t seconds, struct job_lease *ret_lease) MUST_CHECK;
enum { JOB_RENEWED_SECONDS = 900 }; /* what is noted holds the lease for at least so long */
/* OK while it is ours and nobody asked it to stop.  Reads only. */
enum outcome job_check(struct work *work, const struct job_lease *lease) MUST_CHECK;
enum outcome job_note(struct work *work, const struct job_lease *lease, int64_t done, int64_t total) MUST_CHECK;
enum outcome job_done(struct work *work, const struct job_lease *lease, struct text result) MUST_CHECK;
/* Tried again after a pause that doubles (30 seconds to an hour), unless `final` or its attempts are used up. */
enum outcome job_failed(struct work *work, const struct job_lease *lease, struct text problem, bool final) MUST_CHECK;
enum outcome job_stopped(struct work *work, const struct job_lease *lease) MUST_CHECK; /* cancelled */
/* What this holder had when it died goes back: called at its start. */
enum outcome job_give_back(struct work *work, struct text holder) MUST_CHECK;
/* Forgets at most `most` jobs that ended before an instant. */
enum outcome job_clean(struct work *work, int64_t before, int64_t most, int64_t *ret_count) MUST_CHECK;

/* The jobs process (job_runner.c).  Runs one job that is due; NOT_FOUND: none is.  `holder` is this process's name. */
enum outcome job_run_next(struct work *work, const struct job_kind *kinds, size_t count, struct text holder) MUST_CHECK;
/* Called by a running job between its steps; anything but OK: clean up and return it.  A kind that may run for longer
   than two minutes calls it at least every JOB_RENEWED_SECONDS. */
enum outcome job_progress(struct job_context *context, int64_t done, int64_t total) MUST_CHECK;
/* As the jobs process starts. */
enum outcome job_start(struct work *work, struct text holder) MUST_CHECK;

/* Every day at an hour on the wall of a zone; with `every`, also each so many hours after it, until midnight. */
struct job_schedule {
    const char *kind;
    int hour;
    const char *zone;
    int every; /* 0: once a day */
};
/* Adds what is due today and has not been added; days on which nothing ran are not made up for.  FAILED for a zone that
   tzdata does not have. */
enum outcome job_schedule_due(struct work *work, const struct job_schedule *schedules, size_t count) MUST_CHECK;

/* In the writing worker: does what a jobs process handed over ("job_take" …).  NOT_FOUND for an action that is not of
   the queue, INVALID for arguments that do not read, otherwise what the action itself returns. */
enum outcome job_perform(struct work *work, const char *action, struct text arguments,
                         struct text *ret_answer) MUST_CHECK;

#endif
