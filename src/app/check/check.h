/* What usually goes wrong with an installation: found, why it matters, how to mend it.  The table of checks is in
   check.c, the checks in one file for each group; none changes anything. */
#ifndef APP_CHECK_CHECK_H
#define APP_CHECK_CHECK_H

#include "base/buffer.h"
#include "database/database.h"
#include "system/keyring.h"
#include "system/settings.h"
#include "system/zone.h"

enum check_grade { CHECK_FAULT, CHECK_WARNING };

struct finding {
    const char *check; /* "keys.modes" */
    enum check_grade grade;
    struct text what, mend;
    const char *why;
    const struct finding *next;
};

/* What the checks know of the host; tests put another one in its place. */
struct check_host {
    int64_t now;        /* an instant */
    int64_t memory;     /* bytes of the whole host */
    int64_t open_files; /* how many files a process may have open */
    const struct zone *zone;
    bool (*space)(const char *path, int64_t *ret_bytes, int64_t *ret_files); /* free for who is not root */
    int64_t (*device)(const char *path);                                     /* -1: there is no such path */
};
struct check_host check_host_here(const struct settings *settings);

struct check {
    struct arena *arena;
    const struct settings *settings; /* NULL: the settings cannot be used, and nothing that needs them is looked at */
    const char *settings_file;
    struct check_host host;
    struct db *db;                              /* read-only; NULL: it cannot be opened */
    const char *nginx_path;                     /* of the configuration in force; NULL: none to compare */
    struct text nginx_wanted;                   /* what the program prints */
    bool (*keyring_opens)(struct check *check); /* says on stderr why not; sets `keyring` */
    struct keyring_standing keyring;
    const char *name; /* of the check that runs */
    const struct finding *first;
    const struct finding **end;
    int64_t count[CHECK_WARNING + 1], done;
};

/* Runs the checks of a group, or all (empty).  NOT_FOUND: there is no such group. */
enum outcome check_run(struct check *check, struct text group) MUST_CHECK;
/* A page of text, or one JSON document. */
void check_print(const struct check *check, struct buffer *out);
enum outcome check_print_json(const struct check *check, struct buffer *out) MUST_CHECK;

/* --- for the checks ----------------------------------------------------------------------------------------------- */

struct found {
    enum check_grade grade;
    struct text what, mend;
    const char *why;
};
void check_found(struct check *check, const struct found *found);
struct text check_text(const struct check *check, const char *format, ...) PRINTF_LIKE(2, 3);
/* Can people beyond this host reach the pages? */
bool check_is_public(const struct check *check);
bool check_is_served(const struct check *check); /* a supervisor holds the run directory */

typedef void check_function(struct check *check);
check_function check_settings_usable, check_settings_file, check_settings_address, check_settings_cookies,
    check_settings_second_factor, check_settings_demonstration, check_settings_mail;
check_function check_places_data, check_places_run, check_places_sockets, check_places_assets, check_places_messages,
    check_places_profile;
check_function check_keys_place, check_keys_present, check_keys_modes, check_keys_device, check_keys_open,
    check_keys_passphrase;
check_function check_host_clock, check_host_zone, check_host_memory, check_host_files, check_host_locale,
    check_host_space, check_host_backup_space;
check_function check_database_reachable, check_database_modes, check_database_log, check_database_schema,
    check_database_roles, check_database_clock, check_database_audit, check_database_jobs, check_database_backup,
    check_accounts_administrator, check_accounts_second_factor, check_accounts_first_password;
check_function check_nginx_configuration;

#endif
