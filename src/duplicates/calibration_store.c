/* Statements about calibrations and the decisions that they come from. */
#include "duplicates/calibrations.h"

/* A pair bears the version of the weights by which it was weighed: a small number of those that are shipped, else that
   of an estimate, or of a calibration, which knows what it bends. */
#define OF_BASE                                                                                     \
    "AND CASE WHEN p.weights = $2 OR ($2 = 0 AND p.weights < 1000000) OR EXISTS (SELECT 1 FROM "    \
    "person_calibration c WHERE c.organisation = $1 AND c.weights = p.weights AND (c.base = $2 OR " \
    "(c.base IS NULL AND $2 = 0))) THEN 1 ELSE 0 END = 1 "

enum outcome calibration_decisions(struct work *work, struct identifier organisation, int64_t base,
                                   struct calibration_decision **ret_decisions, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_integer(base), value_integer(DECISIONS_READ)};
    enum outcome outcome = db_query(work->db,
                                    SQL("calibration_decisions",
                                        "SELECT p.id, p.bits, p.state FROM person_pair p WHERE p.organisation = $1 AND "
                                        "p.state IN ('same', 'different') AND p.found_by <> 'colleague' " OF_BASE
                                        "ORDER BY p.id DESC LIMIT $3"),
                                    bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct calibration_decision *decisions = arena_array(work->arena, struct calibration_decision, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        decisions[i] = (struct calibration_decision){cell_id(&rows, i, 0), cell_integer(&rows, i, 1),
                                                     text_is(cell_text(&rows, i, 2), "same")};
    *ret_decisions = decisions;
    *ret_count = rows.count;
    return OK;
}

enum outcome calibration_counts(struct work *work, struct identifier organisation, int64_t base, int64_t *ret_decisions,
                                int64_t *ret_same)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_integer(base)};
    enum outcome outcome = db_query(
        work->db,
        SQL("calibration_counts", "SELECT count(*), count(*) FILTER (WHERE p.state = 'same') FROM person_pair p WHERE "
                                  "p.organisation = $1 AND p.state IN ('same', 'different') AND "
                                  "p.found_by <> 'colleague' " OF_BASE),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_decisions = cell_integer(&rows, 0, 0);
    *ret_same = cell_integer(&rows, 0, 1);
    return OK;
}

enum outcome calibration_now(struct work *work, struct identifier organisation, struct identifier *ret_id,
                             struct calibration_numbers *ret_numbers)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "how likely is likely, for everybody of an organisation");
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome = db_query(work->db,
                                    SQL("calibration_now", "SELECT id, slope, shift, weights FROM person_calibration "
                                                           "WHERE organisation = $1 AND state = 'in_force'"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_id = cell_id(&rows, 0, 0);
    *ret_numbers =
        (struct calibration_numbers){cell_integer(&rows, 0, 1), cell_integer(&rows, 0, 2), cell_integer(&rows, 0, 3)};
    return OK;
}

enum outcome calibration_stale_pairs(struct work *work, struct identifier organisation, int64_t weights,
                                     struct identifier after, size_t most, struct identifier *ret_pairs,
                                     size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_id(after), value_integer(weights),
                           value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("calibration_stale", "SELECT id FROM person_pair WHERE organisation = $1 AND id > $2 AND weights <> $3 "
                                 "AND state IN ('open', 'asked', 'undecided') ORDER BY id LIMIT $4"),
        bind, 4, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_pairs[i] = cell_id(&rows, i, 0);
    return OK;
}
