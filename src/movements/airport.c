#include "movements/airport.h"

#include <stdio.h>

#include "codec/csv.h"
#include "system/file.h"

enum { AIRPORT_FILE_MOST = 1 << 20, AIRPORTS_MOST = 2000, ZONE_COLUMN = 5 };

struct choice_list airports = {.name = "airports", .file = "airports.csv"};

/* In the order of the list; read once, at start. */
static const char *const *zone_names;

void airports_zones_set(const char *const *names) { zone_names = names; }

static enum outcome refuse(struct text path, size_t line, const char *what)
{
    (void)fprintf(stderr, "sanad: %.*s:%zu: %s\n", TEXT_ARG(path), line, what);
    return FAILED;
}

static enum outcome read_zones(struct arena *arena, struct text path, const char **names)
{
    struct text content;
    if (file_read(arena, path.at, AIRPORT_FILE_MOST, &content) != OK)
        return refuse(path, 0, "cannot be read");
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    size_t count = 0;
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        if (row.count <= ZONE_COLUMN || zone_find(row.cells[ZONE_COLUMN]) == NULL)
            return refuse(path, row.line, "a time zone that the system knows is wanted in the sixth column");
        if (count < AIRPORTS_MOST)
            names[count++] = arena_string(arena, row.cells[ZONE_COLUMN]);
    }
    return outcome == INVALID ? refuse(path, reader.fault_line, reader.fault) : OK;
}

enum outcome airports_load(struct arena *arena, const char *directory)
{
    const char **names = arena_array(arena, const char *, AIRPORTS_MOST + 1);
    enum outcome outcome = choice_list_load(arena, directory, &airports);
    if (outcome == OK)
        outcome = read_zones(arena, arena_format(arena, "%s/%s", directory, airports.file), names);
    if (outcome == OK)
        zone_names = names;
    return outcome;
}

struct text airport_zone_name(struct text code)
{
    const struct choice *choice = choice_find(&airports, code);
    return choice == NULL || zone_names == NULL ? TEXT_NONE : text_from(zone_names[choice - airports.choices]);
}

const struct zone *airport_zone(struct text code)
{
    struct text name = airport_zone_name(code);
    return text_is_empty(name) ? NULL : zone_find(name);
}
