#include "referrals/referral_package.h"

#include <string.h>

#include <sodium.h>

#include "base/buffer.h"
#include "codec/hex.h"

enum {
    MAGIC_BYTES = 8,
    KIND_AT = MAGIC_BYTES,
    HEAD_BYTES = MAGIC_BYTES + 1,
    SEALED_KEY_BYTES = KEY_BYTES + crypto_box_SEALBYTES,
    SALT_BYTES = crypto_pwhash_SALTBYTES,
    STREAM_BYTES = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    TAIL_BYTES = crypto_secretstream_xchacha20poly1305_ABYTES,
    SIGNED_BYTES = SIGNATURE_BYTES + KEY_BYTES,
    LENGTH_BYTES = 4,
    STEP_BYTES = 4096,
    CODE_PASSES = 3,
    CODE_MEMORY = 64 << 20,
};
_Static_assert(KEY_BYTES == crypto_box_PUBLICKEYBYTES && KEY_BYTES == crypto_sign_PUBLICKEYBYTES &&
                   KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES && SIGNATURE_BYTES == crypto_sign_BYTES,
               "one size of key");

static const char MAGIC[] = "SANADRP1";
static const char SIGNED_FOR[] = "sanad referral package 1";
static const char SECRET_WORD[] = "sanad-referral-secret-1";
static const char CROCKFORD[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const char *package_fault_said(enum package_fault fault)
{
    static const char *const SAID[] = {
        [PACKAGE_NONE] = "this is no package of a referral",
        [PACKAGE_OTHER_KEY] = "it is for another key, or wants a code where a key was given, or a key where a code was",
        [PACKAGE_ALTERED] = "the code or key is wrong, or the file was altered: nothing of it is shown",
        [PACKAGE_STRANGER] = "it was signed by somebody else than the signer given: nothing of it is shown",
    };
    return SAID[fault];
}

static struct text raw(const void *bytes, size_t size) { return (struct text){(const char *)bytes, size}; }

/* ---- keys ---- */

static size_t head_size(enum package_kind kind)
{
    return HEAD_BYTES + (kind == PACKAGE_TO_KEY ? (size_t)PACKAGE_FINGERPRINT_BYTES + SEALED_KEY_BYTES : SALT_BYTES);
}

static enum outcome key_of_code(struct text code, const unsigned char *salt, struct key *ret_key)
{
    return crypto_pwhash(ret_key->bytes, KEY_BYTES, code.at, code.length, salt, CODE_PASSES, CODE_MEMORY,
                         crypto_pwhash_ALG_ARGON2ID13) == 0
               ? OK
               : UNAVAILABLE;
}

/* Writes the head, and gives the key of the file. */
static enum outcome head_write(struct arena *arena, const struct package_receiver *receiver, struct buffer *out,
                               struct key *ret_key)
{
    buffer_add(out, raw(MAGIC, MAGIC_BYTES));
    buffer_add_byte(out, (char)receiver->kind);
    if (receiver->kind == PACKAGE_TO_CODE) {
        unsigned char salt[SALT_BYTES];
        randombytes_buf(salt, sizeof salt);
        buffer_add(out, raw(salt, sizeof salt));
        return key_of_code(receiver->code, salt, ret_key);
    }
    unsigned char sealed[SEALED_KEY_BYTES];
    key_make(ret_key);
    buffer_add(out, package_fingerprint(arena, &receiver->public));
    if (crypto_box_seal(sealed, ret_key->bytes, KEY_BYTES, receiver->public.bytes) != 0)
        return INVALID; /* a point of small order, or none */
    buffer_add(out, raw(sealed, sizeof sealed));
    return OK;
}

/* What the signature is of. */
static struct text signed_text(struct arena *arena, struct text head, const struct key *signer, struct text content)
{
    struct text first = arena_join(arena, raw(SIGNED_FOR, sizeof SIGNED_FOR), head);
    first = arena_join(arena, first, raw(signer->bytes, KEY_BYTES));
    return arena_join(arena, first, content);
}

/* Signature, signer, length, content, zeros up to the next step. */
static struct text inside(struct arena *arena, const struct package_signer *signer, struct text head,
                          struct text content)
{
    size_t length = SIGNED_BYTES + LENGTH_BYTES + content.length;
    size_t padded = (length + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    unsigned char *bytes = arena_zeroed(arena, padded, 1);
    keyring_sign(signer->keyring, signed_text(arena, head, &signer->public, content), bytes);
    memcpy(bytes + SIGNATURE_BYTES, signer->public.bytes, KEY_BYTES);
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        bytes[SIGNED_BYTES + i] = (unsigned char)(content.length >> 8 * (LENGTH_BYTES - 1 - i));
    if (content.length > 0)
        memcpy(bytes + SIGNED_BYTES + LENGTH_BYTES, content.at, content.length);
    return raw(bytes, padded);
}

static void stream_write(struct arena *arena, const struct key *key, struct text head, struct text plain,
                         struct buffer *out)
{
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char header[STREAM_BYTES];
    unsigned char *sealed = arena_bytes(arena, plain.length + TAIL_BYTES);
    unsigned long long length;
    (void)crypto_secretstream_xchacha20poly1305_init_push(&state, header, key->bytes);
    (void)crypto_secretstream_xchacha20poly1305_push(&state, sealed, &length, (const unsigned char *)plain.at,
                                                     plain.length, (const unsigned char *)head.at, head.length,
                                                     crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    buffer_add(out, raw(header, sizeof header));
    buffer_add(out, raw(sealed, (size_t)length));
    sodium_memzero(&state, sizeof state);
}

enum outcome package_write(struct arena *arena, const struct package_receiver *receiver,
                           const struct package_signer *signer, struct text content, struct text *ret_bytes)
{
    AUTO_BUFFER struct buffer out = buffer_open(PACKAGE_FILE_MOST);
    struct key key;
    if (content.length > PACKAGE_CONTENT_MOST)
        return TOO_LARGE;
    enum outcome outcome = head_write(arena, receiver, &out, &key);
    if (outcome == OK) {
        struct text head = arena_text(arena, buffer_text(&out));
        struct text plain = inside(arena, signer, head, content);
        stream_write(arena, &key, head, plain, &out);
        sodium_memzero((char *)(uintptr_t)plain.at, plain.length);
    }
    key_forget(&key);
    if (outcome != OK)
        return outcome;
    if (out.full)
        return TOO_LARGE;
    *ret_bytes = arena_text(arena, buffer_text(&out));
    return OK;
}

/* ---- opening ---- */

enum outcome package_kind_of(struct text bytes, enum package_kind *ret_kind)
{
    if (bytes.length < HEAD_BYTES || memcmp(bytes.at, MAGIC, MAGIC_BYTES) != 0)
        return INVALID;
    enum package_kind kind = (enum package_kind)(unsigned char)bytes.at[KIND_AT];
    if (kind != PACKAGE_TO_KEY && kind != PACKAGE_TO_CODE)
        return INVALID;
    if (bytes.length > PACKAGE_FILE_MOST || bytes.length < head_size(kind) + STREAM_BYTES + TAIL_BYTES + STEP_BYTES ||
        (bytes.length - head_size(kind) - STREAM_BYTES - TAIL_BYTES) % STEP_BYTES != 0)
        return INVALID;
    *ret_kind = kind;
    return OK;
}

static enum outcome head_read(struct arena *arena, struct text bytes, enum package_kind kind,
                              const struct package_opener *opener, struct key *ret_key, enum package_fault *ret_fault)
{
    const unsigned char *at = (const unsigned char *)bytes.at + HEAD_BYTES;
    struct key public;
    *ret_fault = PACKAGE_OTHER_KEY;
    if ((opener->secret != NULL) != (kind == PACKAGE_TO_KEY))
        return INVALID;
    if (kind == PACKAGE_TO_CODE)
        return key_of_code(opener->code, at, ret_key);
    if (crypto_scalarmult_base(public.bytes, opener->secret->bytes) != 0 ||
        memcmp(package_fingerprint(arena, &public).at, at, PACKAGE_FINGERPRINT_BYTES) != 0)
        return INVALID;
    *ret_fault = PACKAGE_ALTERED;
    return crypto_box_seal_open(ret_key->bytes, at + PACKAGE_FINGERPRINT_BYTES, SEALED_KEY_BYTES, public.bytes,
                                opener->secret->bytes) == 0
               ? OK
               : INVALID;
}

static enum outcome stream_read(struct arena *arena, struct text bytes, size_t head, const struct key *key,
                                struct text *ret_plain)
{
    crypto_secretstream_xchacha20poly1305_state state;
    const unsigned char *stream = (const unsigned char *)bytes.at + head;
    size_t sealed = bytes.length - head - STREAM_BYTES;
    unsigned char *plain = arena_bytes(arena, sealed);
    unsigned long long length = 0;
    unsigned char tag = 0;
    bool whole = crypto_secretstream_xchacha20poly1305_init_pull(&state, stream, key->bytes) == 0 &&
                 crypto_secretstream_xchacha20poly1305_pull(&state, plain, &length, &tag, stream + STREAM_BYTES, sealed,
                                                            (const unsigned char *)bytes.at, head) == 0 &&
                 tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    sodium_memzero(&state, sizeof state);
    if (!whole)
        return INVALID;
    *ret_plain = raw(plain, (size_t)length);
    return OK;
}

/* The content, once its signature is that of the signer wanted. */
static enum outcome content_of(struct arena *arena, struct text head, struct text plain, struct text signer,
                               struct text *ret_content, enum package_fault *ret_fault)
{
    struct key public;
    size_t length = 0;
    *ret_fault = PACKAGE_ALTERED;
    if (plain.length < SIGNED_BYTES + LENGTH_BYTES)
        return INVALID;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        length = length << 8 | (unsigned char)plain.at[SIGNED_BYTES + i];
    if (length > plain.length - SIGNED_BYTES - LENGTH_BYTES)
        return INVALID;
    struct text content = raw(plain.at + SIGNED_BYTES + LENGTH_BYTES, length);
    memcpy(public.bytes, plain.at + SIGNATURE_BYTES, KEY_BYTES);
    struct text whole = signed_text(arena, head, &public, content);
    if (crypto_sign_verify_detached((const unsigned char *)plain.at, (const unsigned char *)whole.at, whole.length,
                                    public.bytes) != 0)
        return INVALID;
    *ret_fault = PACKAGE_STRANGER;
    if (!text_equal(package_fingerprint(arena, &public), signer))
        return INVALID;
    *ret_content = content;
    return OK;
}

enum outcome package_read(struct arena *arena, struct text bytes, const struct package_opener *opener,
                          struct text *ret_content, enum package_fault *ret_fault)
{
    enum package_kind kind;
    struct key key = {{0}};
    struct text plain;
    *ret_fault = PACKAGE_NONE;
    if (package_kind_of(bytes, &kind) != OK)
        return INVALID;
    enum outcome outcome = head_read(arena, bytes, kind, opener, &key, ret_fault);
    if (outcome == OK) {
        *ret_fault = PACKAGE_ALTERED;
        outcome = stream_read(arena, bytes, head_size(kind), &key, &plain);
    }
    key_forget(&key);
    return outcome == OK
               ? content_of(arena, text_slice(bytes, 0, head_size(kind)), plain, opener->signer, ret_content, ret_fault)
               : outcome;
}

/* ---- codes ---- */

struct text package_code_new(struct arena *arena)
{
    struct key key;
    struct text code = TEXT_NONE;
    key_make(&key);
    for (size_t i = 0; i < PACKAGE_CODE_LENGTH; i++)
        code = arena_format(arena, "%.*s%s%c", TEXT_ARG(code), i > 0 && i % 4 == 0 ? "-" : "",
                            CROCKFORD[key.bytes[i] % 32]);
    key_forget(&key);
    return code;
}

static char crockford(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 32);
    if (c == 'O')
        return '0';
    if (c == 'I' || c == 'L')
        return '1';
    return c != '\0' && strchr(CROCKFORD, c) != NULL ? c : '\0';
}

enum outcome package_code_read(struct arena *arena, struct text typed, struct text *ret_code)
{
    char *code = arena_bytes(arena, PACKAGE_CODE_LENGTH);
    size_t count = 0;
    for (size_t i = 0; i < typed.length; i++) {
        if (typed.at[i] == ' ' || typed.at[i] == '-' || typed.at[i] == '\n' || typed.at[i] == '\r')
            continue;
        if (count == PACKAGE_CODE_LENGTH || (code[count++] = crockford(typed.at[i])) == '\0')
            return INVALID;
    }
    if (count != PACKAGE_CODE_LENGTH)
        return INVALID;
    *ret_code = raw(code, count);
    return OK;
}

/* ---- keys of receivers ---- */

void package_keys_new(struct key *ret_secret, struct key *ret_public)
{
    (void)crypto_box_keypair(ret_public->bytes, ret_secret->bytes);
}

struct text package_secret_text(struct arena *arena, const struct key *secret)
{
    return arena_format(arena, "%s %.*s\n", SECRET_WORD, TEXT_ARG(hex_encode(arena, raw(secret->bytes, KEY_BYTES))));
}

static enum outcome key_read(struct arena *arena, struct text digits, size_t size, struct text *ret_bytes)
{
    char *clean = arena_bytes(arena, digits.length + 1);
    size_t count = 0;
    for (size_t i = 0; i < digits.length; i++)
        if (digits.at[i] != ' ' && digits.at[i] != '\n' && digits.at[i] != '\r' && digits.at[i] != '\t')
            clean[count++] = digits.at[i];
    return count == 2 * size && hex_decode(arena, raw(clean, count), ret_bytes) == OK ? OK : INVALID;
}

enum outcome package_secret_read(struct arena *arena, struct text text, struct key *ret_secret)
{
    struct text word;
    struct text bytes;
    text = text_trim(text);
    if (!text_split(&text, ' ', &word) || !text_is(word, SECRET_WORD) || key_read(arena, text, KEY_BYTES, &bytes) != OK)
        return INVALID;
    memcpy(ret_secret->bytes, bytes.at, KEY_BYTES);
    return OK;
}

enum outcome package_public_read(struct arena *arena, struct text digits, struct key *ret_public)
{
    unsigned char shared[KEY_BYTES];
    struct key any;
    struct text bytes;
    if (key_read(arena, digits, KEY_BYTES, &bytes) != OK)
        return INVALID;
    key_make(&any); /* a point of small order gives the same to everybody */
    bool sound = crypto_scalarmult(shared, any.bytes, (const unsigned char *)bytes.at) == 0;
    key_forget(&any);
    if (!sound)
        return INVALID;
    memcpy(ret_public->bytes, bytes.at, KEY_BYTES);
    return OK;
}

struct text package_fingerprint(struct arena *arena, const struct key *public)
{
    unsigned char digest[DIGEST_BYTES];
    hash_bytes(raw(public->bytes, KEY_BYTES), digest);
    return arena_text(arena, raw(digest, PACKAGE_FINGERPRINT_BYTES));
}

struct text package_fingerprint_shown(struct arena *arena, struct text fingerprint)
{
    struct text digits = hex_encode(arena, fingerprint);
    struct text shown = TEXT_NONE;
    for (size_t i = 0; i + 4 <= digits.length; i += 4)
        shown = arena_format(arena, "%.*s%s%.4s", TEXT_ARG(shown), i > 0 ? " " : "", digits.at + i);
    return shown;
}

enum outcome package_fingerprint_read(struct arena *arena, struct text typed, struct text *ret_fingerprint)
{
    return key_read(arena, typed, PACKAGE_FINGERPRINT_BYTES, ret_fingerprint);
}
