/* Lines of words, as texts that people write by hand have them: names, commas, texts between quotation marks, what is
   indented below a line, and comments from '#' to the end of the line. */
#ifndef CODEC_WORD_LINE_H
#define CODEC_WORD_LINE_H

#include "base/arena.h"
#include "base/problem.h"

struct word {
    struct text text; /* of a string: what stands between the quotation marks */
    bool string;
    size_t column; /* in characters, from 1 */
};

struct word_line {
    struct arena *arena;
    struct text rest; /* what is still to be read */
    bool escapes;     /* within a string \" is a quotation mark and \\ a backslash */
    struct word *at;  /* room for `most`, filled by each line */
    size_t most;
    /* the line that is looked at */
    bool ended; /* behind the last one */
    size_t count, line, indent, end_column;
};

enum word_line_fault {
    WORD_LINE_UNREADABLE,  /* a tab, or bytes that are no text */
    WORD_LINE_TOO_MANY,    /* on one line */
    WORD_LINE_STRAY,       /* a character that stands in no word */
    WORD_LINE_OPEN_STRING, /* a quotation mark is not closed on its line */
};

/* Goes to the next line that is neither blank nor a comment.  INVALID with what is wrong and where; a column in
   characters, from 1. */
enum outcome word_line_next(struct word_line *words, enum word_line_fault *ret_fault, size_t *ret_column) MUST_CHECK;
/* A word of this line that is no string and reads so. */
bool word_line_says(const struct word_line *words, size_t word, const char *expected);

#endif
