/* The quick way through the JSON that the program itself writes: history, what is handed over.  It takes only what it
   knows for certain to be right; whatever else comes, a fault too, is left to the library. */
#include "codec/json_plain.h"

enum { PLAIN_DIGITS = 18, PLAIN_MEMBERS = 64 };

struct reader {
    struct arena *arena;
    struct text text; /* UTF-8 */
    size_t at, depth;
    size_t left; /* values that may still come */
};

static bool read_value(struct reader *reader, struct json_value *value);

static void pass_space(struct reader *reader)
{
    while (reader->at < reader->text.length &&
           (reader->text.at[reader->at] == ' ' || reader->text.at[reader->at] == '\n' ||
            reader->text.at[reader->at] == '\r' || reader->text.at[reader->at] == '\t'))
        reader->at++;
}

static bool pass(struct reader *reader, char byte)
{
    pass_space(reader);
    if (reader->at == reader->text.length || reader->text.at[reader->at] != byte)
        return false;
    reader->at++;
    return true;
}

/* A string without escapes. */
static bool read_string(struct reader *reader, struct text *ret)
{
    size_t from = reader->at;
    if (!pass(reader, '"'))
        return false;
    from = reader->at;
    for (; reader->at < reader->text.length; reader->at++) {
        unsigned char byte = (unsigned char)reader->text.at[reader->at];
        if (byte == '"') {
            *ret = arena_text(reader->arena, text_slice(reader->text, from, reader->at++));
            return true;
        }
        if (byte < ' ' || byte == '\\')
            return false;
    }
    return false;
}

/* A whole number without superfluous zeros that surely fits. */
static bool read_integer(struct reader *reader, struct json_value *value)
{
    size_t from = reader->at;
    int64_t number = 0;
    bool negative = reader->text.at[reader->at] == '-';
    reader->at += negative;
    size_t first = reader->at;
    for (; reader->at < reader->text.length && reader->at - first < PLAIN_DIGITS; reader->at++) {
        char byte = reader->text.at[reader->at];
        if (byte < '0' || byte > '9')
            break;
        number = number * 10 + (byte - '0');
    }
    size_t digits = reader->at - first;
    char next = reader->at < reader->text.length ? reader->text.at[reader->at] : ' ';
    if (digits == 0 || (reader->text.at[first] == '0' && (digits > 1 || negative)) || next == '.' || next == 'e' ||
        next == 'E' || (next >= '0' && next <= '9'))
        return false;
    value->kind = JSON_KIND_INTEGER;
    value->integer = negative ? -number : number;
    value->text = arena_text(reader->arena, text_slice(reader->text, from, reader->at));
    return true;
}

static bool read_word(struct reader *reader, struct json_value *value)
{
    static const struct {
        struct text word;
        enum json_kind kind;
        bool boolean;
    } WORDS[] = {{TEXT_CONSTANT("null"), JSON_KIND_NULL, false},
                 {TEXT_CONSTANT("true"), JSON_KIND_BOOLEAN, true},
                 {TEXT_CONSTANT("false"), JSON_KIND_BOOLEAN, false}};
    struct text rest = text_slice(reader->text, reader->at, reader->text.length);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (text_starts_with(rest, WORDS[i].word)) {
            value->kind = WORDS[i].kind;
            value->boolean = WORDS[i].boolean;
            reader->at += WORDS[i].word.length;
            return true;
        }
    return false;
}

static bool stands_before(const struct json_value *items, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(items[i].name, name))
            return true;
    return false;
}

/* Behind the opening byte: elements, or members with their names. */
static bool read_items(struct reader *reader, bool named, char end, struct json_value *value)
{
    struct json_value some[PLAIN_MEMBERS];
    size_t count = 0;
    value->kind = named ? JSON_KIND_OBJECT : JSON_KIND_ARRAY;
    if (++reader->depth > PLAIN_DEPTH)
        return false;
    for (bool more = !pass(reader, end); more; more = !pass(reader, end)) {
        struct text name = TEXT_NONE;
        if (count == PLAIN_MEMBERS || (count > 0 && !pass(reader, ',')))
            return false;
        if (named && (!read_string(reader, &name) || stands_before(some, count, name) || !pass(reader, ':')))
            return false;
        some[count] = (struct json_value){0};
        if (!read_value(reader, &some[count]))
            return false;
        some[count++].name = name;
    }
    struct json_value *items = arena_array(reader->arena, struct json_value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = some[i];
    value->items = items;
    value->count = count;
    reader->depth--;
    return true;
}

/* Recursion: at most PLAIN_DEPTH deep. */
static bool read_value(struct reader *reader, struct json_value *value)
{
    pass_space(reader);
    if (reader->at == reader->text.length || reader->left-- == 0)
        return false;
    char byte = reader->text.at[reader->at];
    if (byte == '"') {
        value->kind = JSON_KIND_TEXT;
        return read_string(reader, &value->text);
    }
    if (byte == '{' || byte == '[') {
        reader->at++;
        return read_items(reader, byte == '{', byte == '{' ? '}' : ']', value);
    }
    return byte == '-' || (byte >= '0' && byte <= '9') ? read_integer(reader, value) : read_word(reader, value);
}

bool json_read_plain(struct arena *arena, struct text text, size_t values_most, const struct json_value **ret_value)
{
    struct reader reader = {.arena = arena, .text = text, .left = values_most};
    struct json_value value = {0};
    if (text.length > PLAIN_BYTES || !text_is_utf8(text) || !read_value(&reader, &value))
        return false;
    pass_space(&reader);
    if (reader.at != text.length)
        return false;
    struct json_value *kept = arena_new(arena, struct json_value);
    *kept = value;
    *ret_value = kept;
    return true;
}
