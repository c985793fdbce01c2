#include "base/tests/testing.h"

#include "codec/multipart.h"

static const struct text TYPE = TEXT_CONSTANT("multipart/form-data; boundary=\"XyZ\"");

#define PART(disposition, content) "--XyZ\r\nContent-Disposition: form-data; " disposition "\r\n\r\n" content "\r\n"

static void reads_fields_and_files(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct problems problems = problems_open(arena);
    struct parameters parameters = {0};
    struct uploads uploads = {0};
    struct text body =
        TEXT(PART("name=\"name\"", "Aïcha\r\n--Xy") PART("name=\"empty\"", "")
                 PART("name=\"none\"; filename=\"\"", "") "--XyZ\r\ncontent-type: image/png\r\nCONTENT-DISPOSITION: "
                                                          "form-data; name=photo; filename=\"a\\\"b.png\"\r\n\r\n"
                                                          "\x89PNG\r\n\x1a\n\0\r\n--XyZ--\r\n");
    assert_int_equal(multipart_parse(&problems, TYPE, body, &parameters, &uploads), OK);
    assert_int_equal(parameters.count, 2);
    assert_text(parameters_get(&parameters, TEXT("name")), "Aïcha\r\n--Xy");
    assert_true(parameters_has(&parameters, TEXT("empty")));
    assert_int_equal(uploads.count, 1);
    assert_null(uploads_get(&uploads, TEXT("none")));
    const struct upload *photo = uploads_get(&uploads, TEXT("photo"));
    assert_text(photo->file_name, "a\"b.png");
    assert_text(photo->content_type, "image/png");
    assert_text(photo->bytes, "\x89PNG\r\n\x1a\n\0");
}

