/* Statements of the figures.  Within monitoring/. */
#ifndef MONITORING_COHORT_STORE_H
#define MONITORING_COHORT_STORE_H

#include "monitoring/cohort.h"

enum outcome cohort_has_answers(struct work *work, const struct questionnaire_family *family, bool *ret_has) MUST_CHECK;
/* key, months, count, sum, sum of squares */
enum outcome cohort_rows(struct work *work, const struct cohort_query *query, struct rows *ret_rows) MUST_CHECK;
/* occasion, state, count */
enum outcome cohort_reached_rows(struct work *work, struct rows *ret_rows) MUST_CHECK;

#endif
