#include "protection/protection_store.h"

#include "database/database.h"

static enum outcome first_id(const struct rows *rows, struct identifier *ret_id)
{
    if (rows->count == 0)
        return NOT_FOUND;
    *ret_id = cell_id(rows, 0, 0);
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

enum outcome screening_of_case(struct work *work, struct identifier file, struct identifier person,
                               struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("screening_of_case", "SELECT id FROM protection_screening WHERE "
                                          "return_case = $1 AND person = $2 ORDER BY id DESC LIMIT 1"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_id) : outcome;
}

enum outcome child_of_case(struct work *work, struct identifier file, struct identifier person,
                           struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("child_of_case", "SELECT id FROM protection_child WHERE return_case = $1 AND "
                                                         "person = $2 ORDER BY id DESC LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_id) : outcome;
}

enum outcome determinations_of(struct work *work, struct identifier child, struct identifier person, const char *state,
                               struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(child), value_id(person), value_text(text_from(state == NULL ? "" : state))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("determinations_of", "SELECT id FROM protection_determination WHERE child = $1 AND person = $2 "
                                          "AND ($3 = '' OR state = $3) ORDER BY id DESC"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome panel_of(struct work *work, struct identifier determination, struct identifier person,
                      struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(determination), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("panel_of", "SELECT id FROM protection_panel_member WHERE determination = $1 "
                                                    "AND person = $2 ORDER BY id"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome safety_count(struct work *work, struct identifier screening, struct identifier person, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(screening), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("safety_count", "SELECT COUNT(*) FROM protection_safety WHERE screening = $1 "
                                                        "AND person = $2 AND state <> 'dropped'"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome conflict_stands(struct work *work, struct identifier account, struct identifier person, bool *ret_stands)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(account)};
    enum outcome outcome = db_query(work->db,
                                    SQL("conflict_stands", "SELECT 1 FROM protection_conflict WHERE person = $1 "
                                                           "AND account = $2 AND state <> 'taken_back' LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_stands = rows.count > 0;
    return outcome;
}

enum outcome protection_officers(struct work *work, struct identifier organisation, bool supervisors_too,
                                 struct identifier **ret_users, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(zone_date(work->zone, work->now)),
                           value_text(supervisors_too ? TEXT("supervisor") : TEXT("protection"))};
    enum outcome outcome = db_query(
        work->db,
        SQL("protection_officers",
            "SELECT DISTINCT r.account FROM role_assignment r JOIN user_account u ON u.id = r.account "
            "WHERE r.organisation = $1 AND r.role IN ('protection', 'protection_manager', $3) AND u.active = 1 "
            "AND (r.until IS NULL OR r.until >= $2) ORDER BY r.account NULLS FIRST"),
        bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_users, ret_count);
    return outcome;
}
