/* A job in the words of a reader: what it is, where it stands, what went wrong. */
#include "identity/identity.h"
#include "jobs/job_pages.h"

static const struct job_kind *the_kinds; /* set once, at start */
static size_t the_kind_count;

void jobs_start(const struct job_kind *kinds, size_t count)
{
    the_kinds = kinds;
    the_kind_count = count;
}

static const struct {
    const char *label, *tone, *icon;
} STATES[] = {
    [JOB_QUEUED] = {N_("Waiting"), "note", "clock"},      [JOB_RUNNING] = {N_("Running"), "accent", "activity"},
    [JOB_DONE] = {N_("Done"), "good", "circle-check"},    [JOB_FAILED] = {N_("Failed for good"), "bad", "stop"},
    [JOB_CANCELLED] = {N_("Cancelled"), "warn", "close"},
};

/* Of the queue itself, and of a kind that says no more. */
static const struct {
    const char *code, *message, *advice;
} PROBLEMS[] = {
    {"lost", N_("The process that did it was ended before it was done."),
     N_("Run it again. If that happens again, look into the journal of the host.")},
    {"unknown_kind", N_("This version of the program does not know this kind of work."),
     N_("Run it again when every host has the new version.")},
    {"failed", N_("It could not be done."), N_("The journal of the host says why. Run it again when that is mended.")},
};

static void explain(const struct job_kind *kind, struct text code, struct job_line *line)
{
    enum { COUNT = sizeof PROBLEMS / sizeof *PROBLEMS };
    size_t at = 0;
    if (text_is_empty(code) ||
        (kind != NULL && kind->explain != NULL && kind->explain(code, &line->message, &line->advice)))
        return;
    while (at < COUNT - 1 && !text_is(code, PROBLEMS[at].code))
        at++;
    line->message = PROBLEMS[at].message;
    line->advice = PROBLEMS[at].advice;
}

static const struct job_kind *kind_of(struct text name)
{
    for (size_t i = 0; i < the_kind_count; i++)
        if (text_is(name, the_kinds[i].name))
            return &the_kinds[i];
    return NULL;
}

static struct job_line line_of(struct request *request, const struct job *job)
{
    struct arena *arena = request->work.arena;
    const struct job_kind *kind = kind_of(job->kind);
    bool waits = job->state == JOB_QUEUED && job->run_after > request->work.now;
    bool runs = job->state == JOB_RUNNING;
    struct job_line line = {
        .id = job->id,
        .path = page_path(request, arena_format(arena, "/jobs/%.*s", TEXT_ARG(identifier_to_text(arena, job->id)))),
        .label = kind == NULL ? NULL : kind->label,
        .kind = job->kind,
        .state = job->state,
        .state_label = job->stopping ? N_("Stopping") : STATES[job->state].label,
        .tone = STATES[job->state].tone,
        .icon = STATES[job->state].icon,
        .created_at = job->created_at,
        .finished_at = job->finished_at,
        .next_try = waits ? job->run_after : INSTANT_NONE,
        .attempts = job->attempts,
        .attempt_limit = job->attempt_limit,
        .done = job->progress_done,
        .total = job->progress_total,
        .percent = runs && job->progress_total > 0 ? job->progress_done * 100 / job->progress_total : -1,
        .stopping = job->stopping,
        .code = job->problem,
    };
    explain(kind, job->problem, &line);
    return line;
}

enum outcome job_lines(struct request *request, const struct job *jobs, size_t count, struct job_line **ret_lines)
{
    struct work *work = &request->work;
    struct job_line *lines = arena_array(work->arena, struct job_line, count + 1);
    struct identifier *users = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++) {
        lines[i] = line_of(request, &jobs[i]);
        users[i] = jobs[i].user;
    }
    enum outcome outcome = record_titles(work, &colleague_record, users, count, names);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        bool asked = !identifier_is_none(users[i]);
        if (asked) /* also when the reader may not know the name */
            lines[i].who = text_is_empty(names[i]) ? text_from(tr(work->language, N_("A colleague"))) : names[i];
    }
    *ret_lines = lines;
    return OK;
}
