#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "system/clock.h"
#include "system/file.h"
#include "system/process.h"

/* The address sanitizer's own memory takes far more of the address space than any limit. */
#if defined(__SANITIZE_ADDRESS__)
#define WITHOUT_ADDRESS_LIMIT
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITHOUT_ADDRESS_LIMIT
#endif
#endif

static struct arena *arena;

static enum outcome run(const char *script, int64_t seconds, struct text *ret)
{
    const char *const arguments[] = {"sh", "-c", script, NULL};
    return process_output(arena, arguments, seconds, ret);
}

static void what_a_program_prints_is_given(void **state)
{
    (void)state;
    struct text output;
    const char *const echo[] = {"echo", "two words", "$HOME;`id`", NULL};
    assert_int_equal(process_output(arena, echo, 10, &output), OK);
    assert_true(text_is(output, "two words $HOME;`id`\n"));
    assert_int_equal(run("exit 0", 10, &output), OK);
    assert_int_equal(output.length, 0);
    assert_int_equal(run("head -c 1048576 /dev/zero", 10, &output), OK);
    assert_int_equal(output.length, PROCESS_OUTPUT_MOST);
    assert_int_equal(run("cat", 10, &output), OK); /* its input is empty */
    assert_int_equal(output.length, 0);
}

static void failures_are_told_apart(void **state)
{
    (void)state;
    struct text output = TEXT("untouched");
    const char *const none[] = {"/nowhere/program", NULL};
    assert_int_equal(process_output(arena, none, 10, &output), NOT_FOUND);
    assert_int_equal(run("echo x; exit 3", 10, &output), FAILED);
    assert_int_equal(run("echo x; kill -9 $$", 10, &output), FAILED);
    assert_int_equal(run("head -c 1048577 /dev/zero", 10, &output), TOO_LARGE);
    assert_int_equal(run("cat /dev/zero", 10, &output), TOO_LARGE);
    assert_true(text_is(output, "untouched"));
}

static void time_runs_out(void **state)
{
    (void)state;
    struct text output;
    int64_t begin = clock_ticks();
    assert_int_equal(run("echo x; sleep 60", 1, &output), FAILED);
    assert_int_equal(run("exec >&-; sleep 60", 1, &output), FAILED);
    assert_in_range(clock_ticks() - begin, 2000000, 20000000);
}

/* What is left running in the background is ended, and holding the pipe open does not hold us. */
static void nothing_is_left_running(void **state)
{
    (void)state;
    struct text output;
    int64_t begin = clock_ticks();
    assert_int_equal(run("sleep 61 & echo $!", 30, &output), OK);
    assert_true(clock_ticks() - begin < 20000000);
    int left = (int)strtol(arena_string(arena, output), NULL, 10);
    assert_true(left > 1);
    bool gone = false;
    for (int i = 0; i < 500 && !gone; i++) {
        struct timespec nap = {.tv_nsec = 10000000};
        struct text status;
        (void)nanosleep(&nap, NULL);
        gone = file_read(arena, arena_format(arena, "/proc/%d/stat", left).at, 4096, &status) != OK ||
               text_find(status, TEXT(") Z ")) > 0;
    }
    assert_true(gone);
}

static void our_files_and_signals_are_not_its(void **state)
{
    (void)state;
    struct text output;
    int kept = open("/dev/null", O_RDONLY); /* without close-on-exec */
    sigset_t blocked;
    sigset_t before;
    (void)sigemptyset(&blocked);
    (void)sigaddset(&blocked, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &blocked, &before);
    (void)signal(SIGPIPE, SIG_IGN);
    enum outcome listed = run("ls /proc/self/fd", 10, &output);
    enum outcome pipe_signal = run("kill -PIPE $$; exit 0", 10, &output);
    enum outcome end_signal = run("kill -TERM $$; exit 0", 10, &output);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    (void)close(kept);
    assert_int_equal(listed, OK);
    assert_true(text_is(output, "0\n1\n2\n3\n")); /* the last is the listing itself */
    assert_int_equal(pipe_signal, FAILED);
    assert_int_equal(end_signal, FAILED);
}

