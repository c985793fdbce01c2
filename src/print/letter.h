/* Letters of a mission: what it says in writing to people, in as many languages as it wants, as files of its profile
   (docs/letters.md).  A letter has places ("{person}") that are filled with what a record says. */
#ifndef PRINT_LETTER_H
#define PRINT_LETTER_H

#include "print/paper.h"

enum { LETTER_MOST = 256 << 10, LETTER_LINES_MOST = 2000, LETTERS_MOST = 60, LETTER_PLACES_MOST = 64 };

enum letter_mark {
    LETTER_HEADING_1,
    LETTER_HEADING_2,
    LETTER_HEADING_3,
    LETTER_TEXT,
    LETTER_NOTE,
    LETTER_ITEM,
    LETTER_CHOICE, /* an empty box */
    LETTER_TICKED,
    LETTER_FACT,
    LETTER_SIGNATURES,
    LETTER_PAGE,
};

struct letter_line {
    enum letter_mark mark;
    struct text text;  /* of a fact: its label; of signatures: their labels with '|' between */
    struct text value; /* of a fact */
    int only_with;     /* the place that must not be empty; -1: always */
};

struct letter {
    struct text language; /* "fr", "wol": from the file's name */
    struct text name;     /* of the language, in itself */
    struct text values;   /* the language of ours in which dates, countries … are written */
    struct text source;
    struct text page_number; /* "Page {1} de {2}" */
    struct text draft;       /* printed at the foot as long as the text is not approved; empty when it is */
    bool right_to_left;
    const struct letter_line *lines;
    size_t line_count;
};

struct letter_fault {
    int line;
    const char *message; /* English: a mission's files are written by who runs the program */
};

/* The text of one file; `places` are the names it may use, NULL-ended.  The letter borrows from `source`.  INVALID with
   the fault. */
enum outcome letter_parse(struct arena *arena, struct text source, const char *const *places, struct letter *ret_letter,
                          struct letter_fault *ret_fault) MUST_CHECK;

/* One letter in all languages in which the profile has it. */
struct letter_set {
    const char *name;          /* "voluntary_return": files letters/voluntary_return.fr.txt … */
    const char *const *places; /* NULL-ended */
    struct letter *letters;    /* by language */
    size_t count;
};
/* Reads `directory`/letters.  FAILED names file and line on stderr.  At start. */
enum outcome letter_set_load(struct arena *arena, const char *directory, struct letter_set *set) MUST_CHECK;
const struct letter *letter_in(const struct letter_set *set, struct text language); /* NULL when it has none */

/* Puts the letter on paper; values[i] is what stands for the i-th place.  An empty one is left to be written by hand.
 */
void letter_put(const struct letter *letter, const char *const *places, const struct text *values, struct paper *paper);

#endif
