/* Nothing reads behind the end, a size stays within its limit, and a picture that is cleaned stays that picture. */
#include <stdlib.h>

#include "codec/image_clean.h"

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
    AUTO_BUFFER struct buffer cleaned = buffer_open(size + IMAGE_CLEAN_MORE);
    struct media again;
    if (!picture || image_clean((struct text){(const char *)data, size}, media.kind, &cleaned) != OK)
        return 0;
    /* what is left is the same picture */
    if (media_detect(buffer_text(&cleaned), &again) != OK || again.kind != media.kind || again.width != media.width ||
        again.height != media.height)
        abort();
    return 0;
}
