/* `sanad keys` as people call it: another key of each kind, how they stand, a master key that no file holds; and what
   happens when the keyring is not there. */
#include "base/tests/testing.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands/commands.h"
#include "database/tests/scratch.h"
#include "system/file.h"
#include "system/random.h"

enum { SAID_MOST = 1 << 20, ARGUMENTS_MOST = 20 };
#define FIRST_KEY "1111111111111111111111111111111111111111111111111111111111111111"
#define SECOND_KEY "2222222222222222222222222222222222222222222222222222222222222222"

struct place {
    struct scratch scratch;
    struct text said;        /* by the command that ran last, on both streams */
    const char *key_command; /* NULL: none */
};

static const char *in(const struct place *place, const char *name)
{
    return arena_format(place->scratch.arena, "%s/%s", place->scratch.directory, name).at;
}

static void become(const struct command *command, int count, const char **arguments, const char *said)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    struct command_line line;
    int file = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0)
        _exit(99);
    enum outcome outcome = command_read(arena, command, count, (char **)(uintptr_t)arguments, &line);
    int status = outcome == NOT_FOUND ? EXIT_DONE : outcome != OK ? EXIT_WRONG_USE : command->run(&line);
    (void)fflush(NULL);
    _exit(status);
}

static int run(struct place *place, const struct command *command, const char *const words[3])
{
    struct arena *arena = place->scratch.arena;
    const char *arguments[ARGUMENTS_MOST] = {"--data",     in(place, "data"),
                                             "--keys",     in(place, "keys"),
                                             "--profile",  getenv("TEST_PROFILE"),
                                             "--messages", getenv("TEST_PROGRAM_MESSAGES"),
                                             "--database", arena_string(arena, place->scratch.address)};
    int count = 10;
    int status = 0;
    if (place->key_command != NULL) {
        arguments[count++] = "--key-command";
        arguments[count++] = place->key_command;
    }
    for (size_t i = 0; words != NULL && i < 3 && words[i] != NULL; i++)
        arguments[count++] = words[i];
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        become(command, count, arguments, in(place, "said"));
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(file_read(arena, in(place, "said"), SAID_MOST, &place->said), OK);
    return WEXITSTATUS(status);
}

static int keys(struct place *place, const char *first, const char *second, const char *third)
{
    const char *const words[] = {first, second, third};
    return run(place, &keys_command, words);
}

static void says(const struct place *place, const char *what)
{
    if (text_find(place->said, text_from(what)) < 0)
        fail_msg("\"%s\" is not in: %.*s", what, TEXT_ARG(place->said));
}

static int place_make(void **state)
{
    static struct place place;
    place = (struct place){.scratch = scratch_open()};
    if (run(&place, &init_command, NULL) != EXIT_DONE)
        fail_msg("%.*s", TEXT_ARG(place.said));
    *state = &place;
    return 0;
}

static void empty(const char *directory)
{
    DIR *entries = opendir(directory);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        (void)unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries != NULL)
        (void)closedir(entries);
    (void)rmdir(directory);
}

static int place_end(void **state)
{
    struct place *place = *state;
    empty(in(place, "keys"));
    empty(in(place, "data"));
    scratch_close(&place->scratch);
    return 0;
}

/* ---- tests ---- */

static void each_kind_of_key_has_a_successor(void **state)
{
    static const char *const KINDS[] = {"master", "organisations", "search", "signature", "web"};
    struct place *place = *state;
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_DONE);
    says(place, "in a file, without a passphrase");
    says(place, "search         0 before");
    for (size_t i = 0; i < COUNT(KINDS); i++)
        if (keys(place, "rotate", KINDS[i], NULL) != EXIT_DONE)
            fail_msg("%s: %.*s", KINDS[i], TEXT_ARG(place->said));
    assert_int_equal(keys(place, "rotate", "search", NULL), EXIT_REFUSED); /* the last one is not finished */
    says(place, "is not finished");
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_DONE);
    says(place, "master         1 before");
    says(place, "organisations  1 before the one in force: data keys");
    says(place, "signature      1 before the one in force: sanad keys finish");
    assert_int_equal(keys(place, "finish", NULL, NULL), EXIT_DONE);
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_DONE);
    says(place, "signature      1 before the one in force\n");
    const char *const verify[] = {"verify", NULL, NULL};
    assert_int_equal(run(place, &audit_command, verify), EXIT_DONE);
}