/* Runs `body` in a child; what it returns is the child's status, or -1 when it was killed. */
static int in_child(int (*body)(void))
{
    int status = 0;
    (void)fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(body());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *directory;

static bool opens(const char *path, int flags)
{
    int file = open(path, flags | O_CLOEXEC, 0600);
    if (file >= 0)
        (void)close(file);
    return file >= 0;
}

static int confined(void)
{
    const char *in_reads = arena_format(arena, "%s/r/file", directory).at;
    const char *in_writes = arena_format(arena, "%s/w/file", directory).at;
    const char *one_file = arena_format(arena, "%s/single", directory).at;
    const char *const readable[] = {arena_format(arena, "%s/r", directory).at, "/nowhere/at/all", one_file, NULL};
    const char *const writable[] = {arena_format(arena, "%s/w", directory).at, NULL};
    const char *const program[] = {"/bin/true", NULL};
    struct text output;
    if (!process_confine(readable, writable))
        return 77;
    if (!opens(in_reads, O_RDONLY) || opens(in_reads, O_WRONLY) || !opens(one_file, O_RDONLY))
        return 1;
    if (opens(arena_format(arena, "%s/r/new", directory).at, O_CREAT | O_WRONLY) || unlink(in_reads) == 0)
        return 2;
    if (!opens(in_writes, O_CREAT | O_RDWR) || !opens(in_writes, O_RDONLY))
        return 3;
    if (rename(in_writes, arena_format(arena, "%s/w/renamed", directory).at) != 0)
        return 4;
    if (opens("/etc/passwd", O_RDONLY) || opens(arena_format(arena, "%s/other", directory).at, O_RDONLY))
        return 5;
    if (process_output(arena, program, 5, &output) == OK)
        return 6;
    return unlink(arena_format(arena, "%s/w/renamed", directory).at) == 0 ? 0 : 7;
}

static void make_file(const char *name)
{
    assert_true(opens(arena_format(arena, "%s/%s", directory, name).at, O_CREAT | O_WRONLY));
}

static void a_confined_process_sees_only_its_own(void **state)
{
    (void)state;
    struct text ignored;
    directory = arena_string(arena, TEXT("/tmp/sanad.test.XXXXXX"));
    assert_non_null(mkdtemp(directory));
    const char *const make[] = {"mkdir", arena_format(arena, "%s/r", directory).at,
                                arena_format(arena, "%s/w", directory).at, NULL};
    const char *const clear[] = {"rm", "-r", directory, NULL};
    assert_int_equal(process_output(arena, make, 10, &ignored), OK);
    make_file("r/file");
    make_file("single");
    make_file("other");
    int status = in_child(confined);
    assert_int_equal(process_output(arena, clear, 10, &ignored), OK);
    if (status == 77)
        skip(); /* a kernel without Landlock */
    assert_int_equal(status, 0);
}

static int takes_much_memory(void)
{
    process_limit(INT64_C(512) << 20, 10);
    void *small = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *large = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return small != MAP_FAILED && large == MAP_FAILED ? 0 : 1;
}

static int takes_much_time(void)
{
    process_limit(INT64_C(512) << 20, 1);
    for (volatile bool on = true; on;)
        continue;
    return 0;
}

static void limits_end_what_takes_too_much(void **state)
{
    (void)state;
#ifndef WITHOUT_ADDRESS_LIMIT
    assert_int_equal(in_child(takes_much_memory), 0);
#else
    (void)takes_much_memory;
#endif
    int64_t begin = clock_ticks();
    assert_int_equal(in_child(takes_much_time), -1);
    assert_true(clock_ticks() - begin < 30 * INT64_C(1000000));
}

/* Parent, child and a pipe that the child holds: its end is seen when both are gone. */
static bool writes_much(void *context, int file)
{
    char piece[1000];
    memset(piece, *(char *)context, sizeof piece);
    *(char *)context = 'y'; /* in the copy only */
    for (int i = 0; i < 200; i++)
        if (write(file, piece, sizeof piece) != (ssize_t)sizeof piece)
            return false;
    return true;
}

static bool gives_up(void *context, int file)
{
    (void)context;
    return write(file, "half", 4) != 4;
}

static bool breaks(void *context, int file)
{
    (void)context, (void)file;
    (void)signal(SIGSEGV, SIG_DFL);
    return raise(SIGSEGV) != 0;
}

static bool never_ends(void *context, int file)
{
    (void)context, (void)file;
    while (pause() != 0)
        ;
    return true;
}

static void what_is_done_apart_leaves_only_its_output(void **state)
{
    (void)state;
    char letter = 'x';
    AUTO_BUFFER struct buffer room = buffer_open(300000);
    AUTO_BUFFER struct buffer narrow = buffer_open(100000);
    assert_int_equal(process_apart(writes_much, &letter, 10, &room), OK);
    assert_int_equal(room.length, 200000);
    assert_true(room.bytes[0] == 'x' && room.bytes[199999] == 'x' && letter == 'x');
    assert_int_equal(process_apart(writes_much, &letter, 10, &narrow), TOO_LARGE);
    assert_int_equal(process_apart(gives_up, NULL, 10, &room), FAILED);
    assert_int_equal(process_apart(breaks, NULL, 10, &room), FAILED);
    assert_int_equal(process_apart(never_ends, NULL, 1, &room), FAILED);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left */
}

static void a_process_ends_with_its_parent(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    if (parent == 0) {
        if (fork() == 0) {
            process_end_with_parent();
            while (write(ends[1], "x", 1) == 1)
                (void)pause();
        }
        for (;;)
            (void)pause();
    }
    (void)close(ends[1]);
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(kill(parent, SIGKILL), 0);
    (void)alarm(20);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    (void)alarm(0);
    (void)close(ends[0]);
    assert_int_equal(waitpid(parent, NULL, 0), parent);
}

static void memory_of_a_process(void **state)
{
    (void)state;
    /* Much beside what moves meanwhile: what is shared counts less for each process that begins to share it. */
    enum { MORE = 64 << 20 };
    int64_t before = process_memory(getpid());
    char *more = mmap(NULL, MORE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(more, MAP_FAILED);
    memset(more, 1, MORE);
    int64_t after = process_memory(getpid());
    (void)munmap(more, MORE);
    assert_true(before > 0);
    assert_in_range(after - before, MORE - MORE / 8, MORE + MORE / 2);
    assert_int_equal(process_memory(-1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_program_prints_is_given),
        cmocka_unit_test(failures_are_told_apart),
        cmocka_unit_test(time_runs_out),
        cmocka_unit_test(nothing_is_left_running),
        cmocka_unit_test(our_files_and_signals_are_not_its),
        cmocka_unit_test(a_confined_process_sees_only_its_own),
        cmocka_unit_test(limits_end_what_takes_too_much),
        cmocka_unit_test(what_is_done_apart_leaves_only_its_output),
        cmocka_unit_test(a_process_ends_with_its_parent),
        cmocka_unit_test(memory_of_a_process),
    };
    arena = arena_open(64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena = arena_close(arena);
    return failed;
}
