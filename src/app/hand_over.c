#include "app/hand_over.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "system/clock.h"
#include "web/internal.h"

enum { ANSWER_MOST = 16 << 20, ANSWER_SECONDS = 10, STEP = 16 * 1024, TRIES = 20, TRY_MILLISECONDS = 25 };

/* --- sockets ------------------------------------------------------------------------------------------------------ */

/* An address holds 107 bytes of path; a longer one goes through a descriptor of its directory. */
static bool make_address(const char *path, struct sockaddr_un *address, int *ret_directory)
{
    struct text whole = text_from(path);
    AUTO_ARENA struct arena *arena = arena_open(64 * 1024);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *ret_directory = -1;
    if (whole.length >= sizeof address->sun_path) {
        size_t slash = whole.length;
        while (slash > 0 && path[slash - 1] != '/')
            slash--;
        *ret_directory = open(arena_string(arena, text_slice(whole, 0, slash)), O_PATH | O_DIRECTORY | O_CLOEXEC);
        whole = arena_format(arena, "/proc/self/fd/%d/%s", *ret_directory, path + slash);
    }
    if (whole.length >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(address->sun_path, whole.at, whole.length);
    return true;
}

static int close_keeping_error(int fd)
{
    int error = errno;
    if (fd >= 0)
        (void)close(fd);
    errno = error;
    return -1;
}

int socket_listen(const char *path, int backlog)
{
    struct sockaddr_un address;
    int directory;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || !make_address(path, &address, &directory))
        return close_keeping_error(fd);
    (void)unlink(path);
    mode_t mask = umask(0117); /* 0660: nginx's group, nobody else */
    bool listens = bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, backlog) == 0;
    (void)umask(mask);
    if (directory >= 0)
        (void)close_keeping_error(directory);
    return listens ? fd : close_keeping_error(fd);
}

int socket_connect(const char *path)
{
    struct sockaddr_un address;
    int directory;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || !make_address(path, &address, &directory))
        return close_keeping_error(fd);
    int result = connect(fd, (struct sockaddr *)&address, sizeof address);
    if (directory >= 0)
        (void)close_keeping_error(directory);
    return result == 0 ? fd : close_keeping_error(fd);
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

/* A full backlog, or a writing worker that is being replaced, passes within moments. */
static int connect_patiently(const char *path)
{
    for (int i = 0; i < TRIES; i++) {
        int fd = socket_connect(path);
        if (fd >= 0 || (errno != EAGAIN && errno != ECONNREFUSED))
            return fd;
        (void)poll(NULL, 0, TRY_MILLISECONDS);
    }
    return -1;
}

static bool wait_for(int fd, short events, int64_t deadline)
{
    struct pollfd wanted = {.fd = fd, .events = events};
    int64_t left = deadline - clock_ticks();
    if (left <= 0)
        return false;
    int count = poll(&wanted, 1, (int)(left / 1000) + 1);
    return count > 0 || (count < 0 && errno == EINTR);
}

static bool may_go_on(int fd, short events, int64_t deadline)
{
    return errno == EINTR || ((errno == EAGAIN || errno == EWOULDBLOCK) && wait_for(fd, events, deadline));
}

static bool send_all(int fd, struct text bytes, int64_t deadline)
{
    size_t sent = 0;
    while (sent < bytes.length) {
        ssize_t put = send(fd, bytes.at + sent, bytes.length - sent, MSG_NOSIGNAL);
        if (put < 0 && !may_go_on(fd, POLLOUT, deadline))
            return false;
        sent += put < 0 ? 0 : (size_t)put;
    }
    return true;
}

static bool receive_all(int fd, struct buffer *answer, int64_t deadline)
{
    for (;;) {
        char *room = buffer_room(answer, STEP);
        if (room == NULL)
            return false;
        ssize_t got = recv(fd, room, STEP, 0);
        if (got == 0)
            return true;
        if (got < 0 && !may_go_on(fd, POLLIN, deadline))
            return false;
        answer->length += got < 0 ? 0 : (size_t)got;
    }
}

enum outcome hand_over_send(void *context, struct work *work, const char *action, struct text arguments,
                            struct text *ret_answer)
{
    const struct hand_over_place *place = context;
    int64_t deadline = clock_ticks() + ANSWER_SECONDS * MICROSECONDS;
    AUTO_BUFFER struct buffer bytes = buffer_open(INTERNAL_BODY_MOST + SCGI_HEAD_MOST * 2);
    AUTO_BUFFER struct buffer answer = buffer_open(ANSWER_MOST);
    internal_request(place->application, work, action, arguments, &bytes);
    if (bytes.full)
        return TOO_LARGE;
    int fd = connect_patiently(place->socket);
    if (fd < 0)
        return UNAVAILABLE;
    bool answered = send_all(fd, buffer_text(&bytes), deadline) && receive_all(fd, &answer, deadline);
    (void)close(fd);
    return answered ? internal_answer_read(work->arena, buffer_text(&answer), ret_answer) : UNAVAILABLE;
}
