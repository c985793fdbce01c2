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
    /* words of each name, counted from 0: how many, the first, the second (the first again if it is one) */
    uint8_t left, left_second, left_count, right, right_second, right_count;
    int32_t weight; /* in WEIGHT_BITs, frequency counted in */
    uint32_t group; /* of NAME_EQUIVALENT: equivalents_group() */
};

struct name_match {
    int32_t weight; /* in WEIGHT_BITs: the sum of all below */
    size_t count;
    struct name_evidence evidence[2 * NAME_WORDS_MOST]; /* by the left name's order, then the right one's */
};

/* With what names are compared.  {0} works: shipped tables, no equivalents, no cache. */
struct name_comparer {
    const struct equivalents *equivalents;
    /* name_spelling(), or the same through a caller's cache by token.id; NULL: name_spelling(). */
    int32_t (*spelling)(void *context, const struct name_token *a, const struct name_token *b);
    /* Is it worth trying two words as one against another?  NULL: it is tried wherever their lengths allow it. */
    bool (*joinable)(void *context, const struct name_token *first, const struct name_token *second,
                     const struct name_token *other);
    void *context;
};

/* What two words say as spellings, without their frequencies: spelling_weight(), an article written together with one
   of them left out (elfassi, fassi; الفاسي).  SPELLING_WORST for what says less than NAME_SPELLING_LEAST.  Symmetric;
   what a cache keeps. */
enum { NAME_SPELLING_LEAST = -3 * WEIGHT_BIT };
int32_t name_spelling(const struct name_token *a, const struct name_token *b);

/* What is known of a word before it is compared, for giving up early. */
struct name_brief {
    int16_t rarity, surprise;
    uint8_t kind, script;
};
struct name_brief name_brief_of(const struct name_token *token);
/* The most that two words could say when they are set against one another; NAME_WORD_NONE: they cannot be.  `same`: of
   one form; `near`: they may be spellings of one name; `grouped`: they may be equivalents. */
enum { NAME_WORD_NONE = -1000000 };
int32_t name_word_most(struct name_brief a, struct name_brief b, bool same, bool near, bool grouped);
/* The most that two words, of these rarities, could say as one word of the other name. */
int32_t name_joint_most(int32_t first, int32_t second, struct name_brief whole);
/* What it costs at least that words that bear the name, so many of so many on each side, find nobody, where no two
   words are one. */
int32_t name_alone_least(size_t left, size_t lefts, size_t right, size_t rights);

/* Sets what a token needs before it is compared: its rarity and its groups of equivalents. */
void name_token_weigh(const struct name_comparer *comparer, const struct name_frequency *frequency,
                      struct name_token *token);
/* The same for all words of a name, in copies of the tokens in the arena.  (Who shares tokens in a table of his own
   weighs each once.) */
void name_weigh(struct arena *arena, const struct name_comparer *comparer, const struct name_frequency *frequency,
                struct name *name);
/* Bounded work: at most NAME_WORDS_MOST squared pairs of words.  Either name without words: weight 0, no evidence. */
void name_compare(const struct name_comparer *comparer, const struct name *left, const struct name *right,
                  struct name_match *ret_match);
/* The weight alone, for batches. */
int32_t name_weight(const struct name_comparer *comparer, const struct name *left, const struct name *right);
/* The most that name could ever reach, whatever it is compared with: for giving up early. */
int32_t name_weight_most(const struct name *name);

#endif
