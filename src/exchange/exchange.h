/* Import of what missions already have, export of all that somebody may read: what app/ uses of them. */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "flow/flow.h"
#include "job/job.h"
#include "record/record.h"
#include "web/application.h"

/* A column that fills no field of the record: whose row it is, when consent was given.  Its text comes as the file has
   it, a day of IMPORT_DATE as "2022-03-31". */
enum import_extra_kind {
    IMPORT_TEXT,
    IMPORT_DATE,
    IMPORT_CODE,   /* of `choices`, by code or name */
    IMPORT_NUMBER, /* of a row, or the reference it was imported with */
};
struct import_extra {
    const char *name;  /* unique among the record's fields: "consent_on" */
    const char *label; /* N_() */
    const char *help;  /* N_() or NULL */
    enum import_extra_kind kind;
    bool required;
    const char *refers_to; /* of IMPORT_NUMBER: the kind whose rows it names */
    const struct choice_list *choices;
};
enum { IMPORT_EXTRAS_MOST = 16 };

/* A line on its way to be a row. */
struct import_line {
    void *row;                                 /* filled with what the columns hold */
    const void *before;                        /* the row that the line changes, by its number; NULL: it makes one */
    struct text extras[IMPORT_EXTRAS_MOST];    /* as the kind lists them; empty: the column is not there or is empty */
    struct identifier ids[IMPORT_EXTRAS_MOST]; /* of those that name a row; zeros: none was found */
    bool dry;                                  /* nothing is stored: it is only checked */
    struct text run;                           /* number of the import */
};

/* Something like the row that a line would make, already known. */
enum { IMPORT_ALIKE_MOST = 5 };
struct import_alike {
    struct text called; /* number or, beyond reach, the office to ask */
    bool same;          /* all that can be compared agrees */
};

/* What can be imported.  app/ hands the list over: the functions may use any feature. */
struct import_kind {
    const char *name;  /* "persons": addresses, the command */
    const char *label; /* N_(): "Persons" */
    const char *about; /* N_(): what a line of the file is */
    struct record *record;
    struct right *right; /* on the row that a line makes; NULL: the record's `create` */
    const struct import_extra *extras;
    size_t extra_count;
    const char *const *left_out; /* names of fields that no column fills, NULL-ended; NULL: none beyond the computed */
    /* Where the row belongs and what follows from the extras; adds problems beside the names of fields and extras. */
    enum outcome (*prepare)(struct work *work, struct import_line *line);
    /* All checks that storing it would make, without storing; NULL: record_check(). */
    enum outcome (*check)(struct work *work, struct import_line *line);
    /* Stores it in the caller's transaction; *ret_id is the row. */
    enum outcome (*make)(struct work *work, struct import_line *line, struct identifier *ret_id);
    /* Known rows like this one; NULL: none are looked for. */
    enum outcome (*alike)(struct work *work, const void *row, struct import_alike ret[IMPORT_ALIKE_MOST],
                          size_t *ret_count);
    /* A link that is typed in words ("GL-03"); NULL: links are not imported. */
    enum outcome (*link)(struct work *work, const struct field *field, struct text typed, struct identifier *ret_id);
    bool changes; /* a line that gives the number of a row changes it, as its form would */
    /* Takes a row that an import made away again, as it was in `version`; CONFLICT: it was changed since, or something
       hangs on it.  NULL: what
       was imported stays, and the page says so before it begins. */
    enum outcome (*unmake)(struct work *work, struct identifier id, int64_t version);
    const char *lasting; /* N_(): why it stays; with unmake NULL */
};

/* What the export of everything holds. */
struct export_part_list {
    const struct record *record;
    const struct flow *flow; /* names of its states; NULL: none */
    const char *base;        /* where its list is; NULL: it has no page */
};

void exchange_start(const struct settings *settings, const struct import_kind *const *kinds, size_t kind_count,
                    const struct export_part_list *parts, size_t part_count);

/* ---- the mission's own fields, as administrators change them ---- */

/* The records to which fields may be added; once, at start. */
void own_fields_start(struct record *const *records, size_t count);
/* Lists of the program to which a mission may add codes; once, at start. */
struct own_list {
    const char *label; /* N_() */
    struct choice_list *list;
};
void own_lists_start(const struct own_list *lists, size_t count);
/* The newest version takes the place of what the profile's files brought, in this process.  At its start, once its
   database is open; *ret_number: the version, 0 when none was made here.  INVALID: it does not read any more, and
   nothing was changed. */
enum outcome own_fields_apply(struct db *db, struct arena *arena, int64_t *ret_number) MUST_CHECK;
enum outcome own_version_number(struct db *db, struct arena *arena, int64_t *ret_number) MUST_CHECK;

extern struct right exchange_import, exchange_export, own_fields_right;
extern const struct grant exchange_grants[];
extern const size_t exchange_grant_count;
extern const struct route exchange_routes[];
extern const size_t exchange_route_count;
extern const struct menu_entry exchange_menu[];
extern const size_t exchange_menu_count;
extern const struct internal_action exchange_actions[];
extern const struct job_kind exchange_import_job, exchange_clean_up_job;

/* ---- for the commands ---- */

/* A file as it is taken in: `name` of the file, `sheet` and `encoding` as wanted or empty. */
struct import_order {
    const struct import_kind *kind;
    struct text file_name, bytes, sheet, encoding;
};
const struct import_kind *import_kind_named(struct text name); /* NULL */
/* Reads the file in a helper and puts its lines where they wait.  INVALID, with a problem beside "file". */
enum outcome import_take(struct work *work, const struct import_order *order, struct identifier *ret_run) MUST_CHECK;
/* The columns as they are remembered or guessed, changed by "heading=field" with, behind it, ":dmy", ":mdy" or
   ":refuse",
   ":comma" or ":point", ":year" or ":day" for what has to be said.  INVALID with a problem for each open question. */
struct import_wish {
    const struct text *changes;
    size_t count;
    bool only_good; /* the good lines alone; else all or none */
    bool alike;     /* lines like somebody known too */
};
enum outcome import_map(struct work *work, struct identifier run, const struct import_wish *wish) MUST_CHECK;
/* By its number, as it was typed: NOT_FOUND. */
enum outcome import_find(struct work *work, struct text number, struct identifier *ret_run) MUST_CHECK;
/* What the job does, here and now: `goal` is "check", "store" or "undo". */
enum outcome import_run_now(struct work *work, struct identifier run, const char *goal) MUST_CHECK;
/* Sums, then faults as "LINE<tab>COLUMN<tab>what", in the language of the work. */
struct import_sums {
    struct text number;
    const char *state;
    int64_t lines, good, renewed, bad, known, changed, alike, done, left_out;
};
enum outcome import_sums(struct work *work, struct identifier run, struct import_sums *ret_sums) MUST_CHECK;
enum outcome import_faults(struct work *work, struct identifier run, bool (*take)(void *context, struct text line),
                           void *context) MUST_CHECK;

/* Everything the actor may read as one ZIP archive in an open file: a CSV for each record and MANIFEST.csv with rows
   and SHA-256 of each. */
struct export_sums {
    size_t files;
    int64_t rows, bytes;
    struct text digest; /* SHA-256 of the archive, hexadecimal */
};
enum outcome export_everything(struct work *work, bool hxl, int file, struct export_sums *ret_sums) MUST_CHECK;

#endif
