/* The page of the figures.  Within returns/; app/ lists the routes. */
#ifndef RETURNS_FIGURE_PAGES_H
#define RETURNS_FIGURE_PAGES_H

#include "returns/return_figures.h"
#include "view/chart.h"
#include "web/page.h"

extern const struct route figure_routes[];
extern const size_t figure_route_count;

enum { PANEL_COLUMNS = 7 };

struct figure_line {
    struct text label, path; /* path of the list behind it; empty: none */
    struct text cells[PANEL_COLUMNS];
    struct text paths[PANEL_COLUMNS]; /* of the list behind each number; empty: none */
};
/* One chart with its table. */
struct figure_panel {
    const char *title, *note; /* N_(); note may be NULL */
    struct text id;
    const char *head;                   /* N_(): of the first column */
    struct text columns[PANEL_COLUMNS]; /* heads of the others */
    size_t column_count;
    struct figure_line *lines;
    size_t line_count;
    struct figure_line total; /* label empty: none */
    struct chart chart;       /* count 0: none */
    bool nothing;             /* the period holds nothing of it */
    bool open;                /* the table is shown at once */
    struct text csv, xlsx;    /* addresses of the same as a file; empty */
};
struct figure_sum {
    const char *label; /* N_() */
    struct text value, path;
};
/* A year that holds returns. */
struct figure_year {
    struct text label, path;
    bool current;
};
struct figures_view {
    struct page *page;
    struct figure_year *years; /* newest first */
    size_t year_count;
    int32_t from, to;
    struct text from_typed, to_typed;
    const struct problem *problem;
    struct figure_sum sums[FIGURE_MEASURES];
    size_t sum_count;
    struct figure_panel *panels;
    size_t panel_count;
    bool protected;
};
enum outcome figures_as_csv(struct request *request, struct response *response);
enum outcome figures_as_xlsx(struct request *request, struct response *response);
/* Are its rows short enough for a table on a telephone?  Amounts of money are not. */
bool figure_panel_fits(const struct figure_panel *panel);
void figure_panel_page(struct output *out, const struct figure_panel *panel, struct text icons);
void figures_page(struct output *out, const struct figures_view *view);

#endif
