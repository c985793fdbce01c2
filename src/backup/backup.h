/* Backups of the mission: all that app/ uses of them. */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include "backup/copy.h"
#include "backup/run.h"
#include "job/job.h"
#include "web/application.h"

extern struct right backup_read, backup_order;
extern const struct grant backup_grants[];
extern const size_t backup_grant_count;
extern const struct route backup_routes[];
extern const size_t backup_route_count;
extern const struct menu_entry backup_menu[];
extern const size_t backup_menu_count;

/* Once, at start: the settings stay the caller's, and are read when a backup is made. */
void backup_start(const struct settings *settings);
/* "backup.make", every night and when somebody asks; "backup.look", every hour: alarms, and makes one by day when the
   last good one grows old. */
extern const struct job_kind backup_make_job, backup_look_job;

#endif
