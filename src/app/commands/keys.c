/* sanad keys: how they stand, another key of each kind, another passphrase (docs/operations/keys.md). */
#include <stdio.h>
#include <string.h>

#include "app/commands/commands.h"
#include "app/commands/given_passphrase.h"
#include "app/installation.h"
#include "app/profile_index.h"
#include "audit/audit.h"
#include "persons/persons.h"
#include "record/keys.h"
#include "system/clock.h"
#include "system/passphrase.h"
#include "system/random.h"

struct changing {
    struct command_line *line;
    struct application application;
    const char *directory;
    struct keyring_secret secret;
    struct key master; /* where key_command prints it */
    struct text what;  /* which key */
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

static const char AFTER[] = "Nothing is lost if this is left so; to finish:\n"
                            "1. on every other host of the mission, copy %s over its own\n"
                            "2. on every host, systemctl reload sanad: nobody is signed out\n"
                            "3. sanad keys status, until nothing is under way; then sanad keys finish\n"
                            "4. replace the copies of the keyring that are kept apart by a new one\n";

static void say_after(const struct changing *changing) { (void)printf(AFTER, changing->directory); }

static enum outcome refused(enum outcome outcome)
{
    if (outcome == CONFLICT)
        return refuse(outcome, "the change before is not finished (of a passphrase: sanad keys passphrase; of another "
                               "key: sanad keys status, then sanad keys finish)");
    if (outcome == TOO_MANY)
        return refuse(outcome, "this keyring has had as many such keys as it can keep");
    return outcome == OK ? OK : refuse(outcome, "the keyring was not changed");
}

/* Where the master key stands in no file, the one to come is printed by a command too, or drawn and put in a file. */
static enum outcome rotate_master(struct changing *changing)
{
    struct command_line *line = changing->line;
    struct text command = command_value(line, "--next-key-command");
    struct key next = {0};
    if (changing->secret.master != NULL && text_is_empty(command) && !command_has(line, "--into-file"))
        return refuse(INVALID, "key_command is set: --next-key-command COMMAND, or --into-file");
    enum outcome outcome = text_is_empty(command) ? OK : installation_key(line->arena, command, &next);
    if (outcome != OK)
        return outcome;
    outcome = note(changing, "keys.rotated");
    if (outcome == OK)
        outcome =
            refused(keyring_rotate_with(changing->directory, &changing->secret, text_is_empty(command) ? NULL : &next));
    key_forget(&next);
    if (outcome != OK)
        return outcome;
    (void)printf("The keyring in %s has another master key.%s ", changing->directory,
                 text_is_empty(command) ? "" : " Set key_command to the command that prints it before the reload.");
    say_after(changing);
    return OK;
}

static enum outcome renew(struct changing *changing, enum keyring_part part, const char *action, const char *said)
{
    enum outcome outcome = note(changing, action);
    if (outcome == OK)
        outcome = refused(keyring_renew(changing->directory, &changing->secret, part));
    if (outcome != OK)
        return outcome;
    (void)printf("%s ", said);
    say_after(changing);
    return OK;
}

static enum outcome rotate_search(struct changing *changing)
{
    return renew(
        changing, KEYRING_SEARCH, "keys.search_rotated",
        "The keyring has another key of search; a job makes the index anew after the reload, and both are read "
        "until then.");
}

static enum outcome rotate_signature(struct changing *changing)
{
    return renew(changing, KEYRING_SIGNATURE, "keys.signature_rotated",
                 "The keyring has another signing key for the audit log; the one before counts for what it signed.");
}

static enum outcome rotate_web(struct changing *changing)
{
    return renew(
        changing, KEYRING_WEB, "keys.web_rotated",
        "The keyring has another key for cookies and forms; what was made with the one before is still taken.");
}

static enum outcome renew_organisations(struct changing *changing, size_t *ret_count)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct application *application = &changing->application;
    struct work work = work_of_system(application->db, application->keys, changing->line->arena);
    size_t count = 0;
    enum outcome outcome = db_transaction_begin(application->db, true, &transaction);
    if (outcome == OK)
        outcome = keys_renew_organisations(&work, &count);
    if (outcome == OK)
        outcome = note(changing, "keys.organisations_rotated");
    if (outcome == OK)
        outcome = db_transaction_commit(&transaction);
    if (outcome == OK)
        *ret_count = count;
    return outcome;
}

