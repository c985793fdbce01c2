#include "system/settings.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "system/file.h"
#include "system/zone.h"

enum { FILE_MOST = 64 * 1024 };

#define ROW(kind_, member, standard_, smallest_, largest_, help_)                                      \
    {                                                                                                  \
#member, standard_, help_, NULL, kind_, offsetof(struct settings, member), smallest_, largest_ \
    }
/* A path that lies elsewhere on a host. */
#define PATH_ROW(member, standard_, host_, help_)                                               \
    {                                                                                           \
#member, standard_, help_, host_, SETTING_PATH, offsetof(struct settings, member), 0, 0 \
    }

static const struct setting table[] = {
    ROW(SETTING_TEXT, mission_name, "Sanad", 1, 120, "The name of the mission, at the head of every page."),
    ROW(SETTING_TEXT, mission_name_fr, "", 0, 120, "Its name on French pages, receipts and certificates, if another."),
    ROW(SETTING_TEXT, mission_name_ar, "", 0, 120, "Its name on Arabic ones, if another."),
    ROW(SETTING_TEXT, mission_name_en, "", 0, 120, "Its name on English ones, if another."),
    ROW(SETTING_ADDRESS, address, "http://127.0.0.1:8080", 0, 0,
        "The address under which people reach the pages, without a path; links carry it and forms must come from it."),
    ROW(SETTING_ZONE, zone, "Africa/Casablanca", 0, 0,
        "The time zone of the mission, by its name in the system's tzdata."),
    PATH_ROW(keys, "DATA.keys", "/etc/sanad/keys",
             "The directory of the keyring; keep it off the disk of the data and out of their backup."),
    ROW(SETTING_TEXT, passphrase_command, "", 0, 4096,
        "A command that prints the passphrase of the keyring; empty when the keyring has none."),
    ROW(SETTING_TEXT, key_command, "", 0, 4096,
        "A command that prints the master key, 64 hexadecimal digits; empty when it stands in a file of the keyring."),
    ROW(SETTING_DATABASE, database, "sqlite:DATA/sanad.db", 1, 0,
        "The database: sqlite: and the path of its file, or postgresql:// and what libpq reads behind it."),
    ROW(SETTING_DATABASE, database_owner, "", 0, 0,
        "The same PostgreSQL database as the role that owns its tables, for init, demo, upgrade and restore; empty if "
        "it "
        "is the same role."),
    PATH_ROW(run, "DATA/run", "/run/sanad", "The directory of the sockets between the web server and the workers."),
    ROW(SETTING_PATH, profile, "SHARE/profiles/morocco", 0, 0,
        "The directory of the mission's profile: code lists, offices, rules, letters."),
    ROW(SETTING_PATH, assets, "SHARE/assets", 0, 0, "The directory of the built styles, fonts and scripts."),
    ROW(SETTING_PATH, messages, "SHARE/messages", 0, 0, "The directory of the compiled translations."),
    ROW(SETTING_INTEGER, workers, "4", 1, 64,
        "How many processes answer requests that read; twice as many as processors, for they wait for the log now and "
        "then."),
    ROW(SETTING_TEXT, front, "", 0, 400,
        "Where several hosts serve: the addresses or networks of what stands before them, whose X-Forwarded-For says "
        "who "
        "asks; with spaces between."),
    ROW(SETTING_INTEGER, slow_workers, "2", 1, 16,
        "How many processes check passwords and take uploads; each may use 19 MiB more while it checks."),
    ROW(SETTING_INTEGER, job_workers, "2", 1, 8,
        "How many processes do what is done later: from two on, one of them is for what takes long (a backup), so that "
        "the rest does not wait for it."),
    ROW(SETTING_INTEGER, request_seconds, "10", 1, 300, "After how many seconds a request is given up."),
    ROW(SETTING_INTEGER, upload_bytes, "20971520", 65536, 1 << 30, "The largest attachment, in bytes."),
    ROW(SETTING_INTEGER, disk_reserve_bytes, "16777216", 0, INT64_MAX,
        "With less free than this on the disk of the data /health says that the disk is full, in bytes."),
    ROW(SETTING_INTEGER, session_idle_minutes, "30", 5, 1440,
        "After how many minutes without a request a person must sign in again."),
    ROW(SETTING_INTEGER, session_hours, "12", 1, 168, "After how many hours a person must sign in again in any case."),
    ROW(SETTING_INTEGER, lockout_failures, "10", 3, 100,
        "After how many failed attempts in a row an account waits before the next."),
    ROW(SETTING_INTEGER, lockout_minutes, "15", 1, 1440, "How many minutes it waits."),
    ROW(SETTING_TEXT, backup_recipient, "", 0, 64,
        "The public key that backups are sealed to, as sanad backup --make-key prints it; empty: none are made."),
    PATH_ROW(backup_directory, "DATA.backups", "/var/backups/sanad",
             "The directory of the backups; best on another disk, and copied to another place from there."),
    ROW(SETTING_INTEGER, backup_keep, "14", 1, 1000, "How many good backups are kept there."),
    ROW(SETTING_INTEGER, backup_hours, "36", 2, 1000,
        "How many hours old the last good backup may become before another is tried by day and an alarm is shown."),
    ROW(SETTING_TEXT, smtp_url, "", 0, 300,
        "The mail server that takes our mail: smtp://host:587 or smtps://host; empty: no mail is sent. Beyond this "
        "host "
        "only an encrypted connection is used."),
    ROW(SETTING_TEXT, smtp_user, "", 0, 200,
        "The user name there, if it asks for one; its password is the first line of smtp.password beside the keys."),
    ROW(SETTING_TEXT, smtp_from, "", 0, 254, "The address from which mail is sent; empty: none is."),
    ROW(SETTING_BOOLEAN, require_second_factor, "yes", 0, 0,
        "Whether every account must set up a second factor at its first sign-in."),
    ROW(SETTING_BOOLEAN, secure_cookies, "yes", 0, 0,
        "Whether cookies travel over https only; no is for plain http on one's own machine."),
    ROW(SETTING_BOOLEAN, demonstration, "no", 0, 0,
        "Whether pages show the banner and the accounts of the demonstration."),
};
enum { COUNT = sizeof table / sizeof *table };

