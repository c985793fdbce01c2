/* Days and times as spreadsheets keep them: a number of days since an origin, and the formats that show a number so. */
#ifndef CODEC_SERIAL_DAY_H
#define CODEC_SERIAL_DAY_H

#include "base/calendar.h"

/* Does a format of numbers show a day or a time ("dd/mm/yyyy", "[h]:mm")? */
bool format_is_date(struct text format);
/* The same of a format that has a number instead of a text (ECMA-376, 18.8.30). */
bool format_number_is_date(int64_t number);

/* The day of a serial number, from 1 January 1900 (1) or, in files of `system_1904`, 1904 (0), and the minute of that
   day.  INVALID: no day; CONFLICT: 60 of the former, 29 February 1900, which was none. */
enum outcome serial_day(double serial, bool system_1904, int32_t *ret_date, int32_t *ret_minute) MUST_CHECK;

#endif
