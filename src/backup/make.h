/* Backups as files: made, proven, restored. */
#ifndef BACKUP_MAKE_H
#define BACKUP_MAKE_H

#include "backup/load.h"

/* Names of what is temporary in a directory of backups: left by a crash, removed by the next backup a day later. */
#define PROOF_START "proof-"
#define MAKING_END ".making"

struct make_order {
    struct text database; /* its address: it is read by a connection of its own */
    struct keyring *keyring;
    struct key recipient;
    const char *path; /* where the file goes, under this name only when it is whole; NULL: to `file`, unproven */
    int file;
    bool whole; /* false: only the list of erasures */
    bool prove; /* read it back and restore it beside, before it takes its name */
    const struct backup_watch *watch;
};
/* OK, or anything else with report->fault set.  When the fault is one of the mission (fault_is_of_mission) the file is
   kept all the same: it is a true copy; otherwise nothing is left. */
enum outcome backup_make(const struct make_order *order, struct arena *arena, struct backup_report *report) MUST_CHECK;

/* Restores a file into a temporary database in `directory`, checks it, removes it. */
enum outcome backup_prove(const char *path, struct envelope_opener opener, struct keyring *keyring,
                          const char *directory, const struct backup_watch *watch, struct arena *arena,
                          struct backup_report *report) MUST_CHECK;

/* Destroys again what was erased since: called for a person, in a transaction. */
typedef enum outcome erase_again(struct work *work, struct identifier person);

struct restore_order {
    const char *path;
    const struct key *secret;
    struct text database; /* where to: no mission is there */
    struct keyring *keyring;
    const char *erasures; /* a newer backup or list of erasures of the same mission; NULL: none */
    erase_again *erase;
    struct text accept; /* why faults of the mission itself are accepted; empty: they are not */
    const struct backup_watch *watch;
    /* The last thing before it takes its place, in its transaction: rights of the program's role.  May be NULL. */
    enum outcome (*finish)(void *context, struct db *db);
    void *finish_context;
};
/* OK: everything is there, proven, brought to this program's version and durable.  Otherwise nothing is left. */
enum outcome backup_restore(const struct restore_order *order, struct arena *arena,
                            struct backup_report *report) MUST_CHECK;

/* Reads a list of erasures and does again what `work->db` does not know, noting it and auditing it. */
enum outcome erasures_replay(struct work *work, struct envelope_reader *envelope, struct keyring *keyring,
                             erase_again *erase, struct backup_report *report) MUST_CHECK;

#endif
