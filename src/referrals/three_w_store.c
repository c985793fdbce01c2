#include "referrals/referral_store.h"

#include "database/database.h"

enum outcome three_w_services(struct work *work, struct identifier **ret_services, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db, SQL("three_w_services", "SELECT id FROM directory_service ORDER BY organisation, id"), NULL,
                 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_services = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_services)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome three_w_counts(struct work *work, int64_t from, int64_t until, struct service_count **ret_counts,
                            size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_instant(from), value_instant(until)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("three_w_counts",
                     "SELECT service, CAST(sum(CASE WHEN places IS NULL THEN 1 ELSE places END) AS BIGINT), "
                     "CAST(sum(CASE WHEN outcomes IS NULL OR replace(outcomes, '=provided', '') = outcomes THEN 0 "
                     "WHEN places IS NULL THEN 1 ELSE places END) AS BIGINT) FROM referral_received "
                     "WHERE sent_at >= $1 AND sent_at < $2 AND service IS NOT NULL GROUP BY service ORDER BY service "
                     "NULLS LAST"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_counts = arena_array(work->arena, struct service_count, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_counts)[at] =
            (struct service_count){cell_id(&rows, at, 0), cell_integer(&rows, at, 1), cell_integer(&rows, at, 2)};
    *ret_count = rows.count;
    return OK;
}
