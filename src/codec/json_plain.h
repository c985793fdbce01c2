/* Within codec/: JSON without anything out of the ordinary, read without the library. */
#ifndef CODEC_JSON_PLAIN_H
#define CODEC_JSON_PLAIN_H

#include "codec/json.h"

enum { PLAIN_BYTES = 64 << 10, PLAIN_DEPTH = 8 };

/* What json_parse() gives, for short documents without escapes, reals and long objects.  False, with nothing said about
   the document, for all others; a little of the arena may then be lost. */
bool json_read_plain(struct arena *arena, struct text text, size_t values_most, const struct json_value **ret_value);

#endif
