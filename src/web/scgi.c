#include "web/scgi.h"

#include <string.h>

#include "base/number.h"

enum { LENGTH_DIGITS = 5 };

enum outcome scgi_measure(struct text bytes, size_t *ret_length)
{
    struct text seen = text_slice(bytes, 0, bytes.length < LENGTH_DIGITS + 1 ? bytes.length : LENGTH_DIGITS + 1);
    ptrdiff_t colon = text_find_byte(seen, ':');
    struct text digits = text_slice(seen, 0, colon < 0 ? seen.length : (size_t)colon);
    for (size_t i = 0; i < digits.length; i++)
        if (digits.at[i] < '0' || digits.at[i] > '9' || digits.at[0] == '0')
            return INVALID;
    if (colon < 0 && seen.length <= LENGTH_DIGITS) {
        *ret_length = 0;
        return OK;
    }
    int64_t length;
    if (colon < 0)
        return TOO_LARGE;
    if (text_to_integer(digits, 1, INT64_MAX, &length) != OK)
        return INVALID;
    if (length > SCGI_HEAD_MOST)
        return TOO_LARGE;
    size_t whole = (size_t)colon + 1 + (size_t)length + 1;
    if (bytes.length >= whole && bytes.at[whole - 1] != ',')
        return INVALID;
    *ret_length = whole;
    return OK;
}

/* Headers on which a decision hangs: nobody between us and the client may have meant another one of them. */
static const struct text ONCE[] = {
    TEXT_CONSTANT("CONTENT_LENGTH"),      TEXT_CONSTANT("SCGI"),
    TEXT_CONSTANT("REQUEST_METHOD"),      TEXT_CONSTANT("REQUEST_URI"),
    TEXT_CONSTANT("REMOTE_ADDR"),         TEXT_CONSTANT("CONTENT_TYPE"),
    TEXT_CONSTANT("SANAD_INTERNAL"),      TEXT_CONSTANT("SANAD_ACTION"),
    TEXT_CONSTANT("SANAD_AWAY"),          TEXT_CONSTANT("HTTP_HOST"),
    TEXT_CONSTANT("HTTP_COOKIE"),         TEXT_CONSTANT("HTTP_AUTHORIZATION"),
    TEXT_CONSTANT("HTTP_ORIGIN"),         TEXT_CONSTANT("HTTP_SEC_FETCH_SITE"),
    TEXT_CONSTANT("HTTP_IF_MATCH"),       TEXT_CONSTANT("HTTP_IF_NONE_MATCH"),
    TEXT_CONSTANT("HTTP_CONTENT_TYPE"),   TEXT_CONSTANT("HTTP_IDEMPOTENCY_KEY"),
    TEXT_CONSTANT("HTTP_CONTENT_LENGTH"),
};
enum { ONCE_COUNT = sizeof ONCE / sizeof *ONCE };
_Static_assert(ONCE_COUNT <= 32, "a bit for each");

/* The client can only double what it sends itself; nothing else may come to us twice. */
static bool is_of_client(struct text name) { return text_starts_with(name, TEXT("HTTP_")); }

static bool seen_twice(struct text name, uint32_t *seen)
{
    for (size_t i = 0; i < ONCE_COUNT; i++)
        if (text_equal(name, ONCE[i])) {
            bool twice = (*seen >> i & 1) != 0;
            *seen |= UINT32_C(1) << i;
            return twice;
        }
    return false;
}

static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return name.length > 0;
}

static bool is_value(struct text value)
{
    for (size_t i = 0; i < value.length; i++)
        if (((unsigned char)value.at[i] < 0x20 && value.at[i] != '\t') || value.at[i] == 0x7f)
            return false;
    return true;
}

static enum outcome decode_pairs(struct text rest, struct scgi_header *headers, struct scgi_head *ret_head)
{
    bool ambiguous = false;
    uint32_t seen = 0;
    size_t count = 0;
    if (rest.length == 0 || rest.at[rest.length - 1] != '\0')
        return INVALID;
    while (rest.length > 0) {
        struct scgi_header header;
        ptrdiff_t end = text_find_byte(rest, '\0');
        header.name = text_slice(rest, 0, (size_t)end);
        rest = text_slice(rest, (size_t)end + 1, rest.length);
        end = text_find_byte(rest, '\0');
        if (end < 0)
            return INVALID;
        header.value = text_slice(rest, 0, (size_t)end);
        rest = text_slice(rest, (size_t)end + 1, rest.length);
        if (count == SCGI_HEADERS_MOST || !is_name(header.name) || !is_value(header.value))
            return INVALID;
        bool twice = seen_twice(header.name, &seen);
        if (twice && !is_of_client(header.name))
            return INVALID;
        ambiguous = ambiguous || twice;
        headers[count++] = header;
    }
    *ret_head = (struct scgi_head){.headers = headers, .count = count, .ambiguous = ambiguous};
    return OK;
}

enum outcome scgi_decode(struct arena *arena, struct text bytes, struct scgi_head *ret_head)
{
    size_t length;
    enum outcome outcome = scgi_measure(bytes, &length);
    if (outcome != OK)
        return outcome;
    if (length == 0 || length > bytes.length)
        return INVALID;
    size_t start = (size_t)text_find_byte(bytes, ':') + 1;
    struct scgi_header *headers = arena_array(arena, struct scgi_header, SCGI_HEADERS_MOST);
    struct scgi_head head;
    outcome = decode_pairs(text_slice(bytes, start, length - 1), headers, &head);
    if (outcome != OK)
        return outcome;
    int64_t content_length;
    if (!text_is(headers[0].name, "CONTENT_LENGTH") ||
        text_to_integer(headers[0].value, 0, INT64_MAX / 2, &content_length) != OK ||
        !text_is(scgi_header(&head, TEXT("SCGI")), "1"))
        return INVALID;
    head.content_length = (size_t)content_length;
    *ret_head = head;
    return OK;
}

struct text scgi_header(const struct scgi_head *head, struct text name)
{
    for (size_t i = 0; i < head->count; i++)
        if (text_equal(head->headers[i].name, name))
            return head->headers[i].value;
    return TEXT_NONE;
}

static void add_pair(struct buffer *buffer, struct text name, struct text value)
{
    buffer_add(buffer, name);
    buffer_add_byte(buffer, '\0');
    buffer_add(buffer, value);
    buffer_add_byte(buffer, '\0');
}

void scgi_encode(struct buffer *buffer, const struct scgi_header *headers, size_t count, struct text body)
{
    AUTO_BUFFER struct buffer head = buffer_open(SCGI_HEAD_MOST);
    AUTO_BUFFER struct buffer length = buffer_open(SCGI_HEAD_MOST);
    buffer_format(&length, "%zu", body.length);
    add_pair(&head, TEXT("CONTENT_LENGTH"), buffer_text(&length));
    add_pair(&head, TEXT("SCGI"), TEXT("1"));
    for (size_t i = 0; i < count; i++)
        add_pair(&head, headers[i].name, headers[i].value);
    if (head.full) {
        buffer->full = true;
        return;
    }
    buffer_format(buffer, "%zu:", head.length);
    buffer_add(buffer, buffer_text(&head));
    buffer_add_byte(buffer, ',');
    buffer_add(buffer, body);
}
