#include "base/tests/testing.h"

#include "codec/header.h"

static void reads_parameters(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    struct text value;
    struct text header =
        TEXT("form-data; name=\"a;b=\\\"c\\\"\" ;FileName=C:\\x\\y; filename*=UTF-8'fr'%C3%A9t%C3%A9.jpg;");
    assert_text(header_value(header), "form-data");
    assert_text(header_value(TEXT(" text/html ")), "text/html");
    assert_int_equal(header_parameter(arena, header, TEXT("name"), &value), INVALID); /* a backslash is no token */
    header = TEXT("form-data; name=\"a;b=\\\"c\\\"\" ;FileName=\"C:\\x\\y\"; filename*=UTF-8'fr'%C3%A9t%C3%A9.jpg;");
    assert_int_equal(header_parameter(arena, header, TEXT("name"), &value), OK);
    assert_text(value, "a;b=\"c\"");
    assert_int_equal(header_parameter(arena, header, TEXT("filename"), &value), OK);
    assert_text(value, "C:\\x\\y");
    assert_int_equal(header_extended_parameter(arena, header, TEXT("filename"), &value), OK);
    assert_text(value, "été.jpg");
    assert_int_equal(header_parameter(arena, header, TEXT("size"), &value), NOT_FOUND);
    assert_int_equal(header_parameter(arena, TEXT("text/plain"), TEXT("charset"), &value), NOT_FOUND);
    assert_int_equal(header_parameter(arena, TEXT("a; name=\"\""), TEXT("name"), &value), OK);
    assert_text(value, "");
}

static void refuses_broken_ones(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    static const struct text bad[] = {
        TEXT_CONSTANT("a; name=x; name=y"),
        TEXT_CONSTANT("a; name=x; NAME=x"),
        TEXT_CONSTANT("a; name=\"x"),
        TEXT_CONSTANT("a; name=\"x\\\""),
        TEXT_CONSTANT("a; name="),
        TEXT_CONSTANT("a; name"),
        TEXT_CONSTANT("a; =x"),
        TEXT_CONSTANT("a; name=\"x\"y"),
        TEXT_CONSTANT("a;; name=x"),
        TEXT_CONSTANT("a; name =x"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct text value = TEXT("kept");
        if (header_parameter(arena, bad[i], TEXT("name"), &value) != INVALID || !text_is(value, "kept"))
            fail_msg("%s was read", bad[i].at);
    }
    static const struct text extended[] = {
        TEXT_CONSTANT("a; n*=ISO-8859-1''%E9"), TEXT_CONSTANT("a; n*=UTF-8'x"), TEXT_CONSTANT("a; n*=UTF-8''%FF"),
        TEXT_CONSTANT("a; n*=UTF-8''%4"),       TEXT_CONSTANT("a; n*=x"),
    };
    for (size_t i = 0; i < COUNT(extended); i++) {
        struct text value;
        assert_int_equal(header_extended_parameter(arena, extended[i], TEXT("n"), &value), INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_parameters), cmocka_unit_test(refuses_broken_ones)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
