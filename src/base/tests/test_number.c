#include "base/tests/testing.h"

#include "base/number.h"

static void reads_whole_numbers(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        int64_t number;
    } good[] = {
        {TEXT_CONSTANT("0"), 0},
        {TEXT_CONSTANT("-0"), 0},
        {TEXT_CONSTANT("007"), 7},
        {TEXT_CONSTANT("-1"), -1},
        {TEXT_CONSTANT("9223372036854775807"), INT64_MAX},
        {TEXT_CONSTANT("-9223372036854775808"), INT64_MIN},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        int64_t number = 42;
        assert_int_equal(text_to_integer(good[i].text, INT64_MIN, INT64_MAX, &number), OK);
        assert_int_equal(number, good[i].number);
    }
}

static void refuses_all_else(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("-"),
        TEXT_CONSTANT("+1"),
        TEXT_CONSTANT(" 1"),
        TEXT_CONSTANT("1 "),
        TEXT_CONSTANT("1.0"),
        TEXT_CONSTANT("0x10"),
        TEXT_CONSTANT("1e3"),
        TEXT_CONSTANT("--1"),
        TEXT_CONSTANT("1\0"),
        TEXT_CONSTANT("١"),
        TEXT_CONSTANT("9223372036854775808"),
        TEXT_CONSTANT("-9223372036854775809"),
        TEXT_CONSTANT("99999999999999999999"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t number = 42;
        assert_int_equal(text_to_integer(bad[i], INT64_MIN, INT64_MAX, &number), INVALID);
        assert_int_equal(number, 42);
    }
}

static void keeps_to_its_bounds(void **state)
{
    (void)state;
    int64_t number;
    assert_int_equal(text_to_integer(TEXT("17"), 18, 59, &number), INVALID);
    assert_int_equal(text_to_integer(TEXT("18"), 18, 59, &number), OK);
    assert_int_equal(text_to_integer(TEXT("59"), 18, 59, &number), OK);
    assert_int_equal(text_to_integer(TEXT("60"), 18, 59, &number), INVALID);
}

static void turns_arabic_and_persian_digits(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    assert_text(digits_to_ascii(arena, TEXT("٠١٢٣٤٥٦٧٨٩")), "0123456789");
    assert_text(digits_to_ascii(arena, TEXT("۰۱۲۳۴۵۶۷۸۹")), "0123456789");
    assert_text(digits_to_ascii(arena, TEXT("٣١/۰۳/2022 م\xff")), "31/03/2022 م\xff");
    assert_text(digits_to_ascii(arena, TEXT_NONE), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole_numbers),
        cmocka_unit_test(refuses_all_else),
        cmocka_unit_test(keeps_to_its_bounds),
        cmocka_unit_test(turns_arabic_and_persian_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
