#include <math.h>

#include "matching/pair_words.h"

enum { PHRASE_BITS_FEWER = 3, PHRASE_BITS_LEAST = 8 };
static const float ADJUST_MOST = 6;
static const float ADJUST_LEAST = -5;
static const float NAMES_BEYOND = 4; /* bits of half of an outermost level of names */

/* ---- bits of names: straight lines between the middles of the levels ---- */

static float level_middle(size_t level)
{
    if (level == 0)
        return name_level_from[0] + NAMES_BEYOND;
    if (level + 1 == MATCH_LEVELS)
        return name_level_from[level - 1] - NAMES_BEYOND;
    return (name_level_from[level] + name_level_from[level - 1]) / 2;
}

static float curve_bits(const float bits[MATCH_LEVELS], float weight)
{
    size_t level = 0; /* the first whose middle is not above the weight */
    while (level < MATCH_LEVELS && level_middle(level) > weight)
        level++;
    if (level == 0)
        return bits[0];
    if (level == MATCH_LEVELS)
        return bits[MATCH_LEVELS - 1];
    float from = level_middle(level);
    float part = (weight - from) / (level_middle(level - 1) - from);
    return bits[level] + part * (bits[level - 1] - bits[level]);
}

static void draw_curve(struct pair_engine *engine, size_t column)
{
    for (int32_t i = 0; i < NAME_CURVE_PARTS; i++) {
        float weight = (float)(NAME_CURVE_FROM + i * NAME_CURVE_STEP) / WEIGHT_BIT;
        engine->curves[column][i] = curve_bits(engine->weights->fields[column].bits, weight);
    }
}

/* ---- what columns may reach ---- */

static float most_of_phrases(const struct pair_engine *engine, size_t column)
{
    float most = 0;
    if (engine->phrase_adjust != NULL)
        for (uint32_t i = 1; i < engine->lexicon->phrase_count; i++)
            if (engine->lexicon->phrases[i].column == column && engine->phrase_adjust[i] > most)
                most = engine->phrase_adjust[i];
    return most;
}

static float most_of_births(const struct pair_engine *engine)
{
    float most = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t y = 0; y < BIRTH_YEARS; y++)
            if (engine->birth_adjust[i][y] > most)
                most = engine->birth_adjust[i][y];
    return most;
}

static float most_of(const struct pair_engine *engine, size_t column)
{
    enum match_kind kind = engine->schema->columns[column].kind;
    float most = 0;
    if (kind == MATCH_KIND_NAME)
        return 0; /* known for each row */
    for (size_t l = 0; l < match_kinds[kind].levels; l++)
        if (engine->weights->fields[column].bits[l] > most)
            most = engine->weights->fields[column].bits[l];
    if (kind == MATCH_KIND_CODE || kind == MATCH_KIND_TEXT)
        most += most_of_phrases(engine, column);
    return kind == MATCH_KIND_BIRTH ? most + most_of_births(engine) : most;
}

static void set_order(struct pair_engine *engine)
{
    static const enum match_kind CHEAP_FIRST[] = {
        MATCH_KIND_BIRTH,    MATCH_KIND_SEX,  MATCH_KIND_CODE,      MATCH_KIND_TELEPHONE,
        MATCH_KIND_DOCUMENT, MATCH_KIND_TEXT, MATCH_KIND_RELATIVES, MATCH_KIND_NAME,
    };
    size_t count = 0;
    for (size_t k = 0; k < sizeof CHEAP_FIRST / sizeof *CHEAP_FIRST; k++)
        for (size_t c = engine->schema->count; c-- > 0;) /* the first names last: they cost most */
            if (engine->schema->columns[c].kind == CHEAP_FIRST[k])
                engine->order[count++] = (uint8_t)c;
    engine->most_from[count] = 0;
    engine->names_from = count;
    while (engine->names_from > 0 &&
           engine->schema->columns[engine->order[engine->names_from - 1]].kind == MATCH_KIND_NAME)
        engine->names_from--;
    while (count-- > 0)
        engine->most_from[count] = engine->most_from[count + 1] + engine->most[engine->order[count]];
}

void pair_engine_weigh(struct pair_engine *engine, const struct match_weights *weights)
{
    engine->weights = weights;
    for (size_t c = 0; c < engine->schema->count; c++) {
        if (engine->schema->columns[c].kind == MATCH_KIND_NAME)
            draw_curve(engine, c);
        engine->most[c] = most_of(engine, c);
    }
    set_order(engine);
}

