#include "reporting/report_store.h"

/* Each of the rows whose ids stand in the first column, in their order. */
static enum outcome open_rows(struct work *work, const struct record *record, const struct rows *rows, void ***ret_rows)
{
    void **opened = arena_array(work->arena, void *, rows->count + 1);
    enum outcome outcome = OK;
    for (size_t at = 0; at < rows->count && outcome == OK; at++)
        outcome = record_get_unlimited(work, record, cell_id(rows, at, 0), &opened[at]);
    *ret_rows = opened;
    return outcome;
}

static enum outcome open_all(struct work *work, struct sql sql, const struct record *record, struct identifier of,
                             void ***ret_rows, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(of)};
    enum outcome outcome = db_query(work->db, sql, bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_count = rows.count;
    return open_rows(work, record, &rows, ret_rows);
}

enum outcome report_goals(struct work *work, struct identifier donor_grant, struct report_goal ***ret_goals,
                          size_t *ret_count)
{
    return open_all(work,
                    SQL("report_goals", "SELECT id FROM report_goal WHERE donor_grant = $1 "
                                        "ORDER BY code NULLS LAST, id"),
                    &report_goal_record, donor_grant, (void ***)(void *)ret_goals, ret_count);
}

enum outcome report_indicators(struct work *work, struct identifier goal, struct report_indicator ***ret_indicators,
                               size_t *ret_count)
{
    return open_all(work,
                    SQL("report_indicators", "SELECT id FROM report_indicator WHERE goal = $1 "
                                             "AND COALESCE(ended, 0) <> 1 ORDER BY code NULLS LAST, id"),
                    &report_indicator_record, goal, (void ***)(void *)ret_indicators, ret_count);
}

enum outcome report_texts(struct work *work, struct identifier report, struct report_text ***ret_texts,
                          size_t *ret_count)
{
    return open_all(work, SQL("report_texts", "SELECT id FROM report_text WHERE report = $1 ORDER BY id"),
                    &report_text_record, report, (void ***)(void *)ret_texts, ret_count);
}

enum outcome report_values(struct work *work, struct identifier report, struct report_value ***ret_values,
                           size_t *ret_count)
{
    return open_all(work, SQL("report_values", "SELECT id FROM report_value WHERE report = $1 ORDER BY id"),
                    &report_value_record, report, (void ***)(void *)ret_values, ret_count);
}

static enum outcome open_first(struct work *work, const struct record *record, const struct rows *rows, void **ret_row)
{
    return rows->count == 0 ? NOT_FOUND : record_get_unlimited(work, record, cell_id(rows, 0, 0), ret_row);
}

enum outcome report_text_find(struct work *work, struct identifier report, struct text part, struct text language,
                              struct report_text **ret_text)
{
    struct rows rows;
    struct value bind[] = {value_id(report), value_text(part), value_text(language)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("report_text_find",
                     "SELECT id FROM report_text WHERE report = $1 AND part = $2 AND language = $3 ORDER BY id"),
                 bind, 3, work->arena, &rows);
    return outcome == OK ? open_first(work, &report_text_record, &rows, (void **)(void *)ret_text) : outcome;
}

enum outcome report_content_find(struct work *work, struct identifier report, struct text hash,
                                 struct report_content_row **ret_content)
{
    struct rows rows;
    struct value bind[] = {value_id(report), value_text(hash)};
    enum outcome outcome = db_query(
        work->db,
        SQL("report_content_find", "SELECT id FROM report_content WHERE report = $1 AND content_hash = $2 ORDER BY id"),
        bind, 2, work->arena, &rows);
    return outcome == OK ? open_first(work, &report_content_record, &rows, (void **)(void *)ret_content) : outcome;
}

enum outcome report_open_correction(struct work *work, struct identifier report, struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(report)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("report_open_correction", "SELECT id FROM donor_report WHERE replaces = $1 "
                                               "AND state IN ('drafting', 'in_review', 'approved') ORDER BY id"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK && rows.count > 0)
        *ret_id = cell_id(&rows, 0, 0);
    return outcome == OK && rows.count == 0 ? NOT_FOUND : outcome;
}

enum outcome report_was_written_by(struct work *work, struct identifier report, struct identifier user, bool *ret_wrote)
{
    struct rows rows;
    struct value bind[] = {value_id(report), value_id(user)};
    enum outcome outcome = db_query(work->db,
                                    SQL("report_was_written_by",
                                        "SELECT 1 FROM (SELECT id FROM report_text WHERE report = $1 UNION ALL "
                                        "SELECT id FROM report_value WHERE report = $1) AS written JOIN history h ON "
                                        "h.subject = written.id AND h.person = written.id "
                                        "WHERE h.record IN ('report_text', 'report_value') AND h.made_by = $2 LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_wrote = rows.count > 0;
    return outcome;
}

enum outcome report_is_planned(struct work *work, struct identifier donor_grant, struct text kind, int32_t from,
                               int32_t to, bool *ret_planned)
{
    struct rows rows;
    struct value bind[] = {value_id(donor_grant), value_text(kind), value_date(from), value_date(to)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("report_is_planned", "SELECT 1 FROM donor_report WHERE donor_grant = $1 AND kind = $2 "
                                          "AND period_from = $3 AND period_to = $4 AND state <> 'dropped' LIMIT 1"),
                 bind, 4, work->arena, &rows);
    if (outcome == OK)
        *ret_planned = rows.count > 0;
    return outcome;
}
