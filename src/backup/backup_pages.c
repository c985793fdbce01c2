/* Backups, for administrators: what there is, whether it was proven, what to do. */
#include "backup/backup_pages.h"

#include "web/form.h"

enum { LINES_MOST = 60 };

struct right backup_read = {"backup.read", N_("See the backups"), 0};
struct right backup_order = {"backup.order", N_("Ask for a backup"), 0};

const struct grant backup_grants[] = {
    {ROLE_ADMINISTRATOR, &backup_read, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &backup_order, SCOPE_MISSION},
    {ROLE_AUDITOR, &backup_read, SCOPE_MISSION},
    {ROLE_DATA_PROTECTION, &backup_read, SCOPE_MISSION},
};
const size_t backup_grant_count = sizeof backup_grants / sizeof *backup_grants;

const struct route backup_routes[] = {
    {METHOD_GET, "/backups", ROUTE_READ, backup_list, &backup_read, .purpose = "list of backups"},
    {METHOD_POST, "/backups", ROUTE_WRITE, backup_ask, &backup_order, .purpose = "asks for a backup"},
    {METHOD_POST, "/backups/{id}/cancel", ROUTE_WRITE, backup_cancel, &backup_order, .purpose = "cancels a backup"},
};
const size_t backup_route_count = sizeof backup_routes / sizeof *backup_routes;

const struct menu_entry backup_menu[] = {{N_("Backups"), "/backups", &backup_read, "download", .group = MENU_MISSION}};
const size_t backup_menu_count = sizeof backup_menu / sizeof *backup_menu;

static const struct {
    const char *label, *tone, *icon;
} STATES[] = {
    [RUN_RUNNING] = {N_("Running"), "accent", "clock"},
    [RUN_GOOD] = {N_("Proven: it was restored and compared"), "good", "circle-check"},
    [RUN_FAULTY] = {N_("Not good"), "warn", "alert"},
    [RUN_FAILED] = {N_("Failed"), "bad", "stop"},
};
static const char *const REASONS[] = {
    [RUN_SCHEDULE] = N_("By the schedule"),
    [RUN_ASKED] = N_("Asked for on this page"),
    [RUN_COMMAND] = N_("From the command line"),
    [RUN_UPGRADE] = N_("Before an upgrade"),
};

static enum outcome read_job(struct work *work, struct identifier id, struct job *ret_job)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a backup is the mission's, whoever asked for it");
    return job_get(work, id, ret_job);
}

static enum outcome cancel_job(struct work *work, struct identifier id)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a backup is the mission's, whoever asked for it");
    return job_cancel(work, id);
}

static enum outcome fill_running(struct request *request, const struct run_row *row, struct backup_line *line)
{
    struct arena *arena = request->work.arena;
    struct job job;
    enum outcome outcome = read_job(&request->work, row->id, &job);
    line->percent = -1;
    if (outcome != OK) /* made from the command line */
        return outcome == NOT_FOUND ? OK : outcome;
    if (job.progress_total > 0)
        line->percent = job.progress_done * 100 / job.progress_total;
    if (actor_may(&request->actor, &backup_order))
        line->cancel_path = page_path(
            request, arena_format(arena, "/backups/%.*s/cancel", TEXT_ARG(identifier_to_text(arena, row->id))));
    return OK;
}

static enum outcome fill_line(struct request *request, const struct run_row *row, struct backup_line *line)
{
    enum backup_fault fault = fault_of_code(row->fault);
    *line = (struct backup_line){.started_at = row->started_at,
                                 .finished_at = row->finished_at,
                                 .file_name = row->file_name,
                                 .state_label = STATES[row->state].label,
                                 .tone = STATES[row->state].tone,
                                 .icon = STATES[row->state].icon,
                                 .reason_label = REASONS[row->reason],
                                 .concerns = row->concerns,
                                 .tenths = (row->size + 99999) / 100000,
                                 .rows = row->rows,
                                 .removed = row->removed_at != INSTANT_NONE,
                                 .running = row->state == RUN_RUNNING,
                                 .has_size = row->size > 0};
    if (fault != FAULT_NONE) {
        line->fault = fault_entry(fault)->message;
        line->advice = fault_entry(fault)->advice;
    }
    return line->running ? fill_running(request, row, line) : OK;
}

static enum outcome fill_lines(struct request *request, struct backup_view *view)
{
    struct run_row *rows;
    size_t count;
    enum outcome outcome = run_rows(&request->work, LINES_MOST, &rows, &count);
    if (outcome != OK)
        return outcome;
    struct backup_line *lines = arena_array(request->work.arena, struct backup_line, count + 1);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        outcome = fill_line(request, &rows[i], &lines[i]);
        view->waiting = view->waiting || lines[i].running;
    }
    view->lines = lines;
    view->line_count = count;
    return outcome;
}

enum outcome backup_list(struct request *request, struct response *response)
{
    const struct settings *settings = backup_settings();
    struct work *work = &request->work;
    struct backup_view view = {.set_up = backup_is_set_up(settings),
                               .may_order = actor_may(&request->actor, &backup_order),
                               .directory = settings->backup_directory,
                               .keep = settings->backup_keep,
                               .alarm_hours = settings->backup_hours,
                               .last_good = INSTANT_NONE};
    enum outcome outcome = fill_lines(request, &view);
    if (outcome == OK)
        outcome = run_last_good(work, &view.last_good);
    if (outcome != OK)
        return outcome;
    view.never = view.last_good == INSTANT_NONE;
    view.late = backup_is_late(settings, view.last_good, work->now, 0);
    view.hours = view.never ? 0 : (work->now - view.last_good) / MICROSECONDS / 3600;
    view.action = page_path(request, TEXT("/backups"));
    view.key = form_key_new(request);
    view.page = page_open(request, N_("Backups"));
    struct output out = page_output(request, response);
    backup_list_page(&out, &view);
    return page_send(request, response, 200);
}

static enum outcome answer(struct request *request, struct response *response, const char *notice)
{
    respond_notice(request, response, notice);
    return respond_redirect(request, response, TEXT("/backups"));
}

enum outcome backup_ask(struct request *request, struct response *response)
{
    struct text location;
    const struct job_order order = {.kind = backup_make_job.name,
                                    .organisation = request->actor.organisation,
                                    .user = request->actor.user,
                                    .priority = JOB_ORDINARY,
                                    .attempt_limit = 1};
    if (request->redisplay)
        return backup_list(request, response);
    if (!backup_is_set_up(backup_settings()))
        return answer(request, response, fault_entry(FAULT_NOT_SET_UP)->message);
    enum outcome outcome = form_key_seen(request, &location);
    if (outcome == NOT_FOUND)
        outcome = job_add(&request->work, &order, NULL);
    else
        return outcome == OK ? respond_redirect(request, response, location) : outcome;
    if (outcome == OK)
        outcome = form_key_keep(request, TEXT("/backups"));
    return outcome == OK ? answer(request, response, N_("The backup begins in a moment.")) : outcome;
}

/* Only a backup is cancelled here, whatever id the address holds. */
enum outcome backup_cancel(struct request *request, struct response *response)
{
    struct identifier id;
    struct job job;
    if (request->redisplay)
        return backup_list(request, response);
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = read_job(&request->work, id, &job);
    if (outcome == OK && !text_is(job.kind, backup_make_job.name) && !text_is(job.kind, backup_look_job.name))
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = cancel_job(&request->work, id);
    if (outcome == CONFLICT)
        return answer(request, response, N_("It had ended already."));
    return outcome == OK ? answer(request, response, N_("It will be cancelled.")) : outcome;
}
