#include "base/tests/testing.h"

#include "base/buffer.h"
#include "codec/encoding.h"
#include "codec/given_row.h"

static bool reads(struct text bytes, enum text_encoding encoding, const char *wanted)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(4096);
    return encoding_read(bytes, encoding, &buffer) == OK && text_is(buffer_text(&buffer), wanted);
}

static void test_found_by_itself(void **state)
{
    (void)state;
    assert_int_equal(encoding_detect(TEXT("Pr\xc3\xa9nom;Nom")), ENCODING_UTF_8);
    assert_int_equal(encoding_detect(TEXT("\xef\xbb\xbfNom")), ENCODING_UTF_8);
    assert_int_equal(encoding_detect(TEXT("Pr\xe9nom;Nom")), ENCODING_WINDOWS_1252);
    assert_int_equal(encoding_detect(TEXT("\xff\xfeN\0o\0m\0")), ENCODING_UTF_16_LITTLE);
    assert_int_equal(encoding_detect(TEXT("\xfe\xff\0N\0o\0m")), ENCODING_UTF_16_BIG);
    assert_int_equal(encoding_detect(TEXT("N\0o\0m\0;\0")), ENCODING_UTF_16_LITTLE);
    assert_int_equal(encoding_detect(TEXT("\0N\0o\0m\0;")), ENCODING_UTF_16_BIG);
}

static void test_read_as_utf_8(void **state)
{
    (void)state;
    assert_true(reads(TEXT("\xef\xbb\xbfNom"), ENCODING_UTF_8, "Nom"));
    assert_true(reads(TEXT("Pr\xe9nom \x80 \x9c"), ENCODING_WINDOWS_1252, "Prénom € œ"));
    assert_true(reads(TEXT("\xe3\xcd\xe3\xcf"), ENCODING_WINDOWS_1256, "محمد"));
    assert_true(reads(TEXT("\xff\xfe\x45\x06\x2d\x06"), ENCODING_UTF_16_LITTLE, "مح"));
    assert_true(reads(TEXT("\xd8\x3d\xde\x00"), ENCODING_UTF_16_BIG, "\xf0\x9f\x98\x80"));
}

static void test_refuses_what_it_does_not_know(void **state)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(8);
    (void)state;
    assert_int_equal(encoding_read(TEXT("\x81"), ENCODING_WINDOWS_1252, &buffer), INVALID);
    assert_int_equal(encoding_read(TEXT("\xe9"), ENCODING_UTF_8, &buffer), INVALID);
    assert_int_equal(encoding_read(TEXT("\x3d\xd8"), ENCODING_UTF_16_LITTLE, &buffer), INVALID); /* half a pair */
    assert_int_equal(encoding_read(TEXT("a\0b"), ENCODING_UTF_16_LITTLE, &buffer), INVALID);     /* an odd byte */
    assert_int_equal(encoding_read(TEXT("more than eight"), ENCODING_UTF_8, &buffer), TOO_LARGE);
}

/* Rows on their way from the helper: cut anywhere, they wait for the rest; changed anywhere, nothing is read beyond. */
static void test_rows_as_bytes(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer buffer = buffer_open(4096);
    const struct given_cell cells[] = {
        {CELL_TEXT, TEXT("Nom")}, {CELL_EMPTY, TEXT("")}, {CELL_DATE, TEXT("2022-03-31")}};
    const struct given_row row = {12, cells, COUNT(cells)};
    struct given_row again;
    (void)state;
    given_row_write(&buffer, &row);
    struct text bytes = buffer_text(&buffer);
    struct text rest = bytes;
    assert_int_equal(given_row_read(arena, &rest, &again), OK);
    assert_int_equal(rest.length, 0);
    assert_int_equal(again.line, 12);
    assert_int_equal(again.count, 3);
    assert_text(again.cells[2].text, "2022-03-31");
    for (size_t cut = 0; cut < bytes.length; cut++) {
        rest = text_slice(bytes, 0, cut);
        assert_int_equal(given_row_read(arena, &rest, &again), NOT_FOUND);
    }
    for (size_t at = 0; at < bytes.length; at++) {
        char *changed = arena_string(arena, bytes);
        changed[at] = (char)(changed[at] ^ 0x55);
        rest = (struct text){changed, bytes.length};
        (void)(given_row_read(arena, &rest, &again) == OK); /* the sanitizer watches */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_by_itself),
        cmocka_unit_test(test_read_as_utf_8),
        cmocka_unit_test(test_refuses_what_it_does_not_know),
        cmocka_unit_test(test_rows_as_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
