/* How right probabilities were, by what people decided about pairs; and the two numbers that set them right. */
#ifndef MATCHING_CALIBRATION_H
#define MATCHING_CALIBRATION_H

#include "matching/match.h"

struct reviewed_pair {
    double probability; /* as it was said */
    bool same;          /* what people decided */
};

enum { CALIBRATION_BANDS = 10, CALIBRATION_LEAST = 300 };
struct calibration_band {
    double said, observed; /* means; 0 without pairs */
    size_t count;
};
/* For the picture: tenths of probability. */
void calibration_bands(const struct reviewed_pair pairs[], size_t count,
                       struct calibration_band ret[CALIBRATION_BANDS]);
/* The mean distance of said and observed, weighted by the pairs. */
double calibration_error(const struct calibration_band bands[CALIBRATION_BANDS]);

/* Platt's method: log odds (base 2) become slope * log odds + shift.  NOT_FOUND: fewer than CALIBRATION_LEAST pairs, or
   all decided alike, or what fits best would turn likely into unlikely. */
enum outcome calibration_fit(const struct reviewed_pair pairs[], size_t count, double *ret_slope,
                             double *ret_shift) MUST_CHECK;
double calibrated(double probability, double slope, double shift);
/* The weights with this calibration, in the arena, and a version of their own. */
const struct match_weights *match_weights_calibrated(struct arena *arena, const struct match_weights *weights,
                                                     double slope, double shift, int64_t version);

#endif
