#include "returns/programme_store.h"

#include "record/list.h"

/* ---- conditions ---- */

/* Ages of the places of figure_age_groups; -1: no end. */
static const struct {
    int64_t from, to;
} AGES[] = {{0, 4}, {5, 11}, {12, 17}, {18, 59}, {60, -1}};

static void add_column(struct statement *statement, const char *table, const char *column)
{
    statement_add(statement, " AND ");
    statement_add_name(statement, table);
    statement_add(statement, ".");
    statement_add_name(statement, column);
}

static void add_age(struct statement *statement, const char *table, const char *age, int group)
{
    if (group < 0)
        return;
    add_column(statement, table, age);
    if (group >= (int)(sizeof AGES / sizeof *AGES)) {
        statement_add(statement, " IS NULL");
        return;
    }
    statement_add(statement, " >= ");
    statement_bind(statement, value_integer(AGES[group].from));
    if (AGES[group].to < 0)
        return;
    add_column(statement, table, age);
    statement_add(statement, " <= ");
    statement_bind(statement, value_integer(AGES[group].to));
}

static void add_code(struct statement *statement, const char *table, const char *column, struct text code)
{
    if (code.length == 0)
        return;
    add_column(statement, table, column);
    statement_add(statement, " = ");
    statement_bind(statement, value_text(code));
}

/* What is asked of a case itself. */
static void add_person_filters(struct statement *statement, const struct programme_query *query, const char *table,
                               const char *age)
{
    add_code(statement, table, "nationality", query->nationality);
    add_code(statement, table, "country_of_return", query->country_of_return);
    add_code(statement, table, "sex", query->sex);
    add_age(statement, table, age, query->age_group);
}

/* Of the table return_case called t: a line, or a grant, pays an item of its plan or its ticket. */
static void add_money_filters(struct statement *statement, const struct programme_query *query)
{
    if (!identifier_is_none(query->line)) {
        statement_add(statement, " AND (EXISTS (SELECT 1 FROM return_item i WHERE i.return_case = t.id "
                                 "AND i.person = t.person AND i.state <> 'cancelled' AND i.budget_line = ");
        statement_bind(statement, value_id(query->line));
        statement_add(statement, ") OR EXISTS (SELECT 1 FROM return_ticket i WHERE i.return_case = t.id "
                                 "AND i.person = t.person AND i.state <> 'cancelled' AND i.budget_line = ");
        statement_bind(statement, value_id(query->line));
        statement_add(statement, "))");
    }
    if (!identifier_is_none(query->grant)) {
        statement_add(statement, " AND (EXISTS (SELECT 1 FROM return_item i JOIN budget_line b ON b.id = i.budget_line "
                                 "WHERE i.return_case = t.id AND i.person = t.person AND i.state <> 'cancelled' "
                                 "AND b.donor_grant = ");
        statement_bind(statement, value_id(query->grant));
        statement_add(statement, ") OR EXISTS (SELECT 1 FROM return_ticket i JOIN budget_line b "
                                 "ON b.id = i.budget_line WHERE i.return_case = t.id AND i.person = t.person "
                                 "AND i.state <> 'cancelled' AND b.donor_grant = ");
        statement_bind(statement, value_id(query->grant));
        statement_add(statement, "))");
    }
}

/* "t.DATE BETWEEN …" and the rows that count at all. */
static void add_period(struct statement *statement, struct work *work, const struct programme_query *query,
                       const char *date)
{
    statement_add(statement, " WHERE t.");
    statement_add_name(statement, date);
    statement_add(statement, " BETWEEN ");
    statement_bind(statement, value_date(query->from));
    statement_add(statement, " AND ");
    statement_bind(statement, value_date(query->to));
    statement_add(statement, " AND ");
    if (identifier_is_none(query->organisation)) {
        list_add_reach(work, &return_figures, statement);
    } else {
        statement_add(statement, "t.organisation = ");
        statement_bind(statement, value_id(query->organisation));
    }
}

