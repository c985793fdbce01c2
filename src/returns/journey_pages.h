/* Pages of what hangs on a case.  Within returns/. */
#ifndef RETURNS_JOURNEY_PAGES_H
#define RETURNS_JOURNEY_PAGES_H

#include "returns/appointment.h"
#include "returns/journey.h"
#include "web/record_pages.h"

/* What hangs on a case: a form to add one from the case's page, a page of each. */
struct case_child_kind {
    struct record_page_options options;
    const char *title; /* N_(): the button that adds one */
    struct right *right;
    const char *anchor;                            /* on the page of the case */
    void (*prepare)(struct work *work, void *row); /* what stands in the form already; may be NULL */
};
extern const struct case_child_kind paper_kind, needs_kind, medication_kind, appointment_kind;
/* With a kind as the context of the route. */
page_handler case_child_new, case_child_create, case_child_show, case_child_edit, case_child_save, case_child_history;
page_handler warning_go;

/* A line of the card: a paper, a medicine, an appointment. */
struct journey_line {
    struct text title, detail, path; /* path empty: no page for the reader */
    const char *badge, *tone;        /* badge N_(); NULL: none */
};
struct journey_view {
    bool shown;
    struct text base;      /* address of the case */
    struct text *warnings; /* what does not hold on the day of the flight */
    size_t warning_count;
    int32_t risk_since, flight_on;
    struct journey_line *papers;
    size_t paper_count;
    struct text needs_path; /* empty: nothing was said */
    struct text *needs;     /* "Wheelchair: …" */
    size_t need_count;
    int32_t arranged_on;
    bool needs_arranging;
    bool sees_health;
    struct journey_line *medication;
    size_t medication_count;
    bool may_add_paper, may_say_needs, may_add_medication;
};
struct case_view;
/* For the page of a case, as far as the actor may read it. */
enum outcome journey_view_make(struct request *request, const struct return_case *file,
                               struct journey_view *ret_view) MUST_CHECK;
void case_journey_page(struct output *out, const struct case_view *view);

struct appointments_view {
    bool shown, may_add;
    struct journey_line *lines;
    size_t line_count;
};
enum outcome appointments_view_make(struct request *request, const struct return_case *file,
                                    struct appointments_view *ret_view) MUST_CHECK;
void case_appointments_page(struct output *out, const struct case_view *view);

/* ---- a week of appointments ---- */

struct week_entry {
    struct text time, kind, number, person, place, zone, path, result; /* time empty: the day alone is known */
    bool off;
};
struct week_day {
    const char *weekday; /* N_() */
    int32_t date;
    struct text id;
    bool today;
    struct week_entry *entries;
    size_t entry_count;
};
struct week_view {
    struct page *page;
    int32_t monday, today;
    struct week_day days[7];
    int64_t count;
    bool more, mine;
    struct text previous, next, this_week, all, own, list;
    struct text calendar; /* empty: may not */
};
void appointment_week_page(struct output *out, const struct week_view *view);
page_handler appointment_week, appointment_list, appointment_filter, appointment_csv, appointment_xlsx,
    appointment_view_add, appointment_view_remove;

struct calendar_view {
    struct page *page;
    struct text key, action, tokens;
    struct text mine, all; /* addresses; empty: none was made now */
};
void calendar_address_page(struct output *out, const struct calendar_view *view);
page_handler calendar_address_show, calendar_address_make, calendar_feed;

#endif
