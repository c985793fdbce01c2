/* Values of header fields that carry parameters: `form-data; name="photo"; filename*=UTF-8''%C3%A9t%C3%A9.jpg`. */
#ifndef CODEC_HEADER_H
#define CODEC_HEADER_H

#include "base/problem.h"

/* What stands before the first ';', trimmed: "text/html" of "text/html; charset=utf-8". */
struct text header_value(struct text header);
/* The parameter `name` (names are compared ignoring case); quoted values are unquoted into the arena.
   NOT_FOUND: absent.  INVALID: the header is malformed, or the parameter stands there twice. */
enum outcome header_parameter(struct arena *arena, struct text header, struct text name,
                              struct text *ret_value) MUST_CHECK;
/* The same for `name*` (RFC 8187, UTF-8 only), decoded. */
enum outcome header_extended_parameter(struct arena *arena, struct text header, struct text name,
                                       struct text *ret_value) MUST_CHECK;

#endif
