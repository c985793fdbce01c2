#include "matching/table.h"

#include <string.h>

#include "matching/digest.h"
#include "matching/numbers.h"

enum { WORDS_A_ROW = 4, NAME_MOST_MOST = 0xFFFF };

struct match_table *table_open(struct arena *arena, struct lexicon *lexicon, const struct match_schema *schema,
                               size_t group_column, size_t rows)
{
    struct match_table *table = arena_new(arena, struct match_table);
    *table = (struct match_table){.schema = schema,
                                  .lexicon = lexicon,
                                  .arena = arena,
                                  .room = rows < 1 ? 1 : rows,
                                  .group_column = group_column};
    table->values = arena_array(arena, uint64_t, table->room * schema->slots);
    table->word_room = table->room * WORDS_A_ROW;
    table->words = arena_array(arena, uint32_t, table->word_room);
    return table;
}

static void rows_grow(struct match_table *table)
{
    uint64_t *fresh = arena_array(table->arena, uint64_t, table->room * 2 * table->schema->slots);
    memcpy(fresh, table->values, table->room * table->schema->slots * sizeof *fresh);
    table->values = fresh;
    table->room *= 2;
}

static void words_grow(struct match_table *table)
{
    uint32_t *fresh = arena_array(table->arena, uint32_t, table->word_room * 2);
    memcpy(fresh, table->words, table->word_room * sizeof *fresh);
    table->words = fresh;
    table->word_room *= 2;
}

/* ---- values ---- */

static uint64_t add_name(struct match_table *table, struct candidate_name written, uint32_t group)
{
    struct name name = {0};
    struct arena *scratch = lexicon_scratch(table->lexicon);
    name_add(scratch, &name, NAME_GIVEN, written.given);
    name_add(scratch, &name, NAME_FAMILY, written.family);
    if (name.count == 0)
        return 0;
    if (table->word_count + name.count > table->word_room)
        words_grow(table);
    uint64_t start = table->word_count;
    for (size_t i = 0; i < name.count; i++) {
        const struct name_word *word = &name.words[i];
        table->words[table->word_count++] = lexicon_token(table->lexicon, word->token, group) |
                                            (uint32_t)(word->part & 3) << WORD_PART_AT |
                                            (uint32_t)word->hyphened << WORD_HYPHEN_AT;
    }
    return start | (uint64_t)name.count << NAME_COUNT_AT;
}

/* Relatives are words without an order. */
static uint64_t add_relatives(struct match_table *table, const struct text texts[], uint32_t group)
{
    uint64_t start = table->word_count;
    size_t count = 0;
    for (size_t i = 0; i < CANDIDATE_RELATIVES; i++) {
        if (text_is_empty(texts[i]))
            continue;
        uint64_t one = add_name(table, (struct candidate_name){.given = texts[i]}, group);
        count += name_value_count(one) > 0 ? 1 : 0;
        table->word_count = start + count; /* the first word of each */
    }
    return count == 0 ? 0 : start | (uint64_t)count << NAME_COUNT_AT;
}

/* Words for women and men in lists of three languages. */
static uint64_t sex_of(struct text written)
{
    static const struct {
        const char *word;
        uint64_t code;
    } WORDS[] = {{"f", 1},        {"female", 1}, {"femme", 1}, {"fille", 1},   {"feminin", 1}, {"w", 1},
                 {"woman", 1},    {"girl", 1},   {"m", 2},     {"male", 2},    {"h", 2},       {"homme", 2},
                 {"masculin", 2}, {"man", 2},    {"boy", 2},   {"garcon", 2},  {"أنثى", 1},    {"انثى", 1},
                 {"امرأة", 1},    {"ذكر", 2},    {"رجل", 2},   {"féminin", 1}, {"garçon", 2}};
    written = text_trim(written);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (text_equal_ignoring_case(written, text_from(WORDS[i].word)))
            return WORDS[i].code;
    return text_is_empty(written) ? 0 : 3;
}

static uint64_t value_of(struct match_table *table, const struct match_column *column, const struct match_cell *cell,
                         size_t slot, uint32_t group)
{
    uint32_t number = (uint32_t)(column - table->schema->columns);
    switch (column->kind) {
    case MATCH_KIND_NAME:
        return add_name(table, cell->names[slot], group);
    case MATCH_KIND_SEX:
        return sex_of(cell->texts[slot]) % 3; /* what is neither says nothing here */
    case MATCH_KIND_BIRTH:
        return slot == 0 ? birth_pack(&cell->birth) : 0;
    case MATCH_KIND_TELEPHONE:
        return telephone_pack(cell->texts[slot]);
    case MATCH_KIND_DOCUMENT:
        return document_pack(cell->texts[slot]);
    case MATCH_KIND_RELATIVES:
        return slot == 0 ? add_relatives(table, cell->texts, group) : 0;
    case MATCH_KIND_CODE:
    case MATCH_KIND_TEXT:
        return lexicon_phrase(table->lexicon, number, cell->texts[slot]);
    case MATCH_KINDS:
        break;
    }
    return 0;
}

