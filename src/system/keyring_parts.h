/* What a keyring holds; for the files of the keyring alone. */
#ifndef SYSTEM_KEYRING_PARTS_H
#define SYSTEM_KEYRING_PARTS_H

#include <sodium.h>

#include "system/keyring.h"

enum { SIGNATURE_KEY_BYTES = crypto_sign_SECRETKEYBYTES, SIGNATURE_PUBLIC_BYTES = crypto_sign_PUBLICKEYBYTES };

/* A signing key that is no longer in force: of what it signed, blocks up to this number count. */
struct retired_signature {
    unsigned char public[SIGNATURE_PUBLIC_BYTES];
    int64_t until;
};

/* Allocated with sodium_malloc: locked, kept out of core dumps, between guard pages, wiped when freed.  Each list has
   the newest first. */
struct keyring {
    struct key wrapping, search, cookie, digest, signing;
    unsigned char signature_key[SIGNATURE_KEY_BYTES], signature_public[SIGNATURE_PUBLIC_BYTES];
    struct key older[KEYRING_OLDER_MOST]; /* wrapping keys of the master keys before */
    size_t older_count;
    struct key older_search[KEYRING_OLDER_MOST];
    size_t older_search_count;
    size_t search_read; /* how many of them an index may still hold */
    struct key older_cookie[KEYRING_COOKIES_MOST];
    size_t older_cookie_count;
    struct retired_signature older_signature[KEYRING_OLDER_MOST];
    size_t older_signature_count;
};

/* With all that derives from the master key; NULL without memory. */
struct keyring *keyring_derive(const struct key *master);
static inline void keyring_closep(struct keyring **keyring) { *keyring = keyring_close(*keyring); }
#define AUTO_KEYRING __attribute__((cleanup(keyring_closep)))

#endif
