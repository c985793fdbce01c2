#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/file.h"
#include "system/passphrase.h"

static void a_file_gives_its_first_line(void **state)
{
    static const struct {
        const char *content;
        bool new;
        enum outcome outcome;
    } FILES[] = {{"one long passphrase\nmore\n", true, OK},
                 {"one long passphrase", true, OK},
                 {"eleven char", true, INVALID},
                 {"eleven char", false, OK},
                 {"\none long passphrase", true, INVALID},
                 {"", false, INVALID},
                 {"one long \xff passphrase", true, INVALID}};
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    char path[] = "/tmp/sanad.passphrase.XXXXXX";
    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        struct text read = TEXT("kept");
        assert_int_equal(file_write(path, text_from(FILES[i].content), 0600), OK);
        assert_int_equal(passphrase_read(arena, path, FILES[i].new, &read), FILES[i].outcome);
        assert_true(FILES[i].outcome == OK ? text_starts_with(text_from(FILES[i].content), read)
                                           : text_is(read, "kept"));
    }
    char *longest = arena_zeroed(arena, PASSPHRASE_MOST + 2, 1);
    struct text read;
    memset(longest, 'x', PASSPHRASE_MOST + 1);
    assert_int_equal(file_write(path, text_from(longest), 0600), OK);
    assert_int_equal(passphrase_read(arena, path, true, &read), INVALID);
    (void)unlink(path);
    assert_int_equal(passphrase_read(arena, path, true, &read), NOT_FOUND);
}

/* Asked on a terminal of its own, which answers when it is asked; the child's exit status is the outcome, and nothing
   of what was typed is shown. */
static int ask(const char *first, const char *second, bool twice)
{
    int terminal, status;
    char shown[4096] = {0};
    size_t length = 0;
    const char *answers[] = {first, second};
    size_t given = 0;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0) {
        AUTO_ARENA struct arena *arena = arena_open(1 << 20);
        struct text typed;
        enum outcome outcome = passphrase_ask(arena, "Passphrase", twice, &typed);
        _exit(outcome != OK ? (int)outcome : text_is(typed, "one long passphrase") ? 0 : 99);
    }
    assert_true(child > 0);
    for (ssize_t got; (got = read(terminal, shown + length, sizeof shown - 1 - length)) > 0;) {
        length += (size_t)got;
        if (length > 2 && memcmp(shown + length - 2, ": ", 2) == 0 && given < 2) {
            const char *answer = answers[given++];
            assert_int_equal(write(terminal, answer, strlen(answer)), strlen(answer));
        }
    }
    (void)close(terminal);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_null(strstr(shown, "long"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_terminal_is_asked_without_showing(void **state)
{
    (void)state;
    assert_int_equal(ask("one long passphrase\n", "", false), 0);
    assert_int_equal(ask("one long passphrase\n", "one long passphrase\n", true), 0);
    assert_int_equal(ask("one long passphrax\xc3\xa9\x7f\x7fse\r", "one long passphrase\n", true), 0);
    assert_int_equal(ask("one long passphrase\n", "one long passphrasf\n", true), INVALID);
    assert_int_equal(ask("short\n", "", true), INVALID);
    assert_int_equal(ask("one\x03", "", true), INVALID);
    assert_int_equal(ask("\x04", "", true), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_its_first_line),
        cmocka_unit_test(a_terminal_is_asked_without_showing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
