#include "web/signed.h"

#include <string.h>

#include "codec/base64.h"

struct key web_key(const struct application *application, struct text purpose)
{
    struct key key;
    mac_bytes(keyring_cookie(application->keyring), purpose, key.bytes);
    return key;
}

static void sign(const struct application *application, struct text purpose, struct text value,
                 unsigned char ret[DIGEST_BYTES])
{
    struct key key = web_key(application, purpose);
    mac_bytes(&key, value, ret);
    key_forget(&key);
}

struct text signed_write(const struct application *application, struct arena *arena, struct text purpose,
                         struct text value)
{
    unsigned char signature[DIGEST_BYTES];
    sign(application, purpose, value, signature);
    struct text both = arena_join(arena, (struct text){(const char *)signature, sizeof signature}, value);
    return base64_encode(arena, both, BASE64_URL);
}

enum outcome signed_read(const struct application *application, struct arena *arena, struct text purpose,
                         struct text written, struct text *ret_value)
{
    struct text both;
    unsigned char signature[DIGEST_BYTES];
    if (base64_decode(arena, written, BASE64_URL, &both) != OK || both.length < sizeof signature)
        return INVALID;
    struct text value = text_slice(both, sizeof signature, both.length);
    sign(application, purpose, value, signature);
    if (!bytes_equal_constant_time(signature, both.at, sizeof signature))
        return INVALID;
    *ret_value = value;
    return OK;
}
