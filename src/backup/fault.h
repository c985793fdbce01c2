/* What can be wrong with a backup, told the same way on a page, in a job's row and on the command line. */
#ifndef BACKUP_FAULT_H
#define BACKUP_FAULT_H

#include "base/problem.h"

enum backup_fault {
    FAULT_NONE,
    FAULT_NOT_SET_UP,
    FAULT_RECIPIENT,
    FAULT_DIRECTORY,
    FAULT_NO_ROOM,
    FAULT_DATABASE,
    FAULT_INTERRUPTED,
    FAULT_CANCELLED,
    FAULT_NOT_A_BACKUP,
    FAULT_WRONG_KEY,
    FAULT_TRUNCATED,
    FAULT_CHANGED,
    FAULT_NEWER,
    FAULT_OTHER_SCHEMA,
    FAULT_OTHER_KEYS,
    FAULT_PARTIAL,
    FAULT_ROWS_DIFFER,
    FAULT_AUDIT,
    FAULT_LEDGER,
    FAULT_ERASED_READABLE,
    FAULT_OCCUPIED,
    FAULT_FILE_GONE,
    FAULT_COUNT,
};

struct fault_entry {
    const char *code;    /* as stored */
    const char *message; /* N_(): what is wrong */
    const char *advice;  /* N_(): what to do */
};
const struct fault_entry *fault_entry(enum backup_fault fault);
/* FAULT_INTERRUPTED for a code that is none. */
enum backup_fault fault_of_code(struct text code);

#endif
