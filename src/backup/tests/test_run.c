/* Backups that the mission makes of itself: noted, shown, kept, let go, cancelled; and copies into another database. */
#include "backup/tests/place.h"

#include <unistd.h>

#include "backup/backup_pages.h"
#include "codec/hex.h"
#include "grants/grants.h"
#include "web/refusal.h"
#include "web/session.h"

enum { TABLES_MOST = 200 };

static struct test_place *place;
static struct application application;
static struct route_list routes[2];
static const struct job_kind *kinds;

static int open_all(void **state)
{
    static struct job_kind both[2];
    struct grant_list grants[2] = {{identity_grants, identity_grant_count}, {backup_grants, backup_grant_count}};
    (void)state;
    place = test_place_open();
    access_start(grants, 2);
    struct settings *settings = &place->fixture->settings;
    settings->backup_directory = text_from(test_path(place, "backups"));
    settings->backup_recipient = hex_encode(place->arena, (struct text){(const char *)place->public.bytes, KEY_BYTES});
    settings->backup_keep = 2;
    settings->backup_hours = 36;
    backup_start(settings);
    both[0] = backup_make_job;
    both[1] = backup_look_job;
    kinds = both;
    routes[0] = (struct route_list){backup_routes, backup_route_count};
    routes[1] = (struct route_list){identity_routes, identity_route_count};
    application = place->fixture->application;
    application.routes = routes;
    application.route_list_count = 2;
    application.menu = backup_menu;
    application.menu_count = backup_menu_count;
    place->fixture->application = application;
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    test_place_close(place);
    return 0;
}

static struct work system_work(void)
{
    struct work work = work_of_system(place->fixture->db, place->fixture->keys, place->arena);
    return work;
}

static enum outcome run_next(void)
{
    struct work work = system_work();
    return job_run_next(&work, kinds, 2, TEXT("test"));
}

static void add_job(const char *kind)
{
    struct work work = system_work();
    const struct job_order order = {.kind = kind, .priority = JOB_ORDINARY};
    assert_int_equal(job_add(&work, &order, NULL), OK);
}

static struct run_row *rows_of(size_t *ret_count)
{
    struct work work = system_work();
    struct run_row *rows;
    assert_int_equal(run_rows(&work, 100, &rows, ret_count), OK);
    return rows;
}

static const char *path_of(const struct run_row *row)
{
    return arena_format(place->arena, "%s/%.*s", test_path(place, "backups"), TEXT_ARG(row->file_name)).at;
}

static void an_administrator_asks_and_sees(void **state)
{
    size_t count;
    struct loopback *client = fixture_role(place->fixture, ROLE_ADMINISTRATOR);
    struct loopback *other = fixture_role(place->fixture, ROLE_CASEWORKER);
    (void)state;
    assert_int_equal(loopback_get(client, "/en/backups")->status, 200);
    assert_true(loopback_shows(client, "No backup was made yet"));
    assert_true(loopback_shows(client, "There is no good backup of this mission yet."));
    assert_int_equal(loopback_get(other, "/en/backups")->status, 403);
    assert_int_equal(loopback_post(other, "/en/backups", "")->status, 403);
    (void)loopback_get(client, "/en/backups");
    struct text form = arena_format(place->arena, "_key=%.*s", TEXT_ARG(loopback_hidden(client, "_key")));
    assert_int_equal(loopback_post(client, "/en/backups", form.at)->status, 303);
    assert_int_equal(loopback_post(client, "/en/backups", form.at)->status, 303); /* sent twice: made once */
    assert_int_equal(run_next(), OK);
    assert_int_equal(run_next(), NOT_FOUND);
    struct run_row *rows = rows_of(&count);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].state, RUN_GOOD);
    assert_int_equal(rows[0].reason, RUN_ASKED);
    assert_true(rows[0].rows > 5000);
    assert_int_equal(rows[0].digest.length, DIGEST_BYTES);
    assert_true(file_exists(path_of(&rows[0])));
    assert_true(file_exists(test_path(place, "backups/erasures.sanadbackup")));
    assert_int_equal(loopback_get(client, "/en/backups")->status, 200);
    assert_true(loopback_shows(client, "Proven: it was restored and compared"));
    assert_true(loopback_shows(client, "The last good backup is of"));
    assert_int_equal(fixture_audited(place->fixture, "backup.good"), 1);
    (void)loopback_close(client);
    (void)loopback_close(other);
}

static void the_newest_good_ones_are_kept(void **state)
{
    size_t count;
    (void)state;
    for (int i = 0; i < 2; i++) {
        add_job("backup.make");
        assert_int_equal(run_next(), OK);
    }
    struct run_row *rows = rows_of(&count);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].reason, RUN_SCHEDULE);
    assert_true(file_exists(path_of(&rows[0])));
    assert_true(file_exists(path_of(&rows[1])));
    assert_false(file_exists(path_of(&rows[2])));
    assert_int_not_equal(rows[2].removed_at, INSTANT_NONE);
}

