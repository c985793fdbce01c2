#include "returns/return_money.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "grants/grants.h"
#include "ledger/exchange.h"
#include "ledger/ledger.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "system/random.h"

enum { RATES_MOST = 8 };

/* A grant pays for what is committed within its period. */
static enum outcome check_period(struct work *work, const struct budget_line *line)
{
    void *row;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = record_get_unlimited(work, &grant_record, line->donor_grant, &row);
    if (outcome != OK)
        return outcome;
    const struct donor_grant *donor_grant = row;
    if ((donor_grant->starts_on != DATE_NONE && today < donor_grant->starts_on) ||
        (donor_grant->ends_on != DATE_NONE && today > donor_grant->ends_on))
        return problem_add_with(&work->problems, INVALID, "grant_out_of_period", TEXT_NONE,
                                N_("The grant of the budget line {1} does not pay on this day: choose another line."),
                                budget_line_record.title(work, line), TEXT_NONE);
    return OK;
}

/* The commitment bears the id of what is charged, so that a repeated step finds it. */
static enum outcome commit(struct work *work, const struct record *record, struct identifier id,
                           const struct budget_line *line, struct money amount)
{
    struct ledger_transfer order = {
        .id = id,
        .debit = line->head.id,
        .credit = line->spending_account,
        .amount = amount,
        .record = text_from(record->name),
        .subject = id,
    };
    struct problems kept = work->problems;
    struct ledger_account account;
    enum outcome outcome = ledger_commit(work, &order);
    if (outcome != CONFLICT)
        return outcome;
    work->problems = kept; /* said in the words of the plan instead */
    outcome = ledger_balance(work, line->head.id, &account);
    if (outcome != OK)
        return outcome;
    struct money left = amount;
    left.minor = ledger_available(&account);
    return problem_add_with(&work->problems, INVALID, "budget_line_exhausted", TEXT_NONE,
                            N_("The budget line {1} has only {2} left: choose another line or a smaller amount."),
                            budget_line_record.title(work, line), language_money(work->arena, work->language, left));
}

enum outcome return_uncharge(struct work *work, struct identifier id)
{
    struct ledger_transfer commitment;
    enum outcome outcome = ledger_get(work, id, &commitment);
    if (outcome == NOT_FOUND) /* never committed */
        return OK;
    return outcome == OK ? ledger_void(work, identifier_new(), id, TEXT_NONE) : outcome;
}

struct money return_share_of(struct money line_amount, struct money some, struct money all)
{
    struct money share = line_amount;
    if (some.minor < all.minor)
        share.minor = (int64_t)(((__int128)line_amount.minor * some.minor + all.minor / 2) / all.minor);
    return share;
}

/* The payment that stands: posted, and not taken back. */
static enum outcome payment_of(struct work *work, struct identifier id, struct ledger_transfer *ret_payment)
{
    struct ledger_transfer *transfers;
    size_t count;
    bool found = false;
    enum outcome outcome = ledger_of_subject(work, id, &transfers, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        if (!identifier_is_none(transfers[i].reversal_of))
            found = found && !identifier_equal(transfers[i].reversal_of, ret_payment->id);
        else if (transfers[i].state == LEDGER_POSTED) {
            *ret_payment = transfers[i];
            found = true;
        }
    }
    return outcome == OK && !found ? NOT_FOUND : outcome;
}

/* The books are not changed: the whole payment is reversed, and what is left of it is paid anew. */
enum outcome return_refund_line(struct work *work, struct identifier id, struct money paid, struct money back,
                                struct money *ret_line_amount)
{
    struct ledger_transfer payment;
    enum outcome outcome = payment_of(work, id, &payment);
    if (outcome != OK)
        return outcome;
    if (back.minor <= 0 || back.minor > paid.minor || strcmp(back.currency, paid.currency) != 0)
        return INVALID;
    struct ledger_transfer rest = payment;
    rest.id = identifier_new();
    rest.amount.minor -= return_share_of(payment.amount, back, paid).minor;
    outcome = ledger_reverse(work, identifier_new(), payment.id, TEXT_NONE);
    if (outcome == OK && rest.amount.minor > 0)
        outcome = ledger_commit(work, &rest);
    if (outcome == OK && rest.amount.minor > 0)
        outcome = ledger_post(work, identifier_new(), rest.id, rest.amount, TEXT_NONE);
    if (outcome == OK)
        *ret_line_amount = rest.amount;
    return outcome;
}

