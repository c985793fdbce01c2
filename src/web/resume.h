/* A form whose session ended while somebody filled it in.  The sign-in page carries it, sealed, and it is shown again
   once the same person has signed in.  Nothing of it is stored meanwhile. */
#ifndef WEB_RESUME_H
#define WEB_RESUME_H

#include "web/application.h"

/* The form of this request, sealed; empty when it is too large to carry. */
struct text resume_seal(struct request *request);

/* For the handler that signed somebody in (any class): shows the form that the field _resume holds, answering with what
   its own handler shows for `redisplay`.  NOT_FOUND when there is none, it is older than two hours, not ours, or
   another person's: then redirect to page_next(). */
enum outcome web_resume(struct request *request, struct response *response) MUST_CHECK;
/* Where to go after signing in: the field or parameter _next when it is a path of ours, else "/". */
struct text page_next(const struct request *request);

#endif
