#include "base/tests/testing.h"
#include "web/scgi.h"

#define HEAD           \
    "CONTENT_LENGTH\0" \
    "27\0"             \
    "SCGI\0"           \
    "1\0"              \
    "REQUEST_METHOD\0" \
    "POST\0"           \
    "REQUEST_URI\0"    \
    "/deepthought\0"

static void decodes_what_it_encodes(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer bytes = buffer_open(1 << 20);
    const struct scgi_header headers[] = {{TEXT("REQUEST_METHOD"), TEXT("POST")}, {TEXT("HTTP_HOST"), TEXT("")}};
    struct scgi_head head;
    size_t length;
    scgi_encode(&bytes, headers, 2, TEXT("body, with : and \0 in it"));
    assert_int_equal(scgi_measure(buffer_text(&bytes), &length), OK);
    assert_int_equal(bytes.length, length + 24);
    assert_int_equal(scgi_decode(arena, buffer_text(&bytes), &head), OK);
    assert_int_equal(head.content_length, 24);
    assert_int_equal(head.count, 4);
    assert_text(scgi_header(&head, TEXT("REQUEST_METHOD")), "POST");
    assert_text(scgi_header(&head, TEXT("HTTP_HOST")), "");
    assert_text(scgi_header(&head, TEXT("HTTP_COOKIE")), "");
}

static void waits_for_more(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text whole = TEXT("70:" HEAD ",What is the answer to life?");
    struct scgi_head head;
    size_t length = 9;
    assert_int_equal(scgi_measure(text_slice(whole, 0, 0), &length), OK);
    assert_int_equal(length, 0);
    assert_int_equal(scgi_measure(text_slice(whole, 0, 2), &length), OK);
    assert_int_equal(length, 0);
    for (size_t i = 3; i <= whole.length; i++) {
        assert_int_equal(scgi_measure(text_slice(whole, 0, i), &length), OK);
        assert_int_equal(length, 74);
        assert_int_equal(scgi_decode(arena, text_slice(whole, 0, i), &head), i < 74 ? INVALID : OK);
    }
    assert_int_equal(head.content_length, 27);
    assert_text(scgi_header(&head, TEXT("REQUEST_URI")), "/deepthought");
}

static void refuses_what_is_no_netstring(void **state)
{
    (void)state;
    size_t length = 9;
    static const struct {
        struct text bytes;
        enum outcome outcome;
    } CASES[] = {
        {TEXT_CONSTANT(":"), INVALID},        {TEXT_CONSTANT("0:,"), INVALID},
        {TEXT_CONSTANT("07:"), INVALID},      {TEXT_CONSTANT("-1:"), INVALID},
        {TEXT_CONSTANT("+1:"), INVALID},      {TEXT_CONSTANT(" 1:"), INVALID},
        {TEXT_CONSTANT("1 :"), INVALID},      {TEXT_CONSTANT("GET / "), INVALID},
        {TEXT_CONSTANT("3:abc;"), INVALID},   {TEXT_CONSTANT("123456"), TOO_LARGE},
        {TEXT_CONSTANT("65537:"), TOO_LARGE}, {TEXT_CONSTANT("99999:"), TOO_LARGE},
    };
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(scgi_measure(CASES[i].bytes, &length), CASES[i].outcome);
    assert_int_equal(length, 9);
}

static enum outcome decode(struct text pairs)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct scgi_head head;
    struct text bytes = arena_format(arena, "%zu:", pairs.length);
    return scgi_decode(arena, arena_join(arena, bytes, arena_join(arena, pairs, TEXT(","))), &head);
}

/* clang-format off: a pair stands on one line */
#define SOUND          \
    "CONTENT_LENGTH\0" \
    "0\0"              \
    "SCGI\0"           \
    "1\0"
