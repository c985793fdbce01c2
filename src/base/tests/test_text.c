#include "base/tests/testing.h"

#include "base/buffer.h"

static void slices_stay_within(void **state)
{
    (void)state;
    struct text text = TEXT("abcdef");
    assert_text(text_slice(text, 1, 3), "bc");
    assert_text(text_slice(text, 4, 99), "ef");
    assert_text(text_slice(text, 99, 120), "");
    assert_text(text_slice(text, 5, 2), "");
    assert_true(text_slice(TEXT_NONE, 0, 0).at == NULL);
    assert_text(text_slice(TEXT_NONE, 3, 9), "");
}

static void trims_ascii_white_space_only(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t\r\n a b \v\f")), "a b");
    assert_text(text_trim(TEXT("   ")), "");
    assert_text(text_trim(TEXT_NONE), "");
    assert_text(text_trim(TEXT("\u00a0a")), "\u00a0a");
}

static void compares_bytes(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT_NONE, TEXT("")));
    assert_false(text_equal(TEXT("a"), TEXT("a\0")));
    assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
    assert_true(text_compare(TEXT("b"), TEXT("ab")) > 0);
    assert_true(text_compare(TEXT("\xff"), TEXT("a")) > 0);
    assert_int_equal(text_compare(TEXT_NONE, TEXT("")), 0);
    assert_true(text_equal_ignoring_case(TEXT("Content-Type"), TEXT("cONTENT-tYPE")));
    assert_false(text_equal_ignoring_case(TEXT("É"), TEXT("é")));
    assert_false(text_equal_ignoring_case(TEXT("@"), TEXT("`")));
    assert_false(text_equal_ignoring_case(TEXT("["), TEXT("{")));
}

static void finds(void **state)
{
    (void)state;
    assert_int_equal(text_find(TEXT("aab"), TEXT("ab")), 1);
    assert_int_equal(text_find(TEXT("aab"), TEXT("ba")), -1);
    assert_int_equal(text_find(TEXT_NONE, TEXT("a")), -1);
    assert_int_equal(text_find(TEXT("a"), TEXT("")), 0);
    assert_int_equal(text_find_byte(TEXT("a\0b"), 'b'), 2);
    assert_int_equal(text_find_byte(TEXT_NONE, 'b'), -1);
    assert_true(text_starts_with(TEXT("abc"), TEXT("ab")));
    assert_false(text_starts_with(TEXT("a"), TEXT("ab")));
    assert_true(text_ends_with(TEXT("abc"), TEXT("bc")));
    assert_false(text_ends_with(TEXT("c"), TEXT("bc")));
    assert_true(text_ends_with(TEXT("c"), TEXT_NONE));
}

static void splits_into_all_parts(void **state)
{
    (void)state;
    struct text rest = TEXT("a,,b,");
    struct text part;
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "a");
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "");
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "b");
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "");
    assert_false(text_split(&rest, ',', &part));
    rest = TEXT("");
    assert_true(text_split(&rest, ',', &part)); /* one empty part */
    assert_false(text_split(&rest, ',', &part));
}

/* Every code point survives encoding and decoding; surrogates do not decode. */
static void reads_every_code_point(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(8);
    for (int32_t c = 0; c <= 0x10ffff; c++) {
        buffer_clear(&buffer);
        buffer_add_code_point(&buffer, c);
        size_t at = 0;
        int32_t read = text_next_code_point(buffer_text(&buffer), &at);
        if (c >= 0xd800 && c <= 0xdfff) {
            if (read != -1 || at != 1)
                fail_msg("surrogate %x was read", (unsigned)c);
        } else if (read != c || at != buffer.length) {
            fail_msg("%x was read as %x", (unsigned)c, (unsigned)read);
        }
    }
}

