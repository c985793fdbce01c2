#include <math.h>

#include "matching/numbers.h"
#include "matching/pair.h"

enum { CACHE_BITS = 10, PERSONS_FIRST = 16, CODES_MOST = 4096 };

struct match_set {
    struct arena *arena;
    struct match_weights *weights;
    struct lexicon *lexicon;
    struct match_table *table;
    struct pair_engine *engine;
    const struct candidate **candidates;
    size_t room;
    int64_t persons;
    double prior_bits;
};

/* ---- shipped weights ---- */

/* As match_kinds has them, for the columns of a person: filled when they are first used. */
static struct match_weights shipped;
const struct match_weights *const match_weights_shipped = &shipped;

static const struct match_weights *ready(const struct match_weights *weights)
{
    if (weights == &shipped && shipped.version == 0)
        shipped = weights_default(&match_person_schema);
    return weights;
}

int64_t match_weights_version(const struct match_weights *weights) { return ready(weights)->version; }
double match_review(const struct match_weights *weights) { return (double)ready(weights)->review; }
double match_automatic(const struct match_weights *weights) { return (double)ready(weights)->automatic; }

void match_weights_write(const struct match_weights *weights, struct buffer *buffer)
{
    weights_write(&match_person_schema, ready(weights), buffer);
}

enum outcome match_weights_read(struct arena *arena, struct text text, struct problems *problems,
                                const struct match_weights **ret_weights)
{
    struct match_weights *weights = arena_new(arena, struct match_weights);
    enum outcome outcome = weights_read(&match_person_schema, text, problems, weights);
    if (outcome == OK)
        *ret_weights = weights;
    return outcome;
}

/* ---- sets ---- */

struct match_set *match_set_open(struct arena *arena, const struct match_weights *weights, int64_t persons)
{
    struct match_set *set = arena_new(arena, struct match_set);
    *set = (struct match_set){.arena = arena, .room = PERSONS_FIRST};
    set->lexicon = lexicon_open(arena, NULL);
    set->table = table_open(arena, set->lexicon, &match_person_schema, MATCH_COLUMNS_MOST, PERSONS_FIRST);
    set->engine = pair_engine_open(arena, &match_person_schema, ready(weights), set->lexicon, NULL, CACHE_BITS);
    set->candidates = arena_array(arena, const struct candidate *, PERSONS_FIRST);
    set->persons = persons < 1 ? 1 : persons;
    double share = (double)weights->known_share / (double)set->persons;
    set->prior_bits = log2(share / (1 - share));
    return set;
}

void match_set_equivalents(struct match_set *set, const struct equivalents *equivalents)
{
    set->engine->comparer.equivalents = equivalents;
}

static void take_texts(struct match_cell *cell, const struct text texts[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        cell->texts[i] = texts[i];
}

void match_cells(const struct candidate *candidate, struct match_cell cells[MATCH_FIELDS])
{
    for (size_t i = 0; i < CANDIDATE_NAMES; i++)
        cells[MATCH_NAME].names[i] = candidate->names[i];
    cells[MATCH_MOTHER].names[0].given = candidate->mother;
    cells[MATCH_FATHER].names[0].given = candidate->father;
    cells[MATCH_SEX].texts[0] = candidate->sex;
    cells[MATCH_BIRTH].birth = candidate->birth;
    take_texts(&cells[MATCH_NATIONALITY], candidate->nationalities, CANDIDATE_NATIONALITIES);
    take_texts(&cells[MATCH_TELEPHONE], candidate->telephones, CANDIDATE_NUMBERS);
    take_texts(&cells[MATCH_DOCUMENT], candidate->documents, CANDIDATE_NUMBERS);
    take_texts(&cells[MATCH_PLACE], candidate->places, CANDIDATE_PLACES);
    take_texts(&cells[MATCH_RELATIVES], candidate->relatives, CANDIDATE_RELATIVES);
}

/* A telephone that many have says little: of a shelter, a partner, a village. */
static void note_holders(struct match_set *set, size_t row, const struct candidate *candidate)
{
    uint64_t *values = set->table->values + row * match_person_schema.slots;
    uint64_t *telephones = values + match_person_schema.columns[MATCH_TELEPHONE].first;
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++) {
        uint64_t packed = telephone_pack(candidate->telephones[i]);
        int64_t holders = candidate->holders[i] > SHARED_MOST ? SHARED_MOST : candidate->holders[i];
        for (size_t slot = 0; slot < CANDIDATE_NUMBERS && packed != 0 && holders > 0; slot++)
            if (telephones[slot] == packed)
                telephones[slot] |= (uint64_t)holders << SHARED_AT;
    }
}

