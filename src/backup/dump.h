/* A mission written as a backup. */
#ifndef BACKUP_DUMP_H
#define BACKUP_DUMP_H

#include "backup/envelope.h"
#include "backup/item.h"
#include "database/schema.h"

enum { BACKUP_FORMAT = 1 };
/* What every backup of a mission holds signed, so that another mission's keys are told at once. */
#define MISSION_MARK "sanad: the mission of a backup"

/* Called now and then with rows done and rows in all (0: not known); anything but OK ends the work with it. */
struct backup_watch {
    enum outcome (*progress)(void *context, int64_t done, int64_t total);
    void *context;
};
enum outcome backup_watch_tell(const struct backup_watch *watch, int64_t done, int64_t total) MUST_CHECK;

struct table_sum {
    const char *name;
    int64_t rows;
    unsigned char hash[DIGEST_BYTES];
};

/* What a backup says of itself, as it was written or read. */
struct backup_head {
    struct text version, engine;
    int64_t made_at;
    bool whole; /* false: only the list of erasures */
    const struct migration_run *migrations;
    size_t migration_count;
};
struct backup_content {
    struct backup_head head;
    struct table_sum *tables;
    size_t table_count;
    int64_t rows;
};

/* The sum of a table as it is in a database: the same on every engine. */
enum outcome table_sum_of(struct db *db, const struct db_table *table, struct arena *arena,
                          struct table_sum *ret) MUST_CHECK;

/* Writes all tables (or, not whole, the list of erasures) of `db`, in one reading transaction of its own; finishes
   nothing of the envelope.  `arena` holds what is returned. */
enum outcome backup_dump(struct db *db, const struct keyring *keyring, bool whole, int64_t now,
                         const struct backup_watch *watch, struct envelope_writer *writer, struct arena *arena,
                         struct backup_content *ret) MUST_CHECK;

#endif
