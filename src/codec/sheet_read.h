/* A workbook (XLSX) read row by row.  What it may become in memory is bounded by what is named here, whatever its size;
   formulas are never computed: what the file holds as their value counts.  For use in a helper process. */
#ifndef CODEC_SHEET_READ_H
#define CODEC_SHEET_READ_H

#include "codec/given_row.h"

enum {
    SHEET_INFLATED_MOST = 1 << 29, /* bytes of all parts that are read, unpacked */
    SHEET_STRINGS_MOST = 96 << 20, /* bytes of the texts that cells share */
    SHEET_MERGES_MOST = 5000,
    SHEET_LINES_MOST = 1048576,
};

struct sheet_found {
    struct text name; /* of the sheet that was read */
    size_t sheets;    /* visible ones */
    size_t formulas;  /* cells whose value a formula gave */
    bool system_1904;
};

/* The rows of the first visible sheet, or of the one called `wanted`, that hold something.  INVALID: no workbook, or a
   damaged one; NOT_FOUND: no such sheet; TOO_LARGE: past a bound.  *ret_fault, a N_() message, says more about each. */
enum outcome sheet_read(struct arena *arena, struct text bytes, struct text wanted, given_taker *take, void *context,
                        struct sheet_found *ret_found, const char **ret_fault) MUST_CHECK;

#endif
