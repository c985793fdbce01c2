/* SQLite 3.40 or newer: WAL, every commit synced, one writing connection for the whole installation. */
#include "database/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buffer.h"
#include "database/sqlite_cache.h"
#include "database/sqlite_schema.h"
#include "system/clock.h"

enum {
    BUSY_MILLISECONDS = 250, /* only the writing worker writes; what waits longer is told to try again */
    PROGRESS_STEPS = 1000,   /* of SQLite's machine between two looks at the deadline: some 10 microseconds */
    SCRATCH_CEILING = 256 << 20,
    SCRATCH_KEPT = 1 << 20,
};

struct sqlite_db {
    struct db db; /* first: what others see */
    struct arena *arena;
    sqlite3 *connection;
    struct sqlite_cache cache;
    struct buffer cells; /* of the result being read, whose size is known only at its end */
    bool open;           /* after opening no PRAGMA or ATTACH but in a migration */
};

static struct sqlite_db *sqlite_of(struct db *db) { return (struct sqlite_db *)db; }

/* Beside SQLITE_FULL: a quota, a file that may not be created or grow. */
static bool found_no_room(struct sqlite_db *sqlite, int code)
{
    int error = sqlite3_system_errno(sqlite->connection);
    return ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN) &&
           (error == ENOSPC || error == EDQUOT || error == EFBIG);
}

/* What went wrong, in our terms; the operator's line names the statement, never a bound value. */
static enum outcome outcome_of(struct sqlite_db *sqlite, const char *name, int code)
{
    static const struct {
        int code;
        enum outcome outcome;
        bool silent;
    } OUTCOMES[] = {
        {SQLITE_CONSTRAINT_UNIQUE, CONFLICT, true}, {SQLITE_CONSTRAINT_PRIMARYKEY, CONFLICT, true},
        {SQLITE_CONSTRAINT_ROWID, CONFLICT, true},  {SQLITE_CONSTRAINT_FOREIGNKEY, CONFLICT, true},
        {SQLITE_BUSY, UNAVAILABLE, true},           {SQLITE_LOCKED, UNAVAILABLE, true},
        {SQLITE_INTERRUPT, UNAVAILABLE, true},      {SQLITE_FULL, DISK_FULL, false},
        {SQLITE_IOERR, UNAVAILABLE, false},         {SQLITE_CANTOPEN, UNAVAILABLE, false},
        {SQLITE_PROTOCOL, UNAVAILABLE, false},
    };
    enum outcome outcome = FAILED;
    bool silent = false;
    for (size_t i = 0; i < sizeof OUTCOMES / sizeof *OUTCOMES; i++)
        if (OUTCOMES[i].code == code || OUTCOMES[i].code == (code & 0xff)) {
            outcome = OUTCOMES[i].outcome;
            silent = OUTCOMES[i].silent;
            break;
        }
    if (found_no_room(sqlite, code))
        outcome = DISK_FULL;
    if (!silent) /* SQLite's message names tables, columns and pieces of the statement's text */
        (void)fprintf(stderr, "sanad: database: %s: %s (%d)\n", name,
                      (code & 0xff) == SQLITE_ERROR ? sqlite3_errmsg(sqlite->connection) : sqlite3_errstr(code), code);
    return outcome;
}

static enum outcome refuse(const char *name, const char *why)
{
    (void)fprintf(stderr, "sanad: database: %s: %s\n", name, why);
    return FAILED;
}

/* An error may have rolled the whole transaction back; then nothing more may run as if it were still there. */
static bool transaction_is_lost(const struct sqlite_db *sqlite)
{
    return sqlite->db.depth > 0 && sqlite3_get_autocommit(sqlite->connection) != 0;
}

