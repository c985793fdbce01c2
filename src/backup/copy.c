#include "backup/copy.h"

#include <string.h>

#include "backup/item.h"
#include "backup/table_store.h"

enum { COMMIT_EVERY = 5000, PAGE = 1000, KEY_MOST = 8, PAGE_ARENA = 16 << 20, TELL_EVERY = 2000 };

struct copy {
    struct arena *arena;
    struct copy_report *report;
    const struct backup_watch *watch;
    struct db *from, *to;
    struct db_table *tables, *targets;
    size_t count;
    int64_t total;
};

static enum outcome refuse(struct copy *copy, enum backup_fault fault, const char *what)
{
    copy->report->fault = fault;
    copy->report->what = text_from(what);
    return INVALID;
}

/* --- both ends ---------------------------------------------------------------------------------------------------- */

/* The source has run what this program would run there, no less and no more. */
static enum outcome check_source(struct copy *copy)
{
    struct migration_run *runs;
    size_t count;
    size_t at = 0;
    bool loading = false;
    bool same = true;
    enum outcome outcome = migrate_past(copy->from, copy->arena, &runs, &count);
    if (outcome == OK)
        outcome = db_is_loading(copy->from, &loading);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < migration_count; i++) {
        if (!migration_is_for(&migrations[i], copy->from->back_end->name))
            continue;
        same = same && at < count && runs[at].number == migrations[i].number &&
               text_equal(runs[at].hash, migration_hash(copy->arena, &migrations[i]));
        at++;
    }
    return same && at == count && !loading ? OK : refuse(copy, FAULT_OTHER_SCHEMA, "");
}

static enum outcome prepare_target(struct copy *copy)
{
    size_t count = 0;
    int32_t newest = 0;
    enum outcome outcome = migrate_state(copy->to, &newest);
    if (outcome == OK)
        outcome = db_is_loading(copy->to, &copy->report->resumed);
    if (outcome == OK)
        outcome = db_tables(copy->to, copy->arena, &copy->targets, &count);
    if (outcome != OK)
        return outcome;
    if (!copy->report->resumed && (newest > 0 || count > 0))
        return refuse(copy, FAULT_OCCUPIED, "");
    outcome = migrate(copy->to, migrations, migration_count);
    if (outcome == OK)
        outcome = db_load_begin(copy->to);
    if (outcome == OK)
        outcome = db_tables(copy->to, copy->arena, &copy->targets, &count);
    if (outcome == OK && count != copy->count)
        outcome = refuse(copy, FAULT_OTHER_SCHEMA, "");
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (strcmp(copy->tables[i].name, copy->targets[i].name) != 0 ||
            copy->tables[i].column_count != copy->targets[i].column_count ||
            copy->tables[i].key_count != copy->targets[i].key_count || copy->tables[i].key_count > KEY_MOST)
            outcome = refuse(copy, FAULT_OTHER_SCHEMA, copy->tables[i].name);
    return outcome;
}

/* --- a page of rows, as hashes -------------------------------------------------------------------------------------
 */

struct page {
    const struct db_table *table;
    struct arena *arena;
    struct buffer item;
    unsigned char hashes[PAGE][DIGEST_BYTES];
    size_t count;
    struct value last[KEY_MOST]; /* the key of the last row, in the arena */
};

static bool take_hash(void *context, const struct rows *one)
{
    struct page *page = context;
    if (page->count == PAGE)
        return false;
    buffer_clear(&page->item);
    item_write(&page->item, ITEM_ROW, one->cells, one->columns);
    hash_bytes(buffer_text(&page->item), page->hashes[page->count++]);
    for (size_t i = 0; i < page->table->key_count; i++) {
        const struct value *cell = &one->cells[page->table->key[i] - page->table->columns];
        page->last[i] = *cell;
        if (cell->kind == VALUE_TEXT || cell->kind == VALUE_BYTES)
            page->last[i].text = arena_text(page->arena, cell->text);
    }
    return true;
}

