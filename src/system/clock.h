/* What time it is.  Tests and the demonstration set their own clock. */
#ifndef SYSTEM_CLOCK_H
#define SYSTEM_CLOCK_H

#include <stdint.h>

int64_t clock_now(void);         /* microseconds since 1970 UTC */
int64_t clock_ticks(void);       /* microseconds of a clock that never jumps, for deadlines */
void clock_set(int64_t instant); /* from now on clock_now() starts here and goes on; INSTANT_NONE: real time */

#endif
