/* The trained model as it is built in (tools/compile_spellings makes it from data/spelling_*.txt). */
#ifndef MATCHING_SPELLING_MODEL_H
#define MATCHING_SPELLING_MODEL_H

#include <stdint.h>

/* Costs are -log2 of probabilities in tenths; SPELLING_NEVER is no way at all. */
enum { SPELLING_NEVER = 255, SPELLING_LETTERS = 32, SPELLING_PAIRS = 64, SPELLING_TRIPLES = 64 };

/* At a letter, between the one before and the one behind. */
struct spelling_row {
    uint8_t become[SPELLING_LETTERS]; /* a target letter; at 0: not heard; at the end of the word: nothing more comes */
    uint8_t insert[SPELLING_LETTERS]; /* a target letter before it */
};

/* At two letters in a row, the second 0 behind the last one. */
struct spelling_wide {
    uint8_t two_one[SPELLING_LETTERS];
    uint8_t one_two[SPELLING_PAIRS], two_two[SPELLING_PAIRS]; /* by the number of the pair of target letters */
};

struct spelling_model {
    const uint16_t *row_of; /* [left][here][right] */
    const struct spelling_row *rows;
    const struct spelling_wide *wide;             /* [here][right] */
    const uint8_t *pair_of;                       /* [target][target]: the number, 0 when it has none */
    const uint8_t *triple_of;                     /* [source][source][source]: the same */
    const uint8_t (*three_one)[SPELLING_LETTERS]; /* by the number of the three letters */
    const uint8_t *follow; /* [before][before][letter]: what target words look like; 0 begins and ends */
};

extern const struct spelling_model spelling_latin_arabic, spelling_latin, spelling_arabic;

#endif
