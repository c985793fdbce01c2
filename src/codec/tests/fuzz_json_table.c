/* A list of objects as a table: every row has the columns of the heading, lines rise, and nothing is made up: what a
   cell holds stands in the document. */
#include <stdlib.h>

#include "codec/json_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    struct text bytes;
    size_t columns, rows, line;
};

static bool take(void *context, const struct given_row *row)
{
    struct seen *seen = context;
    if (seen->rows++ == 0) {
        seen->columns = row->count;
        return true;
    }
    if (row->count != seen->columns || row->line < seen->line || row->line == 0)
        abort();
    seen->line = row->line;
    for (size_t i = 0; i < row->count; i++)
        if ((row->cells[i].kind == CELL_EMPTY) != (row->cells[i].text.length == 0) ||
            row->cells[i].text.length > GIVEN_CELL_MOST || !text_is_utf8(row->cells[i].text))
            abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(256 * size + (64 << 20));
    struct seen seen = {.bytes = {(const char *)data, size}};
    const char *fault = NULL;
    int64_t line = 0;
    (void)json_table_is(seen.bytes);
    enum outcome outcome = json_table_read(arena, seen.bytes, take, &seen, &fault, &line);
    if (outcome == CONFLICT || (outcome != OK && outcome > 0 && fault == NULL && outcome != TOO_LARGE))
        abort();
    return 0;
}
