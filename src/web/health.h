/* GET /health: for monitors.  200 when this process answers and reads its database, 507 with "disk full" when the
   disk of the data has less room than settings->disk_reserve_bytes, 503 otherwise. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/request.h"

extern const struct route health_routes[];
extern const size_t health_route_count;

#endif
