/* Statements about who is named by others, for the merging of two records. */
#include "persons/person_store.h"

enum outcome person_relation_between(struct work *work, struct identifier a, struct identifier b, bool *ret_is)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a relation counts, whoever recorded it");
    struct rows rows;
    struct value bind[] = {value_id(a), value_id(b)};
    enum outcome outcome = db_query(work->db,
                                    SQL("person_relation_between",
                                        "SELECT 1 FROM person_relation WHERE person = $1 AND other = $2 UNION ALL "
                                        "SELECT 1 FROM person_relation WHERE person = $2 AND other = $1 LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_is = rows.count > 0;
    return outcome;
}

static enum outcome point(struct work *work, struct sql find, struct sql change, const char *table,
                          struct identifier from, struct identifier to, person_pointed *pointed, void *context)
{
    struct rows rows;
    struct value bind[] = {value_id(from), value_id(to)};
    enum outcome outcome = db_query(work->db, find, bind, 1, work->arena, &rows);
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = pointed(context, table, cell_id(&rows, i, 0));
    return outcome == OK ? db_execute(work->db, change, bind, 2, NULL) : outcome;
}

enum outcome person_point_at(struct work *work, struct identifier from, struct identifier to, person_pointed *pointed,
                             void *context)
{
    enum outcome outcome =
        point(work, SQL("relations_naming", "SELECT id FROM person_relation WHERE other = $1 ORDER BY id"),
              SQL("relations_point", "UPDATE person_relation SET other = $2 WHERE other = $1"), "person_relation", from,
              to, pointed, context);
    if (outcome != OK)
        return outcome;
    return point(work, SQL("households_headed", "SELECT id FROM household WHERE head_person = $1 ORDER BY id"),
                 SQL("households_point", "UPDATE household SET head_person = $2 WHERE head_person = $1"), "household",
                 from, to, pointed, context);
}

enum outcome person_point_back(struct work *work, struct text table, struct identifier row, struct identifier from,
                               struct identifier to)
{
    struct value bind[] = {value_id(row), value_id(from), value_id(to)};
    if (text_is(table, "household"))
        return db_execute(
            work->db,
            SQL("household_point_back", "UPDATE household SET head_person = $3 WHERE id = $1 AND head_person = $2"),
            bind, 3, NULL);
    return db_execute(work->db,
                      SQL("relation_point_back", "UPDATE person_relation SET other = $3 WHERE id = $1 AND other = $2"),
                      bind, 3, NULL);
}
