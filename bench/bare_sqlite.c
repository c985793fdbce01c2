#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "engine.h"

static sqlite3 *connection;
static sqlite3_stmt **prepared;

static void check(int code, const char *what)
{
    if (code != SQLITE_OK && code != SQLITE_DONE)
        give_up(what, sqlite3_errmsg(connection));
}

/* As the product opens it (src/database/sqlite.c). */
static const char PRAGMAS[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA secure_delete = ON;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA cache_size = -8192;"
                              "PRAGMA mmap_size = 268435456;"
                              "PRAGMA journal_size_limit = 67108864;"
                              "PRAGMA busy_timeout = 5000;";

static void open_file(const char *path, const struct trace *trace, struct arena *arena)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_READWRITE;
    check(sqlite3_open_v2(path, &connection, flags, NULL), path);
    check(sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL), "stable plans");
    check(sqlite3_exec(connection, PRAGMAS, NULL, NULL, NULL), "pragmas");
    prepared = arena_array(arena, sqlite3_stmt *, trace->statement_count + 1);
    for (size_t i = 0; i < trace->statement_count; i++) {
        const char *text = trace->statements[i];
        check(sqlite3_prepare_v3(connection, text, -1, SQLITE_PREPARE_PERSISTENT, &prepared[i], NULL), text);
    }
}

static int bind_value(sqlite3_stmt *statement, int at, const struct value *value)
{
    switch (value->kind) {
    case VALUE_INTEGER:
        return sqlite3_bind_int64(statement, at, value->integer);
    case VALUE_REAL:
        return sqlite3_bind_double(statement, at, value->real);
    case VALUE_TEXT:
        return sqlite3_bind_text(statement, at, value->text.at == NULL ? "" : value->text.at, (int)value->text.length,
                                 SQLITE_STATIC);
    case VALUE_BYTES:
        return sqlite3_bind_blob(statement, at, value->text.at == NULL ? "" : value->text.at, (int)value->text.length,
                                 SQLITE_STATIC);
    case VALUE_IDENTIFIER:
        return sqlite3_bind_blob(statement, at, value->identifier.bytes, sizeof value->identifier.bytes, SQLITE_STATIC);
    case VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(statement, at);
}

/* SQLite numbers parameters by their first appearance; the trace, by their names. */
static void bind_all(sqlite3_stmt *statement, const struct trace_step *step)
{
    for (int at = 1; at <= sqlite3_bind_parameter_count(statement); at++) {
        const char *name = sqlite3_bind_parameter_name(statement, at);
        size_t number = name == NULL ? 0 : strtoul(name + 1, NULL, 10);
        if (number == 0 || number > step->count)
            give_up(sqlite3_sql(statement), "a value is missing");
        check(bind_value(statement, at, &step->bind[number - 1]), "a value");
    }
}

static void take_row(sqlite3_stmt *statement, struct arena *scratch)
{
    int columns = sqlite3_data_count(statement);
    struct value *row = arena_array(scratch, struct value, (size_t)columns + 1);
    for (int i = 0; i < columns; i++) {
        int type = sqlite3_column_type(statement, i);
        if (type == SQLITE_INTEGER)
            row[i] = value_integer(sqlite3_column_int64(statement, i));
        if (type != SQLITE_TEXT && type != SQLITE_BLOB)
            continue;
        const char *at = sqlite3_column_blob(statement, i);
        row[i] = value_bytes(arena_text(scratch, (struct text){at, (size_t)sqlite3_column_bytes(statement, i)}));
    }
}

static void run_step(const struct trace_step *step, struct arena *scratch)
{
    sqlite3_stmt *statement = prepared[step->number];
    int code;
    bind_all(statement, step);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        take_row(statement, scratch);
    check(code, sqlite3_sql(statement));
    (void)sqlite3_reset(statement);
}

static void run_text(const char *text) { check(sqlite3_exec(connection, text, NULL, NULL, NULL), text); }

static void begin(void) { run_text("BEGIN IMMEDIATE"); }

static bool commit(void)
{
    run_text("COMMIT");
    return true;
}

static void print_plan(const char *text)
{
    sqlite3_stmt *explained;
    AUTO_BUFFER struct buffer query = buffer_open(1 << 20);
    buffer_format(&query, "EXPLAIN QUERY PLAN %s", text);
    buffer_add_byte(&query, '\0');
    if (query.full || sqlite3_prepare_v2(connection, query.bytes, -1, &explained, NULL) != SQLITE_OK)
        return;
    while (sqlite3_step(explained) == SQLITE_ROW)
        (void)printf("    %s\n", (const char *)sqlite3_column_text(explained, 3));
    (void)sqlite3_finalize(explained);
}

static void close_file(void) { (void)sqlite3_close_v2(connection); }

const struct engine sqlite_alone = {open_file, run_step, begin, commit, print_plan, close_file};
