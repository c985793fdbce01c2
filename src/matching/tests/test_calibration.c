/* Probabilities set right by what people decided. */
#include "matching/calibration_curve.h"

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

/* ---- curves ---- */

static double error_of(const struct reviewed_pair pairs[], size_t count)
{
    struct calibration_band bands[CALIBRATION_BANDS];
    calibration_bands(pairs, count, bands);
    return calibration_error(bands);
}

/* Right at both ends and much too modest in the middle: no two numbers bend it right, a curve does; and it does on
   pairs that it was not made from. */
static void fill_modest(struct reviewed_pair pairs[], size_t count, double from)
{
    for (size_t i = 0; i < count; i++) {
        double said = ((double)(i % 200) + 0.5) / 200;
        double truth = said + 0.25 * (said > 0.2 && said < 0.8 ? 1 : 0) * (1 - fabs(said - 0.5) / 0.3);
        pairs[i].probability = said;
        pairs[i].same = fmod(from + (double)(i / 200) * 0.6180339887 + (double)(i % 200) * 0.4142135, 1) < truth;
    }
}

static void a_curve_sets_the_middle_right(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    static struct reviewed_pair pairs[PAIRS];
    static struct reviewed_pair others[PAIRS];
    struct calibration_curve curve;
    double slope;
    double shift;
    fill_modest(pairs, PAIRS, 0);
    fill_modest(others, PAIRS, 0.37);
    double before = error_of(others, PAIRS);
    assert_int_equal(calibration_fit(pairs, PAIRS, &slope, &shift), OK);
    assert_int_equal(calibration_curve_fit(arena, pairs, PAIRS, &curve), OK);
    static struct reviewed_pair bent[PAIRS];
    for (size_t i = 0; i < PAIRS; i++)
        bent[i] = (struct reviewed_pair){calibrated(others[i].probability, slope, shift), others[i].same};
    double straight = error_of(bent, PAIRS);
    for (size_t i = 0; i < PAIRS; i++)
        bent[i].probability = calibration_curve_at(&curve, others[i].probability);
    double curved = error_of(bent, PAIRS);
    if (!(before > 0.06 && curved < 0.03 && curved < straight))
        fail_msg("error before %.4f, straight %.4f, curve %.4f", before, straight, curved);
}

/* Whatever people decided, what was said to be likelier stays likelier; there and back is the same place. */
static void a_curve_always_rises(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
    static struct reviewed_pair pairs[PAIRS];
    uint32_t drawn = 1;
    size_t fitted = 0;
    for (unsigned round = 0; round < 60; round++) {
        size_t count = CURVE_PAIRS_LEAST + round * 60;
        for (size_t i = 0; i < count; i++) {
            drawn = drawn * 1664525U + 1013904223U;
            double said = (double)(drawn >> 8) / (1 << 24);
            said = round % 3 == 0 ? said * said * said * said : said; /* most are unlikely */
            drawn = drawn * 1664525U + 1013904223U;
            bool noise = (drawn >> 8) % 100 < round;
            drawn = drawn * 1664525U + 1013904223U;
            pairs[i] = (struct reviewed_pair){round % 5 == 0 && i % 3 == 0 ? 1 : said,
                                              noise ? (drawn >> 9) % 2 : (double)(drawn >> 8) / (1 << 24) < said};
        }
        struct calibration_curve curve;
        if (calibration_curve_fit(arena, pairs, count, &curve) != OK)
            continue;
        fitted++;
        double last = -1;
        for (double odds = -60; odds < 60; odds += 0.05) {
            double bent = calibration_curve_odds(&curve, odds);
            if (!isfinite(bent) || (odds > -60 && !(bent > last)) ||
                fabs(calibration_curve_said(&curve, bent) - odds) > 1e-3)
                fail_msg("round %u: %.3f becomes %.6f after %.6f", round, odds, bent, last);
            last = bent;
        }
        assert_true(calibration_curve_at(&curve, 0) >= 0 && calibration_curve_at(&curve, 1) <= 1);
    }
    assert_true(fitted > 50);
}

static void a_curve_refuses_what_teaches_nothing(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    static struct reviewed_pair pairs[PAIRS];
    struct calibration_curve curve = {.count = 7};
    fill_modest(pairs, PAIRS, 0);
    assert_int_equal(calibration_curve_fit(arena, pairs, CURVE_PAIRS_LEAST - 1, &curve), NOT_FOUND);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].same = pairs[i].probability < 0.5;
    assert_int_equal(calibration_curve_fit(arena, pairs, PAIRS, &curve), NOT_FOUND);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].same = false;
    assert_int_equal(calibration_curve_fit(arena, pairs, PAIRS, &curve), NOT_FOUND);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].probability = NAN;
    assert_int_equal(calibration_curve_fit(arena, pairs, PAIRS, &curve), NOT_FOUND);
    assert_int_equal(curve.count, 7);
    /* A dozen decisions never make a certainty: 300 pairs said at 0.5 and all but one the same. */
    for (size_t i = 0; i < CURVE_PAIRS_LEAST; i++)
        pairs[i] = (struct reviewed_pair){0.99, i != 0};
    assert_int_equal(calibration_curve_fit(arena, pairs, CURVE_PAIRS_LEAST, &curve), OK);
    assert_true(calibration_curve_at(&curve, 0.99) < 0.998);
}

static void a_curve_is_kept_as_text(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    AUTO_BUFFER struct buffer text = buffer_open(1 << 16);
    static struct reviewed_pair pairs[PAIRS];
    struct calibration_curve curve;
    struct calibration_curve again;
    fill(pairs, PAIRS);
    assert_int_equal(calibration_curve_fit(arena, pairs, PAIRS, &curve), OK);
    calibration_curve_write(&curve, &text);
    assert_int_equal(calibration_curve_read(buffer_text(&text), &again), OK);
    assert_int_equal(again.count, curve.count);
    for (double said = 0.01; said < 1; said += 0.01)
        assert_true(fabs(calibration_curve_at(&again, said) - calibration_curve_at(&curve, said)) < 1e-5);
    static const char *const WRONG[] = {"",
                                        "curve",
                                        "curve 1.000000",
                                        "curve 1.000000 2.000000\ncurve 0.500000 3.000000\n",
                                        "curve 1.000000 2.000000\ncurve 2.000000 2.000000\n",
                                        "curve 1.000000 nan\n",
                                        "curve 1.0 2.0\n",
                                        "curve 1.000000 2.000000 3.000000\n",
                                        "line 1.000000 2.000000\n"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        if (calibration_curve_read(text_from(WRONG[i]), &again) != INVALID)
            fail_msg("taken: %s", WRONG[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_right_what_is_said),
        cmocka_unit_test(refuses_what_teaches_nothing),
        cmocka_unit_test(a_curve_sets_the_middle_right),
        cmocka_unit_test(a_curve_always_rises),
        cmocka_unit_test(a_curve_refuses_what_teaches_nothing),
        cmocka_unit_test(a_curve_is_kept_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
