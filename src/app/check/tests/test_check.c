/* Each fault is made, and must be named; without it nothing is. */
#include "base/tests/testing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/check/check.h"
#include "codec/json.h"
#include "database/migrate.h"
#include "system/file.h"
#include "system/process.h"

enum { ROOM = 64 << 20 };
#define NOW (INT64_C(1780000000) * MICROSECONDS) /* 28 May 2026 */
#define HOUR (INT64_C(3600) * MICROSECONDS)

/* An installation with nothing to find, in a directory of its own. */
struct place {
    struct arena *arena;
    char *directory;
    struct settings settings;
    struct db *db;
    struct check check;
};

static bool enough_space(const char *path, int64_t *ret_bytes, int64_t *ret_files)
{
    (void)path;
    *ret_bytes = INT64_C(1) << 40;
    *ret_files = 1000 * 1000;
    return true;
}

static bool no_space(const char *path, int64_t *ret_bytes, int64_t *ret_files)
{
    (void)path;
    *ret_bytes = 1 << 20;
    *ret_files = 10;
    return true;
}

static int64_t device_by_name(const char *path) { return text_ends_with(text_from(path), TEXT("keys")) ? 2 : 1; }
static int64_t one_device(const char *path)
{
    (void)path;
    return 1;
}
static bool opens(struct check *check)
{
    (void)check;
    return true;
}
static bool opens_not(struct check *check)
{
    (void)check;
    return false;
}

static const char *path_in(const struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->directory, name).at;
}

static void put(const struct place *place, const char *name, const char *content)
{
    assert_int_equal(file_write(path_in(place, name), text_from(content), 0600), OK);
}

static void make_files(const struct place *place)
{
    static const char *const DIRECTORIES[] = {"data", "keys", "run", "assets", "messages", "profile"};
    static const char *const FILES[] = {"data/sanad.conf",       "keys/master.sealed", "keys/signature.key",
                                        "keys/signature.public", "messages/fr.mo",     "messages/ar.mo",
                                        "profile/countries.csv", "assets/app.1234.css"};
    for (size_t i = 0; i < COUNT(DIRECTORIES); i++)
        assert_int_equal(directory_make(path_in(place, DIRECTORIES[i]), 0700), OK);
    for (size_t i = 0; i < COUNT(FILES); i++)
        put(place, FILES[i], "something\n");
    put(place, "assets/manifest.txt", "app.css app.1234.css\n");
}

static void run_sql(struct place *place, struct sql sql, const struct value *bind, size_t count)
{
    assert_int_equal(db_execute(place->db, sql, bind, count, NULL), OK);
}

static struct value id_value(int number)
{
    struct identifier id = {.bytes = {[14] = (unsigned char)(number >> 8), [15] = (unsigned char)number}};
    return value_id(id);
}

/* A role of an account; both are numbers of rows. */
static void add_account(struct place *place, int number, const char *role)
{
    struct value bind[] = {id_value(number), id_value(1), value_instant(NOW),
                           value_text(arena_format(place->arena, "login%d", number))};
    struct value held[] = {id_value(number + 1000), id_value(1), value_instant(NOW), value_text(text_from(role)),
                           id_value(number)};
    run_sql(place,
            SQL("test_account",
                "INSERT INTO user_account (id, organisation, state, version, created_at, changed_at, login,"
                " active) VALUES ($1, $2, 'open', 1, $3, $3, $4, 1)"),
            bind, 4);
    run_sql(place,
            SQL("test_role",
                "INSERT INTO role_assignment (id, organisation, state, version, created_at, changed_at, role,"
                " account) VALUES ($1, $2, 'open', 1, $3, $3, $4, $5)"),
            held, 5);
}

/* Does this program keep backups? */
static bool has_backups(void)
{
    for (size_t i = 0; i < migration_count; i++)
        if (text_is(text_from(migrations[i].name), "backup"))
            return true;
    return false;
}

static void add_backup(struct place *place, int number, const char *state, int64_t at)
{
    struct value bind[] = {id_value(number), value_instant(at), value_text(text_from(state))};
    run_sql(place,
            SQL("test_backup",
                "INSERT INTO backup_run (id, started_at, state, reason, file_name, size, row_count, fault,"
                " concerns) VALUES ($1, $2, $3, 'schedule', 'x', 1, 1, '', '')"),
            bind, 3);
}

