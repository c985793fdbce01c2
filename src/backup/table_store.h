/* Any table, row by row, by what the engine says of it. */
#ifndef BACKUP_TABLE_STORE_H
#define BACKUP_TABLE_STORE_H

#include "database/schema.h"

/* Rows behind a primary key (`after`: as many values as the key has columns; NULL: from the first) in its order, at
   most `most` (0: all); the columns in the order of db_table. */
enum outcome table_each(struct db *db, const struct db_table *table, const struct value *after, int64_t most,
                        struct arena *arena, bool (*take)(void *context, const struct rows *one),
                        void *context) MUST_CHECK;
enum outcome table_count(struct db *db, const struct db_table *table, int64_t *ret_rows) MUST_CHECK;
/* The primary key of the last row in its order; NOT_FOUND: the table is empty. */
enum outcome table_last(struct db *db, const struct db_table *table, struct arena *arena,
                        struct value *ret_key) MUST_CHECK;

/* A statement that inserts a row, kept for many of them. */
struct table_insert {
    const struct db_table *table;
    struct sql sql;
    struct value *bind;
    bool filling;
};
struct table_insert table_insert_open(struct arena *arena, const struct db_table *table);
/* Values in the order of the table's columns, as another engine may have had them.  INVALID for one that cannot be of
   that column; CONFLICT for a primary key that is there. */
enum outcome table_insert_row(struct db *db, const struct table_insert *insert, const struct value *values) MUST_CHECK;
/* The same for many rows, with no other statement before table_fill_end, all within one transaction: as fast as the
   engine can.  A CONFLICT may come as late as with the end.  A transaction that was given up takes its rows with it:
   then the statement is opened anew. */
enum outcome table_fill_row(struct db *db, struct table_insert *insert, const struct value *values) MUST_CHECK;
enum outcome table_fill_end(struct db *db, struct table_insert *insert) MUST_CHECK;
/* The value as this column's engine binds it: 16 bytes are an id there.  INVALID. */
enum outcome value_fit(const struct db_column *column, const struct value *value, struct value *ret) MUST_CHECK;

const struct db_table *table_named(const struct db_table *tables, size_t count, struct text name);

#endif
