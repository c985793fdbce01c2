/* Dates, numbers and sums for people.  ICU gives the names of the months and the separators, once; the calendar, the
   digits and the zones are ours (base/calendar.h, system/zone.h). */
#include <inttypes.h>
#include <string.h>

#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "base/buffer.h"
#include "view/language_data.h"

enum { SIGN_LONGEST = 64, DIGITS_MOST = 20, DECIMALS_MOST = 9 };

/* ---- What ICU knows ---- */

static struct text from_utf16(struct arena *arena, const UChar *utf16, int32_t length, UErrorCode *status)
{
    char utf8[SIGN_LONGEST * 3];
    int32_t size = 0;
    u_strToUTF8(utf8, sizeof utf8, &size, utf16, length, status);
    return U_FAILURE(*status) ? TEXT_NONE : arena_text(arena, (struct text){utf8, (size_t)size});
}

static void months_read(struct arena *arena, const char *locale, struct text months[12], UErrorCode *status)
{
    static const UChar UTC[] = {'U', 'T', 'C', 0};
    UDateFormat *format = udat_open(UDAT_NONE, UDAT_LONG, locale, UTC, -1, NULL, 0, status);
    for (int32_t i = 0; i < 12 && U_SUCCESS(*status); i++) {
        UChar name[SIGN_LONGEST];
        int32_t length = udat_getSymbols(format, UDAT_MONTHS, i, name, SIGN_LONGEST, status);
        months[i] = from_utf16(arena, name, length, status);
    }
    if (format != NULL)
        udat_close(format);
}

static struct text sign_read(struct arena *arena, const UNumberFormat *format, UNumberFormatSymbol symbol,
                             UErrorCode *status)
{
    UChar sign[SIGN_LONGEST];
    int32_t length = unum_getSymbol(format, symbol, sign, SIGN_LONGEST, status);
    return U_FAILURE(*status) ? TEXT_NONE : from_utf16(arena, sign, length, status);
}

enum outcome language_signs_read(struct arena *arena, const char *locale, struct language_signs *ret)
{
    UErrorCode status = U_ZERO_ERROR;
    struct language_signs signs = {0};
    UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, &status);
    if (U_SUCCESS(status)) {
        signs.group = sign_read(arena, format, UNUM_GROUPING_SEPARATOR_SYMBOL, &status);
        signs.decimal = sign_read(arena, format, UNUM_DECIMAL_SEPARATOR_SYMBOL, &status);
        signs.minus = sign_read(arena, format, UNUM_MINUS_SIGN_SYMBOL, &status);
    }
    if (format != NULL)
        unum_close(format);
    months_read(arena, locale, signs.months, &status);
    if (U_FAILURE(status))
        return FAILED;
    *ret = signs;
    return OK;
}

/* ---- Dates ---- */

static bool has_months(const struct language *language) { return language->signs.months[0].length > 0; }

struct text language_month(struct arena *arena, const struct language *language, int32_t date)
{
    if (date == DATE_NONE)
        return TEXT_NONE;
    struct calendar_day day = day_from_date(date);
    if (!has_months(language))
        return arena_format(arena, "%02d/%04d", day.month, day.year);
    return arena_format(arena, "%.*s %d", TEXT_ARG(language->signs.months[day.month - 1]), day.year);
}

struct text language_date(struct arena *arena, const struct language *language, int32_t date)
{
    if (date == DATE_NONE || !has_months(language))
        return language_short_date(arena, language, date);
    struct calendar_day day = day_from_date(date);
    struct text month = language_month(arena, language, date);
    if (day.day == 1 && language->first_day.length > 0)
        return arena_format(arena, "%.*s %.*s", TEXT_ARG(language->first_day), TEXT_ARG(month));
    return arena_format(arena, "%d %.*s", day.day, TEXT_ARG(month));
}

struct text language_short_date(struct arena *arena, const struct language *language, int32_t date)
{
    (void)language; /* the same in all three, by the mission's usage */
    if (date == DATE_NONE)
        return TEXT_NONE;
    struct calendar_day day = day_from_date(date);
    return arena_format(arena, "%02d/%02d/%04d", day.day, day.month, day.year);
}

struct text language_date_time(struct arena *arena, const struct language *language, int32_t date,
                               int32_t second_of_day)
{
    if (date == DATE_NONE)
        return TEXT_NONE;
    struct text day = language_date(arena, language, date);
    return arena_format(arena, "%.*s%.*s%02d:%02d", TEXT_ARG(day), TEXT_ARG(language->before_time),
                        second_of_day / 3600, second_of_day / 60 % 60);
}

/* ---- Numbers ---- */

/* At least `decimals` + 1 digits, so that there is one before the separator. */
static struct text digits_of(struct arena *arena, int64_t number, int decimals)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    return arena_format(arena, "%0*" PRIu64, decimals + 1, size);
}

struct text language_decimal(struct arena *arena, const struct language *language, int64_t scaled, int decimals)
{
    decimals = decimals < 0 ? 0 : decimals > DECIMALS_MOST ? DECIMALS_MOST : decimals;
    struct text digits = digits_of(arena, scaled, decimals);
    size_t whole = digits.length - (size_t)decimals;
    struct buffer buffer = buffer_open(DIGITS_MOST * SIGN_LONGEST);
    if (scaled < 0)
        buffer_add(&buffer, language->signs.minus.length > 0 ? language->signs.minus : TEXT("-"));
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            buffer_add(&buffer, language->signs.group);
        buffer_add_byte(&buffer, digits.at[i]);
    }
    if (decimals > 0)
        buffer_add(&buffer, language->signs.decimal.length > 0 ? language->signs.decimal : TEXT("."));
    buffer_add(&buffer, text_slice(digits, whole, digits.length));
    struct text number = arena_text(arena, buffer_text(&buffer));
    buffer_close(&buffer);
    return number;
}

struct text language_number(struct arena *arena, const struct language *language, int64_t number)
{
    return language_decimal(arena, language, number, 0);
}

/* The currency's code stands behind the sum, held to it by a no-break space. */
struct text language_money(struct arena *arena, const struct language *language, struct money money)
{
    struct text currency = text_from(money.currency);
    int decimals = money_decimals(currency);
    struct text sum = language_decimal(arena, language, money.minor, decimals < 0 ? 0 : decimals);
    if (text_is_empty(currency))
        return sum;
    if (language->dirham.length > 0 && text_is(currency, "MAD"))
        currency = language->dirham;
    return arena_format(arena, "%.*s\u00a0%.*s", TEXT_ARG(sum), TEXT_ARG(currency));
}
