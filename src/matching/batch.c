#include "matching/batch.h"

#include <math.h>

#include "matching/digest.h"

enum { SPARE = 1 << 20, AHEAD_ROW = 12, AHEAD_WORDS = 8, AHEAD_PROBES = 4 };
static const float LEARN_FROM = -10; /* bits, prior included: less likely pairs teach nothing */

struct batch_settings batch_settings_of(size_t left_rows, size_t right_rows)
{
    struct batch_settings settings = {
        .limits = buckets_limits_of(right_rows),
        .random_pairs = 250000,
        .unselected_pairs = 40000,
        .learning_pairs = 400000,
        .learning_rows = 6000,
        .cache_bits = left_rows + right_rows > 200000 ? 22 : 20,
    };
    return settings;
}

/* ---- samples ---- */

struct sampler {
    struct batch *batch;
    struct arena *arena;
    struct buckets_reader *reader;
    uint64_t state;
};

static uint64_t draw(struct sampler *sampler, uint64_t below)
{
    sampler->state += UINT64_C(0x9E3779B97F4A7C15);
    return digest_spread(sampler->state) % below;
}

/* Names of two groups are not looked at where only pairs of one teach something. */
static struct learn_pair compared(struct batch *batch, size_t left, size_t right, bool names_too)
{
    struct pair_column columns[MATCH_COLUMNS_MOST];
    struct pair_rows rows = {batch->left, batch->right, left, right};
    const struct match_schema *schema = batch->engine->schema;
    size_t group = batch->engine->group_column;
    if (!names_too && group < schema->count)
        names_too = pair_compare_column(batch->engine, &rows, group).level == CODE_SAME;
    for (size_t c = 0; c < schema->count; c++)
        if (names_too || schema->columns[c].kind != MATCH_KIND_NAME || group == MATCH_COLUMNS_MOST)
            columns[c] = pair_compare_column(batch->engine, &rows, c);
        else
            columns[c] = (struct pair_column){.level = MATCH_LEVEL_NONE};
    return learn_pair_of(batch->engine->schema, columns);
}

static struct learn_sample sample_random(struct sampler *sampler, size_t count)
{
    struct batch *batch = sampler->batch;
    struct learn_pair *pairs = arena_array(sampler->arena, struct learn_pair, count);
    struct learn_sample sample = {pairs, 0, 0};
    for (size_t i = 0; i < count; i++) {
        size_t left = draw(sampler, batch->left->count);
        size_t right = draw(sampler, batch->right->count);
        if (batch->left != batch->right || left != right)
            pairs[sample.count++] = compared(batch, left, right, false);
    }
    return sample;
}

static size_t after_of(const struct batch *batch, size_t row) { return batch->left == batch->right ? row : SIZE_MAX; }

/* Pairs with rows before it are left out where a list stands against itself. */
static double pairs_of(const struct batch *batch, size_t row)
{
    return (double)(batch->left == batch->right ? batch->right->count - 1 - row : batch->right->count);
}

/* All pairs with a key in common of rows here and there, until there are enough. */
static struct learn_sample sample_unselected(struct sampler *sampler, size_t most)
{
    struct batch *batch = sampler->batch;
    struct learn_pair *pairs = arena_array(sampler->arena, struct learn_pair, most);
    struct learn_sample sample = {pairs, 0, 0};
    size_t rows = batch->left->count;
    for (size_t i = 0; i < rows; i++) {
        size_t row = i * (size_t)7919 % rows;
        const struct buckets_found *found = buckets_find(sampler->reader, batch->left, row, after_of(batch, row));
        if (sample.count + found->count > most)
            break;
        for (size_t k = 0; k < found->count; k++)
            pairs[sample.count++] = compared(batch, row, found->rows[k], true);
        sample.stands_for += pairs_of(batch, row);
    }
    return sample;
}

static struct learn_sample sample_candidates(struct sampler *sampler, size_t most, size_t most_rows)
{
    struct batch *batch = sampler->batch;
    struct learn_pair *pairs = arena_array(sampler->arena, struct learn_pair, most);
    struct learn_sample sample = {pairs, 0, 0};
    size_t rows = batch->left->count;
    const float least = LEARN_FROM - (float)batch->prior_bits;
    struct pair_column columns[MATCH_COLUMNS_MOST];
    for (size_t i = 0; i < rows && i < most_rows; i++) {
        size_t row = (i * (size_t)7919 + 11) % rows;
        const struct buckets_found *found = buckets_find(sampler->reader, batch->left, row, after_of(batch, row));
        if (sample.count + found->count > most)
            break;
        for (size_t k = 0; k < found->count; k++) {
            struct pair_rows both = {batch->left, batch->right, row, found->rows[k]};
            if (pair_compare(batch->engine, &both, least, columns) >= least)
                pairs[sample.count++] = learn_pair_of(batch->engine->schema, columns);
        }
        sample.stands_for += pairs_of(batch, row);
        batch->sampled_rows++;
    }
    return sample;
}