size_t match_set_add(struct match_set *set, const struct candidate *candidate)
{
    struct match_cell *cells = arena_array(set->arena, struct match_cell, MATCH_FIELDS);
    match_cells(candidate, cells);
    uint32_t known = set->lexicon->token_count;
    size_t index = table_add(set->table, cells);
    for (uint32_t i = known; i < set->lexicon->token_count; i++) {
        name_token_weigh(&set->engine->comparer, &frequency_shipped, &set->lexicon->tokens[i]);
        lexicon_probe(set->lexicon, i);
    }
    table_finish_row(set->table, index);
    note_holders(set, index, candidate);
    if (index == set->room) {
        const struct candidate **fresh = arena_array(set->arena, const struct candidate *, set->room * 2);
        for (size_t i = 0; i < set->room; i++)
            fresh[i] = set->candidates[i];
        set->candidates = fresh;
        set->room *= 2;
    }
    set->candidates[index] = candidate;
    return index;
}

/* ---- comparing ---- */

/* Names say no more than how few of the register bear them.  Namesakes are mostly of one nationality, so the two
   together have that limit: n of N persons, log2(N / n). */
static void limit_names(const struct match_set *set, const struct pair_rows *rows, struct match_score *score)
{
    const struct candidate *a = set->candidates[rows->left_row];
    const struct candidate *b = set->candidates[rows->right_row];
    int64_t namesakes = a->namesakes > b->namesakes ? a->namesakes : b->namesakes;
    float *names = &score->field_bits[MATCH_NAME];
    float *nationality = &score->field_bits[MATCH_NATIONALITY];
    if (namesakes < 1 || *names <= 0)
        return;
    float limit = namesakes < set->persons ? (float)log2((double)set->persons / (double)namesakes) : 0;
    float both = *names + (*nationality > 0 ? *nationality : 0);
    if (both <= limit)
        return;
    float less = fminf(both - limit, *names);
    *names -= less;
    score->bits -= (double)less;
    if (*nationality > limit) {
        score->bits -= (double)(*nationality - limit);
        *nationality = limit;
    }
}

static void score_of(const struct match_set *set, const struct pair_rows *rows, float bits,
                     const struct pair_column columns[], struct match_score *ret)
{
    const struct match_weights *weights = set->engine->weights;
    struct match_score score = {.bits = (double)bits};
    for (size_t f = 0; f < MATCH_FIELDS; f++) {
        score.levels[f] = columns[f].level;
        if (columns[f].level == MATCH_LEVEL_NONE)
            continue;
        score.field_bits[f] = pair_column_bits(set->engine, f, &columns[f]);
        score.known |= (uint16_t)(1U << f);
    }
    limit_names(set, rows, &score);
    score.probability = weights_probability(weights, score.bits, set->prior_bits);
    score.conflict = pair_conflict(set->engine, rows, columns);
    score.verdict = score.probability < (double)weights->review ? MATCH_DIFFERENT
                    : score.probability < (double)weights->automatic || score.conflict != MATCH_NO_CONFLICT
                        ? MATCH_POSSIBLE
                        : MATCH_CERTAIN;
    *ret = score;
}

void match_compare(struct match_set *set, size_t a, size_t b, struct match_score *ret)
{
    struct pair_column columns[MATCH_COLUMNS_MOST];
    struct pair_rows rows = {set->table, set->table, a, b};
    float bits = pair_compare(set->engine, &rows, -INFINITY, columns);
    score_of(set, &rows, bits, columns, ret);
}

double match_bits(const struct match_set *set, double probability)
{
    return weights_bits(set->engine->weights, probability) - set->prior_bits;
}

/* ---- reasons ---- */

static struct text joined(struct arena *arena, struct text a, struct text b)
{
    if (text_is_empty(a) || text_is_empty(b))
        return text_is_empty(a) ? b : a;
    return arena_format(arena, "%.*s %.*s", TEXT_ARG(a), TEXT_ARG(b));
}

static struct text birth_shown(struct arena *arena, const struct birth *birth)
{
    if (birth->precision == BIRTH_RANGE)
        return arena_format(arena, "%d-%d", (int)day_from_date(birth->first).year,
                            (int)day_from_date(birth->last).year);
    if (birth->month == 0)
        return arena_format(arena, "%04d", birth->year);
    if (birth->day == 0)
        return arena_format(arena, "%04d-%02d", birth->year, birth->month);
    return arena_format(arena, "%04d-%02d-%02d", birth->year, birth->month, birth->day);
}

static struct text value_shown(struct arena *arena, const struct candidate *candidate, enum match_field field,
                               uint8_t slot)
{
    switch (field) {
    case MATCH_NAME:
        return joined(arena, candidate->names[slot].given, candidate->names[slot].family);
    case MATCH_MOTHER:
        return candidate->mother;
    case MATCH_FATHER:
        return candidate->father;
    case MATCH_SEX:
        return candidate->sex;
    case MATCH_BIRTH:
        return birth_shown(arena, &candidate->birth);
    case MATCH_NATIONALITY:
        return candidate->nationalities[slot];
    case MATCH_TELEPHONE:
        return candidate->telephones[slot];
    case MATCH_DOCUMENT:
        return candidate->documents[slot];
    case MATCH_PLACE:
        return candidate->places[slot];
    case MATCH_RELATIVES: {
        struct text all = TEXT_NONE;
        for (size_t i = 0; i < CANDIDATE_RELATIVES; i++)
            all = joined(arena, all, candidate->relatives[i]);
        return all;
    }
    case MATCH_FIELDS:
        break;
    }
    return TEXT_NONE;
}

