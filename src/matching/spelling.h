/* How likely two words are two spellings of one name, learned from pairs (tools/train_names): within the Latin
   alphabet, within the Arabic one, and across.  All figures are whole numbers, the same on every machine. */
#ifndef MATCHING_SPELLING_H
#define MATCHING_SPELLING_H

#include "base/text.h"

/* Weights are binary logarithms in hundredths: WEIGHT_BIT says "twice as likely". */
enum { WEIGHT_BIT = 100 };
enum { WORD_LETTERS_MOST = 28, WORD_STEPS_MOST = 2 * WORD_LETTERS_MOST };

enum word_script { WORD_LATIN, WORD_ARABIC, WORD_OTHER };

/* A word as the model reads it: plain bytes, may be copied, stored in memory and compared with memcmp().  Letters past
   WORD_LETTERS_MOST are not kept.  Of WORD_OTHER (digits, alphabets without a model) `letters` holds a digest. */
struct word {
    uint8_t count;
    uint8_t script;                     /* enum word_script */
    int16_t surprise;                   /* spelling_surprise() */
    uint8_t letters[WORD_LETTERS_MOST]; /* 0 behind `count` */
};

/* Of a word in its normal form (matching/name.h). */
struct word word_of(struct text form);
/* Two words written as one: "fatou" and "mata".  Of two scripts: none, with count 0. */
struct word word_joined(const struct word *first, const struct word *second);

/* log2 of P(both | one name) / (P(a) P(b)), in WEIGHT_BITs.  P(a) is what the model expects of any name, so a common
   name counts as much as a rare one here: name_compare() puts the frequencies in.  Symmetric.  Both of one letter
   string: spelling_self().  Words without letters, or one of WORD_OTHER that is not equal: SPELLING_WORST. */
enum { SPELLING_WORST = -60 * WEIGHT_BIT };
int32_t spelling_weight(const struct word *a, const struct word *b);
/* The same, given up (SPELLING_WORST) as soon as it cannot reach `least`. */
int32_t spelling_weight_above(const struct word *a, const struct word *b, int32_t least);
/* -log2 P(a): what the model alone expects of such a word, for names that no table of frequencies knows. */
int32_t spelling_surprise(const struct word *a);

/* One step of the best alignment: these letters stand for those.  `weight` is what the step says by itself, read from
   one of the words: their sum is near the ratio, which is the mean of both directions. */
struct spelling_step {
    uint8_t left_from, left_count, right_from, right_count; /* letters, counted from 0 */
    int32_t weight;
};

struct spelling_alignment {
    int32_t weight; /* = spelling_weight() */
    size_t count;   /* 0 for words that are only equal or not */
    struct spelling_step steps[WORD_STEPS_MOST];
};
/* The steps cover both words from their first letters to their last ones. */
void spelling_align(const struct word *a, const struct word *b, struct spelling_alignment *ret_alignment);

#endif