static enum outcome rotate_organisations(struct changing *changing)
{
    size_t count = 0;
    enum outcome outcome = renew_organisations(changing, &count);
    if (outcome != OK)
        return refuse(outcome, "nothing was changed: try again");
    (void)printf(
        "%zu organisations have another key. On every host, systemctl reload sanad: a job then wraps the keys of "
        "persons and files anew; what was under the one before opens all the while.\n",
        count);
    return OK;
}

static const struct rotation {
    const char *name;
    enum outcome (*run)(struct changing *changing);
} ROTATIONS[] = {{"master", rotate_master},
                 {"organisations", rotate_organisations},
                 {"search", rotate_search},
                 {"signature", rotate_signature},
                 {"web", rotate_web}};

static enum outcome rotate(struct changing *changing)
{
    for (size_t i = 0; i < sizeof ROTATIONS / sizeof *ROTATIONS; i++)
        if (text_is(changing->what, ROTATIONS[i].name))
            return ROTATIONS[i].run(changing);
    return rotate_master(changing);
}

/* ---- finishing ---- */

/* The newest block that a key before signed; 0 when there is none.  Every later one was signed by the one in force. */
static enum outcome last_of_before(struct changing *changing, int64_t *ret_number)
{
    struct application *application = &changing->application;
    *ret_number = 0;
    if (keyring_standing(application->keyring).signatures_open == 0)
        return OK;
    return audit_signed_before(application->db, application->keyring, ret_number);
}

static enum outcome wrap_again(struct changing *changing, size_t *ret_count)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct application *application = &changing->application;
    struct work work = work_of_system(application->db, application->keys, changing->line->arena);
    enum outcome outcome = db_transaction_begin(application->db, true, &transaction);
    if (outcome == OK)
        outcome = keys_wrap_again(&work, ret_count);
    if (outcome == OK)
        outcome = note(changing, "keys.finished");
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome finish(struct changing *changing)
{
    struct application *application = &changing->application;
    struct work work = work_of_system(application->db, application->keys, changing->line->arena);
    size_t count = 0;
    int64_t last = 0;
    bool due = false;
    enum outcome outcome = person_index_is_due(&work, &due);
    if (outcome == OK && !due)
        outcome = profile_index_is_due(&work, &due);
    if (outcome == OK)
        outcome = last_of_before(changing, &last);
    if (outcome == OK)
        outcome = wrap_again(changing, &count);
    if (outcome != OK)
        return refuse(outcome, "nothing was changed: try again");
    outcome = refused(keyring_finish(changing->directory, &changing->secret, !due, last));
    if (outcome != OK)
        return outcome;
    (void)printf("%zu keys of organisations were wrapped anew under the master key in force\n", count);
    if (due && search_read(application->keyring) > 0)
        (void)puts("The index is not made anew yet: sanad keys status; then sanad keys finish once more.");
    return OK;
}

/* ---- how it stands ---- */

static void say_before(const char *what, size_t count, const char *ended)
{
    (void)printf("%-14s %zu before the one in force%s\n", what, count, ended);
}

