#include "record/carry.h"

#include <string.h>

#include "codec/hex.h"
#include "codec/json.h"
#include "record/history.h"

enum {
    LINKS_MOST = 12,
    IDS_AT_ONCE = 32,
    ROWS_ARENA = 256 << 20, /* of one step, given back after it */
    KEPT_MOST = 64 << 20,
    TABLES_MOST = 256,
};

struct value *carry_value(const struct carry_values *values, const char *column)
{
    for (size_t i = 0; i < values->table->column_count; i++)
        if (strcmp(values->table->columns[i].name, column) == 0)
            return &values->at[i];
    return NULL;
}

struct identifier carry_id(const struct carry_values *values, const char *column)
{
    struct value *value = carry_value(values, column);
    struct rows one = {value, 1, 1};
    return value == NULL ? (struct identifier){{0}} : cell_id(&one, 0, 0);
}

enum outcome carry_reseal(const struct carry *carry, struct arena *arena, struct seal_place place, struct value *value)
{
    struct text plain;
    if (value == NULL || value->kind == VALUE_NULL)
        return OK;
    if (value->kind != VALUE_BYTES || unseal(arena, &carry->from_key, place, value->text, &plain) != OK)
        return FAILED;
    *value = value_bytes(seal(arena, &carry->to_key, place, plain));
    return OK;
}

enum outcome carry_is_persons(const struct carry *carry, struct text record, bool *ret_is)
{
    for (size_t i = 0; i < carry->record_count; i++)
        if (text_is(record, carry->records[i]->name)) {
            *ret_is = carry->records[i]->seal_with == SEAL_PERSON;
            return OK;
        }
    return FAILED;
}

enum outcome carry_history(const struct carry *carry, struct arena *arena, struct carry_values *values)
{
    bool persons = false;
    enum outcome outcome = carry_is_persons(carry, carry_value(values, "record")->text, &persons);
    if (outcome != OK || !persons)
        return outcome;
    return carry_reseal(carry, arena, history_place(carry_id(values, "id")), carry_value(values, "changes"));
}

/* ---- the tables ---- */

struct carried_table {
    const struct db_table *table;
    const struct record *record;   /* or */
    const struct carry_kind *kind; /* one of the two */
};

struct tables {
    struct carried_table at[TABLES_MOST];
    size_t count;
};

static bool has_column(const struct db_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return true;
    return false;
}

static enum outcome describe(const struct carry *carry, const struct db_table *table, struct tables *tables)
{
    struct carried_table found = {.table = table};
    for (size_t i = 0; i < carry->kind_count && found.kind == NULL; i++)
        if (strcmp(carry->kinds[i].table, table->name) == 0)
            found.kind = &carry->kinds[i];
    if (found.kind != NULL && found.kind->way == CARRY_NEVER)
        return OK;
    for (size_t i = 0; i < carry->record_count && found.kind == NULL && found.record == NULL; i++)
        if (carry->records[i]->about_person && strcmp(carry->records[i]->table, table->name) == 0)
            found.record = carry->records[i];
    if ((found.kind == NULL && found.record == NULL) || tables->count == TABLES_MOST)
        return FAILED; /* rows that nobody would carry over */
    tables->at[tables->count++] = found;
    return OK;
}

/* The engine takes a while to tell them all. */
static enum outcome read_tables(struct work *work, struct carry_tables *tables)
{
    struct db_table *all;
    if (tables->count > 0)
        return OK;
    enum outcome outcome = db_tables(work->db, work->arena, &all, &tables->count);
    if (outcome == OK)
        tables->at = all;
    return outcome;
}

static enum outcome describe_all(const struct carry *carry, struct tables *tables)
{
    const struct carry_tables *all = carry->tables;
    tables->count = 0;
    enum outcome outcome = read_tables(carry->work, carry->tables);
    for (size_t i = 0; outcome == OK && i < all->count; i++)
        if (has_column(&all->at[i], "person"))
            outcome = describe(carry, &all->at[i], tables);
    return outcome;
}

/* ---- one row ---- */

static enum outcome reseal_record(const struct carry *carry, struct arena *arena, const struct record *record,
                                  struct carry_values *values)
{
    struct identifier id = carry_id(values, "id");
    enum outcome outcome = OK;
    if (record->seal_with != SEAL_PERSON)
        return OK;
    for (size_t i = 0; i < record->field_count && outcome == OK; i++) {
        const struct field *field = &record->fields[i];
        struct seal_place place = {text_from(record->table), text_from(field->name), id};
        if ((field->flags & FIELD_SEALED) != 0 && (field->flags & FIELD_CUSTOM) == 0)
            outcome = carry_reseal(carry, arena, place, carry_value(values, field->name));
    }
    struct seal_place place = {text_from(record->table), TEXT("custom"), id};
    return outcome == OK ? carry_reseal(carry, arena, place, carry_value(values, "custom")) : outcome;
}

