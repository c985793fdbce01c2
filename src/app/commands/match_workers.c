#include "app/commands/match_workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands/match_lists.h"
#include "system/clock.h"
#include "system/process.h"

enum { CHUNK = 512, WORKERS_MOST = 64, SENT_AT_ONCE = 4096, SHOWN_EVERY = 500000 /* microseconds */ };
static const size_t PAIRS_MOST = (size_t)8 << 30; /* bytes */
static const size_t WORKER_ARENA = (size_t)4 << 30;
static const uint32_t PROGRESS = UINT32_MAX; /* as left row: a message that counts rows and candidates */

static volatile sig_atomic_t stopped;

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

/* ---- in the forked process ---- */

struct sender {
    int file;
    struct batch_pair pairs[SENT_AT_ONCE];
    size_t count;
};

static void send_all(struct sender *sender)
{
    const char *at = (const char *)sender->pairs;
    size_t left = sender->count * sizeof *sender->pairs;
    while (left > 0) {
        ssize_t sent = write(sender->file, at, left);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            _exit(1);
        at += sent;
        left -= (size_t)sent;
    }
    sender->count = 0;
}

static void send_pair(struct sender *sender, struct batch_pair pair)
{
    if (sender->count == SENT_AT_ONCE)
        send_all(sender);
    sender->pairs[sender->count++] = pair;
}

static void compare_rows(const struct match_work *work, size_t number, int file)
{
    static struct sender sender;
    struct arena *arena = arena_open(WORKER_ARENA);
    struct batch_worker *worker = batch_worker_open(arena, work->batch);
    const size_t rows = work->batch->left->count;
    sender.file = file;
    for (size_t chunk = number * CHUNK; chunk < rows; chunk += work->processes * CHUNK) {
        size_t compared = 0;
        uint32_t cut = 0;
        size_t end = chunk + CHUNK < rows ? chunk + CHUNK : rows;
        for (size_t row = chunk; row < end; row++) {
            struct batch_rows found = batch_row(worker, row, work->least);
            for (size_t i = 0; i < found.count; i++)
                send_pair(&sender, found.pairs[i]);
            compared += found.compared;
            cut += found.cut;
        }
        send_pair(&sender, (struct batch_pair){PROGRESS, (uint32_t)compared, (float)cut});
        send_pair(&sender, (struct batch_pair){PROGRESS - 1, (uint32_t)(end - chunk), 0});
    }
    send_all(&sender);
    (void)arena_close(arena);
}

/* ---- in the parent ---- */

struct worker {
    pid_t pid;
    int file;
    char rest[sizeof(struct batch_pair)]; /* of a message that came in two pieces */
    size_t rest_length;
};

struct taking {
    const struct match_work *work;
    struct match_found *found;
    struct worker workers[WORKERS_MOST];
    size_t open;
    uint64_t rows_done;
    int64_t shown_at;
};

static void take_message(struct taking *taking, const char *bytes)
{
    struct batch_pair pair;
    memcpy(&pair, bytes, sizeof pair);
    if (pair.left == PROGRESS) {
        taking->found->compared += pair.right;
        taking->found->cut += (uint64_t)pair.bits;
    } else if (pair.left == PROGRESS - 1) {
        taking->rows_done += pair.right;
    } else {
        buffer_add(&taking->found->pairs, (struct text){bytes, sizeof pair});
    }
}

/* False when nothing more will come. */
static bool take_some(struct taking *taking, struct worker *worker)
{
    char bytes[SENT_AT_ONCE * sizeof(struct batch_pair)];
    memcpy(bytes, worker->rest, worker->rest_length);
    ssize_t got = read(worker->file, bytes + worker->rest_length, sizeof bytes - worker->rest_length);
    if (got <= 0)
        return got < 0 && errno == EINTR;
    size_t length = worker->rest_length + (size_t)got;
    size_t at = 0;
    for (; at + sizeof(struct batch_pair) <= length; at += sizeof(struct batch_pair))
        take_message(taking, bytes + at);
    worker->rest_length = length - at;
    memcpy(worker->rest, bytes + at, worker->rest_length);
    return true;
}

