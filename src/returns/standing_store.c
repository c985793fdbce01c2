/* What stands still: limits, and statements that read as many entries of an index as they give. */
#include "returns/return_store.h"
#include "returns/standing.h"
#include "system/random.h"

const char *const return_open_states[RETURN_OPEN_STATES] = {
    "inquiry",    "registered", "screened", "counselled",  "consented", "preparing", "booked", "departed",
    "in_transit", "arrived",    "planned",  "in_delivery", "monitored", "postponed", "no_show"};

/* Our own measure, to be set by the mission; only the month from the arrival to the plan is the programme's. */
const struct standing_limits standing_standard = {{7, 5, 10, 21, 5, 45, 30, 4, 4, 30, 30, 90, 120, 60, 14}};

enum { DAYS_MOST = 730, PAPERS_MOST = 300 };

/* ---- limits ---- */

static void take_limit(struct text state, int64_t days, struct standing_limits *limits)
{
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
        if (text_is(state, return_open_states[i]))
            limits->days[i] = days;
}

enum outcome standing_limits_get(struct work *work, struct identifier organisation, struct standing_limits *ret_limits)
{
    struct rows rows;
    struct value bind = value_id(organisation);
    enum outcome outcome = db_query(
        work->db, SQL("standing_limits_get", "SELECT state, days FROM return_state_limit WHERE organisation = $1"),
        &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_limits = standing_standard;
    for (size_t at = 0; at < rows.count; at++)
        take_limit(cell_text(&rows, at, 0), cell_integer(&rows, at, 1), ret_limits);
    return OK;
}

static enum outcome set_one(struct work *work, struct identifier organisation, size_t state, int64_t days)
{
    int64_t changed = 0;
    struct value bind[] = {value_id(organisation), value_text(text_from(return_open_states[state])),
                           value_integer(days), value_id(identifier_new())};
    enum outcome outcome = db_execute(
        work->db,
        SQL("standing_limit_change", "UPDATE return_state_limit SET days = $3 WHERE organisation = $1 AND state = $2"),
        bind, 3, &changed);
    if (outcome != OK || changed > 0)
        return outcome;
    return db_execute(work->db,
                      SQL("standing_limit_add", "INSERT INTO return_state_limit (organisation, state, days, id) "
                                                "VALUES ($1, $2, $3, $4)"),
                      bind, 4, NULL);
}

enum outcome standing_limits_set(struct work *work, struct identifier organisation,
                                 const struct standing_limits *limits)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
        if (limits->days[i] < 1 || limits->days[i] > DAYS_MOST)
            outcome = problem_add(&work->problems, INVALID, "days_out_of_range", text_from(return_open_states[i]),
                                  N_("Give a number of days from 1 to 730."));
    for (size_t i = 0; i < RETURN_OPEN_STATES && outcome == OK; i++)
        outcome = set_one(work, organisation, i, limits->days[i]);
    return outcome;
}

enum outcome standing_begin(struct work *work, struct standing_limits *ret_limits, int64_t *ret_seen)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->user), value_id(work->actor->organisation)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("standing_begin", "SELECT '' AS state, 0 AS days, seen_at AS seen FROM return_work_seen "
                                       "WHERE id = $1 UNION ALL "
                                       "SELECT state, days, 0 FROM return_state_limit WHERE organisation = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_limits = standing_standard;
    *ret_seen = INSTANT_NONE;
    for (size_t at = 0; at < rows.count; at++)
        if (cell_integer(&rows, at, 1) == 0)
            *ret_seen = cell_instant(&rows, at, 2);
        else
            take_limit(cell_text(&rows, at, 0), cell_integer(&rows, at, 1), ret_limits);
    return OK;
}

enum outcome work_seen_set(struct work *work)
{
    struct value bind[] = {value_id(work->actor->user), value_id(work->actor->organisation), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("work_seen_set",
                          "INSERT INTO return_work_seen (id, organisation, seen_at) VALUES ($1, $2, $3) "
                          "ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at"),
                      bind, 3, NULL);
}

