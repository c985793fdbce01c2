#include "matching/spelling.h"

int32_t spelling_surprise(const struct word *a) { return a->count * 4 * WEIGHT_BIT; }
