/* What became of a row: every save with who, when and each field before and after, sealed with the row's own key. */
#ifndef RECORD_HISTORY_H
#define RECORD_HISTORY_H

#include "record/record.h"
#include "system/keyring.h"

struct history_change {
    const struct field *field;
    struct text before, after; /* field_to_text form */
};
struct history_entry {
    struct identifier id, user;
    int64_t at, version;
    struct text action;                    /* "create", "update", or the name of a step */
    struct text note;                      /* what the person said with a step; empty for those who work for none of
                                              the record's own purposes */
    struct text state_before, state_after; /* of a step; empty when the state stayed */
    const struct history_change *changes;
    size_t change_count;
};

/* Writes the entry of a save and its audit row (which holds digests instead of sealed values). */
enum outcome history_add(struct work *work, const struct record *record, const struct key *key, const void *before,
                         const void *row, struct text action, struct text note) MUST_CHECK;
/* Only the audit row of a save. */
enum outcome history_audit(struct work *work, const struct record *record, const void *before, const void *row,
                           struct text action) MUST_CHECK;
/* Only the entry, of an earlier moment: `work` says when and who, and the entry's id is of that moment. */
enum outcome history_add_past(struct work *work, const struct record *record, const struct key *key, const void *before,
                              const void *row, struct text action, struct text note) MUST_CHECK;
/* What the changes of an entry are bound to. */
struct seal_place history_place(struct identifier id);
/* Newest first, at most `most`, older than `before_id` (zeros: from the newest); fields that are not readable are left
   out of the changes. */
enum outcome history_list(struct work *work, const struct record *record, const void *row,
                          const struct field_set *readable, struct identifier before_id, size_t most,
                          struct history_entry **ret_entries, size_t *ret_count) MUST_CHECK;

#endif
