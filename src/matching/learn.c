#include "matching/learn.h"

#include <math.h>

enum { ROUNDS = 6, ADJUST_PARTS = 16, PAIR_NAMES = 2 };
static const double ANCHOR = 0.95;    /* what the other columns must make of a pair that a column is learnt from */
static const double PRIOR_PAIRS = 12; /* pairs that the shares of before count as */
static const double ENOUGH = 20;      /* random pairs of a level from which on its share is believed */
static const double BITS_BEYOND = 5;  /* a level never weighs more than what it weighed before and so many bits */

struct learn_pair learn_pair_of(const struct match_schema *schema, const struct pair_column columns[MATCH_COLUMNS_MOST])
{
    struct learn_pair pair = {0};
    size_t names = 0;
    for (size_t c = 0; c < schema->count; c++) {
        float adjust = roundf(columns[c].adjust * ADJUST_PARTS);
        pair.levels[c] = columns[c].level;
        pair.adjusts[c] = (int8_t)(adjust > 127 ? 127 : adjust < -127 ? -127 : adjust);
        if (schema->columns[c].kind == MATCH_KIND_NAME && names < PAIR_NAMES)
            pair.weights[names++] = columns[c].weight;
    }
    return pair;
}

float learn_pair_bits(const struct pair_engine *engine, const struct learn_pair *pair,
                      float ret_columns[MATCH_COLUMNS_MOST])
{
    float sum = 0;
    size_t names = 0;
    for (size_t c = 0; c < engine->schema->count; c++) {
        struct pair_column said = {.level = pair->levels[c], .adjust = (float)pair->adjusts[c] / ADJUST_PARTS};
        if (engine->schema->columns[c].kind == MATCH_KIND_NAME)
            said.weight = pair->weights[names < PAIR_NAMES - 1 ? names++ : PAIR_NAMES - 1];
        ret_columns[c] = pair_column_bits(engine, c, &said);
        sum += ret_columns[c];
    }
    return sum;
}

/* ---- shares of levels ---- */

struct shares {
    double mass[MATCH_COLUMNS_MOST][MATCH_LEVELS], total[MATCH_COLUMNS_MOST];
    double pairs; /* known or not */
};

static void share_add(struct shares *shares, const struct learn_pair *pair, size_t column, double mass)
{
    if (pair->levels[column] == MATCH_LEVEL_NONE)
        return;
    shares->mass[column][pair->levels[column]] += mass;
    shares->total[column] += mass;
}

/* Names of two persons of one group (nationality) are more alike than those of any two; what agrees beside them would
   count twice if that was not looked at. */
static bool tells(const struct pair_engine *engine, const struct learn_pair *pair, size_t column)
{
    return engine->group_column == MATCH_COLUMNS_MOST || engine->schema->columns[column].kind != MATCH_KIND_NAME ||
           pair->levels[engine->group_column] == CODE_SAME;
}

/* Pairs of two persons. */
static struct shares shares_of(const struct pair_engine *engine, const struct learn_sample *sample,
                               const float *different)
{
    const struct match_schema *schema = engine->schema;
    struct shares shares = {.pairs = (double)sample->count};
    for (size_t i = 0; i < sample->count; i++)
        for (size_t c = 0; c < schema->count; c++)
            if (tells(engine, &sample->pairs[i], c))
                share_add(&shares, &sample->pairs[i], c, different == NULL ? 1 : (double)different[i]);
    return shares;
}

/* Two persons: what random pairs show; of levels too rare for that, what pairs with a key in common show, for nearly
   all pairs that agree so well have one. */
static void learn_other(const struct match_schema *schema, const struct match_weights *before,
                        const struct shares *random, const struct shares *unselected, double stands_for,
                        struct match_weights *weights)
{
    for (size_t c = 0; c < schema->count; c++) {
        const struct match_kind_words *kind = &match_kinds[schema->columns[c].kind];
        struct match_field_weights *field = &weights->fields[c];
        double all = random->total[c] + 1;
        double known = stands_for * all / (random->pairs + 1); /* pairs of which both sides know the column */
        for (size_t l = 0; l < kind->levels; l++) {
            double counted = random->mass[c][l] / all;
            double found = stands_for > 0 ? unselected->mass[c][l] / known : 0;
            double share = random->mass[c][l] >= ENOUGH || counted > found ? counted : found;
            double least = (double)field->same[l] * exp2(-(double)before->fields[c].bits[l] - BITS_BEYOND);
            field->other[l] = (float)(share > least ? share : least);
        }
    }
}

