/* The outer structure of pictures, walked far enough to tell a picture from a file that only begins like one.  Nothing
   is decoded. */
#ifndef CODEC_IMAGE_H
#define CODEC_IMAGE_H

#include "base/problem.h"

struct image_size {
    uint32_t width, height; /* 1 to 65535 for JPEG, to 16777216 for WebP, to 2^31 - 1 for PNG */
};

/* INVALID: cut short, a false length or order of its parts, no picture data. */
enum outcome image_measure_png(struct text bytes, struct image_size *ret_size) MUST_CHECK;  /* CRC of IHDR too */
enum outcome image_measure_jpeg(struct text bytes, struct image_size *ret_size) MUST_CHECK; /* up to the first scan */
enum outcome image_measure_webp(struct text bytes, struct image_size *ret_size) MUST_CHECK;

#endif
