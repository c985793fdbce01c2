#include "base/calendar.h"

#include "base/number.h"

bool calendar_is_leap(int32_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int32_t calendar_days_in_month(int32_t year, int32_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && calendar_is_leap(year) ? 29 : days[month - 1];
}

bool calendar_day_exists(struct calendar_day day)
{
    return day.year >= 1 && day.year <= 9999 && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
           day.day <= calendar_days_in_month(day.year, day.month);
}

/* Years are counted from 1 March, so that the leap day is the last of a year; 146097 days are 400 years. */
int32_t date_from_day(struct calendar_day day)
{
    int32_t year = day.month <= 2 ? day.year - 1 : day.year;
    int32_t era = (year >= 0 ? year : year - 399) / 400;
    int32_t year_of_era = year - era * 400;
    int32_t month = day.month > 2 ? day.month - 3 : day.month + 9;
    int32_t day_of_year = (153 * month + 2) / 5 + day.day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct calendar_day day_from_date(int32_t date)
{
    int32_t shifted = date + 719468;
    int32_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int32_t day_of_era = shifted - era * 146097;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    struct calendar_day day = {
        .year = year_of_era + era * 400,
        .month = month < 10 ? month + 3 : month - 9,
        .day = day_of_year - (153 * month + 2) / 5 + 1,
    };
    if (day.month <= 2)
        day.year++;
    return day;
}

int32_t date_weekday(int32_t date) { return ((date + 3) % 7 + 7) % 7; }

int32_t date_add_months(int32_t date, int32_t months)
{
    struct calendar_day day = day_from_date(date);
    int32_t month = day.year * 12 + day.month - 1 + months;
    day.year = month / 12;
    day.month = month % 12 + 1;
    int32_t last = calendar_days_in_month(day.year, day.month);
    if (day.day > last)
        day.day = last;
    return date_from_day(day);
}

int32_t age_in_years(int32_t born, int32_t on)
{
    struct calendar_day from = day_from_date(born);
    struct calendar_day to = day_from_date(on);
    bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
    return to.year - from.year - (before ? 1 : 0);
}

static enum outcome digits(struct text text, size_t from, size_t count, int64_t *ret)
{
    if (text.length < from + count)
        return INVALID;
    struct text part = text_slice(text, from, from + count);
    return part.at[0] == '-' ? INVALID : text_to_integer(part, 0, 9999, ret);
}

enum outcome text_to_date(struct text text, int32_t *ret_date)
{
    int64_t year;
    int64_t month;
    int64_t day;
    if (text.length != 10 || text.at[4] != '-' || text.at[7] != '-' || digits(text, 0, 4, &year) != OK ||
        digits(text, 5, 2, &month) != OK || digits(text, 8, 2, &day) != OK)
        return INVALID;
    struct calendar_day whole = {(int32_t)year, (int32_t)month, (int32_t)day};
    if (!calendar_day_exists(whole))
        return INVALID;
    *ret_date = date_from_day(whole);
    return OK;
}

static char *put_digits(char *at, int64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + digits;
}

struct text date_to_text(struct arena *arena, int32_t date)
{
    if (date == DATE_NONE)
        return TEXT_NONE;
    struct calendar_day day = day_from_date(date);
    if (day.year < 0 || day.year > 9999)
        return arena_format(arena, "%04d-%02d-%02d", day.year, day.month, day.day);
    char *text = arena_bytes(arena, sizeof "2022-11-03");
    char *end = put_digits(text, day.year, 4);
    *end++ = '-';
    end = put_digits(end, day.month, 2);
    *end++ = '-';
    end = put_digits(end, day.day, 2);
    *end = '\0';
    return (struct text){text, (size_t)(end - text)};
}

enum outcome text_to_instant(struct text text, int64_t *ret_instant)
{
    int32_t date;
    int64_t hour;
    int64_t minute;
    int64_t second;
    if (text.length < 20 || text_to_date(text_slice(text, 0, 10), &date) != OK || text.at[10] != 'T' ||
        text.at[13] != ':' || text.at[16] != ':' || text.at[text.length - 1] != 'Z' ||
        digits(text, 11, 2, &hour) != OK || digits(text, 14, 2, &minute) != OK || digits(text, 17, 2, &second) != OK ||
        hour > 23 || minute > 59 || second > 59)
        return INVALID;
    int64_t fraction = 0;
    int64_t unit = MICROSECONDS;
    struct text rest = text_slice(text, 19, text.length - 1);
    for (size_t i = 0; i < rest.length; i++) {
        bool digit = rest.at[i] >= '0' && rest.at[i] <= '9';
        if ((i == 0) != (rest.at[i] == '.') || (i > 0 && !digit) || rest.length == 1)
            return INVALID;
        if (i > 0 && unit > 1) {
            unit /= 10;
            fraction += (rest.at[i] - '0') * unit;
        }
    }
    *ret_instant = date * DAY_MICROSECONDS + ((hour * 60 + minute) * 60 + second) * MICROSECONDS + fraction;
    return OK;
}

/* "09:05:03.000120Z" */
static char *put_time(char *at, int64_t microseconds)
{
    int64_t seconds = microseconds / MICROSECONDS;
    at = put_digits(at, seconds / 3600, 2);
    *at++ = ':';
    at = put_digits(at, seconds / 60 % 60, 2);
    *at++ = ':';
    at = put_digits(at, seconds % 60, 2);
    *at++ = '.';
    at = put_digits(at, microseconds % MICROSECONDS, 6);
    *at++ = 'Z';
    return at;
}

struct text instant_to_text(struct arena *arena, int64_t instant)
{
    enum { LONGEST = 40 };
    if (instant == INSTANT_NONE)
        return TEXT_NONE;
    int64_t days = instant / DAY_MICROSECONDS;
    int64_t rest = instant % DAY_MICROSECONDS;
    if (rest < 0) {
        rest += DAY_MICROSECONDS;
        days--;
    }
    char *text = arena_bytes(arena, LONGEST);
    struct text date = date_to_text(arena, (int32_t)days);
    __builtin_memcpy(text, date.at, date.length);
    char *end = text + date.length;
    *end++ = 'T';
    end = put_time(end, rest);
    *end = '\0';
    return (struct text){text, (size_t)(end - text)};
}

/* The civil form: eleven leap years in thirty, from 16 July 622 on. */
int32_t date_from_hijri(int32_t year, int32_t month, int32_t day)
{
    enum { BEFORE_THE_FIRST = -492149 };
    return BEFORE_THE_FIRST + (year - 1) * 354 + (3 + 11 * year) / 30 + (59 * (month - 1) + 1) / 2 + day;
}

int32_t date_hijri_month(int32_t date)
{
    int32_t year = (int32_t)(((int64_t)date + 492148) * 30 / 10631) + 1;
    for (int32_t near = year + 1; near >= year - 1; near--)
        for (int32_t month = 12; month >= 1; month--)
            if (date_from_hijri(near, month, 1) <= date)
                return month;
    return 1;
}