static enum outcome reseal(const struct carry *carry, struct arena *arena, const struct carried_table *table,
                           struct carry_values *values)
{
    if (table->record != NULL)
        return reseal_record(carry, arena, table->record, values);
    return table->kind->reseal == NULL ? OK : table->kind->reseal(carry, arena, values);
}

static void add_columns(struct statement *statement, const struct db_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        statement_add_name(statement, table->columns[i].name);
    }
}

static void add_key(struct statement *statement, const struct carry_values *values)
{
    const struct db_table *table = values->table;
    for (size_t i = 0; i < table->key_count; i++) {
        statement_add_text(statement, i == 0 ? " WHERE " : " AND ");
        statement_add_name(statement, table->key[i]->name);
        statement_add(statement, " = ");
        statement_bind(statement, *carry_value(values, table->key[i]->name));
    }
}

static enum outcome delete_row(struct work *work, struct arena *arena, const struct carry_values *values)
{
    struct statement statement = statement_open(arena);
    int64_t deleted;
    statement_add(&statement, "DELETE FROM ");
    statement_add_name(&statement, values->table->name);
    add_key(&statement, values);
    enum outcome outcome = statement_execute(work->db, "carry_out", &statement, &deleted);
    return outcome == OK && deleted != 1 ? CONFLICT : outcome;
}

static enum outcome insert_row(struct work *work, struct arena *arena, const struct carry_values *values)
{
    struct statement statement = statement_open(arena);
    statement_add(&statement, "INSERT INTO ");
    statement_add_name(&statement, values->table->name);
    statement_add(&statement, " (");
    add_columns(&statement, values->table);
    statement_add(&statement, ") VALUES (");
    for (size_t i = 0; i < values->table->column_count; i++) {
        if (i > 0)
            statement_add(&statement, ", ");
        statement_bind(&statement, values->at[i]);
    }
    statement_add(&statement, ")");
    return statement_execute(work->db, "carry_in", &statement, NULL);
}

static bool is_among(const struct identifier *ids, size_t count, struct identifier id)
{
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(ids[i], id))
            return true;
    return false;
}

/* What belongs to `from` herself belongs to `to` now: always when all goes over, else what is told. */
static bool rename_link(const struct carry *carry, const struct carried_table *table, const struct carry_wanted *wanted,
                        struct carry_values *values)
{
    if (table->kind == NULL || !table->kind->renames ||
        !identifier_equal(carry_id(values, table->kind->link), carry->from))
        return false;
    if (wanted != NULL && !is_among(wanted->renamed, wanted->renamed_count, carry_id(values, "id")))
        return false;
    *carry_value(values, table->kind->link) = value_id(carry->to);
    return true;
}

static enum outcome carry_row(struct carry *carry, struct arena *arena, const struct carried_table *table,
                              const struct carry_wanted *wanted, struct value *at)
{
    struct carry_values values = {table->table, at};
    bool by_link = table->kind != NULL && table->kind->way == CARRY_BY_LINK;
    enum outcome outcome = delete_row(carry->work, arena, &values);
    bool renamed = rename_link(carry, table, wanted, &values);
    if (outcome == OK)
        outcome = reseal(carry, arena, table, &values);
    *carry_value(&values, "person") = value_id(carry->to);
    if (outcome == OK)
        outcome = insert_row(carry->work, arena, &values);
    carry->count++;
    if (outcome == OK && carry->went != NULL && (!by_link || renamed))
        outcome = carry->went(carry->context, table->table->name, carry_id(&values, "id"),
                              carry_id(&values, "assigned"), renamed);
    return outcome;
}

/* ---- many rows of one table ---- */

/* "column IN (…)", filled up to a power of two, so that few texts of it are prepared. */
static void add_ids(struct statement *statement, const char *column, const struct identifier *ids, size_t count)
{
    size_t room = 1;
    while (room < count)
        room *= 2;
    statement_add_name(statement, column);
    statement_add(statement, " IN (");
    for (size_t i = 0; i < room; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        statement_bind(statement, value_id(ids[i < count ? i : 0]));
    }
    statement_add(statement, ")");
}

