/* Within codec/: the parts of a workbook beside its rows. */
#ifndef CODEC_SHEET_PARTS_H
#define CODEC_SHEET_PARTS_H

#include "codec/sheet_read.h"
#include "codec/unpack.h"
#include "codec/xml_reader.h"

enum { SHEET_FORMATS_MOST = 65536, SHEETS_MOST = 1000 };

/* Texts one behind the other, and where each ends. */
struct shared_texts {
    struct buffer bytes, ends;
};
struct merged_range {
    int64_t first_row, last_row, first_column, last_column; /* rows from 1, columns from 0 */
};

struct workbook {
    struct arena *arena;
    struct archive_entry *entries;
    size_t entry_count;
    int64_t left; /* bytes that may still be unpacked */
    bool system_1904;
    struct text sheet_name, sheet_path;
    size_t visible;
    bool *date_formats; /* of each cell format */
    size_t format_count;
    struct shared_texts texts;
    struct merged_range *merges;
    size_t merge_count;
    bool too_many; /* past a bound that is not one of size */
};

const struct archive_entry *sheet_parts_part(const struct workbook *workbook, struct text name); /* NULL */
/* Unpacks a part into these events. */
enum outcome sheet_parts_parse(struct workbook *workbook, const struct archive_entry *part,
                               const struct xml_events *events, void *context) MUST_CHECK;
/* Everything but the rows; `wanted` as in sheet_read().  Buffers are closed by sheet_parts_close(), whatever comes. */
enum outcome sheet_parts_open(struct arena *arena, struct text bytes, struct text wanted, struct workbook *ret,
                              const char **ret_fault) MUST_CHECK;
void sheet_parts_close(struct workbook *workbook);
/* The i-th shared text; empty when there is none. */
struct text sheet_parts_text(const struct workbook *workbook, int64_t index);
/* "BC12": column 54, row 12.  False for anything else. */
bool cell_place(struct text reference, int64_t *ret_row, int64_t *ret_column);

#endif
