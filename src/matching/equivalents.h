/* Names that are one by custom, not by spelling (Mamadou = Mohamed, Diallo = Jalloh): data that a mission extends.  A
   second kind of evidence beside the model of spellings, named as such where a person decides. */
#ifndef MATCHING_EQUIVALENTS_H
#define MATCHING_EQUIVALENTS_H

#include "base/problem.h"
#include "matching/name.h"

struct equivalents;

struct equivalent {
    struct text form, other; /* normal forms */
    bool reviewed;           /* by somebody who speaks the language: name and day in the file; otherwise proposed */
    struct text note;        /* where it comes from, for the reader */
};

/* Reads name_equivalents.csv (columns group, name, state, note; names of one group are equivalents of one another) in
   the normal form.  INVALID: problems name line and column.  The shipped list stands below a mission's own: NULL, or
   one read before. */
enum outcome equivalents_read(struct arena *arena, struct text csv, const struct equivalents *below,
                              struct problems *problems, const struct equivalents **ret_equivalents) MUST_CHECK;
/* NULL when they are not. */
const struct equivalent *equivalents_find(const struct equivalents *equivalents, struct text form, struct text other);
/* The group's number, the same for all its names; 0 for a name in none.  For keys: a name may stand in several groups;
   `at` counts them. */
uint32_t equivalents_group(const struct equivalents *equivalents, struct text form, size_t at);

#endif
