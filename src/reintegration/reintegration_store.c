#include "reintegration/reintegration_store.h"

#include <string.h>

#include "database/database.h"
#include "database/wall.h"

static struct money cell_money(const struct rows *rows, size_t at, size_t column)
{
    struct money money = {.minor = cell_integer(rows, at, column)};
    struct text currency = cell_text(rows, at, column + 1);
    if (currency.length == 3)
        memcpy(money.currency, currency.at, 3);
    return money;
}

static enum outcome first_id(const struct rows *rows, struct identifier *ret_id)
{
    if (rows->count == 0)
        return NOT_FOUND;
    *ret_id = cell_id(rows, 0, 0);
    return OK;
}

enum outcome assessment_newest(struct work *work, struct identifier file, struct identifier person,
                               struct identifier *ret_id, int64_t *ret_edition)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("assessment_newest", "SELECT id, edition FROM reintegration_assessment WHERE return_case = $1 "
                                          "AND person = $2 ORDER BY edition DESC NULLS LAST LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK && rows.count > 0)
        *ret_edition = cell_integer(&rows, 0, 1);
    return outcome == OK ? first_id(&rows, ret_id) : outcome;
}

enum outcome quotes_of_item(struct work *work, struct identifier item, struct identifier person,
                            struct quote_row **ret_quotes, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(item), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("quotes_of_item",
                     "SELECT id, supplier, amount, amount_currency, state, valid_until FROM reintegration_quote "
                     "WHERE item = $1 AND person = $2 AND state <> 'set_aside' ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_quotes = arena_array(work->arena, struct quote_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_quotes)[at] = (struct quote_row){.id = cell_id(&rows, at, 0),
                                               .supplier = cell_id(&rows, at, 1),
                                               .amount = cell_money(&rows, at, 2),
                                               .state = cell_text(&rows, at, 4),
                                               .valid_until = cell_date(&rows, at, 5)};
    *ret_count = rows.count;
    return OK;
}

enum outcome quote_rules_on(struct work *work, struct identifier organisation, int32_t on,
                            struct quote_rule_row **ret_rules, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("quote_rules_on", "SELECT above, above_currency, quotes, source, verified FROM "
                                       "reintegration_quote_rule WHERE organisation = $1 AND from_on <= $2 "
                                       "AND (until_on IS NULL OR until_on >= $2) ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_rules = arena_array(work->arena, struct quote_rule_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_rules)[at] = (struct quote_rule_row){.above = cell_money(&rows, at, 0),
                                                   .quotes = cell_integer(&rows, at, 2),
                                                   .source = cell_text(&rows, at, 3),
                                                   .verified = cell_integer(&rows, at, 4) == FLAG_YES};
    *ret_count = rows.count;
    return OK;
}

