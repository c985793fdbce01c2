/* PostgreSQL's answers to schema.h, given through its own catalogue. */
#ifndef DATABASE_POSTGRES_SCHEMA_H
#define DATABASE_POSTGRES_SCHEMA_H

#include "database/database.h"

enum outcome postgres_columns(struct db *db, struct arena *arena, struct rows *ret_rows);
/* As the owner of the tables; may be within a transaction. */
enum outcome postgres_loading(struct db *db, bool on);

#endif
