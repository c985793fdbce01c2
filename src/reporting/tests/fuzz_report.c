/* What is read as the content of a report is written, read again and written again: both writings are the same. */
#include <stdlib.h>

#include "base/buffer.h"
#include "reporting/report_content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)128 << 20);
    struct report_content *content;
    struct text first, second;
    if (size > (1 << 16) || report_content_read(arena, (struct text){(const char *)data, size}, &content) != OK)
        return 0;
    if (report_content_write(arena, content, &first) != OK)
        return 0; /* more than may be kept */
    if (report_content_read(arena, first, &content) != OK || report_content_write(arena, content, &second) != OK ||
        !text_equal(first, second))
        abort();
    return 0;
}
