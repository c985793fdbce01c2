#include "system/process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/number.h"
#include "system/clock.h"
#include "system/file.h"

/* The address sanitizer's own memory takes far more of the address space than any limit. */
#if defined(__SANITIZE_ADDRESS__)
#define WITHOUT_ADDRESS_LIMIT
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITHOUT_ADDRESS_LIMIT
#endif
#endif

enum { PIECE = 16 * 1024, MEMORY_FILE_MOST = 64 * 1024 };

static void file_close(int *file)
{
    if (*file >= 0)
        (void)close(*file);
    *file = -1;
}
#define AUTO_FILE __attribute__((cleanup(file_close)))

/* --- running a program ------------------------------------------------------------------------------------------- */

struct child {
    pid_t pid;
    int output; /* what it prints */
    int watch;  /* readable when it has ended */
};

static int spawn(const char *const arguments[], int output, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    /* A group of its own, so that what it starts can be ended with it. */
    int error =
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    error = error ? error : posix_spawnattr_setpgroup(&attributes, 0);
    error = error ? error : posix_spawnattr_setsigmask(&attributes, &none);
    error = error ? error : posix_spawnattr_setsigdefault(&attributes, &all);
    error = error ? error : posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    error = error ? error : posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    error = error ? error : posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    /* posix_spawnp() changes none of the arguments; its type only cannot say so. */
    union {
        const char *const *given;
        char *const *wanted;
    } list = {arguments};
    error = error ? error : posix_spawnp(ret_pid, arguments[0], &actions, &attributes, list.wanted, environ);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

static enum outcome child_start(const char *const arguments[], struct child *ret)
{
    int ends[2];
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return FAILED;
    int error = spawn(arguments, ends[1], &pid);
    (void)close(ends[1]);
    if (error == 0) {
        (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
        *ret = (struct child){pid, ends[0], pidfd_open(pid, 0)};
        return OK;
    }
    (void)close(ends[0]);
    return error == ENOENT || error == ENOTDIR ? NOT_FOUND : FAILED;
}

/* What can be read without waiting.  The pipe is closed at its end. */
static enum outcome take_output(struct child *child, struct buffer *buffer)
{
    for (;;) {
        char *room = buffer_room(buffer, PIECE);
        ssize_t got = room == NULL ? 0 : read(child->output, room, PIECE);
        if (room == NULL)
            return TOO_LARGE;
        if (got < 0)
            return errno == EAGAIN || errno == EINTR ? OK : FAILED;
        if (got == 0) {
            file_close(&child->output);
            return OK;
        }
        buffer->length += (size_t)got;
    }
}

/* Until it has ended: what it may have left running does not hold us, even with the pipe open. */
static enum outcome follow(struct child *child, struct buffer *buffer, int64_t deadline)
{
    for (;;) {
        int64_t left = deadline - clock_ticks();
        struct pollfd watched[2] = {{.fd = child->watch, .events = POLLIN}, {.fd = child->output, .events = POLLIN}};
        if (left <= 0)
            return FAILED;
        int ready = poll(watched, 2, (int)(left / 1000 < 1000 ? left / 1000 + 1 : 1000));
        if (ready < 0 && errno != EINTR)
            return FAILED;
        enum outcome outcome = child->output >= 0 ? take_output(child, buffer) : OK;
        if (outcome != OK || (ready > 0 && watched[0].revents != 0))
            return outcome;
    }
}

static bool child_end(struct child *child)
{
    int status = -1;
    (void)kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A program that has ended by itself is not touched by the kill: its status stands. */
enum outcome process_output(struct arena *arena, const char *const arguments[], int64_t seconds, struct text *ret)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(PROCESS_OUTPUT_MOST + PIECE);
    struct child child;
    enum outcome outcome = child_start(arguments, &child);
    if (outcome != OK)
        return outcome;
    outcome = child.watch < 0 ? FAILED : follow(&child, &buffer, clock_ticks() + seconds * 1000000);
    bool whole = child_end(&child);
    file_close(&child.watch);
    file_close(&child.output);
    if (outcome == OK && !whole)
        outcome = FAILED;
    if (outcome == OK && buffer.length > PROCESS_OUTPUT_MOST)
        outcome = TOO_LARGE;
    if (outcome == OK)
        *ret = arena_text(arena, buffer_text(&buffer));
    if (buffer.bytes != NULL)
        explicit_bzero(buffer.bytes, buffer.capacity); /* it may have been a passphrase */
    return outcome;
}

static enum outcome child_fork(bool (*work)(void *context, int file), void *context, struct child *ret)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return FAILED;
    pid_t pid = fork();
    if (pid == 0) {
        (void)setpgid(0, 0);
        process_end_with_parent();
        _exit(work(context, ends[1]) ? 0 : 1);
    }
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        return FAILED;
    }
    (void)setpgid(pid, pid); /* whoever comes first: it is killed by its group */
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *ret = (struct child){pid, ends[0], pidfd_open(pid, 0)};
    return OK;
}

