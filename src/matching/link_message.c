#include "matching/link_message.h"

#include <sodium.h>
#include <string.h>

#include "matching/link_keys.h"

static const unsigned char MAGIC[8] = {'S', 'A', 'N', 'A', 'D', 'L', 'N', 'K'};
#define SIGNED "sanad link 1: message"
#define TERMS "sanad link 1: terms"
#define CONTEXT "sanad link 1: elements"
enum { HASH = 64 };
static const int64_t DAY = INT64_C(86400) * 1000000, SKEW = INT64_C(600) * 1000000;

void link_pair_make(struct link_pair *ret_pair) { (void)crypto_sign_keypair(ret_pair->public, ret_pair->secret); }

/* ---- what a message is bound to ---- */

static void add_text(crypto_generichash_state *state, struct text text)
{
    unsigned char length[4] = {(unsigned char)(text.length >> 24), (unsigned char)(text.length >> 16),
                               (unsigned char)(text.length >> 8), (unsigned char)text.length};
    (void)crypto_generichash_update(state, length, sizeof length);
    if (text.length > 0)
        (void)crypto_generichash_update(state, (const unsigned char *)text.at, text.length);
}

void link_terms_digest(const struct link_terms *terms, unsigned char ret[LINK_DIGEST])
{
    crypto_generichash_state state;
    bool in_order = memcmp(terms->one, terms->other, LINK_KEY) < 0;
    unsigned char numbers[] = {LINK_VERSION,
                               LINK_KEYS_VERSION,
                               (unsigned char)(terms->slots >> 24),
                               (unsigned char)(terms->slots >> 16),
                               (unsigned char)(terms->slots >> 8),
                               (unsigned char)terms->slots};
    (void)crypto_generichash_init(&state, NULL, 0, LINK_DIGEST);
    add_text(&state, TEXT(TERMS));
    (void)crypto_generichash_update(&state, numbers, sizeof numbers);
    (void)crypto_generichash_update(&state, in_order ? terms->one : terms->other, LINK_KEY);
    (void)crypto_generichash_update(&state, in_order ? terms->other : terms->one, LINK_KEY);
    add_text(&state, link_keys_recipe());
    add_text(&state, terms->purpose);
    (void)crypto_generichash_final(&state, ret, LINK_DIGEST);
}

void link_context(const struct link_message *message, unsigned char ret[PSI_CONTEXT])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, PSI_CONTEXT);
    add_text(&state, TEXT(CONTEXT));
    (void)crypto_generichash_update(&state, message->run, LINK_RUN);
    (void)crypto_generichash_update(&state, message->terms, LINK_DIGEST);
    (void)crypto_generichash_final(&state, ret, PSI_CONTEXT);
}

void link_digest(struct text file, unsigned char ret[LINK_DIGEST])
{
    (void)crypto_generichash(ret, LINK_DIGEST, (const unsigned char *)file.at, file.length, NULL, 0);
}

/* What is signed: which kind of thing this is, and a hash of all that stands before the signature. */
static void signed_bytes(struct text before, unsigned char ret[sizeof SIGNED + HASH])
{
    memcpy(ret, SIGNED, sizeof SIGNED);
    (void)crypto_generichash(ret + sizeof SIGNED, HASH, (const unsigned char *)before.at, before.length, NULL, 0);
}

/* ---- bytes ---- */

static size_t lists_of(enum link_kind kind) { return kind == LINK_ANSWER ? 2 : 1; }

size_t link_message_size(enum link_kind kind, size_t slots)
{
    return LINK_HEAD + lists_of(kind) * slots * PSI_POINT + LINK_SIGNATURE;
}

static void put(struct buffer *buffer, const void *bytes, size_t size)
{
    buffer_add(buffer, (struct text){bytes, size});
}

static void put_number(struct buffer *buffer, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        buffer_add_byte(buffer, (char)(unsigned char)(number >> (8 * i)));
}

static void put_head(struct buffer *buffer, const struct link_message *message)
{
    put(buffer, MAGIC, sizeof MAGIC);
    put_number(buffer, LINK_VERSION, 2);
    put_number(buffer, (uint64_t)message->kind, 2);
    put_number(buffer, message->slots, 4);
    put(buffer, message->run, LINK_RUN);
    put(buffer, message->sender, LINK_KEY);
    put(buffer, message->receiver, LINK_KEY);
    put_number(buffer, (uint64_t)message->made_at, 8);
    put(buffer, message->terms, LINK_DIGEST);
    put(buffer, message->previous, LINK_DIGEST);
    put(buffer, message->commitment.bytes, PSI_POINT);
    put(buffer, message->size, LINK_DIGEST);
    put_number(buffer, 0, 8);
}

bool link_message_write(struct buffer *buffer, const struct link_message *message,
                        const unsigned char secret[LINK_SECRET])
{
    unsigned char bytes[sizeof SIGNED + HASH];
    unsigned char signature[LINK_SIGNATURE];
    size_t from = buffer->length;
    put_head(buffer, message);
    if (message->kind != LINK_OFFER)
        put(buffer, message->raised, message->slots * PSI_POINT);
    if (message->kind != LINK_CLOSING)
        put(buffer, message->points, message->slots * PSI_POINT);
    if (buffer->full)
        return false;
    signed_bytes((struct text){buffer->bytes + from, buffer->length - from}, bytes);
    (void)crypto_sign_detached(signature, NULL, bytes, sizeof bytes, secret);
    put(buffer, signature, sizeof signature);
    return !buffer->full;
}