static enum outcome select_rows(const struct carry *carry, struct arena *arena, const struct db_table *table,
                                const char *column, const struct identifier *ids, size_t count, struct rows *ret_rows)
{
    struct statement statement = statement_open(arena);
    statement_add(&statement, "SELECT ");
    add_columns(&statement, table);
    statement_add(&statement, " FROM ");
    statement_add_name(&statement, table->name);
    statement_add(&statement, " WHERE ");
    add_ids(&statement, column, ids, count);
    statement_add(&statement, " AND person = ");
    statement_bind(&statement, value_id(carry->from));
    return statement_query(carry->work->db, "carry_rows", &statement, arena, ret_rows);
}

static enum outcome carry_rows(struct carry *carry, const struct carried_table *table,
                               const struct carry_wanted *wanted, const char *column, const struct identifier *ids,
                               size_t count)
{
    AUTO_ARENA struct arena *arena = arena_open(ROWS_ARENA);
    struct rows rows;
    enum outcome outcome = select_rows(carry, arena, table->table, column, ids, count, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++)
        outcome = carry_row(carry, arena, table, wanted, &rows.cells[i * rows.columns]);
    return outcome;
}

/* The ids of rows of a large table, so that each is read alone. */
static enum outcome large_ids(const struct carry *carry, struct arena *arena, const struct carried_table *table,
                              const struct identifier *links, size_t count, struct rows *ret_rows)
{
    struct statement statement = statement_open(arena);
    statement_add(&statement, "SELECT id FROM ");
    statement_add_name(&statement, table->table->name);
    statement_add(&statement, " WHERE ");
    add_ids(&statement, table->kind->link, links, count);
    statement_add(&statement, " AND person = ");
    statement_bind(&statement, value_id(carry->from));
    return statement_query(carry->work->db, "carry_large", &statement, arena, ret_rows);
}

static enum outcome carry_large(struct carry *carry, const struct carried_table *table,
                                const struct carry_wanted *wanted, const struct identifier *links, size_t count)
{
    AUTO_ARENA struct arena *arena = arena_open(ROWS_ARENA);
    struct rows rows;
    enum outcome outcome = large_ids(carry, arena, table, links, count, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++) {
        struct identifier id = cell_id(&rows, i, 0);
        outcome = carry_rows(carry, table, wanted, "id", &id, 1);
    }
    return outcome;
}

/* All rows of one table that belong to these, some ids at a time. */
static enum outcome carry_linked(struct carry *carry, const struct carried_table *table,
                                 const struct carry_wanted *wanted, const char *column, const struct identifier *ids,
                                 size_t count)
{
    enum outcome outcome = OK;
    for (size_t at = 0; at < count && outcome == OK; at += IDS_AT_ONCE) {
        size_t some = count - at < IDS_AT_ONCE ? count - at : IDS_AT_ONCE;
        if (table->kind != NULL && table->kind->large)
            outcome = carry_large(carry, table, wanted, &ids[at], some);
        else
            outcome = carry_rows(carry, table, wanted, column, &ids[at], some);
    }
    return outcome;
}

/* ---- which rows ---- */

struct row_found {
    const struct carried_table *table;
    struct identifier id, links[LINKS_MOST];
    size_t link_count;
    bool goes;
};
struct rows_found {
    struct row_found *at;
    size_t count, room;
};

static void add_found(struct arena *arena, struct rows_found *found, const struct row_found *row)
{
    if (found->count == found->room) {
        struct row_found *more = arena_array(arena, struct row_found, found->room * 2 + 64);
        if (found->count > 0)
            memcpy(more, found->at, found->count * sizeof *more);
        found->at = more;
        found->room = found->room * 2 + 64;
    }
    found->at[found->count++] = *row;
}

/* The columns that name the rows which one of this table belongs to. */
static size_t links_of(const struct carried_table *table, const char *ret[LINKS_MOST])
{
    size_t count = 0;
    if (table->kind != NULL) {
        if (table->kind->link != NULL)
            ret[count++] = table->kind->link;
        return count;
    }
    for (size_t i = 0; i < table->record->field_count && count < LINKS_MOST; i++) {
        const struct field *field = &table->record->fields[i];
        if (field->kind == FIELD_LINK && (field->flags & (FIELD_SEALED | FIELD_CUSTOM)) == 0)
            ret[count++] = field->name;
    }
    return count;
}

