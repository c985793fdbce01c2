#include "base/tests/testing.h"

#include "codec/problem_json.h"

static struct text translate(void *context, const struct problem *problem)
{
    return arena_format(context, "fr:%s", problem->code);
}

static void writes_the_document(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    AUTO_BUFFER struct buffer buffer = buffer_open(10000);
    struct problems problems = problems_open(arena);
    (void)problem_add_with(&problems, INVALID, "too_late", TEXT("birth_date"), N_("Between {1} and {2}, not {4} {"),
                           TEXT("2000"), TEXT("\"{1}\""));
    (void)problem_add(&problems, INVALID, "whole", TEXT_NONE, N_("No."));
    (void)problem_add(&problems, INVALID, "odd", TEXT("a~1b/1/c é"), N_("Odd."));
    struct problem_document document = {
        .status = 422,
        .type = TEXT("/problems/invalid"),
        .title = TEXT("Some fields need attention"),
        .detail = TEXT("3 fields"),
        .instance = TEXT("/api/v1/return-cases"),
        .problems = &problems,
    };
    assert_true(problem_json_write(&buffer, &document));
    assert_text(buffer_text(&buffer),
                "{\"type\":\"/problems/invalid\",\"title\":\"Some fields need attention\",\"status\":422,"
                "\"detail\":\"3 fields\",\"instance\":\"/api/v1/return-cases\",\"errors\":["
                "{\"detail\":\"Between 2000 and \\\"{1}\\\", not {4} {\",\"pointer\":\"#/birth_date\",\"code\":"
                "\"too_late\"},{\"detail\":\"No.\",\"code\":\"whole\"},"
                "{\"detail\":\"Odd.\",\"pointer\":\"#/a~1b/1/c%20%C3%A9\",\"code\":\"odd\"}]}");
    document.of_query = true;
    buffer_clear(&buffer);
    assert_true(problem_json_write(&buffer, &document));
    assert_true(text_find(buffer_text(&buffer), TEXT("\"parameter\":\"birth_date\",")) > 0);
    assert_true(text_find(buffer_text(&buffer), TEXT("{\"detail\":\"No.\",\"code\":\"whole\"}")) > 0);
    document.of_query = false;
    document.translate = translate;
    document.context = arena;
    buffer_clear(&buffer);
    assert_true(problem_json_write(&buffer, &document));
    assert_true(text_find(buffer_text(&buffer), TEXT("{\"detail\":\"fr:whole\",\"code\":\"whole\"}")) > 0);
}

static void leaves_out_what_is_not_there(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(10000);
    struct problem_document document = {.status = 404, .title = TEXT("Not found")};
    assert_true(problem_json_write(&buffer, &document));
    assert_text(buffer_text(&buffer), "{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404}");
    AUTO_BUFFER struct buffer small = buffer_open(20);
    assert_false(problem_json_write(&small, &document));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_document),
        cmocka_unit_test(leaves_out_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
