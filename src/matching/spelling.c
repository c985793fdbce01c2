#include "matching/spelling.h"

#include <string.h>

#include "matching/spelling_model.h"

enum {
    SIDE = WORD_LETTERS_MOST + 1,
    TAKEN_MOST = 3,
    FAR = 20000, /* tenths of a bit, more than any word costs */
    TENTH = WEIGHT_BIT / 10,
};

/* The cheapest ways to each place of the lattice: so many source letters read, so many target letters written. */
struct lattice {
    uint16_t cost[SIDE + TAKEN_MOST][SIDE];
};

/* What can happen at a letter of the source. */
struct place {
    const struct spelling_row *row;
    const struct spelling_wide *wide;
    const uint8_t *three_one; /* NULL when these three letters are no unit */
};

static uint8_t letter_at(const struct word *word, size_t at) { return at < word->count ? word->letters[at] : 0; }

static struct place place_at(const struct spelling_model *model, const struct word *source, size_t at)
{
    size_t left = at > 0 ? source->letters[at - 1] : 0, here = letter_at(source, at), right = letter_at(source, at + 1);
    size_t two = here * SPELLING_LETTERS + right;
    uint8_t triple =
        at + TAKEN_MOST <= source->count ? model->triple_of[two * SPELLING_LETTERS + source->letters[at + 2]] : 0;
    return (struct place){&model->rows[model->row_of[left * SPELLING_LETTERS * SPELLING_LETTERS + two]],
                          &model->wide[two], triple != 0 ? model->three_one[triple] : NULL};
}

static inline void reach(uint16_t *place, unsigned cost)
{
    if (cost < *place)
        *place = (uint16_t)cost;
}

/* Letters that arise before the source letter is read. */
static void insert_row(const struct place *place, const struct word *target, uint16_t *here)
{
    for (size_t j = 0; j < target->count; j++)
        reach(&here[j + 1], here[j] + (unsigned)place->row->insert[target->letters[j]]);
}

static void step_row(const struct place *place, const uint8_t *pairs, const struct word *target,
                     struct lattice *lattice, size_t i, size_t rest)
{
    const uint16_t *here = lattice->cost[i];
    uint16_t *one = lattice->cost[i + 1], *two = lattice->cost[i + 2], *three = lattice->cost[i + 3];
    const struct spelling_row *row = place->row;
    for (size_t j = 0; j <= target->count; j++)
        reach(&one[j], here[j] + (unsigned)row->become[0]);
    for (size_t j = 0; j < target->count; j++) {
        size_t letter = target->letters[j];
        reach(&one[j + 1], here[j] + (unsigned)row->become[letter]);
        if (rest >= 2)
            reach(&two[j + 1], here[j] + (unsigned)place->wide->two_one[letter]);
        if (place->three_one != NULL)
            reach(&three[j + 1], here[j] + (unsigned)place->three_one[letter]);
        size_t pair = pairs[j];
        if (pair == 0)
            continue;
        reach(&one[j + 2], here[j] + (unsigned)place->wide->one_two[pair]);
        if (rest >= 2)
            reach(&two[j + 2], here[j] + (unsigned)place->wide->two_two[pair]);
    }
}

static unsigned row_least(const uint16_t *row, size_t count)
{
    unsigned least = row[0];
    for (size_t j = 1; j <= count; j++)
        least = row[j] < least ? row[j] : least;
    return least;
}

/* -log2 P(target | source) of the best way, in tenths; FAR when it is more than `most`. */
static unsigned rewrite_cost(const struct spelling_model *model, const struct word *source, const struct word *target,
                             unsigned most, struct lattice *lattice)
{
    uint8_t pairs[WORD_LETTERS_MOST] = {0};
    for (size_t j = 0; j + 1 < target->count; j++)
        pairs[j] = model->pair_of[target->letters[j] * SPELLING_LETTERS + target->letters[j + 1]];
    for (size_t i = 0; i <= (size_t)source->count + TAKEN_MOST; i++)
        for (size_t j = 0; j <= target->count; j++)
            lattice->cost[i][j] = FAR;
    lattice->cost[0][0] = 0;
    for (size_t i = 0; i < source->count; i++) {
        struct place place = place_at(model, source, i);
        insert_row(&place, target, lattice->cost[i]);
        if (row_least(lattice->cost[i], target->count) > most &&
            row_least(lattice->cost[i + 1], target->count) > most &&
            row_least(lattice->cost[i + 2], target->count) > most)
            return FAR;
        step_row(&place, pairs, target, lattice, i, source->count - i);
    }
    struct place end = place_at(model, source, source->count);
    insert_row(&end, target, lattice->cost[source->count]);
    unsigned cost = lattice->cost[source->count][target->count] + (unsigned)end.row->become[0];
    return cost > most ? FAR : cost;
}

static const struct spelling_model *model_of(const struct word *word)
{
    return word->script == WORD_LATIN ? &spelling_latin : &spelling_arabic;
}

int32_t spelling_surprise(const struct word *word)
{
    const struct spelling_model *model = model_of(word);
    const uint8_t *follow = word->script == WORD_ARABIC ? spelling_latin_arabic.follow : model->follow;
    size_t before = 0;
    int32_t sum = 0;
    if (word->script == WORD_OTHER)
        return 20 * WEIGHT_BIT;
    for (size_t i = 0; i <= word->count; i++) {
        size_t letter = letter_at(word, i);
        sum += follow[before * SPELLING_LETTERS + letter];
        before = before % SPELLING_LETTERS * SPELLING_LETTERS + letter;
    }
    return sum * TENTH;
}

static bool same_letters(const struct word *a, const struct word *b)
{
    return a->script == b->script && a->count == b->count && memcmp(a->letters, b->letters, a->count) == 0;
}

static int32_t direction_weight(const struct spelling_model *model, const struct word *source,
                                const struct word *target, int32_t least, struct lattice *lattice)
{
    int32_t most = (target->surprise - least) / TENTH + 1;
    unsigned cost = most < 0 ? FAR : rewrite_cost(model, source, target, (unsigned)most, lattice);
    return cost >= FAR ? SPELLING_WORST : target->surprise - (int32_t)cost * TENTH;
}

int32_t spelling_weight_above(const struct word *a, const struct word *b, int32_t least)
{
    struct lattice lattice;
    if (a->count == 0 || b->count == 0)
        return SPELLING_WORST;
    if (a->script == WORD_OTHER || b->script == WORD_OTHER)
        return same_letters(a, b) ? a->surprise : SPELLING_WORST;
    if (a->script != b->script) {
        const struct word *latin = a->script == WORD_LATIN ? a : b;
        return direction_weight(&spelling_latin_arabic, latin, latin == a ? b : a, least, &lattice);
    }
    int32_t there = direction_weight(model_of(a), a, b, 2 * least - a->surprise, &lattice);
    if (there == SPELLING_WORST)
        return SPELLING_WORST;
    int32_t back = direction_weight(model_of(a), b, a, 2 * least - there, &lattice);
    return back == SPELLING_WORST ? SPELLING_WORST : (there + back) / 2;
}

int32_t spelling_weight(const struct word *a, const struct word *b)
{
    return spelling_weight_above(a, b, SPELLING_WORST);
}
