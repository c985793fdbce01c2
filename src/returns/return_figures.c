/* The figures: what may be asked, who sees them exactly, and how small groups are protected. */
#include "returns/return_figures.h"

#include <stdlib.h>
#include <string.h>

#include "grants/grants.h"
#include "persons/persons.h"
#include "record/list.h"
#include "returns/return_figures_store.h"

static const struct figure_name DIMENSIONS[FIGURE_DIMENSIONS] = {
    [FIGURE_MONTH] = {"month", N_("Month")},
    [FIGURE_NATIONALITY] = {"nationality", N_("Nationality")},
    [FIGURE_SEX] = {"sex", N_("Sex")},
    [FIGURE_AGE_GROUP] = {"age_group", N_("Age group")},
    [FIGURE_GROUP] = {"group", N_("Men, women, minors")},
    [FIGURE_COUNTRY_OF_RETURN] = {"country_of_return", N_("Country of return")},
    [FIGURE_OFFICE] = {"office", N_("Office")},
    [FIGURE_STATE] = {"state", N_("State")},
    [FIGURE_OVERRIDE_REASON] = {"override_reason", N_("Why despite a rule")},
};
static const struct figure_name MEASURES[FIGURE_MEASURES] = {
    [FIGURE_APPLICATIONS] = {"applications", N_("Applications")},
    [FIGURE_RETURNS] = {"returns", N_("Returns")},
    [FIGURE_WITHDRAWN] = {"withdrawn", N_("Withdrawals")},
    [FIGURE_OVERRIDES] = {"overrides", N_("Taken on despite a rule")},
};

const struct figure_name *figure_dimension_name(enum figure_dimension dimension) { return &DIMENSIONS[dimension]; }
const struct figure_name *figure_measure_name(enum figure_measure measure) { return &MEASURES[measure]; }

static int find_name(const struct figure_name *names, int count, struct text name)
{
    for (int i = 0; i < count; i++)
        if (text_is(name, names[i].name))
            return i;
    return -1;
}

enum outcome figure_dimension_read(struct text name, enum figure_dimension *ret)
{
    int found = find_name(DIMENSIONS, FIGURE_DIMENSIONS, name);
    if (found < 0)
        return INVALID;
    *ret = (enum figure_dimension)found;
    return OK;
}

enum outcome figure_measure_read(struct text name, enum figure_measure *ret)
{
    int found = find_name(MEASURES, FIGURE_MEASURES, name);
    if (found < 0)
        return INVALID;
    *ret = (enum figure_measure)found;
    return OK;
}

/* ---- who sees exact numbers ---- */

static bool within(const struct reach *inner, const struct reach *outer)
{
    if (outer->scope == SCOPE_MISSION)
        return true;
    if (outer->scope == SCOPE_ORGANISATION)
        return inner->scope != SCOPE_MISSION && identifier_equal(inner->organisation, outer->organisation);
    if (outer->scope == SCOPE_OFFICE)
        return inner->scope == SCOPE_OFFICE && identifier_equal(inner->office, outer->office);
    return inner->scope == SCOPE_OWN && outer->scope == SCOPE_OWN;
}

/* Whoever may open every row that is counted has nothing to learn from small numbers. */
bool figures_exact(struct work *work)
{
    const struct reach *figures;
    const struct reach *lists;
    size_t figure_count = actor_reach(work->arena, work->actor, &return_figures, &figures);
    size_t list_count = actor_reach(work->arena, work->actor, &return_read, &lists);
    for (size_t i = 0; i < figure_count; i++) {
        bool covered = false;
        for (size_t j = 0; j < list_count && !covered; j++)
            covered = within(&figures[i], &lists[j]);
        if (!covered)
            return false;
    }
    return true;
}

/* ---- the query ---- */

static enum outcome refuse(struct work *work, const char *field, const char *code, const char *message)
{
    return problem_add(&work->problems, INVALID, code, text_from(field), message);
}

static enum outcome check_query(struct work *work, const struct figure_query *query)
{
    if (query->from == DATE_NONE || query->to == DATE_NONE || query->to < query->from)
        return refuse(work, "to", "period_backwards", N_("The period ends before it begins."));
    if (query->to > date_add_months(query->from, 12 * FIGURE_PERIOD_YEARS))
        return refuse(work, "to", "period_too_long", N_("The period is longer than 20 years."));
    for (size_t i = 0; i < query->by_count; i++)
        for (size_t j = 0; j < i; j++)
            if (query->by[i] == query->by[j])
                return refuse(work, "by", "dimension_twice", N_("The same breakdown was asked for twice."));
    return OK;
}

