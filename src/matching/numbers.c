#include "matching/numbers.h"

#include <string.h>

enum {
    TELEPHONE_DIGITS = 9,
    TELEPHONE_FEWEST = 6,
    TELEPHONE_COMPARED = 8,
    DOCUMENT_SIGNS = 12,
    DOCUMENT_FEWEST = 4,
    SIGN_KINDS = 37, /* none, 10 digits, 26 letters */
    COUNT_AT = 32
};
static const uint32_t COMPARED_RANGE = 100000000; /* 10 to the power of TELEPHONE_COMPARED */
static const uint64_t KEPT_RANGE = 1000000000;    /* … of TELEPHONE_DIGITS */

/* 1 to 10 for digits of three scripts, 11 to 36 for letters, 0 for everything else. */
static unsigned sign_of(int32_t code_point)
{
    static const int32_t ZEROS[] = {'0', 0x660, 0x6F0};
    for (size_t i = 0; i < sizeof ZEROS / sizeof *ZEROS; i++)
        if (code_point >= ZEROS[i] && code_point <= ZEROS[i] + 9)
            return (unsigned)(code_point - ZEROS[i]) + 1;
    if (code_point >= 'A' && code_point <= 'Z')
        return (unsigned)(code_point - 'A') + 11;
    if (code_point >= 'a' && code_point <= 'z')
        return (unsigned)(code_point - 'a') + 11;
    return 0;
}

uint64_t telephone_pack(struct text written)
{
    uint64_t number = 0;
    uint64_t count = 0;
    for (size_t at = 0; at < written.length;) {
        unsigned sign = sign_of(text_next_code_point(written, &at));
        if (sign < 1 || sign > 10)
            continue;
        number = (number * 10 + sign - 1) % KEPT_RANGE;
        count++;
    }
    if (count < TELEPHONE_FEWEST || number == 0)
        return 0;
    return number | (count > TELEPHONE_DIGITS ? TELEPHONE_DIGITS : count) << COUNT_AT;
}

uint32_t telephone_last(uint64_t packed) { return (uint32_t)packed % COMPARED_RANGE; }

enum telephone_level telephone_compare(uint64_t a, uint64_t b)
{
    uint32_t one = telephone_last(a);
    uint32_t other = telephone_last(b);
    if (one == other)
        return TELEPHONE_SAME;
    int apart = 0;
    int first = 0;
    uint8_t ours[TELEPHONE_COMPARED];
    uint8_t theirs[TELEPHONE_COMPARED];
    for (int i = 0; i < TELEPHONE_COMPARED; i++, one /= 10, other /= 10) {
        ours[i] = (uint8_t)(one % 10);
        theirs[i] = (uint8_t)(other % 10);
        if (ours[i] != theirs[i] && apart++ == 0)
            first = i;
    }
    bool swapped = apart == 2 && first + 1 < TELEPHONE_COMPARED && ours[first] == theirs[first + 1] &&
                   ours[first + 1] == theirs[first];
    return apart == 1 || swapped ? TELEPHONE_ONE_DIGIT : TELEPHONE_DIFFERENT;
}

uint64_t document_pack(struct text written)
{
    uint8_t last[DOCUMENT_SIGNS] = {0};
    size_t count = 0;
    for (size_t at = 0; at < written.length;) {
        unsigned sign = sign_of(text_next_code_point(written, &at));
        if (sign == 0)
            continue;
        if (count++ >= DOCUMENT_SIGNS)
            memmove(last, last + 1, DOCUMENT_SIGNS - 1);
        last[count > DOCUMENT_SIGNS ? DOCUMENT_SIGNS - 1 : count - 1] = (uint8_t)sign;
    }
    if (count < DOCUMENT_FEWEST)
        return 0;
    uint64_t packed = 0;
    for (size_t i = 0; i < DOCUMENT_SIGNS && last[i] != 0; i++)
        packed = packed * SIGN_KINDS + last[i];
    return packed;
}

static size_t document_signs(uint64_t packed, uint8_t signs[DOCUMENT_SIGNS])
{
    size_t count = 0;
    for (; packed > 0; packed /= SIGN_KINDS)
        signs[count++] = (uint8_t)(packed % SIGN_KINDS);
    return count;
}

static size_t common_start(const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count)
{
    size_t count = 0;
    while (count < a_count && count < b_count && a[count] == b[count])
        count++;
    return count;
}

static size_t common_end(const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count, size_t most)
{
    size_t count = 0;
    while (count < most && a[a_count - 1 - count] == b[b_count - 1 - count])
        count++;
    return count;
}

enum document_level document_compare(uint64_t a, uint64_t b)
{
    if (a == b)
        return DOCUMENT_SAME;
    uint8_t one[DOCUMENT_SIGNS];
    uint8_t other[DOCUMENT_SIGNS];
    size_t one_count = document_signs(a, one);
    size_t other_count = document_signs(b, other);
    size_t start = common_start(one, one_count, other, other_count);
    size_t shorter = one_count < other_count ? one_count : other_count;
    size_t end = common_end(one, one_count, other, other_count, shorter - start);
    size_t left = one_count - start - end;
    size_t right = other_count - start - end;
    bool swapped = left == 2 && right == 2 && one[start] == other[start + 1] && one[start + 1] == other[start];
    return (left <= 1 && right <= 1) || swapped ? DOCUMENT_ONE_SIGN : DOCUMENT_DIFFERENT;
}
