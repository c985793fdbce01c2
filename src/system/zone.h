/* Wall-clock time from the system's tzdata (Morocco leaves UTC+1 during Ramadan; ICU's own table is older). */
#ifndef SYSTEM_ZONE_H
#define SYSTEM_ZONE_H

#include "base/calendar.h"

struct zone;

/* "Africa/Casablanca"; reads the file once and keeps it.  NULL for a name tzdata does not have. */
const struct zone *zone_find(struct text name);
/* From the bytes of a TZif file, version 2 or later (RFC 8536), in the arena; INVALID for anything else, also for a
   file that counts leap seconds.  zone_find reads with this. */
enum outcome zone_read(struct arena *arena, struct text name, struct text bytes, struct zone **ret) MUST_CHECK;
const char *zone_name(const struct zone *zone);
/* Offset from UTC in seconds at an instant. */
int32_t zone_offset(const struct zone *zone, int64_t instant);
int32_t zone_date(const struct zone *zone, int64_t instant); /* the day on the wall */
int32_t zone_second_of_day(const struct zone *zone, int64_t instant);
/* The first instant after this one at which the offset changes; INSTANT_NONE when it never does again. */
int64_t zone_next_change(const struct zone *zone, int64_t instant);
/* The instant of a wall-clock time; in a gap the first instant after the gap, in a repeated hour the first of both.
   INSTANT_NONE when it lies beyond what an instant can hold. */
int64_t zone_instant(const struct zone *zone, int32_t date, int32_t second_of_day);

#endif
