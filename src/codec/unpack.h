/* One part of a ZIP archive unpacked piece by piece, never more than was allowed. */
#ifndef CODEC_UNPACK_H
#define CODEC_UNPACK_H

#include "codec/archive_index.h"

/* Beyond UNPACK_FREE bytes a part may become at most so many times longer than it is packed: no workbook that people
   work with comes near it, an archive made to fill a disk goes far beyond. */
enum { UNPACK_RATIO_MOST = 200, UNPACK_FREE = 4 << 20 };

/* Takes the next bytes; anything but OK ends it and is passed on. */
typedef enum outcome unpack_taker(void *context, struct text piece);

/* INVALID: damaged, packed in another way than deflate, or not of the size that the archive tells.  TOO_LARGE: past
   `most` bytes or the ratio. */
enum outcome unpack(const struct archive_entry *entry, int64_t most, unpack_taker *take, void *context,
                    int64_t *ret_size) MUST_CHECK;

#endif
