#include "base/text.h"

#include <string.h>

struct text text_from(const char *string) { return string == NULL ? TEXT_NONE : (struct text){string, strlen(string)}; }

struct text text_slice(struct text text, size_t from, size_t to)
{
    if (to > text.length)
        to = text.length;
    if (from > to)
        from = to;
    if (text.at == NULL)
        return TEXT_NONE;
    return (struct text){text.at + from, to - from};
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct text text_trim(struct text text)
{
    while (text.length > 0 && is_space(text.at[0])) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && is_space(text.at[text.length - 1]))
        text.length--;
    return text;
}

bool text_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static unsigned char lower(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

bool text_equal_ignoring_case(struct text a, struct text b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

/* Most comparisons end at the first byte, before the string is measured. */
bool text_is(struct text text, const char *string)
{
    if (text.length > 0 && string != NULL && string[0] != text.at[0])
        return false;
    return text_equal(text, text_from(string));
}

int text_compare(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
    if (order != 0)
        return order;
    return a.length < b.length ? -1 : a.length > b.length;
}

bool text_starts_with(struct text text, struct text start)
{
    return text.length >= start.length && text_equal(text_slice(text, 0, start.length), start);
}

bool text_ends_with(struct text text, struct text end)
{
    return text.length >= end.length && text_equal(text_slice(text, text.length - end.length, text.length), end);
}

ptrdiff_t text_find(struct text text, struct text wanted)
{
    if (wanted.length == 0)
        return 0;
    if (text.length == 0)
        return -1;
    const char *found = memmem(text.at, text.length, wanted.at, wanted.length);
    return found == NULL ? -1 : found - text.at;
}

ptrdiff_t text_find_byte(struct text text, char byte)
{
    const char *found = text.length == 0 ? NULL : memchr(text.at, byte, text.length);
    return found == NULL ? -1 : found - text.at;
}

bool text_split(struct text *rest, char separator, struct text *ret_part)
{
    if (rest->at == NULL)
        return false;
    ptrdiff_t at = text_find_byte(*rest, separator);
    if (at < 0) {
        *ret_part = *rest;
        *rest = TEXT_NONE;
        return true;
    }
    *ret_part = text_slice(*rest, 0, (size_t)at);
    *rest = text_slice(*rest, (size_t)at + 1, rest->length);
    return true;
}

/* Length and smallest code point of the sequence that `first` opens; length 0 when no sequence begins so. */
static size_t sequence_length(unsigned char first, int32_t *ret_bits, int32_t *ret_smallest)
{
    if (first >= 0xc2 && first <= 0xdf) {
        *ret_bits = first & 0x1f;
        *ret_smallest = 0x80;
        return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
        *ret_bits = first & 0x0f;
        *ret_smallest = 0x800;
        return 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        *ret_bits = first & 0x07;
        *ret_smallest = 0x10000;
        return 4;
    }
    return 0;
}

int32_t text_next_code_point(struct text text, size_t *position)
{
    size_t at = *position;
    unsigned char first = (unsigned char)text.at[at];
    *position = at + 1;
    if (first < 0x80)
        return first;
    int32_t value = 0;
    int32_t smallest = 0;
    size_t length = sequence_length(first, &value, &smallest);
    if (length == 0 || text.length - at < length)
        return -1;
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)text.at[at + i];
        if ((next & 0xc0) != 0x80)
            return -1;
        value = value << 6 | (next & 0x3f);
    }
    if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return -1;
    *position = at + length;
    return value;
}

/* Eight bytes of ASCII stand here: passed over at once. */
static bool begins_plain(struct text text, size_t at)
{
    uint64_t word;
    if (text.length - at < sizeof word)
        return false;
    memcpy(&word, text.at + at, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

bool text_is_utf8(struct text text)
{
    for (size_t at = 0; at < text.length;)
        if (begins_plain(text, at))
            at += sizeof(uint64_t);
        else if (text_next_code_point(text, &at) < 0)
            return false;
    return true;
}

size_t text_code_points(struct text text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++)
        (void)text_next_code_point(text, &at);
    return count;
}

static bool turns_direction(int32_t c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

bool text_is_clean(struct text text, bool many_lines)
{
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next_code_point(text, &at);
        bool line = c == '\n' || c == '\t' || c == '\r';
        if (c < 0 || (c < 0x20 && !(many_lines && line)) || (c >= 0x7f && c < 0xa0) || turns_direction(c) ||
            (!many_lines && (c == 0x2028 || c == 0x2029)) || c == 0xfffe || c == 0xffff)
            return false;
    }
    return true;
}
