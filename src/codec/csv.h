/* Comma-separated values (RFC 4180), as spreadsheets write and read them. */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "base/buffer.h"
#include "base/problem.h"

enum { CSV_COLUMNS_MOST = 512, CSV_CELL_MOST = 1 << 20 };

struct csv_reader {
    struct text rest; /* borrowed: the whole file in memory, read row by row */
    char separator;
    size_t line;       /* on which the next row begins, from 1 */
    const char *fault; /* N_(), after INVALID; it stands on fault_line */
    size_t fault_line;
};

struct csv_row {
    const struct text *cells;
    size_t count;
    size_t line; /* on which the row begins, from 1 */
};

/* `separator` ',', ';' or '\t'; 0 looks which of them the first line holds most (outside quotes; ',' when none).
   A byte order mark and a first line "sep=;" are skipped. */
struct csv_reader csv_open(struct text text, char separator);
/* The next row that is not blank.  Cells are slices of the file or, where quotes had to be taken out, copies in the
   arena; a caller who keeps nothing resets the arena before each row.
   NOT_FOUND: no more rows.  INVALID: broken quoting, invalid UTF-8, NUL, a lone CR, or past the limits; reader->fault
   says which, and the reader stands still. */
enum outcome csv_next(struct csv_reader *reader, struct arena *arena, struct csv_row *ret_row) MUST_CHECK;

struct csv_writer {
    struct buffer *buffer; /* borrowed; may be emptied between rows */
    char separator;
    size_t column;     /* cells written in this row */
    bool single_empty; /* the row so far is one empty cell */
};

struct csv_writer csv_writer_open(struct buffer *buffer, char separator);
/* For Excel, which otherwise does not take the file for UTF-8: call it first. */
void csv_byte_order_mark(struct csv_writer *writer);
/* A cell.  A text that a spreadsheet would run as a formula (= + - @ tab CR at its start) gets an apostrophe before. */
void csv_text(struct csv_writer *writer, struct text text);
void csv_integer(struct csv_writer *writer, int64_t number);
void csv_decimal(struct csv_writer *writer, int64_t scaled, int decimals); /* 12550 with 2 decimals: 125.50 */
void csv_row_end(struct csv_writer *writer);                               /* CRLF */

#endif
