#include "codec/qr.h"

#include <qrencode.h>

#include "base/buffer.h"

enum { PATH_MOST = 256 * 1024 };

enum outcome qr_encode(struct arena *arena, struct text content, struct qr_code *ret_code)
{
    if (content.length > QR_CONTENT_MOST)
        return TOO_LARGE;
    QRcode *code = QRcode_encodeString8bit(arena_string(arena, content), 0, QR_ECLEVEL_M);
    if (code == NULL)
        return FAILED;
    size_t count = (size_t)code->width * (size_t)code->width;
    bool *is_dark = arena_array(arena, bool, count);
    for (size_t i = 0; i < count; i++)
        is_dark[i] = (code->data[i] & 1) != 0;
    *ret_code = (struct qr_code){code->width, is_dark};
    QRcode_free(code);
    return OK;
}

static void add_row(struct buffer *path, const bool *is_dark, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && is_dark[x])
            x++;
        if (x > from)
            buffer_format(path, "M%d %dh%dv1h-%dz", from + QR_QUIET, y + QR_QUIET, x - from, x - from);
    }
}

enum outcome qr_draw(struct arena *arena, struct text content, struct text *ret_path, struct text *ret_box)
{
    AUTO_BUFFER struct buffer path = buffer_open(PATH_MOST);
    struct qr_code code;
    enum outcome outcome = qr_encode(arena, content, &code);
    if (outcome != OK)
        return outcome;
    for (int y = 0; y < code.width; y++)
        add_row(&path, code.is_dark + (size_t)y * (size_t)code.width, code.width, y);
    if (path.full)
        return TOO_LARGE;
    *ret_path = arena_text(arena, buffer_text(&path));
    *ret_box = arena_format(arena, "0 0 %d %d", code.width + 2 * QR_QUIET, code.width + 2 * QR_QUIET);
    return OK;
}
