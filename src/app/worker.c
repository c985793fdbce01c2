#include "app/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/connection.h"
#include "app/rest.h"
#include "system/clock.h"
#include "web/answer.h"

enum { STREAM_PIECE = 1 << 20, STREAM_SECONDS = 60, ALARM_SLACK_SECONDS = 2 };

/* --- signals ------------------------------------------------------------------------------------------------------ */

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

bool worker_is_stopping(void) { return stopping != 0; }

bool worker_ends_with_all(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 && sigismember(&waiting, SIGUSR1) == 1;
}

void worker_signals(void)
{
    struct sigaction action = {.sa_handler = stop};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction ordinary = {.sa_handler = SIG_DFL};
    sigset_t blocked;
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &ignore, NULL); /* Ctrl-C reaches all; the supervisor decides */
    (void)sigaction(SIGHUP, &ignore, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGCHLD, &ordinary, NULL);
    (void)sigaction(SIGALRM, &ordinary, NULL);
    (void)sigemptyset(&blocked);
    (void)sigaddset(&blocked, SIGTERM);
    (void)sigaddset(&blocked, SIGUSR1);
    (void)sigprocmask(SIG_SETMASK, &blocked, NULL);
}

int worker_wait(int epoll, struct epoll_event *events, int most, int milliseconds)
{
    sigset_t held_back;
    (void)sigemptyset(&held_back);
    (void)sigaddset(&held_back, SIGUSR1);
    int count = epoll_pwait(epoll, events, most, milliseconds, &held_back);
    return count < 0 ? 0 : count;
}

void worker_alarm(int64_t seconds) { (void)alarm((unsigned)seconds); }

/* --- one request at a time ---------------------------------------------------------------------------------------- */

static bool wait_for(const struct connection *connection, short events)
{
    struct pollfd wanted = {.fd = connection->fd, .events = events};
    int64_t left = connection->deadline - clock_ticks();
    if (left <= 0)
        return false;
    int count = poll(&wanted, 1, (int)(left / 1000) + 1);
    return count > 0 || (count < 0 && errno == EINTR);
}

static bool read_request(struct connection *connection)
{
    enum connection_state state;
    while ((state = connection_read(connection)) == CONNECTION_WAITS)
        if (!wait_for(connection, POLLIN))
            return false;
    return state == CONNECTION_DONE;
}

static bool write_out(struct connection *connection)
{
    enum connection_state state;
    while ((state = connection_write(connection)) == CONNECTION_WAITS)
        if (!wait_for(connection, POLLOUT))
            return false;
    return state == CONNECTION_DONE;
}

static void write_stream(struct connection *connection)
{
    struct response *response = &connection->response;
    struct db *db = connection->application->db;
    AUTO_TRANSACTION struct db_transaction snapshot = {0};
    bool more = true;
    worker_alarm(STREAM_SECONDS + ALARM_SLACK_SECONDS);
    db->deadline = clock_ticks() + STREAM_SECONDS * MICROSECONDS;
    if (db_transaction_begin(db, false, &snapshot) != OK)
        return;
    while (more) {
        buffer_clear(&connection->out);
        connection->sent = 0;
        while (more && connection->out.length < STREAM_PIECE && !connection->out.full)
            more = response->stream(response->stream_context, &connection->out);
        connection->deadline = clock_ticks() + CONNECTION_SECONDS * MICROSECONDS;
        if (connection->out.full || !write_out(connection))
            break;
    }
    db->deadline = 0;
}

static void serve(struct connection *connection)
{
    const struct application *application = connection->application;
    if (!read_request(connection))
        return;
    worker_alarm(application->settings->request_seconds + ALARM_SLACK_SECONDS);
    web_serve(application, connection->request, &connection->response);
    worker_alarm(0);
    connection_answer(connection);
    if (write_out(connection) && answer_streams(connection->request, &connection->response))
        write_stream(connection);
    worker_alarm(0);
}

int worker_run(struct application *application, int listening)
{
    struct connection connection = connection_make(application);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLEXCLUSIVE};
    struct rest rest = {0};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listening, &wanted) != 0) {
        perror("sanad: epoll");
        return 1;
    }
    while (!worker_is_stopping()) {
        struct epoll_event event;
        if (worker_wait(epoll, &event, 1, rest_patience(&rest)) == 0) {
            rest_when_idle(&rest, application->db);
            continue;
        }
        int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            continue; /* another worker was faster */
        connection_open(&connection, fd);
        serve(&connection);
        connection_close(&connection);
        rest_after_work(&rest);
    }
    connection_free(&connection);
    (void)close(epoll);
    return 0;
}
