/* The kernels behind dice_pairs().  Within matching/.

   A block is DICE_LANES filters sliced by words: block->words[w * DICE_LANES + lane] is word w of filter `lane`, so
   that one vector holds the same word of all.  A query meets a whole block at once; the answer is a set of lanes.  Most
   queries are done with after half of the words: what is common there and all that could still be common in the rest
   is not enough for any lane. */
#ifndef MATCHING_DICE_KERNELS_H
#define MATCHING_DICE_KERNELS_H

#include "matching/dice.h"

enum {
    DICE_QUERIES = 64, /* that meet one block before the next one is looked at */
    DICE_HALF = DICE_WORDS / 2,
    DICE_SHIFT = 11, /* 2 * DICE_SCALE is this power of 2 */
};
_Static_assert(2 * DICE_SCALE == 1 << DICE_SHIFT, "coefficients are compared by shifting");
#define DICE_NEVER ((uint64_t)UINT32_MAX << 16) /* `least` of a filter without bits, or of a lane without a filter */

struct dice_block {
    uint64_t words[DICE_WORDS * DICE_LANES];
    uint64_t least[DICE_LANES]; /* threshold · bits of the filter */
    uint64_t rest[DICE_LANES];  /* bits of the words from DICE_HALF on */
} __attribute__((aligned(64)));

struct dice_queries {
    const struct dice_filter *filters;
    const uint64_t *least, *rest;
    size_t count; /* at most DICE_QUERIES */
};

/* ret_lanes[i] has a bit for each lane with 2·DICE_SCALE·common >= least of the query + least of the lane. */
typedef void dice_meet(const struct dice_block *block, const struct dice_queries *queries, uint8_t *ret_lanes);
dice_meet dice_meet_portable;
#if defined(__x86_64__)
dice_meet dice_meet_popcnt, dice_meet_avx2, dice_meet_avx512;
#endif

#endif
