/* Places, addresses and other words that are no names: how alike two are. */
#ifndef MATCHING_PHRASE_H
#define MATCHING_PHRASE_H

#include "matching/fields.h"

enum { PHRASE_LETTERS_MOST = 60 };

/* The normal form as compared: one byte a letter (of alphabets beyond Latin a digest of each letter). */
struct phrase {
    uint8_t count, script_mixed;
    uint8_t letters[PHRASE_LETTERS_MOST];
    uint64_t sound; /* digest of the skeletons of its words; 0: none */
};

/* An empty count when nothing of the text is a letter or digit. */
struct phrase phrase_of(struct arena *arena, struct text written);
enum text_level phrase_compare(const struct phrase *a, const struct phrase *b);
/* Letters that must be put in, taken out, replaced or swapped with a neighbour (optimal string alignment). */
unsigned phrase_distance(const struct phrase *a, const struct phrase *b);

#endif
