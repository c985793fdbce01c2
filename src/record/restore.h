/* The last change of a row taken back: its fields hold again what the history says that they held before. */
#ifndef RECORD_RESTORE_H
#define RECORD_RESTORE_H

#include "record/record.h"

/* In the caller's transaction, with the checks and the right of record_update(); a new entry of the history says so.
   CONFLICT: the row is no longer as that change left it in `version`, or the history of the change cannot be read. */
enum outcome record_restore(struct work *work, const struct record *record, struct identifier id,
                            int64_t version) MUST_CHECK;

#endif
