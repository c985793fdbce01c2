#include "base/tests/testing.h"

#include "codec/json_plain.h"

static const struct json_value *parsed(struct arena *arena, struct text text)
{
    const struct json_value *value = NULL;
    struct json_fault fault = {0};
    if (json_parse(arena, text, JSON_LIMITS_REQUEST, &value, &fault) != OK)
        fail_msg("%s: %s", text.at, fault.message);
    return value;
}

static void reads_every_kind(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    const struct json_value *root = parsed(
        arena,
        TEXT(" {\"n\": null, \"t\": true, \"f\": false, \"i\": -42, \"d\": 1250.50, \"s\": \"\\u0645\\ud83d\\ude00"
             "\\n\", \"a\": [1, [2.0], {}], \"\": 7} "));
    assert_int_equal(root->kind, JSON_KIND_OBJECT);
    assert_int_equal(root->count, 8);
    assert_int_equal(json_member(root, TEXT("n"))->kind, JSON_KIND_NULL);
    assert_true(json_is_nothing(json_member(root, TEXT("n"))));
    assert_true(json_boolean_or(json_member(root, TEXT("t")), false));
    assert_false(json_boolean_or(json_member(root, TEXT("f")), true));
    assert_int_equal(json_integer_or(json_member(root, TEXT("i")), 0), -42);
    assert_int_equal(json_member(root, TEXT("d"))->kind, JSON_KIND_NUMBER);
    assert_text(json_member(root, TEXT("d"))->text, "1250.50");
    assert_text(json_text_or(json_member(root, TEXT("s")), TEXT_NONE), "م😀\n");
    const struct json_value *array = json_member(root, TEXT("a"));
    assert_int_equal(array->count, 3);
    assert_int_equal(json_integer_or(json_element(array, 0), 0), 1);
    assert_text(json_element(json_element(array, 1), 0)->text, "2.0");
    assert_int_equal(json_integer_or(json_member(root, TEXT("")), 0), 7);
    assert_text(root->items[4].name, "d");
}

static void walks_without_checks(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    const struct json_value *root = parsed(arena, TEXT("{\"a\": \"x\"}"));
    const struct json_value *absent = json_member(json_member(json_element(root, 0), TEXT("b")), TEXT("c"));
    assert_null(absent);
    assert_null(json_member(json_member(root, TEXT("a")), TEXT("a")));
    assert_text(json_text_or(absent, TEXT("else")), "else");
    assert_int_equal(json_integer_or(json_member(root, TEXT("a")), 9), 9);
    assert_true(json_is_nothing(absent));
    assert_null(json_element(parsed(arena, TEXT("[1]")), 1));
}

