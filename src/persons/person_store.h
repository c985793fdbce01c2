/* Statements about persons.  Within persons/. */
#ifndef PERSONS_PERSON_STORE_H
#define PERSONS_PERSON_STORE_H

#include "persons/persons.h"

enum { SEARCH_KEYS_MOST = 96 };
struct search_keys {
    unsigned char at[SEARCH_KEYS_MOST][SEARCH_KEY_BYTES];
    size_t count;
};

/* Replaces a person's search keys by these. */
enum outcome person_store_keys(struct work *work, const struct person *person,
                               const struct search_keys *keys) MUST_CHECK;

struct key_hit {
    struct identifier person, organisation, office;
    int32_t matched; /* how many of the keys asked for */
};
/* Persons that hold any of these keys, most matches first, at most `most`. */
enum outcome person_find_keys(struct work *work, const struct search_keys *keys, size_t most, struct key_hit **ret_hits,
                              size_t *ret_count) MUST_CHECK;
enum outcome office_name(struct work *work, struct identifier office, struct text *ret_name) MUST_CHECK;

/* Hooks of the descriptor. */
enum outcome person_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome person_stored(struct work *work, const void *before, const void *row);

/* Rows around a person, newest first. */
enum outcome person_rows(struct work *work, const struct record *record, struct identifier person, void ***ret_rows,
                         size_t *ret_count) MUST_CHECK;

#endif
