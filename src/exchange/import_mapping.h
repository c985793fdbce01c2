/* What the columns of a file hold, what they are taken for, and what has to be asked.  Within exchange/. */
#ifndef EXCHANGE_IMPORT_MAPPING_H
#define EXCHANGE_IMPORT_MAPPING_H

#include "exchange/import_day.h"
#include "exchange/import_number.h"
#include "exchange/import_store.h"

/* What a column may be taken for. */
enum target_part { TARGET_FIELD, TARGET_CURRENCY, TARGET_EXTRA, TARGET_REFERENCE, TARGET_NUMBER };
#define IMPORT_ROW_NUMBER "row_number"
struct import_target {
    enum target_part part;
    struct text name; /* "birth", "amount.currency", "consent_on", "reference", "row_number" */
    struct text label;
    const char *help;          /* N_() or NULL */
    const struct field *field; /* of TARGET_FIELD and TARGET_CURRENCY */
    size_t extra;              /* of TARGET_EXTRA: its place in the kind's list */
    bool required, day;        /* day: an extra that is one */
};
/* Those that this actor may fill. */
const struct import_target *import_targets(struct work *work, const struct import_kind *kind, size_t *ret_count);
const struct import_target *import_target_named(const struct import_target *targets, size_t count, struct text name);

/* What was seen in a column while its lines came. */
enum { COLUMN_SAMPLES = 3, SAMPLE_MOST = 60 };
struct column_facts {
    struct text label;
    int64_t filled, days, day_first, month_first, either, short_years, first_of_year;
    int64_t commas, points, either_mark, merged, errors;
    struct text samples[COLUMN_SAMPLES];
    size_t sample_count;
};
struct file_facts {
    struct column_facts *columns;
    size_t column_count;
    struct text sheet, encoding; /* one of both is empty */
    int64_t sheets, formulas, title_lines;
    bool system_1904;
};
struct text facts_write(struct arena *arena, const struct file_facts *facts);
/* FAILED for what facts_write() did not write. */
enum outcome facts_read(struct arena *arena, struct text text, struct file_facts *ret_facts) MUST_CHECK;
/* Notes a cell in the facts of its column. */
void facts_note(struct arena *scratch, struct arena *keep, struct column_facts *facts, const struct given_cell *cell);

/* 1 January as a birthday: often only the year was known. */
enum first_of_year { JANUARY_OPEN, JANUARY_DAY, JANUARY_YEAR };
struct column_choice {
    struct text to; /* name of a target; empty: left aside */
    enum day_order order;
    enum decimal_mark mark;
    enum first_of_year january;
};
struct import_mapping {
    struct column_choice *columns;
    size_t count;
};
struct text mapping_write(struct arena *arena, const struct import_mapping *mapping);
enum outcome import_mapping_read(struct arena *arena, struct text text, struct import_mapping *ret_mapping) MUST_CHECK;
/* By the headings in three languages, and by what the columns hold. */
void import_mapping_guess(struct work *work, const struct import_kind *kind, const struct file_facts *facts,
                          struct import_mapping *ret_mapping);
/* Does a column have to be asked about? */
bool mapping_asks_order(const struct column_facts *facts, const struct import_target *target);
bool mapping_asks_mark(const struct column_facts *facts, const struct import_target *target);
bool mapping_asks_january(const struct column_facts *facts, const struct import_target *target);
/* Adds a problem for each question that is open, beside "to.3", "order.3" …; INVALID when there is any. */
enum outcome mapping_check(struct work *work, const struct import_kind *kind, const struct file_facts *facts,
                           const struct import_mapping *mapping) MUST_CHECK;

#endif
