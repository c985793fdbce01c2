/* Statements about journeys. */
#include "returns/journey.h"

static void take_ids(struct work *work, const struct rows *rows, struct identifier **ret_ids, size_t *ret_count)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        ids[at] = cell_id(rows, at, 0);
    *ret_ids = ids;
    *ret_count = rows->count;
}

enum outcome journey_rows(struct work *work, const struct record *record, struct identifier file,
                          struct identifier person, struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT id FROM ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " WHERE return_case = ");
    statement_bind(&statement, value_id(file));
    statement_add(&statement, " AND person = ");
    statement_bind(&statement, value_id(person));
    statement_add(&statement, " ORDER BY id");
    enum outcome outcome = statement_query(work->db, "journey_rows", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    take_ids(work, &rows, ret_ids, ret_count);
    return OK;
}

enum outcome travel_paper_holds(struct work *work, const struct return_case *file, const char *kind, int32_t day,
                                bool *ret_holds)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person), value_text(text_from(kind)),
                           value_date(day)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("travel_paper_holds", "SELECT 1 FROM travel_paper WHERE return_case = $1 AND person = $2 "
                                           "AND kind = $3 AND issued_on IS NOT NULL "
                                           "AND (valid_until IS NULL OR valid_until >= $4) LIMIT 1"),
                 bind, 4, work->arena, &rows);
    if (outcome == OK)
        *ret_holds = rows.count > 0;
    return outcome;
}

enum outcome journey_preparations_ended(struct work *work, const struct return_case *file, int32_t day,
                                        struct text **ret_kinds, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person), value_date(day)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("preparations_ended", "SELECT kind FROM return_milestone WHERE return_case = $1 AND person = $2 "
                                           "AND state = 'settled' AND valid_until < $3 ORDER BY id"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct text *kinds = arena_array(work->arena, struct text, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        kinds[at] = cell_text(&rows, at, 0);
    *ret_kinds = kinds;
    *ret_count = rows.count;
    return OK;
}

enum outcome journey_warnings_open(struct work *work, const struct return_case *file, struct identifier **ret_ids,
                                   size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("travel_warnings_open", "SELECT id FROM travel_warning WHERE return_case = $1 AND person = $2 "
                                             "AND state = 'open' ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome journeys_booked(struct work *work, struct identifier after, size_t most, struct identifier *ret_ids,
                             size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(after), value_integer((int64_t)most)};
    enum outcome outcome = db_query(work->db,
                                    SQL("journeys_booked", "SELECT id FROM return_case WHERE state = 'booked' "
                                                           "AND id > $1 ORDER BY id LIMIT $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    for (size_t at = 0; at < rows.count; at++)
        ret_ids[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}
