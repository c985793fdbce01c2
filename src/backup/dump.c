#include "backup/dump.h"

#include "backup/digest.h"
#include "backup/table_store.h"

enum { ROW_ARENA = 8 << 20, TELL_EVERY = 2000, HEAD_VALUES = 6 };

/* What is not whole holds these. */
static const char *const ERASURE_TABLES[] = {"erasure", "person_erasure"};

enum outcome backup_watch_tell(const struct backup_watch *watch, int64_t done, int64_t total)
{
    return watch == NULL || watch->progress == NULL ? OK : watch->progress(watch->context, done, total);
}

struct dump {
    struct db *db;
    const struct backup_watch *watch;
    struct envelope_writer *writer; /* NULL: only sums are wanted */
    struct buffer item;
    struct digest *all, *table;
    int64_t rows, total, table_rows;
    enum outcome outcome; /* of what a row's taker could not return */
};

static enum outcome send(struct dump *dump, char kind, const struct value *values, size_t count)
{
    buffer_clear(&dump->item);
    item_write(&dump->item, kind, values, count);
    if (dump->item.full)
        return FAILED;
    if (kind == ITEM_ROW)
        digest_add(dump->table, buffer_text(&dump->item));
    if (dump->writer == NULL)
        return OK;
    if (kind != ITEM_END)
        digest_add(dump->all, buffer_text(&dump->item));
    return envelope_put(dump->writer, buffer_text(&dump->item));
}

static bool take_row(void *context, const struct rows *one)
{
    struct dump *dump = context;
    dump->outcome = send(dump, ITEM_ROW, one->cells, one->columns);
    dump->rows++;
    dump->table_rows++;
    if (dump->outcome == OK && dump->rows % TELL_EVERY == 0)
        dump->outcome = backup_watch_tell(dump->watch, dump->rows, dump->total);
    return dump->outcome == OK;
}

static enum outcome sum_rows(struct dump *dump, const struct db_table *table, struct table_sum *ret)
{
    AUTO_ARENA struct arena *arena = arena_open(ROW_ARENA);
    dump->table_rows = 0;
    dump->outcome = OK;
    digest_begin(dump->table);
    enum outcome outcome = table_each(dump->db, table, NULL, 0, arena, take_row, dump);
    if (outcome == OK)
        outcome = dump->outcome;
    ret->name = table->name;
    ret->rows = dump->table_rows;
    digest_end(dump->table, ret->hash);
    return outcome;
}

enum outcome table_sum_of(struct db *db, const struct db_table *table, struct arena *arena, struct table_sum *ret)
{
    AUTO_ARENA struct arena *own = arena_open(ROW_ARENA);
    struct dump dump = {.db = db, .item = buffer_open(ITEM_PREFIX + ITEM_BYTES_MOST), .table = digest_open(own)};
    enum outcome outcome = sum_rows(&dump, table, ret);
    ret->name = arena_string(arena, text_from(table->name));
    buffer_close(&dump.item);
    return outcome;
}

static enum outcome send_head(struct dump *dump, const struct keyring *keyring, struct arena *arena,
                              const struct backup_head *head)
{
    size_t count = 0;
    unsigned char mark[SIGNATURE_BYTES];
    struct value *values = arena_array(arena, struct value, HEAD_VALUES + 3 * head->migration_count);
    keyring_sign(keyring, TEXT(MISSION_MARK), mark);
    values[count++] = value_integer(BACKUP_FORMAT);
    values[count++] = value_text(head->version);
    values[count++] = value_integer(head->made_at);
    values[count++] = value_text(head->engine);
    values[count++] = value_integer(head->whole);
    values[count++] = value_bytes((struct text){(const char *)mark, sizeof mark});
    for (size_t i = 0; i < head->migration_count; i++) {
        values[count++] = value_integer(head->migrations[i].number);
        values[count++] = value_text(head->migrations[i].name);
        values[count++] = value_bytes(head->migrations[i].hash);
    }
    return send(dump, ITEM_HEAD, values, count);
}

