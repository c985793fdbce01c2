#include "backup/make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "backup/backup_store.h"
#include "backup/place.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/web_store.h"

/* --- making ------------------------------------------------------------------------------------------------------- */

struct making {
    const struct make_order *order;
    struct arena *arena;
    struct backup_report *report;
    struct envelope_writer *writer;
    struct key file_key;
    const char *path; /* beside the final name */
    int file;
};

static enum outcome fail(struct backup_report *report, enum backup_fault fault, enum outcome outcome)
{
    if (report->fault == FAULT_NONE)
        report->fault = fault;
    return outcome;
}

static enum backup_fault fault_of_errno(void)
{
    return errno == ENOSPC || errno == EDQUOT ? FAULT_NO_ROOM : FAULT_DIRECTORY;
}

static enum outcome write_envelope(struct making *making)
{
    const struct make_order *order = making->order;
    struct backup_report *report = making->report;
    AUTO_DB struct db *db = NULL;
    enum outcome outcome = envelope_create(making->arena, making->file, &order->recipient, &making->writer);
    if (outcome != OK)
        return fail(report, outcome == INVALID ? FAULT_RECIPIENT : fault_of_errno(), outcome);
    making->file_key = envelope_key(making->writer);
    outcome = db_open(order->database, true, &db);
    if (outcome == OK)
        wall_open_for_system(db);
    if (outcome == OK)
        outcome = backup_dump(db, order->keyring, order->whole, clock_now(), order->watch, making->writer,
                              making->arena, &report->content);
    if (outcome == OK)
        outcome = envelope_finish(making->writer, &report->file);
    enum backup_fault fault = envelope_writer_fault(making->writer);
    return outcome == OK ? OK : fail(report, fault != FAULT_NONE ? fault : FAULT_DATABASE, outcome);
}

