/* The kernels behind dice_pairs().  Within matching/.

   A block is DICE_LANES filters sliced by words: block->words[w * DICE_LANES + lane] is word w of filter `lane`, so
   that one vector holds the same word of all.  A query meets a whole block at once; the answer is a set of lanes. */
#ifndef MATCHING_DICE_KERNELS_H
#define MATCHING_DICE_KERNELS_H

#include "matching/dice.h"

enum { DICE_QUERIES = 64 }; /* that meet one block before the next one is looked at */

struct dice_block {
    uint64_t words[DICE_WORDS * DICE_LANES];
    uint64_t least[DICE_LANES]; /* threshold · bits of the filter; UINT32_MAX << 16 for a lane without one */
} __attribute__((aligned(64)));

/* For each of `count` queries, at most DICE_QUERIES: ret_lanes[i] has a bit for each lane with
   2·DICE_SCALE·common >= query_least[i] + block->least[lane]. */
typedef void dice_meet(const struct dice_block *block, const struct dice_filter *queries, const uint64_t *query_least,
                       size_t count, uint8_t *ret_lanes);
dice_meet dice_meet_portable;
#if defined(__x86_64__)
dice_meet dice_meet_popcnt, dice_meet_avx2, dice_meet_avx512;
#endif

#endif
