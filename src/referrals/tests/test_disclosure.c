/* The one decision behind every output: nothing that consent did not name, nothing the sender may not read, nothing
   before sending or after the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "referrals/referral_disclosure.h"

enum { TRIES = 10000, TODAY = 20000 };

/* A sequence of its own, the same in each run (splitmix64). */
static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int32_t some_day(uint64_t *state)
{
    return next(state) % 4 == 0 ? DATE_NONE : TODAY - 20 + (int32_t)(next(state) % 41);
}

static struct referral_facts some_facts(uint64_t *state)
{
    return (struct referral_facts){
        .stage = (enum referral_stage)(next(state) % 3),
        .may_ask = (referral_items)(next(state) | next(state)),
        .chosen = (referral_items)(next(state) | next(state)),
        .consent = (referral_items)next(state),
        .readable = (referral_items)(next(state) | next(state)),
        .day = TODAY,
        .consent_from = some_day(state),
        .consent_until = some_day(state),
        .withdrawn = next(state) % 4 == 0,
        .recipient_named = next(state) % 4 != 0,
        .permitted = (referral_items)(next(state) | next(state)),
        .permitted_until = some_day(state),
    };
}

/* Said a second time, item by item, as the rule is told to people. */
static bool may_see(const struct referral_facts *facts, size_t item)
{
    if (facts->stage != STAGE_OPEN || facts->withdrawn || !facts->recipient_named)
        return false;
    if (facts->consent_from == DATE_NONE || facts->consent_from > TODAY)
        return false;
    if (facts->consent_until != DATE_NONE && facts->consent_until < TODAY)
        return false;
    if (facts->permitted_until != DATE_NONE && facts->permitted_until < TODAY)
        return false;
    return (facts->may_ask >> item & 1) != 0 && (facts->chosen >> item & 1) != 0 && (facts->consent >> item & 1) != 0 &&
           (facts->readable >> item & 1) != 0 && (facts->permitted >> item & 1) != 0;
}

static void nothing_is_told_that_consent_did_not_name(void **unused)
{
    uint64_t state = 20170602;
    size_t told = 0;
    size_t silent = 0;
    (void)unused;
    for (int i = 0; i < TRIES; i++) {
        struct referral_facts facts = some_facts(&state);
        referral_items items = referral_discloses(&facts);
        assert_int_equal(items & ~facts.consent, 0);
        assert_int_equal(items >> REFERRAL_ITEMS, 0);
        for (size_t item = 0; item < REFERRAL_ITEMS; item++)
            assert_int_equal(items >> item & 1, may_see(&facts, item) ? 1 : 0);
        told += items != 0 ? 1 : 0;
        silent += items == 0 ? 1 : 0;
    }
    assert_true(told > TRIES / 100); /* the tries do reach both */
    assert_true(silent > TRIES / 100);
}

static void a_withdrawal_ends_everything(void **unused)
{
    uint64_t state = 9;
    (void)unused;
    for (int i = 0; i < TRIES; i++) {
        struct referral_facts facts = some_facts(&state);
        facts.withdrawn = true;
        assert_int_equal(referral_discloses(&facts), 0);
        facts.withdrawn = false;
        facts.stage = STAGE_OVER;
        assert_int_equal(referral_discloses(&facts), 0);
    }
}

static void less_consent_never_tells_more(void **unused)
{
    uint64_t state = 77;
    (void)unused;
    for (int i = 0; i < TRIES; i++) {
        struct referral_facts facts = some_facts(&state);
        referral_items before = referral_discloses(&facts);
        facts.consent &= (referral_items)next(&state);
        assert_int_equal(referral_discloses(&facts) & ~before, 0);
    }
}

static void items_are_read_as_written(void **unused)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    uint64_t state = 5;
    (void)unused;
    for (int i = 0; i < 200; i++) {
        referral_items items = (referral_items)next(&state) & (((referral_items)1 << REFERRAL_ITEMS) - 1);
        assert_int_equal(referral_items_read(referral_items_write(arena, items)), items);
    }
    assert_int_equal(referral_items_read(TEXT("name,,nothing,name,NAME, sex")), 1 << ITEM_NAME);
    assert_int_equal(referral_item_named(TEXT("")), REFERRAL_ITEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_told_that_consent_did_not_name),
        cmocka_unit_test(a_withdrawal_ends_everything),
        cmocka_unit_test(less_consent_never_tells_more),
        cmocka_unit_test(items_are_read_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
