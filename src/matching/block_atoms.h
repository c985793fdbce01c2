/* What the keys of a row are made of.  Within matching/. */
#ifndef MATCHING_BLOCK_ATOMS_H
#define MATCHING_BLOCK_ATOMS_H

#include "matching/table.h"

enum { ATOM_WORDS = 8, ATOM_MOTHERS = 3, ATOM_YEARS = 6, ATOM_TEXTS = 12, ATOM_NUMBERS = 8 };

struct block_atoms {
    uint32_t fine[ATOM_WORDS], coarse[ATOM_WORDS];
    size_t words;
    uint32_t mothers[ATOM_MOTHERS]; /* of the names beside the first column of names */
    size_t mother_count;
    int32_t years[ATOM_YEARS];
    size_t year_count;
    uint64_t dates[2]; /* the day, and with day and month changed */
    size_t date_count;
    uint64_t day_and_month;
    uint64_t texts[ATOM_TEXTS]; /* sounds of places and addresses, with their columns */
    size_t text_count;
    uint64_t numbers[ATOM_NUMBERS]; /* telephones and documents, with their kind */
    size_t number_count;
    uint64_t sex_and_group; /* 0: unknown */
};

/* `asking`: with the years around an estimate, and the date with day and month changed. */
void block_atoms_read(const struct match_table *table, size_t row, bool asking, struct block_atoms *ret_atoms);

#endif
