#include "app/rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "database/tests/scratch.h"

enum { PIECES = 40, PIECE_BYTES = 50 * 1000 };

/* Leaves pages in the memory of the connection. */
static void work(struct db *db, struct arena *arena)
{
    char *bytes = arena_zeroed(arena, 1, PIECE_BYTES);
    const struct value bind[] = {value_bytes((struct text){bytes, PIECE_BYTES})};
    for (int i = 0; i < PIECES; i++)
        assert_int_equal(db_execute(db, SQL("add", "INSERT INTO piece (bytes) VALUES ($1)"), bind, 1, NULL), OK);
}

static bool keeps_pages(void) { return sqlite3_memory_used() > (sqlite3_int64)PIECES * PIECE_BYTES / 2; }

static void who_rests_gives_back_once(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    struct rest rest = {0};
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(place_tables(db, scratch.arena, "CREATE TABLE piece (bytes bytes);"), OK);
    work(db, scratch.arena);
    rest_after_work(&rest);
    assert_int_equal(rest_patience(&rest), REST_MILLISECONDS);
    assert_true(keeps_pages()); /* the next page is fast */
    rest_when_idle(&rest, db);
    assert_false(keeps_pages());
    assert_int_equal(rest_patience(&rest), -1);
    work(db, scratch.arena);
    rest_when_idle(&rest, db); /* nobody said that there was work: it is not looked at each second */
    assert_true(keeps_pages());
    rest_after_work(&rest);
    rest_when_idle(&rest, db);
    assert_false(keeps_pages());
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
        ON_SQLITE(who_rests_gives_back_once),
        cmocka_unit_test(giving_back_too_often_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
