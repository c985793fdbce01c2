/* What the ways cost in which two names of one person differ, and how much likeness counts. */
#ifndef MATCHING_NAME_PRICES_H
#define MATCHING_NAME_PRICES_H

#include <stdint.h>

enum { NAME_SPELLING_PLENTY = 600 };

enum name_price {
    PRICE_SPELLING, /* hundredths: how much of what the model of spellings says counts, up to NAME_SPELLING_PLENTY */
    PRICE_SPELLING_MORE,     /* and beyond: by then it is one name */
    PRICE_RARITY,            /* hundredths: how much of what the frequencies say counts */
    PRICE_MATCHED,           /* in WEIGHT_BITs from here on: for each word found on both sides by its spelling */
    PRICE_SAME,              /* for the same form, beside its rarity */
    PRICE_SAME_RARITY,       /* hundredths: how much of it counts */
    PRICE_EQUIVALENT,        /* for equivalents by the table, beside their rarity */
    PRICE_EQUIVALENT_RARITY, /* hundredths */
    PRICE_JOINED,            /* for two words that are one there, beside their spelling */
    PRICE_INITIAL,           /* an initial that fits */
    PRICE_INITIAL_MISSING,   /* one that fits nothing */
    PRICE_DIFFERENT,         /* a word on each side that is not alike */
    PRICE_EXTRA,             /* a word more on one side */
    PRICE_TITLE_MISSING,     /* a title on one side */
    PRICE_PARTICLE,          /* a particle on both sides */
    PRICE_PARTICLE_MISSING,  /* on one */
    PRICES
};

extern const int32_t name_prices[PRICES];

#endif
