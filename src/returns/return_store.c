#include "returns/return_store.h"

#include "record/list.h"

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
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a person has one open case, in whichever office");
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

enum outcome return_took_step(struct work *work, const struct return_case *file, struct text action, bool *ret_took)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person),
                           value_text(text_from(return_case_record.name)), value_text(action),
                           value_id(work->actor->user)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_took_step", "SELECT 1 FROM history WHERE subject = $1 AND person = $2 AND record = $3 "
                                         "AND action = $4 AND made_by = $5 LIMIT 1"),
                 bind, 5, work->arena, &rows);
    if (outcome == OK)
        *ret_took = rows.count > 0;
    return outcome;
}

enum outcome return_has_open_case(struct work *work, struct identifier person, struct identifier except, bool *ret_has)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a person has one open case, in whichever office");
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

static struct money money_of(struct text currency, int64_t minor)
{
    struct money money = {.minor = minor};
    if (currency.length == 3)
        __builtin_memcpy(money.currency, currency.at, 3);
    return money;
}

enum outcome return_item_sums(struct work *work, struct identifier file, struct identifier person,
                              struct item_sum **ret_sums, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome = db_query(
        work->db,
        SQL("return_item_sums",
            "SELECT currency, CAST(SUM(proposed) AS BIGINT), CAST(SUM(committed) AS BIGINT), "
            "CAST(SUM(paid) AS BIGINT) FROM ("
            "SELECT amount_currency AS currency, amount AS proposed, 0 AS committed, 0 AS paid FROM return_item "
            "WHERE return_case = $1 AND person = $2 AND state = 'proposed' UNION ALL "
            "SELECT line_amount_currency, 0, line_amount, 0 FROM return_item "
            "WHERE return_case = $1 AND person = $2 AND state IN ('committed', 'prepared', 'released') UNION ALL "
            "SELECT line_amount_currency, 0, 0, line_amount FROM return_item "
            "WHERE return_case = $1 AND person = $2 AND state IN ('paid', 'justified')) AS sums "
            "GROUP BY currency ORDER BY currency NULLS FIRST"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct item_sum *sums = arena_array(work->arena, struct item_sum, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++) {
        struct text currency = cell_text(&rows, at, 0);
        sums[at] = (struct item_sum){money_of(currency, cell_integer(&rows, at, 1)),
                                     money_of(currency, cell_integer(&rows, at, 2)),
                                     money_of(currency, cell_integer(&rows, at, 3))};
    }
    *ret_sums = sums;
    *ret_count = rows.count;
    return OK;
}

enum outcome return_payment_sums(struct work *work, const char *state, struct money **ret_sums, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->organisation), value_text(text_from(state))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_payment_sums",
                     "SELECT amount_currency, CAST(SUM(amount) AS BIGINT) FROM (SELECT amount_currency, amount FROM "
                     "return_item WHERE organisation = $1 AND state = $2 UNION ALL SELECT amount_currency, amount FROM "
                     "return_ticket WHERE organisation = $1 AND state = $2) AS waiting "
                     "GROUP BY amount_currency ORDER BY amount_currency NULLS FIRST"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct money *sums = arena_array(work->arena, struct money, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        sums[at] = money_of(cell_text(&rows, at, 0), cell_integer(&rows, at, 1));
    *ret_sums = sums;
    *ret_count = rows.count;
    return OK;
}

enum outcome return_ticket_ids(struct work *work, struct identifier source, struct identifier person,
                               struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(source), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("return_ticket_ids", "SELECT id FROM return_ticket WHERE source = $1 AND "
                                                             "person = $2 AND state <> 'cancelled' ORDER BY id"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome return_caseworkers(struct work *work, struct identifier office, struct identifier **ret_users,
                                size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(office), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_caseworkers",
                     "SELECT DISTINCT r.account FROM role_assignment r "
                     "JOIN user_account u ON u.id = r.account "
                     "WHERE r.held_in = $1 AND r.role IN ('caseworker', 'supervisor') "
                     "AND u.active = 1 AND (r.until IS NULL OR r.until >= $2) ORDER BY r.account NULLS FIRST"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_users, ret_count);
    return outcome;
}

enum outcome return_other_cases(struct work *work, const struct return_case *file, struct other_case **ret_cases,
                                size_t *ret_count)
{
    static const struct field_set HEAD_ONLY;
    struct list_query query = {.person = file->head.person, .descending = true, .size = 11, .only = &HEAD_ONLY};
    struct list_page page;
    enum outcome outcome = record_list(work, &return_case_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct other_case *cases = arena_array(work->arena, struct other_case, page.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < page.count; i++) {
        const struct record_head *head = record_head_of(page.rows[i]);
        if (!identifier_equal(head->id, file->head.id))
            cases[count++] = (struct other_case){head->id, head->number, head->state};
    }
    *ret_cases = cases;
    *ret_count = count;
    return OK;
}

/* Of who changed thousands in a week, only the newest of each table are looked at. */
enum { CHANGED_MOST = 300 };

/* What changes in a case, and where it says of which. */
static const struct {
    const char *table, *file;
} CHANGING[] = {{"return_case", "id"}, {"return_milestone", "return_case"}, {"return_item", "return_case"}};

enum outcome return_changes(struct work *work, struct identifier user, int64_t since, size_t most,
                            struct case_change **ret_changes, size_t *ret_count)
{
    /* Identifiers begin with the moment of their making: they spare the reading of each case's older history. */
    static const unsigned char LOWEST[IDENTIFIER_RANDOM];
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT c.id, c.person, h.made_by, c.number, h.record, h.action, h.made_at "
                              "FROM history h JOIN (");
    for (size_t i = 0; i < sizeof CHANGING / sizeof *CHANGING; i++) {
        statement_add_text(&statement, i == 0 ? "" : " UNION ALL ");
        statement_add(&statement, "SELECT a.id, a.person, a.file FROM (SELECT id, person, ");
        statement_add_name(&statement, CHANGING[i].file);
        statement_add(&statement, " AS file FROM ");
        statement_add_name(&statement, CHANGING[i].table);
        statement_add(&statement, " WHERE assigned = ");
        statement_bind(&statement, value_id(user));
        statement_add(&statement, " AND changed_at >= ");
        statement_bind(&statement, value_instant(since));
        statement_add(&statement, " ORDER BY changed_at DESC LIMIT ");
        statement_add_count(&statement, CHANGED_MOST);
        statement_add(&statement, ") a");
    }
    statement_add(&statement, ") AS s ON s.id = h.subject AND s.person = h.person "
                              "JOIN return_case c ON c.id = s.file AND c.person = s.person WHERE h.id >= ");
    statement_bind(&statement, value_id(identifier_make(since - DAY_MICROSECONDS, LOWEST)));
    statement_add(&statement, " AND h.made_at >= ");
    statement_bind(&statement, value_instant(since));
    statement_add(&statement, " AND (h.made_by IS NULL OR h.made_by <> ");
    statement_bind(&statement, value_id(user));
    statement_add(&statement, ") AND NOT (h.record = 'return_milestone' AND h.action = 'create') "
                              "AND NOT (h.record <> 'return_case' AND h.action = 'assign') "
                              "ORDER BY h.made_at DESC, h.id DESC LIMIT ");
    statement_add_count(&statement, most);
    const char *name = work->db->back_end->many_writers ? "return_changes_once_postgres" : "return_changes";
    enum outcome outcome = statement_query(work->db, name, &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct case_change *changes = arena_array(work->arena, struct case_change, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        changes[at] = (struct case_change){cell_id(&rows, at, 0),     cell_id(&rows, at, 1),   cell_id(&rows, at, 2),
                                           cell_text(&rows, at, 3),   cell_text(&rows, at, 4), cell_text(&rows, at, 5),
                                           cell_instant(&rows, at, 6)};
    *ret_changes = changes;
    *ret_count = rows.count;
    return OK;
}

enum outcome return_unassigned(struct work *work, size_t most, struct identifier **ret_ids, size_t *ret_count,
                               int64_t *ret_total)
{
    struct rows rows;
    struct rows total;
    struct value bind[] = {value_id(work->actor->organisation), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_unassigned", "SELECT id FROM return_case WHERE organisation = $1 AND assigned IS NULL "
                                          "AND state NOT IN ('closed', 'withdrawn') ORDER BY id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        outcome = db_query(work->db,
                           SQL("return_unassigned_total",
                               "SELECT COUNT(*) FROM return_case WHERE organisation = $1 AND assigned IS NULL "
                               "AND state NOT IN ('closed', 'withdrawn')"),
                           bind, 1, work->arena, &total);
    if (outcome != OK)
        return outcome;
    take_ids(work, &rows, ret_ids, ret_count);
    *ret_total = cell_integer(&total, 0, 0);
    return OK;
}
