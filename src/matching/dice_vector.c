/* Dice with the vectors of x86-64: eight filters at once.  Chosen as the program runs (dice_kernel_runs), so that one
   program serves every processor. */
#include "matching/dice_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_512 __attribute__((target("avx512f,avx512vpopcntdq")))
#define TARGET_256 __attribute__((target("avx2")))

/* The words of the block stay in sixteen registers while the queries pass: a query's word is broadcast from memory.
   Written out, as a loop over them would keep them in memory. */
#define LOAD(w) const __m512i word##w = _mm512_load_si512(block->words + w * DICE_LANES)
#define BITS(w) _mm512_popcnt_epi64(_mm512_and_si512(word##w, _mm512_set1_epi64((long long)at[w])))
#define TWO(a, b) _mm512_add_epi64(BITS(a), BITS(b))
#define EIGHT(a, b, c, d, e, f, g, h) \
    _mm512_add_epi64(_mm512_add_epi64(TWO(a, b), TWO(c, d)), _mm512_add_epi64(TWO(e, f), TWO(g, h)))

TARGET_512 void dice_meet_avx512(const struct dice_block *block, const struct dice_queries *queries, uint8_t *ret_lanes)
{
    const __m512i least = _mm512_load_si512(block->least);
    const __m512i rest = _mm512_load_si512(block->rest);
    LOAD(0);
    LOAD(1);
    LOAD(2);
    LOAD(3);
    LOAD(4);
    LOAD(5);
    LOAD(6);
    LOAD(7);
    LOAD(8);
    LOAD(9);
    LOAD(10);
    LOAD(11);
    LOAD(12);
    LOAD(13);
    LOAD(14);
    LOAD(15);
    for (size_t i = 0; i < queries->count; i++) {
        const uint64_t *at = queries->filters[i].words;
        const __m512i wanted = _mm512_add_epi64(least, _mm512_set1_epi64((long long)queries->least[i]));
        __m512i common = EIGHT(0, 1, 2, 3, 4, 5, 6, 7);
        __m512i could = _mm512_min_epu64(rest, _mm512_set1_epi64((long long)queries->rest[i]));
        could = _mm512_slli_epi64(_mm512_add_epi64(common, could), DICE_SHIFT);
        if (_mm512_cmpge_epu64_mask(could, wanted) == 0)
            continue;
        common = _mm512_add_epi64(common, EIGHT(8, 9, 10, 11, 12, 13, 14, 15));
        ret_lanes[i] = (uint8_t)_mm512_cmpge_epu64_mask(_mm512_slli_epi64(common, DICE_SHIFT), wanted);
    }
}

/* Four filters, half of their words: bits are counted by a table of sixteen entries (pshufb), in bytes that hold up to
   64 here and are added up once. */
#define LOW_HIGH(w)                                                                                     \
    both = _mm256_and_si256(_mm256_load_si256((const __m256i *)(const void *)(words + (w)*DICE_LANES)), \
                            _mm256_set1_epi64x((long long)query[w]));                                   \
    low = _mm256_add_epi8(low, _mm256_shuffle_epi8(table, _mm256_and_si256(both, nibble)));             \
    high = _mm256_add_epi8(high, _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(both, 4), nibble)))

TARGET_256 static inline __m256i count_half(const uint64_t *words, const uint64_t *query)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2,
                                           2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i both;
    __m256i low = _mm256_setzero_si256();
    __m256i high = _mm256_setzero_si256();
    LOW_HIGH(0);
    LOW_HIGH(1);
    LOW_HIGH(2);
    LOW_HIGH(3);
    LOW_HIGH(4);
    LOW_HIGH(5);
    LOW_HIGH(6);
    LOW_HIGH(7);
    return _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256());
}

/* Lanes that reach what is wanted.  Nothing here comes near 2^63: the comparison of signed numbers does. */
TARGET_256 static inline unsigned reached(__m256i common, __m256i wanted)
{
    __m256i less = _mm256_cmpgt_epi64(wanted, _mm256_slli_epi64(common, DICE_SHIFT));
    return ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(less)) & 15;
}

TARGET_256 static inline unsigned meet_four(const struct dice_block *block, size_t lane, const uint64_t *query,
                                            uint64_t query_least, uint64_t query_rest)
{
    const __m256i *least = (const __m256i *)(const void *)(block->least + lane);
    const __m256i *rest = (const __m256i *)(const void *)(block->rest + lane);
    const __m256i wanted = _mm256_add_epi64(_mm256_load_si256(least), _mm256_set1_epi64x((long long)query_least));
    __m256i common = count_half(block->words + lane, query);
    /* 64-bit numbers below 2^32: their lower halves are compared. */
    __m256i could = _mm256_min_epu32(_mm256_load_si256(rest), _mm256_set1_epi64x((long long)query_rest));
    if (reached(_mm256_add_epi64(common, could), wanted) == 0)
        return 0;
    common = _mm256_add_epi64(common, count_half(block->words + DICE_HALF * DICE_LANES + lane, query + DICE_HALF));
    return reached(common, wanted);
}

TARGET_256 void dice_meet_avx2(const struct dice_block *block, const struct dice_queries *queries, uint8_t *ret_lanes)
{
    for (size_t i = 0; i < queries->count; i++)
        ret_lanes[i] =
            (uint8_t)(meet_four(block, 0, queries->filters[i].words, queries->least[i], queries->rest[i]) |
                      meet_four(block, 4, queries->filters[i].words, queries->least[i], queries->rest[i]) << 4);
}
#endif
