/* Hexadecimal digits; done in constant time, so that keys may pass through. */
#ifndef CODEC_HEX_H
#define CODEC_HEX_H

#include "base/problem.h"

struct text hex_encode(struct arena *arena, struct text bytes); /* small letters */
/* Small and capital letters.  INVALID: other characters or an odd count. */
enum outcome hex_decode(struct arena *arena, struct text text, struct text *ret_bytes) MUST_CHECK;

#endif
