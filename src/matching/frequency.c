#include "matching/frequency.h"

#include <math.h>
#include <stdlib.h>

#include "matching/frequency_table.h"

enum {
    RARITY_MOST = 18 * WEIGHT_BIT, /* of a word that no list holds: rarer ones are not told apart */
    RARITY_LEAST = 2 * WEIGHT_BIT,
    LISTS_SHARE = 2000, /* tokens of a register that count as much as the lists */
};

static int compare_entry(const void *form, const void *entry)
{
    return text_compare(*(const struct text *)form, text_from(((const struct frequency_entry *)entry)->form));
}

static int32_t bounded(int32_t rarity)
{
    if (rarity > RARITY_MOST)
        return RARITY_MOST;
    return rarity < RARITY_LEAST ? RARITY_LEAST : rarity;
}

static int32_t rarity_shipped(void *context, const struct name_token *token)
{
    (void)context;
    const struct frequency_entry *entry =
        bsearch(&token->form, frequency_entries, frequency_count, sizeof *frequency_entries, compare_entry);
    return bounded(entry != NULL ? entry->rarity : token->word.surprise + WEIGHT_BIT);
}

const struct name_frequency frequency_shipped = {rarity_shipped, NULL};

int32_t frequency_rarity(const struct name_token *token, uint64_t count, uint64_t total)
{
    double listed = exp2(-(double)rarity_shipped(NULL, token) / WEIGHT_BIT);
    double share = ((double)count + LISTS_SHARE * listed) / ((double)total + LISTS_SHARE);
    return bounded((int32_t)lround(-WEIGHT_BIT * log2(share)));
}
