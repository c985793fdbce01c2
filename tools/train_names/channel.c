#include "channel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "matching/letters.h"

enum { TABLE_BITS = 22, SIDE = WORD_LETTERS_MOST + 1, LETTERS = 32, COUNT_UNIT = 10 };
/* What was seen less in a narrow context is counted in the wide one alone. */
static const double COUNT_LEAST = 1;
/* How much a wide context counts in a narrow one, in pairs seen. */
static const double WIDE_SHARE = 6;

/* How many letters an event takes of the source and gives to the target. */
static const struct {
    size_t taken, given;
} SHAPE[EVENT_KINDS] = {
    [EVENT_INSERT] = {0, 1},  [EVENT_DELETE] = {1, 0},  [EVENT_ONE_ONE] = {1, 1},   [EVENT_ONE_TWO] = {1, 2},
    [EVENT_TWO_ONE] = {2, 1}, [EVENT_TWO_TWO] = {2, 2}, [EVENT_THREE_ONE] = {3, 1}, [EVENT_STOP] = {0, 0}};

/* Counts by a packed key; key 0 is an empty place. */
struct counts {
    uint64_t *keys;
    double *values;
};

struct channel {
    struct counts now, next; /* what stands, what this step counts */
    bool same_alphabet;
};

static struct counts counts_open(void)
{
    struct counts counts = {calloc((size_t)1 << TABLE_BITS, sizeof(uint64_t)),
                            calloc((size_t)1 << TABLE_BITS, sizeof(double))};
    if (counts.keys == NULL || counts.values == NULL)
        abort();
    return counts;
}

static double *counts_at(const struct counts *counts, uint64_t key, bool make)
{
    size_t mask = ((size_t)1 << TABLE_BITS) - 1;
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15U) >> (64 - TABLE_BITS));
    for (size_t tries = 0; tries <= mask; tries++, at = (at + 1) & mask) {
        if (counts->keys[at] == key)
            return &counts->values[at];
        if (counts->keys[at] == 0) {
            counts->keys[at] = make ? key : 0;
            return make ? &counts->values[at] : NULL;
        }
    }
    abort();
}

/* Level 3 knows left, here and right, level 2 here and right, level 1 here. */
static uint64_t context_key(struct context context, int level)
{
    uint64_t left = level >= 3 ? context.left : LETTERS - 1, right = level >= 2 ? context.right : LETTERS - 1;
    return (uint64_t)1 << 62 | left << 10 | (uint64_t)context.here << 5 | right;
}

static uint64_t event_key(struct context context, struct event event, int level)
{
    uint64_t what =
        (uint64_t)(event.kind + 1) << 15 | (uint64_t)event.third << 10 | (uint64_t)event.target << 5 | event.next;
    return context_key(context, level) | what << 20;
}

static double count_of(const struct counts *counts, uint64_t key)
{
    const double *value = counts_at(counts, key, false);
    return value == NULL ? 0 : *value;
}

/* Before anything is counted: most letters become one letter, in one alphabet themselves. */
static double first_guess(const struct channel *channel, struct context context, struct event event)
{
    static const double SHARE[EVENT_KINDS] = {
        [EVENT_INSERT] = 0.05,  [EVENT_DELETE] = 0.06,  [EVENT_ONE_ONE] = 0.6,   [EVENT_ONE_TWO] = 0.05,
        [EVENT_TWO_ONE] = 0.18, [EVENT_TWO_TWO] = 0.02, [EVENT_THREE_ONE] = 0.04};
    if (event.kind == EVENT_STOP)
        return 0.9;
    double share = SHARE[event.kind];
    for (size_t i = 0; i < SHAPE[event.kind].given; i++)
        share /= LETTERS;
    if (channel->same_alphabet && event.kind == EVENT_ONE_ONE)
        share = event.target == context.here ? 0.5 : share / 4;
    return share;
}

static double probability(const struct channel *channel, struct context context, struct event event)
{
    double share = first_guess(channel, context, event);
    for (int level = 1; level <= 3; level++) {
        double all = count_of(&channel->now, context_key(context, level));
        if (all > 0)
            share =
                (count_of(&channel->now, event_key(context, event, level)) + WIDE_SHARE * share) / (all + WIDE_SHARE);
    }
    return share;
}

