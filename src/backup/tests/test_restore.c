/* A whole mission, backed up while it works and restored elsewhere; and everything that must be refused. */
#include "backup/tests/place.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "ledger/ledger.h"
#include "record/keys.h"

enum { TABLES_MOST = 200, FILE_MOST = 32 << 20 };

static struct test_place *place;

static int open_all(void **state)
{
    (void)state;
    place = test_place_open();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    test_place_close(place);
    return 0;
}

static const struct table_sum *sum_named(const struct table_sum *sums, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(sums[i].name, name) == 0)
            return &sums[i];
    fail_msg("no table %s", name);
    return NULL;
}

static void assert_same(const struct table_sum *a, size_t a_count, const struct table_sum *b, size_t b_count,
                        const char *name)
{
    const struct table_sum *one = sum_named(a, a_count, name);
    const struct table_sum *other = sum_named(b, b_count, name);
    assert_int_equal(one->rows, other->rows);
    assert_memory_equal(one->hash, other->hash, DIGEST_BYTES);
}

/* Is anything of this name, or made for it, left in the directory? */
static bool is_left(const char *start)
{
    DIR *entries = opendir(place->fixture->directory);
    const struct dirent *entry;
    bool left = false;
    while ((entry = readdir(entries)) != NULL)
        left = left || strncmp(entry->d_name, start, strlen(start)) == 0;
    (void)closedir(entries);
    return left;
}

static int writes; /* made while the backup was being read */

static enum outcome write_meanwhile(void *context, int64_t done, int64_t total)
{
    (void)context;
    (void)done;
    (void)total;
    if (writes++ < 5)
        (void)mission_person(place->mission, "Meanwhile");
    return OK;
}

static void comes_back_as_it_was(void **state)
{
    struct table_sum *before = arena_array(place->arena, struct table_sum, TABLES_MOST);
    struct table_sum *after = arena_array(place->arena, struct table_sum, TABLES_MOST);
    struct backup_report report;
    const struct backup_watch watch = {write_meanwhile, NULL};
    const struct make_order order = {.database = place->fixture->database,
                                     .keyring = place->fixture->keyring,
                                     .recipient = place->public,
                                     .path = test_path(place, "first.backup"),
                                     .whole = true,
                                     .prove = true,
                                     .watch = &watch};
    static const char *const SAME[] = {
        "person",          "person_key",       "return_case", "attachment", "attachment_chunk",
        "ledger_transfer", "ledger_account",   "data_key",    "erasure",    "history",
        "user_account",    "organisation_key", "task"};
    (void)state;
    size_t count = test_sums(place, place->fixture->db, before, TABLES_MOST);
    int64_t persons = sum_named(before, count, "person")->rows;
    assert_int_equal(backup_make(&order, place->arena, &report), OK);
    assert_true(writes >= 2);
    assert_true(test_count(place, place->fixture->db, SQL("t_persons", "SELECT count(*) FROM person"),
                           (struct identifier){{0}}) > persons); /* they were written … */
    assert_int_equal(report.content.table_count, count);
    for (size_t i = 0; i < count; i++) /* … and the backup is of the moment at which it began */
        assert_same(before, count, report.content.tables, report.content.table_count, before[i].name);
    assert_int_equal(test_restore(place, "first.backup", "restored.db", NULL, &report), OK);
    AUTO_DB struct db *db = NULL;
    assert_int_equal(db_open(test_address(place, "restored.db"), true, &db), OK);
    size_t restored = test_sums(place, db, after, TABLES_MOST);
    for (size_t i = 0; i < COUNT(SAME); i++)
        assert_same(before, count, after, restored, SAME[i]);
    assert_true(sum_named(after, restored, "attachment_chunk")->rows >= 3);
    assert_true(sum_named(after, restored, "ledger_transfer")->rows >= 3);
    assert_false(is_left("restored.db.making"));
    assert_false(is_left("proof-"));
}

static void ignore(void *context, const char *fault, struct identifier id)
{
    (void)context;
    (void)fault;
    (void)id;
}

/* The restored mission is one: its log and its ledger are sound, its walls stand, its names can be read, and nobody's
   who was erased. */
