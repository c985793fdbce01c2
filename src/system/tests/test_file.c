#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "system/file.h"

struct place {
    struct arena *arena;
    char *directory;
};

static int place_open(void **state)
{
    static struct place place;
    place.arena = arena_open(8 << 20);
    place.directory = arena_string(place.arena, TEXT("/tmp/sanad.test.XXXXXX"));
    *state = &place;
    return mkdtemp(place.directory) == NULL ? -1 : 0;
}

static const char *in(struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->directory, name).at;
}

static size_t names_in(const char *path)
{
    size_t count = 0;
    DIR *directory = opendir(path);
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
        count += entry->d_name[0] != '.';
    (void)closedir(directory);
    return count;
}

static int place_close(void **state)
{
    struct place *place = *state;
    static const char *const names[] = {"a", "fifo", "deep/er/file", "deep/er/still", "deep/er", "deep"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(in(place, names[i]));
    (void)remove(place->directory);
    place->arena = arena_close(place->arena);
    return 0;
}

static void what_is_written_is_read(void **state)
{
    struct place *place = *state;
    struct text bytes = {"a\0b\n", 4};
    struct text read;
    struct stat status;
    assert_int_equal(file_write(in(place, "a"), TEXT("before"), 0644), OK);
    assert_int_equal(file_write(in(place, "a"), bytes, 0600), OK);
    assert_int_equal(file_read(place->arena, in(place, "a"), 4, &read), OK);
    assert_true(text_equal(read, bytes));
    assert_int_equal(read.at[4], '\0');
    assert_int_equal(stat(in(place, "a"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(names_in(place->directory), 1);
}

static void limits_hold(void **state)
{
    struct place *place = *state;
    struct text read = TEXT("untouched");
    assert_int_equal(file_write(in(place, "a"), TEXT("12345"), 0600), OK);
    assert_int_equal(file_read(place->arena, in(place, "a"), 4, &read), TOO_LARGE);
    assert_int_equal(file_read(place->arena, "/proc/self/maps", 100, &read), TOO_LARGE);
    assert_int_equal(file_read(place->arena, in(place, "none"), 4, &read), NOT_FOUND);
    assert_int_equal(file_read(place->arena, in(place, "a/b"), 4, &read), NOT_FOUND);
    assert_int_equal(file_read(place->arena, place->directory, 4, &read), FAILED);
    assert_true(text_is(read, "untouched"));
}

static void files_without_a_size_are_read(void **state)
{
    struct place *place = *state;
    struct text read;
    assert_int_equal(file_read(place->arena, "/proc/self/maps", 4 << 20, &read), OK);
    assert_true(read.length > 0);
    assert_int_equal(file_write(in(place, "a"), TEXT_NONE, 0600), OK);
    assert_int_equal(file_read(place->arena, in(place, "a"), 0, &read), OK);
    assert_int_equal(read.length, 0);
}

static void a_pipe_is_refused_at_once(void **state)
{
    struct place *place = *state;
    struct text read;
    assert_int_equal(mkfifo(in(place, "fifo"), 0600), 0);
    assert_int_equal(file_read(place->arena, in(place, "fifo"), 10, &read), FAILED);
}

static void a_failed_write_leaves_the_old_file(void **state)
{
    struct place *place = *state;
    struct rlimit before;
    struct text read;
    struct text large = {arena_zeroed(place->arena, 8192, 1), 8192};
    assert_int_equal(file_write(in(place, "a"), TEXT("old"), 0600), OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {4096, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum outcome outcome = file_write(in(place, "a"), large, 0600);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(outcome < 0);
    assert_int_equal(file_read(place->arena, in(place, "a"), 100, &read), OK);
    assert_true(text_is(read, "old"));
    assert_int_equal(names_in(place->directory), 1);
    assert_int_equal(file_write(in(place, "none/a"), TEXT("x"), 0600), NOT_FOUND);
}

static void directories_come_with_their_parents(void **state)
{
    struct place *place = *state;
    struct stat status;
    assert_int_equal(directory_make(in(place, "deep/er/still/"), 0700), OK);
    assert_int_equal(directory_make(in(place, "deep/er/still"), 0700), OK);
    assert_int_equal(stat(in(place, "deep/er/still"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    assert_int_equal(file_write(in(place, "deep/er/file"), TEXT("x"), 0600), OK);
    assert_int_equal(directory_make(in(place, "deep/er/file"), 0700), FAILED);
    assert_int_equal(directory_make(in(place, "deep/er/file/below"), 0700), FAILED);
    assert_int_equal(directory_make("", 0700), FAILED);
    assert_true(file_exists(in(place, "deep/er/file")));
    assert_false(file_exists(in(place, "deep/other")));
}

static void an_unnamed_file_leaves_nothing(void **state)
{
    struct place *place = *state;
    size_t before = names_in(place->directory);
    char back[5] = {0};
    int descriptor = -1;
    assert_int_equal(file_unnamed(place->directory, &descriptor), OK);
    assert_int_equal(names_in(place->directory), before);
    assert_int_equal(write(descriptor, "name", 4), 4);
    assert_int_equal(pread(descriptor, back, 4, 0), 4);
    assert_string_equal(back, "name");
    assert_int_equal(close(descriptor), 0);
    assert_int_equal(names_in(place->directory), before);
    assert_int_equal(file_unnamed(in(place, "not/there"), &descriptor), NOT_FOUND);
}

static void says_how_much_room_is_left(void **state)
{
    struct place *place = *state;
    int64_t room = -1;
    assert_int_equal(disk_room(place->directory, &room), OK);
    assert_true(room >= 0);
    assert_int_equal(disk_room(in(place, "not/there"), &room), FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, place_open, place_close),
        cmocka_unit_test_setup_teardown(limits_hold, place_open, place_close),
        cmocka_unit_test_setup_teardown(files_without_a_size_are_read, place_open, place_close),
        cmocka_unit_test_setup_teardown(a_pipe_is_refused_at_once, place_open, place_close),
        cmocka_unit_test_setup_teardown(a_failed_write_leaves_the_old_file, place_open, place_close),
        cmocka_unit_test_setup_teardown(directories_come_with_their_parents, place_open, place_close),
        cmocka_unit_test_setup_teardown(an_unnamed_file_leaves_nothing, place_open, place_close),
        cmocka_unit_test_setup_teardown(says_how_much_room_is_left, place_open, place_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
