#include "backup/stream.h"

#include <string.h>

#include "backup/digest.h"

enum { TELL_EVERY = 2000, TABLES_MOST = 1000, HEAD_VALUES = 6, NAME_MOST = 200 };

struct reading {
    struct stream *stream;
    struct item_reader items;
    struct digest *all, *table;
    struct table_sum *current; /* of the table whose rows come; NULL: between tables */
    size_t columns;
    bool ended;
};

enum outcome stream_refuse(struct stream *stream, enum backup_fault fault, struct text what)
{
    stream->fault = fault;
    if (!text_is_empty(what))
        stream->what = arena_text(stream->arena, what);
    return INVALID;
}

static enum outcome refuse(struct reading *reading) { return stream_refuse(reading->stream, FAULT_CHANGED, TEXT_NONE); }

static enum outcome read_bytes(void *context, char *bytes, size_t size, size_t *ret_length)
{
    struct stream *stream = context;
    enum outcome outcome = envelope_read(stream->envelope, bytes, size, ret_length);
    if (outcome != OK)
        stream->fault = envelope_fault(stream->envelope);
    return outcome;
}

/* --- items -------------------------------------------------------------------------------------------------------- */

static enum outcome read_migrations(struct reading *reading, const struct item *item, struct backup_head *head)
{
    struct arena *arena = reading->stream->arena;
    size_t count = (item->count - HEAD_VALUES) / 3;
    struct migration_run *runs = arena_array(arena, struct migration_run, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct value *at = item->values + HEAD_VALUES + 3 * i;
        if (at[0].kind != VALUE_INTEGER || at[1].kind != VALUE_TEXT || at[2].kind != VALUE_BYTES)
            return refuse(reading);
        runs[i] = (struct migration_run){at[0].integer, arena_text(arena, at[1].text), arena_text(arena, at[2].text)};
    }
    head->migrations = runs;
    head->migration_count = count;
    return OK;
}

static enum outcome take_head(struct reading *reading, const struct item *item)
{
    struct stream *stream = reading->stream;
    const struct value *values = item->values;
    struct backup_head *head = &stream->content.head;
    if (item->count > 0 && values[0].kind == VALUE_INTEGER && values[0].integer > BACKUP_FORMAT)
        return stream_refuse(stream, FAULT_NEWER, TEXT_NONE);
    if (!item_has(item, "ititib*") || values[0].integer != BACKUP_FORMAT || (item->count - HEAD_VALUES) % 3 != 0 ||
        values[5].text.length != SIGNATURE_BYTES)
        return refuse(reading);
    head->version = arena_text(stream->arena, values[1].text);
    head->made_at = values[2].integer;
    head->engine = arena_text(stream->arena, values[3].text);
    head->whole = values[4].integer != 0;
    if (!keyring_verify(stream->keyring, TEXT(MISSION_MARK), (const unsigned char *)values[5].text.at))
        return stream_refuse(stream, FAULT_OTHER_KEYS, TEXT_NONE);
    enum outcome outcome = read_migrations(reading, item, head);
    return outcome == OK ? stream->taker->head(stream, head) : outcome;
}

static enum outcome take_table(struct reading *reading, const struct item *item)
{
    struct stream *stream = reading->stream;
    struct backup_content *content = &stream->content;
    bool sound = item->count > 1 && content->table_count < TABLES_MOST;
    for (size_t i = 0; sound && i < item->count; i++)
        sound = item->values[i].kind == VALUE_TEXT && item->values[i].text.length <= NAME_MOST;
    if (!sound)
        return refuse(reading);
    struct text name = item->values[0].text;
    if (content->table_count > 0 && text_compare(text_from(content->tables[content->table_count - 1].name), name) >= 0)
        return refuse(reading);
    reading->current = &content->tables[content->table_count++];
    *reading->current = (struct table_sum){.name = arena_string(stream->arena, name)};
    reading->columns = item->count - 1;
    digest_begin(reading->table);
    return stream->taker->table(stream, name, item->values + 1, item->count - 1);
}

