/* The first line is the Content-Type, the rest the body.  Uploads lie within the body and have clean names. */
#include <stdlib.h>

#include "codec/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct uploads *uploads, struct text body)
{
    if (uploads->count > MULTIPART_PARTS_MOST)
        abort();
    for (size_t i = 0; i < uploads->count; i++) {
        const struct upload *upload = &uploads->at[i];
        if (!text_is_clean(upload->file_name, false) || text_find_byte(upload->file_name, '/') >= 0 ||
            upload->bytes.at < body.at || upload->bytes.at + upload->bytes.length > body.at + body.length)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(16 * size + (4 << 20));
    struct text body = {(const char *)data, size};
    struct text type;
    struct problems problems = problems_open(arena);
    struct parameters parameters = {0};
    struct uploads uploads;
    if (!text_split(&body, '\n', &type))
        return 0;
    if (multipart_parse(&problems, type, body, &parameters, &uploads) == OK)
        check(&uploads, body);
    else if (problems.count != 1)
        abort();
    return 0;
}
