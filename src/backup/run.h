/* A backup that the mission makes of itself: into its directory, proven, noted, the oldest let go. */
#ifndef BACKUP_RUN_H
#define BACKUP_RUN_H

#include "backup/backup_store.h"
#include "backup/make.h"
#include "system/settings.h"
#include "web/application.h"

struct run_order {
    const struct settings *settings;
    struct identifier id, made_by; /* of the row */
    enum run_reason reason;
    bool unnoted; /* the database is older than the program: there is no table to note it in */
    const struct backup_watch *watch;
};
/* OK: there is a proven backup, *ret_path.  Otherwise report->fault says why; the row says it too. */
enum outcome backup_run(struct work *work, const struct run_order *order, struct backup_report *report,
                        struct text *ret_path) MUST_CHECK;
/* Files that are no longer there, or have another size, no longer count as backups. */
enum outcome backup_look(struct work *work, const struct settings *settings) MUST_CHECK;

/* Is everything set that a backup needs? */
bool backup_is_set_up(const struct settings *settings);
/* The last good one is older than the setting; INSTANT_NONE: there is none.  False where none is set up. */
bool backup_is_late(const struct settings *settings, int64_t last_good, int64_t now, int64_t margin_hours);

extern const struct internal_action backup_actions[]; /* what is handed over to the writing worker */

#endif
