#include "database/failing.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

struct failing {
    struct db db; /* first: what others see */
    struct db *inner;
    int inner_depth; /* as it was given to us */
    struct arena *arena;
    uint64_t fail_at;
    enum outcome outcome;
    bool dies;
};

enum { FAILING_ROOM = 1024 };

static struct failing *failing_of(struct db *db) { return (struct failing *)db; }

/* The inner connection knows for the time of one call what it would know had it been called itself. */
static bool enter(struct failing *failing)
{
    failing->inner->depth = failing->inner_depth + failing->db.depth;
    failing->inner->deadline = failing->db.deadline;
    failing->inner->statements++;
    bool now = failing->fail_at != 0 && failing->db.statements == failing->fail_at;
    if (now && failing->dies && failing->fail_at % 2 == 1)
        (void)kill(getpid(), SIGKILL);
    return now && !failing->dies;
}

static enum outcome leave(struct failing *failing, bool fails, enum outcome outcome)
{
    if (failing->dies && failing->db.statements == failing->fail_at)
        (void)kill(getpid(), SIGKILL);
    failing->inner->depth = failing->inner_depth;
    failing->inner->deadline = 0;
    failing->db.lost = failing->db.lost || failing->inner->lost;
    failing->db.raced = failing->inner->raced;
    return fails ? failing->outcome : outcome;
}

/* A rollback that fails on the wire has still happened: the server rolls back what lost its client. */
static bool is_rollback(struct sql sql) { return strncmp(sql.name, "rollback", strlen("rollback")) == 0; }

static enum outcome failing_query(struct db *db, struct sql sql, const struct value *bind, size_t count,
                                  struct arena *arena, struct rows *ret_rows, int64_t *ret_changed)
{
    struct failing *failing = failing_of(db);
    struct db *inner = failing->inner;
    enum outcome outcome = OK;
    bool fails = enter(failing);
    if (!fails || is_rollback(sql))
        outcome = inner->back_end->query(inner, sql, bind, count, arena, ret_rows, ret_changed);
    return leave(failing, fails, outcome);
}

static enum outcome failing_each(struct db *db, struct sql sql, const struct value *bind, size_t count,
                                 struct arena *arena, bool (*take)(void *context, const struct rows *one),
                                 void *context)
{
    struct failing *failing = failing_of(db);
    struct db *inner = failing->inner;
    enum outcome outcome = OK;
    bool fails = enter(failing);
    if (!fails)
        outcome = inner->back_end->each(inner, sql, bind, count, arena, take, context);
    return leave(failing, fails, outcome);
}

static enum outcome failing_script(struct db *db, struct text statements)
{
    struct failing *failing = failing_of(db);
    enum outcome outcome = OK;
    failing->db.statements++; /* nobody above counts scripts */
    bool fails = enter(failing);
    if (!fails)
        outcome = failing->inner->back_end->script(failing->inner, statements);
    return leave(failing, fails, outcome);
}

static void failing_close(struct db *db) { (void)arena_close(failing_of(db)->arena); }

struct db *db_failing(struct db *inner, uint64_t fail_at, enum outcome outcome)
{
    struct arena *arena = arena_open(FAILING_ROOM);
    struct failing *failing = arena_new(arena, struct failing);
    struct db_back_end *back_end = arena_new(arena, struct db_back_end);
    *back_end = *inner->back_end; /* its name too: migrations choose by it */
    back_end->query = failing_query;
    back_end->later = NULL;
    back_end->fill_begin = NULL;
    back_end->each = failing_each;
    back_end->script = failing_script;
    back_end->close = failing_close;
    back_end->rest = NULL;
    failing->db = (struct db){.back_end = back_end, .read_only = inner->read_only};
    failing->inner = inner;
    failing->inner_depth = inner->depth;
    failing->arena = arena;
    failing->fail_at = fail_at;
    failing->outcome = outcome;
    return &failing->db;
}

struct db *db_dying(struct db *inner, uint64_t die_at)
{
    struct db *db = db_failing(inner, die_at, FAILED);
    failing_of(db)->dies = true;
    return db;
}

uint64_t db_failing_calls(const struct db *db) { return db->statements; }
