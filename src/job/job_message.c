#include "job/job_message.h"

#include <string.h>

#include "base/buffer.h"
#include "base/number.h"

enum { MESSAGE_CEILING = 16 << 20 };

static const char LETTERS[] = {
    [VALUE_INTEGER] = 'i', [VALUE_TEXT] = 't', [VALUE_BYTES] = 'b', [VALUE_IDENTIFIER] = 'u'};

struct text job_message_write(struct arena *arena, const struct value *values, size_t count)
{
    AUTO_BUFFER struct buffer out = buffer_open(MESSAGE_CEILING);
    for (size_t i = 0; i < count; i++) {
        const struct value *value = &values[i];
        struct text bytes = value->text;
        if (value->kind == VALUE_INTEGER)
            bytes = arena_format(arena, "%lld", (long long)value->integer);
        else if (value->kind == VALUE_IDENTIFIER)
            bytes = (struct text){(const char *)value->identifier.bytes, sizeof value->identifier.bytes};
        buffer_format(&out, "%c%zu:", LETTERS[value->kind], bytes.length);
        buffer_add(&out, bytes);
    }
    return out.full ? TEXT_NONE : arena_text(arena, buffer_text(&out)); /* an empty message is refused when read */
}

static enum outcome read_value(struct text *rest, enum value_kind kind, struct value *ret)
{
    int64_t length;
    ptrdiff_t colon = text_find_byte(*rest, ':');
    if (colon < 2 || *rest->at != LETTERS[kind] ||
        text_to_integer(text_slice(*rest, 1, (size_t)colon), 0, MESSAGE_CEILING, &length) != OK ||
        (size_t)length > rest->length - (size_t)colon - 1)
        return INVALID;
    struct text bytes = {rest->at + colon + 1, (size_t)length};
    *rest = text_slice(*rest, (size_t)colon + 1 + bytes.length, rest->length);
    *ret = (struct value){.kind = kind, .text = bytes};
    if (kind == VALUE_INTEGER)
        return text_to_integer(bytes, INT64_MIN, INT64_MAX, &ret->integer);
    if (kind != VALUE_IDENTIFIER)
        return OK;
    if (bytes.length != sizeof ret->identifier.bytes)
        return INVALID;
    memcpy(ret->identifier.bytes, bytes.at, bytes.length);
    return OK;
}

enum outcome job_message_read(struct text message, const enum value_kind *kinds, size_t count, struct value *ret_values)
{
    for (size_t i = 0; i < count; i++)
        if (read_value(&message, kinds[i], &ret_values[i]) != OK)
            return INVALID;
    return message.length == 0 ? OK : INVALID;
}
