/* What the times of flights say: no database, no clock.  Within movements/. */
#ifndef MOVEMENTS_ITINERARY_H
#define MOVEMENTS_ITINERARY_H

#include "base/problem.h"
#include "system/zone.h"

enum {
    FLIGHT_HOURS_MOST = 20,  /* longer than any scheduled flight: a day or an airport is wrong */
    CONNECTION_MINUTES = 90, /* a caution of ours for a group, not the rule of an airport */
    CHANGE_OF_AIRPORT_MINUTES = 240,
    WAIT_HOURS_MOST = 12, /* a wait beyond this needs a place to sleep */
};

/* "14:05" as seconds of a day; INVALID for anything else. */
enum outcome clock_time_read(struct text typed, int32_t *ret_seconds) MUST_CHECK;

/* A time on the wall of a place as an instant.  NOT_FOUND: the clocks of that place skip it on that day (they were put
   forward).  Of an hour that comes twice the first one is taken. */
enum outcome wall_clock_instant(const struct zone *zone, int32_t day, int32_t seconds, int64_t *ret_instant) MUST_CHECK;

/* A flight as it was found. */
enum flight_fault { FLIGHT_SOUND, FLIGHT_LANDS_BEFORE_LEAVING, FLIGHT_TOO_LONG };
enum flight_fault flight_fault(int64_t departs_at, int64_t arrives_at);

/* The wait between two flights. */
enum connection { CONNECTION_SOUND, CONNECTION_OVERLAPS, CONNECTION_SHORT, CONNECTION_OTHER_AIRPORT, CONNECTION_LONG };
struct flight_end {
    struct text airport;
    int64_t at;
};
enum connection connection_between(struct flight_end lands, struct flight_end leaves, int64_t *ret_minutes);

#endif
