/* Cookies (RFC 6265). */
#ifndef CODEC_COOKIE_H
#define CODEC_COOKIE_H

#include "base/buffer.h"
#include "base/problem.h"

/* The value of a cookie in a Cookie header, borrowed; empty when absent, when it stands there more than once (somebody
   may have set it from a sister site: trust neither) or when it holds bytes that no value may hold. */
struct text cookie_get(struct text header, struct text name);

enum { COOKIE_MOST = 4096, COOKIE_SESSION = -1 };

enum cookie_same_site { COOKIE_STRICT, COOKIE_LAX };

struct cookie {
    struct text name, value, path; /* path empty: "/" */
    int64_t max_age;               /* seconds; 0 deletes it; COOKIE_SESSION lasts as long as the browser */
    enum cookie_same_site same_site;
    bool readable_by_script; /* false: HttpOnly */
    bool insecure;           /* false: Secure; true only for http://127.0.0.1 */
};

/* Writes the value of a Set-Cookie header.  INVALID, and nothing is written: a name that is no token, a value or path
   with bytes that may not stand there, past COOKIE_MOST, or a __Host- name that is not Secure with path "/". */
enum outcome cookie_write(struct buffer *buffer, const struct cookie *cookie) MUST_CHECK;

#endif
