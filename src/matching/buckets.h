/* Which rows of a list are worth comparing with a row: those that share a key.  Keys are graded: one whose bucket is
   too full is not used as it is but together with something else that both rows know, so that the work stays bounded
   however common a name is. */
#ifndef MATCHING_BUCKETS_H
#define MATCHING_BUCKETS_H

#include "matching/table.h"

struct buckets;

struct buckets_limits {
    uint32_t bucket;     /* a key of more rows than this is refined */
    uint32_t refined;    /* a refined key of more rows is left out */
    uint32_t candidates; /* of one row, at most */
};
/* Limits for a list of so many rows that keep the candidates of a row, on average, below some hundreds. */
struct buckets_limits buckets_limits_of(size_t rows);

/* An index of the rows of `table`, in the arena; `own`: its rows are those that will ask. */
struct buckets *buckets_open(struct arena *arena, const struct match_table *table, bool own,
                             struct buckets_limits limits);

uint32_t buckets_most(const struct buckets *blocks); /* candidates of one row */

struct buckets_found {
    uint32_t *rows; /* room for limits.candidates */
    size_t count;
    bool cut; /* there were more than limits.candidates, or a refined key was too common */
};
/* Who takes candidates: one for each process. */
struct buckets_reader;
struct buckets_reader *buckets_reader_open(struct arena *arena, const struct buckets *blocks);
/* The rows of the index that share a key with this row of `asking`, each once, in no order; with `after` only those
   behind that row (SIZE_MAX: all). */
const struct buckets_found *buckets_find(struct buckets_reader *reader, const struct match_table *asking, size_t row,
                                         size_t after);

/* Keys of a row, for tests. */
enum { BLOCK_KEYS_MOST = 512 };
size_t buckets_keys(const struct buckets *blocks, const struct match_table *table, size_t row, bool asking,
                    uint64_t ret[BLOCK_KEYS_MOST]);

#endif
