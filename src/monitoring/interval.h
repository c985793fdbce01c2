/* Means and their 95 % confidence intervals.  Pure. */
#ifndef MONITORING_INTERVAL_H
#define MONITORING_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

struct sums {
    int64_t count, sum, squares; /* of values 0 to 1000 */
};
struct interval {
    int64_t mean, low, high; /* in the values' unit, rounded; within 0 to 1000 */
    bool has_bounds;         /* two values at least */
};
/* `sums` of one value at least. */
struct interval interval_of(const struct sums *sums);
/* The 0.975 quantile of Student's t with so many degrees of freedom (1 or more). */
double interval_t(int64_t freedom);

#endif
