#include "database/migrate.h"

#include <stdio.h>

#include "base/number.h"
#include "database/neutral.h"
#include "database/schema.h"
#include "system/clock.h"
#include "system/keyring.h"

enum { MIGRATE_ROOM = 16 << 20 };

static const struct migration FIRST = {
    .name = "schema_migration",
    .text = "CREATE TABLE IF NOT EXISTS schema_migration (number integer PRIMARY KEY, name text NOT NULL,"
            " hash bytes NOT NULL, at instant NOT NULL);",
};

bool migration_is_for(const struct migration *migration, const char *engine)
{
    return migration->engine == NULL || text_is(text_from(migration->engine), engine);
}

static bool is_for(const struct migration *migration, const struct db *db)
{
    return migration_is_for(migration, db->back_end->name);
}

struct text migration_hash(struct arena *arena, const struct migration *migration)
{
    unsigned char *hash = arena_bytes(arena, DIGEST_BYTES);
    hash_bytes(text_from(migration->text), hash);
    return (struct text){(const char *)hash, DIGEST_BYTES};
}

static enum outcome has_table(struct db *db, struct arena *arena, bool *ret)
{
    bool sqlite = text_is(TEXT("sqlite"), db->back_end->name);
    struct sql sql = sqlite ? SQL("migration_table_sqlite", "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                                                            " AND name = 'schema_migration'")
                            : SQL("migration_table_postgres", "SELECT count(*) FROM information_schema.tables"
                                                              " WHERE table_schema = current_schema()"
                                                              " AND table_name = 'schema_migration'");
    struct rows rows;
    enum outcome outcome = db_query(db, sql, NULL, 0, arena, &rows);
    if (outcome == OK)
        *ret = cell_integer(&rows, 0, 0) > 0;
    return outcome;
}

static const struct migration *find(const struct db *db, const struct migration *list, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].number == number && is_for(&list[i], db))
            return &list[i];
    return NULL;
}

/* Everything that ran must be known to this program and unchanged. */
static enum outcome check_past(struct db *db, struct arena *arena, const struct migration *list, size_t count)
{
    struct rows rows;
    enum outcome outcome = db_query(
        db, SQL("migration_past", "SELECT number, hash FROM schema_migration ORDER BY number"), NULL, 0, arena, &rows);
    if (outcome != OK)
        return outcome;
    for (size_t row = 0; row < rows.count; row++) {
        long long number = cell_integer(&rows, row, 0);
        const struct migration *migration = find(db, list, count, number);
        if (migration == NULL) {
            (void)fprintf(stderr, "sanad: migration %04lld ran here and is not known to this program\n", number);
            return CONFLICT;
        }
        if (!text_equal(migration_hash(arena, migration), cell_text(&rows, row, 1))) {
            (void)fprintf(stderr, "sanad: migration %04lld_%s was edited after it ran\n", number, migration->name);
            return CONFLICT;
        }
    }
    return OK;
}

static enum outcome run_script(struct db *db, struct arena *arena, const struct migration *migration)
{
    struct text script = text_from(migration->text);
    enum outcome outcome = OK;
    if (migration->engine == NULL)
        outcome = neutral_expand(arena, db->back_end->name, migration->name, script, &script);
    return outcome == OK ? db->back_end->script(db, script) : outcome;
}

static enum outcome has_run(struct db *db, struct arena *arena, const struct migration *migration, bool *ret)
{
    struct rows rows;
    const struct value bind = value_integer(migration->number);
    enum outcome outcome = db_query(db, SQL("migration_ran", "SELECT number FROM schema_migration WHERE number = $1"),
                                    &bind, 1, arena, &rows);
    if (outcome == OK)
        *ret = rows.count > 0;
    return outcome;
}

static enum outcome record_run(struct db *db, struct arena *arena, const struct migration *migration)
{
    const struct value bind[] = {
        value_integer(migration->number),
        value_text(text_from(migration->name)),
        value_bytes(migration_hash(arena, migration)),
        value_instant(clock_now()),
    };
    return db_execute(db,
                      SQL("migration_record", "INSERT INTO schema_migration (number, name, hash, at)"
                                              " VALUES ($1, $2, $3, $4)"),
                      bind, 4, NULL);
}

static enum outcome say_failed(const struct migration *migration, enum outcome outcome)
{
    (void)fprintf(stderr, "sanad: migration %04d_%s failed\n", migration->number, migration->name);
    return outcome < 0 ? outcome : FAILED;
}

/* Looked up inside the transaction: another host may have run it since. */
static enum outcome run_inside(struct db *db, struct arena *arena, const struct migration *migration)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    bool ran = false;
    enum outcome outcome = db_transaction_begin(db, true, &transaction);
    if (outcome == OK)
        outcome = has_run(db, arena, migration, &ran);
    if (outcome != OK || ran)
        return outcome;
    outcome = run_script(db, arena, migration);
    if (outcome != OK)
        return say_failed(migration, outcome);
    outcome = record_run(db, arena, migration);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

/* An index that PostgreSQL makes while everybody writes on: no transaction may hold such a statement, nor two of them
   share one. */
static bool is_concurrent(const struct migration *migration)
{
    return migration->engine != NULL && text_is(text_from(migration->engine), "postgres") &&
           text_find(text_from(migration->text), TEXT(" CONCURRENTLY ")) >= 0;
}

