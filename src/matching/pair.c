#include "matching/pair.h"

#include <math.h>
#include <string.h>

#include "matching/digest.h"
#include "matching/numbers.h"

enum {
    SPELT_OTHERWISE = WEIGHT_BIT,    /* what another spelling costs at least */
    RELATIVE_ALIKE = 7 * WEIGHT_BIT, /* from here on two given names are taken for one */
    GENERATION = 14,                 /* years */
    YEARS_APART = 5
};

/* ---- spellings of words ---- */

/* Could they be one name at all?  Words whose consonants differ in more than two are not worth the model. */
static bool sounds_near(const struct lexeme *a, const struct lexeme *b)
{
    uint32_t apart = a->sounds ^ b->sounds;
    uint32_t common = a->sounds & b->sounds;
    if (common == 0)
        return a->consonants <= 1 && b->consonants <= 1;
    apart &= apart - 1; /* one may always differ */
    return apart == 0 || ((apart & (apart - 1)) == 0 && (common & (common - 1)) != 0);
}

/* The model was trained on spellings that differ; half of all pairs of one person are spelt alike.  So a word against
   itself costs nothing here, and another spelling what it costs more than that. */
static int32_t weigh_spelling(const struct pair_engine *engine, const struct name_token *a, const struct name_token *b)
{
    int32_t weight = name_spelling(a, b);
    const struct lexeme *lexemes = engine->lexicon->lexemes;
    if (weight == SPELLING_WORST)
        return weight;
    return weight + (a->word.surprise - lexemes[a->id].itself + b->word.surprise - lexemes[b->id].itself) / 2 -
           SPELT_OTHERWISE;
}

int32_t pair_spelling(void *context, const struct name_token *a, const struct name_token *b)
{
    struct pair_engine *engine = context;
    if (a->id == 0 || b->id == 0)
        return name_spelling(a, b);
    if (a->id == b->id)
        return engine->lexicon->lexemes[a->id].itself;
    if (!sounds_near(&engine->lexicon->lexemes[a->id], &engine->lexicon->lexemes[b->id]))
        return SPELLING_WORST;
    if (a->id > b->id) {
        const struct name_token *other = a;
        a = b;
        b = other;
    }
    struct spelling_entry *entry =
        &engine->cache.spellings[digest_spread((uint64_t)a->id << 32 | b->id) & engine->cache.spelling_mask];
    if (entry->a != a->id || entry->b != b->id)
        *entry = (struct spelling_entry){a->id, b->id, weigh_spelling(engine, a, b)};
    return entry->weight;
}

bool pair_joinable(void *context, const struct name_token *first, const struct name_token *second,
                   const struct name_token *other)
{
    const struct lexeme *lexemes = ((struct pair_engine *)context)->lexicon->lexemes;
    const struct lexeme *whole = &lexemes[other->id];
    const struct lexeme *one = &lexemes[first->id];
    const struct lexeme *two = &lexemes[second->id];
    unsigned together = (unsigned)one->consonants + two->consonants;
    unsigned apart = (unsigned)__builtin_popcount((one->sounds | two->sounds) ^ whole->sounds);
    return apart <= 1 && together <= whole->consonants + 2U && whole->consonants <= together + 1U;
}

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

static int16_t weight_of_names(struct pair_engine *engine, const struct pair_rows *rows, uint64_t a, uint64_t b)
{
    struct name left;
    struct name right;
    table_name(rows->left, a, &left);
    table_name(rows->right, b, &right);
    int32_t weight = name_weight(&engine->comparer, &left, &right);
    return (int16_t)(weight > INT16_MAX ? INT16_MAX : weight < INT16_MIN ? INT16_MIN : weight);
}