enum outcome process_apart(bool (*work)(void *context, int file), void *context, int64_t seconds, struct buffer *buffer)
{
    struct child child;
    enum outcome outcome = child_fork(work, context, &child);
    if (outcome != OK)
        return outcome;
    outcome = child.watch < 0 ? FAILED : follow(&child, buffer, clock_ticks() + seconds * 1000000);
    bool whole = child_end(&child);
    file_close(&child.watch);
    file_close(&child.output);
    return outcome == OK && !whole ? FAILED : outcome;
}

/* What can be read without waiting goes to `take`. */
static enum outcome pass_output(struct child *child, process_taker *take, void *context)
{
    char piece[PIECE];
    for (;;) {
        ssize_t got = read(child->output, piece, sizeof piece);
        if (got < 0)
            return errno == EAGAIN || errno == EINTR ? OK : FAILED;
        if (got == 0) {
            file_close(&child->output);
            return OK;
        }
        if (!take(context, (struct text){piece, (size_t)got}))
            return CONFLICT;
    }
}

/* Until it has ended and all of its output was taken. */
static enum outcome follow_pieces(struct child *child, process_taker *take, void *context, int64_t deadline)
{
    bool ended = false;
    while (!ended || child->output >= 0) {
        int64_t left = deadline - clock_ticks();
        struct pollfd watched[2] = {{.fd = child->output, .events = POLLIN},
                                    {.fd = ended ? -1 : child->watch, .events = POLLIN}};
        if (left <= 0)
            return FAILED;
        int ready = poll(watched, 2, (int)(left / 1000 < 1000 ? left / 1000 + 1 : 1000));
        if (ready < 0 && errno != EINTR)
            return FAILED;
        ended = ended || (ready > 0 && watched[1].revents != 0);
        enum outcome outcome = child->output >= 0 ? pass_output(child, take, context) : OK;
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome process_apart_pieces(bool (*work)(void *context, int file), void *context, int64_t seconds,
                                  process_taker *take, void *take_context)
{
    struct child child;
    enum outcome outcome = child_fork(work, context, &child);
    if (outcome != OK)
        return outcome;
    outcome = child.watch < 0 ? FAILED : follow_pieces(&child, take, take_context, clock_ticks() + seconds * 1000000);
    bool whole = child_end(&child);
    file_close(&child.watch);
    file_close(&child.output);
    return outcome == OK && !whole ? FAILED : outcome;
}

void process_end_with_parent(void)
{
    pid_t parent = getppid();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it ended in between */
        (void)raise(SIGKILL);
}

/* --- confinement ------------------------------------------------------------------------------------------------- */

/* Debian 12's headers end with the second version of Landlock, kernels go on. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

static const uint64_t READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t WRITES =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE;
/* What can be allowed on a file that is no directory. */
static const uint64_t OF_FILES =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;

/* Everything that the kernel's version can refuse. */
static uint64_t access_of_version(long version)
{
    uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (version >= 2)
        all |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        all |= LANDLOCK_ACCESS_FS_TRUNCATE;
    if (version >= 5)
        all |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
    return all;
}

static bool allow(int rules, const char *const paths[], uint64_t access)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
        AUTO_FILE int path = open(paths[i], O_PATH | O_CLOEXEC);
        struct stat status;
        if (path < 0 && errno == ENOENT)
            continue;
        if (path < 0 || fstat(path, &status) != 0)
            return false;
        struct landlock_path_beneath_attr rule = {
            .allowed_access = S_ISDIR(status.st_mode) ? access : access & OF_FILES,
            .parent_fd = path,
        };
        if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
            return false;
    }
    return true;
}

bool process_confine(const char *const readable[], const char *const writable[])
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return false;
    uint64_t handled = access_of_version(version);
    struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
    AUTO_FILE int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    return rules >= 0 && allow(rules, readable, READS & handled) && allow(rules, writable, WRITES & handled) &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}

/* --- limits and memory ------------------------------------------------------------------------------------------- */

static void limit(__rlimit_resource_t resource, int64_t soft, int64_t hard)
{
    struct rlimit both = {(rlim_t)soft, (rlim_t)hard};
    (void)setrlimit(resource, &both);
}

void process_limit(int64_t memory_bytes, int64_t cpu_seconds)
{
#ifndef WITHOUT_ADDRESS_LIMIT
    limit(RLIMIT_AS, memory_bytes, memory_bytes);
#else
    (void)memory_bytes;
#endif
    limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
    limit(RLIMIT_CORE, 0, 0);
}

int64_t process_memory(int pid)
{
    AUTO_ARENA struct arena *arena = arena_open(2 * MEMORY_FILE_MOST);
    struct text rest;
    struct text line;
    int64_t kibibytes = 0;
    const char *path = arena_format(arena, "/proc/%d/smaps_rollup", pid).at;
    if (file_read(arena, path, MEMORY_FILE_MOST, &rest) != OK)
        return 0;
    while (text_split(&rest, '\n', &line)) {
        if (!text_starts_with(line, TEXT("Pss:")) || !text_ends_with(line, TEXT(" kB")))
            continue;
        if (text_to_integer(text_trim(text_slice(line, 4, line.length - 3)), 0, INT64_MAX / 1024, &kibibytes) != OK)
            return 0;
    }
    return kibibytes * 1024;
}
