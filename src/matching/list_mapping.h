/* Which columns of a list say what: by a configuration, or by the names of the columns alone.

   A configuration is lines "what = column":
       id = rec_id                    its own number of a row; without it the line's
       given = first_name             names; several forms: given = name_latin, name_arabic
       family = surname
       name = whole_name              given and family name in one column
       mother = …  father = …  sex = …  birth = …  age = … (on the day of `today = 2022-12-31`)
       nationality = …  telephone = …  document = …  place = …  relatives = …
       text = street, suburb          free columns, each of its own, compared by their letters
       lines = address_1, address_2   as text; either may have been written into the other's place
       code = postcode                … compared as they are
       truth = person                 a number shared by the rows of one person: never evidence, only to measure
       group = nationality            names are as common as they are in the same group (nationality where it is mapped)
       review = 0.2                   probabilities of the two thresholds
       automatic = 0.995
       one-to-one = yes               each row of A has one of B at most
       equivalents = names.csv        a table of names that are one by custom (equivalents.h), beside the shipped one;
                                      "shipped": that alone
   "a | b" tries the names one after the other, for lists that name a column differently.  # begins a remark. */
#ifndef MATCHING_LIST_MAPPING_H
#define MATCHING_LIST_MAPPING_H

#include "codec/csv.h"
#include "matching/table.h"

enum { MAPPING_ENTRIES_MOST = 64, MAPPING_NONE = -1 };

struct list_mapping_entry {
    struct text what, columns; /* as configured */
    size_t line;               /* 0: found by the names of columns */
};

struct list_mapping {
    size_t entry_count;
    struct list_mapping_entry entries[MAPPING_ENTRIES_MOST];
    struct match_schema schema;
    uint8_t entry_of[MATCH_COLUMNS_MOST][CANDIDATE_RELATIVES]; /* where the columns of a slot are named */
    size_t group_column;                                       /* of the schema; MATCH_COLUMNS_MOST: none */
    bool one_to_one;
    struct text equivalents; /* empty: none */
    float review, automatic;
    int32_t today;
};

/* INVALID: problems name the line and what is wrong. */
enum outcome list_mapping_read(struct arena *arena, struct text configuration, int32_t today, struct problems *problems,
                               struct list_mapping *ret_mapping) MUST_CHECK;
/* What the names of these columns tell (given_name, nom, date_of_birth …); columns that tell nothing are left out.
   INVALID: no name among them. */
enum outcome list_mapping_guess(struct arena *arena, const struct csv_row *header, int32_t today,
                                struct problems *problems, struct list_mapping *ret_mapping) MUST_CHECK;

/* Where the columns stand in one list. */
struct list_mapping_places {
    int16_t given[MATCH_COLUMNS_MOST][CANDIDATE_NAMES], family[MATCH_COLUMNS_MOST][CANDIDATE_NAMES];
    int16_t texts[MATCH_COLUMNS_MOST][CANDIDATE_RELATIVES];
    int16_t id, truth, age;
};
/* INVALID: a column is not there. */
enum outcome list_mapping_find(struct arena *arena, const struct list_mapping *mapping, const struct csv_row *header,
                               struct problems *problems, struct list_mapping_places *ret_places) MUST_CHECK;

struct list_mapping_row {
    struct text id, truth;
    bool birth_unreadable; /* something stood there that is no date: taken as not known */
};
/* The evidence of a row; texts are slices of it. */
void list_mapping_cells(const struct list_mapping *mapping, const struct list_mapping_places *places,
                        const struct csv_row *row, struct match_cell ret_cells[MATCH_COLUMNS_MOST],
                        struct list_mapping_row *ret_row);
/* The values of a column of the schema as written, slots with " / " between; for showing. */
struct text list_mapping_shown(struct arena *arena, const struct list_mapping *mapping,
                               const struct list_mapping_places *places, const struct csv_row *row, size_t column);

#endif
