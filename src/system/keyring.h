/* The keys of the mission and what is done with them (libsodium).  The keyring lies outside the data directory and
   never enters a backup.  Files of the keyring directory (mode 0700, files 0600):
     master.key        32 bytes; or
     master.sealed     the same under a passphrase (Argon2id, 64 MiB)
     signature.key     Ed25519 secret key of the audit blocks, sealed under a key derived from the master key; once the
                       master key was changed, also what outlives it: the keys of search and digests, the wrapping keys
     signature.next    the same while the master key is being changed
     signature.public  its public key
   From the master key derive (crypto_kdf) the keys for wrapping, search, cookies, digests and signature.key. */
#ifndef SYSTEM_KEYRING_H
#define SYSTEM_KEYRING_H

#include "base/identifier.h"

enum { KEY_BYTES = 32, SEAL_OVERHEAD = 1 + 24 + 16, SEARCH_KEY_BYTES = 16, DIGEST_BYTES = 32, SIGNATURE_BYTES = 64 };

struct keyring;
struct key {
    unsigned char bytes[KEY_BYTES];
};

/* Makes a new keyring; CONFLICT when the directory already holds one.  `passphrase` may be empty. */
enum outcome keyring_make(const char *directory, struct text passphrase) MUST_CHECK;
/* NOT_FOUND when there is none, FORBIDDEN when the passphrase is wrong or missing, FAILED when its files are damaged or
   do not belong together.  The keys lie in locked memory where the system allows it. */
enum outcome keyring_open(const char *directory, struct text passphrase, struct keyring **ret) MUST_CHECK;
struct keyring *keyring_close(struct keyring *keyring); /* wipes; accepts NULL, returns NULL */

/* Another master key under the same passphrase.  A crash leaves the one before or this one, whole.  What the ones
   before wrapped still opens (keyring_unwrap); search and digests stay, cookies do not.  CONFLICT: a change of the
   passphrase was not finished.  TOO_MANY after KEYRING_OLDER_MOST. */
enum { KEYRING_OLDER_MOST = 16 };
enum outcome keyring_rotate(const char *directory, struct text passphrase) MUST_CHECK;
/* The same master key under another passphrase; empty: under none.  After a crash the old one holds, or none. */
enum outcome keyring_passphrase(const char *directory, struct text old, struct text new) MUST_CHECK;
bool keyring_has_passphrase(const char *directory);

/* What a sealed value belongs to: bound to it as associated data, so that a value moved elsewhere does not open. */
struct seal_place {
    struct text table, field;
    struct identifier id;
};

void key_make(struct key *ret_key);
void key_forget(struct key *key);
/* XChaCha20-Poly1305: version byte, nonce, ciphertext, tag.  The result is in the arena. */
struct text seal(struct arena *arena, const struct key *key, struct seal_place place, struct text plain);
/* FORBIDDEN when the key, the place or a byte is wrong. */
enum outcome unseal(struct arena *arena, const struct key *key, struct seal_place place, struct text sealed,
                    struct text *ret_plain) MUST_CHECK;
/* A key under another key (organisation key under the master key, data key under an organisation key). */
struct text key_wrap(struct arena *arena, const struct key *under, struct seal_place place, const struct key *key);
enum outcome key_unwrap(const struct key *under, struct seal_place place, struct text wrapped,
                        struct key *ret) MUST_CHECK;

/* The key under which organisation keys are wrapped: derived from the master key, which itself is not kept. */
const struct key *keyring_master(const struct keyring *keyring);
/* What was wrapped under it, or under one before it: then *ret_older.  FORBIDDEN as key_unwrap(). */
enum outcome keyring_unwrap(const struct keyring *keyring, struct seal_place place, struct text wrapped,
                            struct key *ret_key, bool *ret_older) MUST_CHECK;
const struct key *keyring_cookie(const struct keyring *keyring);
/* Blind index: keyed hash of `kind` and the normalised value. */
void search_key(const struct keyring *keyring, struct text kind, struct text value,
                unsigned char ret[SEARCH_KEY_BYTES]);
/* Keyed digest of a sealed value for the audit log. */
void audit_digest(const struct keyring *keyring, struct text value, unsigned char ret[DIGEST_BYTES]);
void hash_bytes(struct text bytes, unsigned char ret[DIGEST_BYTES]); /* BLAKE2b-256 without a key */
void mac_bytes(const struct key *key, struct text bytes, unsigned char ret[DIGEST_BYTES]);
bool bytes_equal_constant_time(const void *a, const void *b, size_t size);
void keyring_sign(const struct keyring *keyring, struct text bytes, unsigned char ret[SIGNATURE_BYTES]);
bool keyring_verify(const struct keyring *keyring, struct text bytes, const unsigned char signature[SIGNATURE_BYTES]);

/* Argon2id, 19 MiB, t = 2 (libsodium's string form).  Empty when the memory cannot be had; an empty hash matches no
   password. */
struct text password_hash(struct arena *arena, struct text password);
bool password_matches(struct text hash, struct text password);

#endif