static struct figure_query protected_query(const struct figure_query *query)
{
    struct figure_query narrow = *query;
    int32_t year = day_from_date(query->to).year;
    narrow.from = date_from_day((struct calendar_day){year, 1, 1});
    narrow.to = date_from_day((struct calendar_day){year, 12, 31});
    narrow.by_count = query->by_count > 1 ? 1 : query->by_count;
    narrow.measure_count = 1;
    return narrow;
}

/* ---- rows of several measures ---- */

static int compare_rows(const void *left, const void *right)
{
    const struct figure_row *a = left;
    const struct figure_row *b = right;
    for (size_t i = 0; i < FIGURE_CUTS; i++) {
        if (a->keys[i].rank != b->keys[i].rank)
            return a->keys[i].rank < b->keys[i].rank ? -1 : 1;
        int order = text_compare(a->keys[i].code, b->keys[i].code);
        if (order != 0)
            return order;
    }
    return 0;
}

static void fold_rows(struct figure_table *table)
{
    size_t kept = 0;
    for (size_t at = 0; at < table->count; at++) {
        if (kept > 0 && compare_rows(&table->rows[kept - 1], &table->rows[at]) == 0) {
            for (size_t m = 0; m < table->query.measure_count; m++)
                table->rows[kept - 1].values[m] += table->rows[at].values[m];
        } else {
            table->rows[kept++] = table->rows[at];
        }
    }
    table->count = kept;
}

static enum outcome read_rows(struct work *work, struct figure_table *table)
{
    const struct figure_query *query = &table->query;
    struct figure_count *counts[FIGURE_MEASURES] = {NULL};
    size_t count[FIGURE_MEASURES] = {0};
    size_t all = 0;
    for (size_t m = 0; m < query->measure_count; m++) {
        enum outcome outcome = figure_counts(work, query, query->measures[m], &counts[m], &count[m]);
        if (outcome != OK)
            return outcome;
        all += count[m];
    }
    table->rows = arena_array(work->arena, struct figure_row, all + 1);
    for (size_t m = 0; m < query->measure_count; m++)
        for (size_t at = 0; at < count[m]; at++) {
            struct figure_row *row = &table->rows[table->count++];
            memcpy(row->keys, counts[m][at].keys, sizeof row->keys);
            row->values[m] = counts[m][at].count;
            table->totals[m] += counts[m][at].count;
        }
    if (table->count > 1)
        qsort(table->rows, table->count, sizeof *table->rows, compare_rows);
    fold_rows(table);
    return OK;
}

/* ---- protection ---- */

static size_t smallest_shown(const struct figure_table *table, const bool *hidden)
{
    size_t smallest = table->count;
    for (size_t i = 0; i < table->count; i++)
        if (!hidden[i] && (smallest == table->count || table->rows[i].values[0] < table->rows[smallest].values[0]))
            smallest = i;
    return smallest;
}

/* Puts the hidden rows together as the last one. */
static void merge_hidden(struct figure_table *table, const bool *hidden, int64_t sum)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->count; i++)
        if (!hidden[i])
            table->rows[kept++] = table->rows[i];
    table->rows[kept] = (struct figure_row){.values = {sum}, .merged = true};
    table->count = kept + 1;
}

void figures_protect(struct work *work, struct figure_table *table)
{
    bool *hidden = arena_array(work->arena, bool, table->count + 1);
    int64_t sum = 0;
    int64_t least = 0; /* what the hidden groups hold together in any case */
    bool large = false;
    table->protected = true;
    table->total_hidden = table->totals[0] > 0 && table->totals[0] < FIGURE_LEAST;
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].values[0] < FIGURE_LEAST) {
            hidden[i] = true;
            sum += table->rows[i].values[0];
            least += 1;
        }
    if (least == 0)
        return;
    while (!large || sum <= least) {
        size_t next = smallest_shown(table, hidden);
        if (next == table->count) { /* nothing is left to hide behind: only the total is told */
            table->count = 0;
            return;
        }
        hidden[next] = large = true;
        sum += table->rows[next].values[0];
        least += FIGURE_LEAST;
    }
    merge_hidden(table, hidden, sum);
}