/* "1 USD = 10.123400 MAD, 2026-10-01, UN operational rate": each rate that was used, on a line.  This is a notation,
   not a sentence: return_rates_read() takes it apart for the language of who reads it. */
static struct text describe_rates(struct arena *arena, const struct exchange *exchange)
{
    struct text note = TEXT_NONE;
    for (size_t i = 0; i < exchange->count; i++) {
        const struct exchange_rate *rate = &exchange->rates[i];
        struct text day = date_to_text(arena, rate->valid_from);
        int64_t units = rate->rate_millionths / 1000000;
        note = arena_format(arena, "%.*s%s1 %s = %" PRId64 ".%06" PRId64 " %s, %.*s, %.*s", TEXT_ARG(note),
                            i > 0 ? "\n" : "", rate->from, units, rate->rate_millionths % 1000000, rate->to,
                            TEXT_ARG(day), TEXT_ARG(rate->source));
    }
    return note;
}

/* Takes `length` bytes that `mark` follows. */
static bool take(struct text *rest, size_t length, const char *mark, struct text *ret)
{
    struct text behind = text_slice(*rest, length, rest->length);
    if (rest->length < length || !text_starts_with(behind, text_from(mark)))
        return false;
    *ret = text_slice(*rest, 0, length);
    *rest = text_slice(behind, text_from(mark).length, behind.length);
    return true;
}

static bool read_rate(struct work *work, struct text line, struct rate_used *ret)
{
    struct text from, to, number, whole, day, one;
    int64_t units, part;
    ptrdiff_t end = text_find(line, TEXT(" = "));
    if (end < 0 || !take(&line, 1, " ", &one) || !take(&line, 3, " = ", &from) || text_find_byte(line, ' ') < 0 ||
        !take(&line, (size_t)text_find_byte(line, ' '), " ", &number) || !take(&line, 3, ", ", &to) ||
        !take(&line, 10, ", ", &day) || text_find_byte(number, '.') < 0 ||
        !take(&number, (size_t)text_find_byte(number, '.'), ".", &whole) || number.length != 6 ||
        text_to_integer(whole, 0, INT64_MAX / 2000000, &units) != OK ||
        text_to_integer(number, 0, 999999, &part) != OK || text_to_date(day, &ret->day) != OK)
        return false;
    struct text shown = exchange_rate_show(work, units * 1000000 + part);
    ret->worth = arena_format(work->arena, "1 %.*s = %.*s %.*s", TEXT_ARG(from), TEXT_ARG(shown), TEXT_ARG(to));
    ret->source = line;
    return true;
}

size_t return_rates_read(struct work *work, struct text note, struct rate_used **ret_rates)
{
    struct rate_used *rates = arena_array(work->arena, struct rate_used, RATES_MOST);
    struct text line;
    size_t count = 0;
    while (count < RATES_MOST && text_split(&note, '\n', &line)) {
        if (text_is_empty(line))
            continue;
        rates[count] = (struct rate_used){.day = DATE_NONE};
        if (!read_rate(work, line, &rates[count])) /* kept before this notation was */
            rates[count] = (struct rate_used){.day = DATE_NONE, .source = line};
        count++;
    }
    *ret_rates = rates;
    return count;
}

static enum outcome convert(struct work *work, struct money amount, const struct budget_line *line,
                            struct line_charge *ret)
{
    struct exchange exchange;
    struct text currency = text_from(line->amount.currency);
    enum outcome outcome = exchange_convert(work, amount, currency, zone_date(work->zone, work->now), &exchange);
    if (outcome == NOT_FOUND)
        return problem_add_with(&work->problems, INVALID, "rate_missing", TEXT_NONE,
                                N_("There is no exchange rate from {1} to {2}: finance must record one first."),
                                text_from(amount.currency), currency);
    if (outcome != OK)
        return outcome;
    ret->amount = exchange.result;
    ret->rate_millionths =
        exchange.count == 1 && !exchange.backwards[0] ? exchange.rates[0].rate_millionths : INTEGER_NONE;
    ret->rate_note = describe_rates(work->arena, &exchange);
    return OK;
}

