/* The one door to the database.  Statements are literals with a name, parameters are $1, $2 …, written in the subset of
   SQL that portable.md lists, the same for SQLite and PostgreSQL.  Only database/ sees sqlite3.h.

   Neutral column types of migrations, which migrate.c expands for each engine: id (UUID), text, integer (64 bits),
   real, bytes, boolean (integer 0 or 1), date (days, integer), instant (microseconds UTC, integer). */
#ifndef DATABASE_DATABASE_H
#define DATABASE_DATABASE_H

#include "base/identifier.h"
#include "database/wall.h"

struct db;

enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BYTES, VALUE_IDENTIFIER };

struct value {
    enum value_kind kind;
    union {
        int64_t integer;
        double real;
        struct text text; /* also VALUE_BYTES */
        struct identifier identifier;
    };
};

static inline struct value value_null(void) { return (struct value){.kind = VALUE_NULL}; }
static inline struct value value_integer(int64_t n) { return (struct value){.kind = VALUE_INTEGER, .integer = n}; }
static inline struct value value_real(double n) { return (struct value){.kind = VALUE_REAL, .real = n}; }
static inline struct value value_text(struct text t) { return (struct value){.kind = VALUE_TEXT, .text = t}; }
static inline struct value value_bytes(struct text t) { return (struct value){.kind = VALUE_BYTES, .text = t}; }
static inline struct value value_id(struct identifier id)
{
    return (struct value){.kind = VALUE_IDENTIFIER, .identifier = id};
}
/* NULL for an empty text, an identifier of zeros, DATE_NONE, INSTANT_NONE. */
struct value value_text_or_null(struct text text);
struct value value_id_or_null(struct identifier id);
struct value value_date(int32_t date);
struct value value_instant(int64_t instant);

struct sql {
    const char *name, *text;
};
/* A statement: a literal; a variable does not compile. */
#define SQL(name, literal) ((struct sql){"" name, "" literal})

struct rows {
    struct value *cells; /* row after row; texts are in the arena given */
    size_t columns, count;
};

static inline const struct value *rows_at(const struct rows *rows, size_t row, size_t column)
{
    return &rows->cells[row * rows->columns + column];
}
/* Typed reading of a cell; a NULL gives 0, an empty text, zeros, DATE_NONE or INSTANT_NONE. */
int64_t cell_integer(const struct rows *rows, size_t row, size_t column);
double cell_real(const struct rows *rows, size_t row, size_t column);
bool cell_is_null(const struct rows *rows, size_t row, size_t column);
struct text cell_text(const struct rows *rows, size_t row, size_t column); /* text or bytes */
struct identifier cell_id(const struct rows *rows, size_t row, size_t column);
int32_t cell_date(const struct rows *rows, size_t row, size_t column);
int64_t cell_instant(const struct rows *rows, size_t row, size_t column);

/* What an engine offers (sqlite.c, postgres.c, failing.c).  Every function returns OK, CONFLICT (a unique or foreign
   key), UNAVAILABLE (busy, server away, a race lost), DISK_FULL or FAILED. */
struct db_back_end {
    const char *name;
    bool many_writers; /* every process writes; else only the one that has the lock */
    enum outcome (*query)(struct db *db, struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                          struct rows *ret_rows, int64_t *ret_changed);
    enum outcome (*each)(struct db *db, struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                         bool (*take)(void *context, const struct rows *one), void *context);
    enum outcome (*later)(struct db *db, struct sql sql, const struct value *bind, size_t count); /* NULL: query */
    enum outcome (*script)(struct db *db, struct text statements);                                /* migrations only */
    void (*close)(struct db *db);
    struct sql begin_writing, begin_queue, begin_reading;
    enum outcome (*bulk)(struct db *db, bool on);            /* NULL: nothing to do */
    enum outcome (*turn)(struct db *db, bool on);            /* NULL: nothing to do */
    enum outcome (*size)(struct db *db, int64_t *ret_bytes); /* NULL: not known */
    void (*rest)(struct db *db);                             /* NULL: nothing to give back */
    struct sql begin_snapshot; /* reading: every statement sees the state of the first one */
    struct sql begin_page;     /* the same, but audit rows may be added; no name: as begin_reading */
    /* For schema.h: a row for each column of each table, in the order of both names: table, column, the enum value_kind
       it is bound as, its place in the primary key or 0. */
    enum outcome (*columns)(struct db *db, struct arena *arena, struct rows *ret_rows);
    /* db_load_begin, db_load_end; keeps what it takes away in a table loading_definition. */
    enum outcome (*loading)(struct db *db, bool on);
    /* For db_fill_…; NULL: an INSERT for each row is as fast. */
    enum outcome (*fill_begin)(struct db *db, const char *table, const char *const *columns, size_t count);
    enum outcome (*fill_row)(struct db *db, const struct value *values);
    enum outcome (*fill_end)(struct db *db);
};
struct db {
    const struct db_back_end *back_end;
    bool read_only;
    int depth;           /* of transactions: 0 none, 1 a transaction, more: savepoints */
    int64_t deadline;    /* clock_ticks() after which a statement is interrupted; 0 none */
    uint64_t statements; /* run so far; the tests' failing back end counts on it */
    uint64_t changes;    /* goes up whenever a row that was read might be another one when it is read again */
    bool lost;           /* the whole transaction is gone: nothing more runs until its outermost end */
    bool raced;          /* the last transaction lost a race against another: the same again may succeed */
    int visits;          /* of db_each(), under way outside a transaction */
    int failed_depth;    /* the depth at which a statement failed, 0 none: nothing more runs there, as on PostgreSQL */
    enum outcome failed; /* what it returned, and what everything at that depth returns until it ends */
    struct wall wall;    /* which rows the server lets through */
};

