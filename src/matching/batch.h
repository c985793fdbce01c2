/* Whole lists: two of them, or one against itself. */
#ifndef MATCHING_BATCH_H
#define MATCHING_BATCH_H

#include "matching/buckets.h"
#include "matching/learn.h"

struct batch_pair {
    uint32_t left, right; /* rows */
    float bits;           /* without the prior */
};

struct batch {
    const struct match_table *left, *right; /* the same table: one list against itself */
    struct match_weights weights;
    struct pair_engine *engine;
    struct buckets *blocks;
    double prior_bits;
    struct learn_result learnt;
    size_t sampled_rows;
};

struct batch_settings {
    struct buckets_limits limits;
    size_t random_pairs, unselected_pairs, learning_pairs, learning_rows;
    unsigned cache_bits;
    const struct equivalents *equivalents;
    const struct match_weights *weights; /* used as they are; NULL: learnt from these lists */
    bool plain;                          /* as match_compare() sees them: nothing of how common values are here */
};
struct batch_settings batch_settings_of(size_t left_rows, size_t right_rows);

/* Both tables are of one lexicon, weighed and finished.  Sets aside what it needs in the arena. */
struct batch *batch_open(struct arena *arena, const struct match_table *left, const struct match_table *right,
                         const struct batch_settings *settings);

/* Who compares: one for each process. */
struct batch_worker;
struct batch_worker *batch_worker_open(struct arena *arena, struct batch *batch);
/* The pairs of a row of the left list that reach `least` (a probability); room for all is the worker's. */
struct batch_rows {
    const struct batch_pair *pairs;
    size_t count, compared; /* compared: candidates looked at */
    bool cut;               /* there were too many to look at all */
};
struct batch_rows batch_row(struct batch_worker *worker, size_t row, double least);

#endif