static void wrong_use_is_said(void **state)
{
    struct place *place = *state;
    assert_int_equal(keys(place, NULL, NULL, NULL), EXIT_WRONG_USE);
    assert_int_equal(keys(place, "rotate", "everything", NULL), EXIT_WRONG_USE);
    assert_int_equal(keys(place, "status", "master", NULL), EXIT_WRONG_USE);
    assert_int_equal(keys(place, "rotate", "web", "master"), EXIT_WRONG_USE);
    says(place, "usage: sanad keys");
}

/* From a file to a command that prints the key, to another key, and back. */
static void a_command_prints_the_master_key(void **state)
{
    struct place *place = *state;
    assert_int_equal(keys(place, "rotate", "master", "--next-key-command=echo " FIRST_KEY), EXIT_DONE);
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_DONE); /* the file opens it until then */
    place->key_command = "echo " FIRST_KEY;
    assert_int_equal(keys(place, "finish", NULL, NULL), EXIT_DONE);
    assert_false(file_exists(in(place, "keys/master.key")));
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_DONE);
    says(place, "printed by key_command");
    assert_int_equal(keys(place, "rotate", "master", NULL), EXIT_REFUSED); /* into what? */
    assert_int_equal(keys(place, "passphrase", "--no-passphrase", NULL), EXIT_REFUSED);
    place->key_command = "echo " SECOND_KEY;
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_REFUSED);
    says(place, "wrong or missing");
    place->key_command = "echo no key";
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_REFUSED);
    says(place, "64 hexadecimal digits");
    place->key_command = "exit 1";
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_REFUSED);
    place->key_command = "echo " FIRST_KEY;
    assert_int_equal(keys(place, "rotate", "master", "--into-file"), EXIT_DONE);
    place->key_command = NULL;
    assert_int_equal(keys(place, "finish", NULL, NULL), EXIT_DONE);
    says(place, "2 keys of organisations"); /* the one before too */
}

struct seen {
    size_t files;
    int64_t bytes, changed; /* the latest change, in nanoseconds */
};

static struct seen look_at(const char *directory)
{
    struct seen seen = {0};
    DIR *entries = opendir(directory);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct stat file;
        assert_int_equal(fstatat(dirfd(entries), entry->d_name, &file, 0), 0);
        if (!S_ISREG(file.st_mode))
            continue;
        int64_t at = (int64_t)file.st_mtim.tv_sec * 1000000000 + file.st_mtim.tv_nsec;
        seen.files++;
        seen.bytes += file.st_size;
        seen.changed = at > seen.changed ? at : seen.changed;
    }
    (void)closedir(entries);
    return seen;
}

/* Whichever file of the keyring is gone: it is said, nothing starts, nothing is written. */
static void without_the_keyring_nothing_starts(void **state)
{
    static const char *const FILES[] = {"keys/master.key", "keys/signature.key", "keys/signature.public"};
    struct place *place = *state;
    struct seen before = look_at(in(place, "data"));
    for (size_t i = 0; i < COUNT(FILES); i++) {
        const char *away = in(place, "away");
        assert_int_equal(rename(in(place, FILES[i]), away), 0);
        assert_int_equal(run(place, &serve_command, NULL), EXIT_REFUSED);
        says(place, i == 0 ? "there is no keyring here" : "its files are damaged");
        assert_int_equal(keys(place, "rotate", NULL, NULL), EXIT_REFUSED);
        assert_int_equal(run(place, &init_command, NULL), EXIT_REFUSED);
        assert_false(file_exists(in(place, FILES[i])));
        assert_int_equal(rename(away, in(place, FILES[i])), 0);
    }
    struct seen after = look_at(in(place, "data"));
    assert_int_equal(before.files, after.files);
    assert_int_equal(before.bytes, after.bytes);
    assert_int_equal(before.changed, after.changed);
    assert_int_equal(keys(place, "status", NULL, NULL), EXIT_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_key_has_a_successor),
        cmocka_unit_test(wrong_use_is_said),
        cmocka_unit_test(a_command_prints_the_master_key),
        cmocka_unit_test(without_the_keyring_nothing_starts),
    };
    random_start();
    return cmocka_run_group_tests(tests, place_make, place_end);
}
