#include "monitoring/interval.h"

#include <math.h>

enum { MOST = 1000, TABLE = 30 };

/* NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, "Critical Values of the Student's t Distribution", the
   column 0.975, one to thirty degrees of freedom. */
static const double T[TABLE] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};

/* Beyond the table: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5, its first three terms. */
double interval_t(int64_t freedom)
{
    const double z = 1.959964;
    if (freedom <= TABLE)
        return T[freedom < 1 ? 0 : freedom - 1];
    double n = (double)freedom;
    double first = (pow(z, 3) + z) / 4;
    double second = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96;
    return z + first / n + second / (n * n);
}

static int64_t within(double value)
{
    int64_t rounded = (int64_t)lround(value);
    return rounded < 0 ? 0 : rounded > MOST ? MOST : rounded;
}

/* mean ± t(0.975, n − 1) · s / √n, with s² = Σ(x − mean)² / (n − 1): NIST/SEMATECH e-Handbook of Statistical Methods,
   1.3.5.2, "Confidence Limits for the Mean".  It takes the persons for a random sample; cut to the scale's ends. */
struct interval interval_of(const struct sums *sums)
{
    double n = (double)sums->count;
    double mean = (double)sums->sum / n;
    struct interval interval = {.mean = within(mean), .has_bounds = sums->count > 1};
    interval.low = interval.high = interval.mean;
    if (!interval.has_bounds)
        return interval;
    double variance = ((double)sums->squares - mean * (double)sums->sum) / (n - 1);
    double half = interval_t(sums->count - 1) * sqrt((variance < 0 ? 0 : variance) / n);
    interval.low = within(mean - half);
    interval.high = within(mean + half);
    return interval;
}
