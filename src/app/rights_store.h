/* What the role that the program serves with may do with the tables of the role that owns them (PostgreSQL): nothing
   that changes or deletes history, the audit log or the ledger. */
#ifndef APP_RIGHTS_STORE_H
#define APP_RIGHTS_STORE_H

#include "database/database.h"
#include "system/settings.h"

/* The role of `database` when it is another than that of `database_owner`; else empty. */
struct text rights_role(struct arena *arena, const struct settings *settings);
/* Gives the role what it needs on every table there is; after each migration.  Nothing for an empty role.  INVALID for
   a name that is not made of a-z, 0-9 and _. */
enum outcome rights_give(struct db *db, struct text role) MUST_CHECK;

#endif
