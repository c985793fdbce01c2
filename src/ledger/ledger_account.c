#include "ledger/ledger_account.h"

#include <string.h>

#include "system/random.h"

static const char *const KIND_NAMES[] = {"donor", "budget_line", "spending", "exchange"};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

const char *ledger_kind_name(enum ledger_kind kind) { return KIND_NAMES[kind]; }

int64_t ledger_available(const struct ledger_account *account)
{
    return account->credits_posted - account->debits_posted - account->debits_pending;
}

struct money ledger_money(int64_t minor, struct text currency)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, currency.at, currency.length < 3 ? currency.length : 3);
    return money;
}

enum outcome ledger_balance(struct work *work, struct identifier account, struct ledger_account *ret_account)
{
    struct rows rows;
    const struct value bind = value_id(account);
    enum outcome outcome = db_query(
        work->db,
        SQL("ledger_balance", "SELECT id, organisation, kind, currency, limited, debits_pending, debits_posted,"
                              " credits_pending, credits_posted, record, subject, opened_at"
                              " FROM ledger_account WHERE id = $1"),
        &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    struct ledger_account found = {
        .id = cell_id(&rows, 0, 0),
        .organisation = cell_id(&rows, 0, 1),
        .limited = cell_integer(&rows, 0, 4) != 0,
        .debits_pending = cell_integer(&rows, 0, 5),
        .debits_posted = cell_integer(&rows, 0, 6),
        .credits_pending = cell_integer(&rows, 0, 7),
        .credits_posted = cell_integer(&rows, 0, 8),
        .record = cell_text(&rows, 0, 9),
        .subject = cell_id(&rows, 0, 10),
        .opened_at = cell_instant(&rows, 0, 11),
    };
    struct money currency = ledger_money(0, cell_text(&rows, 0, 3));
    memcpy(found.currency, currency.currency, sizeof found.currency);
    for (size_t i = 0; i < COUNT_OF(KIND_NAMES); i++)
        if (text_is(cell_text(&rows, 0, 2), KIND_NAMES[i]))
            found.kind = (enum ledger_kind)i;
    *ret_account = found;
    return OK;
}

/* Posted credits and debits without reversals, and the reversals among each. */
enum outcome ledger_figures(struct work *work, struct identifier account, struct ledger_figures *ret_figures)
{
    struct ledger_account line;
    struct rows rows;
    const struct value bind = value_id(account);
    enum outcome outcome = ledger_balance(work, account, &line);
    if (outcome == OK)
        outcome = db_query(
            work->db,
            SQL("ledger_figures",
                "SELECT CAST(sum(amount) FILTER (WHERE credit_account = $1 AND reversal_of IS NULL) AS BIGINT),"
                " CAST(sum(amount) FILTER (WHERE debit_account = $1 AND reversal_of IS NOT NULL) AS BIGINT),"
                " CAST(sum(amount) FILTER (WHERE debit_account = $1 AND reversal_of IS NULL) AS BIGINT),"
                " CAST(sum(amount) FILTER (WHERE credit_account = $1 AND reversal_of IS NOT NULL) AS BIGINT)"
                " FROM ledger_transfer WHERE state = 'posted' AND (debit_account = $1 OR credit_account = $1)"),
            &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct ledger_figures figures = {
        .funded = cell_integer(&rows, 0, 0) - cell_integer(&rows, 0, 1),
        .committed = line.debits_pending,
        .paid = cell_integer(&rows, 0, 2) - cell_integer(&rows, 0, 3),
        .available = ledger_available(&line),
    };
    memcpy(figures.currency, line.currency, sizeof figures.currency);
    *ret_figures = figures;
    return OK;
}

static bool is_same(const struct ledger_account *a, const struct ledger_account *b)
{
    return identifier_equal(a->organisation, b->organisation) && a->kind == b->kind && a->limited == b->limited &&
           strcmp(a->currency, b->currency) == 0 && identifier_equal(a->subject, b->subject);
}

enum outcome ledger_open_account(struct work *work, struct ledger_account *account)
{
    struct identifier id = identifier_is_none(account->id) ? identifier_new() : account->id;
    const struct value bind[] = {
        value_id(id),
        value_id(account->organisation),
        value_text(text_from(KIND_NAMES[account->kind])),
        value_text(text_from(account->currency)),
        value_integer(account->limited ? 1 : 0),
        value_text_or_null(account->record),
        value_id_or_null(account->subject),
        value_instant(work->now),
    };
    struct ledger_account there;
    if (money_decimals(text_from(account->currency)) < 0)
        return problem_add(&work->problems, INVALID, "unknown_currency", TEXT("currency"),
                           N_("The mission does not work with this currency."));
    enum outcome outcome =
        db_execute(work->db,
                   SQL("ledger_open_account",
                       "INSERT INTO ledger_account (id, organisation, kind, currency, limited, debits_pending,"
                       " debits_posted, credits_pending, credits_posted, record, subject, opened_at)"
                       " VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, $6, $7, $8) ON CONFLICT (id) DO NOTHING"),
                   bind, COUNT_OF(bind), NULL);
    if (outcome == OK)
        outcome = ledger_balance(work, id, &there);
    if (outcome != OK)
        return outcome;
    if (!is_same(account, &there))
        return CONFLICT;
    *account = there;
    return OK;
}

static enum outcome refuse_debit(struct work *work, struct identifier id)
{
    struct ledger_account account;
    enum outcome outcome = ledger_balance(work, id, &account);
    if (outcome != OK)
        return outcome;
    struct money left = ledger_money(ledger_available(&account), text_from(account.currency));
    return problem_add_with(&work->problems, CONFLICT, "budget_exceeded", TEXT("amount"),
                            N_("Only {1} {2} is left on this budget line."), money_to_text(work->arena, left),
                            text_from(account.currency));
}

/* The test and the change are one statement: two officers cannot both have the last amount. */
enum outcome ledger_debit(struct work *work, struct identifier account, const struct ledger_change *change)
{
    const struct value bind[] = {value_id(account), value_integer(change->pending), value_integer(change->posted)};
    int64_t changed = 0;
    enum outcome outcome =
        db_execute(work->db,
                   SQL("ledger_debit", "UPDATE ledger_account SET debits_pending = debits_pending + $2,"
                                       " debits_posted = debits_posted + $3 WHERE id = $1 AND (limited = 0 OR"
                                       " credits_posted - debits_posted - debits_pending - $2 >= $3)"),
                   bind, COUNT_OF(bind), &changed);
    if (outcome == OK && changed == 0)
        return refuse_debit(work, account);
    return outcome;
}

enum outcome ledger_credit(struct work *work, struct identifier account, const struct ledger_change *change)
{
    const struct value bind[] = {value_id(account), value_integer(change->pending), value_integer(change->posted)};
    int64_t changed = 0;
    enum outcome outcome =
        db_execute(work->db,
                   SQL("ledger_credit", "UPDATE ledger_account SET credits_pending = credits_pending + $2,"
                                        " credits_posted = credits_posted + $3 WHERE id = $1"),
                   bind, COUNT_OF(bind), &changed);
    return outcome == OK && changed == 0 ? NOT_FOUND : outcome;
}
