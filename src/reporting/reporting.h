/* Donors' reports: all that others may use. */
#ifndef REPORTING_REPORTING_H
#define REPORTING_REPORTING_H

#include "flow/flow.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* What a grant is to reach. */
struct report_goal {
    struct record_head head;
    struct identifier donor_grant;
    struct text level, code; /* "goal", "outcome", "output" */
    struct text title, title_english, title_arabic;
};
/* By what it is measured: counted by the program (definition, of the profile) or entered with each report. */
struct report_indicator {
    struct record_head head;
    struct identifier goal;
    struct text code, definition;
    struct text title, title_english, title_arabic, meaning; /* of an entered one */
    int64_t baseline, target;
    int32_t baseline_on, target_on;
    struct text source;
    struct flag ended;
};
struct donor_report {
    struct record_head head;
    struct identifier donor_grant;
    struct text kind;
    int32_t period_from, period_to, due_on;
    int32_t begin_by, submit_by, review_by;      /* computed: the days of its tasks */
    int64_t edition;                             /* computed: 1, and one more for each correction */
    struct identifier replaces;                  /* computed: the report that this one corrects */
    struct text correction;                      /* computed: why */
    struct identifier submitted_by, approved_by; /* computed: never the same */
    int32_t submitted_on, approved_on, sent_on;  /* computed */
    struct text content_hash; /* computed: SHA-256 of the content that was given for review and is sent */
};
/* One part of a report in one language. */
struct report_text {
    struct record_head head;
    struct identifier report;
    struct text part, language, body;
};
struct report_value {
    struct record_head head;
    struct identifier report, indicator;
    int64_t value;
    int32_t counted_on;
    struct text source;
};
/* What a report says, as JSON: stored when it is given for review, never changed. */
struct report_content_row {
    struct record_head head;
    struct identifier report;
    struct text content_hash, content;
};
extern struct record report_goal_record, report_indicator_record, donor_report_record, report_text_record,
    report_value_record, report_content_record;
extern const struct flow donor_report_flow;
extern struct choice_list report_levels, report_kinds, report_parts, report_definitions, report_languages;

extern struct right report_read, report_write, report_review;
extern const struct grant reporting_grants[];
extern const size_t reporting_grant_count;

/* Parts of a report and definitions of indicators of the mission's profile (report_parts.csv, indicators.csv); at
   start. FAILED names file and line on stderr. */
enum outcome reporting_load(struct arena *arena, const char *directory) MUST_CHECK;
/* A report that is due, with its tasks. */
enum outcome donor_report_open(struct work *work, struct donor_report *report) MUST_CHECK;
/* Stores a part of it in one language, as the actor wrote it.  CONFLICT when somebody else changed it since `version`
   (0: there was none); INVALID with problems. */
enum outcome report_text_write(struct work *work, struct identifier report, struct text part, struct text language,
                               int64_t version, struct text body) MUST_CHECK;

struct return_companion;
extern const struct return_companion reporting_companion; /* for returns_start(): its tasks in "my work" */
extern const struct route reporting_routes[];
extern const size_t reporting_route_count;
extern const struct menu_entry reporting_menu[];
extern const size_t reporting_menu_count;
extern const struct resource reporting_resources[];
extern const size_t reporting_resource_count;

#endif
