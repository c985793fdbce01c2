/* What the checks read of the database.  Counts and codes only: nothing about a person. */
#ifndef APP_CHECK_CHECK_STORE_H
#define APP_CHECK_CHECK_STORE_H

#include "database/database.h"

/* Numbers of the migrations that ran, ascending, in the first column. */
enum outcome check_read_migrations(struct db *db, struct arena *arena, struct rows *ret) MUST_CHECK;
/* Does row security bind the role that serves?  OK and true on an engine that knows none. */
enum outcome check_read_bound(struct db *db, bool *ret) MUST_CHECK;
/* The newest audit row, and the oldest that stands in no block; INSTANT_NONE: there is none. */
enum outcome check_read_audit(struct db *db, int64_t *ret_newest, int64_t *ret_oldest_open) MUST_CHECK;
/* Kind, code of the problem and number of the jobs that failed since an instant. */
enum outcome check_read_failed_jobs(struct db *db, struct arena *arena, int64_t since, struct rows *ret) MUST_CHECK;
/* Jobs that have been due since before an instant and wait. */
enum outcome check_read_waiting_jobs(struct db *db, int64_t before, int64_t *ret) MUST_CHECK;
/* The start of the newest backup that was proven; INSTANT_NONE: there is none. */
enum outcome check_read_backup(struct db *db, int64_t *ret) MUST_CHECK;
enum outcome check_read_administrators(struct db *db, int32_t today, int64_t *ret) MUST_CHECK;
/* Open accounts without a confirmed second factor. */
enum outcome check_read_without_second_factor(struct db *db, int64_t *ret) MUST_CHECK;
/* Open accounts that still have the password somebody else gave them before an instant. */
enum outcome check_read_first_passwords(struct db *db, int64_t before, int64_t *ret) MUST_CHECK;

#endif
