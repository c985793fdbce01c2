/* What pairs are compared by: columns of a kind, each kind with levels of agreement and words for them.  Within
   matching/, and for sanad match, whose columns a file describes. */
#ifndef MATCHING_FIELDS_H
#define MATCHING_FIELDS_H

#include "matching/match.h"

enum match_kind {
    MATCH_KIND_NAME,
    MATCH_KIND_CODE, /* a word compared as it is: sex, nationality */
    MATCH_KIND_SEX,
    MATCH_KIND_BIRTH,
    MATCH_KIND_TELEPHONE,
    MATCH_KIND_DOCUMENT,
    MATCH_KIND_TEXT, /* places, addresses: by letters, and by skeleton across scripts */
    MATCH_KIND_RELATIVES,
    MATCH_KINDS
};

enum { MATCH_COLUMNS_MOST = 24, MATCH_SLOTS_MOST = 40, MATCH_LEVEL_NONE = 255 };

/* The slots of a column hold several values of one thing (two telephones): the best pair of values counts. */
struct match_column {
    struct text name;
    const char *label; /* N_(), or the heading of a file */
    enum match_kind kind;
    uint8_t first, slots;
    uint8_t
        twin; /* of texts: the column, counted from 1, whose value may have been written here and this one's there */
};

struct match_schema {
    size_t count, slots;
    struct match_column columns[MATCH_COLUMNS_MOST];
};
/* Columns in the order of enum match_field. */
extern const struct match_schema match_person_schema;

enum text_level {
    TEXT_SAME,     /* in the normal form */
    TEXT_SOUND,    /* the same skeleton: another spelling or script */
    TEXT_ONE_EDIT, /* one letter differs, is missing, too many or changed places */
    TEXT_NEAR,     /* a fifth of the letters at most differ */
    TEXT_PARTLY,   /* two fifths at most differ, or one is the beginning of the other */
    TEXT_WORD,     /* one word in common */
    TEXT_DIFFERENT,
    TEXT_LEVELS
};

enum code_level { CODE_SAME, CODE_DIFFERENT, CODE_LEVELS };

enum relatives_level { RELATIVES_THREE, RELATIVES_TWO, RELATIVES_ONE, RELATIVES_NONE, RELATIVES_LEVELS };

/* Names: the first level holds weights from `from` bits on, and so on. */
extern const float name_level_from[MATCH_LEVELS];

struct match_kind_words {
    const char *name; /* as a configuration calls it: "telephone" */
    uint8_t levels;
    uint8_t agreeing;                /* the first so many levels speak for one person, whatever was learnt */
    const char *words[MATCH_LEVELS]; /* N_() */
    float bits[MATCH_LEVELS];        /* what they weigh before anything was learnt */
    float share[MATCH_LEVELS];       /* how often pairs of one person have them, in thousandths */
};
extern const struct match_kind_words match_kinds[MATCH_KINDS];

#endif
