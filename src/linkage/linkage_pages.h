/* Pages of this feature.  Within linkage/. */
#ifndef LINKAGE_LINKAGE_PAGES_H
#define LINKAGE_LINKAGE_PAGES_H

#include "linkage/linkage_store.h"
#include "web/record_pages.h"

page_handler linkage_partner_list, linkage_partner_new, linkage_partner_create, linkage_partner_show,
    linkage_partner_edit, linkage_partner_save, linkage_partner_history, linkage_partner_search;
page_handler linkage_run_list, linkage_run_show, linkage_run_history, linkage_run_file, linkage_run_upload,
    linkage_run_take;
page_handler linkage_match_list, linkage_match_show, linkage_match_edit, linkage_match_save, linkage_match_history,
    linkage_match_csv, linkage_match_xlsx, linkage_match_view_add, linkage_match_view_remove;
page_handler linkage_api_take, linkage_api_give;

struct linkage_partner_more {
    struct text own_key; /* empty: not yet made */
    struct text search, csrf, key;
    struct text icons, base;
    bool may_search, by_network;
};
void linkage_partner_more_page(struct output *out, const struct linkage_partner_more *more);

struct linkage_run_more {
    struct text icons, base;
    struct text file;    /* address of what is to be sent; empty: nothing */
    const char *problem; /* N_(); NULL: none */
    const char *what;    /* N_(): what is to be done now */
    bool uploads, found, waits;
};
void linkage_run_more_page(struct output *out, const struct linkage_run_more *more);

struct linkage_match_more {
    struct text icons, person; /* address of the person's file; empty: out of reach */
};
void linkage_match_more_page(struct output *out, const struct linkage_match_more *more);

struct linkage_upload_view {
    struct page *page;
    struct text action, key;
    struct text *problems;
    size_t problem_count;
};
void linkage_upload_page(struct output *out, const struct linkage_upload_view *view);

#endif