static void count_event(struct channel *channel, struct context context, struct event event, double share)
{
    for (int level = 1; level <= 3; level++) {
        *counts_at(&channel->next, context_key(context, level), true) += share;
        *counts_at(&channel->next, event_key(context, event, level), true) += share;
    }
}

static uint8_t letter_at(const struct word *word, size_t at) { return at < word->count ? word->letters[at] : 0; }

static struct context context_at(const struct word *source, size_t at)
{
    return (struct context){at > 0 ? source->letters[at - 1] : 0, letter_at(source, at), letter_at(source, at + 1)};
}

/* The event of a kind at a place of the lattice; false when it does not fit there. */
static bool event_at(const struct pair *pair, size_t i, size_t j, enum event_kind kind, struct event *ret_event)
{
    size_t taken = SHAPE[kind].taken, given = SHAPE[kind].given;
    if (kind == EVENT_STOP || i + taken > pair->source.count || j + given > pair->target.count)
        return false;
    *ret_event = (struct event){.kind = kind,
                                .third = kind == EVENT_THREE_ONE ? letter_at(&pair->source, i + 2) : 0,
                                .target = given > 0 ? letter_at(&pair->target, j) : 0,
                                .next = given > 1 ? letter_at(&pair->target, j + 1) : 0};
    return true;
}

/* The lattice of one pair: the chance of what lies before and behind each place, and of each event. */
struct lattice {
    double before[SIDE][SIDE], behind[SIDE][SIDE], chance[SIDE][SIDE][EVENT_KINDS];
};

static const struct event STOP = {.kind = EVENT_STOP};

static void lattice_fill(const struct channel *channel, const struct pair *pair, struct lattice *lattice)
{
    size_t n = pair->source.count, m = pair->target.count;
    struct event event;
    memset(lattice, 0, sizeof *lattice);
    lattice->before[0][0] = 1;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++)
            for (enum event_kind kind = 0; kind < EVENT_STOP; kind++)
                if (event_at(pair, i, j, kind, &event)) {
                    double chance = probability(channel, context_at(&pair->source, i), event);
                    lattice->chance[i][j][kind] = chance;
                    lattice->before[i + SHAPE[kind].taken][j + SHAPE[kind].given] += lattice->before[i][j] * chance;
                }
    lattice->behind[n][m] = probability(channel, context_at(&pair->source, n), STOP);
    for (size_t i = n + 1; i-- > 0;)
        for (size_t j = m + 1; j-- > 0;)
            for (enum event_kind kind = 0; kind < EVENT_STOP; kind++)
                if (event_at(pair, i, j, kind, &event))
                    lattice->behind[i][j] +=
                        lattice->chance[i][j][kind] * lattice->behind[i + SHAPE[kind].taken][j + SHAPE[kind].given];
}

static double pair_count(struct channel *channel, const struct pair *pair, struct lattice *lattice)
{
    size_t n = pair->source.count, m = pair->target.count;
    struct event event;
    lattice_fill(channel, pair, lattice);
    double all = lattice->behind[0][0];
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++)
            for (enum event_kind kind = 0; kind < EVENT_STOP; kind++)
                if (event_at(pair, i, j, kind, &event)) {
                    double share = lattice->before[i][j] * lattice->chance[i][j][kind] *
                                   lattice->behind[i + SHAPE[kind].taken][j + SHAPE[kind].given] / all;
                    if (share > 1e-4)
                        count_event(channel, context_at(&pair->source, i), event, pair->share * share);
                }
    count_event(channel, context_at(&pair->source, n), STOP, pair->share);
    return log2(all);
}

struct channel *channel_open(bool same_alphabet)
{
    struct channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL)
        abort();
    channel->now = counts_open();
    channel->next = counts_open();
    channel->same_alphabet = same_alphabet;
    return channel;
}

void channel_close(struct channel *channel)
{
    free(channel->now.keys);
    free(channel->now.values);
    free(channel->next.keys);
    free(channel->next.values);
    free(channel);
}

