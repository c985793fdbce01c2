/* Keys under which a person is found again: composite, graded, blind to spelling and script.  Here they are plain
   strings; whoever stores them hashes them with a key of the mission (kind and value together).  No key is a name
   alone. */
#ifndef MATCHING_PERSON_KEYS_H
#define MATCHING_PERSON_KEYS_H

#include "matching/candidate.h"

enum { PERSON_KEYS_VERSION = 1, PERSON_KEYS_MOST = 96 };

enum person_key_kind {
    PERSON_KEY_TELEPHONE,    /* its last eight digits */
    PERSON_KEY_DOCUMENT,     /* letters and digits of a document of five signs or more */
    PERSON_KEY_DATE,         /* known day of birth and sex */
    PERSON_KEY_PAIR,         /* skeletons of two words of the name */
    PERSON_KEY_COARSE,       /* coarse skeletons of two words of the name, and sex */
    PERSON_KEY_TOKEN_YEAR,   /* skeleton of one word, year of birth, sex */
    PERSON_KEY_TOKEN_PLACE,  /* skeleton of one word and of a place */
    PERSON_KEY_TOKEN_MOTHER, /* skeleton of one word and of the mother's first */
    /* Refined forms: read instead of a key above whose bucket is too full. */
    PERSON_KEY_TELEPHONE_TOKEN,  /* telephone and coarse skeleton of one word */
    PERSON_KEY_DATE_NATIONALITY, /* day of birth, sex, nationality */
    PERSON_KEY_PAIR_YEAR,        /* pair and year of birth */
    PERSON_KEY_PAIR_PLACE,       /* pair and place */
    PERSON_KEY_COARSE_YEAR,      /* coarse pair, sex, year of birth */
    PERSON_KEY_YEAR_NATIONALITY, /* skeleton of one word, year of birth, sex, nationality */
    PERSON_KEY_PLACE_YEAR,       /* skeleton of one word, place, year of birth */
    PERSON_KEY_KINDS
};

struct person_key {
    enum person_key_kind kind;
    struct text value; /* a short line of text; the same for every spelling that it stands for */
};

/* What a person is stored under; without doubles, in a fixed order.  At most PERSON_KEYS_MOST: who has more names than
   that is found under the first ones. */
size_t person_keys(struct arena *arena, const struct candidate *person, struct person_key ret[PERSON_KEYS_MOST]);
/* What somebody is asked for under: the same kinds, with the years before and after where a year may be an estimate.
   The refined kinds stand behind the kinds that they refine. */
size_t person_query_keys(struct arena *arena, const struct candidate *person, struct person_key ret[PERSON_KEYS_MOST]);

/* The same where words of the name are put for others that are one by custom (equivalents.h): two words of the name,
   and these with the year of birth.  None of the keys above; `kind` is the one under which persons are stored. */
struct equivalents;
enum { PERSON_CUSTOM_KEYS_MOST = 32 };
size_t person_custom_keys(struct arena *arena, const struct candidate *person, const struct equivalents *equivalents,
                          struct person_key ret[PERSON_CUSTOM_KEYS_MOST]);

/* Read a bucket of at most so many; beyond, read the refined keys of its kind instead, and of these again at most so
   many, the rest is left out and the user is warned. */
enum { PERSON_KEY_BUCKET = 400, PERSON_CANDIDATES_MOST = 2000 };
/* The kind that `kind` refines; PERSON_KEY_KINDS: none. */
enum person_key_kind person_key_refines(enum person_key_kind kind);
/* For pages and logs: N_("telephone"), N_("two words of the name") … */
const char *person_key_label(enum person_key_kind kind);

#endif