static void cleans_file_names(void **state)
{
    (void)state;
    static const struct {
        struct text body;
        const char *name;
    } cases[] = {
        {TEXT_CONSTANT(PART("name=f; filename=\"../../etc/passwd\"", "x") "--XyZ--"), "passwd"},
        {TEXT_CONSTANT(PART("name=f; filename=\"C:\\Users\\a\\b.txt\"", "x") "--XyZ--"), "b.txt"},
        {TEXT_CONSTANT(PART("name=f; filename=\"..\"", "x") "--XyZ--"), ""},
        {TEXT_CONSTANT(PART("name=f; filename=\"photo\u202egpj.exe\"", "x") "--XyZ--"), "photo_gpj.exe"},
        {TEXT_CONSTANT(PART("name=f; filename=\"a\x01\xff"
                            "b\"",
                            "x") "--XyZ--"),
         "a__b"},
        {TEXT_CONSTANT(PART("name=f; filename=\"a%22b\"", "x") "--XyZ--"), "a\"b"},
        {TEXT_CONSTANT(PART("name=f; filename=x; filename*=utf-8''%D8%B5.jpg", "x") "--XyZ--"), "ص.jpg"},
        {TEXT_CONSTANT(PART("name=f; filename*=utf-8''..%2f..%2fa", "x") "--XyZ--"), "a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_ARENA struct arena *arena = arena_open(1 << 20);
        struct problems problems = problems_open(arena);
        struct parameters parameters = {0};
        struct uploads uploads = {0};
        assert_int_equal(multipart_parse(&problems, TYPE, cases[i].body, &parameters, &uploads), OK);
        assert_int_equal(uploads.count, 1);
        if (!text_is(uploads.at[0].file_name, cases[i].name))
            fail_msg("%.*s instead of %s", TEXT_ARG(uploads.at[0].file_name), cases[i].name);
    }
}

static void refuses_what_is_malformed(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("--XyZ"),
        TEXT_CONSTANT("--XyZ\r\n"),
        TEXT_CONSTANT("preamble\r\n" PART("name=a", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=a", "1")),
        TEXT_CONSTANT(PART("name=a", "1") "--XyZ"),
        TEXT_CONSTANT(PART("name=a", "1") "--XyZ-"),
        TEXT_CONSTANT(PART("name=a", "1") "--XyZ--x"),
        TEXT_CONSTANT(PART("name=a", "1") "--XyZ--\r\nepilogue"),
        TEXT_CONSTANT(PART("name=a", "1\r\n--XyZabc") "--XyZ--"),
        TEXT_CONSTANT("--XyZ\nContent-Disposition: form-data; name=a\n\n1\n--XyZ--"),
        TEXT_CONSTANT("--XyZ\r\n\r\n1\r\n--XyZ--"),
        TEXT_CONSTANT("--XyZ\r\nContent-Type: text/plain\r\n\r\n1\r\n--XyZ--"),
        TEXT_CONSTANT("--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XyZ--"),
        TEXT_CONSTANT("--XyZ\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b"
                      "\r\n\r\n1\r\n--XyZ--"),
        TEXT_CONSTANT("--XyZ\r\nContent-Disposition: form-data; name=a\r\nno colon\r\n\r\n1\r\n--XyZ--"),
        TEXT_CONSTANT(PART("filename=a", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=\"\"", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=\"\"; filename=a", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=a; name=b", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=a; filename=x; filename=y", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=a; filename*=latin1''x", "1") "--XyZ--"),
        TEXT_CONSTANT(PART("name=a", "\xff") "--XyZ--"),
        TEXT_CONSTANT(PART("name=a", "\0") "--XyZ--"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        AUTO_ARENA struct arena *arena = arena_open(1 << 20);
        struct problems problems = problems_open(arena);
        struct parameters parameters = {0};
        struct uploads uploads = {.count = 42};
        if (multipart_parse(&problems, TYPE, bad[i], &parameters, &uploads) != INVALID || problems.count != 1 ||
            uploads.count != 42)
            fail_msg("body %zu was read: %s", i, bad[i].at);
    }
}

static void refuses_false_types(void **state)
{
    (void)state;
    static const struct text types[] = {
        TEXT_CONSTANT("multipart/form-data"),
        TEXT_CONSTANT("multipart/form-data; boundary="),
        TEXT_CONSTANT("multipart/form-data; boundary=\"a b\""),
        TEXT_CONSTANT("multipart/form-data; boundary=XyZ; boundary=XyZ"),
        TEXT_CONSTANT("multipart/mixed; boundary=XyZ"),
        TEXT_CONSTANT("multipart/form-data; boundary="
                      "12345678901234567890123456789012345678901234567890123456789012345678901"),
        TEXT_CONSTANT(""),
    };
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    for (size_t i = 0; i < COUNT(types); i++) {
        struct problems problems = problems_open(arena);
        struct parameters parameters = {0};
        struct uploads uploads;
        assert_int_equal(
            multipart_parse(&problems, types[i], TEXT(PART("name=a", "1") "--XyZ--"), &parameters, &uploads), INVALID);
    }
}

static void keeps_to_its_limits(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    AUTO_BUFFER struct buffer body = buffer_open(1 << 20);
    struct uploads uploads;
    for (int i = 0; i <= MULTIPART_PARTS_MOST; i++) {
        if (i == MULTIPART_PARTS_MOST) {
            struct problems problems = problems_open(arena);
            struct parameters parameters = {0};
            buffer_add(&body, TEXT("--XyZ--"));
            assert_int_equal(multipart_parse(&problems, TYPE, buffer_text(&body), &parameters, &uploads), OK);
            assert_int_equal(uploads.count, MULTIPART_PARTS_MOST);
            body.length -= 7;
        }
        buffer_add(&body, TEXT(PART("name=a; filename=b", "1")));
    }
    buffer_add(&body, TEXT("--XyZ--"));
    struct problems problems = problems_open(arena);
    struct parameters parameters = {0};
    assert_int_equal(multipart_parse(&problems, TYPE, buffer_text(&body), &parameters, &uploads), TOO_LARGE);
    buffer_clear(&body);
    buffer_add(&body, TEXT("--XyZ\r\nContent-Disposition: form-data; name=a\r\nX: "));
    memset(buffer_room(&body, MULTIPART_HEADER_MOST), 'x', MULTIPART_HEADER_MOST);
    body.length += MULTIPART_HEADER_MOST;
    buffer_add(&body, TEXT("\r\n\r\n1\r\n--XyZ--"));
    assert_int_equal(multipart_parse(&problems, TYPE, buffer_text(&body), &parameters, &uploads), INVALID);
}

/* Parts full of header parameters must not make the arena grow with the square of their number. */
static void stays_small_on_hostile_headers(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    AUTO_BUFFER struct buffer body = buffer_open(4 << 20);
    for (int part = 0; part < MULTIPART_PARTS_MOST; part++) {
        buffer_add(&body, TEXT("--XyZ\r\nContent-Disposition: form-data; name=a"));
        for (int i = 0; i < 1300; i++)
            buffer_add(&body, TEXT(";x=\"\""));
        buffer_add(&body, TEXT("\r\n\r\n1\r\n"));
    }
    buffer_add(&body, TEXT("--XyZ--"));
    struct problems problems = problems_open(arena);
    struct parameters parameters = {0};
    struct uploads uploads;
    assert_int_equal(multipart_parse(&problems, TYPE, buffer_text(&body), &parameters, &uploads), OK);
    assert_true(arena_used(arena) < 2 * body.length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields_and_files),    cmocka_unit_test(cleans_file_names),
        cmocka_unit_test(refuses_what_is_malformed), cmocka_unit_test(refuses_false_types),
        cmocka_unit_test(keeps_to_its_limits),       cmocka_unit_test(stays_small_on_hostile_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
