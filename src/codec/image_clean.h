/* Pictures without what tells where, when and with what they were taken: Exif (its position too), XMP, IPTC, comments,
   and what stands behind the end of the picture (a second one of a telephone).  How a JPEG is turned stays, and its
   colours do.  Nothing is decoded. */
#ifndef CODEC_IMAGE_CLEAN_H
#define CODEC_IMAGE_CLEAN_H

#include "base/buffer.h"
#include "codec/media_type.h"

/* Of a picture that media_detect() found sound: adds it to `out`, which may hold IMAGE_CLEAN_MORE bytes more than it
   has. INVALID: its parts do not read to the end.  Other kinds are added as they are. */
enum { IMAGE_CLEAN_MORE = 64 };
enum outcome image_clean(struct text bytes, enum media_kind kind, struct buffer *out) MUST_CHECK;

#endif