static enum outcome find_rows(const struct carry *carry, const struct carried_table *table, struct rows_found *found)
{
    struct arena *arena = carry->work->arena;
    struct statement statement = statement_open(arena);
    const char *links[LINKS_MOST];
    size_t link_count = links_of(table, links);
    struct rows rows;
    statement_add(&statement, "SELECT id");
    for (size_t i = 0; i < link_count; i++) {
        statement_add(&statement, ", ");
        statement_add_name(&statement, links[i]);
    }
    statement_add(&statement, " FROM ");
    statement_add_name(&statement, table->table->name);
    statement_add(&statement, " WHERE person = ");
    statement_bind(&statement, value_id(carry->from));
    enum outcome outcome = statement_query(carry->work->db, "carry_find", &statement, arena, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++) {
        struct row_found row = {.table = table, .id = cell_id(&rows, i, 0), .link_count = link_count};
        for (size_t l = 0; l < link_count; l++)
            row.links[l] = cell_id(&rows, i, l + 1);
        add_found(arena, found, &row);
    }
    return outcome;
}

static enum outcome find_all(const struct carry *carry, const struct tables *tables, struct rows_found *found)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < tables->count && outcome == OK; i++)
        if (tables->at[i].kind == NULL || tables->at[i].kind->way == CARRY_BY_PERSON)
            outcome = find_rows(carry, &tables->at[i], found);
    return outcome;
}

static bool goes_along(const struct rows_found *found, const struct row_found *row)
{
    for (size_t l = 0; l < row->link_count; l++)
        for (size_t i = 0; i < found->count; i++)
            if (found->at[i].goes && identifier_equal(found->at[i].id, row->links[l]))
                return true;
    return false;
}

static void choose(const struct carry_wanted *wanted, struct rows_found *found)
{
    bool more = true;
    for (size_t i = 0; i < found->count; i++)
        found->at[i].goes = is_among(wanted->ids, wanted->id_count, found->at[i].id);
    while (more) {
        more = false;
        for (size_t i = 0; i < found->count; i++)
            if (!found->at[i].goes && goes_along(found, &found->at[i]))
                found->at[i].goes = more = true;
    }
}

/* The rows themselves, table by table, then what belongs to them and to the persons named. */
static enum outcome carry_chosen(struct carry *carry, const struct tables *tables, const struct rows_found *found,
                                 const struct carry_wanted *wanted, struct identifier *ids, size_t count)
{
    enum outcome outcome = OK;
    struct identifier *some = arena_array(carry->work->arena, struct identifier, found->count + 1);
    for (size_t t = 0; t < tables->count && outcome == OK; t++) {
        size_t chosen = 0;
        for (size_t i = 0; i < found->count; i++)
            if (found->at[i].goes && found->at[i].table == &tables->at[t])
                some[chosen++] = found->at[i].id;
        outcome = carry_linked(carry, &tables->at[t], wanted, "id", some, chosen);
    }
    for (size_t t = 0; t < tables->count && outcome == OK; t++) {
        const struct carry_kind *kind = tables->at[t].kind;
        if (kind == NULL || kind->way != CARRY_BY_LINK)
            continue;
        outcome = carry_linked(carry, &tables->at[t], wanted, kind->link, ids, count);
        if (outcome == OK && kind->renames && wanted != NULL)
            outcome = carry_linked(carry, &tables->at[t], wanted, "id", wanted->renamed, wanted->renamed_count);
    }
    return outcome;
}

static enum outcome carry_over(struct carry *carry, const struct carry_wanted *wanted, struct identifier herself)
{
    struct arena *arena = carry->work->arena;
    struct tables *tables = arena_new(arena, struct tables);
    struct rows_found found = {0};
    enum outcome outcome = describe_all(carry, tables);
    if (outcome == OK)
        outcome = find_all(carry, tables, &found);
    if (outcome != OK)
        return outcome;
    if (wanted != NULL)
        choose(wanted, &found);
    struct identifier *ids = arena_array(arena, struct identifier, found.count + carry->also_count + 2);
    size_t count = 0;
    ids[count++] = herself;
    for (size_t i = 0; i < carry->also_count; i++)
        ids[count++] = carry->also[i];
    for (size_t i = 0; i < found.count; i++) {
        found.at[i].goes = wanted == NULL || found.at[i].goes;
        if (found.at[i].goes)
            ids[count++] = found.at[i].id;
    }
    return carry_chosen(carry, tables, &found, wanted, ids, count);
}

enum outcome carry_all(struct carry *carry) { return carry_over(carry, NULL, carry->from); }

enum outcome carry_some(struct carry *carry, const struct carry_wanted *wanted)
{
    return carry_over(carry, wanted, carry->to);
}

/* ---- a row out of its table ---- */

