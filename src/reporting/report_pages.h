/* The pages of donors' reports.  Within reporting/. */
#ifndef REPORTING_REPORT_PAGES_H
#define REPORTING_REPORT_PAGES_H

#include "reporting/report_content.h"
#include "web/record_pages.h"

page_handler donor_reports, donor_reports_csv, donor_reports_xlsx, donor_report_filter, donor_report_view_add,
    donor_report_view_remove, donor_report_new, donor_report_create, donor_report_show, donor_report_edit,
    donor_report_save, donor_report_history, donor_report_text, donor_report_pdf, donor_report_workbook,
    donor_report_schedule, donor_report_schedule_make;
page_handler goal_list, goal_new, goal_create, goal_show, goal_edit, goal_save, goal_history;
page_handler indicator_list, indicator_new, indicator_create, indicator_show, indicator_edit, indicator_save,
    indicator_history;
page_handler value_edit, value_save;

struct report_step {
    const char *label, *description; /* N_() */
    struct text path;
    const struct gate_item *gate;
    int64_t missing;
    bool allowed, danger;
};
struct report_part_view {
    struct text code, name, text, writer, typed, id;
    int64_t version;
    bool required, conflict;
};
struct report_figure_view {
    struct text code, name, meaning, baseline, target, value, source, measured, path;
    int32_t baseline_on, target_on, counted_on;
    bool counted;
};
struct report_result_view {
    struct text level, code, name;
    struct report_figure_view *figures;
    size_t figure_count;
};
struct report_line_view {
    struct text label;
    struct money budget, committed, paid, left;
    struct text burn;
};
struct report_link_view {
    struct text label, path;
    bool current;
};
struct report_more {
    struct text icons, csrf, key;
    struct report_step *steps;
    size_t step_count;
    struct report_link_view languages[LANGUAGE_COUNT], prints[LANGUAGE_COUNT], sheets[LANGUAGE_COUNT];
    struct text language; /* in which the texts are shown: its tag */
    bool right_to_left;
    struct report_part_view *parts;
    size_t part_count;
    struct report_result_view *results;
    size_t result_count;
    struct report_line_view *lines;
    size_t line_count;
    struct report_line_view total;
    struct text elapsed;     /* of the grant's time; empty */
    struct text text_action; /* where a part is sent to */
    struct text goals_path;
    const struct problem *problem;
    int64_t made_at;
    bool may_write, frozen, broken; /* broken: the stored content is not what its seal says */
};
void report_line_page(struct output *out, const struct report_line_view *line);
void report_more_page(struct output *out, const struct record_show_view *view);

struct report_schedule_view {
    struct page *page;
    struct text action, cancel, key, error, first, months, days;
    struct report_link_view *grants; /* path: the id */
    size_t grant_count;
};
void report_schedule_page(struct output *out, const struct report_schedule_view *view);

/* Of the table of money: all lines of one currency; false when there is none or they differ. */
bool report_total(const struct report_content *content, struct report_money *ret_total);

#endif
