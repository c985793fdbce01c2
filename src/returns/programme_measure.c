/* One figure of a period, for reports. */
#include "returns/programme_store.h"

static const struct {
    const char *name;
    bool persons;
} MEASURES[MEASURE_COUNT] = {
    [MEASURE_APPLICATIONS] = {"applications", true},
    [MEASURE_COUNSELLED] = {"counselled", true},
    [MEASURE_RETURNS] = {"returns", true},
    [MEASURE_ARRIVALS] = {"arrivals", true},
    [MEASURE_LEFT] = {"left", true},
    [MEASURE_PLANS_AGREED] = {"plans_agreed", true},
    [MEASURE_PLANS_BEGUN] = {"plans_begun", true},
    [MEASURE_PLANS_DELIVERED] = {"plans_delivered", true},
    [MEASURE_MONITORED] = {"monitored", true},
    [MEASURE_MEDIAN_DAYS] = {"median_days", false},
    [MEASURE_NINETIETH_DAYS] = {"ninetieth_days", false},
    [MEASURE_WITHIN_PROMISE] = {"within_promise", false},
    [MEASURE_SECOND_SIGNATURES] = {"second_signatures", true},
};

enum outcome (*return_second_signatures)(struct work *work, const struct programme_query *query, int64_t *ret_count);

enum outcome programme_measure_read(struct text name, enum programme_measure *ret)
{
    for (int i = 0; i < MEASURE_COUNT; i++)
        if (text_is(name, MEASURES[i].name)) {
            *ret = (enum programme_measure)i;
            return OK;
        }
    return INVALID;
}

bool programme_measure_counts_persons(enum programme_measure measure) { return MEASURES[measure].persons; }

bool programme_measure_splits(enum programme_measure measure) { return measure != MEASURE_SECOND_SIGNATURES; }

static bool take_lead(void *context, const struct departed_case *one)
{
    struct span_days *lead = context;
    if (one->days[DAY_REGISTERED] == DATE_NONE)
        return true;
    int32_t took = one->days[DAY_DEPARTED] - one->days[DAY_REGISTERED];
    lead->cases[took < 0 ? 0 : took > SPAN_DAYS_MOST ? SPAN_DAYS_MOST : took]++;
    lead->count++;
    return true;
}

static enum outcome lead_time(struct work *work, const struct programme_query *query, enum programme_measure measure,
                              int64_t *ret_value)
{
    struct span_days *lead = arena_new(work->arena, struct span_days);
    enum outcome outcome = programme_each_span(work, query, take_lead, lead);
    if (outcome != OK)
        return outcome;
    struct span span = span_of(lead);
    if (span.count < FIGURE_LEAST)
        return NOT_FOUND;
    *ret_value = measure == MEASURE_MEDIAN_DAYS      ? span.median
                 : measure == MEASURE_NINETIETH_DAYS ? span.ninetieth
                                                     : span.within * 100 / span.count;
    return OK;
}

enum outcome programme_measure_get(struct work *work, const struct programme_query *query,
                                   enum programme_measure measure, int64_t *ret_value)
{
    struct rows rows;
    if (!MEASURES[measure].persons)
        return lead_time(work, query, measure, ret_value);
    if (measure == MEASURE_SECOND_SIGNATURES)
        return return_second_signatures == NULL ? NOT_FOUND : return_second_signatures(work, query, ret_value);
    if (measure < MEASURE_PLANS_AGREED || measure > MEASURE_PLANS_DELIVERED)
        return programme_count(work, query, measure, ret_value);
    enum outcome outcome = programme_plans(work, query, &rows);
    if (outcome == OK)
        *ret_value = cell_integer(&rows, 0, (size_t)(measure - MEASURE_PLANS_AGREED));
    return outcome;
}
