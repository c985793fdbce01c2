/* The names in a ZIP archive, from its central directory.  Nothing is unpacked. */
#ifndef CODEC_ARCHIVE_INDEX_H
#define CODEC_ARCHIVE_INDEX_H

#include "base/problem.h"

enum { ARCHIVE_ENTRIES_MOST = 5000 };

struct archive_entry {
    struct text name;
    struct text bytes; /* as they stand in the archive */
    uint32_t method;   /* 0 stored, 8 deflated */
    uint32_t size;     /* unpacked, as the archive claims */
};

/* Calls `look` for each entry.  INVALID: no archive, cut short, encrypted, in several files, ZIP64, or past
   ARCHIVE_ENTRIES_MOST; `look` may have been called before that was seen. */
enum outcome archive_index_read(struct text bytes, void (*look)(void *context, const struct archive_entry *entry),
                                void *context) MUST_CHECK;

#endif
