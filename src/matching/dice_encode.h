/* A person as a filter of 1,024 bits that only holders of the project's key can make: phonetic features of the name in
   both scripts, and of dates only what is known of them.  Not for exchange between two who hold the key: whoever has
   the key can try names and dates until the filter fits (link_filters.h). */
#ifndef MATCHING_DICE_ENCODE_H
#define MATCHING_DICE_ENCODE_H

#include "matching/candidate.h"
#include "matching/dice.h"

enum {
    DICE_KEY = 32,
    DICE_FIELDS_LEAST = 6, /* of name, second word, year, day, sex, nationality, place, mother, telephone, document */
    DICE_FAKE_PERCENT = 25,
    DICE_YEARS_FIRST = 1880,
    DICE_YEARS = 200,
};

/* The keys of a project, derived from its one key; to be forgotten with it. */
struct dice_project {
    unsigned char salts[DICE_YEARS + 1][16]; /* of groups of years of birth, by turns; the last one of no year */
    bool salted;             /* by the year of birth: pairs more than some years apart are not found any more */
    struct dice_word *words; /* how words sound that were met lately: most names are met often */
};
void dice_project_open(struct arena *arena, const unsigned char key[DICE_KEY], bool salted,
                       struct dice_project *ret_project);
void dice_project_forget(struct dice_project *project);

/* INVALID: less than DICE_FIELDS_LEAST fields are known, or no name, or no year where the project is salted.  `scratch`
   is used and may be reset afterwards. */
enum outcome dice_encode(struct dice_project *project, struct arena *scratch, const struct candidate *person,
                         struct dice_filter *ret_filter) MUST_CHECK;
/* Somebody who is nobody: each field from another of these persons, drawn at random. */
struct candidate dice_fake(const struct candidate *persons, size_t count);

#endif
