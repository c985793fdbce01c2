/* The steps of any flow as forms: what a step asks, what it still misses, what it ends. */
#ifndef WEB_STEP_PAGES_H
#define WEB_STEP_PAGES_H

#include "flow/flow.h"
#include "record/pages.h"
#include "web/page.h"

struct step_fact {
    const char *label; /* N_() */
    struct text value;
};
/* Routes BASE/{id}/steps/{action} with this as context, GET to step_show, POST to step_take.  All behind `back` may be
   NULL. */
struct step_pages {
    const struct flow *flow;
    const char *base; /* "/return-items" */
    /* Where the page leads when the step was taken: the case.  NULL: the row itself, below `base`. */
    struct text (*back)(struct arena *arena, const void *row);
    /* What a step that asks twice ends with it: sentences in the reader's language. */
    enum outcome (*consequences)(struct work *work, const struct step *step, const void *row, struct text **ret,
                                 size_t *ret_count);
    /* What whoever takes the step must have before their eyes. */
    enum outcome (*facts)(struct work *work, const void *row, struct step_fact **ret, size_t *ret_count);
    const struct record *list; /* where the trail begins; NULL: the list of `parent`, or of the flow's record */
    /* What the trail calls the row; NULL: as `parent` is called, or the row itself. */
    struct text (*called)(struct work *work, const void *row);
    const char *parent; /* name of the link to what the row belongs to: "return_case" */
    /* What was done, of steps and of actions that are none: for the history; NULL: as the flow says. */
    struct text (*done)(const void *flow, struct work *work, struct text action);
    /* Where a step asks otherwise than by the fields of the record: changes the form before its errors are listed
       (`typed` NULL: not posted yet), and reads what was typed into `input`, INVALID with problems beside its fields.
       Both NULL for forms as they are. */
    enum outcome (*shape)(struct work *work, const struct step *step, const void *row, const struct parameters *typed,
                          struct form_view *form);
    enum outcome (*read)(struct work *work, const struct step *step, const void *row, const struct parameters *typed,
                         void *input);
};
page_handler step_show, step_take;
/* The two routes of them (web/route_table.h); whoever may read a row may try, the step's own right is asked on it. */
#define STEPS(base, right, pages)                                                        \
    GET_OF(base "/{id}/steps/{action}", step_show, right, &(pages), "a step as a form"), \
        POST_OF(base "/{id}/steps/{action}", step_take, right, &(pages), "take a step")

/* Once, at start: whose titles name who did something, and whom a row is about. */
void step_pages_start(const struct record *users, const struct record *persons);

/* One step as a form: on a page of its own, or small beside what it belongs to. */
struct step_form {
    const struct step *step;
    struct form_view form;
    struct text action; /* address */
    struct text note_id, note_error_id, confirm_id, confirm_error_id;
    struct text note, note_error;
    struct text confirm_error;
    const struct gate_item *gate; /* all requirements, met or not */
    int64_t missing;
    bool ends;            /* the file ends with it */
    struct text *holders; /* roles that may take it */
    size_t holder_count;
};
/* `typed` NULL: not posted yet. */
enum outcome step_form_make(struct request *request, const struct step_pages *pages, const struct step *step,
                            const void *row, struct text prefix, const struct parameters *typed,
                            struct step_form *ret) MUST_CHECK;
/* The roles that hold a right, in the language of the work. */
size_t right_holders(struct work *work, const struct right *right, struct text **ret_names);

/* The steps that the actor may take with a row now, each as a link to its form: "BASE/{id}/steps/{action}". */
struct step_button {
    const struct step *step;
    struct text path; /* address */
};
struct step_buttons {
    struct step_button *at;
    size_t count;
    const char *waits; /* N_(): the first thing that a step allowed to the actor still misses; NULL */
};
enum outcome step_buttons(struct request *request, const struct flow *flow, const char *base, const void *row,
                          struct step_buttons *ret_buttons) MUST_CHECK;

/* ---- for the templates of these pages ---- */

struct step_view {
    struct page *page;
    struct step_form form;
    struct text about; /* whom or what it is about */
    struct text cancel;
    struct step_fact *facts;
    size_t fact_count;
    struct text *consequences;
    size_t consequence_count;
    /* Somebody was faster. */
    bool stale;
    struct history_view since;
};
void step_body_page(struct output *out, const struct step_form *form, struct text icons);
void step_page_page(struct output *out, const struct step_view *view);
/* What a step needs, met and missing, as a list of its own. */
void gate_list_page(struct output *out, const struct gate_item *first, const struct page *page);
/* The next step of a row as a section of its page. */
void gate_next_page(struct output *out, const struct step *next, const struct gate_item *first, int64_t missing,
                    const struct page *page);

/* What hangs on a row, as a section of its page: rows, and what may be done with each. */
struct part_action {
    const char *label; /* N_() */
    struct text path;
    bool primary, danger;
};
struct part_row {
    struct text title, badge, line;
    const char *tone;
    struct text path; /* address; empty: none */
    bool late;
    struct part_action *actions;
    size_t action_count;
};
struct part_list {
    const char *id, *title, *empty, *add_label; /* all but id N_() */
    struct text add;                            /* address; empty: may not */
    int64_t total;                              /* shown beside the title; 0: not */
    struct part_row *rows;
    size_t row_count;
};
void part_list_page(struct output *out, const struct part_list *list, struct text icons);

#endif
