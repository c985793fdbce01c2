/* The manager's figures: how long a return takes and where time goes, who leaves and why, what became of plans, what a
   return costs, where people return to.  Each is a table; pages, charts and files are made from it.

   Who sees every case behind the figures sees them exactly and may narrow them; others see one whole year, unfiltered,
   without groups of fewer than FIGURE_LEAST persons (return_figures.h). */
#ifndef RETURNS_PROGRAMME_H
#define RETURNS_PROGRAMME_H

#include "returns/return_figures.h"

/* Weeks from registration to departure that people are told; programme_promise() says by whom. */
enum { PROMISE_LEAST_DAYS = 14, PROMISE_MOST_DAYS = 56 };
/* Under so many the ninetieth percentile would be nearly one person's own time: protected figures leave it out. */
enum { NINETIETH_LEAST = 10 };

/* How long something took: of `count` cases. */
struct span {
    int64_t count, within; /* within: in PROMISE_MOST_DAYS at most */
    int64_t median;        /* the shortest time that at least half of them did not exceed */
    int64_t ninetieth;     /* nine in ten */
    int64_t longest;
};

/* Days with how many cases took so many; those beyond the last count as the last. */
enum { SPAN_DAYS_MOST = 3650 };
struct span_days {
    int32_t cases[SPAN_DAYS_MOST + 1];
    int64_t count;
};
struct span span_of(const struct span_days *days);

enum column_kind { COLUMN_COUNT, COLUMN_DAYS, COLUMN_PERCENT, COLUMN_MONEY };
enum { PROGRAMME_COLUMNS = 6 };
struct programme_row {
    struct text code, label;
    int64_t values[PROGRAMME_COLUMNS];
    bool known[PROGRAMME_COLUMNS];
    char currency[4]; /* of its amounts; empty: none */
    bool merged;
};
struct programme_table {
    const char *id;           /* "time-by-nationality": of the address, and of its file */
    const char *title, *note; /* N_(); note may be NULL */
    const char *head;         /* N_(): of the first column */
    const char *columns[PROGRAMME_COLUMNS];
    enum column_kind kinds[PROGRAMME_COLUMNS];
    size_t column_count, charted; /* how many of the first columns are drawn; 0: no picture */
    struct programme_row *rows;
    size_t row_count;
    struct programme_row total;
    bool has_total;
    bool map; /* countries: drawn as tiles */
};
enum { PROGRAMME_TABLES = 10 };
struct programme {
    struct programme_query query; /* as answered */
    struct programme_table tables[PROGRAMME_TABLES];
    size_t count;
    struct span lead; /* registration to departure, all together */
    int64_t as_of;    /* the instant at which it was counted */
    bool protected;
};
/* INVALID with a problem beside the field (period); FORBIDDEN without the right return.figures. */
enum outcome programme_get(struct work *work, const struct programme_query *query,
                           struct programme *ret_programme) MUST_CHECK;
/* NULL when there is no such table. */
const struct programme_table *programme_table(const struct programme *programme, struct text id);
/* Who says how long a return takes, and what others say. */
const char *programme_promise(void);

/* Where each country stands in the picture of returns (profile: tiles.csv); at start.  FAILED names the faulty line. */
enum outcome programme_tiles_load(struct arena *arena, const char *directory) MUST_CHECK;

#endif
