#include "matching/pair.h"

#include <math.h>
#include <string.h>

#include "matching/digest.h"
#include "matching/numbers.h"
#include "matching/pair_words.h"

enum {
    RELATIVE_ALIKE = 7 * WEIGHT_BIT, /* from here on two given names are taken for one */
    GENERATION = 14,                 /* years */
    YEARS_APART = 5
};

/* ---- the levels of a column ---- */

static uint8_t phrase_level(struct pair_engine *engine, uint64_t a, uint64_t b)
{
    if (a == b)
        return TEXT_SAME;
    uint32_t low = (uint32_t)(a < b ? a : b);
    uint32_t high = (uint32_t)(a < b ? b : a);
    struct phrase_entry *entry =
        &engine->cache.phrases[digest_spread((uint64_t)low << 32 | high) & engine->cache.phrase_mask];
    if (entry->a != low || entry->b != high) {
        const struct lexicon_phrase *phrases = engine->lexicon->phrases;
        *entry = (struct phrase_entry){low, high, (uint8_t)phrase_compare(&phrases[low].phrase, &phrases[high].phrase)};
    }
    return entry->level;
}

static uint8_t relatives_level(struct pair_engine *engine, const struct pair_rows *rows, uint64_t a, uint64_t b)
{
    struct name left;
    struct name right;
    table_name(rows->left, a, &left);
    table_name(rows->right, b, &right);
    unsigned alike = 0;
    unsigned taken = 0;
    for (size_t i = 0; i < left.count; i++)
        for (size_t k = 0; k < right.count; k++)
            if ((taken >> k & 1) == 0 &&
                pair_spelling(engine, left.words[i].token, right.words[k].token) >= RELATIVE_ALIKE) {
                taken |= 1U << k;
                alike++;
                break;
            }
    return (uint8_t)(alike >= RELATIVES_NONE ? RELATIVES_THREE : RELATIVES_NONE - alike);
}

static uint8_t level_of_weight(int32_t weight)
{
    uint8_t level = 0;
    while (level + 1 < MATCH_LEVELS && (float)weight < name_level_from[level] * WEIGHT_BIT)
        level++;
    return level;
}

static int16_t weight_of_names(struct pair_engine *engine, const struct pair_rows *rows, size_t slot, uint64_t a,
                               uint64_t b)
{
    struct name room;
    struct name right;
    const struct name *left = pair_words_left(engine, rows, slot, a, &room);
    table_name(rows->right, b, &right);
    int32_t weight = name_weight(&engine->comparer, left, &right);
    engine->memo = NULL;
    return (int16_t)(weight > INT16_MAX ? INT16_MAX : weight < INT16_MIN ? INT16_MIN : weight);
}

static float birth_adjust(const struct pair_engine *engine, uint8_t level, uint64_t a)
{
    int32_t year = birth_unpack_written(a).year - BIRTH_YEARS_FROM;
    if (year < 0 || year >= BIRTH_YEARS || level > BIRTH_IN_YEAR || level == BIRTH_ONE_DIGIT ||
        level == BIRTH_TWO_OF_THREE)
        return 0;
    return engine->birth_adjust[level == BIRTH_SAME_YEARS][year];
}

static float telephone_adjust(uint64_t a, uint64_t b)
{
    unsigned shared = telephone_shared(a) > telephone_shared(b) ? telephone_shared(a) : telephone_shared(b);
    return shared <= 2 ? 0 : -log2f((float)shared / 2);
}

static struct pair_column compare_values(struct pair_engine *engine, const struct pair_rows *rows, enum match_kind kind,
                                         size_t slot, uint64_t a, uint64_t b)
{
    struct pair_column said = {0};
    switch (kind) {
    case MATCH_KIND_NAME:
        said.weight = weight_of_names(engine, rows, slot, a, b);
        said.level = level_of_weight(said.weight);
        break;
    case MATCH_KIND_SEX:
        said.level = a == b ? CODE_SAME : CODE_DIFFERENT;
        break;
    case MATCH_KIND_CODE:
        said.level = a == b ? CODE_SAME : CODE_DIFFERENT;
        if (said.level == CODE_SAME && engine->phrase_adjust != NULL)
            said.adjust = engine->phrase_adjust[a];
        break;
    case MATCH_KIND_BIRTH:
        said.level = (uint8_t)birth_compare_packed(a, b);
        said.adjust = birth_adjust(engine, said.level, a);
        break;
    case MATCH_KIND_TELEPHONE:
        said.level = (uint8_t)telephone_compare(a, b);
        said.adjust = said.level == TELEPHONE_DIFFERENT ? 0 : telephone_adjust(a, b);
        break;
    case MATCH_KIND_DOCUMENT:
        said.level = (uint8_t)document_compare(a, b);
        break;
    case MATCH_KIND_TEXT:
        said.level = phrase_level(engine, a, b);
        if (said.level <= TEXT_SOUND && engine->phrase_adjust != NULL)
            said.adjust = engine->phrase_adjust[a];
        break;
    case MATCH_KIND_RELATIVES:
        said.level = relatives_level(engine, rows, a, b);
        break;
    case MATCH_KINDS:
        break;
    }
    return said;
}

