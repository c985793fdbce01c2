/* One unit of work: who does it, when, on which database, in which language.  A request has one, a job has one, a
   command has one; functions that read or write records take it first. */
#ifndef RECORD_WORK_H
#define RECORD_WORK_H

#include "access/actor.h"
#include "database/database.h"
#include "system/keyring.h"
#include "system/zone.h"
#include "view/language.h"

struct keys;
struct kept_rows;

/* Hands a small write to the writing worker and waits for its commit (design: readers that must write).  On a database
   where this process writes itself, it runs at once. */
struct work;
typedef enum outcome hand_over(void *context, struct work *work, const char *action, struct text arguments,
                               struct text *ret_answer);

struct work {
    struct db *db;
    struct keys *keys;
    const struct actor *actor;
    struct arena *arena;
    const struct language *language;
    const struct zone *zone;
    int64_t now;
    struct problems problems;
    struct text reason; /* why, when a person gave a reason: goes to the audit log */
    hand_over *hand_over;
    void *hand_over_context;
    struct kept_rows *kept; /* record/kept_row.h; NULL: every row is read anew */
};

/* A work of the system itself (jobs, commands, demonstration): may everything, audited as such. */
struct work work_of_system(struct db *db, struct keys *keys, struct arena *arena);

#endif
