/* Airports of the mission's profile and the time zones in which their clocks run.  Within movements/. */
#ifndef MOVEMENTS_AIRPORT_H
#define MOVEMENTS_AIRPORT_H

#include "movements/movements.h"

/* NULL for an airport that the profile does not have. */
const struct zone *airport_zone(struct text code);
struct text airport_zone_name(struct text code);
/* Gives the airports zones without a profile, for tests: as many as `airports` has choices. */
void airports_zones_set(const char *const *names);

#endif