/* A file that somebody moved is no backup; then the last good one is missing or old, and another is made. */
static void a_file_that_is_gone_does_not_count(void **state)
{
    size_t count;
    (void)state;
    struct run_row *rows = rows_of(&count);
    assert_int_equal(unlink(path_of(&rows[0])), 0);
    assert_int_equal(truncate(path_of(&rows[1]), 100), 0);
    add_job("backup.look");
    assert_int_equal(run_next(), OK);
    rows = rows_of(&count);
    assert_int_equal(count, 4);
    assert_int_equal(rows[0].state, RUN_GOOD);
    assert_int_equal(rows[1].state, RUN_FAULTY);
    assert_text(rows[1].fault, "file_gone");
    assert_text(rows[2].fault, "file_gone");
    add_job("backup.look"); /* all is well again: nothing more is made */
    assert_int_equal(run_next(), OK);
    (void)rows_of(&count);
    assert_int_equal(count, 4);
}

static void an_old_one_raises_an_alarm(void **state)
{
    struct loopback *client = fixture_role(place->fixture, ROLE_ADMINISTRATOR);
    size_t count;
    (void)state;
    struct run_row *rows = rows_of(&count);
    const struct settings *settings = &place->fixture->settings;
    int64_t hour = 3600 * MICROSECONDS;
    assert_false(backup_is_late(settings, rows[0].started_at, rows[0].started_at + 36 * hour, 0));
    assert_true(backup_is_late(settings, rows[0].started_at, rows[0].started_at + 36 * hour + 1, 0));
    assert_true(backup_is_late(settings, rows[0].started_at, rows[0].started_at + 35 * hour + 1, 1));
    struct value bind[] = {value_instant(clock_now() - 37 * hour)};
    assert_int_equal(
        db_execute(place->fixture->db, SQL("t_age", "UPDATE backup_run SET started_at = $1"), bind, 1, NULL), OK);
    assert_int_equal(loopback_get(client, "/en/backups")->status, 200);
    assert_true(loopback_shows(client, "The last good backup is 37 hours old: older than it may become."));
    (void)loopback_close(client);
}

/* What cannot be written leaves a row that says why, and no file. */
static void a_failure_says_why(void **state)
{
    struct settings *settings = &place->fixture->settings;
    struct loopback *client = fixture_role(place->fixture, ROLE_ADMINISTRATOR);
    struct text directory = settings->backup_directory;
    struct text recipient = settings->backup_recipient;
    size_t count;
    (void)state;
    settings->backup_directory = text_from(test_path(place, "secret/below")); /* no directory can be there */
    add_job("backup.make");
    assert_int_equal(run_next(), OK);
    struct run_row *rows = rows_of(&count);
    assert_int_equal(rows[0].state, RUN_FAILED);
    assert_text(rows[0].fault, "directory");
    settings->backup_directory = directory;
    settings->backup_recipient = TEXT("0000000000000000000000000000000000000000000000000000000000000000");
    add_job("backup.make");
    assert_int_equal(run_next(), OK);
    rows = rows_of(&count);
    assert_text(rows[0].fault, "recipient");
    assert_false(file_exists(path_of(&rows[0])));
    assert_int_equal(loopback_get(client, "/fr/backups")->status, 200);
    settings->backup_recipient = TEXT("");
    assert_int_equal(loopback_get(client, "/en/backups")->status, 200);
    assert_true(loopback_shows(client, "No backup is set up"));
    settings->backup_recipient = recipient;
    (void)loopback_close(client);
}

struct cancelling {
    struct identifier id;
    int told;
};

static enum outcome cancel_then_ask(void *context, int64_t done, int64_t total)
{
    struct cancelling *cancelling = context;
    (void)done;
    (void)total;
    cancelling->told++;
    return CONFLICT; /* what job_progress says of a job that was cancelled */
}

static void a_cancelled_one_leaves_nothing(void **state)
{
    struct cancelling cancelling = {.id = identifier_new()};
    const struct backup_watch watch = {cancel_then_ask, &cancelling};
    struct work work = system_work();
    struct backup_report report;
    struct text path;
    size_t count;
    const struct run_order order = {
        .settings = &place->fixture->settings, .id = cancelling.id, .reason = RUN_COMMAND, .watch = &watch};
    (void)state;
    assert_int_equal(backup_run(&work, &order, &report, &path), CONFLICT);
    assert_int_equal(cancelling.told, 1);
    struct run_row *rows = rows_of(&count);
    assert_int_equal(rows[0].state, RUN_FAILED);
    assert_false(file_exists(path_of(&rows[0])));
    assert_false(file_exists(arena_format(place->arena, "%s.making", path_of(&rows[0])).at));
}

