#include "base/tests/testing.h"

#include "base/buffer.h"

static void grows_and_keeps(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    for (int i = 0; i < 5000; i++)
        buffer_format(&buffer, "%d,", i % 10);
    assert_int_equal(buffer.length, 10000);
    assert_true(text_starts_with(buffer_text(&buffer), TEXT("0,1,2,")));
    assert_true(text_ends_with(buffer_text(&buffer), TEXT("8,9,")));
    assert_false(buffer.full);
}

static void holds_exactly_its_ceiling(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(5);
    buffer_add(&buffer, TEXT("abc"));
    buffer_add_byte(&buffer, 'd');
    buffer_add_byte(&buffer, 'e');
    assert_text(buffer_text(&buffer), "abcde");
    buffer_add(&buffer, TEXT_NONE);
    assert_false(buffer.full);
    buffer_add_byte(&buffer, 'f');
    assert_true(buffer.full);
    assert_text(buffer_text(&buffer), "abcde");
}

static void formats_up_to_its_ceiling(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(5);
    buffer_format(&buffer, "%d", 12345);
    assert_text(buffer_text(&buffer), "12345");
    assert_false(buffer.full);
    buffer_clear(&buffer);
    buffer_format(&buffer, "%d", 123456);
    assert_text(buffer_text(&buffer), "");
    assert_true(buffer.full);
}

static void keeps_nothing_after_it_was_full(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(4);
    buffer_add(&buffer, TEXT("abcde"));
    assert_true(buffer.full);
    buffer_add_byte(&buffer, 'x'); /* would fit: a hole in the middle must not look whole */
    buffer_format(&buffer, "y");
    buffer_add_code_point(&buffer, 'z');
    assert_int_equal(buffer.length, 0);
    assert_null(buffer_room(&buffer, 1));
    buffer_clear(&buffer);
    buffer_add_byte(&buffer, 'x');
    assert_text(buffer_text(&buffer), "x");
}

static void gives_room_to_write_into(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(1000);
    char *room = buffer_room(&buffer, 1000);
    assert_non_null(room);
    memset(room, 'r', 1000);
    buffer.length += 1000;
    assert_null(buffer_room(&buffer, 1));
    assert_true(buffer.full);
    buffer_close(&buffer);
    buffer_close(&buffer);
    assert_int_equal(buffer.ceiling, 1000);
}

static void asks_that_would_overflow_are_refused(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(1000);
    buffer_add(&buffer, TEXT("abc"));
    assert_null(buffer_room(&buffer, SIZE_MAX));
    assert_true(buffer.full);
}

static void writes_code_points(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(1000);
    static const int32_t points[] = {'a', 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < COUNT(points); i++)
        buffer_add_code_point(&buffer, points[i]);
    assert_text(buffer_text(&buffer), "a\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

static void writes_decimals(void **state)
{
    (void)state;
    static const struct {
        int64_t scaled;
        int decimals;
        const char *written;
    } cases[] = {
        {12550, 2, "125.50"},
        {5, 2, "0.05"},
        {-5, 2, "-0.05"},
        {0, 0, "0"},
        {-7, 0, "-7"},
        {1234, 3, "1.234"},
        {INT64_MIN, 2, "-92233720368547758.08"},
        {INT64_MAX, 18, "9.223372036854775807"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_BUFFER struct buffer buffer = buffer_open(100);
        buffer_add_decimal(&buffer, cases[i].scaled, cases[i].decimals);
        assert_true(text_is(buffer_text(&buffer), cases[i].written));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_keeps),           cmocka_unit_test(holds_exactly_its_ceiling),
        cmocka_unit_test(formats_up_to_its_ceiling), cmocka_unit_test(keeps_nothing_after_it_was_full),
        cmocka_unit_test(gives_room_to_write_into),  cmocka_unit_test(asks_that_would_overflow_are_refused),
        cmocka_unit_test(writes_code_points),        cmocka_unit_test(writes_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
