#define ZLIB_CONST
#include "codec/unpack.h"

#include <zlib.h>

enum { WINDOW = 32 * 1024, STORED = 0 };

static enum outcome check_size(const struct archive_entry *entry, int64_t size, int64_t most)
{
    bool bomb = size > UNPACK_FREE && size / UNPACK_RATIO_MOST > (int64_t)entry->bytes.length;
    return size > most || bomb ? TOO_LARGE : OK;
}

static enum outcome unpack_stored(const struct archive_entry *entry, int64_t most, unpack_taker *take, void *context,
                                  int64_t *ret_size)
{
    int64_t size = (int64_t)entry->bytes.length;
    if (size > most)
        return TOO_LARGE;
    if (size != entry->size)
        return INVALID;
    enum outcome outcome = take(context, entry->bytes);
    if (outcome == OK)
        *ret_size = size;
    return outcome;
}

/* Until the stream ends, something is refused, or the bytes are used up before it ends. */
static enum outcome unpack_window(z_stream *stream, const struct archive_entry *entry, int64_t most, unpack_taker *take,
                                  void *context)
{
    unsigned char window[WINDOW];
    int status = Z_OK;
    while (status == Z_OK) {
        stream->next_out = window;
        stream->avail_out = WINDOW;
        status = inflate(stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END)
            return INVALID;
        enum outcome outcome = check_size(entry, (int64_t)stream->total_out, most);
        if (outcome == OK)
            outcome = take(context, (struct text){(const char *)window, WINDOW - stream->avail_out});
        if (outcome != OK)
            return outcome;
    }
    return stream->total_out == entry->size ? OK : INVALID;
}

enum outcome unpack(const struct archive_entry *entry, int64_t most, unpack_taker *take, void *context,
                    int64_t *ret_size)
{
    z_stream stream = {.next_in = (const unsigned char *)entry->bytes.at, .avail_in = (uInt)entry->bytes.length};
    if (entry->method == STORED)
        return unpack_stored(entry, most, take, context, ret_size);
    if (entry->method != Z_DEFLATED || inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return INVALID;
    enum outcome outcome = unpack_window(&stream, entry, most, take, context);
    int64_t size = (int64_t)stream.total_out;
    (void)inflateEnd(&stream);
    if (outcome == OK)
        *ret_size = size;
    return outcome;
}
