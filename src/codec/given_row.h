/* A row of a table that somebody sent, whatever kind of file it came in; and its form as bytes, for the way from the
   helper that read the file and for where rows wait. */
#ifndef CODEC_GIVEN_ROW_H
#define CODEC_GIVEN_ROW_H

#include "base/buffer.h"
#include "base/problem.h"

enum { GIVEN_COLUMNS_MOST = 300, GIVEN_CELL_MOST = 32 << 10 };

enum cell_kind {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER,    /* as the file writes it: "44651", "1250.5" */
    CELL_DATE,      /* a day, "2022-03-31", or a moment, "2022-03-31T14:05" */
    CELL_FLAG,      /* "yes" or "no" */
    CELL_ERROR,     /* a formula failed: "#N/A" */
    CELL_NO_VALUE,  /* a formula whose value the file does not hold */
    CELL_MERGED,    /* joined with a cell before it, which holds the value of both */
    CELL_FALSE_DAY, /* 29 February 1900: a day that the spreadsheet invented */
    CELL_KIND_COUNT,
};

struct given_cell {
    enum cell_kind kind;
    struct text text;
};
struct given_row {
    size_t line; /* as the file counts, from 1 */
    const struct given_cell *cells;
    size_t count;
};
/* Takes the next row, which lives until it returns; false ends the reading. */
typedef bool given_taker(void *context, const struct given_row *row);

/* Adds the row's bytes: its length, then line, number of cells, each cell's kind, length and text. */
void given_row_write(struct buffer *buffer, const struct given_row *row);
/* Takes the next row off the front of *rest, its texts borrowed from there.  NOT_FOUND: too few bytes for a whole one
   (none, or more are to come); INVALID: no row of ours. */
enum outcome given_row_read(struct arena *arena, struct text *rest, struct given_row *ret_row) MUST_CHECK;

#endif
