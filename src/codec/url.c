#include "codec/url.h"

#include <string.h>

#include "base/arena.h"

struct text parameters_get(const struct parameters *parameters, struct text name)
{
    size_t position = 0;
    struct text value = TEXT_NONE;
    (void)parameters_next(parameters, name, &position, &value);
    return value;
}

bool parameters_has(const struct parameters *parameters, struct text name)
{
    size_t position = 0;
    struct text value;
    return parameters_next(parameters, name, &position, &value);
}

bool parameters_next(const struct parameters *parameters, struct text name, size_t *position, struct text *ret_value)
{
    while (*position < parameters->count) {
        const struct parameter *parameter = &parameters->at[(*position)++];
        if (text_equal(parameter->name, name)) {
            *ret_value = parameter->value;
            return true;
        }
    }
    return false;
}

static const char NOT_READABLE[] = N_("This text holds characters that cannot be read. Please type it again.");

static bool is_sound(struct text text) { return text_find_byte(text, '\0') < 0 && text_is_utf8(text); }

static void grow(struct parameters *parameters, struct arena *arena)
{
    size_t capacity = parameters->capacity < 16 ? 16 : parameters->capacity * 2;
    struct parameter *larger = arena_array(arena, struct parameter, capacity);
    if (parameters->count > 0)
        memcpy(larger, parameters->at, parameters->count * sizeof *larger);
    parameters->at = larger;
    parameters->capacity = capacity;
}

enum outcome parameters_add(struct parameters *parameters, struct problems *problems, struct text name,
                            struct text value)
{
    if (name.length == 0 || name.length > PARAMETER_NAME_MOST || !text_is_clean(name, false))
        return problem_add(problems, INVALID, "parameter_name", TEXT_NONE,
                           N_("A field of the form has no usable name."));
    if (parameters->count >= PARAMETERS_MOST)
        return problem_add(problems, TOO_LARGE, "too_many_parameters", name, N_("The form holds too many fields."));
    if (value.length > PARAMETER_MOST)
        return problem_add(problems, TOO_LARGE, "parameter_too_long", name, N_("This text is too long."));
    if (!is_sound(value))
        return problem_add(problems, INVALID, "not_utf8", name, NOT_READABLE);
    if (parameters->count == parameters->capacity)
        grow(parameters, problems->arena);
    parameters->at[parameters->count++] = (struct parameter){name, value};
    return OK;
}

static enum outcome parse_pair(struct parameters *parameters, struct problems *problems, struct text pair)
{
    struct text name;
    struct text value;
    ptrdiff_t equals = text_find_byte(pair, '=');
    size_t end = equals < 0 ? pair.length : (size_t)equals;
    if (url_decode(problems->arena, text_slice(pair, 0, end), true, &name) != OK)
        return problem_add(problems, INVALID, "bad_encoding", TEXT_NONE, N_("A field of the form has no usable name."));
    if (url_decode(problems->arena, text_slice(pair, end + 1, pair.length), true, &value) != OK)
        return problem_add(problems, INVALID, "bad_encoding", text_is_clean(name, false) ? name : TEXT_NONE,
                           NOT_READABLE);
    return parameters_add(parameters, problems, name, value);
}

enum outcome parameters_parse(struct parameters *parameters, struct problems *problems, struct text text)
{
    struct text pair;
    while (text_split(&text, '&', &pair)) {
        enum outcome outcome = pair.length == 0 ? OK : parse_pair(parameters, problems, pair);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void url_encode(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (is_unreserved(text.at[i]))
            buffer_add_byte(buffer, text.at[i]);
        else
            buffer_format(buffer, "%%%02X", (unsigned char)text.at[i]);
    }
}

void url_encode_parameter(struct buffer *buffer, bool first, struct text name, struct text value)
{
    if (!first)
        buffer_add_byte(buffer, '&');
    url_encode(buffer, name);
    buffer_add_byte(buffer, '=');
    url_encode(buffer, value);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum outcome url_decode(struct arena *arena, struct text text, bool form, struct text *ret_text)
{
    if (text_find_byte(text, '%') < 0 && (!form || text_find_byte(text, '+') < 0)) {
        *ret_text = text;
        return OK;
    }
    char *at = arena_bytes(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.length ? digit_of(text.at[i + 1]) : -1;
            int low = i + 2 < text.length ? digit_of(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return INVALID;
            c = (char)(unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && form) {
            c = ' ';
        }
        at[length++] = c;
    }
    at[length] = '\0';
    *ret_text = (struct text){at, length};
    return OK;
}

static enum outcome decode_segment(struct arena *arena, struct text raw, struct text *ret_segment)
{
    if (url_decode(arena, raw, false, ret_segment) != OK)
        return INVALID;
    struct text segment = *ret_segment;
    if (segment.length == 0 || text_is(segment, ".") || text_is(segment, "..") || text_find_byte(segment, '/') >= 0 ||
        text_find_byte(segment, '\\') >= 0 || !text_is_clean(segment, false))
        return INVALID;
    return OK;
}

enum outcome url_path(struct arena *arena, struct text raw, struct text *ret_path)
{
    if (raw.length == 0 || raw.at[0] != '/' || text_find_byte(raw, '?') >= 0 || text_find_byte(raw, '#') >= 0)
        return INVALID;
    char *at = arena_bytes(arena, raw.length + 1); /* decoding makes nothing longer */
    size_t length = 0;
    struct text rest = text_slice(raw, 1, raw.length);
    if (text_ends_with(rest, TEXT("/")))
        rest.length--;
    struct text part;
    while (raw.length > 1 && text_split(&rest, '/', &part)) {
        struct text segment;
        if (decode_segment(arena, part, &segment) != OK)
            return INVALID;
        at[length++] = '/';
        memcpy(at + length, segment.at, segment.length);
        length += segment.length;
    }
    if (length == 0)
        at[length++] = '/';
    at[length] = '\0';
    *ret_path = (struct text){at, length};
    return OK;
}
