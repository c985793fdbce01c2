/* A configuration, an empty line, then a list: whatever stands there is read or refused, and rows are compared to the
   same end in both directions. */
#include <stdlib.h>

#include "matching/list_mapping.h"
#include "matching/pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TODAY = 19300, ROWS = 12 };

static void check_birth(struct text written)
{
    struct birth birth;
    if (birth_read(written, TODAY, &birth) != OK || birth.precision == BIRTH_UNKNOWN)
        return;
    struct birth again = birth_unpack(birth_pack(&birth));
    if (again.year != birth.year || again.precision != birth.precision)
        abort();
    if (birth.precision != BIRTH_RANGE && birth_compare(&birth, &again) > BIRTH_SAME_YEARS)
        abort();
}

static void compare_all(struct arena *arena, const struct list_mapping *mapping, struct lexicon *lexicon,
                        struct match_table *table)
{
    struct match_weights weights = weights_default(&mapping->schema);
    lexicon_weigh(lexicon, NULL);
    table_finish(table);
    struct pair_engine *engine = pair_engine_open(arena, &mapping->schema, &weights, lexicon, NULL, 8);
    for (size_t i = 0; i < table->count; i++)
        for (size_t k = 0; k < table->count; k++) {
            struct pair_rows rows = {table, table, i, k};
            struct pair_rows back = {table, table, k, i};
            float bits = pair_compare(engine, &rows, -1e9F, NULL);
            float again = pair_compare(engine, &back, -1e9F, NULL);
            if (bits - again > 0.01F || again - bits > 0.01F)
                abort();
            if (pair_compare(engine, &rows, bits - 0.1F, NULL) < bits - 0.01F) /* given up too early */
                abort();
        }
}

static void read_list(struct arena *arena, const struct list_mapping *mapping, struct csv_reader *reader)
{
    struct csv_row row;
    struct list_mapping_places places;
    struct problems problems = problems_open(arena);
    if (csv_next(reader, arena, &row) != OK || list_mapping_find(arena, mapping, &row, &problems, &places) != OK)
        return;
    struct lexicon *lexicon = lexicon_open(arena, NULL);
    struct match_table *table = table_open(arena, lexicon, &mapping->schema, mapping->group_column, ROWS);
    struct match_cell *cells = arena_array(arena, struct match_cell, MATCH_COLUMNS_MOST);
    while (table->count < ROWS && csv_next(reader, arena, &row) == OK) {
        struct list_mapping_row about;
        list_mapping_cells(mapping, &places, &row, cells, &about);
        for (size_t i = 0; i < row.count; i++)
            check_birth(row.cells[i]);
        (void)table_add(table, cells);
    }
    compare_all(arena, mapping, lexicon, table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
    struct text all = {(const char *)data, size};
    ptrdiff_t end = text_find(all, TEXT("\n\n"));
    struct problems problems = problems_open(arena);
    struct list_mapping mapping;
    if (size > 20000 || end < 0)
        return 0;
    struct text configuration = text_slice(all, 0, (size_t)end);
    struct csv_reader reader = csv_open(text_slice(all, (size_t)end + 2, size), ',');
    if (list_mapping_read(arena, configuration, TODAY, &problems, &mapping) == OK)
        read_list(arena, &mapping, &reader);
    return 0;
}
