/* The life of one request, for the files of web/ that run it alone (serve.c), among others (batch.c) or again
   (resume.c).  Others use application.h. */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "web/application.h"

/* Runs a request from its address to its answer.  OK: what it wrote may be kept; otherwise the answer says why not and
   what it wrote must be rolled back.  May be called again for the same request: it begins anew. */
enum outcome serve_one(struct request *request, struct response *response) MUST_CHECK;
/* The answer of a request whose changes could not be kept: the disk is full, or for any other `why` try again. */
void serve_unavailable(struct request *request, struct response *response, enum outcome why);
/* Writes again what was audited and then rolled back with the rest.  Anything but OK: the answer must not be shown. */
enum outcome serve_audit_again(struct request *request) MUST_CHECK;
/* After all: cookies that are due, the audit row of a refusal, the line in the log. */
void serve_conclude(struct request *request, struct response *response);
/* Dispatches to the POST route of a path as if the form had just come, with request->redisplay. */
enum outcome serve_again(struct request *request, struct response *response, struct text path, struct parameters form,
                         const char *notice) MUST_CHECK;

/* What an outcome of a handler says to the client, if the handler did not say it itself. */
void serve_answer(struct request *request, struct response *response, enum outcome outcome);

#endif