/* --- copies --------------------------------------------------------------------------------------------------------
 */

static enum outcome stop_once(void *context, int64_t done, int64_t total)
{
    int *told = context;
    (void)done;
    (void)total;
    return ++*told == 4 ? UNAVAILABLE : OK; /* past what one commit takes */
}

static void a_copy_goes_on_where_it_was_stopped(void **state)
{
    struct table_sum *from = arena_array(place->arena, struct table_sum, TABLES_MOST);
    struct table_sum *to = arena_array(place->arena, struct table_sum, TABLES_MOST);
    struct copy_report report;
    AUTO_DB struct db *db = NULL;
    int told = 0;
    bool loading = false;
    const struct backup_watch watch = {stop_once, &told};
    struct copy_order order = {place->fixture->database, test_file_address(place, "copy.db"), &watch};
    (void)state;
    assert_int_equal(mission_copy(&order, place->arena, &report), UNAVAILABLE);
    assert_int_equal(db_open(order.to, true, &db), OK);
    assert_int_equal(db_is_loading(db, &loading), OK);
    assert_true(loading); /* nobody serves it meanwhile */
    db = db_close(db);
    int64_t first = report.copied;
    assert_int_equal(mission_copy(&order, place->arena, &report), OK);
    assert_true(report.resumed);
    assert_true(report.copied < report.compared && first > 0); /* not from the start */
    assert_int_equal(db_open(order.to, true, &db), OK);
    size_t count = test_sums(place, place->fixture->db, from, TABLES_MOST);
    assert_int_equal(test_sums(place, db, to, TABLES_MOST), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(from[i].rows, to[i].rows);
        assert_memory_equal(from[i].hash, to[i].hash, DIGEST_BYTES);
    }
    order.watch = NULL; /* and back again */
    order.from = order.to;
    order.to = test_address(place, "back.db");
    assert_int_equal(mission_copy(&order, place->arena, &report), OK);
    assert_int_equal(report.copied, report.compared);
    assert_int_equal(mission_copy(&order, place->arena, &report), INVALID); /* a mission is there now */
    assert_int_equal(report.fault, FAULT_OCCUPIED);
}

/* A half copied mission whose rows were touched, and one of another mission. */
static void a_copy_that_differs_is_refused(void **state)
{
    struct copy_report report;
    AUTO_DB struct db *db = NULL;
    int told = 0;
    const struct backup_watch watch = {stop_once, &told};
    struct copy_order order = {place->fixture->database, test_address(place, "touched.db"), &watch};
    (void)state;
    assert_int_equal(mission_copy(&order, place->arena, &report), UNAVAILABLE);
    assert_int_equal(db_open(order.to, false, &db), OK);
    assert_int_equal(db_execute(db,
                                SQL("t_touch", "UPDATE audit_event SET origin = 'x' WHERE id ="
                                               " (SELECT id FROM audit_event ORDER BY id LIMIT 1)"),
                                NULL, 0, NULL),
                     OK);
    db = db_close(db);
    assert_int_equal(mission_copy(&order, place->arena, &report), INVALID);
    assert_int_equal(report.fault, FAULT_ROWS_DIFFER);
    assert_text(report.what, "audit_event");
    AUTO_DB struct db *other = NULL;
    order.to = test_address(place, "another.db");
    assert_int_equal(db_open(order.to, false, &other), OK);
    assert_int_equal(migrate(other, migrations, migration_count), OK);
    assert_int_equal(db_load_begin(other), OK);
    struct value bind[] = {value_id(identifier_new()), value_bytes(TEXT("wrapped otherwise"))};
    assert_int_equal(db_execute(other,
                                SQL("t_key", "INSERT INTO organisation_key (organisation, wrapped) VALUES ($1, $2)"),
                                bind, 2, NULL),
                     OK);
    other = db_close(other);
    assert_int_equal(mission_copy(&order, place->arena, &report), INVALID);
    assert_int_equal(report.fault, FAULT_OCCUPIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_administrator_asks_and_sees),
        cmocka_unit_test(the_newest_good_ones_are_kept),
        cmocka_unit_test(a_file_that_is_gone_does_not_count),
        cmocka_unit_test(an_old_one_raises_an_alarm),
        cmocka_unit_test(a_failure_says_why),
        cmocka_unit_test(a_cancelled_one_leaves_nothing),
        cmocka_unit_test(a_copy_goes_on_where_it_was_stopped),
        cmocka_unit_test(a_copy_that_differs_is_refused),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
