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
    bool stopping;                         /* runs, and was asked to stop */
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
    const char *label; /* N_(): what it does, for people; NULL: its name */
    /* N_(): what a problem of its own means and what to do; false for a code that is not one of these.  May be NULL. */
    bool (*explain)(struct text problem, const char **ret_message, const char **ret_advice);
};
/* One that may take longer than two minutes: it prolongs its lease itself, and has a process of its own where there
   are several. */
bool job_kind_is_long(const struct job_kind *kind);

struct job_context {
    struct work *work; /* db, arena and so on for this job; its writes go through work->hand_over */
    const struct job *job;
    const struct job_kind *kind;
    const struct job_lease *lease;
    int64_t deadline; /* clock_ticks() */
    int64_t noted;    /* clock_ticks() of the last progress written */
    bool stopped;     /* progress was refused: cancelled or lease lost */
    bool (*is_ending)(void);
    bool ended;          /* progress was refused: this process is to end */
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
/* What failed for good waits again, with one attempt more; what was cancelled too.  NOT_FOUND; CONFLICT for any other.
 */
enum outcome job_again(struct work *work, struct identifier id) MUST_CHECK;
/* What failed for good needs nothing more: it counts as cancelled.  NOT_FOUND; CONFLICT when it has not failed. */
enum outcome job_let_go(struct work *work, struct identifier id) MUST_CHECK;

/* All jobs of the mission, for who looks after them: of one state, or of all with what failed first; newest first. */
enum { JOB_ANY_STATE = -1 };
struct job_query {
    int state;                /* enum job_state, or JOB_ANY_STATE */
    bool past_failed;         /* JOB_ANY_STATE: the failed ones were shown */
    struct identifier before; /* zeros: from the newest */
    size_t most;
};
/* Without arguments and results.  ret_next is what asks for those behind; `most` 0 when there are none. */
enum outcome job_all(struct work *work, const struct job_query *query, struct job **ret_jobs, size_t *ret_count,
                     struct job_query *ret_next) MUST_CHECK;

/* Which jobs a process takes, so that short ones do not wait behind one that takes hours. */
enum job_lane { JOB_LANE_ALL, JOB_LANE_SHORT, JOB_LANE_LONG };
enum { JOB_LONG_KINDS = 8 }; /* at most so many are long */
struct job_wanted {
    enum job_lane lane;
    struct text long_kinds[JOB_LONG_KINDS]; /* the rest is empty */
};
struct job_wanted job_wanted_of(const struct job_kind *kinds, size_t count, enum job_lane lane);

/* Is anything due that is wanted (NULL: whatever it is)?  Reads only. */
enum outcome job_is_due(struct work *work, const struct job_wanted *wanted, bool *ret_due) MUST_CHECK;

/* So many are in this state; of those that ended, as long as they are kept. */
enum outcome job_count(struct work *work, enum job_state state, int64_t *ret_count) MUST_CHECK;

/* The queue's own writes, for the runner and its tests.  Those with a lease are refused with CONFLICT when it is no
   longer this holder's at this attempt. */
/* Ends or puts back what lost its holder, then takes the first that is due and wanted (NULL: whatever it is).
   NOT_FOUND: nothing is. */
enum outcome job_take(struct work *work, struct text holder, int64_t seconds, const struct job_wanted *wanted,
                      struct job_lease *ret_lease) MUST_CHECK;
enum { JOB_RENEWED_SECONDS = 900 }; /* what is noted holds the lease for at least so long */
/* OK while it is ours and nobody asked it to stop.  Reads only. */
enum outcome job_check(struct work *work, const struct job_lease *lease) MUST_CHECK;
enum outcome job_note(struct work *work, const struct job_lease *lease, int64_t done, int64_t total) MUST_CHECK;
enum outcome job_done(struct work *work, const struct job_lease *lease, struct text result) MUST_CHECK;
/* Tried again after a pause that doubles (30 seconds to an hour), unless `final` or its attempts are used up. */
enum outcome job_failed(struct work *work, const struct job_lease *lease, struct text problem, bool final) MUST_CHECK;
enum outcome job_stopped(struct work *work, const struct job_lease *lease) MUST_CHECK; /* cancelled */
/* Waits again, for so many seconds, without having used up an attempt: its process ends, or does not know its kind. */
enum outcome job_put_back(struct work *work, const struct job_lease *lease, int64_t seconds) MUST_CHECK;
/* What this holder had when it died goes back: called at its start. */
enum outcome job_give_back(struct work *work, struct text holder) MUST_CHECK;
/* Forgets at most `most` jobs that ended before an instant. */
enum outcome job_clean(struct work *work, int64_t before, int64_t most, int64_t *ret_count) MUST_CHECK;

/* The jobs process (job_runner.c).  Runs one job that is due, of those kinds that the lane is for; NOT_FOUND: none is.
   `holder` is this process's name. */
enum outcome job_run_next(struct work *work, const struct job_kind *kinds, size_t count, struct text holder) MUST_CHECK;
/* `is_ending` (may be NULL): is this process to end?  Then a job goes back at its next progress, and waits again. */
enum outcome job_run_next_of(struct work *work, const struct job_kind *kinds, size_t count, enum job_lane lane,
                             struct text holder, bool (*is_ending)(void)) MUST_CHECK;
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
