/* Statements about files.  Within document/. */
#ifndef DOCUMENT_ATTACHMENT_STORE_H
#define DOCUMENT_ATTACHMENT_STORE_H

#include "document/document.h"

/* As stored: the file name still sealed. */
struct attachment_row {
    struct attachment attachment;
    struct text sealed_name;
};
enum outcome attachment_row_add(struct work *work, const struct attachment_row *row) MUST_CHECK;
/* NOT_FOUND. */
enum outcome attachment_row_read(struct work *work, struct identifier id, struct attachment_row *ret_row) MUST_CHECK;
enum outcome attachment_row_list(struct work *work, struct text record, struct identifier subject,
                                 struct identifier person, struct attachment_row **ret_rows,
                                 size_t *ret_count) MUST_CHECK;
enum outcome attachment_row_remove(struct work *work, struct identifier id, struct identifier person) MUST_CHECK;
enum outcome attachment_person_remove(struct work *work, struct identifier person) MUST_CHECK;

enum outcome attachment_chunk_add(struct work *work, struct identifier attachment, struct identifier person,
                                  int64_t number, struct text sealed) MUST_CHECK;
enum outcome attachment_chunk_count(struct work *work, struct identifier attachment, struct identifier person,
                                    int64_t *ret_count) MUST_CHECK;
/* NOT_FOUND. */
enum outcome attachment_chunk_read(struct db *db, struct arena *arena, const struct attachment *attachment,
                                   int64_t number, struct text *ret_sealed) MUST_CHECK;
/* Chunks of files that were begun before an instant and never kept. */
enum outcome attachment_orphans_remove(struct work *work, int64_t before) MUST_CHECK;

#endif