float pair_column_bits(const struct pair_engine *engine, size_t column, const struct pair_column *said)
{
    if (said->level == MATCH_LEVEL_NONE)
        return 0;
    const struct match_kind_words *kind = &match_kinds[engine->schema->columns[column].kind];
    if (engine->schema->columns[column].kind == MATCH_KIND_NAME) {
        int32_t part = (said->weight - NAME_CURVE_FROM) / NAME_CURVE_STEP;
        part = part < 0 ? 0 : part >= NAME_CURVE_PARTS ? NAME_CURVE_PARTS - 1 : part;
        return engine->curves[column][part];
    }
    float bits = engine->weights->fields[column].bits[said->level] + said->adjust;
    return said->level < kind->agreeing && bits < 0 ? 0 : bits;
}

/* ---- texts that changed places ---- */

/* Lines of an address are written in either order.  Two columns are read crosswise where that says more than as they
   stand, less what it costs that few people do so. */
enum { CROSSED_NEAR = TEXT_NEAR };
static const float CROSSED_COST = 2; /* bits, for each of the two columns */

/* A text of one column beside one of its twin: as much as it would say in either, which is the same from both sides. */
static struct pair_column cross_values(struct pair_engine *engine, size_t column, size_t twin, uint64_t a, uint64_t b)
{
    struct pair_column said = {.level = MATCH_LEVEL_NONE};
    if (a == 0 || b == 0)
        return said;
    said.level = phrase_level(engine, a, b);
    said.crossed = true;
    float ours = engine->weights->fields[column].bits[said.level];
    float theirs = engine->weights->fields[twin].bits[said.level];
    float target = ours < theirs ? ours : theirs;
    if (said.level <= TEXT_SOUND && engine->phrase_adjust != NULL)
        target += fminf(engine->phrase_adjust[a], engine->phrase_adjust[b]);
    said.adjust = target - ours;
    return said;
}

/* The answer of a column that has a twin. */
static struct pair_column compare_twins(struct pair_engine *engine, const struct pair_rows *rows, size_t column)
{
    const size_t twin = (size_t)engine->schema->columns[column].twin - 1;
    const size_t places[] = {engine->schema->columns[column].first, engine->schema->columns[twin].first};
    const uint64_t *left = table_row(rows->left, rows->left_row);
    const uint64_t *right = table_row(rows->right, rows->right_row);
    const uint64_t a[] = {left[places[0]], left[places[1]]};
    const uint64_t b[] = {right[places[0]], right[places[1]]};
    struct pair_column none = {.level = MATCH_LEVEL_NONE};
    struct pair_column said =
        a[0] != 0 && b[0] != 0 ? compare_values(engine, rows, MATCH_KIND_TEXT, places[0], a[0], b[0]) : none;
    if ((a[0] == b[0] && a[0] != 0) || (a[1] == b[1] && a[1] != 0))
        return said;
    struct pair_column other =
        a[1] != 0 && b[1] != 0 ? compare_values(engine, rows, MATCH_KIND_TEXT, places[1], a[1], b[1]) : none;
    struct pair_column here = cross_values(engine, column, twin, a[0], b[1]);
    struct pair_column there = cross_values(engine, twin, column, a[1], b[0]);
    if (here.level > CROSSED_NEAR && there.level > CROSSED_NEAR)
        return said;
    float straight = pair_column_bits(engine, column, &said) + pair_column_bits(engine, twin, &other);
    float cross = pair_column_bits(engine, column, &here) + pair_column_bits(engine, twin, &there) - 2 * CROSSED_COST;
    if (!(cross > straight))
        return said;
    here.adjust -= there.level == MATCH_LEVEL_NONE ? 2 * CROSSED_COST : CROSSED_COST;
    return here;
}

