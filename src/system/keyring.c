#include "system/keyring.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buffer.h"
#include "system/file.h"

enum {
    SEAL_VERSION = 1,
    SEAL_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEAL_TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    MASTER_VERSION = 1,
    BOX_OVERHEAD = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES,
    SIGNATURE_KEY_BYTES = crypto_sign_SECRETKEYBYTES,
    SIGNATURE_PUBLIC_BYTES = crypto_sign_PUBLICKEYBYTES,
    PASSPHRASE_PASSES = 3,
    PASSPHRASE_MEMORY = 64 << 20,
    PASSWORD_PASSES = 2,
    PASSWORD_MEMORY = 19 << 20,
    FILES_ROOM = 64 * 1024,
};
_Static_assert(SEAL_OVERHEAD == 1 + SEAL_NONCE + SEAL_TAG, "the header says how much longer a sealed value is");
_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES && SEARCH_KEY_BYTES >= crypto_generichash_BYTES_MIN, "libsodium");
_Static_assert(KEY_BYTES == crypto_kdf_KEYBYTES && KEY_BYTES == crypto_secretbox_KEYBYTES, "libsodium");

/* Allocated with sodium_malloc: locked, kept out of core dumps, between guard pages, wiped when freed. */
struct keyring {
    struct key wrapping, search, cookie, digest, signing;
    unsigned char signature_key[SIGNATURE_KEY_BYTES], signature_public[SIGNATURE_PUBLIC_BYTES];
    struct key older[KEYRING_OLDER_MOST]; /* wrapping keys of the master keys before, the newest first */
    size_t older_count;
};

/* --- what derives from the master key ---------------------------------------------------------------------------- */

static const struct derivation {
    const char *context; /* crypto_kdf wants eight bytes */
    size_t offset;
} derivations[] = {
    {"wrapping", offsetof(struct keyring, wrapping)}, {"search  ", offsetof(struct keyring, search)},
    {"cookie  ", offsetof(struct keyring, cookie)},   {"digest  ", offsetof(struct keyring, digest)},
    {"signing ", offsetof(struct keyring, signing)},
};

static struct keyring *keyring_derive(const struct key *master)
{
    struct keyring *keyring = sodium_malloc(sizeof *keyring);
    if (keyring == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++) {
        struct key *key = (struct key *)(void *)((char *)keyring + derivations[i].offset);
        (void)crypto_kdf_derive_from_key(key->bytes, KEY_BYTES, 1, derivations[i].context, master->bytes);
    }
    keyring->older_count = 0;
    return keyring;
}

struct keyring *keyring_close(struct keyring *keyring)
{
    sodium_free(keyring);
    return NULL;
}

static void keyring_closep(struct keyring **keyring) { *keyring = keyring_close(*keyring); }
#define AUTO_KEYRING __attribute__((cleanup(keyring_closep)))

/* --- the files --------------------------------------------------------------------------------------------------- */

static const char *file_in(struct arena *arena, const char *directory, const char *name)
{
    return arena_format(arena, "%s/%s", directory, name).at;
}

/* Nonce and secretbox. */
static struct text box(struct arena *arena, const struct key *key, const void *bytes, size_t size)
{
    unsigned char *boxed = arena_bytes(arena, size + BOX_OVERHEAD);
    randombytes_buf(boxed, crypto_secretbox_NONCEBYTES);
    (void)crypto_secretbox_easy(boxed + crypto_secretbox_NONCEBYTES, bytes, size, boxed, key->bytes);
    return (struct text){(char *)boxed, size + BOX_OVERHEAD};
}

static bool unbox(const struct key *key, struct text boxed, void *ret, size_t size)
{
    const unsigned char *at = (const unsigned char *)boxed.at;
    return boxed.length == size + BOX_OVERHEAD &&
           crypto_secretbox_open_easy(ret, at + crypto_secretbox_NONCEBYTES, size + crypto_secretbox_MACBYTES, at,
                                      key->bytes) == 0;
}