const struct setting *settings_table(size_t *ret_count)
{
    *ret_count = COUNT;
    return table;
}

struct text settings_database_owner(const struct settings *settings)
{
    return text_is_empty(settings->database_owner) ? settings->database : settings->database_owner;
}

struct text settings_mission_name(const struct settings *settings, const char *tag)
{
    const struct {
        const char *tag;
        struct text name;
    } names[] = {
        {"fr", settings->mission_name_fr}, {"ar", settings->mission_name_ar}, {"en", settings->mission_name_en}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].tag, tag) == 0 && !text_is_empty(names[i].name))
            return names[i].name;
    return settings->mission_name;
}

const struct setting *settings_find(struct text name)
{
    for (size_t i = 0; i < COUNT; i++) {
        struct text known = text_from(table[i].name);
        bool same = known.length == name.length;
        for (size_t c = 0; same && c < name.length; c++)
            same = name.at[c] == known.at[c] || (name.at[c] == '-' && known.at[c] == '_');
        if (same)
            return &table[i];
    }
    return NULL;
}

static void *member_of(struct settings *settings, const struct setting *setting)
{
    return (char *)settings + setting->offset;
}

/* --- paths ------------------------------------------------------------------------------------------------------- */

static struct text current_directory(struct arena *arena)
{
    char *path = arena_bytes(arena, PATH_MAX);
    return text_from(getcwd(path, PATH_MAX) == NULL ? "/" : path);
}

static struct text path_absolute(struct arena *arena, struct text base, struct text path)
{
    if (text_starts_with(path, TEXT("/")))
        return arena_text(arena, path);
    return arena_format(arena, "%.*s/%.*s", TEXT_ARG(base), TEXT_ARG(path));
}

/* Without ".", ".." and doubled or last slashes, so that DATA.keys lies beside DATA however it was written. */
static struct text path_clean(struct arena *arena, struct text path)
{
    char *clean = arena_bytes(arena, path.length + 2);
    size_t length = 0;
    struct text part;
    while (text_split(&path, '/', &part)) {
        if (text_is(part, "..")) {
            while (length > 0 && clean[--length] != '/')
                continue;
        } else if (part.length > 0 && !text_is(part, ".")) {
            clean[length++] = '/';
            memcpy(clean + length, part.at, part.length);
            length += part.length;
        }
    }
    if (length == 0)
        clean[length++] = '/';
    clean[length] = '\0';
    return (struct text){clean, length};
}

