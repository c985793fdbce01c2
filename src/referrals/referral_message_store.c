#include "database/database.h"
#include "referrals/referral_message.h"

enum outcome message_insert(struct work *work, bool guarded, const struct record_head *file, bool outgoing,
                            struct identifier id, struct text body)
{
    struct value bind[] = {value_id(id),
                           value_id(file->organisation),
                           value_id_or_null(file->office),
                           value_id(file->id),
                           value_integer(outgoing),
                           value_bytes(body),
                           value_instant(work->now),
                           value_id(work->actor->user)};
    struct sql open = SQL("referral_message_insert",
                          "INSERT INTO referral_message (id, organisation, office, file, outgoing, body, written_at, "
                          "written_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    struct sql closed = SQL("protection_message_insert",
                            "INSERT INTO protection_message (id, organisation, office, file, outgoing, body, "
                            "written_at, written_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    return db_execute(work->db, guarded ? closed : open, bind, 8, NULL);
}

enum outcome message_rows(struct work *work, bool guarded, struct identifier file, size_t most,
                          struct referral_message **ret_messages, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_integer((int64_t)most)};
    struct sql open = SQL("referral_message_rows", "SELECT id, written_by, outgoing, body, written_at "
                                                   "FROM referral_message WHERE file = $1 ORDER BY id DESC LIMIT $2");
    struct sql closed =
        SQL("protection_message_rows", "SELECT id, written_by, outgoing, body, written_at FROM protection_message "
                                       "WHERE file = $1 ORDER BY id DESC LIMIT $2");
    enum outcome outcome = db_query(work->db, guarded ? closed : open, bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_messages = arena_array(work->arena, struct referral_message, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_messages)[rows.count - 1 - at] = (struct referral_message){.id = cell_id(&rows, at, 0),
                                                                         .written_by = cell_id(&rows, at, 1),
                                                                         .outgoing = cell_integer(&rows, at, 2) != 0,
                                                                         .body = cell_text(&rows, at, 3),
                                                                         .written_at = cell_instant(&rows, at, 4)};
    *ret_count = rows.count;
    return OK;
}

enum outcome referral_message_count(struct work *work, bool guarded, struct identifier file, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file)};
    struct sql open = SQL("referral_message_count", "SELECT COUNT(*) FROM referral_message WHERE file = $1");
    struct sql closed = SQL("protection_message_count", "SELECT COUNT(*) FROM protection_message WHERE file = $1");
    enum outcome outcome = db_query(work->db, guarded ? closed : open, bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}
