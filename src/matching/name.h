/* A written name read into words.  Rules, with an example of each: README.md and tests/test_name.c.
   What a person wrote is always kept beside what is made of it here. */
#ifndef MATCHING_NAME_H
#define MATCHING_NAME_H

#include "base/arena.h"
#include "matching/spelling.h"

/* Stands with everything that is derived from a name and stored (keys): when the rules change, so does it, and what was
   derived by other rules is derived anew. */
enum { NAME_VERSION = 3 };
/* A name of more words, or a word of more letters, is cut: `struct name.cut` says so. */
enum { NAME_WORDS_MOST = 12, NAME_FORM_MOST = 96, NAME_GROUPS_MOST = 3 };

enum name_script { NAME_LATIN, NAME_ARABIC, NAME_TIFINAGH, NAME_OTHER };

/* What a word is by itself.  A particle (ben, ould, al, de) and a title (hadj, moulay, cheikh) say little when they are
   missing; a title may still be somebody's name. */
enum name_kind { NAME_WORD, NAME_PARTICLE, NAME_TITLE, NAME_INITIAL, NAME_NUMBER };

/* In which box it was written.  A hint only: the order of names is never trusted. */
enum name_part { NAME_ANYWHERE, NAME_GIVEN, NAME_FAMILY, NAME_OTHER_NAME };

/* A word wherever it stands; equal forms give equal tokens, so they may be shared between names. */
struct name_token {
    struct text form; /* normal form in UTF-8: a-z, the plain Arabic letters, 0-9, other alphabets' small letters */
    enum name_kind kind;
    enum name_script script; /* of the form: Tifinagh has a Latin one */
    struct word word;        /* the form, as the model of spellings reads it */
    uint32_t id;             /* for a caller who keeps a table of tokens (a cache of pairs); 0 from name_add() */
    /* Set by name_token_weigh(), 0 from name_add(): */
    int32_t rarity;                    /* -log2 of its share of all tokens (matching/frequency.h), in WEIGHT_BITs */
    uint32_t groups[NAME_GROUPS_MOST]; /* of equivalents it stands in */
};

struct name_word {
    const struct name_token *token;
    struct text written; /* slice of what was written: "Ould", "عبد القادر" (glued: with what stands between) */
    enum name_part part;
    enum name_script script; /* as written */
    bool hyphened;           /* to the next word: Jean-Pierre */
};

struct name {
    size_t count;
    struct name_word words[NAME_WORDS_MOST];
    bool cut; /* something was left out */
};

/* Adds the words of `written` behind those that stand in *name ({0} to begin).  Any bytes are read: what is not a
   letter or digit separates words.  Slices point at `written`, tokens lie in the arena. */
void name_add(struct arena *arena, struct name *name, enum name_part part, struct text written);
/* name_add() of both boxes. */
struct name name_read(struct arena *arena, struct text given, struct text family);

/* The normal forms with one space between: "mamadou ould diallo".  name_form(name_form(x)) == name_form(x). */
struct text name_normal(struct arena *arena, struct text written);
/* Words that carry the name: neither particle nor initial nor number; titles only if nothing else is there. */
size_t name_bearing(const struct name *name, const struct name_word *ret_words[NAME_WORDS_MOST]);
/* The token that two neighbours make when they are written as one: fatou + mata = fatoumata; عبد + الله.  NULL when
   they are of two scripts or of two boxes. */
const struct name_token *name_token_joined(struct arena *arena, const struct name_word *first,
                                           const struct name_word *second);
/* A token of a normal form, as name_add() makes it. */
struct name_token name_token_of(struct text form);

#endif
