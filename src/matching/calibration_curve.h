/* How right probabilities were, as a curve: isotonic, so that what was said to be likelier stays likelier, whatever
   people decided; where Platt's two numbers (calibration.h) bend everything alike, a curve mends the middle alone.

       struct calibration_curve curve;
       if (calibration_curve_fit(arena, reviewed, count, &curve) == OK)
           probability = calibration_curve_at(&curve, probability);

   The pairs are sorted by what was said and put together, neighbour to neighbour, until each heap holds enough of them
   and what was observed rises from heap to heap.  Each heap is a knot; between knots the curve is a straight line of
   log odds, so that two probabilities that differed still do; beyond the outermost knots it goes on as it was said.
   A heap counts a few pairs as they were said, so that a dozen decisions never make a certainty. */
#ifndef MATCHING_CALIBRATION_CURVE_H
#define MATCHING_CALIBRATION_CURVE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "matching/calibration.h"

enum { CURVE_KNOTS_MOST = 64, CURVE_PAIRS_LEAST = 300 };

/* Log odds (base 2), both rising strictly from knot to knot.  {0}: nothing is changed. */
struct calibration_curve {
    size_t count;
    float said[CURVE_KNOTS_MOST], observed[CURVE_KNOTS_MOST];
};

/* From pairs that people decided or of which the truth is known, in any order (sorted copies lie in the arena).
   NOT_FOUND, and *ret_curve stays: fewer than CURVE_PAIRS_LEAST pairs, or all decided alike, or decisions have nothing
   to do with what was said. */
enum outcome calibration_curve_fit(struct arena *arena, const struct reviewed_pair pairs[], size_t count,
                                   struct calibration_curve *ret_curve) MUST_CHECK;
/* The probability that is right where this one is said; never less for a higher one. */
double calibration_curve_at(const struct calibration_curve *curve, double said);
/* The same of log odds, and back: which log odds must be said for these to be right. */
double calibration_curve_odds(const struct calibration_curve *curve, double said);
double calibration_curve_said(const struct calibration_curve *curve, double observed);

/* Lines "curve SAID OBSERVED", to be kept; a line that is none of a curve, or whose knots do not rise: INVALID. */
void calibration_curve_write(const struct calibration_curve *curve, struct buffer *buffer);
enum outcome calibration_curve_read(struct text text, struct calibration_curve *ret_curve) MUST_CHECK;

#endif
