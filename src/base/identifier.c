#include "base/identifier.h"

#include <string.h>

static const char CROCKFORD[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char ALPHABET_36[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct identifier identifier_make(int64_t instant, const unsigned char random[IDENTIFIER_RANDOM])
{
    struct identifier made;
    uint64_t milliseconds = (uint64_t)(instant / 1000);
    /* The microseconds within the millisecond fill the 12 bits behind the version (RFC 9562, method 3). */
    uint32_t fraction = (uint32_t)(instant % 1000) * 4096 / 1000;
    for (int i = 0; i < 6; i++)
        made.bytes[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
    made.bytes[6] = (unsigned char)(0x70 | fraction >> 8);
    made.bytes[7] = (unsigned char)fraction;
    memcpy(made.bytes + 8, random, 8);
    made.bytes[8] = (unsigned char)(0x80 | (made.bytes[8] & 0x3f));
    return made;
}

bool identifier_is_none(struct identifier identifier)
{
    static const struct identifier none;
    return memcmp(&identifier, &none, sizeof none) == 0;
}

bool identifier_equal(struct identifier a, struct identifier b) { return memcmp(&a, &b, sizeof a) == 0; }
int identifier_compare(struct identifier a, struct identifier b) { return memcmp(&a, &b, sizeof a); }

static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum outcome text_to_identifier(struct text text, struct identifier *ret_identifier)
{
    struct identifier read;
    size_t byte = 0;
    if (text.length != IDENTIFIER_TEXT)
        return INVALID;
    for (size_t i = 0; i < IDENTIFIER_TEXT;) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text.at[i++] != '-')
                return INVALID;
            continue;
        }
        int high = hexadecimal(text.at[i]);
        int low = hexadecimal(text.at[i + 1]);
        if (high < 0 || low < 0)
            return INVALID;
        read.bytes[byte++] = (unsigned char)(high << 4 | low);
        i += 2;
    }
    *ret_identifier = read;
    return OK;
}

struct text identifier_to_text(struct arena *arena, struct identifier identifier)
{
    static const char digits[] = "0123456789abcdef";
    char *at = arena_bytes(arena, IDENTIFIER_TEXT + 1);
    size_t length = 0;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            at[length++] = '-';
        at[length++] = digits[identifier.bytes[i] >> 4];
        at[length++] = digits[identifier.bytes[i] & 15];
    }
    at[length] = '\0';
    return (struct text){at, length};
}

static int value_36(char c)
{
    const char *found = c == '\0' ? NULL : strchr(ALPHABET_36, c);
    return found == NULL ? -1 : (int)(found - ALPHABET_36);
}

