#include "matching/link_filters.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char MAGIC[8] = {'S', 'A', 'N', 'A', 'D', 'L', 'N', 'F'};
#define SIGNED "sanad link 1: filters"
enum {
    HASH = 64,
    KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_KEY = KEY + crypto_box_SEALBYTES,
    AROUND = LINK_FILTERS_HEAD + SEALED_KEY + NONCE + TAG + LINK_SIGNATURE
};
enum sealed_kind { SEALED_FILTERS = 16, SEALED_FOUND };

struct sealed_file {
    enum sealed_kind kind;
    unsigned char project[LINK_RUN], sender[LINK_KEY], receiver[LINK_KEY];
    int64_t made_at;
    unsigned char of[LINK_DIGEST];
    size_t count;
    struct text body;
};

/* ---- bytes ---- */

static void put(struct buffer *buffer, const void *bytes, size_t size)
{
    buffer_add(buffer, (struct text){bytes, size});
}

static void put_number(struct buffer *buffer, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        buffer_add_byte(buffer, (char)(unsigned char)(number >> (8 * i)));
}

static uint64_t take_number(const unsigned char **at, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number = number << 8 | *(*at)++;
    return number;
}

static void take(const unsigned char **at, void *ret, size_t size)
{
    memcpy(ret, *at, size);
    *at += size;
}

static void signed_bytes(struct text before, unsigned char ret[sizeof SIGNED + HASH])
{
    memcpy(ret, SIGNED, sizeof SIGNED);
    (void)crypto_generichash(ret + sizeof SIGNED, HASH, (const unsigned char *)before.at, before.length, NULL, 0);
}

static size_t body_size(enum sealed_kind kind, size_t count)
{
    return kind == SEALED_FILTERS ? count * sizeof(struct dice_filter) : count;
}

/* ---- sealing ---- */

static bool seal_body(struct buffer *buffer, const struct sealed_file *file, struct text head)
{
    unsigned char to[crypto_box_PUBLICKEYBYTES];
    unsigned char key[KEY];
    unsigned char sealed_key[SEALED_KEY];
    unsigned char nonce[NONCE];
    if (crypto_sign_ed25519_pk_to_curve25519(to, file->receiver) != 0)
        return false;
    randombytes_buf(key, sizeof key);
    randombytes_buf(nonce, sizeof nonce);
    bool sealed = crypto_box_seal(sealed_key, key, sizeof key, to) == 0;
    put(buffer, sealed_key, sizeof sealed_key);
    put(buffer, nonce, sizeof nonce);
    char *room = sealed ? buffer_room(buffer, file->body.length + TAG) : NULL;
    if (room != NULL) {
        (void)crypto_aead_xchacha20poly1305_ietf_encrypt((unsigned char *)room, NULL,
                                                         (const unsigned char *)file->body.at, file->body.length,
                                                         (const unsigned char *)head.at, head.length, NULL, nonce, key);
        buffer->length += file->body.length + TAG;
    }
    sodium_memzero(key, sizeof key);
    return room != NULL;
}

static bool sealed_write(struct buffer *buffer, const struct sealed_file *file, const unsigned char secret[LINK_SECRET])
{
    unsigned char head[LINK_FILTERS_HEAD];
    unsigned char bytes[sizeof SIGNED + HASH];
    unsigned char signature[LINK_SIGNATURE];
    size_t from = buffer->length;
    put(buffer, MAGIC, sizeof MAGIC);
    put_number(buffer, LINK_VERSION, 2);
    put_number(buffer, (uint64_t)file->kind, 2);
    put_number(buffer, file->count, 4);
    put(buffer, file->project, LINK_RUN);
    put(buffer, file->sender, LINK_KEY);
    put(buffer, file->receiver, LINK_KEY);
    put_number(buffer, (uint64_t)file->made_at, 8);
    put(buffer, file->of, LINK_DIGEST);
    if (buffer->full)
        return false;
    memcpy(head, buffer->bytes + from, sizeof head);
    if (!seal_body(buffer, file, (struct text){(const char *)head, sizeof head}) || buffer->full)
        return false;
    signed_bytes((struct text){buffer->bytes + from, buffer->length - from}, bytes);
    (void)crypto_sign_detached(signature, NULL, bytes, sizeof bytes, secret);
    put(buffer, signature, sizeof signature);
    return !buffer->full;
}

