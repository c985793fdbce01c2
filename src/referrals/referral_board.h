/* The coordination board: what waits for whom, for how long, and where there is room.  Within referrals/.

   Referrals about protection are in none of its rows, sums, filters or files.  How many of them are under way is told
   of the whole organisation alone, in whole fives (protected_told()). */
#ifndef REFERRALS_REFERRAL_BOARD_H
#define REFERRALS_REFERRAL_BOARD_H

#include "record/work.h"
#include "referrals/referral_rules.h"
#include "view/chart.h"
#include "web/record_pages.h"

extern struct right referral_board_right;

enum board_side { BOARD_RECEIVED, BOARD_SENT, BOARD_SIDES };
/* What is waited for. */
enum board_wait { BOARD_ACKNOWLEDGE, BOARD_ANSWER, BOARD_REPLY, BOARD_OUTCOME, BOARD_WAITS };

struct board_query {
    bool sides[BOARD_SIDES];
    int wait;                          /* enum board_wait; BOARD_WAITS: all */
    struct text priority, theme, city; /* empty: all */
    bool late;
    int32_t today;
    int64_t now;
    bool begun; /* only what comes behind this clock and row */
    int32_t after_clock;
    struct identifier after;
};

struct board_counts {
    int64_t waiting[BOARD_WAITS], late[BOARD_WAITS];
};

/* One service for which somebody waits, as the reader's organisation sends to it or answers for it. */
struct board_service {
    struct identifier id;
    struct text names[LANGUAGE_COUNT]; /* in the order of language_at(); the first is never empty */
    struct text city, provider, provider_arabic, state;
    int64_t capacity, taken; /* capacity INTEGER_NONE: no limit is known */
    struct board_counts counts;
};
/* All open services of a city, whoever gives them. */
struct board_city {
    struct text city;
    int64_t services, capacity, left; /* of those whose limit is known, this week */
    int64_t waiting, serving, late;   /* of the reader's rows */
};
struct board_row {
    enum board_side side;
    struct identifier id;
    struct subject subject;
    struct text number, service, other, city, priority, theme, state;
    int64_t sent_at, due_at;
    int32_t state_since, feedback_due_on, clock;
};

/* ---- statements (referral_board_store.c): ordinary referrals within the reach of the right ---- */

/* By service, those of both sides together; the most late first. */
enum outcome board_services(struct work *work, const struct board_query *query, struct board_service **ret_services,
                            size_t *ret_count) MUST_CHECK;
/* At most so many rows of one side, by their clock. */
enum outcome board_rows(struct work *work, const struct board_query *query, enum board_side side, size_t most,
                        struct board_row **ret_rows, size_t *ret_count) MUST_CHECK;
/* The cities of the directory with what is left there this week; by name. */
enum outcome board_cities(struct work *work, int32_t week, struct board_city **ret_cities,
                          size_t *ret_count) MUST_CHECK;
/* Protection referrals under way of the actor's organisation, both directions: never shown as it is. */
enum outcome board_protected(struct work *work, int64_t *ret_count) MUST_CHECK;

/* What may be told of so many protection referrals: the next lower multiple of FIGURE_LEAST, so that neither a small
   number nor a change from one day to the next tells of one person; 0: too few to be told. */
int64_t protected_told(int64_t count);
enum board_wait board_wait_of(struct text state);
/* How many days the clock of a row has left; negative: late by so many.  INTEGER_NONE: nobody's clock runs. */
int64_t board_days_left(const struct work *work, const struct board_row *row);
bool board_is_late(const struct work *work, const struct board_row *row);

/* ---- pages (referral_board.c, referral_board_files.c) ---- */

enum { BOARD_PAGE = 25, BOARD_FILE_MOST = 50000 };

struct board_option {
    struct text code, label;
    bool chosen;
};
struct board_list {
    const char *name, *label, *every; /* label, every: N_() */
    struct board_option *options;
    size_t count;
};
enum { BOARD_LISTS = 5 };
struct board_tile {
    const char *label; /* N_() */
    int64_t count;
    struct text path;
    bool late;
};
struct board_service_line {
    struct text name, path, city, provider;
    int64_t waiting, serving, late, capacity, left;
    bool closed;
};
struct board_city_line {
    struct text city;
    int64_t waiting, serving, late, services, capacity, left;
};
struct board_row_line {
    struct text number, path, service, city, waits_for, from, state, clock, priority;
    int32_t since;
    int64_t days_late; /* 0: it is not */
    bool urgent;
};
struct board_view {
    struct page *page;
    struct board_tile tiles[BOARD_WAITS + 1];
    struct text protected_count; /* "10"; empty: too few, or none */
    struct board_list lists[BOARD_LISTS];
    bool late, filtered, empty;
    struct board_city_line *cities;
    size_t city_count;
    struct chart chart;
    struct board_service_line *services;
    size_t service_count;
    int64_t service_total;
    struct text services_previous, services_next;
    struct board_row_line *rows;
    size_t row_count;
    struct text next, first; /* first: address of the first page, on a later one */
    struct text csv, xlsx, indicators;
};
void referral_board_page(struct output *out, const struct board_view *view);

struct request;
/* What an address asks for. */
void board_query_read(struct request *request, struct board_query *ret_query);
/* Both sides, by their clock, at most so many; *ret_more: there are others behind them. */
enum outcome board_read(struct work *work, const struct board_query *query, size_t most, struct board_row **ret_rows,
                        size_t *ret_count, bool *ret_more) MUST_CHECK;
struct text board_waits_for(struct work *work, const struct board_row *row);
struct text board_state_shown(struct work *work, const struct board_row *row);

page_handler referral_board_show, referral_board_csv, referral_board_xlsx;

#endif
