/* The blocks of a questionnaire's text, as the builder takes one out, puts one in, moves one.  What comes of it is read
   anew as a whole, so that no condition is left pointing at nothing.  Within questionnaires/. */
#ifndef QUESTIONNAIRES_BLOCKS_H
#define QUESTIONNAIRES_BLOCKS_H

#include "questionnaires/questionnaire.h"

enum { BLOCKS_MOST = 500 };

/* "question food" with the lines below it; the head is all that stands before the first of the others, and has neither.
 */
struct block {
    struct text kind, code, text; /* text ends with a line feed */
};
struct blocks {
    struct arena *arena;
    struct block *at;
    size_t count;
};

/* Of a text in its one form (questionnaire_write). */
struct blocks blocks_of(struct arena *arena, struct text text);
struct text blocks_text(const struct blocks *blocks);
/* Index, or the count when there is none. */
size_t blocks_find(const struct blocks *blocks, const char *kind, struct text code);
/* A new text in its place. */
void blocks_replace(struct blocks *blocks, size_t at, struct text text);
void blocks_insert(struct blocks *blocks, size_t at, struct text text);
/* A section goes with its questions. */
void blocks_remove(struct blocks *blocks, size_t at);
/* One of its kind further up or down; a section with its questions, a question from section to section.  False: it is
   the first or the last. */
bool blocks_move(struct blocks *blocks, size_t at, bool down);
/* Where a new block of this kind belongs: behind `after` (a question or section; empty: behind the last of its kind).
 */
size_t blocks_place(const struct blocks *blocks, const char *kind, struct text after);

/* A draft with nothing in it but its title. */
struct text blocks_empty(struct arena *arena, struct text name, const struct words *title);
/* Adds `WORD "text"` where there is a text. */
void block_put_string(struct buffer *block, const char *word, struct text text);
void block_put_words(struct buffer *block, const char *before, const struct words *words);

#endif