static enum outcome write_file(struct making *making)
{
    struct backup_report *report = making->report;
    (void)unlink(making->path);
    making->file = open(making->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (making->file < 0)
        return fail(report, fault_of_errno(), FAILED);
    enum outcome outcome = write_envelope(making);
    if (outcome == OK && fsync(making->file) != 0)
        outcome = fail(report, fault_of_errno(), FAILED);
    if (close(making->file) != 0 && outcome == OK)
        outcome = fail(report, fault_of_errno(), FAILED);
    return outcome;
}

/* The directory of a path, without its last slash. */
static const char *directory_of(struct arena *arena, const char *path)
{
    struct text whole = text_from(path);
    size_t end = whole.length;
    while (end > 0 && path[end - 1] != '/')
        end--;
    return end == 0 ? "." : end == 1 ? "/" : arena_string(arena, text_slice(whole, 0, end - 1));
}

/* With the key that only this process has, for as long as it makes the file. */
static enum outcome prove(struct making *making)
{
    const struct make_order *order = making->order;
    struct backup_report *report = making->report;
    struct backup_report proof = {0};
    enum outcome outcome =
        backup_prove(making->path, (struct envelope_opener){.file_key = &making->file_key}, order->keyring,
                     directory_of(making->arena, order->path), order->watch, making->arena, &proof);
    proof.file = report->file;
    *report = proof;
    return outcome;
}

static enum outcome make_file(struct making *making)
{
    const struct make_order *order = making->order;
    struct backup_report *report = making->report;
    enum outcome proven = OK;
    making->path = arena_format(making->arena, "%s" MAKING_END, order->path).at;
    enum outcome outcome = write_file(making);
    if (outcome == OK && order->prove && order->whole)
        proven = prove(making);
    if (outcome == OK && (proven == OK || fault_is_of_mission(report->fault))) {
        if (rename(making->path, order->path) != 0 || directory_of_sync(making->arena, order->path) != OK)
            outcome = fail(report, fault_of_errno(), FAILED);
    }
    if (outcome == OK)
        outcome = proven;
    if (outcome != OK && !fault_is_of_mission(report->fault))
        (void)unlink(making->path);
    return outcome;
}

enum outcome backup_make(const struct make_order *order, struct arena *arena, struct backup_report *report)
{
    struct making making = {.order = order, .arena = arena, .report = report, .file = order->file};
    *report = (struct backup_report){0};
    enum outcome outcome = order->path == NULL ? write_envelope(&making) : make_file(&making);
    envelope_drop(making.writer);
    key_forget(&making.file_key);
    return outcome;
}

/* --- reading a file ----------------------------------------------------------------------------------------------- */

struct opened {
    int file;
    struct envelope_reader *envelope;
};

static enum outcome open_backup(struct arena *arena, const char *path, struct envelope_opener opener,
                                struct opened *ret, struct backup_report *report)
{
    ret->file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (ret->file < 0)
        return fail(report, errno == ENOENT ? FAULT_FILE_GONE : FAULT_DIRECTORY, FAILED);
    return envelope_open(arena, (struct envelope_source){envelope_read_file, &ret->file}, opener, &ret->envelope,
                         &report->fault);
}

static void close_backup(struct opened *opened)
{
    envelope_close(opened->envelope);
    if (opened->file >= 0)
        (void)close(opened->file);
}

enum outcome backup_prove(const char *path, struct envelope_opener opener, struct keyring *keyring,
                          const char *directory, const struct backup_watch *watch, struct arena *arena,
                          struct backup_report *report)
{
    struct new_place place = {0};
    struct opened opened = {.file = -1};
    struct text name = identifier_to_text(arena, identifier_new());
    struct text address = arena_format(arena, "sqlite:%s/" PROOF_START "%.*s", directory, TEXT_ARG(name));
    *report = (struct backup_report){0};
    enum outcome outcome = open_backup(arena, path, opener, &opened, report);
    if (outcome == OK)
        outcome = new_place_open(arena, address, &place, &report->fault);
    if (outcome == OK)
        outcome = backup_load(place.db, keyring, opened.envelope, watch, arena, report);
    if (outcome == OK)
        outcome = backup_check(place.db, keyring, watch, arena, report);
    new_place_drop(&place);
    close_backup(&opened);
    return outcome;
}

/* --- restoring ---------------------------------------------------------------------------------------------------- */

struct restoring {
    const struct restore_order *order;
    struct arena *arena;
    struct backup_report *report;
    struct new_place place;
    struct work work;
};

static enum outcome replay(struct restoring *restoring)
{
    const struct restore_order *order = restoring->order;
    struct opened opened = {.file = -1};
    if (order->erasures == NULL)
        return OK;
    enum outcome outcome = open_backup(restoring->arena, order->erasures,
                                       (struct envelope_opener){.secret = order->secret}, &opened, restoring->report);
    if (outcome == OK)
        outcome = erasures_replay(&restoring->work, opened.envelope, order->keyring, order->erase, restoring->report);
    close_backup(&opened);
    return outcome;
}

static enum outcome note_restore(struct restoring *restoring)
{
    struct work *work = &restoring->work;
    const struct backup_content *content = &restoring->report->content;
    struct audit_event event = {
        .at = work->now,
        .role = TEXT("system"),
        .action = TEXT("mission.restored"),
        .record = TEXT("mission"),
        .reason = restoring->order->accept,
        .details = arena_format(restoring->arena, "{\"rows\":%lld,\"tables\":%zu}", (long long)content->rows,
                                content->table_count),
    };
    return audit_add(work->db, &event);
}

static enum outcome seal_log(struct restoring *restoring)
{
    size_t blocks = 1;
    enum outcome outcome = OK;
    while (outcome == OK && blocks > 0)
        outcome = audit_seal(restoring->place.db, restoring->order->keyring, clock_now(), &blocks);
    return outcome;
}

/* What was true when the backup was taken and is not any more. */
static enum outcome settle(struct restoring *restoring)
{
    struct work *work = &restoring->work;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = session_rows_end(work);
    if (outcome == OK)
        outcome = api_answers_forget(work);
    if (outcome == OK)
        outcome = run_rows_interrupted(work, work->now);
    if (outcome == OK)
        outcome = note_restore(restoring);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome fill(struct restoring *restoring, struct envelope_reader *envelope)
{
    const struct restore_order *order = restoring->order;
    struct backup_report *report = restoring->report;
    struct db *db = restoring->place.db;
    enum outcome outcome = backup_load(db, order->keyring, envelope, order->watch, restoring->arena, report);
    if (outcome == OK)
        outcome = backup_check(db, order->keyring, order->watch, restoring->arena, report);
    if (outcome == INVALID && fault_is_of_mission(report->fault) && !text_is_empty(order->accept))
        outcome = OK;
    if (outcome == OK)
        outcome = migrate(db, migrations, migration_count);
    if (outcome == OK)
        outcome = replay(restoring);
    if (outcome == OK)
        outcome = settle(restoring);
    if (outcome == OK)
        outcome = seal_log(restoring);
    if (outcome == OK && order->finish != NULL)
        outcome = order->finish(order->finish_context, db);
    return outcome;
}

enum outcome backup_restore(const struct restore_order *order, struct arena *arena, struct backup_report *report)
{
    struct restoring restoring = {.order = order, .arena = arena, .report = report};
    struct opened opened = {.file = -1};
    struct keys *keys = keys_open(order->keyring);
    *report = (struct backup_report){0};
    enum outcome outcome =
        open_backup(arena, order->path, (struct envelope_opener){.secret = order->secret}, &opened, report);
    if (outcome == OK)
        outcome = new_place_open(arena, order->database, &restoring.place, &report->fault);
    if (outcome == OK) {
        restoring.work = work_of_system(restoring.place.db, keys, arena);
        outcome = fill(&restoring, opened.envelope);
    }
    if (outcome == OK)
        outcome = new_place_keep(&restoring.place);
    if (outcome != OK)
        (void)fail(report, FAULT_DATABASE, outcome);
    new_place_drop(&restoring.place);
    close_backup(&opened);
    (void)keys_close(keys);
    return outcome;
}
