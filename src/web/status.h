/* The one table of HTTP statuses: which outcome becomes which, and what each says to the person. */
#ifndef WEB_STATUS_H
#define WEB_STATUS_H

#include "web/request.h"

struct status {
    int number;
    const char *reason; /* of the status line */
    const char *code;   /* for programs: the last part of the problem's type */
    const char *title;  /* N_() */
    const char *advice; /* N_(): what to do next */
    int retry_seconds;  /* Retry-After; 0: none */
};

/* 500 for a number that is not in the table; successes have no title. */
const struct status *status_entry(int number);
/* A refusal that is no outcome of a handler (400, 405, 410, 415 …). */
enum outcome respond_status(struct request *request, struct response *response, int number);

#endif
