/* A file of any of the kinds that are taken, read in a helper process row by row.  Within exchange/. */
#ifndef EXCHANGE_IMPORT_FILE_H
#define EXCHANGE_IMPORT_FILE_H

#include "codec/given_row.h"
#include "exchange/import_mapping.h"

/* What the helper told at the end. */
struct file_told {
    struct text format, sheet, encoding;
    int64_t sheets, formulas;
    bool system_1904;
};
/* Calls `take` with each row.  INVALID or TOO_LARGE, with a problem beside "file": it cannot be read; whatever `take`
   was given before counts for nothing then.  CONFLICT: `take` ended it. */
enum outcome file_rows(struct work *work, const struct import_order *order, given_taker *take, void *context,
                       struct file_told *ret_told) MUST_CHECK;

/* The rows of a file as the helper writes them, for fuzzing: into the buffer, the last one (line 0) tells how it ended.
 */
void file_write_rows(struct arena *arena, struct text bytes, struct text sheet, struct text encoding,
                     bool (*write)(void *context, struct text piece), void *context);

#endif
