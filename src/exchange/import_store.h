/* Statements of imports.  Within exchange/. */
#ifndef EXCHANGE_IMPORT_STORE_H
#define EXCHANGE_IMPORT_STORE_H

#include "codec/given_row.h"
#include "exchange/exchange.h"

/* The life of a run; the names are stored. */
enum import_state {
    RUN_OPENING, /* its lines are still coming */
    RUN_READ,    /* waits for somebody to say what its columns are */
    RUN_CHECKING,
    RUN_CHECKED,
    RUN_STORING,
    RUN_STORED,
    RUN_UNDOING,
    RUN_UNDONE,
    RUN_DISCARDED,
    RUN_STATE_COUNT,
};
const char *import_run_state_name(enum import_state state);

enum { REFERENCE_BYTES = SEARCH_KEY_BYTES };

struct import_run {
    struct identifier id, organisation, office, created_by, job;
    struct text number;
    int64_t created_at, checked_at, finished_at, version; /* checked_at: when the check began */
    struct text kind;
    enum import_state state;
    struct text file_name, format; /* "csv", "xlsx" */
    struct text facts, mapping;    /* JSON; empty: none yet */
    struct text digest, signature; /* keyed, of the file and of its headings */
    int64_t parts, lines;
    int64_t good, renewed, bad, known, changed, alike; /* lines, as the check found them; renewed: they change a row */
    int64_t done, left_out;                            /* lines, as they were stored */
    bool whole;                                        /* all lines or none */
    bool with_alike;                                   /* lines like somebody known are stored too */
    int64_t next_part, next_line;                      /* where checking, storing or undoing goes on */
};

enum outcome import_run_add(struct work *work, const struct import_run *run) MUST_CHECK;
/* Without rights; NOT_FOUND. */
enum outcome import_run_read(struct work *work, struct identifier id, struct import_run *ret_run) MUST_CHECK;
enum outcome import_run_by_number(struct work *work, struct text number, struct identifier *ret_id) MUST_CHECK;
/* Newest first, of the actor's organisation, without facts and mapping. */
enum outcome import_run_list(struct work *work, struct identifier before, size_t most, struct import_run **ret_runs,
                             size_t *ret_count) MUST_CHECK;
/* Stores what may change of a run, raising its version; CONFLICT: somebody else did meanwhile. */
enum outcome import_run_save(struct work *work, struct import_run *run) MUST_CHECK;
/* The newest other run of this organisation that stored the same file: NOT_FOUND. */
enum outcome import_run_of_file(struct work *work, struct text digest, struct identifier except,
                                struct import_run *ret_run) MUST_CHECK;
/* Runs made before an instant that still hold lines; at most `most`. */
enum outcome import_run_old(struct work *work, int64_t before, size_t most, struct import_run **ret_runs,
                            size_t *ret_count) MUST_CHECK;

/* A part of a run's lines; content and faults sealed. */
struct import_part {
    int64_t part, lines;
    struct text content, verdicts, faults;
};
enum outcome import_part_add(struct work *work, const struct import_run *run,
                             const struct import_part *part) MUST_CHECK;
enum outcome import_part_read(struct work *work, const struct import_run *run, int64_t part,
                              struct import_part *ret_part) MUST_CHECK;
/* The same without what the lines hold. */
enum outcome import_part_read_faults(struct work *work, const struct import_run *run, int64_t part,
                                     struct import_part *ret_part) MUST_CHECK;
enum outcome import_part_check(struct work *work, const struct import_run *run,
                               const struct import_part *part) MUST_CHECK;
/* What the lines held is gone; verdicts and faults stay. */
enum outcome import_part_empty(struct work *work, const struct import_run *run, int64_t part) MUST_CHECK;
enum outcome import_parts_remove(struct work *work, const struct import_run *run) MUST_CHECK;

/* Which row came of which line. */
struct import_origin {
    struct text kind, reference, content; /* keyed hashes */
    struct identifier run, subject;
    int64_t line, kept; /* the version that the import left */
    int64_t was;        /* the version that it changed; 0: it made the row */
};
/* CONFLICT: another line had this reference. */
enum outcome import_origin_add(struct work *work, const struct import_run *run,
                               const struct import_origin *origin) MUST_CHECK;
enum outcome import_origin_find(struct work *work, struct identifier organisation, struct text kind,
                                struct text reference, struct import_origin *ret_origin) MUST_CHECK; /* NOT_FOUND */
/* Of a run, the last lines first, those before `line`. */
enum outcome import_origin_last(struct work *work, struct identifier run, int64_t line, size_t most,
                                struct import_origin **ret_origins, size_t *ret_count) MUST_CHECK;
enum outcome import_origin_remove(struct work *work, const struct import_run *run,
                                  const struct import_origin *origin) MUST_CHECK;

enum outcome mapping_keep(struct work *work, const struct import_run *run) MUST_CHECK;
/* NOT_FOUND: nothing is remembered for these headings. */
enum outcome import_mapping_find(struct work *work, const struct import_run *run, struct text *ret_mapping) MUST_CHECK;

#endif