static enum outcome take_row(struct reading *reading, const struct item *item)
{
    struct stream *stream = reading->stream;
    if (item->count != reading->columns)
        return refuse(reading);
    digest_add(reading->table, item->bytes);
    reading->current->rows++;
    stream->content.rows++;
    enum outcome outcome = stream->taker->row(stream, item->values, item->count);
    if (outcome == OK && stream->content.rows % TELL_EVERY == 0)
        outcome = backup_watch_tell(stream->watch, stream->content.rows, 0);
    return outcome;
}

static bool is_hash(const struct value *value, const unsigned char hash[DIGEST_BYTES])
{
    return value->text.length == DIGEST_BYTES && memcmp(value->text.at, hash, DIGEST_BYTES) == 0;
}

static enum outcome take_table_end(struct reading *reading, const struct item *item)
{
    struct stream *stream = reading->stream;
    struct table_sum *sum = reading->current;
    digest_end(reading->table, sum->hash);
    reading->current = NULL;
    if (!item_has(item, "ib") || item->values[0].integer != sum->rows || !is_hash(&item->values[1], sum->hash))
        return refuse(reading);
    return stream->taker->table_end(stream, sum);
}

static enum outcome take_end(struct reading *reading, const struct item *item)
{
    struct stream *stream = reading->stream;
    const struct value *values = item->values;
    unsigned char hash[DIGEST_BYTES];
    digest_end(reading->all, hash);
    reading->ended = true;
    if (!item_has(item, "iibb") || values[0].integer != (int64_t)stream->content.table_count ||
        values[1].integer != stream->content.rows || !is_hash(&values[2], hash) ||
        values[3].text.length != SIGNATURE_BYTES)
        return refuse(reading);
    if (!keyring_verify(stream->keyring, values[2].text, (const unsigned char *)values[3].text.at))
        return stream_refuse(stream, FAULT_OTHER_KEYS, TEXT_NONE);
    return OK;
}

/* --- their order -------------------------------------------------------------------------------------------------- */

enum place { FIRST, BETWEEN, WITHIN };

static const struct step {
    char kind;
    enum place place; /* where it may stand */
    enum outcome (*take)(struct reading *reading, const struct item *item);
} STEPS[] = {
    {ITEM_HEAD, FIRST, take_head}, {ITEM_TABLE, BETWEEN, take_table},
    {ITEM_ROW, WITHIN, take_row},  {ITEM_TABLE_END, WITHIN, take_table_end},
    {ITEM_END, BETWEEN, take_end},
};

static enum outcome take_item(struct reading *reading, const struct item *item, bool first)
{
    enum place place = first ? FIRST : reading->current != NULL ? WITHIN : BETWEEN;
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
        if (STEPS[i].kind == item->kind && STEPS[i].place == place && !reading->ended) {
            if (item->kind != ITEM_END)
                digest_add(reading->all, item->bytes);
            return STEPS[i].take(reading, item);
        }
    return refuse(reading);
}

enum outcome stream_read(struct stream *stream)
{
    struct reading reading = {.stream = stream, .all = digest_open(stream->arena), .table = digest_open(stream->arena)};
    struct item item;
    bool first = true;
    enum outcome outcome;
    stream->content = (struct backup_content){.tables = arena_array(stream->arena, struct table_sum, TABLES_MOST)};
    reading.items = item_reader_open(stream->arena, (struct item_source){read_bytes, stream});
    while ((outcome = item_next(&reading.items, &item)) == OK) {
        outcome = take_item(&reading, &item, first);
        if (outcome != OK)
            break;
        first = false;
    }
    item_reader_close(&reading.items);
    if (outcome == NOT_FOUND)
        outcome = reading.ended ? OK : stream_refuse(stream, FAULT_TRUNCATED, TEXT_NONE);
    if (outcome == INVALID && stream->fault == FAULT_NONE)
        stream->fault = FAULT_CHANGED;
    return outcome;
}
