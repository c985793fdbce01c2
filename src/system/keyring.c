#include "system/keyring.h"

#include <string.h>

#include "base/buffer.h"
#include "system/keyring_parts.h"

enum {
    SEAL_VERSION = 1,
    SEAL_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEAL_TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    PASSWORD_PASSES = 2,
    PASSWORD_MEMORY = 19 << 20,
};
_Static_assert(SEAL_OVERHEAD == 1 + SEAL_NONCE + SEAL_TAG, "the header says how much longer a sealed value is");
_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES && SEARCH_KEY_BYTES >= crypto_generichash_BYTES_MIN, "libsodium");
_Static_assert(KEY_BYTES == crypto_kdf_KEYBYTES, "libsodium");

/* --- what derives from the master key ---------------------------------------------------------------------------- */

static const struct derivation {
    const char *context; /* crypto_kdf wants eight bytes */
    size_t offset;
} derivations[] = {
    {"wrapping", offsetof(struct keyring, wrapping)}, {"search  ", offsetof(struct keyring, search)},
    {"cookie  ", offsetof(struct keyring, cookie)},   {"digest  ", offsetof(struct keyring, digest)},
    {"signing ", offsetof(struct keyring, signing)},
};

struct keyring *keyring_derive(const struct key *master)
{
    struct keyring *keyring = sodium_malloc(sizeof *keyring);
    if (keyring == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++) {
        struct key *key = (struct key *)(void *)((char *)keyring + derivations[i].offset);
        (void)crypto_kdf_derive_from_key(key->bytes, KEY_BYTES, 1, derivations[i].context, master->bytes);
    }
    keyring->older_count = keyring->older_search_count = keyring->search_read = 0;
    keyring->older_cookie_count = keyring->older_signature_count = 0;
    return keyring;
}

