/* The pages of protection.  Within protection/. */
#ifndef PROTECTION_PROTECTION_PAGES_H
#define PROTECTION_PROTECTION_PAGES_H

#include "document/document.h"
#include "protection/protection_rules.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

/* ---- what hangs on a file: a form to add one, a form to change one ---- */

struct protection_child_kind {
    const struct record *record, *parent;
    const char *link;                   /* field of the record that names the parent's row */
    const char *segment;                /* of the address: "factors" */
    const char *parent_base;            /* "/screenings" */
    const char *title, *empty;          /* N_(): the button that adds one; what stands there without any */
    const char *section;                /* only this section is asked for at first; NULL: all */
    bool page;                          /* has a page of its own */
    bool (*open)(struct text state);    /* may one be added while the parent is in this state?  NULL: always */
    struct record_page_options options; /* of the form to change one */
};
extern const struct protection_child_kind factor_kind, safety_kind, tracing_kind, determination_kind, panel_member_kind;
/* With a kind as the context of the route. */
page_handler kind_new, kind_create, kind_go, kind_edit, kind_save;

/* ---- files ---- */

struct protection_section {
    const struct detail_section *section;
    struct text change; /* address; empty: may not now */
};
struct protection_view {
    struct page *page;
    const char *kind; /* N_(): "Screening" */
    struct text person, number;
    const char *state_label, *tone; /* N_(); NULL: no states */
    struct text person_path, case_path, case_number, history_path, copy_path;
    bool generated;
    struct part_action *actions;
    size_t action_count;
    const struct step *next;
    const struct gate_item *gate;
    int64_t missing;
    struct text suggestion; /* what the indicators suggest, and why; empty */
    const char *suggestion_reason;
    struct text indicator_version, indicator_sources; /* of the list that was marked, of what was marked */
    bool sources_verified;
    struct protection_section *sections;
    size_t section_count;
    struct part_list *lists;
    size_t list_count;
    struct attachment_list_view files;
};
void protection_file_page(struct output *out, const struct protection_view *view);

/* The three kinds of page, context of the routes of their forms. */
struct file_kind;
extern const struct file_kind screening_kind_of_page, child_kind_of_page, determination_kind_of_page;

page_handler screening_list, screening_show, screening_edit, screening_save, screening_history, screening_of,
    screening_copy, child_list, child_show, child_edit, child_save, child_history, determination_list,
    determination_show, determination_edit, determination_save, determination_history, conflict_list, conflict_show,
    conflict_history, conflict_go, conflict_new, conflict_create;

struct screening_copy_view {
    struct page *page;
    struct text person;
    int32_t on;
    struct detail_view detail;
    struct detail_view *factors;
    size_t factor_count;
};
void screening_copy_page(struct output *out, const struct screening_copy_view *view);

#endif