double channel_train(struct channel *channel, const struct pairs *pairs)
{
    struct lattice *lattice = malloc(sizeof *lattice);
    double sum = 0, shares = 0;
    if (lattice == NULL)
        abort();
    for (size_t i = 0; i < pairs->count; i++) {
        sum += pairs->at[i].share * pair_count(channel, &pairs->at[i], lattice);
        shares += pairs->at[i].share;
    }
    free(lattice);
    struct counts old = channel->now;
    channel->now = channel->next;
    channel->next = old;
    memset(old.keys, 0, sizeof(uint64_t) << TABLE_BITS);
    memset(old.values, 0, sizeof(double) << TABLE_BITS);
    return sum / shares;
}

/* --- The file --- */

static void letter_write(FILE *file, uint8_t letter, bool arabic, char outside)
{
    if (letter == 0)
        fputc(outside, file);
    else if (letter == LETTERS - 1)
        fputc('.', file);
    else if (arabic)
        fputs(arabic_letter(letter), file);
    else
        fputc('a' + letter - 1, file);
}

static void event_write(FILE *file, struct event event, bool arabic_source, bool arabic_target, double count)
{
    static const char *const SIGN[EVENT_KINDS] = {"+", "-", "", "", "2", "2", "3", "!"};
    fprintf(file, " %s", SIGN[event.kind]);
    if (event.kind == EVENT_THREE_ONE)
        letter_write(file, event.third, arabic_source, '?');
    if (event.target != 0)
        letter_write(file, event.target, arabic_target, '?');
    if (event.next != 0)
        letter_write(file, event.next, arabic_target, '?');
    fprintf(file, "=%.0f", count * COUNT_UNIT);
}

struct line {
    uint64_t key;
    double count;
};

static int compare_lines(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    return a->key < b->key ? -1 : a->key > b->key;
}

static struct event event_of_key(uint64_t key)
{
    uint64_t what = key >> 20 & 0x7ffff;
    return (struct event){.kind = (enum event_kind)((what >> 15) - 1),
                          .third = what >> 10 & 31,
                          .target = what >> 5 & 31,
                          .next = what & 31};
}

static uint8_t key_part(uint64_t key, int shift) { return key >> shift & 31; }

/* Counts of narrow contexts that say nothing are left to the wide one around them. */
static void fold_small(struct channel *channel, int level, double least)
{
    const struct counts *counts = &channel->now;
    for (size_t i = 0; i < (size_t)1 << TABLE_BITS; i++) {
        uint64_t key = counts->keys[i];
        struct context context = {key_part(key, 10), key_part(key, 5), key_part(key, 0)};
        bool here =
            level == 3 ? context.left != LETTERS - 1 : context.left == LETTERS - 1 && context.right != LETTERS - 1;
        if (key >> 20 << 20 == (uint64_t)1 << 62 || key == 0 || !here)
            continue;
        if (counts->values[i] < least)
            counts->values[i] = 0;
        else /* what stays in the narrow one is not counted in the wide one again: the reader adds it */
            for (int wide = level - 1; wide > 0; wide--)
                *counts_at(counts, event_key(context, event_of_key(key), wide), true) -= counts->values[i];
    }
}

void channel_write(struct channel *channel, FILE *file, bool arabic_source, bool arabic_target)
{
    size_t size = (size_t)1 << TABLE_BITS, count = 0;
    struct line *lines = calloc(size, sizeof *lines);
    uint64_t before = 0;
    if (lines == NULL)
        abort();
    fold_small(channel, 3, COUNT_LEAST);
    fold_small(channel, 2, COUNT_LEAST / 2);
    for (size_t i = 0; i < size; i++) {
        uint64_t key = channel->now.keys[i];
        if (key >> 20 << 20 == (uint64_t)1 << 62 || key == 0 || channel->now.values[i] * COUNT_UNIT < 0.5)
            continue;
        uint64_t sorted = (key & 0x7fff) << 20 | (key >> 20 & 0x7ffff); /* by the context, then by the event */
        lines[count++] = (struct line){sorted, channel->now.values[i]};
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++) {
        uint64_t context = lines[i].key >> 20;
        if (i == 0 || context != before) {
            if (i > 0)
                fputc('\n', file);
            letter_write(file, key_part(context, 10), arabic_source, '^');
            letter_write(file, key_part(context, 5), arabic_source, '$');
            letter_write(file, key_part(context, 0), arabic_source, '$');
        }
        before = context;
        event_write(file, event_of_key((lines[i].key & 0x7ffff) << 20), arabic_source, arabic_target, lines[i].count);
    }
    fputc('\n', file);
    free(lines);
}
