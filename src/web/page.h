/* What every page needs around its own content: title, menu, language switch, notice. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/request.h"

struct page_link {
    const char *label; /* N_() */
    struct text text;  /* instead of label, when it is data */
    struct text path;  /* without language; empty: no link */
    bool current;
    const char *icon;        /* of the sprite; NULL: none */
    const char *tag;         /* of a language link: "ar" */
    int64_t count;           /* of a menu entry: so many wait for the reader; 0: none */
    const char *count_label; /* N_(): what is counted */
};

/* One entry of the menu; app/features.c lists them. */
/* Sections of one kind are one menu for who has many: see MENU_FLAT in page.c. */
enum menu_group {
    MENU_DIRECT, /* always by itself */
    MENU_FOLLOW_UP,
    MENU_FIGURES,
    MENU_MONEY,
    MENU_TEAM,
    MENU_MISSION,
    MENU_GROUPS
};

struct menu_entry {
    const char *label; /* N_() */
    const char *path;
    struct right *right; /* shown to who holds it; NULL: to everybody signed in */
    const char *icon;    /* of the sprite: "people" */
    /* What waits behind it for the reader; NULL: nothing is counted.  Asked for every page: it must be cheap. */
    int64_t (*count)(struct request *request);
    const char *count_label; /* N_(): "failed for good" */
    bool in_bar;             /* an icon beside the user's name, not one of the sections */
    enum menu_group group;
};

/* Several sections behind one name. */
struct page_menu {
    const char *label, *icon; /* label: N_() */
    struct page_link *links;
    size_t count;
    bool current;              /* holds the page that is shown */
    int64_t waiting;           /* what its sections count */
    const char *waiting_label; /* N_(): of the first that counts */
};

struct page {
    const struct request *request;
    const char *title; /* N_(), or */
    struct text title_text;
    struct text base; /* "/fr" */
    struct text csrf;
    const struct page_link *trail; /* breadcrumb */
    size_t trail_count;
    struct page_link *menu;
    size_t menu_count;
    struct page_menu *menus; /* behind them */
    size_t menus_count;
    struct page_link *tools; /* beside the user's name */
    size_t tool_count;
    struct text user_name; /* empty: nobody signed in */
    struct text notice;    /* one sentence at the top */
    bool may_search;
    /* A page with a form: the language buttons submit it (nothing typed is lost), to where it goes anyway; the field
       _language says which language it is shown in again.  They carry form="page-form". */
    bool has_form;
    bool narrow; /* sign-in, errors */
    struct text mission_name;
    bool demonstration;
    int64_t opened_until;                    /* the glass of a person's file is broken; INSTANT_NONE: of none */
    struct text opened_at;                   /* address that says why, and ends it */
    const struct page_link *other_languages; /* all three; text: its own name, path: the same page, with language */
    size_t other_language_count;
    struct text style, style_right_to_left, script, favicon; /* names of the built assets below /assets/ */
    struct text icons;                                       /* address of the sprite: "/assets/icons.….svg" */
    bool right_to_left;
    const char *language_tag;
};

/* A page for this request; `title` is N_().  The caller fills trail, has_form … and calls the template with it. */
struct page *page_open(struct request *request, const char *title);
struct page *page_open_text(struct request *request, struct text title);
void page_trail(struct page *page, const char *label, struct text path); /* adds one */
void page_trail_text(struct page *page, struct text label, struct text path);
/* Where the template writes; then page_send(). */
struct output page_output(struct request *request, struct response *response);
enum outcome page_send(struct request *request, struct response *response, int status);

/* "/fr/persons/…" of a path without language. */
struct text page_path(const struct request *request, struct text path);

/* What layout.html makes around a page: {% wrap layout(view->page) %}. */
void layout_page_begin(struct output *out, const struct page *page);
void layout_page_end(struct output *out, const struct page *page);

/* The error page or problem document for an outcome; used by web_serve() and by handlers that refuse. */
enum outcome respond_problem(struct request *request, struct response *response, enum outcome outcome);
int status_of(enum outcome outcome); /* the one table */

#endif
