/* Addresses, query strings and forms (application/x-www-form-urlencoded). */
#ifndef CODEC_URL_H
#define CODEC_URL_H

#include "base/buffer.h"
#include "base/problem.h"

enum { PARAMETERS_MOST = 2000, PARAMETER_MOST = 1 << 20, PARAMETER_NAME_MOST = 200 };

struct parameter {
    struct text name, value; /* valid UTF-8 without NUL */
};

/* In the order in which they came; a name may stand there more than once. */
struct parameters {
    struct parameter *at;
    size_t count, capacity;
};

/* The first value of that name; empty when absent. */
struct text parameters_get(const struct parameters *parameters, struct text name);
bool parameters_has(const struct parameters *parameters, struct text name);
/* The next value of a repeated name; *position starts at 0.  False after the last. */
bool parameters_next(const struct parameters *parameters, struct text name, size_t *position, struct text *ret_value);
/* Adds one; name and value are borrowed and checked.  INVALID: NUL or invalid UTF-8, or a name that is empty or past
   PARAMETER_NAME_MOST.  TOO_LARGE: past PARAMETERS_MOST or PARAMETER_MOST.  A problem is added that names it. */
enum outcome parameters_add(struct parameters *parameters, struct problems *problems, struct text name,
                            struct text value) MUST_CHECK;
/* Reads "a=1&b=2" (a query string without its '?', or a form's body) behind what `parameters` holds already.
   Names and values are copied into the arena of `problems` where they were encoded, else borrowed from `text`.
   INVALID and TOO_LARGE as above, also for a broken percent sign. */
enum outcome parameters_parse(struct parameters *parameters, struct problems *problems, struct text text) MUST_CHECK;

/* Percent-encodes all but letters, digits and -._~ (a component: never a whole URL). */
void url_encode(struct buffer *buffer, struct text text);
/* "name=value", with '&' before it when `first` is false. */
void url_encode_parameter(struct buffer *buffer, bool first, struct text name, struct text value);
/* Decodes %XX, and '+' as a space when `form`.  INVALID on a broken percent sign; the bytes are not checked otherwise.
 */
enum outcome url_decode(struct arena *arena, struct text text, bool form, struct text *ret_text) MUST_CHECK;
/* The path of a request, decoded: begins with '/', one '/' at the end is dropped ("/fr/" is "/fr"; "/" stays).
   INVALID: empty segments, "." and "..", an encoded slash, a backslash, control characters, invalid UTF-8, broken
   percent signs, '?' or '#' not encoded. */
enum outcome url_path(struct arena *arena, struct text raw, struct text *ret_path) MUST_CHECK;

#endif