/* What fails half-way is run again from its beginning: it drops first what it makes (tools/check_statements). */
static enum outcome run_outside(struct db *db, struct arena *arena, const struct migration *migration)
{
    struct text rest = text_from(migration->text), statement;
    bool ran = false;
    enum outcome outcome = has_run(db, arena, migration, &ran);
    if (outcome != OK || ran)
        return outcome;
    while (outcome == OK && text_split(&rest, ';', &statement))
        if (text_trim(statement).length > 0)
            outcome = db->back_end->script(db, statement);
    if (outcome != OK)
        return say_failed(migration, outcome);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    outcome = db_transaction_begin(db, true, &transaction);
    if (outcome == OK)
        outcome = record_run(db, arena, migration);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome run_one(struct db *db, struct arena *arena, const struct migration *migration)
{
    return is_concurrent(migration) ? run_outside(db, arena, migration) : run_inside(db, arena, migration);
}

static enum outcome make_table(struct db *db, struct arena *arena)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(db, true, &transaction);
    if (outcome == OK)
        outcome = run_script(db, arena, &FIRST);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome migrate(struct db *db, const struct migration *list, size_t count)
{
    AUTO_ARENA struct arena *arena = arena_open(MIGRATE_ROOM);
    bool there = false;
    enum outcome outcome = has_table(db, arena, &there);
    if (outcome == OK && !there)
        outcome = make_table(db, arena);
    if (outcome == OK)
        outcome = check_past(db, arena, list, count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (is_for(&list[i], db))
            outcome = run_one(db, arena, &list[i]);
    return outcome;
}

int32_t migrate_newest(const struct db *db, const struct migration *list, size_t count)
{
    int32_t newest = 0;
    for (size_t i = 0; i < count; i++)
        if (is_for(&list[i], db) && list[i].number > newest)
            newest = list[i].number;
    return newest;
}

enum outcome migrate_state(struct db *db, int32_t *ret_newest)
{
    AUTO_ARENA struct arena *arena = arena_open(MIGRATE_ROOM);
    struct rows rows;
    bool there = false;
    enum outcome outcome = has_table(db, arena, &there);
    if (outcome != OK)
        return outcome;
    if (!there) {
        *ret_newest = 0;
        return OK;
    }
    outcome = db_query(db, SQL("migration_newest", "SELECT max(number) FROM schema_migration"), NULL, 0, arena, &rows);
    if (outcome == OK)
        *ret_newest = (int32_t)cell_integer(&rows, 0, 0);
    return outcome;
}

/* --- steps ---------------------------------------------------------------------------------------------------------
 */

static int64_t step_of(struct text name)
{
    const struct text mark = TEXT("step_");
    int64_t step = 0;
    if (!text_starts_with(name, mark) ||
        text_to_integer(text_slice(name, mark.length, name.length), 1, INT32_MAX, &step) != OK)
        return 0;
    return step;
}

int64_t migrate_step(const struct migration *list, size_t count)
{
    int64_t newest = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t step = step_of(text_from(list[i].name));
        newest = step > newest ? step : newest;
    }
    return newest;
}

static bool ran_in(const struct migration_run *runs, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (runs[i].number == number)
            return true;
    return false;
}

enum outcome migrate_standing(struct db *db, const struct migration *list, size_t count, enum migrate_standing *ret)
{
    AUTO_ARENA struct arena *arena = arena_open(MIGRATE_ROOM);
    struct migration_run *runs;
    size_t run_count = 0;
    size_t wanting = 0;
    size_t unknown = 0;
    int64_t step = 0;
    enum outcome outcome = migrate_past(db, arena, &runs, &run_count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        wanting += is_for(&list[i], db) && !ran_in(runs, run_count, list[i].number) ? 1 : 0;
    for (size_t i = 0; i < run_count; i++) {
        unknown += find(db, list, count, runs[i].number) == NULL ? 1 : 0;
        step = step_of(runs[i].name) > step ? step_of(runs[i].name) : step;
    }
    *ret = run_count == 0                          ? STANDING_NONE
           : wanting > 0                           ? STANDING_OLDER
           : unknown == 0                          ? STANDING_SAME
           : step <= migrate_step(list, count) + 1 ? STANDING_STEP_AHEAD
                                                   : STANDING_FAR_AHEAD;
    return OK;
}

enum outcome migrate_past(struct db *db, struct arena *arena, struct migration_run **ret, size_t *ret_count)
{
    struct rows rows = {0};
    bool there = false;
    enum outcome outcome = has_table(db, arena, &there);
    if (outcome == OK && there)
        outcome = db_query(db, SQL("migration_all", "SELECT number, name, hash FROM schema_migration ORDER BY number"),
                           NULL, 0, arena, &rows);
    if (outcome != OK)
        return outcome;
    struct migration_run *runs = arena_array(arena, struct migration_run, rows.count + 1);
    for (size_t row = 0; row < rows.count; row++)
        runs[row] =
            (struct migration_run){cell_integer(&rows, row, 0), cell_text(&rows, row, 1), cell_text(&rows, row, 2)};
    *ret = runs;
    *ret_count = rows.count;
    return OK;
}
