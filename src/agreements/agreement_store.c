#include "agreements/agreement_store.h"

static enum outcome read_ids(struct work *work, struct sql sql, const struct value *bind, size_t bind_count,
                             struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, bind_count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_ids)[i] = cell_id(&rows, i, 0);
    return OK;
}

/* OK with the first of them; NOT_FOUND. */
static enum outcome read_id(struct work *work, struct sql sql, const struct value *bind, size_t bind_count,
                            struct identifier *ret_id)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = read_ids(work, sql, bind, bind_count, &ids, &count);
    if (outcome == OK && count > 0)
        *ret_id = ids[0];
    return outcome == OK && count == 0 ? NOT_FOUND : outcome;
}

enum outcome agreement_statements(struct work *work, struct identifier agreement, struct identifier but,
                                  struct statement_of_date **ret_statements, size_t *ret_count)
{
    struct rows rows;
    const struct value bind[] = {value_id(agreement), value_id(but)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("agreement_statements", "SELECT event, mark, standing, day, day_precision FROM agreement_date "
                                             "WHERE agreement = $1 AND id <> $2 ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_statements = arena_array(work->arena, struct statement_of_date, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_statements)[i] = (struct statement_of_date){
            .event = cell_text(&rows, i, 0),
            .mark = cell_text(&rows, i, 1),
            .standing = cell_text(&rows, i, 2),
            .day = {cell_date(&rows, i, 3), (enum precision)cell_integer(&rows, i, 4)},
        };
    return OK;
}

enum outcome agreement_settling(struct work *work, struct identifier agreement, const char *event,
                                struct identifier **ret_ids, size_t *ret_count)
{
    const struct value bind[] = {value_id(agreement), value_text(text_from(event))};
    *ret_count = 0;
    return read_ids(work,
                    SQL("agreement_settling", "SELECT id FROM agreement_date WHERE agreement = $1 AND event = $2 AND "
                                              "standing = 'settles' ORDER BY id"),
                    bind, 2, ret_ids, ret_count);
}

enum outcome agreement_leads_to(struct work *work, struct identifier from, struct identifier to, bool *ret_leads)
{
    struct identifier id;
    const struct value bind[] = {value_id(from), value_id(to)};
    enum outcome outcome = read_id(work,
                                   SQL("agreement_leads_to",
                                       "WITH RECURSIVE chain (id, depth) AS (SELECT a.id, 0 FROM agreement a "
                                       "WHERE a.id = $1 UNION ALL SELECT coalesce(a.replaces, a.amends), c.depth + 1 "
                                       "FROM chain c JOIN agreement a ON a.id = c.id "
                                       "WHERE coalesce(a.replaces, a.amends) IS NOT NULL AND c.depth < 200) "
                                       "SELECT id FROM chain WHERE id = $2 ORDER BY id LIMIT 1"),
                                   bind, 2, &id);
    *ret_leads = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome agreement_amendment_numbered(struct work *work, struct identifier amends, int64_t number,
                                          struct identifier but)
{
    struct identifier id;
    const struct value bind[] = {value_id(amends), value_integer(number), value_id(but)};
    return read_id(work,
                   SQL("agreement_amendment_numbered",
                       "SELECT id FROM agreement WHERE amends = $1 AND amendment_number = $2 AND id <> $3"),
                   bind, 3, &id);
}

enum outcome agreement_party_known(struct work *work, const struct agreement_party *party)
{
    struct rows rows;
    const struct value bind[] = {value_id(party->agreement), value_id(party->head.id)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("agreement_party_known",
                     "SELECT party, code, name FROM agreement_party WHERE agreement = $1 AND id <> $2 ORDER BY id"),
                 bind, 2, work->arena, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++)
        if ((!identifier_is_none(party->party) && identifier_equal(cell_id(&rows, i, 0), party->party)) ||
            (party->code.length > 0 && text_equal_ignoring_case(cell_text(&rows, i, 1), party->code)) ||
            text_equal_ignoring_case(text_trim(cell_text(&rows, i, 2)), text_trim(party->name)))
            return OK;
    return outcome == OK ? NOT_FOUND : outcome;
}

enum outcome agreement_party_total(struct work *work, struct identifier agreement, int64_t *ret_count)
{
    struct rows rows;
    const struct value bind[] = {value_id(agreement)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("agreement_party_total", "SELECT COUNT(*) FROM agreement_party WHERE agreement = $1 AND "
                                              "(part IS NULL OR part NOT IN ('depositary', 'witness'))"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome agreement_successor(struct work *work, struct identifier agreement, struct identifier *ret_id)
{
    const struct value bind[] = {value_id(agreement), value_date(zone_date(work->zone, work->now))};
    return read_id(work,
                   SQL("agreement_successor",
                       "SELECT id FROM agreement WHERE replaces = $1 AND state = 'in_force' AND runs_from <= $2 "
                       "ORDER BY runs_from, id LIMIT 1"),
                   bind, 2, ret_id);
}

enum outcome agreement_amendments(struct work *work, struct identifier agreement, struct identifier **ret_ids,
                                  size_t *ret_count)
{
    const struct value bind[] = {value_id(agreement)};
    return read_ids(work,
                    SQL("agreement_amendments",
                        "SELECT id FROM agreement WHERE amends = $1 ORDER BY amendment_number NULLS LAST, id"),
                    bind, 1, ret_ids, ret_count);
}

enum outcome agreement_replaced_by(struct work *work, struct identifier agreement, struct identifier **ret_ids,
                                   size_t *ret_count)
{
    const struct value bind[] = {value_id(agreement)};
    return read_ids(work, SQL("agreement_replaced_by", "SELECT id FROM agreement WHERE replaces = $1 ORDER BY id"),
                    bind, 1, ret_ids, ret_count);
}

enum outcome agreement_from_profile(struct work *work, struct identifier organisation, struct text key,
                                    struct identifier *ret_id)
{
    const struct value bind[] = {value_id(organisation), value_text(key)};
    return read_id(
        work, SQL("agreement_from_profile", "SELECT id FROM agreement WHERE organisation = $1 AND profile_key = $2"),
        bind, 2, ret_id);
}

enum outcome agreement_organisation_of(struct work *work, struct text code, struct identifier *ret_id)
{
    const struct value bind[] = {value_text(code)};
    return read_id(work,
                   SQL("agreement_organisation_of", "SELECT id FROM organisation WHERE code = $1 ORDER BY id LIMIT 1"),
                   bind, 1, ret_id);
}

enum outcome agreement_count(struct work *work, int32_t today, int32_t until, struct agreement_counts *ret_counts)
{
    struct rows rows;
    const struct value bind[] = {value_id(work->actor->organisation), value_date(today), value_date(until)};
    enum outcome outcome = db_query(
        work->db,
        SQL("agreement_count",
            "SELECT COUNT(*) FILTER (WHERE state = 'in_force'), "
            "COUNT(*) FILTER (WHERE state IN ('signed', 'in_force', 'suspended') AND runs_until >= $2 AND "
            "runs_until <= $3), COUNT(*) FILTER (WHERE disputed = 1), COUNT(*) FILTER (WHERE state = 'signed'), "
            "(SELECT COUNT(*) FROM agreement_obligation o WHERE o.organisation = $1 AND o.state = 'open' AND "
            "o.due_on >= $2 AND o.due_on <= $3), (SELECT COUNT(*) FROM agreement_obligation o "
            "WHERE o.organisation = $1 AND o.state = 'open' AND o.due_on < $2) FROM agreement WHERE organisation = $1"),
        bind, 3, work->arena, &rows);
    if (outcome == OK)
        *ret_counts = (struct agreement_counts){
            .in_force = cell_integer(&rows, 0, 0),
            .ending = cell_integer(&rows, 0, 1),
            .disputed = cell_integer(&rows, 0, 2),
            .concluded = cell_integer(&rows, 0, 3),
            .due = cell_integer(&rows, 0, 4),
            .late = cell_integer(&rows, 0, 5),
        };
    return outcome;
}