static int bind_bytes(sqlite3_stmt *statement, int at, const struct value *value)
{
    const char *bytes = value->text.length == 0 ? "" : value->text.at; /* a null pointer would be bound as NULL */
    if (value->kind == VALUE_TEXT)
        return sqlite3_bind_text64(statement, at, bytes, value->text.length, SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_blob64(statement, at, bytes, value->text.length, SQLITE_STATIC);
}

static int bind_value(sqlite3_stmt *statement, int at, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        return sqlite3_bind_null(statement, at);
    case VALUE_INTEGER:
        return sqlite3_bind_int64(statement, at, value->integer);
    case VALUE_REAL:
        return sqlite3_bind_double(statement, at, value->real);
    case VALUE_TEXT:
    case VALUE_BYTES:
        return bind_bytes(statement, at, value);
    case VALUE_IDENTIFIER:
        return sqlite3_bind_blob64(statement, at, value->identifier.bytes, sizeof value->identifier.bytes,
                                   SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* What PostgreSQL would refuse is refused here too. */
static const char *value_fault(const struct value *value)
{
    if (value->kind == VALUE_REAL && !isfinite(value->real))
        return "a number is not finite";
    if (value->kind == VALUE_TEXT && value->text.length > 0 &&
        (memchr(value->text.at, '\0', value->text.length) != NULL || !text_is_utf8(value->text)))
        return "a text is not UTF-8, or holds a NUL";
    return NULL;
}

/* SQLite numbers parameters by their first appearance: they are found by name. */
static enum outcome bind_all(struct sqlite_db *sqlite, const char *name, const struct sqlite_loan *loan,
                             const struct value *bind, size_t count)
{
    sqlite3_stmt *statement = loan->statement;
    bool in_order = loan->entry != NULL && loan->entry->in_order;
    int parameters = sqlite3_bind_parameter_count(statement);
    if ((size_t)parameters != count)
        return refuse(name, "the number of parameters is not that of the values");
    for (int at = 1; at <= parameters; at++) {
        size_t number = in_order ? (size_t)at : sqlite_cache_parameter(sqlite3_bind_parameter_name(statement, at));
        if (number == 0 || number > count)
            return refuse(name, "a parameter is not $1 to the number of values");
        const char *fault = value_fault(&bind[number - 1]);
        if (fault != NULL)
            return refuse(name, fault);
        int code = bind_value(statement, at, &bind[number - 1]);
        if (code != SQLITE_OK)
            return outcome_of(sqlite, name, code);
    }
    return OK;
}

/* The statement ready to step. */
static enum outcome statement_take(struct sqlite_db *sqlite, struct sql sql, const struct value *bind, size_t count,
                                   struct sqlite_loan *ret)
{
    struct sqlite_loan loan;
    if (transaction_is_lost(sqlite))
        return UNAVAILABLE;
    int code = sqlite_cache_take(&sqlite->cache, sqlite->connection, sql, &loan);
    if (code != SQLITE_OK)
        return outcome_of(sqlite, sql.name, code);
    enum outcome outcome = bind_all(sqlite, sql.name, &loan, bind, count);
    if (outcome != OK) {
        sqlite_cache_give(loan);
        return outcome;
    }
    *ret = loan;
    return OK;
}

/* Text and bytes stay SQLite's until the next step unless there is an arena to copy them into. */
static struct value read_cell(sqlite3_stmt *statement, int column, struct arena *arena)
{
    struct text text;
    int type = sqlite3_column_type(statement, column);
    switch (type) {
    case SQLITE_INTEGER:
        return value_integer(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return value_real(sqlite3_column_double(statement, column));
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        text.at = sqlite3_column_blob(statement, column); /* of a text: its UTF-8 bytes */
        text.length = (size_t)sqlite3_column_bytes(statement, column);
        if (arena != NULL || text.length == 0)
            text = arena == NULL ? TEXT("") : arena_text(arena, text);
        return type == SQLITE_TEXT ? value_text(text) : value_bytes(text);
    default:
        return value_null();
    }
}

/* Steps to the end, keeping the cells when there are rows to return. */
static enum outcome read_rows(struct sqlite_db *sqlite, const char *name, sqlite3_stmt *statement, struct arena *arena,
                              struct rows *rows)
{
    int code;
    buffer_clear(&sqlite->cells);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (arena == NULL)
            continue;
        int columns = sqlite3_data_count(statement);
        struct value *cells = (void *)buffer_room(&sqlite->cells, (size_t)columns * sizeof *cells);
        if (cells == NULL)
            return refuse(name, "the result is too large to keep");
        for (int column = 0; column < columns; column++)
            cells[column] = read_cell(statement, column, arena);
        sqlite->cells.length += (size_t)columns * sizeof *cells;
        rows->count++;
    }
    if (code != SQLITE_DONE)
        return outcome_of(sqlite, name, code);
    rows->columns = (size_t)sqlite3_column_count(statement);
    return OK;
}

static void keep_rows(struct sqlite_db *sqlite, struct arena *arena, struct rows *rows)
{
    if (rows->count > 0) {
        rows->cells = arena_bytes(arena, sqlite->cells.length);
        memcpy(rows->cells, sqlite->cells.bytes, sqlite->cells.length);
    }
    if (sqlite->cells.capacity > SCRATCH_KEPT)
        buffer_close(&sqlite->cells);
}

static enum outcome sqlite_query(struct db *db, struct sql sql, const struct value *bind, size_t count,
                                 struct arena *arena, struct rows *ret_rows, int64_t *ret_changed)
{
    struct sqlite_db *sqlite = sqlite_of(db);
    struct rows rows = {0};
    struct sqlite_loan loan;
    enum outcome outcome = statement_take(sqlite, sql, bind, count, &loan);
    if (outcome != OK)
        return outcome;
    outcome = read_rows(sqlite, sql.name, loan.statement, arena, &rows);
    if (outcome == OK && ret_changed != NULL)
        *ret_changed = sqlite3_stmt_readonly(loan.statement) != 0 ? 0 : sqlite3_changes64(sqlite->connection);
    if (outcome == OK && ret_rows != NULL) {
        keep_rows(sqlite, arena, &rows);
        *ret_rows = rows;
    }
    sqlite_cache_give(loan);
    return outcome;
}

static enum outcome sqlite_each(struct db *db, struct sql sql, const struct value *bind, size_t count,
                                struct arena *arena, bool (*take)(void *context, const struct rows *one), void *context)
{
    struct sqlite_db *sqlite = sqlite_of(db);
    struct rows one = {.count = 1};
    struct sqlite_loan loan;
    int code;
    enum outcome outcome = statement_take(sqlite, sql, bind, count, &loan);
    if (outcome != OK)
        return outcome;
    while ((code = sqlite3_step(loan.statement)) == SQLITE_ROW) {
        if (one.cells == NULL) {
            one.columns = (size_t)sqlite3_data_count(loan.statement);
            one.cells = arena_array(arena, struct value, one.columns);
        }
        for (size_t column = 0; column < one.columns; column++)
            one.cells[column] = read_cell(loan.statement, (int)column, NULL);
        if (!take(context, &one)) {
            code = SQLITE_DONE;
            break;
        }
    }
    if (code != SQLITE_DONE)
        outcome = outcome_of(sqlite, sql.name, code);
    sqlite_cache_give(loan);
    return outcome;
}

static enum outcome sqlite_script(struct db *db, struct text statements)
{
    struct sqlite_db *sqlite = sqlite_of(db);
    const char *rest = statements.at;
    const char *end = statements.at + statements.length;
    int code = SQLITE_OK;
    if (transaction_is_lost(sqlite))
        return UNAVAILABLE;
    sqlite->open = false; /* ALTER TABLE checks what it did through a PRAGMA of SQLite's own */
    while (rest < end && (code == SQLITE_OK || code == SQLITE_DONE)) {
        sqlite3_stmt *statement = NULL;
        code = sqlite3_prepare_v2(sqlite->connection, rest, (int)(end - rest), &statement, &rest);
        if (statement == NULL)
            continue;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            ;
        (void)sqlite3_finalize(statement);
    }
    sqlite->open = true;
    return code == SQLITE_OK || code == SQLITE_DONE ? OK : outcome_of(sqlite, "script", code);
}

#define BULK_PRAGMAS                   \
    "PRAGMA locking_mode = EXCLUSIVE;" \
    "PRAGMA journal_mode = OFF;"       \
    "PRAGMA synchronous = OFF;"        \
    "PRAGMA cache_size = -262144;"
#define BULK_END_PRAGMAS            \
    "PRAGMA synchronous = FULL;"    \
    "PRAGMA cache_size = -8192;"    \
    "PRAGMA locking_mode = NORMAL;" \
    "PRAGMA journal_mode = WAL;"

/* Of all that was written without syncing. */
static int sync_file(sqlite3 *connection)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK && file != NULL && file->pMethods != NULL)
        code = file->pMethods->xSync(file, SQLITE_SYNC_FULL);
    return code;
}

static enum outcome sqlite_bulk(struct db *db, bool on)
{
    struct sqlite_db *sqlite = sqlite_of(db);
    int is;
    int code = sqlite3_db_config(sqlite->connection, SQLITE_DBCONFIG_DEFENSIVE, 0, &is); /* which wants a journal */
    sqlite->open = false;
    if (code == SQLITE_OK)
        code = sqlite3_exec(sqlite->connection, on ? BULK_PRAGMAS : BULK_END_PRAGMAS, NULL, NULL, NULL);
    if (code == SQLITE_OK && !on)
        code = sync_file(sqlite->connection);
    if (code == SQLITE_OK && !on)
        code = sqlite3_db_config(sqlite->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, &is);
    sqlite->open = true;
    return code == SQLITE_OK ? OK : outcome_of(sqlite, "bulk", code);
}

/* The file, and its log as long as there is one. */
static enum outcome sqlite_size(struct db *db, int64_t *ret_bytes)
{
    static const int FILES[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
    int64_t bytes = 0;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        sqlite3_file *file = NULL;
        sqlite3_int64 size = 0;
        int code = sqlite3_file_control(sqlite_of(db)->connection, "main", FILES[i], &file);
        if (code == SQLITE_OK && file != NULL && file->pMethods != NULL)
            code = file->pMethods->xFileSize(file, &size);
        if (code != SQLITE_OK)
            return outcome_of(sqlite_of(db), "size", code);
        bytes += size;
    }
    *ret_bytes = bytes;
    return OK;
}

static void sqlite_rest(struct db *db)
{
    struct sqlite_db *sqlite = sqlite_of(db);
    buffer_close(&sqlite->cells);
    (void)sqlite3_db_release_memory(sqlite->connection);
}

static void sqlite_close(struct db *db)
{
    struct sqlite_db *sqlite = sqlite_of(db);
    sqlite_cache_close(&sqlite->cache);
    buffer_close(&sqlite->cells);
    (void)sqlite3_close_v2(sqlite->connection);
    (void)arena_close(sqlite->arena);
}

static int past_deadline(void *context)
{
    const struct sqlite_db *sqlite = context;
    return sqlite->db.deadline != 0 && clock_ticks() > sqlite->db.deadline;
}

/* The one way to a table's columns, and a check; both only read, and only schema.h asks. */
static bool pragma_only_reads(const char *name)
{
    return name != NULL &&
           (sqlite3_stricmp(name, "table_info") == 0 || sqlite3_stricmp(name, "foreign_key_check") == 0);
}

static int authorize(void *context, int action, const char *first, const char *second, const char *schema,
                     const char *trigger)
{
    const struct sqlite_db *sqlite = context;
    (void)schema;
    (void)trigger;
    if (action == SQLITE_ATTACH || action == SQLITE_DETACH || action == SQLITE_CREATE_VTABLE)
        return SQLITE_DENY;
    if (action == SQLITE_PRAGMA && sqlite->open && !pragma_only_reads(first))
        return SQLITE_DENY;
    if (action == SQLITE_FUNCTION && second != NULL && sqlite3_stricmp(second, "load_extension") == 0)
        return SQLITE_DENY;
    return SQLITE_OK;
}

static int configure(sqlite3 *connection)
{
    static const struct {
        int option, value;
    } OPTIONS[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0}, /* "x" is a name, never a text */
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_QPSG, 1}, /* else some plans are made anew for each value */
    };
    for (size_t i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
        int is;
        int code = sqlite3_db_config(connection, OPTIONS[i].option, OPTIONS[i].value, &is);
        if (code != SQLITE_OK)
            return code;
    }
    (void)sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
    return sqlite3_busy_timeout(connection, BUSY_MILLISECONDS);
}

