#include "matching/solve.h"

#include <stdlib.h>
#include <string.h>

static int better_first(const void *a, const void *b)
{
    const struct batch_pair *one = a;
    const struct batch_pair *other = b;
    if (one->bits != other->bits)
        return one->bits > other->bits ? -1 : 1;
    if (one->left != other->left)
        return one->left < other->left ? -1 : 1;
    return one->right < other->right ? -1 : one->right > other->right;
}

void solve_sort(struct batch_pair pairs[], size_t count)
{
    if (count > 1)
        qsort(pairs, count, sizeof *pairs, better_first);
}

size_t solve_one_to_one(struct arena *scratch, struct batch_pair pairs[], size_t count, size_t left_rows,
                        size_t right_rows)
{
    bool *left = arena_array(scratch, bool, left_rows + 1);
    bool *right = arena_array(scratch, bool, right_rows + 1);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (left[pairs[i].left] || right[pairs[i].right])
            continue;
        left[pairs[i].left] = right[pairs[i].right] = true;
        pairs[kept++] = pairs[i];
    }
    return kept;
}

/* ---- groups ---- */

static uint32_t root_of(uint32_t *parents, uint32_t row)
{
    while (parents[row] != row) {
        parents[row] = parents[parents[row]];
        row = parents[row];
    }
    return row;
}

struct weak_pair {
    uint32_t row, next; /* next: index of another weak pair of the same group, 0 none */
};

/* Weak pairs of each row, in lists that are joined with the groups. */
struct grouping {
    uint32_t *parents, *firsts, *lasts;
    struct weak_pair *weak;
};

static void add_weak(struct grouping *grouping, uint32_t at, uint32_t row, uint32_t other)
{
    grouping->weak[at] = (struct weak_pair){other, 0};
    if (grouping->firsts[row] == 0)
        grouping->firsts[row] = at;
    else
        grouping->weak[grouping->lasts[row]].next = at;
    grouping->lasts[row] = at;
}

static bool kept_apart(struct grouping *grouping, uint32_t a, uint32_t b)
{
    for (uint32_t at = grouping->firsts[a]; at != 0; at = grouping->weak[at].next)
        if (root_of(grouping->parents, grouping->weak[at].row) == b)
            return true;
    return false;
}

static void join(struct grouping *grouping, uint32_t a, uint32_t b)
{
    uint32_t root = a < b ? a : b;
    uint32_t other = a < b ? b : a;
    grouping->parents[other] = root;
    if (grouping->firsts[other] == 0)
        return;
    if (grouping->firsts[root] == 0)
        grouping->firsts[root] = grouping->firsts[other];
    else
        grouping->weak[grouping->lasts[root]].next = grouping->firsts[other];
    grouping->lasts[root] = grouping->lasts[other];
}

void solve_groups(struct arena *scratch, const struct batch_pair pairs[], size_t count, float certain, size_t rows,
                  uint32_t group_of[])
{
    struct grouping grouping = {group_of, arena_array(scratch, uint32_t, rows + 1),
                                arena_array(scratch, uint32_t, rows + 1),
                                arena_array(scratch, struct weak_pair, 2 * count + 1)};
    uint32_t weak = 1;
    for (uint32_t row = 0; row < rows; row++)
        group_of[row] = row;
    for (size_t i = 0; i < count; i++)
        if (pairs[i].bits < certain) {
            add_weak(&grouping, weak++, pairs[i].left, pairs[i].right);
            add_weak(&grouping, weak++, pairs[i].right, pairs[i].left);
        }
    for (size_t i = 0; i < count && pairs[i].bits >= certain; i++) {
        uint32_t a = root_of(group_of, pairs[i].left);
        uint32_t b = root_of(group_of, pairs[i].right);
        if (a != b && !kept_apart(&grouping, a, b))
            join(&grouping, a, b);
    }
    for (uint32_t row = 0; row < rows; row++)
        group_of[row] = root_of(group_of, row);
}

/* ---- measuring ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a;
    uint32_t other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

static uint32_t *sorted_copy(struct arena *scratch, const uint32_t *numbers, size_t count)
{
    uint32_t *copy = arena_array(scratch, uint32_t, count + 1);
    if (count > 0)
        memcpy(copy, numbers, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, by_number);
    return copy;
}

static size_t run_of(const uint32_t *numbers, size_t count, size_t at)
{
    size_t end = at;
    while (end < count && numbers[end] == numbers[at])
        end++;
    return end - at;
}

uint64_t solve_true_pairs(const struct solve_truth *truth, struct arena *scratch)
{
    uint32_t *left = sorted_copy(scratch, truth->left, truth->left_rows);
    uint32_t *right = truth->one_list ? left : sorted_copy(scratch, truth->right, truth->right_rows);
    uint64_t pairs = 0;
    for (size_t i = 0, k = 0; i < truth->left_rows;) {
        size_t ours = run_of(left, truth->left_rows, i);
        while (!truth->one_list && k < truth->right_rows && right[k] < left[i])
            k++;
        size_t theirs = truth->one_list                                ? 0
                        : k < truth->right_rows && right[k] == left[i] ? run_of(right, truth->right_rows, k)
                                                                       : 0;
        if (left[i] != 0)
            pairs += truth->one_list ? (uint64_t)ours * (ours - 1) / 2 : (uint64_t)ours * theirs;
        i += ours;
    }
    return pairs;
}

static struct solve_measure measured(uint64_t found, uint64_t right, uint64_t expected)
{
    struct solve_measure measure = {.found = found, .right = right, .expected = expected};
    measure.precision = found == 0 ? 0 : (double)right / (double)found;
    measure.recall = expected == 0 ? 0 : (double)right / (double)expected;
    if (right > 0)
        measure.f1 = 2 * measure.precision * measure.recall / (measure.precision + measure.recall);
    return measure;
}

static bool is_true(const struct solve_truth *truth, const struct batch_pair *pair)
{
    const uint32_t *right = truth->one_list ? truth->left : truth->right;
    return truth->left[pair->left] != 0 && truth->left[pair->left] == right[pair->right];
}

struct solve_measure solve_measure(const struct solve_truth *truth, const struct batch_pair pairs[], size_t count,
                                   uint64_t expected)
{
    uint64_t right = 0;
    for (size_t i = 0; i < count; i++)
        right += is_true(truth, &pairs[i]);
    return measured(count, right, expected);
}

struct solve_measure solve_measure_best(const struct solve_truth *truth, const struct batch_pair pairs[], size_t count,
                                        uint64_t expected, float *ret_bits)
{
    struct solve_measure best = {.expected = expected};
    uint64_t right = 0;
    *ret_bits = 0;
    for (size_t i = 0; i < count; i++) {
        right += is_true(truth, &pairs[i]);
        if (i + 1 < count && pairs[i + 1].bits == pairs[i].bits)
            continue;
        struct solve_measure here = measured(i + 1, right, expected);
        if (here.f1 > best.f1) {
            best = here;
            *ret_bits = pairs[i].bits;
        }
    }
    return best;
}
