/* A printed document: PDF on A4, in any script and either direction, on as many pages as it needs.  It is put together
   from blocks, in the order in which they are read, and laid out at the end, in a process of its own (Pango and Cairo
   read whatever people typed).

   Texts that a person typed go into the block as they are: each is laid out in its own direction beside what stands
   around it (paper_isolate()).  Nothing is markup. */
#ifndef PRINT_PAPER_H
#define PRINT_PAPER_H

#include "base/buffer.h"
#include "base/problem.h"

enum {
    PAPER_COLUMNS_MOST = 12,
    PAPER_TEXT_MOST = 4 << 20, /* bytes of all texts of a document: more is TOO_LARGE */
    PAPER_FILE_MOST = 32 << 20,
    PAPER_SECONDS = 20,
};

struct paper_options {
    const char *language; /* BCP 47: "ar" */
    bool right_to_left;
    struct text title;       /* of the file */
    struct text head;        /* at the top of every page */
    struct text foot;        /* at the bottom of every page */
    struct text code;        /* held by a QR code at the bottom of every page, and written beside it; empty: none */
    struct text page_number; /* "Page {1} of {2}", translated; empty: pages bear no number */
    int64_t made_at;         /* microseconds UTC: the file's own date */
};

struct paper;
struct paper *paper_open(struct arena *arena, const struct paper_options *options);

void paper_heading(struct paper *paper, int level, struct text text); /* 1 the document's, 2 a section's, 3 */
void paper_text(struct paper *paper, struct text text);               /* lines end where the text has line feeds */
void paper_note(struct paper *paper, struct text text);               /* smaller */
void paper_item(struct paper *paper, struct text text);               /* of a list */
void paper_choice(struct paper *paper, bool ticked, struct text text);
void paper_fact(struct paper *paper, struct text label, struct text value); /* an empty value: a line to write on */
void paper_signatures(struct paper *paper, const struct text *labels, size_t count);
void paper_page_break(struct paper *paper);

/* A table whose head is said again on every page.  `shares` are the widths of its columns in any unit. */
struct paper_column {
    struct text label;
    int share;
    bool number; /* at the end of its column */
};
void paper_table(struct paper *paper, const struct paper_column *columns, size_t count);
void paper_row(struct paper *paper, const struct text *cells); /* as many as the table has columns */

/* The text as one whole within a sentence of another script. */
struct text paper_isolate(struct arena *arena, struct text text);

/* The arena it was opened in. */
struct arena *paper_arena(struct paper *paper);

/* Adds the PDF to `buffer`.  TOO_LARGE; FAILED when it could not be laid out in PAPER_SECONDS. */
enum outcome paper_print(struct paper *paper, struct buffer *buffer) MUST_CHECK;

#endif
