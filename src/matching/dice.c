#include "matching/dice.h"

#include <string.h>

#include "matching/dice_kernels.h"

/* ---- which kernel ---- */

static const struct {
    const char *name;
    dice_meet *meet;
} KERNELS[DICE_KERNELS] = {
    [DICE_PORTABLE] = {"portable", dice_meet_portable},
#if defined(__x86_64__)
    [DICE_POPCNT] = {"popcnt", dice_meet_popcnt},
    [DICE_AVX2] = {"avx2", dice_meet_avx2},
    [DICE_AVX512] = {"avx512", dice_meet_avx512},
#else
    [DICE_POPCNT] = {"popcnt", NULL},
    [DICE_AVX2] = {"avx2", NULL},
    [DICE_AVX512] = {"avx512", NULL},
#endif
};

const char *dice_kernel_name(enum dice_kernel kernel) { return KERNELS[kernel].name; }

bool dice_kernel_runs(enum dice_kernel kernel)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (kernel == DICE_POPCNT)
        return __builtin_cpu_supports("popcnt") != 0;
    if (kernel == DICE_AVX2)
        return __builtin_cpu_supports("avx2") != 0;
    if (kernel == DICE_AVX512)
        return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0;
#endif
    return kernel == DICE_PORTABLE;
}

enum dice_kernel dice_kernel_best(void)
{
    enum dice_kernel best = DICE_PORTABLE;
    for (enum dice_kernel kernel = DICE_PORTABLE; kernel < DICE_KERNELS; kernel++)
        if (dice_kernel_runs(kernel))
            best = kernel;
    return best;
}

/* ---- one block after the other ---- */

static uint32_t count_bits(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

struct dice_set dice_set_of(struct arena *arena, const struct dice_filter *filters, size_t count)
{
    struct dice_set set = {filters, arena_array(arena, uint64_t, count + 1), count};
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; w < DICE_WORDS; w++)
            set.counts[i] += count_bits(filters[i].words[w]);
    return set;
}

uint32_t dice_threshold(double coefficient)
{
    double scaled = coefficient * DICE_SCALE;
    uint32_t whole = scaled <= 1 ? 1 : scaled >= DICE_SCALE ? DICE_SCALE : (uint32_t)scaled;
    return (double)whole < scaled && whole < DICE_SCALE ? whole + 1 : whole;
}

static uint64_t rest_of(const struct dice_filter *filter)
{
    uint64_t rest = 0;
    for (size_t w = DICE_HALF; w < DICE_WORDS; w++)
        rest += count_bits(filter->words[w]);
    return rest;
}

static void fill_block(struct dice_block *block, const struct dice_set *set, size_t from, uint64_t threshold)
{
    for (size_t lane = 0; lane < DICE_LANES; lane++) {
        bool there = from + lane < set->count && set->counts[from + lane] > 0;
        block->least[lane] = there ? threshold * set->counts[from + lane] : DICE_NEVER;
        block->rest[lane] = there ? rest_of(&set->filters[from + lane]) : 0;
        for (size_t w = 0; w < DICE_WORDS; w++)
            block->words[w * DICE_LANES + lane] = there ? set->filters[from + lane].words[w] : 0;
    }
}

static uint32_t common_bits(const struct dice_filter *a, const struct dice_filter *b)
{
    uint32_t common = 0;
    for (size_t w = 0; w < DICE_WORDS; w++)
        common += count_bits(a->words[w] & b->words[w]);
    return common;
}

struct meeting {
    const struct dice_set *a, *b;
    dice_taker *take;
    void *context;
};

static bool tell(const struct meeting *meeting, size_t a, size_t b_from, uint8_t lanes)
{
    for (size_t lane = 0; lane < DICE_LANES; lane++)
        if ((lanes >> lane & 1) != 0 &&
            !meeting->take(meeting->context, a, b_from + lane,
                           common_bits(&meeting->a->filters[a], &meeting->b->filters[b_from + lane])))
            return false;
    return true;
}

/* Queries stay in the first cache while many blocks pass: QUERIES of a against all blocks of a part of b. */
enum { BLOCKS = 256 };

static bool meet_part(const struct meeting *meeting, dice_meet *meet, const struct dice_block *blocks, size_t b_from,
                      size_t block_count, const uint64_t *least, const uint64_t *rest)
{
    uint8_t lanes[DICE_QUERIES];
    for (size_t a = 0; a < meeting->a->count; a += DICE_QUERIES) {
        size_t left = meeting->a->count - a;
        size_t count = left < DICE_QUERIES ? left : DICE_QUERIES;
        const struct dice_queries queries = {meeting->a->filters + a, least + a, rest + a, count};
        for (size_t at = 0; at < block_count; at++) {
            uint64_t any = 0;
            uint64_t eight;
            memset(lanes, 0, sizeof lanes);
            meet(&blocks[at], &queries, lanes);
            for (size_t i = 0; i < DICE_QUERIES; i += sizeof eight) {
                memcpy(&eight, lanes + i, sizeof eight);
                any |= eight;
            }
            for (size_t i = 0; any != 0 && i < count; i++)
                if (lanes[i] != 0 && !tell(meeting, a + i, b_from + at * DICE_LANES, lanes[i]))
                    return false;
        }
    }
    return true;
}

void dice_pairs(enum dice_kernel kernel, const struct dice_set *a, const struct dice_set *b, uint32_t threshold,
                dice_taker *take, void *context)
{
    AUTO_ARENA struct arena *arena = arena_open(SIZE_MAX / 2);
    const struct meeting meeting = {a, b, take, context};
    dice_meet *meet = dice_kernel_runs(kernel) ? KERNELS[kernel].meet : dice_meet_portable;
    char *room = arena_bytes(arena, (BLOCKS + 1) * sizeof(struct dice_block));
    struct dice_block *blocks =
        (struct dice_block *)(void *)(room + (64 - (uintptr_t)room % 64) % 64); /* vectors want to be aligned */
    uint64_t *least = arena_array(arena, uint64_t, a->count + 1);
    uint64_t *rest = arena_array(arena, uint64_t, a->count + 1);
    for (size_t i = 0; i < a->count; i++) {
        least[i] = a->counts[i] > 0 ? threshold * a->counts[i] : DICE_NEVER;
        rest[i] = rest_of(&a->filters[i]);
    }
    for (size_t from = 0; from < b->count; from += BLOCKS * DICE_LANES) {
        size_t blocks_now = 0;
        for (size_t at = from; at < b->count && blocks_now < BLOCKS; at += DICE_LANES)
            fill_block(&blocks[blocks_now++], b, at, threshold);
        if (!meet_part(&meeting, meet, blocks, from, blocks_now, least, rest))
            return;
    }
}
