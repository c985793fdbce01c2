/* Between the pages of the directory: what they show. */
#ifndef DIRECTORY_DIRECTORY_PAGES_H
#define DIRECTORY_DIRECTORY_PAGES_H

#include "directory/directory_store.h"
#include "web/page.h"
#include "web/record_routes.h"
#include "web/step_pages.h"

extern const struct record_page_options partner_options, site_options, service_options;
extern const struct step_pages service_steps;

page_handler partner_create;
page_handler service_verified;
page_handler hours_home, hours_new, hours_create, hours_go, hours_edit, hours_save, hours_history, hours_remove;
page_handler closing_new, closing_create, closing_go, closing_edit, closing_save, closing_history, closing_remove;
page_handler directory_find_get, directory_of_person, directory_sheet, directory_old;
page_handler public_list, public_show, public_sheet;
page_handler hsds_base_get, hsds_services, hsds_service_get, hsds_organizations, hsds_organization_get, hsds_locations,
    hsds_location_get, hsds_taxonomies, hsds_taxonomy_get, hsds_terms, hsds_term_get;

/* A service as lists show it. */
struct service_line {
    struct text path, name, provider, place, category;
    struct text hours, next; /* when it receives next */
    struct text reasons[SERVICE_REASONS_MOST];
    size_t reason_count;
    enum service_fit fit;
    bool old, hidden, generated, suspended;
    int32_t verified_on;
    struct text left; /* places of this week; empty: no limit is known */
    bool full;
    int distance; /* 0 same province, 1 same region, 2 elsewhere, 3 no place was asked for */
};
struct find_option {
    struct text code, label;
    bool chosen;
};
struct find_list {
    const char *name, *label, *every; /* label, every: N_() */
    struct find_option *options;
    size_t count;
};
struct region_tile {
    struct text code, name, path, label, number;
    int64_t x, y, shade;
    bool chosen;
};
enum { FIND_LISTS = 7 };
struct find_view {
    struct page *page;
    struct find_list lists[FIND_LISTS];
    struct text age, day;
    struct service_line *lines;
    size_t line_count;
    size_t total, fitting;
    bool asked, more; /* something was asked for; lines were left out */
    struct region_tile *tiles;
    size_t tile_count;
    int64_t map_height;
    struct text new_path, old_path, export_path;
    int64_t old_count;
    bool outside; /* of the public page */
    struct text problem;
};
void directory_find_page(struct output *out, const struct find_view *view);
void service_lines_page(struct output *out, const struct find_view *view);
void region_map_page(struct output *out, const struct find_view *view);

struct hours_line {
    struct text text, note, edit, remove;
};
struct service_fact {
    const char *label; /* N_() */
    struct text value;
};
enum { SERVICE_FACTS_MOST = 20 };
struct service_more {
    struct text csrf;
    struct step_buttons steps;
    struct text verified_path; /* of the one click; empty: may not */
    bool old;
    int32_t verified_on;
    struct text verified_by;
    struct hours_line *hours, *closings;
    size_t hour_count, closing_count;
    struct text add_hours, add_closing; /* empty: may not */
    struct text sheets[LANGUAGE_COUNT], sheet_names[LANGUAGE_COUNT];
    struct text week, left;
    bool full;
    struct text public_path;
};
void directory_service_more_page(struct output *out, const struct service_more *more, struct text icons);
struct site_more {
    struct service_line *lines;
    size_t count;
    struct text add;
};
void directory_site_more_page(struct output *out, const struct site_more *more, struct text icons);

struct public_view {
    struct page *page;
    struct text name, provider, description, address, town;
    struct service_fact *facts;
    size_t fact_count;
    struct text *hours;
    size_t hour_count;
    struct text sheet, back;
    const char *now; /* N_(): closed, suspended; NULL */
};
void public_service_page(struct output *out, const struct public_view *view);

/* The facts of a service that anybody may know, in the language of the work. */
size_t service_facts_shown(struct work *work, const struct directory_entry *entry, bool outside,
                           struct service_fact ret[SERVICE_FACTS_MOST]);
struct service_line service_line_of(struct request *request, const struct directory_entry *entry,
                                    const struct service_facts *facts, const char *base);
/* Fills tiles from how many services fit in each region (the order of `regions`). */
void region_tiles_make(struct request *request, const int64_t *counts, struct text chosen, struct find_view *view);

#endif
