/* A row taken away again as if it had never been made: for what an import stored by mistake.  Erasing a person's data
   is another thing (record/keys.h): there the fact that somebody was here stays. */
#ifndef RECORD_REMOVE_H
#define RECORD_REMOVE_H

#include "record/record.h"

/* Every record whose rows are about persons, whatever feature it is of; once, at start.  The list stays the caller's.
 */
void record_remove_start(const struct record *const *records, size_t count);

/* Deletes the row with its history, its values in the index of own fields, its open and done tasks and, when it has
   one, its data key; the audit log says so and keeps what it has.  In the caller's transaction; no right is asked.
   CONFLICT: its version is another by now, its data were erased, or something else was recorded about the same person
   since it was made (of a person: anything). */
enum outcome record_remove(struct work *work, const struct record *record, struct identifier id,
                           int64_t version) MUST_CHECK;

#endif
