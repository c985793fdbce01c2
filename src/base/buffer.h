/* Bytes that grow, up to a ceiling given at birth.  Past the ceiling nothing more is kept and `full` stays true:
   callers check once, at the end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>

#include "base/text.h"

struct buffer {
    char *bytes;
    size_t length, capacity, ceiling;
    bool full;
};

struct buffer buffer_open(size_t ceiling);
void buffer_close(struct buffer *buffer); /* accepts a closed one */
#define AUTO_BUFFER __attribute__((cleanup(buffer_close)))

void buffer_add(struct buffer *buffer, struct text text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_add_code_point(struct buffer *buffer, int32_t code_point);
void buffer_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
/* A decimal for machines: 12550 with 2 decimals is "125.50", -5 with 2 is "-0.05"; 0 to 18 decimals. */
void buffer_add_decimal(struct buffer *buffer, int64_t scaled, int decimals);
/* Room for `size` bytes more, to be written and counted with buffer->length; NULL past the ceiling. */
char *buffer_room(struct buffer *buffer, size_t size);
void buffer_clear(struct buffer *buffer);

static inline struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->length};
}

#endif
