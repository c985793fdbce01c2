/* Audit rows of what a page reads: they are handed to the writing worker together, when its handler has ended and
   before anything of it leaves, instead of one by one while it waits for each commit.  Whatever the handler answered,
   they are written; when they cannot be, nothing is shown. */
#ifndef WEB_OWED_READS_H
#define WEB_OWED_READS_H

#include "web/internal.h"

/* A `hand_over` for a reading worker; the context is the request.  What is not "audit.read" goes at once, and so does
   all outside of its handler, or for another reason than the request's own. */
enum outcome owed_reads_take(void *context, struct work *work, const char *action, struct text arguments,
                             struct text *ret_answer);
void owed_reads_begin(struct request *request);
/* OK when nothing is owed. */
enum outcome owed_reads_settle(struct request *request) MUST_CHECK;

#endif
