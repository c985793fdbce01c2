/* The processes that answer requests.  Each function returns when SIGTERM asked for it and what was begun is done; the
   number is the exit status of the process. */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "job/job.h"
#include "web/application.h"

/* Reading and slow workers: one request at a time from a listening socket that all of them share. */
int worker_run(struct application *application, int listening);
/* The writing worker: takes all requests that wait, runs them in one transaction, then answers them; seals the audit
   log at least every second. */
int writer_run(struct application *application, int listening);

struct job_plan {
    const struct job_kind *kinds;
    size_t kind_count;
    const struct job_schedule *schedules;
    size_t schedule_count;
    enum outcome (*start)(struct work *work); /* before the first job is taken; may be NULL */
    void (*watch)(struct db *db);             /* every few seconds; may be NULL */
    struct text holder;                       /* under which jobs are taken: the supervisor names it */
    enum job_lane lane;                       /* which of them this process takes */
};
int jobs_run(struct application *application, const struct job_plan *plan);

/* True once SIGTERM came.  worker_signals() is called first in each process: SIGTERM is held back but while waiting. */
bool worker_is_stopping(void);
/* Does the whole service stop (SIGUSR1, which is held back)?  A job that runs for long asks it and ends; after a reload
   it is finished instead. */
bool worker_ends_with_all(void);
void worker_signals(void);
/* Waits for an event of an epoll, or for SIGTERM; `milliseconds` -1: for ever.  The number of events. */
struct epoll_event;
int worker_wait(int epoll, struct epoll_event *events, int most, int milliseconds);
/* A request that holds the process for longer than this ends it (SIGALRM); 0: no longer. */
void worker_alarm(int64_t seconds);

#endif
