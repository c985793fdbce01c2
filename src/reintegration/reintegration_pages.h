/* The pages of reintegration.  Within reintegration/. */
#ifndef REINTEGRATION_REINTEGRATION_PAGES_H
#define REINTEGRATION_REINTEGRATION_PAGES_H

#include "document/document.h"
#include "reintegration/reintegration_rules.h"
#include "view/chart.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

/* ---- what hangs on a case: a form to add one, a page, a form to change one ---- */

struct part {
    const struct record *record;
    const struct flow *flow; /* NULL: none */
    const char *slug;        /* "quotes": of its section and of …/quotes/new */
    const char *base;        /* "/quotes" */
    const char *add, *empty; /* N_(): the button; what stands there without any */
    const char *icon;
    /* The first values of a new one; may be NULL. */
    enum outcome (*begin)(struct work *work, void *row);
    bool (*offers)(const struct return_item *item); /* items to choose from; NULL: all that are not cancelled */
    bool files;                                     /* files hang on it */
    /* What is said of a new one; NULL: that it was saved. */
    const char *(*said)(const void *row);
    struct record_page_options options;
};
extern const struct part assessment_part, quote_part, delivery_part, training_part, business_part, session_part,
    proof_part, excess_part, waiting_part, order_part, share_part;
extern const struct part *const AID_PARTS[]; /* in the order of the page; ended by NULL */
extern const struct step_pages assessment_steps, quote_steps, delivery_steps, training_steps, business_steps,
    proof_steps, excess_steps, waiting_steps, order_steps, share_steps, project_steps;
/* With a part as the context of the route. */
page_handler aid_part_new, aid_part_create, aid_part_show, aid_part_edit, aid_part_save, aid_part_history,
    aid_part_list, aid_part_csv, aid_part_xlsx, aid_part_view_add, aid_part_view_remove;
/* "/return-cases/ID/reintegration#slug", without language. */
struct text reintegration_address(struct arena *arena, struct identifier file, const char *behind);

/* ---- registers of the organisation ---- */

extern const struct record_page_options supplier_options, quote_rule_options, entitlement_options;

/* ---- collective projects, courses ---- */

extern const struct record_page_options project_options, course_options;
/* What their pages show below the fields. */
struct joint_more {
    struct step_buttons steps;
    struct text summary;
    struct part_list list; /* those whom the reader may see */
    int64_t hidden;        /* how many more there are */
};
void joint_more_page(struct output *out, const struct joint_more *more, const struct page *page);

/* ---- the page of a case ---- */

struct reintegration_item_view {
    const struct return_item *row;
    struct text title, state, line, path;
    const char *tone;
    int64_t quotes, quotes_needed; /* needed 0: none */
    bool quote_approved, by_default, rule_verified;
    struct text rule_above;
    struct money delivered;
    bool delivers;   /* something can be or was delivered */
    int32_t from_on; /* of a second instalment: not before; DATE_NONE */
    bool proof_accepted, second, ordered;
    struct part_action *actions;
    size_t action_count;
};
struct entitled_view {
    const struct entitled *entitled;
    struct chart chart;
};
struct reintegration_view {
    struct page *page;
    const struct return_case *file;
    struct text person, case_path, person_path;
    const char *state_label, *tone;
    int32_t deadline; /* DATE_NONE: not arrived yet */
    bool plan_late;
    int64_t days_late;
    struct entitled_view *entitled;
    size_t entitled_count;
    bool default_quotes;
    struct money default_above;
    struct reintegration_item_view *items;
    size_t item_count;
    struct text item_add;
    struct part_list *sections;
    size_t section_count;
};
void reintegration_file_page(struct output *out, const struct reintegration_view *view);
void entitled_panel_page(struct output *out, const struct entitled_view *view, struct text icons);
void reintegration_items_page(struct output *out, const struct reintegration_view *view);
page_handler reintegration_show;

/* What a row's own page shows below its fields: steps and files. */
struct part_more {
    struct part_action *actions;
    size_t action_count;
    const struct step *next;
    const struct gate_item *gate;
    struct attachment_list_view files;
    bool has_files;
    struct page *page;
};
void part_more_page(struct output *out, const struct part_more *more);

/* ---- the waiting list ---- */

struct waiting_line {
    int64_t place;
    struct text title, case_number, path, country, profile, priority, state, offered;
    const char *tone;
    struct money wanted;
    int32_t since_on;
    int64_t days;
};
struct waiting_view {
    struct page *page;
    struct waiting_line *lines;
    size_t line_count;
    bool more, by_protection;
    struct text whole; /* address of the whole list */
};
void waiting_list_page(struct output *out, const struct waiting_view *view);
page_handler waiting_show;

#endif
