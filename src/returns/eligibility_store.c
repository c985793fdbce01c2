/* Statements about the rules of eligibility and what they ask. */
#include "returns/eligibility.h"

/* Empty: no decision used this version yet. */
static enum outcome kept_hash(struct work *work, const struct rule_set *set, struct text *ret_hash)
{
    struct rows rows;
    struct value bind[] = {value_text(set->name), value_integer(set->version)};
    enum outcome outcome =
        db_query(work->db, SQL("rule_version_hash", "SELECT hash FROM rule_version WHERE name = $1 AND version = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_hash = rows.count == 0 ? TEXT_NONE : cell_text(&rows, 0, 0);
    return outcome;
}

enum outcome eligibility_rules_agree(struct work *work, const struct eligibility_rules *rules)
{
    struct text hash;
    enum outcome outcome = kept_hash(work, rules->set, &hash);
    return outcome == OK && hash.length > 0 && !text_equal(hash, rules->hash) ? INVALID : outcome;
}

enum outcome eligibility_keep_rules(struct work *work, const struct eligibility_rules *rules)
{
    struct text hash;
    struct value bind[] = {value_text(rules->set->name), value_integer(rules->set->version), value_text(rules->hash),
                           value_text(rules->set->text), value_instant(work->now)};
    enum outcome outcome = kept_hash(work, rules->set, &hash);
    if (outcome != OK)
        return outcome;
    if (hash.length > 0)
        return text_equal(hash, rules->hash) ? OK : INVALID;
    return db_execute(work->db,
                      SQL("rule_version_keep", "INSERT INTO rule_version (name, version, hash, content, first_used_at) "
                                               "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name, version) DO NOTHING"),
                      bind, 5, NULL);
}

enum outcome eligibility_kept_text(struct work *work, struct text name, int64_t version, struct text *ret_text)
{
    struct rows rows;
    struct value bind[] = {value_text(name), value_integer(version)};
    enum outcome outcome = db_query(
        work->db, SQL("rule_version_text", "SELECT content FROM rule_version WHERE name = $1 AND version = $2"), bind,
        2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_text = cell_text(&rows, 0, 0);
    return OK;
}

enum outcome eligibility_suspended(struct work *work, struct text country, struct rule_row **ret_rows,
                                   size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_text(country), value_integer(RULES_ROWS_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("suspended_rows", "SELECT country, zone, from_on, until_on FROM "
                                                          "suspended_place WHERE country = $1 ORDER BY id LIMIT $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct rule_row *places = arena_array(work->arena, struct rule_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        places[at] = (struct rule_row){cell_text(&rows, at, 0), cell_text(&rows, at, 1), cell_date(&rows, at, 2),
                                       cell_date(&rows, at, 3)};
    *ret_rows = places;
    *ret_count = rows.count;
    return OK;
}

enum outcome eligibility_returned_before(struct work *work, const struct return_case *file, bool *ret_before)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.person), value_id(file->head.id)};
    enum outcome outcome = db_query(work->db,
                                    SQL("returned_before", "SELECT 1 FROM return_case WHERE person = $1 AND id <> $2 "
                                                           "AND departed_on IS NOT NULL LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_before = rows.count > 0;
    return outcome;
}

enum outcome eligibility_medical(struct work *work, const struct return_case *file, bool *ret_settled,
                                 int32_t *ret_until)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("medical_check", "SELECT state, valid_until FROM return_milestone WHERE return_case = $1 "
                                      "AND person = $2 AND kind = 'medical' AND state <> 'cancelled' "
                                      "ORDER BY id DESC LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    struct text state = cell_text(&rows, 0, 0);
    *ret_settled = text_is(state, "settled") || text_is(state, "not_needed");
    *ret_until = cell_date(&rows, 0, 1);
    return OK;
}

enum outcome eligibility_declaration_attached(struct work *work, const struct return_case *file, bool *ret_attached)
{
    struct rows rows;
    int64_t since = file->reopened_on == DATE_NONE ? 0 : file->reopened_on * DAY_MICROSECONDS - DAY_MICROSECONDS;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person),
                           value_text(text_from(return_case_record.name)), value_instant(since)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("declaration_attached", "SELECT 1 FROM attachment WHERE subject = $1 AND person = $2 "
                                             "AND record = $3 AND kind = 'declaration' AND made_at >= $4 LIMIT 1"),
                 bind, 4, work->arena, &rows);
    if (outcome == OK)
        *ret_attached = rows.count > 0;
    return outcome;
}

enum outcome return_sessions(struct work *work, const struct return_case *file, struct identifier **ret_ids,
                             size_t *ret_count)
{
    struct rows rows;
    int32_t since = file->reopened_on == DATE_NONE ? file->received_on : file->reopened_on;
    struct value bind[] = {value_id(file->head.id), value_id(file->head.person), value_date(since)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_sessions", "SELECT id FROM return_counselling WHERE return_case = $1 AND person = $2 "
                                        "AND held_on >= $3 ORDER BY held_on DESC NULLS LAST, id DESC"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct identifier *ids = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        ids[at] = cell_id(&rows, at, 0);
    *ret_ids = ids;
    *ret_count = rows.count;
    return OK;
}
