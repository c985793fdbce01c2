/* The picture of the countries of return: a square each, roughly where it lies.  Where the squares stand is data of the
   profile, made for this project: it draws no frontier. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "codec/csv.h"
#include "persons/persons.h"
#include "returns/programme_pages.h"
#include "system/file.h"

enum {
    TILES_MOST = 120,
    TILE_FILE_MOST = 64 << 10,
    TILE_WIDTH = 45,
    TILE_HEIGHT = 40,
    COLUMNS_MOST = 14,
    ROWS_MOST = 20
};

static struct tile {
    const char *code;
    int64_t column, row;
} tiles[TILES_MOST];
static size_t tile_count;

static enum outcome refuse(const char *path, size_t line)
{
    (void)fprintf(stderr,
                  "sanad: %s:%zu: three columns are wanted: code, column 0 to 13, row 0 to 19, each place once\n", path,
                  line);
    return FAILED;
}

static bool is_taken(const struct tile *tile)
{
    for (size_t i = 0; i < tile_count; i++)
        if ((tiles[i].column == tile->column && tiles[i].row == tile->row) || strcmp(tiles[i].code, tile->code) == 0)
            return true;
    return false;
}

enum outcome programme_tiles_load(struct arena *arena, const char *directory)
{
    const char *path = arena_string(arena, arena_format(arena, "%s/tiles.csv", directory));
    struct text content;
    struct csv_row row;
    tile_count = 0;
    enum outcome outcome = file_read(arena, path, TILE_FILE_MOST, &content);
    if (outcome == NOT_FOUND)
        return OK; /* without the picture, the table says all */
    if (outcome != OK) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path);
        return FAILED;
    }
    struct csv_reader reader = csv_open(content, ',');
    outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        struct tile tile = {0};
        if (row.count < 3 || row.cells[0].length != 3 || tile_count == TILES_MOST ||
            text_to_integer(row.cells[1], 0, COLUMNS_MOST - 1, &tile.column) != OK ||
            text_to_integer(row.cells[2], 0, ROWS_MOST - 1, &tile.row) != OK)
            return refuse(path, row.line);
        tile.code = arena_string(arena, row.cells[0]);
        if (is_taken(&tile))
            return refuse(path, row.line);
        tiles[tile_count++] = tile;
    }
    return outcome == NOT_FOUND ? OK : refuse(path, reader.line);
}

static const struct programme_row *row_of(const struct programme_table *table, const char *code)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (!table->rows[i].merged && text_is(table->rows[i].code, code))
            return &table->rows[i];
    return NULL;
}

static int64_t shade_of(int64_t value, int64_t largest)
{
    return value == 0
               ? 0
               : 1 + (value * 16 > largest) + (value * 8 > largest) + (value * 4 > largest) + (value * 2 > largest);
}

static void put_tile(struct work *work, const struct tile *tile, const struct programme_row *row, int64_t largest,
                     struct programme_map *map)
{
    int64_t value = row == NULL ? 0 : row->values[0];
    struct programme_tile *drawn = &map->tiles[map->tile_count++];
    int64_t bottom = (tile->row + 1) * TILE_HEIGHT + 8;
    *drawn = (struct programme_tile){.code = text_from(tile->code),
                                     .x = tile->column * TILE_WIDTH + 4,
                                     .y = tile->row * TILE_HEIGHT + 4,
                                     .shade = shade_of(value, largest)};
    struct text name = choice_show(&countries, drawn->code, work->language);
    if (value > 0)
        drawn->number = language_number(work->arena, work->language, value);
    const struct text names[] = {name, drawn->number};
    drawn->label = value == 0 ? name : tr_with(work->arena, work->language, N_("{1}: {2}"), names, 2);
    map->height = bottom > map->height ? bottom : map->height;
}

bool programme_map_make(struct work *work, const struct programme_table *table, struct programme_map *ret_map)
{
    struct programme_map map = {.tiles = arena_array(work->arena, struct programme_tile, tile_count + 1)};
    const struct programme_row *first = NULL;
    int64_t placed = 0, all = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const struct programme_row *row = &table->rows[i];
        all += row->values[0];
        if (!row->merged && (first == NULL || row->values[0] > first->values[0]))
            first = row;
    }
    if (first == NULL || tile_count == 0)
        return false;
    for (size_t i = 0; i < tile_count; i++) {
        const struct programme_row *row = row_of(table, tiles[i].code);
        placed += row == NULL ? 0 : row->values[0];
        put_tile(work, &tiles[i], row, first->values[0], &map);
    }
    const struct text names[] = {first->label, language_number(work->arena, work->language, first->values[0])};
    map.title = text_from(tr(work->language, table->title));
    map.description = tr_with(work->arena, work->language, N_("The largest: {1} with {2}"), names, 2);
    if (all > placed)
        map.elsewhere = language_number(work->arena, work->language, all - placed);
    *ret_map = map;
    return placed > 0;
}
