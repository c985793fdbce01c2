#include "monitoring/monitoring_store.h"

enum { OF_A_CASE_MOST = 100 };

static void take_ids(struct work *work, const struct rows *rows, struct identifier **ret_ids, size_t *ret_count)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        ids[at] = cell_id(rows, at, 0);
    *ret_ids = ids;
    *ret_count = rows->count;
}

enum outcome rounds_of_case(struct work *work, struct identifier file, struct identifier person,
                            struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person), value_integer(OF_A_CASE_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("rounds_of_case", "SELECT id FROM monitoring_round WHERE return_case = $1 AND person = $2 "
                                       "ORDER BY due_on NULLS FIRST, id LIMIT $3"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome interviews_of(struct work *work, struct identifier file, struct identifier person, struct identifier round,
                           struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    bool all = identifier_is_none(round);
    struct value bind[] = {value_id(file), value_id(person), value_id(round), value_integer(all),
                           value_integer(OF_A_CASE_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("interviews_of", "SELECT id FROM monitoring_interview WHERE return_case = $1 AND person = $2 "
                                      "AND ($4 = 1 OR round = $3) ORDER BY id LIMIT $5"),
                 bind, 5, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome rounds_falling_due(struct work *work, int32_t until, size_t most, struct identifier **ret_ids,
                                size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_date(until), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("rounds_falling_due", "SELECT id FROM monitoring_round WHERE state = 'planned' AND due_on <= $1 "
                                           "ORDER BY due_on, id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome cases_without_rounds(struct work *work, int32_t since, struct identifier after, size_t most,
                                  struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(after), value_date(since), value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("cases_without_rounds", "SELECT c.id FROM return_case c WHERE c.id > $1 AND c.arrived_on >= $2 "
                                    "AND c.state IN ('arrived', 'planned', 'in_delivery', 'monitored') AND NOT EXISTS "
                                    "(SELECT 1 FROM monitoring_round r WHERE r.return_case = c.id AND r.person = "
                                    "c.person) ORDER BY c.id LIMIT $3"),
        bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome scores_remove(struct work *work, struct identifier interview, struct identifier person)
{
    struct value bind[] = {value_id(interview), value_id(person)};
    return db_execute(work->db,
                      SQL("scores_remove", "DELETE FROM monitoring_score WHERE interview = $1 AND person = $2"), bind,
                      2, NULL);
}

enum outcome score_add(struct work *work, const struct score_row *row, struct text dimension, int64_t value)
{
    struct value bind[] = {value_id(row->interview),      value_id(row->person),          value_id(row->organisation),
                           value_id_or_null(row->office), value_text(row->questionnaire), value_text(row->scoring),
                           value_integer(row->edition),   value_integer(row->months),     value_text(dimension),
                           value_integer(value),          value_text(row->country),       value_text(row->sex),
                           value_integer(row->year)};
    return db_execute(work->db,
                      SQL("score_add", "INSERT INTO monitoring_score (interview, person, organisation, office, "
                                       "questionnaire, scoring, edition, months, dimension, value, country, sex, year) "
                                       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"),
                      bind, 13, NULL);
}
