/* The host: clock, zones, memory, limits, room. */
#include <locale.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>

#include "app/check/check.h"
#include "system/clock.h"

enum { FILES_LEAST = 1024, INODES_LEAST = 1000, LONG_SECONDS = 366 * 86400, STEP_SECONDS = 7 * 86400 };
#define MEBIBYTE (INT64_C(1) << 20)
static const int64_t MEMORY_LEAST = 480 * MEBIBYTE, ROOM_LEAST = 64 * MEBIBYTE, ROOM_WANTED = 512 * MEBIBYTE;

/* --- what is read of it ------------------------------------------------------------------------------------------- */

static bool space_of(const char *path, int64_t *ret_bytes, int64_t *ret_files)
{
    struct statvfs space;
    if (statvfs(path, &space) != 0)
        return false;
    *ret_bytes = (int64_t)(space.f_bavail * space.f_frsize);
    *ret_files = space.f_files == 0 ? INT64_MAX : (int64_t)space.f_favail; /* some file systems count none */
    return true;
}

static int64_t device_of(const char *path)
{
    struct stat place;
    return stat(path, &place) == 0 ? (int64_t)place.st_dev : -1;
}

struct check_host check_host_here(const struct settings *settings)
{
    struct sysinfo memory = {0};
    struct rlimit files = {.rlim_cur = RLIM_INFINITY};
    (void)sysinfo(&memory);
    (void)getrlimit(RLIMIT_NOFILE, &files);
    return (struct check_host){
        .now = clock_now(),
        .memory = (int64_t)memory.totalram * memory.mem_unit,
        .open_files = files.rlim_cur == RLIM_INFINITY ? INT64_MAX : (int64_t)files.rlim_cur,
        .zone = settings == NULL ? NULL : zone_find(settings->zone),
        .space = space_of,
        .device = device_of,
    };
}

/* --- clock and zones ---------------------------------------------------------------------------------------------- */

void check_host_clock(struct check *check)
{
    static const struct calendar_day FIRST = {2025, 11, 1}, LAST = {2099, 12, 31};
    int64_t now = check->host.now;
    if (now < date_from_day(FIRST) * DAY_MICROSECONDS || now > date_from_day(LAST) * DAY_MICROSECONDS)
        check_found(check, &(struct found){
                               CHECK_FAULT,
                               check_text(check, "the clock says %.*s", TEXT_ARG(instant_to_text(check->arena, now))),
                               TEXT("timedatectl set-ntp true, or set it: date --set=…; and the battery"),
                               "second factors fail, deadlines and the audit log are wrong"});
}

/* What Morocco decided and older data do not know: the end of Ramadan's hour was set a week earlier in 2023. */
static const struct known_hour {
    struct calendar_day day;
    int32_t offset;
} KNOWN[] = {{{2023, 4, 25}, 3600}, {{2025, 3, 10}, 0}, {{2026, 3, 1}, 0}, {{2026, 4, 1}, 3600}};

static bool changes_within_a_year(const struct zone *zone, int64_t now)
{
    for (int64_t later = STEP_SECONDS; later < LONG_SECONDS; later += STEP_SECONDS)
        if (zone_offset(zone, now + later * MICROSECONDS) != zone_offset(zone, now))
            return true;
    return false;
}

void check_host_zone(struct check *check)
{
    const struct zone *zone = check->host.zone;
    struct text name = check->settings->zone;
    bool current = zone != NULL;
    if (!text_is(name, "Africa/Casablanca") && !text_is(name, "Africa/El_Aaiun"))
        return;
    for (size_t i = 0; current && i < sizeof KNOWN / sizeof *KNOWN; i++) {
        int64_t noon = date_from_day(KNOWN[i].day) * DAY_MICROSECONDS + DAY_MICROSECONDS / 2;
        current = zone_offset(zone, noon) == KNOWN[i].offset;
    }
    if (!current || !changes_within_a_year(zone, check->host.now))
        check_found(check,
                    &(struct found){CHECK_FAULT, TEXT("the data of time zones do not know Morocco's Ramadan hours"),
                                    TEXT("apt-get install --only-upgrade tzdata, then restart sanad"),
                                    "appointments and deadlines are an hour off for a month"});
}

