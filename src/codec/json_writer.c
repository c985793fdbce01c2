#include "codec/json.h"

struct json_writer json_writer_open(struct buffer *buffer) { return (struct json_writer){.buffer = buffer}; }

bool json_finish(const struct json_writer *writer)
{
    return writer->whole && !writer->broken && !writer->buffer->full && writer->depth == 0;
}

static bool in_object(const struct json_writer *writer)
{
    return writer->depth > 0 && (writer->objects >> (writer->depth - 1) & 1) != 0;
}

/* Called before every value: is one allowed here?  Writes the comma that it needs. */
static bool value_may_stand(struct json_writer *writer)
{
    if (writer->broken || writer->whole || (in_object(writer) && !writer->keyed)) {
        writer->broken = true;
        return false;
    }
    if (writer->comma && !writer->keyed)
        buffer_add_byte(writer->buffer, ',');
    writer->keyed = false;
    writer->comma = true;
    return true;
}

static void value_ended(struct json_writer *writer)
{
    if (writer->depth == 0)
        writer->whole = true;
}

static void begin(struct json_writer *writer, bool object)
{
    if (writer->depth == JSON_DEPTH_MOST)
        writer->broken = true;
    if (!value_may_stand(writer))
        return;
    uint32_t level = UINT32_C(1) << writer->depth;
    writer->objects = object ? writer->objects | level : writer->objects & ~level;
    writer->depth++;
    writer->comma = false;
    buffer_add_byte(writer->buffer, object ? '{' : '[');
}

static void end(struct json_writer *writer, bool object)
{
    if (writer->broken || writer->depth == 0 || in_object(writer) != object || writer->keyed) {
        writer->broken = true;
        return;
    }
    buffer_add_byte(writer->buffer, object ? '}' : ']');
    writer->depth--;
    writer->comma = true;
    value_ended(writer);
}

void json_object_begin(struct json_writer *writer) { begin(writer, true); }
void json_object_end(struct json_writer *writer) { end(writer, true); }
void json_array_begin(struct json_writer *writer) { begin(writer, false); }
void json_array_end(struct json_writer *writer) { end(writer, false); }

static void add_escaped(struct buffer *buffer, unsigned char c)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char letter = c < sizeof letters ? letters[c] : '\0';
    if (c == '"' || c == '\\')
        letter = (char)c;
    if (letter == '\0') {
        buffer_format(buffer, "\\u%04x", c);
    } else {
        buffer_add_byte(buffer, '\\');
        buffer_add_byte(buffer, letter);
    }
}

static bool stands_as_it_is(int32_t c) { return c >= 0x20 && c != '"' && c != '\\'; }

static void add_string(struct buffer *buffer, struct text text)
{
    size_t kept = 0; /* what stands before it is in the buffer */
    buffer_add_byte(buffer, '"');
    for (size_t at = 0; at < text.length;) {
        size_t from = at;
        int32_t c = text_next_code_point(text, &at);
        if (stands_as_it_is(c))
            continue;
        buffer_add(buffer, text_slice(text, kept, from));
        kept = at;
        if (c < 0)
            buffer_add_code_point(buffer, 0xfffd);
        else
            add_escaped(buffer, (unsigned char)c);
    }
    buffer_add(buffer, text_slice(text, kept, text.length));
    buffer_add_byte(buffer, '"');
}

void json_key(struct json_writer *writer, struct text name)
{
    if (writer->broken || !in_object(writer) || writer->keyed) {
        writer->broken = true;
        return;
    }
    if (writer->comma)
        buffer_add_byte(writer->buffer, ',');
    add_string(writer->buffer, name);
    buffer_add_byte(writer->buffer, ':');
    writer->keyed = true;
}

static void put_literal(struct json_writer *writer, struct text literal)
{
    if (!value_may_stand(writer))
        return;
    buffer_add(writer->buffer, literal);
    value_ended(writer);
}

void json_put_text(struct json_writer *writer, struct text text)
{
    if (!value_may_stand(writer))
        return;
    add_string(writer->buffer, text);
    value_ended(writer);
}

void json_put_text_or_null(struct json_writer *writer, struct text text)
{
    if (text.length == 0)
        json_put_null(writer);
    else
        json_put_text(writer, text);
}

void json_put_integer(struct json_writer *writer, int64_t number)
{
    if (!value_may_stand(writer))
        return;
    buffer_format(writer->buffer, "%lld", (long long)number);
    value_ended(writer);
}

void json_put_decimal(struct json_writer *writer, int64_t scaled, int decimals)
{
    if (!value_may_stand(writer))
        return;
    buffer_add_decimal(writer->buffer, scaled, decimals);
    value_ended(writer);
}

static size_t behind_digits(struct text text, size_t at)
{
    while (at < text.length && text.at[at] >= '0' && text.at[at] <= '9')
        at++;
    return at;
}

/* number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ( "e" / "E" ) [ "+" / "-" ] 1*digit ] */
static bool is_number(struct text text)
{
    size_t at = text.length > 0 && text.at[0] == '-' ? 1 : 0;
    size_t from = at;
    at = behind_digits(text, at);
    if (at == from || (text.at[from] == '0' && at > from + 1))
        return false;
    if (at < text.length && text.at[at] == '.') {
        from = at + 1;
        at = behind_digits(text, from);
        if (at == from)
            return false;
    }
    if (at < text.length && (text.at[at] == 'e' || text.at[at] == 'E')) {
        from = at + 1;
        if (from < text.length && (text.at[from] == '+' || text.at[from] == '-'))
            from++;
        at = behind_digits(text, from);
        if (at == from)
            return false;
    }
    return at == text.length;
}

void json_put_number(struct json_writer *writer, struct text written)
{
    if (is_number(written))
        put_literal(writer, written);
    else
        writer->broken = true;
}

void json_put_boolean(struct json_writer *writer, bool value)
{
    put_literal(writer, value ? TEXT("true") : TEXT("false"));
}

void json_put_null(struct json_writer *writer) { put_literal(writer, TEXT("null")); }

static void put_items(struct json_writer *writer, const struct json_value *value, bool object)
{
    begin(writer, object);
    for (size_t i = 0; i < value->count && !writer->broken; i++) {
        if (object)
            json_key(writer, value->items[i].name);
        json_put_value(writer, &value->items[i]);
    }
    end(writer, object);
}

void json_put_value(struct json_writer *writer, const struct json_value *value)
{
    switch (value->kind) {
    case JSON_KIND_NULL:
        json_put_null(writer);
        break;
    case JSON_KIND_BOOLEAN:
        json_put_boolean(writer, value->boolean);
        break;
    case JSON_KIND_INTEGER:
        json_put_integer(writer, value->integer);
        break;
    case JSON_KIND_NUMBER:
        json_put_number(writer, value->text);
        break;
    case JSON_KIND_TEXT:
        json_put_text(writer, value->text);
        break;
    case JSON_KIND_ARRAY:
    case JSON_KIND_OBJECT:
        put_items(writer, value, value->kind == JSON_KIND_OBJECT);
        break;
    }
}
