/* PostgreSQL 15 or newer.  Each statement is prepared once per connection and sent in one round trip together with the
   BEGIN, SAVEPOINT or RELEASE before it, which nobody needs an answer to.  Transactions that write are serializable:
   they mean what they mean on SQLite, and one that loses a race says so in db->raced, to be run again from its
   beginning. */
#include "database/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "base/buffer.h"
#include "base/calendar.h"
#include "base/problem.h"
#include "database/postgres_cache.h"
#include "database/postgres_fill.h"
#include "database/postgres_link.h"
#include "database/postgres_schema.h"
#include "database/postgres_value.h"
#include "system/clock.h"

enum {
    WAITING_MOST = 32,
    WAITING_TEXT = 64,
    FETCH_ROWS = 256,
    STATEMENT_SECONDS = 600, /* of what has no deadline */
    COMMIT_SECONDS = 10,     /* a commit is not given up with its request: nobody would know what became of it */
    OWED_MOST = 256,
};

struct postgres_db {
    struct db db; /* first: what others see */
    struct arena *arena, *scratch;
    struct postgres_link link;
    struct postgres_cache cache;
    uint64_t generation; /* of the connection that the cache is of */
    char waiting[WAITING_MOST][WAITING_TEXT];
    size_t waiting_count;
    size_t owed;      /* results of statements whose end nobody waited for yet */
    int cursors;      /* open */
    uint64_t visited; /* cursors ever opened: each has a name of its own, as one may be left open by a failure */
    bool began;       /* the server is in a transaction of ours */
    bool reads;       /* which may not write */
    bool snapshot;    /* which sees one state */
    bool wrote;       /* something in it, perhaps */
    bool ending;      /* the end of the last one is sent, its answer not read */
    bool bulk;
    bool unsure; /* something was prepared whose answer is on the way */
    struct postgres_fill fill;
    bool wall_known;    /* `wall` is what the server's transaction has */
    struct buffer wall; /* the text of wall.h, ended by a NUL */
};

static struct postgres_db *postgres_of(struct db *db) { return (struct postgres_db *)db; }

/* --- what went wrong ---------------------------------------------------------------------------------------------- */

enum meaning { PLAIN, RACED, GONE };

static const struct fault {
    const char *state; /* its beginning */
    enum outcome outcome;
    enum meaning meaning;
    bool silent;
} FAULTS[] = {
    {"23505", CONFLICT, PLAIN, true},    {"23503", CONFLICT, PLAIN, true},    {"40001", UNAVAILABLE, RACED, true},
    {"40P01", UNAVAILABLE, RACED, true}, {"55P03", UNAVAILABLE, PLAIN, true}, {"57014", UNAVAILABLE, PLAIN, true},
    {"57P", UNAVAILABLE, GONE, false},   {"08P01", FAILED, PLAIN, false},     {"08", UNAVAILABLE, GONE, false},
    {"25006", UNAVAILABLE, GONE, false}, {"25P03", UNAVAILABLE, GONE, false}, {"0A000", UNAVAILABLE, GONE, false},
    {"26000", UNAVAILABLE, GONE, false}, {"53100", DISK_FULL, PLAIN, false},  {"53", UNAVAILABLE, PLAIN, false},
    {"58", UNAVAILABLE, PLAIN, false},   {"", FAILED, PLAIN, false},
};

static const struct fault *fault_of(struct text state)
{
    const struct fault *fault = FAULTS;
    while (!text_starts_with(state, text_from(fault->state)))
        fault++;
    return fault;
}

static struct text diagnostic(const PGresult *result, int field)
{
    const char *found = PQresultErrorField(result, field);
    return text_from(found == NULL ? "" : found);
}

/* The words of a message are printed for mistakes in a statement (class 42) alone: others may hold values. */
static void complain(const char *name, const PGresult *result)
{
    struct text state = diagnostic(result, PG_DIAG_SQLSTATE);
    bool ours = text_starts_with(state, TEXT("42"));
    struct text what = ours ? diagnostic(result, PG_DIAG_MESSAGE_PRIMARY) : diagnostic(result, PG_DIAG_CONSTRAINT_NAME);
    (void)fprintf(stderr, "sanad: database: %s: %.*s %.*s\n", name, TEXT_ARG(state), TEXT_ARG(what));
}

static void forget_transaction(struct postgres_db *postgres)
{
    postgres->began = postgres->reads = postgres->snapshot = postgres->wrote = postgres->wall_known = false;
}

static void transaction_lost(struct postgres_db *postgres)
{
    if (postgres->db.depth > 0 || postgres->began)
        postgres->db.lost = true;
    forget_transaction(postgres);
    postgres->waiting_count = 0;
    postgres->owed = 0;
}