/* ---- what stands still ---- */

/* Whose cases: a user's, or an office's. */
struct whose {
    bool of_office;
    struct identifier id;
};

/* A case that waits for a day in the calendar has not stood still before it. */
static void add_still(struct statement *statement, const char *state, int32_t today)
{
    if (text_is(text_from(state), "booked")) {
        statement_add(statement, " AND (c.travel_on IS NULL OR c.travel_on < ");
        statement_bind(statement, value_date(today));
        statement_add(statement, ")");
    }
    if (text_is(text_from(state), "postponed")) {
        statement_add(statement, " AND (c.postponed_until IS NULL OR c.postponed_until < ");
        statement_bind(statement, value_date(today));
        statement_add(statement, ")");
    }
}

static void add_whose(struct statement *statement, struct whose whose)
{
    statement_add_text(statement, whose.of_office ? "c.office = " : "c.assigned = ");
    statement_bind(statement, value_id(whose.id));
}

/* CASE: the indexes hold it so, for no day would stand at another end on each engine. */
#define SINCE "CASE WHEN c.state_since IS NULL THEN 0 ELSE c.state_since END"

/* One branch for each state, so that each reads the end of one range of an index and no more. */
static void add_each_standing(struct statement *statement, const struct standing_limits *limits, struct whose whose,
                              int64_t times, int32_t today, size_t most)
{
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        statement_add_text(statement, i == 0 ? "" : " UNION ALL ");
        statement_add(statement, "SELECT b.id, b.person, b.state_since FROM (SELECT c.id, c.person, c.state_since "
                                 "FROM return_case c WHERE ");
        add_whose(statement, whose);
        statement_add(statement, " AND c.state = ");
        statement_bind(statement, value_text(text_from(return_open_states[i])));
        statement_add(statement, " AND c.state NOT IN ('closed', 'withdrawn') AND c.state_since IS NOT NULL "
                                 "AND " SINCE " < ");
        statement_bind(statement, value_date(today - (int32_t)(limits->days[i] * times)));
        add_still(statement, return_open_states[i], today);
        statement_add(statement, " ORDER BY " SINCE ", c.id LIMIT ");
        statement_add_count(statement, most);
        statement_add(statement, ") b");
    }
}

/* The same of PostgreSQL: each branch is begun anew and, behind the wall, reads the wall first, so that fifteen of them
   cost more than what they find.  One is asked for each state in turn. */
static void add_all_standing(struct statement *statement, const struct standing_limits *limits, struct whose whose,
                             int64_t times, int32_t today, size_t most)
{
    struct text states = TEXT_NONE;
    struct text before = TEXT_NONE;
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        const char *comma = i == 0 ? "" : ",";
        states = arena_format(statement->arena, "%.*s%s%s", TEXT_ARG(states), comma, return_open_states[i]);
        before = arena_format(statement->arena, "%.*s%s%lld", TEXT_ARG(before), comma,
                              (long long)(today - limits->days[i] * times));
    }
    statement_add_postgres(statement, "SELECT b.id, b.person, b.state_since FROM unnest(string_to_array(");
    statement_bind(statement, value_text(states));
    statement_add_postgres(statement, ", ','), CAST(string_to_array(");
    statement_bind(statement, value_text(before));
    statement_add_postgres(statement, ", ',') AS bigint[])) AS s (state, before) CROSS JOIN LATERAL ("
                                      "SELECT c.id, c.person, c.state_since FROM return_case c WHERE ");
    add_whose(statement, whose);
    statement_add(statement, " AND c.state = s.state AND c.state NOT IN ('closed', 'withdrawn') "
                             "AND c.state_since IS NOT NULL AND " SINCE " < s.before "
                             "AND (s.state <> 'booked' OR c.travel_on IS NULL OR c.travel_on < ");
    statement_bind(statement, value_date(today));
    statement_add(statement, ") AND (s.state <> 'postponed' OR c.postponed_until IS NULL OR c.postponed_until < ");
    statement_bind(statement, value_date(today));
    statement_add(statement, ") ORDER BY " SINCE ", c.id LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") b");
}

