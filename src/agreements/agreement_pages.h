/* Pages of the register.  Within agreements/. */
#ifndef AGREEMENTS_AGREEMENT_PAGES_H
#define AGREEMENTS_AGREEMENT_PAGES_H

#include "agreements/agreement_store.h"
#include "document/document.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

extern const struct record_page_options agreement_page_options, agreement_party_options, agreement_date_options;
extern const struct record_page_options agreement_obligation_options;
extern const struct step_pages agreement_step_pages, obligation_step_pages;
page_handler agreement_overview, agreement_take_over;

/* The companions of other features, as app/ gave them. */
extern const struct agreement_companion *agreement_companions;
extern size_t agreement_companion_count;

/* ---- below the fields of a row ---- */

/* One date as one source gives it. */
struct agreement_date_line {
    struct text event, day, source, mark, path;
    const char *standing; /* N_(): what becomes of it; NULL: one source among others */
    const char *tone;     /* of the mark */
};
enum { AGREEMENT_LISTS_MOST = 8 };
struct agreement_more {
    struct step_buttons steps;
    int32_t ends_soon; /* its last day, when that is near; DATE_NONE */
    bool shows_dates, disputed;
    struct agreement_date_line *dates;
    size_t date_count;
    struct text add_date; /* address; empty: may not */
    struct part_list lists[AGREEMENT_LISTS_MOST];
    size_t list_count;
    struct attachment_list_view *files;          /* NULL: not for this reader */
    struct text agreement_path, agreement_title; /* of a part: what it hangs on */
};
void agreement_more_page(struct output *out, const struct agreement_more *more, const struct page *page);
void agreement_show_more(struct output *out, const struct record_show_view *view);
enum outcome agreement_load_more(struct request *request, const void *row, void **ret_more) MUST_CHECK;

/* ---- at a glance ---- */

struct agreement_tile {
    const char *label; /* N_() */
    int64_t count;
    struct text path;
    const char *tone;
};
/* A bar of the picture, in units of the drawing; width 0: no date is known. */
struct agreement_bar {
    struct text label, path;
    struct text kind, from, until, state;
    const char *tone, *shade;
    int64_t y, label_x, x, width, mark_x;
    bool open_end, marked;
};
struct agreement_tick {
    struct text label;
    int64_t x;
};
struct agreement_key {
    const char *label, *shade; /* N_() */
    int64_t square_x, label_x;
};
enum { AGREEMENT_KEYS = 3 };
struct agreement_overview_view {
    struct page *page;
    struct agreement_tile *tiles;
    size_t tile_count;
    struct agreement_bar *bars;
    size_t bar_count;
    struct agreement_tick *ticks;
    size_t tick_count;
    struct agreement_key keys[AGREEMENT_KEYS];
    int64_t height, today_x;
    const char *anchor;
    struct text summary;
    bool more; /* than are drawn */
    struct part_list ending, due;
    struct text new_path, list_path, obligations_path; /* addresses; new_path empty: may not */
    struct text take_over, key;                        /* address; empty: nothing to take over, or may not */
    int64_t left;                                      /* agreements of the profile that are not here */
};
void agreement_overview_page(struct output *out, const struct agreement_overview_view *view);
/* Fills bars, ticks and keys from these agreements; `today` is drawn as a line. */
void agreement_timeline(struct work *work, const struct agreement *const *rows, size_t count, int32_t today,
                        struct agreement_overview_view *view);
/* "15 June 2006", "July 2006", "1998", in the language of the work; empty of nothing. */
struct text partial_shown(struct work *work, struct partial_date date);

#endif