static void is_a_mission_again(void **state)
{
    AUTO_DB struct db *db = NULL;
    struct audit_report audit;
    struct key key;
    size_t faults = 1;
    bool loading = true;
    (void)state;
    assert_int_equal(db_open(test_address(place, "restored.db"), false, &db), OK);
    struct keys *keys = keys_open(place->fixture->keyring);
    struct work work = work_of_system(db, keys, place->arena);
    assert_int_equal(db_is_loading(db, &loading), OK);
    assert_false(loading);
    assert_int_equal(audit_verify(db, place->fixture->keyring, clock_now(), NULL, place->arena, &audit), OK);
    assert_int_equal(audit.fault_count, 0);
    assert_int_equal(ledger_verify(&work, ignore, NULL, &faults), OK);
    assert_int_equal(faults, 0);
    struct identifier ours = place->fixture->organisation->head.id;
    struct identifier kept = place->kept->head.person;
    struct identifier erased = place->erased->head.person;
    assert_int_equal(keys_get(&work, kept, kept, ours, &key), OK);
    assert_int_equal(keys_get(&work, erased, erased, ours, &key), NOT_FOUND);
    void *row;
    assert_int_equal(record_get_unlimited(&work, &person_record, kept, &row), OK);
    assert_true(text_is(((const struct person *)row)->family_name, "Restable"));
    assert_int_equal(db_execute(db, SQL("t_wall", "DELETE FROM audit_event"), NULL, 0, NULL), FAILED);
    assert_int_equal(test_count(place, db, SQL("t_sessions", "SELECT count(*) FROM session WHERE ended_at IS NULL"),
                                (struct identifier){{0}}),
                     0);
    assert_int_equal(test_count(place, db,
                                SQL("t_noted", "SELECT count(*) FROM audit_event WHERE action = 'mission.restored'"),
                                (struct identifier){{0}}),
                     1);
    (void)keys_close(keys);
}

static void who_was_erased_since_is_erased_again(void **state)
{
    struct backup_report report;
    AUTO_DB struct db *db = NULL;
    struct identifier person = mission_person(place->mission, "Plustard")->head.person;
    (void)state;
    mission_consents(place->mission, person);
    assert_int_equal(test_backup(place, "before.backup", true, &report), OK);
    test_erase(place, person);
    assert_int_equal(test_backup(place, "list.backup", false, &report), OK);
    assert_int_equal(test_restore(place, "before.backup", "again.db", "list.backup", &report), OK);
    assert_int_equal(report.erased, 1);
    assert_int_equal(db_open(test_address(place, "again.db"), true, &db), OK);
    assert_int_equal(test_count(place, db, SQL("t_key", "SELECT count(*) FROM data_key WHERE person = $1"), person), 0);
    assert_int_equal(
        test_count(place, db, SQL("t_search", "SELECT count(*) FROM person_key WHERE person = $1"), person), 0);
    assert_int_equal(test_count(place, db, SQL("t_list", "SELECT count(*) FROM erasure WHERE person = $1"), person), 1);
    assert_int_equal(
        test_count(place, db, SQL("t_proof", "SELECT count(*) FROM person_erasure WHERE person = $1"), person), 1);
    assert_int_equal(
        test_count(place, db,
                   SQL("t_name", "SELECT count(*) FROM person WHERE person = $1 AND family_name IS NOT NULL"), person),
        0);
    assert_int_equal(test_count(place, db,
                                SQL("t_audit", "SELECT count(*) FROM audit_event WHERE action = 'erase.again'"
                                               " AND subject = $1"),
                                person),
                     1);
    /* Without the list she would be back: the test can fail. */
    assert_int_equal(test_restore(place, "before.backup", "without.db", NULL, &report), OK);
    db = db_close(db);
    assert_int_equal(db_open(test_address(place, "without.db"), true, &db), OK);
    assert_true(test_count(place, db, SQL("t_key", "SELECT count(*) FROM data_key WHERE person = $1"), person) > 0);
}

/* --- refusals ------------------------------------------------------------------------------------------------------
 */

static void refused(const char *from, enum backup_fault fault)
{
    struct backup_report report;
    assert_int_not_equal(test_restore(place, from, "refused.db", NULL, &report), OK);
    assert_int_equal(report.fault, fault);
    assert_false(test_is_there(place, "refused.db"));
    assert_false(is_left("refused.db.making"));
}

static void put_file(const char *name, struct text bytes)
{
    assert_int_equal(file_write(test_path(place, name), bytes, 0600), OK);
}

static void damaged_files_restore_nothing(void **state)
{
    struct text whole;
    (void)state;
    assert_int_equal(file_read(place->arena, test_path(place, "first.backup"), FILE_MOST, &whole), OK);
    for (size_t part = 1; part < 16; part++) {
        put_file("cut.backup", text_slice(whole, 0, whole.length * part / 16));
        refused("cut.backup", FAULT_TRUNCATED);
        char *bytes = arena_string(place->arena, whole);
        bytes[whole.length * part / 16] ^= 1;
        put_file("changed.backup", (struct text){bytes, whole.length});
        struct backup_report report;
        assert_int_not_equal(test_restore(place, "changed.backup", "refused.db", NULL, &report), OK);
        assert_true(report.fault == FAULT_CHANGED || report.fault == FAULT_TRUNCATED); /* a length that grew */
        assert_false(test_is_there(place, "refused.db"));
        assert_false(is_left("refused.db.making"));
    }
    put_file("other.backup", TEXT("a file of another kind"));
    refused("other.backup", FAULT_NOT_A_BACKUP);
    refused("absent.backup", FAULT_FILE_GONE);
    refused("list.backup", FAULT_PARTIAL);
}

