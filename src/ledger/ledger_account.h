/* Balances: changed only together with a transfer (ledger_store.c). */
#ifndef LEDGER_LEDGER_ACCOUNT_H
#define LEDGER_LEDGER_ACCOUNT_H

#include "ledger/ledger.h"

/* The largest amount of one transfer, so that sums stay far from the end of 64 bits. */
#define LEDGER_MOST INT64_C(1000000000000000)

/* What a transfer does to one side of its two accounts. */
struct ledger_change {
    int64_t pending, posted;
};

struct money ledger_money(int64_t minor, struct text currency);
/* CONFLICT, with a problem, when a limited account has less. */
enum outcome ledger_debit(struct work *work, struct identifier account, const struct ledger_change *change) MUST_CHECK;
enum outcome ledger_credit(struct work *work, struct identifier account, const struct ledger_change *change) MUST_CHECK;

#endif
