/* What an uploaded file is, by its content and never by its name or by what the client says. */
#ifndef CODEC_MEDIA_TYPE_H
#define CODEC_MEDIA_TYPE_H

#include "base/problem.h"

enum { MEDIA_PIXELS_MOST = 50 * 1000 * 1000 };

enum media_kind {
    MEDIA_UNKNOWN, /* also programs, archives, documents with macros */
    MEDIA_JPEG,
    MEDIA_PNG,
    MEDIA_WEBP,
    MEDIA_PDF,
    MEDIA_TEXT, /* UTF-8 without control characters */
    MEDIA_DOCX,
    MEDIA_XLSX,
    MEDIA_ODT,
    MEDIA_HEIC, /* told apart so that the person can be told to send a JPEG */
};

struct media {
    enum media_kind kind;
    int32_t width, height; /* pixels of JPEG, PNG and WebP as stored; 0 for others */
};

/* INVALID: begins as an image or document and is not a sound one (cut short, false sizes, no picture inside).
   TOO_LARGE: an image of more than MEDIA_PIXELS_MOST.  OK otherwise, also for MEDIA_UNKNOWN and for no bytes. */
enum outcome media_detect(struct text bytes, struct media *ret_media) MUST_CHECK;
const char *media_type_name(enum media_kind kind);      /* "image/jpeg"; unknown: "application/octet-stream" */
const char *media_type_extension(enum media_kind kind); /* "jpg"; unknown: "bin" */

#endif
