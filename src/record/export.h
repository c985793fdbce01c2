/* Rows as a table for a spreadsheet: columns from the descriptor, row by row in constant memory, in order of making. */
#ifndef RECORD_EXPORT_H
#define RECORD_EXPORT_H

#include "codec/sheet.h"
#include "record/list.h"

/* What a column takes from a row. */
enum export_part {
    EXPORT_NUMBER, /* of the head */
    EXPORT_PERSON, /* the name of whom the row is about, where the reader may know it; as the list shows it */
    EXPORT_STATE,
    EXPORT_STATE_NAME,
    EXPORT_VALUE, /* of a field: text, day, number, amount, code, id */
    EXPORT_NAME,  /* of a code or of the row a link leads to, in the language of the work */
    EXPORT_CURRENCY,
};
struct export_column {
    enum export_part part;
    const struct field *field; /* NULL: the head */
    struct text label, hxl;
};

struct export_options {
    const struct choice_list *states; /* names of the states; NULL: a record without a flow */
    bool hxl;                         /* a second row of HXL tags */
};

/* Head, then every field the actor may read on some row. */
size_t export_columns(struct work *work, const struct record *record, const struct export_options *options,
                      const struct export_column **ret_columns);

/* Takes the next bytes of a file; false: it could not, and the export ends as FAILED. */
typedef bool export_sink(void *context, struct text piece);

/* RFC 4180 in UTF-8 with a byte order mark; codes and dates as machines write them, names beside. */
enum outcome export_csv(struct work *work, const struct record *record, const struct list_query *query,
                        const struct export_options *options, export_sink *sink, void *context,
                        int64_t *ret_rows) MUST_CHECK;
/* A workbook in an open file, which need not have a name; `directory` holds the temporary files.  TOO_LARGE: more rows
   than a sheet holds. */
enum outcome export_xlsx(struct work *work, const struct record *record, const struct list_query *query,
                         const struct export_options *options, int descriptor, const char *directory,
                         int64_t *ret_rows) MUST_CHECK;

#endif
