#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database/failing.h"
#include "database/migrate.h"
#include "database/neutral.h"
#include "database/tests/scratch.h"

/* The second one is for the engine that is not this one. */
static struct migration LIST[] = {
    {1, "first", NULL, "CREATE TABLE first (id id PRIMARY KEY, name text NOT NULL, active boolean NOT NULL);"},
    {2, "other_engine", "postgres", "CREATE EXTENSION something;"},
    {3, "second", NULL,
     "CREATE TABLE second (id id PRIMARY KEY, first id NOT NULL REFERENCES first (id), born date, at instant);\n"
     "ALTER TABLE first ADD COLUMN closed boolean NOT NULL DEFAULT 0;\n"
     "CREATE INDEX second_first ON second (first);"},
};
enum { LIST_COUNT = sizeof LIST / sizeof *LIST };

static void expands_types_and_nothing_else(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    struct text source = TEXT("-- a date, text\nCREATE TABLE date (id id PRIMARY KEY, text text DEFAULT 'a, date text',"
                              " flag boolean NOT NULL, amount integer CHECK (amount > 0), /* x integer */ date date,"
                              " UNIQUE (text, flag), CONSTRAINT text CHECK (amount < 5));"
                              "ALTER TABLE date ADD COLUMN at instant; CREATE INDEX text ON date (id, text);");
    struct text expanded;
    assert_int_equal(neutral_expand(arena, "sqlite", "0001", source, &expanded), OK);
    assert_string_equal(
        arena_string(arena, expanded),
        "-- a date, text\nCREATE TABLE date (id BLOB PRIMARY KEY, text TEXT DEFAULT 'a, date text',"
        " flag INTEGER CHECK (flag IN (0, 1)) NOT NULL, amount INTEGER CHECK (amount > 0), /* x integer */"
        " date INTEGER, UNIQUE (text, flag), CONSTRAINT text CHECK (amount < 5)) STRICT;"
        "ALTER TABLE date ADD COLUMN at INTEGER; CREATE INDEX text ON date (id, text);");
    assert_int_equal(neutral_expand(arena, "postgres", "0001", source, &expanded), OK);
    assert_string_equal(
        arena_string(arena, expanded),
        "-- a date, text\nCREATE TABLE date (id uuid PRIMARY KEY, text text COLLATE \"C\" DEFAULT 'a, date text',"
        " flag smallint CHECK (flag IN (0, 1)) NOT NULL, amount bigint CHECK (amount > 0), /* x integer */"
        " date bigint, UNIQUE (text, flag), CONSTRAINT text CHECK (amount < 5));"
        "ALTER TABLE date ADD COLUMN at bigint; CREATE INDEX text ON date (id, text);");
    assert_int_equal(neutral_expand(arena, "sqlite", "0001", TEXT("CREATE TABLE t (a varchar(20));"), &expanded),
                     FAILED);
    assert_int_equal(neutral_expand(arena, "sqlite", "0001", TEXT("CREATE TABLE t (a text;"), &expanded), FAILED);
}

static void runs_what_is_missing_once(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    struct rows rows;
    int32_t newest = -1;
    const struct value id = value_id((struct identifier){{1}});
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate_state(db, &newest), OK);
    assert_int_equal(newest, 0);
    assert_int_equal(migrate(db, LIST, 1), OK);
    assert_int_equal(migrate_state(db, &newest), OK);
    assert_int_equal(newest, 1);
    for (int i = 0; i < 2; i++)
        assert_int_equal(migrate(db, LIST, LIST_COUNT), OK);
    assert_int_equal(migrate_state(db, &newest), OK);
    assert_int_equal(newest, 3);
    assert_int_equal(db_query(db, SQL("ran", "SELECT number, name FROM schema_migration ORDER BY number"), NULL, 0,
                              scratch.arena, &rows),
                     OK);
    assert_int_equal(rows.count, 2); /* not that of the other engine */
    assert_int_equal(
        db_execute(db, SQL("flag", "INSERT INTO first (id, name, active) VALUES ($1, 'a', 2)"), &id, 1, NULL), FAILED);
    assert_int_equal(
        db_execute(db, SQL("type", "INSERT INTO first (id, name, active) VALUES ('text', 'a', 1)"), NULL, 0, NULL),
        FAILED);
}

static void edited_or_newer_is_a_conflict(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    struct migration edited[LIST_COUNT] = {LIST[0], LIST[1], LIST[2]};
    edited[0].text = "CREATE TABLE first (id id PRIMARY KEY, name text, active boolean NOT NULL);";
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate(db, LIST, 1), OK);
    assert_int_equal(migrate(db, edited, LIST_COUNT), CONFLICT);
    int32_t newest;
    assert_int_equal(migrate_state(db, &newest), OK);
    assert_int_equal(newest, 1); /* nothing ran */
    assert_int_equal(migrate(db, LIST, LIST_COUNT), OK);
    assert_int_equal(migrate(db, LIST, 1), CONFLICT);
}

/* What only the other engine runs is not waited for, though it is the last. */
static void newest_is_that_of_the_engine(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate_newest(db, LIST, LIST_COUNT), 3);
    assert_int_equal(migrate_newest(db, LIST, 2), 1);
    assert_int_equal(migrate_newest(db, LIST, 0), 0);
}