struct pair_engine *pair_engine_open(struct arena *arena, const struct match_schema *schema,
                                     const struct match_weights *weights, struct lexicon *lexicon,
                                     const struct equivalents *equivalents, unsigned cache_bits)
{
    struct pair_engine *engine = arena_new(arena, struct pair_engine);
    unsigned phrase_bits =
        cache_bits < PHRASE_BITS_LEAST + PHRASE_BITS_FEWER ? PHRASE_BITS_LEAST : cache_bits - PHRASE_BITS_FEWER;
    *engine = (struct pair_engine){.schema = schema, .lexicon = lexicon, .group_column = MATCH_COLUMNS_MOST};
    engine->cache.spelling_mask = (UINT64_C(1) << cache_bits) - 1;
    engine->cache.phrase_mask = (UINT64_C(1) << phrase_bits) - 1;
    engine->cache.spellings = arena_array(arena, struct spelling_entry, engine->cache.spelling_mask + 1);
    engine->cache.phrases = arena_array(arena, struct phrase_entry, engine->cache.phrase_mask + 1);
    engine->memos = pair_memos_open(arena, schema);
    engine->comparer.equivalents = equivalents;
    engine->comparer.spelling = pair_spelling;
    engine->comparer.joinable = pair_joinable;
    engine->comparer.context = engine;
    pair_engine_weigh(engine, weights);
    return engine;
}

/* ---- how common values are ---- */

static float adjustment(double expected, double share)
{
    float bits = (float)log2(expected / share);
    return bits > ADJUST_MOST ? ADJUST_MOST : bits < ADJUST_LEAST ? ADJUST_LEAST : bits;
}

static void learn_phrases(struct pair_engine *engine, struct arena *arena)
{
    const struct lexicon *lexicon = engine->lexicon;
    double totals[MATCH_COLUMNS_MOST] = {0};
    double expected[MATCH_COLUMNS_MOST] = {0};
    float *adjust = arena_array(arena, float, lexicon->phrase_count);
    for (size_t pass = 0; pass < 3; pass++)
        for (uint32_t i = 1; i < lexicon->phrase_count; i++) {
            const struct lexicon_phrase *phrase = &lexicon->phrases[i];
            bool code = engine->schema->columns[phrase->column].kind == MATCH_KIND_CODE;
            double alike = code ? phrase->count : phrase->sound_count;
            double share = alike / (totals[phrase->column] + 1);
            if (pass == 0)
                totals[phrase->column] += phrase->count;
            else if (pass == 1)
                expected[phrase->column] += phrase->count / (totals[phrase->column] + 1) * share;
            else
                adjust[i] = adjustment(expected[phrase->column], share);
        }
    engine->phrase_adjust = adjust;
}

static void count_births(const struct match_table *table, size_t slot, double counts[2][BIRTH_YEARS])
{
    for (size_t r = 0; r < table->count; r++) {
        struct birth birth = birth_unpack_written(table_row(table, r)[slot]);
        int32_t year = birth.year - BIRTH_YEARS_FROM;
        if (birth.precision >= BIRTH_YEAR && year >= 0 && year < BIRTH_YEARS)
            counts[birth.precision == BIRTH_YEAR][year]++;
    }
}

static void learn_births(struct pair_engine *engine, const struct match_table *const tables[], size_t count)
{
    double counts[2][BIRTH_YEARS] = {0};
    for (size_t c = 0; c < engine->schema->count; c++)
        if (engine->schema->columns[c].kind == MATCH_KIND_BIRTH)
            for (size_t t = 0; t < count; t++)
                count_births(tables[t], engine->schema->columns[c].first, counts);
    for (size_t k = 0; k < 2; k++) {
        double total = 1;
        double expected = 0;
        for (size_t y = 0; y < BIRTH_YEARS; y++)
            total += counts[k][y];
        for (size_t y = 0; y < BIRTH_YEARS; y++)
            expected += counts[k][y] / total * (counts[k][y] / total);
        for (size_t y = 0; y < BIRTH_YEARS; y++)
            engine->birth_adjust[k][y] = counts[k][y] > 0 ? adjustment(expected, (counts[k][y] + 1) / total) : 0;
    }
}

void pair_engine_learn_common(struct pair_engine *engine, struct arena *arena, const struct match_table *const tables[],
                              size_t count)
{
    engine->group_column = tables[0]->group_column;
    learn_phrases(engine, arena);
    learn_births(engine, tables, count);
    pair_engine_weigh(engine, engine->weights);
}
