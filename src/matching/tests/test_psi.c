/* Two sides, honest and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "matching/link_message.h"

enum { SLOTS = 512, OWN = 200 };

struct party {
    struct link_pair pair;
    struct psi_secret secret;
    struct psi_hash elements[OWN];
    struct psi_point points[SLOTS];
    uint32_t owners[SLOTS];
    struct psi_point commitment;
};
static struct arena *arena;
static const unsigned char CONTEXT[PSI_CONTEXT] = {9};

/* Keys "first" to "first + OWN - 1". */
static void fill(struct party *party, int first)
{
    link_pair_make(&party->pair);
    psi_secret_make(&party->secret);
    psi_commitment(&party->secret, &party->commitment);
    for (int i = 0; i < OWN; i++)
        psi_element(CONTEXT, arena_format(arena, "key %d", first + i), &party->elements[i]);
    assert_int_equal(psi_blind(&party->secret, party->elements, OWN, SLOTS, party->points, party->owners), OK);
}

static int setup(void **state)
{
    (void)state;
    if (sodium_init() < 0)
        return -1;
    arena = arena_open(64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_closep(&arena);
    return 0;
}

static void finds_what_is_common_and_nothing_else(void **state)
{
    (void)state;
    static struct party one, other;
    static struct psi_point one_raised[SLOTS], other_raised[SLOTS];
    bool common[SLOTS];
    fill(&one, 0);
    fill(&other, 150); /* 150 to 199 are of both */
    assert_int_equal(psi_raise(&other.secret, one.points, SLOTS, one_raised), OK);
    assert_int_equal(psi_raise(&one.secret, other.points, SLOTS, other_raised), OK);
    assert_true(psi_check(&one.secret, one.owners, SLOTS, &other.commitment, one_raised));
    psi_common(arena, one_raised, SLOTS, other_raised, SLOTS, common);
    for (size_t slot = 0; slot < SLOTS; slot++)
        assert_int_equal(common[slot], one.owners[slot] != PSI_NOBODY && one.owners[slot] >= 150);
    psi_common(arena, other_raised, SLOTS, one_raised, SLOTS, common);
    for (size_t slot = 0; slot < SLOTS; slot++)
        assert_int_equal(common[slot], other.owners[slot] < 50);
}

static void two_runs_have_nothing_in_common(void **state)
{
    (void)state;
    static struct party one, again;
    fill(&one, 0);
    fill(&again, 0);
    for (size_t i = 0; i < SLOTS; i++)
        for (size_t j = 0; j < SLOTS; j++)
            assert_memory_not_equal(&one.points[i], &again.points[j], PSI_POINT);
    struct psi_hash a;
    struct psi_hash b;
    const unsigned char other[PSI_CONTEXT] = {10};
    psi_element(CONTEXT, TEXT("key 1"), &a);
    psi_element(other, TEXT("key 1"), &b);
    assert_memory_not_equal(&a, &b, sizeof a);
}

static void refuses_sizes_without_room(void **state)
{
    (void)state;
    static struct party one;
    fill(&one, 0);
    assert_int_equal(psi_blind(&one.secret, one.elements, OWN, OWN + PSI_CHECKS - 1, one.points, one.owners), INVALID);
    assert_int_equal(psi_blind(&one.secret, one.elements, 1, PSI_SLOTS_LEAST - 1, one.points, one.owners), INVALID);
    assert_int_equal(psi_blind(&one.secret, one.elements, 0, SLOTS, one.points, one.owners), OK);
}

static void refuses_points_that_are_none(void **state)
{
    (void)state;
    static struct party one;
    struct psi_point bad[3] = {{{0}}}; /* the neutral one */
    struct psi_point raised[3];
    fill(&one, 0);
    assert_int_equal(psi_raise(&one.secret, bad, 1, raised), INVALID);
    memset(bad[1].bytes, 255, PSI_POINT); /* not below the prime */
    assert_int_equal(psi_raise(&one.secret, bad + 1, 1, raised), INVALID);
    bad[2] = one.points[0];
    bad[2].bytes[0] ^= 1; /* an encoding of nothing, as every odd one */
    bad[2].bytes[0] |= 1;
    assert_int_equal(psi_raise(&one.secret, bad + 2, 1, raised), INVALID);
    bad[0] = bad[1] = one.points[0];
    assert_false(psi_are_distinct(arena, bad, 2));
    bad[1] = one.points[1];
    assert_true(psi_are_distinct(arena, bad, 2));
}

/* Who moves or changes what it raised is found out by the slots of nobody. */
static void finds_out_who_moves_points(void **state)
{
    (void)state;
    static struct party one, other, third;
    static struct psi_point raised[SLOTS], honest[SLOTS];
    fill(&one, 0);
    fill(&other, 0);
    fill(&third, 0);
    assert_int_equal(psi_raise(&other.secret, one.points, SLOTS, honest), OK);
    for (size_t i = 0; i < SLOTS; i++)
        raised[i] = honest[SLOTS - 1 - i];
    assert_false(psi_check(&one.secret, one.owners, SLOTS, &other.commitment, raised));
    memcpy(raised, honest, sizeof raised); /* a half is shifted */
    memmove(raised + SLOTS / 2, raised + SLOTS / 2 + 1, (SLOTS / 2 - 1) * sizeof *raised);
    assert_false(psi_check(&one.secret, one.owners, SLOTS, &other.commitment, raised));
    assert_false(psi_check(&one.secret, one.owners, SLOTS, &third.commitment, honest));
    assert_int_equal(psi_raise(&third.secret, one.points, SLOTS, raised), OK);
    assert_false(psi_check(&one.secret, one.owners, SLOTS, &other.commitment, raised));
    memset(raised, 0, sizeof raised);
    assert_false(psi_check(&one.secret, one.owners, SLOTS, &other.commitment, raised));
    assert_true(psi_check(&one.secret, one.owners, SLOTS, &other.commitment, honest));
}

static void a_list_without_room_is_never_sound(void **state)
{
    (void)state;
    static struct party one;
    fill(&one, 0);
    for (size_t i = 0; i < SLOTS; i++)
        one.owners[i] = 0;
    assert_false(psi_check(&one.secret, one.owners, SLOTS, &one.commitment, one.points));
}

static void sizes_are_bound(void **state)
{
    (void)state;
    struct psi_secret secret;
    unsigned char sum[32];
    unsigned char again[32];
    psi_secret_make(&secret);
    psi_size_commitment(&secret, 100, sum);
    psi_size_commitment(&secret, 100, again);
    assert_memory_equal(sum, again, 32);
    psi_size_commitment(&secret, 101, again);
    assert_memory_not_equal(sum, again, 32);
}

/* ---- messages ---- */

static struct link_message offer_of(const struct party *from, const struct party *to)
{
    struct link_message message = {
        .kind = LINK_OFFER, .made_at = 5000, .slots = SLOTS, .points = from->points, .commitment = from->commitment};
    struct link_terms terms = {.purpose = TEXT("linkage"), .slots = SLOTS};
    memset(message.run, 7, sizeof message.run);
    memcpy(message.sender, from->pair.public, LINK_KEY);
    memcpy(message.receiver, to->pair.public, LINK_KEY);
    memcpy(terms.one, from->pair.public, LINK_KEY);
    memcpy(terms.other, to->pair.public, LINK_KEY);
    link_terms_digest(&terms, message.terms);
    return message;
}

static struct text file_of(const struct link_message *message, const struct link_pair *pair)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(LINK_MESSAGE_MOST);
    assert_true(link_message_write(&buffer, message, pair->secret));
    return arena_text(arena, buffer_text(&buffer));
}

