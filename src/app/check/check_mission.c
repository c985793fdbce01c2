/* What the mission's own rows say: its log, its jobs, its backups, its accounts. */
#include "app/check/check.h"
#include "app/check/check_store.h"
#include "audit/audit.h"
#include "database/migrate.h"

enum { HOUR = 3600, FAILED_DAYS = 7, BACKUP_HOURS = 36, FIRST_PASSWORD_DAYS = 14, CLOCK_SECONDS = 300 };

static int64_t ago(const struct check *check, int64_t seconds) { return check->host.now - seconds * MICROSECONDS; }

static void unreadable(struct check *check)
{
    check_found(check,
                &(struct found){CHECK_FAULT, TEXT("its rows cannot be read"),
                                TEXT("sanad check --group database; docs/operations/disaster.md if that finds nothing"),
                                "what cannot be read cannot be looked at"});
}

void check_database_clock(struct check *check)
{
    int64_t newest;
    int64_t oldest_open;
    if (check_read_audit(check->db, &newest, &oldest_open) != OK)
        unreadable(check);
    else if (newest != INSTANT_NONE && newest > ago(check, -CLOCK_SECONDS))
        check_found(check,
                    &(struct found){CHECK_FAULT,
                                    check_text(check, "the newest row of the log is of %.*s, the clock is behind it",
                                               TEXT_ARG(instant_to_text(check->arena, newest))),
                                    TEXT("set the clock (timedatectl set-ntp true) before anybody goes on"),
                                    "new rows would stand before old ones, and codes of second factors fail"});
}

void check_database_audit(struct check *check)
{
    int64_t newest;
    int64_t oldest_open;
    if (check_read_audit(check->db, &newest, &oldest_open) != OK)
        unreadable(check);
    else if (oldest_open != INSTANT_NONE && oldest_open < ago(check, AUDIT_OPEN_SECONDS))
        check_found(
            check, &(struct found){CHECK_FAULT,
                                   check_text(check, "a row of %.*s stands outside the signed blocks of the log",
                                              TEXT_ARG(instant_to_text(check->arena, oldest_open))),
                                   TEXT("start sanad, whose writing worker seals; if it runs: journalctl -u sanad, and "
                                        "sanad audit verify"),
                                   "what is not sealed can be changed without trace"});
}

static void look_at_waiting(struct check *check)
{
    int64_t waiting;
    if (check_read_waiting_jobs(check->db, ago(check, HOUR), &waiting) != OK)
        unreadable(check);
    else if (waiting > 0)
        check_found(check, &(struct found){
                               CHECK_WARNING,
                               check_text(check, "%lld jobs have been due for more than an hour", (long long)waiting),
                               TEXT("start sanad; if it runs: journalctl -u sanad names why its jobs process ends"),
                               "mail, exports and nightly work wait"});
}

void check_database_jobs(struct check *check)
{
    struct rows rows;
    if (check_read_failed_jobs(check->db, check->arena, ago(check, FAILED_DAYS * 24 * HOUR), &rows) != OK) {
        unreadable(check);
        return;
    }
    for (size_t row = 0; row < rows.count; row++)
        check_found(check,
                    &(struct found){CHECK_WARNING,
                                    check_text(check, "%lld jobs %.*s failed within a week: %.*s",
                                               (long long)cell_integer(&rows, row, 2),
                                               TEXT_ARG(cell_text(&rows, row, 0)), TEXT_ARG(cell_text(&rows, row, 1))),
                                    TEXT("journalctl -u sanad tells of each; what was asked for must be asked again"),
                                    "what they were to do was not done"});
    look_at_waiting(check);
}

/* --- backups ------------------------------------------------------------------------------------------------------ */

static bool has_backups(struct check *check)
{
    struct rows rows;
    int64_t number = 0;
    for (size_t i = 0; i < migration_count; i++)
        if (text_is(text_from(migrations[i].name), "backup"))
            number = migrations[i].number;
    if (number == 0 || check_read_migrations(check->db, check->arena, &rows) != OK)
        return false;
    for (size_t row = 0; row < rows.count; row++)
        if (cell_integer(&rows, row, 0) == number)
            return true;
    return false;
}

static int64_t backup_hours(const struct check *check)
{
    const struct setting *setting = settings_find(TEXT("backup_hours"));
    const char *member = (const char *)check->settings;
    return setting == NULL ? BACKUP_HOURS : *(const int64_t *)(const void *)(member + setting->offset);
}

void check_database_backup(struct check *check)
{
    int64_t last = INSTANT_NONE;
    if (!has_backups(check))
        return;
    if (check_read_backup(check->db, &last) != OK)
        unreadable(check);
    else if (last == INSTANT_NONE)
        check_found(check, &(struct found){CHECK_WARNING, TEXT("there is no backup that was proven"),
                                           TEXT("docs/operations/backup.md"),
                                           "a disk that dies takes the whole mission with it"});
    else if (last < ago(check, backup_hours(check) * HOUR))
        check_found(check, &(struct found){
                               CHECK_FAULT,
                               check_text(check, "the last backup that was proven is of %.*s",
                                          TEXT_ARG(instant_to_text(check->arena, last))),
                               TEXT("the administrator's page of backups says what failed; make one now: sanad backup"),
                               "all that was saved since would be lost with the disk"});
}

/* --- accounts ----------------------------------------------------------------------------------------------------- */

void check_accounts_administrator(struct check *check)
{
    int64_t count;
    int32_t today = (int32_t)(check->host.now / DAY_MICROSECONDS);
    if (check_read_administrators(check->db, today, &count) != OK)
        unreadable(check);
    else if (count == 0)
        check_found(check, &(struct found){CHECK_FAULT, TEXT("no open account is an administrator's"),
                                           TEXT("sanad user add LOGIN --role administrator --office NAME"),
                                           "nobody can make accounts, give roles or close one that was stolen"});
}

/* Where everybody must have one, the program asks for it at the next sign-in. */
void check_accounts_second_factor(struct check *check)
{
    int64_t count;
    if (check->settings->require_second_factor || !check_is_public(check))
        return;
    if (check_read_without_second_factor(check->db, &count) != OK)
        unreadable(check);
    else if (count > 0)
        check_found(check,
                    &(struct found){
                        CHECK_WARNING, check_text(check, "%lld open accounts have no second factor", (long long)count),
                        TEXT("require_second_factor = yes; close accounts that nobody uses: sanad user close "
                             "LOGIN"),
                        "a password that was guessed or seen opens them"});
}

void check_accounts_first_password(struct check *check)
{
    int64_t count;
    if (check_read_first_passwords(check->db, ago(check, FIRST_PASSWORD_DAYS * 24 * HOUR), &count) != OK)
        unreadable(check);
    else if (count > 0)
        check_found(check, &(struct found){
                               CHECK_WARNING,
                               check_text(check,
                                          "%lld open accounts still have the first password they were given "
                                          "more than two weeks ago",
                                          (long long)count),
                               TEXT("sanad user close LOGIN, or a new one when the person comes: sanad user password "
                                    "LOGIN"),
                               "somebody else has known that password all the time"});
}
