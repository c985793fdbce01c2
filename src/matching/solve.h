/* From pairs to answers: one partner each, groups of rows of one person, and how good that is where the truth is known.
 */
#ifndef MATCHING_SOLVE_H
#define MATCHING_SOLVE_H

#include "matching/batch.h"

/* Best pairs first; ties by row, so that every run gives the same. */
void solve_sort(struct batch_pair pairs[], size_t count);

/* Keeps of sorted pairs those in which neither row stands in a better one; returns how many stay, in order. */
size_t solve_one_to_one(struct arena *scratch, struct batch_pair pairs[], size_t count, size_t left_rows,
                        size_t right_rows);

/* Groups of rows of one list: joined by pairs of `certain` bits or more, and a pair joins two groups only if no two
   rows of them are known to be apart: rows of different groups whose pair is among `pairs` and below `certain` keep the
   groups apart.  group_of[row] is the least row of its group.  Pairs are sorted. */
void solve_groups(struct arena *scratch, const struct batch_pair pairs[], size_t count, float certain, size_t rows,
                  uint32_t group_of[]);

/* ---- where the truth is known ---- */

struct solve_truth {
    /* For each row the number of its person (equal in both lists), 0: nobody else's. */
    const uint32_t *left, *right;
    size_t left_rows, right_rows;
    bool one_list;
};
/* True pairs there are. */
uint64_t solve_true_pairs(const struct solve_truth *truth, struct arena *scratch);

struct solve_measure {
    uint64_t found, right, expected; /* pairs given, true ones among them, true ones there are */
    double precision, recall, f1;
};
struct solve_measure solve_measure(const struct solve_truth *truth, const struct batch_pair pairs[], size_t count,
                                   uint64_t expected);
/* The same at the best place to cut sorted pairs, and the bits there. */
struct solve_measure solve_measure_best(const struct solve_truth *truth, const struct batch_pair pairs[], size_t count,
                                        uint64_t expected, float *ret_bits);

#endif
