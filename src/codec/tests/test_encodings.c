#include "base/tests/testing.h"

#include "codec/base32.h"
#include "codec/base64.h"
#include "codec/hex.h"

/* The vectors of RFC 4648, section 10. */
static void known_answers(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        const char *base64, *base64_url, *base32, *hex;
    } known[] = {
        {TEXT_CONSTANT(""), "", "", "", ""},
        {TEXT_CONSTANT("f"), "Zg==", "Zg", "MY", "66"},
        {TEXT_CONSTANT("fo"), "Zm8=", "Zm8", "MZXQ", "666f"},
        {TEXT_CONSTANT("foo"), "Zm9v", "Zm9v", "MZXW6", "666f6f"},
        {TEXT_CONSTANT("foob"), "Zm9vYg==", "Zm9vYg", "MZXW6YQ", "666f6f62"},
        {TEXT_CONSTANT("fooba"), "Zm9vYmE=", "Zm9vYmE", "MZXW6YTB", "666f6f6261"},
        {TEXT_CONSTANT("foobar"), "Zm9vYmFy", "Zm9vYmFy", "MZXW6YTBOI", "666f6f626172"},
        {TEXT_CONSTANT("\xfb\xff\0"), "+/8A", "-_8A", "7P7QA", "fbff00"},
    };
    AUTO_ARENA struct arena *arena = arena_open(100000);
    for (size_t i = 0; i < COUNT(known); i++) {
        struct text read;
        assert_true(text_is(base64_encode(arena, known[i].bytes, BASE64_STANDARD), known[i].base64));
        assert_true(text_is(base64_encode(arena, known[i].bytes, BASE64_URL), known[i].base64_url));
        assert_true(text_is(base32_encode(arena, known[i].bytes), known[i].base32));
        assert_true(text_is(hex_encode(arena, known[i].bytes), known[i].hex));
        assert_int_equal(base64_decode(arena, text_from(known[i].base64), BASE64_STANDARD, &read), OK);
        assert_true(text_equal(read, known[i].bytes));
        assert_int_equal(base64_decode(arena, text_from(known[i].base64_url), BASE64_URL, &read), OK);
        assert_true(text_equal(read, known[i].bytes));
        assert_int_equal(base32_decode(arena, text_from(known[i].base32), &read), OK);
        assert_true(text_equal(read, known[i].bytes));
        assert_int_equal(hex_decode(arena, text_from(known[i].hex), &read), OK);
        assert_true(text_equal(read, known[i].bytes));
    }
}

static void every_byte_survives(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(unsigned char)i;
    for (size_t length = 0; length <= sizeof bytes; length++) {
        arena_reset(arena);
        struct text all = {bytes + sizeof bytes - length, length};
        struct text read;
        for (enum base64_alphabet alphabet = BASE64_STANDARD; alphabet <= BASE64_URL; alphabet++) {
            assert_int_equal(base64_decode(arena, base64_encode(arena, all, alphabet), alphabet, &read), OK);
            assert_true(text_equal(read, all));
        }
        assert_int_equal(base32_decode(arena, base32_encode(arena, all), &read), OK);
        assert_true(text_equal(read, all));
        assert_int_equal(hex_decode(arena, hex_encode(arena, all), &read), OK);
        assert_true(text_equal(read, all));
    }
}

static void refuses_what_no_encoder_writes(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    struct text read = TEXT("kept");
    static const struct text standard[] = {
        TEXT_CONSTANT("Zg"),       TEXT_CONSTANT("Zg="),
        TEXT_CONSTANT("Zh=="),     TEXT_CONSTANT("Zg==\n"),
        TEXT_CONSTANT("Z g="),     TEXT_CONSTANT("-_8A"),
        TEXT_CONSTANT("Zg==Zg=="), TEXT_CONSTANT("="),
        TEXT_CONSTANT("Zm9v\0"),   TEXT_CONSTANT("\xff\xff\xff\xff"),
        TEXT_CONSTANT("Zm9\xe9"),  TEXT_CONSTANT("A"),
    };
    for (size_t i = 0; i < COUNT(standard); i++)
        assert_int_equal(base64_decode(arena, standard[i], BASE64_STANDARD, &read), INVALID);
    static const struct text url[] = {TEXT_CONSTANT("Zg=="), TEXT_CONSTANT("Zh"),
                                      TEXT_CONSTANT("-_\xff\xff\xff"
                                                    "8_8"),
                                      TEXT_CONSTANT("+/8A"), TEXT_CONSTANT("A")};
    for (size_t i = 0; i < COUNT(url); i++)
        assert_int_equal(base64_decode(arena, url[i], BASE64_URL, &read), INVALID);
    static const struct text base32[] = {TEXT_CONSTANT("A"),    TEXT_CONSTANT("MZ0"), TEXT_CONSTANT("MZ1"),
                                         TEXT_CONSTANT("MZ"),   TEXT_CONSTANT("M=Y"), TEXT_CONSTANT("MZX"),
                                         TEXT_CONSTANT("MY-MY")};
    for (size_t i = 0; i < COUNT(base32); i++)
        assert_int_equal(base32_decode(arena, base32[i], &read), INVALID);
    static const struct text hex[] = {TEXT_CONSTANT("f"), TEXT_CONSTANT("fg"), TEXT_CONSTANT("0x"),
                                      TEXT_CONSTANT("f f "), TEXT_CONSTANT("ff\0\0")};
    for (size_t i = 0; i < COUNT(hex); i++)
        assert_int_equal(hex_decode(arena, hex[i], &read), INVALID);
    assert_text(read, "kept");
}

static void base32_as_people_type_it(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1000);
    struct text read;
    assert_int_equal(base32_decode(arena, TEXT(" mzxw 6ytb oi====== "), &read), OK);
    assert_text(read, "foobar");
    assert_int_equal(hex_decode(arena, TEXT("FFaB"), &read), OK);
    assert_text(read, "\xff\xab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(every_byte_survives),
        cmocka_unit_test(refuses_what_no_encoder_writes),
        cmocka_unit_test(base32_as_people_type_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
