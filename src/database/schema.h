/* What a database holds, as its engine tells it: for backup, restore and copy, which take every table as it is. */
#ifndef DATABASE_SCHEMA_H
#define DATABASE_SCHEMA_H

#include "database/database.h"
#include "database/migrate.h"

struct db_column {
    const char *name;
    enum value_kind kind; /* how a value is bound: an id is VALUE_IDENTIFIER where the engine has a type for it */
    int key;              /* its place in the primary key, from 1; 0: none */
};

struct db_table {
    const char *name;
    const struct db_column *columns; /* in the order of their names */
    size_t column_count;
    const struct db_column *const *key; /* the primary key's, in its order */
    size_t key_count;
};

/* The tables of the mission in the order of their names, without those of database/ itself that say what this database
   is (which migrations ran, that it is being filled).  FAILED for a table without a primary key. */
enum outcome db_tables(struct db *db, struct arena *arena, struct db_table **ret_tables, size_t *ret_count) MUST_CHECK;

/* A reading transaction that sees one state of the database in all its statements, while others write. */
enum outcome db_snapshot_begin(struct db *db, struct db_transaction *ret) MUST_CHECK;

/* Filling an empty, migrated database with rows of another one.  Between the two, triggers, foreign keys and indexes
   (but those of primary keys) are away, so that rows go in as they were and in any order.  What was taken away is kept
   in the database: after a crash db_load_begin goes on.  db_load_end brings all back: CONFLICT when a row breaks a
   foreign key or a unique index.  Neither within a transaction on SQLite. */
enum outcome db_load_begin(struct db *db) MUST_CHECK;
enum outcome db_load_end(struct db *db) MUST_CHECK;
/* Is it being filled?  Then it is no mission yet. */
enum outcome db_is_loading(struct db *db, bool *ret) MUST_CHECK;

/* Rows into one table in one go, within a transaction: begin, rows, end, and no other statement in between.  Where the
   engine knows nothing faster than an INSERT for each (db_fills: false) there is none of it.  Values stand in the order
   of the columns and are of their kinds.  The end says CONFLICT for a primary key that is there; any failure ends the
   transaction, and what was begun and not ended is given up with it. */
bool db_fills(const struct db *db);
enum outcome db_fill_begin(struct db *db, const struct db_table *table) MUST_CHECK;
enum outcome db_fill_row(struct db *db, const struct value *values) MUST_CHECK;
enum outcome db_fill_end(struct db *db) MUST_CHECK;

/* What ran in this database, in order of number; nothing in one that is empty. */
struct migration_run {
    int64_t number;
    struct text name, hash;
};
enum outcome migrate_past(struct db *db, struct arena *arena, struct migration_run **ret, size_t *ret_count) MUST_CHECK;
/* Would migrate() run this one on this engine, and with which hash? */
bool migration_is_for(const struct migration *migration, const char *engine);
struct text migration_hash(struct arena *arena, const struct migration *migration);

#endif
