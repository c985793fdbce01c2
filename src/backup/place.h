/* A database being made where no mission is: it takes its place only when it is whole.  On SQLite it is a file beside
   its final name; on another engine one transaction. */
#ifndef BACKUP_PLACE_H
#define BACKUP_PLACE_H

#include "backup/fault.h"
#include "database/database.h"

struct new_place {
    struct arena *arena;
    struct db *db;
    const char *path, *making; /* of SQLite; NULL otherwise */
    struct db_transaction whole;
};

/* INVALID with *ret_fault: there is a mission already. */
enum outcome new_place_open(struct arena *arena, struct text address, struct new_place *ret,
                            enum backup_fault *ret_fault) MUST_CHECK;
/* Durable, under its name, and closed. */
enum outcome new_place_keep(struct new_place *place) MUST_CHECK;
/* Nothing of it is left; nothing to do after new_place_keep(). */
void new_place_drop(struct new_place *place);

/* The path of "sqlite:PATH"; NULL for another engine. */
const char *sqlite_path(struct arena *arena, struct text address);
/* Makes a rename in the directory of this path durable. */
enum outcome directory_of_sync(struct arena *arena, const char *path) MUST_CHECK;

#endif
