/* Bringing a mission to the version of this program. */
#ifndef APP_UPGRADE_H
#define APP_UPGRADE_H

#include "app/command.h"
#include "backup/backup.h"

/* What an upgrade would do here: one line for each migration that is wanting, or that there is nothing to do; on
   stdout. sanad check says the same.  NOT_FOUND: there is no mission; CONFLICT: its database is newer than this
   program, or a migration was edited after it ran; both are said on stderr. */
enum outcome upgrade_describe(struct arena *arena, const struct settings *settings, size_t *ret_pending) MUST_CHECK;

/* Runs what is wanting, verifies the audit log and the ledger before and after, and keeps it only when nothing became
   worse: all in one transaction, so that whatever fails leaves the mission as it was. */
enum outcome upgrade_run(struct arena *arena, struct application *application, struct backup_report *report) MUST_CHECK;

/* The same while old programs serve on (PostgreSQL): verifies, runs each migration by itself, waiting at most half a
   second for a table and trying again, and verifies once more.  What ran stays: the old programs bear it, and calling
   again goes on.  INVALID: this program is more than one step ahead of the database (said on stderr), or it verified
   worse than before. */
enum outcome upgrade_rolling(struct arena *arena, struct application *application,
                             struct backup_report *report) MUST_CHECK;

#endif
