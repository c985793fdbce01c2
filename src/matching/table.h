/* Rows of evidence as numbers, made ready to be compared by the million. */
#ifndef MATCHING_TABLE_H
#define MATCHING_TABLE_H

#include "matching/lexicon.h"

/* A value in eight bytes, by its column's kind; 0 is not known:
   names and relatives   where its words begin, how many, and the most that the name can weigh
   codes and texts       number of the phrase
   births, telephones, documents   as birth_pack(), telephone_pack() (and how many rows share it), document_pack() give
   sexes                 a number from 1 */
struct match_table {
    const struct match_schema *schema;
    struct lexicon *lexicon;
    struct arena *arena;
    uint64_t *values; /* a row has schema->slots of them */
    size_t count, room;
    uint32_t *words; /* numbers of tokens, with the box that each was written in */
    size_t word_count, word_room;
    size_t group_column; /* the column whose first value is the group of a name; MATCH_COLUMNS_MOST: none */
};

/* What a row says in one column: as many texts as the column has slots; names have given and family name. */
struct match_cell {
    struct text texts[CANDIDATE_RELATIVES];
    struct candidate_name names[CANDIDATE_NAMES];
    struct birth birth;
};

struct match_table *table_open(struct arena *arena, struct lexicon *lexicon, const struct match_schema *schema,
                               size_t group_column, size_t rows);
/* Adds a row: a cell for each column of the schema. */
size_t table_add(struct match_table *table, const struct match_cell cells[]);
/* Once all rows of all tables of the lexicon are there and lexicon_weigh() was called. */
void table_finish(struct match_table *table);
void table_finish_row(struct match_table *table, size_t row); /* of one row alone */

static inline const uint64_t *table_row(const struct match_table *table, size_t row)
{
    return table->values + row * table->schema->slots;
}

/* Packed values of names. */
enum { NAME_COUNT_AT = 40, NAME_MOST_AT = 48, WORD_PART_AT = 29, WORD_HYPHEN_AT = 31 };
static inline uint64_t name_value_start(uint64_t value) { return value & ((UINT64_C(1) << NAME_COUNT_AT) - 1); }
static inline unsigned name_value_count(uint64_t value) { return value >> NAME_COUNT_AT & 0xFF; }
static inline int32_t name_value_most(uint64_t value) { return (int32_t)(value >> NAME_MOST_AT); }
static inline uint32_t word_token(uint32_t word) { return word & ((UINT32_C(1) << WORD_PART_AT) - 1); }

/* The name as name_compare() reads it; its tokens are the lexicon's. */
void table_name(const struct match_table *table, uint64_t value, struct name *ret_name);

/* Telephones that several rows share say less. */
enum { SHARED_AT = 40, SHARED_MOST = 0xFFFF };
static inline unsigned telephone_shared(uint64_t value) { return value >> SHARED_AT & SHARED_MOST; }
/* Counts over the tables how many rows hold each telephone and document: a document of more than `holders` rows
   ("0000", "none") is taken away.  Returns how many such values were taken away. */
size_t tables_share(struct match_table *const tables[], size_t count, struct arena *scratch, unsigned holders);

#endif