static enum outcome key_of_passphrase(struct text passphrase, const unsigned char salt[crypto_pwhash_SALTBYTES],
                                      struct key *ret)
{
    return crypto_pwhash(ret->bytes, KEY_BYTES, passphrase.at, passphrase.length, salt, PASSPHRASE_PASSES,
                         PASSPHRASE_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0
               ? OK
               : FAILED;
}

/* Version, salt, boxed master key. */
static enum outcome master_seal(struct arena *arena, const struct key *master, struct text passphrase, struct text *ret)
{
    struct key key;
    unsigned char start[1 + crypto_pwhash_SALTBYTES] = {MASTER_VERSION};
    randombytes_buf(start + 1, crypto_pwhash_SALTBYTES);
    enum outcome outcome = key_of_passphrase(passphrase, start + 1, &key);
    if (outcome == OK)
        *ret = arena_join(arena, (struct text){(char *)start, sizeof start}, box(arena, &key, master, KEY_BYTES));
    key_forget(&key);
    return outcome;
}

static enum outcome master_unseal(struct text sealed, struct text passphrase, struct key *ret)
{
    const size_t start = 1 + crypto_pwhash_SALTBYTES;
    struct key key;
    if (sealed.length != start + KEY_BYTES + BOX_OVERHEAD || sealed.at[0] != MASTER_VERSION)
        return FAILED;
    if (text_is_empty(passphrase))
        return FORBIDDEN;
    enum outcome outcome = key_of_passphrase(passphrase, (const unsigned char *)sealed.at + 1, &key);
    if (outcome == OK && !unbox(&key, text_slice(sealed, start, sealed.length), ret->bytes, KEY_BYTES))
        outcome = FORBIDDEN;
    key_forget(&key);
    return outcome;
}

/* The signature key and, of a keyring whose master key was changed, what outlives that: search, digest, older wrapping
   keys. */
static struct text signature_box(struct arena *arena, const struct keyring *keyring)
{
    unsigned char secret[SIGNATURE_KEY_BYTES + (2 + KEYRING_OLDER_MOST) * KEY_BYTES];
    size_t size = SIGNATURE_KEY_BYTES;
    memcpy(secret, keyring->signature_key, SIGNATURE_KEY_BYTES);
    if (keyring->older_count > 0) {
        memcpy(secret + size, keyring->search.bytes, KEY_BYTES);
        memcpy(secret + size + KEY_BYTES, keyring->digest.bytes, KEY_BYTES);
        memcpy(secret + size + (size_t)2 * KEY_BYTES, keyring->older, keyring->older_count * KEY_BYTES);
        size += (2 + keyring->older_count) * KEY_BYTES;
    }
    struct text boxed = box(arena, &keyring->signing, secret, size);
    sodium_memzero(secret, sizeof secret);
    return boxed;
}

static bool signature_unbox(struct text boxed, struct keyring *keyring)
{
    unsigned char secret[SIGNATURE_KEY_BYTES + (2 + KEYRING_OLDER_MOST) * KEY_BYTES];
    size_t size = boxed.length < BOX_OVERHEAD ? 0 : boxed.length - BOX_OVERHEAD;
    size_t more = size < SIGNATURE_KEY_BYTES ? 0 : (size - SIGNATURE_KEY_BYTES) / KEY_BYTES;
    if (size != SIGNATURE_KEY_BYTES + more * KEY_BYTES || size > sizeof secret || (more > 0 && more < 3) ||
        !unbox(&keyring->signing, boxed, secret, size))
        return false;
    memcpy(keyring->signature_key, secret, SIGNATURE_KEY_BYTES);
    if (more > 0) {
        const unsigned char *at = secret + SIGNATURE_KEY_BYTES;
        memcpy(keyring->search.bytes, at, KEY_BYTES);
        memcpy(keyring->digest.bytes, at + KEY_BYTES, KEY_BYTES);
        keyring->older_count = more - 2;
        memcpy(keyring->older, at + (size_t)2 * KEY_BYTES, keyring->older_count * KEY_BYTES);
    }
    sodium_memzero(secret, sizeof secret);
    return true;
}

static enum outcome master_write(struct arena *arena, const char *directory, struct text passphrase,
                                 const struct key *master)
{
    struct text bytes = {(const char *)master->bytes, KEY_BYTES};
    if (text_is_empty(passphrase))
        return file_write(file_in(arena, directory, "master.key"), bytes, 0600);
    enum outcome outcome = master_seal(arena, master, passphrase, &bytes);
    return outcome == OK ? file_write(file_in(arena, directory, "master.sealed"), bytes, 0600) : outcome;
}

/* The signature first, the master key last: a keyring is there once its master key is. */
static enum outcome write_files(struct arena *arena, const char *directory, struct text passphrase,
                                const struct key *master, const struct keyring *keyring)
{
    struct text bytes = {(const char *)keyring->signature_public, SIGNATURE_PUBLIC_BYTES};
    enum outcome outcome = file_write(file_in(arena, directory, "signature.key"), signature_box(arena, keyring), 0600);
    if (outcome == OK)
        outcome = file_write(file_in(arena, directory, "signature.public"), bytes, 0600);
    return outcome == OK ? master_write(arena, directory, passphrase, master) : outcome;
}

/* Held while a keyring is made or changed, so that two who do it at once do not mix theirs. */
static void lock_close(int *lock)
{
    if (*lock >= 0)
        (void)close(*lock);
}
#define AUTO_LOCK __attribute__((cleanup(lock_close)))

static int lock_open(const char *directory)
{
    int lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock >= 0 && flock(lock, LOCK_EX) == 0)
        return lock;
    lock_close(&lock);
    return -1;
}

