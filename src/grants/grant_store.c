#include "grants/grants.h"

#include <string.h>

#include "ledger/ledger.h"
#include "system/random.h"

static enum outcome open_account(struct work *work, enum ledger_kind kind, struct money amount, bool limited,
                                 const struct record *record, const struct record_head *head, struct identifier *id)
{
    struct ledger_account account = {
        .id = *id,
        .organisation = head->organisation,
        .kind = kind,
        .limited = limited,
        .record = text_from(record->name),
        .subject = head->id,
    };
    memcpy(account.currency, amount.currency, sizeof account.currency);
    enum outcome outcome = ledger_open_account(work, &account);
    if (outcome == OK)
        *id = account.id;
    return outcome;
}

enum outcome grant_open(struct work *work, struct donor_grant *donor_grant)
{
    donor_grant->donor_account = identifier_new();
    enum outcome outcome = record_insert(work, &grant_record, donor_grant);
    if (outcome == OK)
        outcome = open_account(work, LEDGER_DONOR, donor_grant->amount, false, &grant_record, &donor_grant->head,
                               &donor_grant->donor_account);
    return outcome;
}

/* What the lines of a grant hold together. */
static enum outcome lines_total(struct work *work, struct identifier donor_grant, int64_t *ret_minor)
{
    struct rows rows;
    struct value bind[] = {value_id(donor_grant)};
    enum outcome outcome = db_query(
        work->db,
        SQL("lines_total", "SELECT COALESCE(CAST(SUM(amount) AS BIGINT), 0) FROM budget_line WHERE donor_grant = $1"),
        bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_minor = cell_integer(&rows, 0, 0);
    return outcome;
}

static enum outcome check_funds(struct work *work, const struct donor_grant *donor_grant,
                                const struct budget_line *line)
{
    int64_t total;
    if (strcmp(donor_grant->amount.currency, line->amount.currency) != 0)
        return problem_add(&work->problems, INVALID, "currency_of_grant", TEXT("amount"),
                           N_("A budget line is kept in the currency of its grant."));
    enum outcome outcome = lines_total(work, donor_grant->head.id, &total);
    if (outcome == OK && total + line->amount.minor > donor_grant->amount.minor)
        return problem_add(&work->problems, INVALID, "beyond_grant", TEXT("amount"),
                           N_("The lines together would be more than the grant."));
    return outcome;
}

enum outcome budget_line_open(struct work *work, struct budget_line *line)
{
    void *row;
    struct field_set readable;
    enum outcome outcome = record_get(work, &grant_record, line->donor_grant, &row, &readable);
    if (outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "grant_missing", TEXT("donor_grant"), N_("Choose the grant."));
    if (outcome == OK)
        outcome = record_get_unlimited(work, &grant_record, line->donor_grant, &row);
    if (outcome != OK)
        return outcome;
    const struct donor_grant *donor_grant = row;
    outcome = check_funds(work, donor_grant, line);
    line->head.organisation = donor_grant->head.organisation;
    line->head.id = identifier_new();
    line->spending_account = identifier_new();
    if (outcome == OK)
        outcome = record_insert(work, &budget_line_record, line);
    struct identifier own = line->head.id;
    if (outcome == OK)
        outcome = open_account(work, LEDGER_BUDGET_LINE, line->amount, true, &budget_line_record, &line->head, &own);
    if (outcome == OK)
        outcome = open_account(work, LEDGER_SPENDING, line->amount, false, &budget_line_record, &line->head,
                               &line->spending_account);
    if (outcome != OK || line->amount.minor == 0)
        return outcome;
    struct ledger_transfer order = {
        .id = identifier_new(),
        .debit = donor_grant->donor_account,
        .credit = own,
        .amount = line->amount,
        .record = text_from(budget_line_record.name),
        .subject = line->head.id,
    };
    return ledger_fund(work, &order);
}

static struct line_serves read_serves(const struct rows *rows, size_t at, size_t column)
{
    return (struct line_serves){cell_text(rows, at, column), cell_text(rows, at, column + 1),
                                cell_text(rows, at, column + 2)};
}

static void read_figures(const struct rows *rows, size_t at, struct line_figures *line)
{
    struct money money = {0};
    memcpy(money.currency, cell_text(rows, at, 4).at, 3);
    line->line = cell_id(rows, at, 0);
    line->donor_grant = cell_id(rows, at, 1);
    line->code = cell_text(rows, at, 2);
    line->title = cell_text(rows, at, 3);
    line->budget = line->committed = line->paid = line->left = money;
    line->budget.minor = cell_integer(rows, at, 5);
    line->committed.minor = cell_integer(rows, at, 6);
    line->paid.minor = cell_integer(rows, at, 7);
    line->left.minor = line->budget.minor - line->committed.minor - line->paid.minor;
    line->serves = read_serves(rows, at, 8);
    line->travel = !cell_is_null(rows, at, 11) && cell_integer(rows, at, 11) == FLAG_YES;
}

/* Has what the grant of this row hangs on ended by that day? */
static enum outcome is_over(struct work *work, const struct rows *rows, size_t at, size_t column, int32_t on,
                            bool *ret_over)
{
    bool runs = true;
    enum outcome outcome =
        cell_is_null(rows, at, column) ? OK : agreement_runs(work, cell_id(rows, at, column), on, &runs);
    *ret_over = !runs;
    return outcome;
}

/* Those whose grant does not hang on an agreement that is over. */
static enum outcome take_running(struct work *work, const struct rows *rows, int32_t on, struct line_figures **ret,
                                 size_t *ret_count)
{
    enum { AGREEMENT = 12 };
    struct line_figures *figures = arena_array(work->arena, struct line_figures, rows->count + 1);
    enum outcome outcome = OK;
    size_t count = 0;
    bool over = false;
    for (size_t at = 0; at < rows->count && outcome == OK; at++) {
        if (at == 0 || !identifier_equal(cell_id(rows, at, 1), cell_id(rows, at - 1, 1)))
            outcome = is_over(work, rows, at, AGREEMENT, on, &over);
        if (outcome == OK && !over)
            read_figures(rows, at, &figures[count++]);
    }
    *ret = figures;
    *ret_count = count;
    return outcome;
}

static void take_figures(struct work *work, const struct rows *rows, struct line_figures **ret, size_t *ret_count)
{
    struct line_figures *figures = arena_array(work->arena, struct line_figures, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        read_figures(rows, at, &figures[at]);
    *ret = figures;
    *ret_count = rows->count;
}

enum outcome budget_line_figures(struct work *work, struct identifier donor_grant, struct line_figures **ret,
                                 size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(donor_grant)};
    enum outcome outcome = db_query(work->db,
                                    SQL("budget_line_figures",
                                        "SELECT b.id, b.donor_grant, b.code, b.title, a.currency, a.credits_posted, "
                                        "a.debits_pending, a.debits_posted, b.countries_of_return, b.nationalities, "
                                        "b.profiles, b.travel FROM budget_line b "
                                        "JOIN ledger_account a ON a.id = b.id WHERE b.donor_grant = $1 "
                                        "ORDER BY b.code NULLS FIRST, b.id"),
                                    bind, 1, work->arena, &rows);
    if (outcome == OK)
        take_figures(work, &rows, ret, ret_count);
    return outcome;
}

enum outcome budget_lines_within_reach(struct work *work, int32_t on, struct line_figures **ret, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->organisation), value_integer(on == DATE_NONE ? 0 : 1),
                           value_integer(on)};
    *ret_count = 0;
    if (!actor_may(work->actor, &grant_read))
        return OK;
    enum outcome outcome =
        db_query(work->db,
                 SQL("budget_lines_within_reach",
                     "SELECT b.id, b.donor_grant, b.code, b.title, a.currency, a.credits_posted, a.debits_pending, "
                     "a.debits_posted, b.countries_of_return, b.nationalities, b.profiles, b.travel, "
                     "g.agreement "
                     "FROM budget_line b JOIN ledger_account a ON a.id = b.id "
                     "JOIN donor_grant g ON g.id = b.donor_grant WHERE g.organisation = $1 AND ($2 = 0 OR "
                     "((g.starts_on IS NULL OR g.starts_on <= $3) AND (g.ends_on IS NULL OR g.ends_on >= $3))) "
                     "ORDER BY g.id, b.code NULLS FIRST, b.id"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK && on != DATE_NONE)
        return take_running(work, &rows, on, ret, ret_count);
    if (outcome == OK)
        take_figures(work, &rows, ret, ret_count);
    return outcome;
}