static bool asks_at_once(const struct work *work) { return work->db->back_end->many_writers; }

static void add_standing(struct work *work, struct statement *statement, const struct standing_limits *limits,
                         struct whose whose, int64_t times, size_t most)
{
    int32_t today = zone_date(work->zone, work->now);
    if (asks_at_once(work))
        add_all_standing(statement, limits, whose, times, today, most);
    else
        add_each_standing(statement, limits, whose, times, today, most);
}

static void read_risks(struct work *work, const struct rows *rows, struct risk **ret_risks, size_t *ret_count)
{
    *ret_risks = arena_array(work->arena, struct risk, rows->count + 1);
    *ret_count = rows->count;
    for (size_t at = 0; at < rows->count; at++)
        (*ret_risks)[at] = (struct risk){(enum risk_kind)cell_integer(rows, at, 0),
                                         cell_id(rows, at, 1),
                                         cell_id(rows, at, 2),
                                         cell_text(rows, at, 3),
                                         cell_text(rows, at, 4),
                                         cell_date(rows, at, 5)};
}

/* "SELECT 0 AS kind, … FROM (…) s JOIN return_case c …", the oldest first. */
static void add_standing_cases(struct work *work, struct statement *statement, const struct standing_limits *limits,
                               struct whose whose, int64_t times, size_t most)
{
    statement_add(statement, "SELECT x.kind, x.id, x.person, x.number, x.state, x.day FROM (SELECT 0 AS kind, r.id, "
                             "r.person, r.number, r.state, r.state_since AS day FROM ("
                             "SELECT q.id, q.person FROM (");
    add_standing(work, statement, limits, whose, times, most);
    statement_add(statement, ") q ORDER BY q.state_since, q.id LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") s JOIN return_case r ON r.id = s.id AND r.person = s.person "
                             "ORDER BY CASE WHEN r.state_since IS NULL THEN 0 ELSE r.state_since END, r.id LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") x");
}

static void add_papers(struct statement *statement, struct identifier user, int32_t today, size_t most)
{
    statement_add(statement,
                  " UNION ALL SELECT y.kind, y.id, y.person, y.number, y.state, y.day FROM (SELECT 1 AS kind,"
                  " c.id, c.person, c.number, c.state, m.valid_until AS day FROM (SELECT n.return_case, "
                  "n.person, n.valid_until FROM return_milestone n WHERE n.assigned = ");
    statement_bind(statement, value_id(user));
    statement_add(
        statement,
        " AND n.state = 'settled' AND CASE WHEN n.valid_until IS NULL THEN 0 ELSE n.valid_until END BETWEEN ");
    statement_bind(statement, value_date(today - RISK_PAPER_PAST_DAYS));
    statement_add(statement, " AND ");
    statement_bind(statement, value_date(today + RISK_PAPER_DAYS));
    statement_add(statement, " ORDER BY CASE WHEN n.valid_until IS NULL THEN 0 ELSE n.valid_until END LIMIT ");
    statement_add_count(statement, PAPERS_MOST);
    statement_add(statement, ") m JOIN return_case c ON c.id = m.return_case AND c.person = m.person "
                             "WHERE c.state IN ('preparing', 'booked', 'postponed', 'no_show') "
                             "ORDER BY CASE WHEN m.valid_until IS NULL THEN 0 ELSE m.valid_until END, c.id LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") y");
}

