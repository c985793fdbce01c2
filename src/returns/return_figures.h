/* The figures of the return programme: counts by dimension, the pipeline, the money.  A person sees figures of the rows
   within the reach of the right return.figures.  Who may also open every one of those rows sees exact numbers; others
   see them protected (below). */
#ifndef RETURNS_RETURN_FIGURES_H
#define RETURNS_RETURN_FIGURES_H

#include "base/buffer.h"
#include "returns/returns.h"

enum figure_dimension {
    FIGURE_MONTH,
    FIGURE_NATIONALITY,
    FIGURE_SEX,
    FIGURE_AGE_GROUP, /* completed years at the event: 0-4, 5-11, 12-17, 18-59, 60+ */
    FIGURE_GROUP,     /* men, women, minors: the only cut that the published figures of 2022 follow */
    FIGURE_COUNTRY_OF_RETURN,
    FIGURE_OFFICE,
    FIGURE_STATE,
    FIGURE_OVERRIDE_REASON,
    FIGURE_DIMENSIONS,
};
enum figure_measure {
    FIGURE_APPLICATIONS, /* received within the period */
    FIGURE_RETURNS,      /* departed within the period */
    FIGURE_WITHDRAWN,
    FIGURE_OVERRIDES, /* taken on despite a rule, the last time within the period */
    FIGURE_MEASURES,
};
struct figure_name {
    const char *name;  /* "age_group": of the command, the export and the address */
    const char *label; /* N_() */
};
const struct figure_name *figure_dimension_name(enum figure_dimension dimension);
const struct figure_name *figure_measure_name(enum figure_measure measure);
/* INVALID for a name that is none. */
enum outcome figure_dimension_read(struct text name, enum figure_dimension *ret) MUST_CHECK;
enum outcome figure_measure_read(struct text name, enum figure_measure *ret) MUST_CHECK;

enum { FIGURE_CUTS = 4, FIGURE_PERIOD_YEARS = 20 };

struct figure_query {
    int32_t from, to; /* both days belong to it */
    enum figure_dimension by[FIGURE_CUTS];
    size_t by_count;
    enum figure_measure measures[FIGURE_MEASURES];
    size_t measure_count;
};

/* One value of a dimension. */
struct figure_key {
    struct text code; /* "2022-03", "GIN", "F", "18-59", "men", the id of an office; empty: not known */
    int64_t rank;     /* order among the codes of one dimension; of texts always 0 */
};
struct figure_row {
    struct figure_key keys[FIGURE_CUTS];
    int64_t values[FIGURE_MEASURES]; /* in the order asked */
    bool merged;                     /* several small groups as one: it has no keys */
};
struct figure_table {
    struct figure_query query; /* as answered: protected figures take a whole year and one cut */
    struct figure_row *rows;   /* sorted by the keys */
    size_t count;
    int64_t totals[FIGURE_MEASURES];
    bool protected;
    bool total_hidden; /* even the total is smaller than FIGURE_LEAST */
};

/* INVALID with a problem: a period that ends before it begins or is longer than FIGURE_PERIOD_YEARS, the same dimension
   twice.  FORBIDDEN without the right.

   Protected figures: one calendar year (that of `to`), one dimension, one measure.  Groups of fewer than FIGURE_LEAST
   persons become one row together with the next smaller groups, until the row holds at least one group that is not
   small, and more persons than its groups must at least have: from the row, the others and the total no group can be
   computed.  Whole years do not overlap, so that no difference of two periods tells more. */
enum outcome figures_get(struct work *work, const struct figure_query *query,
                         struct figure_table *ret_table) MUST_CHECK;

/* Cases that have not ended, by state and by days in it: up to 7, 30, 90, and more. */
enum { PIPELINE_AGES = 4 };
extern const int32_t pipeline_up_to[PIPELINE_AGES - 1]; /* days */
struct pipeline_row {
    const struct flow_state *state;
    int64_t ages[PIPELINE_AGES], count;
};
struct pipeline {
    struct pipeline_row *rows; /* every state that has not ended, in the order of the flow */
    size_t count;
    int64_t total;
    bool protected; /* states that hold fewer than FIGURE_LEAST, and all ages, are not told */
    int64_t merged; /* cases in the states that are not told */
};
enum outcome figures_pipeline(struct work *work, struct pipeline *ret_pipeline) MUST_CHECK;

/* Budget lines of the grants that the person may see. */
struct money_row {
    struct text grant, code, title;
    struct identifier line;
    struct money budget, committed, paid, left;
    bool travel; /* tickets are charged to it */
};
enum outcome figures_money(struct work *work, struct money_row **ret_rows, size_t *ret_count) MUST_CHECK;

/* The query of the address of the list behind it: items of plans, or tickets. */
enum money_part { MONEY_ALL, MONEY_COMMITTED, MONEY_PAID };
struct text figures_money_list(struct work *work, const struct money_row *row, bool tickets, enum money_part part);

/* What a key is called in the language of the work. */
struct text figure_key_show(struct work *work, enum figure_dimension dimension, const struct figure_key *key);
/* The query of the address of the list behind a row ("departed_on.from=…&sex=F"); empty: no list shows just these. */
struct text figure_row_list(struct work *work, const struct figure_table *table, const struct figure_row *row);
/* The same of a state of the pipeline, of those that came into it so long ago: 0 to PIPELINE_AGES - 1, -1 for all. */
struct text figure_pipeline_list(struct work *work, const struct pipeline *pipeline, const struct pipeline_row *row,
                                 int age);

/* The table as RFC 4180 (dimensions in the order asked, then the measures, last row "total"), as JSON, or in columns.
 */
void figures_csv(struct work *work, const struct figure_table *table, struct buffer *ret);
enum outcome figures_json(struct work *work, const struct figure_table *table, struct buffer *ret) MUST_CHECK;
void figures_text(struct work *work, const struct figure_table *table, struct buffer *ret);
/* The same for budget lines. */
void figures_money_csv(const struct money_row *rows, size_t count, struct buffer *ret);

#endif