enum outcome keyring_make(const char *directory, struct text passphrase)
{
    AUTO_ARENA struct arena *arena = arena_open(FILES_ROOM);
    AUTO_KEYRING struct keyring *keyring = NULL;
    AUTO_LOCK int lock = -1;
    struct key master;
    enum outcome outcome = directory_make(directory, 0700);
    if (outcome != OK)
        return outcome;
    lock = lock_open(directory);
    if (lock < 0)
        return FAILED;
    if (file_exists(file_in(arena, directory, "master.key")) || file_exists(file_in(arena, directory, "master.sealed")))
        return CONFLICT;
    key_make(&master);
    keyring = keyring_derive(&master);
    outcome = keyring == NULL ? FAILED : OK;
    if (outcome == OK) {
        (void)crypto_sign_keypair(keyring->signature_public, keyring->signature_key);
        outcome = write_files(arena, directory, passphrase, &master, keyring);
    }
    key_forget(&master);
    return outcome;
}

static enum outcome master_read(struct arena *arena, const char *directory, struct text passphrase, struct key *ret)
{
    struct text bytes = TEXT_NONE;
    enum outcome outcome = file_read(arena, file_in(arena, directory, "master.key"), FILES_ROOM / 4, &bytes);
    if (outcome == OK) {
        bool whole = bytes.length == KEY_BYTES;
        if (whole)
            memcpy(ret->bytes, bytes.at, KEY_BYTES);
        explicit_bzero((char *)(uintptr_t)bytes.at, bytes.length);
        return whole ? OK : FAILED;
    }
    if (outcome == NOT_FOUND)
        outcome = file_read(arena, file_in(arena, directory, "master.sealed"), FILES_ROOM / 4, &bytes);
    if (outcome == OK)
        return master_unseal(bytes, passphrase, ret);
    return outcome == NOT_FOUND ? NOT_FOUND : FAILED;
}

/* The file that this master key opens: the one that was being put in place, when the other is of the key before. */
static const char *signature_file(struct arena *arena, const char *directory, struct keyring *keyring)
{
    static const char *const NAMES[] = {"signature.key", "signature.next"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct text boxed;
        if (file_read(arena, file_in(arena, directory, NAMES[i]), FILES_ROOM / 8, &boxed) == OK &&
            signature_unbox(boxed, keyring))
            return NAMES[i];
    }
    return NULL;
}

static enum outcome signature_read(struct arena *arena, const char *directory, struct keyring *keyring)
{
    struct text published;
    if (signature_file(arena, directory, keyring) == NULL ||
        file_read(arena, file_in(arena, directory, "signature.public"), FILES_ROOM / 8, &published) != OK)
        return FAILED;
    (void)crypto_sign_ed25519_sk_to_pk(keyring->signature_public, keyring->signature_key);
    struct text derived = {(const char *)keyring->signature_public, SIGNATURE_PUBLIC_BYTES};
    return text_equal(published, derived) ? OK : FAILED;
}

