/* Jobs, for administrators: what waits, runs, was done or failed, and what to do about it. */
#include "jobs/job_pages.h"

#include "audit/audit.h"
#include "base/number.h"
#include "codec/json.h"

enum { LINES = 50, FOLLOW_SECONDS = 5 };

struct right job_read = {"job.read", N_("See the jobs of the system"), 0};
struct right job_order = {"job.order", N_("Cancel jobs of the system and run them again"), 0};

const struct grant jobs_grants[] = {
    {ROLE_ADMINISTRATOR, &job_read, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &job_order, SCOPE_MISSION},
    {ROLE_AUDITOR, &job_read, SCOPE_MISSION},
};
const size_t jobs_grant_count = sizeof jobs_grants / sizeof *jobs_grants;

const struct route jobs_routes[] = {
    {METHOD_GET, "/jobs", ROUTE_READ, jobs_list, &job_read, .purpose = "list of jobs"},
    {METHOD_GET, "/jobs.csv", ROUTE_SLOW, jobs_csv, &job_read, .purpose = "the same as a file"},
    {METHOD_GET, "/jobs/{id}", ROUTE_READ, jobs_show, &job_read, .purpose = "one job and how far it is"},
    {METHOD_POST, "/jobs/{id}/cancel", ROUTE_WRITE, jobs_cancel, &job_order, .purpose = "cancels or stops a job"},
    {METHOD_POST, "/jobs/{id}/again", ROUTE_WRITE, jobs_again, &job_order, .purpose = "runs what failed again"},
    {METHOD_POST, "/jobs/{id}/let-go", ROUTE_WRITE, jobs_let_go, &job_order,
     .purpose = "what failed needs nothing more"},
};
const size_t jobs_route_count = sizeof jobs_routes / sizeof *jobs_routes;

/* An index holds them; who may not read them does not count them. */
static int64_t count_failed(struct request *request)
{
    int64_t failed = 0;
    return job_count(&request->work, JOB_FAILED, &failed) == OK ? failed : 0;
}

const struct menu_entry jobs_menu[] = {{N_("Jobs of the system"), "/jobs", &job_read, "activity", count_failed,
                                        N_("failed for good"), .group = MENU_MISSION}};
const size_t jobs_menu_count = sizeof jobs_menu / sizeof *jobs_menu;

/* --- the list ------------------------------------------------------------------------------------------------------
 */

static const struct {
    int state;
    const char *name, *label;
} TABS[] = {
    {JOB_ANY_STATE, "", N_("All")},          {JOB_FAILED, "failed", N_("Failed for good")},
    {JOB_RUNNING, "running", N_("Running")}, {JOB_QUEUED, "queued", N_("Waiting")},
    {JOB_DONE, "done", N_("Done")},          {JOB_CANCELLED, "cancelled", N_("Cancelled")},
};
enum { TAB_COUNT = sizeof TABS / sizeof *TABS };

/* "f" or "o" (the failed ones, the others) and the last id shown, of a page behind the first. */
static enum outcome read_mark(struct text mark, struct job_query *query)
{
    if (text_is_empty(mark))
        return OK;
    query->past_failed = mark.at[0] == 'o';
    if (mark.length == 1 && query->past_failed)
        return OK;
    if (mark.at[0] != 'f' && mark.at[0] != 'o')
        return NOT_FOUND;
    return text_to_identifier(text_slice(mark, 1, mark.length), &query->before) == OK ? OK : NOT_FOUND;
}

enum outcome jobs_query_read(struct request *request, size_t most, struct job_query *ret_query)
{
    struct text state = parameters_get(&request->query, TEXT("state"));
    struct job_query query = {.most = most};
    size_t at = 0;
    while (at < TAB_COUNT && !text_is(state, TABS[at].name))
        at++;
    if (at == TAB_COUNT)
        return NOT_FOUND;
    query.state = TABS[at].state;
    enum outcome outcome = read_mark(parameters_get(&request->query, TEXT("after")), &query);
    if (outcome == OK)
        *ret_query = query;
    return outcome;
}

static struct text address_of(struct request *request, const char *base, int state)
{
    size_t at = 0;
    while (TABS[at].state != state)
        at++;
    struct text query = arena_format(request->work.arena, "%s?state=%s", base, TABS[at].name);
    return page_path(request, state == JOB_ANY_STATE ? text_from(base) : query);
}

static void fill_addresses(struct request *request, const struct job_query *query, const struct job_query *next,
                           struct jobs_view *view)
{
    struct arena *arena = request->work.arena;
    struct job_tab *tabs = arena_array(arena, struct job_tab, TAB_COUNT);
    for (size_t i = 0; i < TAB_COUNT; i++)
        tabs[i] =
            (struct job_tab){TABS[i].label, address_of(request, "/jobs", TABS[i].state), TABS[i].state == query->state};
    view->tabs = tabs;
    view->tab_count = TAB_COUNT;
    view->csv = address_of(request, "/jobs.csv", query->state);
    view->first = address_of(request, "/jobs", query->state);
    view->first_page = !query->past_failed && identifier_is_none(query->before);
    view->whole = query->state == JOB_ANY_STATE;
    if (next->most == 0)
        return;
    struct text id = identifier_is_none(next->before) ? TEXT_NONE : identifier_to_text(arena, next->before);
    view->next = arena_format(arena, "%.*s%cafter=%c%.*s", TEXT_ARG(view->first), view->whole ? '?' : '&',
                              next->past_failed ? 'o' : 'f', TEXT_ARG(id));
}

