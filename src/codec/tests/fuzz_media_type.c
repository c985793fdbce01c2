/* Nothing reads behind the end, and a size stays within its limit. */
#include <stdlib.h>

#include "codec/media_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct media media;
    if (media_detect((struct text){(const char *)data, size}, &media) != OK)
        return 0;
    bool picture = media.kind == MEDIA_JPEG || media.kind == MEDIA_PNG || media.kind == MEDIA_WEBP;
    if (picture != (media.width > 0 && media.height > 0) ||
        (picture && (int64_t)media.width * media.height > MEDIA_PIXELS_MOST))
        abort();
    return 0;
}