enum outcome return_charge_line(struct work *work, const struct record *record, struct identifier id,
                                struct identifier budget_line, struct money amount, struct line_charge *ret)
{
    void *line;
    struct line_charge charge;
    enum outcome outcome = record_get_unlimited(work, &budget_line_record, budget_line, &line);
    if (outcome == OK)
        outcome = check_period(work, line);
    if (outcome == OK)
        outcome = convert(work, amount, line, &charge);
    if (outcome == OK)
        outcome = commit(work, record, id, line, charge.amount);
    if (outcome == OK)
        *ret = charge;
    return outcome;
}

enum outcome return_item_warn(struct work *work, const void *row, struct text *ret_about)
{
    const struct return_item *item = row;
    struct exchange exchange;
    struct ledger_account account;
    void *found;
    if (identifier_is_none(item->budget_line) || item->amount.currency[0] == '\0' ||
        (!text_is_empty(item->head.state) && !text_is(item->head.state, "proposed")))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &budget_line_record, item->budget_line, &found);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome; /* which is said when it is stored */
    const struct budget_line *line = found;
    outcome = exchange_convert(work, item->amount, text_from(line->amount.currency), zone_date(work->zone, work->now),
                               &exchange);
    if (outcome == NOT_FOUND || outcome == INVALID)
        return OK;
    if (outcome == OK)
        outcome = ledger_balance(work, line->head.id, &account);
    if (outcome != OK)
        return outcome;
    struct money left = {ledger_available(&account), ""};
    memcpy(left.currency, line->amount.currency, sizeof left.currency);
    if (exchange.result.minor <= left.minor)
        return OK;
    *ret_about =
        arena_format(work->arena, "%.*s %" PRId64 " %s", TEXT_ARG(identifier_to_text(work->arena, line->head.id)),
                     item->amount.minor, item->amount.currency);
    return problem_add_with(&work->problems, INVALID, "budget_line_short", TEXT("amount"),
                            N_("The budget line {1} has only {2} left: this could not be committed now. Change it, or "
                               "send the form once more to propose it all the same."),
                            budget_line_record.title(work, line), language_money(work->arena, work->language, left));
}

enum outcome item_committed(struct work *work, void *row)
{
    struct return_item *item = row;
    struct line_charge charge;
    enum outcome outcome =
        return_charge_line(work, &return_item_record, item->head.id, item->budget_line, item->amount, &charge);
    if (outcome != OK)
        return outcome;
    item->line_amount = charge.amount;
    item->rate_millionths = charge.rate_millionths;
    item->rate_note = charge.rate_note;
    return OK;
}

enum outcome return_commit_items(struct work *work, const struct return_case *file)
{
    static const char *const PROPOSED[3] = {"proposed", "proposed", "proposed"};
    struct identifier *ids;
    size_t count;
    enum outcome outcome =
        return_child_ids(work, &return_item_record, file->head.id, file->head.person, PROPOSED, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = flow_move_forced(work, &item_flow, ids[i], TEXT("commit"), TEXT_NONE);
    return outcome;
}

enum outcome return_cancel_items(struct work *work, const struct return_case *file)
{
    static const char *const PROPOSED[3] = {"proposed", "committed", "prepared"};
    static const char *const RELEASED[3] = {"released", "released", "released"};
    for (int round = 0; round < 2; round++) {
        struct identifier *ids;
        size_t count;
        enum outcome outcome = return_child_ids(work, &return_item_record, file->head.id, file->head.person,
                                                round == 0 ? PROPOSED : RELEASED, &ids, &count);
        for (size_t i = 0; i < count && outcome == OK; i++)
            outcome = flow_move_forced(work, &item_flow, ids[i], TEXT("cancel"), TEXT(CASE_ENDED_NOTE));
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome return_cancel_milestones(struct work *work, const struct return_case *file, bool settled_too)
{
    static const char *const UNDER_WAY[3] = {"open", "requested", "refused"};
    static const char *const SETTLED[3] = {"settled", "not_needed", "not_needed"};
    for (int round = 0; round < (settled_too ? 2 : 1); round++) {
        struct identifier *ids;
        size_t count;
        enum outcome outcome = return_child_ids(work, &return_milestone_record, file->head.id, file->head.person,
                                                round == 0 ? UNDER_WAY : SETTLED, &ids, &count);
        for (size_t i = 0; i < count && outcome == OK; i++)
            outcome = flow_move_forced(work, &milestone_flow, ids[i], TEXT("cancel"), TEXT(CASE_ENDED_NOTE));
        if (outcome != OK)
            return outcome;
    }
    return OK;
}
