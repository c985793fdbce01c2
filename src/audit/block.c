#include "audit/block.h"

#include <string.h>

_Static_assert(sizeof(struct audit_entry) == sizeof(struct identifier) + DIGEST_BYTES, "row_list holds no padding");

enum { BLOCK_BYTES_MOST = 1024, LONG_VALUE = 4096 };

/* --- canonical bytes: each value as kind, length and bytes, so that no two differ without differing here -------------
 */

#define ROW_FORM "sanad audit row 1"
#define BLOCK_FORM "sanad audit block 1"

static void put_number(struct buffer *buffer, uint64_t number)
{
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(number >> (56 - 8 * i));
    buffer_add(buffer, (struct text){bytes, sizeof bytes});
}

static void put_bytes(struct buffer *buffer, char kind, const void *at, size_t size)
{
    buffer_add_byte(buffer, kind);
    put_number(buffer, size);
    buffer_add(buffer, (struct text){at, size});
}

/* Of a long value its hash, so that no row is too long for the buffer. */
static void put_long(struct buffer *buffer, char kind, struct text bytes)
{
    unsigned char hash[DIGEST_BYTES];
    if (bytes.length <= LONG_VALUE) {
        put_bytes(buffer, kind, bytes.at, bytes.length);
        return;
    }
    hash_bytes(bytes, hash);
    buffer_add_byte(buffer, 'h');
    put_bytes(buffer, kind, hash, sizeof hash);
}

static void put_integer(struct buffer *buffer, int64_t number)
{
    buffer_add_byte(buffer, 'i');
    put_number(buffer, sizeof number);
    put_number(buffer, (uint64_t)number);
}

static void put_value(struct buffer *buffer, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        put_bytes(buffer, 'n', "", 0);
        break;
    case VALUE_INTEGER:
        put_integer(buffer, value->integer);
        break;
    case VALUE_REAL:
        put_bytes(buffer, 'r', &value->real, sizeof value->real);
        break;
    case VALUE_TEXT:
        put_long(buffer, 't', value->text);
        break;
    case VALUE_BYTES: /* an engine gives an id as bytes, another as an identifier */
        put_long(buffer, 'b', value->text);
        break;
    case VALUE_IDENTIFIER:
        put_bytes(buffer, 'b', value->identifier.bytes, sizeof value->identifier.bytes);
        break;
    }
}

static bool take_bytes(const struct value *value, void *ret, size_t size)
{
    struct text bytes = value->text;
    if (value->kind == VALUE_IDENTIFIER)
        bytes = (struct text){(const char *)value->identifier.bytes, sizeof value->identifier.bytes};
    else if (value->kind != VALUE_BYTES)
        return false;
    if (bytes.length != size)
        return false;
    memcpy(ret, bytes.at, size);
    return true;
}

static bool take_integer(const struct value *value, int64_t *ret)
{
    if (value->kind != VALUE_INTEGER)
        return false;
    *ret = value->integer;
    return true;
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

struct audit_entry audit_entry_of(const struct rows *row, struct buffer *scratch)
{
    struct audit_entry entry = {0};
    buffer_clear(scratch);
    buffer_add(scratch, TEXT(ROW_FORM));
    for (size_t column = 0; column < row->columns; column++)
        put_value(scratch, rows_at(row, 0, column));
    (void)take_bytes(rows_at(row, 0, 0), entry.id.bytes, sizeof entry.id.bytes);
    hash_bytes(buffer_text(scratch), entry.hash);
    return entry;
}

struct text audit_entries_bytes(const struct audit_entry *entries, size_t count)
{
    return (struct text){(const char *)entries, count * sizeof *entries};
}

/* --- blocks --------------------------------------------------------------------------------------------------------
 */

bool audit_block_read(const struct rows *row, struct audit_block *ret)
{
    struct audit_block block;
    bool whole = take_integer(rows_at(row, 0, 0), &block.number) &&
                 take_bytes(rows_at(row, 0, 1), &block.first, sizeof block.first) &&
                 take_bytes(rows_at(row, 0, 2), &block.last, sizeof block.last) &&
                 take_integer(rows_at(row, 0, 3), &block.row_count) &&
                 take_bytes(rows_at(row, 0, 4), block.rows_hash, sizeof block.rows_hash) &&
                 take_bytes(rows_at(row, 0, 5), block.before, sizeof block.before) &&
                 take_integer(rows_at(row, 0, 6), &block.made_at) &&
                 take_bytes(rows_at(row, 0, 7), block.signature, sizeof block.signature);
    if (whole)
        *ret = block;
    return whole;
}

static struct buffer block_bytes(const struct audit_block *block)
{
    struct buffer bytes = buffer_open(BLOCK_BYTES_MOST);
    buffer_add(&bytes, TEXT(BLOCK_FORM));
    put_integer(&bytes, block->number);
    put_bytes(&bytes, 'b', &block->first, sizeof block->first);
    put_bytes(&bytes, 'b', &block->last, sizeof block->last);
    put_integer(&bytes, block->row_count);
    put_bytes(&bytes, 'b', block->rows_hash, sizeof block->rows_hash);
    put_bytes(&bytes, 'b', block->before, sizeof block->before);
    put_integer(&bytes, block->made_at);
    return bytes;
}

void audit_block_sign(struct audit_block *block, const struct keyring *keyring)
{
    AUTO_BUFFER struct buffer bytes = block_bytes(block);
    keyring_sign(keyring, buffer_text(&bytes), block->signature);
}

bool audit_block_is_signed(const struct audit_block *block, const struct keyring *keyring)
{
    AUTO_BUFFER struct buffer bytes = block_bytes(block);
    return keyring_verify_numbered(keyring, buffer_text(&bytes), block->signature, block->number);
}

void audit_block_hash(const struct audit_block *block, unsigned char ret[DIGEST_BYTES])
{
    AUTO_BUFFER struct buffer bytes = block_bytes(block);
    put_bytes(&bytes, 'b', block->signature, sizeof block->signature);
    hash_bytes(buffer_text(&bytes), ret);
}

enum outcome audit_block_newest(struct db *db, struct arena *arena, struct audit_block *ret)
{
    struct rows rows;
    struct audit_block block = {0};
    enum outcome outcome =
        db_query(db, SQL("audit_block_newest", "SELECT " AUDIT_BLOCK " FROM audit_block ORDER BY number DESC LIMIT 1"),
                 NULL, 0, arena, &rows);
    if (outcome == OK && rows.count > 0 && !audit_block_read(&rows, &block))
        return FAILED;
    if (outcome == OK)
        *ret = block;
    return outcome;
}

struct looking {
    const struct keyring *keyring;
    int64_t number;
};

static bool look_at_block(void *context, const struct rows *row)
{
    struct looking *looking = context;
    struct audit_block block;
    if (!audit_block_read(row, &block))
        return false;
    AUTO_BUFFER struct buffer bytes = block_bytes(&block);
    if (keyring_verify_newest(looking->keyring, buffer_text(&bytes), block.signature))
        return true;
    looking->number = block.number;
    return false;
}

enum outcome audit_signed_before(struct db *db, const struct keyring *keyring, int64_t *ret_number)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct looking looking = {keyring, 0};
    enum outcome outcome =
        db_each(db, SQL("audit_signed_before", "SELECT " AUDIT_BLOCK " FROM audit_block ORDER BY number DESC"), NULL, 0,
                arena, look_at_block, &looking);
    if (outcome == OK)
        *ret_number = looking.number;
    return outcome;
}
