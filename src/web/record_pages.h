/* Pages that every record has, made from its descriptor: list, page, form, history, export.  A feature's handler is one
   line that calls one of these with its options:

     GET  BASE              record_page_list        ROUTE_READ
     GET  BASE.csv          record_page_csv         ROUTE_SLOW
     GET  BASE.xlsx         record_page_xlsx        ROUTE_SLOW
     GET  BASE/new          record_page_new         ROUTE_READ
     POST BASE              record_page_create      ROUTE_WRITE
     POST BASE/filters      record_page_filter      ROUTE_READ, changes nothing; GET the same, from links of its page
     POST BASE/views        record_page_view_add    ROUTE_WRITE
     POST BASE/views/{id}   record_page_view_remove ROUTE_WRITE
     GET  BASE/{id}         record_page_show        ROUTE_READ
     GET  BASE/{id}/edit    record_page_edit        ROUTE_READ
     POST BASE/{id}         record_page_save        ROUTE_WRITE
     GET  BASE/{id}/history record_page_history     ROUTE_READ

   The row's id is the first {…} of the pattern. */
#ifndef WEB_RECORD_PAGES_H
#define WEB_RECORD_PAGES_H

#include "flow/flow.h"
#include "record/pages.h"
#include "record/saved_view.h"
#include "web/page.h"

/* A link beside the title of a row. */
struct record_page_action {
    const char *label;   /* N_() */
    const char *path;    /* behind the row's address: "documents" */
    struct right *right; /* on the row; NULL: everybody who sees the row */
    const char *icon;    /* of the sprite; NULL: none */
    const char *step;    /* shown only where the flow of the page has this step from the row's state; NULL: always */
};

struct record_show_view;

/* Why a form asks for less than usual, and where that can be changed. */
struct record_page_note {
    const char *message, *link; /* N_(); NULL: none */
    struct text path;           /* address */
};

/* Only record and base are needed. */
struct record_page_options {
    const struct record *record;
    const char *base;        /* "/persons" */
    const struct flow *flow; /* names of its states; where a new row begins */
    const char *new_title;   /* N_(): "Register a person" */
    const char *edit_title;  /* N_(): "Change the person's data" */
    const char *begin;       /* N_(): how the first row comes to be, said in an empty list; may be NULL */
    const struct record_page_action *actions;
    size_t action_count;
    const struct record *users;   /* whose titles name who did something */
    const struct record *offices; /* lists can be narrowed to one of them; NULL: they cannot */
    struct right *export;         /* NULL: who reads the record exports it */
    const struct right *add;      /* who is offered a new row; NULL: who may create the record */
    bool closed_list;             /* no button for a new row: search comes first */
    bool own_action;              /* the form of a stored row goes to its own address: it asks for a part of the row */

    /* All hooks may be NULL. */
    /* A new row before it is shown or read: sets where it belongs.  Without it: the actor's organisation and office. */
    enum outcome (*prepare)(struct request *request, void *row);
    /* Instead of record_insert() and record_update(); in the transaction of the request. */
    enum outcome (*create)(struct work *work, void *row);
    enum outcome (*update)(struct work *work, const void *before, void *row);
    /* What is allowed but worth a second look: adds problems beside their fields and returns INVALID, with what they
       are about in *ret_about.  The form is shown with them; sent once more about the same, it is stored. */
    enum outcome (*warn)(struct work *work, const void *row, struct text *ret_about);
    /* Which rows a link may point at: see struct form_options. */
    enum outcome (*links)(void *context, struct work *work, const struct field *field, const void *row,
                          const struct form_choice **ret_choices, size_t *ret_count);
    /* Takes fields away from the form of a stored row, for now. */
    enum outcome (*limit)(struct request *request, const void *row, struct field_set *fields,
                          struct record_page_note *ret_note);
    /* What leads to a stored row: its page, its history, its form; where that is not its list. */
    void (*trail)(struct request *request, const void *row, struct page *page);
    /* Narrows a list beyond its filters. */
    enum outcome (*narrow)(struct request *request, struct list_query *query);
    /* What else a row's page shows: read what is needed, then write it below the fields with a template. */
    enum outcome (*load_more)(struct request *request, const void *row, void **ret_more);
    void (*show_more)(struct output *out, const struct record_show_view *view);
};

enum outcome record_page_list(struct request *request, struct response *response,
                              const struct record_page_options *options) MUST_CHECK;
/* Filters that were typed: on to the list, with no more of a text in its address than a keyed hash. */
enum outcome record_page_filter(struct request *request, struct response *response,
                                const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_show(struct request *request, struct response *response,
                              const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_new(struct request *request, struct response *response,
                             const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_create(struct request *request, struct response *response,
                                const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_edit(struct request *request, struct response *response,
                              const struct record_page_options *options) MUST_CHECK;
/* When the row was changed since the form was opened, changes of different fields are joined; for others the person is
   asked (409). */
enum outcome record_page_save(struct request *request, struct response *response,
                              const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_history(struct request *request, struct response *response,
                                 const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_view_add(struct request *request, struct response *response,
                                  const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_view_remove(struct request *request, struct response *response,
                                     const struct record_page_options *options) MUST_CHECK;

/* The list's query as a file ("?hxl=1": with a row of HXL tags).  The file is written first, then sent, so that no half
   export looks whole: its number of rows and its SHA-256 stand in the headers Row-Count and Content-Digest (RFC 9530)
   and in the audit log.  It lies without a name in settings->run meanwhile. */
enum outcome record_page_csv(struct request *request, struct response *response,
                             const struct record_page_options *options) MUST_CHECK;
enum outcome record_page_xlsx(struct request *request, struct response *response,
                              const struct record_page_options *options) MUST_CHECK;

/* What these pages and record/ hand over to the writing worker: "audit.read", "audit.export". */
extern const struct internal_action record_actions[];

/* ---- for the templates of these pages ---- */

struct record_view_tab {
    struct text name, path; /* "?…" */
    struct text remove;     /* address that deletes it; empty: the list of all */
    bool current;
};
struct record_list_view {
    struct page *page;
    struct table_view table;
    struct record_view_tab *tabs;
    size_t tab_count;
    struct text *problems; /* of the query */
    size_t problem_count;
    struct text new_path; /* empty: may not */
    const char *new_label;
    struct text csv_path, xlsx_path; /* empty: may not */
    struct text views_path, key;     /* of the form that saves a view */
};
struct record_link {
    const char *label, *icon;
    struct text path;
};
struct record_show_view {
    struct page *page;
    struct request *request;
    const struct record_page_options *options;
    const void *row;
    struct detail_view detail;
    struct text state;
    const char *tone;
    struct record_link *links;
    size_t link_count;
    void *more;
};
struct record_edit_view {
    struct page *page;
    struct text about; /* whom or what the form is about; empty where its title says it */
    struct record_page_note note;
    struct form_view form;
    struct text warned;         /* of what: see `warn` above */
    struct text action, cancel; /* addresses */
};
struct record_stale_view {
    struct page *page;
    struct merge merge;
    struct text action, cancel;
};
struct record_timeline_view {
    struct page *page;
    struct history_view history;
    struct text back;
};
void record_list_page(struct output *out, const struct record_list_view *view);
void record_show_page(struct output *out, const struct record_show_view *view);
void record_edit_page(struct output *out, const struct record_edit_view *view);
void record_stale_page(struct output *out, const struct record_stale_view *view);
void record_timeline_page(struct output *out, const struct record_timeline_view *view);
/* Calls options->show_more; a template includes it. */
void record_more_page(struct output *out, const struct record_show_view *view);

#endif
