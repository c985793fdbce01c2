#include "matching/name_prices.h"

/* Learned by tools/train_names --prices on one half of generated registrations (data/README.md); what does not occur
   there is set beside what is nearest to it: two words as one, initials. */
const int32_t name_prices[PRICES] = {
    [PRICE_SPELLING] = 65,
    [PRICE_SPELLING_MORE] = 22,
    [PRICE_RARITY] = 18,
    [PRICE_MATCHED] = 110,
    [PRICE_SAME] = -100,
    [PRICE_SAME_RARITY] = 55,
    [PRICE_EQUIVALENT] = -10,
    [PRICE_EQUIVALENT_RARITY] = 55,
    [PRICE_JOINED] = -150,
    [PRICE_INITIAL] = 150,
    [PRICE_INITIAL_MISSING] = -50,
    [PRICE_DIFFERENT] = -394,
    [PRICE_EXTRA] = -265,
    [PRICE_TITLE_MISSING] = -164,
    [PRICE_PARTICLE] = 150,
    [PRICE_PARTICLE_MISSING] = -160,
};