/* A refusal to write is our own mistake where we said that we would only read; elsewhere the server is a standby now.
   What the server cannot do is our mistake too, unless it could before: then its tables are others than when the
   statement was prepared. */
static const struct fault *fault_here(const struct postgres_db *postgres, struct text state, bool reused)
{
    bool reads = postgres->db.read_only || postgres->reads;
    bool ours = (reads && text_is(state, "25006")) || (!reused && text_is(state, "0A000"));
    return fault_of(ours ? TEXT_NONE : state);
}

static enum outcome outcome_of(struct postgres_db *postgres, const char *name, const PGresult *result, bool reused)
{
    const struct fault *fault = fault_here(postgres, diagnostic(result, PG_DIAG_SQLSTATE), reused);
    if (!fault->silent)
        complain(name, result);
    if (fault->meaning == RACED)
        postgres->db.raced = postgres->db.lost = postgres->db.depth > 0;
    if (fault->meaning == GONE) {
        postgres_link_drop(&postgres->link);
        transaction_lost(postgres);
    }
    return fault->outcome;
}

static enum outcome refuse(const char *name, const char *why)
{
    (void)fprintf(stderr, "sanad: database: %s: %s\n", name, why);
    return FAILED;
}

/* --- one round trip ----------------------------------------------------------------------------------------------- */

/* The answer to the end of a transaction that nobody waited for: it was there long ago.  A connection that is gone is
   given up here, so that no statement is lost for it. */
static void read_ending(struct postgres_db *postgres)
{
    bool over = !postgres->ending;
    int64_t until = clock_ticks() + COMMIT_SECONDS * MICROSECONDS;
    postgres->ending = false;
    while (!over && postgres->link.connection != NULL && postgres_link_wait(&postgres->link, until) == OK) {
        PGresult *result = PQgetResult(postgres->link.connection);
        over = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
        if (PQstatus(postgres->link.connection) != CONNECTION_OK ||
            (over && PQtransactionStatus(postgres->link.connection) != PQTRANS_IDLE))
            postgres_link_drop(&postgres->link);
    }
}

/* Ready to be asked, with the cache of this very connection. */
static enum outcome prepare_link(struct postgres_db *postgres)
{
    if (postgres->db.lost)
        return UNAVAILABLE;
    read_ending(postgres);
    postgres_fill_abandon(&postgres->fill); /* nothing else runs while rows are on their way */
    bool began = postgres->began || postgres->owed > 0;
    enum outcome outcome = postgres_link_ensure(&postgres->link, began);
    if (outcome != OK || postgres->generation != postgres->link.generation) {
        postgres_cache_clear(&postgres->cache);
        postgres->generation = postgres->link.generation;
        if (began) {
            transaction_lost(postgres);
            return UNAVAILABLE;
        }
    }
    return outcome;
}

static void wait_with(struct postgres_db *postgres, const char *text)
{
    (void)snprintf(postgres->waiting[postgres->waiting_count++], WAITING_TEXT, "%s", text);
}

static bool last_waiting_is(const struct postgres_db *postgres, const char *text)
{
    return postgres->waiting_count > 0 && strcmp(postgres->waiting[postgres->waiting_count - 1], text) == 0;
}

/* A setting of a transaction goes back with its savepoint. */
static void note_sent(struct postgres_db *postgres, const char *text)
{
    if (strncmp(text, "ROLLBACK TO ", strlen("ROLLBACK TO ")) == 0)
        postgres->wall_known = false;
    if (strncmp(text, "BEGIN", strlen("BEGIN")) != 0)
        return;
    postgres->began = true;
    postgres->reads = strstr(text, "READ ONLY") != NULL;
    postgres->snapshot = strstr(text, "REPEATABLE READ") != NULL;
    postgres->wrote = false;
    buffer_clear(&postgres->wall);
    postgres->wall_known = true;
}

static bool send_waiting(struct postgres_db *postgres, size_t *ret_count)
{
    bool sent = true;
    for (size_t i = 0; i < postgres->waiting_count && sent; i++) {
        sent = PQsendQueryParams(postgres->link.connection, postgres->waiting[i], 0, NULL, NULL, NULL, NULL, 0) == 1;
        note_sent(postgres, postgres->waiting[i]);
    }
    *ret_count = postgres->waiting_count;
    postgres->waiting_count = 0;
    return sent;
}

/* Which rows the server may show: only where it does not know yet.  Outside a transaction the setting lives until the
   end of the trip. */
