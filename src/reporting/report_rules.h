/* The rules of donors' reports.  Within reporting/. */
#ifndef REPORTING_REPORT_RULES_H
#define REPORTING_REPORT_RULES_H

#include "reporting/reporting.h"
#include "returns/returns.h"

enum {
    REPORT_TEXT_MOST = 20000,      /* characters of one part in one language */
    REPORT_CONTENT_MOST = 1 << 20, /* bytes of what a report says */
    /* Days before a report is due by which its tasks are due: this program's own choice. */
    REPORT_BEGIN_DAYS = 30,
    REPORT_SUBMIT_DAYS = 10,
    REPORT_REVIEW_DAYS = 5,
};

/* ---- the profile ---- */

/* How the program counts an indicator. */
struct report_definition {
    struct text code, sex;
    enum programme_measure measure;
    int age_group;                       /* -1: all */
    bool of_grant;                       /* only cases for which a line of the report's grant pays something */
    bool per_cent;                       /* the value is a share of a hundred */
    const char *meaning[LANGUAGE_COUNT]; /* in the order of language_at() */
    struct text source;
};
const struct report_definition *report_definition(struct text code); /* NULL when the profile has none */
/* Must this part be written before the report is given for review?  Those of the final report only in it. */
bool report_part_required(struct text part);

/* The name in the reader's language, else in another. */
struct text report_name_in(const struct language *language, struct text french, struct text arabic,
                           struct text english);
/* May texts and values of a report in this state be changed? */
bool report_is_open(struct text state);

enum outcome report_indicator_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome donor_report_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome donor_report_stored(struct work *work, const void *before, const void *row);
enum outcome report_text_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome report_value_check(struct work *work, const void *before, void *row, struct problems *problems);

enum outcome report_can_submit(struct work *work, const void *row, struct gate *gate);
enum outcome report_can_approve(struct work *work, const void *row, struct gate *gate);
enum outcome report_can_send(struct work *work, const void *row, struct gate *gate);
enum outcome report_can_correct(struct work *work, const void *row, struct gate *gate);
enum outcome report_submitted(struct work *work, void *row);
enum outcome report_approved(struct work *work, void *row);
enum outcome report_sent_back(struct work *work, void *row);
enum outcome report_sent(struct work *work, void *row);
enum outcome report_corrected(struct work *work, void *row);

#endif
