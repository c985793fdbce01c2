/* db_fill_…: rows into one table in one go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database/schema.h"
#include "database/tests/pair.h"

#define KINDS                                                                                                \
    "CREATE TABLE kinds (number integer PRIMARY KEY, owner id, note text, amount real, sealed bytes, is_so " \
    "boolean);"
enum { AMOUNT, IS_SO, NOTE, NUMBER, OWNER, SEALED, COLUMNS };

static const struct db_table *kinds_of(struct pair *pair)
{
    struct db_table *tables;
    size_t count;
    assert_int_equal(place_tables(pair->db, pair->arena, KINDS), OK);
    assert_int_equal(db_tables(pair->db, pair->arena, &tables, &count), OK);
    for (size_t i = 0; i < count; i++)
        if (strcmp(tables[i].name, "kinds") == 0)
            return &tables[i];
    fail_msg("no table");
    return NULL;
}

static int64_t kinds_there(struct pair *pair)
{
    return number_of(pair->other, pair->arena, SQL("kinds", "SELECT count(*) FROM kinds"));
}

/* Row n: small and large numbers, no texts and long ones. */
static void make_row(int64_t n, struct value ret[COLUMNS])
{
    static const char bytes[300000] = {0, (char)0xff};
    struct identifier owner = {{(unsigned char)n, 0, 0xff}};
    ret[AMOUNT] = value_real((double)n / 4 - 1000);
    ret[IS_SO] = value_integer(n % 2);
    ret[NOTE] = n % 5 == 0 ? value_null() : value_text(TEXT("ségou\\N\t\n — واجدة"));
    ret[NUMBER] = value_integer(n == 3 ? INT64_MIN : n);
    ret[OWNER] = n % 7 == 0 ? value_null() : value_id(owner);
    ret[SEALED] = value_bytes((struct text){bytes, n % 100 == 1 ? sizeof bytes : (size_t)(n % 3)});
}

static enum outcome fill(struct pair *pair, const struct db_table *table, int64_t from, int64_t to)
{
    struct value row[COLUMNS];
    enum outcome outcome = db_fill_begin(pair->db, table);
    for (int64_t n = from; outcome == OK && n < to; n++) {
        make_row(n, row);
        outcome = db_fill_row(pair->db, row);
    }
    return outcome == OK ? db_fill_end(pair->db) : outcome;
}

static void every_kind_comes_as_it_went(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    const struct db_table *table = kinds_of(&pair);
    struct db_transaction transaction;
    struct rows rows;
    assert_true(db_fills(pair.db));
    assert_int_equal(db_transaction_begin_queue(pair.db, &transaction), OK);
    assert_int_equal(fill(&pair, table, 0, 250), OK);
    assert_int_equal(fill(&pair, table, 250, 251), OK); /* another one, behind it */
    assert_int_equal(add(pair.db, 1), OK);              /* and any other statement */
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(kinds_there(&pair), 251);
    assert_int_equal(things(&pair), 1);
    assert_int_equal(db_query(pair.other,
                              SQL("all", "SELECT amount, is_so, note, number, owner, sealed FROM kinds"
                                         " ORDER BY CASE WHEN number < 0 THEN 3 ELSE number END"),
                              NULL, 0, pair.arena, &rows),
                     OK);
    for (size_t n = 0; n < rows.count; n++) {
        struct value row[COLUMNS];
        struct identifier none = {{0}};
        make_row((int64_t)n, row);
        assert_true(cell_real(&rows, n, AMOUNT) == row[AMOUNT].real);
        assert_int_equal(cell_integer(&rows, n, IS_SO), row[IS_SO].integer);
        assert_int_equal(cell_is_null(&rows, n, NOTE), row[NOTE].kind == VALUE_NULL);
        assert_true(row[NOTE].kind == VALUE_NULL || text_equal(cell_text(&rows, n, NOTE), row[NOTE].text));
        assert_int_equal(cell_integer(&rows, n, NUMBER), row[NUMBER].integer);
        assert_true(
            identifier_equal(cell_id(&rows, n, OWNER), row[OWNER].kind == VALUE_NULL ? none : row[OWNER].identifier));
        assert_true(text_equal(cell_text(&rows, n, SEALED), row[SEALED].text));
    }
}

