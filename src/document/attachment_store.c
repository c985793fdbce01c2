#include "document/attachment_store.h"

#include "system/random.h"

enum outcome attachment_row_add(struct work *work, const struct attachment_row *row)
{
    const struct attachment *attachment = &row->attachment;
    struct value bind[] = {value_id(attachment->id),
                           value_id(attachment->person),
                           value_text(attachment->record),
                           value_id(attachment->subject),
                           value_id(attachment->organisation),
                           value_id_or_null(attachment->office),
                           value_text(attachment->kind),
                           value_bytes(row->sealed_name),
                           value_text(attachment->media_type),
                           value_integer(attachment->size),
                           value_integer(attachment->chunks),
                           value_instant(attachment->made_at),
                           value_id_or_null(attachment->made_by),
                           value_text(attachment->digest)};
    return db_execute(work->db,
                      SQL("attachment_row_add",
                          "INSERT INTO attachment (id, person, record, subject, organisation, office, kind, file_name, "
                          "media_type, size, chunks, made_at, made_by, digest) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"),
                      bind, sizeof bind / sizeof *bind, NULL);
}

static struct attachment_row row_at(const struct rows *rows, size_t at)
{
    return (struct attachment_row){.attachment = {.id = cell_id(rows, at, 0),
                                                  .person = cell_id(rows, at, 1),
                                                  .record = cell_text(rows, at, 2),
                                                  .subject = cell_id(rows, at, 3),
                                                  .organisation = cell_id(rows, at, 4),
                                                  .office = cell_id(rows, at, 5),
                                                  .kind = cell_text(rows, at, 6),
                                                  .media_type = cell_text(rows, at, 8),
                                                  .size = cell_integer(rows, at, 9),
                                                  .chunks = cell_integer(rows, at, 10),
                                                  .made_at = cell_instant(rows, at, 11),
                                                  .made_by = cell_id(rows, at, 12),
                                                  .digest = cell_text(rows, at, 13)},
                                   .sealed_name = cell_text(rows, at, 7)};
}

#define ATTACHMENT_COLUMNS                                                                                    \
    "id, person, record, subject, organisation, office, kind, file_name, media_type, size, chunks, made_at, " \
    "made_by, digest"

enum outcome attachment_row_read(struct work *work, struct identifier id, struct attachment_row *ret_row)
{
    struct rows rows;
    struct value bind[] = {value_id(id)};
    enum outcome outcome =
        db_query(work->db, SQL("attachment_row_read", "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE id = $1"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_row = row_at(&rows, 0);
    return OK;
}

enum outcome attachment_row_list(struct work *work, struct text record, struct identifier subject,
                                 struct identifier person, struct attachment_row **ret_rows, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(subject), value_id(person), value_text(record), value_integer(ATTACHMENTS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("attachment_row_list", "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE subject = $1 "
                                            "AND person = $2 AND record = $3 ORDER BY id DESC LIMIT $4"),
                 bind, 4, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct attachment_row *list = arena_array(work->arena, struct attachment_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        list[at] = row_at(&rows, at);
    *ret_rows = list;
    *ret_count = rows.count;
    return OK;
}

enum outcome attachment_row_remove(struct work *work, struct identifier id, struct identifier person)
{
    struct value bind[] = {value_id(id), value_id(person)};
    enum outcome outcome = db_execute(
        work->db, SQL("attachment_chunks_remove", "DELETE FROM attachment_chunk WHERE attachment = $1 AND person = $2"),
        bind, 2, NULL);
    return outcome != OK
               ? outcome
               : db_execute(work->db,
                            SQL("attachment_row_remove", "DELETE FROM attachment WHERE id = $1 AND person = $2"), bind,
                            2, NULL);
}

enum outcome attachment_person_count(struct work *work, struct identifier person, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db, SQL("attachment_person_count", "SELECT count(*) FROM attachment WHERE person = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome attachment_person_remove(struct work *work, struct identifier person)
{
    struct value bind[] = {value_id(person)};
    enum outcome outcome = db_execute(
        work->db, SQL("attachment_person_chunks", "DELETE FROM attachment_chunk WHERE person = $1"), bind, 1, NULL);
    return outcome != OK
               ? outcome
               : db_execute(work->db, SQL("attachment_person_rows", "DELETE FROM attachment WHERE person = $1"), bind,
                            1, NULL);
}

enum outcome attachment_chunk_add(struct work *work, struct identifier attachment, struct identifier person,
                                  int64_t number, struct text sealed)
{
    struct value bind[] = {value_id(identifier_new()), value_id(attachment), value_id(person), value_integer(number),
                           value_bytes(sealed)};
    return db_execute(work->db,
                      SQL("attachment_chunk_add", "INSERT INTO attachment_chunk (id, attachment, person, number, "
                                                  "sealed) VALUES ($1, $2, $3, $4, $5)"),
                      bind, 5, NULL);
}

enum outcome attachment_chunk_count(struct work *work, struct identifier attachment, struct identifier person,
                                    int64_t *ret_count)
{
    struct rows rows;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the pieces of a file are there before it is one: a number");
    struct value bind[] = {value_id(attachment), value_id(person)};
    enum outcome outcome = db_query(
        work->db,
        SQL("attachment_chunk_count", "SELECT count(*) FROM attachment_chunk WHERE attachment = $1 AND person = $2"),
        bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome attachment_chunk_read(struct db *db, struct arena *arena, const struct attachment *attachment,
                                   int64_t number, struct text *ret_sealed)
{
    struct rows rows;
    struct value bind[] = {value_id(attachment->id), value_id(attachment->person), value_integer(number)};
    enum outcome outcome =
        db_query(db,
                 SQL("attachment_chunk_read",
                     "SELECT sealed FROM attachment_chunk WHERE attachment = $1 AND person = $2 AND number = $3"),
                 bind, 3, arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_sealed = cell_text(&rows, 0, 0);
    return OK;
}

enum outcome attachment_orphans_remove(struct work *work, int64_t before)
{
    static const unsigned char LOWEST[IDENTIFIER_RANDOM];
    struct value bind[] = {value_id(identifier_make(before, LOWEST))};
    return db_execute(work->db,
                      SQL("attachment_orphans_remove",
                          "DELETE FROM attachment_chunk WHERE attachment < $1 AND NOT EXISTS "
                          "(SELECT 1 FROM attachment a WHERE a.id = attachment_chunk.attachment AND a.person = "
                          "attachment_chunk.person)"),
                      bind, 1, NULL);
}
