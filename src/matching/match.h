/* Are two descriptions one person?  The evidence of each field in bits (the logarithm to base 2 of how much likelier
   the two values are for one person than for two), added up with the prior to a probability, and the reasons in words.

   Somebody asks like this, with one set for one question:
       struct match_set *set = match_set_open(arena, match_weights_shipped, persons);
       size_t asked = match_set_add(set, &query);
       size_t known = match_set_add(set, &somebody);
       struct match_score score;
       match_compare(set, asked, known, &score);
       if (score.verdict != MATCH_DIFFERENT)
           match_explain(set, asked, known, arena, &explanation); */
#ifndef MATCHING_MATCH_H
#define MATCHING_MATCH_H

#include "base/buffer.h"
#include "matching/candidate.h"

struct equivalents;

enum match_field {
    MATCH_NAME,
    MATCH_MOTHER,
    MATCH_FATHER,
    MATCH_SEX,
    MATCH_BIRTH,
    MATCH_NATIONALITY,
    MATCH_TELEPHONE,
    MATCH_DOCUMENT,
    MATCH_PLACE,
    MATCH_RELATIVES,
    MATCH_FIELDS
};
enum { MATCH_LEVELS = 16 };

/* ---- weights ---- */

struct match_weights;
/* What a mission starts with: learnt once on generated lists, not on anybody's register. */
extern const struct match_weights *const match_weights_shipped;
/* 1, 2 … of the shipped ones; what was learnt since has its own. */
int64_t match_weights_version(const struct match_weights *weights);
/* The two thresholds as probabilities: from `review` on a person looks at a pair, from `automatic` on it may be linked
   without one, unless score.conflict. */
double match_review(const struct match_weights *weights);
double match_automatic(const struct match_weights *weights);
/* Weights as text, to be stored; what match_weights_write() wrote can be read again.  INVALID: anything else. */
void match_weights_write(const struct match_weights *weights, struct buffer *buffer);
enum outcome match_weights_read(struct arena *arena, struct text text, struct problems *problems,
                                const struct match_weights **ret_weights) MUST_CHECK;

/* ---- comparison ---- */

struct match_set;
/* Persons made ready to be compared, in an arena.  `persons` (at least 1) is the size of the register that candidates
   were taken from: it sets the prior. */
struct match_set *match_set_open(struct arena *arena, const struct match_weights *weights, int64_t persons);
/* Names that are one by custom (matching/equivalents.h), for those added from now on. */
void match_set_equivalents(struct match_set *set, const struct equivalents *equivalents);
/* Its index, from 0.  The candidate and its texts must live as long as the set. */
size_t match_set_add(struct match_set *set, const struct candidate *candidate);

enum match_verdict {
    MATCH_DIFFERENT, /* below the threshold for review */
    MATCH_POSSIBLE,  /* a person decides */
    MATCH_CERTAIN    /* above the automatic threshold, and nothing speaks hard against it */
};

enum match_conflict {
    MATCH_NO_CONFLICT,
    MATCH_CONFLICT_SEX_AND_BIRTH, /* sex differs, births are more than five years apart */
    MATCH_CONFLICT_DOCUMENTS,     /* both have documents and none is alike */
    MATCH_CONFLICT_GENERATIONS,   /* one name, a generation apart: father and son */
    MATCH_CONFLICT_NAMES,         /* a word of the name has none like it on the other side: twins */
    MATCH_CONFLICTS
};

struct match_score {
    double bits;                /* sum of the fields, without the prior */
    double probability;         /* calibrated */
    enum match_verdict verdict; /* never MATCH_CERTAIN with a conflict */
    enum match_conflict conflict;
    float field_bits[MATCH_FIELDS]; /* 0 where one side does not know */
    uint8_t levels[MATCH_FIELDS];   /* 0 is the strongest agreement */
    uint16_t known;                 /* bit 1 << field: both sides know something */
};
/* The evidence that gives this probability (above 0, below 1), in bits without the prior. */
double match_bits(const struct match_set *set, double probability);
/* Symmetric; a and b may be of one set only. */
void match_compare(struct match_set *set, size_t a, size_t b, struct match_score *ret);

/* ---- reasons ---- */

struct match_reason {
    enum match_field field;
    uint8_t level;     /* 255: beside what the field says, without bits of its own: words that are one by custom */
    const char *label; /* N_(): "Telephone" */
    const char *words; /* N_(): "the same telephone" */
    struct text a, b;  /* the values as written that were compared */
    double bits;       /* negative: speaks against */
};
enum { MATCH_REASONS = MATCH_FIELDS + 2 };
struct match_explanation {
    struct match_score score;
    struct match_reason reasons[MATCH_REASONS]; /* what speaks against first, heaviest first; then what speaks for */
    size_t count;
    const char *conflict; /* N_(), why it may not be linked without a person; NULL: nothing */
    double prior_bits;    /* what a pair starts with, before any evidence */
};
void match_explain(struct match_set *set, size_t a, size_t b, struct arena *arena, struct match_explanation *ret);
/* "7:2 1:0": which field agreed how well, never its value; for who may keep no more. */
struct text match_codes(struct arena *arena, const struct match_explanation *explanation);

/* N_(): of a field, and of a level of it. */
const char *match_field_label(enum match_field field);
const char *match_level_words(enum match_field field, uint8_t level);

#endif
