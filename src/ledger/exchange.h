/* Rates of exchange with their day and source (UN operational rates: units per US dollar, published monthly).  The
   newest that is valid on or before a day is in force on it; of two for the same day the one recorded last. */
#ifndef LEDGER_EXCHANGE_H
#define LEDGER_EXCHANGE_H

#include "base/money.h"
#include "record/work.h"

struct exchange_rate {
    struct identifier id; /* zeros: a new one */
    char from[4], to[4];
    int32_t valid_from;
    int64_t rate_millionths; /* units of `to` for one of `from`, times a million */
    struct text source;      /* "UN operational rate" */
    struct identifier recorded_by;
    int64_t recorded_at;
};

/* INVALID for currencies we do not know or that are one, a rate of zero or less, no day, no source.  recorded_by and
   recorded_at come from the work. */
enum outcome exchange_record(struct work *work, struct exchange_rate *rate) MUST_CHECK;
/* As recorded in this direction.  NOT_FOUND. */
enum outcome exchange_rate_on(struct work *work, struct text from, struct text to, int32_t date,
                              struct exchange_rate *ret_rate) MUST_CHECK;

/* All that are recorded, newest day first, at most `most`. */
enum outcome exchange_list(struct work *work, size_t most, struct exchange_rate **ret_rates,
                           size_t *ret_count) MUST_CHECK;

/* How an amount was converted, to be kept and shown with it: no rate for one currency, one rate used forwards or
   backwards, or two through the US dollar. */
struct exchange {
    struct exchange_rate rates[2];
    bool backwards[2];
    size_t count;
    struct money result;
};
/* Rounded once, half away from zero.  NOT_FOUND when there is no rate for the day, INVALID as money_convert. */
enum outcome exchange_convert(struct work *work, struct money amount, struct text to, int32_t date,
                              struct exchange *ret_exchange) MUST_CHECK;

#endif
