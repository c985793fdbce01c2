#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/calendar.h"
#include "system/clock.h"
#include "system/random.h"

static const unsigned char SEED[32] = {1, 2, 3};

static void a_seed_gives_the_same_run_again(void **state)
{
    (void)state;
    unsigned char first[2][100];
    unsigned char second[2][100];
    random_seed(SEED);
    random_bytes(first[0], 100);
    random_bytes(first[1], 100);
    random_seed(SEED);
    random_bytes(second[0], 100);
    random_bytes(second[1], 100);
    random_seed(NULL);
    assert_memory_equal(first, second, sizeof first);
    assert_memory_not_equal(first[0], first[1], 100);
}

static void another_seed_gives_another_run(void **state)
{
    (void)state;
    static const unsigned char other[32] = {1, 2, 4};
    unsigned char first[32];
    unsigned char second[32];
    random_seed(SEED);
    random_bytes(first, 32);
    random_seed(other);
    random_bytes(second, 32);
    random_seed(NULL);
    assert_memory_not_equal(first, second, 32);
}

static void without_a_seed_runs_differ(void **state)
{
    (void)state;
    unsigned char first[32];
    unsigned char second[32];
    random_seed(SEED);
    random_seed(NULL);
    random_bytes(first, 32);
    random_seed(SEED);
    random_seed(NULL);
    random_bytes(second, 32);
    assert_memory_not_equal(first, second, 32);
}

static void tokens_do_not_follow_a_seed(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    random_seed(SEED);
    struct text first = token_new(arena, 32);
    random_seed(SEED);
    struct text second = token_new(arena, 32);
    random_seed(NULL);
    assert_int_equal(first.length, 43);
    assert_false(text_equal(first, second));
    for (size_t i = 0; i < first.length; i++)
        assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", first.at[i]));
}

static void identifiers_carry_the_clock(void **state)
{
    (void)state;
    clock_set(date_from_day((struct calendar_day){2022, 1, 1}) * DAY_MICROSECONDS);
    struct identifier early = identifier_new();
    clock_set(date_from_day((struct calendar_day){2022, 1, 2}) * DAY_MICROSECONDS);
    struct identifier late = identifier_new();
    struct identifier also_late = identifier_new();
    clock_set(INSTANT_NONE);
    assert_true(identifier_compare(early, late) < 0);
    assert_false(identifier_equal(late, also_late));
}

static void numbers_are_readable(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    struct text number = number_new(arena, TEXT("RET"), 2026);
    struct text read;
    assert_true(text_starts_with(number, TEXT("RET-26-")));
    assert_int_equal(number_read(arena, number, &read), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_run_again), cmocka_unit_test(another_seed_gives_another_run),
        cmocka_unit_test(without_a_seed_runs_differ),      cmocka_unit_test(tokens_do_not_follow_a_seed),
        cmocka_unit_test(identifiers_carry_the_clock),     cmocka_unit_test(numbers_are_readable),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
