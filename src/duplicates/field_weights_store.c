/* Statements about estimated weights. */
#include "duplicates/duplicates.h"
#include "duplicates/field_weights.h"

enum outcome field_weights_now(struct work *work, struct identifier organisation, struct identifier *ret_id,
                               const struct match_weights **ret_weights)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what fields weigh, for everybody of an organisation");
    struct rows rows;
    struct problems problems = problems_open(work->arena);
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome = db_query(work->db,
                                    SQL("field_weights_now", "SELECT id, learned FROM field_weights "
                                                             "WHERE organisation = $1 AND state = 'in_force'"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    /* What another version of the program wrote and this one cannot read counts as the shipped ones. */
    if (rows.count == 0 || match_weights_read(work->arena, cell_text(&rows, 0, 1), &problems, ret_weights) != OK)
        return NOT_FOUND;
    *ret_id = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome field_weights_under_way(struct work *work, bool *ret_is)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "whether somebody ordered it already");
    struct rows rows;
    struct value bind[] = {value_text(text_from(duplicate_learn_job.name)), value_id(work->actor->organisation)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("field_weights_under_way", "SELECT 1 FROM job WHERE kind = $1 AND organisation = $2 AND "
                                                "state IN ('queued', 'running') LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_is = rows.count > 0;
    return outcome;
}

enum outcome field_weights_next(struct work *work, struct identifier organisation, struct identifier behind,
                                size_t most, struct identifier *ret_persons, size_t *ret_count)
{
    struct rows rows;
    struct identifier last = behind;
    if (identifier_is_none(behind))
        for (size_t i = 0; i < sizeof last.bytes; i++)
            last.bytes[i] = UINT8_MAX;
    struct value bind[] = {value_id(organisation), value_id(last), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("field_weights_next", "SELECT p.id FROM person p WHERE p.organisation = $1 AND p.id < $2 "
                                           "ORDER BY p.id DESC LIMIT $3"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_persons[i] = cell_id(&rows, i, 0);
    return OK;
}
