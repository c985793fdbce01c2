/* Forms with files: multipart/form-data (RFC 7578) over a whole body in memory. */
#ifndef CODEC_MULTIPART_H
#define CODEC_MULTIPART_H

#include "codec/url.h"

enum { MULTIPART_PARTS_MOST = 200, MULTIPART_HEADER_MOST = 8192 };

/* A file that came with a form.  `content_type` and `file_name` are what the client says: see codec/media_type.h.
   `bytes` are borrowed from the body. */
struct upload {
    struct text name;
    struct text file_name; /* last part of the path; what is not clean in it became '_'; may be empty */
    struct text content_type;
    struct text bytes;
};

struct uploads {
    struct upload *at;
    size_t count;
};

const struct upload *uploads_get(const struct uploads *uploads, struct text name); /* the first; NULL when absent */

/* `content_type` is the whole header of the request, with its boundary.  Parts with a file name become uploads (a file
   field left empty becomes none), others parameters, added to what is there.
   INVALID: malformed, or as parameters_add(); TOO_LARGE: past the limits.  A problem is added in both cases. */
enum outcome multipart_parse(struct problems *problems, struct text content_type, struct text body,
                             struct parameters *parameters, struct uploads *ret_uploads) MUST_CHECK;

#endif
