#include "exchange/import_number.h"

#include "base/number.h"

struct parts {
    struct text digits; /* digits and marks, without anything between */
    struct text currency;
    size_t commas, points;
    ptrdiff_t last; /* of the marks; -1: none */
    bool negative, sound;
};

static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/* "DH", as it is written in Morocco, is the dirham. */
static struct text take_currency(struct text *text)
{
    struct text found = TEXT_NONE;
    if (text->length > 2 &&
        (text_ends_with(*text, TEXT("DH")) || text_ends_with(*text, TEXT("Dh")) || text_ends_with(*text, TEXT("dh")))) {
        *text = text_trim(text_slice(*text, 0, text->length - 2));
        return TEXT("MAD");
    }
    if (text->length > 3 && is_capital(text->at[0]) && is_capital(text->at[1]) && is_capital(text->at[2])) {
        found = text_slice(*text, 0, 3);
        *text = text_trim(text_slice(*text, 3, text->length));
    } else if (text->length > 3 && is_capital(text->at[text->length - 1]) && is_capital(text->at[text->length - 2]) &&
               is_capital(text->at[text->length - 3])) {
        found = text_slice(*text, text->length - 3, text->length);
        *text = text_trim(text_slice(*text, 0, text->length - 3));
    }
    return found;
}

/* Spaces of any width and apostrophes only part thousands. */
static bool is_space(int32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009 || c == '\'' || c == 0x2019;
}

static struct parts read_parts(struct arena *arena, struct text text)
{
    struct parts parts = {.last = -1, .sound = true};
    text = text_trim(digits_to_ascii(arena, text));
    parts.currency = take_currency(&text);
    char *digits = arena_bytes(arena, text.length + 1);
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next_code_point(text, &at);
        if (c == 0x066B) /* the decimal mark of Arabic digits */
            c = ',';
        if (c == 0x066C || is_space(c))
            continue;
        if (c == '-' && length == 0 && !parts.negative) {
            parts.negative = true;
            continue;
        }
        bool mark = c == ',' || c == '.';
        parts.sound = parts.sound && (mark || (c >= '0' && c <= '9'));
        if (!parts.sound)
            break;
        parts.commas += c == ',';
        parts.points += c == '.';
        parts.last = mark ? (ptrdiff_t)length : parts.last;
        digits[length++] = (char)c;
    }
    parts.digits = (struct text){digits, length};
    parts.sound = parts.sound && length > parts.commas + parts.points;
    return parts;
}

/* Do groups of three digits stand behind each mark? */
static bool is_grouped(const struct parts *parts)
{
    size_t since = 0;
    bool any = false;
    for (size_t i = 0; i < parts->digits.length; i++) {
        char c = parts->digits.at[i];
        if (c != ',' && c != '.') {
            since++;
            continue;
        }
        if ((any && since != 3) || (!any && (since == 0 || since > 3)))
            return false;
        any = true;
        since = 0;
    }
    return any && since == 3;
}

static enum number_shape shape_of(const struct parts *parts)
{
    if (!parts->sound)
        return NUMBER_NONE;
    if (parts->last < 0)
        return NUMBER_PLAIN;
    char last = parts->digits.at[parts->last];
    if (parts->commas > 0 && parts->points > 0) /* both: the last one parts the decimals, and stands once */
        return (last == ',' ? parts->commas : parts->points) > 1 ? NUMBER_NONE
               : last == ','                                     ? NUMBER_COMMA
                                                                 : NUMBER_POINT;
    if (parts->commas + parts->points > 1)
        return is_grouped(parts) ? (last == ',' ? NUMBER_POINT : NUMBER_COMMA) : NUMBER_NONE;
    if (is_grouped(parts) && parts->digits.at[0] != '0')
        return NUMBER_EITHER;
    return last == ',' ? NUMBER_COMMA : NUMBER_POINT;
}

enum number_shape number_shape_of(struct arena *arena, struct text text, struct text *ret_currency)
{
    struct parts parts = read_parts(arena, text);
    if (ret_currency != NULL)
        *ret_currency = parts.currency;
    return shape_of(&parts);
}

enum outcome number_write(struct arena *arena, struct text text, enum decimal_mark mark, struct text *ret_number,
                          struct text *ret_currency)
{
    struct parts parts = read_parts(arena, text);
    enum number_shape shape = shape_of(&parts);
    if (shape == NUMBER_NONE)
        return INVALID;
    if (shape == NUMBER_EITHER && mark == MARK_OPEN)
        return CONFLICT;
    char decimal = shape == NUMBER_COMMA ? ',' : shape == NUMBER_POINT ? '.' : mark == MARK_COMMA ? ',' : '.';
    char *number = arena_bytes(arena, parts.digits.length + 2);
    size_t length = 0;
    if (parts.negative)
        number[length++] = '-';
    for (size_t i = 0; i < parts.digits.length; i++) {
        char c = parts.digits.at[i];
        if (c == decimal)
            number[length++] = '.';
        else if (c != ',' && c != '.')
            number[length++] = c;
    }
    *ret_number = (struct text){number, length};
    *ret_currency = parts.currency;
    return OK;
}
