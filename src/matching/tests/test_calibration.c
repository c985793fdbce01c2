/* Probabilities set right by what people decided. */
#include "matching/calibration.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PAIRS = 4000 };

/* Says too much: where it says odds of 2 to the 6, they are 2 to the 3, and 1 less. */
static void fill(struct reviewed_pair pairs[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double odds = (double)(i % 41) * 0.4 - 8;
        double truth = 1 / (1 + exp2(-(0.5 * odds - 1)));
        pairs[i].probability = 1 / (1 + exp2(-odds));
        pairs[i].same = fmod((double)(i / 41) * 0.6180339887, 1) < truth;
    }
}

static void sets_right_what_is_said(void **state)
{
    (void)state;
    static struct reviewed_pair pairs[PAIRS];
    struct calibration_band bands[CALIBRATION_BANDS];
    double slope;
    double shift;
    fill(pairs, PAIRS);
    calibration_bands(pairs, PAIRS, bands);
    double before = calibration_error(bands);
    assert_int_equal(calibration_fit(pairs, PAIRS, &slope, &shift), OK);
    assert_true(fabs(slope - 0.5) < 0.05 && fabs(shift + 1) < 0.15);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].probability = calibrated(pairs[i].probability, slope, shift);
    calibration_bands(pairs, PAIRS, bands);
    assert_true(before > 0.1 && calibration_error(bands) < 0.03);
}

static void refuses_what_teaches_nothing(void **state)
{
    (void)state;
    static struct reviewed_pair pairs[PAIRS];
    double slope = 7;
    double shift = 7;
    fill(pairs, PAIRS);
    assert_int_equal(calibration_fit(pairs, CALIBRATION_LEAST - 1, &slope, &shift), NOT_FOUND);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].same = pairs[i].probability < 0.5; /* somebody decides against all that is likely */
    assert_int_equal(calibration_fit(pairs, PAIRS, &slope, &shift), NOT_FOUND);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].same = true;
    assert_int_equal(calibration_fit(pairs, PAIRS, &slope, &shift), NOT_FOUND);
    assert_true(slope == 7 && shift == 7);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i] = (struct reviewed_pair){i % 2 == 0 ? 1 : 0, i % 2 == 0}; /* certainties, all right */
    assert_int_equal(calibration_fit(pairs, PAIRS, &slope, &shift), OK);
    assert_true(isfinite(slope) && isfinite(shift) && calibrated(1, slope, shift) > 0.99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_right_what_is_said),
        cmocka_unit_test(refuses_what_teaches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
