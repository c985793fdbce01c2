/* Base 64 (RFC 4648), strict: no white space, and only what the encoder would write is read. */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/problem.h"

enum base64_alphabet {
    BASE64_STANDARD, /* + / and = at the end */
    BASE64_URL,      /* - _ and no = */
};

struct text base64_encode(struct arena *arena, struct text bytes, enum base64_alphabet alphabet);
enum outcome base64_decode(struct arena *arena, struct text text, enum base64_alphabet alphabet,
                           struct text *ret_bytes) MUST_CHECK; /* INVALID */

#endif