static void learn_same(const struct match_schema *schema, const struct match_weights *before,
                       const struct shares *anchors, struct match_weights *weights)
{
    for (size_t c = 0; c < schema->count; c++) {
        const struct match_kind_words *kind = &match_kinds[schema->columns[c].kind];
        for (size_t l = 0; l < kind->levels; l++)
            weights->fields[c].same[l] =
                (float)((anchors->mass[c][l] + PRIOR_PAIRS * (double)before->fields[c].same[l]) /
                        (anchors->total[c] + PRIOR_PAIRS));
    }
}

/* ---- rounds ---- */

struct learner {
    struct pair_engine *engine;
    struct match_weights *weights;
    const struct learn_sample *unselected, *candidates;
    float *different; /* of each unselected pair: the probability that it is of two persons */
    double prior_bits, same;
    struct shares anchors;
};

static double probability(double bits) { return bits > 60 ? 1 : 1 / (1 + exp2(-bits)); }

static void learn_prior(struct learner *learner)
{
    float columns[MATCH_COLUMNS_MOST];
    for (int round = 0; round < 4; round++) {
        double sum = 0;
        for (size_t i = 0; i < learner->candidates->count; i++)
            sum += probability((double)learn_pair_bits(learner->engine, &learner->candidates->pairs[i], columns) +
                               learner->prior_bits);
        learner->same = sum;
        double share = (sum + 0.5) / (learner->candidates->stands_for + 1);
        learner->prior_bits = log2(share / (1 - share));
    }
}

static void find_anchors(struct learner *learner)
{
    const size_t columns = learner->engine->schema->count;
    float bits[MATCH_COLUMNS_MOST];
    learner->anchors = (struct shares){0};
    for (size_t i = 0; i < learner->candidates->count; i++) {
        const struct learn_pair *pair = &learner->candidates->pairs[i];
        double sum = (double)learn_pair_bits(learner->engine, pair, bits) + learner->prior_bits;
        for (size_t c = 0; c < columns; c++) {
            double without = probability(sum - (double)bits[c]);
            if (without >= ANCHOR)
                share_add(&learner->anchors, pair, c, without);
        }
    }
}

static void weigh_unselected(struct learner *learner)
{
    float columns[MATCH_COLUMNS_MOST];
    for (size_t i = 0; i < learner->unselected->count; i++)
        learner->different[i] =
            (float)(1 - probability((double)learn_pair_bits(learner->engine, &learner->unselected->pairs[i], columns) +
                                    learner->prior_bits));
}

struct learn_result learn_weights(struct arena *arena, struct pair_engine *engine, struct match_weights *weights,
                                  const struct learn_sample *random, const struct learn_sample *unselected,
                                  const struct learn_sample *candidates)
{
    const struct match_schema *schema = engine->schema;
    const struct match_weights before = *weights;
    struct learner learner = {.engine = engine, .weights = weights, .unselected = unselected, .candidates = candidates};
    learner.different = arena_array(arena, float, unselected->count + 1);
    learner.prior_bits = log2(1 / (candidates->stands_for + 1) * ((double)candidates->count + 1) / 10);
    struct shares randoms = shares_of(engine, random, NULL);
    for (int round = 0; round < ROUNDS; round++) {
        weigh_unselected(&learner);
        struct shares found = shares_of(engine, unselected, learner.different);
        if (round > 0) {
            find_anchors(&learner);
            learn_same(schema, &before, &learner.anchors, weights);
        }
        learn_other(schema, &before, &randoms, &found, unselected->stands_for, weights);
        weights_from_shares(schema, weights);
        pair_engine_weigh(engine, weights);
        learn_prior(&learner);
    }
    struct learn_result result = {.prior_bits = learner.prior_bits, .same = learner.same};
    for (size_t c = 0; c < schema->count; c++)
        result.anchors[c] = (size_t)learner.anchors.total[c];
    return result;
}