static int place_open(void **state)
{
    static struct place place;
    place = (struct place){.arena = arena_open(ROOM)};
    place.directory = arena_string(place.arena, TEXT("/tmp/sanad.check.XXXXXX"));
    if (mkdtemp(place.directory) == NULL)
        return -1;
    make_files(&place);
    assert_int_equal(settings_standards(place.arena, path_in(&place, "data"), &place.settings), OK);
    place.settings.keys = text_from(path_in(&place, "keys"));
    place.settings.run = text_from(path_in(&place, "run"));
    place.settings.assets = text_from(path_in(&place, "assets"));
    place.settings.messages = text_from(path_in(&place, "messages"));
    place.settings.profile = text_from(path_in(&place, "profile"));
    place.settings.address = TEXT("https://mission.example");
    place.settings.smtp_url = TEXT("smtp://mail.mission.example:587");
    place.settings.smtp_from = TEXT("sanad@mission.example");
    (void)umask(077);
    assert_int_equal(db_open(place.settings.database, false, &place.db), OK);
    assert_int_equal(migrate(place.db, migrations, migration_count), OK);
    add_account(&place, 10, "administrator");
    if (has_backups())
        add_backup(&place, 100, "good", NOW + 24 * 30 * HOUR); /* never late */
    place.check = (struct check){.arena = place.arena,
                                 .settings = &place.settings,
                                 .settings_file = path_in(&place, "data/sanad.conf"),
                                 .db = place.db,
                                 .keyring_opens = opens,
                                 .host = check_host_here(&place.settings)};
    place.check.host.now = NOW;
    place.check.host.memory = INT64_C(1) << 32;
    place.check.host.open_files = 4096;
    place.check.host.space = enough_space;
    place.check.host.device = device_by_name;
    *state = &place;
    return 0;
}

static int place_close(void **state)
{
    struct place *place = *state;
    const char *const arguments[] = {"rm", "-rf", place->directory, NULL};
    struct text printed;
    place->db = db_close(place->db);
    int status = process_output(place->arena, arguments, 30, &printed) == OK ? 0 : -1;
    place->arena = arena_close(place->arena);
    return status;
}

/* "keys.modes! host.space?": the checks that found something, in their order, with their grades. */
static struct text found_in(struct place *place)
{
    AUTO_BUFFER struct buffer names = buffer_open(1 << 16);
    place->check.first = NULL;
    place->check.end = NULL;
    place->check.done = place->check.count[CHECK_FAULT] = place->check.count[CHECK_WARNING] = 0;
    assert_int_equal(check_run(&place->check, TEXT_NONE), OK);
    for (const struct finding *finding = place->check.first; finding != NULL; finding = finding->next) {
        assert_false(text_is_empty(finding->what));
        assert_false(text_is_empty(finding->mend));
        buffer_format(&names, "%s%s%c", names.length > 0 ? " " : "", finding->check,
                      finding->grade == CHECK_FAULT ? '!' : '?');
    }
    return arena_text(place->arena, buffer_text(&names));
}

#define assert_found(place, literal) assert_text(found_in(place), literal)

static void nothing_is_found_where_nothing_is_wrong(void **state)
{
    struct place *place = *state;
    assert_found(place, "");
    assert_int_equal(place->check.done, 39);
    assert_int_equal(check_run(&place->check, TEXT("nonsense")), NOT_FOUND);
}

static void settings_that_cannot_be_used(void **state)
{
    struct place *place = *state;
    place->check.settings = NULL;
    assert_found(place, "settings.usable!");
}

static void settings_that_endanger(void **state)
{
    struct place *place = *state;
    place->settings.address = TEXT("http://mission.example");
    assert_found(place, "settings.address!");
    place->settings.secure_cookies = false;
    place->settings.require_second_factor = false;
    place->settings.demonstration = true;
    assert_found(place, "settings.address! settings.cookies! settings.second_factor? settings.demonstration!"
                        " accounts.second_factor?");
    /* At home all of it is well. */
    place->settings.address = TEXT("http://127.0.0.1:8080");
    assert_found(place, "");
    place->settings.address = TEXT("http://[::1]:8080");
    assert_found(place, "");
    place->settings.address = TEXT("https://127.example");
    place->settings.demonstration = false;
    place->settings.secure_cookies = true;
    put(place, "data/accounts.txt", "ACCOUNT\n");
    assert_found(place, "settings.second_factor? settings.demonstration! accounts.second_factor?");
}