/* The directory of this program, with its last slash; empty when the system does not tell. */
static struct text program_directory(struct arena *arena)
{
    char *program = arena_bytes(arena, PATH_MAX);
    ssize_t length = readlink("/proc/self/exe", program, PATH_MAX);
    struct text directory = {program, length < 0 ? 0 : (size_t)length};
    while (directory.length > 0 && directory.at[directory.length - 1] != '/')
        directory.length--;
    return directory;
}

const char *settings_data_standard(void)
{
    AUTO_ARENA struct arena *arena = arena_open(2 * PATH_MAX);
    return text_is(program_directory(arena), "/usr/bin/") ? DATA_OF_HOST : "var";
}

/* Where what was installed with this program lies. */
static struct text share_directory(struct arena *arena)
{
    struct text directory = program_directory(arena);
    if (text_ends_with(directory, TEXT("/bin/")))
        return arena_format(arena, "%.*sshare/sanad", TEXT_ARG(text_slice(directory, 0, directory.length - 4)));
    return directory.length == 0 ? TEXT("/usr/share/sanad") : text_slice(directory, 0, directory.length - 1);
}

/* The default with DATA or SHARE replaced. */
static struct text standard_of(struct arena *arena, const struct setting *setting, struct text data)
{
    bool of_host = setting->host_standard != NULL && text_is(data, DATA_OF_HOST);
    struct text standard = text_from(of_host ? setting->host_standard : setting->standard);
    bool of_data = text_find(standard, TEXT("DATA")) >= 0;
    struct text word = of_data ? TEXT("DATA") : TEXT("SHARE");
    ptrdiff_t at = text_find(standard, word);
    if ((setting->kind != SETTING_PATH && setting->kind != SETTING_DATABASE) || at < 0)
        return standard;
    struct text start = arena_join(arena, text_slice(standard, 0, (size_t)at), of_data ? data : share_directory(arena));
    return arena_join(arena, start, text_slice(standard, (size_t)at + word.length, standard.length));
}

/* --- values: each reader stores the value or says what is wrong with it ---------------------------------------------
 */

struct reading {
    struct arena *arena;
    const struct setting *setting;
    struct text value;
    struct text base; /* of relative paths */
    struct settings *settings;
};

static struct text take_text(const struct reading *reading, void *member)
{
    const struct setting *setting = reading->setting;
    int64_t length = (int64_t)text_code_points(reading->value);
    if (length < setting->smallest || length > setting->largest)
        return arena_format(reading->arena, "must have %lld to %lld characters", (long long)setting->smallest,
                            (long long)setting->largest);
    *(struct text *)member = arena_text(reading->arena, reading->value);
    return TEXT_NONE;
}

static struct text take_path(const struct reading *reading, void *member)
{
    if (text_is_empty(reading->value))
        return TEXT("must be a path");
    *(struct text *)member = path_absolute(reading->arena, reading->base, reading->value);
    return TEXT_NONE;
}

#define SERVER TEXT("postgresql://")

/* Before the hosts stands one @, and none behind them: one more is part of a password, and libpq would look for a host
   by the name of what follows it. */
static bool has_stray_at(struct text address)
{
    struct text rest = text_slice(address, SERVER.length, address.length);
    ptrdiff_t end = text_find_byte(rest, '?');
    rest = end < 0 ? rest : text_slice(rest, 0, (size_t)end);
    ptrdiff_t at = text_find_byte(rest, '@');
    ptrdiff_t slash = text_find_byte(rest, '/');
    if (at < 0)
        return false;
    return (slash >= 0 && slash < at) || text_find_byte(text_slice(rest, (size_t)at + 1, rest.length), '@') >= 0;
}

