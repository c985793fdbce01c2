#include "app/rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database/database.h"

static int given_back;

static void note(struct db *db)
{
    (void)db;
    given_back++;
}

static const struct db_back_end COUNTING = {.name = "counting", .rest = note};

static void who_rests_gives_back_once(void **state)
{
    struct db db = {.back_end = &COUNTING};
    struct rest rest = {0};
    (void)state;
    given_back = 0;
    rest_after_work(&rest);
    assert_int_equal(rest_patience(&rest), REST_MILLISECONDS);
    assert_int_equal(given_back, 0); /* its pages make the next request fast */
    rest_when_idle(&rest, &db);
    assert_int_equal(given_back, 1);
    assert_int_equal(rest_patience(&rest), -1);
    rest_when_idle(&rest, &db); /* nothing was done since: not looked at each second */
    assert_int_equal(given_back, 1);
    rest_after_work(&rest);
    assert_int_equal(rest_patience(&rest), REST_MILLISECONDS);
    rest_when_idle(&rest, &db);
    assert_int_equal(given_back, 2);
}

static void giving_back_too_often_is_left_out(void **state)
{
    (void)state;
    struct rest rest = {0};
    rest_after_work(&rest);
    int64_t given_at = rest.given_at;
    assert_true(given_at > 0);
    rest_after_work(&rest);
    assert_true(rest.given_at == given_at);
    rest.given_at -= (REST_MILLISECONDS + 1) * INT64_C(1000);
    rest_after_work(&rest);
    assert_true(rest.given_at >= given_at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_rests_gives_back_once),
        cmocka_unit_test(giving_back_too_often_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