struct pair_column pair_compare_column(struct pair_engine *engine, const struct pair_rows *rows, size_t column)
{
    const struct match_column *about = &engine->schema->columns[column];
    const uint64_t *left = table_row(rows->left, rows->left_row) + about->first;
    const uint64_t *right = table_row(rows->right, rows->right_row) + about->first;
    struct pair_column best = {.level = MATCH_LEVEL_NONE};
    float best_bits = 0;
    if (about->twin != 0)
        return compare_twins(engine, rows, column);
    for (uint8_t i = 0; i < about->slots; i++)
        for (uint8_t k = 0; k < about->slots; k++) {
            if (left[i] == 0 || right[k] == 0)
                continue;
            struct pair_column said =
                compare_values(engine, rows, about->kind, (size_t)about->first + i, left[i], right[k]);
            float bits = pair_column_bits(engine, column, &said);
            if (best.level != MATCH_LEVEL_NONE && bits <= best_bits)
                continue;
            best = said;
            best.left = i;
            best.right = k;
            best_bits = bits;
        }
    return best;
}

/* ---- all columns ---- */

static float curve_at(const struct pair_engine *engine, size_t column, int32_t weight)
{
    struct pair_column said = {.weight = (int16_t)weight};
    return pair_column_bits(engine, column, &said);
}

/* The most that the names of two rows could say: by how rare the words of either are, which the values hold; or,
   nearer, by the words that could be one. */
static float names_most(struct pair_engine *engine, const struct pair_rows *rows, size_t column, bool by_words)
{
    const struct match_column *about = &engine->schema->columns[column];
    const uint64_t *left = table_row(rows->left, rows->left_row) + about->first;
    const uint64_t *right = table_row(rows->right, rows->right_row) + about->first;
    float most = -INFINITY;
    for (size_t i = 0; i < about->slots; i++)
        for (size_t k = 0; k < about->slots; k++) {
            if (left[i] == 0 || right[k] == 0)
                continue;
            int32_t one = name_value_most(left[i]);
            int32_t other = name_value_most(right[k]);
            int32_t could = one < other ? one : other;
            if (by_words)
                could = pair_words_could(engine, rows, about->first + i, left[i], right[k]);
            float bits = curve_at(engine, column, could > INT16_MAX ? INT16_MAX : could);
            most = bits > most ? bits : most;
        }
    return most > -INFINITY ? most : 0;
}

/* What the names of two rows could add to the other columns, before they are compared. */
struct names_left {
    float most[MATCH_COLUMNS_MOST], sum;
};

/* False as soon as the names cannot reach `wanted`.  The names proper first: they say most. */
static bool names_may_reach(struct pair_engine *engine, const struct pair_rows *rows, float wanted, bool by_words,
                            struct names_left *names)
{
    for (size_t place = engine->schema->count; place-- > engine->names_from;) {
        size_t column = engine->order[place];
        float most = names_most(engine, rows, column, by_words);
        names->sum += most - (by_words ? names->most[column] : 0);
        names->most[column] = most;
        if (by_words && names->sum < wanted)
            return false;
    }
    return names->sum >= wanted;
}

/* The columns that are no names: false when all together cannot reach `least`. */
static bool compare_cheap(struct pair_engine *engine, const struct pair_rows *rows, float least, float names,
                          struct pair_column ret_columns[MATCH_COLUMNS_MOST], float *ret_bits)
{
    float bits = 0;
    for (size_t place = 0; place < engine->names_from; place++) {
        size_t column = engine->order[place];
        if (bits + engine->most_from[place] + names < least)
            return false;
        struct pair_column said = pair_compare_column(engine, rows, column);
        bits += pair_column_bits(engine, column, &said);
        if (ret_columns != NULL)
            ret_columns[column] = said;
    }
    *ret_bits = bits;
    return bits + names >= least;
}

