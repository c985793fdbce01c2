/* The files of a keyring: made, opened, changed.  Each change is one rename, so that a crash leaves what was there or
   what was to be. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "system/file.h"
#include "system/keyring_parts.h"

enum {
    MASTER_VERSION = 1,
    BOX_OVERHEAD = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES,
    PASSPHRASE_PASSES = 3,
    PASSPHRASE_MEMORY = 64 << 20,
    FILES_ROOM = 64 * 1024,
    /* The content of signature.key since it holds every key that does not derive from the master key. */
    BOXED_MARK = 4,
    BOXED_COUNTS = 5,
    BOXED_HEAD = BOXED_MARK + BOXED_COUNTS,
    BOXED_FIXED = BOXED_HEAD + SIGNATURE_KEY_BYTES + 3 * KEY_BYTES,
    RETIRED_BYTES = SIGNATURE_PUBLIC_BYTES + 8,
    BOXED_MOST =
        BOXED_FIXED + (2 * KEYRING_OLDER_MOST + KEYRING_COOKIES_MOST) * KEY_BYTES + KEYRING_OLDER_MOST * RETIRED_BYTES,
};
_Static_assert(KEY_BYTES == crypto_secretbox_KEYBYTES, "libsodium");
static const char MARK[BOXED_MARK] = {'S', 'K', 'R', '2'};

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

/* --- signature.key: all that does not derive from the master key ------------------------------------------------- */

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

static unsigned char *put_retired(unsigned char *at, const struct retired_signature *retired)
{
    at = put(at, retired->public, SIGNATURE_PUBLIC_BYTES);
    for (int i = 0; i < 8; i++)
        *at++ = (unsigned char)((uint64_t)retired->until >> (56 - 8 * i));
    return at;
}

static struct text signature_box(struct arena *arena, const struct keyring *keyring)
{
    unsigned char secret[BOXED_MOST];
    const unsigned char counts[BOXED_COUNTS] = {
        (unsigned char)keyring->older_count, (unsigned char)keyring->older_search_count,
        (unsigned char)keyring->search_read, (unsigned char)keyring->older_cookie_count,
        (unsigned char)keyring->older_signature_count};
    unsigned char *at = put(put(secret, MARK, sizeof MARK), counts, sizeof counts);
    at = put(at, keyring->signature_key, SIGNATURE_KEY_BYTES);
    at = put(at, keyring->search.bytes, KEY_BYTES);
    at = put(at, keyring->digest.bytes, KEY_BYTES);
    at = put(at, keyring->cookie.bytes, KEY_BYTES);
    at = put(at, keyring->older, keyring->older_count * KEY_BYTES);
    at = put(at, keyring->older_search, keyring->older_search_count * KEY_BYTES);
    at = put(at, keyring->older_cookie, keyring->older_cookie_count * KEY_BYTES);
    for (size_t i = 0; i < keyring->older_signature_count; i++)
        at = put_retired(at, &keyring->older_signature[i]);
    struct text boxed = box(arena, &keyring->signing, secret, (size_t)(at - secret));
    sodium_memzero(secret, sizeof secret);
    return boxed;
}

static const unsigned char *take(const unsigned char *at, void *ret, size_t size)
{
    memcpy(ret, at, size);
    return at + size;
}

static const unsigned char *take_retired(const unsigned char *at, struct retired_signature *ret)
{
    uint64_t until = 0;
    at = take(at, ret->public, SIGNATURE_PUBLIC_BYTES);
    for (int i = 0; i < 8; i++)
        until = until << 8 | *at++;
    ret->until = (int64_t)until;
    return at;
}

