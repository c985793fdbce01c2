#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/connection.h"
#include "app/queue.h"
#include "app/rest.h"
#include "app/sealer.h"
#include "app/worker.h"
#include "system/clock.h"

enum {
    CONNECTIONS = QUEUE_MOST, /* as many as nginx holds open: who waits is seen, and each client has its turn */
    CONNECTIONS_KEPT = 64,    /* with their buffers, when they are not used */
    BATCH_BYTES = 16 << 20,   /* of bodies, in one batch */
    HELD_BYTES = 64 << 20,    /* of requests being read; past it others wait in the backlog */
    /* By the wall: on a host that is short of processors 50 ms refused ordinary saves now and then. */
    HANDLER_MICROSECONDS = 500 * 1000,
    BATCH_MICROSECONDS = 50 * 1000, /* who came first waits for the commit no longer than this and one handler */
    BATCH_ALARM_SECONDS = 30,
    SEAL_MICROSECONDS = 500 * 1000,
    TICK_MILLISECONDS = 500,
    LEAVING_SECONDS = 2, /* once told to go: for requests that are not whole, and answers that nobody takes */
};

struct writer {
    struct application *application;
    struct arena *arena;
    struct connection *connections; /* CONNECTIONS of them */
    struct queue queue;
    size_t open_count, used; /* no place from `used` on is open */
    int epoll, listening;
    bool accepting;
    int64_t sealed_at; /* clock_ticks() */
    int64_t leave_by;  /* clock_ticks(); 0: not told to go */
    int64_t served_at; /* clock_ticks() */
    struct rest rest;
};

/* --- connections -------------------------------------------------------------------------------------------------- */

static struct connection *free_connection(struct writer *writer)
{
    for (size_t i = 0; i < CONNECTIONS; i++) {
        struct connection *connection = &writer->connections[i];
        if (connection->arena == NULL)
            *connection = connection_make(writer->application);
        if (connection->fd < 0)
            return connection;
    }
    return NULL;
}

static void watch(struct writer *writer, struct connection *connection, int how, uint32_t events)
{
    struct epoll_event wanted = {.events = events, .data.ptr = connection};
    if (epoll_ctl(writer->epoll, how, connection->fd, &wanted) != 0)
        perror("sanad: epoll");
}

static void finish(struct writer *writer, struct connection *connection)
{
    connection_close(connection); /* which takes it out of the epoll */
    writer->open_count--;
    if (connection - writer->connections >= CONNECTIONS_KEPT)
        connection_free(connection);
    while (writer->used > 0 && writer->connections[writer->used - 1].fd < 0)
        writer->used--;
}

static void take_in(struct writer *writer, struct connection *connection)
{
    switch (connection_read(connection)) {
    case CONNECTION_WAITS:
        return;
    case CONNECTION_DONE:
        queue_add(&writer->queue, connection, connection->request->internal ? TEXT_NONE : connection->request->address);
        watch(writer, connection, EPOLL_CTL_MOD, 0);
        return;
    case CONNECTION_BROKEN:
        finish(writer, connection);
        return;
    }
}

static void send_out(struct writer *writer, struct connection *connection)
{
    if (connection_write(connection) == CONNECTION_WAITS)
        watch(writer, connection, EPOLL_CTL_MOD, EPOLLOUT);
    else
        finish(writer, connection);
}

/* More connections than places wait in the socket's backlog. */
static void listen_again(struct writer *writer, bool wanted)
{
    struct epoll_event event = {.events = EPOLLIN};
    if (wanted == writer->accepting)
        return;
    if (epoll_ctl(writer->epoll, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, writer->listening, &event) == 0)
        writer->accepting = wanted;
}

