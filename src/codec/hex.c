#include "codec/hex.h"

#include <sodium.h>

struct text hex_encode(struct arena *arena, struct text bytes)
{
    char *at = arena_bytes(arena, bytes.length * 2 + 1);
    (void)sodium_bin2hex(at, bytes.length * 2 + 1, (const unsigned char *)bytes.at, bytes.length);
    return (struct text){at, bytes.length * 2};
}

enum outcome hex_decode(struct arena *arena, struct text text, struct text *ret_bytes)
{
    size_t length = 0;
    unsigned char *at = arena_bytes(arena, text.length / 2 + 1);
    if (text.length % 2 != 0 ||
        (text.length > 0 && (sodium_hex2bin(at, text.length / 2, text.at, text.length, NULL, &length, NULL) != 0 ||
                             length != text.length / 2)))
        return INVALID;
    at[length] = '\0';
    *ret_bytes = (struct text){(const char *)at, length};
    return OK;
}
