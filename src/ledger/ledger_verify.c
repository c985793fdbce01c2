#include <string.h>

#include "base/problem.h"
#include "ledger/ledger.h"

/* Each names what is wrong; no row is good. */
static const struct check {
    const char *fault;
    struct sql sql;
} CHECKS[] = {
    {"balance_differs", /* dp: debits pending, cd: credits posted; a commitment that was settled weighs nothing */
     {"ledger_verify_balance",
      "WITH weighing AS (SELECT t.debit_account, t.credit_account,"
      " CASE WHEN t.state = 'pending' THEN t.amount ELSE 0 END AS pending,"
      " CASE WHEN t.state = 'posted' THEN t.amount ELSE 0 END AS posted FROM ledger_transfer t"
      " WHERE t.state = 'posted' OR (t.state = 'pending' AND NOT EXISTS"
      " (SELECT r.id FROM ledger_transfer r WHERE r.pending_of = t.id))),"
      " side AS (SELECT debit_account AS account, pending AS dp, posted AS dd, 0 AS cp, 0 AS cd FROM weighing"
      " UNION ALL SELECT credit_account, 0, 0, pending, posted FROM weighing),"
      " total AS (SELECT account, sum(dp) AS dp, sum(dd) AS dd, sum(cp) AS cp, sum(cd) AS cd FROM side"
      " GROUP BY account)"
      " SELECT a.id FROM ledger_account a LEFT JOIN total t ON t.account = a.id"
      " WHERE a.debits_pending <> coalesce(t.dp, 0) OR a.debits_posted <> coalesce(t.dd, 0)"
      " OR a.credits_pending <> coalesce(t.cp, 0) OR a.credits_posted <> coalesce(t.cd, 0) ORDER BY a.id"}},
    {"debits_are_not_credits",
     {"ledger_verify_sums", "SELECT NULL FROM ledger_account GROUP BY currency HAVING"
                            " sum(debits_posted) <> sum(credits_posted) OR"
                            " sum(debits_pending) <> sum(credits_pending) ORDER BY currency"}},
    {"over_limit",
     {"ledger_verify_limit", "SELECT id FROM ledger_account WHERE limited = 1"
                             " AND debits_posted + debits_pending > credits_posted ORDER BY id"}},
    {"currency_differs",
     {"ledger_verify_currency", "SELECT t.id FROM ledger_transfer t JOIN ledger_account d ON d.id = t.debit_account"
                                " JOIN ledger_account c ON c.id = t.credit_account"
                                " WHERE d.currency <> t.currency OR c.currency <> t.currency ORDER BY t.id"}},
    {"settlement_differs",
     {"ledger_verify_settlement", "SELECT t.id FROM ledger_transfer t JOIN ledger_transfer p ON p.id = t.pending_of"
                                  " WHERE p.state <> 'pending' OR t.amount > p.amount OR t.currency <> p.currency"
                                  " OR t.debit_account <> p.debit_account OR t.credit_account <> p.credit_account"
                                  " OR (t.state = 'voided' AND t.amount <> p.amount) ORDER BY t.id"}},
    {"reversal_differs",
     {"ledger_verify_reversal", "SELECT t.id FROM ledger_transfer t JOIN ledger_transfer p ON p.id = t.reversal_of"
                                " WHERE p.state <> 'posted' OR t.amount <> p.amount OR t.currency <> p.currency"
                                " OR t.debit_account <> p.credit_account OR t.credit_account <> p.debit_account"
                                " ORDER BY t.id"}},
};

/* {1}: the account or transfer. */
static const struct {
    const char *fault, *message;
} MESSAGES[] = {
    {"balance_differs",
     N_("The balance of account {1} is not the sum of its transfers: a transfer or the account was changed.")},
    {"debits_are_not_credits",
     N_("In a currency the debits of all accounts are not their credits: an account was changed.")},
    {"over_limit", N_("More is committed and paid from account {1} than it received.")},
    {"currency_differs", N_("Transfer {1} is in another currency than its accounts.")},
    {"settlement_differs", N_("Transfer {1} does not fit the commitment that it pays or releases.")},
    {"reversal_differs", N_("Transfer {1} is not the opposite of the one that it takes back.")},
};

const char *ledger_fault_message(const char *fault)
{
    for (size_t i = 0; i < sizeof MESSAGES / sizeof *MESSAGES; i++)
        if (strcmp(MESSAGES[i].fault, fault) == 0)
            return MESSAGES[i].message;
    return fault;
}

enum outcome ledger_size(struct work *work, int64_t *ret_accounts, int64_t *ret_transfers)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db,
                                    SQL("ledger_size", "SELECT (SELECT count(*) FROM ledger_account),"
                                                       " (SELECT count(*) FROM ledger_transfer)"),
                                    NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_accounts = cell_integer(&rows, 0, 0);
    *ret_transfers = cell_integer(&rows, 0, 1);
    return OK;
}

struct reporting {
    ledger_report *report;
    void *context;
    const char *fault;
    size_t count;
};

static bool take_fault(void *context, const struct rows *one)
{
    struct reporting *reporting = context;
    reporting->count++;
    if (reporting->report != NULL)
        reporting->report(reporting->context, reporting->fault, cell_id(one, 0, 0));
    return true;
}

/* In one transaction: all checks see the same moment. */
enum outcome ledger_verify(struct work *work, ledger_report *report, void *context, size_t *ret_faults)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct reporting reporting = {.report = report, .context = context};
    enum outcome outcome = db_transaction_begin(work->db, false, &transaction);
    for (size_t i = 0; outcome == OK && i < sizeof CHECKS / sizeof *CHECKS; i++) {
        reporting.fault = CHECKS[i].fault;
        outcome = db_each(work->db, CHECKS[i].sql, NULL, 0, work->arena, take_fault, &reporting);
    }
    if (outcome == OK)
        outcome = db_transaction_commit(&transaction);
    if (outcome == OK)
        *ret_faults = reporting.count;
    return outcome;
}
