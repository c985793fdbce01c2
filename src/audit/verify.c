/* Verification: everything computed again, block by block, each row compared with what its block lists. */
#include <string.h>

#include "audit/block.h"
#include "base/calendar.h"

enum { SCRATCH_ROOM = 1 << 20 };

struct verification {
    struct db *db;
    const struct keyring *keyring;
    const struct audit_head *noted;
    struct arena *arena;   /* of the faults */
    struct arena *scratch; /* of the block at hand */
    struct buffer bytes;   /* of the row at hand */
    struct audit_report report;
    struct audit_fault *last_fault;

    /* The block at hand: what was read of it. */
    bool found, whole;
    int64_t number; /* of the last block that was found */
    struct audit_block block;
    struct audit_entry *entries; /* AUDIT_BLOCK_ROWS */
    size_t count;                /* in the list */
    size_t next;                 /* entry to meet in the rows */

    bool chained; /* the block before was in its place and signed: `before` is its hash */
    unsigned char before[DIGEST_BYTES];
};

static const char *const messages[] = {
    [AUDIT_ROW_CHANGED] = N_("Row {1} is not as block {2} recorded it: it was changed."),
    [AUDIT_ROW_MISSING] = N_("Row {1} of block {2} is gone."),
    [AUDIT_ROW_MOVED] = N_("Row {1} is recorded in block {2} but marked as part of another block or of none."),
    [AUDIT_ROW_ADDED] = N_("Row {1} is marked as part of block {2}, which did not record it."),
    [AUDIT_ROW_OUTSIDE] = N_("Row {1} is older than ten seconds and stands in no block."),
    [AUDIT_BLOCK_MISSING] = N_("Block {2} is gone."),
    [AUDIT_BLOCK_CHANGED] = N_("Block {2} was changed, or its signature is not that of this mission."),
    [AUDIT_BLOCK_LIST] = N_("The list of rows in block {2} was changed."),
    [AUDIT_BLOCK_UNCHAINED] = N_("Block {2} does not continue the block before it."),
    [AUDIT_BLOCK_NOT_NOTED] = N_("Block {2} is not the one that was noted outside the database."),
};

const char *audit_fault_message(enum audit_fault_kind kind) { return messages[kind]; }

static void add_fault(struct verification *verification, enum audit_fault_kind kind, int64_t block,
                      struct identifier row)
{
    struct audit_report *report = &verification->report;
    if (report->fault_count++ >= AUDIT_FAULTS_KEPT)
        return;
    struct audit_fault *fault = arena_new(verification->arena, struct audit_fault);
    *fault = (struct audit_fault){.kind = kind, .row = row, .block = block};
    if (verification->last_fault == NULL)
        report->first = fault;
    else
        verification->last_fault->next = fault;
    verification->last_fault = fault;
}

static const struct identifier NO_ROW;

/* --- the block -----------------------------------------------------------------------------------------------------
 */

enum { COLUMN_NUMBER, COLUMN_LIST = 8 };

/* The list is copied here and not by the database: it is as long as whoever changed it liked. */
static bool take_block(void *context, const struct rows *row)
{
    struct verification *verification = context;
    const struct value *list = rows_at(row, 0, COLUMN_LIST);
    size_t size = sizeof *verification->entries;
    verification->found = true;
    verification->number = rows_at(row, 0, COLUMN_NUMBER)->integer;
    verification->whole = audit_block_read(row, &verification->block);
    verification->count = 0;
    if (list->kind == VALUE_BYTES && list->text.length % size == 0 && list->text.length / size <= AUDIT_BLOCK_ROWS) {
        verification->count = list->text.length / size;
        if (verification->count > 0)
            memcpy(verification->entries, list->text.at, list->text.length);
    }
    return false;
}

