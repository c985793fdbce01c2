#include "matching/calibration.h"

#include <math.h>

#include "matching/weights.h"

enum { ROUNDS = 60, HALVES = 30 };
static const double ODDS_MOST = 40;
static const double HELD_BACK = 1; /* pairs that hold the slope near 1 */

static double odds_of(double probability)
{
    double odds = log2(probability / (1 - probability));
    return !(odds < ODDS_MOST) ? ODDS_MOST : !(odds > -ODDS_MOST) ? -ODDS_MOST : odds;
}

double calibrated(double probability, double slope, double shift)
{
    return 1 / (1 + exp2(-(slope * odds_of(probability) + shift)));
}

void calibration_bands(const struct reviewed_pair pairs[], size_t count, struct calibration_band ret[CALIBRATION_BANDS])
{
    for (size_t b = 0; b < CALIBRATION_BANDS; b++)
        ret[b] = (struct calibration_band){0};
    for (size_t i = 0; i < count; i++) {
        double place = pairs[i].probability * CALIBRATION_BANDS;
        size_t band = !(place > 0) ? 0 : place >= CALIBRATION_BANDS ? CALIBRATION_BANDS - 1 : (size_t)place;
        ret[band].said += pairs[i].probability;
        ret[band].observed += pairs[i].same;
        ret[band].count++;
    }
    for (size_t b = 0; b < CALIBRATION_BANDS; b++)
        if (ret[b].count > 0) {
            ret[b].said /= (double)ret[b].count;
            ret[b].observed /= (double)ret[b].count;
        }
}

double calibration_error(const struct calibration_band bands[CALIBRATION_BANDS])
{
    double sum = 0;
    double count = 0;
    for (size_t b = 0; b < CALIBRATION_BANDS; b++) {
        sum += fabs(bands[b].said - bands[b].observed) * (double)bands[b].count;
        count += (double)bands[b].count;
    }
    return count > 0 ? sum / count : 0;
}

/* What is made least: less is likelier. */
static double loss(const struct reviewed_pair pairs[], size_t count, double slope, double shift)
{
    double sum = HELD_BACK * (slope - 1) * (slope - 1) / 2;
    for (size_t i = 0; i < count; i++) {
        double odds = (slope * odds_of(pairs[i].probability) + shift) * log(2) * (pairs[i].same ? -1 : 1);
        sum += odds > 30 ? odds : log1p(exp(odds));
    }
    return sum;
}

/* One step of Newton's method on the log likelihood, with the slope held near 1. */
static void step(const struct reviewed_pair pairs[], size_t count, double *slope, double *shift)
{
    const double bit = log(2);
    double gradient_slope = HELD_BACK * (1 - *slope);
    double gradient_shift = 0;
    double slopes = HELD_BACK;
    double shifts = 1e-6;
    double both = 0;
    for (size_t i = 0; i < count; i++) {
        double odds = odds_of(pairs[i].probability);
        double said = calibrated(pairs[i].probability, *slope, *shift);
        double spread = said * (1 - said) * bit * bit;
        gradient_slope += (pairs[i].same - said) * odds * bit;
        gradient_shift += (pairs[i].same - said) * bit;
        slopes += spread * odds * odds;
        shifts += spread;
        both += spread * odds;
    }
    double area = slopes * shifts - both * both;
    if (!(area > 1e-9))
        return;
    double slope_by = (gradient_slope * shifts - gradient_shift * both) / area;
    double shift_by = (gradient_shift * slopes - gradient_slope * both) / area;
    double before = loss(pairs, count, *slope, *shift);
    for (int halves = 0; halves < HALVES; halves++, slope_by /= 2, shift_by /= 2) {
        double to_slope = fmin(fmax(*slope + slope_by, -4), 4);
        double to_shift = fmin(fmax(*shift + shift_by, -ODDS_MOST), ODDS_MOST);
        if (loss(pairs, count, to_slope, to_shift) > before)
            continue; /* too far, where nearly all is certain */
        *slope = to_slope;
        *shift = to_shift;
        return;
    }
}

enum outcome calibration_fit(const struct reviewed_pair pairs[], size_t count, double *ret_slope, double *ret_shift)
{
    double slope = 1;
    double shift = 0;
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += pairs[i].same;
    if (count < CALIBRATION_LEAST || same == 0 || same == count)
        return NOT_FOUND;
    for (int round = 0; round < ROUNDS; round++)
        step(pairs, count, &slope, &shift);
    if (!(slope > 0.05))
        return NOT_FOUND;
    *ret_slope = slope;
    *ret_shift = shift;
    return OK;
}

const struct match_weights *match_weights_calibrated(struct arena *arena, const struct match_weights *weights,
                                                     double slope, double shift, int64_t version)
{
    struct match_weights *bent = arena_new(arena, struct match_weights);
    (void)match_weights_version(weights); /* the shipped ones are made when they are first asked for */
    *bent = *weights;
    bent->slope = (float)(slope * (double)weights->slope);
    bent->shift = (float)(slope * (double)weights->shift + shift);
    bent->version = version;
    return bent;
}
