/* The settings of an installation: one table (settings.c) of name, kind, bounds, default and prose feeds the parser of
   sanad.conf, `sanad serve --help` and the manual. */
#ifndef SYSTEM_SETTINGS_H
#define SYSTEM_SETTINGS_H

#include "base/problem.h"

struct settings {
    struct text data;     /* the data directory */
    struct text keys;     /* the keyring directory */
    struct text database; /* "sqlite:PATH", relative to data */
    struct text profile;  /* the mission's profile directory */
    struct text mission_name;
    struct text zone;               /* "Africa/Casablanca" */
    struct text address;            /* public base address, "http://127.0.0.1:8080": origin check, links */
    struct text run;                /* directory of the sockets */
    struct text assets;             /* built CSS, fonts, scripts */
    struct text messages;           /* directory of the .mo files */
    struct text passphrase_command; /* prints the keyring's passphrase; empty: none */
    int64_t workers;                /* reading workers */
    int64_t slow_workers;
    int64_t request_seconds; /* deadline of a request */
    int64_t upload_bytes;    /* largest attachment */
    int64_t session_idle_minutes, session_hours;
    int64_t lockout_failures, lockout_minutes;
    bool require_second_factor;
    bool secure_cookies; /* off only on plain http at home */
    bool demonstration;  /* shows the banner and the demonstration accounts */
};

struct setting { /* one row of the table */
    const char *name, *standard, *help;
    int kind; /* enum setting_kind */
    size_t offset;
    int64_t smallest, largest;
};

/* Defaults, then the file ("name = value", # comments).  Problems name file, line and setting on stderr: INVALID. */
enum outcome settings_read(struct arena *arena, const char *data, const char *path, struct settings *ret) MUST_CHECK;
/* One setting by name, as from the command line. */
enum outcome settings_set(struct arena *arena, struct settings *settings, struct text name,
                          struct text value) MUST_CHECK;
const struct setting *settings_table(size_t *ret_count);
void settings_print(const struct settings *settings); /* the file form of what is in force */

#endif