float pair_compare(struct pair_engine *engine, const struct pair_rows *rows, float least,
                   struct pair_column ret_columns[MATCH_COLUMNS_MOST])
{
    struct names_left names = {.sum = 0};
    const bool bounded = least > -INFINITY;
    float bits = 0;
    if (bounded)
        (void)names_may_reach(engine, rows, 0, false, &names);
    if (!compare_cheap(engine, rows, least, names.sum, ret_columns, &bits) ||
        (bounded && !names_may_reach(engine, rows, least - bits, true, &names)))
        return -INFINITY;
    for (size_t place = engine->schema->count; place-- > engine->names_from;) {
        size_t column = engine->order[place];
        struct pair_column said = pair_compare_column(engine, rows, column);
        float more = pair_column_bits(engine, column, &said);
        bits += more;
        names.sum -= names.most[column];
        if (bounded && bits + names.sum < least)
            return -INFINITY;
        if (ret_columns != NULL)
            ret_columns[column] = said;
    }
    return bits;
}

/* ---- conflicts ---- */

const char *const match_conflict_words[MATCH_CONFLICTS] = {
    [MATCH_NO_CONFLICT] = NULL,
    [MATCH_CONFLICT_SEX_AND_BIRTH] = N_("the sex differs and the births are more than five years apart"),
    [MATCH_CONFLICT_DOCUMENTS] = N_("the documents are different, and so is the sex or the year of birth"),
    [MATCH_CONFLICT_GENERATIONS] = N_("a generation lies between the births: perhaps parent and child of one name"),
    [MATCH_CONFLICT_NAMES] = N_("a word of the one name has none like it in the other: perhaps brothers or sisters"),
};

static int32_t years_between(const struct pair_engine *engine, const struct pair_rows *rows, size_t column)
{
    size_t slot = engine->schema->columns[column].first;
    struct birth a = birth_unpack(table_row(rows->left, rows->left_row)[slot]);
    struct birth b = birth_unpack(table_row(rows->right, rows->right_row)[slot]);
    if (a.precision == BIRTH_UNKNOWN || b.precision == BIRTH_UNKNOWN)
        return 0;
    int32_t later = a.first > b.first ? a.first : b.first;
    int32_t sooner = a.last < b.last ? a.last : b.last;
    return later <= sooner ? 0 : (later - sooner) / 365;
}

/* Two words that had to be set against one another and are not alike, in the names that agreed best. */
static bool names_differ(struct pair_engine *engine, const struct pair_rows *rows, size_t column,
                         const struct pair_column *said)
{
    const struct match_column *about = &engine->schema->columns[column];
    struct name left;
    struct name right;
    struct name_match match;
    table_name(rows->left, table_row(rows->left, rows->left_row)[about->first + said->left], &left);
    table_name(rows->right, table_row(rows->right, rows->right_row)[about->first + said->right], &right);
    name_compare(&engine->comparer, &left, &right, &match);
    for (size_t i = 0; i < match.count; i++)
        if (match.evidence[i].relation == NAME_DIFFERENT)
            return true;
    return false;
}

enum match_conflict pair_conflict(struct pair_engine *engine, const struct pair_rows *rows,
                                  const struct pair_column columns[MATCH_COLUMNS_MOST])
{
    bool sex = false;
    bool documents = false;
    bool document = false;
    bool names = false;
    int32_t years = 0;
    bool round = false;
    bool first_name = true;
    for (size_t c = 0; c < engine->schema->count; c++) {
        uint8_t level = columns[c].level;
        if (level == MATCH_LEVEL_NONE)
            continue;
        enum match_kind kind = engine->schema->columns[c].kind;
        if (kind == MATCH_KIND_SEX)
            sex = level == CODE_DIFFERENT;
        else if (kind == MATCH_KIND_DOCUMENT)
            level == DOCUMENT_DIFFERENT ? (documents = true) : (document = true);
        else if (kind == MATCH_KIND_BIRTH)
            years = years_between(engine, rows, c);
        else if (kind == MATCH_KIND_NAME && first_name)
            names = names_differ(engine, rows, c, &columns[c]);
        round = round || (kind == MATCH_KIND_BIRTH && level == BIRTH_ONE_DIGIT);
        first_name = first_name && kind != MATCH_KIND_NAME;
    }
    if (sex && years > YEARS_APART)
        return MATCH_CONFLICT_SEX_AND_BIRTH;
    if (documents && !document && (sex || years > YEARS_APART))
        return MATCH_CONFLICT_DOCUMENTS;
    if (years >= GENERATION && !round && !document)
        return MATCH_CONFLICT_GENERATIONS;
    return names && !document ? MATCH_CONFLICT_NAMES : MATCH_NO_CONFLICT;
}
