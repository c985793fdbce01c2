/* Statements of the indicators. */
#include "database/database.h"
#include "record/list.h"
#include "referrals/referral_indicators.h"

#define DAY "86400000000"

static void add_source(struct work *work, struct statement *statement, const struct indicator_query *query,
                       enum board_side side)
{
    int64_t from = zone_instant(query->zone, query->from, 0);
    int64_t behind = zone_instant(query->zone, query->to + 1, 0);
    statement_add(statement, " FROM ");
    statement_add_name(statement, side == BOARD_SENT ? "referral" : "referral_received");
    statement_add(statement, " t WHERE ");
    list_add_reach(work, &referral_board_right, statement);
    statement_add(statement, " AND t.sent_at >= ");
    statement_bind(statement, value_instant(from));
    statement_add(statement, " AND t.sent_at < ");
    statement_bind(statement, value_instant(behind));
    if (query->theme.length > 0) {
        statement_add(statement, " AND t.theme = ");
        statement_bind(statement, value_text(query->theme));
    }
    if (query->city.length > 0) {
        statement_add(statement, " AND t.city = ");
        statement_bind(statement, value_text(query->city));
    }
}

static void add_other(struct statement *statement, enum board_side side)
{
    statement_add_name(statement, side == BOARD_SENT ? "receiver" : "sender");
}

static void add_cut(struct statement *statement, enum board_side side)
{
    statement_add(statement, "t.theme, t.city, t.");
    add_other(statement, side);
}

/* In the order of struct indicator_sums. */
static void add_sums(struct statement *statement, const struct indicator_query *query)
{
    statement_add(statement, ", count(*), count(*) FILTER (WHERE t.acknowledged_at IS NOT NULL OR t.due_at < ");
    statement_bind(statement, value_instant(query->now));
    statement_add(statement, "), count(*) FILTER (WHERE t.acknowledged_at <= t.due_at), "
                             "count(*) FILTER (WHERE t.answered_at IS NOT NULL), "
                             "count(*) FILTER (WHERE t.accepted_at IS NOT NULL), "
                             "count(*) FILTER (WHERE t.completed_at IS NOT NULL), "
                             "count(*) FILTER (WHERE t.completed_at IS NOT NULL OR "
                             "(t.state IN ('accepted', 'in_service') AND t.feedback_due_on < ");
    statement_bind(statement, value_date(query->today));
    statement_add(statement, ")), count(*) FILTER (WHERE t.completed_at IS NULL AND "
                             "t.state IN ('accepted', 'in_service') AND t.feedback_due_on < ");
    statement_bind(statement, value_date(query->today));
    statement_add(statement, ")");
}

static struct indicator_sums sums_of(const struct rows *rows, size_t at, size_t column)
{
    return (struct indicator_sums){.sent = cell_integer(rows, at, column),
                                   .due = cell_integer(rows, at, column + 1),
                                   .on_time = cell_integer(rows, at, column + 2),
                                   .answered = cell_integer(rows, at, column + 3),
                                   .accepted = cell_integer(rows, at, column + 4),
                                   .completed = cell_integer(rows, at, column + 5),
                                   .reported = cell_integer(rows, at, column + 6),
                                   .silent = cell_integer(rows, at, column + 7)};
}

/* ---- what is counted of each theme, city and partner ---- */

static enum outcome read_groups(struct work *work, const struct indicator_query *query, enum board_side side,
                                struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT ");
    add_cut(&statement, side);
    add_sums(&statement, query);
    add_source(work, &statement, query, side);
    statement_add(&statement, " GROUP BY ");
    add_cut(&statement, side);
    return statement_query(work->db, side == BOARD_SENT ? "indicator_groups_sent" : "indicator_groups_received",
                           &statement, work->arena, ret_rows);
}

static enum outcome read_days(struct work *work, const struct indicator_query *query, enum board_side side,
                              enum indicator_span span, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    const char *column = span == SPAN_ANSWER ? "answered_at" : "completed_at";
    statement_add(&statement, "SELECT d.theme, d.city, d.");
    add_other(&statement, side);
    statement_add(&statement, ", d.days, count(*) FROM (SELECT ");
    add_cut(&statement, side);
    statement_add(&statement, ", (t.");
    statement_add_name(&statement, column);
    statement_add(&statement, " - t.sent_at) / " DAY " AS days");
    add_source(work, &statement, query, side);
    statement_add(&statement, " AND t.");
    statement_add_name(&statement, column);
    statement_add(&statement, " IS NOT NULL) d GROUP BY d.theme, d.city, d.");
    add_other(&statement, side);
    statement_add(&statement, ", d.days");
    return statement_query(work->db, side == BOARD_SENT ? "indicator_days_sent" : "indicator_days_received", &statement,
                           work->arena, ret_rows);
}

static enum outcome read_reasons(struct work *work, const struct indicator_query *query, enum board_side side,
                                 struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT ");
    add_cut(&statement, side);
    statement_add(&statement, ", t.refusal_reason, count(*)");
    add_source(work, &statement, query, side);
    statement_add(&statement, " AND t.refusal_reason IS NOT NULL GROUP BY ");
    add_cut(&statement, side);
    statement_add(&statement, ", t.refusal_reason");
    return statement_query(work->db, side == BOARD_SENT ? "indicator_reasons_sent" : "indicator_reasons_received",
                           &statement, work->arena, ret_rows);
}

static bool holds(struct text codes, struct text code)
{
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one))
        if (text_equal(one, code))
            return true;
    return false;
}

