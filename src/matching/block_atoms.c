#include "matching/block_atoms.h"

#include <string.h>

#include "matching/digest.h"
#include "matching/numbers.h"

enum { NUMBER_OF_TELEPHONE = 1, NUMBER_OF_DOCUMENT = 2 };

static bool holds(const uint32_t *list, size_t count, uint32_t one)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == one)
            return true;
    return false;
}

static void read_words(const struct match_table *table, uint64_t value, struct block_atoms *atoms)
{
    const uint32_t *words = table->words + name_value_start(value);
    for (unsigned i = 0; i < name_value_count(value) && atoms->words < ATOM_WORDS; i++) {
        const struct lexeme *lexeme = &table->lexicon->lexemes[table->lexicon->tokens[word_token(words[i])].id];
        if (!lexeme->bears || lexeme->fine == 0 || holds(atoms->fine, atoms->words, lexeme->fine))
            continue;
        atoms->fine[atoms->words] = lexeme->fine;
        atoms->coarse[atoms->words++] = lexeme->coarse;
    }
}

static void read_mother(const struct match_table *table, uint64_t value, struct block_atoms *atoms)
{
    const uint32_t *words = table->words + name_value_start(value);
    for (unsigned i = 0; i < name_value_count(value) && atoms->mother_count < ATOM_MOTHERS; i++) {
        const struct lexeme *lexeme = &table->lexicon->lexemes[table->lexicon->tokens[word_token(words[i])].id];
        if (lexeme->bears && lexeme->fine != 0 && !holds(atoms->mothers, atoms->mother_count, lexeme->fine))
            atoms->mothers[atoms->mother_count++] = lexeme->fine;
    }
}

static void add_years(struct block_atoms *atoms, int32_t first, int32_t last)
{
    for (int32_t year = first; year <= last && atoms->year_count < ATOM_YEARS; year++)
        atoms->years[atoms->year_count++] = year;
}

static void read_birth(uint64_t value, bool asking, struct block_atoms *atoms)
{
    struct birth birth = birth_unpack_written(value);
    if (birth.precision == BIRTH_RANGE) {
        add_years(atoms, day_from_date(birth.first).year, day_from_date(birth.last).year);
        return;
    }
    add_years(atoms, birth.year - (asking ? 1 : 0), birth.year + (asking ? 1 : 0));
    if (birth.precision != BIRTH_DAY)
        return;
    atoms->day_and_month = digest_mix(3, (uint64_t)birth.month * 100 + (uint64_t)birth.day);
    atoms->dates[atoms->date_count++] =
        digest_mix((uint64_t)birth.year, (uint64_t)birth.month * 100 + (uint64_t)birth.day);
    if (asking && birth.day <= 12 && birth.day != birth.month)
        atoms->dates[atoms->date_count++] =
            digest_mix((uint64_t)birth.year, (uint64_t)birth.day * 100 + (uint64_t)birth.month);
}

static void read_text(const struct match_table *table, size_t column, uint64_t value, struct block_atoms *atoms)
{
    const struct lexicon_phrase *phrase = &table->lexicon->phrases[value];
    const size_t twin = table->schema->columns[column].twin;
    column = twin != 0 && twin - 1 < column ? twin - 1 : column; /* what changes places is one to keys */
    uint64_t sound = phrase->phrase.sound != 0 ? phrase->phrase.sound : digest_of(phrase->normal);
    if (atoms->text_count < ATOM_TEXTS)
        atoms->texts[atoms->text_count++] = digest_mix(column, sound);
}

static void read_number(enum match_kind kind, uint64_t value, struct block_atoms *atoms)
{
    if (atoms->number_count == ATOM_NUMBERS)
        return;
    atoms->numbers[atoms->number_count++] = kind == MATCH_KIND_TELEPHONE
                                                ? digest_mix(NUMBER_OF_TELEPHONE, telephone_last(value))
                                                : digest_mix(NUMBER_OF_DOCUMENT, value);
}

static void read_value(const struct match_table *table, size_t column, uint64_t value, bool first_name, bool asking,
                       struct block_atoms *atoms)
{
    enum match_kind kind = table->schema->columns[column].kind;
    switch (kind) {
    case MATCH_KIND_NAME:
        (first_name ? read_words : read_mother)(table, value, atoms);
        break;
    case MATCH_KIND_BIRTH:
        read_birth(value, asking, atoms);
        break;
    case MATCH_KIND_SEX:
    case MATCH_KIND_CODE:
        atoms->sex_and_group = digest_mix(atoms->sex_and_group + column, value);
        break;
    case MATCH_KIND_TEXT:
        read_text(table, column, value, atoms);
        break;
    case MATCH_KIND_TELEPHONE:
    case MATCH_KIND_DOCUMENT:
        read_number(kind, value, atoms);
        break;
    case MATCH_KIND_RELATIVES:
    case MATCH_KINDS:
        break;
    }
}

void block_atoms_read(const struct match_table *table, size_t row, bool asking, struct block_atoms *ret_atoms)
{
    const struct match_schema *schema = table->schema;
    const uint64_t *values = table_row(table, row);
    size_t names = schema->count;
    memset(ret_atoms, 0, sizeof *ret_atoms);
    for (size_t c = 0; c < schema->count; c++) {
        if (schema->columns[c].kind == MATCH_KIND_NAME && names == schema->count)
            names = c;
        for (size_t s = 0; s < schema->columns[c].slots; s++)
            if (values[schema->columns[c].first + s] != 0)
                read_value(table, c, values[schema->columns[c].first + s], c == names, asking, ret_atoms);
    }
}
