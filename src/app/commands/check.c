/* sanad check: what usually goes wrong with an installation. */
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/check/check.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "app/nginx.h"
#include "system/file.h"
#include "system/random.h"

enum { PRINTED_MOST = 4 << 20 };
#define NGINX_OF_HOST "/etc/sanad/nginx.conf"

static bool keyring_opens(struct check *check)
{
    struct keyring *keyring = NULL;
    random_start();
    if (installation_keyring(check->arena, check->settings, &keyring) != OK)
        return false;
    check->keyring = keyring_standing(keyring);
    (void)keyring_close(keyring);
    return true;
}

/* Root would leave files beside the database that its owner cannot open. */
static bool is_owner(const struct command_line *line)
{
    struct stat data;
    const struct passwd *owner = NULL;
    if (geteuid() != 0 || stat(arena_string(line->arena, line->settings.data), &data) != 0 || data.st_uid == 0)
        return true;
    owner = getpwuid(data.st_uid);
    (void)fprintf(stderr, "sanad check: as the owner of the data, please: runuser -u %s -- sanad check …\n",
                  owner == NULL ? "OWNER" : owner->pw_name);
    return false;
}

/* The configuration to compare, and what it should be. */
static enum outcome read_nginx(const struct command_line *line, struct buffer *printed, struct check *check)
{
    struct text given = command_value(line, "--nginx");
    struct application application = {.settings = &line->settings};
    if (check->settings == NULL || (text_is_empty(given) && !file_exists(NGINX_OF_HOST)))
        return OK;
    if (text_is_empty(given) && !text_is(line->settings.data, DATA_OF_HOST))
        return OK;
    enum outcome outcome = installation_join(&application);
    if (outcome == OK)
        outcome = nginx_write(printed, &application, NGINX_PUBLIC);
    check->nginx_path = text_is_empty(given) ? NGINX_OF_HOST : arena_string(line->arena, given);
    check->nginx_wanted = buffer_text(printed);
    return outcome;
}

static int print(const struct check *check, bool json)
{
    AUTO_BUFFER struct buffer out = buffer_open(PRINTED_MOST);
    if (!json)
        check_print(check, &out);
    if ((json && check_print_json(check, &out) != OK) || out.full ||
        fwrite(out.bytes, 1, out.length, stdout) != out.length)
        return EXIT_REFUSED;
    return check->count[CHECK_FAULT] == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static int look(const struct command_line *line, bool json)
{
    AUTO_BUFFER struct buffer printed = buffer_open(PRINTED_MOST);
    AUTO_DB struct db *db = NULL;
    const struct settings *settings = line->settings_faulty ? NULL : &line->settings;
    struct text file = arena_format(line->arena, "%.*s/sanad.conf", TEXT_ARG(line->settings.data));
    struct check check = {.arena = line->arena,
                          .settings = settings,
                          .settings_file = line->settings_file == NULL ? file.at : line->settings_file,
                          .host = check_host_here(settings),
                          .keyring_opens = keyring_opens};
    if (read_nginx(line, &printed, &check) != OK)
        return EXIT_REFUSED;
    if (settings != NULL && db_open(settings->database, true, &db) == OK) {
        wall_open_for_system(db);
        check.db = db;
    }
    if (check_run(&check, command_value(line, "--group")) != OK) {
        (void)fputs("sanad check: --group: there is no such group\n", stderr);
        return EXIT_WRONG_USE;
    }
    if (command_has(line, "--quiet"))
        return check.count[CHECK_FAULT] == 0 ? EXIT_DONE : EXIT_REFUSED;
    return print(&check, json);
}

static int run(struct command_line *line)
{
    struct text format = command_value(line, "--format");
    bool json = text_is(format, "json");
    if (!json && !text_is_empty(format) && !text_is(format, "text")) {
        (void)fputs("sanad check: --format: text or json\n", stderr);
        return EXIT_WRONG_USE;
    }
    return is_owner(line) ? look(line, json) : EXIT_WRONG_USE;
}

static const struct option OPTIONS[] = {
    {"--group", "NAME", "only settings, places, keys, host, database, mission, accounts or nginx"},
    {"--nginx", "FILE", "nginx's configuration, to be compared (" NGINX_OF_HOST ", if that is there)"},
    {"--format", "FORMAT", "text or json (text)"},
    {"--quiet", NULL, "say nothing; the exit status tells"},
};
const struct command check_command = {
    .name = "check",
    .summary =
        "looks at what usually goes wrong and says how to mend it; faults make the exit status 1, warnings do not",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .bears_faulty_settings = true,
    .run = run,
};