struct reading {
    const unsigned char *at;
};

static uint64_t take_number(struct reading *reading, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number = number << 8 | *reading->at++;
    return number;
}

static void take(struct reading *reading, void *ret, size_t size)
{
    memcpy(ret, reading->at, size);
    reading->at += size;
}

static enum outcome read_head(struct text file, size_t slots_most, struct link_message *ret)
{
    struct reading reading = {(const unsigned char *)file.at + sizeof MAGIC};
    if (file.length < LINK_HEAD + LINK_SIGNATURE || memcmp(file.at, MAGIC, sizeof MAGIC) != 0 ||
        take_number(&reading, 2) != LINK_VERSION)
        return INVALID;
    uint64_t kind = take_number(&reading, 2);
    ret->slots = (size_t)take_number(&reading, 4);
    if (kind < LINK_OFFER || kind >= LINK_KINDS || ret->slots < PSI_SLOTS_LEAST || ret->slots > slots_most ||
        file.length != link_message_size((enum link_kind)kind, ret->slots))
        return INVALID;
    ret->kind = (enum link_kind)kind;
    take(&reading, ret->run, LINK_RUN);
    take(&reading, ret->sender, LINK_KEY);
    take(&reading, ret->receiver, LINK_KEY);
    ret->made_at = (int64_t)take_number(&reading, 8);
    take(&reading, ret->terms, LINK_DIGEST);
    take(&reading, ret->previous, LINK_DIGEST);
    take(&reading, ret->commitment.bytes, PSI_POINT);
    take(&reading, ret->size, LINK_DIGEST);
    return take_number(&reading, 8) == 0 ? OK : INVALID;
}

enum outcome link_message_read(struct text file, size_t slots_most, struct link_message *ret_message)
{
    struct link_message message = {0};
    unsigned char bytes[sizeof SIGNED + HASH];
    if (read_head(file, slots_most < PSI_SLOTS_MOST ? slots_most : PSI_SLOTS_MOST, &message) != OK)
        return INVALID;
    const unsigned char *lists = (const unsigned char *)file.at + LINK_HEAD;
    const unsigned char *signature = (const unsigned char *)file.at + file.length - LINK_SIGNATURE;
    signed_bytes(text_slice(file, 0, file.length - LINK_SIGNATURE), bytes);
    if (crypto_sign_verify_detached(signature, bytes, sizeof bytes, message.sender) != 0)
        return FORBIDDEN;
    if (message.kind != LINK_OFFER)
        message.raised = (const struct psi_point *)lists;
    if (message.kind == LINK_OFFER)
        message.points = (const struct psi_point *)lists;
    if (message.kind == LINK_ANSWER)
        message.points = (const struct psi_point *)lists + message.slots;
    *ret_message = message;
    return OK;
}

/* ---- does it fit? ---- */

static const char *const FAULTS[LINK_FAULTS] = {
    [LINK_SOUND] = N_("Nothing is wrong."),
    [LINK_FOR_OTHERS] = N_("The file is not from this partner, or not for this organisation."),
    [LINK_OTHER_KIND] = N_("The file is another step of the exchange than the one that is waited for."),
    [LINK_OTHER_TERMS] =
        N_("The file was made under other terms: purpose, size or version of the keys differ from what was agreed."),
    [LINK_OTHER_RUN] = N_("The file belongs to another exchange, or does not answer what was sent."),
    [LINK_OTHER_EXPONENT] = N_("The file was not made with the secret that its sender had committed to."),
    [LINK_TOO_OLD] = N_("The file is older than thirty days, or dated in the future."),
    [LINK_REPEATED] = N_("The file holds the same point twice."),
    [LINK_NO_POINT] = N_("The file holds something that is no valid point."),
    [LINK_NOT_AS_COMMITTED] =
        N_("What came back was changed or put into another order: the partner's program is faulty or "
           "dishonest."),
};
const char *link_fault_message(enum link_fault fault) { return FAULTS[fault]; }

static bool same(const unsigned char *a, const unsigned char *b, size_t size)
{
    return b == NULL || sodium_memcmp(a, b, size) == 0;
}

enum link_fault link_message_fits(const struct link_message *message, const struct link_expected *expected)
{
    static const unsigned char NONE[LINK_DIGEST] = {0};
    const unsigned char *previous = message->kind == LINK_OFFER ? NONE : expected->previous;
    if (!same(message->sender, expected->sender, LINK_KEY) || !same(message->receiver, expected->receiver, LINK_KEY))
        return LINK_FOR_OTHERS;
    if (message->kind != expected->kind)
        return LINK_OTHER_KIND;
    if (!same(message->terms, expected->terms, LINK_DIGEST))
        return LINK_OTHER_TERMS;
    if (!same(message->run, expected->run, LINK_RUN) || !same(message->previous, previous, LINK_DIGEST))
        return LINK_OTHER_RUN;
    if (expected->commitment != NULL && !same(message->commitment.bytes, expected->commitment->bytes, PSI_POINT))
        return LINK_OTHER_EXPONENT;
    if (message->made_at > expected->now + SKEW || message->made_at < expected->now - LINK_DAYS * DAY)
        return LINK_TOO_OLD;
    return LINK_SOUND;
}
