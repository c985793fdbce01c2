/* Is somebody serving this mission? */
#ifndef APP_SERVED_H
#define APP_SERVED_H

#include "system/settings.h"

/* Takes a lock and keeps it as long as the descriptor is open, in this process and those it begins; -1 when another
   has it (errno EWOULDBLOCK) or the file cannot be made. */
int served_lock(const char *path);
/* The lock beside an SQLite database, under whichever directory of sockets it is served; NULL for another engine. */
const char *served_database_lock(struct arena *arena, const struct settings *settings);

/* True while a supervisor on this host holds the lock of this installation's sockets, or that of its database. */
bool mission_is_served(struct arena *arena, const struct settings *settings);

#endif
