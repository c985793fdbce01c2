/* The canonical form of rows: the same bytes for the same row, whichever engine it comes from.  A backup is a sequence
   of items, each a kind, the length of what follows and typed values: item   kind (1 byte), length (4 bytes), values
     value  'n'                        NULL
            'i' 8 bytes                integer, two's complement
            'r' 8 bytes                real, IEEE 754
            't' or 'b', 4 bytes, bytes text in UTF-8 without NUL, or bytes (an id is 16 of them)
   Numbers have their highest byte first.  The order of the items:
     H  head: format, program's version, instant, engine, whole or not, the mission's mark, then number, name and hash
   of each migration T  a table: its name, the names of its columns (in the order of the alphabet, as the tables are) R
   a row of it (in the order of its primary key) E  its end: number of rows, hash over their items Z  the end: number of
   tables, of rows, hash over all items before, signature of the mission over that hash */
#ifndef BACKUP_ITEM_H
#define BACKUP_ITEM_H

#include "base/buffer.h"
#include "database/database.h"

enum {
    ITEM_HEAD = 'H',
    ITEM_TABLE = 'T',
    ITEM_ROW = 'R',
    ITEM_TABLE_END = 'E',
    ITEM_END = 'Z',
    ITEM_PREFIX = 5,
    ITEM_BYTES_MOST = 64 << 20,
    ITEM_VALUES_MOST = 4096,
};

/* Adds an item; an identifier is written as its bytes.  buffer->full when it does not fit. */
void item_write(struct buffer *buffer, char kind, const struct value *values, size_t count);

/* Where bytes come from: up to `size`, fewer only at the end.  Anything but OK is passed on. */
struct item_source {
    enum outcome (*read)(void *context, char *bytes, size_t size, size_t *ret_length);
    void *context;
};

struct item {
    char kind;
    struct text bytes; /* all of it: what hashes are over */
    const struct value *values;
    size_t count;
};

struct item_reader {
    struct item_source source;
    struct buffer bytes; /* of the item at hand */
    struct value *values;
};
struct item_reader item_reader_open(struct arena *arena, struct item_source source);
void item_reader_close(struct item_reader *reader);
/* The item lives until the next call.  NOT_FOUND at the end between two items; INVALID when the bytes are no item or
   end within one. */
enum outcome item_next(struct item_reader *reader, struct item *ret) MUST_CHECK;
/* Do the values have these kinds ("itb"; '*' at the end: anything behind)? */
bool item_has(const struct item *item, const char *kinds);

#endif
