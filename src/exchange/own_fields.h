/* The mission's own fields as text and as lines, from one version to the next.  Within exchange/. */
#ifndef EXCHANGE_OWN_FIELDS_H
#define EXCHANGE_OWN_FIELDS_H

#include "exchange/exchange.h"
#include "record/custom.h"

enum own_cell {
    OWN_RECORD,
    OWN_NAME,
    OWN_KIND,
    OWN_FR,
    OWN_AR,
    OWN_EN,
    OWN_HELP_FR,
    OWN_HELP_AR,
    OWN_HELP_EN,
    OWN_REQUIRED,
    OWN_CHOICES,
    OWN_FILTER,
    OWN_STATE,
    OWN_CELLS,
};
enum { OWN_LINES_MOST = 400, OWN_FILES_MOST = 100, OWN_TEXT_MOST = 1 << 20 };
struct own_line {
    struct text cells[OWN_CELLS];
};
/* A version: the lines of fields.csv and the lists of codes that it brings. */
struct own_fields {
    struct own_line lines[OWN_LINES_MOST];
    size_t count;
    struct custom_file files[OWN_FILES_MOST];
    size_t file_count;
};

/* A profile as one text: "== fields.csv ==", the file, "== kinds.csv ==", the file …  INVALID: adds a problem. */
enum outcome own_fields_read(struct work *work, struct text profile, struct own_fields *ret_fields) MUST_CHECK;
struct text own_fields_write(struct arena *arena, const struct own_fields *fields);
struct own_line *own_fields_find(struct own_fields *fields, struct text record, struct text name); /* NULL */
struct custom_file *own_fields_file(struct own_fields *fields, struct text name);                  /* NULL */
/* What must hold between two versions: nothing vanishes, no kind changes, no code goes; and the new one reads.  INVALID
   with problems. */
enum outcome own_fields_check(struct work *work, struct own_fields *before, struct own_fields *after) MUST_CHECK;

struct own_version {
    struct identifier id, made_by;
    int64_t number, made_at;
    struct text content;
};
/* The newest: number 0 and the profile's own text when none was made here. */
enum outcome own_version_newest(struct work *work, struct own_version *ret_version) MUST_CHECK;
/* Newest first, without their content. */
enum outcome own_version_list(struct work *work, size_t most, struct own_version **ret_versions,
                              size_t *ret_count) MUST_CHECK;
/* CONFLICT: somebody else made this number. */
enum outcome own_version_add(struct work *work, int64_t number, struct text content) MUST_CHECK;

struct record *const *own_records(size_t *ret_count);

/* ---- codes added to lists of the program: a file "list.NAME.csv" of the version for each ---- */

enum { OWN_LISTS_MOST = 20, CODE_MOST = 40 };
const struct own_list *own_lists(size_t *ret_count);
struct choice_list own_list_of_source(const struct own_list *list); /* without what the mission added */
struct text own_list_file(struct arena *arena, const struct own_list *list);
/* Adds a problem for each file of a list that cannot be taken. */
void own_lists_check(struct work *work, const struct own_fields *fields);
/* At the start of a process.  INVALID: a file does not read any more. */
enum outcome own_lists_apply(struct arena *arena, struct own_fields *fields) MUST_CHECK;

#endif
