#include "system/clock.h"

#include <time.h>

#include "base/calendar.h"

static int64_t set_instant = INSTANT_NONE; /* what the clock was set to … */
static int64_t set_ticks;                  /* … and when, on the clock that never jumps */

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) != 0)
        return 0;
    return (int64_t)time.tv_sec * MICROSECONDS + time.tv_nsec / 1000;
}

int64_t clock_ticks(void) { return read_clock(CLOCK_MONOTONIC); }

int64_t clock_now(void)
{
    if (set_instant == INSTANT_NONE)
        return read_clock(CLOCK_REALTIME);
    return set_instant + (clock_ticks() - set_ticks);
}

void clock_set(int64_t instant)
{
    set_instant = instant;
    set_ticks = clock_ticks();
}