static void add_departures(struct statement *statement, struct identifier user, int32_t today, size_t most)
{
    statement_add(statement,
                  " UNION ALL SELECT z.kind, z.id, z.person, z.number, z.state, z.day FROM (SELECT 2 AS kind,"
                  " c.id, c.person, c.number, c.state, c.travel_on AS day FROM return_case c "
                  "WHERE c.assigned = ");
    statement_bind(statement, value_id(user));
    statement_add(statement,
                  " AND c.state = 'booked' AND CASE WHEN c.travel_on IS NULL THEN 0 ELSE c.travel_on END BETWEEN ");
    statement_bind(statement, value_date(today));
    statement_add(statement, " AND ");
    statement_bind(statement, value_date(today + RISK_DEPARTURE_DAYS));
    statement_add(statement, " ORDER BY CASE WHEN c.travel_on IS NULL THEN 0 ELSE c.travel_on END, c.id LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") z");
}

enum outcome standing_risks(struct work *work, const struct standing_limits *limits, struct identifier user,
                            size_t most, struct risk **ret_risks, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    int32_t today = zone_date(work->zone, work->now);
    add_standing_cases(work, &statement, limits, (struct whose){false, user}, 1, most);
    add_papers(&statement, user, today, most);
    add_departures(&statement, user, today, most);
    const char *name = asks_at_once(work) ? "standing_risks_once_postgres" : "standing_risks";
    enum outcome outcome = statement_query(work->db, name, &statement, work->arena, &rows);
    if (outcome == OK)
        read_risks(work, &rows, ret_risks, ret_count);
    return outcome;
}

static enum outcome count_standing(struct work *work, const struct standing_limits *limits, struct whose whose,
                                   int64_t times, size_t most, int64_t *ret_total)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    const char *name = asks_at_once(work) ? "standing_count_once_postgres" : "standing_count";
    statement_add(&statement, "SELECT COUNT(*) FROM (");
    add_standing(work, &statement, limits, whose, times, most);
    statement_add(&statement, ") s");
    enum outcome outcome = statement_query(work->db, name, &statement, work->arena, &rows);
    if (outcome == OK)
        *ret_total = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome standing_office(struct work *work, const struct standing_limits *limits, struct identifier office,
                             size_t most, size_t count_most, struct risk **ret_risks, size_t *ret_count,
                             int64_t *ret_total)
{
    enum { TIMES = 2 };
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    const struct whose whose = {true, office};
    const char *name = asks_at_once(work) ? "standing_office_once_postgres" : "standing_office";
    add_standing_cases(work, &statement, limits, whose, TIMES, most);
    enum outcome outcome = statement_query(work->db, name, &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    read_risks(work, &rows, ret_risks, ret_count);
    *ret_total = (int64_t)*ret_count;
    return *ret_count < most ? OK : count_standing(work, limits, whose, TIMES, count_most, ret_total);
}

/* ---- a whole office, for its supervisor ---- */

static void add_threshold(struct statement *statement, const struct standing_limits *limits, int64_t times,
                          int32_t today)
{
    statement_add(statement, ", COUNT(*) FILTER (WHERE c.state_since < CASE c.state");
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        statement_add(statement, " WHEN ");
        statement_bind(statement, value_text(text_from(return_open_states[i])));
        statement_add(statement, " THEN CAST(");
        statement_bind(statement, value_integer(today - limits->days[i] * times));
        statement_add(statement, " AS BIGINT)");
    }
    statement_add(statement, " ELSE 0 END AND (c.state <> 'booked' OR c.travel_on IS NULL OR c.travel_on < ");
    statement_bind(statement, value_date(today));
    statement_add(statement, ") AND (c.state <> 'postponed' OR c.postponed_until IS NULL OR c.postponed_until < ");
    statement_bind(statement, value_date(today));
    statement_add(statement, "))");
}

static size_t place_of_state(struct text state)
{
    size_t at = 0;
    while (at < RETURN_OPEN_STATES && !text_is(state, return_open_states[at]))
        at++;
    return at;
}

