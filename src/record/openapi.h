/* The OpenAPI 3.1 document of the records: written from descriptors, the same for everybody.  Hidden fields are not in
   it; lists of more than OPENAPI_CODES_MOST codes are described by a pattern. */
#ifndef RECORD_OPENAPI_H
#define RECORD_OPENAPI_H

#include "base/buffer.h"
#include "record/record.h"

enum {
    OPENAPI_CODES_MOST = 40,
    OPENAPI_CHILDREN_MOST = 100, /* rows of a kind that may come with a new one */
};

struct openapi_step {
    const char *action, *label, *description; /* N_() */
    struct field_set input;                   /* fields of the record that it asks for */
    bool note_required;
};
/* Rows that may come together with a new one, each without its link to it. */
struct openapi_child {
    const struct record *record;
    const char *link;
};
struct openapi_resource {
    const struct record *record;
    const char *const *states;
    size_t state_count;
    const struct openapi_step *steps; /* each action once */
    size_t step_count;
    const struct openapi_child *children;
    size_t child_count;
    bool creates, changes;
};
struct openapi_document {
    struct text title, version, address; /* "https://sanad.example": what the paths stand behind */
    const struct openapi_resource *resources;
    size_t resource_count;
};

/* False when the buffer could not hold it. */
bool openapi_write(struct buffer *buffer, struct arena *arena, const struct openapi_document *document) MUST_CHECK;

#endif