/* --- memory and limits -------------------------------------------------------------------------------------------- */

void check_host_memory(struct check *check)
{
    if (check->host.memory < MEMORY_LEAST)
        check_found(check, &(struct found){CHECK_WARNING,
                                           check_text(check, "the host has %lld MiB of memory",
                                                      (long long)(check->host.memory / MEBIBYTE)),
                                           TEXT("512 MiB at least: docs/operations/sizing.md"),
                                           "a process that finds no memory is ended and its requests are lost"});
}

void check_host_files(struct check *check)
{
    if (check->host.open_files < FILES_LEAST)
        check_found(check, &(struct found){CHECK_WARNING,
                                           check_text(check, "a process may have %lld files open",
                                                      (long long)check->host.open_files),
                                           TEXT("ulimit -n 1024, or LimitNOFILE= of the unit"),
                                           "the writing worker holds a connection for each request that waits"});
}

void check_host_locale(struct check *check)
{
    if (!text_is(text_from(localeconv()->decimal_point), "."))
        check_found(check, &(struct found){CHECK_FAULT, TEXT("numbers are written by the locale of the host"),
                                           TEXT("LC_ALL=C.UTF-8"), "figures and files would depend on the host"});
}

/* --- room --------------------------------------------------------------------------------------------------------- */

static int64_t size_of(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 ? (int64_t)file.st_size : 0;
}

static void look_at_room(struct check *check, struct text path, int64_t wanted, const char *what)
{
    int64_t bytes;
    int64_t files;
    if (!check->host.space(path.at, &bytes, &files))
        return;
    bool least = bytes < ROOM_LEAST;
    if (bytes < wanted)
        check_found(check, &(struct found){least ? CHECK_FAULT : CHECK_WARNING,
                                           check_text(check, "%lld MiB are free for %s in %s, %lld MiB are wanted",
                                                      (long long)(bytes / MEBIBYTE), what, path.at,
                                                      (long long)(wanted / MEBIBYTE)),
                                           TEXT("delete what is not needed there, or give it a larger disk"),
                                           "a full disk refuses every save until there is room"});
    if (files < INODES_LEAST)
        check_found(check,
                    &(struct found){CHECK_WARNING,
                                    check_text(check, "%lld more files can be made in %s", (long long)files, path.at),
                                    TEXT("delete small files there that nobody needs"),
                                    "a disk without free inodes is full, whatever its free bytes"});
}

/* A fifth of what is there, so that a quiet week does not fill the disk. */
void check_host_space(struct check *check)
{
    struct text database = check->settings->database;
    struct text path = check_text(check, "%.*s", TEXT_ARG(check->settings->data));
    int64_t size = 0;
    if (text_starts_with(database, TEXT("sqlite:")))
        size = size_of(check_text(check, "%.*s", TEXT_ARG(text_slice(database, 7, database.length))).at);
    look_at_room(check, path, size / 5 > ROOM_WANTED ? size / 5 : ROOM_WANTED, "data");
}

/* Where the program has a directory for backups, there is room for one more. */
void check_host_backup_space(struct check *check)
{
    const struct setting *setting = settings_find(TEXT("backup_directory"));
    struct text database = check->settings->database;
    if (setting == NULL || !text_starts_with(database, TEXT("sqlite:")))
        return;
    int64_t size = size_of(check_text(check, "%.*s", TEXT_ARG(text_slice(database, 7, database.length))).at);
    struct text path = check_text(check, "%.*s", TEXT_ARG(settings_text(check->arena, check->settings, setting)));
    look_at_room(check, path, size > ROOM_LEAST ? size : ROOM_LEAST, "the next backup");
}
