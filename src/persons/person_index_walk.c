/* The index made anew, person by person, while others search and save: after the key of search, or the rules by which
   names are read, were changed, and for persons who were there before it. */
#include "persons/person_index.h"
#include "persons/person_store.h"

enum { LOOKED_AT_ONCE = 200 };

enum outcome person_index_is_due(struct work *work, bool *ret_due)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct rows rows;
    struct value bind[] = {value_integer(index_form(work))};
    enum outcome outcome = db_query(
        work->db,
        SQL("index_is_done", "SELECT 1 FROM person_key_walk WHERE form = $1 AND finished_at IS NOT NULL LIMIT 1"), bind,
        1, work->arena, &rows);
    if (outcome != OK || rows.count > 0) {
        *ret_due = false;
        return outcome;
    }
    /* Nothing was ever made anew: each save wrote what it should, unless somebody was there before. */
    outcome = db_query(work->db,
                       SQL("index_lacks", "SELECT 1 FROM person p WHERE NOT EXISTS (SELECT 1 FROM person_key k "
                                          "WHERE k.person = p.person AND k.form = $1) AND NOT EXISTS "
                                          "(SELECT 1 FROM person_erasure e WHERE e.person = p.person) LIMIT 1"),
                       bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_due = rows.count > 0;
    return outcome;
}

enum outcome person_index_standing(struct work *work, struct person_index_standing *ret)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct rows rows;
    struct person_index_standing standing = {.form = index_form(work)};
    struct value bind[] = {value_integer(standing.form)};
    enum outcome outcome = person_index_is_due(work, &standing.due);
    if (outcome == OK)
        outcome = db_query(work->db, SQL("index_total", "SELECT count(*) FROM person"), NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    standing.total = cell_integer(&rows, 0, 0);
    standing.done = standing.due ? 0 : standing.total;
    if (standing.due)
        outcome = db_query(work->db, SQL("index_done", "SELECT done FROM person_key_walk WHERE form = $1"), bind, 1,
                           work->arena, &rows);
    if (outcome == OK && standing.due && rows.count > 0)
        standing.done = cell_integer(&rows, 0, 0);
    if (outcome == OK)
        *ret = standing;
    return outcome;
}

struct walk {
    int64_t form, done;
    struct identifier reached;
};

static enum outcome begin(struct work *work, struct walk *ret_walk)
{
    struct rows rows;
    struct walk walk = {.form = index_form(work)};
    struct value bind[] = {value_integer(walk.form), value_instant(work->now)};
    enum outcome outcome = db_execute(
        work->db,
        SQL("index_begin", "INSERT INTO person_key_walk (form, done, total, started_at) "
                           "SELECT CAST($1 AS BIGINT), 0, (SELECT count(*) FROM person), CAST($2 AS BIGINT) "
                           "WHERE NOT EXISTS (SELECT 1 FROM person_key_walk w WHERE w.form = $1)"),
        bind, 2, NULL);
    if (outcome == OK)
        outcome = db_query(work->db, SQL("index_reached", "SELECT done, reached FROM person_key_walk WHERE form = $1"),
                           bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    walk.done = cell_integer(&rows, 0, 0);
    if (!cell_is_null(&rows, 0, 1))
        walk.reached = cell_id(&rows, 0, 1);
    *ret_walk = walk;
    return OK;
}

static enum outcome note(struct work *work, const struct walk *walk, bool more)
{
    struct value bind[] = {value_integer(walk->form), value_id(walk->reached), value_integer(walk->done),
                           more ? value_null() : value_instant(work->now)};
    return db_execute(
        work->db,
        SQL("index_note", "UPDATE person_key_walk SET reached = $2, done = $3, finished_at = $4 WHERE form = $1"), bind,
        4, NULL);
}

/* Of the next persons, those whose keys are not all of this form. */
static enum outcome next(struct work *work, const struct walk *walk, size_t most, struct rows *ret_rows)
{
    struct value bind[] = {value_id(walk->reached), value_integer((int64_t)most), value_integer(walk->form)};
    return db_query(work->db,
                    SQL("index_next", "SELECT p.id, CASE WHEN EXISTS (SELECT 1 FROM person_key k WHERE "
                                      "k.person = p.person AND k.form <> $3) OR NOT EXISTS (SELECT 1 FROM person_key k "
                                      "WHERE k.person = p.person) THEN 1 ELSE 0 END FROM person p "
                                      "WHERE p.id > $1 ORDER BY p.id LIMIT $2"),
                    bind, 3, work->arena, ret_rows);
}

static enum outcome make_anew(struct work *work, struct identifier id)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, id, &row);
    if (outcome == OK)
        outcome = person_index_anew(work, row);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome person_index_step(struct work *work, size_t most, int64_t *ret_done, bool *ret_more)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct walk walk;
    struct rows rows;
    size_t at = 0;
    enum outcome outcome = begin(work, &walk);
    if (outcome == OK)
        outcome = next(work, &walk, LOOKED_AT_ONCE, &rows);
    for (size_t made = 0; outcome == OK && at < rows.count && made < most; at++) {
        walk.reached = cell_id(&rows, at, 0);
        walk.done++;
        if (cell_integer(&rows, at, 1) == 0)
            continue;
        made++;
        outcome = make_anew(work, walk.reached);
    }
    if (outcome != OK)
        return outcome;
    bool more = at < rows.count || rows.count == LOOKED_AT_ONCE;
    outcome = note(work, &walk, more);
    if (outcome != OK)
        return outcome;
    *ret_done = walk.done;
    *ret_more = more;
    return OK;
}
