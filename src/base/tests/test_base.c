#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/identifier.h"

static void numbers_catch_misreadings(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    unsigned char random[NUMBER_RANDOM] = {4, 19, 7, 1, 22, 2, 20};
    struct text number = number_make(arena, TEXT("RET"), 2026, random);
    struct text read;
    assert_int_equal(number_read(arena, number, &read), OK);
    assert_true(text_equal(number, read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_catch_misreadings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
