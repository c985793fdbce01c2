/* The names in a ZIP archive, from its central directory.  Nothing is unpacked. */
#ifndef CODEC_ARCHIVE_INDEX_H
#define CODEC_ARCHIVE_INDEX_H

#include "base/problem.h"

enum { ARCHIVE_ENTRIES_MOST = 5000 };

/* Calls `entry` for each with its name and, where it is stored without compression, its bytes (else empty).
   INVALID: no archive, cut short, encrypted, in several files, ZIP64, or past ARCHIVE_ENTRIES_MOST. */
enum outcome archive_index_read(struct text bytes, void (*entry)(void *context, struct text name, struct text stored),
                                void *context) MUST_CHECK;

#endif
