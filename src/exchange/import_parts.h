/* Between the files of the import.  Within exchange/. */
#ifndef EXCHANGE_IMPORT_PARTS_H
#define EXCHANGE_IMPORT_PARTS_H

#include "codec/json.h"
#include "exchange/import_mapping.h"

const struct settings *exchange_settings(void);
const struct import_kind *const *exchange_kinds(size_t *ret_count);
const struct export_part_list *exchange_parts(size_t *ret_count);

/* May this actor import such rows into the own office? */
bool import_may(const struct work *work, const struct import_kind *kind);
/* A run that the actor may see: NOT_FOUND when it is another's beyond reach. */
enum outcome import_run(struct work *work, struct identifier id, struct import_run *ret_run) MUST_CHECK;
/* A keyed hash in the arena, REFERENCE_BYTES long. */
struct text import_keyed(struct work *work, const char *what, struct text value);
/* Through the writing worker; where this process writes, in a transaction of its own. */
enum outcome import_hand_over(struct work *work, const char *action, struct text arguments,
                              struct text *ret_answer) MUST_CHECK;
/* What "import.open" and "import.close" are told. */
enum outcome import_run_message(struct work *work, const struct import_run *run, struct buffer *buffer) MUST_CHECK;

/* ---- a line becomes a row ---- */

enum { FAULTS_OF_A_LINE = 24, FAULT_ARGUMENTS = 3 };
struct import_fault {
    int64_t column; /* -1: of the line */
    const char *message;
    struct text arguments[FAULT_ARGUMENTS];
};
struct line_faults {
    struct import_fault at[FAULTS_OF_A_LINE];
    size_t count;
};
struct plan_column {
    const struct import_target *target; /* NULL: left aside */
    struct column_choice choice;
    struct map codes; /* label_form() → code */
    size_t currency;  /* column of an amount's currency */
    bool has_currency;
};
/* A run's mapping, made ready for many lines. */
struct import_plan {
    const struct import_kind *kind;
    const struct import_target *targets;
    size_t target_count;
    struct plan_column *columns;
    size_t count;
    ptrdiff_t reference, number; /* columns; -1: none */
    struct identifier run;
    struct text run_number;
};
enum outcome plan_open(struct work *work, const struct import_run *run, struct import_plan *ret_plan) MUST_CHECK;
/* What identifies the line, and what it holds: keyed hashes. */
void plan_keys(struct work *work, const struct import_plan *plan, const struct given_row *row,
               struct text *ret_reference, struct text *ret_content);
/* Does the line change a row that is there, rather than make one? */
bool plan_changes(const struct import_plan *plan, const struct given_row *row);
/* Does a line that changes a row change anything?  With `faults`, says there what, from what and to what. */
bool plan_differs(struct work *work, const struct import_plan *plan, const struct import_line *line,
                  struct line_faults *faults);
/* Fills the line; what cannot be read goes into the faults.  Negative outcomes only. */
enum outcome plan_line(struct work *work, const struct import_plan *plan, const struct given_row *row, bool dry,
                       struct import_line *ret_line, struct line_faults *faults) MUST_CHECK;
/* All checks of a line that was filled, without storing it. */
enum outcome plan_check(struct work *work, const struct import_plan *plan, struct import_line *line,
                        struct line_faults *faults) MUST_CHECK;
/* The problems of the work as faults beside the columns that they are about. */
void faults_take(struct work *work, const struct import_plan *plan, struct line_faults *faults);
void fault_add(struct line_faults *faults, int64_t column, const char *message, struct text argument1,
               struct text argument2);
/* One row of a table for each fault: its line; column, message, arguments.  The marks 'b' and 'a' say what it is. */
void faults_write(struct arena *arena, struct buffer *buffer, size_t line, const struct line_faults *faults);
struct fault_line {
    size_t line;
    int64_t column;
    struct text sentence; /* in the language of the work */
};
/* The next one of a part's faults; NOT_FOUND: no more. */
enum outcome fault_next(struct work *work, struct text *rest, struct fault_line *ret_fault) MUST_CHECK;

/* Verdicts of the check, a letter for each line. */
enum {
    VERDICT_GOOD = 'g',
    VERDICT_BAD = 'b',
    VERDICT_KNOWN = 'k',
    VERDICT_CHANGED = 'c',
    VERDICT_ALIKE = 'a',
    VERDICT_RENEWED = 'u'
};

/* ---- what is done with a run ---- */

/* In a transaction: the run goes on to be checked, stored or undone, as a job unless `here`.  CONFLICT: not in this
   state. */
enum import_goal { GOAL_CHECK, GOAL_STORE, GOAL_UNDO };
enum outcome import_begin(struct work *work, struct import_run *run, enum import_goal goal, bool as_job) MUST_CHECK;
/* Some lines, for some milliseconds, in the caller's transaction; *ret_more: call again. */
enum outcome import_store_some(struct work *work, struct identifier id, bool *ret_more) MUST_CHECK;
enum outcome import_undo_some(struct work *work, struct identifier id, bool *ret_more) MUST_CHECK;
/* Checks the lines of a run, part by part; `progress` (may be NULL) is asked between parts. */
typedef enum outcome import_progress(void *context, int64_t done, int64_t total);
enum outcome import_check_all(struct work *work, struct identifier id, import_progress *progress,
                              void *context) MUST_CHECK;
/* The action "import.checked". */
enum outcome import_take_checked(struct work *work, const struct json_value *message) MUST_CHECK;

/* The action "export.audit". */
enum outcome export_audit_action(struct work *work, struct text arguments, struct text *ret_answer);

#endif