enum outcome keyring_open(const char *directory, struct text passphrase, struct keyring **ret)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    struct key master;
    struct keyring *keyring = NULL;
    enum outcome outcome = master_read(arena, directory, passphrase, &master);
    if (outcome == OK) {
        keyring = keyring_derive(&master);
        outcome = keyring == NULL ? FAILED : signature_read(arena, directory, keyring);
    }
    key_forget(&master);
    if (outcome != OK) {
        (void)keyring_close(keyring);
        return outcome;
    }
    (void)sodium_mprotect_readonly(keyring);
    *ret = keyring;
    return OK;
}

/* --- changing them ------------------------------------------------------------------------------------------------ */

/* A crash may have left the signature of this master key beside its place. */
static enum outcome settle(struct arena *arena, const char *directory, struct keyring *keyring, int lock)
{
    const char *name = signature_file(arena, directory, keyring);
    if (name == NULL)
        return FAILED;
    if (strcmp(name, "signature.key") == 0)
        return OK;
    bool done = renameat(lock, name, lock, "signature.key") == 0 && fsync(lock) == 0;
    return done ? OK : FAILED;
}

/* The same keys, but those that derive from the new master key. */
static struct keyring *keyring_succeed(const struct keyring *old, const struct key *master)
{
    struct keyring *keyring = keyring_derive(master);
    if (keyring == NULL)
        return NULL;
    keyring->search = old->search;
    keyring->digest = old->digest;
    memcpy(keyring->signature_key, old->signature_key, SIGNATURE_KEY_BYTES);
    memcpy(keyring->signature_public, old->signature_public, SIGNATURE_PUBLIC_BYTES);
    keyring->older[0] = old->wrapping;
    memcpy(keyring->older + 1, old->older, old->older_count * sizeof *old->older);
    keyring->older_count = old->older_count + 1;
    return keyring;
}

/* The new signature beside the old one; then the master key, in one rename: from there on the new one is read. */
static enum outcome put_in_place(struct arena *arena, const char *directory, struct text passphrase,
                                 const struct keyring *old, int lock)
{
    AUTO_KEYRING struct keyring *keyring = NULL;
    struct key master;
    key_make(&master);
    keyring = keyring_succeed(old, &master);
    enum outcome outcome =
        keyring == NULL ? FAILED
                        : file_write(file_in(arena, directory, "signature.next"), signature_box(arena, keyring), 0600);
    if (outcome == OK)
        outcome = master_write(arena, directory, passphrase, &master);
    key_forget(&master);
    return outcome == OK ? settle(arena, directory, keyring, lock) : outcome;
}

/* What a crash left half written bears the name of a file and six characters more; it may hold a key in the open. */
static enum outcome sweep(const char *directory, int lock)
{
    static const char *const NAMES[] = {"master.key.", "master.sealed.", "signature.key.", "signature.next."};
    DIR *entries = opendir(directory);
    enum outcome outcome = entries == NULL ? FAILED : OK;
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
            if (strncmp(entry->d_name, NAMES[i], strlen(NAMES[i])) == 0 && unlinkat(lock, entry->d_name, 0) != 0)
                outcome = FAILED;
    if (entries != NULL)
        (void)closedir(entries);
    return outcome;
}

static bool has_both(struct arena *arena, const char *directory)
{
    return file_exists(file_in(arena, directory, "master.key")) &&
           file_exists(file_in(arena, directory, "master.sealed"));
}

enum outcome keyring_rotate(const char *directory, struct text passphrase)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    AUTO_KEYRING struct keyring *old = NULL;
    struct key master;
    AUTO_LOCK int lock = lock_open(directory);
    if (lock < 0)
        return NOT_FOUND;
    if (has_both(arena, directory))
        return CONFLICT;
    enum outcome outcome = sweep(directory, lock);
    if (outcome == OK)
        outcome = master_read(arena, directory, passphrase, &master);
    if (outcome != OK)
        return outcome;
    old = keyring_derive(&master);
    key_forget(&master);
    outcome = old == NULL ? FAILED : signature_read(arena, directory, old);
    if (outcome == OK)
        outcome = settle(arena, directory, old, lock);
    if (outcome != OK)
        return outcome;
    if (old->older_count == KEYRING_OLDER_MOST)
        return TOO_MANY;
    bool sealed = keyring_has_passphrase(directory);
    return put_in_place(arena, directory, sealed ? passphrase : TEXT_NONE, old, lock);
}