static float birth_adjust(const struct pair_engine *engine, uint8_t level, uint64_t a)
{
    struct birth birth = birth_unpack(a);
    int32_t year = birth.year - BIRTH_YEARS_FROM;
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
                                         uint64_t a, uint64_t b)
{
    struct pair_column said = {0};
    switch (kind) {
    case MATCH_KIND_NAME:
        said.weight = weight_of_names(engine, rows, a, b);
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

struct pair_column pair_compare_column(struct pair_engine *engine, const struct pair_rows *rows, size_t column)
{
    const struct match_column *about = &engine->schema->columns[column];
    const uint64_t *left = table_row(rows->left, rows->left_row) + about->first;
    const uint64_t *right = table_row(rows->right, rows->right_row) + about->first;
    struct pair_column best = {.level = MATCH_LEVEL_NONE};
    float best_bits = 0;
    for (uint8_t i = 0; i < about->slots; i++)
        for (uint8_t k = 0; k < about->slots; k++) {
            if (left[i] == 0 || right[k] == 0)
                continue;
            struct pair_column said = compare_values(engine, rows, about->kind, left[i], right[k]);
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

/* What the words of one name could weigh at most against those of another. */
static int32_t names_could(struct pair_engine *engine, const struct pair_rows *rows, uint64_t a, uint64_t b)
{
    const struct lexicon *lexicon = engine->lexicon;
    const uint32_t *left = rows->left->words + name_value_start(a);
    const uint32_t *right = rows->right->words + name_value_start(b);
    const unsigned lefts = name_value_count(a);
    const unsigned rights = name_value_count(b);
    int32_t sum = 0;
    for (unsigned i = 0; i < lefts; i++) {
        const struct name_token *one = &lexicon->tokens[word_token(left[i])];
        int32_t best = 0;
        for (unsigned k = 0; k < rights; k++) {
            const struct name_token *other = &lexicon->tokens[word_token(right[k])];
            int32_t rarity = one->rarity < other->rarity ? one->rarity : other->rarity;
            if (rarity > best && (one->id == other->id || one->groups[0] != 0 ||
                                  sounds_near(&lexicon->lexemes[one->id], &lexicon->lexemes[other->id])))
                best = rarity;
        }
        sum += best;
    }
    return sum;
}

/* The most that the names of two rows could say. */
static float names_most(struct pair_engine *engine, const struct pair_rows *rows, size_t column)
{
    const struct match_column *about = &engine->schema->columns[column];
    const uint64_t *left = table_row(rows->left, rows->left_row) + about->first;
    const uint64_t *right = table_row(rows->right, rows->right_row) + about->first;
    float most = 0;
    for (size_t i = 0; i < about->slots; i++)
        for (size_t k = 0; k < about->slots; k++) {
            if (left[i] == 0 || right[k] == 0)
                continue;
            int32_t could = names_could(engine, rows, left[i], right[k]);
            float bits = curve_at(engine, column, could > INT16_MAX ? INT16_MAX : could);
            if ((i == 0 && k == 0) || bits > most)
                most = bits;
        }
    return most;
}

float pair_compare(struct pair_engine *engine, const struct pair_rows *rows, float least,
                   struct pair_column ret_columns[MATCH_COLUMNS_MOST])
{
    float most[MATCH_COLUMNS_MOST]; /* of names */
    float names = INFINITY;         /* what the names not looked at yet could add; known when their turn comes */
    float bits = 0;
    for (size_t place = 0; place < engine->schema->count; place++) {
        size_t column = engine->order[place];
        bool name = engine->schema->columns[column].kind == MATCH_KIND_NAME;
        if (bits + engine->most_from[place] + (least > -INFINITY ? engine->names_most : 0) < least)
            return -INFINITY;
        if (name && names == INFINITY && least > -INFINITY) {
            names = 0;
            for (size_t p = place; p < engine->schema->count; p++) {
                most[engine->order[p]] = names_most(engine, rows, engine->order[p]);
                names += most[engine->order[p]];
            }
        }
        if (name && least > -INFINITY) {
            if (bits + names < least)
                return -INFINITY;
            names -= most[column];
        }
        struct pair_column said = pair_compare_column(engine, rows, column);
        bits += pair_column_bits(engine, column, &said);
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
        else if (kind == MATCH_KIND_BIRTH && level > BIRTH_IN_RANGE)
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
