/* What comes out of a backup's file: items first ('i' and then their bytes), or a whole envelope ('e').  What reads is
   canonical: written again it is the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "backup/envelope.h"
#include "backup/item.h"
#include "system/random.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNPACKED_MOST = 8 << 20, PIECE = 4096 };

struct bytes {
    struct text text;
    size_t at;
    struct envelope_reader *envelope;
};

static enum outcome give(void *context, char *to, size_t size, size_t *ret_length)
{
    struct bytes *bytes = context;
    size_t left = bytes->text.length - bytes->at;
    *ret_length = left < size ? left : size;
    if (*ret_length > 0)
        memcpy(to, bytes->text.at + bytes->at, *ret_length);
    bytes->at += *ret_length;
    return OK;
}

static ptrdiff_t give_sealed(void *context, char *to, size_t size)
{
    size_t length = 0;
    (void)give(context, to, size, &length);
    return (ptrdiff_t)length;
}

static void read_items(struct arena *arena, struct item_source source, struct buffer *again)
{
    struct item_reader reader = item_reader_open(arena, source);
    struct item item;
    while (item_next(&reader, &item) == OK) {
        buffer_clear(again);
        item_write(again, item.kind, item.values, item.count);
        if (!again->full && !text_equal(buffer_text(again), item.bytes))
            abort();
    }
    item_reader_close(&reader);
}

/* Under a key of the target's own: a corpus holds envelopes sealed with it. */
static void read_envelope(struct arena *arena, struct bytes *bytes)
{
    static const struct key FILE_KEY = {"the key of all envelopes here.."};
    enum backup_fault fault = FAULT_NONE;
    struct envelope_reader *reader;
    char *piece = arena_bytes(arena, PIECE);
    size_t got = 1;
    if (envelope_open(arena, (struct envelope_source){give_sealed, bytes},
                      (struct envelope_opener){.file_key = &FILE_KEY}, &reader, &fault) != OK) {
        if (fault == FAULT_NONE)
            abort();
        return;
    }
    for (size_t total = 0; got > 0 && total < UNPACKED_MOST; total += got)
        if (envelope_read(reader, piece, PIECE, &got) != OK) {
            if (envelope_fault(reader) == FAULT_NONE)
                abort();
            break;
        }
    envelope_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    AUTO_BUFFER struct buffer again = buffer_open(ITEM_PREFIX + ITEM_BYTES_MOST);
    struct bytes bytes = {.text = {(const char *)data + 1, size - 1}};
    random_start();
    if (*data == 'i')
        read_items(arena, (struct item_source){give, &bytes}, &again);
    else
        read_envelope(arena, &bytes);
    return 0;
}
