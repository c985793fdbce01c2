/* A database of a test's own: a file in its directory or, where TEST_DATABASE names a PostgreSQL, a schema there. */
#ifndef DATABASE_TESTS_PLACE_H
#define DATABASE_TESTS_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "database/database.h"
#include "database/neutral.h"
#include "system/file.h"

static inline bool place_is_shared(void) { return getenv("TEST_DATABASE") != NULL; }

/* In a list of tests: one that is about one engine.  cmocka's own skip() prints "not ok" in TAP. */
#define ON_SQLITE(test) place_unit_test(test, !place_is_shared(), "for SQLite")
#define ON_POSTGRES(test) place_unit_test(test, place_is_shared(), "TEST_DATABASE names no PostgreSQL")
#define place_unit_test(test, runs, why)                                                         \
    {                                                                                            \
        (runs) ? #test : #test " # SKIP " why, (runs) ? (test) : place_nothing, NULL, NULL, NULL \
    }
static inline void place_nothing(void **state) { (void)state; }

static inline void place_script(struct arena *arena, const char *what, struct text schema, const char *how)
{
    AUTO_DB struct db *db = NULL;
    if (db_open(text_from(getenv("TEST_DATABASE")), false, &db) == OK &&
        db->back_end->script(
            db, arena_format(arena, "%s %.*s%s%s", what, TEXT_ARG(schema), how[0] == '_' ? "" : " ", how)) == OK)
        return;
    (void)fputs("TEST_DATABASE cannot be used\n", stderr);
    abort();
}

#define PLACE_SCHEMA "&options=-csearch_path%3D"

/* The address of a new, empty database; `arena` outlives it. */
static inline struct text place_open(struct arena *arena, const char *directory, const char *file)
{
    static int number;
    if (!place_is_shared())
        return arena_format(arena, "sqlite:%s/%s", directory, file);
    struct text schema = arena_format(arena, "test_%d_%d", (int)getpid(), ++number);
    place_script(arena, "CREATE SCHEMA", schema, "");
    return arena_join(arena, arena_join(arena, text_from(getenv("TEST_DATABASE")), TEXT(PLACE_SCHEMA)), schema);
}

static inline struct text place_schema(struct text address)
{
    ptrdiff_t at = text_find(address, TEXT(PLACE_SCHEMA));
    return at < 0 ? TEXT_NONE : text_slice(address, (size_t)at + strlen(PLACE_SCHEMA), address.length);
}

/* The same place as a role sees it that owns nothing there and serves: bound by the second wall (database/wall.h).  To
   be called when the tables are there; SQLite knows no roles. */
static inline struct text place_serve(struct arena *arena, struct text address)
{
    struct text schema = place_schema(address);
    if (!place_is_shared())
        return address;
    struct text role = arena_join(arena, schema, TEXT("_serves"));
    place_script(arena, "CREATE ROLE", role, "NOLOGIN");
    place_script(arena, "GRANT USAGE ON SCHEMA", schema, arena_format(arena, "TO %.*s", TEXT_ARG(role)).at);
    place_script(arena, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA", schema,
                 arena_format(arena, "TO %.*s", TEXT_ARG(role)).at);
    return arena_format(arena, "%.*s%%20-crole%%3D%.*s", TEXT_ARG(address), TEXT_ARG(role));
}

/* Gone with all that is in it, and its role; a file goes with its directory. */
static inline void place_close(struct arena *arena, struct text address)
{
    struct text schema = place_schema(address);
    if (!place_is_shared() || text_is_empty(schema))
        return;
    place_script(arena, "SET client_min_messages = error; DROP SCHEMA", schema, "CASCADE");
    place_script(arena, "SET client_min_messages = error; DROP ROLE IF EXISTS", schema, "_serves");
}

/* Runs statements whose columns have the neutral types of migrations. */
static inline enum outcome place_tables(struct db *db, struct arena *arena, const char *statements)
{
    struct text script;
    enum outcome outcome = neutral_expand(arena, db->back_end->name, "of a test", text_from(statements), &script);
    return outcome == OK ? db->back_end->script(db, script) : outcome;
}

struct place_search {
    struct arena *arena;
    struct text needle, needle_in_hex;
    bool found;
};

static inline bool place_search_row(void *context, const struct rows *one)
{
    struct place_search *search = context;
    struct text row = cell_text(one, 0, 0);
    search->found = text_find(row, search->needle) >= 0 || text_find(row, search->needle_in_hex) >= 0;
    return !search->found;
}

static inline bool place_search_tables(struct place_search *search, struct text address)
{
    AUTO_DB struct db *db = NULL;
    struct rows tables;
    if (db_open(address, true, &db) != OK ||
        db_query(db,
                 SQL("tables", "SELECT table_name FROM information_schema.tables"
                               " WHERE table_schema = current_schema()"),
                 NULL, 0, search->arena, &tables) != OK ||
        tables.count == 0)
        abort();
    for (size_t i = 0; i < tables.count && !search->found; i++) {
        struct statement statement = statement_open(search->arena);
        statement_add(&statement, "SELECT CAST(x AS TEXT) FROM ");
        statement_add_name(&statement, arena_string(search->arena, cell_text(&tables, i, 0)));
        statement_add(&statement, " AS x");
        struct sql sql = {"search", statement.text.at};
        if (db_each(db, sql, NULL, 0, search->arena, place_search_row, search) != OK)
            abort();
    }
    return search->found;
}

static inline bool place_file_holds(struct text path, struct text needle)
{
    struct text bytes;
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    return file_read(arena, arena_string(arena, path), (size_t)256 << 20, &bytes) == OK &&
           text_find(bytes, needle) >= 0;
}

/* True when these bytes can be read where the database lies: in its file or its log, or in a row of any of its tables,
   as text or within bytes. */
static inline bool place_holds(struct text address, const char *needle)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    if (place_is_shared()) {
        AUTO_BUFFER struct buffer hex = buffer_open(1 << 16);
        for (const char *at = needle; *at != '\0'; at++)
            buffer_format(&hex, "%02x", (unsigned char)*at);
        struct place_search search = {arena, text_from(needle), buffer_text(&hex), false};
        return place_search_tables(&search, address);
    }
    struct text file = text_slice(address, strlen("sqlite:"), address.length);
    return place_file_holds(file, text_from(needle)) ||
           place_file_holds(arena_join(arena, file, TEXT("-wal")), text_from(needle));
}

#endif