static void show(struct taking *taking)
{
    int64_t now = clock_ticks();
    if (taking->work->quiet || now - taking->shown_at < SHOWN_EVERY)
        return;
    taking->shown_at = now;
    (void)fprintf(stderr, "\rsanad match: %.0f %% of %zu rows, %zu pairs so far ",
                  100.0 * (double)taking->rows_done / (double)taking->work->batch->left->count,
                  taking->work->batch->left->count, taking->found->pairs.length / sizeof(struct batch_pair));
}

static enum outcome start(struct taking *taking, size_t number)
{
    int ends[2];
    if (pipe(ends) != 0)
        return FAILED;
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct sigaction ordinary = {.sa_handler = SIG_DFL};
        process_end_with_parent();
        (void)sigaction(SIGINT, &ordinary, NULL);
        (void)sigaction(SIGTERM, &ordinary, NULL);
        (void)close(ends[0]);
        compare_rows(taking->work, number, ends[1]);
        _exit(0);
    }
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        return FAILED;
    }
    taking->workers[taking->open++] = (struct worker){.pid = pid, .file = ends[0]};
    return OK;
}

static void take_all(struct taking *taking)
{
    size_t running = taking->open;
    while (running > 0 && !stopped && !taking->found->pairs.full) {
        struct pollfd files[WORKERS_MOST];
        for (size_t i = 0; i < taking->open; i++)
            files[i] = (struct pollfd){.fd = taking->workers[i].file, .events = POLLIN};
        if (poll(files, taking->open, 1000) < 0 && errno != EINTR)
            return;
        for (size_t i = 0; i < taking->open && !stopped; i++)
            if (files[i].fd >= 0 && files[i].revents != 0 && !take_some(taking, &taking->workers[i])) {
                (void)close(taking->workers[i].file);
                taking->workers[i].file = -1;
                running--;
            }
        show(taking);
    }
}

static enum outcome end_all(struct taking *taking)
{
    enum outcome outcome = stopped ? CONFLICT : taking->found->pairs.full ? TOO_LARGE : OK;
    for (size_t i = 0; i < taking->open; i++) {
        int status;
        if (outcome != OK)
            (void)kill(taking->workers[i].pid, SIGTERM);
        if (taking->workers[i].file >= 0)
            (void)close(taking->workers[i].file);
        while (waitpid(taking->workers[i].pid, &status, 0) < 0 && errno == EINTR)
            ;
        if (outcome == OK && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) {
            (void)match_say("a process that compared rows ended badly", "");
            outcome = FAILED;
        }
    }
    return outcome;
}

enum outcome match_work_run(const struct match_work *work, struct match_found *ret_found)
{
    static struct taking taking;
    struct match_work own = *work;
    struct match_found found = {.pairs = buffer_open(PAIRS_MOST)};
    struct sigaction action = {.sa_handler = stop};
    struct sigaction old_interrupt;
    struct sigaction old_end;
    size_t chunks = (work->batch->left->count + CHUNK - 1) / CHUNK;
    own.processes = work->processes > WORKERS_MOST ? WORKERS_MOST : work->processes;
    own.processes = own.processes > chunks ? chunks : own.processes;
    taking = (struct taking){.work = &own, .found = &found, .shown_at = clock_ticks()};
    stopped = 0;
    (void)sigaction(SIGINT, &action, &old_interrupt);
    (void)sigaction(SIGTERM, &action, &old_end);
    enum outcome outcome = OK;
    for (size_t i = 0; i < own.processes && outcome == OK; i++)
        outcome = start(&taking, i);
    if (outcome == OK)
        take_all(&taking);
    enum outcome ended = end_all(&taking);
    (void)sigaction(SIGINT, &old_interrupt, NULL);
    (void)sigaction(SIGTERM, &old_end, NULL);
    outcome = outcome == OK ? ended : outcome;
    if (!work->quiet)
        (void)fprintf(stderr, "\r%60s\r", "");
    if (outcome == OK)
        *ret_found = found;
    else
        buffer_close(&found.pairs);
    return outcome;
}
