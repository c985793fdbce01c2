/* A mission carried from one database into another, on whichever engines: row by row, going on where it was stopped,
   each row compared at the end. */
#ifndef BACKUP_COPY_H
#define BACKUP_COPY_H

#include "backup/dump.h"

struct copy_order {
    struct text from, to; /* addresses; nobody writes to either meanwhile */
    const struct backup_watch *watch;
};
struct copy_report {
    enum backup_fault fault;
    struct text what;         /* the table it is about */
    bool resumed;             /* an earlier copy was there and went on */
    int64_t copied, compared; /* rows */
    size_t tables;
};
/* INVALID with the fault: FAULT_OCCUPIED when another mission is there, FAULT_OTHER_SCHEMA when the source is not of
   this program's version, FAULT_ROWS_DIFFER when a row is not the same.  A copy that was stopped, for whatever reason,
   is not served and is gone on with by the next call; after FAULT_ROWS_DIFFER the target is to be emptied. */
enum outcome mission_copy(const struct copy_order *order, struct arena *arena, struct copy_report *report) MUST_CHECK;

#endif
