/* One code point of a written name: which plain letters it stands for.  Tables of our own: the mission's answers must
   not change with a system library. */
#ifndef MATCHING_LETTERS_H
#define MATCHING_LETTERS_H

#include "base/text.h"

enum letter_kind {
    LETTER_BREAK,   /* separates words: space, point, comma, emoji, what is not known */
    LETTER_HYPHEN,  /* separates words that belong together */
    LETTER_NOTHING, /* not heard: accents, harakat, tatweel, hamza, apostrophes, joiners, marks of direction */
    LETTER_LATIN,
    LETTER_ARABIC,
    LETTER_TIFINAGH, /* its plain letters are Latin ones */
    LETTER_DIGIT,
    LETTER_OTHER, /* of an alphabet that is only compared for equality: the small letter itself */
};

struct letter {
    enum letter_kind kind;
    const char *plain;  /* of LATIN, TIFINAGH, ARABIC: one to three plain letters in UTF-8; NULL otherwise */
    int32_t code_point; /* of DIGIT: its ASCII digit; of OTHER: the small letter */
};

struct letter letter_read(int32_t code_point);

/* The plain letters as numbers: a to z, and the 28 Arabic letters by the alphabet, from 1. */
enum { LATIN_LETTERS = 26, ARABIC_LETTERS = 28 };
/* The plain Arabic letter with that number, in UTF-8. */
const char *arabic_letter(size_t number);
/* 0 for what is no plain Arabic letter. */
uint8_t arabic_number(int32_t code_point);

#endif
