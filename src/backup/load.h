/* A backup read into an empty database, and what must be true of it afterwards. */
#ifndef BACKUP_LOAD_H
#define BACKUP_LOAD_H

#include "audit/audit.h"
#include "backup/stream.h"
#include "record/keys.h"

/* What came of making, proving or restoring a backup. */
struct backup_report {
    enum backup_fault fault;
    struct text what; /* the table it is about; may be empty */
    struct backup_content content;
    struct envelope_sum file;
    struct audit_report audit;
    size_t ledger_faults;
    int64_t erased; /* erasures that were done again */
};

/* Makes the tables, as the backup's version had them, and fills them.  `db` is empty.  INVALID with report->fault set;
   what is in `db` then is to be thrown away. */
enum outcome backup_load(struct db *db, const struct keyring *keyring, struct envelope_reader *envelope,
                         const struct backup_watch *watch, struct arena *arena,
                         struct backup_report *report) MUST_CHECK;
/* Compares rows and hashes of each table with what the backup says, verifies the audit log, the ledger, and that
   nobody's key came back who was erased.  INVALID with report->fault set. */
enum outcome backup_check(struct db *db, struct keyring *keyring, const struct backup_watch *watch, struct arena *arena,
                          struct backup_report *report) MUST_CHECK;
/* Is the fault one of the mission itself, of which the backup is a true copy? */
bool fault_is_of_mission(enum backup_fault fault);

#endif