static enum outcome read_head(struct text bytes, enum sealed_kind kind, struct sealed_file *ret)
{
    const unsigned char *at = (const unsigned char *)bytes.at + sizeof MAGIC;
    if (bytes.length < AROUND || memcmp(bytes.at, MAGIC, sizeof MAGIC) != 0 || take_number(&at, 2) != LINK_VERSION ||
        take_number(&at, 2) != (uint64_t)kind)
        return INVALID;
    ret->kind = kind;
    ret->count = (size_t)take_number(&at, 4);
    if (ret->count > LINK_FILTERS_MOST || bytes.length != AROUND + body_size(kind, ret->count))
        return INVALID;
    take(&at, ret->project, LINK_RUN);
    take(&at, ret->sender, LINK_KEY);
    take(&at, ret->receiver, LINK_KEY);
    ret->made_at = (int64_t)take_number(&at, 8);
    take(&at, ret->of, LINK_DIGEST);
    return OK;
}

static bool open_body(struct arena *arena, struct text bytes, const struct link_pair *own, struct sealed_file *file)
{
    unsigned char public[crypto_box_PUBLICKEYBYTES];
    unsigned char secret[crypto_box_SECRETKEYBYTES];
    unsigned char key[KEY];
    const unsigned char *at = (const unsigned char *)bytes.at + LINK_FILTERS_HEAD;
    size_t size = body_size(file->kind, file->count);
    /* Filters are read as words: aligned. */
    unsigned char *plain = (unsigned char *)arena_array(arena, uint64_t, size / sizeof(uint64_t) + 1);
    if (crypto_sign_ed25519_pk_to_curve25519(public, own->public) != 0 ||
        crypto_sign_ed25519_sk_to_curve25519(secret, own->secret) != 0)
        return false;
    bool open = crypto_box_seal_open(key, at, SEALED_KEY, public, secret) == 0 &&
                crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, at + SEALED_KEY + NONCE, size + TAG,
                                                           (const unsigned char *)bytes.at, LINK_FILTERS_HEAD,
                                                           at + SEALED_KEY, key) == 0;
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(key, sizeof key);
    file->body = (struct text){(const char *)plain, size};
    return open;
}

static enum outcome sealed_read(struct arena *arena, struct text bytes, enum sealed_kind kind,
                                const struct link_pair *own, struct sealed_file *ret)
{
    unsigned char to_sign[sizeof SIGNED + HASH];
    if (read_head(bytes, kind, ret) != OK)
        return INVALID;
    signed_bytes(text_slice(bytes, 0, bytes.length - LINK_SIGNATURE), to_sign);
    if (crypto_sign_verify_detached((const unsigned char *)bytes.at + bytes.length - LINK_SIGNATURE, to_sign,
                                    sizeof to_sign, ret->sender) != 0 ||
        sodium_memcmp(ret->receiver, own->public, LINK_KEY) != 0 || !open_body(arena, bytes, own, ret))
        return FORBIDDEN;
    return OK;
}

/* ---- filters, and what was found ---- */

