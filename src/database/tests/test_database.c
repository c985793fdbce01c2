#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/calendar.h"
#include "database/tests/scratch.h"

static struct db *open_with(const struct scratch *scratch, const char *script)
{
    struct db *db = NULL;
    assert_int_equal(db_open(scratch->address, false, &db), OK);
    assert_int_equal(place_tables(db, scratch->arena, script), OK);
    return db;
}

static int64_t number_of(struct db *db, struct arena *arena, struct sql sql)
{
    struct rows rows;
    assert_int_equal(db_query(db, sql, NULL, 0, arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}

#define COUNT SQL("count", "SELECT count(*) FROM thing")

static enum outcome add(struct db *db, int64_t number, const char *name)
{
    const struct value bind[] = {value_integer(number), value_text(text_from(name))};
    return db_execute(db, SQL("add", "INSERT INTO thing (number, name) VALUES ($1, $2)"), bind, 2, NULL);
}
#define THING "CREATE TABLE thing (number integer PRIMARY KEY, name text UNIQUE);"

static void values_come_back_as_they_went(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db =
        open_with(&scratch, "CREATE TABLE every (i integer, r real, t text, b bytes, d id, line integer);");
    static const struct {
        struct value values[6];
    } ROWS[] = {
        {{{VALUE_INTEGER, .integer = INT64_MIN},
          {VALUE_REAL, .real = 0.1},
          {VALUE_TEXT, .text = TEXT_CONSTANT("it's \"quoted\"; -- $1 ?")},
          {VALUE_BYTES, .text = TEXT_CONSTANT("\0\xff\0")},
          {VALUE_IDENTIFIER, .identifier = {{1, 0, 3, 255, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0}}}}},
        {{{VALUE_INTEGER, .integer = INT64_MAX},
          {VALUE_REAL, .real = -1e300},
          {VALUE_TEXT, .text = TEXT_CONSTANT("محمد é 😀")},
          {VALUE_BYTES, .text = TEXT_CONSTANT("")},
          {VALUE_IDENTIFIER, .identifier = {{0}}}}},
        {{{VALUE_INTEGER, .integer = 0}, {VALUE_REAL, .real = 0}, {VALUE_TEXT, .text = {NULL, 0}}, {0}, {0}}},
    };
    struct rows rows;
    for (int64_t i = 0; i < 3; i++) {
        struct value bind[6];
        memcpy(bind, ROWS[i].values, sizeof bind);
        bind[5] = value_integer(i);
        assert_int_equal(db_execute(db, SQL("add", "INSERT INTO every VALUES ($1, $2, $3, $4, $5, $6)"), bind, 6, NULL),
                         OK);
    }
    assert_int_equal(
        db_query(db, SQL("all", "SELECT i, r, t, b, d FROM every ORDER BY line"), NULL, 0, scratch.arena, &rows), OK);
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.columns, 5);
    for (size_t i = 0; i < 3; i++) {
        const struct value *sent = ROWS[i].values;
        struct identifier id = cell_id(&rows, i, 4);
        assert_true(cell_integer(&rows, i, 0) == sent[0].integer);
        assert_true(cell_real(&rows, i, 1) == sent[1].real);
        assert_true(text_equal(cell_text(&rows, i, 2), sent[2].text));
        assert_true(text_equal(cell_text(&rows, i, 3), sent[3].text));
        assert_memory_equal(id.bytes, sent[4].identifier.bytes, sizeof id.bytes);
    }
    assert_false(cell_is_null(&rows, 1, 3)); /* empty bytes are not NULL */
    assert_false(cell_is_null(&rows, 2, 2)); /* nor is an empty text */
    assert_true(cell_is_null(&rows, 2, 3));
    assert_false(cell_is_null(&rows, 1, 4)); /* an identifier of zeros is not NULL unless asked */
}

static void nothing_is_null_where_asked(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db =
        open_with(&scratch, "CREATE TABLE every (t text, i id, d date, m instant, e date, n instant);");
    struct identifier none = {0};
    const struct value bind[] = {value_text_or_null(TEXT("")), value_id_or_null(none), value_date(DATE_NONE),
                                 value_instant(INSTANT_NONE),  value_date(-1),         value_instant(0)};
    struct rows rows;
    assert_int_equal(db_execute(db, SQL("nulls", "INSERT INTO every VALUES ($1, $2, $3, $4, $5, $6)"), bind, 6, NULL),
                     OK);
    assert_int_equal(db_query(db, SQL("every", "SELECT t, i, d, m, e, n FROM every"), NULL, 0, scratch.arena, &rows),
                     OK);
    for (size_t i = 0; i < 4; i++)
        assert_true(cell_is_null(&rows, 0, i));
    assert_true(text_is_empty(cell_text(&rows, 0, 0)));
    assert_true(identifier_is_none(cell_id(&rows, 0, 1)));
    assert_int_equal(cell_date(&rows, 0, 2), DATE_NONE);
    assert_true(cell_instant(&rows, 0, 3) == INSTANT_NONE);
    assert_int_equal(cell_date(&rows, 0, 4), -1);
    assert_true(!cell_is_null(&rows, 0, 5) && cell_instant(&rows, 0, 5) == 0);
}

static void parameters_are_found_by_number(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, "");
    const struct value bind[] = {value_integer(1), value_integer(2), value_integer(3)};
    struct rows rows;
#define NUMBER(n) "CAST($" #n " AS BIGINT)"
    struct sql order = SQL("order", "SELECT " NUMBER(3) ", " NUMBER(1) ", " NUMBER(2) ", " NUMBER(3));
    assert_int_equal(db_query(db, order, bind, 3, scratch.arena, &rows), OK);
    assert_int_equal(cell_integer(&rows, 0, 0), 3);
    assert_int_equal(cell_integer(&rows, 0, 1), 1);
    assert_int_equal(cell_integer(&rows, 0, 2), 2);
    assert_int_equal(cell_integer(&rows, 0, 3), 3);
    assert_int_equal(db_query(db, SQL("few", "SELECT " NUMBER(1) ", " NUMBER(2)), bind, 1, scratch.arena, &rows),
                     FAILED);
    assert_int_equal(db_query(db, SQL("many", "SELECT " NUMBER(1)), bind, 2, scratch.arena, &rows), FAILED);
    assert_int_equal(db_query(db, SQL("gap", "SELECT " NUMBER(1) ", " NUMBER(3)), bind, 2, scratch.arena, &rows),
                     FAILED);
    assert_int_equal(db_query(db, SQL("mark", "SELECT ?"), bind, 1, scratch.arena, &rows), FAILED);
    assert_int_equal(db_query(db, SQL("two", "SELECT 1; SELECT 2"), NULL, 0, scratch.arena, &rows), FAILED);
    assert_int_equal(db_query(db, order, bind, 3, scratch.arena, &rows), OK); /* nothing of it matters afterwards */
}

