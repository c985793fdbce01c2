#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database/schema.h"
#include "database/tests/scratch.h"

static const struct migration LIST[] = {
    {1, "both", NULL,
     "CREATE TABLE parent (id id NOT NULL, person id NOT NULL, name text, amount real, PRIMARY KEY (person, id));\n"
     "CREATE TABLE child (id id PRIMARY KEY, parent id REFERENCES child (id), note bytes, closed boolean);\n"
     "CREATE UNIQUE INDEX child_note ON child (note);"},
    {2, "wall", "sqlite",
     "CREATE TRIGGER child_stays BEFORE INSERT ON child WHEN new.closed = 1 BEGIN SELECT RAISE(ABORT, 'no'); END;"},
};

static struct db *open_made(struct scratch *scratch)
{
    struct db *db;
    scratch->address = arena_format(scratch->arena, "sqlite:%s/test.db", scratch->directory);
    assert_int_equal(db_open(scratch->address, false, &db), OK);
    assert_int_equal(migrate(db, LIST, 2), OK);
    return db;
}

static void tells_tables_columns_and_keys(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_made(&scratch);
    struct db_table *tables;
    size_t count;
    assert_int_equal(db_tables(db, scratch.arena, &tables, &count), OK);
    assert_int_equal(count, 2);
    assert_string_equal(tables[0].name, "child");
    assert_string_equal(tables[1].name, "parent");
    assert_int_equal(tables[1].column_count, 4);
    assert_string_equal(tables[1].columns[0].name, "amount");
    assert_int_equal(tables[1].columns[0].kind, VALUE_REAL);
    assert_int_equal(tables[1].columns[1].kind, VALUE_BYTES); /* an id is bytes on SQLite */
    assert_int_equal(tables[1].key_count, 2);
    assert_string_equal(tables[1].key[0]->name, "person");
    assert_string_equal(tables[1].key[1]->name, "id");
    assert_int_equal(tables[0].columns[0].kind, VALUE_INTEGER);
}

static enum outcome add_child(struct db *db, int64_t id, int64_t parent, const char *note, bool closed)
{
    struct identifier own = {{(unsigned char)id}};
    struct identifier other = {{(unsigned char)parent}};
    const struct value bind[] = {value_id(own), parent == 0 ? value_null() : value_id(other),
                                 value_bytes(text_from(note)), value_integer(closed)};
    return db_execute(db, SQL("t_child", "INSERT INTO child (id, parent, note, closed) VALUES ($1, $2, $3, $4)"), bind,
                      4, NULL);
}

/* Rows go in in any order and past the triggers; afterwards all walls stand again. */
static void loading_takes_walls_away_and_brings_them_back(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_made(&scratch);
    bool loading = true;
    assert_int_equal(add_child(db, 1, 2, "a", false), CONFLICT); /* no such parent */
    assert_int_equal(add_child(db, 1, 0, "a", true), FAILED);    /* the trigger */
    assert_int_equal(db_load_begin(db), OK);
    assert_int_equal(add_child(db, 1, 2, "a", true), OK);
    db = db_close(db); /* as after a crash: what was taken away is not forgotten */
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(db_is_loading(db, &loading), OK);
    assert_true(loading);
    assert_int_equal(db_load_begin(db), OK);
    assert_int_equal(add_child(db, 2, 0, "b", false), OK);
    assert_int_equal(db_load_end(db), OK);
    assert_int_equal(db_is_loading(db, &loading), OK);
    assert_false(loading);
    assert_int_equal(add_child(db, 3, 0, "c", true), FAILED);
    assert_int_equal(add_child(db, 3, 9, "c", false), CONFLICT);
    assert_int_equal(add_child(db, 3, 0, "b", false), CONFLICT); /* the unique index */
}

static void loading_refuses_what_breaks_a_wall(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_made(&scratch);
    assert_int_equal(db_load_begin(db), OK);
    assert_int_equal(add_child(db, 1, 7, "a", false), OK);
    assert_int_equal(db_load_end(db), CONFLICT); /* nobody has the id 7 */
    assert_int_equal(add_child(db, 7, 0, "a", false), OK);
    assert_int_equal(db_load_end(db), CONFLICT); /* two notes are the same */
    assert_int_equal(db_execute(db, SQL("t_out", "DELETE FROM child WHERE parent IS NOT NULL"), NULL, 0, NULL), OK);
    assert_int_equal(db_load_end(db), OK);
}

static void a_snapshot_sees_one_state(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = open_made(&scratch);
    AUTO_DB struct db *reader = NULL;
    struct rows rows;
    struct sql count = SQL("t_count", "SELECT count(*) FROM child");
    assert_int_equal(db_open(scratch.address, true, &reader), OK);
    assert_int_equal(add_child(db, 1, 0, "a", false), OK);
    {
        AUTO_TRANSACTION struct db_transaction snapshot = {0};
        assert_int_equal(db_snapshot_begin(reader, &snapshot), OK);
        assert_int_equal(db_query(reader, count, NULL, 0, scratch.arena, &rows), OK);
        assert_int_equal(add_child(db, 2, 0, "b", false), OK); /* others write meanwhile */
        assert_int_equal(db_query(reader, count, NULL, 0, scratch.arena, &rows), OK);
        assert_int_equal(cell_integer(&rows, 0, 0), 1);
    }
    assert_int_equal(db_query(reader, count, NULL, 0, scratch.arena, &rows), OK);
    assert_int_equal(cell_integer(&rows, 0, 0), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_tables_columns_and_keys),
        cmocka_unit_test(loading_takes_walls_away_and_brings_them_back),
        cmocka_unit_test(loading_refuses_what_breaks_a_wall),
        cmocka_unit_test(a_snapshot_sees_one_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