static void wrong_keys_restore_nothing(void **state)
{
    struct backup_report report;
    struct keyring *other;
    struct key public;
    (void)state;
    struct restore_order order = {.path = test_path(place, "first.backup"),
                                  .secret = &place->secret,
                                  .database = test_address(place, "refused.db"),
                                  .keyring = place->fixture->keyring,
                                  .erase = person_erase_again};
    struct key secret;
    recipient_make(&secret, &public);
    order.secret = &secret;
    assert_int_not_equal(backup_restore(&order, place->arena, &report), OK);
    assert_int_equal(report.fault, FAULT_WRONG_KEY);
    order.secret = &place->secret;
    assert_int_equal(keyring_make(test_path(place, "other"), TEXT_NONE), OK);
    assert_int_equal(keyring_open(test_path(place, "other"), TEXT_NONE, &other), OK);
    order.keyring = other;
    assert_int_not_equal(backup_restore(&order, place->arena, &report), OK);
    assert_int_equal(report.fault, FAULT_OTHER_KEYS);
    (void)keyring_close(other);
    assert_false(test_is_there(place, "refused.db"));
    assert_false(is_left("refused.db.making"));
}

static void an_occupied_place_is_left_alone(void **state)
{
    struct backup_report report;
    (void)state;
    assert_int_not_equal(test_restore(place, "first.backup", "restored.db", NULL, &report), OK);
    assert_int_equal(report.fault, FAULT_OCCUPIED);
    assert_true(test_is_there(place, "restored.db"));
}

/* What ran in the database that the program does not know, or knows otherwise. */
static void other_versions_are_refused(void **state)
{
    struct backup_report report;
    struct sql newer =
        SQL("t_newer", "INSERT INTO schema_migration (number, name, hash, at) SELECT 9999, 'later', hash, at"
                       " FROM schema_migration WHERE number = 1");
    (void)state;
    struct make_order order = {.database = place->fixture->database,
                               .keyring = place->fixture->keyring,
                               .recipient = place->public,
                               .path = test_path(place, "newer.backup"),
                               .whole = true};
    assert_int_equal(db_execute(place->fixture->db, newer, NULL, 0, NULL), OK);
    assert_int_equal(backup_make(&order, place->arena, &report), OK);
    assert_int_equal(db_execute(place->fixture->db, SQL("t_back", "DELETE FROM schema_migration WHERE number = 9999"),
                                NULL, 0, NULL),
                     OK);
    refused("newer.backup", FAULT_NEWER);
    struct sql edit = SQL("t_edit", "UPDATE schema_migration SET hash = (SELECT hash FROM schema_migration WHERE"
                                    " number = 10) WHERE number = 20");
    struct rows rows;
    assert_int_equal(db_query(place->fixture->db, SQL("t_hash", "SELECT hash FROM schema_migration WHERE number = 20"),
                              NULL, 0, place->arena, &rows),
                     OK);
    assert_int_equal(db_execute(place->fixture->db, edit, NULL, 0, NULL), OK);
    order.path = test_path(place, "edited.backup");
    assert_int_equal(backup_make(&order, place->arena, &report), OK);
    const struct value bind[] = {value_bytes(cell_text(&rows, 0, 0))};
    assert_int_equal(db_execute(place->fixture->db,
                                SQL("t_unedit", "UPDATE schema_migration SET hash = $1 WHERE number = 20"), bind, 1,
                                NULL),
                     OK);
    refused("edited.backup", FAULT_OTHER_SCHEMA);
}

/* A mission whose log was touched: the backup is a true copy, is kept, and says so. */
static void a_touched_log_is_told(void **state)
{
    struct backup_report report;
    struct db *db = place->fixture->db;
    struct restore_order order = {.path = test_path(place, "touched.backup"),
                                  .secret = &place->secret,
                                  .database = test_address(place, "touched.db"),
                                  .keyring = place->fixture->keyring,
                                  .erase = person_erase_again};
    (void)state;
    assert_int_equal(db_load_begin(db), OK); /* past the triggers */
    assert_int_equal(db_execute(db,
                                SQL("t_touch", "UPDATE audit_event SET origin = 'elsewhere' WHERE block = 1 AND id ="
                                               " (SELECT id FROM audit_event WHERE block = 1 ORDER BY id LIMIT 1)"),
                                NULL, 0, NULL),
                     OK);
    assert_int_equal(db_load_end(db), OK);
    assert_int_equal(test_backup(place, "touched.backup", true, &report), INVALID);
    assert_int_equal(report.fault, FAULT_AUDIT);
    assert_true(file_exists(order.path));
    assert_int_equal(backup_restore(&order, place->arena, &report), INVALID);
    assert_int_equal(report.fault, FAULT_AUDIT);
    assert_false(test_is_there(place, "touched.db"));
    order.accept = TEXT("the auditor knows");
    assert_int_equal(backup_restore(&order, place->arena, &report), OK);
    assert_true(test_is_there(place, "touched.db"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was),
        cmocka_unit_test(is_a_mission_again),
        cmocka_unit_test(who_was_erased_since_is_erased_again),
        cmocka_unit_test(damaged_files_restore_nothing),
        cmocka_unit_test(wrong_keys_restore_nothing),
        cmocka_unit_test(an_occupied_place_is_left_alone),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(a_touched_log_is_told),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
