/* How common a word is among names: two people of one rare name are likelier the same than two Mohamed. */
#ifndef MATCHING_FREQUENCY_H
#define MATCHING_FREQUENCY_H

#include "matching/name.h"

/* Where frequencies come from.  `rarity` answers -log2 of the token's share in all tokens of the register, in
   WEIGHT_BITs, smoothed: never 0, never above 40 bits. */
struct name_frequency {
    int32_t (*rarity)(void *context, const struct name_token *token);
    void *context;
};

/* The shipped table (public lists of common names, CC0), behind it what the model of spellings expects. */
extern const struct name_frequency frequency_shipped;

/* A register's own counts: `count` of `total` tokens, mixed with the shipped table as long as they are few. */
int32_t frequency_rarity(const struct name_token *token, uint64_t count, uint64_t total);

#endif
