#include "matching/calibration_curve.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"

static const double ODDS_MOST = 40;
static const double HEAP_ODDS = 0.75; /* log odds that a heap spans before it is closed … */
static const double HEAP_PAIRS = 25;  /* … and pairs that it holds */
static const double AS_SAID = 2;      /* pairs decided as it was said, in each heap, of either answer */
static const double RISE = 1e-3;      /* from knot to knot, at least */
static const double MILLIONTHS = 1e6;

struct heap {
    double same, different;           /* decided */
    double said_same, said_different; /* expected by what was said */
};

static double odds_of(double probability)
{
    double odds = log2(probability / (1 - probability));
    return !(odds < ODDS_MOST) ? ODDS_MOST : !(odds > -ODDS_MOST) ? -ODDS_MOST : odds;
}

static double probability_of(double odds) { return 1 / (1 + exp2(-odds)); }

/* ---- fitting ---- */

static double heap_said(const struct heap *heap) { return log2(heap->said_same / heap->said_different); }

static double heap_observed(const struct heap *heap)
{
    return heap_said(heap) + log2((heap->same + AS_SAID) / (heap->said_same + AS_SAID)) -
           log2((heap->different + AS_SAID) / (heap->said_different + AS_SAID));
}

static int by_probability(const void *a, const void *b)
{
    double one = ((const struct reviewed_pair *)a)->probability;
    double other = ((const struct reviewed_pair *)b)->probability;
    return one < other ? -1 : one > other;
}

static void heap_add(struct heap *heap, const struct reviewed_pair *pair)
{
    double said = probability_of(odds_of(pair->probability)); /* never 0 or 1 */
    *(pair->same ? &heap->same : &heap->different) += 1;
    heap->said_same += said;
    heap->said_different += probability_of(-odds_of(pair->probability));
}

static void heap_join(struct heap *heap, const struct heap *next)
{
    heap->same += next->same;
    heap->different += next->different;
    heap->said_same += next->said_same;
    heap->said_different += next->said_different;
}

/* What was observed must rise: a heap that does not rise above the one before is put together with it. */
static size_t heaps_push(struct heap heaps[], size_t count, struct heap heap)
{
    while (count > 0 && !(heap_observed(&heap) > heap_observed(&heaps[count - 1]) + RISE &&
                          heap_said(&heap) > heap_said(&heaps[count - 1]) + RISE)) {
        heap_join(&heaps[count - 1], &heap);
        heap = heaps[--count];
    }
    heaps[count] = heap;
    return count + 1;
}

/* Sorted pairs; equal ones are never parted.  Returns how many heaps there are; *ret_closed how many there were before
   any was put together with another. */
static size_t heaps_make(const struct reviewed_pair pairs[], size_t count, struct heap heaps[CURVE_KNOTS_MOST],
                         size_t *ret_closed)
{
    double range = odds_of(pairs[count - 1].probability) - odds_of(pairs[0].probability);
    double wide = range / (CURVE_KNOTS_MOST - 2) > HEAP_ODDS ? range / (CURVE_KNOTS_MOST - 2) : HEAP_ODDS;
    struct heap heap = {0};
    size_t made = 0;
    size_t from = 0;
    *ret_closed = 0;
    for (size_t i = 0; i < count; i++) {
        heap_add(&heap, &pairs[i]);
        bool last = i + 1 == count;
        bool full = heap.same + heap.different >= HEAP_PAIRS &&
                    odds_of(pairs[i].probability) - odds_of(pairs[from].probability) >= wide;
        if (!last && (!full || !(pairs[i + 1].probability > pairs[i].probability)))
            continue;
        if (last && !full && made > 0 && heap.same + heap.different < HEAP_PAIRS) {
            heap_join(&heap, &heaps[--made]);
        }
        made = heaps_push(heaps, made, heap);
        heap = (struct heap){0};
        from = i + 1;
        (*ret_closed)++;
    }
    return made;
}

