/* Days as people write them in spreadsheets, and what of a cell says in which order its numbers stand.  Within
   exchange/. */
#ifndef EXCHANGE_IMPORT_DAY_H
#define EXCHANGE_IMPORT_DAY_H

#include "base/calendar.h"

enum day_shape {
    DAY_NONE,        /* no day that can be read */
    DAY_CERTAIN,     /* one reading: 2022-03-31, 31 mars 2022, 05/05/2022 */
    DAY_DAY_FIRST,   /* one reading, with the day before the month: 31/03/2022 */
    DAY_MONTH_FIRST, /* one reading, with the month before the day: 03/31/2022 */
    DAY_EITHER,      /* two readings: 05/06/2022 */
    DAY_SHORT_YEAR,  /* 31/03/96 */
    DAY_OF_MONTH,    /* a month of a year: 03/1996, mars 1996 */
    DAY_OF_YEAR,     /* a year */
};
struct day_reading {
    enum day_shape shape;
    int32_t year, month, day; /* of DAY_EITHER with the day first */
};
/* Digits and names of months in French, Arabic (of Morocco and of the East) and English; a time behind it is left. */
struct day_reading import_day_read(struct arena *arena, struct text text);

/* What was decided about a column: which comes first where both could; or that such a line is refused. */
enum day_order { ORDER_OPEN, ORDER_DAY_FIRST, ORDER_MONTH_FIRST, ORDER_REFUSE };
/* "2022-03-31", "1996-03" or "1996".  INVALID: no day, also for a short year; CONFLICT: two readings, and the order
   does not say. */
enum outcome import_day_write(struct arena *arena, struct text text, enum day_order order,
                              struct text *ret_text) MUST_CHECK;

#endif