static double all_pairs(const struct batch *batch)
{
    double left = (double)batch->left->count;
    return batch->left == batch->right ? left * (left - 1) / 2 : left * (double)batch->right->count;
}

static void batch_learn(struct batch *batch, struct arena *arena, const struct batch_settings *settings)
{
    const size_t pair = sizeof(struct learn_pair) + sizeof(float);
    struct arena *scratch =
        arena_open((settings->random_pairs + settings->unselected_pairs + settings->learning_pairs) * pair +
                   (batch->right->count + settings->limits.candidates) * sizeof(uint32_t) + SPARE);
    struct sampler sampler = {.batch = batch, .arena = scratch, .state = 20};
    sampler.reader = buckets_reader_open(scratch, batch->blocks);
    struct learn_sample random = sample_random(&sampler, settings->random_pairs);
    struct learn_sample unselected = sample_unselected(&sampler, settings->unselected_pairs);
    struct learn_sample candidates = sample_candidates(&sampler, settings->learning_pairs, settings->learning_rows);
    batch->learnt = learn_weights(arena, batch->engine, &batch->weights, &random, &unselected, &candidates);
    batch->prior_bits = batch->learnt.prior_bits;
    (void)arena_close(scratch);
}

struct batch *batch_open(struct arena *arena, const struct match_table *left, const struct match_table *right,
                         const struct batch_settings *settings)
{
    struct batch *batch = arena_new(arena, struct batch);
    const struct match_table *tables[] = {left, right};
    *batch = (struct batch){.left = left, .right = right};
    batch->weights = settings->weights != NULL ? *settings->weights : weights_default(left->schema);
    batch->engine = pair_engine_open(arena, left->schema, &batch->weights, left->lexicon, settings->equivalents,
                                     settings->cache_bits);
    if (settings->plain)
        batch->engine->group_column = left->group_column;
    else
        pair_engine_learn_common(batch->engine, arena, tables, left == right ? 1 : 2);
    batch->blocks = buckets_open(arena, right, left == right, settings->limits);
    size_t fewer = left->count < right->count ? left->count : right->count;
    batch->prior_bits = log2((double)batch->weights.known_share * ((double)fewer + 1) / (all_pairs(batch) + 1));
    if (settings->weights == NULL && left->count > 0 && right->count > 0)
        batch_learn(batch, arena, settings);
    return batch;
}

/* ---- rows ---- */

struct batch_worker {
    struct batch *batch;
    struct buckets_reader *reader;
    struct batch_pair *pairs;
};

struct batch_worker *batch_worker_open(struct arena *arena, struct batch *batch)
{
    struct batch_worker *worker = arena_new(arena, struct batch_worker);
    worker->batch = batch;
    worker->reader = buckets_reader_open(arena, batch->blocks);
    worker->pairs = arena_array(arena, struct batch_pair, buckets_most(batch->blocks));
    return worker;
}

/* What will be compared soon comes into the cache: rows first, then the words of their names, then what is known of
   these. */
static void fetch(const struct batch *batch, const struct buckets_found *found, size_t at)
{
    const struct match_table *table = batch->right;
    if (at + AHEAD_ROW < found->count)
        __builtin_prefetch(table_row(table, found->rows[at + AHEAD_ROW]));
    if (table->schema->columns[0].kind != MATCH_KIND_NAME)
        return;
    if (at + AHEAD_WORDS < found->count)
        __builtin_prefetch(table->words + name_value_start(*table_row(table, found->rows[at + AHEAD_WORDS])));
    if (at + AHEAD_PROBES < found->count) {
        uint64_t name = *table_row(table, found->rows[at + AHEAD_PROBES]);
        const uint32_t *words = table->words + name_value_start(name);
        for (unsigned i = 0; i < name_value_count(name); i++)
            __builtin_prefetch(&table->lexicon->probes[word_token(words[i])]);
    }
}

struct batch_rows batch_row(struct batch_worker *worker, size_t row, double least)
{
    struct batch *batch = worker->batch;
    const struct buckets_found *found = buckets_find(worker->reader, batch->left, row, after_of(batch, row));
    struct batch_rows rows = {worker->pairs, 0, found->count, found->cut};
    const float bits = (float)(weights_bits(&batch->weights, least) - batch->prior_bits);
    for (size_t i = 0; i < found->count; i++) {
        fetch(batch, found, i);
        struct pair_rows both = {batch->left, batch->right, row, found->rows[i]};
        float reached = pair_compare(batch->engine, &both, bits, NULL);
        if (reached >= bits)
            worker->pairs[rows.count++] = (struct batch_pair){(uint32_t)row, found->rows[i], reached};
    }
    return rows;
}
