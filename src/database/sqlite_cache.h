/* Prepared statements of one SQLite connection, found again by name and text, the longest unused given up first. */
#ifndef DATABASE_SQLITE_CACHE_H
#define DATABASE_SQLITE_CACHE_H

#include "database/database.h"

struct sqlite3;
struct sqlite3_stmt;

enum { SQLITE_CACHE_ROOM = 256, SQLITE_CACHE_BUCKETS = 512 };

struct sqlite_cache_entry {
    struct sqlite3_stmt *statement;
    uint64_t hash, used;
    int16_t next; /* in its bucket; 0 ends, n is entry n - 1 */
    bool busy;
    bool in_order; /* its parameters are $1, $2 … in the order in which SQLite numbers them */
};

struct sqlite_cache {
    struct sqlite_cache_entry entries[SQLITE_CACHE_ROOM];
    int16_t buckets[SQLITE_CACHE_BUCKETS];
    size_t count;
    uint64_t clock;
};

/* A statement taken for use; given back with sqlite_cache_give. */
struct sqlite_loan {
    struct sqlite3_stmt *statement;
    struct sqlite_cache_entry *entry; /* NULL: not kept */
};

/* 12 of "$12"; 0 for any other parameter. */
size_t sqlite_cache_parameter(const char *name);
/* SQLite's result code.  A statement that is in use already is prepared once more. */
int sqlite_cache_take(struct sqlite_cache *cache, struct sqlite3 *connection, struct sql sql, struct sqlite_loan *ret);
void sqlite_cache_give(struct sqlite_loan loan);
void sqlite_cache_close(struct sqlite_cache *cache);

#endif