/* Does it belong to what is asked: the partners and themes of a memorandum? */
static bool belongs(const struct indicator_query *query, struct text theme, struct identifier other)
{
    if (query->themes.length > 0 && !holds(query->themes, theme))
        return false;
    for (size_t i = 0; i < query->partner_count; i++)
        if (identifier_equal(query->partners[i], other))
            return true;
    return query->partners == NULL;
}

static void take(const struct indicator_query *query, const struct rows *groups, const struct rows *days,
                 const struct rows *reasons, struct indicator_facts *facts)
{
    for (size_t at = 0; at < groups->count; at++)
        if (belongs(query, cell_text(groups, at, 0), cell_id(groups, at, 2)))
            facts->groups[facts->group_count++] = (struct indicator_group){
                cell_text(groups, at, 0), cell_text(groups, at, 1), cell_id(groups, at, 2), sums_of(groups, at, 3)};
    for (size_t span = 0; span < INDICATOR_SPANS; span++)
        for (size_t at = 0; at < days[span].count; at++)
            if (belongs(query, cell_text(&days[span], at, 0), cell_id(&days[span], at, 2)))
                facts->days[span][facts->day_count[span]++] = (struct indicator_days){
                    cell_text(&days[span], at, 0), cell_text(&days[span], at, 1), cell_id(&days[span], at, 2),
                    cell_integer(&days[span], at, 3), cell_integer(&days[span], at, 4)};
    for (size_t at = 0; at < reasons->count; at++)
        if (belongs(query, cell_text(reasons, at, 0), cell_id(reasons, at, 2)))
            facts->reasons[facts->reason_count++] = (struct indicator_reason){
                cell_text(reasons, at, 0), cell_text(reasons, at, 1), cell_text(reasons, at, 3),
                cell_id(reasons, at, 2), cell_integer(reasons, at, 4)};
}

enum outcome indicator_facts_read(struct work *work, const struct indicator_query *query,
                                  struct indicator_facts *ret_facts)
{
    struct rows groups[BOARD_SIDES] = {{0}}, reasons[BOARD_SIDES] = {{0}}, days[BOARD_SIDES][INDICATOR_SPANS] = {{{0}}};
    struct indicator_facts facts = {0};
    enum outcome outcome = OK;
    for (size_t i = 0; i < BOARD_SIDES && outcome == OK; i++) {
        enum board_side side = (enum board_side)i;
        if (!query->sides[i])
            continue;
        outcome = read_groups(work, query, side, &groups[i]);
        for (size_t span = 0; span < INDICATOR_SPANS && outcome == OK; span++)
            outcome = read_days(work, query, side, (enum indicator_span)span, &days[i][span]);
        if (outcome == OK)
            outcome = read_reasons(work, query, side, &reasons[i]);
    }
    if (outcome != OK)
        return outcome;
    facts.groups = arena_array(work->arena, struct indicator_group, groups[0].count + groups[1].count + 1);
    facts.reasons = arena_array(work->arena, struct indicator_reason, reasons[0].count + reasons[1].count + 1);
    for (size_t span = 0; span < INDICATOR_SPANS; span++)
        facts.days[span] =
            arena_array(work->arena, struct indicator_days, days[0][span].count + days[1][span].count + 1);
    for (size_t i = 0; i < BOARD_SIDES; i++)
        take(query, &groups[i], days[i], &reasons[i], &facts);
    *ret_facts = facts;
    return OK;
}

/* ---- protection ---- */

static enum outcome read_guarded(struct work *work, const struct indicator_query *query, enum board_side side,
                                 struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT t.city");
    add_sums(&statement, query);
    statement_add(&statement, " FROM ");
    statement_add_name(&statement, side == BOARD_SENT ? "protection_referral" : "protection_received");
    statement_add(&statement, " t WHERE t.organisation = ");
    statement_bind(&statement, value_id(work->actor->organisation));
    statement_add(&statement, " AND t.sent_at >= ");
    statement_bind(&statement, value_instant(zone_instant(query->zone, query->from, 0)));
    statement_add(&statement, " AND t.sent_at < ");
    statement_bind(&statement, value_instant(zone_instant(query->zone, query->to + 1, 0)));
    statement_add(&statement, " GROUP BY t.city");
    return statement_query(work->db, side == BOARD_SENT ? "indicator_guarded_sent" : "indicator_guarded_received",
                           &statement, work->arena, ret_rows);
}

enum outcome indicator_guarded_read(struct work *work, const struct indicator_query *query,
                                    struct indicator_group **ret_groups, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold =
        wall_widen(work->db, "protection referrals are counted, and told from the threshold on alone");
    struct rows rows[BOARD_SIDES];
    enum outcome outcome = read_guarded(work, query, BOARD_RECEIVED, &rows[BOARD_RECEIVED]);
    if (outcome == OK)
        outcome = read_guarded(work, query, BOARD_SENT, &rows[BOARD_SENT]);
    if (outcome != OK)
        return outcome;
    *ret_groups = arena_array(work->arena, struct indicator_group, rows[0].count + rows[1].count + 1);
    *ret_count = 0;
    for (size_t side = 0; side < BOARD_SIDES; side++)
        for (size_t at = 0; at < rows[side].count; at++)
            (*ret_groups)[(*ret_count)++] =
                (struct indicator_group){.city = cell_text(&rows[side], at, 0), .sums = sums_of(&rows[side], at, 1)};
    return OK;
}

/* ---- the parties of a memorandum ---- */

enum outcome organisation_coded(struct work *work, struct text code, struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_text(code)};
    enum outcome outcome =
        db_query(work->db, SQL("organisation_coded", "SELECT id FROM organisation WHERE code = $1 ORDER BY id LIMIT 1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        *ret_id = cell_id(&rows, 0, 0);
    return outcome;
}
