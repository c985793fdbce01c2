/* Whatever a cookie is made of, what is written is one line of a header, and is found again. */
#include <stdlib.h>

#include "codec/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(10000);
    struct text header = {(const char *)data, size};
    struct text rest = header;
    struct cookie cookie = {.max_age = COOKIE_SESSION};
    (void)text_split(&rest, '=', &cookie.name);
    cookie.value = cookie_get(header, cookie.name);
    if (cookie_write(&buffer, &cookie) != OK)
        return 0;
    struct text written = buffer_text(&buffer);
    if (text_find_byte(written, '\n') >= 0 || text_find_byte(written, '\r') >= 0 || text_find_byte(written, '\0') >= 0)
        abort();
    bool attribute = text_is(cookie.name, "Path") || text_is(cookie.name, "SameSite"); /* then it stands there twice */
    if (!attribute && !text_equal(cookie_get(written, cookie.name), cookie.value))
        abort();
    return 0;
}
