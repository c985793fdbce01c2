/* sanad init: a new mission with its first organisation, office and administrator. */
#include <stdio.h>
#include <string.h>

#include "app/commands/commands.h"
#include "app/commands/given_passphrase.h"
#include "app/mission.h"
#include "identity/identity.h"
#include "system/file.h"
#include "system/random.h"

enum { PASSWORD_BYTES = 15 };

struct first {
    struct command_line *line;
    struct text mission, code, city, login, password;
};

static enum outcome add_first(struct work *work, const struct first *first)
{
    struct organisation *organisation = record_new(work->arena, &organisation_record);
    struct office *office = record_new(work->arena, &office_record);
    struct user_account *user = record_new(work->arena, &user_account_record);
    organisation->code = first->code;
    organisation->name = first->mission;
    enum outcome outcome = organisation_add(work, organisation);
    office->head.organisation = user->head.organisation = organisation->head.id;
    office->name = office->city = first->city;
    if (outcome == OK)
        outcome = office_add(work, office);
    user->head.office = office->head.id;
    user->login = user->name = first->login;
    user->language = TEXT("fr");
    user->active.is = FLAG_YES;
    if (outcome == OK)
        outcome = user_add(work, user, first->password);
    if (outcome == OK) /* the person chooses another at the first sign-in */
        outcome = password_set(work, user->head.id, password_hash(work->arena, first->password), true);
    return outcome == OK ? role_give(work, user->head.id, office, ROLE_ADMINISTRATOR) : outcome;
}

static enum outcome fill(void *context, struct db *db, struct keys *keys)
{
    const struct first *first = context;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work work = work_of_system(db, keys, first->line->arena);
    enum outcome outcome = db_transaction_begin(db, true, &transaction);
    if (outcome == OK)
        outcome = add_first(&work, first);
    for (const struct problem *problem = work.problems.first; problem != NULL; problem = problem->next)
        (void)fprintf(stderr, "sanad init: %.*s: %s\n", TEXT_ARG(problem->field), problem->message);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

/* What was said on the command line is what the mission is served with. */
static enum outcome write_settings(const struct first *first)
{
    struct arena *arena = first->line->arena;
    const struct settings *settings = &first->line->settings;
    struct text path = arena_format(arena, "%.*s/sanad.conf", TEXT_ARG(settings->data));
    if (file_exists(path.at))
        return OK;
    struct text content =
        arena_format(arena, "mission_name = %.*s\nkeys = %.*s\n", TEXT_ARG(first->mission), TEXT_ARG(settings->keys));
    for (size_t i = 0; i < first->line->set_count; i++) {
        const struct setting *setting = settings_find(first->line->set_names[i]);
        if (!text_is(text_from(setting->name), "mission_name") && !text_is(text_from(setting->name), "keys"))
            content = arena_format(arena, "%.*s%s = %.*s\n", TEXT_ARG(content), setting->name,
                                   TEXT_ARG(settings_text(arena, settings, setting)));
    }
    return file_write(path.at, content, 0600);
}

static struct text value_or(const struct command_line *line, const char *option, struct text otherwise)
{
    struct text value = command_value(line, option);
    return text_is_empty(value) ? otherwise : value;
}

static int run(struct command_line *line)
{
    random_start();
    struct first first = {
        .line = line,
        .mission = value_or(line, "--mission", line->settings.mission_name),
        .code = value_or(line, "--code", TEXT("MISSION")),
        .city = value_or(line, "--city", TEXT("Rabat")),
        .login = value_or(line, "--login", TEXT("administrator")),
        .password = token_new(line->arena, PASSWORD_BYTES),
    };
    if (!text_is_clean(first.mission, false) || text_code_points(first.mission) > 120) {
        (void)fputs("sanad init: --mission: one line of 120 characters at most\n", stderr);
        return EXIT_WRONG_USE;
    }
    enum outcome outcome = OK;
    if (command_has(line, "--passphrase") || command_has(line, "--passphrase-file"))
        outcome = given_passphrase(line, true, &line->settings.given_passphrase);
    if (outcome == OK)
        outcome = mission_make(line, fill, &first);
    if (!text_is_empty(line->settings.given_passphrase))
        explicit_bzero((char *)(uintptr_t)line->settings.given_passphrase.at, line->settings.given_passphrase.length);
    if (outcome == OK)
        outcome = write_settings(&first);
    if (outcome != OK) {
        (void)fputs("sanad init: no mission was made\n", stderr);
        return EXIT_REFUSED;
    }
    (void)printf("The mission is made in %.*s, its keys in %.*s: keep a copy of the keys apart.\n"
                 "Administrator: %.*s\nPassword, shown only now: %.*s\n",
                 TEXT_ARG(line->settings.data), TEXT_ARG(line->settings.keys), TEXT_ARG(first.login),
                 TEXT_ARG(first.password));
    if (!text_is_empty(line->settings.given_passphrase) && text_is_empty(line->settings.passphrase_command))
        (void)puts("The keyring has a passphrase: set passphrase_command in sanad.conf to a command that prints it.");
    return EXIT_DONE;
}

static const struct option OPTIONS[] = {
    {"--mission", "NAME", "the name of the mission and of its first organisation"},
    {"--code", "CODE", "the code of that organisation (MISSION)"},
    {"--city", "TOWN", "the town of its first office (Rabat)"},
    {"--passphrase", NULL, "asks twice for a passphrase, which the keys are then sealed under"},
    {"--passphrase-file", "FILE", "the same, from the first line of a file or of a descriptor, /dev/fd/3"},
    {"--login", "NAME", "the user name of the administrator (administrator)"},
};
const struct command init_command = {
    .name = "init",
    .summary = "makes a new mission: data directory, keys, database, first office and administrator",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
