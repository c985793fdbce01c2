/* What was read is written, read again and written again: both writings are the same. */
#include <stdlib.h>

#include "codec/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct buffer *buffer, const struct json_value *value)
{
    struct json_writer writer = json_writer_open(buffer);
    json_put_value(&writer, value);
    if (!json_finish(&writer))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    AUTO_BUFFER struct buffer first = buffer_open(8 * size + 100);
    AUTO_BUFFER struct buffer second = buffer_open(8 * size + 100);
    struct json_limits limits = {.bytes = 1 << 20, .values = 10000};
    const struct json_value *value;
    struct json_fault fault;
    enum outcome outcome = json_parse(arena, (struct text){(const char *)data, size}, limits, &value, &fault);
    if (outcome != OK) {
        if (fault.message == NULL)
            abort();
        return 0;
    }
    write_value(&first, value);
    if (json_parse(arena, buffer_text(&first), (struct json_limits){8 << 20, 10000}, &value, &fault) != OK)
        abort();
    write_value(&second, value);
    if (!text_equal(buffer_text(&first), buffer_text(&second)))
        abort();
    return 0;
}
