#include "ledger/exchange.h"

#include <string.h>

#include "ledger/ledger_account.h"
#include "system/random.h"

#define PIVOT TEXT("USD")
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static bool is_sound(const struct exchange_rate *rate)
{
    return money_decimals(text_from(rate->from)) >= 0 && money_decimals(text_from(rate->to)) >= 0 &&
           strcmp(rate->from, rate->to) != 0 && rate->rate_millionths > 0 && rate->rate_millionths <= LEDGER_MOST &&
           rate->valid_from != DATE_NONE && !text_is_empty(rate->source);
}

enum outcome exchange_record(struct work *work, struct exchange_rate *rate)
{
    if (!is_sound(rate))
        return problem_add(&work->problems, INVALID, "rate_not_sound", TEXT("rate"),
                           N_("A rate has two different currencies, a day, a source and a number above zero."));
    struct exchange_rate kept = *rate;
    kept.id = identifier_is_none(rate->id) ? identifier_new() : rate->id;
    kept.recorded_at = work->now;
    kept.recorded_by = work->actor == NULL ? (struct identifier){0} : work->actor->user;
    const struct value bind[] = {
        value_id(kept.id),
        value_text(text_from(kept.from)),
        value_text(text_from(kept.to)),
        value_date(kept.valid_from),
        value_integer(kept.rate_millionths),
        value_text(kept.source),
        value_id_or_null(kept.recorded_by),
        value_instant(kept.recorded_at),
    };
    enum outcome outcome =
        db_execute(work->db,
                   SQL("exchange_record", "INSERT INTO exchange_rate (id, currency_from, currency_to, valid_from,"
                                          " rate_millionths, source, recorded_by, recorded_at)"
                                          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
                   bind, COUNT_OF(bind), NULL);
    if (outcome == OK)
        *rate = kept;
    return outcome;
}

enum outcome exchange_rate_on(struct work *work, struct text from, struct text to, int32_t date,
                              struct exchange_rate *ret_rate)
{
    struct rows rows;
    const struct value bind[] = {value_text(from), value_text(to), value_date(date)};
    enum outcome outcome = db_query(
        work->db,
        SQL("exchange_rate_on", "SELECT id, valid_from, rate_millionths, source, recorded_by, recorded_at"
                                " FROM exchange_rate WHERE currency_from = $1 AND currency_to = $2 AND valid_from <= $3"
                                " ORDER BY valid_from DESC, recorded_at DESC, id DESC LIMIT 1"),
        bind, COUNT_OF(bind), work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    struct exchange_rate rate = {
        .id = cell_id(&rows, 0, 0),
        .valid_from = cell_date(&rows, 0, 1),
        .rate_millionths = cell_integer(&rows, 0, 2),
        .source = cell_text(&rows, 0, 3),
        .recorded_by = cell_id(&rows, 0, 4),
        .recorded_at = cell_instant(&rows, 0, 5),
    };
    memcpy(rate.from, ledger_money(0, from).currency, sizeof rate.from);
    memcpy(rate.to, ledger_money(0, to).currency, sizeof rate.to);
    *ret_rate = rate;
    return OK;
}

/* Adds the rate between two currencies, forwards or backwards: the newer of both, when both were recorded. */
static enum outcome add_step(struct work *work, struct text from, struct text to, int32_t date,
                             struct exchange *exchange)
{
    struct exchange_rate forwards;
    struct exchange_rate backwards;
    enum outcome outcome = exchange_rate_on(work, from, to, date, &forwards);
    bool has_forwards = outcome == OK;
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    outcome = exchange_rate_on(work, to, from, date, &backwards);
    bool has_backwards = outcome == OK;
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    if (!has_forwards && !has_backwards)
        return NOT_FOUND;
    bool turn = !has_forwards || (has_backwards && backwards.valid_from > forwards.valid_from);
    exchange->rates[exchange->count] = turn ? backwards : forwards;
    exchange->backwards[exchange->count] = turn;
    exchange->count++;
    return OK;
}

static bool multiply(__int128 *number, int64_t by) { return !__builtin_mul_overflow(*number, (__int128)by, number); }

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* amount × the forward rates ÷ the backward ones, rounded once. */
static enum outcome apply(const struct exchange *exchange, struct money amount, struct text to, struct money *ret)
{
    __int128 above = amount.minor;
    __int128 below = 1;
    bool fits = multiply(&above, power_of_ten(money_decimals(to))) &&
                multiply(&below, power_of_ten(money_decimals(text_from(amount.currency))));
    for (size_t i = 0; fits && i < exchange->count; i++) {
        int64_t rate = exchange->rates[i].rate_millionths;
        fits = multiply(&above, exchange->backwards[i] ? 1000000 : rate) &&
               multiply(&below, exchange->backwards[i] ? rate : 1000000);
    }
    if (!fits || __builtin_add_overflow(above, above < 0 ? -below / 2 : below / 2, &above))
        return INVALID;
    __int128 minor = above / below;
    if (minor > INT64_MAX || minor < INT64_MIN)
        return INVALID;
    *ret = ledger_money((int64_t)minor, to);
    return OK;
}

enum outcome exchange_convert(struct work *work, struct money amount, struct text to, int32_t date,
                              struct exchange *ret_exchange)
{
    struct exchange exchange = {0};
    struct text from = text_from(amount.currency);
    enum outcome outcome = OK;
    if (money_decimals(from) < 0 || money_decimals(to) < 0)
        return INVALID;
    if (!text_equal(from, to))
        outcome = add_step(work, from, to, date, &exchange);
    if (outcome == NOT_FOUND && !text_equal(from, PIVOT) && !text_equal(to, PIVOT)) {
        outcome = add_step(work, from, PIVOT, date, &exchange);
        if (outcome == OK)
            outcome = add_step(work, PIVOT, to, date, &exchange);
    }
    if (outcome == OK && exchange.count == 1 && !exchange.backwards[0])
        outcome = money_convert(amount, to, exchange.rates[0].rate_millionths, &exchange.result);
    else if (outcome == OK)
        outcome = apply(&exchange, amount, to, &exchange.result);
    if (outcome == OK)
        *ret_exchange = exchange;
    return outcome;
}

enum outcome exchange_list(struct work *work, size_t most, struct exchange_rate **ret_rates, size_t *ret_count)
{
    struct rows rows;
    const struct value bind[] = {value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("exchange_list", "SELECT id, valid_from, rate_millionths, source, recorded_by, recorded_at, currency_from,"
                             " currency_to FROM exchange_rate ORDER BY valid_from DESC, recorded_at DESC, id DESC"
                             " LIMIT $1"),
        bind, COUNT_OF(bind), work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct exchange_rate *rates = arena_array(work->arena, struct exchange_rate, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++) {
        rates[at] = (struct exchange_rate){.id = cell_id(&rows, at, 0),
                                           .valid_from = cell_date(&rows, at, 1),
                                           .rate_millionths = cell_integer(&rows, at, 2),
                                           .source = cell_text(&rows, at, 3),
                                           .recorded_by = cell_id(&rows, at, 4),
                                           .recorded_at = cell_instant(&rows, at, 5)};
        memcpy(rates[at].from, cell_text(&rows, at, 6).at, 3);
        memcpy(rates[at].to, cell_text(&rows, at, 7).at, 3);
    }
    *ret_rates = rates;
    *ret_count = rows.count;
    return OK;
}