static bool send_wall(struct postgres_db *postgres, size_t *count)
{
    struct text wanted = wall_text(&postgres->db);
    bool empty = text_is_empty(wanted);
    struct text there = {postgres->wall.bytes, postgres->wall.length == 0 ? 0 : postgres->wall.length - 1};
    if (postgres->began ? postgres->wall_known && text_equal(wanted, there) : empty)
        return true;
    buffer_clear(&postgres->wall);
    buffer_add(&postgres->wall, wanted);
    buffer_add_byte(&postgres->wall, '\0');
    postgres->wall_known = postgres->began;
    const char *const values[] = {postgres->wall.bytes};
    ++*count;
    return !postgres->wall.full &&
           PQsendQueryPrepared(postgres->link.connection, POSTGRES_WALL_STATEMENT, 1, values, NULL, NULL, 0) == 1;
}

/* What is sent, and which of its results are wanted. */
struct trip {
    const char *name;
    struct postgres_prepared *prepared; /* NULL: the text goes as it is */
    const char *text;
    struct postgres_parameters parameters;
    size_t before; /* results ahead of ours */
    bool preparing;
    bool once; /* planned for all values, see plans_once() */
    bool ends; /* a transaction: it needs no rows, and may be in no state to be asked for any */
    int64_t until;
};

/* The server plans a statement anew for its values as long as it hopes to gain by that more than the planning costs. Of
   those that read a little of many indexes it guesses wrong each time, and planning takes longer than they do: whoever
   has seen to it that one plan serves all values says so by the name. */
static bool plans_once(const char *name) { return text_ends_with(text_from(name), TEXT("_once_postgres")); }

static bool send_plan_mode(PGconn *connection, const char *mode)
{
    const char *const values[] = {mode};
    return PQsendQueryPrepared(connection, POSTGRES_PLAN_STATEMENT, 1, values, NULL, NULL, 0) == 1;
}

static bool send_trip(struct postgres_db *postgres, struct trip *trip)
{
    PGconn *connection = postgres->link.connection;
    const struct postgres_parameters *with = &trip->parameters;
    bool sent = send_waiting(postgres, &trip->before) && (trip->ends || send_wall(postgres, &trip->before));
    trip->before += postgres->owed;
    if (sent && trip->once) {
        trip->before++;
        sent = send_plan_mode(connection, "force_generic_plan");
    }
    if (sent && trip->prepared != NULL && !trip->prepared->ready) {
        trip->preparing = true;
        sent = PQsendPrepare(connection, trip->prepared->name, trip->text, 0, NULL) == 1;
    }
    if (sent && trip->prepared != NULL)
        sent = PQsendQueryPrepared(connection, trip->prepared->name, with->count, with->values, with->lengths,
                                   with->formats, 1) == 1;
    else if (sent)
        sent = PQsendQueryParams(connection, trip->text, with->count, NULL, with->values, with->lengths, with->formats,
                                 1) == 1;
    return sent && (!trip->once || send_plan_mode(connection, "auto"));
}

struct harvest {
    PGresult *wanted, *failure;
    size_t at, failure_at;
    bool whole;
};

/* Keeps it or clears it. */
static void take_result(struct harvest *harvest, const struct trip *trip, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    bool ours = harvest->at == trip->before + (trip->preparing ? 1 : 0);
    if (done && trip->preparing && harvest->at == trip->before)
        trip->prepared->ready = true;
    if (status == PGRES_PIPELINE_SYNC)
        harvest->whole = true;
    if (done && ours && harvest->wanted == NULL)
        harvest->wanted = result;
    else if (!done && status != PGRES_PIPELINE_SYNC && status != PGRES_PIPELINE_ABORTED && harvest->failure == NULL) {
        harvest->failure = result;
        harvest->failure_at = harvest->at;
    } else {
        PQclear(result);
    }
}

static enum outcome collect(struct postgres_db *postgres, const struct trip *trip, struct harvest *harvest)
{
    while (!harvest->whole) {
        enum outcome outcome = postgres_link_wait(&postgres->link, trip->until);
        if (outcome != OK)
            return outcome;
        PGresult *result = PQgetResult(postgres->link.connection);
        if (result != NULL)
            take_result(harvest, trip, result);
        else
            harvest->at++;
        if (PQstatus(postgres->link.connection) != CONNECTION_OK) {
            postgres_link_drop(&postgres->link);
            return UNAVAILABLE;
        }
    }
    return OK;
}