static struct text take_database(const struct reading *reading, void *member)
{
    const struct text engine = TEXT("sqlite:");
    struct text path = text_slice(reading->value, engine.length, reading->value.length);
    if (text_starts_with(reading->value, SERVER) && has_stray_at(reading->value))
        return TEXT(
            "has an @ or a / in the user's name or password: write @ as %40 there, / as %2F, : as %3A, ? as %3F, "
            "# as %23 and % as %25");
    if (text_starts_with(reading->value, SERVER) ||
        (text_is_empty(reading->value) && reading->setting->smallest == 0)) {
        *(struct text *)member = arena_text(reading->arena, reading->value);
        return TEXT_NONE;
    }
    if (!text_starts_with(reading->value, engine) || text_is_empty(path))
        return TEXT("must be sqlite: and a path, or postgresql://…");
    path = path_absolute(reading->arena, reading->settings->data, path);
    *(struct text *)member = arena_join(reading->arena, engine, path);
    return TEXT_NONE;
}

static struct text take_zone(const struct reading *reading, void *member)
{
    if (zone_find(reading->value) == NULL)
        return TEXT("is no time zone that the system's tzdata has");
    *(struct text *)member = arena_text(reading->arena, reading->value);
    return TEXT_NONE;
}

static bool is_of_host(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
}

static struct text take_address(const struct reading *reading, void *member)
{
    struct text value = reading->value;
    size_t start = text_starts_with(value, TEXT("https://"))  ? 8
                   : text_starts_with(value, TEXT("http://")) ? 7
                                                              : value.length;
    bool host = start < value.length;
    for (size_t i = start; i < value.length; i++)
        host = host && is_of_host(value.at[i]);
    if (!host)
        return TEXT("must be http:// or https:// and a host in small letters, without a path");
    *(struct text *)member = arena_text(reading->arena, value);
    return TEXT_NONE;
}

static struct text take_integer(const struct reading *reading, void *member)
{
    const struct setting *setting = reading->setting;
    int64_t number;
    if (text_to_integer(reading->value, setting->smallest, setting->largest, &number) != OK)
        return arena_format(reading->arena, "must be a whole number from %lld to %lld", (long long)setting->smallest,
                            (long long)setting->largest);
    *(int64_t *)member = number;
    return TEXT_NONE;
}

static struct text take_boolean(const struct reading *reading, void *member)
{
    if (!text_is(reading->value, "yes") && !text_is(reading->value, "no"))
        return TEXT("must be yes or no");
    *(bool *)member = text_is(reading->value, "yes");
    return TEXT_NONE;
}

static struct text (*const takers[])(const struct reading *reading, void *member) = {
    [SETTING_TEXT] = take_text,       [SETTING_PATH] = take_path,       [SETTING_DATABASE] = take_database,
    [SETTING_ZONE] = take_zone,       [SETTING_ADDRESS] = take_address, [SETTING_INTEGER] = take_integer,
    [SETTING_BOOLEAN] = take_boolean,
};

