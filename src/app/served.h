/* Is somebody serving this mission? */
#ifndef APP_SERVED_H
#define APP_SERVED_H

#include "system/settings.h"

/* True while a supervisor holds the lock of this installation's sockets on this host. */
bool mission_is_served(struct arena *arena, const struct settings *settings);

#endif
