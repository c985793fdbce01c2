/* Keys by which two agencies find the persons that both know: each holds so much that nobody can try all of them for
   somebody of whom little is known: two words of the name with a date or another fact, a telephone with a word of the
   name, a document.  Blind to spelling and script as the keys of person_keys.h, and like these plain texts: whoever
   sends anything made of them blinds it first (psi.h). */
#ifndef MATCHING_LINK_KEYS_H
#define MATCHING_LINK_KEYS_H

#include "matching/candidate.h"

enum { LINK_KEYS_VERSION = 1, LINK_KEYS_MOST = 48 };

enum link_key_kind {
    LINK_KEY_PAIR_DATE,      /* two words of the name and the day of birth */
    LINK_KEY_TELEPHONE_WORD, /* telephone and one word */
    LINK_KEY_DOCUMENT,       /* number of a document */
    LINK_KEY_COARSE_DATE,    /* two words read more coarsely, and the day of birth */
    LINK_KEY_WORD_DATE,      /* one word, day of birth, sex, nationality */
    LINK_KEY_PAIR_YEAR,      /* two words, year of birth, sex, nationality */
    LINK_KEY_PAIR_MOTHER,    /* two words, a word of the mother's name, sex */
    LINK_KEY_PAIR_PLACE,     /* two words, place, sex, nationality */
    LINK_KEY_KINDS
};

/* Two persons who share a key of the first kind are one (wrong in about one of a thousand in our measurements); who
   share only others, perhaps. */
enum link_grade { LINK_POSSIBLE, LINK_CERTAIN };
enum link_grade link_key_grade(enum link_key_kind kind);
/* N_(): "two words of the name and the day of birth" */
const char *link_key_label(enum link_key_kind kind);

struct link_key {
    enum link_key_kind kind;
    struct text value; /* begins with the kind, so that no two kinds are alike */
};
/* Without doubles, those of more force first; the rest is left out. */
size_t link_keys(struct arena *arena, const struct candidate *person, struct link_key ret[LINK_KEYS_MOST]);
/* How they are made, as a line of text: part of the terms of an exchange. */
struct text link_keys_recipe(void);

#endif