static void one_flipped_bit_is_refused(void **state)
{
    (void)state;
    static struct party one, other;
    struct link_message read;
    fill(&one, 0);
    fill(&other, 0);
    struct link_message message = offer_of(&one, &other);
    struct text file = file_of(&message, &one.pair);
    assert_int_equal(file.length, link_message_size(LINK_OFFER, SLOTS));
    assert_int_equal(link_message_read(file, SLOTS, &read), OK);
    assert_memory_equal(read.points, one.points, sizeof one.points);
    assert_int_equal(read.made_at, 5000);
    for (size_t bit = 0; bit < file.length * 8; bit += bit < 320 * 8 ? 1 : 509) {
        char *at = (char *)(uintptr_t)file.at + bit / 8;
        *at = (char)(*at ^ (1 << bit % 8));
        assert_int_not_equal(link_message_read(file, SLOTS, &read), OK);
        *at = (char)(*at ^ (1 << bit % 8));
    }
    for (size_t cut = 0; cut < file.length; cut += cut < 400 ? 1 : 997)
        assert_int_equal(link_message_read(text_slice(file, 0, cut), SLOTS, &read), INVALID);
    assert_int_equal(link_message_read(arena_join(arena, file, TEXT("x")), SLOTS, &read), INVALID);
    assert_int_equal(link_message_read(file, SLOTS - 1, &read), INVALID); /* more than was agreed */
    assert_int_equal(link_message_read(file, SLOTS, &read), OK);
}