/* What speaks against first, the heaviest first; then what speaks for, the heaviest first. */
static bool stands_before(const struct match_reason *one, const struct match_reason *other)
{
    if ((one->bits < 0) != (other->bits < 0))
        return one->bits < 0;
    return fabs(one->bits) > fabs(other->bits);
}

static void add_reason(struct match_explanation *explanation, struct match_reason reason)
{
    size_t at = explanation->count++;
    for (; at > 0 && stands_before(&reason, &explanation->reasons[at - 1]); at--)
        explanation->reasons[at] = explanation->reasons[at - 1];
    explanation->reasons[at] = reason;
}

/* Names that are one by custom stand beside what the names say together, whose part they are: a list said so, and
   whether somebody reviewed it. */
static void add_customs(struct match_set *set, const struct candidate_name *one, const struct candidate_name *other,
                        struct arena *arena, struct match_explanation *explanation)
{
    const struct name_comparer comparer = {.equivalents = set->engine->comparer.equivalents};
    /* No array on the stack: gcc 12 clears padding of such a one at a wrong place (-ftrivial-auto-var-init). */
    struct name *names = arena_array(arena, struct name, 2);
    struct name_match *match = arena_new(arena, struct name_match);
    names[0] = name_read(arena, one->given, one->family);
    names[1] = name_read(arena, other->given, other->family);
    for (size_t i = 0; i < 2; i++)
        name_weigh(arena, &comparer, &frequency_shipped, &names[i]);
    name_compare(&comparer, &names[0], &names[1], match);
    for (size_t i = 0; i < match->count && explanation->count < MATCH_REASONS; i++) {
        const struct name_evidence *evidence = &match->evidence[i];
        if (evidence->relation != NAME_EQUIVALENT)
            continue;
        const struct equivalent_group *group = equivalents_group(comparer.equivalents, evidence->group);
        explanation->reasons[explanation->count++] = (struct match_reason){
            .field = MATCH_NAME,
            .level = MATCH_LEVEL_NONE,
            .label = match_field_label(MATCH_NAME),
            .words = group != NULL && group->reviewed
                         ? N_("forms of one name by the list of equivalents")
                         : N_("forms of one name by the list of equivalents, which nobody has reviewed yet"),
            .a = names[0].words[evidence->left].written,
            .b = names[1].words[evidence->right].written,
        };
    }
}

void match_explain(struct match_set *set, size_t a, size_t b, struct arena *arena, struct match_explanation *ret)
{
    struct pair_column columns[MATCH_COLUMNS_MOST];
    struct pair_rows rows = {set->table, set->table, a, b};
    float bits = pair_compare(set->engine, &rows, -INFINITY, columns);
    struct match_explanation explanation = {.prior_bits = set->prior_bits};
    score_of(set, &rows, bits, columns, &explanation.score);
    explanation.conflict = match_conflict_words[explanation.score.conflict];
    for (size_t f = 0; f < MATCH_FIELDS; f++) {
        if (columns[f].level == MATCH_LEVEL_NONE)
            continue;
        add_reason(&explanation, (struct match_reason){
                                     .field = (enum match_field)f,
                                     .level = columns[f].level,
                                     .label = match_field_label((enum match_field)f),
                                     .words = match_level_words((enum match_field)f, columns[f].level),
                                     .a = value_shown(arena, set->candidates[a], (enum match_field)f, columns[f].left),
                                     .b = value_shown(arena, set->candidates[b], (enum match_field)f, columns[f].right),
                                     .bits = (double)explanation.score.field_bits[f],
                                 });
    }
    const struct pair_column *names = &columns[MATCH_NAME];
    if (set->engine->comparer.equivalents != NULL && names->level != MATCH_LEVEL_NONE)
        add_customs(set, &set->candidates[a]->names[names->left], &set->candidates[b]->names[names->right], arena,
                    &explanation);
    *ret = explanation;
}

struct text match_codes(struct arena *arena, const struct match_explanation *explanation)
{
    AUTO_BUFFER struct buffer codes = buffer_open(CODES_MOST);
    for (size_t i = 0; i < explanation->count; i++)
        if (explanation->reasons[i].level != MATCH_LEVEL_NONE)
            buffer_format(&codes, "%s%d:%d", codes.length == 0 ? "" : " ", (int)explanation->reasons[i].field,
                          (int)explanation->reasons[i].level);
    return arena_text(arena, buffer_text(&codes));
}
