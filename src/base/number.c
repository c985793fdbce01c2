#include "base/number.h"

enum outcome text_to_integer(struct text text, int64_t smallest, int64_t largest, int64_t *ret_number)
{
    bool negative = text.length > 0 && text.at[0] == '-';
    int64_t number = 0;
    if (text.length == (negative ? 1 : 0))
        return INVALID;
    for (size_t i = negative ? 1 : 0; i < text.length; i++) {
        int digit = text.at[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, negative ? -digit : digit, &number))
            return INVALID;
    }
    if (number < smallest || number > largest)
        return INVALID;
    *ret_number = number;
    return OK;
}

struct text digits_to_ascii(struct arena *arena, struct text text)
{
    char *copy = arena_string(arena, text);
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        size_t from = at;
        int32_t c = text_next_code_point(text, &at);
        if (c >= 0x660 && c <= 0x669) {
            copy[length++] = (char)('0' + (c - 0x660));
        } else if (c >= 0x6f0 && c <= 0x6f9) {
            copy[length++] = (char)('0' + (c - 0x6f0));
        } else {
            while (from < at)
                copy[length++] = text.at[from++];
        }
    }
    copy[length] = '\0';
    return (struct text){copy, length};
}
