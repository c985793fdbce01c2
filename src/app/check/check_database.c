/* The database: reachable, closed to others, as old as the program. */
#include <sys/stat.h>

#include "app/check/check.h"
#include "app/check/check_store.h"
#include "database/migrate.h"

enum { NAMED_MOST = 8 };
static const int64_t LOG_MOST = INT64_C(256) << 20;

/* Of "sqlite:PATH"; empty for another engine. */
static struct text path_of(const struct check *check)
{
    const struct text scheme = TEXT("sqlite:");
    struct text address = check->settings->database;
    if (!text_starts_with(address, scheme))
        return TEXT_NONE;
    return check_text(check, "%.*s", TEXT_ARG(text_slice(address, scheme.length, address.length)));
}

void check_database_reachable(struct check *check)
{
    if (check->db == NULL)
        check_found(check,
                    &(struct found){CHECK_FAULT, TEXT("the database of the setting `database` cannot be opened"),
                                    TEXT("a new mission: sanad init; one that was there: is its disk mounted, is it "
                                         "another user's? docs/operations/disaster.md"),
                                    "nothing can be read or saved"});
}

void check_database_modes(struct check *check)
{
    struct stat file;
    struct text path = path_of(check);
    if (text_is_empty(path) || stat(path.at, &file) != 0 || (file.st_mode & 077) == 0)
        return;
    check_found(check, &(struct found){CHECK_FAULT,
                                       check_text(check, "%s is open to others (mode %04o)", path.at,
                                                  (unsigned)(file.st_mode & 07777)),
                                       check_text(check, "chmod 600 %s", path.at),
                                       "what is not sealed (sex, nationality, dates, states) can be read by others"});
}

void check_database_log(struct check *check)
{
    struct stat file;
    struct text path = check_text(check, "%.*s-wal", TEXT_ARG(path_of(check)));
    if (path.at[0] != '/' || stat(path.at, &file) != 0 || file.st_size < LOG_MOST)
        return;
    check_found(check,
                &(struct found){CHECK_WARNING,
                                check_text(check, "%s has grown to %lld MiB", path.at, (long long)(file.st_size >> 20)),
                                TEXT("end whatever has had the database open for hours (fuser names it), or restart "
                                     "sanad"),
                                "a reader that never ends keeps the log from being used again, and the disk fills"});
}

/* --- its schema --------------------------------------------------------------------------------------------------- */

static bool ran(const struct rows *rows, int64_t number)
{
    for (size_t row = 0; row < rows->count; row++)
        if (cell_integer(rows, row, 0) == number)
            return true;
    return false;
}

static bool is_known(int64_t number)
{
    for (size_t i = 0; i < migration_count; i++)
        if (migrations[i].number == number)
            return true;
    return false;
}

/* "0071_return_lists, 0080_backup and 3 more" */
static struct text pending(const struct check *check, const struct rows *rows, size_t *ret_count)
{
    struct text names = TEXT_NONE;
    size_t count = 0;
    for (size_t i = 0; i < migration_count; i++) {
        const struct migration *migration = &migrations[i];
        if (ran(rows, migration->number) ||
            (migration->engine != NULL && !text_is(text_from(migration->engine), check->db->back_end->name)))
            continue;
        if (count++ < NAMED_MOST)
            names = check_text(check, "%.*s%s%04d_%s", TEXT_ARG(names), count > 1 ? ", " : "", migration->number,
                               migration->name);
    }
    *ret_count = count;
    return count > NAMED_MOST ? check_text(check, "%.*s and %zu more", TEXT_ARG(names), count - NAMED_MOST) : names;
}

void check_database_schema(struct check *check)
{
    struct rows rows;
    size_t count = 0;
    enum migrate_standing standing = STANDING_NONE;
    if (check_read_migrations(check->db, check->arena, &rows) != OK) {
        check_found(check,
                    &(struct found){CHECK_FAULT, TEXT("the database holds no mission of this program"),
                                    TEXT("correct the setting database, or sanad init"), "sanad does not start"});
        return;
    }
    if (migrate_standing(check->db, migrations, migration_count, &standing) == OK && standing == STANDING_STEP_AHEAD) {
        check_found(check,
                    &(struct found){CHECK_WARNING, TEXT("the database is of the next version already"),
                                    TEXT("install the version of the other hosts here too: docs/operations/upgrade.md"),
                                    "backups that this host makes are not proven, and the version after it refuses"});
        return;
    }
    for (size_t row = 0; row < rows.count; row++)
        if (!is_known(cell_integer(&rows, row, 0))) {
            check_found(check, &(struct found){CHECK_FAULT,
                                               check_text(check,
                                                          "the database is newer than sanad " SANAD_VERSION
                                                          ": migration %04lld ran here",
                                                          (long long)cell_integer(&rows, row, 0)),
                                               TEXT("install the version that served it last, or a newer one"),
                                               "an older program would write what the newer one does not understand"});
            return;
        }
    struct text names = pending(check, &rows, &count);
    if (count > 0)
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check,
                                                      "the database is older than sanad " SANAD_VERSION
                                                      ": these migrations wait: %.*s",
                                                      TEXT_ARG(names)),
                                           TEXT("docs/operations/upgrade.md"), "sanad does not serve it as it is"});
}

/* Not what `database_owner` says, but what the server does: a superuser is bound by nothing either. */
void check_database_roles(struct check *check)
{
    bool bound = true;
    if (check_read_bound(check->db, &bound) == OK && !bound)
        check_found(check,
                    &(struct found){CHECK_WARNING,
                                    TEXT("the role of the setting `database` owns the tables, or is a superuser"),
                                    TEXT("two roles: docs/operations/scaling.md"),
                                    "history, the audit log and rows of other offices are protected by the "
                                    "program alone"});
}
