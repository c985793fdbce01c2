#include "backup/item.h"

#include <math.h>
#include <string.h>

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void add_number(struct buffer *buffer, uint64_t number, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        buffer_add_byte(buffer, (char)(unsigned char)(number >> shift & 0xff));
}

static void add_bytes(struct buffer *buffer, char kind, struct text bytes)
{
    buffer_add_byte(buffer, kind);
    add_number(buffer, bytes.length, 4);
    buffer_add(buffer, bytes);
    if (bytes.length > ITEM_BYTES_MOST)
        buffer->full = true;
}

static void add_value(struct buffer *buffer, const struct value *value)
{
    uint64_t bits;
    switch (value->kind) {
    case VALUE_NULL:
        buffer_add_byte(buffer, 'n');
        return;
    case VALUE_INTEGER:
        buffer_add_byte(buffer, 'i');
        add_number(buffer, (uint64_t)value->integer, 8);
        return;
    case VALUE_REAL:
        memcpy(&bits, &value->real, sizeof bits);
        buffer_add_byte(buffer, 'r');
        add_number(buffer, bits, 8);
        return;
    case VALUE_TEXT:
        add_bytes(buffer, 't', value->text);
        return;
    case VALUE_BYTES:
        add_bytes(buffer, 'b', value->text);
        return;
    case VALUE_IDENTIFIER:
        add_bytes(buffer, 'b', (struct text){(const char *)value->identifier.bytes, sizeof value->identifier.bytes});
        return;
    }
}

void item_write(struct buffer *buffer, char kind, const struct value *values, size_t count)
{
    size_t start = buffer->length;
    buffer_add_byte(buffer, kind);
    add_number(buffer, 0, 4);
    for (size_t i = 0; i < count; i++)
        add_value(buffer, &values[i]);
    size_t length = buffer->length - start - ITEM_PREFIX;
    if (buffer->full || length > ITEM_BYTES_MOST || count > ITEM_VALUES_MOST) {
        buffer->full = true;
        return;
    }
    for (size_t i = 0; i < 4; i++)
        buffer->bytes[start + 1 + i] = (char)(unsigned char)(length >> (24 - 8 * i) & 0xff);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static uint64_t number_of(const char *bytes, int count)
{
    uint64_t number = 0;
    for (int i = 0; i < count; i++)
        number = number << 8 | (unsigned char)bytes[i];
    return number;
}

/* What stands behind a value's kind, taken off the front of *rest. */
static bool take(struct text *rest, size_t length, struct text *ret)
{
    if (rest->length < length)
        return false;
    *ret = text_slice(*rest, 0, length);
    *rest = text_slice(*rest, length, rest->length);
    return true;
}

static bool take_number(struct text *rest, char kind, struct value *ret)
{
    struct text bytes;
    double real;
    if (!take(rest, 8, &bytes))
        return false;
    uint64_t bits = number_of(bytes.at, 8);
    if (kind == 'i') {
        *ret = value_integer((int64_t)bits);
        return true;
    }
    memcpy(&real, &bits, sizeof real);
    *ret = value_real(real);
    return isfinite(real);
}

static bool take_text(struct text *rest, char kind, struct value *ret)
{
    struct text bytes;
    if (!take(rest, 4, &bytes) || !take(rest, number_of(bytes.at, 4), &bytes))
        return false;
    *ret = kind == 't' ? value_text(bytes) : value_bytes(bytes);
    return kind == 'b' || (text_is_utf8(bytes) && (bytes.length == 0 || memchr(bytes.at, '\0', bytes.length) == NULL));
}

static bool take_value(struct text *rest, struct value *ret)
{
    struct text kind;
    if (!take(rest, 1, &kind))
        return false;
    switch (*kind.at) {
    case 'n':
        *ret = value_null();
        return true;
    case 'i':
    case 'r':
        return take_number(rest, *kind.at, ret);
    case 't':
    case 'b':
        return take_text(rest, *kind.at, ret);
    default:
        return false;
    }
}

struct item_reader item_reader_open(struct arena *arena, struct item_source source)
{
    return (struct item_reader){.source = source,
                                .bytes = buffer_open(ITEM_PREFIX + ITEM_BYTES_MOST),
                                .values = arena_array(arena, struct value, ITEM_VALUES_MOST)};
}

void item_reader_close(struct item_reader *reader) { buffer_close(&reader->bytes); }

/* In pieces, so that a length that lies asks for no more memory than there are bytes. */
static enum outcome fill(struct item_reader *reader, size_t size)
{
    enum { PIECE = 1 << 20 };
    while (size > 0) {
        size_t wanted = size < PIECE ? size : PIECE;
        size_t got = 0;
        char *room = buffer_room(&reader->bytes, wanted);
        if (room == NULL)
            return INVALID;
        enum outcome outcome = reader->source.read(reader->source.context, room, wanted, &got);
        if (outcome != OK)
            return outcome;
        reader->bytes.length += got;
        if (got < wanted)
            return reader->bytes.length == 0 ? NOT_FOUND : INVALID;
        size -= wanted;
    }
    return OK;
}

enum outcome item_next(struct item_reader *reader, struct item *ret)
{
    buffer_clear(&reader->bytes);
    enum outcome outcome = fill(reader, ITEM_PREFIX);
    if (outcome != OK)
        return outcome;
    size_t length = number_of(reader->bytes.bytes + 1, 4);
    if (length > ITEM_BYTES_MOST)
        return INVALID;
    outcome = fill(reader, length);
    if (outcome != OK)
        return outcome == NOT_FOUND ? INVALID : outcome;
    struct item item = {.kind = *reader->bytes.bytes, .bytes = buffer_text(&reader->bytes), .values = reader->values};
    struct text rest = text_slice(item.bytes, ITEM_PREFIX, item.bytes.length);
    while (rest.length > 0)
        if (item.count == ITEM_VALUES_MOST || !take_value(&rest, &reader->values[item.count++]))
            return INVALID;
    *ret = item;
    return OK;
}

bool item_has(const struct item *item, const char *kinds)
{
    static const char LETTERS[] = {[VALUE_NULL] = 'n', [VALUE_INTEGER] = 'i', [VALUE_REAL] = 'r',
                                   [VALUE_TEXT] = 't', [VALUE_BYTES] = 'b',   [VALUE_IDENTIFIER] = 'b'};
    size_t length = strlen(kinds);
    bool open = length > 0 && kinds[length - 1] == '*';
    length -= open ? 1 : 0;
    if (item->count < length || (!open && item->count != length))
        return false;
    for (size_t i = 0; i < length; i++)
        if (LETTERS[item->values[i].kind] != kinds[i])
            return false;
    return true;
}
