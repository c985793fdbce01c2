#include "database/database.h"

#include <stdio.h>
#include <stdlib.h>

#include "database/postgres.h"
#include "database/schema.h"
#include "database/sqlite.h"
#include "system/clock.h"

enum { FILL_ARENA = 64 << 10 };

static const struct {
    const char *scheme;
    bool whole; /* the engine is given the scheme too */
    enum outcome (*open)(struct text place, bool read_only, struct db **ret);
} ENGINES[] = {
    {"sqlite:", false, sqlite_open},
    {"postgresql://", true, postgres_open},
};

enum outcome db_open(struct text address, bool read_only, struct db **ret)
{
    for (size_t i = 0; i < sizeof ENGINES / sizeof *ENGINES; i++) {
        struct text scheme = text_from(ENGINES[i].scheme);
        if (text_starts_with(address, scheme))
            return ENGINES[i].open(text_slice(address, ENGINES[i].whole ? 0 : scheme.length, address.length), read_only,
                                   ret);
    }
    (void)fputs("sanad: database: the address names no engine of ours\n", stderr);
    return INVALID;
}

bool db_has_many_writers(struct text address) { return text_starts_with(address, TEXT("postgresql://")); }

struct db *db_close(struct db *db)
{
    if (db == NULL)
        return NULL;
    wall_free(&db->wall);
    db->back_end->close(db);
    return NULL;
}

void db_closep(struct db **db) { *db = db_close(*db); }

/* A failure within a transaction holds at its depth until that ends. */
static enum outcome note_outcome(struct db *db, enum outcome outcome)
{
    if (outcome != OK && db->depth > 0 && db->failed_depth == 0) {
        db->failed_depth = db->depth;
        db->failed = outcome;
    }
    return outcome;
}

static enum outcome may_run(struct db *db)
{
    if (db->lost)
        return note_outcome(db, UNAVAILABLE);
    if (db->failed_depth != 0)
        return db->failed;
    if (db->deadline != 0 && clock_ticks() > db->deadline)
        return note_outcome(db, UNAVAILABLE);
    return OK;
}

/* What the log and the history get are rows of their own, which nobody has read before. */
static bool only_adds_or_reads(struct text text)
{
    static const char *const BEGINNINGS[] = {"SELECT ", "WITH ", "INSERT INTO audit_event ", "INSERT INTO history "};
    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
        if (text_starts_with(text, text_from(BEGINNINGS[i])))
            return true;
    return false;
}

static void count_statement(struct db *db, struct sql sql)
{
    db->statements++;
    db->changes += only_adds_or_reads(text_from(sql.text)) ? 0 : 1;
}

enum outcome db_query(struct db *db, struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                      struct rows *ret_rows)
{
    enum outcome outcome = may_run(db);
    if (outcome != OK)
        return outcome;
    count_statement(db, sql);
    return note_outcome(db, db->back_end->query(db, sql, bind, count, arena, ret_rows, NULL));
}

enum outcome db_execute(struct db *db, struct sql sql, const struct value *bind, size_t count, int64_t *ret_changed)
{
    enum outcome outcome = may_run(db);
    if (outcome != OK)
        return outcome;
    count_statement(db, sql);
    return note_outcome(db, db->back_end->query(db, sql, bind, count, NULL, NULL, ret_changed));
}

enum outcome db_execute_later(struct db *db, struct sql sql, const struct value *bind, size_t count)
{
    if (db->back_end->later == NULL)
        return db_execute(db, sql, bind, count, NULL);
    enum outcome outcome = may_run(db);
    if (outcome != OK)
        return outcome;
    count_statement(db, sql);
    return note_outcome(db, db->back_end->later(db, sql, bind, count));
}

enum outcome db_each(struct db *db, struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                     bool (*take)(void *context, const struct rows *one), void *context)
{
    enum outcome outcome = may_run(db);
    if (outcome != OK)
        return outcome;
    int visits = db->visits;
    count_statement(db, sql);
    db->visits += db->depth == 0 ? 1 : 0;
    outcome = db->back_end->each(db, sql, bind, count, arena, take, context);
    db->visits = visits;
    return note_outcome(db, outcome);
}

bool db_fills(const struct db *db) { return db->back_end->fill_begin != NULL; }