/* "sqlite:PATH"; the file is made when it is not there and not opened read-only.  A read-only connection never takes
   the write lock.  "postgresql://…": as libpq reads it; a server that is away answers UNAVAILABLE, statement by
   statement.  INVALID for another scheme. */
enum outcome db_open(struct text address, bool read_only, struct db **ret) MUST_CHECK;
/* Whether every process may write there, on as many hosts as wanted; else one process at a time does. */
bool db_has_many_writers(struct text address);
/* The role that a postgresql:// address names; empty when it names none. */
struct text db_address_user(struct arena *arena, struct text address);
struct db *db_close(struct db *db); /* accepts NULL, returns NULL */
void db_closep(struct db **db);
#define AUTO_DB __attribute__((cleanup(db_closep)))

enum outcome db_query(struct db *db, struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                      struct rows *ret_rows) MUST_CHECK;
/* For INSERT, UPDATE, DELETE: ret_changed may be NULL. */
enum outcome db_execute(struct db *db, struct sql sql, const struct value *bind, size_t count,
                        int64_t *ret_changed) MUST_CHECK;
/* The same for what only a fault can refuse (the audit log, history): within a transaction nobody waits for it where
   that costs a round trip; its failure is found at a later statement, or at the commit, and ends the transaction. */
enum outcome db_execute_later(struct db *db, struct sql sql, const struct value *bind, size_t count) MUST_CHECK;
/* Row by row without keeping them: `take` sees a one-row result that lives until it returns; false stops.  It may run
   other statements on this connection; outside a transaction only such as read, and it begins none. */
enum outcome db_each(struct db *db, struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                     bool (*take)(void *context, const struct rows *one), void *context) MUST_CHECK;

/* A transaction, or a savepoint within one.  Ends rolled back unless committed:
     AUTO_TRANSACTION struct db_transaction transaction = {0}; … db_transaction_begin … db_transaction_commit
   After a statement failed within it (CONFLICT too), every other one and the commit return the same outcome: what may
   fail and go on has a savepoint of its own, or ON CONFLICT DO NOTHING. */
struct db_transaction {
    struct db *db;
    int depth;
};
enum outcome db_transaction_begin(struct db *db, bool writing, struct db_transaction *ret) MUST_CHECK;
/* For writing what is right by its own compare-and-set (queues, leases, the audit log): where many write, it is never
   refused for what others read or add meanwhile, and sees what they committed before each statement. */
enum outcome db_transaction_begin_queue(struct db *db, struct db_transaction *ret) MUST_CHECK;
/* For a page: all its statements see one state, and the audit rows of what it shows are of the same transaction.  The
   commit of one that added none is not waited for. */
enum outcome db_transaction_begin_page(struct db *db, struct db_transaction *ret) MUST_CHECK;
enum outcome db_transaction_commit(struct db_transaction *transaction) MUST_CHECK;
void db_transaction_end(struct db_transaction *transaction);
#define AUTO_TRANSACTION __attribute__((cleanup(db_transaction_end)))

/* Outside transactions: before and after running again what lost a race.  Those who lost go one after the other, so
   that each of them comes through; without a turn (UNAVAILABLE) it may still be tried. */
enum outcome db_turn_take(struct db *db) MUST_CHECK;
void db_turn_give(struct db *db);

/* For filling a new database that nobody else has open yet: between the two nothing is synced, and after a failure or a
   crash the file is to be thrown away.  When the second returns OK, everything is as durable as ever. */
enum outcome db_bulk_begin(struct db *db) MUST_CHECK;
enum outcome db_bulk_end(struct db *db) MUST_CHECK;

/* Bytes that the database takes on its disk, its log with it.  NOT_FOUND when the engine does not say. */
enum outcome db_size(struct db *db, int64_t *ret_bytes) MUST_CHECK;

/* Nobody asks for a while: the connection gives back the memory that it keeps only to be faster, pages of the file
   above all. */
void db_rest(struct db *db);

/* A statement put together of literals and of the names in descriptors, for lists whose columns and filters are data
   (record/ only: tools/check_source). */
struct statement {
    struct arena *arena;
    struct text text;
    struct value *bind;
    size_t count, room;
    char *bytes; /* text.at, to write on */
    size_t capacity;
};
struct statement statement_open(struct arena *arena);
void statement_add_text(struct statement *statement, const char *literal_or_name);
#define statement_add(statement, literal) statement_add_text((statement), "" literal)
/* What only PostgreSQL understands; the statement's name then ends in "_postgres". */
#define statement_add_postgres(statement, literal) statement_add_text((statement), "" literal)
/* Checks that the name is made of a-z, 0-9, _ and ends the process otherwise. */
void statement_add_name(struct statement *statement, const char *name);
void statement_bind(struct statement *statement, struct value value); /* adds "$n" */
/* A number of the program's own, of which there are few: how many rows are wanted at most.  Bound, PostgreSQL would not
   know it when it plans for all values, take it for a tenth of what there is, and plan anew each time instead. */
void statement_add_count(struct statement *statement, size_t count);
enum outcome statement_query(struct db *db, const char *name, const struct statement *statement, struct arena *arena,
                             struct rows *ret_rows) MUST_CHECK;
enum outcome statement_each(struct db *db, const char *name, const struct statement *statement, struct arena *arena,
                            bool (*take)(void *context, const struct rows *one), void *context) MUST_CHECK;
enum outcome statement_execute(struct db *db, const char *name, const struct statement *statement,
                               int64_t *ret_changed) MUST_CHECK;

#endif
