#include "app/check/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "codec/json.h"

enum needs { NEEDS_NOTHING, NEEDS_SETTINGS, NEEDS_DATABASE };

static const struct row {
    const char *group, *name;
    check_function *run;
    enum needs needs;
} ROWS[] = {
    {"settings", "settings.usable", check_settings_usable, NEEDS_NOTHING},
    {"settings", "settings.file", check_settings_file, NEEDS_SETTINGS},
    {"settings", "settings.address", check_settings_address, NEEDS_SETTINGS},
    {"settings", "settings.cookies", check_settings_cookies, NEEDS_SETTINGS},
    {"settings", "settings.second_factor", check_settings_second_factor, NEEDS_SETTINGS},
    {"settings", "settings.demonstration", check_settings_demonstration, NEEDS_SETTINGS},
    {"settings", "settings.mail", check_settings_mail, NEEDS_SETTINGS},
    {"places", "places.data", check_places_data, NEEDS_SETTINGS},
    {"places", "places.run", check_places_run, NEEDS_SETTINGS},
    {"places", "places.sockets", check_places_sockets, NEEDS_SETTINGS},
    {"places", "places.assets", check_places_assets, NEEDS_SETTINGS},
    {"places", "places.messages", check_places_messages, NEEDS_SETTINGS},
    {"places", "places.profile", check_places_profile, NEEDS_SETTINGS},
    {"keys", "keys.place", check_keys_place, NEEDS_SETTINGS},
    {"keys", "keys.present", check_keys_present, NEEDS_SETTINGS},
    {"keys", "keys.modes", check_keys_modes, NEEDS_SETTINGS},
    {"keys", "keys.device", check_keys_device, NEEDS_SETTINGS},
    {"keys", "keys.open", check_keys_open, NEEDS_SETTINGS},
    {"keys", "keys.passphrase", check_keys_passphrase, NEEDS_SETTINGS},
    {"host", "host.clock", check_host_clock, NEEDS_NOTHING},
    {"host", "host.zone", check_host_zone, NEEDS_SETTINGS},
    {"host", "host.memory", check_host_memory, NEEDS_NOTHING},
    {"host", "host.files", check_host_files, NEEDS_NOTHING},
    {"host", "host.locale", check_host_locale, NEEDS_NOTHING},
    {"host", "host.space", check_host_space, NEEDS_SETTINGS},
    {"host", "host.backup_space", check_host_backup_space, NEEDS_SETTINGS},
    {"database", "database.reachable", check_database_reachable, NEEDS_SETTINGS},
    {"database", "database.modes", check_database_modes, NEEDS_SETTINGS},
    {"database", "database.log", check_database_log, NEEDS_SETTINGS},
    {"database", "database.schema", check_database_schema, NEEDS_DATABASE},
    {"database", "database.roles", check_database_roles, NEEDS_DATABASE},
    {"mission", "mission.clock", check_database_clock, NEEDS_DATABASE},
    {"mission", "mission.audit", check_database_audit, NEEDS_DATABASE},
    {"mission", "mission.jobs", check_database_jobs, NEEDS_DATABASE},
    {"mission", "mission.backup", check_database_backup, NEEDS_DATABASE},
    {"accounts", "accounts.administrator", check_accounts_administrator, NEEDS_DATABASE},
    {"accounts", "accounts.second_factor", check_accounts_second_factor, NEEDS_DATABASE},
    {"accounts", "accounts.first_password", check_accounts_first_password, NEEDS_DATABASE},
    {"nginx", "nginx.configuration", check_nginx_configuration, NEEDS_SETTINGS},
};
static const char *const GRADES[] = {[CHECK_FAULT] = "fault", [CHECK_WARNING] = "warning"};

void check_found(struct check *check, const struct found *found)
{
    struct finding *finding = arena_new(check->arena, struct finding);
    *finding = (struct finding){
        .check = check->name, .grade = found->grade, .what = found->what, .why = found->why, .mend = found->mend};
    if (check->end == NULL)
        check->end = &check->first;
    *check->end = finding;
    check->end = &finding->next;
    check->count[found->grade]++;
}

