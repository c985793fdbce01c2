/* What a backup is sealed in: packed (zlib), encrypted in chunks (libsodium's secretstream, so that a change, an
   exchange of chunks and a cut are seen) under a key drawn for this file, which is sealed to the recipient's public
   key. magic (8), fingerprint of the recipient's key (16), sealed file key (80), header of the stream (24), then
   chunks: length (4, highest byte first) and as many bytes; the last one is marked as such. The first chunk is bound to
   all that stands before it. */
#ifndef BACKUP_ENVELOPE_H
#define BACKUP_ENVELOPE_H

#include "backup/fault.h"
#include "system/keyring.h"

enum { FINGERPRINT_BYTES = 16, RECIPIENT_DIGITS = 2 * KEY_BYTES };

/* --- the recipient's keys ------------------------------------------------------------------------------------------
 */

void recipient_make(struct key *ret_secret, struct key *ret_public);
void recipient_fingerprint(const struct key *public, unsigned char ret[FINGERPRINT_BYTES]);
/* From the 64 digits of the setting.  INVALID. */
enum outcome recipient_read(struct arena *arena, struct text digits, struct key *ret_public) MUST_CHECK;
/* From a file as backup --make-key writes it.  NOT_FOUND, INVALID. */
enum outcome secret_read(struct arena *arena, const char *path, struct key *ret_secret) MUST_CHECK;
/* The bytes of that file. */
struct text secret_text(struct arena *arena, const struct key *secret);

/* --- writing -------------------------------------------------------------------------------------------------------
 */

struct envelope_writer;
struct envelope_sum {
    int64_t bytes;
    unsigned char digest[DIGEST_BYTES]; /* BLAKE2b-256 of the file */
};

/* Writes to a descriptor that stays the caller's.  INVALID for a recipient that is no key; UNAVAILABLE on a full disk,
   FAILED when it cannot be written. */
enum outcome envelope_create(struct arena *arena, int file, const struct key *recipient,
                             struct envelope_writer **ret) MUST_CHECK;
enum outcome envelope_put(struct envelope_writer *writer, struct text bytes) MUST_CHECK;
enum outcome envelope_finish(struct envelope_writer *writer, struct envelope_sum *ret) MUST_CHECK;
/* Gives back what zlib holds and wipes the key; accepts NULL. */
void envelope_drop(struct envelope_writer *writer);
/* Why putting or finishing failed: the disk is full, the file cannot be written; FAULT_NONE: it did not. */
enum backup_fault envelope_writer_fault(const struct envelope_writer *writer);
/* The key of this file, with which its writer can read it back at once; nobody else has it without the secret key. */
struct key envelope_key(const struct envelope_writer *writer);

/* --- reading -------------------------------------------------------------------------------------------------------
 */

struct envelope_reader;

/* Where the file's bytes come from: up to `size`, fewer only at the end; negative when they cannot be read. */
struct envelope_source {
    ptrdiff_t (*read)(void *context, char *bytes, size_t size);
    void *context;
};
/* `context` is a pointer to the descriptor. */
ptrdiff_t envelope_read_file(void *context, char *bytes, size_t size);

/* With the recipient's secret key or with the key of the file.  Anything but OK leaves why in *ret_fault. */
struct envelope_opener {
    const struct key *secret, *file_key; /* one of them */
};
enum outcome envelope_open(struct arena *arena, struct envelope_source source, struct envelope_opener opener,
                           struct envelope_reader **ret, enum backup_fault *ret_fault) MUST_CHECK;
/* Up to `size` bytes; fewer only at the end, which is the true one.  INVALID: see envelope_fault(). */
enum outcome envelope_read(struct envelope_reader *reader, char *bytes, size_t size, size_t *ret_length) MUST_CHECK;
enum backup_fault envelope_fault(const struct envelope_reader *reader);
void envelope_close(struct envelope_reader *reader); /* accepts NULL */

#endif
