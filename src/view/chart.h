/* Charts as SVG.  No text is measured: labels have fixed room and long ones are cut; lengths are attributes, colours
   are classes of the design system.  In a language from right to left the axis is mirrored.  A chart always stands
   beside a table that says the same.  Each is drawn twice, `chart-wide` and `chart-narrow` for a phone: the style sheet
   shows one of them. */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "view/output.h"

enum chart_kind {
    CHART_BARS,    /* horizontal, the series behind one another: for names */
    CHART_COLUMNS, /* the series on top of one another: for months and age groups */
    CHART_LINES,
};
enum { CHART_SERIES_MOST = 4, CHART_POINTS_MOST = 60 };

struct chart_point {
    struct text label;
    int64_t values[CHART_SERIES_MOST]; /* 0 or more */
};

struct chart {
    enum chart_kind kind;
    struct text id; /* of the chart within its page: letters, digits, hyphens */
    struct text title, description;
    const struct text *series; /* names, for the legend; NULL with one series */
    size_t series_count;       /* at least 1 */
    const struct chart_point *points;
    size_t count; /* those beyond CHART_POINTS_MOST are not drawn */
};

/* Nothing when there are no points. */
void chart_page(struct output *out, const struct chart *chart);

/* The end of the axis: at least `largest`, and a whole number of steps of 1, 2 or 5 times a power of ten; at most six
   of them. */
int64_t chart_top(int64_t largest, int64_t *ret_step);

#endif
