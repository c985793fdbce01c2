#include "duplicates/calibrations.h"

#include <math.h>

#include "matching/calibration.h"
#include "persons/persons.h"

enum { PERSONS_LEAST = 1000, FOLDS = 5, PER_THOUSAND = 1000 };
static const double MILLION = 1e6;

enum outcome calibration_in_force(struct work *work, struct identifier organisation,
                                  const struct match_weights **ret_weights)
{
    struct identifier id;
    struct calibration_numbers numbers;
    enum outcome outcome = calibration_now(work, organisation, &id, &numbers);
    *ret_weights = match_weights_shipped;
    if (outcome == OK)
        *ret_weights = match_weights_calibrated(work->arena, match_weights_shipped, (double)numbers.slope / MILLION,
                                                (double)numbers.shift / MILLION, numbers.weights);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* ---- from decisions ---- */

/* What the shipped weights say to evidence, in a register of this size. */
static double said(double bits, double prior) { return 1 / (1 + exp2(-(bits + prior))); }

static enum outcome read_pairs(struct work *work, struct reviewed_pair **ret_pairs, size_t *ret_count,
                               int64_t *ret_same)
{
    struct person_index_standing standing;
    struct calibration_decision *decisions = NULL;
    size_t count = 0;
    enum outcome outcome = person_index_standing(work, &standing);
    if (outcome == OK)
        outcome = calibration_decisions(work, work->actor->organisation, &decisions, &count);
    if (outcome != OK)
        return outcome;
    struct match_set *set = match_set_open(work->arena, match_weights_shipped,
                                           standing.total < PERSONS_LEAST ? PERSONS_LEAST : standing.total);
    double prior = -match_bits(set, 0.5);
    struct reviewed_pair *pairs = arena_array(work->arena, struct reviewed_pair, count + 1);
    *ret_same = 0;
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (struct reviewed_pair){said((double)decisions[i].bits / 10, prior), decisions[i].same};
        *ret_same += decisions[i].same;
    }
    *ret_pairs = pairs;
    *ret_count = count;
    return OK;
}

static int64_t error_of(const struct reviewed_pair pairs[], size_t count)
{
    struct calibration_band bands[CALIBRATION_BANDS];
    calibration_bands(pairs, count, bands);
    return llround(calibration_error(bands) * PER_THOUSAND);
}

/* How far off it would be on decisions that it was not made from: a fifth of them at a time. */
static enum outcome held_out_error(struct arena *arena, const struct reviewed_pair pairs[], size_t count,
                                   int64_t *ret_error)
{
    struct reviewed_pair *rest = arena_array(arena, struct reviewed_pair, count + 1);
    struct reviewed_pair *bent = arena_array(arena, struct reviewed_pair, count + 1);
    for (size_t fold = 0; fold < FOLDS; fold++) {
        double slope, shift;
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if (i % FOLDS != fold)
                rest[kept++] = pairs[i];
        enum outcome outcome = calibration_fit(rest, kept, &slope, &shift);
        if (outcome != OK)
            return outcome;
        for (size_t i = fold; i < count; i += FOLDS)
            bent[i] = (struct reviewed_pair){calibrated(pairs[i].probability, slope, shift), pairs[i].same};
    }
    *ret_error = error_of(bent, count);
    return OK;
}

static int64_t bent_from(double probability, double slope, double shift)
{
    return llround(calibrated(probability, slope, shift) * PER_THOUSAND);
}

static enum outcome refuse(struct work *work, const char *code, const char *message)
{
    return problem_add_with(&work->problems, INVALID, code, TEXT_NONE, message,
                            language_number(work->arena, work->language, DECISIONS_LEAST),
                            language_number(work->arena, work->language, DECISIONS_OF_EACH));
}

enum outcome calibration_propose(struct work *work, struct person_calibration *row)
{
    struct reviewed_pair *pairs = NULL;
    size_t count = 0;
    double slope = 1, shift = 0;
    enum outcome outcome = read_pairs(work, &pairs, &count, &row->same_total);
    if (outcome != OK)
        return outcome;
    row->decisions = (int64_t)count;
    if (count < DECISIONS_LEAST || row->same_total < DECISIONS_OF_EACH ||
        row->decisions - row->same_total < DECISIONS_OF_EACH)
        return refuse(work, "too_few_decisions", N_("{1} decisions are needed, and {2} of each kind at least."));
    row->error_without = error_of(pairs, count);
    outcome = held_out_error(work->arena, pairs, count, &row->error_with);
    if (outcome == OK)
        outcome = calibration_fit(pairs, count, &slope, &shift);
    if (outcome != OK)
        return outcome < 0 ? outcome
                           : refuse(work, "no_calibration",
                                    N_("What was decided does not rise with the probability: look at single decisions "
                                       "first."));
    row->slope = llround(slope * MILLION);
    row->shift = llround(shift * MILLION);
    row->from_200 = bent_from(0.2, slope, shift);
    row->from_500 = bent_from(0.5, slope, shift);
    row->from_800 = bent_from(0.8, slope, shift);
    row->from_950 = bent_from(0.95, slope, shift);
    row->weights = work->now; /* a version of its own */
    return OK;
}
