/* Figures of consents. */
#include "privacy/privacy_store.h"

#include "record/list.h"

enum outcome consent_figures(struct work *work, int32_t ending_until, struct consent_figure **ret_figures,
                             size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    struct value today = value_date(zone_date(work->zone, work->now));
    statement_add(&statement,
                  "SELECT t.purpose, count(*) FILTER (WHERE t.withdrawn_on IS NULL AND (t.expires_on IS NULL "
                  "OR t.expires_on >= ");
    statement_bind(&statement, today);
    statement_add(&statement, ")), count(*) FILTER (WHERE t.withdrawn_on IS NULL AND t.expires_on >= ");
    statement_bind(&statement, today);
    statement_add(&statement, " AND t.expires_on <= ");
    statement_bind(&statement, value_date(ending_until));
    statement_add(&statement, "), count(*) FILTER (WHERE t.withdrawn_on IS NULL AND t.expires_on < ");
    statement_bind(&statement, today);
    statement_add(&statement, "), count(*) FILTER (WHERE t.withdrawn_on IS NOT NULL) FROM person_consent t WHERE ");
    list_add_reach(work, &privacy_see, &statement);
    statement_add(&statement, " GROUP BY t.purpose ORDER BY t.purpose");
    enum outcome outcome = statement_query(work->db, "consent_figures", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_figures = arena_array(work->arena, struct consent_figure, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_figures)[at] =
            (struct consent_figure){cell_text(&rows, at, 0), cell_integer(&rows, at, 1), cell_integer(&rows, at, 2),
                                    cell_integer(&rows, at, 3), cell_integer(&rows, at, 4)};
    *ret_count = rows.count;
    return OK;
}
