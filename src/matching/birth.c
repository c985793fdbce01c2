#include "matching/birth.h"

#include <stdlib.h>

#include "base/number.h"

enum { AGE_MOST = 130, YEAR_LEAST = 1, YEAR_MOST = 9999, YEAR_PLAUSIBLE = 1850, LONGEST_DATE = 40 };

static int32_t first_of_year(int32_t year) { return date_from_day((struct calendar_day){year, 1, 1}); }
static int32_t last_of_year(int32_t year) { return date_from_day((struct calendar_day){year, 12, 31}); }

/* Days between which it lies, of everything but a range. */
static void set_days(struct birth *birth)
{
    struct calendar_day day = {birth->year, birth->month, birth->day};
    birth->first = first_of_year(birth->year);
    birth->last = last_of_year(birth->year);
    if (birth->precision == BIRTH_DAY && calendar_day_exists(day)) {
        birth->first = birth->last = date_from_day(day);
    } else if (birth->precision == BIRTH_MONTH && day.month >= 1 && day.month <= 12) {
        birth->first = date_from_day((struct calendar_day){day.year, day.month, 1});
        birth->last = birth->first + calendar_days_in_month(day.year, day.month) - 1;
    }
}

static struct birth birth_as_written(int32_t year, int32_t month, int32_t day, bool estimated)
{
    struct birth birth = {.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
    birth.placeholder = month != 0 && (estimated || (month == 1 && day == 1));
    if (month == 0 || birth.placeholder)
        birth.precision = BIRTH_YEAR;
    else
        birth.precision = day == 0 ? BIRTH_MONTH : BIRTH_DAY;
    set_days(&birth);
    return birth;
}

enum outcome birth_from_parts(int32_t year, int32_t month, int32_t day, bool estimated, struct birth *ret)
{
    struct calendar_day known = {year, month == 0 ? 1 : month, day == 0 ? 1 : day};
    if (!calendar_day_exists(known) || (month == 0 && day != 0))
        return INVALID;
    *ret = birth_as_written(year, month, day, estimated);
    return OK;
}

enum outcome birth_from_age(int32_t age, int32_t on, struct birth *ret)
{
    if (age < 0 || age > AGE_MOST || day_from_date(on).year <= AGE_MOST + 1)
        return INVALID;
    struct birth birth = {.precision = BIRTH_RANGE};
    birth.last = date_add_months(on, -12 * age);
    birth.first = date_add_months(on, -12 * (age + 1)) + 1;
    birth.year = (int16_t)day_from_date(birth.first + (birth.last - birth.first) / 2).year;
    *ret = birth;
    return OK;
}

/* ---- reading ---- */

enum { NUMBERS_MOST = 3 };

struct date_parts {
    size_t count;
    int32_t numbers[NUMBERS_MOST];
    size_t digits[NUMBERS_MOST];
    bool about, range;
};

static int32_t digit_of(int32_t code_point)
{
    static const int32_t ZEROS[] = {'0', 0x660, 0x6F0}; /* ASCII, Arabic-Indic, Persian */
    for (size_t i = 0; i < sizeof ZEROS / sizeof *ZEROS; i++)
        if (code_point >= ZEROS[i] && code_point <= ZEROS[i] + 9)
            return code_point - ZEROS[i];
    return -1;
}

/* Runs of digits and what stands between them.  INVALID: something that no date has. */
static enum outcome parts_read(struct text text, struct date_parts *ret_parts)
{
    struct date_parts parts = {0};
    bool inside = false;
    for (size_t at = 0; at < text.length;) {
        int32_t code_point = text_next_code_point(text, &at);
        int32_t digit = digit_of(code_point);
        if (digit >= 0) {
            parts.count += inside ? 0 : 1;
            if (parts.count > NUMBERS_MOST || (inside && parts.digits[parts.count - 1] == 8))
                return INVALID;
            parts.numbers[parts.count - 1] = parts.numbers[parts.count - 1] * 10 + digit;
            parts.digits[parts.count - 1]++;
            inside = true;
            continue;
        }
        inside = false;
        if (code_point == '~' && parts.count == 0)
            parts.about = true;
        else if (code_point == 'T' && parts.count == NUMBERS_MOST)
            break; /* a time of day behind the date */
        else if (code_point != '-' && code_point != '/' && code_point != '.' && code_point != ' ' &&
                 code_point != 0x2013 && code_point != 0x200E && code_point != 0x200F && code_point != 0x61C)
            return INVALID;
    }
    *ret_parts = parts;
    return OK;
}

static bool is_year(const struct date_parts *parts, size_t at)
{
    return parts->digits[at] == 4 && parts->numbers[at] >= YEAR_LEAST;
}

/* Of a two-digit year the latest that is not after today. */
static int32_t full_year(int32_t number, size_t digits, int32_t today)
{
    if (digits > 2)
        return number;
    int32_t this_year = day_from_date(today).year;
    int32_t year = this_year / 100 * 100 + number;
    return year > this_year ? year - 100 : year;
}

static bool exists(int32_t year, int32_t month, int32_t day)
{
    return calendar_day_exists((struct calendar_day){year, month, day});
}

static enum outcome read_three(const struct date_parts *parts, int32_t today, struct birth *ret)
{
    int32_t year = 0;
    int32_t month = parts->numbers[1];
    int32_t day = 0;
    if (is_year(parts, 0) && parts->digits[1] <= 2 && parts->digits[2] <= 2) {
        year = parts->numbers[0];
        day = parts->numbers[2];
    } else if (parts->digits[0] <= 2 && parts->digits[1] <= 2 && (is_year(parts, 2) || parts->digits[2] == 2)) {
        year = full_year(parts->numbers[2], parts->digits[2], today);
        day = parts->numbers[0];
    } else {
        return INVALID;
    }
    if (year < YEAR_LEAST)
        return INVALID;
    if (!exists(year, month, day) && exists(year, day, month)) {
        int32_t other = day;
        day = month;
        month = other;
    }
    *ret = birth_as_written(year, month, day, parts->about);
    return OK;
}

static enum outcome read_two(const struct date_parts *parts, struct birth *ret)
{
    if (is_year(parts, 0) && is_year(parts, 1)) {
        if (parts->numbers[0] > parts->numbers[1])
            return INVALID;
        *ret = (struct birth){.precision = BIRTH_RANGE,
                              .year = (int16_t)((parts->numbers[0] + parts->numbers[1]) / 2),
                              .first = first_of_year(parts->numbers[0]),
                              .last = last_of_year(parts->numbers[1])};
        return OK;
    }
    size_t year = is_year(parts, 0) ? 0 : 1;
    if (!is_year(parts, year) || parts->digits[1 - year] > 2)
        return INVALID;
    return birth_from_parts(parts->numbers[year], parts->numbers[1 - year], 0, parts->about, ret);
}

static enum outcome read_one(const struct date_parts *parts, int32_t today, struct birth *ret)
{
    int32_t number = parts->numbers[0];
    if (is_year(parts, 0)) {
        *ret = birth_as_written(number, 0, 0, parts->about);
        return OK;
    }
    if (parts->digits[0] != 8)
        return INVALID;
    int32_t year = number / 10000;
    bool plausible = year >= YEAR_PLAUSIBLE && year <= day_from_date(today).year + 1;
    if (!plausible && exists(number % 10000, number / 10000 % 100, number / 1000000))
        *ret = birth_as_written(number % 10000, number / 10000 % 100, number / 1000000, parts->about);
    else if (year >= YEAR_LEAST)
        *ret = birth_as_written(year, number / 100 % 100, number % 100, parts->about);
    else
        return INVALID;
    return OK;
}

enum outcome birth_read(struct text text, int32_t today, struct birth *ret)
{
    text = text_trim(text);
    if (text_is_empty(text)) {
        *ret = (struct birth){0};
        return OK;
    }
    struct date_parts parts;
    if (text.length > LONGEST_DATE || parts_read(text, &parts) != OK || parts.count == 0)
        return INVALID;
    if (parts.count == 3)
        return read_three(&parts, today, ret);
    return parts.count == 2 ? read_two(&parts, ret) : read_one(&parts, today, ret);
}

/* ---- comparing ---- */

static int32_t digits_apart(const struct birth *a, const struct birth *b)
{
    int32_t one = a->year * 10000 + a->month * 100 + a->day;
    int32_t other = b->year * 10000 + b->month * 100 + b->day;
    int32_t count = 0;
    for (; one != other; one /= 10, other /= 10)
        count += one % 10 != other % 10;
    return count;
}

static enum birth_level compare_days(const struct birth *a, const struct birth *b)
{
    bool year = a->year == b->year;
    bool month = a->month == b->month;
    bool day = a->day == b->day;
    if (year && month && day)
        return BIRTH_SAME_DAY;
    if (year && a->month == b->day && a->day == b->month)
        return BIRTH_SWAPPED;
    if (year + month + day == 2)
        return digits_apart(a, b) == 1 ? BIRTH_ONE_DIGIT : BIRTH_TWO_OF_THREE;
    if (year)
        return BIRTH_SAME_YEAR_ONLY;
    return abs(a->year - b->year) <= 2 ? BIRTH_NEAR : BIRTH_DIFFERENT;
}

static enum birth_level compare_years(int32_t apart)
{
    static const enum birth_level LEVELS[] = {BIRTH_IN_YEAR,    BIRTH_ONE_YEAR,   BIRTH_TWO_YEARS,
                                              BIRTH_FIVE_YEARS, BIRTH_FIVE_YEARS, BIRTH_FIVE_YEARS};
    if (apart == 10 || apart == 20)
        return BIRTH_ROUND_YEARS;
    return apart <= 5 ? LEVELS[apart] : BIRTH_FAR;
}

static enum birth_level compare_ranges(struct birth a, struct birth b)
{
    struct birth *both[] = {&a, &b};
    for (size_t i = 0; i < 2; i++)
        if (both[i]->precision != BIRTH_RANGE)
            set_days(both[i]);
    int32_t later = a.first > b.first ? a.first : b.first;
    int32_t sooner = a.last < b.last ? a.last : b.last;
    if (later <= sooner)
        return BIRTH_IN_RANGE;
    int32_t apart = (later - sooner + 364) / 365;
    return apart > 5 ? BIRTH_FAR : compare_years(apart);
}

enum birth_level birth_compare(const struct birth *a, const struct birth *b)
{
    if (a->precision == BIRTH_DAY && b->precision == BIRTH_DAY)
        return compare_days(a, b);
    if (a->precision == BIRTH_RANGE || b->precision == BIRTH_RANGE)
        return compare_ranges(*a, *b);
    if (a->precision >= BIRTH_MONTH && b->precision >= BIRTH_MONTH && a->year == b->year && a->month == b->month)
        return BIRTH_SAME_MONTH;
    if (a->precision >= BIRTH_MONTH && b->precision >= BIRTH_MONTH && a->year == b->year)
        return BIRTH_SAME_YEAR_ONLY;
    if (a->precision == BIRTH_YEAR && b->precision == BIRTH_YEAR && a->year == b->year)
        return BIRTH_SAME_YEARS;
    return compare_years(abs(a->year - b->year));
}

/* ---- packing: 3 bits precision, 1 placeholder, 14 year, 7 month, 7 day; of a range its first day and length ---- */

enum {
    DAY_BITS = 7,
    MONTH_AT = 7,
    YEAR_AT = 14,
    YEAR_BITS = 14,
    PLACEHOLDER_AT = 28,
    PRECISION_AT = 29,
    RANGE_AT = 32,
    FIRST_BITS = 17,
    FIRST_DAY = -43829 /* 1 January 1850 */
};

static uint64_t bits_of(int32_t number, int bits)
{
    int32_t most = (int32_t)((1U << bits) - 1);
    return (uint64_t)(number < 0 ? 0 : number > most ? most : number);
}

uint64_t birth_pack(const struct birth *birth)
{
    if (birth->precision == BIRTH_UNKNOWN)
        return 0;
    uint64_t packed = bits_of(birth->day, DAY_BITS) | bits_of(birth->month, DAY_BITS) << MONTH_AT |
                      bits_of(birth->year, YEAR_BITS) << YEAR_AT | (uint64_t)birth->placeholder << PLACEHOLDER_AT |
                      (uint64_t)birth->precision << PRECISION_AT;
    if (birth->precision == BIRTH_RANGE) {
        uint64_t first = bits_of(birth->first - FIRST_DAY, FIRST_BITS);
        packed |= (first | bits_of(birth->last - birth->first, 32 - FIRST_BITS) << FIRST_BITS) << RANGE_AT;
    }
    return packed;
}

static int32_t field_of(uint64_t packed, int at, int bits)
{
    return (int32_t)(packed >> at & ((UINT64_C(1) << bits) - 1));
}

struct birth birth_unpack_written(uint64_t packed)
{
    struct birth birth = {
        .year = (int16_t)field_of(packed, YEAR_AT, YEAR_BITS),
        .month = (int8_t)field_of(packed, MONTH_AT, DAY_BITS),
        .day = (int8_t)field_of(packed, 0, DAY_BITS),
        .precision = (int8_t)field_of(packed, PRECISION_AT, 3),
        .placeholder = field_of(packed, PLACEHOLDER_AT, 1) == 1,
    };
    if (birth.precision == BIRTH_RANGE) {
        birth.first = field_of(packed, RANGE_AT, FIRST_BITS) + FIRST_DAY;
        birth.last = birth.first + field_of(packed, RANGE_AT + FIRST_BITS, 32 - FIRST_BITS);
    }
    return birth;
}

struct birth birth_unpack(uint64_t packed)
{
    struct birth birth = birth_unpack_written(packed);
    if (birth.precision != BIRTH_RANGE && birth.precision != BIRTH_UNKNOWN)
        set_days(&birth);
    return birth;
}

enum birth_level birth_compare_packed(uint64_t a, uint64_t b)
{
    struct birth one = birth_unpack_written(a);
    struct birth other = birth_unpack_written(b);
    return birth_compare(&one, &other);
}