/* What a program says of a database that another version has made. */
static void knows_how_far_ahead_a_database_is(void **state)
{
    (void)state;
    static const struct migration STEPS[] = {
        {1, "first", NULL, "CREATE TABLE first (id id PRIMARY KEY);"},
        {2, "step_1", NULL, "-- the end of step 1\n"},
        {3, "second", NULL, "CREATE TABLE second (id id PRIMARY KEY);"},
        {4, "step_2", NULL, "-- the end of step 2\n"},
        {5, "third", NULL, "CREATE TABLE third (id id PRIMARY KEY);"},
        {6, "step_3", NULL, "-- the end of step 3\n"},
        {7, "step_by_step", NULL, "CREATE TABLE fourth (id id PRIMARY KEY);"},
    };
    static const struct {
        size_t ran, known;
        enum migrate_standing standing;
    } CASES[] = {
        {0, 2, STANDING_NONE}, /* nothing ran */
        {2, 2, STANDING_SAME},       {2, 4, STANDING_OLDER},      {2, 6, STANDING_OLDER},
        {3, 2, STANDING_STEP_AHEAD}, {4, 2, STANDING_STEP_AHEAD}, {5, 2, STANDING_STEP_AHEAD},
        {6, 2, STANDING_FAR_AHEAD},  {6, 4, STANDING_STEP_AHEAD}, {7, 4, STANDING_STEP_AHEAD},
        {7, 7, STANDING_SAME},
    };
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate_step(STEPS, 7), 3);
    assert_int_equal(migrate_step(STEPS, 1), 0);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        enum migrate_standing standing;
        if (CASES[i].ran > 0)
            assert_int_equal(migrate(db, STEPS, CASES[i].ran), OK);
        assert_int_equal(migrate_standing(db, STEPS, CASES[i].known, &standing), OK);
        if (standing != CASES[i].standing)
            fail_msg("%zu ran, %zu known: %d", CASES[i].ran, CASES[i].known, (int)standing);
    }
}

/* Each call fails in turn; the next start carries on from there. */
static void crash_between_migrations_is_harmless(void **state)
{
    (void)state;
    for (uint64_t at = 1;; at++) {
        AUTO_SCRATCH struct scratch scratch = scratch_open();
        AUTO_DB struct db *db = NULL;
        int32_t newest;
        assert_int_equal(db_open(scratch.address, false, &db), OK);
        struct db *failing = db_failing(db, at, UNAVAILABLE);
        enum outcome outcome = migrate(failing, LIST, LIST_COUNT);
        failing = db_close(failing);
        assert_int_equal(migrate(db, LIST, LIST_COUNT), OK);
        assert_int_equal(migrate_state(db, &newest), OK);
        assert_int_equal(newest, 3);
        if (outcome == OK) {
            assert_true(at > 10);
            return;
        }
        assert_int_equal(outcome, UNAVAILABLE);
    }
}

static void faulty_migration_leaves_nothing(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    const struct migration faulty[] = {LIST[0],
                                       {5, "faulty", NULL, "CREATE TABLE fifth (id id PRIMARY KEY); SELECT nothing;"}};
    struct rows rows;
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate(db, faulty, 2), FAILED);
    assert_int_equal(db_query(db, SQL("first", "SELECT count(*) FROM first"), NULL, 0, scratch.arena, &rows), OK);
    assert_int_equal(db_query(db, SQL("fifth", "SELECT count(*) FROM fifth"), NULL, 0, scratch.arena, &rows), FAILED);
}

/* Outside a transaction; one that was left unfinished is made anew. */
static void indexes_are_made_beside_the_work(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    const struct migration list[] = {LIST[0],
                                     {6, "first_name", "postgres",
                                      "-- By name.\nDROP INDEX CONCURRENTLY IF EXISTS first_name;\n"
                                      "CREATE INDEX CONCURRENTLY first_name ON first (name);\n"}};
    struct rows rows;
    int32_t newest;
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate(db, list, 1), OK);
    assert_int_equal(db->back_end->script(db, TEXT("CREATE INDEX first_name ON first (id)")), OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(migrate(db, list, 2), OK);
    assert_int_equal(migrate_state(db, &newest), OK);
    assert_int_equal(newest, 6);
    assert_int_equal(db_query(db,
                              SQL("index", "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema()"
                                           " AND indexname = 'first_name' AND indexdef LIKE '%(name)'"),
                              NULL, 0, scratch.arena, &rows),
                     OK);
    assert_int_equal(cell_integer(&rows, 0, 0), 1);
}

/* The program's own list. */
static void ours_run(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate(db, migrations, migration_count), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expands_types_and_nothing_else),    cmocka_unit_test(runs_what_is_missing_once),
        cmocka_unit_test(edited_or_newer_is_a_conflict),     cmocka_unit_test(crash_between_migrations_is_harmless),
        cmocka_unit_test(faulty_migration_leaves_nothing),   cmocka_unit_test(ours_run),
        cmocka_unit_test(knows_how_far_ahead_a_database_is), cmocka_unit_test(newest_is_that_of_the_engine),
        cmocka_unit_test(indexes_are_made_beside_the_work),
    };
    if (place_is_shared())
        LIST[1].engine = "sqlite";
    /* The last is PostgreSQL's alone. */
    return _cmocka_run_group_tests("tests", tests, sizeof tests / sizeof *tests - !place_is_shared(), NULL, NULL);
}
