/* Who may act is told how far a search is, and finds a task where something waits for a person. */
#include "flow/task.h"
#include "linkage/linkage_store.h"
#include "notices/notices.h"

enum { SEND_DAYS = 3, LOOK_DAYS = 7, TOLD_MOST = 50 };
enum { FILE_WAITS, FOUND, REFUSED };

const struct notice_kind linkage_notices[] = {
    [FILE_WAITS] = {.name = "linkage.file_waits",
                    .one = N_("A file of a search for common cases waits to be sent to the partner: {1}"),
                    .path = "/linkage-runs",
                    .gathers_one = true,
                    .icon = "search"},
    [FOUND] = {.name = "linkage.finished",
               .one = N_("A search for common cases has ended: {1}"),
               .path = "/linkage-runs",
               .gathers_one = true,
               .icon = "search"},
    [REFUSED] = {.name = "linkage.refused",
                 .one = N_("A search for common cases was refused: {1}"),
                 .path = "/linkage-runs",
                 .gathers_one = true,
                 .icon = "search"},
};
const size_t linkage_notice_count = sizeof linkage_notices / sizeof *linkage_notices;

static enum outcome tell_all(struct work *work, const struct linkage_run *run, const struct notice_kind *kind)
{
    struct identifier *accounts;
    size_t count = 0;
    enum outcome outcome = linkage_actors(work, run->head.organisation, TOLD_MOST, &accounts, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        const struct notice notice = {.organisation = run->head.organisation,
                                      .account = accounts[i],
                                      .subject = run->head.id,
                                      .number = run->head.number,
                                      .count = 1};
        outcome = notice_add(work, kind, &notice);
    }
    return outcome;
}

static enum outcome add_task(struct work *work, const struct linkage_run *run, const char *label, int32_t days)
{
    const struct task task = {.person = run->head.id, /* about nobody: it stands for itself */
                              .organisation = run->head.organisation,
                              .office = run->head.office,
                              .record = text_from(linkage_run_record.name),
                              .subject = run->head.id,
                              .number = run->head.number,
                              .label = text_from(label),
                              .right = text_from(linkage_start_right.name),
                              .due = zone_date(work->zone, work->now) + days};
    return task_open(work, &task);
}

enum outcome linkage_tasks_end(struct work *work, struct identifier run)
{
    return task_close_all(work, text_from(linkage_run_record.name), run, run);
}

/* By the network the programs send; by files a person does. */
static bool waits_to_be_sent(const struct linkage_run *run)
{
    return text_is(run->way, "file") && (text_is(run->progress, "offered") || text_is(run->progress, "answered") ||
                                         (text_is(run->progress, "finished") && text_is(run->side, "offer")));
}

enum outcome linkage_tell(struct work *work, const struct linkage_run *run)
{
    bool finished = text_is(run->progress, "finished"), refused = text_is(run->progress, "refused");
    enum outcome outcome = linkage_tasks_end(work, run->head.id);
    if (outcome == OK && refused)
        outcome = tell_all(work, run, &linkage_notices[REFUSED]);
    if (outcome == OK && finished)
        outcome = tell_all(work, run, &linkage_notices[FOUND]);
    if (outcome == OK && finished && run->certain + run->possible > 0)
        outcome = add_task(work, run, N_("Look at the common cases that a search found"), LOOK_DAYS);
    if (outcome != OK || !waits_to_be_sent(run))
        return outcome;
    outcome = finished ? OK : tell_all(work, run, &linkage_notices[FILE_WAITS]);
    return outcome == OK ? add_task(work, run, N_("Send the partner the file of a search for common cases"), SEND_DAYS)
                         : outcome;
}

/* Somebody decided about what was found: with the last of them the task is done. */
enum outcome linkage_match_stored(struct work *work, const void *before, const void *row)
{
    const struct linkage_match *match = row;
    bool waits = true;
    if (before == NULL || text_is_empty(match->decision) || identifier_is_none(match->run))
        return OK;
    enum outcome outcome = linkage_undecided(work, match->run, &waits);
    return outcome == OK && !waits ? linkage_tasks_end(work, match->run) : outcome;
}
