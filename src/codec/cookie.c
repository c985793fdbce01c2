#include "codec/cookie.h"

#include <string.h>

static bool is_token(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c <= ' ' || c >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", c) != NULL)
            return false;
    }
    return text.length > 0;
}

/* Printable ASCII without space, quotes, comma, semicolon, backslash. */
static bool is_value(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c <= ' ' || c >= 0x7f || strchr("\",;\\", c) != NULL)
            return false;
    }
    return true;
}

struct text cookie_get(struct text header, struct text name)
{
    struct text found = TEXT_NONE;
    bool seen = false;
    struct text pair;
    while (text_split(&header, ';', &pair)) {
        pair = text_trim(pair);
        ptrdiff_t equals = text_find_byte(pair, '=');
        if (equals < 0 || !text_equal(text_slice(pair, 0, (size_t)equals), name))
            continue;
        if (seen)
            return TEXT_NONE;
        seen = true;
        found = text_slice(pair, (size_t)equals + 1, pair.length);
    }
    return is_value(found) ? found : TEXT_NONE;
}

static bool is_path(struct text path)
{
    for (size_t i = 0; i < path.length; i++)
        if (path.at[i] <= ' ' || path.at[i] >= 0x7f || path.at[i] == ';')
            return false;
    return path.length > 0 && path.at[0] == '/';
}

enum outcome cookie_write(struct buffer *buffer, const struct cookie *cookie)
{
    struct text path = text_is_empty(cookie->path) ? TEXT("/") : cookie->path;
    bool host_only = text_starts_with(cookie->name, TEXT("__Host-"));
    bool secure_only = host_only || text_starts_with(cookie->name, TEXT("__Secure-"));
    if (!is_token(cookie->name) || !is_value(cookie->value) || !is_path(path) || cookie->max_age < COOKIE_SESSION ||
        cookie->name.length + cookie->value.length + path.length > COOKIE_MOST || (host_only && !text_is(path, "/")) ||
        (secure_only && cookie->insecure))
        return INVALID;
    buffer_add(buffer, cookie->name);
    buffer_add_byte(buffer, '=');
    buffer_add(buffer, cookie->value);
    buffer_add(buffer, TEXT("; Path="));
    buffer_add(buffer, path);
    if (cookie->max_age != COOKIE_SESSION)
        buffer_format(buffer, "; Max-Age=%lld", (long long)cookie->max_age);
    if (!cookie->readable_by_script)
        buffer_add(buffer, TEXT("; HttpOnly"));
    if (!cookie->insecure)
        buffer_add(buffer, TEXT("; Secure"));
    buffer_add(buffer, cookie->same_site == COOKIE_LAX ? TEXT("; SameSite=Lax") : TEXT("; SameSite=Strict"));
    return OK;
}
