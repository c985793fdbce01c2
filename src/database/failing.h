/* A back end for tests: passes everything to another and makes call number `fail_at` fail. */
#ifndef DATABASE_FAILING_H
#define DATABASE_FAILING_H

#include "database/database.h"

/* `inner` stays the caller's.  Calls are counted from 1; 0 never fails.  `outcome` is what the failing call returns. */
struct db *db_failing(struct db *inner, uint64_t fail_at, enum outcome outcome);
uint64_t db_failing_calls(const struct db *db);

#endif