enum outcome db_fill_begin(struct db *db, const struct db_table *table)
{
    AUTO_ARENA struct arena *arena = arena_open(FILL_ARENA);
    const char **names = arena_array(arena, const char *, table->column_count + 1);
    for (size_t i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    enum outcome outcome = may_run(db);
    if (outcome != OK)
        return outcome;
    db->statements++;
    db->changes++;
    return note_outcome(db, db->back_end->fill_begin(db, table->name, names, table->column_count));
}

enum outcome db_fill_row(struct db *db, const struct value *values)
{
    enum outcome outcome = may_run(db);
    return outcome == OK ? note_outcome(db, db->back_end->fill_row(db, values)) : outcome;
}

enum outcome db_fill_end(struct db *db)
{
    enum outcome outcome = may_run(db);
    return outcome == OK ? note_outcome(db, db->back_end->fill_end(db)) : outcome;
}

/* BEGIN, COMMIT, SAVEPOINT …: not held back by a deadline, so that what began can end. */
static enum outcome control(struct db *db, struct sql sql)
{
    bool goes_on = text_is(text_from(sql.name), "savepoint") || text_is(text_from(sql.name), "release");
    db->statements++;
    db->changes += goes_on ? 0 : 1; /* another state, or back to one */
    return db->back_end->query(db, sql, NULL, 0, NULL, NULL, NULL);
}

static enum outcome begin(struct db *db, struct sql outermost, struct db_transaction *ret)
{
    enum outcome outcome = may_run(db);
    if (outcome != OK)
        return outcome;
    if (db->depth == 0 && db->visits > 0) {
        (void)fprintf(stderr, "sanad: database: %s: rows are being read outside a transaction\n", outermost.name);
        return FAILED;
    }
    if (db->depth == 0)
        db->raced = false;
    if (db->depth > 0)
        outcome = note_outcome(db, control(db, SQL("savepoint", "SAVEPOINT step")));
    else
        outcome = control(db, outermost);
    if (outcome != OK)
        return outcome;
    db->depth++;
    *ret = (struct db_transaction){.db = db, .depth = db->depth};
    return OK;
}

enum outcome db_transaction_begin(struct db *db, bool writing, struct db_transaction *ret)
{
    return begin(db, writing ? db->back_end->begin_writing : db->back_end->begin_reading, ret);
}

enum outcome db_snapshot_begin(struct db *db, struct db_transaction *ret)
{
    return begin(db, db->back_end->begin_snapshot, ret);
}

enum outcome db_transaction_begin_queue(struct db *db, struct db_transaction *ret)
{
    return begin(db, db->back_end->begin_queue, ret);
}

enum outcome db_transaction_begin_page(struct db *db, struct db_transaction *ret)
{
    const struct db_back_end *back_end = db->back_end;
    return begin(db, back_end->begin_page.name != NULL ? back_end->begin_page : back_end->begin_reading, ret);
}

static void check_order(const struct db_transaction *transaction)
{
    if (transaction->depth == transaction->db->depth)
        return;
    (void)fprintf(stderr, "sanad: database: a transaction of depth %d ends at depth %d\n", transaction->depth,
                  transaction->db->depth);
    abort();
}

enum outcome db_transaction_commit(struct db_transaction *transaction)
{
    struct db *db = transaction->db;
    check_order(transaction);
    if (db->failed_depth != 0)
        return db->failed;
    enum outcome outcome =
        control(db, db->depth > 1 ? SQL("release", "RELEASE SAVEPOINT step") : SQL("commit", "COMMIT"));
    if (outcome != OK)
        return note_outcome(db, outcome);
    db->depth--;
    transaction->db = NULL;
    return OK;
}

void db_transaction_end(struct db_transaction *transaction)
{
    struct db *db = transaction->db;
    if (db == NULL)
        return;
    check_order(transaction);
    if (db->depth > 1) {
        (void)control(db, SQL("rollback_to", "ROLLBACK TO SAVEPOINT step"));
        (void)control(db, SQL("rollback_release", "RELEASE SAVEPOINT step"));
    } else {
        (void)control(db, SQL("rollback", "ROLLBACK"));
    }
    db->depth--;
    db->lost = db->lost && db->depth > 0;
    if (db->failed_depth > db->depth) {
        db->failed_depth = 0;
        db->failed = OK;
    }
    transaction->db = NULL;
}

enum outcome db_turn_take(struct db *db) { return db->back_end->turn == NULL ? OK : db->back_end->turn(db, true); }

void db_turn_give(struct db *db)
{
    if (db->back_end->turn != NULL)
        (void)db->back_end->turn(db, false); /* a lock that cannot be given back goes with the connection */
}

enum outcome db_bulk_begin(struct db *db) { return db->back_end->bulk == NULL ? OK : db->back_end->bulk(db, true); }
enum outcome db_bulk_end(struct db *db) { return db->back_end->bulk == NULL ? OK : db->back_end->bulk(db, false); }

enum outcome db_size(struct db *db, int64_t *ret_bytes)
{
    return db->back_end->size == NULL ? NOT_FOUND : db->back_end->size(db, ret_bytes);
}

void db_rest(struct db *db)
{
    if (db->back_end->rest != NULL)
        db->back_end->rest(db);
}
