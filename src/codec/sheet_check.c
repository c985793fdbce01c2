#define ZLIB_CONST
#include "codec/sheet_check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "codec/archive_index.h"

enum { WINDOW = 64 * 1024, TAIL = 12 };

/* The last bytes of a part that is unpacked piece by piece. */
struct tail {
    char bytes[TAIL];
    size_t length;
};

static void add_to_tail(struct tail *tail, struct text piece)
{
    if (piece.length > TAIL)
        piece = text_slice(piece, piece.length - TAIL, piece.length);
    size_t kept = tail->length + piece.length > TAIL ? TAIL - piece.length : tail->length;
    for (size_t i = 0; i < kept; i++)
        tail->bytes[i] = tail->bytes[tail->length - kept + i];
    for (size_t i = 0; i < piece.length; i++)
        tail->bytes[kept + i] = piece.at[i];
    tail->length = kept + piece.length;
}

/* Unpacks a part and keeps its end; false when it does not unpack to the size that the archive tells. */
static bool unpack_tail(const struct archive_entry *entry, struct tail *tail)
{
    static unsigned char window[WINDOW]; /* too large for the stack */
    z_stream stream = {.next_in = (const unsigned char *)entry->bytes.at, .avail_in = (uInt)entry->bytes.length};
    int status = inflateInit2(&stream, -MAX_WBITS);
    while (status == Z_OK) {
        stream.next_out = window;
        stream.avail_out = WINDOW;
        status = inflate(&stream, Z_NO_FLUSH);
        add_to_tail(tail, (struct text){(const char *)window, WINDOW - stream.avail_out});
    }
    bool whole = status == Z_STREAM_END && stream.total_out == entry->size;
    return inflateEnd(&stream) == Z_OK && whole;
}

static void check_part(void *context, const struct archive_entry *entry)
{
    bool *sound = context;
    struct tail tail = {.length = 0};
    bool cells = text_starts_with(entry->name, TEXT("xl/worksheets/sheet"));
    *sound =
        *sound && entry->method == Z_DEFLATED && unpack_tail(entry, &tail) &&
        text_ends_with(text_trim((struct text){tail.bytes, tail.length}), cells ? TEXT("</worksheet>") : TEXT(">"));
}

enum outcome sheet_check(const char *path)
{
    struct stat status;
    bool sound = true;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0 || status.st_size <= 0) {
        if (file >= 0)
            (void)close(file);
        return FAILED;
    }
    size_t length = (size_t)status.st_size;
    void *bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, file, 0);
    (void)close(file);
    if (bytes == MAP_FAILED)
        return FAILED;
    enum outcome outcome = archive_index_read((struct text){bytes, length}, check_part, &sound);
    (void)munmap(bytes, length);
    return outcome == OK && sound ? OK : FAILED;
}
