/* Statements about rounds, interviews and scores.  Within monitoring/. */
#ifndef MONITORING_MONITORING_STORE_H
#define MONITORING_MONITORING_STORE_H

#include "monitoring/monitoring_rules.h"

/* Of a case, in the order of their days. */
enum outcome rounds_of_case(struct work *work, struct identifier file, struct identifier person,
                            struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* Of a round, or with zeros for it of a whole case; oldest first. */
enum outcome interviews_of(struct work *work, struct identifier file, struct identifier person, struct identifier round,
                           struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* Rounds that are planned and due on or before a day, of the whole installation. */
enum outcome rounds_falling_due(struct work *work, int32_t until, size_t most, struct identifier **ret_ids,
                                size_t *ret_count) MUST_CHECK;
/* Cases behind `after` (zeros: from the first) of persons who arrived on or after a day, are followed and have no round
   at all, of the whole installation; in the order of their identifiers. */
enum outcome cases_without_rounds(struct work *work, int32_t since, struct identifier after, size_t most,
                                  struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;

/* What the figures read of one interview. */
struct score_row {
    struct identifier interview, person, organisation, office;
    struct text questionnaire, scoring, country, sex;
    int64_t edition, months, year;
};
enum outcome scores_remove(struct work *work, struct identifier interview, struct identifier person) MUST_CHECK;
/* One dimension of it; empty: the whole. */
enum outcome score_add(struct work *work, const struct score_row *row, struct text dimension, int64_t value) MUST_CHECK;

#endif
