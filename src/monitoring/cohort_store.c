#include "monitoring/cohort_store.h"

#include "record/list.h"

static const char *const COLUMNS[COHORT_CUTS] = {
    [COHORT_COUNTRY] = "country", [COHORT_SEX] = "sex", [COHORT_YEAR] = "year"};

static void add_family(struct statement *statement, struct text questionnaire, struct text scoring)
{
    statement_add(statement, " FROM monitoring_score t WHERE t.questionnaire = ");
    statement_bind(statement, value_text(questionnaire));
    statement_add(statement, " AND t.scoring = ");
    statement_bind(statement, value_text(scoring));
}

enum outcome cohort_has_answers(struct work *work, const struct questionnaire_family *family, bool *ret_has)
{
    struct rows rows;
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT 1");
    add_family(&statement, family->name, family->scoring);
    statement_add(&statement, " AND t.dimension = '' AND ");
    list_add_reach(work, &monitoring_figures, &statement);
    statement_add(&statement, " LIMIT 1");
    enum outcome outcome = statement_query(work->db, "cohort_has_answers", &statement, work->arena, &rows);
    if (outcome == OK)
        *ret_has = rows.count > 0;
    return outcome;
}

static void add_key(struct statement *statement, enum cohort_cut cut)
{
    if (cut == COHORT_WHOLE) {
        statement_add(statement, "CAST('' AS TEXT)");
        return;
    }
    if (cut == COHORT_YEAR) {
        statement_add(statement, "CAST(t.year AS TEXT)");
        return;
    }
    statement_add(statement, "coalesce(t.");
    statement_add_name(statement, COLUMNS[cut]);
    statement_add(statement, ", '')");
}

enum outcome cohort_rows(struct work *work, const struct cohort_query *query, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT slot, months, count(*), CAST(sum(value) AS BIGINT), "
                              "CAST(sum(value * value) AS BIGINT) FROM (SELECT ");
    add_key(&statement, query->by);
    statement_add(&statement, " AS slot, t.months, t.value");
    add_family(&statement, query->questionnaire, query->scoring);
    statement_add(&statement, " AND t.dimension = ");
    statement_bind(&statement, value_text(query->dimension));
    statement_add(&statement, " AND ");
    list_add_reach(work, &monitoring_figures, &statement);
    statement_add(&statement, ") s GROUP BY slot, months ORDER BY slot, months");
    return statement_query(work->db, "cohort_scores", &statement, work->arena, ret_rows);
}

enum outcome cohort_reached_rows(struct work *work, struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT t.occasion, t.state, count(*) FROM monitoring_round t WHERE ");
    list_add_reach(work, &monitoring_figures, &statement);
    statement_add(&statement, " GROUP BY t.occasion, t.state ORDER BY t.occasion, t.state");
    return statement_query(work->db, "cohort_reached", &statement, work->arena, ret_rows);
}
