/* Statements about the instalments and the open case of a person, in whichever office. */
#include "returns/return_store.h"

enum outcome return_instalments(struct work *work, struct identifier person, struct instalment **ret, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "an instalment is paid once, in whichever office");
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome = db_query(
        work->db,
        SQL("return_instalments",
            "SELECT i.id, i.number, i.category, i.instalment, i.state, c.received_on, c.closed_on FROM return_item i "
            "JOIN return_case c ON c.id = i.return_case AND c.person = i.person WHERE i.person = $1 AND i.state IN "
            "('committed', 'prepared', 'released', 'paid', 'justified') ORDER BY i.id"),
        bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct instalment *all = arena_array(work->arena, struct instalment, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        all[i] = (struct instalment){.id = cell_id(&rows, i, 0),
                                     .item_number = cell_text(&rows, i, 1),
                                     .category = cell_text(&rows, i, 2),
                                     .number = cell_is_null(&rows, i, 3) ? 1 : cell_integer(&rows, i, 3),
                                     .state = cell_text(&rows, i, 4),
                                     .received_on = cell_date(&rows, i, 5),
                                     .closed_on = cell_date(&rows, i, 6)};
    *ret = all;
    *ret_count = rows.count;
    return OK;
}

enum outcome return_open_case(struct work *work, struct identifier person, struct open_case *ret)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a person has one open case, in whichever office");
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("return_open_case", "SELECT number, office FROM return_case WHERE person = $1 "
                                                            "AND state NOT IN ('closed', 'withdrawn')"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret = (struct open_case){cell_text(&rows, 0, 0), cell_id(&rows, 0, 1)};
    return OK;
}

enum outcome return_stake_of(struct work *work, struct identifier person, enum return_stake *ret_stake)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what is at stake for a person, in whichever office");
    struct rows rows;
    struct open_case open;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_payments_open", "SELECT 1 FROM return_item WHERE person = $1 AND state IN "
                                             "('committed', 'prepared', 'released') LIMIT 1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK && rows.count > 0) {
        *ret_stake = RETURN_PAYMENT_OPEN;
        return OK;
    }
    if (outcome == OK)
        outcome = return_open_case(work, person, &open);
    if (outcome < 0)
        return outcome;
    *ret_stake = outcome == OK ? RETURN_CASE_OPEN : RETURN_NO_STAKE;
    return OK;
}