/* Empty, or what is wrong. */
static struct text setting_take(const struct reading *reading)
{
    if (!text_is_clean(reading->value, false))
        return TEXT("holds characters that are not text");
    return takers[reading->setting->kind](reading, member_of(reading->settings, reading->setting));
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

struct source {
    struct arena *arena;
    struct settings *settings;
    const char *path;
    int line;
    int set_at[COUNT]; /* the line that set it; 0 none */
    bool faulty;
};

static void complain(struct source *source, struct text name, struct text what)
{
    source->faulty = true;
    (void)fprintf(stderr, "%s:%d: %.*s%s%.*s\n", source->path, source->line, TEXT_ARG(name),
                  name.length > 0 ? ": " : "", TEXT_ARG(what));
}

static void take_line(struct source *source, struct text line)
{
    line = text_trim(line);
    if (text_is_empty(line) || line.at[0] == '#')
        return;
    ptrdiff_t equals = text_find_byte(line, '=');
    if (equals < 0 || !text_is_clean(text_slice(line, 0, (size_t)equals), false)) {
        complain(source, TEXT(""), TEXT("must be a name, = and a value, or a comment behind #"));
        return;
    }
    struct text name = text_trim(text_slice(line, 0, (size_t)equals));
    const struct setting *setting = settings_find(name);
    if (setting == NULL) {
        complain(source, name, TEXT("no such setting"));
        return;
    }
    int *set_at = &source->set_at[setting - table];
    if (*set_at > 0) {
        complain(source, name, arena_format(source->arena, "is set on line %d already", *set_at));
        return;
    }
    *set_at = source->line;
    struct reading reading = {source->arena, setting, text_trim(text_slice(line, (size_t)equals + 1, line.length)),
                              source->settings->data, source->settings};
    struct text wrong = setting_take(&reading);
    if (!text_is_empty(wrong))
        complain(source, name, wrong);
}

static enum outcome take_file(struct arena *arena, const char *path, bool must_exist, struct settings *settings)
{
    struct source source = {.arena = arena, .settings = settings, .path = path};
    struct text rest;
    struct text line;
    enum outcome outcome = file_read(arena, path, FILE_MOST, &rest);
    if (outcome == NOT_FOUND && !must_exist)
        return OK;
    if (outcome != OK) {
        (void)fprintf(stderr, "%s: %s\n", path,
                      outcome == NOT_FOUND   ? "is not there"
                      : outcome == TOO_LARGE ? "is too large for a file of settings"
                                             : "cannot be read");
        return outcome == TOO_LARGE ? INVALID : outcome;
    }
    if (text_starts_with(rest, TEXT("\xef\xbb\xbf"))) /* as some editors begin a file */
        rest = text_slice(rest, 3, rest.length);
    while (text_split(&rest, '\n', &line)) {
        source.line++;
        take_line(&source, line);
    }
    return source.faulty ? INVALID : OK;
}

static bool take_standards(struct arena *arena, struct settings *settings)
{
    bool whole = true;
    for (size_t i = 0; i < COUNT; i++) {
        struct reading reading = {arena, &table[i], standard_of(arena, &table[i], settings->data), settings->data,
                                  settings};
        struct text wrong = setting_take(&reading);
        whole = whole && text_is_empty(wrong);
        if (!text_is_empty(wrong))
            (void)fprintf(stderr, "sanad: %s: the default %s %.*s\n", table[i].name, table[i].standard,
                          TEXT_ARG(wrong));
    }
    return whole;
}

enum outcome settings_standards(struct arena *arena, const char *data, struct settings *ret)
{
    struct settings settings = {0};
    settings.data = path_clean(arena, path_absolute(arena, current_directory(arena), text_from(data)));
    if (!take_standards(arena, &settings))
        return INVALID;
    *ret = settings;
    return OK;
}

enum outcome settings_read(struct arena *arena, const char *data, const char *path, struct settings *ret)
{
    struct settings settings;
    if (settings_standards(arena, data, &settings) != OK)
        return INVALID;
    const char *file = path != NULL ? path : arena_format(arena, "%.*s/sanad.conf", TEXT_ARG(settings.data)).at;
    enum outcome outcome = take_file(arena, file, path != NULL, &settings);
    if (outcome == OK)
        *ret = settings;
    return outcome;
}

enum outcome settings_set(struct arena *arena, struct settings *settings, struct text name, struct text value)
{
    const struct setting *setting = settings_find(name);
    if (setting == NULL) {
        (void)fprintf(stderr, "sanad: %.*s: no such setting\n", TEXT_ARG(name));
        return NOT_FOUND;
    }
    struct reading reading = {arena, setting, text_trim(value), current_directory(arena), settings};
    struct text wrong = setting_take(&reading);
    if (text_is_empty(wrong))
        return OK;
    (void)fprintf(stderr, "sanad: %s: %.*s\n", setting->name, TEXT_ARG(wrong));
    return INVALID;
}

struct text settings_text(struct arena *arena, const struct settings *settings, const struct setting *setting)
{
    const void *member = (const char *)settings + setting->offset;
    if (setting->kind == SETTING_INTEGER)
        return arena_format(arena, "%lld", (long long)*(const int64_t *)member);
    if (setting->kind == SETTING_BOOLEAN)
        return text_from(*(const bool *)member ? "yes" : "no");
    return *(const struct text *)member;
}

void settings_print(const struct settings *settings)
{
    AUTO_ARENA struct arena *arena = arena_open(FILE_MOST);
    for (size_t i = 0; i < COUNT; i++)
        (void)printf("%s# %s\n%s = %.*s\n", i > 0 ? "\n" : "", table[i].help, table[i].name,
                     TEXT_ARG(settings_text(arena, settings, &table[i])));
}
