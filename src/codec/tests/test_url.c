#include "base/tests/testing.h"

#include "codec/url.h"

static void reads_forms(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct problems problems = problems_open(arena);
    struct parameters parameters = {0};
    assert_int_equal(
        parameters_parse(&parameters, &problems, TEXT("name=A%C3%AFcha+B&&lang=fr&lang=ar&empty=&flag&a=b=c")), OK);
    assert_int_equal(parameters.count, 6);
    assert_text(parameters_get(&parameters, TEXT("name")), "Aïcha B");
    assert_text(parameters_get(&parameters, TEXT("a")), "b=c");
    assert_text(parameters_get(&parameters, TEXT("absent")), "");
    assert_true(parameters_has(&parameters, TEXT("empty")));
    assert_true(parameters_has(&parameters, TEXT("flag")));
    assert_false(parameters_has(&parameters, TEXT("absent")));
    size_t position = 0;
    struct text value;
    assert_true(parameters_next(&parameters, TEXT("lang"), &position, &value));
    assert_text(value, "fr");
    assert_true(parameters_next(&parameters, TEXT("lang"), &position, &value));
    assert_text(value, "ar");
    assert_false(parameters_next(&parameters, TEXT("lang"), &position, &value));
    /* The body comes behind the query string. */
    assert_int_equal(parameters_parse(&parameters, &problems, TEXT("name=second")), OK);
    assert_text(parameters_get(&parameters, TEXT("name")), "Aïcha B");
    assert_int_equal(parameters_parse(&parameters, &problems, TEXT_NONE), OK);
    assert_int_equal(parameters.count, 7);
}

static void names_the_parameter_it_refuses(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    static const struct {
        struct text text;
        const char *field;
    } bad[] = {
        {TEXT_CONSTANT("a=1&b=%00"), "b"}, {TEXT_CONSTANT("a=1&b=%FF"), "b"}, {TEXT_CONSTANT("b=%ED%A0%80"), "b"},
        {TEXT_CONSTANT("b=%C0%AF"), "b"},  {TEXT_CONSTANT("b=%"), "b"},       {TEXT_CONSTANT("b=%4"), "b"},
        {TEXT_CONSTANT("b=%zz"), "b"},     {TEXT_CONSTANT("b=\xff"), "b"},    {TEXT_CONSTANT("b=a\0c"), "b"},
        {TEXT_CONSTANT("%FF=1"), ""},      {TEXT_CONSTANT("%0A=1"), ""},      {TEXT_CONSTANT("=1"), ""},
        {TEXT_CONSTANT("%4=1"), ""},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct problems problems = problems_open(arena);
        struct parameters parameters = {0};
        if (parameters_parse(&parameters, &problems, bad[i].text) != INVALID || problems.count != 1 ||
            !text_is(problems.first->field, bad[i].field) || problems.first->outcome != INVALID)
            fail_msg("%s was read", bad[i].text.at);
    }
}

static void keeps_to_its_limits(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct problems problems = problems_open(arena);
    struct parameters parameters = {0};
    for (int i = 0; i < PARAMETERS_MOST; i++)
        assert_int_equal(parameters_parse(&parameters, &problems, arena_format(arena, "p%d=%d", i, i)), OK);
    assert_text(parameters_get(&parameters, TEXT("p1999")), "1999");
    assert_int_equal(parameters_parse(&parameters, &problems, TEXT("more=1")), TOO_LARGE);
    assert_int_equal(parameters.count, PARAMETERS_MOST);
    parameters = (struct parameters){0};
    char *large = arena_bytes(arena, PARAMETER_MOST + 1);
    memset(large, 'x', PARAMETER_MOST + 1);
    assert_int_equal(parameters_add(&parameters, &problems, TEXT("a"), (struct text){large, PARAMETER_MOST}), OK);
    assert_int_equal(parameters_add(&parameters, &problems, TEXT("a"), (struct text){large, PARAMETER_MOST + 1}),
                     TOO_LARGE);
    assert_int_equal(parameters_add(&parameters, &problems, (struct text){large, PARAMETER_NAME_MOST + 1}, TEXT("")),
                     INVALID);
}

static void encodes_every_byte(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer buffer = buffer_open(10000);
    char all[256];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)(unsigned char)i;
    url_encode(&buffer, (struct text){all, sizeof all});
    struct text decoded;
    for (int form = 0; form <= 1; form++) {
        assert_int_equal(url_decode(arena, buffer_text(&buffer), form, &decoded), OK);
        assert_true(text_equal(decoded, (struct text){all, sizeof all}));
    }
    buffer_clear(&buffer);
    url_encode_parameter(&buffer, true, TEXT("q"), TEXT("été & co/?#+%"));
    url_encode_parameter(&buffer, false, TEXT("a b"), TEXT("-._~"));
    assert_text(buffer_text(&buffer), "q=%C3%A9t%C3%A9%20%26%20co%2F%3F%23%2B%25&a%20b=-._~");
    assert_int_equal(url_decode(arena, TEXT("a+b"), false, &decoded), OK);
    assert_text(decoded, "a+b");
}

static void normalises_paths(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    static const struct {
        struct text raw;
        const char *path;
    } good[] = {
        {TEXT_CONSTANT("/"), "/"},
        {TEXT_CONSTANT("/fr"), "/fr"},
        {TEXT_CONSTANT("/fr/"), "/fr"},
        {TEXT_CONSTANT("/ar/return-cases/%D9%85"), "/ar/return-cases/م"},
        {TEXT_CONSTANT("/a/b.c/..d/.e"), "/a/b.c/..d/.e"},
        {TEXT_CONSTANT("/a+b"), "/a+b"},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct text path = TEXT_NONE;
        assert_int_equal(url_path(arena, good[i].raw, &path), OK);
        if (!text_is(path, good[i].path))
            fail_msg("%s became %.*s", good[i].raw.at, TEXT_ARG(path));
    }
    static const struct text bad[] = {
        TEXT_CONSTANT(""),        TEXT_CONSTANT("fr"),         TEXT_CONSTANT("//"),
        TEXT_CONSTANT("//fr"),    TEXT_CONSTANT("/fr//"),      TEXT_CONSTANT("/fr//a"),
        TEXT_CONSTANT("/.."),     TEXT_CONSTANT("/a/../b"),    TEXT_CONSTANT("/a/%2e%2E/b"),
        TEXT_CONSTANT("/a/.%2e"), TEXT_CONSTANT("/."),         TEXT_CONSTANT("/a/./b"),
        TEXT_CONSTANT("/a%2fb"),  TEXT_CONSTANT("/a%5Cb"),     TEXT_CONSTANT("/a\\b"),
        TEXT_CONSTANT("/a%00"),   TEXT_CONSTANT("/a\0"),       TEXT_CONSTANT("/a%0a"),
        TEXT_CONSTANT("/%ff"),    TEXT_CONSTANT("/%E2%80%AE"), TEXT_CONSTANT("/a%"),
        TEXT_CONSTANT("/a?b"),    TEXT_CONSTANT("/a#b"),       TEXT_CONSTANT("http://a/"),
        TEXT_CONSTANT("/%C0%AE"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct text path = TEXT("kept");
        if (url_path(arena, bad[i], &path) != INVALID || !text_is(path, "kept"))
            fail_msg("%s became %.*s", bad[i].at, TEXT_ARG(path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_forms),         cmocka_unit_test(names_the_parameter_it_refuses),
        cmocka_unit_test(keeps_to_its_limits), cmocka_unit_test(encodes_every_byte),
        cmocka_unit_test(normalises_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
