/* What a block of audit rows is made of; for this folder alone. */
#ifndef AUDIT_BLOCK_H
#define AUDIT_BLOCK_H

#include "audit/audit.h"
#include "base/buffer.h"

/* One row in the list of its block: the bytes of the column row_list are an array of these. */
struct audit_entry {
    struct identifier id;
    unsigned char hash[DIGEST_BYTES];
};

struct audit_block {
    int64_t number, row_count, made_at;
    struct identifier first, last;
    unsigned char rows_hash[DIGEST_BYTES], before[DIGEST_BYTES], signature[SIGNATURE_BYTES];
};

/* The columns of a row that its hash covers, the id first.  (The block is not among them: the list says it.) */
#define AUDIT_ROW "id, made_at, organisation, made_by, role, action, record, subject, reason, details, origin"
#define AUDIT_BLOCK "number, first_row, last_row, row_count, rows_hash, before_hash, made_at, signature"

enum { AUDIT_ROW_BYTES_MOST = 64 * 1024 }; /* the ceiling of `scratch` */

/* From a row of AUDIT_ROW.  Takes what it finds: nothing in a changed database may end the process. */
struct audit_entry audit_entry_of(const struct rows *row, struct buffer *scratch);
struct text audit_entries_bytes(const struct audit_entry *entries, size_t count);

/* From a row of AUDIT_BLOCK; false when a column cannot be what was written. */
bool audit_block_read(const struct rows *row, struct audit_block *ret);
void audit_block_sign(struct audit_block *block, const struct keyring *keyring);
bool audit_block_is_signed(const struct audit_block *block, const struct keyring *keyring);
/* What the next block holds as the hash of the one before. */
void audit_block_hash(const struct audit_block *block, unsigned char ret[DIGEST_BYTES]);
/* The newest; number 0 when there is none, FAILED when it cannot be what was written. */
enum outcome audit_block_newest(struct db *db, struct arena *arena, struct audit_block *ret) MUST_CHECK;

#endif
