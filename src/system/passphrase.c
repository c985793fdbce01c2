#include "system/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { CONTROL_C = 3, CONTROL_D = 4, BACKSPACE = 8, DELETE = 127 };

static enum outcome refuse(const char *why)
{
    (void)fprintf(stderr, "sanad: %s\n", why);
    return INVALID;
}

static enum outcome check(struct text passphrase, bool new)
{
    if (!text_is_utf8(passphrase) || text_find_byte(passphrase, '\0') >= 0)
        return refuse("the passphrase is not UTF-8");
    if (new &&text_code_points(passphrase) < PASSPHRASE_LEAST)
        return refuse("a passphrase has 12 characters or more");
    return OK;
}

/* The last character again: a letter may be several bytes. */
static size_t without_last(const char *bytes, size_t length)
{
    while (length > 0 && ((unsigned char)bytes[length - 1] & 0xc0) == 0x80)
        length--;
    return length > 0 ? length - 1 : 0;
}

/* Byte by byte, while the terminal neither shows nor interprets them. */
static enum outcome read_line(int terminal, char *bytes, size_t *ret_length)
{
    size_t length = 0;
    for (;;) {
        char byte;
        ssize_t got = read(terminal, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || byte == CONTROL_C || (byte == CONTROL_D && length == 0))
            return refuse("no passphrase was given");
        if (byte == '\n' || byte == '\r')
            break;
        if (byte == BACKSPACE || byte == DELETE)
            length = without_last(bytes, length);
        else if (length == PASSPHRASE_MOST)
            return refuse("the passphrase is too long");
        else
            bytes[length++] = byte;
    }
    *ret_length = length;
    return OK;
}

static enum outcome ask_once(struct arena *arena, int terminal, const char *prompt, struct text *ret)
{
    char *bytes = arena_bytes(arena, PASSPHRASE_MOST);
    size_t length = 0;
    struct termios shown, hidden;
    if (tcgetattr(terminal, &shown) != 0)
        return refuse("there is no terminal to type a passphrase on");
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
    hidden.c_cc[VMIN] = 1;
    hidden.c_cc[VTIME] = 0;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0)
        return FAILED;
    (void)dprintf(terminal, "%s: ", prompt);
    enum outcome outcome = read_line(terminal, bytes, &length);
    (void)tcsetattr(terminal, TCSAFLUSH, &shown);
    (void)dprintf(terminal, "\n");
    if (outcome != OK) {
        explicit_bzero(bytes, PASSPHRASE_MOST);
        return outcome;
    }
    *ret = (struct text){bytes, length};
    return OK;
}

enum outcome passphrase_ask(struct arena *arena, const char *prompt, bool twice, struct text *ret)
{
    struct text first, again;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) {
        (void)refuse("there is no terminal to type a passphrase on: --passphrase-file FILE");
        return NOT_FOUND;
    }
    enum outcome outcome = ask_once(arena, terminal, prompt, &first);
    if (outcome == OK)
        outcome = check(first, twice);
    if (outcome == OK && twice) {
        outcome = ask_once(arena, terminal, "The same once more", &again);
        if (outcome == OK && !text_equal(first, again))
            outcome = refuse("the two are not the same");
    }
    (void)close(terminal);
    if (outcome == OK)
        *ret = first;
    return outcome;
}

enum outcome passphrase_read(struct arena *arena, const char *path, bool new, struct text *ret)
{
    char *bytes = arena_bytes(arena, PASSPHRASE_MOST + 2);
    size_t length = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path);
        return NOT_FOUND;
    }
    for (ssize_t got = 1; got > 0 && length < PASSPHRASE_MOST + 2;) {
        got = read(file, bytes + length, PASSPHRASE_MOST + 2 - length);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            length += (size_t)got;
    }
    (void)close(file);
    struct text rest = {bytes, length}, line = TEXT_NONE;
    (void)text_split(&rest, '\n', &line);
    if (line.length > PASSPHRASE_MOST)
        return refuse("the passphrase is too long");
    if (text_is_empty(line))
        return refuse("the file of the passphrase begins with an empty line");
    enum outcome outcome = check(line, new);
    if (outcome == OK)
        *ret = line;
    return outcome;
}
