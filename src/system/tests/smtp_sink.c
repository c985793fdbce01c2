#include "system/tests/smtp_sink.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "codec/base64.h"
#include "system/process.h"

struct smtp_sink {
    pid_t child;
    int port, from_child;
};

struct talk {
    FILE *in, *out;
    struct arena *arena;
    struct buffer message;
    const char *to_receiver, *user, *password;
    bool signed_in;
};

static void say(struct talk *talk, const char *line)
{
    (void)fprintf(talk->out, "%s\r\n", line);
    (void)fflush(talk->out);
}

static bool hear(struct talk *talk, char *line, int size)
{
    if (fgets(line, size, talk->in) == NULL)
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

static void sign_in(struct talk *talk, const char *given)
{
    char line[1000];
    struct text plain;
    if (*given == '\0') {
        say(talk, "334 ");
        if (!hear(talk, line, sizeof line))
            return;
        given = line;
    }
    AUTO_BUFFER struct buffer wanted = buffer_open(1000);
    buffer_add_byte(&wanted, '\0');
    buffer_add(&wanted, text_from(talk->user));
    buffer_add_byte(&wanted, '\0');
    buffer_add(&wanted, text_from(talk->password));
    talk->signed_in = base64_decode(talk->arena, text_from(given), BASE64_STANDARD, &plain) == OK &&
                      text_equal(plain, buffer_text(&wanted));
    say(talk, talk->signed_in ? "235 welcome" : "535 wrong");
}

static void take_message(struct talk *talk, int to_parent)
{
    char line[2000];
    say(talk, "354 go on");
    while (fgets(line, sizeof line, talk->in) != NULL && strcmp(line, ".\r\n") != 0)
        buffer_add(&talk->message, text_from(line[0] == '.' ? line + 1 : line)); /* RFC 5321 4.5.2 */
    uint32_t length = (uint32_t)talk->message.length;
    if (write(to_parent, &length, sizeof length) != (ssize_t)sizeof length ||
        write(to_parent, talk->message.bytes, length) != (ssize_t)length)
        _exit(1);
    say(talk, "250 taken");
}

/* The address between < and >, and a byte behind it. */
static void keep_address(struct talk *talk, const char *line, char end)
{
    const char *from = strchr(line, '<');
    const char *to = from == NULL ? NULL : strchr(from, '>');
    if (to != NULL)
        buffer_format(&talk->message, "%.*s%c", (int)(to - from - 1), from + 1, end);
}

static void converse(struct talk *talk, int to_parent)
{
    char line[2000];
    say(talk, "220 sink");
    while (hear(talk, line, sizeof line)) {
        if (strncasecmp(line, "EHLO", 4) == 0 && talk->user != NULL)
            say(talk, "250-sink\r\n250 AUTH PLAIN");
        else if (strncasecmp(line, "AUTH PLAIN", 10) == 0)
            sign_in(talk, line[10] == ' ' ? line + 11 : "");
        else if (strncasecmp(line, "MAIL FROM:", 10) == 0 && talk->user != NULL && !talk->signed_in)
            say(talk, "530 sign in first");
        else if (strncasecmp(line, "MAIL FROM:", 10) == 0) {
            buffer_clear(&talk->message);
            keep_address(talk, line, ' ');
            say(talk, "250 ok");
        } else if (strncasecmp(line, "RCPT TO:", 8) == 0) {
            keep_address(talk, line, '\n');
            say(talk, talk->to_receiver);
        } else if (strcasecmp(line, "DATA") == 0)
            take_message(talk, to_parent);
        else
            say(talk, strncasecmp(line, "QUIT", 4) == 0 ? "221 bye" : "250 ok");
    }
}

static void serve(int listener, int to_parent, const char *to_receiver, const char *user, const char *password)
{
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            _exit(0);
        struct talk talk = {.in = fdopen(connection, "r"),
                            .out = fdopen(dup(connection), "w"),
                            .arena = arena_open(1 << 20),
                            .message = buffer_open(1 << 20),
                            .to_receiver = to_receiver,
                            .user = user,
                            .password = password};
        converse(&talk, to_parent);
        (void)fclose(talk.in);
        (void)fclose(talk.out);
        buffer_close(&talk.message);
        (void)arena_close(talk.arena);
    }
}

struct smtp_sink *smtp_sink_open(const char *to_receiver, const char *user, const char *password)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int ends[2];
    struct smtp_sink *sink = calloc(1, sizeof *sink);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (sink == NULL || listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0 || pipe(ends) != 0)
        abort();
    sink->port = ntohs(address.sin_port);
    sink->from_child = ends[0];
    (void)fflush(NULL);
    sink->child = fork();
    if (sink->child == 0) {
        process_end_with_parent();
        (void)close(ends[0]);
        serve(listener, ends[1], to_receiver, user, password);
    }
    (void)close(ends[1]);
    (void)close(listener);
    return sink;
}

struct smtp_sink *smtp_sink_close(struct smtp_sink *sink)
{
    if (sink == NULL)
        return NULL;
    (void)kill(sink->child, SIGKILL);
    (void)waitpid(sink->child, NULL, 0);
    (void)close(sink->from_child);
    free(sink);
    return NULL;
}

struct text smtp_sink_url(const struct smtp_sink *sink, struct arena *arena)
{
    return arena_format(arena, "smtp://127.0.0.1:%d", sink->port);
}

struct text smtp_sink_next(struct smtp_sink *sink, struct arena *arena, int milliseconds)
{
    struct pollfd ready = {.fd = sink->from_child, .events = POLLIN};
    uint32_t length = 0;
    if (poll(&ready, 1, milliseconds) <= 0 || read(sink->from_child, &length, sizeof length) != (ssize_t)sizeof length)
        return TEXT_NONE;
    char *bytes = arena_bytes(arena, length + 1);
    for (size_t at = 0; at < length;) {
        ssize_t more = read(sink->from_child, bytes + at, length - at);
        if (more <= 0)
            return TEXT_NONE;
        at += (size_t)more;
    }
    return (struct text){bytes, length};
}
