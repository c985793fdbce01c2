/* The keys of the mission and what is done with them (libsodium).  The keyring lies outside the data directory and
   never enters a backup.  Files of the keyring directory (mode 0700, files 0600):
     master.key        32 bytes; or
     master.sealed     the same under a passphrase (Argon2id, 64 MiB)
                       The master key may also stand in none: a command prints it at each start.
     signature.key     sealed under a key derived from the master key: the Ed25519 secret key of the audit blocks, the
                       keys of search, digests and cookies, and of each what came before and still counts
     signature.next    the same while the master key is being changed
     signature.public  the public key of the signature
   From the master key derive (crypto_kdf) the key for wrapping and that of signature.key. */
#ifndef SYSTEM_KEYRING_H
#define SYSTEM_KEYRING_H

#include "base/identifier.h"

enum { KEY_BYTES = 32, SEAL_OVERHEAD = 1 + 24 + 16, SEARCH_KEY_BYTES = 16, DIGEST_BYTES = 32, SIGNATURE_BYTES = 64 };

struct keyring;
struct key {
    unsigned char bytes[KEY_BYTES];
};

/* What opens a keyring: a passphrase (may be empty), or, where its master key stands in no file, that key itself. */
struct keyring_secret {
    struct text passphrase;
    const struct key *master; /* NULL: its files hold it */
};

/* Makes a new keyring; CONFLICT when the directory already holds one.  `passphrase` may be empty. */
enum outcome keyring_make(const char *directory, struct text passphrase) MUST_CHECK;
enum outcome keyring_make_with(const char *directory, const struct keyring_secret *secret) MUST_CHECK;
/* NOT_FOUND when there is none, FORBIDDEN when the passphrase or the given master key is wrong or missing, FAILED when
   its files are damaged or do not belong together.  The keys lie in locked memory where the system allows it. */
enum outcome keyring_open(const char *directory, struct text passphrase, struct keyring **ret) MUST_CHECK;
enum outcome keyring_open_with(const char *directory, const struct keyring_secret *secret,
                               struct keyring **ret) MUST_CHECK;
struct keyring *keyring_close(struct keyring *keyring); /* wipes; accepts NULL, returns NULL */

/* Another master key under the same passphrase.  A crash leaves the one before or this one, whole.  What the ones
   before wrapped still opens (keyring_unwrap); search, digests and signature stay, cookies of before are still read.
   CONFLICT: a change of the passphrase was not finished.  TOO_MANY after KEYRING_OLDER_MOST. */
enum { KEYRING_OLDER_MOST = 16, KEYRING_COOKIES_MOST = 1 };
enum outcome keyring_rotate(const char *directory, struct text passphrase) MUST_CHECK;
/* With `next` that key, which is put in no file: either opens until keyring_finish().  Without, a drawn one: in a file,
   also where `secret` is a key itself. */
enum outcome keyring_rotate_with(const char *directory, const struct keyring_secret *secret,
                                 const struct key *next) MUST_CHECK;
/* Another key for one of these.  CONFLICT: the last such change, or one of the master key, is not finished.  TOO_MANY
   as above. */
enum keyring_part {
    KEYRING_SEARCH,    /* blind indexes: the one before is read until they are made anew */
    KEYRING_SIGNATURE, /* audit blocks: the one before counts for the blocks it signed */
    KEYRING_WEB,       /* cookies and what goes through a browser: the one before is still read, older ones are not */
};
enum outcome keyring_renew(const char *directory, const struct keyring_secret *secret,
                           enum keyring_part part) MUST_CHECK;
/* What the keys before are still good for ends: with `index_is_new` no index holds theirs, and signatures of theirs
   count up to this block.  Where a key is given, files of a master key are removed. */
enum outcome keyring_finish(const char *directory, const struct keyring_secret *secret, bool index_is_new,
                            int64_t last_block) MUST_CHECK;
/* How many of each there are, the one in force counted. */
struct keyring_standing {
    size_t masters, searches, searches_read, cookies, signatures, signatures_open;
};
struct keyring_standing keyring_standing(const struct keyring *keyring);
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
/* The same, 0; the one before, 1; NULL behind the last. */
const struct key *keyring_cookie_at(const struct keyring *keyring, size_t at);
/* Blind index: keyed hash of `kind` and the normalised value. */
void search_key(const struct keyring *keyring, struct text kind, struct text value,
                unsigned char ret[SEARCH_KEY_BYTES]);
/* The same under the key in force, 0, or the ones before; false behind the last. */
bool search_key_at(const struct keyring *keyring, size_t at, struct text kind, struct text value,
                   unsigned char ret[SEARCH_KEY_BYTES]);
void search_key_of(const struct keyring *keyring, size_t at, struct key *ret_key); /* itself, to derive from */
/* Under the first of them all, for what can never be made anew (a digest of a code that is written nowhere). */
void lasting_key(const struct keyring *keyring, struct text kind, struct text value,
                 unsigned char ret[SEARCH_KEY_BYTES]);
/* 1 for the first key of search; how many of those before it an index may still hold. */
size_t search_generation(const struct keyring *keyring);
size_t search_read(const struct keyring *keyring);
/* Keyed digest of a sealed value for the audit log. */
void audit_digest(const struct keyring *keyring, struct text value, unsigned char ret[DIGEST_BYTES]);
void hash_bytes(struct text bytes, unsigned char ret[DIGEST_BYTES]); /* BLAKE2b-256 without a key */
void mac_bytes(const struct key *key, struct text bytes, unsigned char ret[DIGEST_BYTES]);
bool bytes_equal_constant_time(const void *a, const void *b, size_t size);
void keyring_sign(const struct keyring *keyring, struct text bytes, unsigned char ret[SIGNATURE_BYTES]);
/* The public half of the key in force. */
void keyring_public(const struct keyring *keyring, struct key *ret_public);
/* By the key in force or one before it. */
bool keyring_verify(const struct keyring *keyring, struct text bytes, const unsigned char signature[SIGNATURE_BYTES]);
/* Of a block: by the key in force, or by one before it if that counts for a block of this number. */
bool keyring_verify_numbered(const struct keyring *keyring, struct text bytes,
                             const unsigned char signature[SIGNATURE_BYTES], int64_t number);
/* By the key in force alone. */
bool keyring_verify_newest(const struct keyring *keyring, struct text bytes,
                           const unsigned char signature[SIGNATURE_BYTES]);

/* Argon2id, 19 MiB, t = 2 (libsodium's string form).  Empty when the memory cannot be had; an empty hash matches no
   password. */
struct text password_hash(struct arena *arena, struct text password);
bool password_matches(struct text hash, struct text password);

#endif
