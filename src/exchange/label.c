#include "exchange/label.h"

#include "base/buffer.h"

enum { FORM_MOST = 4096 };

/* Latin letters with marks, U+00C0 to U+017F, as the letter they are built on; '.' stands for none. */
static const char BASE_LATIN[] = "aaaaaaaceeeeiiiidnooooo.ouuuuybsaaaaaaaceeeeiiiidnooooo.ouuuuyby"
                                 "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                                 "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static const struct {
    int32_t from, to;
} ARABIC[] = {
    {0x0622, 0x0627}, {0x0623, 0x0627}, {0x0625, 0x0627}, {0x0671, 0x0627}, {0x0649, 0x064A}, {0x0629, 0x0647},
    {0x0624, 0x0648}, {0x0626, 0x064A}, {0x06CC, 0x064A}, {0x06A9, 0x0643}, {0x06AF, 0x0643}, {0x0763, 0x0643},
};

static bool is_dropped(int32_t c)
{
    return (c >= 0x064B && c <= 0x065F) || c == 0x0670 || c == 0x0640 || (c >= 0x0300 && c <= 0x036F) ||
           (c >= 0x200B && c <= 0x200F) || c == 0xFEFF;
}

/* The letter that stands for this one; 0 for what parts words. */
static int32_t base_of(int32_t c)
{
    for (size_t i = 0; i < sizeof ARABIC / sizeof *ARABIC; i++)
        if (ARABIC[i].from == c)
            return ARABIC[i].to;
    if (c >= 'A' && c <= 'Z')
        return c | 0x20;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return c;
    if (c >= 0x00C0 && c < 0x00C0 + (int32_t)sizeof BASE_LATIN - 1)
        return BASE_LATIN[c - 0x00C0] == '.' ? 0 : BASE_LATIN[c - 0x00C0];
    if (c >= 0x0660 && c <= 0x0669)
        return c - 0x0660 + '0';
    return c > 0x024F && c != 0x060C && c != 0x061B && c != 0x061F && !(c >= 0x2000 && c <= 0x206F) ? c : 0;
}

struct text label_form(struct arena *arena, struct text text)
{
    AUTO_BUFFER struct buffer form = buffer_open(FORM_MOST);
    bool between = false;
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next_code_point(text, &at);
        int32_t base = c < 0 || is_dropped(c) ? -1 : base_of(c);
        if (base < 0)
            continue;
        if (base == 0) {
            between = form.length > 0;
            continue;
        }
        if (between)
            buffer_add_byte(&form, ' ');
        between = false;
        buffer_add_code_point(&form, base);
    }
    return arena_text(arena, buffer_text(&form));
}
