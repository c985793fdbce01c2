/* SQLite's answers to schema.h, given through its own catalogue. */
#ifndef DATABASE_SQLITE_SCHEMA_H
#define DATABASE_SQLITE_SCHEMA_H

#include "database/database.h"

enum outcome sqlite_columns(struct db *db, struct arena *arena, struct rows *ret_rows);
enum outcome sqlite_loading(struct db *db, bool on);

#endif
