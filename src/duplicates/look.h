/* The whole register compared with itself, as a job.  Within duplicates/; the kind of job is for app/. */
#ifndef DUPLICATES_LOOK_H
#define DUPLICATES_LOOK_H

#include "duplicates/duplicates.h"

/* Orders it for the actor's organisation; nothing more while it is under way. */
enum outcome look_begin(struct work *work) MUST_CHECK;
/* Is it under way, and what the last one said: a sentence in the reader's language, or empty. */
enum outcome look_last(struct work *work, bool *ret_under_way, struct text *ret_said) MUST_CHECK;

#endif
