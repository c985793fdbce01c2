/* Statements of donors' reports: identifiers, which the readers of records then open.  Within reporting/. */
#ifndef REPORTING_REPORT_STORE_H
#define REPORTING_REPORT_STORE_H

#include "reporting/reporting.h"

/* Of a grant, in the order of their codes. */
enum outcome report_goals(struct work *work, struct identifier donor_grant, struct report_goal ***ret_goals,
                          size_t *ret_count) MUST_CHECK;
/* Of a result, without those that are no longer reported. */
enum outcome report_indicators(struct work *work, struct identifier goal, struct report_indicator ***ret_indicators,
                               size_t *ret_count) MUST_CHECK;
enum outcome report_texts(struct work *work, struct identifier report, struct report_text ***ret_texts,
                          size_t *ret_count) MUST_CHECK;
enum outcome report_values(struct work *work, struct identifier report, struct report_value ***ret_values,
                           size_t *ret_count) MUST_CHECK;
/* NOT_FOUND. */
enum outcome report_text_find(struct work *work, struct identifier report, struct text part, struct text language,
                              struct report_text **ret_text) MUST_CHECK;
enum outcome report_content_find(struct work *work, struct identifier report, struct text hash,
                                 struct report_content_row **ret_content) MUST_CHECK;
/* The correction of this report that has not been sent or dropped; NOT_FOUND. */
enum outcome report_open_correction(struct work *work, struct identifier report, struct identifier *ret_id) MUST_CHECK;
/* Did this user write or change a text or a value of the report? */
enum outcome report_was_written_by(struct work *work, struct identifier report, struct identifier user,
                                   bool *ret_wrote) MUST_CHECK;
/* Is a report of this kind planned, or further, for just this period? */
enum outcome report_is_planned(struct work *work, struct identifier donor_grant, struct text kind, int32_t from,
                               int32_t to, bool *ret_planned) MUST_CHECK;

#endif
