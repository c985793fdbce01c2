/* Dice in plain C, for every processor; and with its instruction that counts bits. */
#include "matching/dice_kernels.h"

static inline uint64_t pairs_of(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    return (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
}

/* Four words are counted together as far as their sums fit: 16 words in three multiplications' room. */
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

void dice_meet_portable(const struct dice_block *block, const struct dice_filter *queries, const uint64_t *query_least,
                        size_t count, uint8_t *ret_lanes)
{
    for (size_t i = 0; i < count; i++) {
        unsigned lanes = 0;
        for (size_t lane = 0; lane < DICE_LANES; lane++) {
            uint64_t common = common_of(block, lane, &queries[i]);
            lanes |= (unsigned)(common * 2 * DICE_SCALE >= query_least[i] + block->least[lane]) << lane;
        }
        ret_lanes[i] = (uint8_t)lanes;
    }
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) void dice_meet_popcnt(const struct dice_block *block,
                                                        const struct dice_filter *queries, const uint64_t *query_least,
                                                        size_t count, uint8_t *ret_lanes)
{
    for (size_t i = 0; i < count; i++) {
        unsigned lanes = 0;
        for (size_t lane = 0; lane < DICE_LANES; lane++) {
            uint64_t common = 0;
            for (size_t w = 0; w < DICE_WORDS; w++)
                common += (uint64_t)__builtin_popcountll(block->words[w * DICE_LANES + lane] & queries[i].words[w]);
            lanes |= (unsigned)(common * 2 * DICE_SCALE >= query_least[i] + block->least[lane]) << lane;
        }
        ret_lanes[i] = (uint8_t)lanes;
    }
}
#endif