struct keyring *keyring_close(struct keyring *keyring)
{
    sodium_free(keyring);
    return NULL;
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

const struct key *keyring_cookie_at(const struct keyring *keyring, size_t at)
{
    if (at == 0)
        return &keyring->cookie;
    return at <= keyring->older_cookie_count ? &keyring->older_cookie[at - 1] : NULL;
}

/* --- sealing ----------------------------------------------------------------------------------------------------- */

void key_make(struct key *ret_key) { randombytes_buf(ret_key->bytes, KEY_BYTES); }
void key_forget(struct key *key) { sodium_memzero(key, sizeof *key); }

static void length_of(size_t length, unsigned char ret[4])
{
    for (int i = 0; i < 4; i++)
        ret[i] = (unsigned char)(length >> (24 - 8 * i));
}

/* Table, field and id, each behind its length: no two places read alike.  Names of tables and fields are short, so that
   a value that is opened costs no allocation; one that is not lies in `longer`. */
struct place_bytes {
    unsigned char bytes[192];
    struct buffer longer;
};

static unsigned char *add_prefixed(unsigned char *at, const void *bytes, size_t length)
{
    length_of(length, at);
    if (length > 0)
        memcpy(at + sizeof(uint32_t), bytes, length);
    return at + sizeof(uint32_t) + length;
}

static void close_place(struct place_bytes *place) { buffer_close(&place->longer); }
#define AUTO_PLACE __attribute__((cleanup(close_place)))

/* What a value is bound to. */
static const unsigned char *bytes_of_place(struct seal_place place, struct place_bytes *room, size_t *ret_length)
{
    size_t length = place.table.length + place.field.length + sizeof place.id + 3 * sizeof(uint32_t);
    unsigned char *first = room->bytes;
    room->longer = buffer_open(length);
    if (length > sizeof room->bytes)
        first = (unsigned char *)buffer_room(&room->longer, length);
    unsigned char *at = add_prefixed(first, place.table.at, place.table.length);
    at = add_prefixed(at, place.field.at, place.field.length);
    (void)add_prefixed(at, place.id.bytes, sizeof place.id.bytes);
    *ret_length = length;
    return first;
}

struct text seal(struct arena *arena, const struct key *key, struct seal_place place, struct text plain)
{
    AUTO_PLACE struct place_bytes room;
    size_t length;
    const unsigned char *bound = bytes_of_place(place, &room, &length);
    unsigned char *sealed = arena_bytes(arena, plain.length + SEAL_OVERHEAD);
    sealed[0] = SEAL_VERSION;
    randombytes_buf(sealed + 1, SEAL_NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 1 + SEAL_NONCE, NULL, (const unsigned char *)plain.at,
                                                     plain.length, bound, length, NULL, sealed + 1, key->bytes);
    return (struct text){(char *)sealed, plain.length + SEAL_OVERHEAD};
}

/* `ret` has room for sealed.length - SEAL_OVERHEAD bytes. */
static bool seal_opens(const struct key *key, struct seal_place place, struct text sealed, unsigned char *ret)
{
    AUTO_PLACE struct place_bytes room;
    size_t length;
    const unsigned char *bound = bytes_of_place(place, &room, &length);
    const unsigned char *at = (const unsigned char *)sealed.at;
    return at[0] == SEAL_VERSION && crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, at + 1 + SEAL_NONCE,
                                                                               sealed.length - 1 - SEAL_NONCE, bound,
                                                                               length, at + 1, key->bytes) == 0;
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

static void search_key_under(const struct key *key, struct text kind, struct text value,
                             unsigned char ret[SEARCH_KEY_BYTES])
{
    crypto_generichash_state state;
    unsigned char prefix[4];
    length_of(kind.length, prefix);
    (void)crypto_generichash_init(&state, key->bytes, KEY_BYTES, SEARCH_KEY_BYTES);
    (void)crypto_generichash_update(&state, prefix, sizeof prefix);
    (void)crypto_generichash_update(&state, (const unsigned char *)kind.at, kind.length);
    (void)crypto_generichash_update(&state, (const unsigned char *)value.at, value.length);
    (void)crypto_generichash_final(&state, ret, SEARCH_KEY_BYTES);
    sodium_memzero(&state, sizeof state);
}

void search_key(const struct keyring *keyring, struct text kind, struct text value, unsigned char ret[SEARCH_KEY_BYTES])
{
    search_key_under(&keyring->search, kind, value, ret);
}

bool search_key_at(const struct keyring *keyring, size_t at, struct text kind, struct text value,
                   unsigned char ret[SEARCH_KEY_BYTES])
{
    if (at > keyring->older_search_count)
        return false;
    search_key_under(at == 0 ? &keyring->search : &keyring->older_search[at - 1], kind, value, ret);
    return true;
}

void lasting_key(const struct keyring *keyring, struct text kind, struct text value,
                 unsigned char ret[SEARCH_KEY_BYTES])
{
    (void)search_key_at(keyring, keyring->older_search_count, kind, value, ret);
}

size_t search_generation(const struct keyring *keyring) { return keyring->older_search_count + 1; }
size_t search_read(const struct keyring *keyring) { return keyring->search_read; }

void search_key_of(const struct keyring *keyring, size_t at, struct key *ret_key)
{
    *ret_key = at == 0 || at > keyring->older_search_count ? keyring->search : keyring->older_search[at - 1];
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

static bool is_signed_by(const unsigned char public[SIGNATURE_PUBLIC_BYTES], struct text bytes,
                         const unsigned char signature[SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)bytes.at, bytes.length, public) == 0;
}

bool keyring_verify_numbered(const struct keyring *keyring, struct text bytes,
                             const unsigned char signature[SIGNATURE_BYTES], int64_t number)
{
    bool is = is_signed_by(keyring->signature_public, bytes, signature);
    for (size_t i = 0; i < keyring->older_signature_count && !is; i++)
        is = number <= keyring->older_signature[i].until &&
             is_signed_by(keyring->older_signature[i].public, bytes, signature);
    return is;
}

void keyring_public(const struct keyring *keyring, struct key *ret_public)
{
    memcpy(ret_public->bytes, keyring->signature_public, KEY_BYTES);
}

bool keyring_verify(const struct keyring *keyring, struct text bytes, const unsigned char signature[SIGNATURE_BYTES])
{
    return keyring_verify_numbered(keyring, bytes, signature, 0);
}

bool keyring_verify_newest(const struct keyring *keyring, struct text bytes,
                           const unsigned char signature[SIGNATURE_BYTES])
{
    return is_signed_by(keyring->signature_public, bytes, signature);
}

struct keyring_standing keyring_standing(const struct keyring *keyring)
{
    struct keyring_standing standing = {.masters = keyring->older_count + 1,
                                        .searches = keyring->older_search_count + 1,
                                        .searches_read = keyring->search_read,
                                        .cookies = keyring->older_cookie_count + 1,
                                        .signatures = keyring->older_signature_count + 1};
    for (size_t i = 0; i < keyring->older_signature_count; i++)
        standing.signatures_open += keyring->older_signature[i].until == INT64_MAX;
    return standing;
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
