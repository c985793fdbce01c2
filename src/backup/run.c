#include "backup/run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/run_note.h"
#include "system/clock.h"
#include "system/file.h"

enum { ROWS_MOST = 2000, STALE_SECONDS = 24 * 3600, STAGES = 3 };

static const char ENDING[] = ".sanadbackup";
static const char ERASURES[] = "erasures.sanadbackup";

bool backup_is_set_up(const struct settings *settings)
{
    return settings->backup_recipient.length > 0 && settings->backup_directory.length > 0;
}

bool backup_is_late(const struct settings *settings, int64_t last_good, int64_t now, int64_t margin_hours)
{
    int64_t allowed = (settings->backup_hours - margin_hours) * 3600 * MICROSECONDS;
    return backup_is_set_up(settings) && (last_good == INSTANT_NONE || now - last_good > allowed);
}

/* --- progress: writing, restoring, comparing go over the same rows -------------------------------------------------
 */

struct stages {
    const struct backup_watch *inner;
    int64_t rows, last;
    int stage;
};

static enum outcome tell(void *context, int64_t done, int64_t total)
{
    struct stages *stages = context;
    if (stages->rows == 0)
        stages->rows = total;
    if (done < stages->last && stages->stage < STAGES - 1)
        stages->stage++;
    stages->last = done;
    return backup_watch_tell(stages->inner, stages->stage * stages->rows + done, STAGES * stages->rows);
}

/* --- one run ------------------------------------------------------------------------------------------------------ */

struct run {
    struct work *work;
    const struct run_order *order;
    struct backup_report *report;
    struct make_order make;
    struct run_row row;
    struct stages stages;
    struct backup_watch watch;
};

static struct text path_in(const struct run *run, struct text name)
{
    return arena_format(run->work->arena, "%.*s/%.*s", TEXT_ARG(run->order->settings->backup_directory),
                        TEXT_ARG(name));
}

/* "sanad-20261122T031500Z-1f3a.sanadbackup" */
static struct text name_of(struct arena *arena, int64_t now, struct identifier id)
{
    char digits[16];
    size_t length = 0;
    struct text instant = instant_to_text(arena, now);
    struct text own = identifier_to_text(arena, id);
    for (size_t i = 0; i < instant.length && length < 15 && instant.at[i] != '.'; i++)
        if ((instant.at[i] >= '0' && instant.at[i] <= '9') || instant.at[i] == 'T')
            digits[length++] = instant.at[i];
    return arena_format(arena, "sanad-%.*sZ-%.*s%s", (int)length, digits,
                        TEXT_ARG(text_slice(own, own.length - 4, own.length)), ENDING);
}

static enum outcome prepare(struct run *run)
{
    const struct settings *settings = run->order->settings;
    struct arena *arena = run->work->arena;
    run->stages = (struct stages){.inner = run->order->watch};
    run->watch = (struct backup_watch){tell, &run->stages};
    if (!backup_is_set_up(settings)) {
        run->report->fault = FAULT_NOT_SET_UP;
        return INVALID;
    }
    if (recipient_read(arena, settings->backup_recipient, &run->make.recipient) != OK) {
        run->report->fault = FAULT_RECIPIENT;
        return INVALID;
    }
    if (directory_make(arena_string(arena, settings->backup_directory), 0700) != OK) {
        run->report->fault = FAULT_DIRECTORY;
        return FAILED;
    }
    run->make.database = settings->database;
    run->make.keyring = keys_ring(run->work->keys);
    run->make.path = path_in(run, run->row.file_name).at;
    run->make.whole = run->make.prove = true;
    run->make.watch = &run->watch;
    return OK;
}

/* What a crash left of an earlier run. */
static void remove_stale(const struct run *run)
{
    struct arena *arena = run->work->arena;
    const char *directory = arena_string(arena, run->order->settings->backup_directory);
    DIR *entries = opendir(directory);
    const struct dirent *entry;
    struct stat status;
    if (entries == NULL)
        return;
    while ((entry = readdir(entries)) != NULL) {
        struct text name = text_from(entry->d_name);
        bool ours = text_starts_with(name, TEXT(PROOF_START)) || text_ends_with(name, TEXT(MAKING_END));
        if (ours && fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode) && clock_now() / MICROSECONDS - status.st_mtime > STALE_SECONDS)
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
    }
    (void)closedir(entries);
}

