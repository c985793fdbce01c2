/* The pages of monitoring.  Within monitoring/. */
#ifndef MONITORING_MONITORING_PAGES_H
#define MONITORING_MONITORING_PAGES_H

#include "monitoring/cohort.h"
#include "monitoring/monitoring_store.h"
#include "record/pages.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

page_handler round_list, round_list_csv, round_list_xlsx, round_view_add, round_view_remove, round_show, round_history,
    interview_new, interview_create, interview_show, interview_history, interview_page, interview_save, case_show,
    case_plan, cohort_show, cohort_csv, cohort_xlsx;

/* ---- pictures: one small panel for each line; lengths are those of the drawing ---- */

enum { TREND_WIDTH = 480, TREND_HEIGHT = 250, TREND_POINTS_MOST = ROUND_COUNT };
struct trend_point {
    int64_t x, y, low, high; /* low and high: ends of the interval; the same as y: none */
    struct text month, value;
};
struct trend_panel {
    struct text title, description, id, said_id, said_by; /* of title and description, for who listens */
    struct text line;                                     /* "x,y x,y" */
    struct trend_point points[TREND_POINTS_MOST];
    size_t count;
    int64_t left, right, top, middle, bottom; /* of the plot */
    struct text least, half, most, unit;      /* "0", "50", "100"; of the months below */
    int64_t scale;                            /* where these stand */
};
/* Values in tenths of 0 to 100; low and high the same without an interval. */
struct trend_value {
    int32_t months;
    int64_t value, low, high;
};
void trend_make(struct work *work, struct text title, struct text id, const struct trend_value *values, size_t count,
                struct trend_panel *ret);
void trend_page(struct output *out, const struct trend_panel *panel);

/* ---- a round ---- */

struct round_line {
    struct text title, state, line, path;
    const char *tone, *action; /* N_(): of the button; NULL: none */
};
struct round_view {
    struct page *page;
    struct text person, number, title, person_path, case_path, history_path;
    const char *state_label, *tone;
    bool late, generated;
    int32_t due_on, done_on, attempted_on;
    int64_t attempts;
    struct text attempt_note;
    struct step_buttons buttons;
    struct round_line *parts;
    size_t part_count;
    bool open; /* interviews may begin */
};
void monitoring_round_page(struct output *out, const struct round_view *view);

/* ---- an interview ---- */

struct interview_answer {
    struct text question, answer;
    bool none, person; /* none: it is said that there is no answer; person: words of the person */
};
struct interview_part {
    struct text title, change; /* change: address; empty: may not */
    struct interview_answer *answers;
    size_t count;
};
struct interview_score {
    struct text label, value, line;
};
struct interview_view {
    struct page *page;
    struct text person, title, questionnaire, edition, round_path, case_path, history_path, go_on;
    const char *state_label, *tone, *score_note;
    struct text mode, language, interviewer;
    int32_t begun_on, ended_on;
    struct step_buttons buttons;
    struct interview_part *parts;
    size_t part_count;
    struct interview_score *scores;
    size_t score_count;
    bool readable, newer; /* newer: a newer version is in use */
};
void monitoring_interview_page(struct output *out, const struct interview_view *view);

struct fill_view {
    struct page *page;
    struct text person, title, introduction, action, leave, version, key;
    struct form_section section;
    struct form_error *errors;
    size_t error_count;
    int64_t number, total; /* of the pages that are asked */
    bool first, last, stale;
};
void monitoring_fill_page(struct output *out, const struct fill_view *view);

/* ---- a case ---- */

struct case_round {
    struct text title, state, path;
    const char *tone;
    int32_t due_on;
    int64_t attempts;
    bool late;
};
struct case_table_row {
    struct text label;
    struct text cells[ROUND_COUNT];
};
struct case_trend {
    struct text title;
    const char *note; /* N_() */
    struct trend_panel *panels;
    size_t panel_count;
    struct case_table_row *rows;
    size_t row_count;
    bool broken; /* versions whose scores cannot be compared: the newest alone is drawn */
};
struct monitored_view {
    struct page *page;
    struct text person, number, case_path, plan_path, key;
    struct case_round *rounds;
    size_t round_count;
    struct case_trend *trends;
    size_t trend_count;
    struct text columns[ROUND_COUNT];
    bool hidden; /* answers that the actor may not see */
};
void monitoring_case_page(struct output *out, const struct monitored_view *view);

/* ---- many ---- */

struct cohort_cell {
    struct text count, mean, interval;
};
struct cohort_line {
    struct text label;
    struct cohort_cell cells[ROUND_COUNT];
};
struct reached_line {
    struct text label, asked, held, refused, unreachable;
    bool hidden;
};
struct cohort_view {
    struct page *page;
    struct form_choice *families, *cuts, *dimensions;
    size_t family_count, cut_count, dimension_count;
    const char *note; /* N_(): what the score is */
    bool protected, empty, refused;
    struct trend_panel *panels;
    size_t panel_count;
    size_t panels_left; /* groups without a picture */
    struct cohort_line *lines;
    size_t line_count;
    struct cohort_line total;
    struct text head;
    struct text columns[ROUND_COUNT];
    struct reached_line reached[ROUND_COUNT];
    struct text csv, xlsx;
};
void monitoring_cohort_page(struct output *out, const struct cohort_view *view);

/* Shared. */
struct text month_short(struct work *work, int32_t months);
struct text tenths_shown(struct work *work, int64_t tenths);
enum outcome person_called(struct work *work, struct identifier person, struct text *ret_name) MUST_CHECK;
bool may_see_answers(const struct work *work, const void *row);

#endif