struct text check_text(const struct check *check, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct text text = arena_format_list(check->arena, format, list);
    va_end(list);
    return text;
}

/* "127.0.0.1", "localhost", "[::1]" */
static bool is_own(struct text host)
{
    bool number = text_starts_with(host, TEXT("127."));
    for (size_t i = 0; number && i < host.length; i++)
        number = host.at[i] == '.' || (host.at[i] >= '0' && host.at[i] <= '9');
    return number || text_is(host, "localhost") || text_is(host, "[::1]");
}

bool check_is_public(const struct check *check)
{
    struct text address = check->settings->address;
    ptrdiff_t scheme = text_find(address, TEXT("://"));
    struct text host = text_slice(address, scheme < 0 ? 0 : (size_t)scheme + 3, address.length);
    for (size_t i = host.length; i > 0 && host.at[i - 1] != ']'; i--)
        if (host.at[i - 1] == ':') {
            host.length = i - 1;
            break;
        }
    return !is_own(host);
}

bool check_is_served(const struct check *check)
{
    struct text path = check_text(check, "%.*s/sanad.pid", TEXT_ARG(check->settings->run));
    int file = open(path.at, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool held = flock(file, LOCK_SH | LOCK_NB) != 0;
    (void)close(file);
    return held;
}

static bool can_run(const struct check *check, const struct row *row)
{
    return row->needs == NEEDS_NOTHING ||
           (check->settings != NULL && (row->needs == NEEDS_SETTINGS || check->db != NULL));
}

enum outcome check_run(struct check *check, struct text group)
{
    bool known = false;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (!text_is_empty(group) && !text_is(group, ROWS[i].group))
            continue;
        known = true;
        if (!can_run(check, &ROWS[i]))
            continue;
        check->name = ROWS[i].name;
        ROWS[i].run(check);
        check->done++;
    }
    return known ? OK : NOT_FOUND;
}

/* --- saying it ---------------------------------------------------------------------------------------------------- */

void check_print(const struct check *check, struct buffer *out)
{
    for (const struct finding *finding = check->first; finding != NULL; finding = finding->next)
        buffer_format(out, "%s: %s: %.*s\n    why:  %s\n    mend: %.*s\n", GRADES[finding->grade], finding->check,
                      TEXT_ARG(finding->what), finding->why, TEXT_ARG(finding->mend));
    buffer_format(out, "%lld checks: %lld faults, %lld warnings\n", (long long)check->done,
                  (long long)check->count[CHECK_FAULT], (long long)check->count[CHECK_WARNING]);
}

static void put_member(struct json_writer *writer, const char *name, struct text value)
{
    json_key(writer, text_from(name));
    json_put_text(writer, value);
}

static void put_count(struct json_writer *writer, const char *name, int64_t count)
{
    json_key(writer, text_from(name));
    json_put_integer(writer, count);
}

enum outcome check_print_json(const struct check *check, struct buffer *out)
{
    struct json_writer writer = json_writer_open(out);
    json_object_begin(&writer);
    put_count(&writer, "checks", check->done);
    put_count(&writer, "faults", check->count[CHECK_FAULT]);
    put_count(&writer, "warnings", check->count[CHECK_WARNING]);
    json_key(&writer, TEXT("findings"));
    json_array_begin(&writer);
    for (const struct finding *finding = check->first; finding != NULL; finding = finding->next) {
        json_object_begin(&writer);
        put_member(&writer, "check", text_from(finding->check));
        put_member(&writer, "grade", text_from(GRADES[finding->grade]));
        put_member(&writer, "what", finding->what);
        put_member(&writer, "why", text_from(finding->why));
        put_member(&writer, "mend", finding->mend);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
    return json_finish(&writer) ? OK : FAILED;
}
