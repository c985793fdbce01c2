/* Many rows into one table in one go: COPY in its binary form, outside the pipeline. */
#ifndef DATABASE_POSTGRES_FILL_H
#define DATABASE_POSTGRES_FILL_H

#include "base/buffer.h"
#include "database/database.h"
#include "database/postgres_link.h"

struct postgres_fill {
    struct postgres_link *link;
    struct arena *arena;
    struct buffer chunk; /* not given to libpq yet */
    unsigned *types;     /* of each column, as the server numbers them */
    size_t count;
    bool open;
};

/* Nothing else is under way on the connection.  `types` is a result that has these columns, with or without rows.  The
   server's refusal, the caller's to clear, or NULL; when `open` is false without one, the connection is lost. */
struct pg_result *postgres_fill_open(struct postgres_fill *fill, struct postgres_link *link, const char *table,
                                     const char *const *columns, const struct pg_result *types);
/* OK; FAILED for a value that is not of the column's type, and UNAVAILABLE past `until`: then the connection is given
   up, and with it the transaction. */
enum outcome postgres_fill_row(struct postgres_fill *fill, const struct value *values, int64_t until);
/* The server's word on all the rows, the caller's to clear; NULL: the connection is lost. */
struct pg_result *postgres_fill_close(struct postgres_fill *fill, int64_t until);
/* Gives the connection up when rows are on their way. */
void postgres_fill_abandon(struct postgres_fill *fill);

#endif
