#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "app/rest.h"
#include "app/worker.h"
#include "system/clock.h"
#include "web/internal.h"

enum {
    JOB_ARENA = 256 << 20,
    IDLE_MILLISECONDS = 1000,
    TROUBLE_MILLISECONDS = 3000,
    SCHEDULE_SECONDS = 60,
    WATCH_SECONDS = 5,
    KEEPING_SECONDS = 15, /* for what keeps the queue going: a server that does not answer is left for one that does */
};

struct jobs {
    struct application *application;
    const struct job_plan *plan;
    struct arena *arena;
    struct text holder;
    int64_t scheduled_at; /* clock_ticks() */
    int64_t watched_at;   /* clock_ticks() */
    bool started;
};

static struct work work_of(const struct jobs *jobs)
{
    const struct application *application = jobs->application;
    struct work work = work_of_system(application->db, application->keys, jobs->arena);
    work.zone = application->zone;
    work.hand_over = application->writes ? internal_run_here : application->hand_over;
    work.hand_over_context = application->writes ? jobs->application : application->hand_over_context;
    return work;
}

/* One job, or what keeps the queue going.  NOT_FOUND: nothing to do now. */
static enum outcome step(struct jobs *jobs)
{
    struct work work = work_of(jobs);
    jobs->application->db->deadline = clock_ticks() + KEEPING_SECONDS * MICROSECONDS;
    if (!jobs->started) {
        enum outcome outcome = job_start(&work, jobs->holder);
        if (outcome == OK && jobs->plan->start != NULL && jobs->plan->lane != JOB_LANE_LONG)
            outcome = jobs->plan->start(&work);
        if (outcome != OK)
            return outcome;
        jobs->started = true;
    }
    if (jobs->plan->watch != NULL && jobs->plan->lane != JOB_LANE_LONG &&
        clock_ticks() - jobs->watched_at > WATCH_SECONDS * MICROSECONDS) {
        jobs->watched_at = clock_ticks();
        jobs->plan->watch(jobs->application->db);
    }
    if (jobs->plan->lane == JOB_LANE_LONG) /* the others keep the schedule */
        return job_run_next_of(&work, jobs->plan->kinds, jobs->plan->kind_count, JOB_LANE_LONG, jobs->holder,
                               worker_ends_with_all);
    if (jobs->scheduled_at == 0 || clock_ticks() - jobs->scheduled_at > SCHEDULE_SECONDS * MICROSECONDS) {
        enum outcome outcome = job_schedule_due(&work, jobs->plan->schedules, jobs->plan->schedule_count);
        if (outcome != OK)
            return outcome;
        jobs->scheduled_at = clock_ticks();
    }
    return job_run_next_of(&work, jobs->plan->kinds, jobs->plan->kind_count, jobs->plan->lane, jobs->holder,
                           worker_ends_with_all);
}

int jobs_run(struct application *application, const struct job_plan *plan)
{
    AUTO_ARENA struct arena *arena = arena_open(JOB_ARENA);
    struct jobs jobs = {.application = application, .plan = plan, .arena = arena, .holder = plan->holder};
    struct rest rest = {0};
    int epoll = epoll_create1(EPOLL_CLOEXEC); /* of nothing: to sleep until SIGTERM */
    while (!worker_is_stopping() && !worker_ends_with_all()) {
        struct epoll_event event;
        enum outcome outcome = step(&jobs);
        arena_reset(arena);
        if (outcome == OK)
            rest_after_work(&rest);
        else
            rest_when_idle(&rest, application->db);
        if (outcome == OK)
            (void)worker_wait(epoll, &event, 1, 1); /* a wait of 0 hears no signal */
        else
            (void)worker_wait(epoll, &event, 1, outcome == NOT_FOUND ? IDLE_MILLISECONDS : TROUBLE_MILLISECONDS);
    }
    (void)close(epoll);
    return 0;
}