static enum outcome next_block(struct verification *verification)
{
    const struct value bind[] = {value_integer(verification->number)};
    verification->found = false;
    return db_each(verification->db,
                   SQL("audit_block_next", "SELECT " AUDIT_BLOCK ", row_list FROM audit_block WHERE number > $1"
                                           " ORDER BY number LIMIT 1"),
                   bind, 1, verification->scratch, take_block, verification);
}

static bool list_is_whole(const struct verification *verification)
{
    unsigned char hash[DIGEST_BYTES];
    hash_bytes(audit_entries_bytes(verification->entries, verification->count), hash);
    return verification->block.row_count == (int64_t)verification->count &&
           bytes_equal_constant_time(hash, verification->block.rows_hash, sizeof hash);
}

static void check_noted(struct verification *verification, const unsigned char hash[DIGEST_BYTES])
{
    const struct audit_head *noted = verification->noted;
    if (noted != NULL && noted->block == verification->number && memcmp(hash, noted->hash, DIGEST_BYTES) != 0)
        add_fault(verification, AUDIT_BLOCK_NOT_NOTED, verification->number, NO_ROW);
}

static void check_block(struct verification *verification, int64_t expected)
{
    const struct audit_block *block = &verification->block;
    int64_t number = verification->number;
    if (number != expected) {
        add_fault(verification, AUDIT_BLOCK_MISSING, expected, NO_ROW);
        verification->chained = false;
    }
    if (!verification->whole || !audit_block_is_signed(block, verification->keyring)) {
        add_fault(verification, AUDIT_BLOCK_CHANGED, number, NO_ROW);
        verification->chained = false;
        return;
    }
    /* Behind a block that is gone or changed, that is the fault to tell, not its echo here. */
    if (verification->chained && memcmp(block->before, verification->before, DIGEST_BYTES) != 0)
        add_fault(verification, AUDIT_BLOCK_UNCHAINED, number, NO_ROW);
    if (!list_is_whole(verification))
        add_fault(verification, AUDIT_BLOCK_LIST, number, NO_ROW);
    audit_block_hash(block, verification->before);
    verification->chained = true;
    check_noted(verification, verification->before);
}

/* --- its rows ------------------------------------------------------------------------------------------------------
 */

/* Entries that no row met are gathered at the front of the list, to be looked for afterwards. */
struct meeting {
    struct verification *verification;
    size_t missing;
};

static void miss_until(struct meeting *meeting, const struct identifier *id)
{
    struct verification *verification = meeting->verification;
    struct audit_entry *entries = verification->entries;
    while (verification->next < verification->count &&
           (id == NULL || identifier_compare(entries[verification->next].id, *id) < 0))
        entries[meeting->missing++] = entries[verification->next++];
}

/* Rows and list both come in the order of the ids. */
static bool meet_row(void *context, const struct rows *row)
{
    struct meeting *meeting = context;
    struct verification *verification = meeting->verification;
    struct audit_entry entry = audit_entry_of(row, &verification->bytes);
    verification->report.rows++;
    miss_until(meeting, &entry.id);
    const struct audit_entry *listed = &verification->entries[verification->next];
    if (verification->next == verification->count || !identifier_equal(listed->id, entry.id)) {
        add_fault(verification, AUDIT_ROW_ADDED, verification->number, entry.id);
        return true;
    }
    if (memcmp(listed->hash, entry.hash, sizeof entry.hash) != 0)
        add_fault(verification, AUDIT_ROW_CHANGED, verification->number, entry.id);
    verification->next++;
    return true;
}

static enum outcome look_for(struct verification *verification, struct identifier id)
{
    const struct value bind[] = {value_id(id)};
    struct rows rows;
    enum outcome outcome = db_query(verification->db, SQL("audit_row", "SELECT id FROM audit_event WHERE id = $1"),
                                    bind, 1, verification->scratch, &rows);
    if (outcome == OK)
        add_fault(verification, rows.count > 0 ? AUDIT_ROW_MOVED : AUDIT_ROW_MISSING, verification->number, id);
    return outcome;
}

