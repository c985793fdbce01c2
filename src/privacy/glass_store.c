/* Statements about broken glasses and what they open. */
#include "privacy/privacy_store.h"

#include "record/list.h"
#include "system/random.h"

enum { OFFICES_MOST = 64, OVER_MOST = 500, FIGURES_MOST = 100 };

static void add_office(struct identifier *offices, size_t *count, struct identifier office)
{
    for (size_t i = 0; i < *count; i++)
        if (identifier_equal(offices[i], office))
            return;
    if (*count < OFFICES_MOST)
        offices[(*count)++] = office;
}

enum outcome glass_offices(struct work *work, const struct person *person, struct identifier **ret_offices,
                           size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "where the person's rows lie, to open them and no others");
    struct identifier *offices = arena_array(work->arena, struct identifier, OFFICES_MOST);
    const struct record *record;
    size_t count = 0;
    add_office(offices, &count, person->head.office);
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL; i++) {
        struct statement statement = statement_open(work->arena);
        struct rows rows;
        if (record->confidential)
            continue;
        statement_add(&statement, "SELECT DISTINCT t.office FROM ");
        statement_add_name(&statement, record->table);
        statement_add(&statement, " t WHERE t.person = ");
        statement_bind(&statement, value_id(person->head.person));
        enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
        if (outcome != OK)
            return outcome;
        for (size_t at = 0; at < rows.count; at++)
            if (!cell_is_null(&rows, at, 0))
                add_office(offices, &count, cell_id(&rows, at, 0));
    }
    *ret_offices = offices;
    *ret_count = count;
    return OK;
}

enum outcome glass_open(struct work *work, const struct broken_glass *glass, const struct identifier *offices,
                        size_t count)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct value bind[] = {value_id(identifier_new()),         value_id(glass->opened_by),
                               value_id(glass->head.organisation), value_id_or_null(offices[i]),
                               value_id(glass->head.person),       value_id(glass->head.id),
                               value_instant(glass->until_at)};
        outcome = db_execute(work->db,
                             SQL("glass_open", "INSERT INTO access_opening (id, account, organisation, office, about, "
                                               "glass, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                             bind, 7, NULL);
    }
    return outcome;
}

enum outcome glass_close(struct work *work, struct identifier glass)
{
    struct value bind[] = {value_id(glass)};
    return db_execute(work->db, SQL("glass_close", "DELETE FROM access_opening WHERE glass = $1"), bind, 1, NULL);
}

enum outcome glass_over(struct work *work, struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_instant(work->now), value_integer(OVER_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("glass_over", "SELECT id FROM broken_glass WHERE state = 'open' AND "
                                                      "until_at <= $1 ORDER BY id LIMIT $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_ids)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome glass_figures(struct work *work, int32_t since, struct glass_figure **ret_figures, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT t.reason, t.state, count(*) FROM broken_glass t WHERE ");
    list_add_reach(work, &glass_see, &statement);
    statement_add(&statement, " AND t.created_at >= ");
    statement_bind(&statement, value_instant(zone_instant(work->zone, since, 0)));
    statement_add(&statement, " GROUP BY t.reason, t.state ORDER BY t.reason, t.state LIMIT ");
    statement_bind(&statement, value_integer(FIGURES_MOST));
    enum outcome outcome = statement_query(work->db, "glass_figures", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_figures = arena_array(work->arena, struct glass_figure, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_figures)[at] =
            (struct glass_figure){cell_text(&rows, at, 0), cell_text(&rows, at, 1), cell_integer(&rows, at, 2)};
    *ret_count = rows.count;
    return OK;
}