enum outcome figures_get(struct work *work, const struct figure_query *query, struct figure_table *ret_table)
{
    if (!actor_may(work->actor, &return_figures))
        return FORBIDDEN;
    enum outcome outcome = check_query(work, query);
    if (outcome != OK)
        return outcome;
    bool exact = figures_exact(work);
    struct figure_table table = {.query = exact ? *query : protected_query(query)};
    outcome = read_rows(work, &table);
    if (outcome != OK)
        return outcome;
    if (!exact)
        figures_protect(work, &table);
    *ret_table = table;
    return OK;
}

/* ---- the pipeline ---- */

static struct pipeline_row *row_of_state(const struct pipeline *pipeline, struct text state)
{
    for (size_t i = 0; i < pipeline->count; i++)
        if (text_is(state, pipeline->rows[i].state->name))
            return &pipeline->rows[i];
    return NULL;
}

/* The same rule as for a table, with the states as groups. */
static void protect_pipeline(struct work *work, struct pipeline *pipeline)
{
    struct figure_table table = {.rows = arena_array(work->arena, struct figure_row, pipeline->count + 1)};
    for (size_t i = 0; i < pipeline->count; i++)
        if (pipeline->rows[i].count > 0) {
            struct figure_row *row = &table.rows[table.count++];
            row->keys[0].code = text_from(pipeline->rows[i].state->name);
            row->values[0] = pipeline->rows[i].count;
            table.totals[0] += row->values[0];
        }
    figures_protect(work, &table);
    for (size_t i = 0; i < pipeline->count; i++)
        pipeline->rows[i] = (struct pipeline_row){.state = pipeline->rows[i].state};
    int64_t told = 0;
    for (size_t i = 0; i < table.count; i++) {
        struct pipeline_row *row = row_of_state(pipeline, table.rows[i].keys[0].code);
        if (row != NULL && !table.rows[i].merged)
            told += row->count = table.rows[i].values[0];
    }
    pipeline->protected = true;
    pipeline->total = table.total_hidden ? 0 : pipeline->total;
    pipeline->merged = table.total_hidden ? 0 : pipeline->total - told;
}

enum outcome figures_pipeline(struct work *work, struct pipeline *ret_pipeline)
{
    struct pipeline pipeline = {.rows = arena_array(work->arena, struct pipeline_row, return_flow.state_count)};
    struct rows rows;
    if (!actor_may(work->actor, &return_figures))
        return FORBIDDEN;
    for (size_t i = 0; i < return_flow.state_count; i++)
        if (return_flow.states[i].kind != STATE_ENDED)
            pipeline.rows[pipeline.count++].state = &return_flow.states[i];
    enum outcome outcome = figure_pipeline_counts(work, zone_date(work->zone, work->now), &rows);
    if (outcome != OK)
        return outcome;
    for (size_t at = 0; at < rows.count; at++) {
        struct pipeline_row *row = row_of_state(&pipeline, cell_text(&rows, at, 0));
        if (row == NULL)
            continue;
        row->ages[cell_integer(&rows, at, 1)] += cell_integer(&rows, at, 2);
        row->count += cell_integer(&rows, at, 2);
        pipeline.total += cell_integer(&rows, at, 2);
    }
    if (!figures_exact(work))
        protect_pipeline(work, &pipeline);
    *ret_pipeline = pipeline;
    return OK;
}

/* ---- the money ---- */

enum outcome figures_money(struct work *work, struct money_row **ret_rows, size_t *ret_count)
{
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct list_page grants;
    struct money_row *rows = NULL;
    size_t count = 0;
    if (!actor_may(work->actor, &grant_read))
        return FORBIDDEN;
    enum outcome outcome = record_list(work, &grant_record, &query, &grants);
    for (size_t i = 0; outcome == OK && i < grants.count; i++) {
        const struct donor_grant *grant = grants.rows[i];
        struct line_figures *lines;
        size_t line_count;
        outcome = budget_line_figures(work, grant->head.id, &lines, &line_count);
        if (outcome != OK)
            break;
        struct money_row *more = arena_array(work->arena, struct money_row, count + line_count + 1);
        if (count > 0)
            memcpy(more, rows, count * sizeof *rows);
        rows = more;
        for (size_t at = 0; at < line_count; at++)
            rows[count++] = (struct money_row){grant->title,   lines[at].code,   lines[at].title,
                                               lines[at].line, lines[at].budget, lines[at].committed,
                                               lines[at].paid, lines[at].left,   lines[at].travel};
    }
    if (outcome != OK)
        return outcome;
    *ret_rows = rows;
    *ret_count = count;
    return OK;
}