/* A failure of what nobody waited for ends the whole transaction. */
static enum outcome outcome_of_owed(struct postgres_db *postgres, const char *name, const PGresult *failure)
{
    enum outcome outcome = outcome_of(postgres, name, failure, true);
    if (!postgres->db.raced)
        (void)fprintf(stderr, "sanad: database: %s: a statement sent before it failed (%d)\n", name, (int)outcome);
    postgres->db.lost = postgres->db.depth > 0;
    return outcome == CONFLICT ? FAILED : outcome;
}

static void settle_unsure(struct postgres_db *postgres, bool prepared)
{
    if (postgres->unsure)
        postgres_cache_settle(&postgres->cache, prepared);
    postgres->unsure = false;
}

/* Sends and waits; *ret_result is the caller's to clear. */
static enum outcome travel(struct postgres_db *postgres, struct trip *trip, PGresult **ret_result)
{
    struct harvest harvest = {0};
    enum outcome outcome = OK;
    size_t owed = postgres->owed;
    if (send_trip(postgres, trip) && PQpipelineSync(postgres->link.connection) == 1) {
        outcome = collect(postgres, trip, &harvest);
    } else {
        postgres_link_drop(&postgres->link);
        outcome = UNAVAILABLE;
    }
    postgres->owed = 0;
    settle_unsure(postgres, outcome == OK && harvest.failure == NULL);
    if (outcome != OK)
        transaction_lost(postgres);
    else if (harvest.failure != NULL && harvest.failure_at < owed)
        outcome = outcome_of_owed(postgres, trip->name, harvest.failure);
    else if (harvest.failure != NULL)
        outcome = outcome_of(postgres, trip->name, harvest.failure, trip->prepared != NULL && !trip->preparing);
    else if (harvest.wanted == NULL)
        outcome = refuse(trip->name, "the server gave no result");
    PQclear(harvest.failure);
    if (outcome != OK)
        PQclear(harvest.wanted);
    else
        *ret_result = harvest.wanted;
    return outcome;
}

static bool only_reads(struct text text)
{
    static const char *const READING[] = {"SELECT", "WITH", "DECLARE", "FETCH"};
    for (size_t i = 0; i < sizeof READING / sizeof *READING; i++)
        if (text_starts_with(text, text_from(READING[i])))
            return true;
    return false;
}

static int64_t limit_of(const struct postgres_db *postgres)
{
    return postgres->db.deadline != 0 ? postgres->db.deadline : clock_ticks() + STATEMENT_SECONDS * MICROSECONDS;
}

static enum outcome prepare_trip(struct postgres_db *postgres, struct sql sql, const struct value *bind, size_t count,
                                 bool keep, struct trip *trip)
{
    const char *given_up = NULL;
    *trip = (struct trip){.name = sql.name, .text = sql.text, .until = limit_of(postgres)};
    arena_reset(postgres->scratch);
    const char *fault = postgres_bind(postgres->scratch, bind, count, &trip->parameters);
    if (fault != NULL)
        return refuse(sql.name, fault);
    enum outcome outcome = prepare_link(postgres);
    if (outcome != OK)
        return outcome;
    postgres->wrote = postgres->wrote || !only_reads(text_from(sql.text));
    if (keep)
        trip->prepared = postgres_cache_take(&postgres->cache, sql.text, &given_up);
    if (given_up != NULL && postgres->waiting_count < WAITING_MOST)
        wait_with(postgres, arena_format(postgres->scratch, "DEALLOCATE %s", given_up).at);
    return OK;
}

static enum outcome run(struct postgres_db *postgres, struct sql sql, const struct value *bind, size_t count, bool keep,
                        PGresult **ret_result)
{
    struct trip trip;
    enum outcome outcome = prepare_trip(postgres, sql, bind, count, keep, &trip);
    trip.once = keep && plans_once(sql.name);
    return outcome == OK ? travel(postgres, &trip, ret_result) : outcome;
}

/* Its answer comes with that of a later statement. */
static enum outcome postgres_later(struct db *db, struct sql sql, const struct value *bind, size_t count)
{
    struct postgres_db *postgres = postgres_of(db);
    struct trip trip;
    PGresult *result = NULL;
    if (db->depth == 0 || postgres->owed >= OWED_MOST) {
        enum outcome outcome = run(postgres, sql, bind, count, true, &result);
        PQclear(outcome == OK ? result : NULL);
        return outcome;
    }
    enum outcome outcome = prepare_trip(postgres, sql, bind, count, true, &trip);
    if (outcome != OK)
        return outcome;
    if (!send_trip(postgres, &trip)) {
        postgres_link_drop(&postgres->link);
        transaction_lost(postgres);
        return UNAVAILABLE;
    }
    trip.prepared->ready = true;
    if (trip.preparing)
        trip.prepared->unsure = postgres->unsure = true;
    postgres->owed = trip.before + (trip.preparing ? 1 : 0) + 1;
    return OK;
}