static void mail_that_does_not_leave(void **state)
{
    struct place *place = *state;
    place->settings.smtp_from = TEXT("sanad");
    assert_found(place, "settings.mail!");
    place->settings.smtp_from = TEXT_NONE;
    assert_found(place, "settings.mail!");
    place->settings.smtp_url = TEXT_NONE;
    assert_found(place, "settings.mail?");
    place->settings.address = TEXT("http://127.0.0.1:8080"); /* for oneself nobody needs mail */
    assert_found(place, "");
    place->settings.smtp_from = TEXT("sanad@mission.example");
    place->settings.smtp_url = TEXT("smtp://user:secret@mail.mission.example");
    assert_found(place, "settings.mail!");
    place->settings.smtp_url = TEXT("smtps://mail.mission.example");
    place->settings.smtp_user = TEXT("mission");
    assert_found(place, "settings.mail!");
    put(place, "keys/smtp.password", "secret\n");
    assert_found(place, "");
    assert_int_equal(chmod(path_in(place, "keys/smtp.password"), 0644), 0);
    assert_found(place, "settings.mail!");
}

static void settings_file_of_others(void **state)
{
    struct place *place = *state;
    assert_int_equal(chmod(place->check.settings_file, 0620), 0);
    assert_found(place, "settings.file!");
    assert_int_equal(unlink(place->check.settings_file), 0);
    assert_found(place, "settings.file?");
}

static void places_open_to_others(void **state)
{
    struct place *place = *state;
    assert_int_equal(chmod(path_in(place, "data"), 0750), 0);
    assert_int_equal(chmod(path_in(place, "run"), 0775), 0);
    assert_int_equal(chmod(path_in(place, "data/sanad.db"), 0640), 0);
    assert_found(place, "places.data! places.run! database.modes!");
}

static void places_that_lack_something(void **state)
{
    static const struct {
        const char *file, *found;
    } CASES[] = {{"assets/app.1234.css", "places.assets!"},  {"assets/manifest.txt", "places.assets!"},
                 {"messages/ar.mo", "places.messages!"},     {"profile/countries.csv", "places.profile!"},
                 {"keys/signature.public", "keys.present!"}, {"keys/master.sealed", "keys.present!"}};
    struct place *place = *state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        put(place, "keys/master.sealed", "something\n");
        put(place, "keys/signature.public", "something\n");
        put(place, "messages/ar.mo", "something\n");
        put(place, "assets/manifest.txt", i == 0 ? "app.css app.1234.css\n" : "");
        put(place, "profile/countries.csv", "something\n");
        assert_int_equal(unlink(path_in(place, CASES[i].file)), 0);
        assert_true(text_is(found_in(place), CASES[i].found));
    }
}

static void a_long_path_has_no_sockets(void **state)
{
    struct place *place = *state;
    place->settings.run = arena_format(place->arena, "/tmp/%0*d", 120, 0); /* not there: what serve would make */
    assert_found(place, "places.run!");
}

static void sockets_that_nobody_answers(void **state)
{
    struct place *place = *state;
    put(place, "run/sanad.pid", "1\n");
    assert_found(place, "");
    int held = open(path_in(place, "run/sanad.pid"), O_RDWR | O_CLOEXEC);
    assert_true(held >= 0 && flock(held, LOCK_EX) == 0);
    assert_found(place, "places.sockets! places.sockets! places.sockets!");
    (void)close(held);
}

static void keys_within_reach(void **state)
{
    struct place *place = *state;
    assert_int_equal(chmod(path_in(place, "keys"), 0755), 0);
    assert_int_equal(chmod(path_in(place, "keys/master.sealed"), 0640), 0);
    assert_found(place, "keys.modes! keys.modes!");
    place->check.keyring_opens = opens_not;
    assert_found(place, "keys.modes! keys.modes! keys.open!");
}

static void keys_without_a_passphrase(void **state)
{
    struct place *place = *state;
    put(place, "keys/master.key", "something\n");
    assert_found(place, "keys.passphrase?"); /* both: a change that was cut off */
    assert_int_equal(unlink(path_in(place, "keys/master.sealed")), 0);
    assert_found(place, "keys.passphrase?");
}

static void keys_with_the_data(void **state)
{
    struct place *place = *state;
    assert_int_equal(rename(path_in(place, "keys"), path_in(place, "data/keys")), 0);
    place->settings.keys = text_from(path_in(place, "data/keys"));
    assert_found(place, "keys.place!");
    place->check.host.device = one_device;
    assert_found(place, "keys.place! keys.device?");
}