enum outcome calibration_curve_fit(struct arena *arena, const struct reviewed_pair pairs[], size_t count,
                                   struct calibration_curve *ret_curve)
{
    struct reviewed_pair *sorted = arena_array(arena, struct reviewed_pair, count + 1);
    struct heap heaps[CURVE_KNOTS_MOST];
    size_t same = 0;
    size_t kept = 0;
    size_t closed;
    for (size_t i = 0; i < count; i++) {
        if (!(pairs[i].probability >= 0 && pairs[i].probability <= 1))
            continue;
        same += pairs[i].same;
        sorted[kept++] = pairs[i];
    }
    if (kept < CURVE_PAIRS_LEAST || same == 0 || same == kept)
        return NOT_FOUND;
    qsort(sorted, kept, sizeof *sorted, by_probability);
    size_t made = heaps_make(sorted, kept, heaps, &closed);
    if (made == 1 && closed > 1)
        return NOT_FOUND;
    ret_curve->count = made;
    for (size_t i = 0; i < made; i++) {
        ret_curve->said[i] = (float)heap_said(&heaps[i]);
        ret_curve->observed[i] = (float)heap_observed(&heaps[i]);
    }
    return OK;
}

/* ---- using ---- */

static double along(const float from[], const float to[], size_t count, double odds)
{
    size_t next = 0;
    if (count == 0)
        return odds;
    while (next < count && (double)from[next] < odds)
        next++;
    if (next == 0)
        return odds + (double)to[0] - (double)from[0];
    if (next == count)
        return odds + (double)to[count - 1] - (double)from[count - 1];
    double part = (odds - (double)from[next - 1]) / ((double)from[next] - (double)from[next - 1]);
    return (double)to[next - 1] + part * ((double)to[next] - (double)to[next - 1]);
}

double calibration_curve_odds(const struct calibration_curve *curve, double said)
{
    return along(curve->said, curve->observed, curve->count, said);
}

double calibration_curve_said(const struct calibration_curve *curve, double observed)
{
    return along(curve->observed, curve->said, curve->count, observed);
}

double calibration_curve_at(const struct calibration_curve *curve, double said)
{
    return curve->count == 0 ? said : probability_of(calibration_curve_odds(curve, odds_of(said)));
}

/* ---- as text ---- */

void calibration_curve_write(const struct calibration_curve *curve, struct buffer *buffer)
{
    for (size_t i = 0; i < curve->count; i++) {
        buffer_add(buffer, TEXT("curve "));
        buffer_add_decimal(buffer, llrint((double)curve->said[i] * MILLIONTHS), 6);
        buffer_add_byte(buffer, ' ');
        buffer_add_decimal(buffer, llrint((double)curve->observed[i] * MILLIONTHS), 6);
        buffer_add_byte(buffer, '\n');
    }
}

static bool read_odds(struct text word, float *ret)
{
    struct text whole;
    int64_t units;
    int64_t parts;
    bool negative = text_starts_with(word, TEXT("-"));
    word = text_slice(word, negative ? 1 : 0, word.length);
    if (!text_split(&word, '.', &whole) || word.length != 6 || text_to_integer(whole, 0, 1000, &units) != OK ||
        text_to_integer(word, 0, 999999, &parts) != OK)
        return false;
    double number = (double)units + (double)parts / MILLIONTHS;
    *ret = (float)(negative ? -number : number);
    return true;
}

static bool read_knot(struct text line, struct calibration_curve *curve)
{
    struct text word;
    const size_t at = curve->count;
    if (at == CURVE_KNOTS_MOST || !text_split(&line, ' ', &word) || !text_is(word, "curve") ||
        !text_split(&line, ' ', &word) || !read_odds(word, &curve->said[at]) || !read_odds(line, &curve->observed[at]))
        return false;
    curve->count++;
    return at == 0 || (curve->said[at] > curve->said[at - 1] && curve->observed[at] > curve->observed[at - 1]);
}

enum outcome calibration_curve_read(struct text text, struct calibration_curve *ret_curve)
{
    struct calibration_curve curve = {0};
    struct text line;
    while (text_split(&text, '\n', &line))
        if (!(text_is_empty(line) && text_is_empty(text)) && !read_knot(line, &curve))
            return INVALID;
    if (curve.count == 0)
        return INVALID;
    *ret_curve = curve;
    return OK;
}
