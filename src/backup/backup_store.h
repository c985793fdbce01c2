/* The statements of backup/: what became of each backup, and who was erased. */
#ifndef BACKUP_BACKUP_STORE_H
#define BACKUP_BACKUP_STORE_H

#include "record/work.h"

enum run_state { RUN_RUNNING, RUN_GOOD, RUN_FAULTY, RUN_FAILED };
enum run_reason { RUN_SCHEDULE, RUN_ASKED, RUN_COMMAND, RUN_UPGRADE };
const char *run_state_name(enum run_state state); /* "running" … as stored */
const char *run_reason_name(enum run_reason reason);
/* INVALID. */
enum outcome run_state_from_name(struct text name, enum run_state *ret) MUST_CHECK;
enum outcome run_reason_from_name(struct text name, enum run_reason *ret) MUST_CHECK;

struct run_row {
    struct identifier id, made_by;
    int64_t started_at, finished_at, removed_at; /* INSTANT_NONE while not so */
    enum run_state state;
    enum run_reason reason;
    struct text file_name, digest, fault, concerns;
    int64_t size, rows;
};

/* Adds it as running; one that is there (its job was interrupted) begins again. */
enum outcome run_row_begin(struct work *work, const struct run_row *row) MUST_CHECK;
/* Its end: state, size, rows, digest, fault, concerns. */
enum outcome run_row_end(struct work *work, const struct run_row *row) MUST_CHECK;
enum outcome run_row_removed(struct work *work, struct identifier id) MUST_CHECK;
/* What runs since before an instant was interrupted. */
enum outcome run_rows_interrupted(struct work *work, int64_t before) MUST_CHECK;
/* Newest first. */
enum outcome run_rows(struct work *work, int64_t most, struct run_row **ret_rows, size_t *ret_count) MUST_CHECK;
/* When the newest good backup began whose file was not removed; INSTANT_NONE: there is none. */
enum outcome run_last_good(struct work *work, int64_t *ret_at) MUST_CHECK;

/* How many keys are there of somebody, or something, that was erased. */
enum outcome erased_readable(struct db *db, struct arena *arena, int64_t *ret_count) MUST_CHECK;
enum outcome erasure_is_noted(struct work *work, struct identifier erasure, bool *ret) MUST_CHECK;
enum outcome certificate_is_noted(struct work *work, struct identifier person, bool *ret) MUST_CHECK;

#endif
