/* A mission's own fields: described by its profile (fields.csv), checked, sealed and shown like the fixed ones.

   Columns of the file: record, name, kind (text, lines, choice, choices, date, integer, flag, money), fr, ar, en
   (labels), help_fr, help_ar, help_en, required (yes or empty), choices (another file of the profile), and, if there is
   a twelfth, filter: empty for none; "keyed", the value stands in the index of filters as a keyed hash, to be found by
   equality (text, choice, choices, flag); "plain", it stands there readable, for what is not personal (all but text and
   lines; dates and numbers are then found by range). */
#ifndef RECORD_CUSTOM_H
#define RECORD_CUSTOM_H

#include "record/record.h"

enum { CUSTOM_MOST = 60 };

/* Reads `directory`/fields.csv and adds its fields to these records.  OK when there is no such file.  FAILED, naming
   file and line on stderr, for anything it does not understand.  At start, before the first row is read. */
enum outcome custom_load(struct arena *arena, const char *directory, struct record *const *records,
                         size_t count) MUST_CHECK;

/* The same fields as text, as they are kept where administrators change them: fields.csv and the files of choices that
   it names.  A thirteenth column, state, is empty or "retired": the field is shown where a row holds it, and asked no
   more. */
struct custom_file {
    struct text name, content;
};
struct custom_text {
    struct text fields;
    const struct custom_file *files;
    size_t file_count;
    const char *mark; /* tells labels of one version from those of another; NULL: nothing is kept beyond a trial */
};
struct custom_fault {
    struct text file;
    size_t line;
    const char *what; /* N_() */
};
/* Adds these fields instead of those that were loaded before.  INVALID: nothing is changed, *ret_fault says why.  With
   `mark` NULL the records are only tried out on, as copies of the caller's. */
enum outcome custom_read(struct arena *arena, const struct custom_text *text, struct record *const *records,
                         size_t count, struct custom_fault *ret_fault) MUST_CHECK;
/* fields.csv as custom_load() read it; empty when there was none. */
struct text custom_loaded_text(void);
/* The records as they are without fields of the mission, for a trial. */
void custom_bare(const struct record *record, struct record *ret_record);

#endif