static enum outcome status(struct changing *changing)
{
    struct application *application = &changing->application;
    struct work work = work_of_system(application->db, application->keys, changing->line->arena);
    struct keyring_standing ring = keyring_standing(application->keyring);
    struct keys_standing keys;
    struct person_index_standing index;
    bool own = false;
    enum outcome outcome = keys_count(&work, &keys);
    if (outcome == OK)
        outcome = person_index_standing(&work, &index);
    if (outcome == OK)
        outcome = profile_index_is_due(&work, &own);
    if (outcome != OK)
        return refuse(outcome, "the database cannot be read");
    (void)printf("master key     %s\n", changing->secret.master != NULL ? "printed by key_command"
                                        : keyring_has_passphrase(changing->directory)
                                            ? "in a file, under a passphrase"
                                            : "in a file, without a passphrase");
    say_before("master", ring.masters - 1, "");
    say_before("organisations", (size_t)keys.before,
               keys.due > 0 ? ": data keys are being wrapped anew (see the jobs)" : "");
    say_before("search", ring.searches - 1,
               ring.searches_read == 0 ? ""
               : index.due || own      ? ": the index is being made anew"
                                       : ": sanad keys finish");
    say_before("signature", ring.signatures - 1, ring.signatures_open > 0 ? ": sanad keys finish" : "");
    say_before("web", ring.cookies - 1, "");
    (void)printf("index          %lld of %lld persons under form %lld\n", (long long)index.done, (long long)index.total,
                 (long long)index.form);
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
    if (changing->secret.master != NULL)
        return refuse(INVALID, "key_command prints the master key: no file holds it that could have a passphrase");
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
    bool reads; /* changes nothing */
} DEEDS[] = {{"rotate", rotate, false},
             {"finish", finish, false},
             {"passphrase", change_passphrase, false},
             {"status", status, true}};

/* What is in force: what key_command or passphrase_command prints, or, without one, what is typed. */
static enum outcome read_present(struct changing *changing)
{
    struct settings *settings = &changing->line->settings;
    struct arena *arena = changing->line->arena;
    if (!text_is_empty(settings->key_command))
        return installation_secret(arena, settings, &changing->master, &changing->secret);
    enum outcome outcome = OK;
    if (keyring_has_passphrase(changing->directory) && !text_is_empty(settings->passphrase_command))
        outcome = installation_passphrase(arena, settings, &settings->given_passphrase);
    else if (keyring_has_passphrase(changing->directory))
        outcome = passphrase_ask(arena, "Passphrase of the keyring as it is now", false, &settings->given_passphrase);
    changing->secret.passphrase = settings->given_passphrase;
    return outcome;
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
    outcome = installation_database(&changing->application, deed->reads);
    if (outcome == OK)
        outcome = deed->run(changing);
    installation_close(&changing->application);
    installation_forget(&changing->master, &changing->secret);
    return outcome;
}

static const struct deed *deed_named(const struct command_line *line)
{
    for (size_t i = 0; line->operand_count > 0 && i < sizeof DEEDS / sizeof *DEEDS; i++)
        if (text_is(text_from(line->operands[0]), DEEDS[i].name))
            return &DEEDS[i];
    return NULL;
}

/* Only a rotation says which key. */
static bool is_said_well(const struct changing *changing, const struct deed *deed)
{
    bool known = text_is_empty(changing->what);
    for (size_t i = 0; i < sizeof ROTATIONS / sizeof *ROTATIONS; i++)
        known = known || text_is(changing->what, ROTATIONS[i].name);
    return known && (deed->run == rotate || text_is_empty(changing->what)) && changing->line->operand_count <= 2;
}

static int run(struct command_line *line)
{
    struct changing changing = {.line = line,
                                .what = line->operand_count > 1 ? text_from(line->operands[1]) : TEXT_NONE};
    const struct deed *deed = deed_named(line);
    random_start();
    if (deed == NULL || !is_said_well(&changing, deed)) {
        (void)fputs(
            "usage: sanad keys status | rotate [master|organisations|search|signature|web] | finish | passphrase "
            "(sanad keys --help)\n",
            stderr);
        return EXIT_WRONG_USE;
    }
    return run_deed(&changing, deed) == OK ? EXIT_DONE : EXIT_REFUSED;
}

static const struct option OPTIONS[] = {
    {"--passphrase-file", "FILE", "the new passphrase, its first line, instead of asking twice on the terminal"},
    {"--no-passphrase", NULL, "the keyring shall have none any more"},
    {"--next-key-command", "COMMAND",
     "rotate master: prints the key to come, 64 hexadecimal digits, which no file holds"},
    {"--into-file", NULL, "rotate master, where key_command is set: the key to come is put in a file again"},
};
const struct command keys_command = {
    .name = "keys",
    .summary = "says how the keys stand, gives another one of a kind, or another passphrase",
    .operands = "status | rotate KIND | finish | passphrase",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
