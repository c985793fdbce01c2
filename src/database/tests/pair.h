/* A database with a table and two connections to it, one of which can have the server end the other.  Include cmocka.h
   before. */
#ifndef DATABASE_TESTS_PAIR_H
#define DATABASE_TESTS_PAIR_H

#include "database/tests/scratch.h"

#define THING "CREATE TABLE thing (number integer PRIMARY KEY, worth integer NOT NULL DEFAULT 0);"

struct pair {
    struct scratch scratch;
    struct arena *arena;
    struct db *db, *other;
};

static inline struct pair pair_open(void)
{
    struct pair pair = {.scratch = scratch_open()};
    pair.arena = pair.scratch.arena;
    assert_int_equal(db_open(pair.scratch.address, false, &pair.db), OK);
    assert_int_equal(db_open(pair.scratch.address, false, &pair.other), OK);
    assert_int_equal(place_tables(pair.db, pair.arena, THING), OK);
    return pair;
}

static inline void pair_close(struct pair *pair)
{
    pair->db = db_close(pair->db);
    pair->other = db_close(pair->other);
    scratch_close(&pair->scratch);
}
#define AUTO_PAIR __attribute__((cleanup(pair_close)))

static inline int64_t number_of(struct db *db, struct arena *arena, struct sql sql)
{
    struct rows rows;
    assert_int_equal(db_query(db, sql, NULL, 0, arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}

static inline int64_t things(struct pair *pair)
{
    return number_of(pair->other, pair->arena, SQL("things", "SELECT count(*) FROM thing"));
}

static inline int64_t process_of(struct pair *pair, struct db *db)
{
    return number_of(db, pair->arena, SQL("process", "SELECT pg_backend_pid()"));
}

static inline enum outcome add(struct db *db, int64_t number)
{
    const struct value bind[] = {value_integer(number)};
    return db_execute(db, SQL("add", "INSERT INTO thing (number) VALUES ($1)"), bind, 1, NULL);
}

/* The server ends the first connection, by order of the second, and is done when this returns. */
static inline void cut(struct pair *pair, int64_t process)
{
    struct rows rows;
    const struct value bind[] = {value_integer(process)};
    assert_int_equal(db_query(pair->other, SQL("cut", "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 20000)"), bind,
                              1, pair->arena, &rows),
                     OK);
    assert_int_equal(cell_integer(&rows, 0, 0), 1);
}

#endif
