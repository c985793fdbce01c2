/* Small writes that one process of ours hands to the writing worker: a request with SANAD_ACTION, the supervisor's
   secret, who acts, and JSON as its body. */
#ifndef WEB_INTERNAL_H
#define WEB_INTERNAL_H

#include "web/application.h"

/* The bytes to send over the write socket. */
void internal_request(const struct application *application, const struct work *work, const char *action,
                      struct text arguments, struct buffer *bytes);
/* Reads the answer to it, head and body: the outcome of the action, or UNAVAILABLE when it is none. */
enum outcome internal_answer_read(struct arena *arena, struct text bytes, struct text *ret_answer) MUST_CHECK;

/* A hand_over for a process that writes itself: runs the action in a transaction of its own, or in a savepoint of the
   one that is open.  `context` is the struct application. */
hand_over internal_run_here;
/* How long what lost a race against another transaction is tried again. */
enum { RACE_MICROSECONDS = 4000000 };

/* In the writing worker. */
enum outcome internal_serve(struct request *request, struct response *response) MUST_CHECK;
void internal_answer(struct request *request, struct response *response, enum outcome outcome, struct text answer);

#endif
