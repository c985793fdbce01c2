#include "backup/digest.h"

#include <sodium.h>

struct digest {
    crypto_generichash_state state; /* wants a place on a multiple of 64 */
};

struct digest *digest_open(struct arena *arena)
{
    char *room = arena_bytes(arena, sizeof(struct digest) + _Alignof(struct digest));
    size_t over = (uintptr_t)room % _Alignof(struct digest);
    struct digest *digest = (void *)(room + (over == 0 ? 0 : _Alignof(struct digest) - over));
    digest_begin(digest);
    return digest;
}

void digest_begin(struct digest *digest) { (void)crypto_generichash_init(&digest->state, NULL, 0, DIGEST_BYTES); }

void digest_add(struct digest *digest, struct text bytes)
{
    if (bytes.length > 0)
        (void)crypto_generichash_update(&digest->state, (const unsigned char *)bytes.at, bytes.length);
}

void digest_end(struct digest *digest, unsigned char ret[DIGEST_BYTES])
{
    (void)crypto_generichash_final(&digest->state, ret, DIGEST_BYTES);
}