static const struct text UNSOUND_HEADS[] = {
    TEXT_CONSTANT("SCGI\0"
                  "1\0"
                  "CONTENT_LENGTH\0"
                  "0\0"), /* not first */
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "\0"
                  "SCGI\0"
                  "1\0"),
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "-1\0"
                  "SCGI\0"
                  "1\0"),
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "0x1\0"
                  "SCGI\0"
                  "1\0"),
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "99999999999999999999\0"
                  "SCGI\0"
                  "1\0"),
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "0\0"), /* no SCGI */
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "0\0"
                  "SCGI\0"
                  "2\0"),
    TEXT_CONSTANT("CONTENT_LENGTH\0"
                  "0\0"
                  "SCGI\0"
                  "1"), /* no final NUL */
    TEXT_CONSTANT(SOUND "ALONE\0"),
    TEXT_CONSTANT(SOUND "\0"
                        "no name\0"),
    TEXT_CONSTANT(SOUND "A B\0"
                        "\0"),
    TEXT_CONSTANT(SOUND "HTTP_A\0"
                        "a\r\nb\0"),
    TEXT_CONSTANT(SOUND "CONTENT_LENGTH\0"
                        "5\0"),
    TEXT_CONSTANT(SOUND "REQUEST_URI\0"
                        "/a\0"
                        "REQUEST_URI\0"
                        "/a\0"),
    TEXT_CONSTANT(SOUND "SANAD_INTERNAL\0"
                        "a\0"
                        "SANAD_INTERNAL\0"
                        "b\0"),
};

static const struct text AMBIGUOUS_HEADS[] = {
    TEXT_CONSTANT(SOUND "HTTP_COOKIE\0"
                        "a\0"
                        "HTTP_COOKIE\0"
                        "a\0"),
    TEXT_CONSTANT(SOUND "HTTP_ORIGIN\0"
                        "a\0"
                        "HTTP_ORIGIN\0"
                        "b\0"),
};
/* clang-format on */

static void refuses_unsound_heads(void **state)
{
    (void)state;
    assert_int_equal(decode(TEXT("CONTENT_LENGTH\0"
                                 "0\0"
                                 "SCGI\0"
                                 "1\0")),
                     OK);
    assert_int_equal(decode(TEXT("CONTENT_LENGTH\0"
                                 "0\0"
                                 "SCGI\0"
                                 "1\0"
                                 "HTTP_X\0"
                                 "a\0"
                                 "HTTP_X\0"
                                 "b\0")),
                     OK);
    for (size_t i = 0; i < COUNT(UNSOUND_HEADS); i++)
        if (decode(UNSOUND_HEADS[i]) != INVALID)
            fail_msg("head %zu was read", i);
}

static void says_which_heads_are_ambiguous(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer bytes = buffer_open(1 << 20);
    struct scgi_head head;
    for (size_t i = 0; i < COUNT(AMBIGUOUS_HEADS); i++) {
        buffer_clear(&bytes);
        buffer_format(&bytes, "%zu:", AMBIGUOUS_HEADS[i].length);
        buffer_add(&bytes, AMBIGUOUS_HEADS[i]);
        buffer_add_byte(&bytes, ',');
        assert_int_equal(scgi_decode(arena, buffer_text(&bytes), &head), OK);
        assert_true(head.ambiguous);
    }
}

static void refuses_too_many_headers(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer bytes = buffer_open(1 << 20);
    struct scgi_header headers[SCGI_HEADERS_MOST];
    struct scgi_head head;
    for (size_t i = 0; i < COUNT(headers); i++)
        headers[i] = (struct scgi_header){TEXT("HTTP_X"), TEXT("x")};
    scgi_encode(&bytes, headers, SCGI_HEADERS_MOST - 2, TEXT_NONE);
    assert_int_equal(scgi_decode(arena, buffer_text(&bytes), &head), OK);
    buffer_clear(&bytes);
    scgi_encode(&bytes, headers, SCGI_HEADERS_MOST - 1, TEXT_NONE);
    assert_int_equal(scgi_decode(arena, buffer_text(&bytes), &head), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_what_it_encodes),      cmocka_unit_test(waits_for_more),
        cmocka_unit_test(refuses_what_is_no_netstring), cmocka_unit_test(refuses_unsound_heads),
        cmocka_unit_test(refuses_too_many_headers),     cmocka_unit_test(says_which_heads_are_ambiguous),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
