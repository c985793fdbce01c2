#include "returns/return_figures_store.h"

#include "record/list.h"

const char *const figure_age_groups[6] = {"0-4", "5-11", "12-17", "18-59", "60+", ""};
const char *const figure_groups[4] = {"men", "women", "minors", ""};

const int32_t pipeline_up_to[PIPELINE_AGES - 1] = {7, 30, 90};

static const struct {
    const char *date, *age;
} EVENTS[] = {
    [FIGURE_APPLICATIONS] = {"received_on", "age_at_application"},
    [FIGURE_RETURNS] = {"departed_on", "age_at_departure"},
    [FIGURE_WITHDRAWN] = {"withdrawn_on", "age_at_application"},
    [FIGURE_OVERRIDES] = {"overridden_on", "age_at_application"},
};

static int32_t first_of_month(int32_t date)
{
    struct calendar_day day = day_from_date(date);
    day.day = 1;
    return date_from_day(day);
}

/* A number for each month of the period; dates are days, so that months are compared, not computed. */
static void add_month(struct statement *statement, const struct figure_query *query, const char *date)
{
    int32_t month = first_of_month(query->from);
    statement_add(statement, "CASE");
    for (int64_t rank = 0; month <= query->to; rank++) {
        int32_t next = date_add_months(month, 1);
        statement_add(statement, " WHEN t.");
        statement_add_name(statement, date);
        statement_add(statement, " < ");
        statement_bind(statement, value_date(next));
        statement_add(statement, " THEN CAST(");
        statement_bind(statement, value_integer(rank));
        statement_add(statement, " AS BIGINT)");
        month = next;
    }
    statement_add(statement, " ELSE -1 END");
}

static void add_age_group(struct statement *statement, const char *age)
{
    static const char *const PIECES[] = {" IS NULL THEN 5 WHEN t.", " < 5 THEN 0 WHEN t.", " < 12 THEN 1 WHEN t.",
                                         " < 18 THEN 2 WHEN t.", " < 60 THEN 3 ELSE 4 END"};
    statement_add(statement, "CASE WHEN t.");
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        statement_add_name(statement, age);
        statement_add_text(statement, PIECES[i]);
    }
}

static void add_group(struct statement *statement, const char *age)
{
    statement_add(statement, "CASE WHEN t.");
    statement_add_name(statement, age);
    statement_add(statement, " IS NULL THEN 3 WHEN t.");
    statement_add_name(statement, age);
    statement_add(statement, " < 18 THEN 2 WHEN t.sex = 'F' THEN 1 WHEN t.sex = 'M' THEN 0 ELSE 3 END");
}

static void add_dimension(struct statement *statement, const struct figure_query *query, enum figure_measure measure,
                          enum figure_dimension dimension)
{
    static const char *const COLUMNS[FIGURE_DIMENSIONS] = {[FIGURE_NATIONALITY] = "nationality",
                                                           [FIGURE_SEX] = "sex",
                                                           [FIGURE_COUNTRY_OF_RETURN] = "country_of_return",
                                                           [FIGURE_STATE] = "state",
                                                           [FIGURE_OVERRIDE_REASON] = "override_reason"};
    if (COLUMNS[dimension] != NULL) {
        statement_add(statement, "COALESCE(t.");
        statement_add_name(statement, COLUMNS[dimension]);
        statement_add(statement, ", '')");
    } else if (dimension == FIGURE_OFFICE) {
        statement_add(statement, "t.office");
    } else if (dimension == FIGURE_MONTH) {
        add_month(statement, query, EVENTS[measure].date);
    } else if (dimension == FIGURE_AGE_GROUP) {
        add_age_group(statement, EVENTS[measure].age);
    } else {
        add_group(statement, EVENTS[measure].age);
    }
}

/* " AND (…)": the rows whose figures the actor may see. */
static void add_reach(struct statement *statement, struct work *work)
{
    statement_add(statement, " AND ");
    list_add_reach(work, &return_figures, statement);
}

static const char *const CUTS[FIGURE_CUTS] = {"cut1", "cut2", "cut3", "cut4"};

static void add_cuts(struct statement *statement, size_t count, const char *before, const char *between)
{
    for (size_t i = 0; i < count; i++) {
        statement_add_text(statement, i == 0 ? before : between);
        statement_add_name(statement, CUTS[i]);
    }
}

static struct statement count_statement(struct work *work, const struct figure_query *query,
                                        enum figure_measure measure)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT COUNT(*)");
    add_cuts(&statement, query->by_count, ", ", ", ");
    statement_add(&statement, " FROM (SELECT t.id");
    for (size_t i = 0; i < query->by_count; i++) {
        statement_add(&statement, ", ");
        add_dimension(&statement, query, measure, query->by[i]);
        statement_add(&statement, " AS ");
        statement_add_name(&statement, CUTS[i]);
    }
    statement_add(&statement, " FROM return_case t WHERE t.");
    statement_add_name(&statement, EVENTS[measure].date);
    statement_add(&statement, " BETWEEN ");
    statement_bind(&statement, value_date(query->from));
    statement_add(&statement, " AND ");
    statement_bind(&statement, value_date(query->to));
    add_reach(&statement, work);
    statement_add(&statement, ") AS events");
    add_cuts(&statement, query->by_count, " GROUP BY ", ", ");
    return statement;
}

