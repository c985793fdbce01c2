#include "movements/itinerary.h"

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

enum outcome clock_time_read(struct text typed, int32_t *ret_seconds)
{
    if (typed.length != 5 || typed.at[2] != ':')
        return INVALID;
    for (size_t i = 0; i < typed.length; i++)
        if (i != 2 && !is_digit(typed.at[i]))
            return INVALID;
    int32_t hours = (typed.at[0] - '0') * 10 + (typed.at[1] - '0');
    int32_t minutes = (typed.at[3] - '0') * 10 + (typed.at[4] - '0');
    if (hours > 23 || minutes > 59)
        return INVALID;
    *ret_seconds = hours * 3600 + minutes * 60;
    return OK;
}

enum outcome wall_clock_instant(const struct zone *zone, int32_t day, int32_t seconds, int64_t *ret_instant)
{
    int64_t instant = zone_instant(zone, day, seconds);
    if (instant == INSTANT_NONE)
        return INVALID;
    if (zone_date(zone, instant) != day || zone_second_of_day(zone, instant) != seconds)
        return NOT_FOUND;
    *ret_instant = instant;
    return OK;
}

enum flight_fault flight_fault(int64_t departs_at, int64_t arrives_at)
{
    if (arrives_at <= departs_at)
        return FLIGHT_LANDS_BEFORE_LEAVING;
    return arrives_at - departs_at > FLIGHT_HOURS_MOST * 3600 * MICROSECONDS ? FLIGHT_TOO_LONG : FLIGHT_SOUND;
}

enum connection connection_between(struct flight_end lands, struct flight_end leaves, int64_t *ret_minutes)
{
    int64_t minutes = (leaves.at - lands.at) / (60 * MICROSECONDS);
    bool same = text_equal(lands.airport, leaves.airport);
    *ret_minutes = minutes;
    if (leaves.at < lands.at)
        return CONNECTION_OVERLAPS;
    if (!same)
        return minutes < CHANGE_OF_AIRPORT_MINUTES ? CONNECTION_SHORT : CONNECTION_OTHER_AIRPORT;
    if (minutes < CONNECTION_MINUTES)
        return CONNECTION_SHORT;
    return minutes > WAIT_HOURS_MOST * 60 ? CONNECTION_LONG : CONNECTION_SOUND;
}