static bool take_all(const unsigned char *secret, size_t size, struct keyring *keyring)
{
    const unsigned char *counts = secret + BOXED_MARK;
    if (size < BOXED_FIXED || counts[0] > KEYRING_OLDER_MOST || counts[1] > KEYRING_OLDER_MOST ||
        counts[2] > counts[1] || counts[3] > KEYRING_COOKIES_MOST || counts[4] > KEYRING_OLDER_MOST ||
        size !=
            BOXED_FIXED + (size_t)(counts[0] + counts[1] + counts[3]) * KEY_BYTES + (size_t)counts[4] * RETIRED_BYTES)
        return false;
    keyring->older_count = counts[0];
    keyring->older_search_count = counts[1];
    keyring->search_read = counts[2];
    keyring->older_cookie_count = counts[3];
    keyring->older_signature_count = counts[4];
    const unsigned char *at = take(secret + BOXED_HEAD, keyring->signature_key, SIGNATURE_KEY_BYTES);
    at = take(at, keyring->search.bytes, KEY_BYTES);
    at = take(at, keyring->digest.bytes, KEY_BYTES);
    at = take(at, keyring->cookie.bytes, KEY_BYTES);
    at = take(at, keyring->older, keyring->older_count * KEY_BYTES);
    at = take(at, keyring->older_search, keyring->older_search_count * KEY_BYTES);
    at = take(at, keyring->older_cookie, keyring->older_cookie_count * KEY_BYTES);
    for (size_t i = 0; i < keyring->older_signature_count; i++)
        at = take_retired(at, &keyring->older_signature[i]);
    return true;
}

/* As keyrings were before: the signature key alone, or behind it the keys of search and digests and the wrapping keys
   before. */
static bool take_first_form(const unsigned char *secret, size_t size, struct keyring *keyring)
{
    size_t more = size < SIGNATURE_KEY_BYTES ? 0 : (size - SIGNATURE_KEY_BYTES) / KEY_BYTES;
    if (size != SIGNATURE_KEY_BYTES + more * KEY_BYTES || (more > 0 && more < 3) || more > 2 + KEYRING_OLDER_MOST)
        return false;
    memcpy(keyring->signature_key, secret, SIGNATURE_KEY_BYTES);
    if (more == 0)
        return true;
    const unsigned char *at = take(secret + SIGNATURE_KEY_BYTES, keyring->search.bytes, KEY_BYTES);
    at = take(at, keyring->digest.bytes, KEY_BYTES);
    keyring->older_count = more - 2;
    memcpy(keyring->older, at, keyring->older_count * KEY_BYTES);
    return true;
}