static void what_the_other_engine_refuses_is_refused(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, "");
    const struct value bad[] = {
        value_text((struct text){"a\0b", 3}), value_text(TEXT("\xc3\x28")), value_text(TEXT("\xed\xa0\x80")),
        value_real(__builtin_nan("")),        value_real(__builtin_inf()),
    };
    struct rows rows;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(db_query(db, SQL("bad", "SELECT $1"), &bad[i], 1, scratch.arena, &rows), FAILED);
    assert_int_equal(db_query(db, SQL("double", "SELECT \"a text\""), NULL, 0, scratch.arena, &rows), FAILED);
}

static void inner_rollback_keeps_the_outer(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    struct db_transaction outer;
    struct db_transaction inner;
    assert_int_equal(db_transaction_begin(db, true, &outer), OK);
    assert_int_equal(add(db, 1, "one"), OK);
    assert_int_equal(db_transaction_begin(db, true, &inner), OK);
    assert_int_equal(add(db, 2, "two"), OK);
    db_transaction_end(&inner);
    assert_int_equal(db_transaction_begin(db, true, &inner), OK);
    assert_int_equal(add(db, 3, "three"), OK);
    assert_int_equal(db_transaction_commit(&inner), OK);
    db_transaction_end(&inner); /* nothing: it is committed */
    assert_int_equal(db_transaction_commit(&outer), OK);
    assert_int_equal(db->depth, 0);
    assert_int_equal(number_of(db, scratch.arena, SQL("sum", "SELECT CAST(sum(number) AS BIGINT) FROM thing")), 4);
}

static void unended_transaction_rolls_back(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(db, true, &transaction), OK);
        assert_int_equal(add(db, 1, "one"), OK);
        AUTO_TRANSACTION struct db_transaction inner = {0};
        assert_int_equal(db_transaction_begin(db, true, &inner), OK);
        assert_int_equal(add(db, 2, "two"), OK);
    }
    assert_int_equal(number_of(db, scratch.arena, COUNT), 0);
    assert_int_equal(db->depth, 0);
}

