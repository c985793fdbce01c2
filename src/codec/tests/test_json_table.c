/* Objects as rows: paths as headings, what comes several times in one cell, the line on which each object begins. */
#include "base/tests/testing.h"
#include "codec/json_table.h"

struct taken {
    struct arena *arena;
    struct buffer text;
};

static bool take(void *context, const struct given_row *row)
{
    struct taken *taken = context;
    buffer_format(&taken->text, "%zu:", row->line);
    for (size_t i = 0; i < row->count; i++)
        buffer_format(&taken->text, "%s%.*s", i == 0 ? "" : "|", TEXT_ARG(row->cells[i].text));
    buffer_add(&taken->text, TEXT("\n"));
    return true;
}

static enum outcome rows_of(const char *json, struct text wanted)
{
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    struct taken taken = {arena, buffer_open(1 << 16)};
    const char *fault = NULL;
    int64_t line = 0;
    enum outcome outcome = json_table_read(arena, text_from(json), take, &taken, &fault, &line);
    if (outcome == OK && !text_equal(buffer_text(&taken.text), wanted))
        fail_msg("%.*s", TEXT_ARG(buffer_text(&taken.text)));
    if (outcome == INVALID && fault == NULL)
        fail_msg("no fault: %s", json);
    buffer_close(&taken.text);
    return outcome;
}

static void test_objects_are_rows(void **state)
{
    (void)state;
    assert_int_equal(rows_of("[{\"id\":\"a\",\"name\":\"One\"},\n\n{\"name\":\"Two\",\"age\":7}]",
                             TEXT("1:id|name|age\n1:a|One|\n3:|Two|7\n")),
                     OK);
    assert_int_equal(rows_of("{\"id\":\"x\",\n\"open\":true}", TEXT("1:id|open\n1:x|yes\n")), OK);
}

static void test_what_comes_several_times(void **state)
{
    (void)state;
    assert_int_equal(
        rows_of("[{\"languages\":[{\"code\":\"fra\"},{\"code\":\"ara\"},{\"name\":\"x\"}],\"tags\":[\"a\",null,1]}]",
                TEXT("1:languages.code|languages.name|tags\n1:fra,ara|x|a,1\n")),
        OK);
}

static void test_pages_have_their_lines(void **state)
{
    (void)state;
    assert_int_equal(
        rows_of("{\"total_items\":2,\n\"links\":{\"a\":{}},\n\"contents\":[\n{\"id\":\"{[\\\"\"},\n{\"id\":\"b\"}]}",
                TEXT("1:id\n4:{[\"\n5:b\n")),
        OK);
}

static void test_what_is_no_list(void **state)
{
    static const char *const WRONG[] = {"",      "[]",           "[1]",   "[{},[]]", "{\"contents\":[3]}",
                                        "\"x\"", "[{\"a\":1},]", "{\"a\""};
    (void)state;
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_int_equal(rows_of(WRONG[i], TEXT_NONE), INVALID);
}

static void test_tables_are_told_from_text(void **state)
{
    (void)state;
    assert_true(json_table_is(TEXT(" \n[{\"a\":1}]")));
    assert_true(json_table_is(TEXT("\xef\xbb\xbf{\"a\":1}")));
    assert_false(json_table_is(TEXT("name;age\n[x];3")));
    assert_false(json_table_is(TEXT("[name];age")));
    assert_false(json_table_is(TEXT("{")));
    assert_false(json_table_is(TEXT_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects_are_rows),          cmocka_unit_test(test_what_comes_several_times),
        cmocka_unit_test(test_pages_have_their_lines),    cmocka_unit_test(test_what_is_no_list),
        cmocka_unit_test(test_tables_are_told_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
