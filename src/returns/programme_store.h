/* Statements of the manager's figures.  Within returns/. */
#ifndef RETURNS_PROGRAMME_STORE_H
#define RETURNS_PROGRAMME_STORE_H

#include "returns/programme.h"

/* Days of the way that a departed case tells, in the order of SPAN_COLUMNS (programme_store.c). */
enum {
    DAY_RECEIVED,
    DAY_REGISTERED,
    DAY_SCREENED,
    DAY_COUNSELLED,
    DAY_DECLARED,
    DAY_APPROVED,
    DAY_BOOKED,
    DAY_DEPARTED,
    DAY_ARRIVED,
    DAY_PLANNED,
    DAY_DELIVERY,
    DAY_MONITORED,
    DAY_COUNT
};
/* What a case that departed within the period tells. */
struct departed_case {
    struct text nationality, country_of_return, currency; /* of the pocket money; empty: none */
    int32_t days[DAY_COUNT];
    int64_t held, pocket_money; /* held: INTEGER_NONE when it was never held up */
};
/* Called for each of them, in one pass over an index that holds all of it; false stops. */
typedef bool span_taker(void *context, const struct departed_case *one);
enum outcome programme_each_span(struct work *work, const struct programme_query *query, span_taker *take,
                                 void *context) MUST_CHECK;
/* Rows: state it left from, reason ("withdrawn" or a code of closure_reasons), count. */
enum outcome programme_left(struct work *work, const struct programme_query *query, struct rows *ret_rows) MUST_CHECK;
/* One row: agreed, begun, delivered. */
enum outcome programme_plans(struct work *work, const struct programme_query *query, struct rows *ret_rows) MUST_CHECK;
/* Rows: currency, sum, persons: of the plans' payments. */
enum outcome programme_payments(struct work *work, const struct programme_query *query,
                                struct rows *ret_rows) MUST_CHECK;
/* Of each kind and modality of item and each currency the same, then how many items, the kind and the modality. */
enum outcome programme_unit_costs(struct work *work, const struct programme_query *query,
                                  struct rows *ret_rows) MUST_CHECK;
/* Of tickets: currency, sum, persons, how many. */
enum outcome programme_tickets(struct work *work, const struct programme_query *query,
                               struct rows *ret_rows) MUST_CHECK;
/* One number: cases whose day of this column (of the figures' own) lies within the period. */
enum outcome programme_count(struct work *work, const struct programme_query *query, enum programme_measure measure,
                             int64_t *ret_count) MUST_CHECK;

#endif
