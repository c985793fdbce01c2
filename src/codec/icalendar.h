/* Lines of a calendar for other programs (RFC 5545), written: ended by CR LF, folded at 75 octets and never within a
   character, texts escaped.  What stands in them is the caller's. */
#ifndef CODEC_ICALENDAR_H
#define CODEC_ICALENDAR_H

#include "base/arena.h"
#include "base/buffer.h"

enum { ICALENDAR_LINE = 75 }; /* octets, without the end of the line */

/* "NAME:value", and "BEGIN:VEVENT": value as it is, of ASCII without control characters.  `name` may hold parameters:
   "DTSTART;TZID=Africa/Casablanca". */
void icalendar_line(struct buffer *out, const char *name, struct text value);
/* The same with a value that people typed: \ ; , and line feeds are escaped; other control characters are left out, and
   bytes that are no UTF-8 become U+FFFD. */
void icalendar_text(struct buffer *out, const char *name, struct text value);
/* "20260318T093000" of a day and the seconds after its midnight, on a wall; with `utc`, "…Z". */
struct text icalendar_time(struct arena *arena, int32_t date, int32_t seconds, bool utc);
/* "+0100", and "+003020" where an offset has seconds. */
struct text icalendar_offset(struct arena *arena, int32_t seconds);

#endif