static void add_case_conditions(struct statement *statement, struct work *work, const struct programme_query *query,
                                const char *date, const char *age)
{
    add_period(statement, work, query, date);
    add_person_filters(statement, query, "t", age);
    add_money_filters(statement, query);
}

/* ---- how long it took ---- */

static const char *const SPAN_COLUMNS[DAY_COUNT] = {
    [DAY_RECEIVED] = "received_on",     [DAY_REGISTERED] = "registered_on", [DAY_SCREENED] = "screened_on",
    [DAY_COUNSELLED] = "counselled_on", [DAY_DECLARED] = "declared_on",     [DAY_APPROVED] = "approved_on",
    [DAY_BOOKED] = "booked_on",         [DAY_DEPARTED] = "departed_on",     [DAY_ARRIVED] = "arrived_on",
    [DAY_PLANNED] = "plan_agreed_on",   [DAY_DELIVERY] = "delivery_on",     [DAY_MONITORED] = "monitored_on"};

struct taking {
    span_taker *take;
    void *context;
};

static bool take_row(void *context, const struct rows *one)
{
    const struct taking *taking = context;
    struct departed_case one_case = {.nationality = cell_text(one, 0, 0),
                                     .country_of_return = cell_text(one, 0, 1),
                                     .currency = cell_text(one, 0, 2),
                                     .pocket_money = cell_integer(one, 0, 3),
                                     .held = cell_is_null(one, 0, 4) ? INTEGER_NONE : cell_integer(one, 0, 4)};
    for (size_t i = 0; i < DAY_COUNT; i++)
        one_case.days[i] = cell_date(one, 0, 5 + i);
    return taking->take(taking->context, &one_case);
}

enum outcome programme_each_span(struct work *work, const struct programme_query *query, span_taker *take,
                                 void *context)
{
    struct statement statement = statement_open(work->arena);
    struct taking taking = {take, context};
    statement_add(&statement, "SELECT t.nationality, t.country_of_return, t.pocket_money_currency, t.pocket_money, "
                              "t.held_days");
    for (size_t i = 0; i < DAY_COUNT; i++) {
        statement_add(&statement, ", t.");
        statement_add_name(&statement, SPAN_COLUMNS[i]);
    }
    statement_add(&statement, " FROM return_case t");
    add_case_conditions(&statement, work, query, "departed_on", "age_at_departure");
    statement_add(&statement, " AND t.departed_on IS NOT NULL");
    return statement_each(work->db, "programme_each_span", &statement, work->arena, take_row, &taking);
}

/* ---- counts ---- */

enum outcome programme_left(struct work *work, const struct programme_query *query, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement,
                  "SELECT ended_from, reason, COUNT(*) FROM (SELECT COALESCE(t.ended_from, '') AS ended_from, CASE "
                  "WHEN t.state = 'withdrawn' THEN 'withdrawn' ELSE COALESCE(t.closure_reason, '') END AS reason "
                  "FROM return_case t");
    add_case_conditions(&statement, work, query, "ended_on", "age_at_application");
    statement_add(&statement, " AND t.ended_on IS NOT NULL AND t.departed_on IS NULL) AS gone "
                              "GROUP BY ended_from, reason ORDER BY ended_from, reason");
    return statement_query(work->db, "programme_left", &statement, work->arena, ret_rows);
}

enum outcome programme_plans(struct work *work, const struct programme_query *query, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement,
                  "SELECT COUNT(*), COUNT(*) FILTER (WHERE stage > 0), COUNT(*) FILTER (WHERE stage > 1) FROM (SELECT "
                  "CASE WHEN t.delivery_on IS NULL THEN 0 WHEN EXISTS (SELECT 1 FROM return_item i WHERE "
                  "i.return_case = t.id AND i.person = t.person AND i.state NOT IN ('paid', 'justified', 'cancelled')) "
                  "THEN 1 ELSE 2 END AS stage FROM return_case t");
    add_case_conditions(&statement, work, query, "plan_agreed_on", "age_at_departure");
    statement_add(&statement, " AND t.plan_agreed_on IS NOT NULL) AS plans");
    return statement_query(work->db, "programme_plans", &statement, work->arena, ret_rows);
}

