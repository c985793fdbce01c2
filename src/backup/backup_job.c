/* Backups by the jobs process. */
#include <stdio.h>

#include "backup/backup.h"
#include "backup/backup_pages.h"
#include "backup/run_note.h"
#include "system/clock.h"

enum { MAKE_SECONDS = 6 * 3600, MAKE_ATTEMPTS = 3, LOOK_ATTEMPTS = 1, HOURS_BEFORE = 1 };

static const struct settings *the_settings; /* set once, at start */

void backup_start(const struct settings *settings) { the_settings = settings; }
const struct settings *backup_settings(void) { return the_settings; }

static enum outcome progress(void *context, int64_t done, int64_t total) { return job_progress(context, done, total); }

static enum outcome make(struct job_context *context, enum run_reason reason)
{
    struct work *work = context->work;
    const struct backup_watch watch = {progress, context};
    const struct run_order order = {.settings = the_settings,
                                    .id = context->job->id,
                                    .made_by = context->job->user,
                                    .reason = reason,
                                    .watch = &watch};
    struct backup_report report;
    struct text path;
    enum outcome outcome = run_note_interrupted(work, clock_now() - MAKE_SECONDS * MICROSECONDS);
    work->now = clock_now();
    if (outcome == OK)
        outcome = backup_run(work, &order, &report, &path);
    else
        return outcome;
    if (context->stopped)
        report.fault = FAULT_CANCELLED;
    if (outcome != OK)
        (void)fprintf(stderr, "sanad: backup: %s\n", fault_entry(report.fault)->message);
    context->problem = text_from(fault_entry(report.fault)->code);
    return outcome;
}

static enum outcome run_make(struct job_context *context)
{
    bool asked = !identifier_is_none(context->job->user);
    if (!asked && !backup_is_set_up(the_settings)) /* nothing to do, and no row a night that says so */
        return OK;
    return make(context, asked ? RUN_ASKED : RUN_SCHEDULE);
}

static enum outcome run_look(struct job_context *context)
{
    struct work *work = context->work;
    int64_t last = INSTANT_NONE;
    if (!backup_is_set_up(the_settings))
        return OK;
    enum outcome outcome = backup_look(work, the_settings);
    if (outcome == OK)
        outcome = run_last_good(work, &last);
    if (outcome != OK)
        return outcome;
    work->now = clock_now();
    if (last != INSTANT_NONE && backup_is_late(the_settings, last, work->now, 0))
        (void)fprintf(stderr, "sanad: backup: alarm: the last good backup is %lld hours old\n",
                      (long long)((work->now - last) / MICROSECONDS / 3600));
    return backup_is_late(the_settings, last, work->now, HOURS_BEFORE) ? make(context, RUN_SCHEDULE) : OK;
}

static bool explain(struct text problem, const char **ret_message, const char **ret_advice)
{
    enum backup_fault fault = fault_of_code(problem);
    if (!text_is(problem, fault_entry(fault)->code))
        return false;
    *ret_message = fault_entry(fault)->message;
    *ret_advice = fault_entry(fault)->advice;
    return true;
}

const struct job_kind backup_make_job = {
    "backup.make", run_make, MAKE_SECONDS, MAKE_ATTEMPTS, N_("Backup of the mission"), explain};
const struct job_kind backup_look_job = {
    "backup.look", run_look, MAKE_SECONDS, LOOK_ATTEMPTS, N_("Look at the age of the last backup"), explain};
