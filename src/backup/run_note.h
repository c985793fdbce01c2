/* The rows of backup_run, written where this process may write: at once, or handed over to the writing worker. */
#ifndef BACKUP_RUN_NOTE_H
#define BACKUP_RUN_NOTE_H

#include "backup/backup_store.h"

enum outcome run_note_begin(struct work *work, const struct run_row *row) MUST_CHECK;
enum outcome run_note_end(struct work *work, const struct run_row *row) MUST_CHECK;
enum outcome run_note_removed(struct work *work, struct identifier id) MUST_CHECK;
enum outcome run_note_interrupted(struct work *work, int64_t before) MUST_CHECK;

#endif
