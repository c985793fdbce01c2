/* Figures of many: the mean score of each group at each round.  Who may open every answer that is counted sees exact
   figures; others see them protected: small groups, and groups in which everybody scored the same, go together with
   larger ones, so that nobody can be recognised or computed. */
#ifndef MONITORING_COHORT_H
#define MONITORING_COHORT_H

#include "monitoring/interval.h"
#include "monitoring/monitoring_rules.h"

enum cohort_cut { COHORT_WHOLE, COHORT_COUNTRY, COHORT_SEX, COHORT_YEAR, COHORT_CUTS };
struct cohort_name {
    const char *name, *label; /* label: N_() */
};
const struct cohort_name *cohort_cut_name(enum cohort_cut cut);

enum { COHORT_LEAST = 5 };

struct cohort_query {
    struct text questionnaire, scoring, dimension; /* dimension empty: the whole */
    enum cohort_cut by;
};
struct cohort_group {
    struct text key;
    bool merged; /* several as one: it has no key */
    struct sums sums[ROUND_COUNT];
};
struct cohort {
    struct cohort_group *groups; /* by key, the merged one last */
    size_t count;
    struct sums total[ROUND_COUNT]; /* count 0: none, or too few to be told */
    bool protected;
    bool too_few[ROUND_COUNT]; /* there are some, and not even the total is told */
};

/* Of the actor's organisation, those that somebody within reach has answered. */
enum outcome cohort_families(struct work *work, struct questionnaire_family **ret_families,
                             size_t *ret_count) MUST_CHECK;
/* FORBIDDEN without the right. */
enum outcome cohort_get(struct work *work, const struct cohort_query *query, struct cohort *ret) MUST_CHECK;
struct text cohort_key_show(struct work *work, enum cohort_cut cut, struct text key);

/* How many were asked, and what came of it; by round. */
struct reached {
    int64_t held, refused, unreachable, open; /* open: due, not held yet */
};
enum outcome cohort_reached(struct work *work, struct reached *ret /* ROUND_COUNT */, bool *ret_protected) MUST_CHECK;

/* The rule alone, for its tests: groups and totals as counted become what may be told. */
void cohort_protect(struct cohort *cohort);

#endif
