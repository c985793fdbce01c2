/* What a mission's profile brings: large code lists, fields of its own, rules. */
#ifndef APP_PROFILE_H
#define APP_PROFILE_H

#include "record/record.h"

/* Reads `directory`; once, at start, after the languages.  FAILED names file and line on stderr. */
enum outcome profile_load(struct arena *arena, const char *directory) MUST_CHECK;

/* The records to which a profile may add fields. */
struct record *const *profile_records(size_t *ret_count);

#endif
