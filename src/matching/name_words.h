/* The reasons of a comparison in words, for the person who decides. */
#ifndef MATCHING_NAME_WORDS_H
#define MATCHING_NAME_WORDS_H

#include "matching/name_compare.h"

/* A message to be translated and filled in. */
struct name_reason {
    const char *message; /* N_(): holds {1}, {2}, {3} */
    struct text arguments[3];
    int32_t weight; /* of this reason, in WEIGHT_BITs */
};

/* One reason for each evidence of the match, what speaks against comes first, then the weightiest.  Words are shown as
   written, each between marks of direction that keep both scripts apart. */
size_t name_reasons(struct arena *arena, const struct equivalents *equivalents, const struct name *left,
                    const struct name *right, const struct name_match *match,
                    struct name_reason ret_reasons[2 * NAME_WORDS_MOST]);
/* What stands for what: "ch = ش, ei = ي, kh = خ"; within one script only what differs: "o = u, e = a". */
struct text spelling_words(struct arena *arena, const struct word *a, const struct word *b);

#endif