size_t table_add(struct match_table *table, const struct match_cell cells[])
{
    const struct match_schema *schema = table->schema;
    if (table->count == table->room)
        rows_grow(table);
    uint64_t *row = table->values + table->count * schema->slots;
    uint32_t group = 0;
    if (table->group_column < schema->count) {
        const struct match_column *column = &schema->columns[table->group_column];
        group = (uint32_t)value_of(table, column, &cells[table->group_column], 0, 0);
        row[column->first] = group;
    }
    for (size_t c = 0; c < schema->count; c++)
        for (size_t s = 0; s < schema->columns[c].slots; s++)
            if (c != table->group_column || s > 0)
                row[schema->columns[c].first + s] = value_of(table, &schema->columns[c], &cells[c], s, group);
    return table->count++;
}

void table_name(const struct match_table *table, uint64_t value, struct name *ret_name)
{
    const uint32_t *words = table->words + name_value_start(value);
    ret_name->count = name_value_count(value);
    ret_name->cut = false;
    for (size_t i = 0; i < ret_name->count; i++)
        ret_name->words[i] = (struct name_word){.token = &table->lexicon->tokens[word_token(words[i])],
                                                .part = (enum name_part)(words[i] >> WORD_PART_AT & 3),
                                                .hyphened = words[i] >> WORD_HYPHEN_AT == 1};
}

void table_finish_row(struct match_table *table, size_t row)
{
    const struct match_schema *schema = table->schema;
    for (size_t c = 0; c < schema->count; c++)
        for (size_t s = 0; schema->columns[c].kind == MATCH_KIND_NAME && s < schema->columns[c].slots; s++) {
            uint64_t *value = &table->values[row * schema->slots + schema->columns[c].first + s];
            struct name name;
            if (*value == 0)
                continue;
            table_name(table, *value, &name);
            int32_t most = name_weight_most(&name);
            most = most < 0 ? 0 : most > NAME_MOST_MOST ? NAME_MOST_MOST : most;
            *value = (*value & ((UINT64_C(1) << NAME_MOST_AT) - 1)) | (uint64_t)most << NAME_MOST_AT;
        }
}

void table_finish(struct match_table *table)
{
    for (size_t row = 0; row < table->count; row++)
        table_finish_row(table, row);
}

/* ---- numbers that many hold ---- */

struct tally {
    uint64_t value;
    uint32_t count;
};

static uint64_t counted(enum match_kind kind, uint64_t value)
{
    return kind == MATCH_KIND_TELEPHONE ? telephone_last(value) : value;
}

static struct tally *tally_of(struct tally *tallies, uint64_t mask, enum match_kind kind, uint64_t value)
{
    uint64_t wanted = counted(kind, value) << 1 | (kind == MATCH_KIND_TELEPHONE); /* documents lose a bit: no harm */
    for (uint64_t at = digest_spread(wanted);; at++) {
        struct tally *tally = &tallies[at & mask];
        if (tally->count == 0)
            tally->value = wanted;
        if (tally->value == wanted)
            return tally;
    }
}

static bool is_number(enum match_kind kind) { return kind == MATCH_KIND_TELEPHONE || kind == MATCH_KIND_DOCUMENT; }

static size_t share_table(struct match_table *table, struct tally *tallies, uint64_t mask, unsigned holders,
                          bool counting)
{
    const struct match_schema *schema = table->schema;
    size_t taken = 0;
    for (size_t c = 0; c < schema->count; c++) {
        enum match_kind kind = schema->columns[c].kind;
        if (!is_number(kind))
            continue;
        for (size_t i = 0; i < table->count * schema->columns[c].slots; i++) {
            size_t slot = schema->columns[c].first + i % schema->columns[c].slots;
            uint64_t *value = &table->values[i / schema->columns[c].slots * schema->slots + slot];
            if (*value == 0)
                continue;
            struct tally *tally = tally_of(tallies, mask, kind, *value);
            if (counting) {
                tally->count++;
            } else if (kind == MATCH_KIND_TELEPHONE) {
                *value |= (uint64_t)(tally->count > SHARED_MOST ? SHARED_MOST : tally->count) << SHARED_AT;
            } else if (tally->count > holders) {
                *value = 0;
                taken++;
            }
        }
    }
    return taken;
}

size_t tables_share(struct match_table *const tables[], size_t count, struct arena *scratch, unsigned holders)
{
    size_t values = 1;
    for (size_t t = 0; t < count; t++)
        for (size_t c = 0; c < tables[t]->schema->count; c++)
            if (is_number(tables[t]->schema->columns[c].kind))
                values += tables[t]->count * tables[t]->schema->columns[c].slots;
    uint64_t room = 1;
    while (room < values * 2)
        room *= 2;
    struct tally *tallies = arena_array(scratch, struct tally, room);
    size_t taken = 0;
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t t = 0; t < count; t++)
            taken += share_table(tables[t], tallies, room - 1, holders, pass == 0);
    return taken;
}