/* The columns that measures count by; the others are told otherwise. */
static const struct {
    const char *date, *age;
} COUNTED[MEASURE_COUNT] = {
    [MEASURE_APPLICATIONS] = {"received_on", "age_at_application"},
    [MEASURE_COUNSELLED] = {"counselled_on", "age_at_application"},
    [MEASURE_RETURNS] = {"departed_on", "age_at_departure"},
    [MEASURE_ARRIVALS] = {"arrived_on", "age_at_departure"},
    [MEASURE_LEFT] = {"ended_on", "age_at_application"},
    [MEASURE_MONITORED] = {"monitored_on", "age_at_departure"},
};

enum outcome programme_count(struct work *work, const struct programme_query *query, enum programme_measure measure,
                             int64_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    if (COUNTED[measure].date == NULL)
        return INVALID;
    statement_add(&statement, "SELECT COUNT(*) FROM return_case t");
    add_case_conditions(&statement, work, query, COUNTED[measure].date, COUNTED[measure].age);
    if (measure == MEASURE_LEFT)
        statement_add(&statement, " AND t.ended_on IS NOT NULL AND t.departed_on IS NULL");
    enum outcome outcome = statement_query(work->db, "programme_count", &statement, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

/* ---- money ---- */

static bool asks_for_persons(const struct programme_query *query)
{
    return query->nationality.length > 0 || query->country_of_return.length > 0 || query->sex.length > 0 ||
           query->age_group >= 0;
}

static void add_payments(struct statement *statement, struct work *work, const struct programme_query *query)
{
    add_period(statement, work, query, "paid_on");
    statement_add(statement, " AND t.paid_on IS NOT NULL AND t.line_amount_currency IS NOT NULL");
    if (!identifier_is_none(query->line)) {
        statement_add(statement, " AND t.budget_line = ");
        statement_bind(statement, value_id(query->line));
    }
    if (asks_for_persons(query)) {
        statement_add(statement, " AND EXISTS (SELECT 1 FROM return_case c WHERE c.id = t.return_case "
                                 "AND c.person = t.person");
        add_person_filters(statement, query, "c", "age_at_departure");
        statement_add(statement, ")");
    }
}

enum outcome programme_payments(struct work *work, const struct programme_query *query, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT t.line_amount_currency, CAST(SUM(t.line_amount) AS BIGINT), "
                              "COUNT(DISTINCT t.person) FROM return_item t");
    add_payments(&statement, work, query);
    statement_add(&statement, " GROUP BY t.line_amount_currency ORDER BY t.line_amount_currency");
    return statement_query(work->db, "programme_payments", &statement, work->arena, ret_rows);
}

enum outcome programme_unit_costs(struct work *work, const struct programme_query *query, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT t.line_amount_currency, CAST(SUM(t.line_amount) AS BIGINT), "
                              "COUNT(DISTINCT t.person), COUNT(*), t.category, t.modality FROM return_item t");
    add_payments(&statement, work, query);
    statement_add(&statement, " AND t.category IS NOT NULL GROUP BY t.category, t.modality, t.line_amount_currency "
                              "ORDER BY t.category, t.modality, t.line_amount_currency");
    return statement_query(work->db, "programme_unit_costs", &statement, work->arena, ret_rows);
}

/* What came back is taken off the sum; a ticket of which all came back is none. */
enum outcome programme_tickets(struct work *work, const struct programme_query *query, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT t.line_amount_currency, CAST(SUM(t.line_amount) AS BIGINT), "
                              "COUNT(DISTINCT t.person) FILTER (WHERE t.line_amount > 0), "
                              "COUNT(*) FILTER (WHERE t.line_amount > 0) FROM return_ticket t");
    add_payments(&statement, work, query);
    statement_add(&statement, " GROUP BY t.line_amount_currency HAVING SUM(t.line_amount) > 0 "
                              "ORDER BY t.line_amount_currency");
    return statement_query(work->db, "programme_tickets", &statement, work->arena, ret_rows);
}
