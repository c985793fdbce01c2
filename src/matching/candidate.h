/* A person as evidence: what a file, a form or a line of a list says about somebody, as it is written there.  Empty
   means not known, which is never taken for different.  All texts are borrowed. */
#ifndef MATCHING_CANDIDATE_H
#define MATCHING_CANDIDATE_H

#include "matching/birth.h"

enum {
    CANDIDATE_NAMES = 4,   /* Latin letters, Arabic letters, name at birth, nickname … */
    CANDIDATE_NUMBERS = 4, /* telephones, and again documents */
    CANDIDATE_NATIONALITIES = 2,
    CANDIDATE_PLACES = 3, /* of birth, of residence, of registration */
    CANDIDATE_RELATIVES = 12,
};

struct candidate_name {
    struct text given, family; /* who does not know which is which puts all into `given` */
};

struct candidate {
    struct candidate_name names[CANDIDATE_NAMES]; /* the same person's name in several forms; empty ones are left out */
    struct text mother, father;                   /* their names */
    struct text sex;                              /* "F", "M" or another code; empty: not known */
    struct birth birth;
    struct text nationalities[CANDIDATE_NATIONALITIES]; /* codes or words, compared as they are */
    struct text telephones[CANDIDATE_NUMBERS];
    int64_t holders[CANDIDATE_NUMBERS];       /* how many of the register have each telephone; 0: nobody counted */
    struct text documents[CANDIDATE_NUMBERS]; /* passports, cards, numbers of other agencies */
    struct text places[CANDIDATE_PLACES];
    struct text relatives[CANDIDATE_RELATIVES]; /* given names (or whole names) of those of the same household */
    int64_t namesakes; /* how many others of the register bear names like these; 0: nobody counted */
};

#endif
