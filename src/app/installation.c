#include "app/installation.h"

#include <stdio.h>
#include <string.h>

#include "app/features.h"
#include "app/profile.h"
#include "codec/hex.h"
#include "database/schema.h"
#include "system/file.h"
#include "system/process.h"
#include "system/random.h"
#include "web/router.h"

enum { MANIFEST_MOST = 64 * 1024, PASSPHRASE_SECONDS = 60 };

enum outcome installation_join(struct application *application)
{
    size_t grant_count;
    const struct grant_list *grants = features_grants(&grant_count);
    access_start(grants, grant_count);
    features_start(application->settings);
    application->routes = features_routes(&application->route_list_count);
    application->menu = features_menu(&application->menu_count);
    application->actions = features_actions(&application->action_list_count);
    application->hooks = features_hooks();
    return application_check(application);
}

/* --- assets ------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *logical;
    size_t offset;
} ASSETS[] = {
    {"app.css", offsetof(struct application, style)},
    {"app.rtl.css", offsetof(struct application, style_right_to_left)},
    {"app.js", offsetof(struct application, script)},
    {"icons.svg", offsetof(struct application, icons)},
    {"favicon.svg", offsetof(struct application, favicon)},
};

static struct text *asset_at(struct application *application, size_t i)
{
    return (struct text *)(void *)((char *)application + ASSETS[i].offset);
}

/* manifest.txt: "logical-name hashed-name" a line.  Without one the plain names are used: pages then have no style, but
   they work. */
