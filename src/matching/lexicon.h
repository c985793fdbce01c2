/* The words and phrases of the lists that are compared, each once: read once, counted, and numbered, so that rows of a
   table are numbers. */
#ifndef MATCHING_LEXICON_H
#define MATCHING_LEXICON_H

#include "matching/name_compare.h"
#include "matching/phrase.h"
#include "matching/skeleton.h"

/* A word of names in its normal form. */
struct lexeme {
    struct text form;
    uint32_t count; /* in all rows */
    uint32_t fine;  /* digests of the skeletons; 0: none */
    uint32_t coarse;
    uint32_t sounds;    /* a bit for each coarse consonant that it holds */
    uint8_t consonants; /* of its coarse skeleton */
    char skeleton[SKELETON_MOST];
    bool bears; /* carries a name: a word or a title */
};

/* Of a token only what tells whether it may be another's name, in half a line of the cache. */
struct lexicon_probe {
    uint32_t lexeme, coarse, sounds;
    struct name_brief brief;
    uint8_t consonants;
    char skeleton[SKELETON_MOST];
    bool grouped; /* stands in a group of equivalents */
};

struct lexicon_phrase {
    struct phrase phrase;
    struct text normal;
    uint32_t column;
    uint32_t count, sound_count; /* of it, and of all that sound like it */
};

/* Names are rarer or more common from one group of people to the next (nationality): each has its own rarities. */
struct lexicon {
    struct arena *arena, *scratch;
    struct lexeme *lexemes; /* from 1 on */
    uint32_t lexeme_count, lexeme_room;
    struct name_token *tokens; /* a lexeme in a group, from 1 on; token.id is the lexeme's number */
    uint32_t *token_groups, *token_counts;
    struct lexicon_probe *probes; /* of the tokens, once they are weighed */
    uint32_t token_count, token_room;
    struct lexicon_phrase *phrases; /* from 1 on */
    uint32_t phrase_count, phrase_room;
    uint32_t *lexeme_places, *token_places, *phrase_places; /* open addressing; 0: free */
    uint32_t lexeme_mask, token_mask, phrase_mask;
    uint64_t words, *group_words;
    uint32_t group_count, group_room;
};

/* `scratch` (NULL: the arena itself) is emptied with each row. */
struct lexicon *lexicon_open(struct arena *arena, struct arena *scratch);
struct arena *lexicon_scratch(struct lexicon *lexicon); /* emptied */
/* The number of a word as name_add() made it, in a group (0: none). */
uint32_t lexicon_token(struct lexicon *lexicon, const struct name_token *token, uint32_t group);
/* The number of a phrase of a column; 0 when nothing of it is a letter or digit. */
uint32_t lexicon_phrase(struct lexicon *lexicon, uint32_t column, struct text written);
/* Once all rows are there: rarity of each token in its group, and what phrases sound alike. */
void lexicon_weigh(struct lexicon *lexicon, const struct equivalents *equivalents);
/* For who weighs tokens one by one: the token's rarity and groups are set. */
void lexicon_probe(struct lexicon *lexicon, uint32_t token);

#endif
