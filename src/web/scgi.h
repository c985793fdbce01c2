/* SCGI: what nginx says to us over a Unix socket.  A head in one netstring (names and values, each ended by NUL), then
   the body, whose length the head announced: there is no framing to smuggle in. */
#ifndef WEB_SCGI_H
#define WEB_SCGI_H

#include "base/buffer.h"
#include "base/problem.h"

enum { SCGI_HEAD_MOST = 64 * 1024, SCGI_HEADERS_MOST = 200 };

struct scgi_header {
    struct text name, value; /* "REQUEST_METHOD", "HTTP_IF_MATCH" */
};

struct scgi_head {
    const struct scgi_header *headers;
    size_t count;
    size_t content_length;
    bool ambiguous; /* the client sent a header twice on which we decide: 400 */
};

/* How many bytes the head at the start of `bytes` takes, its length and comma included; 0 when more bytes are needed to
   know.  INVALID: no netstring; TOO_LARGE: past SCGI_HEAD_MOST. */
enum outcome scgi_measure(struct text bytes, size_t *ret_length) MUST_CHECK;
/* Reads a whole head; names and values are borrowed from it.  INVALID: CONTENT_LENGTH is not first or no number, SCGI
   is not 1, a name that is none, no final NUL, too many headers, or twice a header that the web server makes (a
   length, an address …).  A header of the client's on which we decide (a cookie, an origin …) makes the head ambiguous
   when it is there twice: somebody in between read it another way than we would.  Of others the first counts. */
enum outcome scgi_decode(struct arena *arena, struct text bytes, struct scgi_head *ret_head) MUST_CHECK;
/* Empty when absent. */
struct text scgi_header(const struct scgi_head *head, struct text name);

/* The other side, for hand-overs between our processes and for tests: head and body. */
void scgi_encode(struct buffer *buffer, const struct scgi_header *headers, size_t count, struct text body);

#endif
