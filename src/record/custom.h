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

#endif
