#define ZLIB_CONST
#include "codec/archive_writer.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"

enum { WINDOW = 64 * 1024, LOCAL_SUMS = 14, LEVEL = 6, MEMORY_LEVEL = 8, UTF8_NAMES = 0x800, HEADS_MOST = 1 << 20 };

struct part {
    struct text name;
    uint32_t sum;
    int64_t at, packed, size;
};
struct archive_writer {
    struct arena *arena;
    int file;
    int64_t length;
    struct part parts[ARCHIVE_PARTS_MOST];
    size_t count;
    z_stream stream;
    bool open, failed, too_large;
    unsigned char window[WINDOW];
};

static void write_at(struct archive_writer *writer, int64_t at, struct text bytes)
{
    while (bytes.length > 0 && !writer->failed) {
        ssize_t written = pwrite(writer->file, bytes.at, bytes.length, (off_t)at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            writer->failed = true;
            return;
        }
        at += written;
        bytes = text_slice(bytes, (size_t)written, bytes.length);
    }
}

static void append(struct archive_writer *writer, struct text bytes)
{
    write_at(writer, writer->length, bytes);
    writer->length += (int64_t)bytes.length;
    writer->too_large = writer->too_large || writer->length > UINT32_MAX;
}

static void put(struct buffer *buffer, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_add_byte(buffer, (char)(number >> 8 * i & 0xff));
}

struct archive_writer *archive_open(struct arena *arena, int file)
{
    struct archive_writer *writer = arena_new(arena, struct archive_writer);
    writer->arena = arena;
    writer->file = file;
    return writer;
}

/* What stands alike before each part and in the directory: versions, flags, method, a day, sums. */
static void put_common(struct buffer *head, const struct part *part)
{
    put(head, 20, 2);
    put(head, UTF8_NAMES, 2);
    put(head, Z_DEFLATED, 2);
    put(head, 0, 2);            /* time */
    put(head, (1 << 5) | 1, 2); /* 1 January 1980: says nothing */
    put(head, part->sum, 4);
    put(head, (uint64_t)part->packed, 4);
    put(head, (uint64_t)part->size, 4);
    put(head, part->name.length, 2);
    put(head, 0, 2);
}

void archive_begin(struct archive_writer *writer, struct text name)
{
    AUTO_BUFFER struct buffer head = buffer_open(HEADS_MOST);
    if (writer->count == ARCHIVE_PARTS_MOST) {
        writer->too_large = true;
        return;
    }
    struct part *part = &writer->parts[writer->count];
    *part = (struct part){
        .name = arena_text(writer->arena, name), .at = writer->length, .sum = (uint32_t)crc32(0, NULL, 0)};
    buffer_add(&head, TEXT("PK\x03\x04"));
    put_common(&head, part);
    buffer_add(&head, part->name);
    append(writer, buffer_text(&head));
    writer->stream = (z_stream){0};
    writer->open =
        deflateInit2(&writer->stream, LEVEL, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK;
    writer->failed = writer->failed || !writer->open;
}

static void pack(struct archive_writer *writer, struct text piece, int how)
{
    writer->stream.next_in = (const unsigned char *)piece.at;
    writer->stream.avail_in = (uInt)piece.length;
    do {
        writer->stream.next_out = writer->window;
        writer->stream.avail_out = WINDOW;
        if (deflate(&writer->stream, how) == Z_STREAM_ERROR)
            writer->failed = true;
        append(writer, (struct text){(const char *)writer->window, WINDOW - writer->stream.avail_out});
    } while (writer->stream.avail_out == 0 && !writer->failed);
}

void archive_add(struct archive_writer *writer, struct text piece)
{
    struct part *part = &writer->parts[writer->count];
    if (!writer->open || writer->failed || writer->too_large || piece.length == 0)
        return;
    part->sum = (uint32_t)crc32(part->sum, (const unsigned char *)piece.at, (uInt)piece.length);
    part->size += (int64_t)piece.length;
    pack(writer, piece, Z_NO_FLUSH);
}

void archive_end(struct archive_writer *writer, int64_t *ret_size)
{
    AUTO_BUFFER struct buffer sums = buffer_open(HEADS_MOST);
    *ret_size = 0;
    if (!writer->open)
        return;
    struct part *part = &writer->parts[writer->count++];
    pack(writer, TEXT_NONE, Z_FINISH);
    (void)deflateEnd(&writer->stream);
    writer->open = false;
    part->packed = (int64_t)writer->stream.total_out;
    writer->too_large = writer->too_large || part->size > UINT32_MAX;
    put(&sums, part->sum, 4);
    put(&sums, (uint64_t)part->packed, 4);
    put(&sums, (uint64_t)part->size, 4);
    write_at(writer, part->at + LOCAL_SUMS, buffer_text(&sums));
    *ret_size = part->size;
}

enum outcome archive_close(struct archive_writer *writer, int64_t *ret_size)
{
    AUTO_BUFFER struct buffer directory = buffer_open(HEADS_MOST);
    int64_t from = writer->length;
    if (writer->open)
        (void)deflateEnd(&writer->stream);
    for (size_t i = 0; i < writer->count; i++) {
        const struct part *part = &writer->parts[i];
        buffer_add(&directory, TEXT("PK\x01\x02"));
        put(&directory, 20, 2);
        put_common(&directory, part);
        put(&directory, 0, 6); /* comment, disk, inner attributes */
        put(&directory, 0, 4); /* outer ones */
        put(&directory, (uint64_t)part->at, 4);
        buffer_add(&directory, part->name);
    }
    size_t length = directory.length;
    buffer_add(&directory, TEXT("PK\x05\x06"));
    put(&directory, 0, 4);
    put(&directory, writer->count, 2);
    put(&directory, writer->count, 2);
    put(&directory, length, 4);
    put(&directory, (uint64_t)from, 4);
    put(&directory, 0, 2);
    append(writer, buffer_text(&directory));
    *ret_size = writer->length;
    return writer->failed ? FAILED : writer->too_large ? TOO_LARGE : OK;
}