static void what_does_not_fit_is_named(void **state)
{
    (void)state;
    static struct party one, other, third;
    fill(&one, 0);
    fill(&other, 0);
    fill(&third, 0);
    const int64_t now = INT64_C(1700000000000000);
    struct link_message message = offer_of(&one, &other);
    struct link_message good;
    struct link_expected expected = {
        .kind = LINK_OFFER, .sender = one.pair.public, .receiver = other.pair.public, .terms = good.terms, .now = now};
    message.made_at = now;
    good = message;
    assert_int_equal(link_message_fits(&message, &expected), LINK_SOUND);
    message.made_at = now + INT64_C(3600000000);
    assert_int_equal(link_message_fits(&message, &expected), LINK_TOO_OLD);
    message.made_at = now - INT64_C(31) * 86400 * 1000000;
    assert_int_equal(link_message_fits(&message, &expected), LINK_TOO_OLD);
    message.made_at = INT64_MIN;
    assert_int_equal(link_message_fits(&message, &expected), LINK_TOO_OLD);
    message = good;
    memcpy(message.sender, third.pair.public, LINK_KEY);
    assert_int_equal(link_message_fits(&message, &expected), LINK_FOR_OTHERS);
    message = good;
    memcpy(message.receiver, third.pair.public, LINK_KEY);
    assert_int_equal(link_message_fits(&message, &expected), LINK_FOR_OTHERS);
    message = good;
    message.terms[3] ^= 1;
    assert_int_equal(link_message_fits(&message, &expected), LINK_OTHER_TERMS);
    message = good;
    message.previous[0] = 1; /* an offer answers nothing */
    assert_int_equal(link_message_fits(&message, &expected), LINK_OTHER_RUN);
    message = good;
    message.kind = LINK_CLOSING;
    assert_int_equal(link_message_fits(&message, &expected), LINK_OTHER_KIND);
    /* A closing has to keep to what its offer committed to. */
    expected.kind = LINK_CLOSING;
    expected.run = good.run;
    expected.previous = good.previous;
    expected.commitment = &one.commitment;
    assert_int_equal(link_message_fits(&message, &expected), LINK_SOUND);
    expected.commitment = &third.commitment;
    assert_int_equal(link_message_fits(&message, &expected), LINK_OTHER_EXPONENT);
    for (enum link_fault fault = LINK_SOUND; fault < LINK_FAULTS; fault++)
        assert_non_null(link_fault_message(fault));
}

static void terms_are_the_same_from_both_sides(void **state)
{
    (void)state;
    static struct party one, other;
    fill(&one, 0);
    fill(&other, 0);
    struct link_message here = offer_of(&one, &other);
    struct link_message there = offer_of(&other, &one);
    assert_memory_equal(here.terms, there.terms, LINK_DIGEST);
    struct link_terms terms = {.purpose = TEXT("other"), .slots = SLOTS};
    unsigned char digest[LINK_DIGEST];
    memcpy(terms.one, one.pair.public, LINK_KEY);
    memcpy(terms.other, other.pair.public, LINK_KEY);
    link_terms_digest(&terms, digest);
    assert_memory_not_equal(here.terms, digest, LINK_DIGEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_common_and_nothing_else),
        cmocka_unit_test(two_runs_have_nothing_in_common),
        cmocka_unit_test(refuses_sizes_without_room),
        cmocka_unit_test(refuses_points_that_are_none),
        cmocka_unit_test(finds_out_who_moves_points),
        cmocka_unit_test(a_list_without_room_is_never_sound),
        cmocka_unit_test(sizes_are_bound),
        cmocka_unit_test(one_flipped_bit_is_refused),
        cmocka_unit_test(what_does_not_fit_is_named),
        cmocka_unit_test(terms_are_the_same_from_both_sides),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
