/* Statements of the figures.  Within returns/. */
#ifndef RETURNS_RETURN_FIGURES_STORE_H
#define RETURNS_RETURN_FIGURES_STORE_H

#include "returns/return_figures.h"

struct figure_count {
    struct figure_key keys[FIGURE_CUTS];
    int64_t count;
};
/* One measure, in any order. */
enum outcome figure_counts(struct work *work, const struct figure_query *query, enum figure_measure measure,
                           struct figure_count **ret_counts, size_t *ret_count) MUST_CHECK;
enum outcome figure_pipeline_counts(struct work *work, int32_t today, struct rows *ret_rows) MUST_CHECK;
/* The years of the first and the last departure that the actor's figures count: NOT_FOUND when there is none. */
enum outcome figure_years(struct work *work, int32_t *ret_first, int32_t *ret_last) MUST_CHECK;
/* Does any departure that the actor's figures count lie in the year? */
enum outcome figure_year_holds(struct work *work, int32_t year, bool *ret_holds) MUST_CHECK;
enum outcome figure_office_name(struct work *work, struct text id, struct text *ret_name) MUST_CHECK;

/* Does the actor see every case behind the figures? */
bool figures_exact(struct work *work);
/* Puts the small groups of a table of one measure together (return_figures.h); sets its total_hidden. */
void figures_protect(struct work *work, struct figure_table *table);

/* Codes of ranked dimensions. */
extern const char *const figure_age_groups[6];
extern const char *const figure_groups[4];

#endif
