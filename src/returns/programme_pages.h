/* The page of the manager's figures.  Within returns/; app/ lists the routes. */
#ifndef RETURNS_PROGRAMME_PAGES_H
#define RETURNS_PROGRAMME_PAGES_H

#include "returns/figure_pages.h"
#include "returns/programme.h"

extern const struct route programme_routes[];
extern const size_t programme_route_count;

/* A country of the picture, in units of the drawing. */
struct programme_tile {
    struct text label, code, number;
    int64_t x, y, shade; /* shade 0 to 5: the more persons, the darker */
};
struct programme_map {
    struct programme_tile *tiles;
    size_t tile_count;
    int64_t height;
    struct text title, description;
    struct text elsewhere; /* how many returned to countries without a tile; empty: none */
};
/* Draws the table of countries; false when no tile would be shaded. */
bool programme_map_make(struct work *work, const struct programme_table *table, struct programme_map *ret_map);

struct programme_option {
    struct text code, label;
    bool selected;
};
struct programme_choice {
    const char *name, *label, *all; /* label, all: N_() */
    struct programme_option *options;
    size_t option_count;
};
enum { PROGRAMME_CHOICES = 5 };
struct programme_view {
    struct page *page;
    struct figure_year *years; /* newest first */
    size_t year_count;
    struct text from_typed, to_typed;
    struct text error; /* of the period; empty */
    struct programme_choice choices[PROGRAMME_CHOICES];
    size_t choice_count;
    struct figure_panel *panels;
    size_t panel_count;
    struct programme_map map;
    size_t map_at; /* the panel that it belongs to */
    int32_t from, to;
    int64_t as_of;
    struct figure_sum sums[4];
    size_t sum_count;
    bool protected, narrowed, shown;
};
void programme_map_page(struct output *out, const struct programme_map *map);
void programme_page(struct output *out, const struct programme_view *view);

/* Reads the period and the filters of an address; problems beside them. */
enum outcome programme_query_read(struct request *request, struct programme_query *ret_query) MUST_CHECK;
page_handler programme_as_csv, programme_as_xlsx;

#endif
