#include "ledger/ledger.h"

#include <string.h>

#include "ledger/ledger_account.h"
#include "system/random.h"

static const char *const STATE_NAMES[] = {"pending", "posted", "voided"};

const char *ledger_state_name(enum ledger_state state) { return STATE_NAMES[state]; }

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define COLUMNS                                                                                                 \
    "SELECT id, state, debit_account, credit_account, amount, currency, pending_of, reversal_of, at, user_id, " \
    "record, subject, description FROM ledger_transfer"

static struct ledger_transfer read_transfer(const struct rows *rows, size_t row)
{
    struct ledger_transfer transfer = {
        .id = cell_id(rows, row, 0),
        .debit = cell_id(rows, row, 2),
        .credit = cell_id(rows, row, 3),
        .amount = ledger_money(cell_integer(rows, row, 4), cell_text(rows, row, 5)),
        .pending_of = cell_id(rows, row, 6),
        .reversal_of = cell_id(rows, row, 7),
        .at = cell_instant(rows, row, 8),
        .user = cell_id(rows, row, 9),
        .record = cell_text(rows, row, 10),
        .subject = cell_id(rows, row, 11),
        .description = cell_text(rows, row, 12),
    };
    for (size_t i = 0; i < COUNT_OF(STATE_NAMES); i++)
        if (text_is(cell_text(rows, row, 1), STATE_NAMES[i]))
            transfer.state = (enum ledger_state)i;
    return transfer;
}

