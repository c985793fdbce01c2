/* An answer as the bytes that nginx reads: CGI headers, then the body. */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "web/request.h"

enum { ANSWER_HEAD_MOST = 64 * 1024 };

/* Status and headers, with the empty line behind them; a length unless the body is a stream. */
void answer_head(const struct request *request, const struct response *response, struct buffer *out);
/* The body that follows, but for streams: nothing for HEAD, 204 and 304. */
struct text answer_body(const struct request *request, const struct response *response);
bool answer_streams(const struct request *request, const struct response *response);

#endif
