/* QR codes: what they hold goes to nobody else's server. */
#ifndef CODEC_QR_H
#define CODEC_QR_H

#include "base/problem.h"

enum { QR_QUIET = 4 /* light modules around a code */, QR_CONTENT_MOST = 1024 };

struct qr_code {
    int width;           /* modules of a side, without the light ones around it */
    const bool *is_dark; /* width × width, row by row, in the arena */
};
/* TOO_LARGE past QR_CONTENT_MOST bytes or what a code holds. */
enum outcome qr_encode(struct arena *arena, struct text content, struct qr_code *ret_code) MUST_CHECK;
/* As the path of an SVG, one unit a module, with the viewBox that holds it and its light border. */
enum outcome qr_draw(struct arena *arena, struct text content, struct text *ret_path, struct text *ret_box) MUST_CHECK;

#endif
