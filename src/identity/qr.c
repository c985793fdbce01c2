/* A QR code as the path of an SVG; the secret that it holds goes to nobody else's server. */
#include <qrencode.h>

#include "identity/identity_pages.h"

enum { QUIET = 4, PATH_MOST = 256 * 1024, CONTENT_MOST = 1024 };

static void add_row(struct buffer *path, const unsigned char *modules, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && (modules[x] & 1) != 0)
            x++;
        if (x > from)
            buffer_format(path, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
    }
}

enum outcome qr_draw(struct arena *arena, struct text content, struct text *ret_path, struct text *ret_box)
{
    AUTO_BUFFER struct buffer path = buffer_open(PATH_MOST);
    if (content.length > CONTENT_MOST)
        return TOO_LARGE;
    QRcode *code = QRcode_encodeString8bit(arena_string(arena, content), 0, QR_ECLEVEL_M);
    if (code == NULL)
        return FAILED;
    int width = code->width;
    for (int y = 0; y < width; y++)
        add_row(&path, code->data + (size_t)y * (size_t)width, width, y);
    QRcode_free(code);
    if (path.full)
        return TOO_LARGE;
    *ret_path = arena_text(arena, buffer_text(&path));
    *ret_box = arena_format(arena, "0 0 %d %d", width + 2 * QUIET, width + 2 * QUIET);
    return OK;
}
