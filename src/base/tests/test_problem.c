#include "base/tests/testing.h"

static void keeps_the_order_and_copies(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    struct problems problems = problems_open(arena);
    char field[] = "birth_date";
    char argument[] = "2022";
    assert_int_equal(
        problem_add_with(&problems, INVALID, "too_late", text_from(field), "After {1}", text_from(argument), TEXT_NONE),
        INVALID);
    field[0] = argument[0] = 'X';
    assert_int_equal(problem_add(&problems, CONFLICT, "taken", TEXT_NONE, "Taken"), CONFLICT);
    assert_int_equal(problems.count, 2);
    assert_text(problems.first->field, "birth_date");
    assert_text(problems.first->arguments[0], "2022");
    assert_text(problems.first->arguments[2], "");
    assert_ptr_equal(problems.first->next, problems.last);
    assert_null(problems.last->next);
    assert_string_equal(problems.last->code, "taken");
}

static void finds_the_first_for_a_field(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    struct problems problems = problems_open(arena);
    assert_null(problem_for(&problems, TEXT("name")));
    (void)problem_add(&problems, INVALID, "first", TEXT("name"), "One");
    (void)problem_add(&problems, INVALID, "second", TEXT("name"), "Two");
    (void)problem_add(&problems, INVALID, "whole", TEXT_NONE, "Three");
    assert_string_equal(problem_for(&problems, TEXT("name"))->code, "first");
    assert_string_equal(problem_for(&problems, TEXT_NONE)->code, "whole");
    assert_null(problem_for(&problems, TEXT("nam")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order_and_copies),
        cmocka_unit_test(finds_the_first_for_a_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
