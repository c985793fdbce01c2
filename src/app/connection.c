#include "app/connection.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system/clock.h"
#include "web/answer.h"

enum {
    READ_STEP = 16 * 1024,
    KEPT = 64 * 1024, /* of a buffer, between two requests */
    BODY_CEILING = 1 << 30,
};

struct connection connection_make(const struct application *application)
{
    return (struct connection){.fd = -1,
                               .application = application,
                               .arena = arena_open(CONNECTION_ARENA + (size_t)application->settings->upload_bytes * 2),
                               .in = buffer_open(BODY_CEILING + SCGI_HEAD_MOST * 2),
                               .out = buffer_open(RESPONSE_MOST + ANSWER_HEAD_MOST),
                               .response = response_open(RESPONSE_MOST)};
}

void connection_free(struct connection *connection)
{
    if (connection->fd >= 0)
        connection_close(connection);
    buffer_close(&connection->in);
    buffer_close(&connection->out);
    response_close(&connection->response);
    connection->arena = arena_close(connection->arena);
}

void connection_open(struct connection *connection, int fd)
{
    connection->fd = fd;
    connection->deadline = clock_ticks() + CONNECTION_SECONDS * MICROSECONDS;
}

static void empty(struct buffer *buffer)
{
    if (buffer->capacity > KEPT)
        buffer_close(buffer);
    buffer_clear(buffer);
}

void connection_close(struct connection *connection)
{
    (void)close(connection->fd);
    connection->fd = -1;
    connection->request = NULL;
    connection->head_length = connection->received = connection->sent = 0;
    empty(&connection->in);
    empty(&connection->out);
    response_clear(&connection->response);
    empty(&connection->response.body);
    arena_reset(connection->arena);
}

/* --- the request -------------------------------------------------------------------------------------------------- */

static enum connection_state read_head(struct connection *connection)
{
    struct text bytes = buffer_text(&connection->in);
    size_t length;
    if (scgi_measure(bytes, &length) != OK)
        return CONNECTION_BROKEN;
    if (length == 0 || length > bytes.length)
        return CONNECTION_WAITS;
    /* The buffer moves as it grows; the head must stay where it is. */
    struct text head = arena_text(connection->arena, text_slice(bytes, 0, length));
    if (scgi_decode(connection->arena, head, &connection->head) != OK)
        return CONNECTION_BROKEN;
    connection->head_length = length;
    connection->received = bytes.length - length;
    connection->body_most = web_body_most(connection->application, connection->arena, &connection->head);
    return CONNECTION_DONE;
}

static bool is_too_long(const struct connection *connection)
{
    return connection->head_length > 0 && connection->head.content_length > connection->body_most;
}

static enum connection_state take(struct connection *connection)
{
    if (connection->head_length == 0) {
        enum connection_state state = read_head(connection);
        if (state != CONNECTION_DONE)
            return state;
    }
    if (is_too_long(connection))
        connection->in.length = connection->head_length; /* dropped as it comes */
    if (connection->received < connection->head.content_length)
        return CONNECTION_WAITS;
    size_t kept = is_too_long(connection) ? 0 : connection->head.content_length;
    struct text body =
        text_slice(buffer_text(&connection->in), connection->head_length, connection->head_length + kept);
    connection->request = request_open(connection->application, connection->arena, &connection->head, body);
    return CONNECTION_DONE;
}

enum connection_state connection_read(struct connection *connection)
{
    for (;;) {
        char *room = buffer_room(&connection->in, READ_STEP);
        if (room == NULL)
            return CONNECTION_BROKEN;
        ssize_t got = recv(connection->fd, room, READ_STEP, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return CONNECTION_WAITS;
        if (got <= 0)
            return CONNECTION_BROKEN;
        connection->in.length += (size_t)got;
        connection->received += connection->head_length > 0 ? (size_t)got : 0;
        enum connection_state state = take(connection);
        if (state == CONNECTION_BROKEN && connection->head_length == 0)
            (void)fputs("sanad: a connection brought something else than SCGI\n", stderr);
        if (state != CONNECTION_WAITS)
            return state;
    }
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

void connection_answer(struct connection *connection)
{
    answer_head(connection->request, &connection->response, &connection->out);
    if (!answer_streams(connection->request, &connection->response))
        buffer_add(&connection->out, answer_body(connection->request, &connection->response));
    connection->deadline = clock_ticks() + CONNECTION_SECONDS * MICROSECONDS;
}

enum connection_state connection_write(struct connection *connection)
{
    while (connection->sent < connection->out.length) {
        ssize_t put = send(connection->fd, connection->out.bytes + connection->sent,
                           connection->out.length - connection->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return CONNECTION_WAITS;
        if (put < 0)
            return CONNECTION_BROKEN;
        connection->sent += (size_t)put;
    }
    return CONNECTION_DONE;
}