static enum outcome table_of(struct work *work, struct carry_tables *tables, const char *name,
                             const struct db_table **ret)
{
    enum outcome outcome = read_tables(work, tables);
    for (size_t i = 0; outcome == OK && i < tables->count; i++)
        if (strcmp(tables->at[i].name, name) == 0) {
            *ret = &tables->at[i];
            return OK;
        }
    return outcome == OK ? FAILED : outcome;
}

/* A text says in its first letter what it is: "t" text, "b" bytes, "i" identifier (the last two in hexadecimal). */
static void put_value(struct arena *arena, struct json_writer *writer, const struct value *value)
{
    struct text bytes;
    switch (value->kind) {
    case VALUE_NULL:
    case VALUE_REAL: /* no table about persons has one */
        json_put_null(writer);
        break;
    case VALUE_INTEGER:
        json_put_integer(writer, value->integer);
        break;
    case VALUE_TEXT:
        json_put_text(writer, arena_join(arena, TEXT("t"), value->text));
        break;
    case VALUE_BYTES:
        json_put_text(writer, arena_join(arena, TEXT("b"), hex_encode(arena, value->text)));
        break;
    case VALUE_IDENTIFIER:
        bytes = (struct text){(const char *)value->identifier.bytes, sizeof value->identifier.bytes};
        json_put_text(writer, arena_join(arena, TEXT("i"), hex_encode(arena, bytes)));
        break;
    }
}

enum outcome carry_lift(struct work *work, struct carry_tables *tables, const char *name, struct identifier id,
                        struct identifier person, struct text *ret_kept)
{
    AUTO_BUFFER struct buffer kept = buffer_open(KEPT_MOST);
    struct json_writer writer = json_writer_open(&kept);
    struct carry carry = {.work = work, .from = person};
    const struct db_table *table;
    struct rows rows;
    enum outcome outcome = table_of(work, tables, name, &table);
    if (outcome == OK)
        outcome = select_rows(&carry, work->arena, table, "id", &id, 1, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome == OK ? NOT_FOUND : outcome;
    json_object_begin(&writer);
    for (size_t i = 0; i < table->column_count; i++) {
        json_key(&writer, text_from(table->columns[i].name));
        put_value(work->arena, &writer, rows_at(&rows, 0, i));
    }
    json_object_end(&writer);
    if (!json_finish(&writer))
        return TOO_LARGE;
    struct carry_values values = {table, rows.cells};
    outcome = delete_row(work, work->arena, &values);
    if (outcome == OK)
        *ret_kept = arena_text(work->arena, buffer_text(&kept));
    return outcome;
}

/* Another engine may keep an identifier as bytes, or bytes of that length as an identifier. */
static enum outcome read_value(struct arena *arena, const struct db_column *column, const struct json_value *json,
                               struct value *ret)
{
    struct text bytes;
    struct identifier id;
    *ret = value_null();
    if (json_is_nothing(json))
        return OK;
    if (json->kind == JSON_KIND_INTEGER) {
        *ret = value_integer(json->integer);
        return OK;
    }
    if (json->kind != JSON_KIND_TEXT || json->text.length == 0)
        return FAILED;
    struct text rest = text_slice(json->text, 1, json->text.length);
    if (json->text.at[0] == 't') {
        *ret = value_text(rest);
        return OK;
    }
    if (hex_decode(arena, rest, &bytes) != OK)
        return FAILED;
    *ret = value_bytes(bytes);
    if (column->kind != VALUE_IDENTIFIER && json->text.at[0] != 'i')
        return OK;
    if (bytes.length != sizeof id.bytes)
        return FAILED;
    memcpy(id.bytes, bytes.at, sizeof id.bytes);
    *ret = value_id(id);
    return OK;
}

enum outcome carry_put_back(struct work *work, struct carry_tables *tables, const char *name, struct text kept)
{
    static const struct json_limits LIMITS = {KEPT_MOST, 10000};
    const struct json_value *json;
    const struct db_table *table;
    enum outcome outcome = table_of(work, tables, name, &table);
    if (outcome != OK)
        return outcome;
    if (json_parse(work->arena, kept, LIMITS, &json, NULL) != OK || json->kind != JSON_KIND_OBJECT)
        return FAILED;
    struct carry_values values = {table, arena_array(work->arena, struct value, table->column_count + 1)};
    for (size_t i = 0; i < table->column_count && outcome == OK; i++)
        outcome = read_value(work->arena, &table->columns[i], json_member(json, text_from(table->columns[i].name)),
                             &values.at[i]);
    return outcome == OK ? insert_row(work, work->arena, &values) : outcome;
}
