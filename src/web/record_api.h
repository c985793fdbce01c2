/* The API of records, made from their descriptors and flows: one list of resources gives routes, answers and the
   OpenAPI document.  The same rights as the pages, because the same readers are asked.

     GET   /api/v1/PATH                        filters and order as on the pages, 422 for others; Link: <…>; rel="next"
     POST  /api/v1/PATH                        201, Location
     GET   /api/v1/PATH/{id}                   ETag: "version"
     PATCH /api/v1/PATH/{id}                   merge patch (RFC 7396), If-Match: 428 without, 412 when it moved
     POST  /api/v1/PATH/{id}/steps/{action}    a step of the flow: {"note", fields it asks for}, If-Match;
                                               404 with the list when the flow has no such step
     GET   /api/v1/openapi.json                open to all */
#ifndef WEB_RECORD_API_H
#define WEB_RECORD_API_H

#include "flow/flow.h"
#include "web/request.h"

struct resource {
    const struct record *record;
    const struct flow *flow; /* NULL: none */
    /* Of the feature; NULL: record_insert() and record_update(), where the record has the rights for them. */
    enum outcome (*prepare)(struct request *request, void *row); /* before a new row is read */
    enum outcome (*create)(struct work *work, void *row);
    enum outcome (*update)(struct work *work, const void *before, void *row);
    bool read_only;   /* neither POST nor PATCH; steps remain */
    bool not_created; /* no POST: such rows come from pages only */
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
