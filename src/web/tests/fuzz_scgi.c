/* Any bytes: the decoder says no, waits, or gives names and values that lie within what it was given. */
#include <stdlib.h>

#include "web/scgi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct text whole, struct text part)
{
    if (part.at < whole.at || part.at + part.length > whole.at + whole.length)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {(const char *)data, size};
    struct scgi_head head;
    size_t length;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    if (scgi_measure(bytes, &length) != OK || length > SCGI_HEAD_MOST + 7)
        return 0;
    if (scgi_decode(arena, bytes, &head) != OK)
        return 0;
    if (length == 0 || length > size || head.count > SCGI_HEADERS_MOST)
        abort();
    for (size_t i = 0; i < head.count; i++) {
        check_inside(bytes, head.headers[i].name);
        check_inside(bytes, head.headers[i].value);
    }
    return 0;
}
