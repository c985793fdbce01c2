#include "codec/given_row.h"

enum { HEAD = 4, FIXED = 8, CELL_HEAD = 5, ROW_MOST = 8 << 20 };

static void add32(struct buffer *buffer, size_t number)
{
    for (int shift = 0; shift < 32; shift += 8)
        buffer_add_byte(buffer, (char)(number >> shift & 0xff));
}

static size_t read32(struct text bytes, size_t at)
{
    size_t number = 0;
    for (size_t i = 0; i < 4; i++)
        number |= (size_t)(unsigned char)bytes.at[at + i] << 8 * i;
    return number;
}

void given_row_write(struct buffer *buffer, const struct given_row *row)
{
    size_t length = FIXED;
    for (size_t i = 0; i < row->count; i++)
        length += CELL_HEAD + row->cells[i].text.length;
    add32(buffer, length);
    add32(buffer, row->line);
    add32(buffer, row->count);
    for (size_t i = 0; i < row->count; i++) {
        buffer_add_byte(buffer, (char)row->cells[i].kind);
        add32(buffer, row->cells[i].text.length);
        buffer_add(buffer, row->cells[i].text);
    }
}

static enum outcome read_cell(struct text *rest, struct given_cell *ret_cell)
{
    if (rest->length < CELL_HEAD)
        return INVALID;
    unsigned char kind = (unsigned char)rest->at[0];
    size_t length = read32(*rest, 1);
    if (kind >= CELL_KIND_COUNT || length > rest->length - CELL_HEAD)
        return INVALID;
    *ret_cell = (struct given_cell){(enum cell_kind)kind, text_slice(*rest, CELL_HEAD, CELL_HEAD + length)};
    *rest = text_slice(*rest, CELL_HEAD + length, rest->length);
    return OK;
}

enum outcome given_row_read(struct arena *arena, struct text *rest, struct given_row *ret_row)
{
    size_t length = rest->length < HEAD ? 0 : read32(*rest, 0);
    if (rest->length < HEAD)
        return NOT_FOUND;
    if (length < FIXED || length > ROW_MOST)
        return INVALID;
    if (rest->length - HEAD < length)
        return NOT_FOUND;
    struct text row = text_slice(*rest, HEAD, HEAD + length);
    size_t count = read32(row, 4);
    if (count > GIVEN_COLUMNS_MOST)
        return INVALID;
    struct given_cell *cells = arena_array(arena, struct given_cell, count + 1);
    struct text left = text_slice(row, FIXED, row.length);
    for (size_t i = 0; i < count; i++)
        if (read_cell(&left, &cells[i]) != OK)
            return INVALID;
    if (left.length > 0)
        return INVALID;
    *ret_row = (struct given_row){read32(row, 0), cells, count};
    *rest = text_slice(*rest, HEAD + length, rest->length);
    return OK;
}
