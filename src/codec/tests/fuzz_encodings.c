/* What decodes must encode to the same characters again (base 32: but for case, spaces and padding). */
#include <stdlib.h>

#include "codec/base32.h"
#include "codec/base64.h"
#include "codec/hex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(16 * size + 10000);
    struct text text = {(const char *)data, size};
    struct text bytes;
    struct text again;
    for (enum base64_alphabet alphabet = BASE64_STANDARD; alphabet <= BASE64_URL; alphabet++)
        if (base64_decode(arena, text, alphabet, &bytes) == OK &&
            !text_equal(base64_encode(arena, bytes, alphabet), text))
            abort();
    if (hex_decode(arena, text, &bytes) == OK && !text_equal_ignoring_case(hex_encode(arena, bytes), text))
        abort();
    if (base32_decode(arena, text, &bytes) == OK &&
        (base32_decode(arena, base32_encode(arena, bytes), &again) != OK || !text_equal(bytes, again)))
        abort();
    return 0;
}
