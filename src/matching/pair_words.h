/* Words of the names of two rows, compared once and remembered.  Within matching/.

   A row is compared with hundreds of others that mostly bear the same words: what a word of theirs says against the
   words of this name is kept in a small table by that word, for as long as the name is asked about. */
#ifndef MATCHING_PAIR_WORDS_H
#define MATCHING_PAIR_WORDS_H

#include "matching/pair.h"

enum { MEMO_WORDS = 6, MEMO_PLACES = 512, MEMO_SLOTS = 4 };

/* The name of a row that stands on the left, in one slot of a schema. */
struct pair_memo {
    const struct match_table *table;
    const struct name_token *tokens; /* the lexicon's: they move when it grows */
    uint64_t value;
    uint32_t stamp;
    size_t slot;
    struct name name;
    const struct lexicon_probe *probes[MEMO_WORDS];
    struct memo_word {
        uint32_t token, stamp;
        int16_t could[MEMO_WORDS];     /* what the two words could weigh at most; MEMO_NONE: they cannot be */
        int16_t spellings[MEMO_WORDS]; /* MEMO_UNKNOWN: not looked at */
        int16_t joint;                 /* what two words of the left name could weigh as this one; 0: nothing */
        bool bears;                    /* a name */
    } places[MEMO_PLACES];
};

/* For the first slots of names of a schema. */
struct pair_memo *pair_memos_open(struct arena *arena, const struct match_schema *schema);

/* What one name, in a slot of the left row, could weigh at most against the other: by how rare its words are and which
   of them sound like one of the other's. */
int32_t pair_words_could(struct pair_engine *engine, const struct pair_rows *rows, size_t slot, uint64_t left,
                         uint64_t right);
/* The left name as name_compare() reads it, in *room or kept; from here on pair_spelling() knows it by engine->memo. */
const struct name *pair_words_left(struct pair_engine *engine, const struct pair_rows *rows, size_t slot, uint64_t left,
                                   struct name *room);

/* The comparer's spelling(), through memo and cache; `context` is the engine. */
int32_t pair_spelling(void *context, const struct name_token *a, const struct name_token *b);
/* The comparer's joinable(): by the consonants. */
bool pair_joinable(void *context, const struct name_token *first, const struct name_token *second,
                   const struct name_token *other);

#endif
