/* What must be true of a mission that was restored. */
#include <string.h>

#include "backup/backup_store.h"
#include "backup/load.h"
#include "backup/table_store.h"
#include "ledger/ledger.h"

enum { SCHEMA_ARENA = 8 << 20 };

bool fault_is_of_mission(enum backup_fault fault) { return fault == FAULT_AUDIT || fault == FAULT_LEDGER; }

static enum outcome refuse(struct backup_report *report, enum backup_fault fault, struct text what)
{
    report->fault = fault;
    report->what = what;
    return INVALID;
}

static enum outcome check_table(struct db *db, const struct db_table *table, const struct table_sum *wanted,
                                struct arena *arena, struct backup_report *report)
{
    struct table_sum sum;
    enum outcome outcome = table_sum_of(db, table, arena, &sum);
    if (outcome != OK)
        return outcome;
    if (sum.rows != wanted->rows || memcmp(sum.hash, wanted->hash, sizeof sum.hash) != 0)
        return refuse(report, FAULT_ROWS_DIFFER, text_from(wanted->name));
    return OK;
}

/* A table that the backup does not name must be empty. */
static enum outcome check_rows(struct db *db, const struct backup_watch *watch, struct arena *arena,
                               struct backup_report *report)
{
    const struct backup_content *content = &report->content;
    struct db_table *tables;
    size_t count;
    size_t at = 0;
    int64_t done = 0;
    enum outcome outcome = db_tables(db, arena, &tables, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        if (at == content->table_count || strcmp(tables[i].name, content->tables[at].name) != 0)
            return refuse(report, FAULT_ROWS_DIFFER, text_from(tables[i].name));
        done += content->tables[at].rows;
        outcome = check_table(db, &tables[i], &content->tables[at++], arena, report);
        if (outcome == OK)
            outcome = backup_watch_tell(watch, done, content->rows);
    }
    return outcome == OK && at < content->table_count
               ? refuse(report, FAULT_ROWS_DIFFER, text_from(content->tables[at].name))
               : outcome;
}

/* Rows younger than their sealer's last round stand in no block when the snapshot is taken; on a mission that nobody
   serves they may be older.  They are told, and are no fault of the backup. */
static enum outcome check_audit(struct db *db, const struct keyring *keyring, struct arena *arena,
                                struct backup_report *report)
{
    struct audit_report *audit = &report->audit;
    int64_t now = report->content.head.made_at;
    enum outcome outcome = audit_verify(db, keyring, now, NULL, arena, audit);
    return outcome == OK && audit->fault_count > audit->outside ? refuse(report, FAULT_AUDIT, TEXT_NONE) : outcome;
}

static void count_nothing(void *context, const char *fault, struct identifier id)
{
    (void)context;
    (void)fault;
    (void)id;
}

static enum outcome check_ledger(struct db *db, struct keyring *keyring, struct arena *arena,
                                 struct backup_report *report)
{
    struct keys *keys = keys_open(keyring);
    struct work work = work_of_system(db, keys, arena);
    enum outcome outcome = ledger_verify(&work, count_nothing, NULL, &report->ledger_faults);
    (void)keys_close(keys);
    return outcome == OK && report->ledger_faults > 0 ? refuse(report, FAULT_LEDGER, TEXT_NONE) : outcome;
}

static enum outcome check_erased(struct db *db, struct arena *arena, struct backup_report *report)
{
    int64_t readable = 0;
    enum outcome outcome = erased_readable(db, arena, &readable);
    return outcome == OK && readable > 0 ? refuse(report, FAULT_ERASED_READABLE, TEXT_NONE) : outcome;
}

enum outcome backup_check(struct db *db, struct keyring *keyring, const struct backup_watch *watch, struct arena *arena,
                          struct backup_report *report)
{
    report->fault = FAULT_NONE;
    enum outcome outcome = check_rows(db, watch, arena, report);
    if (outcome == OK)
        outcome = check_erased(db, arena, report);
    if (outcome == OK)
        outcome = check_audit(db, keyring, arena, report);
    if (outcome == OK)
        outcome = check_ledger(db, keyring, arena, report);
    if (outcome != OK && report->fault == FAULT_NONE)
        report->fault = FAULT_DATABASE;
    return outcome;
}