static void conflict_holds_until_its_savepoint_ends(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING "CREATE TABLE part (thing integer REFERENCES thing);");
    struct db_transaction outer;
    struct db_transaction inner;
    assert_int_equal(add(db, 1, "one"), OK);
    assert_int_equal(add(db, 1, "other"), CONFLICT);
    assert_int_equal(add(db, 2, "one"), CONFLICT);
    assert_int_equal(db_execute(db, SQL("part", "INSERT INTO part VALUES (9)"), NULL, 0, NULL), CONFLICT);
    assert_int_equal(db_transaction_begin(db, true, &outer), OK);
    assert_int_equal(db_transaction_begin(db, true, &inner), OK);
    assert_int_equal(add(db, 2, "one"), CONFLICT);
    assert_int_equal(add(db, 3, "three"), CONFLICT); /* as PostgreSQL has it */
    assert_int_equal(db_transaction_commit(&inner), CONFLICT);
    db_transaction_end(&inner);
    assert_int_equal(add(db, 4, "four"), OK);
    assert_int_equal(db_transaction_commit(&outer), OK);
    assert_int_equal(number_of(db, scratch.arena, SQL("sum", "SELECT CAST(sum(number) AS BIGINT) FROM thing")), 5);
}

static void changed_rows_are_counted(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    int64_t changed = -1;
    struct rows rows;
    const struct value one = value_integer(1);
    assert_int_equal(add(db, 1, "one"), OK);
    assert_int_equal(db_execute(db, SQL("none", "UPDATE thing SET name = 'x' WHERE number > $1"), &one, 1, &changed),
                     OK);
    assert_int_equal(changed, 0);
    assert_int_equal(db_execute(db, SQL("some", "UPDATE thing SET name = 'x' WHERE number = $1"), &one, 1, &changed),
                     OK);
    assert_int_equal(changed, 1);
    assert_int_equal(db_query(db, SQL("returning", "DELETE FROM thing WHERE number = $1 RETURNING name"), &one, 1,
                              scratch.arena, &rows),
                     OK);
    assert_true(text_is(cell_text(&rows, 0, 0), "x"));
}

struct each_seen {
    struct db *db;
    struct arena *arena;
    int64_t sum, stop_at;
};

/* Runs the same statement again while it is being read. */
static bool take_one(void *context, const struct rows *one)
{
    struct each_seen *seen = context;
    struct rows rows;
    assert_int_equal(one->count, 1);
    assert_int_equal(
        db_query(seen->db, SQL("each", "SELECT number, name FROM thing ORDER BY number"), NULL, 0, seen->arena, &rows),
        OK);
    assert_true(text_is(cell_text(one, 0, 1), cell_integer(one, 0, 0) == 1 ? "one" : "more"));
    seen->sum += cell_integer(one, 0, 0);
    return cell_integer(one, 0, 0) != seen->stop_at;
}

static void each_row_by_row(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db =
        open_with(&scratch, "CREATE TABLE thing (number integer, name text);"
                            "INSERT INTO thing VALUES (1, 'one'), (2, 'more'), (3, 'more'), (4, 'more');");
    struct each_seen seen = {.db = db, .arena = scratch.arena, .stop_at = 3};
    struct sql sql = SQL("each", "SELECT number, name FROM thing ORDER BY number");
    assert_int_equal(db_each(db, sql, NULL, 0, scratch.arena, take_one, &seen), OK);
    assert_int_equal(seen.sum, 6);
    seen = (struct each_seen){.db = db, .arena = scratch.arena};
    assert_int_equal(db_each(db, sql, NULL, 0, scratch.arena, take_one, &seen), OK);
    assert_int_equal(seen.sum, 10);
}

/* More texts than the cache holds, under one name, in reused memory. */
static void built_statements_do_not_mix(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    assert_int_equal(add(db, 7, "seven"), OK);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 300; i++) {
            struct rows rows;
            arena_reset(arena);
            struct statement statement = statement_open(arena);
            statement_add(&statement, "SELECT ");
            statement_add_text(&statement, arena_string(arena, arena_format(arena, "%d", i)));
            statement_add(&statement, " + ");
            statement_add_name(&statement, "number");
            statement_add(&statement, " FROM thing WHERE name = ");
            statement_bind(&statement, value_text(TEXT("seven")));
            assert_int_equal(statement_query(db, "built", &statement, arena, &rows), OK);
            assert_int_equal(cell_integer(&rows, 0, 0), i + 7);
        }
}

static void long_statement_is_put_together(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, "");
    struct statement statement = statement_open(scratch.arena);
    struct rows rows;
    statement_add(&statement, "SELECT CAST(0 AS BIGINT) + ");
    for (int i = 0; i < 500; i++) {
        statement_bind(&statement, value_integer(i));
        statement_add(&statement, " + ");
    }
    statement_bind(&statement, value_integer(0));
    assert_int_equal(statement_query(db, "long", &statement, scratch.arena, &rows), OK);
    assert_int_equal(cell_integer(&rows, 0, 0), 500 * 499 / 2);
}

