/* The picture of the regions: a square each, roughly where it lies.  Where the squares stand is data of the profile,
   made for this project: it draws no frontier. */
#include <stdio.h>

#include "base/number.h"
#include "codec/csv.h"
#include "directory/directory_pages.h"
#include "system/file.h"

enum { TILES_MOST = 40, FILE_MOST = 16 << 10, COLUMN_MOST = 9, ROW_MOST = 11, TILE_WIDTH = 48, TILE_HEIGHT = 42 };

static struct tile {
    const char *code;
    int64_t column, row;
} tiles[TILES_MOST];
static size_t tile_count;

static enum outcome refuse(const char *path, size_t line)
{
    (void)fprintf(stderr, "sanad: %s:%zu: three columns are wanted: code of a region, column 0 to 9, row 0 to 11\n",
                  path, line);
    return FAILED;
}

enum outcome region_tiles_load(struct arena *arena, const char *directory)
{
    const char *path = arena_string(arena, arena_format(arena, "%s/region_tiles.csv", directory));
    struct text content;
    struct csv_row row;
    tile_count = 0;
    enum outcome outcome = file_read(arena, path, FILE_MOST, &content);
    if (outcome == NOT_FOUND)
        return OK; /* without the picture, the list says all */
    if (outcome != OK)
        return refuse(path, 0);
    struct csv_reader reader = csv_open(content, ',');
    outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        struct tile tile = {0};
        if (row.count < 3 || tile_count == TILES_MOST || choice_find(&regions, row.cells[0]) == NULL ||
            text_to_integer(row.cells[1], 0, COLUMN_MOST, &tile.column) != OK ||
            text_to_integer(row.cells[2], 0, ROW_MOST, &tile.row) != OK)
            return refuse(path, row.line);
        tile.code = arena_string(arena, row.cells[0]);
        tiles[tile_count++] = tile;
    }
    return outcome == NOT_FOUND ? OK : refuse(path, reader.line);
}

static int64_t count_of(const int64_t *counts, const char *code)
{
    for (size_t i = 0; i < regions.count; i++)
        if (text_is(text_from(code), regions.choices[i].code))
            return counts[i];
    return 0;
}

/* The same question for one region alone. */
static struct text address_with(struct request *request, struct text region)
{
    static const char *const KEPT[] = {"category", "language", "sex", "status", "need", "age"};
    AUTO_BUFFER struct buffer path = buffer_open(4096);
    url_encode_parameter(&path, true, TEXT("region"), region);
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++) {
        struct text value = parameters_get(&request->query, text_from(KEPT[i]));
        if (value.length > 0)
            url_encode_parameter(&path, false, text_from(KEPT[i]), value);
    }
    return arena_text(request->work.arena, buffer_text(&path));
}

void region_tiles_make(struct request *request, const int64_t *counts, struct text chosen, struct find_view *view)
{
    struct work *work = &request->work;
    int64_t largest = 1;
    view->tiles = arena_array(work->arena, struct region_tile, tile_count + 1);
    for (size_t i = 0; i < tile_count; i++) {
        int64_t count = count_of(counts, tiles[i].code);
        largest = count > largest ? count : largest;
    }
    for (size_t i = 0; i < tile_count; i++) {
        int64_t count = count_of(counts, tiles[i].code);
        struct text code = text_from(tiles[i].code);
        struct text name = choice_show(&regions, code, work->language);
        struct text number = language_number(work->arena, work->language, count);
        const struct text parts[] = {name, number};
        int64_t bottom = (tiles[i].row + 1) * TILE_HEIGHT + 8;
        view->tiles[view->tile_count++] = (struct region_tile){
            .code = code,
            .name = name,
            .path = address_with(request, code),
            .label = tr_with(work->arena, work->language, N_("{1}: {2}"), parts, 2),
            .number = number,
            .x = tiles[i].column * TILE_WIDTH + 4,
            .y = tiles[i].row * TILE_HEIGHT + 4,
            .shade = count == 0 ? 0 : 1 + (count * 2 - 1) * 2 / largest,
            .chosen = text_equal(chosen, code),
        };
        view->map_height = bottom > view->map_height ? bottom : view->map_height;
    }
}
