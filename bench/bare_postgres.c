#include <stdio.h>
#include <string.h>

#include <libpq-fe.h>

#include "database/postgres_value.h"
#include "engine.h"

static PGconn *connection;
static const struct trace *played;
static bool raced; /* in this transaction: nothing more runs in it */

static PGresult *check(PGresult *result, const char *what)
{
    ExecStatusType status = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    raced = raced || (state != NULL && strcmp(state, "40001") == 0);
    if (!raced && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        give_up(what, PQerrorMessage(connection));
    return result;
}

/* As the product's connections are (src/database/postgres_link.c). */
static const char SETTINGS[] = "SET timezone = 'UTC'; SET jit = off; SET extra_float_digits = 1;";

static void name_of(size_t number, struct buffer *out)
{
    buffer_clear(out);
    buffer_format(out, "s%zu", number);
    buffer_add_byte(out, '\0');
}

static void open_server(const char *address, const struct trace *trace, struct arena *arena)
{
    AUTO_BUFFER struct buffer name = buffer_open(64);
    (void)arena;
    connection = PQconnectdb(address);
    if (PQstatus(connection) != CONNECTION_OK)
        give_up("connection", PQerrorMessage(connection));
    PQclear(check(PQexec(connection, SETTINGS), "settings"));
    played = trace;
    for (size_t i = 0; i < trace->statement_count; i++) {
        name_of(i, &name);
        PQclear(check(PQprepare(connection, name.bytes, trace->statements[i], 0, NULL), trace->statements[i]));
    }
}

static void take_rows(const PGresult *result, struct arena *scratch)
{
    int columns = PQnfields(result);
    struct value *row = arena_array(scratch, struct value, (size_t)columns + 1);
    for (int i = 0; i < PQntuples(result); i++)
        for (int column = 0; column < columns; column++)
            if (!postgres_read_cell(result, i, column, scratch, &row[column]))
                give_up("a column", "has a type that the product does not read");
}

static void run_step(const struct trace_step *step, struct arena *scratch)
{
    struct postgres_parameters with;
    AUTO_BUFFER struct buffer name = buffer_open(64);
    if (raced)
        return;
    const char *fault = postgres_bind(scratch, step->bind, step->count, &with);
    if (fault != NULL)
        give_up(played->statements[step->number], fault);
    name_of(step->number, &name);
    PGresult *result = PQexecPrepared(connection, name.bytes, with.count, with.values, with.lengths, with.formats, 1);
    take_rows(check(result, played->statements[step->number]), scratch);
    PQclear(result);
}

static void begin(void)
{
    raced = false;
    PQclear(check(PQexec(connection, "BEGIN ISOLATION LEVEL SERIALIZABLE"), "BEGIN"));
}

static bool commit(void)
{
    if (!raced)
        PQclear(check(PQexec(connection, "COMMIT"), "COMMIT"));
    if (PQtransactionStatus(connection) != PQTRANS_IDLE)
        PQclear(PQexec(connection, "ROLLBACK"));
    return !raced;
}

/* With any values, as a prepared statement is planned when it has been run often. */
static void print_plan(const char *text)
{
    AUTO_BUFFER struct buffer query = buffer_open(1 << 20);
    bool plans = strncmp(text, "SELECT", 6) == 0 || strncmp(text, "WITH", 4) == 0 || strncmp(text, "UPDATE", 6) == 0;
    size_t number = 0;
    while (number < played->statement_count && strcmp(played->statements[number], text) != 0)
        number++;
    PGresult *about = NULL;
    buffer_format(&query, "s%zu", number);
    buffer_add_byte(&query, '\0');
    if (!plans || PQresultStatus(about = PQdescribePrepared(connection, query.bytes)) != PGRES_COMMAND_OK) {
        PQclear(about);
        return;
    }
    int count = PQnparams(about);
    buffer_clear(&query);
    buffer_format(&query, "SET plan_cache_mode = force_generic_plan; EXPLAIN EXECUTE s%zu", number);
    for (int i = 0; i < count; i++)
        buffer_format(&query, "%sNULL", i == 0 ? "(" : ", ");
    buffer_format(&query, "%s", count == 0 ? "" : ")");
    buffer_add_byte(&query, '\0');
    PQclear(about);
    PGresult *plan = PQexec(connection, query.bytes);
    for (int row = 0; PQresultStatus(plan) == PGRES_TUPLES_OK && row < PQntuples(plan); row++)
        (void)printf("    %s\n", PQgetvalue(plan, row, 0));
    PQclear(plan);
}

static void close_server(void) { PQfinish(connection); }

const struct engine postgres_alone = {open_server, run_step, begin, commit, print_plan, close_server};
