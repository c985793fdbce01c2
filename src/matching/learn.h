/* What levels weigh in these lists, without anybody telling which pairs are one person.

   How often two persons have a level is counted: in random pairs, and for rare levels in the pairs that share a key.
   How often one person has it is learnt, for each column, from the pairs that the other columns alone make certain: a
   column never votes on itself, so nothing drifts (matching/README.md).  The share of true pairs follows from the sums
   of probabilities with all else fixed. */
#ifndef MATCHING_LEARN_H
#define MATCHING_LEARN_H

#include "matching/pair.h"

/* A pair, as compared; what it takes to weigh it again with other weights. */
struct learn_pair {
    uint8_t levels[MATCH_COLUMNS_MOST];
    int8_t adjusts[MATCH_COLUMNS_MOST]; /* in sixteenths of bits */
    int16_t weights[2];                 /* of the first two columns of names */
};
struct learn_pair learn_pair_of(const struct match_schema *schema,
                                const struct pair_column columns[MATCH_COLUMNS_MOST]);
float learn_pair_bits(const struct pair_engine *engine, const struct learn_pair *pair,
                      float ret_columns[MATCH_COLUMNS_MOST]);

struct learn_sample {
    const struct learn_pair *pairs;
    size_t count;
    double stands_for; /* all pairs of rows among which these were looked for */
};

struct learn_result {
    double prior_bits;                  /* log2 odds that a random pair is one person */
    double same;                        /* true pairs expected among `candidates` */
    size_t anchors[MATCH_COLUMNS_MOST]; /* pairs that the shares of a column were learnt from */
};

/* `random` are pairs drawn at random; `unselected` all pairs that share keys with some rows; `candidates` those that
   may be one person, of all rows or of many.  The engine ends with the learnt weights, which are written into
   *weights (they begin as weights_default() or those of an earlier run). */
struct learn_result learn_weights(struct arena *arena, struct pair_engine *engine, struct match_weights *weights,
                                  const struct learn_sample *random, const struct learn_sample *unselected,
                                  const struct learn_sample *candidates);

#endif
