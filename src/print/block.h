/* What a paper is made of: rows of cells, one below the other.  Of print/ only. */
#ifndef PRINT_BLOCK_H
#define PRINT_BLOCK_H

#include "print/paper.h"

enum block_kind {
    BLOCK_HEADING_1,
    BLOCK_HEADING_2,
    BLOCK_HEADING_3,
    BLOCK_TEXT,
    BLOCK_NOTE,
    BLOCK_ITEM,
    BLOCK_CHOICE,
    BLOCK_FACT,
    BLOCK_SIGNATURES,
    BLOCK_TABLE_HEAD,
    BLOCK_TABLE_ROW,
    BLOCK_PAGE_BREAK,
};

struct block {
    enum block_kind kind;
    const struct text *cells;
    const struct paper_column *columns; /* of a table */
    size_t cell_count;
    bool ticked;
    struct block *next;
};

struct paper {
    struct arena *arena;
    struct paper_options options;
    struct block *first, *last;
    const struct block *table; /* the head of the rows that follow */
    size_t text_bytes;
};

/* Lays the blocks out and writes the PDF; returns false when it cannot be made or written. */
bool paper_draw(const struct paper *paper, bool (*write)(void *context, const void *bytes, size_t size), void *context);

#endif
