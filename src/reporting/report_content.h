/* What a report says: collected from the data while it is written, stored as JSON when it is given for review, and read
   back from there ever after.  Pages, PDF and workbook are made from it alone.  Within reporting/. */
#ifndef REPORTING_REPORT_CONTENT_H
#define REPORTING_REPORT_CONTENT_H

#include "reporting/reporting.h"

enum { FIGURE_VALUE_KNOWN, FIGURE_FEW, FIGURE_NOTHING, FIGURE_MISSING };

struct report_figure {
    struct text code;
    struct text names[LANGUAGE_COUNT]; /* in the order of language_at(), as all texts in three languages here */
    struct text meanings[LANGUAGE_COUNT];
    struct text source;              /* of the definition, or of the entered value */
    struct text measured;            /* of baseline and target: where they come from */
    int64_t baseline, target, value; /* INTEGER_NONE: not known */
    int32_t baseline_on, target_on, counted_on;
    int known; /* FIGURE_…: FEW: fewer than FIGURE_LEAST persons, not told; NOTHING: no case to tell it of; MISSING:
                  to be entered */
    bool counted; /* by the program */
    bool per_cent;
    struct identifier id; /* of the indicator */
};
struct report_result {
    struct text level, code;
    struct text names[LANGUAGE_COUNT];
    struct report_figure *figures;
    size_t figure_count;
    struct identifier id;
};
struct report_part {
    struct text code;
    struct text names[LANGUAGE_COUNT], texts[LANGUAGE_COUNT];
    struct text writers[LANGUAGE_COUNT]; /* who changed it last, and when: not part of what is sent */
    int64_t versions[LANGUAGE_COUNT];    /* of the stored texts; 0: none */
    bool required;
};
struct report_money {
    struct text code, title;
    struct money budget, committed, paid;
};
struct report_content {
    struct text number, kind, replaces, correction; /* replaces: the number of the corrected one */
    int64_t edition;
    int32_t period_from, period_to, due_on;
    struct text grant_title, donor, reference, grant_number;
    struct money grant_amount;
    int32_t grant_from, grant_to;
    int64_t made_at;
    struct report_part *parts;
    size_t part_count;
    struct report_result *results;
    size_t result_count;
    struct report_money *lines;
    size_t line_count;
};

/* As the data stand now. */
enum outcome report_content_collect(struct work *work, const struct donor_report *report,
                                    struct report_content **ret_content) MUST_CHECK;
/* As it was stored; NOT_FOUND when nothing is stored, or not what the seal says. */
enum outcome report_content_stored(struct work *work, const struct donor_report *report,
                                   struct report_content **ret_content) MUST_CHECK;
/* The one of both that counts for a report in its state. */
enum outcome report_content_get(struct work *work, const struct donor_report *report,
                                struct report_content **ret_content) MUST_CHECK;
/* Stores it as it stands now and puts its seal into the row. */
enum outcome report_content_keep(struct work *work, struct donor_report *report) MUST_CHECK;

/* JSON of it; and back: INVALID for what it did not write. */
enum outcome report_content_write(struct arena *arena, const struct report_content *content,
                                  struct text *ret_json) MUST_CHECK;
enum outcome report_content_read(struct arena *arena, struct text json, struct report_content **ret_content) MUST_CHECK;

/* The text in the reader's language, else in French, English, Arabic. */
struct text report_in(const struct language *language, const struct text texts[LANGUAGE_COUNT]);
/* "245", "12 %", "fewer than 5", "–" */
struct text report_figure_show(struct work *work, const struct report_figure *figure);
struct text report_number_show(struct work *work, const struct report_figure *figure, int64_t number);
/* Shares of a budget in tenths of a hundred; -1 without a budget. */
int64_t report_burn(const struct report_money *line);
/* How much of the grant's time had passed at the end of the period, in tenths of a hundred; -1: its days are not known.
 */
int64_t report_elapsed(const struct report_content *content);

#endif
