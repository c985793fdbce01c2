/* A request to another server over HTTPS (libcurl): no redirects, no proxy of the environment, certificates checked,
   bounded in time and size. */
#ifndef SYSTEM_HTTP_H
#define SYSTEM_HTTP_H

#include "base/problem.h"

/* "https://server.example", with a port or not and nothing behind; "http://" only to this host
   ("http://127.0.0.1:8080"), for trials. */
bool http_url_is_sound(struct text url);

struct http_call {
    struct text url;   /* sound */
    struct text path;  /* "/api/v1/…": letters, digits, '-', '/', '.', '_' */
    struct text token; /* of a bearer; never logged */
    struct text body;  /* `at` NULL: GET, else POST */
    struct text content_type;
    int64_t seconds;
    size_t answer_most;
};
struct http_answer {
    long status;
    struct text content_type, body; /* in the arena */
};
/* OK for every answer, whatever its status.  UNAVAILABLE: no answer, or not from who it should be.  TOO_LARGE: more
   than answer_most.  INVALID: an address or a path that is none. */
enum outcome http_call(struct arena *arena, const struct http_call *call, struct http_answer *ret_answer) MUST_CHECK;

#endif
