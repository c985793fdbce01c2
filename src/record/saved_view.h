/* Lists that a person keeps: a name and what stood in the address.  Seen by their owner only. */
#ifndef RECORD_SAVED_VIEW_H
#define RECORD_SAVED_VIEW_H

#include "record/record.h"

enum { SAVED_VIEWS_MOST = 20, SAVED_VIEW_NAME = 60, SAVED_VIEW_QUERY = 2000 };

struct saved_view {
    struct identifier id;
    struct text name;  /* as typed */
    struct text query; /* "state=open&sort=-opened" */
};

/* Of the actor, oldest first. */
enum outcome saved_view_list(struct work *work, const struct record *record, struct saved_view **ret_views,
                             size_t *ret_count) MUST_CHECK;
/* INVALID with a problem beside "name" or "query"; TOO_MANY past SAVED_VIEWS_MOST, with a problem. */
enum outcome saved_view_add(struct work *work, const struct record *record, struct text name, struct text query,
                            struct identifier *ret_id) MUST_CHECK;
/* NOT_FOUND when the actor has none with this id. */
enum outcome saved_view_remove(struct work *work, struct identifier id) MUST_CHECK;

#endif
