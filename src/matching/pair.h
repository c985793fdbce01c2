/* Two rows of tables: levels and bits of each column.  Within matching/, and for sanad match. */
#ifndef MATCHING_PAIR_H
#define MATCHING_PAIR_H

#include "matching/table.h"
#include "matching/weights.h"

enum {
    NAME_CURVE_STEP = WEIGHT_BIT / 4,
    NAME_CURVE_FROM = -16 * WEIGHT_BIT,
    NAME_CURVE_PARTS = 256,
    BIRTH_YEARS_FROM = 1850,
    BIRTH_YEARS = 300
};

/* What two rows say in a column. */
struct pair_column {
    uint8_t level;       /* MATCH_LEVEL_NONE: one side does not know */
    int16_t weight;      /* of names, in WEIGHT_BITs */
    float adjust;        /* bits more for a rare value, fewer for a common one */
    uint8_t left, right; /* the slots that were compared */
    bool crossed;        /* the right value is the one of the column's twin */
};

/* Pairs of words and of phrases that were compared; a newer pair takes an older one's place. */
struct pair_cache {
    struct spelling_entry {
        uint32_t a, b;
        int32_t weight;
    } * spellings;
    struct phrase_entry {
        uint32_t a, b;
        uint8_t level;
    } * phrases;
    uint64_t spelling_mask, phrase_mask;
};

struct pair_engine {
    const struct match_schema *schema;
    const struct match_weights *weights;
    struct lexicon *lexicon;
    float curves[MATCH_COLUMNS_MOST][NAME_CURVE_PARTS]; /* bits by the weight of names */
    float most[MATCH_COLUMNS_MOST];                     /* the best level and adjustment of a column */
    uint8_t order[MATCH_COLUMNS_MOST];                  /* cheap columns first */
    float most_from[MATCH_COLUMNS_MOST + 1];            /* what the columns from this place of the order on may reach,
                                                           names left out */
    float *phrase_adjust;                               /* NULL: the lexicon says nothing about how common values are */
    float birth_adjust[2][BIRTH_YEARS];                 /* of known days, of estimates */
    size_t names_from;                                  /* the place of the order where names begin */
    struct pair_cache cache;
    struct pair_memo *memos, *memo; /* of the slots of names; the one in use while two names are compared */
    struct name_comparer comparer;
    size_t group_column; /* of the tables; MATCH_COLUMNS_MOST: none */
};

/* An engine that compares rows of tables of one lexicon.  The cache takes 12 << cache_bits bytes and a little more. */
struct pair_engine *pair_engine_open(struct arena *arena, const struct match_schema *schema,
                                     const struct match_weights *weights, struct lexicon *lexicon,
                                     const struct equivalents *equivalents, unsigned cache_bits);
/* Once all rows are there, of whole lists, not of a handful of candidates: how common each value is. */
void pair_engine_learn_common(struct pair_engine *engine, struct arena *arena, const struct match_table *const tables[],
                              size_t count);
/* Other weights; they must live as long as the engine uses them. */
void pair_engine_weigh(struct pair_engine *engine, const struct match_weights *weights);

/* What is known of a person, column by column of match_person_schema; `ret_cells` are zeros before. */
void match_cells(const struct candidate *candidate, struct match_cell ret_cells[MATCH_FIELDS]);

struct pair_rows {
    const struct match_table *left, *right;
    size_t left_row, right_row;
};
struct pair_column pair_compare_column(struct pair_engine *engine, const struct pair_rows *rows, size_t column);
float pair_column_bits(const struct pair_engine *engine, size_t column, const struct pair_column *said);
/* Bits of all columns.  Given up with -INFINITY as soon as they cannot reach `least`; ret_columns (NULL: not wanted)
   then holds part of them. */
float pair_compare(struct pair_engine *engine, const struct pair_rows *rows, float least,
                   struct pair_column ret_columns[MATCH_COLUMNS_MOST]);

/* Why a pair must not be linked without a person. */
enum match_conflict pair_conflict(struct pair_engine *engine, const struct pair_rows *rows,
                                  const struct pair_column columns[MATCH_COLUMNS_MOST]);
extern const char *const match_conflict_words[MATCH_CONFLICTS]; /* N_() */

#endif
