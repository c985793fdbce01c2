/* The recipient's pair: the public half is a setting, the secret half never comes to the server. */
#include <string.h>

#include <sodium.h>

#include "backup/envelope.h"
#include "codec/hex.h"
#include "system/file.h"

enum { SECRET_FILE_MOST = 4096 };

static const char SECRET_WORD[] = "sanad-backup-secret-1";

_Static_assert(KEY_BYTES == crypto_box_PUBLICKEYBYTES && KEY_BYTES == crypto_box_SECRETKEYBYTES, "one size of key");

void recipient_make(struct key *ret_secret, struct key *ret_public)
{
    (void)crypto_box_keypair(ret_public->bytes, ret_secret->bytes);
}

void recipient_fingerprint(const struct key *public, unsigned char ret[FINGERPRINT_BYTES])
{
    unsigned char digest[DIGEST_BYTES];
    hash_bytes((struct text){(const char *)public->bytes, KEY_BYTES}, digest);
    memcpy(ret, digest, FINGERPRINT_BYTES);
}

enum outcome recipient_read(struct arena *arena, struct text digits, struct key *ret_public)
{
    struct text bytes;
    if (digits.length != RECIPIENT_DIGITS || hex_decode(arena, digits, &bytes) != OK)
        return INVALID;
    memcpy(ret_public->bytes, bytes.at, KEY_BYTES);
    return OK;
}

enum outcome secret_read(struct arena *arena, const char *path, struct key *ret_secret)
{
    struct text rest;
    struct text word;
    struct text bytes;
    enum outcome outcome = file_read(arena, path, SECRET_FILE_MOST, &rest);
    if (outcome != OK)
        return outcome == TOO_LARGE ? INVALID : outcome;
    rest = text_trim(rest);
    if (!text_split(&rest, ' ', &word) || !text_is(word, SECRET_WORD) || rest.length != RECIPIENT_DIGITS ||
        hex_decode(arena, rest, &bytes) != OK)
        return INVALID;
    memcpy(ret_secret->bytes, bytes.at, KEY_BYTES);
    sodium_memzero((char *)(uintptr_t)bytes.at, bytes.length);
    sodium_memzero((char *)(uintptr_t)rest.at, rest.length);
    return OK;
}

struct text secret_text(struct arena *arena, const struct key *secret)
{
    struct text digits = hex_encode(arena, (struct text){(const char *)secret->bytes, KEY_BYTES});
    return arena_format(arena, "%s %.*s\n", SECRET_WORD, TEXT_ARG(digits));
}