static enum outcome read_page(struct db *db, struct page *page, const struct value *after)
{
    page->count = 0;
    enum outcome outcome = table_each(db, page->table, after, PAGE, page->arena, take_hash, page);
    return outcome == OK && page->item.full ? FAILED : outcome;
}

static struct page *page_open(struct arena *arena, const struct db_table *table)
{
    struct page *page = arena_new(arena, struct page);
    page->table = table;
    page->arena = arena;
    page->item = buffer_open(ITEM_PREFIX + ITEM_BYTES_MOST);
    return page;
}

/* Pages of both in their order; keys of one serve in the other.  The key that a page begins behind lies in the memory
   of the page before it. */
static enum outcome compare_pages(struct copy *copy, struct page *source, struct page *target,
                                  struct arena *const arenas[2])
{
    struct value after[KEY_MOST];
    for (size_t number = 0;; number++) {
        source->arena = target->arena = arenas[number % 2];
        arena_reset(source->arena);
        enum outcome outcome = read_page(copy->from, source, number == 0 ? NULL : after);
        if (outcome == OK)
            outcome = read_page(copy->to, target, number == 0 ? NULL : after);
        if (outcome != OK)
            return outcome;
        if (source->count != target->count ||
            memcmp(source->hashes, target->hashes, source->count * sizeof *source->hashes) != 0)
            return refuse(copy, FAULT_ROWS_DIFFER, source->table->name);
        copy->report->compared += (int64_t)source->count;
        outcome = backup_watch_tell(copy->watch, copy->total + copy->report->compared, 2 * copy->total);
        if (outcome != OK || source->count < PAGE)
            return outcome;
        memcpy(after, source->last, sizeof after);
    }
}

static enum outcome compare_table(struct copy *copy, size_t at)
{
    AUTO_ARENA struct arena *arena = arena_open(PAGE_ARENA);
    AUTO_ARENA struct arena *even = arena_open(PAGE_ARENA);
    AUTO_ARENA struct arena *odd = arena_open(PAGE_ARENA);
    struct arena *const arenas[2] = {even, odd};
    struct page *source = page_open(arena, &copy->tables[at]);
    struct page *target = page_open(arena, &copy->targets[at]);
    enum outcome outcome = compare_pages(copy, source, target, arenas);
    buffer_close(&source->item);
    buffer_close(&target->item);
    return outcome;
}

/* --- one table ---------------------------------------------------------------------------------------------------- */

struct filling {
    struct copy *copy;
    struct table_insert insert;
    struct db_transaction transaction;
    int64_t pending;
    enum outcome outcome;
};

static enum outcome settle(struct filling *filling)
{
    enum outcome outcome = table_fill_end(filling->copy->to, &filling->insert);
    filling->pending = 0;
    return outcome == OK ? db_transaction_commit(&filling->transaction) : outcome;
}

static bool take_row(void *context, const struct rows *one)
{
    struct filling *filling = context;
    struct copy *copy = filling->copy;
    enum outcome outcome = OK;
    if (filling->transaction.db == NULL)
        outcome = db_transaction_begin_queue(copy->to, &filling->transaction);
    if (outcome == OK)
        outcome = table_fill_row(copy->to, &filling->insert, one->cells);
    if (outcome == OK && ++filling->pending == COMMIT_EVERY)
        outcome = settle(filling);
    copy->report->copied++;
    if (outcome == OK && copy->report->copied % TELL_EVERY == 0)
        outcome = backup_watch_tell(copy->watch, copy->report->copied, 2 * copy->total);
    filling->outcome = outcome;
    return outcome == OK;
}

