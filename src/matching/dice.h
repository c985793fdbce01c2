/* Every record of one list with every record of another, as filters of 1,024 bits: which pairs have a Dice coefficient
   of at least so much?  Several kernels give the same answers; the fastest that this processor has is chosen as the
   program runs. */
#ifndef MATCHING_DICE_H
#define MATCHING_DICE_H

#include "base/arena.h"

enum { DICE_WORDS = 16, DICE_BITS = 64 * DICE_WORDS, DICE_LANES = 8, DICE_SCALE = 1024 };

struct dice_filter {
    uint64_t words[DICE_WORDS];
};

/* Filters made ready to be compared, in an arena; the filters stay the caller's. */
struct dice_set {
    const struct dice_filter *filters;
    uint64_t *counts; /* bits set in each */
    size_t count;
};
struct dice_set dice_set_of(struct arena *arena, const struct dice_filter *filters, size_t count);

enum dice_kernel { DICE_PORTABLE, DICE_POPCNT, DICE_AVX2, DICE_AVX512, DICE_KERNELS };
const char *dice_kernel_name(enum dice_kernel kernel);
bool dice_kernel_runs(enum dice_kernel kernel); /* on this processor */
enum dice_kernel dice_kernel_best(void);

/* Called for each pair found, `common` bits are set in both; false stops. */
typedef bool dice_taker(void *context, size_t a, size_t b, uint32_t common);

/* Pairs with 2·common·DICE_SCALE >= threshold·(bits of a + bits of b); threshold is 1 to DICE_SCALE.  In no order that
   a caller could rely on.  Two empty filters are no pair. */
void dice_pairs(enum dice_kernel kernel, const struct dice_set *a, const struct dice_set *b, uint32_t threshold,
                dice_taker *take, void *context);
/* A coefficient of 0 to 1 as a threshold, rounded up. */
uint32_t dice_threshold(double coefficient);

#endif
