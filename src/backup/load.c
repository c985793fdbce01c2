#include "backup/load.h"

#include "backup/table_store.h"

enum { COMMIT_EVERY = 20000, TABLES_ARENA = 8 << 20 };

struct load {
    struct db *db;
    struct arena *arena;
    struct db_table *tables;
    size_t table_count;
    struct db_transaction transaction; /* of the rows at hand */
    struct table_insert insert;
    int64_t pending;
};

/* --- the schema it was made with ---------------------------------------------------------------------------------- */

static const struct migration_run *run_of(const struct backup_head *head, int64_t number)
{
    for (size_t i = 0; i < head->migration_count; i++)
        if (head->migrations[i].number == number)
            return &head->migrations[i];
    return NULL;
}

/* Everything that ran there must be known here and be the same. */
static enum outcome check_migrations(struct stream *stream, const struct backup_head *head, const char *engine)
{
    size_t known = 0;
    for (size_t i = 0; i < migration_count; i++) {
        const struct migration_run *run = run_of(head, migrations[i].number);
        if (run == NULL || !migration_is_for(&migrations[i], engine))
            continue;
        if (!text_equal(run->hash, migration_hash(stream->arena, &migrations[i])))
            return stream_refuse(stream, FAULT_OTHER_SCHEMA, head->version);
        known++;
    }
    return known == head->migration_count ? OK : stream_refuse(stream, FAULT_NEWER, head->version);
}

/* What makes the tables as they were there: what ran there, and, on another engine, its own migrations as far as
   nothing before them is wanting. */
static struct migration *wanted_migrations(struct stream *stream, const struct backup_head *head, const char *engine,
                                           size_t *ret_count)
{
    struct migration *wanted = arena_array(stream->arena, struct migration, migration_count + 1);
    bool whole = true;
    *ret_count = 0;
    for (size_t i = 0; i < migration_count; i++) {
        bool ran = migration_is_for(&migrations[i], engine) && run_of(head, migrations[i].number) != NULL;
        bool own = migrations[i].engine != NULL && !migration_is_for(&migrations[i], engine);
        if (ran || (own && whole))
            wanted[(*ret_count)++] = migrations[i];
        whole = whole && (ran || migrations[i].engine != NULL);
    }
    return wanted;
}

static enum outcome take_head(struct stream *stream, const struct backup_head *head)
{
    struct load *load = stream->context;
    if (!head->whole)
        return stream_refuse(stream, FAULT_PARTIAL, TEXT_NONE);
    const char *engine = arena_string(stream->arena, head->engine);
    enum outcome outcome = check_migrations(stream, head, engine);
    if (outcome != OK)
        return outcome;
    size_t count;
    const struct migration *wanted = wanted_migrations(stream, head, engine, &count);
    outcome = migrate(load->db, wanted, count);
    if (outcome == OK)
        outcome = db_tables(load->db, load->arena, &load->tables, &load->table_count);
    return outcome == OK ? db_load_begin(load->db) : outcome;
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

static enum outcome take_table(struct stream *stream, struct text name, const struct value *columns, size_t count)
{
    struct load *load = stream->context;
    const struct db_table *table = table_named(load->tables, load->table_count, name);
    if (table == NULL || table->column_count != count)
        return stream_refuse(stream, FAULT_OTHER_SCHEMA, name);
    for (size_t i = 0; i < count; i++)
        if (!text_is(columns[i].text, table->columns[i].name))
            return stream_refuse(stream, FAULT_OTHER_SCHEMA, name);
    load->insert = table_insert_open(load->arena, table);
    return OK;
}

static enum outcome settle(struct load *load)
{
    enum outcome outcome = table_fill_end(load->db, &load->insert);
    if (outcome == OK && load->transaction.db != NULL)
        outcome = db_transaction_commit(&load->transaction);
    load->pending = 0;
    return outcome;
}

static enum outcome refuse_row(struct stream *stream, enum outcome outcome)
{
    const struct load *load = stream->context;
    if (outcome == INVALID || outcome == CONFLICT)
        return stream_refuse(stream, FAULT_ROWS_DIFFER, text_from(load->insert.table->name));
    return outcome;
}

static enum outcome take_row(struct stream *stream, const struct value *values, size_t count)
{
    struct load *load = stream->context;
    enum outcome outcome = OK;
    (void)count;
    if (load->transaction.db == NULL)
        outcome = db_transaction_begin(load->db, true, &load->transaction);
    if (outcome == OK)
        outcome = table_fill_row(load->db, &load->insert, values);
    if (outcome == OK && ++load->pending == COMMIT_EVERY)
        outcome = settle(load);
    return refuse_row(stream, outcome);
}

static enum outcome take_table_end(struct stream *stream, const struct table_sum *sum)
{
    (void)sum;
    return refuse_row(stream, settle(stream->context));
}

static const struct stream_taker TAKER = {take_head, take_table, take_row, take_table_end};

enum outcome backup_load(struct db *db, const struct keyring *keyring, struct envelope_reader *envelope,
                         const struct backup_watch *watch, struct arena *arena, struct backup_report *report)
{
    struct load load = {.db = db, .arena = arena};
    struct stream stream = {
        .taker = &TAKER, .context = &load, .envelope = envelope, .keyring = keyring, .arena = arena, .watch = watch};
    enum outcome outcome = stream_read(&stream);
    db_transaction_end(&load.transaction);
    if (outcome == OK)
        outcome = db_load_end(db);
    if (outcome == CONFLICT)
        outcome = stream_refuse(&stream, FAULT_ROWS_DIFFER, TEXT_NONE);
    report->content = stream.content;
    report->fault = outcome == OK ? FAULT_NONE : stream.fault != FAULT_NONE ? stream.fault : FAULT_DATABASE;
    report->what = stream.what;
    return outcome;
}
