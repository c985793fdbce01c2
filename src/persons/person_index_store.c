/* Statements of the index of search. */
#include <string.h>

#include "base/buffer.h"
#include "persons/person_index.h"

enum { PERSONS_LEAST = 1000, CODE_DIGITS = 24 };

/* Few texts of the statement: the list is filled up to one of these lengths with a code that nobody has. */
static size_t room_for(size_t count)
{
    size_t room = 4;
    while (room < count)
        room *= 2;
    return room;
}

/* One bucket, its newest persons: in the order of the table itself. */
static void add_bucket(struct work *work, struct statement *statement, struct identifier organisation, size_t at,
                       int64_t code, size_t most)
{
    if (at > 0)
        statement_add(statement, " UNION ALL ");
    statement_add(statement, "SELECT b.person, b.at FROM (SELECT k.person, CAST(");
    statement_add_count(statement, at);
    statement_add(statement, " AS BIGINT) AS at FROM person_key k WHERE k.code = ");
    statement_bind(statement, value_integer(code));
    if (!work->actor->system || !identifier_is_none(organisation)) {
        statement_add(statement, " AND k.organisation = ");
        statement_bind(statement, value_id(organisation));
    }
    statement_add(statement, " ORDER BY k.person DESC LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") b");
}

static enum outcome read_rows(struct work *work, struct identifier organisation, const struct index_codes *codes,
                              size_t most, struct index_row **ret_rows, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    size_t room = room_for(codes->count);
    for (size_t i = 0; i < room; i++)
        add_bucket(work, &statement, organisation, i, i < codes->count ? codes->at[i].code : 0, most);
    enum outcome outcome = statement_query(work->db, "index_read", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct index_row *list = arena_array(work->arena, struct index_row, rows.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        size_t at = (size_t)cell_integer(&rows, i, 1);
        if (at < codes->count)
            list[count++] = (struct index_row){cell_id(&rows, i, 0), at};
    }
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

/* A bucket is one row there, its persons side by side: hundreds of rows cost the server, the way and us more than
   finding them. */
static enum outcome ask_buckets(struct work *work, struct identifier organisation, const struct index_codes *codes,
                                size_t most, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    AUTO_BUFFER struct buffer list = buffer_open((codes->count + 1) * CODE_DIGITS);
    for (size_t i = 0; i < codes->count; i++)
        buffer_format(&list, "%s%lld", i == 0 ? "" : ",", (long long)codes->at[i].code);
    statement_add_postgres(&statement, "SELECT c.at - 1, (SELECT string_agg(uuid_send(b.person), '') FROM ("
                                       "SELECT k.person FROM person_key k WHERE k.code = c.code");
    if (!work->actor->system || !identifier_is_none(organisation)) {
        statement_add(&statement, " AND k.organisation = ");
        statement_bind(&statement, value_id(organisation));
    }
    statement_add(&statement, " ORDER BY k.person DESC LIMIT ");
    statement_add_count(&statement, most);
    statement_add_postgres(&statement, ") b) FROM unnest(CAST(string_to_array(");
    statement_bind(&statement, value_text(buffer_text(&list)));
    statement_add_postgres(&statement, ", ',') AS bigint[])) WITH ORDINALITY AS c (code, at)");
    return statement_query(work->db, "index_read_once_postgres", &statement, work->arena, ret_rows);
}

static enum outcome read_buckets(struct work *work, struct identifier organisation, const struct index_codes *codes,
                                 size_t most, struct index_row **ret_rows, size_t *ret_count)
{
    struct rows rows;
    size_t room = 0;
    size_t count = 0;
    enum outcome outcome = ask_buckets(work, organisation, codes, most, &rows);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < rows.count; i++)
        room += cell_text(&rows, i, 1).length / sizeof(struct identifier);
    struct index_row *list = arena_array(work->arena, struct index_row, room + 1);
    for (size_t i = 0; i < rows.count; i++) {
        struct text persons = cell_text(&rows, i, 1);
        for (size_t at = 0; at + sizeof(struct identifier) <= persons.length; at += sizeof(struct identifier)) {
            list[count].code = (size_t)cell_integer(&rows, i, 0);
            memcpy(list[count++].person.bytes, persons.at + at, sizeof(struct identifier));
        }
    }
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum outcome index_read(struct work *work, struct identifier organisation, const struct index_codes *codes, size_t most,
                        struct index_row **ret_rows, size_t *ret_count)
{
    return (work->db->back_end->many_writers ? read_buckets : read_rows)(work, organisation, codes, most, ret_rows,
                                                                         ret_count);
}

/* Most keys stay what they are when only the rules changed: they go on under the present form, or they would be swept
   away with those of before. */
enum outcome index_add(struct work *work, const struct record_head *person, const struct index_codes *codes)
{
    enum outcome outcome = OK;
    int64_t form = index_form(work);
    for (size_t i = 0; i < codes->count && outcome == OK; i++) {
        struct value bind[] = {value_integer(codes->at[i].code), value_id(person->person),
                               value_id(person->organisation), value_integer(form)};
        outcome = db_execute_later(work->db,
                                   SQL("index_add", "INSERT INTO person_key (code, person, organisation, form) "
                                                    "VALUES ($1, $2, $3, $4) ON CONFLICT (code, person) DO UPDATE "
                                                    "SET form = excluded.form"),
                                   bind, 4);
    }
    return outcome;
}

enum outcome index_take_away(struct work *work, struct identifier person, const struct index_codes *codes)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < codes->count && outcome == OK; i++) {
        struct value bind[] = {value_integer(codes->at[i].code), value_id(person)};
        outcome = db_execute_later(
            work->db, SQL("index_take_away", "DELETE FROM person_key WHERE code = $1 AND person = $2"), bind, 2);
    }
    return outcome;
}

enum outcome index_clear(struct work *work, struct identifier person)
{
    struct value bind[] = {value_id(person)};
    return db_execute_later(work->db, SQL("index_clear", "DELETE FROM person_key WHERE person = $1"), bind, 1);
}

enum outcome person_register_size(struct work *work, int64_t *ret_persons)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db, SQL("index_counted", "SELECT max(total) FROM person_key_walk"), NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    int64_t persons = rows.count == 0 || cell_is_null(&rows, 0, 0) ? 0 : cell_integer(&rows, 0, 0);
    *ret_persons = persons < PERSONS_LEAST ? PERSONS_LEAST : persons;
    return OK;
}
