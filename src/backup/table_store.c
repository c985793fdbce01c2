#include "backup/table_store.h"

#include <string.h>

enum { ONE_ARENA = 8 << 20 };

static void add_columns(struct statement *statement, const struct db_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        statement_add_name(statement, table->columns[i].name);
    }
}

static void add_key(struct statement *statement, const struct db_table *table, const char *direction)
{
    for (size_t i = 0; i < table->key_count; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        statement_add_name(statement, table->key[i]->name);
        statement_add_text(statement, direction);
    }
}

/* " WHERE (a, b) > ($1, $2)" */
static enum outcome add_after(struct statement *statement, const struct db_table *table, const struct value *after)
{
    enum outcome outcome = OK;
    statement_add(statement, " WHERE (");
    add_key(statement, table, "");
    statement_add(statement, ") > (");
    for (size_t i = 0; outcome == OK && i < table->key_count; i++) {
        struct value value;
        if (i > 0)
            statement_add(statement, ", ");
        outcome = value_fit(table->key[i], &after[i], &value);
        if (outcome == OK)
            statement_bind(statement, value);
    }
    statement_add(statement, ")");
    return outcome;
}

enum outcome table_each(struct db *db, const struct db_table *table, const struct value *after, int64_t most,
                        struct arena *arena, bool (*take)(void *context, const struct rows *one), void *context)
{
    struct statement statement = statement_open(arena);
    enum outcome outcome = OK;
    statement_add(&statement, "SELECT ");
    add_columns(&statement, table);
    statement_add(&statement, " FROM ");
    statement_add_name(&statement, table->name);
    if (after != NULL)
        outcome = add_after(&statement, table, after);
    statement_add(&statement, " ORDER BY ");
    add_key(&statement, table, "");
    if (most > 0) {
        statement_add(&statement, " LIMIT ");
        statement_bind(&statement, value_integer(most));
    }
    return outcome == OK ? statement_each(db, "table_each", &statement, arena, take, context) : outcome;
}

enum outcome table_count(struct db *db, const struct db_table *table, int64_t *ret_rows)
{
    AUTO_ARENA struct arena *arena = arena_open(ONE_ARENA);
    struct statement statement = statement_open(arena);
    struct rows rows;
    statement_add(&statement, "SELECT count(*) FROM ");
    statement_add_name(&statement, table->name);
    enum outcome outcome = statement_query(db, "table_count", &statement, arena, &rows);
    if (outcome == OK)
        *ret_rows = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome table_last(struct db *db, const struct db_table *table, struct arena *arena, struct value *ret_key)
{
    struct statement statement = statement_open(arena);
    struct rows rows;
    statement_add(&statement, "SELECT ");
    add_key(&statement, table, "");
    statement_add(&statement, " FROM ");
    statement_add_name(&statement, table->name);
    statement_add(&statement, " ORDER BY ");
    add_key(&statement, table, " DESC");
    statement_add(&statement, " LIMIT 1");
    enum outcome outcome = statement_query(db, "table_last", &statement, arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    for (size_t i = 0; outcome == OK && i < table->key_count; i++)
        ret_key[i] = *rows_at(&rows, 0, i);
    return outcome;
}

struct table_insert table_insert_open(struct arena *arena, const struct db_table *table)
{
    struct statement statement = statement_open(arena);
    statement_add(&statement, "INSERT INTO ");
    statement_add_name(&statement, table->name);
    statement_add(&statement, " (");
    add_columns(&statement, table);
    statement_add(&statement, ") VALUES (");
    for (size_t i = 0; i < table->column_count; i++) {
        if (i > 0)
            statement_add(&statement, ", ");
        statement_bind(&statement, value_null());
    }
    statement_add(&statement, ")");
    return (struct table_insert){table, {"table_insert", statement.text.at}, statement.bind, false};
}

static enum outcome fit_row(const struct table_insert *insert, const struct value *values)
{
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < insert->table->column_count; i++)
        outcome = value_fit(&insert->table->columns[i], &values[i], &insert->bind[i]);
    return outcome;
}

enum outcome table_insert_row(struct db *db, const struct table_insert *insert, const struct value *values)
{
    enum outcome outcome = fit_row(insert, values);
    return outcome == OK ? db_execute(db, insert->sql, insert->bind, insert->table->column_count, NULL) : outcome;
}

enum outcome table_fill_row(struct db *db, struct table_insert *insert, const struct value *values)
{
    if (!db_fills(db))
        return table_insert_row(db, insert, values);
    enum outcome outcome = fit_row(insert, values);
    if (outcome == OK && !insert->filling) {
        outcome = db_fill_begin(db, insert->table);
        insert->filling = outcome == OK;
    }
    return outcome == OK ? db_fill_row(db, insert->bind) : outcome;
}

enum outcome table_fill_end(struct db *db, struct table_insert *insert)
{
    bool filling = insert->filling;
    insert->filling = false;
    return filling ? db_fill_end(db) : OK;
}

enum outcome value_fit(const struct db_column *column, const struct value *value, struct value *ret)
{
    struct identifier id;
    if (value->kind == column->kind || value->kind == VALUE_NULL) {
        *ret = *value;
        return OK;
    }
    if (column->kind == VALUE_BYTES && value->kind == VALUE_IDENTIFIER) {
        *ret = *value; /* bound as its bytes where the engine has no type for ids */
        return OK;
    }
    if (column->kind != VALUE_IDENTIFIER || value->kind != VALUE_BYTES || value->text.length != sizeof id.bytes)
        return INVALID;
    memcpy(id.bytes, value->text.at, sizeof id.bytes);
    *ret = value_id(id);
    return OK;
}

const struct db_table *table_named(const struct db_table *tables, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, tables[i].name))
            return &tables[i];
    return NULL;
}