static void take_money(struct work *work, const struct rows *rows, struct money **ret_amounts, size_t *ret_count)
{
    *ret_amounts = arena_array(work->arena, struct money, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        (*ret_amounts)[at] = cell_money(rows, at, 0);
    *ret_count = rows->count;
}

enum outcome deliveries_of_item(struct work *work, struct identifier item, struct identifier person,
                                struct identifier except, struct money **ret_values, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(item), value_id(person), value_id(except)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("deliveries_of_item", "SELECT value, value_currency FROM reintegration_delivery WHERE item = $1 "
                                           "AND person = $2 AND id <> $3 AND state <> 'returned'"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_money(work, &rows, ret_values, ret_count);
    return outcome;
}

static void take_ids(struct work *work, const struct rows *rows, struct identifier **ret_ids, size_t *ret_count)
{
    *ret_ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        (*ret_ids)[at] = cell_id(rows, at, 0);
    *ret_count = rows->count;
}

enum outcome delivery_complete(struct work *work, struct identifier item, struct identifier person, bool *ret_complete)
{
    struct rows rows;
    struct value bind[] = {value_id(item), value_id(person), value_integer(FLAG_YES)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("delivery_complete", "SELECT 1 FROM reintegration_delivery WHERE item = $1 AND person = $2 AND "
                                          "state = 'accepted' AND complete = $3 LIMIT 1"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        *ret_complete = rows.count > 0;
    return outcome;
}

enum outcome order_of_item(struct work *work, struct identifier item, struct identifier person,
                           struct order_row *ret_order)
{
    struct rows rows;
    struct value bind[] = {value_id(item), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("order_of_item", "SELECT id, state, invoiced, invoiced_currency FROM reintegration_order "
                                      "WHERE item = $1 AND person = $2 AND state <> 'cancelled'"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome == OK ? NOT_FOUND : outcome;
    *ret_order = (struct order_row){cell_id(&rows, 0, 0), cell_text(&rows, 0, 1), cell_money(&rows, 0, 2)};
    return OK;
}

enum outcome share_of_item(struct work *work, struct identifier item, struct identifier person,
                           struct identifier *ret_project)
{
    struct rows rows;
    struct value bind[] = {value_id(item), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("share_of_item", "SELECT project FROM reintegration_share WHERE item = $1 AND "
                                                         "person = $2 AND state = 'joined'"),
                                    bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_project) : outcome;
}

enum outcome shares_of_project(struct work *work, struct identifier project, struct share_sums *ret_sums)
{
    struct rows rows;
    struct value bind = value_id(project);
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "the sum of a project, whose shares ever they are");
    enum outcome outcome =
        db_query(work->db,
                 SQL("shares_of_project",
                     "SELECT COUNT(DISTINCT s.person), CAST(SUM(i.amount) AS BIGINT), "
                     "COUNT(*) FILTER (WHERE i.state = 'proposed'), "
                     "COUNT(*) FILTER (WHERE i.state IN ('paid', 'justified')) "
                     "FROM reintegration_share s JOIN return_item i ON i.id = s.item AND i.person = s.person "
                     "WHERE s.project = $1 AND s.state = 'joined' AND i.state <> 'cancelled'"),
                 &bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_sums =
            (struct share_sums){cell_integer(&rows, 0, 0), cell_is_null(&rows, 0, 1) ? 0 : cell_integer(&rows, 0, 1),
                                cell_integer(&rows, 0, 2), cell_integer(&rows, 0, 3)};
    return outcome;
}

enum outcome share_ids(struct work *work, struct identifier project, size_t most, struct identifier **ret_ids,
                       size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(project), value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db, SQL("share_ids", "SELECT id FROM reintegration_share WHERE project = $1 ORDER BY id LIMIT $2"), bind,
        2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome endings_of_case(struct work *work, struct identifier file, struct identifier person,
                             struct ending **ret_endings, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome = db_query(
        work->db,
        SQL("endings_of_case",
            "SELECT CAST(0 AS BIGINT), id, state FROM reintegration_order WHERE return_case = $1 AND person = $2 AND "
            "state IN ('drafted', 'placed') UNION ALL "
            "SELECT CAST(1 AS BIGINT), id, state FROM reintegration_training WHERE return_case = $1 AND person = $2 "
            "AND "
            "course IS NOT NULL AND state IN ('planned', 'waiting') UNION ALL "
            "SELECT CAST(2 AS BIGINT), id, state FROM reintegration_share WHERE return_case = $1 AND person = $2 AND "
            "state = 'joined'"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_endings = arena_array(work->arena, struct ending, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_endings)[at] = (struct ending){(enum ending_kind)cell_integer(&rows, at, 0), cell_id(&rows, at, 1),
                                             cell_text(&rows, at, 2)};
    *ret_count = rows.count;
    return OK;
}

enum outcome seats_of_course(struct work *work, struct identifier course, struct identifier except,
                             struct course_seats *ret_seats)
{
    struct rows rows;
    struct value bind[] = {value_id(course), value_id(except)};
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "the seats of a course, whoever has them");
    enum outcome outcome =
        db_query(work->db,
                 SQL("seats_of_course", "SELECT COUNT(*) FILTER (WHERE state NOT IN ('waiting', 'dropped')), "
                                        "COUNT(*) FILTER (WHERE state = 'waiting'), "
                                        "COUNT(*) FILTER (WHERE state = 'dropped') "
                                        "FROM reintegration_training WHERE course = $1 AND id <> $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_seats =
            (struct course_seats){cell_integer(&rows, 0, 0), cell_integer(&rows, 0, 1), cell_integer(&rows, 0, 2)};
    return outcome;
}

enum outcome course_next(struct work *work, struct identifier course, struct identifier except,
                         struct identifier *ret_training)
{
    struct rows rows;
    struct value bind[] = {value_id(course), value_id(except)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("course_next", "SELECT id FROM reintegration_training WHERE course = $1 AND state = 'waiting' AND "
                                    "id <> $2 ORDER BY state_since NULLS FIRST, id LIMIT 1"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_training) : outcome;
}

enum outcome training_ids(struct work *work, struct identifier course, size_t most, struct identifier **ret_ids,
                          size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(course), value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db, SQL("training_ids", "SELECT id FROM reintegration_training WHERE course = $1 ORDER BY id LIMIT $2"),
        bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome proof_accepted(struct work *work, struct identifier item, struct identifier person, bool *ret_accepted)
{
    struct rows rows;
    struct value bind[] = {value_id(item), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("proof_accepted", "SELECT 1 FROM reintegration_proof WHERE item = $1 AND "
                                                          "person = $2 AND state = 'accepted' LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_accepted = rows.count > 0;
    return outcome;
}

enum outcome plan_of_case(struct work *work, struct identifier file, struct identifier person,
                          struct plan_row **ret_items, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("plan_of_case",
                     "SELECT id, budget_line, amount, amount_currency, line_amount, line_amount_currency, state "
                     "FROM return_item WHERE return_case = $1 AND person = $2 AND state <> 'cancelled' ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_items = arena_array(work->arena, struct plan_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_items)[at] = (struct plan_row){.id = cell_id(&rows, at, 0),
                                             .budget_line = cell_id(&rows, at, 1),
                                             .amount = cell_money(&rows, at, 2),
                                             .line_amount = cell_money(&rows, at, 4),
                                             .state = cell_text(&rows, at, 6)};
    *ret_count = rows.count;
    return OK;
}

enum outcome entitlements_on(struct work *work, struct identifier organisation, int32_t on,
                             struct entitlement_row **ret_rows, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("entitlements_on",
                     "SELECT id, budget_line, profile, country, source, amount, amount_currency, from_on, verified "
                     "FROM reintegration_entitlement WHERE organisation = $1 AND from_on <= $2 "
                     "AND (until_on IS NULL OR until_on >= $2) ORDER BY from_on DESC, id DESC"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct entitlement_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_rows)[at] = (struct entitlement_row){.id = cell_id(&rows, at, 0),
                                                   .budget_line = cell_id(&rows, at, 1),
                                                   .profile = cell_text(&rows, at, 2),
                                                   .country = cell_text(&rows, at, 3),
                                                   .source = cell_text(&rows, at, 4),
                                                   .amount = cell_money(&rows, at, 5),
                                                   .from_on = cell_date(&rows, at, 7),
                                                   .verified = cell_integer(&rows, at, 8) == FLAG_YES};
    *ret_count = rows.count;
    return OK;
}

enum outcome reintegration_second_signatures(struct work *work, const struct programme_query *query, int64_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a figure of a whole organisation, whoever reports it");
    struct rows rows;
    struct value bind[] = {value_id(query->organisation), value_date(query->from), value_date(query->to),
                           value_integer(identifier_is_none(query->grant)), value_id(query->grant)};
    enum outcome outcome = db_query(
        work->db,
        SQL("second_signatures",
            "SELECT COUNT(*) FROM reintegration_excess x WHERE x.organisation = $1 AND x.state = 'signed' "
            "AND x.signed_on >= $2 AND x.signed_on <= $3 AND ($4 = 1 OR EXISTS (SELECT 1 FROM return_item i "
            "JOIN budget_line b ON b.id = i.budget_line WHERE i.return_case = x.return_case AND i.person = x.person "
            "AND i.state <> 'cancelled' AND b.donor_grant = $5))"),
        bind, 5, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome excess_of_case(struct work *work, struct identifier file, struct identifier person,
                            struct money **ret_amounts, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("excess_of_case", "SELECT amount, amount_currency FROM reintegration_excess WHERE "
                                       "return_case = $1 AND person = $2 AND state = 'signed'"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_money(work, &rows, ret_amounts, ret_count);
    return outcome;
}

enum outcome waiting_in(struct work *work, struct identifier organisation, const char *state, size_t most,
                        struct waiting_row **ret_rows, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_text(text_from(state)), value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("waiting_in",
            "SELECT id, offered_line, country, profile, priority, wanted, wanted_currency, since_on, return_case FROM "
            "reintegration_waiting WHERE organisation = $1 AND state = $2 ORDER BY CASE priority WHEN 'high' THEN 0 "
            "WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END, since_on NULLS FIRST, id LIMIT $3"),
        bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct waiting_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_rows)[at] = (struct waiting_row){.id = cell_id(&rows, at, 0),
                                               .offered_line = cell_id(&rows, at, 1),
                                               .country = cell_text(&rows, at, 2),
                                               .profile = cell_text(&rows, at, 3),
                                               .priority = cell_text(&rows, at, 4),
                                               .wanted = cell_money(&rows, at, 5),
                                               .since_on = cell_date(&rows, at, 7),
                                               .return_case = cell_id(&rows, at, 8)};
    *ret_count = rows.count;
    return OK;
}

enum outcome waiting_organisations(struct work *work, struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db,
                 SQL("waiting_organisations", "SELECT o.id FROM organisation o WHERE EXISTS (SELECT 1 FROM "
                                              "reintegration_waiting w WHERE w.organisation = o.id AND w.state = "
                                              "'waiting') ORDER BY o.id"),
                 NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_ids)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome waiting_of_case(struct work *work, struct identifier file, struct identifier person,
                             struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(file), value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("waiting_of_case", "SELECT id FROM reintegration_waiting WHERE return_case = "
                                                           "$1 AND person = $2 AND state IN ('waiting', 'proposed', "
                                                           "'placed') ORDER BY id LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_id) : outcome;
}