static void integers_are_exact(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    static const struct {
        struct text text;
        enum json_kind kind;
        int64_t integer;
    } cases[] = {
        {TEXT_CONSTANT("9223372036854775807"), JSON_KIND_INTEGER, INT64_MAX},
        {TEXT_CONSTANT("-9223372036854775808"), JSON_KIND_INTEGER, INT64_MIN},
        {TEXT_CONSTANT("9007199254740993"), JSON_KIND_INTEGER, INT64_C(9007199254740993)},
        {TEXT_CONSTANT("9223372036854775808"), JSON_KIND_NUMBER, 0},
        {TEXT_CONSTANT("1e2"), JSON_KIND_NUMBER, 0},
        {TEXT_CONSTANT("1.0"), JSON_KIND_NUMBER, 0},
        {TEXT_CONSTANT("0.1000000000000000055511151231257827"), JSON_KIND_NUMBER, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct json_value *value = parsed(arena, cases[i].text);
        assert_int_equal(value->kind, cases[i].kind);
        assert_int_equal(value->integer, cases[i].integer);
        assert_true(text_equal(value->text, cases[i].text));
    }
    /* Digits within strings are no numbers: each keeps its own. */
    const struct json_value *mixed = parsed(arena, TEXT("[\"1\\\\\",2,\"\\\"3\",{\"4\":5.5},6]"));
    assert_text(json_element(mixed, 1)->text, "2");
    assert_text(json_member(json_element(mixed, 3), TEXT("4"))->text, "5.5");
    assert_text(json_element(mixed, 4)->text, "6");
}

static void refuses_what_is_not_json(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    static const struct text bad[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT(" "),
        TEXT_CONSTANT("{"),
        TEXT_CONSTANT("[1,]"),
        TEXT_CONSTANT("{\"a\":1,}"),
        TEXT_CONSTANT("[1 2]"),
        TEXT_CONSTANT("01"),
        TEXT_CONSTANT("+1"),
        TEXT_CONSTANT(".5"),
        TEXT_CONSTANT("1."),
        TEXT_CONSTANT("-"),
        TEXT_CONSTANT("NaN"),
        TEXT_CONSTANT("nul"),
        TEXT_CONSTANT("'a'"),
        TEXT_CONSTANT("{a:1}"),
        TEXT_CONSTANT("\"a"),
        TEXT_CONSTANT("\"a\nb\""),
        TEXT_CONSTANT("\"\\x\""),
        TEXT_CONSTANT("[1] [2]"),
        TEXT_CONSTANT("// c\n1"),
        TEXT_CONSTANT("\xef\xbb\xbf{}"),
        TEXT_CONSTANT("{\"a\":1,\"a\":2}"),
        TEXT_CONSTANT("{\"a\":1,\"\\u0061\":2}"),
        TEXT_CONSTANT("\"\xff\""),
        TEXT_CONSTANT("\"\xed\xa0\x80\""),
        TEXT_CONSTANT("\"\xc0\xaf\""),
        TEXT_CONSTANT("\"\\ud800\""),
        TEXT_CONSTANT("\"\\udc00\\ud800\""),
        TEXT_CONSTANT("\"\\u0000\""),
        TEXT_CONSTANT("{\"\\u0000\":1}"),
        TEXT_CONSTANT("\"a\0b\""),
        TEXT_CONSTANT("1\0"),
        TEXT_CONSTANT("[1]\0"),
        TEXT_CONSTANT("1e999"),
        TEXT_CONSTANT("]"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        const struct json_value *value = NULL;
        struct json_fault fault = {0};
        if (json_parse(arena, bad[i], JSON_LIMITS_REQUEST, &value, &fault) != INVALID || value != NULL ||
            fault.message == NULL)
            fail_msg("%zu: %s was read", i, bad[i].at);
    }
}

static void names_the_fault_and_its_place(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    const struct json_value *value;
    struct json_fault fault;
    assert_int_equal(json_parse(arena, TEXT("{\"a\": 1,\n\"a\": 2}"), JSON_LIMITS_REQUEST, &value, &fault), INVALID);
    assert_string_equal(fault.message, "A name stands twice in one object.");
    assert_int_equal(fault.line, 2);
    assert_int_equal(json_parse(arena, TEXT("{"), JSON_LIMITS_REQUEST, &value, NULL), INVALID);
}

static struct text nested(struct arena *arena, size_t depth)
{
    char *bytes = arena_bytes(arena, 2 * depth);
    memset(bytes, '[', depth);
    memset(bytes + depth, ']', depth);
    return (struct text){bytes, 2 * depth};
}

static void keeps_to_its_limits(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    const struct json_value *value;
    assert_int_equal(json_parse(arena, nested(arena, 32), JSON_LIMITS_REQUEST, &value, NULL), OK);
    assert_int_equal(json_parse(arena, nested(arena, 33), JSON_LIMITS_REQUEST, &value, NULL), INVALID);
    assert_int_equal(json_parse(arena, nested(arena, 500000), JSON_LIMITS_REQUEST, &value, NULL), INVALID);
    struct json_limits few = {.bytes = 10, .values = 4};
    assert_int_equal(json_parse(arena, TEXT("[1,2,3]"), few, &value, NULL), OK);
    assert_int_equal(json_parse(arena, TEXT("[1,2,3,4]"), few, &value, NULL), TOO_LARGE);
    assert_int_equal(json_parse(arena, TEXT("          1"), few, &value, NULL), TOO_LARGE);
    /* Brackets and commas within a string count for nothing. */
    assert_int_equal(json_parse(arena, TEXT("\"[,,,,[[\""), few, &value, NULL), OK);
}

static void writes_and_reads_back(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 16);
    struct json_writer writer = json_writer_open(&buffer);
    json_object_begin(&writer);
    json_key(&writer, TEXT("name"));
    json_put_text(&writer, TEXT("Aïcha \"م\"\\\n\x01\x7f"));
    json_key(&writer, TEXT("amount"));
    json_put_decimal(&writer, -12550, 2);
    json_key(&writer, TEXT("none"));
    json_put_text_or_null(&writer, TEXT_NONE);
    json_key(&writer, TEXT("list"));
    json_array_begin(&writer);
    json_put_integer(&writer, INT64_MIN);
    json_put_boolean(&writer, true);
    json_array_begin(&writer);
    json_array_end(&writer);
    json_put_number(&writer, TEXT("-0.5e+10"));
    json_object_begin(&writer);
    json_object_end(&writer);
    json_array_end(&writer);
    assert_false(json_finish(&writer));
    json_object_end(&writer);
    assert_true(json_finish(&writer));
    assert_text(buffer_text(&buffer),
                "{\"name\":\"Aïcha \\\"م\\\"\\\\\\n\\u0001\x7f\",\"amount\":-125.50,\"none\":null,"
                "\"list\":[-9223372036854775808,true,[],-0.5e+10,{}]}");
    const struct json_value *root = parsed(arena, buffer_text(&buffer));
    AUTO_BUFFER struct buffer again = buffer_open(1 << 16);
    struct json_writer copy = json_writer_open(&again);
    json_put_value(&copy, root);
    assert_true(json_finish(&copy));
    assert_true(text_equal(buffer_text(&again), buffer_text(&buffer)));
}

static void writes_only_valid_utf8(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(1000);
    struct json_writer writer = json_writer_open(&buffer);
    json_put_text(&writer, TEXT("a\xff"
                                "b\xc3"));
    assert_true(json_finish(&writer));
    assert_text(buffer_text(&buffer), "\"a\ufffdb\ufffd\"");
}

static void value_without_key(struct json_writer *writer)
{
    json_object_begin(writer);
    json_put_integer(writer, 1);
    json_object_end(writer);
}

static void two_keys(struct json_writer *writer)
{
    json_object_begin(writer);
    json_key(writer, TEXT("a"));
    json_key(writer, TEXT("b"));
    json_put_null(writer);
    json_object_end(writer);
}

static void key_without_value(struct json_writer *writer)
{
    json_object_begin(writer);
    json_key(writer, TEXT("a"));
    json_object_end(writer);
}

static void key_in_array(struct json_writer *writer)
{
    json_array_begin(writer);
    json_key(writer, TEXT("a"));
    json_put_null(writer);
    json_array_end(writer);
}

static void wrong_end(struct json_writer *writer)
{
    json_array_begin(writer);
    json_object_end(writer);
}

static void end_too_many(struct json_writer *writer)
{
    json_array_begin(writer);
    json_array_end(writer);
    json_array_end(writer);
}

static void two_roots(struct json_writer *writer)
{
    json_put_null(writer);
    json_put_null(writer);
}

static void false_number(struct json_writer *writer) { json_put_number(writer, TEXT("01")); }
static void no_number(struct json_writer *writer) { json_put_number(writer, TEXT("1,\"x\":2")); }
static void nothing(struct json_writer *writer) { (void)writer; }

static void too_deep(struct json_writer *writer)
{
    for (int i = 0; i < 33; i++)
        json_array_begin(writer);
    for (int i = 0; i < 33; i++)
        json_array_end(writer);
}

static void breaks_rather_than_lie(void **state)
{
    (void)state;
    static void (*const wrong[])(struct json_writer *) = {
        value_without_key, two_keys,     key_without_value, key_in_array, wrong_end, end_too_many,
        two_roots,         false_number, no_number,         nothing,      too_deep,
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        AUTO_BUFFER struct buffer buffer = buffer_open(1000);
        struct json_writer writer = json_writer_open(&buffer);
        wrong[i](&writer);
        if (json_finish(&writer))
            fail_msg("misuse %zu gave %.*s", i, TEXT_ARG(buffer_text(&buffer)));
    }
    AUTO_BUFFER struct buffer small = buffer_open(5);
    struct json_writer writer = json_writer_open(&small);
    json_put_text(&writer, TEXT("abcdef"));
    assert_false(json_finish(&writer));
}

/* What the quick reader takes it takes as the library would; whatever it is not sure of it leaves. */
static void reads_the_plain_quickly(void **state)
{
    (void)state;
    static const struct text plain[] = {
        TEXT_CONSTANT("{\"sex\":[null,\"F\"],\"age\":[17,18],\"\":[]}"),
        TEXT_CONSTANT("[true,false,null,0,-1,999999999999999999,\"\u00e9 \u0645\",{}]"),
        TEXT_CONSTANT("\"\""),
        TEXT_CONSTANT("7"),
    };
    static const struct text left[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("{\"a\":\"\\n\"}"),
        TEXT_CONSTANT("[1.0]"),
        TEXT_CONSTANT("[1e2]"),
        TEXT_CONSTANT("[-0]"),
        TEXT_CONSTANT("[01]"),
        TEXT_CONSTANT("[-]"),
        TEXT_CONSTANT("-"),
        TEXT_CONSTANT("[1000000000000000000]"),
        TEXT_CONSTANT("[9999999999999999999]"),
        TEXT_CONSTANT("{\"a\":1,\"a\":2}"),
        TEXT_CONSTANT("[1,]"),
        TEXT_CONSTANT("[,1]"),
        TEXT_CONSTANT("[1 2]"),
        TEXT_CONSTANT("{\"a\"}"),
        TEXT_CONSTANT("{\"a\":}"),
        TEXT_CONSTANT("{1:2}"),
        TEXT_CONSTANT("{\"a\":1"),
        TEXT_CONSTANT("\"a"),
        TEXT_CONSTANT("\"\t\""),
        TEXT_CONSTANT("\"\xc3\""),
        TEXT_CONSTANT("nul"),
        TEXT_CONSTANT("nullx"),
        TEXT_CONSTANT("[1]]"),
        TEXT_CONSTANT("[[[[[[[[[1]]]]]]]]]"),
    };
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer written = buffer_open(4096);
    const struct json_value *value = NULL;
    for (size_t i = 0; i < COUNT(plain); i++) {
        struct json_writer writer = json_writer_open(&written);
        assert_true(json_read_plain(arena, plain[i], 100, &value));
        json_put_value(&writer, value);
        assert_true(json_finish(&writer) && text_equal(buffer_text(&written), plain[i]));
        buffer_clear(&written);
    }
    for (size_t i = 0; i < COUNT(left); i++)
        if (json_read_plain(arena, left[i], 100, &value))
            fail_msg("%s was read", left[i].at);
    assert_true(json_read_plain(arena, TEXT("[1,2]"), 3, &value));
    assert_false(json_read_plain(arena, TEXT("[1,2]"), 2, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_plain_quickly),  cmocka_unit_test(reads_every_kind),
        cmocka_unit_test(walks_without_checks),     cmocka_unit_test(integers_are_exact),
        cmocka_unit_test(refuses_what_is_not_json), cmocka_unit_test(names_the_fault_and_its_place),
        cmocka_unit_test(keeps_to_its_limits),      cmocka_unit_test(writes_and_reads_back),
        cmocka_unit_test(writes_only_valid_utf8),   cmocka_unit_test(breaks_rather_than_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
