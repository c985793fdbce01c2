/* A database of a test's own: a file in its directory or, where TEST_DATABASE names a PostgreSQL, a schema there. */
#ifndef DATABASE_TESTS_PLACE_H
#define DATABASE_TESTS_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "database/database.h"

static inline bool place_is_shared(void) { return getenv("TEST_DATABASE") != NULL; }

static inline void place_script(struct arena *arena, const char *what, struct text schema, const char *how)
{
    AUTO_DB struct db *db = NULL;
    if (db_open(text_from(getenv("TEST_DATABASE")), false, &db) == OK &&
        db->back_end->script(db, arena_format(arena, "%s %.*s %s", what, TEXT_ARG(schema), how)) == OK)
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

/* Gone with all that is in it; a file goes with its directory. */
static inline void place_close(struct arena *arena, struct text address)
{
    ptrdiff_t at = text_find(address, TEXT(PLACE_SCHEMA));
    if (place_is_shared() && at >= 0)
        place_script(arena, "SET client_min_messages = error; DROP SCHEMA",
                     text_slice(address, (size_t)at + strlen(PLACE_SCHEMA), address.length), "CASCADE");
}

#endif
