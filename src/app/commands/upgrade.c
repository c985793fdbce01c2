/* sanad upgrade: brings the mission to the version of this program, behind a backup. */
#include <stdio.h>

#include "app/commands/backup_said.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "app/keys_job.h"
#include "app/rights_store.h"
#include "app/served.h"
#include "app/upgrade.h"
#include "system/clock.h"
#include "system/random.h"

static int make_backup(struct command_line *line, struct application *application)
{
    struct backup_report report;
    struct text path;
    struct work work = work_of_system(application->db, application->keys, line->arena);
    const struct run_order order = {.settings = &line->settings,
                                    .id = identifier_new(),
                                    .reason = RUN_UPGRADE,
                                    .unnoted = true,
                                    .watch = &backup_terminal};
    if (command_has(line, "--no-backup"))
        return EXIT_DONE;
    if (backup_run(&work, &order, &report, &path) != OK) {
        (void)backup_say_fault("upgrade", line->settings.backup_directory, report.fault, report.what);
        (void)fputs("sanad upgrade: nothing was changed; --no-backup REASON goes on without one\n", stderr);
        return EXIT_REFUSED;
    }
    (void)printf("backup: %.*s, proven\n", TEXT_ARG(path));
    return EXIT_DONE;
}

/* What was done, in the log of the mission as it is now. */
static enum outcome note(struct command_line *line, struct application *application)
{
    struct audit_event event = {.at = clock_now(),
                                .role = TEXT("system"),
                                .action = TEXT("mission.upgraded"),
                                .record = TEXT("mission"),
                                .reason = command_value(line, "--no-backup"),
                                .details = TEXT("{\"version\":\"" SANAD_VERSION "\"}")};
    return audit_add(application->db, &event);
}

/* Persons who were there before the index was as it is now; while programs serve on, a job does that. */
static enum outcome fill_index(struct command_line *line, struct application *application)
{
    struct work work = work_of_system(application->db, application->keys, line->arena);
    return keys_index_fill(&work);
}

static int upgrade(struct command_line *line, struct application *application)
{
    struct backup_report report = {0};
    bool rolling = command_has(line, "--rolling");
    int status = make_backup(line, application);
    if (status != EXIT_DONE)
        return status;
    enum outcome outcome =
        rolling ? upgrade_rolling(line->arena, application, &report) : upgrade_run(line->arena, application, &report);
    if (outcome != OK) {
        (void)backup_say_fault("upgrade", line->settings.database, report.fault, TEXT_NONE);
        (void)fputs(rolling
                        ? "sanad upgrade: not done to its end; what ran stays, and harms no program that serves: call "
                          "it again\n"
                        : "sanad upgrade: it went back: the mission is as it was\n",
                    stderr);
        return EXIT_REFUSED;
    }
    if (!rolling && fill_index(line, application) != OK)
        (void)fputs("sanad upgrade: done; the index of search is made once sanad serves\n", stderr);
    if (note(line, application) != OK)
        (void)fputs("sanad upgrade: done, but the audit log could not be written\n", stderr);
    (void)puts("upgraded, and verified: the audit log and the ledger are as sound as before");
    return EXIT_DONE;
}

/* Nothing to run; but after a copy into another database the program's role has no rights there yet. */
static int give_rights(struct command_line *line)
{
    AUTO_DB struct db *db = NULL;
    struct text role = rights_role(line->arena, &line->settings);
    if (text_is_empty(role))
        return EXIT_DONE;
    enum outcome outcome = db_open(settings_database_owner(&line->settings), false, &db);
    if (outcome == OK)
        outcome = rights_give(db, role);
    if (outcome != OK)
        return backup_say_fault("upgrade", line->settings.database, FAULT_DATABASE, TEXT_NONE);
    (void)printf("  the role %.*s has its rights\n", TEXT_ARG(role));
    return EXIT_DONE;
}

/* On SQLite one process writes: the service is stopped first.  On a server it may serve on, if it is said. */
static bool may_change(struct command_line *line)
{
    bool rolling = command_has(line, "--rolling");
    bool server = db_has_many_writers(line->settings.database);
    if (rolling && !server) {
        (void)fputs(
            "sanad upgrade: --rolling: on SQLite old and new never write at once: stop the service, upgrade, start "
            "it again\n",
            stderr);
        return false;
    }
    if (rolling || !mission_is_served(line->arena, &line->settings))
        return true;
    (void)fprintf(stderr, "sanad upgrade: the mission is being served here: stop the service first%s\n",
                  server ? ", or upgrade with --rolling" : "");
    return false;
}

static int run(struct command_line *line)
{
    struct application application;
    size_t pending = 0;
    struct text reason = command_value(line, "--no-backup");
    if (command_has(line, "--no-backup") && text_is_empty(text_trim(reason)))
        return backup_say_wrong("upgrade", "--no-backup needs a reason");
    (void)printf("%s:\n", command_has(line, "--dry-run") ? "What an upgrade would do" : "What this upgrade does");
    if (upgrade_describe(line->arena, &line->settings, &pending) != OK)
        return EXIT_REFUSED;
    if (command_has(line, "--dry-run"))
        return EXIT_DONE;
    if (pending == 0)
        return give_rights(line);
    if (!may_change(line))
        return EXIT_REFUSED;
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    application.keys = keys_open(application.keyring);
    int status = EXIT_REFUSED;
    if (db_open(settings_database_owner(&line->settings), false, &application.db) == OK)
        status = upgrade(line, &application);
    installation_close(&application);
    return status;
}

static const struct option OPTIONS[] = {
    {"--dry-run", NULL, "only says what it would do"},
    {"--rolling", NULL, "while programs of the version before serve on, host after host (PostgreSQL)"},
    {"--no-backup", "REASON", "makes no backup first; the reason goes to the audit log"},
};
const struct command upgrade_command = {
    .name = "upgrade",
    .summary = "brings the database to the version of this program, behind a backup; goes back if it fails",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
