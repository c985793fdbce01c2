/* What a mission's profile brings: large code lists, fields of its own, rules. */
#ifndef APP_PROFILE_H
#define APP_PROFILE_H

#include "record/record.h"

/* Reads `directory`; once, at start, after the languages.  FAILED names file and line on stderr. */
enum outcome profile_load(struct arena *arena, const char *directory) MUST_CHECK;

/* The records to which a profile may add fields. */
struct record *const *profile_records(size_t *ret_count);

/* The fields as administrators changed them take the place of the profile's, in this process: once its database is
   open. What does not read any more is said on stderr, and the profile's stay. */
struct db;
enum outcome profile_apply(struct db *db) MUST_CHECK;
/* In the jobs process: when there is a newer version than this process began with, the supervisor begins a new set of
   processes (SIGHUP), once for each version. */
void profile_watch(struct db *db);

#endif
