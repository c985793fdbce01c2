#include "matching/register_weights.h"

#include "base/number.h"
#include "matching/batch.h"

enum { SCRATCH = 1 << 20, DOCUMENT_HOLDERS = 30 };
static const size_t TALLIES = (size_t)64 << 20;

struct register_learner {
    struct arena *arena, *scratch;
    struct lexicon *lexicon;
    struct match_table *table;
    struct name_comparer comparer;
    size_t room;
};

struct register_learner *register_learner_open(struct arena *arena, size_t persons,
                                               const struct equivalents *equivalents)
{
    struct register_learner *learner = arena_new(arena, struct register_learner);
    *learner = (struct register_learner){.arena = arena, .room = persons};
    learner->scratch = arena_open(SCRATCH);
    learner->lexicon = lexicon_open(arena, learner->scratch);
    learner->comparer.equivalents = equivalents;
    learner->table = table_open(arena, learner->lexicon, &match_person_schema, MATCH_NATIONALITY, persons);
    return learner;
}

void register_learner_add(struct register_learner *learner, const struct candidate *person)
{
    struct match_cell cells[MATCH_FIELDS] = {0};
    if (learner->table->count == learner->room)
        return;
    uint32_t known = learner->lexicon->token_count;
    match_cells(person, cells);
    size_t row = table_add(learner->table, cells);
    for (uint32_t i = known; i < learner->lexicon->token_count; i++) {
        name_token_weigh(&learner->comparer, &frequency_shipped, &learner->lexicon->tokens[i]);
        lexicon_probe(learner->lexicon, i);
    }
    table_finish_row(learner->table, row);
}

struct register_learnt register_learner_end(struct register_learner *learner, int64_t version)
{
    struct batch_settings settings = batch_settings_of(learner->table->count, learner->table->count);
    struct match_table *tables[] = {learner->table};
    struct register_learnt learnt = {.persons = (int64_t)learner->table->count};
    struct match_weights *weights = arena_new(learner->arena, struct match_weights);
    settings.equivalents = learner->comparer.equivalents;
    settings.plain = true;
    AUTO_ARENA struct arena *tallies = arena_open(TALLIES);
    (void)tables_share(tables, 1, tallies, DOCUMENT_HOLDERS);
    const struct batch *batch = batch_open(learner->arena, learner->table, learner->table, &settings);
    *weights = batch->weights;
    weights->version = version;
    learnt.weights = weights;
    learnt.same = batch->learnt.same;
    for (size_t f = 0; f < MATCH_FIELDS; f++)
        learnt.anchors[f] = (int64_t)batch->learnt.anchors[f];
    return learnt;
}

void register_learner_forget(struct register_learner *learner) { learner->scratch = arena_close(learner->scratch); }

uint8_t match_level_count(enum match_field field)
{
    return (uint8_t)match_kinds[match_person_schema.columns[field].kind].levels;
}

double match_level_bits(const struct match_weights *weights, enum match_field field, uint8_t level)
{
    (void)match_weights_version(weights); /* the shipped ones are made when they are first asked for */
    return level < match_level_count(field) ? (double)weights->fields[field].bits[level] : 0;
}

double match_codes_bits(const struct match_weights *weights, struct text codes)
{
    double bits = 0;
    struct text code, field;
    while (text_split(&codes, ' ', &code)) {
        int64_t number = 0;
        int64_t level = 0;
        if (text_split(&code, ':', &field) && text_to_integer(field, 0, MATCH_FIELDS - 1, &number) == OK &&
            text_to_integer(code, 0, MATCH_LEVELS - 1, &level) == OK)
            bits += match_level_bits(weights, (enum match_field)number, (uint8_t)level);
    }
    return bits;
}
