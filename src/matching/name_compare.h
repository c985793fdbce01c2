/* Two whole names: how much likelier they are of one person than of two, and why, word by word.  The order of words is
   no evidence and never changes the answer; neither does which name is left. */
#ifndef MATCHING_NAME_COMPARE_H
#define MATCHING_NAME_COMPARE_H

#include "matching/equivalents.h"
#include "matching/frequency.h"

enum name_relation {
    NAME_SAME,        /* the same normal form */
    NAME_SPELLING,    /* spellings of one name; across scripts too */
    NAME_EQUIVALENT,  /* by the table of equivalents */
    NAME_JOINED,      /* two words here are one word there */
    NAME_ABBREVIATED, /* an initial */
    NAME_DIFFERENT,   /* words that had to be set against one another and are not alike */
    NAME_MISSING,     /* stands on one side only */
};

/* What one word, or two that belong together, say.  `weight` sums up over all evidence of a pair of names. */
struct name_evidence {
    enum name_relation relation;
    uint8_t left, left_count, right, right_count; /* words of the name, counted from 0; count 0: not there */
    int32_t weight;                               /* in WEIGHT_BITs, frequency counted in */
    const struct equivalent *equivalent;          /* of NAME_EQUIVALENT */
};

struct name_match {
    int32_t weight; /* in WEIGHT_BITs: the sum of all below */
    size_t count;
    struct name_evidence evidence[2 * NAME_WORDS_MOST]; /* by the left name's order, then the right one's */
};

/* With what names are compared.  {0} works: shipped tables, no equivalents, no cache. */
struct name_comparer {
    const struct equivalents *equivalents;
    /* spelling_weight(), or the same through a caller's cache by token.id; NULL: spelling_weight(). */
    int32_t (*spelling)(void *context, const struct name_token *a, const struct name_token *b);
    void *context;
};

/* Sets token.rarity of all words; to be called once for a name before it is compared.  (Who shares tokens in a table of
   his own sets them there.) */
void name_weigh(struct name *name, const struct name_frequency *frequency);
/* Bounded work: at most NAME_WORDS_MOST squared pairs of words.  Either name without words: weight 0, no evidence. */
void name_compare(const struct name_comparer *comparer, const struct name *left, const struct name *right,
                  struct name_match *ret_match);
/* The weight alone, for batches. */
int32_t name_weight(const struct name_comparer *comparer, const struct name *left, const struct name *right);
/* The most that name could ever reach, whatever it is compared with: for giving up early. */
int32_t name_weight_most(const struct name *name);

#endif
