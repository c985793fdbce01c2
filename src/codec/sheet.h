/* An XLSX workbook with one sheet, written row by row in constant memory to a file. */
#ifndef CODEC_SHEET_H
#define CODEC_SHEET_H

#include "base/calendar.h"
#include "base/money.h"

enum { SHEET_ROWS_MOST = 1048576, SHEET_COLUMNS_MOST = 512, SHEET_TEXT_MOST = 32767 };

struct sheet;

/* Writes to `path` (made or replaced).  `title` is cut and cleaned to what a sheet's name may be; temporary files stand
   in the directory of `path`.  FAILED when the file cannot be written. */
enum outcome sheet_open(const char *path, struct text title, bool right_to_left, struct sheet **ret_sheet) MUST_CHECK;
/* The same into a file that is open already and need not have a name; temporary files stand in `directory`.  The
   descriptor stays the caller's. */
enum outcome sheet_open_descriptor(int descriptor, const char *directory, struct text title, bool right_to_left,
                                   struct sheet **ret_sheet) MUST_CHECK;
/* Ends the file.  TOO_LARGE: it had more than SHEET_ROWS_MOST rows or SHEET_COLUMNS_MOST columns and is cut;
   FAILED: it could not be written and is gone.  Frees the sheet whatever comes. */
enum outcome sheet_close(struct sheet *sheet) MUST_CHECK;
/* Gives up: frees the sheet and leaves no file.  Accepts NULL. */
void sheet_discard(struct sheet *sheet);

/* First row, bold and frozen, with a width for each column; call it first and once. */
void sheet_header(struct sheet *sheet, const struct text *titles, size_t count);
/* The next cell of the row.  Nothing is ever taken for a formula.  A text past SHEET_TEXT_MOST characters is cut and
   ends with "…"; invalid UTF-8 and characters that XML forbids become U+FFFD. */
void sheet_text(struct sheet *sheet, struct text text);
void sheet_integer(struct sheet *sheet, int64_t number); /* as text beyond 2^53, where a cell would round it */
void sheet_decimal(struct sheet *sheet, int64_t scaled, int decimals);
void sheet_date(struct sheet *sheet, int32_t date);        /* DATE_NONE: empty */
void sheet_local_time(struct sheet *sheet, int64_t local); /* an instant already moved to the wall clock */
void sheet_money(struct sheet *sheet, struct money money); /* shown with its currency; none: empty */
void sheet_empty(struct sheet *sheet);
void sheet_row_end(struct sheet *sheet);

#endif
