#include "database/database.h"
#include "referrals/referral_appointment.h"

static enum outcome ids_of(struct work *work, struct sql sql, const struct value *bind, size_t count,
                           struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_ids)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome appointment_rows(struct work *work, struct identifier file, struct identifier person,
                              struct identifier **ret_ids, size_t *ret_count)
{
    struct value bind[] = {value_id(file), value_id(person)};
    return ids_of(work,
                  SQL("referral_appointment_rows", "SELECT id FROM referral_appointment WHERE file = $1 "
                                                   "AND person = $2 ORDER BY held_on NULLS FIRST, id LIMIT 50"),
                  bind, 2, ret_ids, ret_count);
}

enum outcome appointment_due(struct work *work, int32_t day, size_t most, struct identifier **ret_ids,
                             size_t *ret_count)
{
    struct value bind[] = {value_date(day), value_integer((int64_t)most)};
    return ids_of(work,
                  SQL("referral_appointment_due", "SELECT id FROM referral_appointment WHERE held_on = $1 "
                                                  "AND result IS NULL AND reminded_on IS NULL ORDER BY id LIMIT $2"),
                  bind, 2, ret_ids, ret_count);
}

enum outcome appointment_pass(struct work *work, struct identifier id, struct identifier person, int32_t today)
{
    struct value bind[] = {value_date(today), value_id(id), value_id(person)};
    return db_execute(work->db,
                      SQL("referral_appointment_pass",
                          "UPDATE referral_appointment SET reminded_on = $1 WHERE id = $2 AND person = $3"),
                      bind, 3, NULL);
}
