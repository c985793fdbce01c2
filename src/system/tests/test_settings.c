#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/file.h"
#include "system/settings.h"

struct place {
    struct arena *arena;
    char *directory;
    const char *file, *captured;
    struct settings settings;
};

static int place_open(void **state)
{
    static struct place place;
    place = (struct place){.arena = arena_open(8 << 20)};
    place.directory = arena_string(place.arena, TEXT("/tmp/sanad.test.XXXXXX"));
    *state = &place;
    if (mkdtemp(place.directory) == NULL)
        return -1;
    place.file = arena_format(place.arena, "%s/sanad.conf", place.directory).at;
    place.captured = arena_format(place.arena, "%s/captured", place.directory).at;
    return 0;
}

static int place_close(void **state)
{
    struct place *place = *state;
    (void)remove(place->file);
    (void)remove(place->captured);
    (void)remove(place->directory);
    place->arena = arena_close(place->arena);
    return 0;
}

/* What goes to a stream while it is captured. */
static int capture_begin(struct place *place, int stream)
{
    (void)fflush(NULL);
    int saved = dup(stream);
    int file = open(place->captured, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    assert_true(saved >= 0 && file >= 0);
    assert_int_equal(dup2(file, stream), stream);
    (void)close(file);
    return saved;
}

static struct text capture_end(struct place *place, int stream, int saved)
{
    struct text captured;
    (void)fflush(NULL);
    assert_int_equal(dup2(saved, stream), stream);
    (void)close(saved);
    assert_int_equal(file_read(place->arena, place->captured, 1 << 20, &captured), OK);
    return captured;
}

static enum outcome read_file_of(struct place *place, struct text content, struct text *ret_told)
{
    assert_int_equal(file_write(place->file, content, 0600), OK);
    int saved = capture_begin(place, STDERR_FILENO);
    enum outcome outcome = settings_read(place->arena, place->directory, NULL, &place->settings);
    *ret_told = capture_end(place, STDERR_FILENO, saved);
    return outcome;
}

static void defaults_lie_beside_the_data(void **state)
{
    struct place *place = *state;
    struct settings *settings = &place->settings;
    const char *slashed = arena_format(place->arena, "%s/.//x/../", place->directory).at;
    assert_int_equal(settings_read(place->arena, slashed, NULL, settings), OK);
    assert_true(text_is(settings->data, place->directory));
    assert_true(text_is(settings->keys, arena_format(place->arena, "%s.keys", place->directory).at));
    assert_true(text_is(settings->run, arena_format(place->arena, "%s/run", place->directory).at));
    assert_true(text_is(settings->database, arena_format(place->arena, "sqlite:%s/sanad.db", place->directory).at));
    assert_true(text_is(settings->zone, "Africa/Casablanca"));
    assert_true(text_starts_with(settings->assets, TEXT("/")) && text_ends_with(settings->assets, TEXT("/assets")));
    assert_true(settings->secure_cookies && settings->require_second_factor && !settings->demonstration);
    assert_int_equal(settings->upload_bytes, 20 << 20);
    assert_int_equal(settings_read(place->arena, "var", NULL, settings), OK);
    assert_true(text_starts_with(settings->keys, TEXT("/")) && text_ends_with(settings->keys, TEXT("/var.keys")));
}

static void a_mission_has_a_name_in_each_language(void **state)
{
    struct place *place = *state;
    struct settings *settings = &place->settings;
    struct text told;
    struct text content = TEXT("mission_name = Mission de Rabat\nmission_name_ar = بعثة الرباط\n");
    assert_int_equal(read_file_of(place, content, &told), OK);
    assert_true(text_is(settings_mission_name(settings, "fr"), "Mission de Rabat"));
    assert_true(text_is(settings_mission_name(settings, "ar"), "بعثة الرباط"));
    assert_true(text_is(settings_mission_name(settings, "en"), "Mission de Rabat"));
    assert_true(text_is(settings_mission_name(settings, "es"), "Mission de Rabat"));
}

static void a_host_has_its_own_places(void **state)
{
    struct place *place = *state;
    struct settings settings;
    assert_int_equal(settings_standards(place->arena, "/var//lib/sanad/", &settings), OK);
    assert_true(text_is(settings.keys, "/etc/sanad/keys"));
    assert_true(text_is(settings.run, "/run/sanad"));
    assert_true(text_is(settings.database, "sqlite:/var/lib/sanad/sanad.db"));
    assert_int_equal(settings_standards(place->arena, "/var/lib/sanad2", &settings), OK);
    assert_true(text_is(settings.keys, "/var/lib/sanad2.keys"));
    assert_true(text_is(settings.run, "/var/lib/sanad2/run"));
    assert_string_equal(settings_data_standard(), "var"); /* this program is not the host's */
}

static void a_file_changes_them(void **state)
{
    struct place *place = *state;
    struct settings *settings = &place->settings;
    struct text told;
    struct text content = TEXT("\xef\xbb\xbf# ours\r\n\n  workers=7\r\nmission_name =  Délégation = Tanger # 1 \n"
                               "keys = ../elsewhere\ndatabase = sqlite:other.db\nsecure_cookies = no\n"
                               "zone = Africa/Dakar\naddress = https://sanad.example:8443\nrun = /run/sanad");
    assert_int_equal(read_file_of(place, content, &told), OK);
    assert_int_equal(told.length, 0);
    assert_int_equal(settings->workers, 7);
    assert_int_equal(settings->slow_workers, 2);
    assert_true(text_is(settings->mission_name, "Délégation = Tanger # 1"));
    assert_true(text_is(settings->keys, arena_format(place->arena, "%s/../elsewhere", place->directory).at));
    assert_true(text_is(settings->database, arena_format(place->arena, "sqlite:%s/other.db", place->directory).at));
    assert_false(settings->secure_cookies);
    assert_true(text_is(settings->zone, "Africa/Dakar"));
    assert_true(text_is(settings->address, "https://sanad.example:8443"));
    assert_true(text_is(settings->run, "/run/sanad"));
}

static void a_fault_names_file_line_and_setting(void **state)
{
    struct place *place = *state;
    static const struct {
        struct text content;
        const char *told;
    } faults[] = {
        {TEXT_CONSTANT("# a\n\nworkers = 0\n"), ":3: workers: must be a whole number from 1 to 64\n"},
        {TEXT_CONSTANT("workers = 4 # four"), ":1: workers: must be a whole number from 1 to 64\n"},
        {TEXT_CONSTANT("workers = 99999999999999999999"), ":1: workers: must be a whole number from 1 to 64\n"},
        {TEXT_CONSTANT("workers ="), ":1: workers: must be a whole number from 1 to 64\n"},
        {TEXT_CONSTANT("worker = 4"), ":1: worker: no such setting\n"},
        {TEXT_CONSTANT("= 4"), ":1: no such setting\n"},
        {TEXT_CONSTANT("[server]"), ":1: must be a name, = and a value, or a comment behind #\n"},
        {TEXT_CONSTANT("\x1b[31m = 4"), ":1: must be a name, = and a value, or a comment behind #\n"},
        {TEXT_CONSTANT("workers = 2\nworkers = 2"), ":2: workers: is set on line 1 already\n"},
        {TEXT_CONSTANT("secure_cookies = off"), ":1: secure_cookies: must be yes or no\n"},
        {TEXT_CONSTANT("zone = Africa/Nowhere"), ":1: zone: is no time zone that the system's tzdata has\n"},
        {TEXT_CONSTANT("zone = ../../etc/passwd"), ":1: zone: is no time zone that the system's tzdata has\n"},
        {TEXT_CONSTANT("keys ="), ":1: keys: must be a path\n"},
        {TEXT_CONSTANT("keys = a\0b"), ":1: keys: holds characters that are not text\n"},
        {TEXT_CONSTANT("mission_name = \xc3"), ":1: mission_name: holds characters that are not text\n"},
        {TEXT_CONSTANT("mission_name ="), ":1: mission_name: must have 1 to 120 characters\n"},
        {TEXT_CONSTANT("database = postgresql://sanad:pa@ss@db.example/sanad"),
         ":1: database: has an @ or a / in the user's name or password: write @ as %40 there, / as %2F, : as %3A, ? as "
         "%3F, # as %23 and % as %25\n"},
        {TEXT_CONSTANT("mission_name = x\ndatabase_owner = postgresql://sanad:pa/ss@db.example/sanad"),
         ":2: database_owner: has an @ or a / in the user's name or password: write @ as %40 there, / as %2F, : as "
         "%3A, ? as %3F, # as %23 and % as %25\n"},
        {TEXT_CONSTANT("database = mysql:x"), ":1: database: must be sqlite: and a path, or postgresql://…\n"},
        {TEXT_CONSTANT("address = https://a.example/app"),
         ":1: address: must be http:// or https:// and a host in small letters, without a path\n"},
        {TEXT_CONSTANT("address = ftp://a.example"),
         ":1: address: must be http:// or https:// and a host in small letters, without a path\n"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct text told;
        place->settings.workers = 77;
        assert_int_equal(read_file_of(place, faults[i].content, &told), INVALID);
        struct text wanted = arena_format(place->arena, "%s%s", place->file, faults[i].told);
        assert_string_equal(told.at, wanted.at);
        assert_int_equal(place->settings.workers, 77);
    }
}

static void a_server_is_named_as_libpq_reads_it(void **state)
{
    struct place *place = *state;
    static const char *const GOOD[] = {
        "postgresql://sanad:p%40ss%2Fword@db.example,db2.example:5433/sanad?sslmode=verify-full",
        "postgresql://owner@/sanad?host=/run/postgresql", "postgresql:///sanad",
        "postgresql://db.example/sanad?options=-csearch_path%3Da@b"};
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        struct text told;
        struct text line = arena_format(place->arena, "database = %s", GOOD[i]);
        assert_int_equal(read_file_of(place, line, &told), OK);
        assert_true(text_is(place->settings.database, GOOD[i]));
    }
}

static void every_fault_of_a_file_is_told(void **state)
{
    struct place *place = *state;
    struct text told;
    assert_int_equal(read_file_of(place, TEXT("workers = x\n\nnone = 1\nlockout_minutes = -5\n"), &told), INVALID);
    assert_true(text_find(told, TEXT(":1: workers: ")) > 0);
    assert_true(text_find(told, TEXT(":3: none: ")) > 0);
    assert_true(text_find(told, TEXT(":4: lockout_minutes: ")) > 0);
}

static void a_file_that_was_named_must_be_there(void **state)
{
    struct place *place = *state;
    int saved = capture_begin(place, STDERR_FILENO);
    enum outcome outcome = settings_read(place->arena, place->directory, "/nowhere/sanad.conf", &place->settings);
    struct text told = capture_end(place, STDERR_FILENO, saved);
    assert_int_equal(outcome, NOT_FOUND);
    assert_string_equal(told.at, "/nowhere/sanad.conf: is not there\n");
}

static void one_setting_from_the_command_line(void **state)
{
    struct place *place = *state;
    struct settings *settings = &place->settings;
    assert_int_equal(settings_read(place->arena, place->directory, NULL, settings), OK);
    assert_int_equal(settings_set(place->arena, settings, TEXT("slow-workers"), TEXT("3")), OK);
    assert_int_equal(settings->slow_workers, 3);
    assert_int_equal(settings_set(place->arena, settings, TEXT("keys"), TEXT("mine")), OK);
    assert_int_equal(chdir("/"), 0);
    assert_true(text_starts_with(settings->keys, TEXT("/")) && !text_starts_with(settings->keys, TEXT("/mine")));
    int saved = capture_begin(place, STDERR_FILENO);
    enum outcome unknown = settings_set(place->arena, settings, TEXT("data"), TEXT("x"));
    enum outcome refused = settings_set(place->arena, settings, TEXT("workers"), TEXT("many"));
    struct text told = capture_end(place, STDERR_FILENO, saved);
    assert_int_equal(unknown, NOT_FOUND);
    assert_int_equal(refused, INVALID);
    assert_true(text_find(told, TEXT("sanad: workers: must be a whole number")) > 0);
}

static void what_is_printed_is_read_again(void **state)
{
    struct place *place = *state;
    struct settings first;
    struct text told;
    assert_int_equal(
        read_file_of(place, TEXT("workers = 9\nmission_name = بعثة\npassphrase_command = /bin/x y\n"), &told), OK);
    first = place->settings;
    int saved = capture_begin(place, STDOUT_FILENO);
    settings_print(&first);
    struct text printed = capture_end(place, STDOUT_FILENO, saved);
    assert_int_equal(read_file_of(place, printed, &told), OK);
    assert_int_equal(place->settings.workers, 9);
    assert_true(text_equal(place->settings.mission_name, first.mission_name));
    assert_true(text_equal(place->settings.database, first.database));
    assert_true(text_equal(place->settings.assets, first.assets));
    size_t count = 0;
    const struct setting *table = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        assert_true(text_find(printed, arena_format(place->arena, "\n%s = ", table[i].name)) > 0);
        assert_true(text_ends_with(text_from(table[i].help), TEXT(".")));
    }
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, place_open, place_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(defaults_lie_beside_the_data),          IN_A_PLACE(a_host_has_its_own_places),
        IN_A_PLACE(a_mission_has_a_name_in_each_language), IN_A_PLACE(a_file_changes_them),
        IN_A_PLACE(a_fault_names_file_line_and_setting),   IN_A_PLACE(every_fault_of_a_file_is_told),
        IN_A_PLACE(a_server_is_named_as_libpq_reads_it),   IN_A_PLACE(a_file_that_was_named_must_be_there),
        IN_A_PLACE(one_setting_from_the_command_line),     IN_A_PLACE(what_is_printed_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
