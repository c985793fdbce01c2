/* PostgreSQL through libpq: what db_open() uses for "postgresql://…". */
#ifndef DATABASE_POSTGRES_H
#define DATABASE_POSTGRES_H

#include "database/database.h"

/* `address` is the whole connection URI.  The server need not be there yet: what cannot be reached answers UNAVAILABLE,
   statement by statement, and is tried again.  INVALID for an address that libpq cannot read. */
enum outcome postgres_open(struct text address, bool read_only, struct db **ret);

#endif