static enum outcome send_table(struct dump *dump, struct arena *arena, const struct db_table *table,
                               struct table_sum *ret)
{
    struct value *names = arena_array(arena, struct value, table->column_count + 1);
    names[0] = value_text(text_from(table->name));
    for (size_t i = 0; i < table->column_count; i++)
        names[i + 1] = value_text(text_from(table->columns[i].name));
    enum outcome outcome = send(dump, ITEM_TABLE, names, table->column_count + 1);
    if (outcome == OK)
        outcome = sum_rows(dump, table, ret);
    const struct value end[] = {value_integer(ret->rows),
                                value_bytes((struct text){(const char *)ret->hash, DIGEST_BYTES})};
    return outcome == OK ? send(dump, ITEM_TABLE_END, end, 2) : outcome;
}

static enum outcome send_end(struct dump *dump, const struct keyring *keyring, const struct backup_content *content)
{
    unsigned char hash[DIGEST_BYTES];
    unsigned char signature[SIGNATURE_BYTES];
    struct text hash_text = {(const char *)hash, sizeof hash};
    digest_end(dump->all, hash);
    keyring_sign(keyring, hash_text, signature);
    const struct value values[] = {value_integer((int64_t)content->table_count), value_integer(content->rows),
                                   value_bytes(hash_text),
                                   value_bytes((struct text){(const char *)signature, sizeof signature})};
    return send(dump, ITEM_END, values, sizeof values / sizeof *values);
}

static bool is_wanted(const struct db_table *table, bool whole)
{
    bool wanted = whole;
    for (size_t i = 0; !wanted && i < sizeof ERASURE_TABLES / sizeof *ERASURE_TABLES; i++)
        wanted = text_is(text_from(table->name), ERASURE_TABLES[i]);
    return wanted;
}

static enum outcome count_rows(struct dump *dump, const struct db_table *tables, size_t count, bool whole)
{
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < count; i++) {
        int64_t rows = 0;
        if (is_wanted(&tables[i], whole))
            outcome = table_count(dump->db, &tables[i], &rows);
        dump->total += rows;
    }
    return outcome;
}

/* Within the snapshot: the migrations and the tables are those of the rows. */
static enum outcome dump_all(struct dump *dump, const struct keyring *keyring, struct arena *arena,
                             struct backup_content *content)
{
    struct migration_run *runs;
    struct db_table *tables;
    size_t count;
    struct backup_head *head = &content->head;
    enum outcome outcome = migrate_past(dump->db, arena, &runs, &head->migration_count);
    if (outcome == OK)
        outcome = db_tables(dump->db, arena, &tables, &count);
    if (outcome == OK)
        outcome = count_rows(dump, tables, count, head->whole);
    if (outcome != OK)
        return outcome;
    head->migrations = runs;
    content->tables = arena_array(arena, struct table_sum, count + 1);
    outcome = send_head(dump, keyring, arena, head);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (is_wanted(&tables[i], head->whole))
            outcome = send_table(dump, arena, &tables[i], &content->tables[content->table_count++]);
    content->rows = dump->rows;
    return outcome == OK ? send_end(dump, keyring, content) : outcome;
}

enum outcome backup_dump(struct db *db, const struct keyring *keyring, bool whole, int64_t now,
                         const struct backup_watch *watch, struct envelope_writer *writer, struct arena *arena,
                         struct backup_content *ret)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct backup_content content = {
        .head = {
            .version = TEXT(SANAD_VERSION), .engine = text_from(db->back_end->name), .made_at = now, .whole = whole}};
    struct dump dump = {.db = db,
                        .watch = watch,
                        .writer = writer,
                        .item = buffer_open(ITEM_PREFIX + ITEM_BYTES_MOST),
                        .all = digest_open(arena),
                        .table = digest_open(arena)};
    enum outcome outcome = db_snapshot_begin(db, &transaction);
    if (outcome == OK)
        outcome = dump_all(&dump, keyring, arena, &content);
    buffer_close(&dump.item);
    if (outcome == OK)
        *ret = content;
    return outcome;
}