enum outcome jobs_list(struct request *request, struct response *response)
{
    struct job_query query;
    struct job_query next;
    struct job *jobs;
    struct job_line *lines;
    struct jobs_view view = {0};
    enum outcome outcome = jobs_query_read(request, LINES, &query);
    if (outcome == OK)
        outcome = job_all(&request->work, &query, &jobs, &view.line_count, &next);
    if (outcome == OK)
        outcome = job_lines(request, jobs, view.line_count, &lines);
    if (outcome == OK)
        outcome = job_count(&request->work, JOB_FAILED, &view.failed);
    if (outcome != OK)
        return outcome;
    view.lines = lines;
    fill_addresses(request, &query, &next, &view);
    view.page = page_open(request, N_("Jobs of the system"));
    struct output out = page_output(request, response);
    job_list_page(&out, &view);
    return page_send(request, response, 200);
}

/* --- one of them ---------------------------------------------------------------------------------------------------
 */

static enum outcome find(struct request *request, struct job *ret_job)
{
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    return outcome == OK ? job_get(&request->work, id, ret_job) : outcome;
}

static void fill_buttons(struct request *request, const struct job *job, struct job_view *view)
{
    struct arena *arena = request->work.arena;
    struct text path = view->line->path;
    bool ended = job->state != JOB_QUEUED && job->state != JOB_RUNNING;
    bool follows = text_is(parameters_get(&request->query, TEXT("follow")), "1");
    if (!ended && follows)
        view->unfollow = path;
    else if (!ended)
        view->follow = arena_join(arena, path, TEXT("?follow=1"));
    if (!actor_may(&request->actor, &job_order))
        return;
    if (!ended && !job->stopping)
        view->cancel = arena_join(arena, path, TEXT("/cancel"));
    if (job->state == JOB_FAILED || job->state == JOB_CANCELLED)
        view->again = arena_join(arena, path, TEXT("/again"));
    if (job->state == JOB_FAILED)
        view->let_go = arena_join(arena, path, TEXT("/let-go"));
}

enum outcome jobs_show(struct request *request, struct response *response)
{
    struct job job;
    struct job_line *line;
    enum outcome outcome = find(request, &job);
    if (outcome == OK)
        outcome = job_lines(request, &job, 1, &line);
    if (outcome != OK)
        return outcome;
    struct job_view view = {.line = line};
    fill_buttons(request, &job, &view);
    if (!text_is_empty(view.unfollow)) /* who asked for it, and not after it has ended */
        respond_header(request, response, "Refresh", arena_format(request->work.arena, "%d", FOLLOW_SECONDS));
    view.page = line->label == NULL ? page_open_text(request, job.kind) : page_open(request, line->label);
    page_trail(view.page, N_("Jobs of the system"), TEXT("/jobs"));
    struct output out = page_output(request, response);
    job_show_page(&out, &view);
    return page_send(request, response, 200);
}

/* --- what a person does about it -----------------------------------------------------------------------------------
 */

static enum outcome audit(struct request *request, const char *action, const struct job *job)
{
    struct work *work = &request->work;
    AUTO_BUFFER struct buffer details = buffer_open(4096);
    struct json_writer writer = json_writer_open(&details);
    json_object_begin(&writer);
    json_key(&writer, TEXT("kind"));
    json_put_text(&writer, job->kind);
    json_object_end(&writer);
    const struct audit_event event = {
        .at = work->now,
        .organisation = work->actor->organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, work->actor->office),
        .action = text_from(action),
        .record = TEXT("job"),
        .subject = job->id,
        .details = buffer_text(&details),
        .origin = work->actor->origin,
    };
    return json_finish(&writer) ? audit_add(work->db, &event) : FAILED;
}

/* Does it, notes it, and says so on the page of the job; what is too late is only said. */
static enum outcome act(struct request *request, struct response *response, const char *action, const char *said,
                        enum outcome (*change)(struct work *work, struct identifier id))
{
    struct job job;
    if (request->redisplay)
        return jobs_show(request, response);
    enum outcome outcome = find(request, &job);
    if (outcome == OK)
        outcome = change(&request->work, job.id);
    if (outcome == OK)
        outcome = audit(request, action, &job);
    if (outcome != OK && outcome != CONFLICT)
        return outcome;
    respond_notice(request, response, outcome == OK ? said : N_("It had changed meanwhile: nothing was done."));
    struct text id = identifier_to_text(request->work.arena, job.id);
    return respond_redirect(request, response, arena_format(request->work.arena, "/jobs/%.*s", TEXT_ARG(id)));
}

enum outcome jobs_cancel(struct request *request, struct response *response)
{
    return act(request, response, "job.cancelled", N_("The cancellation was noted."), job_cancel);
}

enum outcome jobs_again(struct request *request, struct response *response)
{
    return act(request, response, "job.run_again", N_("It runs again in a moment."), job_again);
}

enum outcome jobs_let_go(struct request *request, struct response *response)
{
    return act(request, response, "job.let_go", N_("It counts as settled."), job_let_go);
}
