/* Any bytes as a file that somebody sends: read to its end or refused, and every row that comes of it is one of ours.
 */
#include <stdlib.h>

#include "exchange/import_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct taken {
    struct arena *arena;
    bool ended;
};

static bool take(void *context, struct text piece)
{
    struct taken *taken = context;
    struct given_row row;
    enum outcome outcome;
    while ((outcome = given_row_read(taken->arena, &piece, &row)) == OK) {
        if (taken->ended || row.count > GIVEN_COLUMNS_MOST)
            abort();
        taken->ended = row.line == 0;
        for (size_t i = 0; i < row.count; i++) {
            if (row.cells[i].kind == CELL_TEXT && row.line > 0 && !text_is_utf8(row.cells[i].text))
                abort();
            (void)import_day_read(taken->arena, row.cells[i].text);
            (void)number_shape_of(taken->arena, row.cells[i].text, NULL);
        }
        arena_reset(taken->arena);
    }
    if (outcome != NOT_FOUND || piece.length > 0)
        abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(512 << 20);
    struct taken taken = {.arena = arena_open(256 << 20)};
    file_write_rows(arena, (struct text){(const char *)data, size}, TEXT_NONE, TEXT_NONE, take, &taken);
    if (!taken.ended)
        abort();
    arena_closep(&taken.arena);
    return 0;
}
