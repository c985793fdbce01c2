/* Lines and words of a questionnaire's text.  Within questionnaires/. */
#ifndef QUESTIONNAIRES_READING_H
#define QUESTIONNAIRES_READING_H

#include "codec/word_line.h"
#include "questionnaires/questionnaire.h"

enum { WORDS_MOST = 3 + 2 * QUESTIONNAIRE_CODES_MOST };

struct reading {
    struct arena *arena;
    struct questionnaire_fault *fault;
    struct word_line line; /* that is looked at */
    struct word words[WORDS_MOST];
};

/* Goes to the next line that is neither blank nor a comment.  INVALID: it cannot be read. */
enum outcome reading_line(struct reading *reading) MUST_CHECK;
/* Refuses the text at a word of this line (behind the last one: at its end). */
enum outcome reading_fault(struct reading *reading, size_t word, const char *message);
bool reading_says(const struct reading *reading, size_t word, const char *expected);
/* Nothing may stand from this word on. */
enum outcome reading_stops(struct reading *reading, size_t word) MUST_CHECK;
/* A code; a text between quotation marks, not empty; a whole number; a decimal of at most `decimals` places. */
enum outcome reading_code(struct reading *reading, size_t word, struct text *ret) MUST_CHECK;
enum outcome reading_string(struct reading *reading, size_t word, struct text *ret) MUST_CHECK;
enum outcome reading_number(struct reading *reading, size_t word, int64_t smallest, int64_t largest,
                            int64_t *ret) MUST_CHECK;
enum outcome reading_decimal(struct reading *reading, size_t word, int decimals, int64_t largest,
                             int64_t *ret) MUST_CHECK;

#endif
