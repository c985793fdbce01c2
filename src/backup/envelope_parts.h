/* What writer and reader of an envelope share. */
#ifndef BACKUP_ENVELOPE_PARTS_H
#define BACKUP_ENVELOPE_PARTS_H

#include <sodium.h>

#include "backup/envelope.h"

enum {
    CHUNK_PLAIN = 64 * 1024,
    CHUNK_SEALED = CHUNK_PLAIN + crypto_secretstream_xchacha20poly1305_ABYTES,
    LENGTH_BYTES = 4,
    MAGIC_BYTES = 8,
    SEALED_KEY_BYTES = KEY_BYTES + crypto_box_SEALBYTES,
    STREAM_HEADER_BYTES = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
};
#define ENVELOPE_MAGIC "SANADBK1"

/* What stands before the chunks, byte for byte. */
struct preface {
    unsigned char magic[MAGIC_BYTES], fingerprint[FINGERPRINT_BYTES], sealed_key[SEALED_KEY_BYTES],
        header[STREAM_HEADER_BYTES];
};
_Static_assert(sizeof(struct preface) == MAGIC_BYTES + FINGERPRINT_BYTES + SEALED_KEY_BYTES + STREAM_HEADER_BYTES,
               "no gaps");

#endif