static void readers_cannot_write(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *writer = open_with(&scratch, THING);
    AUTO_DB struct db *reader = NULL;
    struct db_transaction transaction;
    assert_int_equal(db_open(scratch.address, true, &reader), OK);
    assert_int_equal(add(reader, 1, "one"), FAILED);
    assert_int_equal(reader->back_end->script(reader, TEXT("DROP TABLE thing")), FAILED);
    assert_int_equal(db_transaction_begin(writer, true, &transaction), OK);
    assert_int_equal(add(writer, 1, "one"), OK);
    assert_int_equal(number_of(reader, scratch.arena, COUNT), 0); /* nor are they held up by a writer */
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(number_of(reader, scratch.arena, COUNT), 1);
}

static void the_place_of_a_test_is_searched(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, "CREATE TABLE every (t text, b bytes, d id, i integer);"
                                                "CREATE TABLE other (b bytes, t text);");
    const struct value bind[] = {value_text(TEXT("un \"mot\" simple")), value_bytes(TEXT("\0\xff octets \x80")),
                                 value_id((struct identifier){{7}}), value_integer(1)};
    assert_int_equal(db_execute(db, SQL("add", "INSERT INTO every VALUES ($1, $2, $3, $4)"), bind, 4, NULL), OK);
    assert_int_equal(db_execute(db, SQL("add_other", "INSERT INTO other VALUES ($1, $2)"),
                                (struct value[]){bind[1], bind[0]}, 2, NULL),
                     OK);
    assert_true(place_holds(scratch.address, "simple"));
    assert_true(place_holds(scratch.address, "octets"));
    assert_false(place_holds(scratch.address, "simpler"));
    assert_false(place_holds(scratch.address, "octet "));
}

static void doors_are_closed_after_opening(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, "");
    struct rows rows;
    struct stat file;
    const struct sql refused[] = {
        SQL("attach", "ATTACH DATABASE '/tmp/other.db' AS other"),
        SQL("pragma", "PRAGMA synchronous = OFF"),
        SQL("schema", "PRAGMA writable_schema = ON"),
        SQL("extension", "SELECT load_extension('x')"),
        SQL("virtual", "CREATE VIRTUAL TABLE f USING fts5(x)"),
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(db_query(db, refused[i], NULL, 0, scratch.arena, &rows), FAILED);
    struct text path = text_slice(scratch.address, strlen("sqlite:"), scratch.address.length);
    assert_int_equal(stat(arena_string(scratch.arena, path), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

/* Pages that were read or written stay in memory until nobody asks for a while; what is asked then is read again. */
static void resting_gives_pages_back(void **state)
{
    enum { ROWS = 40, ROW_BYTES = 100 * 1000 };
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_with(&scratch, THING);
    char *name = arena_zeroed(scratch.arena, 1, ROW_BYTES + 1);
    memset(name, 'x', ROW_BYTES);
    for (int64_t i = 0; i < ROWS; i++) {
        name[i] = 'y';
        assert_int_equal(add(db, i, name), OK);
    }
    sqlite3_int64 busy = sqlite3_memory_used();
    assert_true(busy > (sqlite3_int64)ROWS * ROW_BYTES / 2);
    db_rest(db);
    assert_true(sqlite3_memory_used() < busy / 4);
    assert_int_equal(number_of(db, scratch.arena, COUNT), ROWS);
    assert_int_equal(add(db, ROWS, "after"), OK);
}

static void addresses_that_lead_nowhere(void **state)
{
    (void)state;
    struct db *other = NULL;
    assert_int_equal(db_open(TEXT("mysql://x"), false, &other), INVALID);
    assert_int_not_equal(db_open(TEXT("sqlite:/nonexistent/x.db"), false, &other), OK);
    assert_null(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back_as_they_went),
        cmocka_unit_test(nothing_is_null_where_asked),
        cmocka_unit_test(parameters_are_found_by_number),
        cmocka_unit_test(what_the_other_engine_refuses_is_refused),
        cmocka_unit_test(inner_rollback_keeps_the_outer),
        cmocka_unit_test(unended_transaction_rolls_back),
        cmocka_unit_test(conflict_holds_until_its_savepoint_ends),
        cmocka_unit_test(changed_rows_are_counted),
        cmocka_unit_test(each_row_by_row),
        cmocka_unit_test(built_statements_do_not_mix),
        cmocka_unit_test(long_statement_is_put_together),
        cmocka_unit_test(readers_cannot_write),
        cmocka_unit_test(the_place_of_a_test_is_searched),
        ON_SQLITE(doors_are_closed_after_opening),
        ON_SQLITE(resting_gives_pages_back),
        cmocka_unit_test(addresses_that_lead_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