enum outcome return_load(struct work *work, const struct standing_limits *limits, struct identifier office,
                         struct case_load **ret_loads, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    int32_t today = zone_date(work->zone, work->now);
    statement_add(&statement, "SELECT c.assigned, c.state, COUNT(*)");
    add_threshold(&statement, limits, 1, today);
    add_threshold(&statement, limits, 2, today);
    statement_add(&statement, " FROM return_case c WHERE c.office = ");
    statement_bind(&statement, value_id(office));
    statement_add(&statement, " AND c.state NOT IN ('closed', 'withdrawn') GROUP BY c.state, c.assigned "
                              "ORDER BY c.assigned NULLS FIRST, c.state");
    enum outcome outcome = statement_query(work->db, "return_load", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct case_load *loads = arena_array(work->arena, struct case_load, rows.count + 1);
    size_t count = 0;
    for (size_t at = 0; at < rows.count; at++) {
        size_t state = place_of_state(cell_text(&rows, at, 1));
        if (state < RETURN_OPEN_STATES)
            loads[count++] = (struct case_load){cell_id(&rows, at, 0), state, cell_integer(&rows, at, 2),
                                                cell_integer(&rows, at, 3), cell_integer(&rows, at, 4)};
    }
    *ret_loads = loads;
    *ret_count = count;
    return OK;
}

enum outcome return_papers_ending(struct work *work, struct identifier office, struct paper_load **ret_loads,
                                  size_t *ret_count)
{
    struct rows rows;
    int32_t today = zone_date(work->zone, work->now);
    struct value bind[] = {value_id(office), value_date(today - RISK_PAPER_PAST_DAYS),
                           value_date(today + RISK_PAPER_DAYS)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("return_papers_ending",
                     "SELECT c.assigned, COUNT(*) FROM return_milestone m JOIN return_case c ON c.id = m.return_case "
                     "AND c.person = m.person WHERE m.office = $1 AND m.state = 'settled' AND COALESCE(m.valid_until, "
                     "0) BETWEEN $2 AND $3 "
                     "AND c.state IN ('preparing', 'booked', 'postponed', 'no_show') GROUP BY c.assigned "
                     "ORDER BY c.assigned NULLS FIRST"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_loads = arena_array(work->arena, struct paper_load, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_loads)[at] = (struct paper_load){cell_id(&rows, at, 0), cell_integer(&rows, at, 1)};
    return OK;
}

enum outcome return_staff(struct work *work, struct identifier office, struct identifier **ret_users, size_t *ret_count)
{
    return return_caseworkers(work, office, ret_users, ret_count);
}

enum outcome return_followed(struct work *work, struct identifier office, struct identifier user,
                             const bool states[RETURN_OPEN_STATES], struct identifier after, size_t most,
                             struct followed_case **ret_cases, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    bool any = false;
    statement_add(&statement, "SELECT c.id, c.person FROM return_case c WHERE c.assigned = ");
    statement_bind(&statement, value_id(user));
    statement_add(&statement, " AND c.state NOT IN ('closed', 'withdrawn') AND c.office = ");
    statement_bind(&statement, value_id(office));
    statement_add(&statement, " AND c.id > ");
    statement_bind(&statement, value_id(after));
    statement_add(&statement, " AND c.state IN (");
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
        if (states[i]) {
            statement_add_text(&statement, any ? ", " : "");
            statement_bind(&statement, value_text(text_from(return_open_states[i])));
            any = true;
        }
    statement_add_text(&statement, any ? ")" : "'')");
    statement_add(&statement, " ORDER BY c.id LIMIT ");
    statement_bind(&statement, value_integer((int64_t)most));
    enum outcome outcome = statement_query(work->db, "return_followed", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_cases = arena_array(work->arena, struct followed_case, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_cases)[at] = (struct followed_case){cell_id(&rows, at, 0), cell_id(&rows, at, 1)};
    return OK;
}
