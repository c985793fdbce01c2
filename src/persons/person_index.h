/* The index of search: keyed hashes of composite keys (matching/person_keys.h), and of what somebody types before a
   name is whole.  Nothing here holds a name.  Within persons/. */
#ifndef PERSONS_PERSON_INDEX_H
#define PERSONS_PERSON_INDEX_H

#include "matching/name.h"
#include "matching/person_keys.h"
#include "persons/persons.h"

/* Kinds of our own, behind those of matching/. */
enum {
    INDEX_TYPED_PAIR = PERSON_KEY_KINDS + 32, /* the beginnings of two words of the name */
    INDEX_TYPED_WORD,                         /* one word, if few bear it */
    INDEX_TYPED_YEAR,                         /* one word and the year of birth */
    INDEX_BY_CUSTOM, /* two words of the name, one at least put for another that is one with it by custom */
};
enum { INDEX_RULES = 1, INDEX_CODES_MOST = 192, INDEX_BUCKET = PERSON_KEY_BUCKET };

struct index_code {
    int64_t code;
    int kind;
};
struct index_codes {
    struct index_code at[INDEX_CODES_MOST];
    size_t count;
};

/* By which rules and under which key of search a person is stored now. */
int64_t index_form(const struct work *work);
/* What somebody is stored under. */
void index_of_candidate(struct work *work, const struct candidate *person, struct index_codes *ret_codes);
/* What she is asked for under; while the key of search is being changed, under the one before too. */
void index_to_ask(struct work *work, const struct candidate *person, struct index_codes *ret_codes);
/* The same for words typed: with the beginnings of words, and one word alone unless very many bear it. */
void index_to_ask_typed(struct work *work, const struct candidate *typed, struct index_codes *ret_codes);
/* Has this word no key of its own because very many bear it? */
bool index_word_is_common(const struct name_token *token);

/* Somebody who stands under one or more of the codes. */
struct index_hit {
    struct identifier person;
    uint64_t kinds; /* set of 1 << kind, of 1 << (kind - 32) + 32 for ours */
    int32_t codes;  /* how many */
    int32_t pairs;  /* how many of two words of the name */
};
static inline uint64_t index_kind_bit(int kind) { return UINT64_C(1) << (kind & 63); }
struct index_answer {
    struct index_hit *hits; /* whoever shares most and rarest first */
    size_t count;
    bool full;     /* so many share a key that not all were looked at */
    size_t *sizes; /* how many were read under each code that was asked */
};
/* Reads the buckets of the actor's organisation, or of this one for the system. */
enum outcome index_ask(struct work *work, struct identifier organisation, const struct index_codes *codes,
                       struct index_answer *ret_answer) MUST_CHECK;

/* How many of the answer, without `asking` herself, share as much of the name with who asked as this one does: 0 if it
   shares no two words. */
int64_t index_namesakes(const struct index_answer *answer, size_t hit, struct identifier asking);

/* How many of the answer have this telephone, as far as its bucket was read. */
int64_t index_holders(struct work *work, const struct index_codes *codes, const struct index_answer *answer,
                      struct text telephone);

/* ---- statements: person_index_store.c ---- */

struct index_row {
    struct identifier person;
    size_t code; /* its place in the list asked for */
};
enum outcome index_read(struct work *work, struct identifier organisation, const struct index_codes *codes, size_t most,
                        struct index_row **ret_rows, size_t *ret_count) MUST_CHECK;
enum outcome index_add(struct work *work, const struct record_head *person, const struct index_codes *codes) MUST_CHECK;
enum outcome index_take_away(struct work *work, struct identifier person, const struct index_codes *codes) MUST_CHECK;
enum outcome index_clear(struct work *work, struct identifier person) MUST_CHECK;

#endif
