/* The whole register compared with itself, as a job.  Within duplicates/. */
#ifndef DUPLICATES_LOOK_H
#define DUPLICATES_LOOK_H

#include "duplicates/duplicates.h"

/* Orders it for the actor's organisation; nothing more while one is under way. */
enum outcome look_begin(struct work *work) MUST_CHECK;
/* Is one under way, and what the last one said: a sentence in the reader's language, or empty. */
enum outcome look_last(struct work *work, bool *ret_under_way, struct text *ret_said) MUST_CHECK;

/* The last one that ended well, of the mission or of the actor's organisation. */
struct look_past {
    int64_t began_at; /* 0: never */
    struct text result;
    bool under_way;
};
enum outcome look_past(struct work *work, struct look_past *ret) MUST_CHECK;
/* All organisations of the mission. */
enum outcome look_organisations(struct work *work, struct identifier **ret_organisations, size_t *ret_count) MUST_CHECK;
/* Persons changed after an instant, or what is recorded beside them, in the order of their ids behind one; zeros: of
 * all organisations. */
enum outcome look_next(struct work *work, struct identifier organisation, int64_t since, struct identifier after,
                       size_t most, struct identifier *ret_persons, size_t *ret_count) MUST_CHECK;

#endif
