#include "codec/base32.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct text base32_encode(struct arena *arena, struct text bytes)
{
    char *at = arena_bytes(arena, bytes.length / 5 * 8 + 9);
    size_t length = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        bits = bits << 8 | (unsigned char)bytes.at[i];
        for (held += 8; held >= 5; held -= 5)
            at[length++] = ALPHABET[bits >> (held - 5) & 31];
    }
    if (held > 0)
        at[length++] = ALPHABET[bits << (5 - held) & 31];
    at[length] = '\0';
    return (struct text){at, length};
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

enum outcome base32_decode(struct arena *arena, struct text text, struct text *ret_bytes)
{
    char *at = arena_bytes(arena, text.length / 8 * 5 + 6);
    size_t length = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    text = text_trim(text);
    while (text.length > 0 && text.at[text.length - 1] == '=')
        text.length--;
    for (size_t i = 0; i < text.length; i++) {
        int value = value_of(text.at[i]);
        if (text.at[i] == ' ')
            continue;
        if (value < 0)
            return INVALID;
        bits = bits << 5 | (uint32_t)value;
        held += 5;
        if (held >= 8) {
            held -= 8;
            at[length++] = (char)(unsigned char)(bits >> held & 0xff);
        }
    }
    if (held >= 5 || (bits & ((1u << held) - 1)) != 0)
        return INVALID;
    at[length] = '\0';
    *ret_bytes = (struct text){at, length};
    return OK;
}
