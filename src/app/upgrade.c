#include "app/upgrade.h"

#include <poll.h>
#include <stdio.h>

#include "app/installation.h"
#include "app/rights_store.h"
#include "ledger/ledger.h"
#include "system/clock.h"

/* --- what it would do ----------------------------------------------------------------------------------------------
 */

static const struct migration *migration_numbered(int64_t number, const char *engine)
{
    for (size_t i = 0; i < migration_count; i++)
        if (migrations[i].number == number && migration_is_for(&migrations[i], engine))
            return &migrations[i];
    return NULL;
}

static enum outcome check_past(struct arena *arena, const char *engine, const struct migration_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct migration *known = migration_numbered(runs[i].number, engine);
        if (known != NULL && text_equal(migration_hash(arena, known), runs[i].hash))
            continue;
        (void)fprintf(stderr, "sanad: migration %04lld_%.*s ran here and %s\n", (long long)runs[i].number,
                      TEXT_ARG(runs[i].name),
                      known == NULL ? "is not known to this program: it is older than the database"
                                    : "is another one in this program");
        return CONFLICT;
    }
    return OK;
}

static bool has_run(int64_t number, const struct migration_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (runs[i].number == number)
            return true;
    return false;
}

enum outcome upgrade_describe(struct arena *arena, const struct settings *settings, size_t *ret_pending)
{
    AUTO_DB struct db *db = NULL;
    struct migration_run *runs;
    size_t count = 0;
    size_t pending = 0;
    enum outcome outcome = db_open(settings_database_owner(settings), true, &db);
    if (outcome == OK)
        outcome = migrate_past(db, arena, &runs, &count);
    if (outcome != OK || count == 0) {
        (void)fprintf(stderr, "sanad: %.*s: there is no mission here\n", TEXT_ARG(settings->database));
        return NOT_FOUND;
    }
    outcome = check_past(arena, db->back_end->name, runs, count);
    for (size_t i = 0; outcome == OK && i < migration_count; i++) {
        const struct migration *one = &migrations[i];
        if (!migration_is_for(one, db->back_end->name) || has_run(one->number, runs, count))
            continue;
        (void)printf("  migration %04d_%s\n", one->number, one->name);
        pending++;
    }
    if (outcome == OK && pending == 0)
        (void)printf("  nothing to do: the database is of this version, sanad %s\n", SANAD_VERSION);
    if (outcome == OK)
        *ret_pending = pending;
    return outcome;
}

/* --- doing it ------------------------------------------------------------------------------------------------------
 */

static void say_fault(void *context, const char *fault, struct identifier id)
{
    struct arena *arena = context;
    (void)fprintf(stderr, "sanad: ledger: %s %.*s\n", fault, TEXT_ARG(identifier_to_text(arena, id)));
}

struct soundness {
    int64_t audit;
    size_t ledger;
};

static enum outcome look(struct arena *arena, struct application *application, struct soundness *ret)
{
    struct audit_report audit;
    struct work work = work_of_system(application->db, application->keys, arena);
    enum outcome outcome = audit_verify(application->db, application->keyring, clock_now(), NULL, arena, &audit);
    if (outcome == OK)
        outcome = ledger_verify(&work, say_fault, arena, &ret->ledger);
    if (outcome == OK)
        ret->audit = audit.fault_count - audit.outside;
    return outcome;
}

static bool is_one_step(struct arena *arena, struct db *db)
{
    struct migration_run *runs;
    size_t count = 0;
    struct migration *past = NULL;
    if (migrate_past(db, arena, &runs, &count) != OK)
        return false;
    past = arena_array(arena, struct migration, count + 1);
    for (size_t i = 0; i < count; i++)
        past[i] = (struct migration){.name = arena_string(arena, runs[i].name)};
    if (migrate_step(migrations, migration_count) <= migrate_step(past, count) + 1)
        return true;
    (void)fputs(
        "sanad upgrade: the programs that serve are more than one step older than this one: stop them first, or "
        "go through the version between\n",
        stderr);
    return false;
}

enum { TRIES = 60, PAUSE_MILLISECONDS = 500 };

/* Whoever asks for a table behind a migration that waits for it waits too: so it gives up soon, and lets them by. */
static enum outcome migrate_patiently(struct db *db)
{
    enum outcome outcome = db->back_end->script(db, TEXT("SET lock_timeout = '500ms'"));
    if (outcome == OK)
        outcome = UNAVAILABLE;
    for (int i = 0; i < TRIES && outcome == UNAVAILABLE; i++) {
        if (i > 0)
            (void)poll(NULL, 0, PAUSE_MILLISECONDS);
        outcome = migrate(db, migrations, migration_count);
    }
    return outcome;
}

enum outcome upgrade_rolling(struct arena *arena, struct application *application, struct backup_report *report)
{
    struct soundness before = {0};
    struct soundness after = {0};
    report->fault = FAULT_DATABASE;
    if (!is_one_step(arena, application->db))
        return INVALID;
    enum outcome outcome = look(arena, application, &before);
    if (outcome == OK)
        outcome = migrate_patiently(application->db);
    if (outcome == OK)
        outcome = rights_give(application->db, rights_role(arena, application->settings));
    if (outcome == OK)
        outcome = look(arena, application, &after);
    if (outcome == OK && (after.audit > before.audit || after.ledger > before.ledger)) {
        report->fault = after.audit > before.audit ? FAULT_AUDIT : FAULT_LEDGER;
        return INVALID;
    }
    return outcome;
}

enum outcome upgrade_run(struct arena *arena, struct application *application, struct backup_report *report)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct soundness before = {0};
    struct soundness after = {0};
    enum outcome outcome = db_transaction_begin(application->db, true, &transaction);
    if (outcome == OK)
        outcome = look(arena, application, &before);
    if (outcome == OK)
        outcome = migrate(application->db, migrations, migration_count);
    if (outcome == OK)
        outcome = rights_give(application->db, rights_role(arena, application->settings));
    if (outcome == OK)
        outcome = look(arena, application, &after);
    if (outcome != OK) {
        report->fault = FAULT_DATABASE;
        return outcome;
    }
    if (after.audit > before.audit || after.ledger > before.ledger) {
        report->fault = after.audit > before.audit ? FAULT_AUDIT : FAULT_LEDGER;
        return INVALID;
    }
    return db_transaction_commit(&transaction);
}