/* The list of erasures beside the backups: what a restore of any of them needs, and small enough to be carried off
 * often.
 */
static enum outcome write_erasures(struct run *run)
{
    struct backup_report report;
    struct make_order order = run->make;
    order.path = path_in(run, text_from(ERASURES)).at;
    order.whole = order.prove = false;
    order.watch = NULL;
    enum outcome outcome = backup_make(&order, run->work->arena, &report);
    if (outcome != OK)
        run->report->fault = report.fault;
    return outcome;
}

/* Good ones beyond the number that is kept go, and whatever is older than the oldest that stays. */
static enum outcome let_go(struct run *run)
{
    struct run_row *rows;
    size_t count;
    int64_t good = 0;
    enum outcome outcome = run_rows(run->work, ROWS_MOST, &rows, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        bool kept = good < run->order->settings->backup_keep || rows[i].state == RUN_RUNNING;
        good += rows[i].state == RUN_GOOD && rows[i].removed_at == INSTANT_NONE ? 1 : 0;
        if (kept || rows[i].removed_at != INSTANT_NONE)
            continue;
        if (unlink(path_in(run, rows[i].file_name).at) == 0 || errno == ENOENT)
            outcome = run_note_removed(run->work, rows[i].id);
    }
    return outcome;
}

static enum outcome note_end(struct run *run, enum outcome outcome)
{
    struct run_row *row = &run->row;
    const struct backup_report *report = run->report;
    row->state = outcome == OK ? RUN_GOOD : fault_is_of_mission(report->fault) ? RUN_FAULTY : RUN_FAILED;
    row->fault = text_from(fault_entry(report->fault)->code);
    row->concerns = report->what;
    if (row->state != RUN_FAILED) {
        row->size = report->file.bytes;
        row->rows = report->content.rows;
        row->digest = (struct text){(const char *)report->file.digest, DIGEST_BYTES};
    }
    return run_note_end(run->work, row);
}

enum outcome backup_run(struct work *work, const struct run_order *order, struct backup_report *report,
                        struct text *ret_path)
{
    struct run run = {.work = work, .order = order, .report = report};
    run.row = (struct run_row){.id = order->id,
                               .made_by = order->made_by,
                               .reason = order->reason,
                               .started_at = work->now,
                               .file_name = name_of(work->arena, work->now, order->id)};
    *report = (struct backup_report){0};
    enum outcome noted = order->unnoted ? OK : run_note_begin(work, &run.row);
    enum outcome outcome = noted == OK ? prepare(&run) : noted;
    if (outcome == OK)
        remove_stale(&run);
    if (outcome == OK)
        outcome = backup_make(&run.make, work->arena, report);
    if (outcome == OK)
        outcome = write_erasures(&run);
    if (outcome != OK && report->fault == FAULT_NONE)
        report->fault = FAULT_DATABASE;
    work->now = clock_now();
    if (noted == OK && !order->unnoted)
        noted = note_end(&run, outcome);
    if (outcome == OK && noted == OK && !order->unnoted)
        noted = let_go(&run);
    if (outcome == OK)
        *ret_path = text_from(run.make.path);
    return outcome == OK ? noted : outcome;
}

enum outcome backup_look(struct work *work, const struct settings *settings)
{
    const struct run_order order = {.settings = settings};
    const struct run run = {.work = work, .order = &order};
    struct run_row *rows;
    struct stat status;
    size_t count;
    enum outcome outcome = run_rows(work, ROWS_MOST, &rows, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        struct run_row *row = &rows[i];
        if (row->state != RUN_GOOD || row->removed_at != INSTANT_NONE)
            continue;
        if (stat(path_in(&run, row->file_name).at, &status) == 0 && status.st_size == row->size)
            continue;
        row->state = RUN_FAULTY;
        row->fault = text_from(fault_entry(FAULT_FILE_GONE)->code);
        outcome = run_note_end(work, row);
    }
    return outcome;
}
