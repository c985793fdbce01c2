/* Statements about pairs. */
#include "base/text.h"
#include "duplicates/duplicate_store.h"
#include "system/random.h"

#include <string.h>

/* The lower identifier is the first. */
static bool in_order(struct identifier a, struct identifier b) { return memcmp(a.bytes, b.bytes, sizeof a.bytes) < 0; }

enum outcome pair_between(struct work *work, struct identifier a, struct identifier b, struct identifier *ret_pair)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was said of two persons counts, wherever they are");
    struct rows rows;
    struct value bind[] = {value_id(in_order(a, b) ? a : b), value_id(in_order(a, b) ? b : a)};
    enum outcome outcome = db_query(
        work->db, SQL("pair_between", "SELECT id FROM person_pair WHERE first_person = $1 AND second_person = $2"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_pair = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome pairs_of(struct work *work, struct identifier person, struct pair_state **ret_pairs, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was said of a person counts, wherever she is");
    struct rows rows;
    struct value bind[] = {value_id(person), value_integer(PAIRS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("pairs_of", "SELECT id, first_person, second_person, state, probability, rests FROM person_pair "
                                 "WHERE first_person = $1 UNION ALL "
                                 "SELECT id, first_person, second_person, state, probability, rests FROM person_pair "
                                 "WHERE second_person = $1 ORDER BY id DESC LIMIT $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct pair_state *pairs = arena_array(work->arena, struct pair_state, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        pairs[i] = (struct pair_state){.id = cell_id(&rows, i, 0),
                                       .first_person = cell_id(&rows, i, 1),
                                       .second_person = cell_id(&rows, i, 2),
                                       .state = cell_text(&rows, i, 3),
                                       .probability = cell_integer(&rows, i, 4),
                                       .rests = cell_integer(&rows, i, 5) == FLAG_YES};
    *ret_pairs = pairs;
    *ret_count = rows.count;
    return OK;
}

enum outcome pairs_rest(struct work *work, struct identifier person, bool rest)
{
    struct value bind[] = {value_id(person), rest ? value_integer(FLAG_YES) : value_null()};
    return db_execute(work->db,
                      SQL("pairs_rest", "UPDATE person_pair SET rests = $2 WHERE first_person = $1 OR "
                                        "second_person = $1"),
                      bind, 2, NULL);
}

enum outcome pairs_forget(struct work *work, struct identifier person)
{
    struct value bind[] = {value_id(person), value_integer(FLAG_YES)};
    return db_execute(work->db,
                      SQL("pairs_forget", "UPDATE person_pair SET reasons = NULL, script = NULL, region = NULL, "
                                          "rests = $2 WHERE first_person = $1 OR second_person = $1"),
                      bind, 2, NULL);
}

static enum outcome add_link(struct work *work, const struct pair_found *found, struct identifier organisation,
                             struct identifier own, struct identifier other)
{
    struct value bind[] = {value_id(identifier_new()),
                           value_id(organisation),
                           value_id(own),
                           value_id(other),
                           value_integer((int64_t)(found->probability * 1000 + 0.5)),
                           value_integer(found->weights),
                           value_instant(work->now)};
    return db_execute(work->db,
                      SQL("person_link_add",
                          "INSERT INTO person_link (id, organisation, own_person, other_person, probability, weights, "
                          "found_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (own_person, other_person) "
                          "DO UPDATE SET probability = excluded.probability, weights = excluded.weights, "
                          "found_at = excluded.found_at"),
                      bind, 7, NULL);
}

enum outcome person_link_note(struct work *work, const struct pair_found *found, struct identifier first_organisation,
                              struct identifier second_organisation)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a link has an end in each of two organisations");
    enum outcome outcome = add_link(work, found, first_organisation, found->a, found->b);
    return outcome == OK ? add_link(work, found, second_organisation, found->b, found->a) : outcome;
}

/* ---- figures ---- */

static enum outcome take_sums(struct work *work, const struct rows *rows, struct pair_sum **ret_sums, size_t *ret_count)
{
    struct pair_sum *sums = arena_array(work->arena, struct pair_sum, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++)
        sums[i] = (struct pair_sum){.who = cell_id(rows, i, 0),
                                    .script = cell_text(rows, i, 1),
                                    .region = cell_text(rows, i, 2),
                                    .state = cell_text(rows, i, 3),
                                    .probability_band = cell_integer(rows, i, 4),
                                    .count = cell_integer(rows, i, 5)};
    *ret_sums = sums;
    *ret_count = rows->count;
    return OK;
}

enum outcome pair_sums_by_reviewer(struct work *work, struct identifier organisation, struct pair_sum **ret_sums,
                                   size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("pair_sums_by_reviewer",
                     "SELECT decided_by, script, '', state, 0, count(*) FROM person_pair WHERE organisation = $1 "
                     "AND state IN ('same', 'different', 'undecided') GROUP BY decided_by, script, state "
                     "ORDER BY decided_by NULLS FIRST, script NULLS FIRST, state"),
                 bind, 1, work->arena, &rows);
    return outcome == OK ? take_sums(work, &rows, ret_sums, ret_count) : outcome;
}

enum outcome pair_sums_by_band(struct work *work, struct identifier organisation, struct pair_sum **ret_sums,
                               size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("pair_sums_by_band",
                     "SELECT NULL, '', '', state, probability / 100, count(*) FROM person_pair WHERE organisation = $1 "
                     "AND state IN ('same', 'different') GROUP BY probability / 100, state ORDER BY 5, state"),
                 bind, 1, work->arena, &rows);
    return outcome == OK ? take_sums(work, &rows, ret_sums, ret_count) : outcome;
}

enum outcome pair_sums_by_place(struct work *work, struct identifier organisation, struct pair_sum **ret_sums,
                                size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("pair_sums_by_place",
                     "SELECT NULL, script, region, state, 0, count(*) FROM person_pair WHERE organisation = $1 "
                     "GROUP BY script, region, state ORDER BY script NULLS FIRST, region NULLS FIRST, state"),
                 bind, 1, work->arena, &rows);
    return outcome == OK ? take_sums(work, &rows, ret_sums, ret_count) : outcome;
}
