#include "app/mission.h"
#include "app/profile_index.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "app/installation.h"
#include "app/keys_job.h"
#include "app/rights_store.h"
#include "audit/audit.h"
#include "database/migrate.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"

static enum outcome say(enum outcome outcome, const char *what, struct text name)
{
    (void)fprintf(stderr, "sanad: %.*s: %s\n", TEXT_ARG(name), what);
    return outcome;
}

/* Of "sqlite:PATH"; NULL for another engine. */
static char *database_path(struct arena *arena, const struct settings *settings)
{
    const struct text scheme = TEXT("sqlite:");
    if (!text_starts_with(settings->database, scheme))
        return NULL;
    return arena_string(arena, text_slice(settings->database, scheme.length, settings->database.length));
}

bool mission_exists(struct arena *arena, const struct settings *settings)
{
    AUTO_DB struct db *db = NULL;
    int32_t newest = 0;
    const char *path = database_path(arena, settings);
    if (path != NULL)
        return file_exists(path);
    return db_open(settings_database_owner(settings), true, &db) == OK && migrate_state(db, &newest) == OK &&
           newest > 0;
}

static enum outcome make_directories(const struct command_line *line)
{
    const struct settings *settings = &line->settings;
    struct text within = arena_join(line->arena, settings->data, TEXT("/"));
    if (text_starts_with(settings->keys, within) || text_equal(settings->keys, settings->data))
        return say(INVALID, "the keys must not lie within the data directory", settings->keys);
    if (directory_make(arena_string(line->arena, settings->data), 0700) != OK)
        return say(FAILED, "this directory cannot be made", settings->data);
    return OK;
}

static enum outcome make_keyring(const struct command_line *line)
{
    const struct settings *settings = &line->settings;
    struct keyring_secret secret = {settings->given_passphrase, NULL};
    struct key master = {0};
    enum outcome outcome = OK;
    if (!text_is_empty(settings->key_command))
        outcome = installation_secret(line->arena, settings, &master, &secret);
    if (outcome == OK)
        outcome = keyring_make_with(arena_string(line->arena, settings->keys), &secret);
    key_forget(&master);
    if (outcome == CONFLICT) /* of a mission that was not finished, or whose database is elsewhere */
        return OK;
    return outcome == OK ? OK : say(outcome, "no keyring can be made here", settings->keys);
}

static void remove_unfinished(struct arena *arena, const char *path)
{
    static const char *const ENDINGS[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        (void)unlink(arena_format(arena, "%s%s", path, ENDINGS[i]).at);
}

static enum outcome sync_directory(struct text path, struct arena *arena)
{
    size_t end = path.length;
    while (end > 1 && path.at[end - 1] != '/')
        end--;
    int directory = open(arena_string(arena, text_slice(path, 0, end)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return FAILED;
    int code = fsync(directory);
    return close(directory) == 0 && code == 0 ? OK : FAILED;
}

static enum outcome seal_log(struct db *db, const struct keyring *keyring)
{
    size_t blocks = 1;
    enum outcome outcome = OK;
    while (outcome == OK && blocks > 0)
        outcome = audit_seal(db, keyring, clock_now(), &blocks);
    return outcome;
}

struct making {
    struct application application;
    mission_filler *fill;
    void *context;
};

static enum outcome fill_database(struct making *making, struct db *db)
{
    making->application.keys = keys_open(making->application.keyring);
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct work work = work_of_system(db, making->application.keys, arena);
    enum outcome outcome = profile_index_fill(&work); /* of nothing yet: each save adds to it */
    if (outcome == OK)
        outcome = keys_index_fill(&work);
    if (outcome == OK)
        outcome = making->fill(making->context, db, making->application.keys);
    return outcome == OK ? seal_log(db, making->application.keyring) : outcome;
}

static enum outcome fill_file(struct making *making, const char *path, struct arena *arena)
{
    AUTO_DB struct db *db = NULL;
    enum outcome outcome = db_open(arena_format(arena, "sqlite:%s", path), false, &db);
    if (outcome == OK)
        outcome = migrate(db, migrations, migration_count);
    if (outcome == OK)
        outcome = db_bulk_begin(db);
    if (outcome == OK)
        outcome = fill_database(making, db);
    return outcome == OK ? db_bulk_end(db) : outcome;
}

/* Beside its place, and renamed when it is whole. */
static enum outcome make_file(const struct command_line *line, struct making *making)
{
    struct arena *arena = line->arena;
    const char *path = database_path(arena, &line->settings);
    const char *unfinished = arena_format(arena, "%s.making", path).at;
    remove_unfinished(arena, unfinished);
    enum outcome outcome = fill_file(making, unfinished, arena);
    if (outcome == OK && rename(unfinished, path) != 0)
        outcome = FAILED;
    if (outcome == OK)
        return sync_directory(text_from(path), arena);
    remove_unfinished(arena, unfinished);
    return outcome;
}

/* In one transaction. */
static enum outcome fill_server(struct making *making, struct db *db, struct text role)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin_queue(db, &transaction);
    if (outcome == OK)
        outcome = migrate(db, migrations, migration_count);
    if (outcome == OK)
        outcome = fill_database(making, db);
    if (outcome == OK)
        outcome = rights_give(db, role);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome make_on_server(const struct command_line *line, struct making *making)
{
    AUTO_DB struct db *db = NULL;
    const struct settings *settings = &line->settings;
    enum outcome outcome = db_open(settings_database_owner(settings), false, &db);
    if (outcome == OK)
        outcome = db_bulk_begin(db);
    if (outcome == OK)
        outcome = fill_server(making, db, rights_role(line->arena, settings));
    return outcome == OK ? db_bulk_end(db) : outcome;
}

static enum outcome make_database(const struct command_line *line, mission_filler *fill, void *context)
{
    struct making making = {.fill = fill, .context = context};
    enum outcome outcome = installation_open(line->arena, &line->settings, &making.application);
    if (outcome != OK)
        return outcome;
    outcome =
        database_path(line->arena, &line->settings) == NULL ? make_on_server(line, &making) : make_file(line, &making);
    installation_close(&making.application);
    return outcome;
}

enum outcome mission_make(const struct command_line *line, mission_filler *fill, void *context)
{
    random_start();
    if (mission_exists(line->arena, &line->settings))
        return say(CONFLICT, "there is a mission here already", line->settings.data);
    enum outcome outcome = make_directories(line);
    if (outcome == OK)
        outcome = make_keyring(line);
    return outcome == OK ? make_database(line, fill, context) : outcome;
}
