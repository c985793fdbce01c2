/* What every request to /api/v1 passes through: media type, conditional reads, one-time keys of writes. */
#ifndef WEB_API_H
#define WEB_API_H

#include "web/application.h"

/* Calls the handler of request->route. */
enum outcome api_handle(struct request *request, struct response *response) MUST_CHECK;
/* An application/problem+json document. */
enum outcome api_problem(struct request *request, struct response *response, int status);

#endif
