/* What must happen once among several processes or hosts (the sealer, nightly jobs) holds a lease in the database.  A
   holder that dies loses it when its time is over; one that finds it lost stops what it does. */
#ifndef DATABASE_LEASE_H
#define DATABASE_LEASE_H

#include "database/database.h"

/* `holder` is a name of this process that no other has; `now` an instant.  Taking again prolongs.
   CONFLICT when somebody else holds it. */
enum outcome lease_take(struct db *db, struct text name, struct text holder, int64_t now, int64_t seconds) MUST_CHECK;
/* CONFLICT when it is no longer ours, be it that nobody took it since. */
enum outcome lease_renew(struct db *db, struct text name, struct text holder, int64_t now, int64_t seconds) MUST_CHECK;
/* Gives it back; OK when it was not ours. */
enum outcome lease_give(struct db *db, struct text name, struct text holder) MUST_CHECK;

#endif
