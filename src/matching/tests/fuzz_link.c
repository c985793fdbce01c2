/* Any bytes as a file of an exchange: refused, or read with all that it names inside it. */
#include <sodium.h>
#include <stdlib.h>

#include "matching/link_filters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct text file, const struct psi_point *points, size_t count)
{
    const char *at = (const char *)points;
    if (points != NULL && (at < file.at || at + count * sizeof *points > file.at + file.length))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 30);
    struct text file = {(const char *)data, size};
    struct link_message message;
    struct link_filters filters;
    struct link_found_list found;
    struct link_pair pair;
    const unsigned char seed[crypto_sign_SEEDBYTES] = {42}; /* seeds of the corpus are for this key */
    if (sodium_init() < 0)
        abort();
    (void)crypto_sign_seed_keypair(pair.public, pair.secret, seed);
    if (link_message_read(file, PSI_SLOTS_MOST, &message) == OK) {
        if (message.slots < PSI_SLOTS_LEAST || file.length != link_message_size(message.kind, message.slots))
            abort();
        inside(file, message.raised, message.slots);
        inside(file, message.points, message.slots);
    }
    if (link_filters_read(arena, file, &pair, &filters) == OK && filters.count > LINK_FILTERS_MOST)
        abort();
    if (link_found_read(arena, file, &pair, &found) == OK)
        for (size_t i = 0; i < found.count; i++)
            if (found.found[i] > LINK_FOUND_CERTAIN)
                abort();
    return 0;
}
