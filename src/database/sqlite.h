/* The SQLite back end; only database.c asks for it. */
#ifndef DATABASE_SQLITE_H
#define DATABASE_SQLITE_H

#include "database/database.h"

enum outcome sqlite_open(struct text place, bool read_only, struct db **ret) MUST_CHECK;

#endif
