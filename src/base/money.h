/* Amounts as integers in the minor unit of their currency (ISO 4217): 125,50 MAD is 12550, 500 XOF is 500. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/problem.h"

struct money {
    int64_t minor;
    char currency[4]; /* "MAD", NUL at the end; "" when there is none */
};

/* Number of decimals of a currency that the mission works with, or -1 for one it does not know. */
int money_decimals(struct text currency);
/* The currencies it knows, the usual ones first: for drop-downs and schemas. */
size_t money_currency_count(void);
const char *money_currency(size_t index);
/* "1250.50" or "1250,50", groups separated by space or no-break space; at most the currency's decimals.
   INVALID for anything else, also for a sign: amounts are never negative. */
enum outcome text_to_money(struct text text, struct text currency, struct money *ret_money) MUST_CHECK;
/* "1250.50": for machines (API, exports, form fields). */
struct text money_to_text(struct arena *arena, struct money money);
/* minor units * rate, rounded half away from zero; `rate_millionths` is units of `to` per unit of `from` * 1000000.
   INVALID on an unknown currency or overflow. */
enum outcome money_convert(struct money from, struct text to, int64_t rate_millionths,
                           struct money *ret_money) MUST_CHECK;

#endif
