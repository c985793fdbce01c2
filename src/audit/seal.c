/* The sealer: rows that have no block become one. */
#include "audit/block.h"

#include <stdlib.h>

enum { SEAL_ROOM = 1 << 20 };

struct sealing {
    struct db *db;
    struct arena *arena;
    struct buffer scratch;
    struct audit_entry *entries; /* AUDIT_BLOCK_ROWS */
    size_t count;
};

static bool take_row(void *context, const struct rows *row)
{
    struct sealing *sealing = context;
    if (sealing->count == AUDIT_BLOCK_ROWS)
        return false;
    sealing->entries[sealing->count++] = audit_entry_of(row, &sealing->scratch);
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    return identifier_compare(((const struct audit_entry *)a)->id, ((const struct audit_entry *)b)->id);
}

/* In one statement: what another transaction commits meanwhile is for the next block, and rows that already bear the
   number (their block was dropped) are not slipped into this one. */
static enum outcome take_rows(struct sealing *sealing, int64_t number)
{
    const struct value bind[] = {value_integer(number), value_integer(AUDIT_BLOCK_ROWS)};
    sealing->count = 0;
    enum outcome outcome =
        db_each(sealing->db,
                SQL("audit_mark", "UPDATE audit_event SET block = $1 WHERE id IN"
                                  " (SELECT id FROM audit_event WHERE block IS NULL ORDER BY id LIMIT $2)"
                                  " RETURNING " AUDIT_ROW),
                bind, 2, sealing->arena, take_row, sealing);
    if (outcome == OK)
        qsort(sealing->entries, sealing->count, sizeof *sealing->entries, compare_entries);
    return outcome;
}

static enum outcome add_block(struct sealing *sealing, const struct audit_block *block, struct text list)
{
    const struct value bind[] = {
        value_integer(block->number),
        value_id(block->first),
        value_id(block->last),
        value_integer(block->row_count),
        value_bytes((struct text){(const char *)block->rows_hash, DIGEST_BYTES}),
        value_bytes((struct text){(const char *)block->before, DIGEST_BYTES}),
        value_instant(block->made_at),
        value_bytes((struct text){(const char *)block->signature, SIGNATURE_BYTES}),
        value_bytes(list),
    };
    return db_execute(sealing->db,
                      SQL("audit_block_add", "INSERT INTO audit_block (" AUDIT_BLOCK ", row_list)"
                                             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                      bind, sizeof bind / sizeof *bind, NULL);
}

static enum outcome seal_one(struct sealing *sealing, const struct keyring *keyring, int64_t now)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct audit_block before;
    struct audit_block block = {.made_at = now};
    enum outcome outcome = db_transaction_begin_queue(sealing->db, &transaction);
    if (outcome == OK)
        outcome = audit_block_newest(sealing->db, sealing->arena, &before);
    if (outcome == OK && before.number == INT64_MAX) /* not of our making: audit_verify() says so */
        outcome = FAILED;
    if (outcome == OK)
        outcome = take_rows(sealing, before.number + 1);
    if (outcome != OK || sealing->count == 0)
        return outcome;
    struct text list = audit_entries_bytes(sealing->entries, sealing->count);
    block.number = before.number + 1;
    block.row_count = (int64_t)sealing->count;
    block.first = sealing->entries[0].id;
    block.last = sealing->entries[sealing->count - 1].id;
    hash_bytes(list, block.rows_hash);
    if (before.number > 0)
        audit_block_hash(&before, block.before);
    audit_block_sign(&block, keyring);
    outcome = add_block(sealing, &block, list);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome has_open_rows(struct sealing *sealing, bool *ret)
{
    struct rows rows;
    enum outcome outcome =
        db_query(sealing->db, SQL("audit_open", "SELECT 1 FROM audit_event WHERE block IS NULL LIMIT 1"), NULL, 0,
                 sealing->arena, &rows);
    if (outcome == OK)
        *ret = rows.count > 0;
    return outcome;
}

enum outcome audit_oldest_open(struct db *db, int64_t *ret_made_at)
{
    AUTO_ARENA struct arena *arena = arena_open(64 * 1024);
    struct rows rows;
    enum outcome outcome = db_query(
        db, SQL("audit_oldest_open", "SELECT made_at FROM audit_event WHERE block IS NULL ORDER BY id LIMIT 1"), NULL,
        0, arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    *ret_made_at = cell_instant(&rows, 0, 0);
    return OK;
}

enum outcome audit_seal(struct db *db, const struct keyring *keyring, int64_t now, size_t *ret_blocks)
{
    AUTO_ARENA struct arena *arena = arena_open(SEAL_ROOM);
    AUTO_ARENA struct arena *list = arena_open(SEAL_ROOM);
    struct sealing sealing = {.db = db, .arena = arena, .scratch = buffer_open(AUDIT_ROW_BYTES_MOST)};
    size_t blocks = 0;
    bool open = false;
    sealing.entries = arena_array(list, struct audit_entry, AUDIT_BLOCK_ROWS);
    enum outcome outcome = has_open_rows(&sealing, &open);
    while (outcome == OK && open && blocks < AUDIT_SEAL_BLOCKS) {
        arena_reset(arena);
        outcome = seal_one(&sealing, keyring, now);
        blocks += outcome == OK && sealing.count > 0;
        open = sealing.count == AUDIT_BLOCK_ROWS;
    }
    buffer_close(&sealing.scratch);
    if (outcome == OK)
        *ret_blocks = blocks;
    return outcome;
}
