/* The API of records, made from their descriptors and flows: one list of resources gives routes, answers and the
   OpenAPI document.  The same rights as the pages, because the same readers are asked.

     GET   /api/v1/PATH                        filters and order as on the pages, 422 for others; Link: <…>; rel="next"
     POST  /api/v1/PATH                        201, Location; with its children, all of it or nothing:
                                               {…, "return-counselling": [{…}, {…}]} is answered with their ids
     GET   /api/v1/PATH/{id}                   ETag: "version"
     PATCH /api/v1/PATH/{id}                   merge patch (RFC 7396), If-Match: 428 without, 412 when it moved
     POST  /api/v1/PATH/{id}/steps/{action}    a step of the flow: {"note", fields it asks for}, If-Match;
                                               404 with the list when the flow has no such step
     GET   /api/v1/openapi.json                open to all */
#ifndef WEB_RECORD_API_H
#define WEB_RECORD_API_H

#include "codec/json.h"
#include "flow/flow.h"
#include "web/request.h"

/* Rows that may come together with a new one: under the path of their record, each without its link to it. */
struct resource_child {
    const struct resource *resource;
    const char *link; /* the field of the child that names the new row */
};
struct resource {
    const struct record *record;
    const struct flow *flow; /* NULL: none */
    /* Of the feature; NULL: record_insert() and record_update(), where the record has the rights for them. */
    enum outcome (*prepare)(struct request *request, const struct json_value *object,
                            void *row); /* before it is read */
    enum outcome (*create)(struct work *work, void *row);
    enum outcome (*update)(struct work *work, const void *before, void *row);
    bool read_only;   /* neither POST nor PATCH; steps remain */
    bool not_created; /* no POST: such rows come from pages only */
    const struct resource_child *children;
    size_t child_count;
};
struct resource_list {
    const struct resource *resources;
    size_t count;
};

bool resource_creates(const struct resource *resource); /* has POST */
bool resource_changes(const struct resource *resource); /* has PATCH */
/* The routes of all resources and of the document; `arena` and `list` live as long as the program. */
void resource_routes(struct arena *arena, const struct resource_list *list, struct route_list *ret_routes);

/* The document for these resources; `address` is that of the installation. */
struct text resource_openapi(struct arena *arena, const struct resource_list *list, struct text address);

#endif
