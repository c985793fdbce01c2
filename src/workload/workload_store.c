#include "workload/workload_store.h"

#include "system/random.h"

enum { WEEK = 7 };

enum outcome workload_tasks(struct work *work, struct identifier office, struct task_load **ret_loads,
                            size_t *ret_count)
{
    struct rows rows;
    int32_t today = zone_date(work->zone, work->now);
    struct value bind[] = {value_id(office), value_date(today), value_date(today + WEEK)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("workload_tasks",
                     "SELECT assigned, COUNT(*) FILTER (WHERE due >= $2), COUNT(*) FILTER (WHERE due < $2) FROM task "
                     "WHERE office = $1 AND due <= $3 AND done_at IS NULL AND assigned IS NOT NULL "
                     "GROUP BY assigned ORDER BY assigned NULLS FIRST"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_loads = arena_array(work->arena, struct task_load, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_loads)[at] =
            (struct task_load){cell_id(&rows, at, 0), cell_integer(&rows, at, 1), cell_integer(&rows, at, 2)};
    return OK;
}

enum outcome workload_supervisors(struct work *work, struct identifier office, struct identifier **ret_ids,
                                  size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(office), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome = db_query(
        work->db,
        SQL("workload_supervisors",
            "SELECT DISTINCT r.account FROM role_assignment r JOIN user_account u ON u.id = r.account "
            "WHERE r.held_in = $1 AND r.role = 'supervisor' AND u.active = 1 AND (r.until IS NULL OR r.until >= $2) "
            "ORDER BY r.account NULLS FIRST"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_ids)[at] = cell_id(&rows, at, 0);
    return OK;
}

enum outcome workload_offices(struct work *work, struct workload_office **ret_offices, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db, SQL("workload_offices", "SELECT id, organisation FROM office ORDER BY id"), NULL, 0,
                 work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_offices = arena_array(work->arena, struct workload_office, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_offices)[at] = (struct workload_office){cell_id(&rows, at, 0), cell_id(&rows, at, 1)};
    return OK;
}

/* ---- the cases of a hand-over ---- */

enum outcome handed_add(struct work *work, const struct hand_over *order, const struct handed *handed)
{
    struct value bind[] = {value_id(identifier_new()),   value_id(handed->person), value_id(order->head.organisation),
                           value_id(order->head.office), value_id(order->head.id), value_id(handed->return_case),
                           value_id(handed->receiver)};
    return db_execute_later(work->db,
                            SQL("handed_add",
                                "INSERT INTO hand_over_case (id, person, organisation, office, hand_over, return_case, "
                                "receiver) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                            bind, 7);
}

enum outcome handed_last(struct work *work, struct identifier order, struct identifier *ret_case)
{
    struct rows rows;
    struct value bind = value_id(order);
    enum outcome outcome = db_query(work->db,
                                    SQL("handed_last", "SELECT return_case FROM hand_over_case WHERE hand_over = $1 "
                                                       "ORDER BY return_case DESC LIMIT 1"),
                                    &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_case = rows.count > 0 ? cell_id(&rows, 0, 0) : (struct identifier){{0}};
    return OK;
}

enum outcome handed_next(struct work *work, struct identifier order, bool back, size_t most, struct handed **ret,
                         size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(order), value_integer((int64_t)most)};
    enum outcome outcome =
        back ? db_query(work->db,
                        SQL("handed_next_back",
                            "SELECT id, person, return_case, receiver FROM hand_over_case WHERE hand_over = $1 "
                            "AND given_at IS NOT NULL AND back_at IS NULL ORDER BY return_case LIMIT $2"),
                        bind, 2, work->arena, &rows)
             : db_query(work->db,
                        SQL("handed_next",
                            "SELECT id, person, return_case, receiver FROM hand_over_case WHERE hand_over = $1 "
                            "AND given_at IS NULL AND left_out IS NULL ORDER BY return_case LIMIT $2"),
                        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret = arena_array(work->arena, struct handed, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret)[at] =
            (struct handed){cell_id(&rows, at, 0), cell_id(&rows, at, 1), cell_id(&rows, at, 2), cell_id(&rows, at, 3)};
    return OK;
}

enum outcome handed_given(struct work *work, const struct handed *handed)
{
    struct value bind[] = {value_id(handed->id), value_id(handed->person), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("handed_given", "UPDATE hand_over_case SET given_at = $3, back_at = NULL, left_out = NULL "
                                          "WHERE id = $1 AND person = $2"),
                      bind, 3, NULL);
}

enum outcome handed_back(struct work *work, const struct handed *handed)
{
    struct value bind[] = {value_id(handed->id), value_id(handed->person), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("handed_back", "UPDATE hand_over_case SET back_at = $3 WHERE id = $1 AND person = $2"), bind,
                      3, NULL);
}

enum outcome handed_left_out(struct work *work, const struct handed *handed, const char *why)
{
    struct value bind[] = {value_id(handed->id), value_id(handed->person), value_text(text_from(why)),
                           value_instant(work->now)};
    return db_execute(work->db,
                      SQL("handed_left_out",
                          "UPDATE hand_over_case SET left_out = $3, back_at = CASE WHEN given_at IS NULL THEN NULL "
                          "ELSE CAST($4 AS BIGINT) END WHERE id = $1 AND person = $2"),
                      bind, 4, NULL);
}

enum outcome handed_sums(struct work *work, struct identifier order, struct handed_sum **ret_sums, size_t *ret_count)
{
    struct rows rows;
    struct value bind = value_id(order);
    enum outcome outcome =
        db_query(work->db,
                 SQL("handed_sums",
                     "SELECT receiver, COUNT(*), COUNT(*) FILTER (WHERE given_at IS NOT NULL AND back_at IS NULL), "
                     "COUNT(*) FILTER (WHERE left_out IS NOT NULL), "
                     "COUNT(*) FILTER (WHERE back_at IS NOT NULL AND left_out IS NULL) "
                     "FROM hand_over_case WHERE hand_over = $1 GROUP BY receiver ORDER BY receiver NULLS FIRST"),
                 &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_sums = arena_array(work->arena, struct handed_sum, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_sums)[at] =
            (struct handed_sum){cell_id(&rows, at, 0), cell_integer(&rows, at, 1), cell_integer(&rows, at, 2),
                                cell_integer(&rows, at, 3), cell_integer(&rows, at, 4)};
    return OK;
}
