/* Within record/: rows between the database and their C struct. */
#ifndef RECORD_ROW_H
#define RECORD_ROW_H

#include "record/record.h"

/* Adds "SELECT columns FROM table t LEFT JOIN data_key k …" for rows as this actor opens them: the head and all fields,
   or `only` these. */
void row_select(struct work *work, const struct record *record, const struct field_set *only,
                struct statement *statement);
/* One row of such a result, with the same `only`; fields that are not readable, or not read, are empty.  `all` passes
   over the actor's limits. */
enum outcome row_read(struct work *work, const struct record *record, const struct field_set *only,
                      const struct rows *rows, size_t at, bool all, void **ret_row,
                      struct field_set *ret_readable) MUST_CHECK;
/* The key that seals this row's fields. NOT_FOUND: this actor's organisation holds none. */
enum outcome row_key(struct work *work, const struct record *record, const void *row, struct key *ret_key) MUST_CHECK;
/* Opens a value with the key of its row, or, where that is an organisation's, with one it had before. */
enum outcome row_unseal(struct work *work, const struct record *record, const struct record_head *head,
                        const struct key *key, struct seal_place place, struct text sealed,
                        struct text *ret_plain) MUST_CHECK;
struct seal_place row_place(const struct record *record, const struct field *field, const void *row);
/* The organisation in whose name this actor opens a row of `owner`. */
struct identifier row_opener(const struct work *work, struct identifier owner);

#endif
