/* Pages of this feature.  Within duplicates/. */
#ifndef DUPLICATES_DUPLICATE_PAGES_H
#define DUPLICATES_DUPLICATE_PAGES_H

#include "duplicates/duplicate_store.h"
#include "view/chart.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

extern const struct record_page_options pair_page_options, merge_page_options, calibration_page_options;
extern const struct record_page_options field_weights_page_options;
page_handler pair_show;
page_handler pair_merge_show, pair_merge_run;
page_handler person_duplicates, person_duplicate_add, pair_figures_show, look_order;
page_handler calibration_order, field_weights_begin;

/* ---- two records side by side ---- */

struct pair_value {
    struct text shown; /* empty: not said */
    struct text who;   /* wrote it last; empty: not known to the reader */
    int64_t at;
};
struct pair_line {
    struct text name, label, section;
    bool begins_section;
    struct pair_value one, other;
    bool differs, alone, lines; /* alone: one of the two says nothing */
    bool take_other;            /* chosen from the record that is not kept */
};
struct pair_fact {
    struct text number, path, state;
    const char *tone;
};
struct pair_side {
    struct text title, number, path, office, keep_path; /* keep_path: to the form that keeps this one */
    int64_t received_at;
    int64_t version;
    struct text code; /* its id */
    struct pair_fact *facts;
    size_t fact_count;
};
struct pair_reason {
    struct text label, words;
    bool against;
    int64_t tenths;
};
struct pair_button {
    const char *label;
    struct text path;
    bool main;
};
struct pair_view {
    struct page *page;
    struct text number, state;
    const char *tone;
    struct pair_side sides[2]; /* of a merge, the kept one first */
    struct pair_line *lines;
    size_t line_count;
    struct pair_reason *reasons;
    size_t reason_count;
    struct text probability, harm, conflict, found;
    struct pair_button *buttons;
    size_t button_count;
    struct text merged; /* address of the merge in force; empty */
    bool gone;          /* one of the two cannot be shown */
    struct text history;
    /* of the form: */
    struct text action, cancel, key, reason, reason_error;
    struct text *obstacles;
    size_t obstacle_count;
};
void pair_value_page(struct output *out, const struct pair_value *value);
void pair_side_page(struct output *out, const struct pair_side *side, const struct page *page);
void pair_show_page(struct output *out, const struct pair_view *view);
void pair_merge_page(struct output *out, const struct pair_view *view);

/* Both records as the actor reads them, field by field.  `kept` first.  NOT_FOUND: one is out of reach. */
enum outcome pair_compare_view(struct request *request, struct identifier one, struct identifier other,
                               struct pair_view *view, struct person *ret_persons[2]) MUST_CHECK;
/* Why, as the engine of matching/ says it; none where the engine is not there. */
enum outcome pair_explain(struct work *work, const struct person_pair *pair, struct person *const persons[2],
                          struct pair_view *view) MUST_CHECK;

/* ---- a merge ---- */

struct merge_more {
    struct page *page;
    struct text kept_path, kept_number, undo_path;
    struct pair_line *lines; /* what the absorbed record said */
    size_t line_count;
    struct history_view history;
    struct merge_count {
        struct text label;
        int64_t count;
    } * counts;
    size_t count_count;
    bool destroyed;
};
void merge_more_page(struct output *out, const struct merge_more *more);

/* ---- a calibration, an estimate of what fields weigh ---- */

void weights_steps_page(struct output *out, const struct step_buttons *steps);

/* ---- of one person ---- */

struct person_pair_line {
    struct text number, path, other, state;
    const char *tone;
    int64_t probability;
};
struct person_duplicates_view {
    struct page *page;
    struct text person, person_path, action, key, typed, error;
    struct person_pair_line *pairs, *merges;
    size_t pair_count, merge_count;
    bool may_add;
};
void person_duplicates_page(struct output *out, const struct person_duplicates_view *view);

/* ---- figures ---- */

struct reviewer_line {
    struct text name;
    int64_t same, different, undecided;
    int64_t latin, arabic, both;
};
struct band_line {
    struct text label;                         /* "80–90 %" */
    int64_t decided, same, expected, observed; /* per cent */
};
struct place_line {
    struct text label;
    int64_t found, same, different, waiting;
};
struct pair_figures_view {
    struct page *page;
    struct reviewer_line *reviewers;
    size_t reviewer_count;
    struct band_line *bands;
    size_t band_count;
    struct chart chart;
    struct place_line *scripts, *regions;
    size_t script_count, region_count;
    int64_t waiting, decided;
    bool may_look, looking;
    struct text look_action, key;
    struct text last_look; /* a sentence; empty */
    /* What counts: */
    struct text calibration; /* address of the one in force; empty: what came with the program */
    struct text calibration_number, calibration_since, calibration_by, calibration_action, calibrations;
    struct text calibration_problem; /* a sentence; empty */
    struct text least_shown, each_shown, calibration_key;
    int64_t calibration_decisions, calibration_same;
    bool may_calibrate, calibration_ready;
    /* What fields weigh: */
    struct text field_weights; /* address of the estimate in force; empty: what came with the program */
    struct text field_weights_number, field_weights_since, field_weights_by, field_weights_list, field_weights_key;
    bool learning; /* an estimate is being made */
};
/* What counts, and whether another calibration may be proposed. */
enum outcome field_weights_fill(struct request *request, struct pair_figures_view *view) MUST_CHECK;
enum outcome calibration_fill(struct request *request, struct pair_figures_view *view) MUST_CHECK;
/* The page of figures, with the first problem there is. */
enum outcome pair_figures_send(struct request *request, struct response *response, int status) MUST_CHECK;
void pair_figures_page(struct output *out, const struct pair_figures_view *view);

#endif
