#include "returns/return_store.h"

enum outcome return_milestones_state(struct work *work, struct identifier file, struct identifier person,
                                     int64_t *ret_all, int64_t *ret_open, int32_t *ret_first_end)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_milestones_state",
                     "SELECT COUNT(*), COUNT(*) FILTER (WHERE state NOT IN ('settled', 'not_needed')), "
                     "MIN(valid_until) FILTER (WHERE state = 'settled') "
                     "FROM return_milestone WHERE return_case = $1 AND person = $2 AND state <> 'cancelled'"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_all = cell_integer(&rows, 0, 0);
    *ret_open = cell_integer(&rows, 0, 1);
    *ret_first_end = cell_date(&rows, 0, 2);
    return OK;
}

enum outcome return_document_needed(struct work *work, struct identifier file, struct identifier person,
                                    bool *ret_needed)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_document_needed", "SELECT 1 FROM return_milestone WHERE return_case = $1 AND person = $2 "
                                               "AND kind = 'travel_document' AND state = 'settled' LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_needed = rows.count > 0;
    return outcome;
}

enum outcome return_item_counts(struct work *work, struct identifier file, struct identifier person,
                                struct item_counts *ret)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_item_counts",
                     "SELECT COUNT(*) FILTER (WHERE state = 'proposed'), "
                     "COUNT(*) FILTER (WHERE state IN ('committed', 'prepared', 'released')), "
                     "COUNT(*) FILTER (WHERE state = 'paid'), COUNT(*) FILTER (WHERE state = 'justified'), "
                     "COUNT(*) FILTER (WHERE state IN ('paid', 'justified') AND instalment = 1) "
                     "FROM return_item WHERE return_case = $1 AND person = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret = (struct item_counts){cell_integer(&rows, 0, 0), cell_integer(&rows, 0, 1), cell_integer(&rows, 0, 2),
                                cell_integer(&rows, 0, 3), cell_integer(&rows, 0, 4)};
    return OK;
}

static void take_ids(struct work *work, const struct rows *rows, struct identifier **ret_ids, size_t *ret_count)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        ids[at] = cell_id(rows, at, 0);
    *ret_ids = ids;
    *ret_count = rows->count;
}

enum outcome return_child_ids(struct work *work, const struct record *record, struct identifier file,
                              struct identifier person, const char *const states[3], struct identifier **ret_ids,
                              size_t *ret_count)
{
    struct rows rows;
    const char *first = states == NULL ? "" : states[0];
    struct value bind[] = {value_id(file), value_id(person), value_text(text_from(first)),
                           value_text(text_from(states == NULL ? "" : states[1])),
                           value_text(text_from(states == NULL ? "" : states[2]))};
    enum outcome outcome =
        record == &return_item_record
            ? db_query(work->db,
                       SQL("return_item_ids", "SELECT id FROM return_item WHERE return_case = $1 AND person = $2 "
                                              "AND ($3 = '' OR state IN ($3, $4, $5)) ORDER BY id"),
                       bind, 5, work->arena, &rows)
            : db_query(work->db,
                       SQL("return_milestone_ids",
                           "SELECT id FROM return_milestone WHERE return_case = $1 AND person = $2 "
                           "AND ($3 = '' OR state IN ($3, $4, $5)) ORDER BY id"),
                       bind, 5, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome return_open_cases(struct work *work, struct identifier person, struct identifier **ret_ids,
                               size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_open_cases",
                     "SELECT id FROM return_case WHERE person = $1 AND state IN ('inquiry', 'registered', 'screened', "
                     "'counselled', 'consented', 'preparing', 'booked', 'postponed', 'no_show') ORDER BY id"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome return_has_open_case(struct work *work, struct identifier person, struct identifier except, bool *ret_has)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(except)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_has_open_case", "SELECT 1 FROM return_case WHERE person = $1 AND id <> $2 "
                                             "AND state NOT IN ('closed', 'withdrawn') LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_has = rows.count > 0;
    return outcome;
}