static void accept_all(struct writer *writer)
{
    struct connection *connection;
    while ((connection = free_connection(writer)) != NULL) {
        int fd = accept4(writer->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            return;
        connection_open(connection, fd);
        writer->open_count++;
        if ((size_t)(connection - writer->connections) >= writer->used)
            writer->used = (size_t)(connection - writer->connections) + 1;
        watch(writer, connection, EPOLL_CTL_ADD, EPOLLIN);
        take_in(writer, connection);
    }
}

static bool has_room(const struct writer *writer)
{
    size_t held = 0;
    for (size_t i = 0; i < writer->used; i++)
        held += writer->connections[i].fd < 0 ? 0 : writer->connections[i].in.capacity;
    return writer->open_count < CONNECTIONS && held < HELD_BYTES;
}

/* Of those whose request waits for its turn nobody is late but we. */
static bool is_late(const struct writer *writer, const struct connection *connection, int64_t now)
{
    if (connection->fd < 0 || (connection->request != NULL && connection->out.length == 0))
        return false;
    return connection->deadline < now || (writer->leave_by != 0 && writer->leave_by < now);
}

static void drop_late(struct writer *writer)
{
    int64_t now = clock_ticks();
    for (size_t i = writer->used; i > 0; i--)
        if (is_late(writer, &writer->connections[i - 1], now))
            finish(writer, &writer->connections[i - 1]);
}

/* --- batches ------------------------------------------------------------------------------------------------------ */

/* How many of those that wait may go together. */
static size_t batch_size(const struct writer *writer)
{
    size_t bytes = 0;
    size_t count = 0;
    while (count < writer->queue.count && count < BATCH_MOST) {
        bytes += queue_at(&writer->queue, count)->request->body.length;
        if (count > 0 && bytes > BATCH_BYTES)
            break;
        count++;
    }
    return count;
}

static void serve_batch(struct writer *writer)
{
    struct connection *served[BATCH_MOST];
    struct request *requests[BATCH_MOST];
    struct response *responses[BATCH_MOST];
    size_t count = batch_size(writer);
    for (size_t i = 0; i < count; i++) {
        served[i] = queue_at(&writer->queue, i);
        requests[i] = served[i]->request;
        responses[i] = &served[i]->response;
    }
    worker_alarm(BATCH_ALARM_SECONDS);
    count = web_serve_some(writer->application, requests, responses, count);
    worker_alarm(0);
    queue_remove(&writer->queue, count);
    for (size_t i = 0; i < count; i++) {
        connection_answer(served[i]);
        send_out(writer, served[i]);
    }
}

/* Between batches; while nothing comes, after the log was sealed. */
static void take_rest(struct writer *writer, bool worked)
{
    if (worked) {
        writer->served_at = clock_ticks();
        rest_after_work(&writer->rest);
    } else if (writer->open_count == 0 && clock_ticks() - writer->served_at > REST_MILLISECONDS * INT64_C(1000)) {
        rest_when_idle(&writer->rest, writer->application->db);
    }
}

static void seal_log(struct writer *writer)
{
    if (clock_ticks() - writer->sealed_at < SEAL_MICROSECONDS)
        return;
    sealer_seal(writer->application);
    writer->sealed_at = clock_ticks();
}

/* One batch, and those who came meanwhile take their turns before the next. */
static void step(struct writer *writer)
{
    struct epoll_event events[CONNECTIONS];
    int count = worker_wait(writer->epoll, events, CONNECTIONS, writer->queue.count > 0 ? 0 : TICK_MILLISECONDS);
    bool others = false;
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;
        if (connection == NULL)
            others = true;
        else if (connection->out.length > 0)
            send_out(writer, connection);
        else if (connection->request == NULL)
            take_in(writer, connection);
    }
    if (worker_is_stopping() && writer->leave_by == 0)
        writer->leave_by = clock_ticks() + LEAVING_SECONDS * MICROSECONDS;
    if (others && !worker_is_stopping())
        accept_all(writer);
    bool worked = writer->queue.count > 0;
    if (worked)
        serve_batch(writer);
    drop_late(writer);
    listen_again(writer, !worker_is_stopping() && has_room(writer));
    seal_log(writer);
    take_rest(writer, worked);
}

int writer_run(struct application *application, int listening)
{
    struct arena *arena = arena_open((size_t)1 << 20);
    struct writer *writer = arena_new(arena, struct writer);
    *writer = (struct writer){.application = application,
                              .arena = arena,
                              .connections = arena_array(arena, struct connection, CONNECTIONS),
                              .epoll = epoll_create1(EPOLL_CLOEXEC),
                              .listening = listening};
    for (size_t i = 0; i < CONNECTIONS; i++)
        writer->connections[i] = (struct connection){.fd = -1};
    application->handler_microseconds = HANDLER_MICROSECONDS;
    application->batch_microseconds = BATCH_MICROSECONDS;
    listen_again(writer, true);
    if (!writer->accepting) {
        perror("sanad: epoll");
        return 1;
    }
    while (!worker_is_stopping() || writer->open_count > 0)
        step(writer);
    writer->sealed_at = 0;
    seal_log(writer);
    for (size_t i = 0; i < CONNECTIONS; i++)
        connection_free(&writer->connections[i]);
    (void)close(writer->epoll);
    (void)arena_close(arena);
    return 0;
}
