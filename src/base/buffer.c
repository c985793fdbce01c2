#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buffer buffer_open(size_t ceiling) { return (struct buffer){.ceiling = ceiling}; }

void buffer_close(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){.ceiling = buffer->ceiling};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->full = false;
}

/* `spare` bytes more than the ceiling counts: the NUL of vsnprintf. */
static char *room_for(struct buffer *buffer, size_t size, size_t spare)
{
    if (buffer->full || size > buffer->ceiling - buffer->length) {
        buffer->full = true;
        return NULL;
    }
    size_t needed = buffer->length + size + spare;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity < 256 ? 256 : buffer->capacity * 2;
        if (capacity > buffer->ceiling)
            capacity = buffer->ceiling;
        if (capacity < needed)
            capacity = needed;
        char *bytes = realloc(buffer->bytes, capacity);
        if (bytes == NULL) {
            (void)fputs("sanad: out of memory\n", stderr);
            abort();
        }
        buffer->bytes = bytes;
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->length;
}

char *buffer_room(struct buffer *buffer, size_t size) { return room_for(buffer, size, 0); }

void buffer_add(struct buffer *buffer, struct text text)
{
    if (text.length == 0)
        return;
    char *room = buffer_room(buffer, text.length);
    if (room == NULL)
        return;
    memcpy(room, text.at, text.length);
    buffer->length += text.length;
}

void buffer_add_byte(struct buffer *buffer, char byte) { buffer_add(buffer, (struct text){&byte, 1}); }

void buffer_add_code_point(struct buffer *buffer, int32_t c)
{
    char bytes[4];
    size_t length;
    if (c < 0x80) {
        bytes[0] = (char)c;
        length = 1;
    } else if (c < 0x800) {
        bytes[0] = (char)(0xc0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3f));
        length = 2;
    } else if (c < 0x10000) {
        bytes[0] = (char)(0xe0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (c & 0x3f));
        length = 3;
    } else {
        bytes[0] = (char)(0xf0 | c >> 18);
        bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
        bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[3] = (char)(0x80 | (c & 0x3f));
        length = 4;
    }
    buffer_add(buffer, (struct text){bytes, length});
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list list;
    va_list again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *room = length < 0 ? NULL : room_for(buffer, (size_t)length, 1);
    if (room != NULL) {
        (void)vsnprintf(room, (size_t)length + 1, format, list);
        buffer->length += (size_t)length;
    }
    va_end(list);
}

void buffer_add_decimal(struct buffer *buffer, int64_t scaled, int decimals)
{
    uint64_t unit = 1;
    uint64_t size = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled; /* also of INT64_MIN */
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (scaled < 0)
        buffer_add_byte(buffer, '-');
    buffer_format(buffer, "%llu", (unsigned long long)(size / unit));
    if (decimals > 0)
        buffer_format(buffer, ".%0*llu", decimals, (unsigned long long)(size % unit));
}
