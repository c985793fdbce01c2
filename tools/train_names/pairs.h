/* Words that are written for one name, out of lists of pairs. */
#ifndef TRAIN_NAMES_PAIRS_H
#define TRAIN_NAMES_PAIRS_H

#include "base/arena.h"
#include "matching/spelling.h"

/* Of one pair of alphabets.  A pair counts `share`: all spellings of one name together count little more than one. */
struct pair {
    struct word source, target;
    double share;
};

struct pairs {
    struct pair *at;
    size_t count, capacity;
};

enum pair_kind { LATIN_ARABIC, LATIN_LATIN, ARABIC_ARABIC, PAIR_KINDS };

/* One line of the lists. */
struct written_pair {
    struct text arabic, latin; /* normal forms */
};

struct written_pairs {
    struct written_pair *at;
    size_t count, capacity;
};

/* Reads FOLDER/NAME: an Arabic word, a tab, a Latin word, and more that is not read.  Ends the program when it cannot.
 */
void pairs_read(struct arena *arena, const char *folder, const char *name, struct written_pairs *pairs);
void written_pairs_close(struct written_pairs *pairs);
/* Is the Arabic word, by its hash, among those that are never trained on?  One in ten. */
bool pair_is_held_back(struct text arabic);
/* Those of one kind, out of the lines that may be trained on. */
struct pairs pairs_of(struct arena *arena, const struct written_pairs *written, enum pair_kind kind);

#endif
