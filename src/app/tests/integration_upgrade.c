/* An upgrade of a mission that an older program made: done whole, or not at all. */
#include "base/tests/testing.h"

#include "app/features.h"
#include "app/upgrade.h"
#include "database/tests/scratch.h"
#include "system/random.h"

struct old {
    struct scratch scratch;
    struct application application;
    struct settings settings;
};

/* How many migrations stand before that of the backups. */
static size_t before_backups(void)
{
    size_t count = 0;
    while (!text_is(text_from(migrations[count].name), "backup"))
        count++;
    return count;
}

/* As a program without backups made it. */
static struct old *old_open(struct arena *arena)
{
    struct old *old = arena_new(arena, struct old);
    random_start();
    old->scratch = scratch_open();
    old->settings.database = arena_format(arena, "sqlite:%s/test.db", old->scratch.directory);
    const char *ring = arena_format(arena, "%s.keys", old->scratch.directory).at;
    assert_int_equal(keyring_make(ring, TEXT_NONE), OK);
    assert_int_equal(keyring_open(ring, TEXT_NONE, &old->application.keyring), OK);
    old->application.settings = &old->settings;
    old->application.keys = keys_open(old->application.keyring);
    assert_int_equal(db_open(old->settings.database, false, &old->application.db), OK);
    assert_int_equal(migrate(old->application.db, migrations, before_backups()), OK);
    return old;
}

static void old_close(struct old *old)
{
    static const char *const FILES[] = {"master.key", "signature.key", "signature.public"};
    struct arena *arena = old->scratch.arena;
    old->application.db = db_close(old->application.db);
    old->application.keys = keys_close(old->application.keys);
    old->application.keyring = keyring_close(old->application.keyring);
    for (size_t i = 0; i < COUNT(FILES); i++)
        (void)unlink(arena_format(arena, "%s.keys/%s", old->scratch.directory, FILES[i]).at);
    (void)rmdir(arena_format(arena, "%s.keys", old->scratch.directory).at);
    scratch_close(&old->scratch);
}

static int32_t state_of(struct old *old)
{
    int32_t newest = 0;
    assert_int_equal(migrate_state(old->application.db, &newest), OK);
    return newest;
}

static void does_what_is_wanting_once(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct old *old = old_open(arena);
    struct backup_report report = {0};
    size_t pending = 0;
    assert_int_equal(upgrade_describe(arena, &old->settings, &pending), OK);
    assert_true(pending >= 1 && pending <= migration_count - before_backups());
    assert_int_equal(upgrade_run(arena, &old->application, &report), OK);
    assert_int_equal(state_of(old), migrate_newest(old->application.db, migrations, migration_count));
    assert_int_equal(upgrade_describe(arena, &old->settings, &pending), OK);
    assert_int_equal(pending, 0);
    old_close(old);
}

/* The last migration cannot run: what ran before it in the same upgrade goes back too. */
static void goes_back_when_it_fails(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct old *old = old_open(arena);
    struct backup_report report = {0};
    int32_t before = state_of(old);
    struct db *db = old->application.db;
    assert_int_equal(db->back_end->script(db, TEXT("CREATE TABLE backup_run (id BLOB PRIMARY KEY) STRICT;"
                                                   "DELETE FROM schema_migration WHERE number = 1; DROP TABLE lease;")),
                     OK);
    assert_int_not_equal(upgrade_run(arena, &old->application, &report), OK);
    assert_int_equal(report.fault, FAULT_DATABASE);
    assert_int_equal(state_of(old), before);
    assert_int_equal(db->back_end->script(db, TEXT("CREATE TABLE lease (a INTEGER) STRICT;")), OK); /* 1 went back */
    old_close(old);
}

static void refuses_what_it_does_not_know(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct old *old = old_open(arena);
    struct db *db = old->application.db;
    size_t pending = 0;
    assert_int_equal(db->back_end->script(db, TEXT("INSERT INTO schema_migration (number, name, hash, at)"
                                                   " VALUES (9999, 'later', x'00', 0);")),
                     OK);
    assert_int_equal(upgrade_describe(arena, &old->settings, &pending), CONFLICT);
    old->settings.database = arena_format(arena, "sqlite:%s/none.db", old->scratch.directory);
    assert_int_equal(upgrade_describe(arena, &old->settings, &pending), NOT_FOUND);
    old_close(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_what_is_wanting_once),
        cmocka_unit_test(goes_back_when_it_fails),
        cmocka_unit_test(refuses_what_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