/* ISO/IEC 7064 MOD 37,36 over the characters without hyphens. */
static char check_character(struct text without_check)
{
    int product = 36;
    for (size_t i = 0; i < without_check.length; i++) {
        int value = value_36(without_check.at[i]);
        if (value < 0)
            continue;
        int sum = (product + value) % 36;
        product = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return ALPHABET_36[(37 - product) % 36];
}

struct text number_make(struct arena *arena, struct text kind, int32_t year, const unsigned char random[NUMBER_RANDOM])
{
    char drawn[NUMBER_RANDOM + 1];
    for (int i = 0; i < NUMBER_RANDOM; i++)
        drawn[i] = CROCKFORD[random[i] & 31];
    drawn[NUMBER_RANDOM] = '\0';
    struct text start = arena_format(arena, "%.*s-%02d-%s", TEXT_ARG(kind), year % 100, drawn);
    return arena_format(arena, "%.*s-%c", TEXT_ARG(start), check_character(start));
}

/* The letters and digits typed, capitals, at most `room`; 0 when there are others or too many. */
static size_t typed_characters(struct text typed, char *ret, size_t room)
{
    size_t length = 0;
    for (size_t i = 0; i < typed.length; i++) {
        char c = typed.at[i];
        if (c == '-' || c == ' ')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        if (value_36(c) < 0 || length == room)
            return 0;
        ret[length++] = c;
    }
    return length;
}

enum { TAIL = 2 + NUMBER_RANDOM + 1, TYPED_MOST = 16 };

/* Year and random characters in their form; false when they are none. */
static bool read_body(char *c, size_t kind, size_t length)
{
    for (size_t i = kind; i + 1 < length; i++) {
        if (c[i] == 'O')
            c[i] = '0';
        if (c[i] == 'I' || c[i] == 'L')
            c[i] = '1';
        if (i < kind + 2 ? c[i] > '9' : strchr(CROCKFORD, c[i]) == NULL)
            return false;
    }
    return true;
}

static struct text format_number(struct arena *arena, const char *c, size_t length)
{
    size_t kind = length - TAIL;
    return arena_format(arena, "%.*s-%.2s-%.7s-%c", (int)kind, c, c + kind, c + kind + 2, c[length - 1]);
}

/* Kind, year, random and check characters as typed, the body in its form; their number, or 0. */
static size_t read_typed(struct text typed, char *c)
{
    size_t length = typed_characters(typed, c, TYPED_MOST);
    return length >= TAIL + 2 && length <= TAIL + 4 && read_body(c, length - TAIL, length) ? length : 0;
}

enum outcome number_read(struct arena *arena, struct text typed, struct text *ret_number)
{
    char c[TYPED_MOST];
    size_t length = read_typed(typed, c);
    if (length == 0)
        return INVALID;
    for (size_t i = 0; i + TAIL < length; i++)
        if (c[i] < 'A')
            return INVALID;
    if (check_character((struct text){c, length - 1}) != c[length - 1])
        return INVALID;
    *ret_number = format_number(arena, c, length);
    return OK;
}

/* The letters that a character of a kind may stand for, itself first; empty: none. */
static const char *letters_of(char c)
{
    static const char *const CONFUSED[] = {"O", "IL", "IL", "LI"};
    static const char TYPED[] = "01IL";
    static const char ALPHABET[] = "A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0N\0O\0P\0Q\0R\0S\0T\0U\0V\0W\0X\0Y\0Z";
    const char *found = strchr(TYPED, c);
    if (found != NULL)
        return CONFUSED[found - TYPED];
    return c < 'A' ? "" : ALPHABET + 2 * (c - 'A');
}

static bool is_confused(char typed, char with)
{
    return typed == with || (strchr("0O", typed) != NULL && strchr("0O", with) != NULL) ||
           (strchr("1IL", typed) != NULL && strchr("1IL", with) != NULL);
}

/* Every kind that the letters typed may be, with the one check character that is right for it. */
static size_t read_kinds(struct arena *arena, const char *typed, char *c, size_t length, size_t at,
                         struct text ret_numbers[NUMBER_READINGS], size_t count)
{
    if (at + TAIL == length) {
        c[length - 1] = check_character((struct text){c, length - 1});
        if (is_confused(typed[length - 1], c[length - 1]))
            ret_numbers[count++] = format_number(arena, c, length);
        return count;
    }
    for (const char *letter = letters_of(typed[at]); *letter != '\0' && count < NUMBER_READINGS; letter++) {
        c[at] = *letter;
        count = read_kinds(arena, typed, c, length, at + 1, ret_numbers, count);
    }
    return count;
}

size_t number_readings(struct arena *arena, struct text typed, struct text ret_numbers[NUMBER_READINGS])
{
    char c[TYPED_MOST], form[TYPED_MOST];
    size_t length = read_typed(typed, c);
    bool letters = false; /* what begins with digits alone is a telephone */
    for (size_t i = 0; i + TAIL < length; i++)
        letters = letters || c[i] >= 'A';
    if (!letters)
        return 0;
    memcpy(form, c, sizeof form);
    return read_kinds(arena, c, form, length, 0, ret_numbers, 0);
}
