/* BLAKE2b-256 over bytes that come piece by piece: what hash_bytes() gives for all of them at once. */
#ifndef BACKUP_DIGEST_H
#define BACKUP_DIGEST_H

#include "system/keyring.h"

struct digest;

struct digest *digest_open(struct arena *arena);
void digest_begin(struct digest *digest); /* from the start again */
void digest_add(struct digest *digest, struct text bytes);
/* Of all so far; then digest_begin() before the next use. */
void digest_end(struct digest *digest, unsigned char ret[DIGEST_BYTES]);

#endif