/* secure_delete: a key that is destroyed must leave no copy on a freed page. */
#define PRAGMAS                     \
    "PRAGMA synchronous = FULL;"    \
    "PRAGMA secure_delete = ON;"    \
    "PRAGMA temp_store = MEMORY;"   \
    "PRAGMA cell_size_check = ON;"  \
    "PRAGMA cache_size = -8192;"    \
    "PRAGMA mmap_size = 268435456;" \
    "PRAGMA analysis_limit = 400;"  \
    "PRAGMA journal_size_limit = 67108864;"

static int settle(struct sqlite_db *sqlite)
{
    sqlite3 *connection = sqlite->connection;
    int code = configure(connection);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection, PRAGMAS, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection, sqlite->db.read_only ? "PRAGMA query_only = ON" : "PRAGMA journal_mode = WAL",
                            NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_set_authorizer(connection, authorize, sqlite);
    sqlite3_progress_handler(connection, PROGRESS_STEPS, past_deadline, sqlite);
    sqlite->open = true;
    return code;
}

/* A new file is readable by us alone; -wal and -shm take its mode.  Never opens one that is there: closing it again
   would drop SQLite's locks on it. */
static void make_file(const char *path)
{
    int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        (void)close(file);
}

static const struct db_back_end SQLITE_BACK_END = {
    .name = "sqlite",
    .query = sqlite_query,
    .each = sqlite_each,
    .script = sqlite_script,
    .close = sqlite_close,
    .begin_writing = {"begin_writing", "BEGIN IMMEDIATE"},
    .begin_queue = {"begin_queue", "BEGIN IMMEDIATE"},
    .begin_reading = {"begin_reading", "BEGIN"},
    .begin_snapshot = {"begin_snapshot", "BEGIN"},
    .bulk = sqlite_bulk,
    .size = sqlite_size,
    .rest = sqlite_rest,
    .columns = sqlite_columns,
    .loading = sqlite_loading,
};

enum outcome sqlite_open(struct text place, bool read_only, struct db **ret)
{
    struct arena *arena = arena_open((size_t)1 << 20);
    struct sqlite_db *sqlite = arena_new(arena, struct sqlite_db);
    const char *path = arena_string(arena, place);
    sqlite->db = (struct db){.back_end = &SQLITE_BACK_END, .read_only = read_only};
    sqlite->arena = arena;
    sqlite->cells = buffer_open(SCRATCH_CEILING);
    if (!read_only && !text_is(place, ":memory:"))
        make_file(path);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
    flags |= read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(path, &sqlite->connection, flags, NULL);
    if (code == SQLITE_OK)
        code = settle(sqlite);
    if (code != SQLITE_OK) {
        enum outcome outcome = outcome_of(sqlite, "open", code);
        sqlite_close(&sqlite->db);
        return outcome;
    }
    *ret = &sqlite->db;
    return OK;
}
