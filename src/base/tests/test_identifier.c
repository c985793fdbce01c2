#include "base/tests/testing.h"

#include "base/calendar.h"
#include "base/identifier.h"

static void writes_and_reads(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    static const unsigned char random[IDENTIFIER_RANDOM] = {0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8};
    /* The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z. */
    struct identifier made = identifier_make(INT64_C(0x017F22E279B0) * 1000, random);
    assert_text(identifier_to_text(arena, made), "017f22e2-79b0-7000-bfff-010203040506");
    struct identifier read;
    assert_int_equal(text_to_identifier(TEXT("017F22E2-79B0-7000-BFFF-010203040506"), &read), OK);
    assert_true(identifier_equal(made, read));
    assert_false(identifier_is_none(read));
    assert_true(identifier_is_none((struct identifier){0}));
}

static void later_compares_greater(void **state)
{
    (void)state;
    static const unsigned char high[IDENTIFIER_RANDOM] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    static const unsigned char low[IDENTIFIER_RANDOM] = {0};
    int64_t start = INT64_C(1648735500) * MICROSECONDS;
    for (int64_t i = 0; i < 3000; i++) /* over three milliseconds, microsecond by microsecond */
        assert_true(identifier_compare(identifier_make(start + i, high), identifier_make(start + i + 1, low)) < 0);
    assert_true(identifier_compare(identifier_make(start, low), identifier_make(start + MICROSECONDS, low)) < 0);
}

static void refuses_what_is_no_identifier(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("017f22e279b07000bfff010203040506"),
        TEXT_CONSTANT("017f22e2-79b0-7000-bfff-01020304050"),
        TEXT_CONSTANT("017f22e2-79b0-7000-bfff-0102030405067"),
        TEXT_CONSTANT("017f22e2-79b0-7000-bfff-01020304050g"),
        TEXT_CONSTANT("017f22e2+79b0-7000-bfff-010203040506"),
        TEXT_CONSTANT("017f22e-279b0-7000-bfff-010203040506"),
        TEXT_CONSTANT("{17f22e2-79b0-7000-bfff-01020304050}"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct identifier read = {{42}};
        assert_int_equal(text_to_identifier(bad[i], &read), INVALID);
        assert_int_equal(read.bytes[0], 42);
    }
}

/* Numbers drawn by a small generator, the same in every run. */
static struct text drawn(struct arena *arena, uint64_t *seed)
{
    static const struct text kinds[] = {TEXT_CONSTANT("RET"), TEXT_CONSTANT("PO"), TEXT_CONSTANT("LOIR")};
    unsigned char random[NUMBER_RANDOM];
    for (size_t i = 0; i < NUMBER_RANDOM; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        random[i] = (unsigned char)(*seed >> 56);
    }
    return number_make(arena, kinds[*seed >> 40 & 1 ? 0 : 1 + (*seed >> 41 & 1)], 2026, random);
}

static void numbers_survive_typing(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    uint64_t seed = 1;
    for (int i = 0; i < 2000; i++) {
        arena_reset(arena);
        struct text number = drawn(arena, &seed);
        struct text typed = arena_text(arena, number);
        char *c = arena_string(arena, number);
        size_t first = (size_t)text_find_byte(number, '-');
        for (size_t at = 0; at + 1 < number.length; at++) {
            if (at > first && c[at] == '0')
                c[at] = 'o';
            if (at > first && c[at] == '1')
                c[at] = i % 2 == 0 ? 'l' : 'I';
            if (c[at] == '-')
                c[at] = ' ';
            if (c[at] >= 'A' && c[at] <= 'Z')
                c[at] = (char)(c[at] + 32);
        }
        typed.at = c;
        struct text read;
        if (number_read(arena, typed, &read) != OK || !text_equal(read, number))
            fail_msg("%s is not %s", c, number.at);
    }
}

static bool is_among(struct text number, const struct text *readings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(readings[i], number))
            return true;
    return false;
}