static void read_manifest(struct arena *arena, const struct settings *settings, struct application *application)
{
    struct text rest;
    struct text line;
    struct text logical;
    char *path = arena_string(arena, arena_format(arena, "%.*s/manifest.txt", TEXT_ARG(settings->assets)));
    for (size_t i = 0; i < sizeof ASSETS / sizeof *ASSETS; i++)
        *asset_at(application, i) = text_from(ASSETS[i].logical);
    if (file_read(arena, path, MANIFEST_MOST, &rest) != OK) {
        (void)fprintf(stderr, "sanad: %s: not there: pages have no style (./dev build makes it)\n", path);
        rest = TEXT_NONE;
    }
    while (text_split(&rest, '\n', &line)) {
        if (!text_split(&line, ' ', &logical))
            continue;
        for (size_t i = 0; i < sizeof ASSETS / sizeof *ASSETS; i++)
            if (text_is(logical, ASSETS[i].logical))
                *asset_at(application, i) = line;
    }
    application->icons = arena_join(arena, TEXT("/assets/"), application->icons);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

static enum outcome printed_by(struct arena *arena, struct text command, const char *setting, struct text *ret_printed)
{
    const char *const arguments[] = {"/bin/sh", "-c", arena_string(arena, command), NULL};
    struct text printed;
    enum outcome outcome = process_output(arena, arguments, PASSPHRASE_SECONDS, &printed);
    if (outcome != OK) {
        (void)fprintf(stderr, "sanad: %s failed\n", setting);
        return outcome;
    }
    if (text_ends_with(printed, TEXT("\n")))
        printed.length--;
    *ret_printed = printed;
    return OK;
}

enum outcome installation_passphrase(struct arena *arena, const struct settings *settings, struct text *ret_passphrase)
{
    /* A copy: who takes it wipes it. */
    *ret_passphrase =
        text_is_empty(settings->given_passphrase) ? TEXT_NONE : arena_text(arena, settings->given_passphrase);
    if (text_is_empty(settings->passphrase_command) || !text_is_empty(settings->given_passphrase))
        return OK;
    return printed_by(arena, settings->passphrase_command, "passphrase_command", ret_passphrase);
}

static void wipe(struct text secret)
{
    if (secret.length > 0)
        explicit_bzero((char *)(uintptr_t)secret.at, secret.length);
}

enum outcome installation_key(struct arena *arena, struct text command, struct key *ret_master)
{
    struct text printed, bytes = TEXT_NONE;
    enum outcome outcome = printed_by(arena, command, "key_command", &printed);
    if (outcome != OK)
        return outcome;
    if (hex_decode(arena, text_trim(printed), &bytes) != OK || bytes.length != KEY_BYTES) {
        (void)fputs("sanad: key_command must print the master key as 64 hexadecimal digits, and nothing else\n",
                    stderr);
        outcome = INVALID;
    }
    if (outcome == OK)
        memcpy(ret_master->bytes, bytes.at, KEY_BYTES);
    wipe(printed);
    wipe(bytes);
    return outcome;
}

enum outcome installation_secret(struct arena *arena, const struct settings *settings, struct key *ret_master,
                                 struct keyring_secret *ret_secret)
{
    *ret_secret = (struct keyring_secret){TEXT_NONE, NULL};
    if (text_is_empty(settings->key_command))
        return installation_passphrase(arena, settings, &ret_secret->passphrase);
    ret_secret->master = ret_master;
    return installation_key(arena, settings->key_command, ret_master);
}

void installation_forget(struct key *master, const struct keyring_secret *secret)
{
    key_forget(master);
    wipe(secret->passphrase);
}

enum outcome installation_keyring(struct arena *arena, const struct settings *settings, struct keyring **ret)
{
    static const struct {
        enum outcome outcome;
        const char *why;
    } FAULTS[] = {{NOT_FOUND,
                   "there is no keyring here; sanad init makes one, for a mission that is there put back the "
                   "copy kept apart"},
                  {FORBIDDEN, "the passphrase, or the key that key_command prints, is wrong or missing"},
                  {FAILED, "its files are damaged"}};
    struct keyring_secret secret;
    struct key master = {0};
    char *path = arena_string(arena, settings->keys);
    enum outcome outcome = installation_secret(arena, settings, &master, &secret);
    if (outcome != OK)
        return outcome;
    outcome = keyring_open_with(path, &secret, ret);
    installation_forget(&master, &secret);
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++)
        if (FAULTS[i].outcome == outcome)
            (void)fprintf(stderr, "sanad: %s: %s\n", path, FAULTS[i].why);
    return outcome;
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

enum outcome installation_open(struct arena *arena, const struct settings *settings,
                               struct application *ret_application)
{
    struct application application = {.settings = settings, .zone = zone_find(settings->zone)};
    random_start();
    enum outcome outcome = installation_join(&application);
    if (outcome == OK)
        routes_start(&application, arena);
    if (outcome == OK)
        outcome = languages_load(arena_string(arena, settings->messages));
    if (outcome == OK)
        outcome = profile_load(arena, arena_string(arena, settings->profile));
    if (outcome == OK)
        read_manifest(arena, settings, &application);
    if (outcome == OK)
        outcome = installation_keyring(arena, settings, &application.keyring);
    if (outcome == OK)
        *ret_application = application;
    return outcome;
}

/* Why a database cannot be used by this program; NULL: it can. */
static const char *why_not(enum migrate_standing standing, bool unfinished)
{
    static const char *const WHY[] = {
        [STANDING_NONE] = "there is no mission here; sanad init makes one",
        [STANDING_OLDER] = "the database is older than this program; sanad upgrade brings it up to date",
        [STANDING_SAME] = NULL,
        [STANDING_STEP_AHEAD] = NULL,
        [STANDING_FAR_AHEAD] = "the database is more than one step newer than this program (sanad " SANAD_VERSION
                               "), which would write what the newer one does not understand; install here the version "
                               "that serves it",
    };
    if (unfinished && standing != STANDING_NONE)
        return "a mission is being copied to here; sanad copy goes on with it";
    return WHY[standing];
}

enum outcome installation_database(struct application *application, bool read_only)
{
    enum migrate_standing standing = STANDING_NONE;
    bool unfinished = false;
    const struct text address = application->settings->database;
    enum outcome outcome = db_open(address, true, &application->db); /* which makes no file */
    if (outcome == OK)
        outcome = migrate_standing(application->db, migrations, migration_count, &standing);
    if (outcome == OK)
        outcome = db_is_loading(application->db, &unfinished);
    if (outcome == OK && why_not(standing, unfinished) != NULL)
        outcome = NOT_FOUND;
    if (outcome == OK && !read_only) {
        application->db = db_close(application->db);
        outcome = db_open(address, false, &application->db);
    }
    if (outcome != OK) {
        const char *why = why_not(standing, unfinished);
        (void)fprintf(stderr, "sanad: %.*s: %s\n", TEXT_ARG(address), why == NULL ? "it cannot be opened" : why);
        application->db = db_close(application->db);
        return NOT_FOUND;
    }
    if (standing == STANDING_STEP_AHEAD)
        (void)fprintf(stderr, "sanad: the database is of the next version already: bring this host to it soon\n");
    wall_open_for_system(application->db); /* a command of the host; processes that serve open their own */
    application->writes = !read_only;
    application->keys = keys_open(application->keyring);
    return standing == STANDING_SAME ? profile_apply(application->db) : OK;
}

void installation_close(struct application *application)
{
    application->keys = keys_close(application->keys);
    application->db = db_close(application->db);
    application->keyring = keyring_close(application->keyring);
    languages_unload();
    routes_end();
}