static void refuses_invalid_utf8(void **state)
{
    (void)state;
    static const struct text invalid[] = {
        TEXT_CONSTANT("\x80"),             /* no sequence begins so */
        TEXT_CONSTANT("\xc0\x80"),         /* NUL in two bytes */
        TEXT_CONSTANT("\xc1\xbf"),         /* overlong */
        TEXT_CONSTANT("\xe0\x80\xaf"),     /* '/' in three bytes */
        TEXT_CONSTANT("\xe0\x9f\xbf"),     /* overlong */
        TEXT_CONSTANT("\xf0\x8f\xbf\xbf"), /* overlong */
        TEXT_CONSTANT("\xed\xa0\x80"),     /* surrogate */
        TEXT_CONSTANT("\xf4\x90\x80\x80"), /* U+110000 */
        TEXT_CONSTANT("\xf5\x80\x80\x80"),
        TEXT_CONSTANT("\xfe"),
        TEXT_CONSTANT("\xc3"), /* cut short */
        TEXT_CONSTANT("\xe2\x82"),
        TEXT_CONSTANT("\xf0\x9f\x98"),
        TEXT_CONSTANT("\xc3\xc3\xa9"), /* a start where a continuation should be */
    };
    for (size_t i = 0; i < COUNT(invalid); i++) {
        size_t at = 0;
        assert_false(text_is_utf8(invalid[i]));
        assert_int_equal(text_next_code_point(invalid[i], &at), -1);
        assert_int_equal(at, 1);
    }
    assert_true(text_is_utf8(TEXT("a\u00e9\u0645\U0001f600\U0010ffff")));
    assert_true(text_is_utf8(TEXT_NONE));
    for (size_t at = 0; at <= 20; at++) { /* wherever it stands among bytes that are passed over quickly */
        char bytes[21] = "aaaaaaaaaaaaaaaaaaaa";
        assert_true(text_is_utf8((struct text){bytes, 20}));
        if (at < 20)
            bytes[at] = '\xff';
        assert_int_equal(text_is_utf8((struct text){bytes, 20}), at == 20);
    }
}

static void counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(text_code_points(TEXT("été محمد")), 8);
    assert_int_equal(text_code_points(TEXT("\xff\xc3")), 2);
    assert_int_equal(text_code_points(TEXT_NONE), 0);
}

static void refuses_what_may_not_be_stored(void **state)
{
    (void)state;
    assert_true(text_is_clean(TEXT("Aïcha بنت محمد \u200f(ⵎⵓⵃⵎⵎⴷ)"), false));
    assert_true(text_is_clean(TEXT("a\u200cb"), false)); /* the joiners of Persian names */
    assert_true(text_is_clean(TEXT("a\r\n\tb"), true));
    assert_true(text_is_clean(TEXT_NONE, false));
    static const struct text never[] = {
        TEXT_CONSTANT("a\0b"),      TEXT_CONSTANT("\x1b[2J"),       TEXT_CONSTANT("\x7f"),
        TEXT_CONSTANT("\xc2\x85"),  TEXT_CONSTANT("\xc2\x9f"),      TEXT_CONSTANT("a\xff"),
        TEXT_CONSTANT("x\u202ayz"), TEXT_CONSTANT("x\u202byz"),     TEXT_CONSTANT("x\u202cyz"),
        TEXT_CONSTANT("x\u202dyz"), TEXT_CONSTANT("gpj.\u202etac"), TEXT_CONSTANT("\u2066"),
        TEXT_CONSTANT("\u2067"),    TEXT_CONSTANT("\u2068"),        TEXT_CONSTANT("\u2069"),
        TEXT_CONSTANT("\ufffe"),    TEXT_CONSTANT("\uffff"),        TEXT_CONSTANT("\x0b"),
    };
    for (size_t i = 0; i < COUNT(never); i++) {
        if (text_is_clean(never[i], true) || text_is_clean(never[i], false))
            fail_msg("text %zu was taken as clean", i);
    }
    static const struct text lines[] = {TEXT_CONSTANT("a\nb"), TEXT_CONSTANT("a\tb"), TEXT_CONSTANT("a\rb"),
                                        TEXT_CONSTANT("a\u2028b"), TEXT_CONSTANT("a\u2029b")};
    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_false(text_is_clean(lines[i], false));
        assert_true(text_is_clean(lines[i], true));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_stay_within),
        cmocka_unit_test(trims_ascii_white_space_only),
        cmocka_unit_test(compares_bytes),
        cmocka_unit_test(finds),
        cmocka_unit_test(splits_into_all_parts),
        cmocka_unit_test(reads_every_code_point),
        cmocka_unit_test(refuses_invalid_utf8),
        cmocka_unit_test(counts_code_points),
        cmocka_unit_test(refuses_what_may_not_be_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
