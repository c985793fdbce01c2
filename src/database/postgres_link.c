#include "database/postgres_link.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include <libpq-fe.h>

#include "base/calendar.h"
#include "base/problem.h"
#include "system/clock.h"

enum { PAUSE_FIRST = 50 * 1000, PAUSE_MOST = 2 * 1000 * 1000 };

/* The server gives up by itself what its client no longer waits for (client_connection_check_interval); the other
   limits hold for what has no deadline of its own.  Our statements are short: to compile one to machine code takes
   longer than to run it, and where a table is younger than its statistics the server may think otherwise.  Durability
   is the server's setting and never lowered here. */
#define SETTINGS                                        \
    "SET timezone = 'UTC';"                             \
    "SET client_min_messages = warning;"                \
    "SET lock_timeout = '5s';"                          \
    "SET idle_in_transaction_session_timeout = '120s';" \
    "SET client_connection_check_interval = '500ms';"   \
    "SET jit = off;"                                    \
    "SET extra_float_digits = 1;"

static void ignore_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* Who only reads reads where is written too: a figure or a proof of a standby is of some other moment.  The address
   comes last but one and overrides what stands before it, for who wants that (target_session_attrs=any). */
static PGconn *connect_to(const struct postgres_link *link)
{
    static const char *const NAMES[] = {"application_name", "connect_timeout", "target_session_attrs",
                                        "dbname",           "client_encoding", NULL};
    const char *const values[] = {"sanad",       "3",    link->read_only ? "primary" : "read-write",
                                  link->address, "UTF8", NULL};
    return PQconnectdbParams(NAMES, values, 1);
}

static bool is_done(PGresult *result)
{
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done;
}

static bool settle(PGconn *connection, bool read_only)
{
    bool done =
        is_done(PQexec(connection, read_only ? SETTINGS "SET default_transaction_read_only = on" : SETTINGS)) &&
        is_done(PQprepare(connection, POSTGRES_WALL_STATEMENT, "SELECT set_config('sanad.wall', $1, true)", 0, NULL)) &&
        is_done(
            PQprepare(connection, POSTGRES_PLAN_STATEMENT, "SELECT set_config('plan_cache_mode', $1, true)", 0, NULL));
    (void)PQsetNoticeProcessor(connection, ignore_notice, NULL);
    return done && PQsetnonblocking(connection, 1) == 0 && PQenterPipelineMode(connection) == 1;
}

/* libpq's words name hosts and users, never what people typed. */
static void complain(PGconn *connection)
{
    struct text why = text_trim(text_from(PQerrorMessage(connection)));
    ptrdiff_t end = text_find_byte(why, '\n');
    why = text_slice(why, 0, end < 0 ? why.length : (size_t)end);
    (void)fprintf(stderr, "sanad: database: no connection: %.*s\n", TEXT_ARG(why));
}

/* Between transactions a server says nothing but that it leaves; found here, nobody's request is lost for it. */
static bool is_there(PGconn *connection, bool busy)
{
    struct pollfd wanted = {.fd = PQsocket(connection), .events = POLLIN};
    while (!busy && PQstatus(connection) == CONNECTION_OK && poll(&wanted, 1, 0) > 0)
        if (PQconsumeInput(connection) == 0)
            return false;
    return PQstatus(connection) == CONNECTION_OK;
}

enum outcome postgres_link_ensure(struct postgres_link *link, bool busy)
{
    if (link->connection != NULL && is_there(link->connection, busy))
        return OK;
    postgres_link_drop(link);
    if (clock_ticks() < link->next_try)
        return UNAVAILABLE;
    PGconn *connection = connect_to(link);
    if (PQstatus(connection) == CONNECTION_OK && settle(connection, link->read_only)) {
        link->connection = connection;
        link->generation++;
        link->pause = 0;
        return OK;
    }
    complain(connection);
    PQfinish(connection);
    link->pause = link->pause == 0 ? PAUSE_FIRST : link->pause * 2 > PAUSE_MOST ? PAUSE_MOST : link->pause * 2;
    link->next_try = clock_ticks() + link->pause;
    return UNAVAILABLE;
}

void postgres_link_drop(struct postgres_link *link)
{
    if (link->connection != NULL)
        PQfinish(link->connection);
    link->connection = NULL;
}

/* Milliseconds, rounded up; 0 when the time is over. */
static int milliseconds_left(int64_t until)
{
    int64_t left = until - clock_ticks();
    return left <= 0 ? 0 : left > MICROSECONDS * 60 ? 60 * 1000 : (int)(left / 1000) + 1;
}

enum outcome postgres_link_wait(struct postgres_link *link, int64_t until)
{
    PGconn *connection = link->connection;
    for (;;) {
        int unsent = PQflush(connection);
        if (unsent < 0)
            break;
        if (unsent == 0 && PQisBusy(connection) == 0)
            return OK;
        struct pollfd wanted = {.fd = PQsocket(connection), .events = (short)(unsent > 0 ? POLLIN | POLLOUT : POLLIN)};
        int left = milliseconds_left(until);
        if (left == 0)
            break;
        int ready = poll(&wanted, 1, left);
        if (ready < 0 && errno != EINTR)
            break;
        if (ready > 0 && (wanted.revents & ~POLLOUT) != 0 && PQconsumeInput(connection) == 0)
            break;
    }
    postgres_link_drop(link);
    return UNAVAILABLE;
}
