/* Base 32 (RFC 4648) without padding: the secrets that authenticator programs take. */
#ifndef CODEC_BASE32_H
#define CODEC_BASE32_H

#include "base/problem.h"

struct text base32_encode(struct arena *arena, struct text bytes); /* capitals */
/* As a person may type it: small letters, spaces and '=' at the end are accepted.
   INVALID: other characters, a length that no bytes give, or bits left over that are not zero. */
enum outcome base32_decode(struct arena *arena, struct text text, struct text *ret_bytes) MUST_CHECK;

#endif
