/* GET /health: for monitors.  200 when this process answers and reads its database, 503 otherwise. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/request.h"

extern const struct route health_routes[];
extern const size_t health_route_count;

#endif