static void a_host_that_is_wrong(void **state)
{
    struct place *place = *state;
    place->check.host.memory = 256 << 20;
    place->check.host.open_files = 256;
    place->check.host.space = no_space;
    struct text found = found_in(place);
    assert_true(text_starts_with(found, TEXT("host.memory? host.files? host.space! host.space?")));
}

static void a_clock_that_is_wrong(void **state)
{
    struct place *place = *state;
    place->check.host.now = 0;
    assert_true(text_starts_with(found_in(place), TEXT("host.clock!")));
}

static void zones_without_ramadan(void **state)
{
    struct place *place = *state;
    place->check.host.zone = zone_find(TEXT("Etc/GMT-1"));
    assert_non_null(place->check.host.zone);
    assert_found(place, "host.zone!");
    place->settings.zone = TEXT("Africa/Tunis"); /* has no such hours */
    assert_found(place, "");
}

static void a_database_that_is_away(void **state)
{
    struct place *place = *state;
    place->check.db = NULL;
    assert_found(place, "database.reachable!");
}

static void a_database_of_another_age(void **state)
{
    struct place *place = *state;
    int64_t newest = migrate_newest(place->db, migrations, migration_count);
    size_t last = 0;
    while (migrations[last].number != newest)
        last++;
    struct value number = value_integer(newest);
    run_sql(place, SQL("test_older", "DELETE FROM schema_migration WHERE number = $1"), &number, 1);
    assert_found(place, "database.schema!");
    assert_true(text_find(place->check.first->what, text_from(migrations[last].name)) > 0);
    struct value future[] = {value_integer(9999), value_bytes(TEXT("x"))};
    run_sql(place,
            SQL("test_newer", "INSERT INTO schema_migration (number, name, hash, at) VALUES ($1, 'later', $2, 0)"),
            future, 2);
    assert_found(place, "database.schema!");
    assert_true(text_find(place->check.first->what, TEXT("newer")) > 0);
}

static void add_event(struct place *place, int number, int64_t at)
{
    struct value bind[] = {id_value(number), value_instant(at)};
    run_sql(place,
            SQL("test_event", "INSERT INTO audit_event (id, made_at, role, action, record, reason, details, origin)"
                              " VALUES ($1, $2, '', '', '', '', '', '')"),
            bind, 2);
}

static void a_log_that_is_not_sealed(void **state)
{
    struct place *place = *state;
    add_event(place, 1, NOW - 5 * MICROSECONDS);
    assert_found(place, "");
    place->check.host.now = NOW + HOUR;
    assert_found(place, "mission.audit!");
    place->check.host.now = NOW - HOUR;
    assert_found(place, "mission.clock!");
}

static void add_job(struct place *place, int number, const char *state, int64_t at)
{
    struct value bind[] = {id_value(number), value_text(text_from(state)), value_instant(at),
                           text_is(text_from(state), "failed") ? value_instant(at) : value_null(),
                           value_bytes(TEXT("x"))};
    run_sql(place,
            SQL("test_job", "INSERT INTO job (id, kind, state, priority, run_after, attempts, attempt_limit,"
                            " progress_done, progress_total, arguments, problem, cancel_asked, created_at, finished_at)"
                            " VALUES ($1, 'letters', $2, 1, $3, 0, 5, 0, 0, $5, 'no_address', 0, $3, $4)"),
            bind, 5);
}

static void jobs_that_failed(void **state)
{
    struct place *place = *state;
    add_job(place, 1, "failed", NOW - 24 * 8 * HOUR);
    add_job(place, 2, "queued", NOW - HOUR / 2);
    assert_found(place, "");
    add_job(place, 3, "failed", NOW - 24 * HOUR);
    assert_found(place, "mission.jobs?");
    assert_true(text_find(place->check.first->what, TEXT("letters")) > 0);
    assert_true(text_find(place->check.first->what, TEXT("no_address")) > 0);
    add_job(place, 4, "queued", NOW - 2 * HOUR);
    assert_found(place, "mission.jobs? mission.jobs?");
}

static void backups_that_are_late(void **state)
{
    struct place *place = *state;
    if (!has_backups())
        skip();
    run_sql(place, SQL("test_no_backup", "DELETE FROM backup_run"), NULL, 0);
    assert_found(place, "mission.backup?");
    add_backup(place, 1, "good", NOW - HOUR);
    assert_found(place, "");
    place->check.host.now = NOW + 36 * HOUR;
    add_backup(place, 2, "faulty", NOW + 35 * HOUR);
    assert_found(place, "mission.backup!");
    add_backup(place, 3, "good", NOW + 35 * HOUR);
    assert_found(place, "");
}

