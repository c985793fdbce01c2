/* Dice in plain C, for every processor; and with its instruction that counts bits. */
#include "matching/dice_kernels.h"

static inline uint64_t pairs_of(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    return (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
}

/* Bits are added up in fields that grow: of 2, 4, 8, then 16 bits. */
static inline uint64_t common_of(const struct dice_block *block, size_t lane, const struct dice_filter *query)
{
    uint64_t sum = 0;
    for (size_t w = 0; w < DICE_WORDS; w += 2) {
        uint64_t two = pairs_of(block->words[w * DICE_LANES + lane] & query->words[w]) +
                       pairs_of(block->words[(w + 1) * DICE_LANES + lane] & query->words[w + 1]);
        sum += (two & UINT64_C(0x0F0F0F0F0F0F0F0F)) + (two >> 4 & UINT64_C(0x0F0F0F0F0F0F0F0F));
    }
    /* Bytes hold up to 128 each: added up in 16 bits. */
    sum = (sum & UINT64_C(0x00FF00FF00FF00FF)) + (sum >> 8 & UINT64_C(0x00FF00FF00FF00FF));
    return sum * UINT64_C(0x0001000100010001) >> 48;
}

void dice_meet_portable(const struct dice_block *block, const struct dice_queries *queries, uint8_t *ret_lanes)
{
    for (size_t i = 0; i < queries->count; i++) {
        unsigned lanes = 0;
        for (size_t lane = 0; lane < DICE_LANES; lane++) {
            uint64_t common = common_of(block, lane, &queries->filters[i]);
            lanes |= (unsigned)(common << DICE_SHIFT >= queries->least[i] + block->least[lane]) << lane;
        }
        ret_lanes[i] = (uint8_t)lanes;
    }
}

#if defined(__x86_64__)
#define TARGET __attribute__((target("popcnt")))
#define BITS(w) (uint64_t) __builtin_popcountll(words[(w)*DICE_LANES] & query[w])

TARGET static inline uint64_t count_half(const uint64_t *words, const uint64_t *query)
{
    return BITS(0) + BITS(1) + BITS(2) + BITS(3) + BITS(4) + BITS(5) + BITS(6) + BITS(7);
}

TARGET void dice_meet_popcnt(const struct dice_block *block, const struct dice_queries *queries, uint8_t *ret_lanes)
{
    for (size_t i = 0; i < queries->count; i++) {
        const uint64_t *query = queries->filters[i].words;
        unsigned lanes = 0;
        for (size_t lane = 0; lane < DICE_LANES; lane++) {
            uint64_t wanted = queries->least[i] + block->least[lane];
            uint64_t rest = block->rest[lane] < queries->rest[i] ? block->rest[lane] : queries->rest[i];
            uint64_t common = count_half(block->words + lane, query);
            if ((common + rest) << DICE_SHIFT < wanted)
                continue;
            common += count_half(block->words + DICE_HALF * DICE_LANES + lane, query + DICE_HALF);
            lanes |= (unsigned)(common << DICE_SHIFT >= wanted) << lane;
        }
        ret_lanes[i] = (uint8_t)lanes;
    }
}
#endif
