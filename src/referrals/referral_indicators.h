/* Indicators of referrals: how many were acknowledged in time, accepted, completed, how many days that took, why others
   were refused.  Within referrals/.

   What the board's reader sees row by row is counted exactly.  What leaves the organisation (the yearly report), and
   everything about protection referrals, holds no group of fewer than FIGURE_LEAST and no share that tells of so few.
 */
#ifndef REFERRALS_REFERRAL_INDICATORS_H
#define REFERRALS_REFERRAL_INDICATORS_H

#include "record/work.h"
#include "referrals/referral_board.h"

/* Days as in base/calendar.h, both within. */
struct indicator_query {
    bool sides[BOARD_SIDES];
    struct text theme, city; /* empty: all */
    int32_t from, to;
    int32_t today;
    int64_t now;
    const struct zone *zone;
    /* Of a memorandum: with these partners and under these themes alone; NULL and empty: all. */
    const struct identifier *partners;
    size_t partner_count;
    struct text themes;
};

struct indicator_sums {
    int64_t sent;
    int64_t due, on_time;        /* acknowledged, or their time has passed; of them in time */
    int64_t answered, accepted;  /* accepted, refused or another service proposed */
    int64_t completed, reported; /* reported: completed, or the day of their outcome has passed */
    int64_t silent;              /* no outcome although its day has passed */
};
/* A group as the statements give it: theme, city, the other organisation. */
struct indicator_group {
    struct text theme, city;
    struct identifier other;
    struct indicator_sums sums;
};
struct indicator_days {
    struct text theme, city;
    struct identifier other;
    int64_t days, count;
};
struct indicator_reason {
    struct text theme, city, reason;
    struct identifier other;
    int64_t count;
};
enum indicator_span { SPAN_ANSWER, SPAN_OUTCOME, INDICATOR_SPANS };

/* All that is known of a period. */
struct indicator_facts {
    struct indicator_group *groups;
    struct indicator_days *days[INDICATOR_SPANS];
    struct indicator_reason *reasons;
    size_t group_count, day_count[INDICATOR_SPANS], reason_count;
};

/* From 1 January to 31 December of a year. */
struct indicator_query indicator_year(struct work *work, int32_t year);

enum indicator_cut { CUT_THEME, CUT_CITY, CUT_PARTNER, INDICATOR_CUTS };
struct indicator_line {
    struct text key; /* code of a theme, name of a city, identifier of an organisation as text */
    bool merged;     /* several small ones together: it has no key */
    struct indicator_sums sums;
    int64_t median[INDICATOR_SPANS]; /* tenths of days; INTEGER_NONE: none, or not told */
};
struct indicator_table {
    struct indicator_line *lines; /* by key, the merged one last */
    size_t count;
    struct indicator_line total;
    bool protected;
    bool total_hidden; /* even the whole is smaller than FIGURE_LEAST */
};
struct indicator_share {
    struct text reason;
    bool merged;
    int64_t count;
};
struct indicator_reasons {
    struct indicator_share *at; /* the most frequent first, the merged one last */
    size_t count;
    int64_t total;
    bool hidden; /* there are some, and too few to be told */
};

/* ---- statements (referral_indicators_store.c) ---- */

/* Ordinary referrals within the reach of the board's right. */
enum outcome indicator_facts_read(struct work *work, const struct indicator_query *query,
                                  struct indicator_facts *ret_facts) MUST_CHECK;
/* Protection referrals that the actor's organisation sent or received, by city: never shown as they are. */
enum outcome indicator_guarded_read(struct work *work, const struct indicator_query *query,
                                    struct indicator_group **ret_groups, size_t *ret_count) MUST_CHECK;

/* An organisation by its code.  NOT_FOUND. */
enum outcome organisation_coded(struct work *work, struct text code, struct identifier *ret_id) MUST_CHECK;

/* ---- computing (referral_indicators.c); pure ---- */

void indicator_fold(struct arena *arena, const struct indicator_facts *facts, enum indicator_cut cut,
                    struct indicator_table *ret_table);