/* --- transactions ------------------------------------------------------------------------------------------------- */

#define SAVEPOINT "SAVEPOINT step"

/* Where nothing was written there is nothing to wait for: one who only read has seen what was committed. */
static bool end_unheard(struct postgres_db *postgres, struct sql sql)
{
    PGconn *connection = postgres->link.connection;
    if (!postgres->snapshot || postgres->wrote || postgres->owed > 0 || connection == NULL)
        return false;
    postgres->waiting_count = 0;
    if (PQsendQueryParams(connection, sql.text, 0, NULL, NULL, NULL, NULL, 0) != 1 || PQpipelineSync(connection) != 1 ||
        PQflush(connection) < 0)
        postgres_link_drop(&postgres->link);
    postgres->ending = postgres->link.connection != NULL;
    forget_transaction(postgres);
    return true;
}

/* After a race was lost the server still waits to be told; after a connection was lost nobody does. */
static enum outcome end_transaction(struct postgres_db *postgres, struct sql sql, bool commit)
{
    PGresult *result = NULL;
    struct trip trip = {.name = sql.name, .text = sql.text, .until = limit_of(postgres), .ends = true};
    if (!commit || !postgres->began)
        postgres->waiting_count = 0;
    if (commit && postgres->db.lost)
        return UNAVAILABLE;
    postgres->db.lost = false;
    if (!postgres->began || end_unheard(postgres, sql))
        return OK;
    if (trip.until < clock_ticks() + COMMIT_SECONDS * MICROSECONDS)
        trip.until = clock_ticks() + COMMIT_SECONDS * MICROSECONDS;
    enum outcome outcome = prepare_link(postgres);
    if (outcome == OK)
        outcome = travel(postgres, &trip, &result);
    if (outcome == OK && commit && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        outcome = refuse(sql.name, "the server rolled back instead");
    PQclear(result);
    if (postgres->link.connection != NULL && PQtransactionStatus(postgres->link.connection) != PQTRANS_IDLE)
        postgres_link_drop(&postgres->link); /* what waited before it failed, so that it was not even tried */
    forget_transaction(postgres);
    return outcome;
}

/* True when it is settled: kept for the next statement, or for none. */
static bool settle_control(struct postgres_db *postgres, struct sql sql, enum outcome *ret_outcome)
{
    struct text text = text_from(sql.text);
    *ret_outcome = OK;
    if (text_is(text, "COMMIT") || text_is(text, "ROLLBACK")) {
        *ret_outcome = end_transaction(postgres, sql, text_is(text, "COMMIT"));
        return true;
    }
    bool releases = text_starts_with(text, TEXT("RELEASE "));
    bool returns = text_starts_with(text, TEXT("ROLLBACK TO "));
    if (!releases && !returns && !text_starts_with(text, TEXT("BEGIN")) && !text_is(text, SAVEPOINT))
        return false;
    if (postgres->db.lost)
        return true;
    if ((releases || returns) && last_waiting_is(postgres, SAVEPOINT)) { /* nothing happened since */
        postgres->waiting_count -= releases ? 1 : 0;
        return true;
    }
    if (postgres->waiting_count + 1 >= WAITING_MOST)
        return false;
    wait_with(postgres, sql.text);
    if (text_ends_with(text, TEXT(" SERIALIZABLE"))) /* who reads a table whole collides with all who write there */
        wait_with(postgres, "SET LOCAL enable_seqscan = off");
    return true;
}

/* --- the back end ------------------------------------------------------------------------------------------------- */

static enum outcome keep_rows(const char *name, const PGresult *result, struct arena *arena, struct rows *ret_rows)
{
    int count = PQntuples(result);
    int columns = PQnfields(result);
    struct rows rows = {.columns = (size_t)columns, .count = (size_t)count};
    if (count > 0)
        rows.cells = arena_bytes(arena, rows.columns * rows.count * sizeof *rows.cells);
    for (int row = 0; row < count; row++)
        for (int column = 0; column < columns; column++)
            if (!postgres_read_cell(result, row, column, arena,
                                    &rows.cells[(size_t)row * rows.columns + (size_t)column]))
                return refuse(name, "a column has a type that statements must not return: write CAST");
    *ret_rows = rows;
    return OK;
}

/* Rows changed; 0 for what only reads, as on SQLite. */
static int64_t changed_by(PGresult *result)
{
    int64_t changed = 0;
    if (strncmp(PQcmdStatus(result), "SELECT", strlen("SELECT")) == 0)
        return 0;
    const char *digits = PQcmdTuples(result);
    while (*digits >= '0' && *digits <= '9')
        changed = changed * 10 + (*digits++ - '0');
    return changed;
}

static enum outcome postgres_query(struct db *db, struct sql sql, const struct value *bind, size_t count,
                                   struct arena *arena, struct rows *ret_rows, int64_t *ret_changed)
{
    struct postgres_db *postgres = postgres_of(db);
    PGresult *result = NULL;
    struct rows rows = {0};
    enum outcome outcome;
    if (count == 0 && settle_control(postgres, sql, &outcome))
        return outcome;
    if (postgres->bulk && ret_rows == NULL && ret_changed == NULL)
        return postgres_later(db, sql, bind, count);
    outcome = run(postgres, sql, bind, count, true, &result);
    if (outcome != OK)
        return outcome;
    if (ret_rows != NULL)
        outcome = keep_rows(sql.name, result, arena, &rows);
    if (outcome == OK && ret_changed != NULL)
        *ret_changed = changed_by(result);
    if (outcome == OK && ret_rows != NULL)
        *ret_rows = rows;
    PQclear(result);
    return outcome;
}

struct visit {
    const char *name;
    struct arena *arena;
    bool (*take)(void *context, const struct rows *one);
    void *context;
    struct rows one;
    bool stopped;
};

static enum outcome visit_rows(struct visit *visit, const PGresult *result)
{
    int count = PQntuples(result);
    if (visit->one.cells == NULL) {
        visit->one = (struct rows){.columns = (size_t)PQnfields(result), .count = 1};
        visit->one.cells = arena_array(visit->arena, struct value, visit->one.columns);
    }
    for (int row = 0; row < count && !visit->stopped; row++) {
        for (size_t column = 0; column < visit->one.columns; column++)
            if (!postgres_read_cell(result, row, (int)column, NULL, &visit->one.cells[column]))
                return refuse(visit->name, "a column has a type that statements must not return: write CAST");
        visit->stopped = !visit->take(visit->context, &visit->one);
    }
    return OK;
}

/* A cursor, so that memory stays constant and other statements may run between two rows. */
static enum outcome visit_cursor(struct postgres_db *postgres, struct visit *visit, struct sql sql,
                                 const struct value *bind, size_t count)
{
    const char *cursor = arena_format(visit->arena, "each_%llu", (unsigned long long)++postgres->visited).at;
    struct sql declare = {sql.name,
                          arena_format(visit->arena, "DECLARE %s NO SCROLL CURSOR FOR %s", cursor, sql.text).at};
    struct sql fetch = {sql.name, arena_format(visit->arena, "FETCH FORWARD %d FROM %s", FETCH_ROWS, cursor).at};
    PGresult *result = NULL;
    enum outcome outcome = run(postgres, declare, bind, count, false, &result);
    bool more = outcome == OK;
    if (outcome == OK)
        PQclear(result);
    while (outcome == OK && more && !visit->stopped) {
        outcome = run(postgres, fetch, NULL, 0, false, &result);
        if (outcome != OK)
            break;
        more = PQntuples(result) == FETCH_ROWS;
        outcome = visit_rows(visit, result);
        PQclear(result);
    }
    if (outcome == OK && postgres->waiting_count < WAITING_MOST)
        wait_with(postgres, arena_format(visit->arena, "CLOSE %s", cursor).at);
    return outcome;
}

static enum outcome visit_once(struct postgres_db *postgres, struct visit *visit, struct sql sql,
                               const struct value *bind, size_t count)
{
    PGresult *result = NULL;
    enum outcome outcome = run(postgres, sql, bind, count, true, &result);
    if (outcome != OK)
        return outcome;
    outcome = visit_rows(visit, result);
    PQclear(result);
    return outcome;
}

static enum outcome postgres_each(struct db *db, struct sql sql, const struct value *bind, size_t count,
                                  struct arena *arena, bool (*take)(void *context, const struct rows *one),
                                  void *context)
{
    struct postgres_db *postgres = postgres_of(db);
    struct visit visit = {.name = sql.name, .arena = arena, .take = take, .context = context};
    struct text text = text_from(sql.text);
    bool alone = db->depth == 0 && postgres->cursors == 0;
    if (!text_starts_with(text, TEXT("SELECT")) && !text_starts_with(text, TEXT("WITH")))
        return visit_once(postgres, &visit, sql, bind, count);
    if (alone)
        wait_with(postgres, "BEGIN READ ONLY");
    postgres->cursors++;
    enum outcome outcome = visit_cursor(postgres, &visit, sql, bind, count);
    postgres->cursors--;
    if (alone) {
        struct sql end = outcome == OK ? SQL("each_end", "COMMIT") : SQL("each_end", "ROLLBACK");
        enum outcome ended = end_transaction(postgres, end, outcome == OK);
        outcome = outcome == OK ? ended : outcome;
        db->lost = false;
    }
    return outcome;
}

/* Outside the pipeline: several statements in one text. */
static enum outcome postgres_script(struct db *db, struct text statements)
{
    struct postgres_db *postgres = postgres_of(db);
    AUTO_BUFFER struct buffer script = buffer_open(statements.length + WAITING_MOST * (WAITING_TEXT + 1) + 1);
    enum outcome outcome = prepare_link(postgres);
    if (outcome != OK)
        return outcome;
    if (postgres->owed > 0) {
        PGresult *nothing = NULL;
        outcome = run(postgres, SQL("script_before", "SELECT 1"), NULL, 0, true, &nothing);
        PQclear(outcome == OK ? nothing : NULL);
    }
    if (outcome != OK)
        return outcome;
    PGconn *connection = postgres->link.connection;
    for (size_t i = 0; i < postgres->waiting_count; i++)
        buffer_format(&script, "%s;", postgres->waiting[i]);
    buffer_add(&script, statements);
    buffer_add_byte(&script, '\0');
    if (PQexitPipelineMode(connection) != 1)
        return refuse("script", "statements are under way");
    for (size_t i = 0; i < postgres->waiting_count; i++)
        note_sent(postgres, postgres->waiting[i]);
    postgres->waiting_count = 0;
    PGresult *result = PQexec(connection, script.bytes);
    ExecStatusType status = PQresultStatus(result);
    bool there = PQstatus(connection) == CONNECTION_OK && PQenterPipelineMode(connection) == 1;
    if (there && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        outcome = outcome_of(postgres, "script", result, false);
    PQclear(result);
    if (!there) {
        postgres_link_drop(&postgres->link);
        transaction_lost(postgres);
        outcome = UNAVAILABLE;
    }
    return outcome;
}

/* Commits of a bulk need not wait for the disk one by one: the last one waits for all.  Nothing is known of the tables
   while they are filled, and a plan that reads them whole would be kept. */
static enum outcome postgres_bulk(struct db *db, bool on)
{
    postgres_of(db)->bulk = on;
    return postgres_script(db, on ? TEXT("SET synchronous_commit = off; SET enable_seqscan = off")
                                  : TEXT("SET synchronous_commit TO DEFAULT; SET enable_seqscan TO DEFAULT; ANALYZE"));
}

/* Rows that were rows before are written without waiting for each. */
static enum outcome postgres_load(struct db *db, bool on)
{
    struct postgres_db *postgres = postgres_of(db);
    postgres->bulk = false;
    enum outcome outcome = postgres_loading(db, on);
    postgres->bulk = on && outcome == OK;
    return outcome;
}

/* A lock of the session, for the snapshot of a transaction is older than any lock that it waits for. */
static enum outcome postgres_turn(struct db *db, bool on)
{
    PGresult *result = NULL;
    struct sql take = SQL("turn_take_postgres", "SELECT CAST(pg_advisory_lock(5361) AS TEXT)");
    struct sql give = SQL("turn_give_postgres", "SELECT pg_advisory_unlock(5361)");
    enum outcome outcome = run(postgres_of(db), on ? take : give, NULL, 0, true, &result);
    PQclear(outcome == OK ? result : NULL);
    return outcome;
}

static enum outcome postgres_size(struct db *db, int64_t *ret_bytes)
{
    AUTO_ARENA struct arena *arena = arena_open(64 * 1024);
    struct rows rows;
    enum outcome outcome =
        postgres_query(db, SQL("size", "SELECT pg_database_size(current_database())"), NULL, 0, arena, &rows, NULL);
    if (outcome == OK)
        *ret_bytes = cell_integer(&rows, 0, 0);
    return outcome;
}

/* Rows in one go.  What fails here ends the transaction, as on any other statement. */
static enum outcome postgres_fill_begin(struct db *db, const char *table, const char *const *columns, size_t count)
{
    struct postgres_db *postgres = postgres_of(db);
    AUTO_BUFFER struct buffer query = buffer_open(64 * 1024);
    PGresult *types = NULL;
    for (size_t i = 0; i < count; i++)
        buffer_format(&query, "%s\"%s\"", i == 0 ? "SELECT " : ", ", columns[i]);
    buffer_format(&query, " FROM \"%s\" LIMIT 0", table);
    buffer_add_byte(&query, '\0');
    struct sql sql = {"fill_types", query.bytes};
    enum outcome outcome = db->depth == 0 || query.full ? refuse("fill", "outside a transaction, or names too long")
                                                        : run(postgres, sql, NULL, 0, false, &types);
    if (outcome != OK)
        return outcome;
    PGresult *refusal = postgres_fill_open(&postgres->fill, &postgres->link, table, columns, types);
    PQclear(types);
    if (refusal != NULL)
        outcome = outcome_of(postgres, "fill", refusal, false);
    else if (!postgres->fill.open)
        outcome = UNAVAILABLE;
    if (postgres->link.connection == NULL)
        transaction_lost(postgres);
    PQclear(refusal);
    return outcome;
}

static enum outcome postgres_fill_add(struct db *db, const struct value *values)
{
    struct postgres_db *postgres = postgres_of(db);
    if (!postgres->fill.open)
        return refuse("fill", "a row before the beginning");
    enum outcome outcome = postgres_fill_row(&postgres->fill, values, limit_of(postgres));
    if (outcome != OK)
        transaction_lost(postgres);
    return outcome;
}

static enum outcome postgres_fill_end(struct db *db)
{
    struct postgres_db *postgres = postgres_of(db);
    if (!postgres->fill.open)
        return refuse("fill", "an end before the beginning");
    enum outcome outcome = UNAVAILABLE;
    PGresult *word = postgres_fill_close(&postgres->fill, limit_of(postgres));
    if (word == NULL)
        transaction_lost(postgres);
    else
        outcome = PQresultStatus(word) == PGRES_COMMAND_OK ? OK : outcome_of(postgres, "fill", word, false);
    PQclear(word);
    return outcome;
}

static void postgres_close(struct db *db)
{
    struct postgres_db *postgres = postgres_of(db);
    postgres_fill_abandon(&postgres->fill);
    postgres_link_drop(&postgres->link);
    postgres_cache_clear(&postgres->cache);
    buffer_close(&postgres->wall);
    (void)arena_close(postgres->scratch);
    (void)arena_close(postgres->arena);
}

static const struct db_back_end POSTGRES_BACK_END = {
    .name = "postgres",
    .many_writers = true,
    .query = postgres_query,
    .later = postgres_later,
    .each = postgres_each,
    .script = postgres_script,
    .close = postgres_close,
    .begin_writing = {"begin_writing", "BEGIN ISOLATION LEVEL SERIALIZABLE"},
    .begin_queue = {"begin_queue", "BEGIN ISOLATION LEVEL READ COMMITTED"},
    .begin_reading = {"begin_reading", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    .begin_snapshot = {"begin_snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    .begin_page = {"begin_page", "BEGIN ISOLATION LEVEL REPEATABLE READ"},
    .bulk = postgres_bulk,
    .turn = postgres_turn,
    .size = postgres_size,
    .columns = postgres_columns,
    .loading = postgres_load,
    .fill_begin = postgres_fill_begin,
    .fill_row = postgres_fill_add,
    .fill_end = postgres_fill_end,
};

enum outcome postgres_open(struct text address, bool read_only, struct db **ret)
{
    char *why = NULL;
    struct arena *arena = arena_open((size_t)1 << 20);
    struct postgres_db *postgres = arena_new(arena, struct postgres_db);
    postgres->db = (struct db){.back_end = &POSTGRES_BACK_END, .read_only = read_only};
    postgres->arena = arena;
    postgres->scratch = arena_open((size_t)64 << 20);
    postgres->wall = buffer_open((size_t)2 << 20);
    postgres->link = (struct postgres_link){.address = arena_string(arena, address), .read_only = read_only};
    PQconninfoOption *options = PQconninfoParse(postgres->link.address, &why);
    if (options == NULL) {
        (void)fputs("sanad: database: libpq cannot read the address\n", stderr); /* which may hold a password */
        PQfreemem(why);
        postgres_close(&postgres->db);
        return INVALID;
    }
    PQconninfoFree(options);
    *ret = &postgres->db;
    return OK;
}

struct text db_address_user(struct arena *arena, struct text address)
{
    struct text user = TEXT_NONE;
    PQconninfoOption *options =
        db_has_many_writers(address) ? PQconninfoParse(arena_string(arena, address), NULL) : NULL;
    for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
        if (strcmp(option->keyword, "user") == 0 && option->val != NULL)
            user = arena_text(arena, text_from(option->val));
    PQconninfoFree(options);
    return user;
}
