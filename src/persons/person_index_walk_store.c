/* The index made anew, person by person, while others search and save: after the key of search, or the rules by which
   names are read, were changed, and for persons who were there before it. */
#include "persons/person_index.h"
#include "persons/person_store.h"
#include "record/keys.h"

/* Where the walk under the present form is. */
struct walk {
    int64_t form, done, finished_at, swept_at; /* instants: INSTANT_NONE until then */
    struct identifier reached, swept;
    bool known; /* there is a row of it */
};

static enum outcome read_walk(struct work *work, struct walk *ret_walk)
{
    struct rows rows;
    struct walk walk = {.form = index_form(work), .finished_at = INSTANT_NONE, .swept_at = INSTANT_NONE};
    struct value bind[] = {value_integer(walk.form)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("index_walk", "SELECT done, reached, finished_at, swept, swept_at FROM person_key_walk "
                                   "WHERE form = $1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK && rows.count > 0) {
        walk.known = true;
        walk.done = cell_integer(&rows, 0, 0);
        walk.reached = cell_is_null(&rows, 0, 1) ? walk.reached : cell_id(&rows, 0, 1);
        walk.finished_at = cell_instant(&rows, 0, 2);
        walk.swept = cell_is_null(&rows, 0, 3) ? walk.swept : cell_id(&rows, 0, 3);
        walk.swept_at = cell_instant(&rows, 0, 4);
    }
    if (outcome == OK)
        *ret_walk = walk;
    return outcome;
}

enum outcome person_index_is_due(struct work *work, bool *ret_due)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct rows rows;
    struct walk walk;
    enum outcome outcome = read_walk(work, &walk);
    struct value bind[] = {value_integer(walk.form)};
    if (outcome != OK || walk.known) {
        *ret_due = outcome == OK && walk.finished_at == INSTANT_NONE;
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
    struct walk walk;
    struct person_index_standing standing = {.form = index_form(work)};
    enum outcome outcome = person_index_is_due(work, &standing.due);
    if (outcome == OK)
        outcome = person_index_count(work, &standing.total);
    if (outcome == OK)
        outcome = read_walk(work, &walk);
    if (outcome != OK)
        return outcome;
    standing.done = standing.due ? walk.done : standing.total;
    *ret = standing;
    return OK;
}

static enum outcome begin(struct work *work, struct walk *ret_walk)
{
    int64_t total = 0;
    enum outcome outcome = read_walk(work, ret_walk);
    if (outcome != OK || ret_walk->known)
        return outcome;
    outcome = person_index_count(work, &total);
    struct value bind[] = {value_integer(index_form(work)), value_integer(total), value_instant(work->now)};
    if (outcome == OK)
        outcome = db_execute(work->db,
                             SQL("index_begin", "INSERT INTO person_key_walk (form, done, total, started_at) "
                                                "VALUES ($1, 0, $2, $3) ON CONFLICT (form) DO NOTHING"),
                             bind, 3, NULL);
    return outcome == OK ? read_walk(work, ret_walk) : outcome;
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

static enum outcome next(struct work *work, struct identifier behind, size_t most, struct rows *ret_rows)
{
    struct value bind[] = {value_id(behind), value_integer((int64_t)most)};
    return db_query(work->db, SQL("index_next", "SELECT p.id FROM person p WHERE p.id > $1 ORDER BY p.id LIMIT $2"),
                    bind, 2, work->arena, ret_rows);
}

static enum outcome make_anew(struct work *work, struct identifier id)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, id, &row);
    if (outcome == OK)
        outcome = person_index_add(work, row);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome person_index_step(struct work *work, size_t most, int64_t *ret_done, bool *ret_more)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct walk walk;
    struct rows rows;
    enum outcome outcome = begin(work, &walk);
    if (outcome == OK)
        outcome = next(work, walk.reached, most, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++) {
        walk.reached = cell_id(&rows, at, 0);
        walk.done++;
        outcome = make_anew(work, walk.reached);
    }
    if (outcome != OK)
        return outcome;
    outcome = note(work, &walk, rows.count == most);
    if (outcome != OK)
        return outcome;
    *ret_done = walk.done;
    *ret_more = rows.count == most;
    return OK;
}

/* ---- older keys go ---- */

enum outcome person_index_sweep_is_due(struct work *work, bool *ret_due)
{
    struct keyring *ring = keys_ring(work->keys);
    struct walk walk;
    enum outcome outcome = read_walk(work, &walk);
    if (outcome != OK)
        return outcome;
    bool asked = search_read(ring) > 0;
    bool rested = search_generation(ring) > 1 || work->now - walk.finished_at > DAY_MICROSECONDS;
    *ret_due = walk.finished_at != INSTANT_NONE && walk.swept_at == INSTANT_NONE && !asked && rested;
    return OK;
}

static enum outcome note_swept(struct work *work, const struct walk *walk, bool more)
{
    struct value bind[] = {value_integer(walk->form), value_id(walk->swept),
                           more ? value_null() : value_instant(work->now)};
    return db_execute(work->db,
                      SQL("index_note_swept", "UPDATE person_key_walk SET swept = $2, swept_at = $3 WHERE form = $1"),
                      bind, 3, NULL);
}

/* A host that still ran the program of before may have written her last: she gets her present keys before the others
   go. */
static enum outcome sweep_one(struct work *work, const struct walk *walk)
{
    struct rows rows;
    struct value bind[] = {value_id(walk->swept), value_integer(walk->form)};
    enum outcome outcome =
        db_query(work->db, SQL("index_older", "SELECT 1 FROM person_key WHERE person = $1 AND form <> $2 LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome;
    outcome = make_anew(work, walk->swept);
    return outcome == OK
               ? db_execute(work->db, SQL("index_sweep", "DELETE FROM person_key WHERE person = $1 AND form <> $2"),
                            bind, 2, NULL)
               : outcome;
}

enum outcome person_index_sweep_step(struct work *work, size_t most, bool *ret_more)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct walk walk;
    struct rows rows;
    enum outcome outcome = read_walk(work, &walk);
    if (outcome == OK)
        outcome = next(work, walk.swept, most, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++) {
        walk.swept = cell_id(&rows, at, 0);
        outcome = sweep_one(work, &walk);
    }
    if (outcome == OK)
        outcome = note_swept(work, &walk, rows.count == most);
    if (outcome == OK)
        *ret_more = rows.count == most;
    return outcome;
}

enum outcome person_index_count(struct work *work, int64_t *ret_persons)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the index is the mission's");
    struct rows rows;
    enum outcome outcome =
        db_query(work->db, SQL("index_count", "SELECT count(*) FROM person"), NULL, 0, work->arena, &rows);
    if (outcome == OK)
        *ret_persons = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome person_index_counted(struct work *work, int64_t persons)
{
    struct value bind[] = {value_integer(index_form(work)), value_integer(persons)};
    return db_execute(work->db,
                      SQL("index_note_count", "UPDATE person_key_walk SET total = $2 WHERE form = $1 AND total <> $2"),
                      bind, 2, NULL);
}