static bool signature_unbox(struct text boxed, struct keyring *keyring)
{
    unsigned char secret[BOXED_MOST];
    size_t size = boxed.length < BOX_OVERHEAD ? 0 : boxed.length - BOX_OVERHEAD;
    if (size < SIGNATURE_KEY_BYTES || size > sizeof secret || !unbox(&keyring->signing, boxed, secret, size))
        return false;
    bool marked = memcmp(secret, MARK, sizeof MARK) == 0;
    bool whole = marked ? take_all(secret, size, keyring) : take_first_form(secret, size, keyring);
    sodium_memzero(secret, sizeof secret);
    return whole;
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
static enum outcome public_write(struct arena *arena, const char *directory, const struct keyring *keyring)
{
    struct text bytes = {(const char *)keyring->signature_public, SIGNATURE_PUBLIC_BYTES};
    return file_write(file_in(arena, directory, "signature.public"), bytes, 0600);
}

static enum outcome write_files(struct arena *arena, const char *directory, const struct keyring_secret *secret,
                                const struct key *master, const struct keyring *keyring)
{
    enum outcome outcome = public_write(arena, directory, keyring);
    if (outcome == OK)
        outcome = file_write(file_in(arena, directory, "signature.key"), signature_box(arena, keyring), 0600);
    return outcome == OK && secret->master == NULL ? master_write(arena, directory, secret->passphrase, master)
                                                   : outcome;
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

static enum outcome make_files(struct arena *arena, const char *directory, const struct keyring_secret *secret)
{
    AUTO_KEYRING struct keyring *keyring = NULL;
    struct key master;
    if (secret->master != NULL)
        master = *secret->master;
    else
        key_make(&master);
    keyring = keyring_derive(&master);
    enum outcome outcome = keyring == NULL ? FAILED : OK;
    if (outcome == OK) {
        (void)crypto_sign_keypair(keyring->signature_public, keyring->signature_key);
        outcome = write_files(arena, directory, secret, &master, keyring);
    }
    key_forget(&master);
    return outcome;
}

enum outcome keyring_make_with(const char *directory, const struct keyring_secret *secret)
{
    static const char *const THERE[] = {"master.key", "master.sealed"};
    AUTO_ARENA struct arena *arena = arena_open(FILES_ROOM);
    AUTO_LOCK int lock = -1;
    enum outcome outcome = directory_make(directory, 0700);
    if (outcome != OK)
        return outcome;
    lock = lock_open(directory);
    if (lock < 0)
        return FAILED;
    for (size_t i = 0; i < sizeof THERE / sizeof *THERE; i++)
        if (file_exists(file_in(arena, directory, THERE[i])))
            return CONFLICT;
    /* Without a file of the master key, the signature is what is put there last. */
    if (secret->master != NULL && file_exists(file_in(arena, directory, "signature.key")))
        return CONFLICT;
    return make_files(arena, directory, secret);
}

enum outcome keyring_make(const char *directory, struct text passphrase)
{
    return keyring_make_with(directory, &(struct keyring_secret){passphrase, NULL});
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

/* signature.public is for people who verify elsewhere: what counts is in signature.key.  A crash may have left the one
   before. */
static bool is_published(const struct keyring *keyring, struct text published)
{
    bool is = text_equal(published, (struct text){(const char *)keyring->signature_public, SIGNATURE_PUBLIC_BYTES});
    for (size_t i = 0; i < keyring->older_signature_count && !is; i++)
        is = text_equal(published,
                        (struct text){(const char *)keyring->older_signature[i].public, SIGNATURE_PUBLIC_BYTES});
    return is;
}

static enum outcome signature_read(struct arena *arena, const char *directory, struct keyring *keyring)
{
    struct text published;
    if (signature_file(arena, directory, keyring) == NULL ||
        file_read(arena, file_in(arena, directory, "signature.public"), FILES_ROOM / 8, &published) != OK)
        return FAILED;
    (void)crypto_sign_ed25519_sk_to_pk(keyring->signature_public, keyring->signature_key);
    return is_published(keyring, published) ? OK : FAILED;
}

static enum outcome secret_master(struct arena *arena, const char *directory, const struct keyring_secret *secret,
                                  struct key *ret)
{
    if (secret->master == NULL)
        return master_read(arena, directory, secret->passphrase, ret);
    *ret = *secret->master;
    return file_exists(file_in(arena, directory, "signature.key")) ? OK : NOT_FOUND;
}

static enum outcome read_all(struct arena *arena, const char *directory, const struct keyring_secret *secret,
                             struct keyring **ret)
{
    struct key master;
    enum outcome outcome = secret_master(arena, directory, secret, &master);
    if (outcome != OK)
        return outcome;
    struct keyring *keyring = keyring_derive(&master);
    key_forget(&master);
    outcome = keyring == NULL ? FAILED : signature_read(arena, directory, keyring);
    if (outcome == OK)
        *ret = keyring;
    else
        (void)keyring_close(keyring);
    return outcome == FAILED && secret->master != NULL ? FORBIDDEN : outcome;
}

enum outcome keyring_open_with(const char *directory, const struct keyring_secret *secret, struct keyring **ret)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    enum outcome outcome = read_all(arena, directory, secret, ret);
    if (outcome == OK)
        (void)sodium_mprotect_readonly(*ret);
    return outcome;
}

enum outcome keyring_open(const char *directory, struct text passphrase, struct keyring **ret)
{
    return keyring_open_with(directory, &(struct keyring_secret){passphrase, NULL}, ret);
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

static void push_key(struct key *list, size_t *count, size_t most, const struct key *key)
{
    size_t kept = *count < most ? *count : most - 1;
    memmove(list + 1, list, kept * sizeof *list);
    list[0] = *key;
    *count = kept + 1;
}

static void renew_cookie(struct keyring *keyring)
{
    push_key(keyring->older_cookie, &keyring->older_cookie_count, KEYRING_COOKIES_MOST, &keyring->cookie);
    key_make(&keyring->cookie);
}

/* The same keys, but those that derive from the new master key; and other cookies, the ones before still being read. */
static struct keyring *keyring_succeed(const struct keyring *old, const struct key *master)
{
    struct keyring *keyring = keyring_derive(master);
    if (keyring == NULL)
        return NULL;
    const struct key wrapping = keyring->wrapping, signing = keyring->signing;
    *keyring = *old;
    keyring->wrapping = wrapping;
    keyring->signing = signing;
    push_key(keyring->older, &keyring->older_count, KEYRING_OLDER_MOST, &old->wrapping);
    renew_cookie(keyring);
    return keyring;
}

/* The new signature beside the old one; then the master key, in one rename: from there on the new one is read.  One
   that stands in no file is in force as soon as the command prints it. */
static enum outcome put_in_place(struct arena *arena, const char *directory, const struct keyring_secret *secret,
                                 const struct key *next, const struct keyring *old, int lock)
{
    AUTO_KEYRING struct keyring *keyring = NULL;
    struct key master;
    if (next != NULL)
        master = *next;
    else
        key_make(&master);
    keyring = keyring_succeed(old, &master);
    enum outcome outcome =
        keyring == NULL ? FAILED
                        : file_write(file_in(arena, directory, "signature.next"), signature_box(arena, keyring), 0600);
    if (outcome == OK && next == NULL)
        outcome = master_write(arena, directory, secret->passphrase, &master);
    key_forget(&master);
    bool at_once = next == NULL && secret->master == NULL;
    return outcome == OK && at_once ? settle(arena, directory, keyring, lock) : outcome;
}

/* What a crash left half written bears the name of a file and six characters more; it may hold a key in the open. */
static enum outcome sweep(const char *directory, int lock)
{
    static const char *const NAMES[] = {"master.key.", "master.sealed.", "signature.key.", "signature.next.",
                                        "signature.public."};
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

/* What is there, ready to be changed. */
static enum outcome open_to_change(struct arena *arena, const char *directory, const struct keyring_secret *secret,
                                   int lock, struct keyring **ret)
{
    if (lock < 0)
        return NOT_FOUND;
    if (secret->master == NULL && has_both(arena, directory))
        return CONFLICT;
    enum outcome outcome = sweep(directory, lock);
    if (outcome == OK)
        outcome = read_all(arena, directory, secret, ret);
    if (outcome == OK)
        outcome = settle(arena, directory, *ret, lock);
    return outcome;
}

enum outcome keyring_rotate_with(const char *directory, const struct keyring_secret *secret, const struct key *next)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    AUTO_KEYRING struct keyring *old = NULL;
    AUTO_LOCK int lock = lock_open(directory);
    enum outcome outcome = open_to_change(arena, directory, secret, lock, &old);
    if (outcome != OK)
        return outcome;
    if (old->older_count == KEYRING_OLDER_MOST)
        return TOO_MANY;
    struct keyring_secret own = *secret;
    if (secret->master == NULL && !keyring_has_passphrase(directory))
        own.passphrase = TEXT_NONE;
    return put_in_place(arena, directory, &own, next, old, lock);
}

enum outcome keyring_rotate(const char *directory, struct text passphrase)
{
    return keyring_rotate_with(directory, &(struct keyring_secret){passphrase, NULL}, NULL);
}

/* One that was announced and is not printed yet would bring the other keys of before with it. */
static enum outcome drop_next(struct arena *arena, const char *directory, const struct keyring_secret *secret, int lock)
{
    if (!file_exists(file_in(arena, directory, "signature.next")))
        return OK;
    if (secret->master != NULL)
        return CONFLICT;
    return unlinkat(lock, "signature.next", 0) == 0 ? OK : FAILED;
}

static enum outcome renew_search(struct keyring *keyring)
{
    if (keyring->search_read > 0)
        return CONFLICT;
    if (keyring->older_search_count == KEYRING_OLDER_MOST)
        return TOO_MANY;
    push_key(keyring->older_search, &keyring->older_search_count, KEYRING_OLDER_MOST, &keyring->search);
    key_make(&keyring->search);
    keyring->search_read = 1;
    return OK;
}

static enum outcome renew_signature(struct keyring *keyring)
{
    struct retired_signature *list = keyring->older_signature;
    if (keyring->older_signature_count == KEYRING_OLDER_MOST)
        return TOO_MANY;
    if (keyring->older_signature_count > 0 && list[0].until == INT64_MAX)
        return CONFLICT;
    memmove(list + 1, list, keyring->older_signature_count * sizeof *list);
    memcpy(list[0].public, keyring->signature_public, SIGNATURE_PUBLIC_BYTES);
    list[0].until = INT64_MAX;
    keyring->older_signature_count++;
    (void)crypto_sign_keypair(keyring->signature_public, keyring->signature_key);
    return OK;
}

static enum outcome renew_web(struct keyring *keyring)
{
    renew_cookie(keyring);
    return OK;
}

static enum outcome (*const RENEW[])(struct keyring *keyring) = {
    [KEYRING_SEARCH] = renew_search, [KEYRING_SIGNATURE] = renew_signature, [KEYRING_WEB] = renew_web};

static enum outcome write_changed(struct arena *arena, const char *directory, const struct keyring *keyring)
{
    enum outcome outcome = file_write(file_in(arena, directory, "signature.key"), signature_box(arena, keyring), 0600);
    return outcome == OK ? public_write(arena, directory, keyring) : outcome;
}

enum outcome keyring_renew(const char *directory, const struct keyring_secret *secret, enum keyring_part part)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    AUTO_KEYRING struct keyring *keyring = NULL;
    AUTO_LOCK int lock = lock_open(directory);
    enum outcome outcome = open_to_change(arena, directory, secret, lock, &keyring);
    if (outcome == OK)
        outcome = drop_next(arena, directory, secret, lock);
    if (outcome == OK)
        outcome = RENEW[part](keyring);
    return outcome == OK ? write_changed(arena, directory, keyring) : outcome;
}

static enum outcome remove_masters(struct arena *arena, const char *directory, int lock)
{
    static const char *const NAMES[] = {"master.key", "master.sealed"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (file_exists(file_in(arena, directory, NAMES[i])) && unlinkat(lock, NAMES[i], 0) != 0)
            return FAILED;
    return fsync(lock) == 0 ? OK : FAILED;
}

enum outcome keyring_finish(const char *directory, const struct keyring_secret *secret, bool index_is_new,
                            int64_t last_block)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 * FILES_ROOM);
    AUTO_KEYRING struct keyring *keyring = NULL;
    AUTO_LOCK int lock = lock_open(directory);
    enum outcome outcome = open_to_change(arena, directory, secret, lock, &keyring);
    if (outcome == OK)
        outcome = drop_next(arena, directory, secret, lock);
    if (outcome != OK)
        return outcome;
    if (index_is_new)
        keyring->search_read = 0;
    for (size_t i = 0; i < keyring->older_signature_count; i++)
        if (keyring->older_signature[i].until == INT64_MAX)
            keyring->older_signature[i].until = last_block;
    outcome = write_changed(arena, directory, keyring);
    return outcome == OK && secret->master != NULL ? remove_masters(arena, directory, lock) : outcome;
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
