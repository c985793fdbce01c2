/* sanad restore: a mission from a backup, where none is. */
#include <stdio.h>

#include "app/commands/backup_said.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "app/rights_store.h"
#include "persons/persons.h"
#include "system/file.h"

/* The program serves with another role than that which owns the tables. */
static enum outcome give_rights(void *context, struct db *db)
{
    const struct command_line *line = context;
    return rights_give(db, rights_role(line->arena, &line->settings));
}

static int restore(struct command_line *line, struct application *application, const struct key *secret)
{
    struct arena *arena = line->arena;
    struct text from = command_value(line, "--from");
    struct backup_report report;
    struct restore_order order = {.path = arena_string(arena, from),
                                  .secret = secret,
                                  .database = settings_database_owner(&line->settings),
                                  .keyring = application->keyring,
                                  .erase = person_erase_again,
                                  .accept = command_value(line, "--accept-faults"),
                                  .watch = &backup_terminal,
                                  .finish = give_rights,
                                  .finish_context = line};
    if (command_has(line, "--erasures"))
        order.erasures = arena_string(arena, command_value(line, "--erasures"));
    enum outcome outcome = backup_restore(&order, arena, &report);
    if (outcome != OK) {
        (void)backup_say_fault("restore", report.fault == FAULT_OCCUPIED ? line->settings.database : from, report.fault,
                               report.what);
        (void)fputs("sanad restore: nothing was restored, and nothing is left of the attempt\n", stderr);
        return EXIT_REFUSED;
    }
    backup_say_content(arena, &report);
    (void)printf("done again: %lld erasures%s\nrestored: %.*s\n", (long long)report.erased,
                 order.erasures == NULL ? " (no list was given with --erasures)" : "",
                 TEXT_ARG(line->settings.database));
    return EXIT_DONE;
}

static int run(struct command_line *line)
{
    struct application application;
    struct key secret;
    struct arena *arena = line->arena;
    if (!command_has(line, "--from") || !command_has(line, "--key"))
        return backup_say_wrong("restore", "--from and --key are needed");
    if (secret_read(arena, arena_string(arena, command_value(line, "--key")), &secret) != OK)
        return backup_say_fault("restore", command_value(line, "--key"), FAULT_WRONG_KEY, TEXT_NONE);
    if (directory_make(arena_string(arena, line->settings.data), 0700) != OK)
        return backup_say_fault("restore", line->settings.data, FAULT_DIRECTORY, TEXT_NONE);
    if (installation_open(arena, &line->settings, &application) != OK) {
        if (!file_exists(arena_string(arena, line->settings.keys)))
            (void)fputs("sanad restore: the copy of the mission's keys comes first: no backup holds them\n", stderr);
        return EXIT_REFUSED;
    }
    int status = restore(line, &application, &secret);
    key_forget(&secret);
    installation_close(&application);
    return status;
}

static const struct option OPTIONS[] = {
    {"--from", "FILE", "the backup"},
    {"--key", "FILE", "the secret key of its recipient"},
    {"--erasures", "FILE", "a newer backup, or list of erasures: who was erased since is erased again"},
    {"--accept-faults", "REASON", "restores although the audit log or the ledger had faults when it was backed up"},
};
const struct command restore_command = {
    .name = "restore",
    .summary = "restores a mission from a backup where none is; --database says where, also on another engine",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
