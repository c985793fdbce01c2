/* The list of erasures of a newer state, done again on an older one. */
#include "backup/backup_store.h"
#include "backup/make.h"
#include "backup/table_store.h"
#include "base/calendar.h"

enum { COLUMNS_MOST = 64, TABLES_ARENA = 8 << 20 };

/* The two tables that are taken; all others are only checked. */
struct list {
    struct work *work;
    erase_again *erase;
    struct db_table *tables;
    size_t table_count;
    struct table_insert insert;
    const struct db_table *table; /* NULL: not taken */
    bool certificates;            /* person_erasure, else erasure */
    int64_t done;
};

static enum outcome take_head(struct stream *stream, const struct backup_head *head)
{
    (void)stream;
    (void)head;
    return OK;
}

static enum outcome take_table(struct stream *stream, struct text name, const struct value *columns, size_t count)
{
    struct list *list = stream->context;
    list->certificates = text_is(name, "person_erasure");
    list->table = NULL;
    if (!list->certificates && !text_is(name, "erasure"))
        return OK;
    list->table = table_named(list->tables, list->table_count, name);
    if (list->table == NULL || list->table->column_count != count)
        return stream_refuse(stream, FAULT_OTHER_SCHEMA, name);
    for (size_t i = 0; i < count; i++)
        if (!text_is(columns[i].text, list->table->columns[i].name))
            return stream_refuse(stream, FAULT_OTHER_SCHEMA, name);
    list->insert = table_insert_open(stream->arena, list->table);
    return OK;
}

static const struct value *column_of(const struct list *list, const struct value *values, const char *name)
{
    static const struct value NONE = {.kind = VALUE_NULL};
    for (size_t i = 0; i < list->table->column_count; i++)
        if (text_is(text_from(list->table->columns[i].name), name))
            return &values[i];
    return &NONE;
}

static enum outcome id_of(const struct list *list, const struct value *values, const char *name, struct identifier *ret)
{
    static const struct db_column ID = {.kind = VALUE_IDENTIFIER};
    struct value id;
    enum outcome outcome = value_fit(&ID, column_of(list, values, name), &id);
    if (outcome == OK && id.kind != VALUE_IDENTIFIER)
        outcome = INVALID;
    if (outcome == OK)
        *ret = id.identifier;
    return outcome;
}

static enum outcome note(struct list *list, struct identifier subject, bool whole)
{
    struct work *work = list->work;
    struct audit_event event = {.at = work->now,
                                .role = TEXT("system"),
                                .action = TEXT("erase.again"),
                                .record = whole ? TEXT("person") : TEXT("data_key"),
                                .subject = subject,
                                .reason = TEXT("restore"),
                                .details = TEXT("{}")};
    return audit_add(work->db, &event);
}

static enum outcome take_erasure(struct list *list, const struct value *values)
{
    struct work *work = list->work;
    struct identifier id;
    struct identifier person;
    struct identifier subject;
    bool noted = false;
    const struct value *whole = column_of(list, values, "whole_person");
    if (id_of(list, values, "id", &id) != OK || id_of(list, values, "person", &person) != OK ||
        id_of(list, values, "subject", &subject) != OK || whole->kind != VALUE_INTEGER)
        return INVALID;
    enum outcome outcome = erasure_is_noted(work, id, &noted);
    if (outcome != OK || noted)
        return outcome;
    outcome = whole->integer != 0 ? list->erase(work, person) : keys_destroy(work, subject, person, false);
    if (outcome == OK)
        outcome = table_insert_row(work->db, &list->insert, values);
    if (outcome == OK)
        outcome = note(list, whole->integer != 0 ? person : subject, whole->integer != 0);
    list->done++;
    return outcome;
}

static enum outcome take_certificate(struct list *list, const struct value *values)
{
    struct identifier person;
    bool noted = false;
    if (id_of(list, values, "person", &person) != OK)
        return INVALID;
    enum outcome outcome = certificate_is_noted(list->work, person, &noted);
    return outcome == OK && !noted ? table_insert_row(list->work->db, &list->insert, values) : outcome;
}

static enum outcome take_row(struct stream *stream, const struct value *values, size_t count)
{
    struct list *list = stream->context;
    (void)count;
    if (list->table == NULL)
        return OK;
    return list->certificates ? take_certificate(list, values) : take_erasure(list, values);
}

static enum outcome take_table_end(struct stream *stream, const struct table_sum *sum)
{
    (void)stream;
    (void)sum;
    return OK;
}

enum outcome erasures_replay(struct work *work, struct envelope_reader *envelope, struct keyring *keyring,
                             erase_again *erase, struct backup_report *report)
{
    static const struct stream_taker TAKER = {take_head, take_table, take_row, take_table_end};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct list list = {.work = work, .erase = erase};
    struct stream stream = {
        .taker = &TAKER, .context = &list, .envelope = envelope, .keyring = keyring, .arena = work->arena};
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = db_tables(work->db, work->arena, &list.tables, &list.table_count);
    if (outcome == OK)
        outcome = stream_read(&stream);
    if (outcome == OK)
        outcome = db_transaction_commit(&transaction);
    if (outcome != OK)
        report->fault = stream.fault != FAULT_NONE ? stream.fault : FAULT_DATABASE;
    report->erased = list.done;
    return outcome;
}