static enum outcome read_transfers(struct work *work, struct sql sql, const struct value *bind, size_t count,
                                   struct ledger_transfer **ret_transfers, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct ledger_transfer *transfers = arena_array(work->arena, struct ledger_transfer, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        transfers[i] = read_transfer(&rows, i);
    *ret_transfers = transfers;
    *ret_count = rows.count;
    return OK;
}

enum outcome ledger_get(struct work *work, struct identifier transfer, struct ledger_transfer *ret_transfer)
{
    const struct value bind = value_id(transfer);
    struct ledger_transfer *found;
    size_t count;
    enum outcome outcome = read_transfers(work, SQL("ledger_get", COLUMNS " WHERE id = $1"), &bind, 1, &found, &count);
    if (outcome != OK)
        return outcome;
    if (count == 0)
        return NOT_FOUND;
    *ret_transfer = *found;
    return OK;
}

enum outcome ledger_statement(struct work *work, struct identifier account, const struct ledger_transfer *before,
                              size_t most, struct ledger_transfer **ret_transfers, size_t *ret_count)
{
    struct identifier last;
    memset(last.bytes, 0xff, sizeof last.bytes);
    const struct value bind[] = {
        value_id(account),
        value_integer(before == NULL ? INT64_MAX : before->at),
        value_id(before == NULL ? last : before->id),
        value_integer((int64_t)most),
    };
    return read_transfers(work,
                          SQL("ledger_statement", COLUMNS
                              " WHERE debit_account = $1 AND (at, id) < ($2, $3) UNION ALL " COLUMNS
                              " WHERE credit_account = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4"),
                          bind, COUNT_OF(bind), ret_transfers, ret_count);
}

enum outcome ledger_of_subject(struct work *work, struct identifier subject, struct ledger_transfer **ret_transfers,
                               size_t *ret_count)
{
    const struct value bind = value_id(subject);
    return read_transfers(work, SQL("ledger_of_subject", COLUMNS " WHERE subject = $1 ORDER BY at, id"), &bind, 1,
                          ret_transfers, ret_count);
}

/* True when this very transfer is there already; then there is nothing to do. */
static bool is_same(const struct ledger_transfer *a, const struct ledger_transfer *b)
{
    return a->state == b->state && identifier_equal(a->debit, b->debit) && identifier_equal(a->credit, b->credit) &&
           a->amount.minor == b->amount.minor && strcmp(a->amount.currency, b->amount.currency) == 0 &&
           identifier_equal(a->pending_of, b->pending_of) && identifier_equal(a->reversal_of, b->reversal_of) &&
           identifier_equal(a->subject, b->subject);
}

/* OK with *ret_new false when it was there already, CONFLICT when something else has its id. */
static enum outcome insert(struct work *work, const struct ledger_transfer *transfer, bool *ret_new)
{
    const struct value bind[] = {
        value_id(transfer->id),
        value_text(text_from(STATE_NAMES[transfer->state])),
        value_id(transfer->debit),
        value_id(transfer->credit),
        value_integer(transfer->amount.minor),
        value_text(text_from(transfer->amount.currency)),
        value_id_or_null(transfer->pending_of),
        value_id_or_null(transfer->reversal_of),
        value_instant(work->now),
        work->actor == NULL ? value_null() : value_id_or_null(work->actor->user),
        value_text_or_null(transfer->record),
        value_id_or_null(transfer->subject),
        text_is_empty(transfer->description) ? value_null() : value_bytes(transfer->description),
    };
    struct ledger_transfer there;
    int64_t changed = 0;
    enum outcome outcome = db_execute(
        work->db,
        SQL("ledger_insert", "INSERT INTO ledger_transfer (id, state, debit_account, credit_account, amount, currency,"
                             " pending_of, reversal_of, at, user_id, record, subject, description)"
                             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
                             " ON CONFLICT (id) DO NOTHING"),
        bind, COUNT_OF(bind), &changed);
    if (outcome == OK && changed == 0) {
        outcome = ledger_get(work, transfer->id, &there);
        if (outcome == OK && !is_same(transfer, &there))
            outcome = problem_add(&work->problems, CONFLICT, "other_transfer", TEXT_NONE,
                                  N_("Something else was recorded under this number already."));
    }
    if (outcome == OK)
        *ret_new = changed == 1;
    return outcome;
}

/* The row and both balances, or nothing.  The accounts are always locked in the same order. */
static enum outcome write_transfer(struct work *work, const struct ledger_transfer *transfer,
                                   const struct ledger_change *change)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    bool fresh = false;
    bool debit_first = identifier_compare(transfer->debit, transfer->credit) < 0;
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = insert(work, transfer, &fresh);
    for (int i = 0; outcome == OK && fresh && i < 2; i++)
        outcome = (i == 0) == debit_first ? ledger_debit(work, transfer->debit, change)
                                          : ledger_credit(work, transfer->credit, change);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome check_amount(struct work *work, struct money amount)
{
    if (amount.minor > 0 && amount.minor <= LEDGER_MOST && money_decimals(text_from(amount.currency)) >= 0)
        return OK;
    return problem_add(&work->problems, INVALID, "amount_not_positive", TEXT("amount"),
                       N_("Enter an amount greater than zero."));
}

static enum outcome check_account(struct work *work, struct identifier id, struct money amount)
{
    struct ledger_account account;
    enum outcome outcome = ledger_balance(work, id, &account);
    if (outcome != OK || strcmp(account.currency, amount.currency) == 0)
        return outcome;
    return problem_add_with(&work->problems, INVALID, "currency_mismatch", TEXT("amount"),
                            N_("The amount is in {1}, the account is kept in {2}."), text_from(amount.currency),
                            text_from(account.currency));
}

static enum outcome move(struct work *work, const struct ledger_transfer *order, enum ledger_state state,
                         const struct ledger_change *change)
{
    struct ledger_transfer transfer = *order;
    transfer.state = state;
    if (identifier_equal(order->debit, order->credit) || identifier_is_none(order->id))
        return problem_add(&work->problems, INVALID, "same_account", TEXT("amount"),
                           N_("Money moves between two different accounts."));
    enum outcome outcome = check_amount(work, order->amount);
    if (outcome == OK)
        outcome = check_account(work, order->debit, order->amount);
    if (outcome == OK)
        outcome = check_account(work, order->credit, order->amount);
    return outcome == OK ? write_transfer(work, &transfer, change) : outcome;
}

enum outcome ledger_fund(struct work *work, const struct ledger_transfer *order)
{
    const struct ledger_change change = {.posted = order->amount.minor};
    struct ledger_transfer transfer = *order;
    transfer.pending_of = transfer.reversal_of = (struct identifier){0};
    return move(work, &transfer, LEDGER_POSTED, &change);
}

enum outcome ledger_commit(struct work *work, const struct ledger_transfer *order)
{
    const struct ledger_change change = {.pending = order->amount.minor};
    struct ledger_transfer transfer = *order;
    transfer.pending_of = transfer.reversal_of = (struct identifier){0};
    return move(work, &transfer, LEDGER_PENDING, &change);
}

static enum outcome find_in_state(struct work *work, struct identifier id, enum ledger_state state,
                                  struct ledger_transfer *ret_transfer)
{
    struct ledger_transfer transfer;
    enum outcome outcome = ledger_get(work, id, &transfer);
    if (outcome != OK)
        return outcome;
    if (transfer.state != state)
        return NOT_FOUND;
    *ret_transfer = transfer;
    return OK;
}

static enum outcome check_within(struct work *work, struct money amount, struct money committed)
{
    if (strcmp(amount.currency, committed.currency) != 0)
        return problem_add_with(&work->problems, INVALID, "currency_mismatch", TEXT("amount"),
                                N_("The amount is in {1}, the account is kept in {2}."), text_from(amount.currency),
                                text_from(committed.currency));
    if (amount.minor > committed.minor)
        return problem_add_with(&work->problems, INVALID, "more_than_committed", TEXT("amount"),
                                N_("At most {1} {2} was committed."), money_to_text(work->arena, committed),
                                text_from(committed.currency));
    return check_amount(work, amount);
}

/* CONFLICT of the unique pending_of or reversal_of: somebody was first. */
static enum outcome explain_settled(struct work *work, enum outcome outcome)
{
    if (outcome == CONFLICT && work->problems.count == 0)
        (void)problem_add(&work->problems, CONFLICT, "already_settled", TEXT_NONE,
                          N_("This has been paid, released or reversed already."));
    return outcome;
}

static struct ledger_transfer following(const struct ledger_transfer *before, struct identifier id,
                                        enum ledger_state state, struct text description)
{
    struct ledger_transfer transfer = *before;
    transfer.id = id;
    transfer.state = state;
    transfer.description = description;
    return transfer;
}

enum outcome ledger_post(struct work *work, struct identifier id, struct identifier pending, struct money amount,
                         struct text description)
{
    struct ledger_transfer before;
    enum outcome outcome = find_in_state(work, pending, LEDGER_PENDING, &before);
    if (outcome == OK)
        outcome = check_within(work, amount, before.amount);
    if (outcome != OK)
        return outcome;
    struct ledger_transfer transfer = following(&before, id, LEDGER_POSTED, description);
    const struct ledger_change change = {.pending = -before.amount.minor, .posted = amount.minor};
    transfer.pending_of = pending;
    transfer.amount = amount;
    return explain_settled(work, write_transfer(work, &transfer, &change));
}

enum outcome ledger_void(struct work *work, struct identifier id, struct identifier pending, struct text description)
{
    struct ledger_transfer before;
    enum outcome outcome = find_in_state(work, pending, LEDGER_PENDING, &before);
    if (outcome != OK)
        return outcome;
    struct ledger_transfer transfer = following(&before, id, LEDGER_VOIDED, description);
    const struct ledger_change change = {.pending = -before.amount.minor};
    transfer.pending_of = pending;
    return explain_settled(work, write_transfer(work, &transfer, &change));
}

enum outcome ledger_reverse(struct work *work, struct identifier id, struct identifier posted, struct text description)
{
    struct ledger_transfer before;
    enum outcome outcome = find_in_state(work, posted, LEDGER_POSTED, &before);
    if (outcome != OK)
        return outcome;
    struct ledger_transfer transfer = following(&before, id, LEDGER_POSTED, description);
    const struct ledger_change change = {.posted = before.amount.minor};
    transfer.debit = before.credit;
    transfer.credit = before.debit;
    transfer.pending_of = (struct identifier){0};
    transfer.reversal_of = posted;
    return explain_settled(work, write_transfer(work, &transfer, &change));
}
