/* What went wrong, for programs: application/problem+json (RFC 9457). */
#ifndef CODEC_PROBLEM_JSON_H
#define CODEC_PROBLEM_JSON_H

#include "base/buffer.h"
#include "base/problem.h"

#define PROBLEM_JSON_TYPE "application/problem+json"

struct problem_document {
    int status;
    struct text type;                /* an address that names the kind of problem; empty: "about:blank" */
    struct text title;               /* translated */
    struct text detail;              /* translated; may be empty */
    struct text instance;            /* the path of the request or "urn:uuid:…" of an incident; may be empty */
    const struct problems *problems; /* may be NULL */
    /* The text of a problem in the language of the client; NULL writes its English with the arguments put in. */
    struct text (*translate)(void *context, const struct problem *problem);
    void *context;
    bool of_query; /* fields are parameters of the address, not members of the body */
};

/* {"type", "title", "status", "detail"?, "instance"?, "errors": [{"detail", "pointer", "code"}…]?}; `pointer` is a
   JSON pointer as a URI fragment ("#/birth_date"), left out for a problem of the whole form; of a
   query it is "parameter", the bare name.
   False when the buffer could not hold it. */
bool problem_json_write(struct buffer *buffer, const struct problem_document *document) MUST_CHECK;

#endif
