/* Days on which the mission's offices are closed, as data of its profile (closed_days.csv): what falls due on one is
   due on the next open day.  Columns: kind, day, name, from, until (years; empty: always), source, mark.

     weekly  sunday       every week
     yearly  05-01        every year of our calendar
     hijri   10-01        every year of the tabular Islamic calendar, which may be a day beside the one announced
     once    2026-03-20   that day alone: what was announced */
#ifndef FLOW_CLOSED_DAYS_H
#define FLOW_CLOSED_DAYS_H

#include "base/calendar.h"

/* At start, `arena` lives as long as the process.  A profile without the file has no closed days.  FAILED names the
   line on stderr. */
enum outcome closed_days_load(struct arena *arena, const char *directory) MUST_CHECK;
/* Reads the file's text in place of it. INVALID: *ret_line and *ret_fault say why. */
enum outcome closed_days_read(struct arena *arena, struct text content, size_t *ret_line,
                              const char **ret_fault) MUST_CHECK;
bool day_is_closed(int32_t date);
/* For another reason than its weekday. */
bool day_is_holiday(int32_t date);
/* The day itself, or the first open one after it; itself when no day of the month after it is open. */
int32_t day_next_open(int32_t date);

#endif