/* Behind what is there already: rows go in the order of their keys. */
static enum outcome fill_table(struct copy *copy, size_t at)
{
    AUTO_ARENA struct arena *arena = arena_open(PAGE_ARENA);
    struct filling filling = {.copy = copy, .insert = table_insert_open(arena, &copy->targets[at])};
    struct value last[KEY_MOST];
    enum outcome found = table_last(copy->to, &copy->targets[at], arena, last);
    if (found != OK && found != NOT_FOUND)
        return found;
    enum outcome outcome =
        table_each(copy->from, &copy->tables[at], found == OK ? last : NULL, 0, arena, take_row, &filling);
    if (outcome == OK)
        outcome = filling.outcome;
    if (outcome == OK && filling.transaction.db != NULL)
        outcome = settle(&filling);
    db_transaction_end(&filling.transaction);
    return outcome == INVALID || outcome == CONFLICT ? refuse(copy, FAULT_ROWS_DIFFER, copy->tables[at].name) : outcome;
}

/* What an earlier copy left is of this mission: its first key of an organisation is ours. */
static enum outcome check_same(struct copy *copy)
{
    AUTO_ARENA struct arena *arena = arena_open(PAGE_ARENA);
    const struct db_table *table = table_named(copy->tables, copy->count, TEXT("organisation_key"));
    const struct db_table *other = table_named(copy->targets, copy->count, TEXT("organisation_key"));
    if (table == NULL || other == NULL)
        return OK;
    struct page *source = page_open(arena, table);
    struct page *target = page_open(arena, other);
    enum outcome outcome = read_page(copy->from, source, NULL);
    if (outcome == OK)
        outcome = read_page(copy->to, target, NULL);
    if (outcome == OK && target->count > 0 &&
        (source->count == 0 || memcmp(source->hashes[0], target->hashes[0], DIGEST_BYTES) != 0))
        outcome = refuse(copy, FAULT_OCCUPIED, "");
    buffer_close(&source->item);
    buffer_close(&target->item);
    return outcome;
}

static enum outcome copy_all(struct copy *copy)
{
    enum outcome outcome = check_source(copy);
    if (outcome == OK)
        outcome = db_tables(copy->from, copy->arena, &copy->tables, &copy->count);
    if (outcome == OK)
        outcome = prepare_target(copy);
    if (outcome == OK)
        outcome = check_same(copy);
    for (size_t i = 0; outcome == OK && i < copy->count; i++) {
        int64_t rows = 0;
        outcome = table_count(copy->from, &copy->tables[i], &rows);
        copy->total += rows;
    }
    for (size_t i = 0; outcome == OK && i < copy->count; i++)
        outcome = fill_table(copy, i);
    for (size_t i = 0; outcome == OK && i < copy->count; i++)
        outcome = compare_table(copy, i);
    if (outcome == OK)
        outcome = db_load_end(copy->to);
    if (outcome == CONFLICT)
        outcome = refuse(copy, FAULT_ROWS_DIFFER, "");
    if (outcome == OK)
        outcome = db_bulk_end(copy->to); /* what the planner knows of the rows */
    copy->report->tables = copy->count;
    return outcome;
}

enum outcome mission_copy(const struct copy_order *order, struct arena *arena, struct copy_report *report)
{
    AUTO_DB struct db *from = NULL;
    AUTO_DB struct db *to = NULL;
    AUTO_TRANSACTION struct db_transaction snapshot = {0};
    struct copy copy = {.arena = arena, .report = report, .watch = order->watch};
    *report = (struct copy_report){0};
    enum outcome outcome = db_open(order->from, true, &from);
    if (outcome == OK)
        outcome = db_open(order->to, false, &to);
    if (outcome == OK) {
        wall_open_for_system(from);
        wall_open_for_system(to);
        outcome = db_snapshot_begin(from, &snapshot);
    }
    copy.from = from;
    copy.to = to;
    if (outcome == OK)
        outcome = copy_all(&copy);
    if (outcome != OK && report->fault == FAULT_NONE)
        report->fault = FAULT_DATABASE;
    return outcome;
}
