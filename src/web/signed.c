#include "web/signed.h"

#include <string.h>

#include "codec/base64.h"

struct key web_key(const struct application *application, struct text purpose)
{
    struct key key;
    mac_bytes(keyring_cookie(application->keyring), purpose, key.bytes);
    return key;
}

bool web_key_at(const struct application *application, struct text purpose, size_t at, struct key *ret_key)
{
    const struct key *cookie = keyring_cookie_at(application->keyring, at);
    if (cookie != NULL)
        mac_bytes(cookie, purpose, ret_key->bytes);
    return cookie != NULL;
}

enum outcome web_unseal(const struct application *application, struct arena *arena, struct text purpose,
                        struct seal_place place, struct text sealed, struct text *ret_plain)
{
    struct key key;
    enum outcome outcome = FORBIDDEN;
    for (size_t at = 0; outcome == FORBIDDEN && web_key_at(application, purpose, at, &key); at++) {
        outcome = unseal(arena, &key, place, sealed, ret_plain);
        key_forget(&key);
    }
    return outcome;
}

static void sign(const struct application *application, struct text purpose, struct text value,
                 unsigned char ret[DIGEST_BYTES])
{
    struct key key = web_key(application, purpose);
    mac_bytes(&key, value, ret);
    key_forget(&key);
}

static bool is_signed(const struct application *application, struct text purpose, struct text value,
                      const char *signature)
{
    struct key key;
    unsigned char made[DIGEST_BYTES];
    bool is = false;
    for (size_t at = 0; !is && web_key_at(application, purpose, at, &key); at++) {
        mac_bytes(&key, value, made);
        key_forget(&key);
        is = bytes_equal_constant_time(made, signature, sizeof made);
    }
    return is;
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
    if (base64_decode(arena, written, BASE64_URL, &both) != OK || both.length < DIGEST_BYTES)
        return INVALID;
    struct text value = text_slice(both, DIGEST_BYTES, both.length);
    if (!is_signed(application, purpose, value, both.at))
        return INVALID;
    *ret_value = value;
    return OK;
}
