#include "matching/name_prices.h"

const int32_t name_prices[PRICES] = {
    [PRICE_SPELLING] = 100,         [PRICE_RARITY] = 100,  [PRICE_MATCHED] = 0,         [PRICE_SAME] = -100,
    [PRICE_EQUIVALENT] = -400,      [PRICE_JOINED] = -200, [PRICE_INITIAL] = 200,       [PRICE_INITIAL_MISSING] = -100,
    [PRICE_DIFFERENT] = -400,       [PRICE_EXTRA] = -60,   [PRICE_TITLE_MISSING] = -20, [PRICE_PARTICLE] = 50,
    [PRICE_PARTICLE_MISSING] = -20,
};
