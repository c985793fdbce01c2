/* A browser for tests, without sockets: its requests pass through the decoder, web_serve() or web_serve_batch(), and
   the writer of answers, as those of nginx do.  It keeps cookies, sends Origin, and puts the _csrf of the last page
   into every form that has none. */
#ifndef WEB_LOOPBACK_H
#define WEB_LOOPBACK_H

#include "web/application.h"

struct loopback;

/* Of the last request; borrowed until the next. */
struct loopback_answer {
    int status;
    struct text content_type, location;
    struct text headers; /* all lines */
    struct text body;
};

/* `application` is that of a process that writes, and stays the caller's. */
struct loopback *loopback_open(const struct application *application);
struct loopback *loopback_close(struct loopback *loopback); /* accepts NULL, returns NULL */

/* From now on routes that are not ROUTE_WRITE run on this read-only connection and hand their writes over, as in
   production: a reader that writes fails here as it would there. */
void loopback_read_with(struct loopback *loopback, struct db *read_only);

const struct loopback_answer *loopback_get(struct loopback *loopback, const char *path);
/* `form` is "a=1&b=2", encoded. */
const struct loopback_answer *loopback_post(struct loopback *loopback, const char *path, const char *form);
const struct loopback_answer *loopback_post_parameters(struct loopback *loopback, const char *path,
                                                       const struct parameter *parameters, size_t count);
/* Anything: the API, uploads.  Nothing is added to the body. */
const struct loopback_answer *loopback_send(struct loopback *loopback, const char *method, const char *path,
                                            const char *content_type, struct text body);
/* GET of the last answer's Location. */
const struct loopback_answer *loopback_follow(struct loopback *loopback);
/* One POST of each client, all in one batch, or in as many as returned when the application limits it; the answers are
   then loopback_last() of each. */
size_t loopback_post_together(struct loopback *const *clients, const char *const *paths, const char *const *forms,
                              size_t count);
const struct loopback_answer *loopback_last(const struct loopback *loopback);

/* The value of a header of the last answer ("ETag"); empty when absent. */
struct text loopback_header(const struct loopback *loopback, const char *name);
/* The value of a hidden field of the last page ("_key"), its entities resolved; empty when absent. */
struct text loopback_hidden(const struct loopback *loopback, const char *name);
/* Does the last page hold this text? */
bool loopback_shows(const struct loopback *loopback, const char *text);

/* Sent with every request from now on ("Authorization"); an empty value takes it away, also "Origin". */
void loopback_set_header(struct loopback *loopback, const char *name, struct text value);
struct text loopback_cookie(const struct loopback *loopback, const char *name);
void loopback_set_cookie(struct loopback *loopback, const char *name, struct text value); /* empty: forgets it */
void loopback_forget_cookies(struct loopback *loopback);
/* The token that forms carry from now on, instead of the last page's; a NULL `at` goes back to that. */
void loopback_set_csrf(struct loopback *loopback, struct text token);

#endif
