/* Pages of this feature.  Within linkage/. */
#ifndef LINKAGE_LINKAGE_PAGES_H
#define LINKAGE_LINKAGE_PAGES_H

#include "linkage/linkage_store.h"
#include "web/record_pages.h"

extern const struct record_page_options linkage_partner_options, linkage_run_options, linkage_match_options;
page_handler linkage_partner_search, linkage_run_file, linkage_run_upload, linkage_run_take;
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