enum outcome keyring_passphrase(const char *directory, struct text old, struct text new)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    struct key master;
    AUTO_LOCK int lock = lock_open(directory);
    if (lock < 0)
        return NOT_FOUND;
    enum outcome outcome = sweep(directory, lock);
    if (outcome == OK)
        outcome = master_read(arena, directory, old, &master);
    if (outcome == OK)
        outcome = master_write(arena, directory, new, &master);
    key_forget(&master);
    if (outcome != OK)
        return outcome;
    const char *other = text_is_empty(new) ? "master.sealed" : "master.key";
    if (file_exists(file_in(arena, directory, other)) && unlinkat(lock, other, 0) != 0)
        return FAILED;
    return fsync(lock) == 0 ? OK : FAILED;
}

bool keyring_has_passphrase(const char *directory)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    return file_exists(file_in(arena, directory, "master.sealed")) &&
           !file_exists(file_in(arena, directory, "master.key"));
}

/* --- what opens ----------------------------------------------------------------------------------------------------
 */

enum outcome keyring_unwrap(const struct keyring *keyring, struct seal_place place, struct text wrapped,
                            struct key *ret_key, bool *ret_older)
{
    enum outcome outcome = key_unwrap(&keyring->wrapping, place, wrapped, ret_key);
    bool older = outcome != OK;
    for (size_t i = 0; i < keyring->older_count && outcome != OK; i++)
        outcome = key_unwrap(&keyring->older[i], place, wrapped, ret_key);
    if (outcome == OK)
        *ret_older = older;
    return outcome;
}

const struct key *keyring_master(const struct keyring *keyring) { return &keyring->wrapping; }
const struct key *keyring_cookie(const struct keyring *keyring) { return &keyring->cookie; }

/* --- sealing ----------------------------------------------------------------------------------------------------- */

void key_make(struct key *ret_key) { randombytes_buf(ret_key->bytes, KEY_BYTES); }
void key_forget(struct key *key) { sodium_memzero(key, sizeof *key); }

static void length_of(size_t length, unsigned char ret[4])
{
    for (int i = 0; i < 4; i++)
        ret[i] = (unsigned char)(length >> (24 - 8 * i));
}

static void add_prefixed(struct buffer *buffer, const void *at, size_t length)
{
    unsigned char prefix[4];
    length_of(length, prefix);
    buffer_add(buffer, (struct text){(char *)prefix, sizeof prefix});
    buffer_add(buffer, (struct text){at, length});
}

/* Table, field and id, each behind its length: no two places read alike. */
static struct buffer bytes_of_place(struct seal_place place)
{
    struct buffer bytes = buffer_open(place.table.length + place.field.length + sizeof place.id + 3 * sizeof(uint32_t));
    add_prefixed(&bytes, place.table.at, place.table.length);
    add_prefixed(&bytes, place.field.at, place.field.length);
    add_prefixed(&bytes, place.id.bytes, sizeof place.id.bytes);
    return bytes;
}

struct text seal(struct arena *arena, const struct key *key, struct seal_place place, struct text plain)
{
    AUTO_BUFFER struct buffer bound = bytes_of_place(place);
    unsigned char *sealed = arena_bytes(arena, plain.length + SEAL_OVERHEAD);
    sealed[0] = SEAL_VERSION;
    randombytes_buf(sealed + 1, SEAL_NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 1 + SEAL_NONCE, NULL, (const unsigned char *)plain.at,
                                                     plain.length, (const unsigned char *)bound.bytes, bound.length,
                                                     NULL, sealed + 1, key->bytes);
    return (struct text){(char *)sealed, plain.length + SEAL_OVERHEAD};
}

/* `ret` has room for sealed.length - SEAL_OVERHEAD bytes. */
static bool seal_opens(const struct key *key, struct seal_place place, struct text sealed, unsigned char *ret)
{
    AUTO_BUFFER struct buffer bound = bytes_of_place(place);
    const unsigned char *at = (const unsigned char *)sealed.at;
    return at[0] == SEAL_VERSION && crypto_aead_xchacha20poly1305_ietf_decrypt(
                                        ret, NULL, NULL, at + 1 + SEAL_NONCE, sealed.length - 1 - SEAL_NONCE,
                                        (const unsigned char *)bound.bytes, bound.length, at + 1, key->bytes) == 0;
}

