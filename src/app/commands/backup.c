/* sanad backup: the mission in one file, sealed to a key that is kept elsewhere. */
#include <stdio.h>
#include <unistd.h>

#include "app/commands/backup_said.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "codec/hex.h"
#include "system/file.h"
#include "system/random.h"

/* --- the recipient's keys ------------------------------------------------------------------------------------------
 */

static int make_key(struct command_line *line)
{
    struct arena *arena = line->arena;
    struct text directory = command_value(line, "--make-key");
    struct text secret_path = arena_format(arena, "%.*s/backup.secret", TEXT_ARG(directory));
    struct text public_path = arena_format(arena, "%.*s/backup.public", TEXT_ARG(directory));
    struct key secret;
    struct key public;
    random_start();
    if (directory_make(arena_string(arena, directory), 0700) != OK)
        return backup_say_fault("backup", directory, FAULT_DIRECTORY, TEXT_NONE);
    if (file_exists(secret_path.at)) {
        (void)fprintf(stderr, "sanad backup: %s: there is a key already: nothing was done\n", secret_path.at);
        return EXIT_REFUSED;
    }
    recipient_make(&secret, &public);
    struct text digits = hex_encode(arena, (struct text){(const char *)public.bytes, KEY_BYTES});
    enum outcome outcome = file_write(secret_path.at, secret_text(arena, &secret), 0600);
    key_forget(&secret);
    if (outcome == OK)
        outcome = file_write(public_path.at, arena_join(arena, digits, TEXT("\n")), 0644);
    if (outcome != OK)
        return backup_say_fault("backup", directory, FAULT_DIRECTORY, TEXT_NONE);
    (void)printf("The secret key is %s: carry it to a safe place, twice, and remove it from this host.\n"
                 "Who loses it loses every backup; who holds it and the mission's keys can read them.\n"
                 "In sanad.conf:\nbackup_recipient = %.*s\n",
                 secret_path.at, TEXT_ARG(digits));
    return EXIT_DONE;
}

/* --- one file ----------------------------------------------------------------------------------------------------- */

static int prove(struct command_line *line, struct application *application)
{
    struct arena *arena = line->arena;
    struct text path = command_value(line, "--verify");
    char *key_path = arena_string(arena, command_value(line, "--key"));
    struct backup_report report;
    struct key secret;
    const char *directory = arena_string(arena, line->settings.backup_directory);
    if (secret_read(arena, key_path, &secret) != OK)
        return backup_say_fault("backup", command_value(line, "--key"), FAULT_WRONG_KEY, TEXT_NONE);
    if (directory_make(directory, 0700) != OK)
        return backup_say_fault("backup", line->settings.backup_directory, FAULT_DIRECTORY, TEXT_NONE);
    enum outcome outcome = backup_prove(arena_string(arena, path), (struct envelope_opener){.secret = &secret},
                                        application->keyring, directory, &backup_terminal, arena, &report);
    key_forget(&secret);
    if (outcome != OK)
        return backup_say_fault("backup", path, report.fault, report.what);
    backup_say_content(arena, &report);
    (void)printf("good: %.*s was restored beside and is the same, row by row\n", TEXT_ARG(path));
    return EXIT_DONE;
}

static int make_one(struct command_line *line, struct application *application)
{
    struct arena *arena = line->arena;
    struct text to = command_value(line, "--to");
    bool to_stream = text_is(to, "-");
    bool whole = !command_has(line, "--only-erasures");
    struct backup_report report;
    struct make_order order = {.database = line->settings.database,
                               .keyring = application->keyring,
                               .path = to_stream ? NULL : arena_string(arena, to),
                               .file = STDOUT_FILENO,
                               .whole = whole,
                               .prove = !command_has(line, "--unproven"),
                               .watch = &backup_terminal};
    if (text_is_empty(line->settings.backup_recipient))
        return backup_say_fault("backup", to, FAULT_NOT_SET_UP, TEXT_NONE);
    if (recipient_read(arena, line->settings.backup_recipient, &order.recipient) != OK)
        return backup_say_fault("backup", to, FAULT_RECIPIENT, TEXT_NONE);
    if (to_stream && isatty(STDOUT_FILENO) != 0)
        return backup_say_wrong("backup", "--to -: a terminal takes no backup");
    enum outcome outcome = backup_make(&order, arena, &report);
    if (outcome != OK)
        return backup_say_fault("backup", to, report.fault, report.what);
    if (to_stream) {
        (void)fprintf(stderr, "sanad backup: %lld bytes, not proven: sanad backup --verify does that\n",
                      (long long)report.file.bytes);
        return EXIT_DONE;
    }
    if (whole)
        backup_say_content(arena, &report);
    (void)printf("%s: %.*s, %lld bytes\n",
                 !whole        ? "list of erasures"
                 : order.prove ? "good"
                               : "not proven",
                 TEXT_ARG(to), (long long)report.file.bytes);
    return EXIT_DONE;
}

/* --- into the mission's own directory ------------------------------------------------------------------------------
 */

static int make_own(struct command_line *line, struct application *application)
{
    struct backup_report report;
    struct text path;
    if (installation_database(application, false) != OK)
        return EXIT_REFUSED;
    struct work work = work_of_system(application->db, application->keys, line->arena);
    const struct run_order order = {
        .settings = &line->settings, .id = identifier_new(), .reason = RUN_COMMAND, .watch = &backup_terminal};
    enum outcome outcome = backup_run(&work, &order, &report, &path);
    if (outcome != OK)
        return backup_say_fault("backup", line->settings.backup_directory, report.fault, report.what);
    backup_say_content(line->arena, &report);
    (void)printf("good: %.*s, %lld bytes\n", TEXT_ARG(path), (long long)report.file.bytes);
    return EXIT_DONE;
}

static int run(struct command_line *line)
{
    struct application application;
    bool verify = command_has(line, "--verify");
    bool to = command_has(line, "--to");
    if (command_has(line, "--make-key"))
        return make_key(line);
    if (verify && (to || !command_has(line, "--key")))
        return backup_say_wrong("backup", "--verify goes with --key and nothing else");
    if (!to && (command_has(line, "--only-erasures") || command_has(line, "--unproven")))
        return backup_say_wrong("backup", "this goes with --to");
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    int status = verify ? prove(line, &application) : to ? make_one(line, &application) : make_own(line, &application);
    installation_close(&application);
    return status;
}

static const struct option OPTIONS[] = {
    {"--to", "FILE|-", "this file instead of one in backup_directory; - is the standard output, not proven"},
    {"--only-erasures", NULL, "with --to: only the list of who was erased, for a restore of an older backup"},
    {"--unproven", NULL, "with --to: does not restore it beside to prove it"},
    {"--verify", "FILE", "proves a backup: restores it into a temporary place, compares all, removes it"},
    {"--key", "FILE", "with --verify: the recipient's secret key"},
    {"--make-key", "DIR", "makes the pair of keys that backups are sealed to and opened with"},
};
const struct command backup_command = {
    .name = "backup",
    .summary = "makes a backup while the mission works, and proves that it can be restored",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
