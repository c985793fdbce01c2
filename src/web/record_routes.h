/* The routes of a record's pages as lines of a feature's table: their options are the context of the route.

     const struct route routes[] = {RECORD_ROUTES("/suppliers", supplier_options, &supplier_read, &supplier_keep,
                                                  &supplier_keep), …};  */
#ifndef WEB_RECORD_ROUTES_H
#define WEB_RECORD_ROUTES_H

#include "web/record_pages.h"
#include "web/route_table.h"

/* Each calls the function of its name in record_pages.h with the struct record_page_options of the route. */
page_handler record_route_list, record_route_csv, record_route_xlsx, record_route_filter;
page_handler record_route_view_add, record_route_view_remove;
page_handler record_route_new, record_route_create;
page_handler record_route_show, record_route_edit, record_route_save, record_route_history;

/* A list with its exports, filters and views.  Filters as typed are a POST, so that they stand in no address. */
#define RECORD_LIST_ROUTES(base, options, see)                                               \
    GET_OF(base, record_route_list, see, &(options), "list"),                                \
        SLOW_OF(base ".csv", record_route_csv, see, &(options), "the list as CSV"),          \
        SLOW_OF(base ".xlsx", record_route_xlsx, see, &(options), "the list as a workbook"), \
        {METHOD_POST,                                                                        \
         base "/filters",                                                                    \
         ROUTE_READ,                                                                         \
         record_route_filter,                                                                \
         .right = (see),                                                                     \
         .context = &(options),                                                              \
         .changes_nothing = true,                                                            \
         .purpose = "filters of the list, as typed"},                                        \
        GET_OF(base "/filters", record_route_filter, see, &(options), "leads to the list"),  \
        POST_OF(base "/views", record_route_view_add, see, &(options), "save a view"),       \
        POST_OF(base "/views/{id}", record_route_view_remove, see, &(options), "delete a saved view")
#define RECORD_HISTORY_ROUTE(base, options, see) \
    GET_OF(base "/{id}/history", record_route_history, see, &(options), "what became of one")

/* A list and pages that nobody makes or changes by a form. */
#define RECORD_READ_ROUTES(base, options, see)                                        \
    RECORD_LIST_ROUTES(base, options, see), RECORD_HISTORY_ROUTE(base, options, see), \
        GET_OF(base "/{id}", record_route_show, see, &(options), "page of one")

/* The form that changes one. */
#define RECORD_CHANGE_ROUTES(base, options, change)                                         \
    GET_OF(base "/{id}/edit", record_route_edit, change, &(options), "form to change one"), \
        POST_OF(base "/{id}", record_route_save, change, &(options), "change one"),         \
        POST_OF(base "/{id}/edit", record_route_save, change, &(options), "change one; its form in another language")

/* Who may see the list, make a row, change one. */
#define RECORD_ROUTES(base, options, see, make, change)                                  \
    RECORD_READ_ROUTES(base, options, see), RECORD_CHANGE_ROUTES(base, options, change), \
        GET_OF(base "/new", record_route_new, make, &(options), "form of one more"),     \
        POST_OF(base, record_route_create, make, &(options), "add one"),                 \
        POST_OF(base "/new", record_route_create, make, &(options), "add one; its form in another language")

#endif