/* Words of a filter stand in the file from the lowest byte up, as they do in the memory of all that we run on. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "filters are exchanged as they lie in memory");

bool link_filters_write(struct buffer *buffer, const struct link_filters *filters,
                        const unsigned char secret[LINK_SECRET])
{
    struct sealed_file file = {.kind = SEALED_FILTERS,
                               .made_at = filters->made_at,
                               .count = filters->count,
                               .body = {(const char *)filters->filters, filters->count * sizeof(struct dice_filter)}};
    memcpy(file.project, filters->project, LINK_RUN);
    memcpy(file.sender, filters->sender, LINK_KEY);
    memcpy(file.receiver, filters->unit, LINK_KEY);
    return filters->count <= LINK_FILTERS_MOST && sealed_write(buffer, &file, secret);
}

enum outcome link_filters_read(struct arena *arena, struct text file, const struct link_pair *unit,
                               struct link_filters *ret_filters)
{
    struct sealed_file sealed = {0};
    struct link_filters filters = {0};
    enum outcome outcome = sealed_read(arena, file, SEALED_FILTERS, unit, &sealed);
    if (outcome != OK)
        return outcome;
    memcpy(filters.project, sealed.project, LINK_RUN);
    memcpy(filters.sender, sealed.sender, LINK_KEY);
    memcpy(filters.unit, sealed.receiver, LINK_KEY);
    filters.made_at = sealed.made_at;
    filters.count = sealed.count;
    filters.filters = (const struct dice_filter *)(const void *)sealed.body.at;
    *ret_filters = filters;
    return OK;
}

bool link_found_write(struct buffer *buffer, const struct link_found_list *list,
                      const unsigned char secret[LINK_SECRET])
{
    struct sealed_file file = {.kind = SEALED_FOUND,
                               .made_at = list->made_at,
                               .count = list->count,
                               .body = {(const char *)list->found, list->count}};
    memcpy(file.project, list->project, LINK_RUN);
    memcpy(file.sender, list->unit, LINK_KEY);
    memcpy(file.receiver, list->receiver, LINK_KEY);
    memcpy(file.of, list->of, LINK_DIGEST);
    return list->count <= LINK_FILTERS_MOST && sealed_write(buffer, &file, secret);
}

enum outcome link_found_read(struct arena *arena, struct text file, const struct link_pair *receiver,
                             struct link_found_list *ret_list)
{
    struct sealed_file sealed = {0};
    struct link_found_list list = {0};
    enum outcome outcome = sealed_read(arena, file, SEALED_FOUND, receiver, &sealed);
    if (outcome != OK)
        return outcome;
    memcpy(list.project, sealed.project, LINK_RUN);
    memcpy(list.unit, sealed.sender, LINK_KEY);
    memcpy(list.receiver, sealed.receiver, LINK_KEY);
    memcpy(list.of, sealed.of, LINK_DIGEST);
    list.made_at = sealed.made_at;
    list.count = sealed.count;
    list.found = (const unsigned char *)sealed.body.at;
    for (size_t i = 0; i < list.count; i++)
        if (list.found[i] > LINK_FOUND_CERTAIN)
            return INVALID;
    *ret_list = list;
    return OK;
}

/* ---- comparing ---- */

struct pair {
    uint32_t a, b;
    uint32_t score; /* coefficient in 2^-16 */
};
struct gathering {
    const struct dice_set *a, *b;
    struct buffer pairs;
    size_t count;
};

static bool gather(void *context, size_t a, size_t b, uint32_t common)
{
    struct gathering *gathering = context;
    uint64_t bits = gathering->a->counts[a] + gathering->b->counts[b];
    struct pair pair = {(uint32_t)a, (uint32_t)b, (uint32_t)(((uint64_t)common << 17) / bits)};
    buffer_add(&gathering->pairs, (struct text){(const char *)&pair, sizeof pair});
    return ++gathering->count < LINK_PAIRS_MOST && !gathering->pairs.full;
}

static int by_score(const void *a, const void *b)
{
    const struct pair *one = a;
    const struct pair *other = b;
    if (one->score != other->score)
        return one->score < other->score ? 1 : -1;
    if (one->a != other->a)
        return one->a < other->a ? -1 : 1;
    return one->b < other->b ? -1 : one->b > other->b;
}

enum outcome link_filters_compare(struct arena *arena, const struct link_filters *a, const struct link_filters *b,
                                  uint32_t certain, uint32_t possible, unsigned char *ret_a, unsigned char *ret_b)
{
    const struct dice_set one = dice_set_of(arena, a->filters, a->count);
    const struct dice_set other = dice_set_of(arena, b->filters, b->count);
    struct gathering gathering = {&one, &other, buffer_open((size_t)LINK_PAIRS_MOST * sizeof(struct pair)), 0};
    dice_pairs(dice_kernel_best(), &one, &other, possible, gather, &gathering);
    bool too_many = gathering.pairs.full || gathering.count >= LINK_PAIRS_MOST;
    struct pair *pairs = (struct pair *)(void *)gathering.pairs.bytes;
    memset(ret_a, LINK_FOUND_NOTHING, a->count);
    memset(ret_b, LINK_FOUND_NOTHING, b->count);
    if (!too_many && gathering.count > 0)
        qsort(pairs, gathering.count, sizeof *pairs, by_score);
    for (size_t i = 0; i < gathering.count && !too_many; i++) {
        if (ret_a[pairs[i].a] != LINK_FOUND_NOTHING || ret_b[pairs[i].b] != LINK_FOUND_NOTHING)
            continue;
        bool sure = (uint64_t)pairs[i].score * DICE_SCALE >= (uint64_t)certain << 16;
        ret_a[pairs[i].a] = ret_b[pairs[i].b] = sure ? LINK_FOUND_CERTAIN : LINK_FOUND_POSSIBLE;
    }
    buffer_close(&gathering.pairs);
    return too_many ? TOO_MANY : OK;
}
