/* Accounts and transfers in double entry: whole minor units, one currency per account, two phases (commit, then pay or
   release), nothing ever changed: what was wrong is reversed.

   A budget line is a limited account.  Money from the donor credits it; what is committed debits it as pending, what is
   paid as posted; pending and posted debits together never exceed the credits, whoever acts at the same moment.

   Every change is done in a savepoint of its own inside the caller's transaction and is idempotent by the id that the
   caller gives: done again with the same content it answers OK and does nothing, with other content CONFLICT.
   Outcomes: INVALID (amount, currency, accounts that are one), NOT_FOUND, CONFLICT; the first and the last with a
   problem in work->problems. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/money.h"
#include "record/work.h"

enum ledger_kind { LEDGER_DONOR, LEDGER_BUDGET_LINE, LEDGER_SPENDING, LEDGER_EXCHANGE };
const char *ledger_kind_name(enum ledger_kind kind); /* "donor", "budget_line", "spending", "exchange" */

struct ledger_account {
    struct identifier id, organisation;
    enum ledger_kind kind;
    char currency[4];
    bool limited; /* debits never beyond posted credits */
    int64_t debits_pending, debits_posted, credits_pending, credits_posted;
    struct text record; /* what it is the account of: "budget_line" and its id; empty, zeros */
    struct identifier subject;
    int64_t opened_at;
};
/* Of a limited account: what may still be committed. */
int64_t ledger_available(const struct ledger_account *account);

enum ledger_state { LEDGER_PENDING, LEDGER_POSTED, LEDGER_VOIDED };
const char *ledger_state_name(enum ledger_state state);

struct ledger_transfer {
    struct identifier id;
    enum ledger_state state;
    struct identifier debit, credit; /* accounts */
    struct money amount;             /* of a posting: what was paid, which may be less than was pending */
    struct identifier pending_of;    /* the commitment that this pays or releases; zeros */
    struct identifier reversal_of;   /* zeros */
    int64_t at;
    struct identifier user;
    struct text record; /* what it is for: "return_item" and its id */
    struct identifier subject;
    struct text description; /* as given, sealed by the caller; empty */
};

/* Opens an account; balances, opened_at and id (zeros: a new one) are filled in. */
enum outcome ledger_open_account(struct work *work, struct ledger_account *account) MUST_CHECK;

/* Of these a caller fills id, debit, credit, amount and, if wanted, record, subject, description.
   At once, as when a donor's money (debit) reaches a budget line (credit).  CONFLICT when the debited account is
   limited and has less. */
enum outcome ledger_fund(struct work *work, const struct ledger_transfer *order) MUST_CHECK;
/* Reserves: debit the budget line, credit what it is spent on.  CONFLICT when less is available. */
enum outcome ledger_commit(struct work *work, const struct ledger_transfer *order) MUST_CHECK;
/* Pays all or part of a commitment and releases the rest.  INVALID above what was committed, NOT_FOUND when there is no
   such commitment, CONFLICT when it was paid or released already. */
enum outcome ledger_post(struct work *work, struct identifier id, struct identifier pending, struct money amount,
                         struct text description) MUST_CHECK;
/* Releases a commitment. */
enum outcome ledger_void(struct work *work, struct identifier id, struct identifier pending,
                         struct text description) MUST_CHECK;
/* Takes back a posted transfer by its opposite, once. */
enum outcome ledger_reverse(struct work *work, struct identifier id, struct identifier posted,
                            struct text description) MUST_CHECK;

enum outcome ledger_balance(struct work *work, struct identifier account,
                            struct ledger_account *ret_account) MUST_CHECK; /* NOT_FOUND */
/* What people ask of a budget line; reversals taken off what they reverse.  available = funded - committed - paid. */
struct ledger_figures {
    char currency[4];
    int64_t funded, committed, paid, available;
};
enum outcome ledger_figures(struct work *work, struct identifier account,
                            struct ledger_figures *ret_figures) MUST_CHECK; /* NOT_FOUND */
enum outcome ledger_get(struct work *work, struct identifier transfer, struct ledger_transfer *ret_transfer) MUST_CHECK;
/* Newest first, older than `before` (NULL: from the newest), at most `most`. */
enum outcome ledger_statement(struct work *work, struct identifier account, const struct ledger_transfer *before,
                              size_t most, struct ledger_transfer **ret_transfers, size_t *ret_count) MUST_CHECK;
/* Everything that was moved for one subject, oldest first. */
enum outcome ledger_of_subject(struct work *work, struct identifier subject, struct ledger_transfer **ret_transfers,
                               size_t *ret_count) MUST_CHECK;

/* Recomputes everything from the transfers: per currency debits equal credits; every balance is the sum of its
   transfers; limits hold; currencies agree; a posting fits its commitment, a reversal what it reverses.
   `report` is called for each fault with a code and what it concerns (zeros: a currency). */
typedef void ledger_report(void *context, const char *fault, struct identifier id);
enum outcome ledger_verify(struct work *work, ledger_report *report, void *context, size_t *ret_faults) MUST_CHECK;
/* In English, for tr_with(); {1}: the account or transfer.  The code itself when there is no such fault. */
const char *ledger_fault_message(const char *fault);
/* How many accounts and transfers there are. */
enum outcome ledger_size(struct work *work, int64_t *ret_accounts, int64_t *ret_transfers) MUST_CHECK;

#endif
