/* Appointments and flights of some days, and the feed that other calendars read.  Within returns/. */
#ifndef RETURNS_CALENDAR_H
#define RETURNS_CALENDAR_H

#include "returns/appointment.h"

/* What the actor may see from the first day to the last, in order of time, at most CALENDAR_MOST of each kind; with
   `mine`, of the cases that are the actor's own. */
enum outcome calendar_entries(struct work *work, int32_t from, int32_t until, bool mine,
                              struct calendar_entry **ret_entries, size_t *ret_count, bool *ret_more) MUST_CHECK;

/* The entries as iCalendar (RFC 5545): number, kind and place, no name; each zone with its changes of the clock. */
void calendar_write(struct work *work, const struct calendar_entry *entries, size_t count, struct buffer *out);

#endif
