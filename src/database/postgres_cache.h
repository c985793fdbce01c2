/* The statements that one connection to PostgreSQL has prepared, the longest unused given up first. */
#ifndef DATABASE_POSTGRES_CACHE_H
#define DATABASE_POSTGRES_CACHE_H

#include "base/buffer.h"

enum { POSTGRES_CACHE_ROOM = 256, POSTGRES_CACHE_BUCKETS = 512, POSTGRES_NAME = 24 };

struct postgres_prepared {
    struct buffer text;
    uint64_t hash, used;
    char name[POSTGRES_NAME]; /* on the server */
    int16_t next;             /* in its bucket; 0 ends, n is entry n - 1 */
    bool ready;               /* the server has it */
    bool unsure;              /* or so we think: its answer is still on the way */
};

struct postgres_cache {
    struct postgres_prepared entries[POSTGRES_CACHE_ROOM];
    int16_t buckets[POSTGRES_CACHE_BUCKETS];
    size_t count;
    uint64_t clock, serial;
    char given_up[POSTGRES_NAME];
};

/* The entry of this text; a new one is not ready.  *ret_given_up: the name of what made room for it and is to be
   deallocated, or NULL; it lives until the next call. */
struct postgres_prepared *postgres_cache_take(struct postgres_cache *cache, const char *text,
                                              const char **ret_given_up);
/* The answers came: what was unsure is there, or may not be and is prepared anew under another name. */
void postgres_cache_settle(struct postgres_cache *cache, bool prepared);
/* For a new connection, which has nothing prepared. */
void postgres_cache_clear(struct postgres_cache *cache);

#endif