static struct figure_key read_key(struct work *work, const struct figure_query *query, enum figure_dimension dimension,
                                  const struct rows *rows, size_t at, size_t column)
{
    struct figure_key key = {0};
    struct calendar_day day;
    if (dimension == FIGURE_OFFICE) {
        struct identifier office = cell_id(rows, at, column);
        key.code = identifier_is_none(office) ? TEXT_NONE : identifier_to_text(work->arena, office);
    } else if (dimension == FIGURE_MONTH) {
        key.rank = cell_integer(rows, at, column);
        day = day_from_date(date_add_months(first_of_month(query->from), (int32_t)key.rank));
        key.code = arena_format(work->arena, "%04d-%02d", day.year, day.month);
    } else if (dimension == FIGURE_AGE_GROUP || dimension == FIGURE_GROUP) {
        key.rank = cell_integer(rows, at, column);
        key.code = text_from((dimension == FIGURE_GROUP ? figure_groups : figure_age_groups)[key.rank]);
    } else {
        key.code = cell_text(rows, at, column);
    }
    return key;
}

enum outcome figure_counts(struct work *work, const struct figure_query *query, enum figure_measure measure,
                           struct figure_count **ret_counts, size_t *ret_count)
{
    struct statement statement = count_statement(work, query, measure);
    struct rows rows;
    enum outcome outcome = statement_query(work->db, "figure_counts", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct figure_count *counts = arena_array(work->arena, struct figure_count, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++) {
        counts[at].count = cell_integer(&rows, at, 0);
        for (size_t i = 0; i < query->by_count; i++)
            counts[at].keys[i] = read_key(work, query, query->by[i], &rows, at, i + 1);
    }
    *ret_counts = counts;
    *ret_count = rows.count;
    return OK;
}

enum outcome figure_pipeline_counts(struct work *work, int32_t today, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT state, age, COUNT(*) FROM (SELECT t.state, CASE");
    for (int64_t i = 0; i < PIPELINE_AGES - 1; i++) {
        statement_add(&statement, " WHEN t.state_since >= ");
        statement_bind(&statement, value_date(today - pipeline_up_to[i]));
        statement_add(&statement, " THEN CAST(");
        statement_bind(&statement, value_integer(i));
        statement_add(&statement, " AS BIGINT)");
    }
    statement_add(&statement, " ELSE 3 END AS age FROM return_case t WHERE t.state NOT IN ('closed', 'withdrawn')");
    add_reach(&statement, work);
    statement_add(&statement, ") AS open_cases GROUP BY state, age");
    return statement_query(work->db, "figure_pipeline_counts", &statement, work->arena, ret_rows);
}

enum outcome figure_years(struct work *work, int32_t *ret_first, int32_t *ret_last)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT (SELECT MIN(t.departed_on) FROM return_case t WHERE t.departed_on IS NOT NULL");
    add_reach(&statement, work); /* each by itself is the end of an index */
    statement_add(&statement, "), (SELECT MAX(t.departed_on) FROM return_case t WHERE t.departed_on IS NOT NULL");
    add_reach(&statement, work);
    statement_add(&statement, ")");
    enum outcome outcome = statement_query(work->db, "figure_years", &statement, work->arena, &rows);
    if (outcome == OK && cell_is_null(&rows, 0, 0))
        outcome = NOT_FOUND;
    if (outcome != OK)
        return outcome;
    *ret_first = day_from_date(cell_date(&rows, 0, 0)).year;
    *ret_last = day_from_date(cell_date(&rows, 0, 1)).year;
    return OK;
}

/* The first row of the stretch answers: how many there are is nobody's question here. */
enum outcome figure_year_holds(struct work *work, int32_t year, bool *ret_holds)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT 1 FROM return_case t WHERE t.departed_on BETWEEN ");
    statement_bind(&statement, value_date(date_from_day((struct calendar_day){year, 1, 1})));
    statement_add(&statement, " AND ");
    statement_bind(&statement, value_date(date_from_day((struct calendar_day){year, 12, 31})));
    add_reach(&statement, work);
    statement_add(&statement, " LIMIT 1");
    enum outcome outcome = statement_query(work->db, "figure_year_holds", &statement, work->arena, &rows);
    if (outcome == OK)
        *ret_holds = rows.count > 0;
    return outcome;
}

enum outcome figure_office_name(struct work *work, struct text id, struct text *ret_name)
{
    struct identifier office;
    struct rows rows;
    if (text_to_identifier(id, &office) != OK)
        return NOT_FOUND;
    struct value bind[] = {value_id(office)};
    enum outcome outcome = db_query(
        work->db, SQL("figure_office_name", "SELECT name, COALESCE(name_arabic, '') FROM office WHERE id = $1"), bind,
        1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    bool arabic = language_right_to_left(work->language) && cell_text(&rows, 0, 1).length > 0;
    *ret_name = cell_text(&rows, 0, arabic ? 1 : 0);
    return OK;
}