enum outcome budget_lines_open(struct work *work, struct identifier organisation, int32_t on,
                               const struct line_serves *person, bool *ret_any, bool *ret_open)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(on)};
    enum outcome outcome = db_query(
        work->db,
        SQL("budget_lines_open",
            "SELECT b.countries_of_return, b.nationalities, b.profiles, CASE WHEN (g.starts_on IS NULL OR "
            "g.starts_on <= $2) AND (g.ends_on IS NULL OR g.ends_on >= $2) AND "
            "a.credits_posted > a.debits_pending + a.debits_posted THEN 1 ELSE 0 END, g.agreement "
            "FROM donor_grant g JOIN budget_line b ON b.donor_grant = g.id JOIN ledger_account a ON a.id = b.id "
            "WHERE g.organisation = $1 ORDER BY b.id"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    bool open = false;
    for (size_t at = 0; at < rows.count && !open; at++) {
        struct line_serves line = read_serves(&rows, at, 0);
        bool over = false;
        open = cell_integer(&rows, at, 3) == 1 && line_serves(&line, person);
        if (open && (outcome = is_over(work, &rows, at, 4, on, &over)) != OK)
            return outcome;
        open = open && !over;
    }
    *ret_any = rows.count > 0;
    *ret_open = open;
    return OK;
}

enum outcome budget_lines_running(struct work *work, struct identifier organisation, int32_t on,
                                  struct line_figures **ret, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("budget_lines_running",
                     "SELECT b.id, b.donor_grant, b.code, b.title, a.currency, a.credits_posted, a.debits_pending, "
                     "a.debits_posted, b.countries_of_return, b.nationalities, b.profiles, b.travel, "
                     "g.agreement "
                     "FROM donor_grant g JOIN budget_line b ON b.donor_grant = g.id "
                     "JOIN ledger_account a ON a.id = b.id WHERE g.organisation = $1 "
                     "AND (g.starts_on IS NULL OR g.starts_on <= $2) AND (g.ends_on IS NULL OR g.ends_on >= $2) "
                     "ORDER BY g.id, b.code NULLS FIRST, b.id"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? take_running(work, &rows, on, ret, ret_count) : outcome;
}
