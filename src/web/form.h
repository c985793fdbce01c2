/* What every form that is posted passes through. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/request.h"

/* The one-time key of a form about to be shown (hidden field _key). */
struct text form_key_new(struct request *request);
/* Was this form (its _key) stored already, by this user?  OK with the address it led to: answer with that and do
   nothing. NOT_FOUND: go on, and call form_key_keep() in the same transaction with where it leads. */
enum outcome form_key_seen(struct request *request, struct text *ret_location) MUST_CHECK;
enum outcome form_key_keep(struct request *request, struct text location) MUST_CHECK;
/* The same as one question: true, the form is answered (or this failed), return *ret_outcome. */
bool form_answered(struct request *request, struct response *response, enum outcome *ret_outcome);
/* What the form asked for is stored: keeps its key and leads there; `notice` is N_(). */
enum outcome form_done(struct request *request, struct response *response, struct text location,
                       const char *notice) MUST_CHECK;
/* The version the form was made from (_version); 0 when absent. */
int64_t form_version(const struct request *request);

#endif
