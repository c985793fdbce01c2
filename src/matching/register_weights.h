/* What levels weigh in a register of one's own, learnt as learn.h does, seen as match_compare() sees two persons: the
   shipped frequencies of words, and nothing about how common a place or a nationality is. */
#ifndef MATCHING_REGISTER_WEIGHTS_H
#define MATCHING_REGISTER_WEIGHTS_H

#include "matching/match.h"

struct register_learner;
/* For so many persons; all that is kept of them lies in the arena, as words of names and packed numbers. */
struct register_learner *register_learner_open(struct arena *arena, size_t persons,
                                               const struct equivalents *equivalents);
/* One more, in no order.  Nothing of the candidate is needed afterwards. */
void register_learner_add(struct register_learner *learner, const struct candidate *person);

struct register_learnt {
    int64_t persons;
    double same;                         /* pairs of one person that are expected among them */
    int64_t anchors[MATCH_FIELDS];       /* pairs from which it was learnt how often one person has a level */
    const struct match_weights *weights; /* in the arena */
};
void register_learner_forget(struct register_learner *learner); /* what it holds beside the arena */
/* Once; at least two persons.  The weights bear this version. */
struct register_learnt register_learner_end(struct register_learner *learner, int64_t version);

/* The bits of a level, for who shows what changed; match_level_count() of them, 0 the strongest agreement. */
double match_level_bits(const struct match_weights *weights, enum match_field field, uint8_t level);
uint8_t match_level_count(enum match_field field);
/* What the levels of match_codes() weigh together; names as the middle of their level. */
double match_codes_bits(const struct match_weights *weights, struct text codes);

#endif
