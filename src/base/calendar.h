/* Days and instants.  A date is a count of days since 1970-01-01 in the Gregorian calendar; an instant is a count of
   microseconds since 1970-01-01T00:00Z.  What an instant reads on a wall clock is for system/zone.h. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/problem.h"

#define DATE_NONE INT32_MIN
#define INSTANT_NONE INT64_MIN
#define MICROSECONDS INT64_C(1000000)
#define DAY_MICROSECONDS (INT64_C(86400) * MICROSECONDS)

struct calendar_day {
    int32_t year;
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
};

bool calendar_is_leap(int32_t year);
int32_t calendar_days_in_month(int32_t year, int32_t month);
bool calendar_day_exists(struct calendar_day day); /* years 1 to 9999 */
int32_t date_from_day(struct calendar_day day);
struct calendar_day day_from_date(int32_t date);
/* 0 Monday to 6 Sunday. */
int32_t date_weekday(int32_t date);
/* Same day of the month `months` later, or the last day of that month. */
int32_t date_add_months(int32_t date, int32_t months);
/* Completed years between two dates; a birthday on 29 February is completed on 1 March of other years. */
int32_t age_in_years(int32_t born, int32_t on);

/* A day of the tabular Islamic calendar, and its month (1 to 12; Ramadan is 9); it may be a day beside the one that is
   announced. */
int32_t date_from_hijri(int32_t year, int32_t month, int32_t day);
int32_t date_hijri_month(int32_t date);

/* "2022-03-31"; INVALID for anything else, also a day that does not exist. */
enum outcome text_to_date(struct text text, int32_t *ret_date) MUST_CHECK;
struct text date_to_text(struct arena *arena, int32_t date);
/* "2022-03-31T14:05:00Z" and with fractions of a second, which are kept to the microsecond. */
enum outcome text_to_instant(struct text text, int64_t *ret_instant) MUST_CHECK;
struct text instant_to_text(struct arena *arena, int64_t instant);

#endif
