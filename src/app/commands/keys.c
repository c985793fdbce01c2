/* sanad keys: another master key, another passphrase (docs/operations/keys.md). */
#include <stdio.h>
#include <string.h>

#include "app/commands/commands.h"
#include "app/commands/given_passphrase.h"
#include "app/installation.h"
#include "audit/audit.h"
#include "system/clock.h"
#include "system/passphrase.h"
#include "system/random.h"

struct changing {
    struct command_line *line;
    struct application application;
    const char *directory;
};

static enum outcome refuse(enum outcome outcome, const char *why)
{
    (void)fprintf(stderr, "sanad keys: %s\n", why);
    return outcome;
}

static enum outcome note(struct changing *changing, const char *action)
{
    struct audit_event event = {
        .at = clock_now(), .role = TEXT("system"), .action = text_from(action), .record = TEXT("mission")};
    enum outcome outcome = audit_add(changing->application.db, &event);
    return outcome == OK ? OK : refuse(outcome, "the audit log cannot be written: nothing was changed");
}

static enum outcome rotate(struct changing *changing)
{
    enum outcome outcome = note(changing, "keys.rotated");
    if (outcome == OK)
        outcome = keyring_rotate(changing->directory, changing->line->settings.given_passphrase);
    if (outcome == CONFLICT)
        return refuse(outcome, "a change of the passphrase was not finished: sanad keys passphrase, then again");
    if (outcome == TOO_MANY)
        return refuse(outcome, "this keyring has had as many master keys as it can keep");
    if (outcome != OK)
        return refuse(outcome, "the master key was not changed");
    (void)printf("The keyring in %s has another master key. Nothing is lost if this is left so; to finish:\n"
                 "1. on every other host of the mission, copy that directory over its own\n"
                 "2. on every host, systemctl reload sanad: everybody signs in again\n"
                 "3. sanad keys finish\n"
                 "4. replace the copies of the keyring that are kept apart by a new one\n",
                 changing->directory);
    return OK;
}

static enum outcome finish(struct changing *changing)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct application *application = &changing->application;
    struct work work = work_of_system(application->db, application->keys, changing->line->arena);
    size_t count = 0;
    enum outcome outcome = db_transaction_begin(application->db, true, &transaction);
    if (outcome == OK)
        outcome = keys_wrap_again(&work, &count);
    if (outcome == OK && count > 0)
        outcome = note(changing, "keys.finished");
    if (outcome == OK)
        outcome = db_transaction_commit(&transaction);
    if (outcome != OK)
        return refuse(outcome, "nothing was changed: try again");
    (void)printf("%zu keys of organisations were wrapped anew under the master key in force\n", count);
    return OK;
}

static enum outcome read_new(struct changing *changing, struct text *ret_passphrase)
{
    struct command_line *line = changing->line;
    *ret_passphrase = TEXT_NONE;
    return command_has(line, "--no-passphrase") ? OK : given_passphrase(line, true, ret_passphrase);
}

static enum outcome change_passphrase(struct changing *changing)
{
    struct text new;
    enum outcome outcome = read_new(changing, &new);
    if (outcome == OK)
        outcome = note(changing, "keys.passphrase_changed");
    if (outcome == OK)
        outcome = keyring_passphrase(changing->directory, changing->line->settings.given_passphrase, new);
    explicit_bzero((char *)(uintptr_t) new.at, new.length);
    if (outcome != OK)
        return refuse(outcome, "the passphrase was not changed");
    (void)puts(text_is_empty(new) ? "The keyring has no passphrase any more."
                                  : "The keyring has this passphrase now. passphrase_command must print it before the "
                                    "next start or reload.");
    return OK;
}

static const struct deed {
    const char *name;
    enum outcome (*run)(struct changing *changing);
} DEEDS[] = {{"rotate", rotate}, {"finish", finish}, {"passphrase", change_passphrase}};

/* The passphrase in force: what passphrase_command prints, or, without one, what is typed. */
static enum outcome read_present(struct changing *changing)
{
    struct settings *settings = &changing->line->settings;
    if (!keyring_has_passphrase(changing->directory))
        return OK;
    if (!text_is_empty(settings->passphrase_command))
        return installation_passphrase(changing->line->arena, settings, &settings->given_passphrase);
    return passphrase_ask(changing->line->arena, "Passphrase of the keyring as it is now", false,
                          &settings->given_passphrase);
}

static enum outcome run_deed(struct changing *changing, const struct deed *deed)
{
    struct command_line *line = changing->line;
    changing->directory = arena_string(line->arena, line->settings.keys);
    enum outcome outcome = read_present(changing);
    if (outcome != OK)
        return outcome;
    outcome = installation_open(line->arena, &line->settings, &changing->application);
    if (outcome != OK)
        return outcome;
    outcome = installation_database(&changing->application, false);
    if (outcome == OK)
        outcome = deed->run(changing);
    installation_close(&changing->application);
    explicit_bzero((char *)(uintptr_t)line->settings.given_passphrase.at, line->settings.given_passphrase.length);
    return outcome;
}

static int run(struct command_line *line)
{
    struct changing changing = {.line = line};
    const struct deed *deed = NULL;
    random_start();
    for (size_t i = 0; line->operand_count == 1 && i < sizeof DEEDS / sizeof *DEEDS; i++)
        if (text_is(text_from(line->operands[0]), DEEDS[i].name))
            deed = &DEEDS[i];
    if (deed == NULL) {
        (void)fputs("usage: sanad keys rotate|finish|passphrase (sanad keys --help)\n", stderr);
        return EXIT_WRONG_USE;
    }
    return run_deed(&changing, deed) == OK ? EXIT_DONE : EXIT_REFUSED;
}

static const struct option OPTIONS[] = {
    {"--passphrase-file", "FILE", "the new passphrase, its first line, instead of asking twice on the terminal"},
    {"--no-passphrase", NULL, "the keyring shall have none any more"},
};
const struct command keys_command = {
    .name = "keys",
    .summary = "gives the keyring another master key or another passphrase",
    .operands = "rotate|finish|passphrase",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
