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

enum outcome text_to_money(struct text text, struct text currency, struct money *ret_money)
{
    int decimals = money_decimals(currency);
    int64_t minor = 0;
    int seen = -1; /* decimals read; -1 before the separator */
    bool any = false;
    if (decimals < 0)
        return INVALID;
    for (size_t at = 0; at < text.length;) {
        char c = text.at[at];
        if (any && seen < 0 && skip_group(text, &at))
            continue;
        at++;
        if ((c == '.' || c == ',') && any && seen < 0 && decimals > 0 && at < text.length) {
            seen = 0;
            continue;
        }
        if (c < '0' || c > '9' || seen == decimals || __builtin_mul_overflow(minor, 10, &minor) ||
            __builtin_add_overflow(minor, c - '0', &minor))
            return INVALID;
        any = true;
        if (seen >= 0)
            seen++;
    }
    if (!any || __builtin_mul_overflow(minor, power_of_ten(decimals - (seen < 0 ? 0 : seen)), &minor))
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
    __int128 scaled = (__int128)from.minor * rate_millionths * power_of_ten(to_decimals);
    __int128 unit = (__int128)power_of_ten(from_decimals) * 1000000;
    __int128 half = scaled < 0 ? -unit / 2 : unit / 2;
    __int128 minor = (scaled + half) / unit;
    if (minor > INT64_MAX || minor < INT64_MIN)
        return INVALID;
    ret_money->minor = (int64_t)minor;
    set_currency(ret_money, to);
    return OK;
}
