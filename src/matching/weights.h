/* What each level of each column weighs.  Within matching/, and for sanad match. */
#ifndef MATCHING_WEIGHTS_H
#define MATCHING_WEIGHTS_H

#include "base/buffer.h"
#include "matching/fields.h"

struct match_field_weights {
    float bits[MATCH_LEVELS];  /* log2(same / other) */
    float same[MATCH_LEVELS];  /* share of the pairs of one person that have this level, where both sides know */
    float other[MATCH_LEVELS]; /* … of the pairs of two persons */
};

struct match_weights {
    int64_t version;
    float known_share;  /* of those who are looked for, how many there are */
    float slope, shift; /* calibration: log odds = slope * log odds + shift; 1 and 0: none */
    float review, automatic;
    struct match_field_weights fields[MATCH_COLUMNS_MOST];
};

/* The weights of before anything was learnt, for any columns. */
struct match_weights weights_default(const struct match_schema *schema);
/* From shares to bits: what speaks for one person never weighs less than nothing, and a better level of a kind whose
   levels are ordered never less than a worse one. */
void weights_from_shares(const struct match_schema *schema, struct match_weights *weights);
/* The probability that a pair is one person, from its bits and the prior odds in bits. */
double weights_probability(const struct match_weights *weights, double bits, double prior_bits);
/* Bits with the prior that give this probability (above 0, below 1). */
double weights_bits(const struct match_weights *weights, double probability);

/* Lines "field level bits same other", for a file or a column of text; weights_read() takes what weights_write() wrote.
   INVALID: anything else, the problem names the line. */
void weights_write(const struct match_schema *schema, const struct match_weights *weights, struct buffer *buffer);
enum outcome weights_read(const struct match_schema *schema, struct text text, struct problems *problems,
                          struct match_weights *ret_weights) MUST_CHECK;

#endif
