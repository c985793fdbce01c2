#include "codec/base64.h"

#include <sodium.h>

static int variant(enum base64_alphabet alphabet)
{
    return alphabet == BASE64_URL ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL;
}

struct text base64_encode(struct arena *arena, struct text bytes, enum base64_alphabet alphabet)
{
    size_t room = sodium_base64_encoded_len(bytes.length, variant(alphabet));
    char *at = arena_bytes(arena, room);
    (void)sodium_bin2base64(at, room, (const unsigned char *)bytes.at, bytes.length, variant(alphabet));
    return text_from(at);
}

/* sodium 1.0.18 takes some bytes past ASCII for letters where char is signed. */
static bool is_ascii(struct text text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.length; i++)
        all |= (unsigned char)text.at[i];
    return all < 0x80;
}

enum outcome base64_decode(struct arena *arena, struct text text, enum base64_alphabet alphabet, struct text *ret_bytes)
{
    size_t room = text.length / 4 * 3 + 3;
    size_t length = 0;
    unsigned char *at = arena_bytes(arena, room + 1);
    /* Without an end pointer, sodium refuses what it could not read to the end, and bits left over. */
    if (!is_ascii(text) || (text.length > 0 && sodium_base642bin(at, room, text.at, text.length, NULL, &length, NULL,
                                                                 variant(alphabet)) != 0))
        return INVALID;
    at[length] = '\0';
    *ret_bytes = (struct text){(const char *)at, length};
    return OK;
}
