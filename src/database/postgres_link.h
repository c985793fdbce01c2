/* One connection to a server: made, lost, made again; nothing here knows statements. */
#ifndef DATABASE_POSTGRES_LINK_H
#define DATABASE_POSTGRES_LINK_H

#include "base/arena.h"

/* Prepared on every connection: says for the transaction what wall_text() says (database/wall.h). */
#define POSTGRES_WALL_STATEMENT "wall"
/* Prepared too: plan_cache_mode for the transaction. */
#define POSTGRES_PLAN_STATEMENT "plan"

struct pg_conn;
struct pg_result;

struct postgres_link {
    struct pg_conn *connection; /* NULL while there is none */
    const char *address;
    bool read_only;
    uint64_t generation;     /* raised with every new connection: what was prepared on another is gone */
    int64_t next_try, pause; /* clock_ticks() before which no attempt is made; microseconds */
};

/* Connects if needed, unless the last attempt was a moment ago; when nothing is under way on the connection (not
   `busy`) also if the server has left it meanwhile.  OK or UNAVAILABLE. */
enum outcome postgres_link_ensure(struct postgres_link *link, bool busy);
/* Sends all that was queued and waits until a result can be read without waiting; UNAVAILABLE (and the connection is
   given up) past `until`, by clock_ticks(). */
enum outcome postgres_link_wait(struct postgres_link *link, int64_t until);
/* Gives the connection up: its transaction, if any, is rolled back by the server. */
void postgres_link_drop(struct postgres_link *link);

#endif
