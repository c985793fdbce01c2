#include "base/money.h"

#include <string.h>

/* ISO 4217 minor units of the currencies of the mission, its donors and the countries of return. */
static const struct {
    char code[4];
    int8_t decimals;
} CURRENCIES[] = {
    {"MAD", 2}, {"EUR", 2}, {"USD", 2}, {"NOK", 2}, {"CHF", 2}, {"GBP", 2}, {"XOF", 0}, {"XAF", 0},
    {"GNF", 0}, {"NGN", 2}, {"CDF", 2}, {"GMD", 2}, {"GHS", 2}, {"SLE", 2}, {"LRD", 2}, {"SDG", 2},
    {"KMF", 0}, {"MGA", 2}, {"BDT", 2}, {"PKR", 2}, {"PHP", 2}, {"LKR", 2}, {"IQD", 3}, {"TND", 3},
    {"DZD", 2}, {"MRU", 2}, {"EGP", 2}, {"KES", 2}, {"CVE", 2}, {"SEK", 2}, {"DKK", 2}, {"CAD", 2},
};

int money_decimals(struct text currency)
{
    for (size_t i = 0; i < sizeof CURRENCIES / sizeof *CURRENCIES; i++)
        if (text_is(currency, CURRENCIES[i].code))
            return CURRENCIES[i].decimals;
    return -1;
}

size_t money_currency_count(void) { return sizeof CURRENCIES / sizeof *CURRENCIES; }
const char *money_currency(size_t index) { return CURRENCIES[index].code; }

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static void set_currency(struct money *money, struct text currency)
{
    memcpy(money->currency, currency.at, 3);
    money->currency[3] = '\0';
}

/* True when a group separator (space, U+00A0, U+202F) stands at *at; moves behind it. */
static bool skip_group(struct text text, size_t *at)
{
    size_t next = *at;
    int32_t c = text_next_code_point(text, &next);
    if (c != ' ' && c != 0xa0 && c != 0x202f)
        return false;
    *at = next;
    return true;
}

/* The digits before the separator of decimals, moving *at behind them.  Once a group separator stands there, every
   group after it has three digits and the first at most three: "12 50" may mean 12,50 and is refused. */
static enum outcome read_whole(struct text text, size_t *at, int64_t *ret_whole)
{
    size_t run = 0; /* digits since the start or the last group separator */
    bool grouped = false;
    while (*at < text.length) {
        char c = text.at[*at];
        if (c >= '0' && c <= '9') {
            if (__builtin_mul_overflow(*ret_whole, 10, ret_whole) ||
                __builtin_add_overflow(*ret_whole, c - '0', ret_whole))
                return INVALID;
            run++;
            (*at)++;
            continue;
        }
        if (!skip_group(text, at))
            break;
        if (grouped ? run != 3 : run < 1 || run > 3)
            return INVALID;
        grouped = true;
        run = 0;
    }
    return run == 0 || (grouped && run != 3) ? INVALID : OK;
}

/* What stands behind the whole units: nothing, or a separator and one to `decimals` digits, brought to `decimals`. */
static enum outcome read_decimals(struct text text, int decimals, int64_t *ret_part)
{
    if (text.length == 0)
        return OK;
    if ((text.at[0] != '.' && text.at[0] != ',') || text.length < 2 || text.length > (size_t)decimals + 1)
        return INVALID;
    for (int i = 0; i < decimals; i++) {
        char c = (size_t)i + 1 < text.length ? text.at[i + 1] : '0';
        if (c < '0' || c > '9')
            return INVALID;
        *ret_part = *ret_part * 10 + (c - '0');
    }
    return OK;
}

enum outcome text_to_money(struct text text, struct text currency, struct money *ret_money)
{
    int decimals = money_decimals(currency);
    int64_t minor = 0;
    int64_t part = 0;
    size_t at = 0;
    if (decimals < 0 || read_whole(text, &at, &minor) != OK ||
        read_decimals(text_slice(text, at, text.length), decimals, &part) != OK ||
        __builtin_mul_overflow(minor, power_of_ten(decimals), &minor) || __builtin_add_overflow(minor, part, &minor))
        return INVALID;
    ret_money->minor = minor;
    set_currency(ret_money, currency);
    return OK;
}

struct text money_to_text(struct arena *arena, struct money money)
{
    int decimals = money_decimals(text_from(money.currency));
    int64_t unit = power_of_ten(decimals < 0 ? 0 : decimals);
    int64_t whole = money.minor / unit;
    int64_t part = money.minor % unit;
    const char *sign = money.minor < 0 ? "-" : "";
    if (decimals <= 0)
        return arena_format(arena, "%lld", (long long)money.minor);
    return arena_format(arena, "%s%lld.%0*lld", sign, (long long)(whole < 0 ? -whole : whole), decimals,
                        (long long)(part < 0 ? -part : part));
}

enum outcome money_convert(struct money from, struct text to, int64_t rate_millionths, struct money *ret_money)
{
    int from_decimals = money_decimals(text_from(from.currency));
    int to_decimals = money_decimals(to);
    if (from_decimals < 0 || to_decimals < 0 || rate_millionths <= 0)
        return INVALID;
    __int128 scaled = (__int128)from.minor * rate_millionths;
    __int128 unit = (__int128)power_of_ten(from_decimals) * 1000000;
    __int128 half = scaled < 0 ? -unit / 2 : unit / 2;
    if (__builtin_mul_overflow(scaled, power_of_ten(to_decimals), &scaled) ||
        __builtin_add_overflow(scaled, half, &scaled))
        return INVALID;
    __int128 minor = scaled / unit;
    if (minor > INT64_MAX || minor < INT64_MIN)
        return INVALID;
    ret_money->minor = (int64_t)minor;
    set_currency(ret_money, to);
    return OK;
}
