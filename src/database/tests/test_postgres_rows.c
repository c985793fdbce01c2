/* db_each() on PostgreSQL: a cursor, in constant memory, with other statements between two rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <malloc.h>

#include "base/calendar.h"
#include "database/tests/pair.h"

struct seen {
    struct pair *pair;
    int64_t rows, stop_at, sum;
    size_t memory; /* the most in use while rows were read */
    enum outcome nested;
};

static const struct value ROWS_WANTED[] = {{VALUE_INTEGER, .integer = 100000}, {VALUE_INTEGER, .integer = 50000}};
#define NUMBERS "SELECT n, repeat('x', 100) FROM generate_series(1, CAST($1 AS INTEGER)) AS n"

static bool see(void *context, const struct rows *one)
{
    struct seen *seen = context;
    assert_int_equal(cell_integer(one, 0, 0), ++seen->rows);
    assert_int_equal(cell_text(one, 0, 1).length, 100);
    if (seen->rows % 1000 == 0) {
        size_t memory = mallinfo2().uordblks;
        seen->memory = memory > seen->memory ? memory : seen->memory;
        AUTO_ARENA struct arena *arena = arena_open(1 << 16);
        seen->sum += number_of(seen->pair->db, arena, SQL("nested", "SELECT count(*) FROM thing"));
        assert_int_equal(cell_integer(one, 0, 0), seen->rows); /* still there after another statement */
    }
    return seen->rows != seen->stop_at;
}

static enum outcome read_numbers(struct pair *pair, struct seen *seen)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    *seen = (struct seen){.pair = pair, .stop_at = seen->stop_at};
    return db_each(pair->db, SQL("numbers", NUMBERS), ROWS_WANTED, 1, arena, see, seen);
}

static void a_hundred_thousand_rows_in_constant_memory(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct seen seen = {.stop_at = 0};
    assert_int_equal(add(pair.db, 1), OK);
    for (int within = 0; within < 2; within++) {
        struct db_transaction transaction = {0};
        if (within == 1) {
            assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
            assert_int_equal(add(pair.db, 2), OK);
        }
        size_t before = mallinfo2().uordblks;
        assert_int_equal(read_numbers(&pair, &seen), OK);
        assert_int_equal(seen.rows, 100000);
        assert_int_equal(seen.sum, 100 * (1 + within));
        assert_true(seen.memory < before + (1 << 20)); /* of more than ten million bytes of rows */
        seen.stop_at = 700;
        assert_int_equal(read_numbers(&pair, &seen), OK);
        assert_int_equal(seen.rows, 700);
        seen.stop_at = 0;
        if (within == 1)
            assert_int_equal(db_transaction_commit(&transaction), OK);
        assert_int_equal(things(&pair), 1 + within);
        assert_int_equal(
            number_of(pair.db, pair.arena, SQL("cursors", "SELECT count(*) FROM pg_cursors WHERE name LIKE 'each%'")),
            0);
    }
}

static bool count_one(void *context, const struct rows *one)
{
    struct seen *seen = context;
    seen->rows += one->count == 1 ? 1 : 0;
    return true;
}

static enum outcome read_to_a_fault(struct pair *pair, struct seen *seen)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    *seen = (struct seen){.pair = pair};
    return db_each(pair->db,
                   SQL("fault", "SELECT 1 / (n - CAST($2 AS INTEGER)) FROM generate_series(1, CAST($1 AS INTEGER)) n"),
                   ROWS_WANTED, 2, arena, count_one, seen);
}

static void a_fault_among_the_rows_is_one(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct seen seen;
    struct db_transaction transaction;
    assert_int_equal(read_to_a_fault(&pair, &seen), FAILED);
    assert_in_range(seen.rows, 1, 49999);
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(add(pair.db, 2), OK);
    assert_int_equal(read_to_a_fault(&pair, &seen), FAILED);
    assert_int_equal(add(pair.db, 3), FAILED);
    assert_int_equal(db_transaction_commit(&transaction), FAILED);
    db_transaction_end(&transaction);
    assert_int_equal(things(&pair), 1);
}

static bool nest(void *context, const struct rows *one)
{
    struct seen *seen = context;
    struct seen inner = {.pair = seen->pair, .stop_at = 300};
    seen->rows += one->count == 1 ? 1 : 0;
    if (seen->nested == OK)
        seen->nested = read_numbers(seen->pair, &inner);
    seen->sum += inner.rows;
    return seen->rows < 3;
}

static void rows_within_rows(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct seen seen = {.pair = &pair};
    assert_int_equal(db_each(pair.db, SQL("outer", NUMBERS), ROWS_WANTED, 1, pair.arena, nest, &seen), OK);
    assert_int_equal(seen.nested, OK);
    assert_int_equal(seen.rows, 3);
    assert_int_equal(seen.sum, 900);
    assert_int_equal(add(pair.db, 1), OK);
}

static bool begin_within(void *context, const struct rows *one)
{
    struct seen *seen = context;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    seen->rows += one->count == 1 ? 1 : 0;
    seen->nested = db_transaction_begin(seen->pair->db, true, &transaction);
    return true;
}

static bool write_within(void *context, const struct rows *one)
{
    struct seen *seen = context;
    seen->rows += one->count == 1 ? 1 : 0;
    seen->nested = add(seen->pair->db, seen->rows);
    return true;
}

static void rows_outside_a_transaction_are_only_read(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct seen seen = {.pair = &pair};
    struct sql sql = SQL("three", "SELECT n FROM generate_series(1, 3) AS n");
    assert_int_equal(db_each(pair.db, sql, NULL, 0, pair.arena, begin_within, &seen), OK);
    assert_int_equal(seen.nested, FAILED);
    assert_int_equal(seen.rows, 3);
    assert_int_equal(db_each(pair.db, sql, NULL, 0, pair.arena, write_within, &seen), FAILED);
    assert_int_equal(seen.nested, FAILED);
    assert_int_equal(things(&pair), 0);
    struct db_transaction transaction;
    seen.rows = 0;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(db_each(pair.db, sql, NULL, 0, pair.arena, write_within, &seen), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(things(&pair), 3);
}

static bool cut_within(void *context, const struct rows *one)
{
    struct seen *seen = context;
    seen->rows += one->count == 1 ? 1 : 0;
    if (seen->rows == 10)
        cut(seen->pair, seen->sum);
    return true;
}

static void a_server_lost_among_the_rows(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    for (int within = 0; within < 2; within++) {
        struct seen seen = {.pair = &pair, .sum = process_of(&pair, pair.db)};
        struct db_transaction transaction = {0};
        if (within == 1) {
            assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
            assert_int_equal(add(pair.db, 2), OK);
        }
        assert_int_equal(db_each(pair.db, SQL("outer", NUMBERS), ROWS_WANTED, 1, pair.arena, cut_within, &seen),
                         UNAVAILABLE);
        assert_in_range(seen.rows, 10, 1000); /* what came along is shown, no more */
        assert_true(pair.db->lost == (within == 1));
        db_transaction_end(&transaction);
        assert_false(pair.db->lost);
        assert_int_equal(things(&pair), 0);
    }
    assert_int_equal(add(pair.db, 1), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_POSTGRES(a_hundred_thousand_rows_in_constant_memory),
        ON_POSTGRES(a_fault_among_the_rows_is_one),
        ON_POSTGRES(rows_within_rows),
        ON_POSTGRES(rows_outside_a_transaction_are_only_read),
        ON_POSTGRES(a_server_lost_among_the_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
