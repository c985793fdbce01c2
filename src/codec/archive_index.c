#include "codec/archive_index.h"

enum { END_SIZE = 22, ENTRY_SIZE = 46, LOCAL_SIZE = 30, COMMENT_MOST = 65535 };

static uint32_t little16(struct text bytes, size_t at)
{
    return (uint32_t)(unsigned char)bytes.at[at] | (uint32_t)(unsigned char)bytes.at[at + 1] << 8;
}

static uint32_t little32(struct text bytes, size_t at) { return little16(bytes, at) | little16(bytes, at + 2) << 16; }

/* The end record stands last, before a comment of which it tells the length: so a second one within the comment
   cannot be taken for it. */
static enum outcome find_end(struct text bytes, size_t *ret_at)
{
    size_t lowest = bytes.length > END_SIZE + COMMENT_MOST ? bytes.length - END_SIZE - COMMENT_MOST : 0;
    if (bytes.length < END_SIZE)
        return INVALID;
    for (size_t at = bytes.length - END_SIZE + 1; at-- > lowest;) {
        if (!text_starts_with(text_slice(bytes, at, bytes.length), TEXT("PK\x05\x06")) ||
            at + END_SIZE + little16(bytes, at + 20) != bytes.length)
            continue;
        *ret_at = at;
        return OK;
    }
    return INVALID;
}

/* An entry of the directory and, where it points, the bytes behind the entry's own header. */
static enum outcome read_entry(struct text bytes, struct text record, struct archive_entry *ret_entry)
{
    size_t size = little32(record, 20);
    size_t at = little32(record, 42);
    struct text local = text_slice(bytes, at, bytes.length);
    if (local.length < LOCAL_SIZE || !text_starts_with(local, TEXT("PK\x03\x04")))
        return INVALID;
    struct text behind =
        text_slice(local, (size_t)LOCAL_SIZE + little16(local, 26) + little16(local, 28), local.length);
    if (size > behind.length)
        return INVALID;
    *ret_entry = (struct archive_entry){
        .name = text_slice(record, ENTRY_SIZE, ENTRY_SIZE + little16(record, 28)),
        .bytes = text_slice(behind, 0, size),
        .method = little16(record, 10),
        .size = little32(record, 24),
    };
    return OK;
}

enum outcome archive_index_read(struct text bytes, void (*look)(void *context, const struct archive_entry *entry),
                                void *context)
{
    size_t end;
    if (find_end(bytes, &end) != OK)
        return INVALID;
    uint32_t count = little16(bytes, end + 10);
    size_t size = little32(bytes, end + 12);
    size_t at = little32(bytes, end + 16);
    if (little32(bytes, end + 4) != 0 || little16(bytes, end + 8) != count || count > ARCHIVE_ENTRIES_MOST ||
        at > end || size > end - at)
        return INVALID;
    struct text rest = text_slice(bytes, at, at + size);
    for (uint32_t i = 0; i < count; i++) {
        struct archive_entry entry;
        if (rest.length < ENTRY_SIZE || !text_starts_with(rest, TEXT("PK\x01\x02")) || (little16(rest, 8) & 1) != 0)
            return INVALID;
        size_t whole = (size_t)ENTRY_SIZE + little16(rest, 28) + little16(rest, 30) + little16(rest, 32);
        if (whole > rest.length || read_entry(bytes, rest, &entry) != OK)
            return INVALID;
        look(context, &entry);
        rest = text_slice(rest, whole, rest.length);
    }
    return OK;
}
