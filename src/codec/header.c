#include "codec/header.h"

#include <string.h>

#include "codec/url.h"

static bool is_token(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

struct text header_value(struct text header)
{
    ptrdiff_t end = text_find_byte(header, ';');
    return text_trim(end < 0 ? header : text_slice(header, 0, (size_t)end));
}

static void skip_spaces(struct text *rest)
{
    while (rest->length > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t'))
        *rest = text_slice(*rest, 1, rest->length);
}

static struct text take_token(struct text *rest)
{
    size_t length = 0;
    while (length < rest->length && is_token(rest->at[length]))
        length++;
    struct text token = text_slice(*rest, 0, length);
    *rest = text_slice(*rest, length, rest->length);
    return token;
}

/* Only \" and \\ are escapes: browsers that send the path of a file leave its other backslashes as they are. */
static bool is_escape(struct text text, size_t at)
{
    return text.at[at] == '\\' && at + 1 < text.length && (text.at[at + 1] == '"' || text.at[at + 1] == '\\');
}

/* Takes "…" off the front; what stands between the marks is still escaped. */
static enum outcome take_quoted(struct text *rest, struct text *ret_value)
{
    for (size_t i = 1; i < rest->length; i++) {
        if (rest->at[i] == '"') {
            *ret_value = text_slice(*rest, 1, i);
            *rest = text_slice(*rest, i + 1, rest->length);
            return OK;
        }
        if (is_escape(*rest, i))
            i++;
    }
    return INVALID;
}

static struct text unescape(struct arena *arena, struct text quoted)
{
    char *at = arena_bytes(arena, quoted.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < quoted.length; i++) {
        if (is_escape(quoted, i))
            i++;
        at[length++] = quoted.at[i];
    }
    at[length] = '\0';
    return (struct text){at, length};
}

/* Takes one `; name=value` off the front. */
static enum outcome take_parameter(struct text *rest, struct text *ret_name, struct text *ret_value, bool *ret_quoted)
{
    skip_spaces(rest);
    if (rest->length == 0 || rest->at[0] != ';')
        return INVALID;
    *rest = text_slice(*rest, 1, rest->length);
    skip_spaces(rest);
    *ret_name = take_token(rest);
    if (ret_name->length == 0 || rest->length < 2 || rest->at[0] != '=')
        return INVALID;
    *rest = text_slice(*rest, 1, rest->length);
    *ret_quoted = rest->at[0] == '"';
    if (*ret_quoted)
        return take_quoted(rest, ret_value);
    *ret_value = take_token(rest);
    return ret_value->length == 0 ? INVALID : OK;
}

enum outcome header_parameter(struct arena *arena, struct text header, struct text name, struct text *ret_value)
{
    ptrdiff_t start = text_find_byte(header, ';');
    struct text rest = start < 0 ? TEXT_NONE : text_trim(text_slice(header, (size_t)start, header.length));
    struct text found = TEXT_NONE;
    bool seen = false;
    while (rest.length > 0 && !text_is(rest, ";")) {
        struct text at;
        struct text value;
        bool quoted;
        if (take_parameter(&rest, &at, &value, &quoted) != OK)
            return INVALID;
        skip_spaces(&rest);
        if (!text_equal_ignoring_case(at, name))
            continue;
        if (seen)
            return INVALID;
        seen = true;
        found = quoted ? unescape(arena, value) : value;
    }
    if (!seen)
        return NOT_FOUND;
    *ret_value = found;
    return OK;
}

enum outcome header_extended_parameter(struct arena *arena, struct text header, struct text name,
                                       struct text *ret_value)
{
    struct text encoded;
    struct text decoded;
    enum outcome outcome = header_parameter(arena, header, arena_join(arena, name, TEXT("*")), &encoded);
    if (outcome != OK)
        return outcome;
    struct text charset;
    struct text language;
    if (!text_split(&encoded, '\'', &charset) || !text_split(&encoded, '\'', &language) || encoded.at == NULL ||
        !text_equal_ignoring_case(charset, TEXT("UTF-8")) || url_decode(arena, encoded, false, &decoded) != OK ||
        !text_is_utf8(decoded))
        return INVALID;
    *ret_value = decoded;
    return OK;
}