/* A key that is there, among many rows: one word at the end, and nothing of them stays. */
static void a_key_that_is_there_is_a_conflict(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    const struct db_table *table = kinds_of(&pair);
    for (int again = 0; again < 2; again++) {
        struct db_transaction transaction;
        assert_int_equal(db_transaction_begin_queue(pair.db, &transaction), OK);
        assert_int_equal(fill(&pair, table, 0, 10), again == 0 ? OK : CONFLICT);
        assert_int_equal(db_transaction_commit(&transaction), again == 0 ? OK : CONFLICT);
        db_transaction_end(&transaction);
    }
    assert_int_equal(kinds_there(&pair), 10);
    assert_int_equal(add(pair.db, 1), OK);
}

/* What cannot be of its column is found here, before the server sees half a row. */
static void a_value_of_another_kind_is_refused(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    const struct db_table *table = kinds_of(&pair);
    static const struct {
        size_t column;
        struct value value;
    } BAD[] = {
        {IS_SO, {VALUE_INTEGER, .integer = 1 << 20}},
        {NOTE, {VALUE_TEXT, .text = TEXT_CONSTANT("a\0b")}},
        {NOTE, {VALUE_TEXT, .text = TEXT_CONSTANT("\xff")}},
        {NOTE, {VALUE_BYTES, .text = TEXT_CONSTANT("a")}},
        {OWNER, {VALUE_BYTES, .text = TEXT_CONSTANT("0123456789abcdef")}},
        {NUMBER, {VALUE_REAL, .real = 1}},
        {AMOUNT, {VALUE_INTEGER, .integer = 1}},
        {SEALED, {VALUE_INTEGER, .integer = 1}},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct db_transaction transaction;
        struct value row[COLUMNS];
        make_row(1, row);
        row[BAD[i].column] = BAD[i].value;
        assert_int_equal(db_transaction_begin_queue(pair.db, &transaction), OK);
        assert_int_equal(db_fill_begin(pair.db, table), OK);
        assert_int_equal(db_fill_row(pair.db, row), FAILED);
        assert_int_equal(db_transaction_commit(&transaction), FAILED);
        db_transaction_end(&transaction);
        assert_int_equal(kinds_there(&pair), 0);
        assert_int_equal(add(pair.db, (int64_t)i), OK);
    }
}

/* A caller that gives up, one that asks something else meanwhile, one that never began. */
static void what_was_begun_and_not_ended_is_gone(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    const struct db_table *table = kinds_of(&pair);
    for (int asks = 0; asks < 2; asks++) {
        struct db_transaction transaction;
        struct value row[COLUMNS];
        make_row(1, row);
        assert_int_equal(db_transaction_begin_queue(pair.db, &transaction), OK);
        assert_int_equal(add(pair.db, 7), OK);
        assert_int_equal(db_fill_begin(pair.db, table), OK);
        assert_int_equal(db_fill_row(pair.db, row), OK);
        if (asks == 1)
            assert_int_equal(add(pair.db, 8), UNAVAILABLE);
        db_transaction_end(&transaction);
        assert_int_equal(kinds_there(&pair), 0);
        assert_int_equal(things(&pair), asks);
        assert_int_equal(add(pair.db, 10 + asks), OK);
    }
    assert_int_equal(db_fill_begin(pair.db, table), FAILED); /* outside a transaction */
    assert_int_equal(db_fill_row(pair.db, NULL), FAILED);
    assert_int_equal(db_fill_end(pair.db), FAILED);
}

static void a_server_lost_among_the_rows(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    const struct db_table *table = kinds_of(&pair);
    struct db_transaction transaction;
    struct value row[COLUMNS];
    int64_t process = process_of(&pair, pair.db);
    enum outcome outcome = OK;
    make_row(1, row);
    assert_int_equal(db_transaction_begin_queue(pair.db, &transaction), OK);
    assert_int_equal(db_fill_begin(pair.db, table), OK);
    assert_int_equal(db_fill_row(pair.db, row), OK);
    cut(&pair, process);
    for (int64_t n = 2; outcome == OK && n < 1000; n++) {
        row[NUMBER] = value_integer(n);
        outcome = db_fill_row(pair.db, row);
    }
    assert_int_equal(outcome == OK ? db_fill_end(pair.db) : outcome, UNAVAILABLE);
    db_transaction_end(&transaction);
    assert_int_equal(kinds_there(&pair), 0);
    assert_int_equal(add(pair.db, 1), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_POSTGRES(every_kind_comes_as_it_went),        ON_POSTGRES(a_key_that_is_there_is_a_conflict),
        ON_POSTGRES(a_value_of_another_kind_is_refused), ON_POSTGRES(what_was_begun_and_not_ended_is_gone),
        ON_POSTGRES(a_server_lost_among_the_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