static void accounts_without_administrator(void **state)
{
    struct place *place = *state;
    struct value closed = id_value(10);
    run_sql(place, SQL("test_close", "UPDATE user_account SET active = 2 WHERE id = $1"), &closed, 1);
    assert_found(place, "accounts.administrator!");
}

static void first_passwords_that_stayed(void **state)
{
    struct place *place = *state;
    struct value bind[] = {id_value(10), value_instant(NOW - 24 * HOUR)};
    run_sql(place,
            SQL("test_password", "INSERT INTO user_password (account, hash, changed_at, must_change)"
                                 " VALUES ($1, '', $2, 1)"),
            bind, 2);
    assert_found(place, "");
    place->check.host.now = NOW + 24 * 14 * HOUR;
    assert_found(place, "accounts.first_password?");
}

static void nginx_of_another_program(void **state)
{
    static const struct {
        const char *file, *what; /* NULL: nothing is found */
    } CASES[] = {
        {"a;\n  listen 443 ssl;\n ssl_certificate x;\n# said by hand\nmine on;\n\"~^GET /x$\" slow;\nb;\n", NULL},
        {"a;\n\"~^GET /x$\" slow;\n", "is missing: b;"},
        {"a;\n\"~^GET /old$\" slow;\n\"~^GET /x$\" slow;\nb;\n", "is wanted: \"~^GET /x$\" slow;"},
        {"a;\n\"~^GET /x$\" slow;\n\"~^GET /old$\" slow;\nb;\n", "not the program's: \"~^GET /old$\" slow;"},
        {"", "is missing: a;"},
    };
    struct place *place = *state;
    place->check.nginx_path = path_in(place, "nginx.conf");
    assert_found(place, "nginx.configuration!"); /* it is not there */
    place->check.nginx_wanted = TEXT("# written\na;\nlisten 80;\n    \"~^GET /x$\" slow;\nb;\naccess_log here;\n");
    for (size_t i = 0; i < COUNT(CASES); i++) {
        put(place, "nginx.conf", CASES[i].file);
        struct text found = found_in(place);
        assert_true(text_is(found, CASES[i].what == NULL ? "" : "nginx.configuration!"));
        assert_true(CASES[i].what == NULL || text_ends_with(place->check.first->what, text_from(CASES[i].what)));
    }
}

static void findings_are_said_in_both_forms(void **state)
{
    struct place *place = *state;
    AUTO_BUFFER struct buffer out = buffer_open(1 << 16);
    const struct json_value *json;
    place->check.host.memory = 256 << 20;
    assert_found(place, "host.memory?");
    check_print(&place->check, &out);
    assert_true(text_starts_with(buffer_text(&out), TEXT("warning: host.memory: the host has 256 MiB of memory\n")));
    assert_true(text_ends_with(buffer_text(&out), TEXT("39 checks: 0 faults, 1 warnings\n")));
    buffer_clear(&out);
    assert_int_equal(check_print_json(&place->check, &out), OK);
    assert_int_equal(json_parse(place->arena, buffer_text(&out), JSON_LIMITS_REQUEST, &json, NULL), OK);
    const struct json_value *first = json_element(json_member(json, TEXT("findings")), 0);
    assert_int_equal(json_integer_or(json_member(json, TEXT("warnings")), -1), 1);
    assert_text(json_text_or(json_member(first, TEXT("check")), TEXT_NONE), "host.memory");
    assert_text(json_text_or(json_member(first, TEXT("grade")), TEXT_NONE), "warning");
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, place_open, place_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_found_where_nothing_is_wrong),
        CASE(settings_that_cannot_be_used),
        CASE(settings_that_endanger),
        CASE(mail_that_does_not_leave),
        CASE(settings_file_of_others),
        CASE(places_open_to_others),
        CASE(places_that_lack_something),
        CASE(a_long_path_has_no_sockets),
        CASE(sockets_that_nobody_answers),
        CASE(keys_within_reach),
        CASE(keys_without_a_passphrase),
        CASE(keys_with_the_data),
        CASE(a_host_that_is_wrong),
        CASE(a_clock_that_is_wrong),
        CASE(zones_without_ramadan),
        CASE(a_database_that_is_away),
        CASE(a_database_of_another_age),
        CASE(a_log_that_is_not_sealed),
        CASE(jobs_that_failed),
        CASE(backups_that_are_late),
        CASE(accounts_without_administrator),
        CASE(first_passwords_that_stayed),
        CASE(nginx_of_another_program),
        CASE(findings_are_said_in_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
