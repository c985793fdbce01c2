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

/* What words of an alphabet look like: Arabic ones are best known from their pairs with Latin ones. */
static const uint8_t *follow_of(const struct word *word)
{
    return word->script == WORD_ARABIC ? spelling_latin_arabic.follow : spelling_latin.follow;
}

int32_t spelling_surprise(const struct word *word)
{
    const uint8_t *follow = follow_of(word);
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

/* --- The alignment --- */

/* How many letters one way takes of the source and gives to the target. */
static const struct {
    uint8_t taken, given;
} WAYS[] = {{1, 1}, {1, 0}, {0, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 1}};

/* The cost of one way from a place of the lattice; FAR when it cannot be gone. */
static unsigned way_cost(const struct spelling_model *model, const struct word *source, const struct word *target,
                         size_t i, size_t j, size_t way)
{
    size_t taken = WAYS[way].taken, given = WAYS[way].given;
    struct place place = place_at(model, source, i);
    size_t letter = letter_at(target, j);
    size_t pair = given == 2 ? model->pair_of[letter * SPELLING_LETTERS + letter_at(target, j + 1)] : 0;
    if (given == 2)
        return pair == 0 ? FAR : taken == 1 ? place.wide->one_two[pair] : place.wide->two_two[pair];
    if (taken == 0)
        return place.row->insert[letter];
    if (taken == 1)
        return given == 0 ? place.row->become[0] : place.row->become[letter];
    if (taken == 2)
        return place.wide->two_one[letter];
    return place.three_one != NULL ? place.three_one[letter] : FAR;
}

/* The last step of the cheapest way to a place. */
static struct spelling_step step_to(const struct spelling_model *model, const struct word *source,
                                    const struct word *target, const struct lattice *lattice, size_t i, size_t j)
{
    for (size_t way = 0; way < sizeof WAYS / sizeof *WAYS; way++) {
        size_t taken = WAYS[way].taken, given = WAYS[way].given;
        if (taken > i || given > j)
            continue;
        unsigned cost = way_cost(model, source, target, i - taken, j - given, way);
        if (lattice->cost[i - taken][j - given] + cost == lattice->cost[i][j])
            return (struct spelling_step){(uint8_t)(i - taken), (uint8_t)taken, (uint8_t)(j - given), (uint8_t)given,
                                          -(int32_t)cost * TENTH};
    }
    return (struct spelling_step){0, (uint8_t)i, 0, (uint8_t)j, 0};
}

/* What the target letters of a step would cost in any word. */
static int32_t step_surprise(const struct word *target, const struct spelling_step *step)
{
    const uint8_t *follow = follow_of(target);
    int32_t sum = 0;
    for (size_t at = step->right_from; at < (size_t)step->right_from + step->right_count; at++) {
        size_t first = at > 1 ? target->letters[at - 2] : 0, second = at > 0 ? target->letters[at - 1] : 0;
        sum += follow[(first * SPELLING_LETTERS + second) * SPELLING_LETTERS + target->letters[at]];
    }
    return sum * TENTH;
}

static void alignment_fill(const struct word *source, const struct word *target, struct spelling_alignment *alignment)
{
    const struct spelling_model *model = source->script == target->script ? model_of(source) : &spelling_latin_arabic;
    struct lattice lattice;
    size_t i = source->count, j = target->count, from = WORD_STEPS_MOST;
    (void)rewrite_cost(model, source, target, FAR, &lattice);
    while (i > 0 || j > 0) {
        struct spelling_step step = step_to(model, source, target, &lattice, i, j);
        step.weight += step_surprise(target, &step);
        alignment->steps[--from] = step;
        i -= step.left_count;
        j -= step.right_count;
    }
    alignment->count = WORD_STEPS_MOST - from;
    memmove(alignment->steps, alignment->steps + from, alignment->count * sizeof *alignment->steps);
}

/* One alignment for both ways round: from the Latin word, or from the one that comes first. */
static bool is_source(const struct word *a, const struct word *b)
{
    if (a->script != b->script)
        return a->script == WORD_LATIN;
    int order = memcmp(a->letters, b->letters, WORD_LETTERS_MOST);
    return order != 0 ? order < 0 : a->count <= b->count;
}

void spelling_align(const struct word *a, const struct word *b, struct spelling_alignment *ret_alignment)
{
    ret_alignment->weight = spelling_weight(a, b);
    ret_alignment->count = 0;
    if (a->count == 0 || b->count == 0 || a->script == WORD_OTHER || b->script == WORD_OTHER)
        return;
    bool source = is_source(a, b);
    alignment_fill(source ? a : b, source ? b : a, ret_alignment);
    for (size_t i = 0; i < ret_alignment->count && !source; i++) {
        struct spelling_step *step = &ret_alignment->steps[i];
        *step = (struct spelling_step){step->right_from, step->right_count, step->left_from, step->left_count,
                                       step->weight};
    }
}
