/* Whatever a mail is made of, what is written are short lines of ASCII, and nobody's text becomes a header. */
#include <stdlib.h>

#include "codec/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(struct text written)
{
    size_t from = 0;
    for (size_t i = 0; i < written.length; i++) {
        unsigned char byte = (unsigned char)written.at[i];
        if (byte >= 0x80 || (byte < ' ' && byte != '\r' && byte != '\n'))
            abort();
        if ((byte == '\n') != (i > 0 && written.at[i - 1] == '\r'))
            abort();
        if (byte == '\n') {
            if (i - from > 998)
                abort();
            from = i + 1;
        }
    }
}

/* Twelve headers at most, each once. */
static void check_headers(struct text written)
{
    static const struct text ONCE[] = {TEXT_CONSTANT("\r\nTo: "), TEXT_CONSTANT("\r\nSubject: "),
                                       TEXT_CONSTANT("\r\nMessage-ID: ")};
    ptrdiff_t end = text_find(written, TEXT("\r\n\r\n"));
    if (end < 0)
        abort();
    for (size_t i = 0; i < sizeof ONCE / sizeof *ONCE; i++) {
        struct text head = text_slice(written, 0, (size_t)end);
        ptrdiff_t at = text_find(head, ONCE[i]);
        if (at < 0 || text_find(text_slice(head, (size_t)at + 1, head.length), ONCE[i]) >= 0)
            abort();
    }
    if (text_find(text_slice(written, 0, (size_t)end), TEXT("\r\nBcc:")) >= 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    struct text rest = {(const char *)data, size};
    struct mail mail = {.from = TEXT("sanad@mission.example"), .id = TEXT("1"), .at = 0};
    (void)text_split(&rest, '|', &mail.to);
    (void)text_split(&rest, '|', &mail.from_name);
    (void)text_split(&rest, '|', &mail.subject);
    (void)text_split(&rest, '|', &mail.settings);
    mail.body = rest;
    if (mail_write(arena, &buffer, &mail) != OK)
        return 0;
    check_lines(buffer_text(&buffer));
    check_headers(buffer_text(&buffer));
    return 0;
}
