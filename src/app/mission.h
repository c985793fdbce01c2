/* Making a mission: its data directory, its keys and its database, whole or not at all. */
#ifndef APP_MISSION_H
#define APP_MISSION_H

#include "app/command.h"
#include "record/keys.h"

/* Is there a database already? */
bool mission_exists(struct arena *arena, const struct settings *settings);

/* Fills the new, migrated database, in transactions of its own. */
typedef enum outcome mission_filler(void *context, struct db *db, struct keys *keys);

/* Makes the directories and the keyring (one that is there is used) and a database that `fill` fills; it takes its name
   only when it is whole and synced.  CONFLICT when there is a mission, INVALID when the keys would lie within the data;
   everything is said on stderr. */
enum outcome mission_make(const struct command_line *line, mission_filler *fill, void *context) MUST_CHECK;

#endif
