/* Rows that were read are written and read again: the same cells, but for the apostrophe before a formula. */
#include <stdlib.h>

#include "codec/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(struct text cell, struct text again)
{
    if (again.length == cell.length + 1 && again.at[0] == '\'')
        again = text_slice(again, 1, again.length);
    if (!text_equal(cell, again))
        abort();
}

static void write_and_read(struct arena *arena, struct buffer *buffer, const struct csv_row *row, char separator)
{
    struct csv_writer writer = csv_writer_open(buffer, separator);
    struct csv_row again;
    buffer_clear(buffer);
    for (size_t i = 0; i < row->count; i++)
        csv_text(&writer, row->cells[i]);
    csv_row_end(&writer);
    struct text text = buffer_text(buffer);
    /* A row may look like a mark or "sep=;" when it comes first. */
    if (text_starts_with(text, TEXT("\xef\xbb\xbf")) || text_starts_with(text, TEXT("sep=")))
        return;
    struct csv_reader reader = csv_open(text, separator);
    if (csv_next(&reader, arena, &again) != OK || again.count != row->count)
        abort();
    for (size_t i = 0; i < row->count; i++)
        compare(row->cells[i], again.cells[i]);
    if (csv_next(&reader, arena, &again) != NOT_FOUND)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(8 * size + (1 << 20));
    AUTO_BUFFER struct buffer buffer = buffer_open(4 * size + 10000);
    struct csv_reader reader = csv_open((struct text){(const char *)data, size}, 0);
    struct csv_row row;
    enum outcome outcome;
    size_t line = 0;
    while ((outcome = csv_next(&reader, arena, &row)) == OK) {
        if (row.count == 0 || row.line <= line)
            abort();
        line = row.line;
        write_and_read(arena, &buffer, &row, reader.separator);
        arena_reset(arena);
    }
    if (outcome == INVALID && (reader.fault == NULL || reader.fault_line < line))
        abort();
    return 0;
}
