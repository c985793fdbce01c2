/* What somebody types into the search: words of names, a year or day of birth, a telephone, the number of a document;
   in any order, misspelt, not yet whole.  Within persons/. */
#ifndef PERSONS_TYPED_H
#define PERSONS_TYPED_H

#include "matching/candidate.h"
#include "matching/name.h"
#include "persons/persons.h"

struct typed {
    struct candidate candidate; /* as evidence: all words in names[0].given */
    struct name name;
    const struct name_word *words[NAME_WORDS_MOST]; /* those that carry the name */
    size_t word_count;
    bool common_alone; /* nothing but one word that very many bear */
};
/* `today` of the mission: for years. */
void typed_read(struct arena *arena, struct text text, int32_t today, struct typed *ret_typed);
/* Is there anything to ask for? */
bool typed_asks(const struct typed *typed);

/* By custom: a word is only by the list of equivalents a form of a name of hers. */
enum typed_why { TYPED_BY_NAME, TYPED_BY_CUSTOM, TYPED_BY_TELEPHONE, TYPED_BY_DOCUMENT };
struct typed_score {
    int32_t weight;       /* in WEIGHT_BITs: the sum of what agrees */
    size_t missed;        /* words typed that nothing answers */
    bool contradicts;     /* what was typed beside the name differs from what is known */
    bool other_telephone; /* the telephone does */
    bool whole;           /* every word typed is one of the names as written or another spelling of it */
    bool literal;         /* every word typed is one of the names, or the beginning of one, letter by letter */
    enum typed_why why;
    struct text custom; /* of TYPED_BY_CUSTOM: the word as typed */
};
/* A person whose name is made ready: name_weigh() was called. */
void typed_compare(struct arena *arena, const struct typed *typed, const struct candidate *person,
                   struct typed_score *ret_score);

enum { TYPED_TELEPHONE_LEAST = 6 }; /* digits */
/* Its digits, of whatever script, as ASCII. */
struct text typed_digits(struct arena *arena, struct text text);
/* Digits enough for a telephone number, and nothing else but signs. */
bool typed_is_telephone(struct arena *arena, struct text text);

#endif
