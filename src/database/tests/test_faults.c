#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database/failing.h"
#include "database/tests/scratch.h"
#include "system/clock.h"

#define THING "CREATE TABLE thing (number integer PRIMARY KEY, content bytes);"
#define COUNT SQL("count", "SELECT count(*) FROM thing")

static struct db *open_with(const struct scratch *scratch, const char *script)
{
    struct db *db = NULL;
    assert_int_equal(db_open(scratch->address, false, &db), OK);
    assert_int_equal(place_tables(db, scratch->arena, script), OK);
    return db;
}

static int64_t count_of(struct db *db, struct arena *arena)
{
    struct rows rows;
    assert_int_equal(db_query(db, COUNT, NULL, 0, arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}

static enum outcome add(struct db *db, int64_t number, struct text content)
{
    const struct value bind[] = {value_integer(number), value_bytes(content)};
    return db_execute(db, SQL("add", "INSERT INTO thing (number, content) VALUES ($1, $2)"), bind, 2, NULL);
}

static void full_disk_leaves_nothing_half_written(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING "PRAGMA max_page_count = 40;");
    struct text content = {arena_zeroed(scratch.arena, 1, 50000), 50000};
    enum outcome outcome = OK;
    struct db_transaction batch;
    struct db_transaction request;
    assert_int_equal(add(db, 1, TEXT("before")), OK);
    assert_int_equal(db_transaction_begin(db, true, &batch), OK);
    assert_int_equal(db_transaction_begin(db, true, &request), OK);
    for (int64_t number = 2; outcome == OK && number < 20; number++)
        outcome = add(db, number, content);
    assert_int_equal(outcome, DISK_FULL);
    assert_int_equal(db_transaction_commit(&request), DISK_FULL);
    db_transaction_end(&request);
    /* Whatever SQLite rolled back, what follows never runs outside a transaction. */
    outcome = add(db, 30, TEXT("after"));
    if (outcome == OK)
        outcome = db_transaction_commit(&batch);
    else
        assert_int_equal(outcome, UNAVAILABLE);
    db_transaction_end(&batch);
    assert_int_equal(count_of(db, scratch.arena), outcome == OK ? 2 : 1);
    assert_int_equal(add(db, 31, TEXT("small enough")), OK);
}

static const char ENDLESS[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";

static void deadline_interrupts(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    struct rows rows;
    int64_t start = clock_ticks();
    struct statement statement = statement_open(scratch.arena);
    statement_add_text(&statement, ENDLESS);
    statement_add(&statement, "SELECT count(*) FROM n");
    db->deadline = start + 50000;
    assert_int_equal(statement_query(db, "endless", &statement, scratch.arena, &rows), UNAVAILABLE);
    assert_true(clock_ticks() - start >= 50000);
    assert_true(clock_ticks() - start < 5000000);
    assert_int_equal(db_query(db, COUNT, NULL, 0, scratch.arena, &rows), UNAVAILABLE); /* it is over */
    db->deadline = 0;
    assert_int_equal(count_of(db, scratch.arena), 0);
}

/* SQLite rolls the whole transaction back when a write is interrupted, and so does the end of a connection: what
   follows must not run on its own. */
static void interrupted_write_takes_nothing_with_it(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    struct db_transaction batch;
    struct db_transaction request;
    struct statement statement = statement_open(scratch.arena);
    statement_add(&statement, "INSERT INTO thing (number) ");
    statement_add_text(&statement, ENDLESS);
    statement_add(&statement, "SELECT i + 10 FROM n");
    assert_int_equal(db_transaction_begin(db, true, &batch), OK);
    assert_int_equal(add(db, 1, TEXT("one")), OK);
    assert_int_equal(db_transaction_begin(db, true, &request), OK);
    db->deadline = clock_ticks() + 30000;
    assert_int_equal(statement_execute(db, "endless", &statement, NULL), UNAVAILABLE);
    db->deadline = 0;
    db_transaction_end(&request);
    assert_int_equal(add(db, 2, TEXT("two")), UNAVAILABLE);
    assert_int_equal(db_transaction_commit(&batch), UNAVAILABLE);
    db_transaction_end(&batch);
    assert_int_equal(count_of(db, scratch.arena), 0);
    assert_int_equal(add(db, 3, TEXT("three")), OK);
}

static void second_writer_is_told_to_wait(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *first = open_with(&scratch, THING);
    AUTO_DB struct db *second = open_with(&scratch, "");
    struct db_transaction transaction;
    struct db_transaction refused;
    assert_int_equal(db_transaction_begin(first, true, &transaction), OK);
    assert_int_equal(db_transaction_begin(second, true, &refused), UNAVAILABLE);
    assert_int_equal(second->depth, 0);
    db_transaction_end(&transaction);
    assert_int_equal(add(second, 1, TEXT("one")), OK);
}

/* BEGIN, two inserts, a savepoint with one, its release, COMMIT: seven calls. */
static enum outcome seven_calls(struct db *db)
{
    AUTO_TRANSACTION struct db_transaction outer = {0};
    enum outcome outcome = db_transaction_begin(db, true, &outer);
    if (outcome == OK)
        outcome = add(db, 1, TEXT("one"));
    if (outcome == OK)
        outcome = add(db, 2, TEXT("two"));
    if (outcome != OK)
        return outcome;
    AUTO_TRANSACTION struct db_transaction inner = {0};
    outcome = db_transaction_begin(db, true, &inner);
    if (outcome == OK)
        outcome = add(db, 3, TEXT("three"));
    if (outcome == OK)
        outcome = db_transaction_commit(&inner);
    return outcome == OK ? db_transaction_commit(&outer) : outcome;
}

static void each_call_fails_once_and_leaves_nothing(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    for (uint64_t at = 1; at <= 7; at++) {
        AUTO_DB struct db *failing = db_failing(db, at, at % 2 == 0 ? FAILED : UNAVAILABLE);
        assert_int_equal(seven_calls(failing), at % 2 == 0 ? FAILED : UNAVAILABLE);
        assert_true(db_failing_calls(failing) >= at);
        assert_int_equal(failing->depth, 0);
        assert_int_equal(count_of(db, scratch.arena), 0);
    }
    AUTO_DB struct db *failing = db_failing(db, 0, FAILED);
    assert_int_equal(seven_calls(failing), OK);
    assert_int_equal(db_failing_calls(failing), 7);
    assert_int_equal(count_of(db, scratch.arena), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(full_disk_leaves_nothing_half_written),          cmocka_unit_test(deadline_interrupts),
        cmocka_unit_test(interrupted_write_takes_nothing_with_it), ON_SQLITE(second_writer_is_told_to_wait),
        cmocka_unit_test(each_call_fails_once_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
