/* Bytes of a text file in the encodings that spreadsheets of missions write, to UTF-8. */
#ifndef CODEC_ENCODING_H
#define CODEC_ENCODING_H

#include "base/buffer.h"
#include "base/problem.h"

enum text_encoding {
    ENCODING_UTF_8,
    ENCODING_WINDOWS_1252, /* Western Europe */
    ENCODING_WINDOWS_1256, /* Arabic */
    ENCODING_UTF_16_LITTLE,
    ENCODING_UTF_16_BIG,
    ENCODING_COUNT,
};

/* The name that people know it by: "UTF-8", "Windows-1252". */
const char *encoding_name(enum text_encoding encoding);
/* INVALID for a name that is none of these. */
enum outcome encoding_from_name(struct text name, enum text_encoding *ret_encoding) MUST_CHECK;
/* By byte order mark, then whether it is sound UTF-8, then by the zeros of UTF-16; else Windows-1252, for nothing in
   the bytes tells the code pages apart. */
enum text_encoding encoding_detect(struct text bytes);
/* Adds the text as UTF-8, without its byte order mark.  INVALID: bytes that the encoding does not know, half a
   surrogate, an odd byte; TOO_LARGE: more than the buffer takes. */
enum outcome encoding_read(struct text bytes, enum text_encoding encoding, struct buffer *buffer) MUST_CHECK;

#endif