static enum outcome check_rows(struct verification *verification)
{
    const struct value bind[] = {value_integer(verification->number)};
    struct meeting meeting = {.verification = verification};
    verification->next = 0;
    enum outcome outcome = db_each(
        verification->db, SQL("audit_rows", "SELECT " AUDIT_ROW " FROM audit_event WHERE block = $1 ORDER BY id"), bind,
        1, verification->scratch, meet_row, &meeting);
    miss_until(&meeting, NULL);
    for (size_t i = 0; outcome == OK && i < meeting.missing; i++)
        outcome = look_for(verification, verification->entries[i].id);
    return outcome;
}

static enum outcome check_blocks(struct verification *verification)
{
    enum outcome outcome;
    for (;;) {
        int64_t expected = verification->number + 1;
        arena_reset(verification->scratch);
        outcome = next_block(verification);
        if (outcome != OK || !verification->found)
            return outcome;
        verification->report.blocks++;
        check_block(verification, expected);
        outcome = check_rows(verification);
        if (outcome != OK || verification->number == INT64_MAX)
            return outcome;
    }
}

/* --- what stands in no block ---------------------------------------------------------------------------------------
 */

static bool add_outside(void *context, const struct rows *row)
{
    struct verification *verification = context;
    verification->report.rows++;
    verification->report.outside++;
    add_fault(verification, AUDIT_ROW_OUTSIDE, 0, audit_entry_of(row, &verification->bytes).id);
    return true;
}

static enum outcome check_outside(struct verification *verification, int64_t now)
{
    const struct value bind[] = {value_integer(now - AUDIT_OPEN_SECONDS * MICROSECONDS)};
    return db_each(verification->db,
                   SQL("audit_outside", "SELECT id FROM audit_event WHERE block IS NULL AND made_at < $1 ORDER BY id"),
                   bind, 1, verification->scratch, add_outside, verification);
}

static bool add_missing(void *context, const struct rows *row)
{
    struct verification *verification = context;
    add_fault(verification, AUDIT_BLOCK_MISSING, rows_at(row, 0, 0)->integer, NO_ROW);
    return true;
}

/* Blocks that only their rows, or a note kept elsewhere, still know: dropped from the end. */
static enum outcome check_end(struct verification *verification)
{
    const struct value bind[] = {value_integer(verification->number)};
    const struct audit_head *noted = verification->noted;
    int64_t before = verification->report.fault_count;
    enum outcome outcome = db_each(verification->db,
                                   SQL("audit_dropped", "SELECT block FROM audit_event WHERE block > $1 OR block < 1"
                                                        " GROUP BY block ORDER BY block NULLS FIRST"),
                                   bind, 1, verification->scratch, add_missing, verification);
    if (outcome == OK && noted != NULL && noted->block > verification->number &&
        verification->report.fault_count == before)
        add_fault(verification, AUDIT_BLOCK_MISSING, noted->block, NO_ROW);
    return outcome;
}

enum outcome audit_verify(struct db *db, const struct keyring *keyring, int64_t now, const struct audit_head *noted,
                          struct arena *arena, struct audit_report *ret_report)
{
    AUTO_ARENA struct arena *scratch = arena_open(SCRATCH_ROOM);
    AUTO_ARENA struct arena *list = arena_open(SCRATCH_ROOM);
    struct verification verification = {
        .db = db,
        .keyring = keyring,
        .noted = noted,
        .arena = arena,
        .scratch = scratch,
        .bytes = buffer_open(AUDIT_ROW_BYTES_MOST),
        .chained = true,
    };
    verification.entries = arena_array(list, struct audit_entry, AUDIT_BLOCK_ROWS + 1);
    enum outcome outcome = check_blocks(&verification);
    if (outcome == OK)
        outcome = check_end(&verification);
    if (outcome == OK)
        outcome = check_outside(&verification, now);
    buffer_close(&verification.bytes);
    if (outcome == OK)
        *ret_report = verification.report;
    return outcome;
}
