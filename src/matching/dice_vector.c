/* Dice with the vectors of x86-64: eight filters at once.  Chosen as the program runs (dice_kernel_runs), so that one
   program serves every processor. */
#include "matching/dice_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* The words of the block stay in sixteen registers while the queries pass: a query's word is broadcast from memory. */
__attribute__((target("avx512f,avx512vpopcntdq"))) void dice_meet_avx512(const struct dice_block *block,
                                                                         const struct dice_filter *queries,
                                                                         const uint64_t *query_least, size_t count,
                                                                         uint8_t *ret_lanes)
{
    __m512i words[DICE_WORDS];
    const __m512i least = _mm512_load_si512(block->least);
    for (size_t w = 0; w < DICE_WORDS; w++)
        words[w] = _mm512_load_si512(block->words + w * DICE_LANES);
    for (size_t i = 0; i < count; i++) {
        __m512i even = _mm512_setzero_si512();
        __m512i odd = _mm512_setzero_si512();
        for (size_t w = 0; w < DICE_WORDS; w += 2) {
            __m512i one = _mm512_and_si512(words[w], _mm512_set1_epi64((long long)queries[i].words[w]));
            __m512i two = _mm512_and_si512(words[w + 1], _mm512_set1_epi64((long long)queries[i].words[w + 1]));
            even = _mm512_add_epi64(even, _mm512_popcnt_epi64(one));
            odd = _mm512_add_epi64(odd, _mm512_popcnt_epi64(two));
        }
        __m512i scaled = _mm512_slli_epi64(_mm512_add_epi64(even, odd), 11);
        __m512i wanted = _mm512_add_epi64(least, _mm512_set1_epi64((long long)query_least[i]));
        ret_lanes[i] = (uint8_t)_mm512_cmpge_epu64_mask(scaled, wanted);
    }
}

/* Half a block: four filters.  Bits are counted by a table of sixteen entries (pshufb), in bytes, which hold up to 128
   here and are added up once. */
__attribute__((target("avx2"))) static inline __m256i meet_four(const uint64_t *words, const struct dice_filter *query)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2,
                                           2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    __m256i even = _mm256_setzero_si256();
    __m256i odd = _mm256_setzero_si256();
    for (size_t w = 0; w < DICE_WORDS; w++) {
        __m256i both = _mm256_and_si256(_mm256_load_si256((const __m256i *)(const void *)(words + w * DICE_LANES)),
                                        _mm256_set1_epi64x((long long)query->words[w]));
        even = _mm256_add_epi8(even, _mm256_shuffle_epi8(table, _mm256_and_si256(both, low)));
        odd = _mm256_add_epi8(odd, _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(both, 4), low)));
    }
    return _mm256_sad_epu8(_mm256_add_epi8(even, odd), _mm256_setzero_si256());
}

__attribute__((target("avx2"))) void dice_meet_avx2(const struct dice_block *block, const struct dice_filter *queries,
                                                    const uint64_t *query_least, size_t count, uint8_t *ret_lanes)
{
    const __m256i first = _mm256_load_si256((const __m256i *)(const void *)block->least);
    const __m256i second = _mm256_load_si256((const __m256i *)(const void *)(block->least + 4));
    for (size_t i = 0; i < count; i++) {
        const __m256i asked = _mm256_set1_epi64x((long long)query_least[i]);
        __m256i one = _mm256_slli_epi64(meet_four(block->words, &queries[i]), 11);
        __m256i two = _mm256_slli_epi64(meet_four(block->words + 4, &queries[i]), 11);
        /* Nothing here reaches 2^63: the comparison of signed numbers does. */
        __m256i less_one = _mm256_cmpgt_epi64(_mm256_add_epi64(first, asked), one);
        __m256i less_two = _mm256_cmpgt_epi64(_mm256_add_epi64(second, asked), two);
        unsigned less = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(less_one)) |
                        (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(less_two)) << 4;
        ret_lanes[i] = (uint8_t)~less;
    }
}
#endif
