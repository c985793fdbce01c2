#include "persons/name_form.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/buffer.h"
#include "base/number.h"

enum { NAME_MOST = 4096, TELEPHONE_DIGITS = 9, TELEPHONE_LEAST = 6 };

/* Letters that decomposition does not bring to their plain form. */
static const struct {
    int32_t from;
    const char *to;
} FOLDED[] = {
    {0xdf, "ss"},
    {0xe6, "ae"},
    {0xf8, "o"},
    {0x111, "d"},
    {0x131, "i"},
    {0x142, "l"},
    {0x153, "oe"},
    {0x14b, "n"},
    {0x254, "o"},
    {0x25b, "e"},
    {0x253, "b"},
    {0x257, "d"},
    {0x256, "d"},
    {0x199, "k"},
    {0x1b4, "y"},
    {0x263, "g"},
    {0x269, "i"},
    {0x272, "n"},
    {0x28b, "v"},
    /* Arabic: alef forms, ya and alef maqsura, ta marbuta, hamza carriers, Persian kaf and ya */
    {0x622, "ا"},
    {0x623, "ا"},
    {0x625, "ا"},
    {0x671, "ا"},
    {0x649, "ي"},
    {0x626, "ي"},
    {0x624, "و"},
    {0x629, "ه"},
    {0x6a9, "ك"},
    {0x6cc, "ي"},
    {0x621, ""},
    {0x640, ""},
};

static bool is_joined_sign(int32_t c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2bc || c == '-'; }

static void add_folded(struct buffer *form, int32_t c)
{
    if (u_charDigitValue(c) >= 0)
        c = '0' + u_charDigitValue(c);
    for (size_t i = 0; i < sizeof FOLDED / sizeof *FOLDED; i++)
        if (FOLDED[i].from == c) {
            buffer_add(form, text_from(FOLDED[i].to));
            return;
        }
    buffer_add_code_point(form, c);
}

/* One letter of the name: its base letters without marks, small. */
static void add_letter(struct buffer *form, const UNormalizer2 *decompose, int32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar parts[8];
    int32_t count = unorm2_getDecomposition(decompose, c, parts, 8, &error);
    if (U_FAILURE(error) || count < 0) {
        add_folded(form, u_tolower(c));
        return;
    }
    for (int32_t at = 0; at < count;) {
        int32_t part = parts[at++];
        if (part >= 0xd800 && part <= 0xdbff && at < count)
            part = 0x10000 + ((part - 0xd800) << 10) + (parts[at++] - 0xdc00);
        if (u_charType(part) != U_NON_SPACING_MARK)
            add_folded(form, u_tolower(part));
    }
}

static void add_space(struct buffer *form)
{
    if (form->length > 0 && form->bytes[form->length - 1] != ' ')
        buffer_add_byte(form, ' ');
}

/* Nothing that is seen: joiners, marks of direction, a byte order mark.  They come along when a name is copied. */
static bool is_invisible(int32_t c)
{
    return u_charType(c) == U_NON_SPACING_MARK || u_charType(c) == U_FORMAT_CHAR ||
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

struct text name_form(struct arena *arena, struct text name)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *decompose = unorm2_getNFKDInstance(&error);
    struct buffer form AUTO_BUFFER = buffer_open(NAME_MOST);
    if (U_FAILURE(error))
        return TEXT_NONE;
    for (size_t at = 0; at < name.length && at < NAME_MOST / 4;) {
        int32_t c = text_next_code_point(name, &at);
        if (c < 0 || is_invisible(c))
            continue;
        if (u_isalnum(c))
            add_letter(&form, decompose, c);
        else if (is_joined_sign(c) || c == 0x640)
            continue;
        else
            add_space(&form);
    }
    return text_trim(arena_text(arena, buffer_text(&form)));
}

struct text telephone_form(struct arena *arena, struct text telephone)
{
    struct text ascii = digits_to_ascii(arena, telephone);
    char *digits = arena_string(arena, ascii);
    size_t count = 0;
    for (size_t i = 0; i < ascii.length; i++)
        if (ascii.at[i] >= '0' && ascii.at[i] <= '9')
            digits[count++] = ascii.at[i];
    if (count < TELEPHONE_LEAST)
        return TEXT_NONE;
    size_t from = count > TELEPHONE_DIGITS ? count - TELEPHONE_DIGITS : 0;
    return (struct text){digits + from, count - from};
}

bool is_telephone(struct arena *arena, struct text typed)
{
    struct text form = name_form(arena, typed);
    for (size_t i = 0; i < form.length; i++)
        if (form.at[i] != ' ' && (form.at[i] < '0' || form.at[i] > '9'))
            return false;
    return telephone_form(arena, typed).length > 0;
}
