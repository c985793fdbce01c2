/* A back end for tests: passes everything to another and makes call number `fail_at` fail. */
#ifndef DATABASE_FAILING_H
#define DATABASE_FAILING_H

#include "database/database.h"

/* `inner` stays the caller's.  Calls are counted from 1; 0 never fails.  `outcome` is what the failing call returns. */
struct db *db_failing(struct db *inner, uint64_t fail_at, enum outcome outcome);
/* The same, but at that call the process ends as by kill -9: half of the time before, half of the time after it. */
struct db *db_dying(struct db *inner, uint64_t die_at);
uint64_t db_failing_calls(const struct db *db);

#endif