enum outcome unseal(struct arena *arena, const struct key *key, struct seal_place place, struct text sealed,
                    struct text *ret_plain)
{
    if (sealed.length < SEAL_OVERHEAD)
        return FORBIDDEN;
    size_t length = sealed.length - SEAL_OVERHEAD;
    unsigned char *plain = arena_bytes(arena, length + 1);
    if (!seal_opens(key, place, sealed, plain))
        return FORBIDDEN;
    plain[length] = '\0';
    *ret_plain = (struct text){(char *)plain, length};
    return OK;
}

struct text key_wrap(struct arena *arena, const struct key *under, struct seal_place place, const struct key *key)
{
    return seal(arena, under, place, (struct text){(const char *)key->bytes, KEY_BYTES});
}

enum outcome key_unwrap(const struct key *under, struct seal_place place, struct text wrapped, struct key *ret)
{
    struct key key;
    if (wrapped.length != KEY_BYTES + SEAL_OVERHEAD || !seal_opens(under, place, wrapped, key.bytes))
        return FORBIDDEN;
    *ret = key;
    key_forget(&key);
    return OK;
}

/* --- hashes and signatures --------------------------------------------------------------------------------------- */

void search_key(const struct keyring *keyring, struct text kind, struct text value, unsigned char ret[SEARCH_KEY_BYTES])
{
    crypto_generichash_state state;
    unsigned char prefix[4];
    length_of(kind.length, prefix);
    (void)crypto_generichash_init(&state, keyring->search.bytes, KEY_BYTES, SEARCH_KEY_BYTES);
    (void)crypto_generichash_update(&state, prefix, sizeof prefix);
    (void)crypto_generichash_update(&state, (const unsigned char *)kind.at, kind.length);
    (void)crypto_generichash_update(&state, (const unsigned char *)value.at, value.length);
    (void)crypto_generichash_final(&state, ret, SEARCH_KEY_BYTES);
    sodium_memzero(&state, sizeof state);
}

void mac_bytes(const struct key *key, struct text bytes, unsigned char ret[DIGEST_BYTES])
{
    (void)crypto_generichash(ret, DIGEST_BYTES, (const unsigned char *)bytes.at, bytes.length, key->bytes, KEY_BYTES);
}

void audit_digest(const struct keyring *keyring, struct text value, unsigned char ret[DIGEST_BYTES])
{
    mac_bytes(&keyring->digest, value, ret);
}

void hash_bytes(struct text bytes, unsigned char ret[DIGEST_BYTES])
{
    (void)crypto_generichash(ret, DIGEST_BYTES, (const unsigned char *)bytes.at, bytes.length, NULL, 0);
}

bool bytes_equal_constant_time(const void *a, const void *b, size_t size) { return sodium_memcmp(a, b, size) == 0; }

void keyring_sign(const struct keyring *keyring, struct text bytes, unsigned char ret[SIGNATURE_BYTES])
{
    (void)crypto_sign_detached(ret, NULL, (const unsigned char *)bytes.at, bytes.length, keyring->signature_key);
}

bool keyring_verify(const struct keyring *keyring, struct text bytes, const unsigned char signature[SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)bytes.at, bytes.length,
                                       keyring->signature_public) == 0;
}

/* --- passwords --------------------------------------------------------------------------------------------------- */

/* libsodium wants an address, also for no bytes. */
static const char *address_of(struct text text) { return text.length == 0 ? "" : text.at; }

struct text password_hash(struct arena *arena, struct text password)
{
    char *hash = arena_zeroed(arena, crypto_pwhash_STRBYTES, 1);
    if (crypto_pwhash_str(hash, address_of(password), password.length, PASSWORD_PASSES, PASSWORD_MEMORY) != 0)
        return TEXT_NONE;
    return text_from(hash);
}

bool password_matches(struct text hash, struct text password)
{
    char terminated[crypto_pwhash_STRBYTES] = {0};
    if (hash.length == 0 || hash.length >= sizeof terminated)
        return false;
    memcpy(terminated, hash.at, hash.length);
    return crypto_pwhash_str_verify(terminated, address_of(password), password.length) == 0;
}
