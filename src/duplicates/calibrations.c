#include "duplicates/calibrations.h"

#include <math.h>

#include "duplicates/field_weights.h"
#include "flow/flow.h"
#include "matching/calibration.h"
#include "matching/register_weights.h"
#include "persons/persons.h"

enum { READ_AT_ONCE = 200, FOLDS = 5, PER_THOUSAND = 1000 };
static const double MILLION = 1e6;

enum outcome calibration_base(struct work *work, struct identifier organisation,
                              const struct match_weights **ret_weights, int64_t *ret_base)
{
    struct identifier id;
    enum outcome outcome = field_weights_now(work, organisation, &id, ret_weights);
    if (outcome == NOT_FOUND)
        *ret_weights = match_weights_shipped;
    if (outcome >= OK)
        *ret_base = outcome == NOT_FOUND ? 0 : match_weights_version(*ret_weights);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome calibration_in_force(struct work *work, struct identifier organisation,
                                  const struct match_weights **ret_weights)
{
    struct identifier id;
    struct calibration_numbers numbers;
    int64_t base;
    enum outcome outcome = calibration_base(work, organisation, ret_weights, &base);
    if (outcome != OK)
        return outcome;
    outcome = calibration_now(work, organisation, &id, &numbers);
    if (outcome == OK)
        *ret_weights = match_weights_calibrated(work->arena, *ret_weights, (double)numbers.slope / MILLION,
                                                (double)numbers.shift / MILLION, numbers.weights);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* ---- from decisions ---- */

/* The probability of evidence in a register of this size. */
static double said(double bits, double prior) { return 1 / (1 + exp2(-(bits + prior))); }

static enum outcome prior_of(struct work *work, double *ret_prior)
{
    int64_t persons = 0;
    enum outcome outcome = person_register_size(work, &persons);
    if (outcome == OK)
        *ret_prior = -match_bits(match_set_open(work->arena, match_weights_shipped, persons), 0.5);
    return outcome;
}

static enum outcome read_pairs(struct work *work, int64_t base, struct reviewed_pair **ret_pairs, size_t *ret_count,
                               int64_t *ret_same)
{
    struct calibration_decision *decisions = NULL;
    size_t count = 0;
    double prior = 0;
    enum outcome outcome = prior_of(work, &prior);
    if (outcome == OK)
        outcome = calibration_decisions(work, work->actor->organisation, base, &decisions, &count);
    if (outcome != OK)
        return outcome;
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

/* ---- other weights of fields ---- */

enum outcome calibration_said_of(struct work *work, struct identifier organisation, const struct match_weights *other,
                                 struct calibration_said **ret_said, size_t *ret_count)
{
    struct calibration_decision *decisions = NULL;
    const struct match_weights *now;
    struct field_set fields = {0};
    size_t count = 0;
    size_t found = 0;
    int64_t base;
    enum outcome outcome = calibration_base(work, organisation, &now, &base);
    if (outcome == OK)
        outcome = calibration_decisions(work, organisation, base, &decisions, &count);
    if (outcome != OK)
        return outcome;
    struct calibration_said *said = arena_array(work->arena, struct calibration_said, count + 1);
    field_set_add(&fields, record_field_index(&person_pair_record, record_field(&person_pair_record, TEXT("reasons"))));
    for (size_t from = 0; from < count && outcome == OK; from += READ_AT_ONCE) {
        struct identifier ids[READ_AT_ONCE];
        void *rows[READ_AT_ONCE];
        size_t some = count - from < READ_AT_ONCE ? count - from : READ_AT_ONCE;
        for (size_t i = 0; i < some; i++)
            ids[i] = decisions[from + i].pair;
        outcome = record_get_all_unlimited(work, &person_pair_record, ids, some, &fields, rows);
        for (size_t i = 0; i < some && outcome == OK; i++) {
            struct text codes = rows[i] == NULL ? TEXT_NONE : ((const struct person_pair *)rows[i])->reasons;
            double bits = (double)decisions[from + i].bits / 10;
            if (!text_is_empty(codes))
                said[found++] = (struct calibration_said){
                    bits, bits + match_codes_bits(other, codes) - match_codes_bits(now, codes),
                    decisions[from + i].same};
        }
    }
    *ret_said = said;
    *ret_count = found;
    return outcome;
}

enum outcome calibration_errors(struct work *work, const struct calibration_said said_pairs[], size_t count,
                                int64_t *ret_now, int64_t *ret_then)
{
    struct reviewed_pair *now = arena_array(work->arena, struct reviewed_pair, count + 1);
    struct reviewed_pair *then = arena_array(work->arena, struct reviewed_pair, count + 1);
    double prior = 0;
    enum outcome outcome = prior_of(work, &prior);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        now[i] = (struct reviewed_pair){said(said_pairs[i].now, prior), said_pairs[i].same};
        then[i] = (struct reviewed_pair){said(said_pairs[i].then, prior), said_pairs[i].same};
    }
    if (outcome != OK)
        return outcome;
    *ret_now = error_of(now, count);
    *ret_then = error_of(then, count);
    return OK;
}

enum outcome calibration_propose(struct work *work, struct person_calibration *row)
{
    struct reviewed_pair *pairs = NULL;
    size_t count = 0;
    double slope = 1, shift = 0;
    const struct match_weights *ignored;
    enum outcome outcome = calibration_base(work, work->actor->organisation, &ignored, &row->base);
    if (outcome == OK)
        outcome = read_pairs(work, row->base, &pairs, &count, &row->same_total);
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

enum outcome calibration_make(struct work *work, struct identifier *ret_id)
{
    struct person_calibration *row = record_new(work->arena, &person_calibration_record);
    row->head.organisation = work->actor->organisation;
    row->head.office = work->actor->office;
    row->head.state = text_from(calibration_flow.states[0].name);
    enum outcome outcome = calibration_propose(work, row);
    if (outcome == OK)
        outcome = record_insert(work, &person_calibration_record, row);
    if (outcome == OK)
        *ret_id = row->head.id;
    return outcome;
}