void indicator_reasons(struct arena *arena, const struct indicator_facts *facts, struct indicator_reasons *ret_reasons);
/* Puts groups of fewer than FIGURE_LEAST together with the next smaller ones, until their row holds one that is not
   small and more than its groups must at least have; takes away medians of so few. */
void indicator_protect(struct arena *arena, struct indicator_table *table);
void indicator_reasons_protect(struct arena *arena, struct indicator_reasons *reasons);
/* The same for protection referrals: cities below the threshold are left out, all numbers are told in whole fives. */
void indicator_guarded_fold(struct arena *arena, const struct indicator_group *groups, size_t count,
                            struct indicator_table *ret_table);
/* How many of a hundred; -1: of nothing, or (`protected`) it tells of fewer than FIGURE_LEAST. */
int indicator_per_cent(int64_t part, int64_t whole, bool protected);

/* ---- shown ---- */

struct text indicator_key_show(struct work *work, enum indicator_cut cut, const struct indicator_line *line);
/* "12 %", "–"; "12,5", "–" */
struct text indicator_share_show(struct work *work, int per_cent);
struct text indicator_days_show(struct work *work, int64_t tenths);
/* The columns behind the name of a line, the same in page, file and report. */
enum { INDICATOR_COLUMNS = 7 };
extern const char *const indicator_columns[INDICATOR_COLUMNS]; /* N_() */
void indicator_cells(struct work *work, const struct indicator_line *line, bool protected,
                     struct text ret_cells[INDICATOR_COLUMNS]);

struct indicator_row_view {
    struct text label;
    struct text cells[INDICATOR_COLUMNS];
};
struct indicator_panel {
    const char *title, *head; /* N_() */
    struct text id;
    struct indicator_row_view *rows;
    size_t count;
    struct indicator_row_view total;
    struct chart chart;
};
/* Protection referrals of a year, in whole fives. */
struct guarded_view {
    bool told; /* false: there are fewer than five, or none */
    struct text sent, accepted, completed;
    struct indicator_row_view *cities; /* label and the first cell */
    size_t city_count;
};
enum outcome indicator_guarded_view(struct work *work, int32_t year, struct guarded_view *ret_view) MUST_CHECK;

struct indicator_reason_view {
    struct text label, share;
    int64_t count;
};
struct indicator_tile {
    const char *label; /* N_() */
    struct text value;
};
struct indicators_view {
    struct page *page;
    struct text from_typed, to_typed;
    const struct problem *problem;
    int32_t from, to;
    struct board_list lists[3];
    struct indicator_tile tiles[INDICATOR_COLUMNS];
    struct indicator_panel panels[INDICATOR_CUTS];
    size_t panel_count;
    struct indicator_reason_view *reasons;
    size_t reason_count;
    bool nothing;
    struct text year; /* of the protection referrals */
    struct guarded_view guarded;
    struct text csv, xlsx;
    struct board_option *years, *agreements, *languages;
    size_t year_count, agreement_count;
    struct text pdf, workbook; /* where the form of the yearly report goes */
};
void referral_indicators_page(struct output *out, const struct indicators_view *view);

/* The memorandum of the register under which a year is reported; zeros: none, then all partners. */
struct indicator_report {
    struct identifier agreement;
    struct text title, number, themes;
    struct identifier *partners;
    struct text *partner_names;
    size_t partner_count;
};
enum outcome indicator_report_find(struct work *work, struct identifier agreement,
                                   struct indicator_report *ret_report) MUST_CHECK;
enum outcome indicator_report_choices(struct work *work, struct board_option **ret_options,
                                      size_t *ret_count) MUST_CHECK;
/* Which organisation a line of CUT_PARTNER is. */
enum outcome indicator_partner_names(struct work *work, struct indicator_table *table) MUST_CHECK;

page_handler referral_indicators_show, referral_indicators_csv, referral_indicators_xlsx, referral_report_pdf,
    referral_report_xlsx;

#endif
