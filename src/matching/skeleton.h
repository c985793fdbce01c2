/* Keys under which spellings of one name meet, one for both scripts: its consonants, those that are mixed up as one.
   محمد, Mohamed, Muhammad and Mouhamed have one skeleton.  For finding candidates, never for deciding. */
#ifndef MATCHING_SKELETON_H
#define MATCHING_SKELETON_H

#include "base/text.h"

enum { SKELETON_MOST = 12 };

enum skeleton_grade {
    SKELETON_FINE,
    SKELETON_COARSE, /* j g k q as one, c s z, t d, b p f v: finds more, and more that is wrong */
};

struct skeleton {
    uint8_t length;
    char letters[SKELETON_MOST + 1]; /* capital ASCII letters, with a NUL behind */
};

/* Of a normal form (name_token.form).  An article that is written together (elfassi, الفاسي) is left out.  Empty only
   for an empty form; other alphabets and numbers keep a digest as skeleton. */
struct skeleton skeleton_of(struct text form, enum skeleton_grade grade);
static inline struct text skeleton_text(const struct skeleton *skeleton)
{
    return (struct text){skeleton->letters, skeleton->length};
}

#endif
