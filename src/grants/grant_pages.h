/* The pages of grants and exchange rates.  Within grants/. */
#ifndef GRANTS_GRANT_PAGES_H
#define GRANTS_GRANT_PAGES_H

#include "grants/grants.h"
#include "ledger/exchange.h"
#include "web/record_pages.h"

page_handler grant_list, grant_new, grant_create, grant_show, grant_edit, grant_save, grant_history, line_new,
    line_create, line_go, line_edit, line_save, exchange_rates, exchange_new, exchange_create;

struct grant_row {
    struct text path, title, number, donor;
    struct money amount, committed, paid, left; /* left: of the grant, also what no line holds yet */
    int32_t ends_on;
};
struct grant_list_view {
    struct page *page;
    struct grant_row *rows;
    size_t row_count;
    bool may_add, may_see_rates;
};
void grant_list_page(struct output *out, const struct grant_list_view *view);

/* A bar of the chart, in units of the drawing. */
struct grant_bar {
    struct text label, figure;
    int64_t y, label_x, label_y, paid_x, paid, committed_x, committed, left_x, left, figure_x;
};
/* What a colour of the chart means. */
struct grant_key {
    const char *label, *shade; /* N_(); the class */
    int64_t square_x, label_x;
};
struct grant_view {
    struct page *page;
    struct grant_key keys[3];
    struct text path; /* of the grant, with language */
    struct text number;
    struct line_figures *lines;
    size_t line_count;
    struct line_figures total;
    struct money free; /* of the grant: what no line holds */
    struct grant_bar *bars;
    int64_t height;
    const char *label_anchor, *figure_anchor;
    struct text summary; /* the chart in one sentence */
    struct text *serves; /* whom each line serves, as shown; empty: everybody */
    bool may_add, may_serve;
    struct detail_view detail;
};
void grant_show_page(struct output *out, const struct grant_view *view);
/* Fills bars and height from the lines. */
void grant_chart(struct work *work, struct grant_view *view);

struct rate_row {
    struct exchange_rate rate;
    struct text shown; /* "1 EUR = 10,845 MAD" */
    struct text who;
};
struct rates_view {
    struct page *page;
    struct rate_row *rows;
    size_t row_count;
    bool may_record;
    bool more; /* than are shown */
};
void exchange_rates_page(struct output *out, const struct rates_view *view);

struct rate_error {
    struct text message; /* empty: none */
    struct text target;  /* "#rate-day" */
    struct text id;      /* of the message beside the field: "rate-day-error" */
};
void exchange_error_page(struct output *out, const struct rate_error *error, struct text icons);

struct rate_form {
    struct page *page;
    struct text action, cancel, key;
    struct text from, to, day, rate, source;
    struct rate_error *errors; /* in the order in which they were found */
    size_t error_count;
    struct text source_described; /* by which ids */
    struct rate_error currency_error, day_error, rate_error, source_error;
    const char *const *currencies;
    size_t currency_count;
};
void exchange_form_page(struct output *out, const struct rate_form *form);

/* "10,8453" or "10.8453" in millionths: at most nine digits before and six behind.  INVALID, also for zero. */
enum outcome exchange_rate_read(struct text typed, int64_t *ret_millionths) MUST_CHECK;

#endif
