/* Randomness from the system (libsodium).  Tests and the demonstration may set a seed to get the same run again:
   random_bytes, identifiers and numbers then follow it.  Keys, nonces and tokens never do. */
#ifndef SYSTEM_RANDOM_H
#define SYSTEM_RANDOM_H

#include "base/identifier.h"

void random_start(void); /* once, before anything else; ends the process when the system gives no randomness */
void random_bytes(void *bytes, size_t size);
/* From now on a deterministic stream of this seed (never in `sanad serve`); NULL: the system's again. */
void random_seed(const unsigned char seed[32]);

struct identifier identifier_new(void); /* now, and fresh random bytes */
struct text number_new(struct arena *arena, struct text kind, int32_t year);
/* `bytes` random bytes as URL-safe base64, for tokens. */
struct text token_new(struct arena *arena, size_t bytes);

#endif
