/* Digests for tables in memory: fast, not for secrets. */
#ifndef MATCHING_DIGEST_H
#define MATCHING_DIGEST_H

#include "base/text.h"

static inline uint64_t digest_spread(uint64_t number)
{
    number ^= number >> 32;
    number *= UINT64_C(0xD6E8FEB86659FD93);
    number ^= number >> 32;
    number *= UINT64_C(0xD6E8FEB86659FD93);
    return number ^ number >> 32;
}

/* The order counts: mix(mix(0, a), b) is not mix(mix(0, b), a). */
static inline uint64_t digest_mix(uint64_t before, uint64_t number)
{
    return digest_spread(before * UINT64_C(0x9E3779B97F4A7C15) + number + 1);
}

static inline uint64_t digest_of(struct text text)
{
    uint64_t digest = text.length;
    for (size_t i = 0; i < text.length; i++)
        digest = (digest ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001B3);
    return digest_spread(digest);
}

#endif
