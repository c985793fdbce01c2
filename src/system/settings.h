/* The settings of an installation: one table (settings.c) of name, kind, bounds, default and prose feeds the parser of
   sanad.conf, `sanad serve --help` and the manual. */
#ifndef SYSTEM_SETTINGS_H
#define SYSTEM_SETTINGS_H

#include "base/problem.h"

struct settings {
    struct text data;                     /* the data directory; it and all paths below are absolute */
    struct text keys;                     /* the keyring directory */
    struct text database, database_owner; /* "sqlite:PATH" or "postgresql://…"; the second may be empty */
    struct text profile;                  /* the mission's profile directory */
    struct text mission_name;
    struct text mission_name_fr, mission_name_ar, mission_name_en; /* empty: mission_name */
    struct text zone;                                              /* "Africa/Casablanca" */
    struct text address;            /* public base address, "http://127.0.0.1:8080": origin check, links */
    struct text run;                /* directory of the sockets */
    struct text assets;             /* built CSS, fonts, scripts */
    struct text messages;           /* directory of the .mo files */
    struct text key_command;        /* prints the master key; empty: a file holds it */
    struct text passphrase_command; /* prints the keyring's passphrase; empty: none */
    struct text given_passphrase;   /* no setting: what a command was told, instead; only in memory */
    int64_t workers;                /* reading workers */
    int64_t slow_workers;
    int64_t job_workers;        /* jobs processes */
    struct text front;          /* addresses and networks, with spaces between */
    int64_t request_seconds;    /* deadline of a request */
    int64_t upload_bytes;       /* largest attachment */
    int64_t disk_reserve_bytes; /* with less room than this /health says that the disk is full */
    int64_t session_idle_minutes, session_hours;
    int64_t lockout_failures, lockout_minutes;
    struct text backup_recipient; /* 64 digits: the public key that backups are sealed to; empty: none is made */
    struct text backup_directory;
    int64_t backup_keep;                        /* good ones */
    int64_t backup_hours;                       /* how old the last good one may become */
    struct text smtp_url, smtp_user, smtp_from; /* the mail server; without url or sender no mail is sent */
    bool require_second_factor;
    bool secure_cookies; /* off only on plain http at home */
    bool demonstration;  /* shows the banner and the demonstration accounts */
};

enum setting_kind {
    SETTING_TEXT,
    SETTING_PATH,     /* relative to the data directory in the file, to the current one on the command line */
    SETTING_DATABASE, /* "sqlite:" and a path, relative to the data directory, or "postgresql://…" */
    SETTING_ZONE,
    SETTING_ADDRESS,
    SETTING_INTEGER, /* `smallest` to `largest` */
    SETTING_BOOLEAN, /* yes or no */
};

struct setting { /* one row of the table */
    /* `standard` may begin with DATA (the data directory) or SHARE (what is installed with the program: share/sanad
       beside its bin/, or the build directory). */
    const char *name, *standard, *help;
    const char *host_standard; /* instead of `standard` where DATA is DATA_OF_HOST; NULL: no other */
    int kind;                  /* enum setting_kind */
    size_t offset;
    int64_t smallest, largest; /* of a text: code points */
};

/* The data directory of a host that has Sanad as a package; its keys and sockets lie where such a host has them. */
#define DATA_OF_HOST "/var/lib/sanad"
/* The data directory of a command that is not told one: DATA_OF_HOST where the program is the host's, otherwise var. */
const char *settings_data_standard(void);

/* Defaults, then the file ("name = value", # comments on lines of their own).  `path` NULL: DATA/sanad.conf, if there
   is one; a file that was named must be there: NOT_FOUND.  Every problem is told on stderr with file, line and
   setting: INVALID. */
enum outcome settings_read(struct arena *arena, const char *data, const char *path, struct settings *ret) MUST_CHECK;
/* The defaults alone, for who must go on without the file. */
enum outcome settings_standards(struct arena *arena, const char *data, struct settings *ret) MUST_CHECK;
/* One setting by name, as from the command line; hyphens in the name are read as underscores.  NOT_FOUND when there is
   no such setting, INVALID when the value is refused; both are told on stderr. */
enum outcome settings_set(struct arena *arena, struct settings *settings, struct text name,
                          struct text value) MUST_CHECK;
/* The mission's name in the language of this tag ("ar"), or the name that holds for all. */
struct text settings_mission_name(const struct settings *settings, const char *tag);
const struct setting *settings_table(size_t *ret_count);
/* database_owner, or database where none is named. */
struct text settings_database_owner(const struct settings *settings);
/* The value in force of one setting, as the file has it. */
struct text settings_text(struct arena *arena, const struct settings *settings, const struct setting *setting);
const struct setting *settings_find(struct text name); /* as settings_set() finds it; NULL when there is none */
void settings_print(const struct settings *settings);  /* the file form of what is in force, on stdout */

#endif
