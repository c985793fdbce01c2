#include "matching/psi.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- secrets ---- */

void psi_secret_make(struct psi_secret *ret_secret)
{
    crypto_core_ristretto255_scalar_random(ret_secret->exponent);
    randombytes_buf(ret_secret->seed, sizeof ret_secret->seed);
}

void psi_secret_forget(struct psi_secret *secret) { sodium_memzero(secret, sizeof *secret); }

void psi_commitment(const struct psi_secret *secret, struct psi_point *ret_point)
{
    if (crypto_scalarmult_ristretto255_base(ret_point->bytes, secret->exponent) != 0)
        abort(); /* only for the exponent 0, which is never drawn */
}

void psi_size_commitment(const struct psi_secret *secret, uint32_t size, unsigned char ret[32])
{
    const unsigned char bytes[] = {'s',
                                   'i',
                                   'z',
                                   'e',
                                   (unsigned char)(size >> 24),
                                   (unsigned char)(size >> 16),
                                   (unsigned char)(size >> 8),
                                   (unsigned char)size};
    (void)crypto_generichash(ret, 32, bytes, sizeof bytes, secret->seed, sizeof secret->seed);
}

/* What stands in a slot of nobody: the generator, raised by this. */
static void filler_scalar(const struct psi_secret *secret, size_t slot, unsigned char ret[32])
{
    unsigned char wide[crypto_core_ristretto255_NONREDUCEDSCALARBYTES];
    const unsigned char bytes[] = {'f',
                                   'i',
                                   'l',
                                   'l',
                                   (unsigned char)(slot >> 24),
                                   (unsigned char)(slot >> 16),
                                   (unsigned char)(slot >> 8),
                                   (unsigned char)slot};
    (void)crypto_generichash(wide, sizeof wide, bytes, sizeof bytes, secret->seed, sizeof secret->seed);
    crypto_core_ristretto255_scalar_reduce(ret, wide);
}

/* ---- points ---- */

void psi_element(const unsigned char context[PSI_CONTEXT], struct text key, struct psi_hash *ret_hash)
{
    (void)crypto_generichash(ret_hash->bytes, PSI_HASH, (const unsigned char *)key.at, key.length, context,
                             PSI_CONTEXT);
}

static void shuffle(uint32_t *owners, size_t slots, size_t count)
{
    for (size_t i = 0; i < slots; i++)
        owners[i] = i < count ? (uint32_t)i : PSI_NOBODY;
    for (size_t i = slots; i > 1; i--) {
        size_t other = randombytes_uniform((uint32_t)i);
        uint32_t moved = owners[i - 1];
        owners[i - 1] = owners[other];
        owners[other] = moved;
    }
}

static bool place(const struct psi_secret *secret, const struct psi_hash *elements, uint32_t owner, size_t slot,
                  struct psi_point *ret_point)
{
    unsigned char point[PSI_POINT];
    unsigned char scalar[32];
    if (owner != PSI_NOBODY)
        return crypto_core_ristretto255_from_hash(point, elements[owner].bytes) == 0 &&
               crypto_scalarmult_ristretto255(ret_point->bytes, secret->exponent, point) == 0;
    filler_scalar(secret, slot, scalar);
    return crypto_scalarmult_ristretto255_base(ret_point->bytes, scalar) == 0;
}

enum outcome psi_blind(const struct psi_secret *secret, const struct psi_hash *elements, size_t count, size_t slots,
                       struct psi_point *ret_points, uint32_t *ret_owners)
{
    if (slots < PSI_SLOTS_LEAST || slots > PSI_SLOTS_MOST || count > slots - PSI_CHECKS)
        return INVALID;
    shuffle(ret_owners, slots, count);
    for (size_t slot = 0; slot < slots; slot++)
        if (!place(secret, elements, ret_owners[slot], slot, &ret_points[slot]))
            return FAILED;
    return OK;
}

enum outcome psi_raise(const struct psi_secret *secret, const struct psi_point *points, size_t count,
                       struct psi_point *ret_points)
{
    for (size_t i = 0; i < count; i++)
        if (crypto_scalarmult_ristretto255(ret_points[i].bytes, secret->exponent, points[i].bytes) != 0)
            return INVALID;
    return OK;
}

static int compare_points(const void *a, const void *b) { return memcmp(a, b, sizeof(struct psi_point)); }

static struct psi_point *sorted_points(struct arena *arena, const struct psi_point *points, size_t count)
{
    struct psi_point *sorted = arena_bytes(arena, (count + 1) * sizeof *sorted);
    if (count > 0)
        memcpy(sorted, points, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_points);
    return sorted;
}

bool psi_are_distinct(struct arena *arena, const struct psi_point *points, size_t count)
{
    struct psi_point *sorted = sorted_points(arena, points, count);
    for (size_t i = 1; i < count; i++)
        if (compare_points(&sorted[i - 1], &sorted[i]) == 0)
            return false;
    return true;
}

static bool is_as_foreseen(const struct psi_secret *secret, size_t slot, const struct psi_point *commitment,
                           const struct psi_point *raised)
{
    unsigned char scalar[32];
    unsigned char expected[PSI_POINT];
    filler_scalar(secret, slot, scalar);
    return crypto_scalarmult_ristretto255(expected, scalar, commitment->bytes) == 0 &&
           sodium_memcmp(expected, raised->bytes, PSI_POINT) == 0;
}

/* PSI_CHECKS of the slots of nobody, chosen now and all over the list: who moves points cannot know which. */
bool psi_check(const struct psi_secret *secret, const uint32_t *owners, size_t slots,
               const struct psi_point *commitment, const struct psi_point *raised)
{
    size_t left = 0;
    size_t wanted = PSI_CHECKS;
    for (size_t slot = 0; slot < slots; slot++)
        left += owners[slot] == PSI_NOBODY;
    if (left < wanted)
        return false;
    for (size_t slot = 0; slot < slots && wanted > 0; slot++) {
        if (owners[slot] != PSI_NOBODY)
            continue;
        if (randombytes_uniform((uint32_t)left--) >= wanted)
            continue;
        if (!is_as_foreseen(secret, slot, commitment, &raised[slot]))
            return false;
        wanted--;
    }
    return true;
}

void psi_common(struct arena *arena, const struct psi_point *own, size_t own_count, const struct psi_point *theirs,
                size_t their_count, bool *ret_common)
{
    struct psi_point *sorted = sorted_points(arena, theirs, their_count);
    for (size_t i = 0; i < own_count; i++)
        ret_common[i] = bsearch(&own[i], sorted, their_count, sizeof *sorted, compare_points) != NULL;
}