/* No reading has a wrong check character, and of each kind there is one at most. */
static void assert_readings(struct arena *arena, const struct text *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text read;
        assert_int_equal(number_read(arena, readings[i], &read), OK);
        assert_true(text_equal(read, readings[i]));
        for (size_t k = 0; k < i; k++)
            assert_false(text_equal(text_slice(readings[i], 0, readings[i].length - 13),
                                    text_slice(readings[k], 0, readings[k].length - 13)));
    }
}

/* Whatever of 0 and O, 1, I and L is typed for another, at every place, with each of the 36 check characters. */
static void confused_characters_lead_to_the_number(void **state)
{
    (void)state;
    static const char *const ALIKE[] = {"0O", "1IL"};
    static const char CHECKS[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    bool seen[sizeof CHECKS] = {false};
    uint64_t seed = 3;
    for (int i = 0; i < 3000; i++) {
        arena_reset(arena);
        struct text readings[NUMBER_READINGS];
        struct text number = drawn(arena, &seed);
        char *typed = arena_string(arena, number);
        seen[strchr(CHECKS, typed[number.length - 1]) - CHECKS] = true;
        assert_true(number_readings(arena, number, readings) >= 1);
        assert_true(text_equal(readings[0], number));
        for (size_t at = 0; at < number.length; at++)
            for (size_t k = 0; k < COUNT(ALIKE); k++)
                for (const char *other = ALIKE[k]; strchr(ALIKE[k], number.at[at]) != NULL && *other != '\0'; other++) {
                    typed[at] = *other;
                    size_t count = number_readings(arena, (struct text){typed, number.length}, readings);
                    if (!is_among(number, readings, count))
                        fail_msg("%s does not lead to %s", typed, number.at);
                    assert_readings(arena, readings, count);
                    typed[at] = number.at[at];
                }
        for (size_t at = 0; at < number.length; at++) /* all at once, small letters, the digits as letters */
            typed[at] = typed[at] == '0' ? 'o' : typed[at] == '1' ? (at % 2 == 0 ? 'l' : 'i') : typed[at];
        assert_true(is_among(number, readings, number_readings(arena, (struct text){typed, number.length}, readings)));
    }
    for (size_t i = 0; i < sizeof CHECKS - 1; i++)
        if (!seen[i])
            fail_msg("no number ended in %c", CHECKS[i]);
}

/* A telephone is none, whatever its last digit; nor is what has a wrong character that looks like no other. */
static void telephones_and_others_are_no_numbers(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text readings[NUMBER_READINGS];
    char telephone[] = "0021261234500";
    for (int last = 0; last < 100; last++) {
        telephone[11] = (char)('0' + last / 10);
        telephone[12] = (char)('0' + last % 10);
        assert_int_equal(number_readings(arena, (struct text){telephone, 12}, readings), 0);
        assert_int_equal(number_readings(arena, (struct text){telephone, 13}, readings), 0);
    }
    assert_int_equal(number_readings(arena, TEXT("RET-26-4K7QW2M-4"), readings), 1);
    assert_int_equal(number_readings(arena, TEXT("RET-26-4K7QW2M-5"), readings), 0);
    assert_int_equal(number_readings(arena, TEXT("RET-26-4K7QW2N-4"), readings), 0);
    assert_int_equal(number_readings(arena, TEXT("R3T-26-4K7QW2M-4"), readings), 0);
    assert_int_equal(number_readings(arena, TEXT("RET-26-4K7Q\0002M-4"), readings), 0);
    assert_int_equal(number_readings(arena, TEXT("\xd9\xa0RET26000000"), readings), 0);
    assert_int_equal(number_readings(arena, TEXT_NONE, readings), 0);
}

/* Check characters computed outside this program, by a script that also gives the M of the standard's well-known
   example A12425GABC1234002-M. */
static void known_numbers(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    static const unsigned char zero[NUMBER_RANDOM] = {0};
    static const unsigned char example[NUMBER_RANDOM] = {4, 19, 7, 23, 28, 2, 20};
    static const unsigned char last[NUMBER_RANDOM] = {31, 63, 95, 127, 159, 191, 255};
    assert_text(number_make(arena, TEXT("RET"), 2026, zero), "RET-26-0000000-U");
    assert_text(number_make(arena, TEXT("RET"), 2126, example), "RET-26-4K7QW2M-4");
    assert_text(number_make(arena, TEXT("PO"), 2005, last), "PO-05-ZZZZZZZ-M");
    struct text read;
    assert_int_equal(number_read(arena, TEXT(" ret 264k7q-w2m4 "), &read), OK);
    assert_text(read, "RET-26-4K7QW2M-4");
    assert_int_equal(number_read(arena, TEXT("LOIR26A1B2C3D4"), &read), OK);
    assert_text(read, "LOIR-26-A1B2C3D-4");
}

/* MOD 37,36 catches every wrong character: each place with each other character. */
static void every_misreading_is_caught(void **state)
{
    (void)state;
    static const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    uint64_t seed = 7;
    for (int i = 0; i < 300; i++) {
        arena_reset(arena);
        struct text number = drawn(arena, &seed);
        char *c = arena_string(arena, number);
        for (size_t at = 0; at < number.length; at++) {
            char right = c[at];
            for (size_t k = 0; right != '-' && k < sizeof all - 1; k++) {
                struct text read;
                c[at] = all[k];
                /* Read as the same number (O for 0) or refused; never taken for another. */
                if (c[at] != right && number_read(arena, (struct text){c, number.length}, &read) == OK &&
                    !text_equal(read, number))
                    fail_msg("%s taken for %s", c, number.at);
            }
            c[at] = right;
        }
    }
}

static int place(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

/* Two neighbours exchanged are caught, except where their places in the alphabet differ by one (0 and Z too): then one
   of the 36 states of the sum miss it, as the standard has it. */
static void exchanged_neighbours_are_caught(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    uint64_t seed = 99;
    size_t tried = 0;
    for (int i = 0; i < 5000; i++) {
        arena_reset(arena);
        struct text number = drawn(arena, &seed);
        char *c = arena_string(arena, number);
        for (size_t at = number.length - 9; at + 3 < number.length; at++) {
            char left = c[at];
            char right = c[at + 1];
            int apart = (place(left) - place(right) + 36) % 36;
            struct text read;
            if (apart <= 1 || apart == 35)
                continue;
            c[at] = right;
            c[at + 1] = left;
            tried++;
            if (number_read(arena, (struct text){c, number.length}, &read) == OK)
                fail_msg("%s taken for %s", c, number.at);
            c[at] = left;
            c[at + 1] = right;
        }
    }
    assert_true(tried > 20000);
}

static void refuses_what_is_no_number(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    static const struct text bad[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("-"),
        TEXT_CONSTANT("RET"),
        TEXT_CONSTANT("R-26-0000000-A"),
        TEXT_CONSTANT("RETURN-26-0000000-A"),
        TEXT_CONSTANT("R3T-26-0000000-A"),
        TEXT_CONSTANT("RET-2A-0000000-A"),
        TEXT_CONSTANT("RET-26-00U0000-A"),
        TEXT_CONSTANT("RET-26-0000000-é"),
        TEXT_CONSTANT("RET-26-0000000-A-AAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        TEXT_CONSTANT("RET-26-000\00000-A"),
        TEXT_CONSTANT("'; drop table x;"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct text read = TEXT("kept");
        assert_int_equal(number_read(arena, bad[i], &read), INVALID);
        assert_text(read, "kept");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads),
        cmocka_unit_test(later_compares_greater),
        cmocka_unit_test(confused_characters_lead_to_the_number),
        cmocka_unit_test(telephones_and_others_are_no_numbers),
        cmocka_unit_test(refuses_what_is_no_identifier),
        cmocka_unit_test(numbers_survive_typing),
        cmocka_unit_test(known_numbers),
        cmocka_unit_test(every_misreading_is_caught),
        cmocka_unit_test(exchanged_neighbours_are_caught),
        cmocka_unit_test(refuses_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
